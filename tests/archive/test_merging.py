"""The index is merged in steps, so that posts can come in between: erased words leave it all the same."""

from datetime import timedelta

import pytest
from django.db import connection

from sturmwarte.station.archive import Archive, erasure, merging
from tests.archive.scene import NOON, found, post, take

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def small_steps(monkeypatch):
    """Pages of the index as small as they may be, and one of them a step."""
    monkeypatch.setattr(merging, "PAGES", 1)
    monkeypatch.setattr(erasure, "STEP", timedelta(0))
    page_size(32)
    yield
    page_size(4050)


def page_size(size: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO archive_index (archive_index, rank) VALUES ('pgsz', %s)", [size])


def batches(count: int, size: int = 40) -> None:
    for n in range(count):
        take(*(post(f"{n}-{m}", f"wort{n} satz{m} silbe{n * m}", minute=m) for m in range(size)))


def pieces() -> int:
    """How many pieces the index consists of: each has pages of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT id >> 37) FROM archive_index_data WHERE id > 10")
        return int(cursor.fetchone()[0])


def holds(word: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM archive_index_data WHERE instr(block, %s) > 0", [word.encode()])
        return bool(cursor.fetchone()[0])


def test_steps_come_to_an_end_while_posts_come_in(small_steps):
    batches(3, 20)
    take(post("otto", "quietschentchen", by="otto"))
    assert holds("schentchen")
    Archive().delete("mastodon", "otto", "", NOON)
    assert not any(Archive().finish_erasure() for _ in range(4)), "one step does not do it all"
    calls = 0
    while not Archive().finish_erasure():
        take(post(f"neu-{calls}", f"nachgekommen {calls}", minute=100 + calls))
        calls += 1
        assert calls < 2_000
    assert calls  # putting posts in merges as well, so how many are still needed is for SQLite to say
    assert not holds("schentchen")
    assert len(found("nachgekommen", limit=1_000)) == calls
    assert [one for one in Archive().integrity() if not one.ok] == []


def test_what_is_erased_meanwhile_is_not_forgotten(small_steps):
    batches(3, 20)
    take(post("a", "quietschentchen"), post("b", "zwitscherkasten"))
    Archive().delete("mastodon", "a", "", NOON)
    assert not Archive().finish_erasure()
    Archive().delete("mastodon", "b", "", NOON)
    for _ in range(2_000):
        if Archive().finish_erasure():
            break
    assert not holds("schentchen")
    assert not holds("scherkasten")
    assert Archive().finish_erasure()


def test_the_nightly_tidying_leaves_one_piece():
    batches(6)
    assert pieces() > 1
    assert Archive().optimise()
    assert pieces() == 1
