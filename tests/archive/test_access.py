"""Nobody finds, counts or takes out what they may not see."""

import io

import pytest

from sturmwarte.station.archive import Archive, May, Scope
from sturmwarte.station.archive.exporting.run import Export
from tests.archive.scene import ALL, NOON, READER, entry, found, post, search, take

pytestmark = pytest.mark.django_db

MAIL = May((Scope(channel="mail:service", private=True),), names=True)


@pytest.fixture(autouse=True)
def posts() -> None:
    take(
        entry(post("public", by="anna", url="https://home.example/@anna/1"), ("bahn",)),
        entry(post("dm", form="direct_message", by="bert"), ("bahn",)),
        entry(post("hidden", visibility="private", by="bert"), ("streik",)),
        entry(post("letter", form="mail", channel="mail:service", network="mail", by="cora")),
    )


@pytest.mark.parametrize(
    ("may", "expected"),
    [
        (ALL, {"public", "dm", "hidden", "letter"}),
        (May.nothing(), set()),
        (READER, {"public"}),
        (MAIL, {"letter"}),
        (May((Scope(channel="mail:service"),)), set()),
        (May((Scope(topic="bahn", private=True),)), {"public", "dm"}),
        (May((Scope(topic="streik"), Scope(channel="mail:service", private=True))), {"letter"}),
    ],
)
def test_every_read_shows_the_same_posts(may: May, expected: set[str]) -> None:
    archive = Archive()
    for query in (None, "bahn", '"die bahn"', "NOT xyz"):
        assert set(found(query, may=may)) == expected
        assert archive.count(search(query, may=may)).n == len(expected)
        assert sum(n for _, n in archive.facets(search(query, may=may), ["form"])[0].values) == len(expected)
        assert sum(n for _, n in archive.histogram(search(query, may=may)).buckets) == len(expected)
    for gid, network in (
        ("public", "mastodon"),
        ("dm", "mastodon"),
        ("hidden", "mastodon"),
        ("letter", "mail"),
    ):
        assert (archive.get(network, gid, may=may) is not None) == (gid in expected)
        assert bool(archive.thread(network, gid, may=may)) == (gid in expected)
        assert bool(archive.versions(network, gid, may=may)) == (gid in expected)
    stream = io.BytesIO()
    assert archive.export(
        search(may=may), Export("jsonl", "mia", "x.jsonl", names=True), stream, NOON
    ) == len(expected)


def test_counts_over_time_leave_private_ones_out_too() -> None:
    def total(may: May, topic: str = "") -> int:
        begin, end = NOON.replace(hour=0), NOON.replace(hour=23)
        return sum(n for _, n in Archive().series(topic, "hour", begin, end, may=may))

    assert (total(ALL), total(READER), total(May.nothing())) == (4, 1, 0)
    assert total(MAIL) == 1
    assert (total(May((Scope(topic="bahn"),)), "bahn"), total(May((Scope(topic="bahn"),)))) == (1, 0)


def test_a_pseudonym_stands_for_the_author_and_nothing_else_names_them() -> None:
    (got,) = Archive().search(search(may=READER)).posts
    assert got.post.author is not None
    assert got.post.author.id == got.post.author.handle == got.pseudonym
    assert got.post.author.name == ""
    assert "anna" not in repr(got)
    assert found(f"author:{got.pseudonym}", may=READER) == ["public"]
    assert found("author:anna", may=READER) == []
    assert found("author:anna") == ["public"]


def test_an_edit_that_makes_a_post_private_closes_it() -> None:
    take(post("public", text="nur für euch", visibility="private"))
    assert found(may=READER) == []
    assert Archive().search(search(may=READER)).posts == []


def test_a_channel_is_where_it_was_heard_not_only_where_first() -> None:
    take(post("public", by="anna", channel="feed:x", network="mastodon"))
    assert found(may=May((Scope(channel="feed:x"),))) == ["public"]
