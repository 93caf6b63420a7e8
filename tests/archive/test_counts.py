"""Counters move with edits and corrections, outlive deletions, and coverage says when a zero is one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sturmwarte.station.archive import Archive
from tests.archive.scene import ALL, NOON, entry, post, take

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def total(topic: str = "", **asked: object) -> int:
    known = {"may": ALL, "grain": "hour", "since": NOON - 100 * HOUR, "until": NOON + 100 * HOUR, **asked}
    return sum(n for _, n in Archive().series(topic, **known))


def test_everything_heard_and_each_topic() -> None:
    take(entry(post("1"), ("a", "b")), entry(post("2"), ("a",)), post("3"))
    assert (total(), total("a"), total("b"), total("c")) == (3, 2, 1, 0)
    assert (total(channel="mastodon:home"), total(channel="x")) == (3, 0)


def test_minutes_hours_and_the_readers_days() -> None:
    take(post("1", minute=0.5), post("2", minute=1), post("3", minute=60 * 11.5))
    span = {"may": ALL, "since": NOON, "until": NOON + 24 * HOUR}
    assert Archive().series("", "minute", **span)[:2] == [(NOON, 1), (NOON + timedelta(minutes=1), 1)]
    assert Archive().series("", "hour", **span) == [(NOON, 2), (NOON + 11 * HOUR, 1)]
    berlin = Archive().series("", "day", zone=ZoneInfo("Europe/Berlin"), **span)
    assert [(at.date().isoformat(), n) for at, n in berlin] == [("2026-03-02", 2), ("2026-03-03", 1)]


def test_a_day_of_23_hours_is_one_day() -> None:
    spring = datetime(2026, 3, 28, 23, tzinfo=UTC)
    take(*(post(str(n), created_at=spring + n * HOUR) for n in range(23)))
    got = Archive().series("", "day", spring, spring + 23 * HOUR, may=ALL, zone=ZoneInfo("Europe/Berlin"))
    assert [(at.date().isoformat(), n) for at, n in got] == [("2026-03-29", 23)]


def test_an_edit_moves_the_count() -> None:
    take(entry(post(), ("a",), kind="praise", mood="positive"))
    take(entry(post(text="neu"), ("b",), kind="complaint", mood="negative"))
    assert (total(), total("a"), total("b")) == (1, 0, 1)
    assert (total(kind="praise"), total(kind="complaint"), total(sentiment="negative")) == (0, 1, 1)


def test_a_correction_moves_the_count() -> None:
    take(entry(post(), ("a",), kind="praise"))
    Archive().correct(
        "mastodon", "1", NOON, by="mia", reading=entry(post(), kind="idea").reading, topics=["b"]
    )
    assert (total("a"), total("b"), total("b", kind="idea"), total(kind="praise")) == (0, 1, 1, 0)


def test_hearing_it_again_counts_once_and_a_further_topic_counts_there() -> None:
    take(entry(post(), ("a",)))
    take(entry(post(), ("b",)), entry(post(), ("a",)))
    assert (total(), total("a"), total("b")) == (1, 1, 1)


def test_counts_outlive_the_text() -> None:
    take(*(entry(post(str(n)), ("a",)) for n in range(12)))
    take(post("3", deleted_at=NOON), post("4", deleted_at=NOON))
    assert (total("a"), total("a", gone=True)) == (12, 2)


def test_a_late_post_counts_when_it_was_written() -> None:
    take(post(created_at=NOON - 50 * HOUR))
    assert total(since=NOON - 50 * HOUR, until=NOON - 49 * HOUR) == 1


def test_a_drill_counts_for_itself() -> None:
    take(post("1"), post("2", run="import"), post("3", run="drill:1"))
    assert (total(), total(run="live"), total(run="import"), total(run="drill:1")) == (2, 1, 1, 1)


def test_coverage_tells_quiet_from_not_hearing() -> None:
    archive = Archive()
    assert archive.record_coverage("feed:a", "", "hearing", NOON)
    assert not archive.record_coverage("feed:a", "", "hearing", NOON + HOUR)
    assert archive.record_coverage("feed:a", "", "disturbed", NOON + 2 * HOUR)
    archive.record_coverage("feed:a", "bahn", "limited", NOON + HOUR)
    archive.record_coverage("feed:b", "", "resting", NOON)
    got = archive.coverage("feed:a", "bahn", NOON, NOON + 9 * HOUR)
    assert [(c.topic, c.state, c.since, c.until) for c in got] == [
        ("", "hearing", NOON, NOON + 2 * HOUR),
        ("bahn", "limited", NOON + HOUR, None),
        ("", "disturbed", NOON + 2 * HOUR, None),
    ]
    assert [c.state for c in archive.coverage(None, None, NOON, NOON + HOUR)] == ["hearing", "resting"]


def test_a_late_word_about_the_past_rewrites_nothing() -> None:
    archive = Archive()
    archive.record_coverage("feed:a", "", "hearing", NOON)
    assert not archive.record_coverage("feed:a", "", "disturbed", NOON - HOUR)
    assert [c.state for c in archive.coverage("feed:a", None, NOON - 9 * HOUR, NOON + HOUR)] == ["hearing"]
