"""What was not heard is told afterwards, and lies where it was."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.engine.coverage import Hole, copy_coverage, laid_over
from sturmwarte.station.archive import Archive
from sturmwarte.station.listen.models import Gap, Source, Spell, Subscription

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def told(source="a", topic=""):
    """(state, minutes from, minutes to or None) of the source itself."""
    found = Archive().coverage(source, topic, NOON - timedelta(days=9), NOON + timedelta(days=9))
    return [
        (
            one.state,
            (one.since - NOON) // timedelta(minutes=1),
            one.until and (one.until - NOON) // timedelta(minutes=1),
        )
        for one in found
        if one.topic == topic
    ]


def spell(state, since, until=None, topic="", **more):
    return Spell.objects.create(
        source="a", topic=topic, state=state, since=at(since), until=until and at(until), **more
    )


def gap(since, until, topic=""):
    Gap.objects.create(
        source="a", subscription="s", topic=topic, since=at(since), until=at(until), noted_at=at(until)
    )


def listening(*topics):
    source = Source.objects.create(id="a", kind="harbour", name="a", channel="a", made_at=NOON, made_by="t")
    for number, topic in enumerate(topics):
        Subscription.objects.create(source=source, name=str(number), topic=topic, started_at=NOON)


@pytest.mark.django_db
def test_a_gap_is_told_backwards_and_stays_when_the_spell_ends():
    listening("")
    first = spell("hearing", 0)
    assert copy_coverage(Archive()) == 1
    assert told() == [("hearing", 0, None)]
    gap(10, 20)
    copy_coverage(Archive())
    assert told() == [("hearing", 0, 10), ("disturbed", 10, 20), ("hearing", 20, None)]
    Spell.objects.filter(pk=first.pk).update(until=at(60), copied=False)
    spell("disturbed", 60)
    copy_coverage(Archive())
    assert told() == [
        ("hearing", 0, 10), ("disturbed", 10, 20), ("hearing", 20, 60), ("disturbed", 60, None),
    ]  # fmt: skip
    assert copy_coverage(Archive()) == 0


@pytest.mark.django_db
def test_a_gap_of_one_subscription_of_several_limits_the_source_and_disturbs_its_topic():
    listening("bahn", "kaffee")
    spell("hearing", 0)
    spell("hearing", 0, topic="bahn")
    spell("hearing", 0, topic="kaffee")
    gap(10, 20, "bahn")
    copy_coverage(Archive())
    assert told()[1] == ("limited", 10, 20)
    assert told(topic="bahn")[1] == ("disturbed", 10, 20)
    assert told(topic="kaffee") == [("hearing", 0, None)]


@pytest.mark.django_db
def test_a_source_that_was_removed_has_no_state_any_more():
    spell("hearing", 0)
    copy_coverage(Archive())
    Spell.objects.update(until=at(30), copied=False)
    copy_coverage(Archive())
    assert told() == [("hearing", 0, 30)]


@pytest.mark.django_db
def test_a_disturbance_that_began_before_it_was_certain():
    first = spell("hearing", 0)
    copy_coverage(Archive())
    Spell.objects.filter(pk=first.pk).update(until=at(5), copied=False)
    spell("disturbed", 5, 15)
    spell("hearing", 15)
    copy_coverage(Archive())
    assert told() == [("hearing", 0, 5), ("disturbed", 5, 15), ("hearing", 15, None)]


MINUTES = st.integers(0, 40)


@given(
    st.lists(st.tuples(MINUTES, st.sampled_from(["hearing", "quiet", "disturbed", "resting"])), max_size=6),
    st.lists(st.tuples(MINUTES, MINUTES, st.sampled_from(["disturbed", "limited"])), max_size=4),
    MINUTES,
)
def test_every_minute_has_one_state_and_a_hole_is_never_called_heard(states, gaps, since):
    begins = sorted(states, key=lambda one: one[0])
    ends = [at(begin) for begin, _ in begins[1:]] + [None]
    spells = [(state, at(begin), end) for (begin, state), end in zip(begins, ends, strict=False)]
    holes = [Hole(state, at(min(a, b)), at(max(a, b))) for a, b, state in gaps]
    found = laid_over(spells, holes, at(since))
    for (_, a, b), (_, c, _) in pairwise(found):
        assert a < b <= c
    for minute in range(since, 45):
        states_then = {s for s, a, b in found if a <= at(minute) and (b is None or at(minute) < b)}
        lost = {hole.state for hole in holes if hole.since <= at(minute) < hole.until}
        assert len(states_then) <= 1
        if lost:
            assert states_then <= {"disturbed", "resting", "limited"}
            assert "disturbed" not in lost or states_then <= {"disturbed", "resting"}
