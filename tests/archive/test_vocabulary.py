"""`*ending` and its like are looked up in the archive's own words: none may be missing, and none stays on."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sturmwarte.station.archive import Archive, vocabulary
from tests.archive.scene import NOON, found, post, take

pytestmark = pytest.mark.django_db
WORDS = st.text("abßäü", min_size=1, max_size=4)
SOON = timedelta(seconds=5)


def listed() -> set[str]:
    """Every term the index knows and the vocabulary should: read the slow way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT term FROM archive_terms WHERE instr('#@.', substr(term, 1, 1)) = 0")
        return {term for (term,) in cursor.fetchall()}


def written() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT spelt FROM archive_vocabulary")
        return {vocabulary.spelt(line) for (line,) in cursor.fetchall()}


def forget() -> None:
    with connection.cursor() as cursor:
        assert vocabulary.forget(cursor, SOON)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(WORDS, min_size=1).map(" ".join), min_size=1, max_size=5), WORDS)
def test_what_it_finds_is_what_a_walk_through_all_terms_finds(db, texts, part):
    with transaction.atomic():
        take(*(post(str(n), text) for n, text in enumerate(texts)))
        words = {term for term in listed() if not term.startswith("=")}
        folded = part.replace("ß", "ss")
        with connection.cursor() as cursor:
            ends = vocabulary.ending(cursor, folded, 1_000)
            holds = vocabulary.holding(cursor, folded, 1_000)
        assert set(ends) == {word for word in words if word.endswith(folded)}
        assert set(holds) == {word for word in words if folded in word}
        assert written() == listed()
        transaction.set_rollback(True)


def test_a_word_is_found_by_its_end_at_once_and_not_once_it_is_gone():
    take(post("1", "Der Schmorgeruch"), post("2", "Ein Brandgeruch"))
    assert sorted(found("*geruch")) == ["1", "2"]
    take(post("1", "nun anders gesagt"))
    assert found("*geruch") == ["2"]
    Archive().delete("mastodon", "2", "", NOON)
    assert found("*geruch") == []
    assert "schmorgeruch" in written()
    forget()
    assert written() == listed()


def test_what_comes_back_is_found_again():
    """What a process remembers to have written counts for nothing once something was dropped."""
    take(post("1", "Ein Brandgeruch"))
    Archive().delete("mastodon", "1", "", NOON)
    forget()
    take(post("2", "Wieder Brandgeruch"))
    assert found("*geruch") == ["2"]


def test_a_word_others_use_stays():
    take(post("1", "Ein Brandgeruch"), post("2", "Der Brandgeruch"))
    Archive().delete("mastodon", "1", "", NOON)
    forget()
    assert found("*geruch") == ["2"]


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_written_the_next_time():
    with transaction.atomic():
        take(post("1", "Ein Brandgeruch"))
        transaction.set_rollback(True)
    take(post("2", "Der Brandgeruch"))
    take(post("3", "Noch ein Brandgeruch"))
    assert sorted(found("*geruch")) == ["2", "3"]


def test_the_check_says_when_a_word_is_missing():
    take(post("1", "Ein Brandgeruch"))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_vocabulary WHERE spelt = %s", ["brandgeruch"[::-1]])
    assert [(one.check, one.wrong) for one in Archive().integrity() if not one.ok] == [("vocabulary", 1)]
