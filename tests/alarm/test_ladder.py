"""Which level the plan's criteria propose, and what they say of each."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec
import numpy as np
import pytest

from sturmwarte import packs
from sturmwarte.core.alarm.ladder import Facts, propose
from sturmwarte.core.alarm.levels import Levels, Rise
from sturmwarte.core.foresee.wave import Colour, Wave
from sturmwarte.core.reason import say

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LEVELS = Levels()
MANY = Facts(authors=100)


class Pulse(NamedTuple):
    minutes: np.ndarray
    counts: np.ndarray
    expected: np.ndarray


def pulse(*hours, usual=1.0):
    """Posts of the hours up to now, spread evenly."""
    counts = np.repeat(np.array(hours, float), 12) / 12
    last = int(NOW.timestamp()) // 60
    minutes = last - 5 * np.arange(len(counts), 0, -1)
    return Pulse(minutes, counts, np.full(len(counts), usual / 12))


def wave(**more):
    facts = {"view": "spike", "direction": "up", "phase": "growth", "started": NOW, "detected": NOW}
    return Wave(id="w", topic="brand", topics=("brand",), updated=NOW, **{**facts, **more})


def level(*hours, facts=MANY, levels=LEVELS, usual=1.0, **more):
    return propose(wave(**more), pulse(*hours, usual=usual), levels, facts).level


def found(proposal, level, criterion):
    return next(one for one in proposal.criteria if (one.level, one.criterion) == (level, criterion))


@pytest.mark.parametrize(
    ("posts", "usual", "expected"),
    [
        (9, 1, "green"),  # nine times the usual, but not ten posts
        (12, 1, "yellow"),
        (29, 1, "yellow"),
        (40, 20, "green"),
        (61, 20, "yellow"),
        (40, 6, "orange"),
        (59, 1, "orange"),
        (61, 6, "red"),
        (61, 10, "orange"),
        (8500 / 24, 12 / 24, "red"),
    ],
)
def test_multiples_need_their_floors(posts, usual, expected):
    assert level(*[posts] * 5, usual=usual) == expected


@pytest.mark.parametrize(
    ("authors", "expected"), [(4, "green"), (5, "yellow"), (15, "orange"), (30, "red"), (None, "red")]
)
def test_few_authors_are_no_crisis(authors, expected):
    assert level(*[400] * 5, facts=Facts(authors=authors)) == expected


def test_counts_alone_say_that_nobody_knows_the_authors():
    proposal = propose(wave(), pulse(*[400] * 5), LEVELS)
    assert "alarm.authors_unknown" in [reason.key for reason in proposal.why]
    assert found(proposal, "red", "authors").value is None
    assert not found(proposal, "red", "authors").met


def test_every_criterion_is_told_with_what_is_and_what_is_needed():
    proposal = propose(wave(channels=("a:1", "b:1")), pulse(*[12] * 5), LEVELS, MANY)
    assert proposal.level == "yellow"
    assert {one.criterion for one in proposal.criteria if one.level == "orange"} == {
        "posts",
        "authors",
        "times_baseline",
        "networks",
        "press",
    }
    multiple = found(proposal, "orange", "times_baseline")
    assert (multiple.value, multiple.needs, multiple.met) == (12.0, 6.0, False)  # 12 times, but not 30 posts
    assert found(proposal, "orange", "posts").needs == 30


def test_a_steep_rise_is_not_averaged_away():
    """Twenty posts in the last half hour after a day of four an hour."""
    steep = pulse(4, 4, 4, 4, usual=4)
    steep.counts[-6:] = 20 / 6
    proposal = propose(wave(), steep, LEVELS, MANY)
    assert proposal.level == "yellow"
    assert found(proposal, "yellow", "times_baseline").value == pytest.approx(10.0)


def test_doubling_is_enough_for_yellow_and_a_morning_is_none():
    assert level(10, 10, 10, 24, usual=9) == "yellow"
    assert found(
        propose(wave(), pulse(10, 10, 10, 24, usual=9), LEVELS, MANY), "yellow", "doubling_minutes"
    ).met
    morning = pulse(10, 10, 10, 24)._replace(expected=np.repeat([9, 9, 9, 18], 12) / 12)
    assert propose(wave(), morning, LEVELS, MANY).level == "green"
    assert level(20, 20, 20, 21, usual=18) == "green"


@pytest.mark.parametrize(
    ("negative", "usual", "judged", "expected"),
    [(0.6, 0.3, 40, "yellow"), (0.6, 0.45, 40, "green"), (0.6, 0.3, 9, "green"), (0.6, None, 40, "green")],
)
def test_a_rise_of_the_negative_share(negative, usual, judged, expected):
    colour = Colour(trend="negative", negative=negative, positive=0.1, usual_negative=usual, judged=judged)
    assert level(*[20] * 5, usual=15, colour=colour) == expected


def test_two_networks_count_once_the_level_below_is_loud():
    both = {"channels": ("mastodon:a", "mastodon:b", "bluesky:a")}
    assert level(*[40] * 5, usual=10, **both) == "orange"
    assert level(*[40] * 5, usual=20, **both) == "green"
    assert level(*[40] * 5, usual=10, channels=("mastodon:a", "mastodon:b")) == "yellow"
    assert level(*[40] * 5, usual=10, facts=Facts(authors=100, networks=2)) == "orange"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(press=1), "orange"),
        (Facts(danger=1), "red"),
        (Facts(press=1, danger=1), "red"),
        (Facts(reach=900_000), "yellow"),
        (Facts(reach=400_000), "green"),
    ],
)
def test_single_events_need_no_count_and_no_baseline(facts, expected):
    levels = LEVELS.model_copy(update={"yellow": Rise(times_baseline=3, reach=500_000)})
    assert propose(wave(known=False), None, levels, facts).level == expected
    assert propose(wave(), pulse(0, 0, 0, usual=0), levels, facts).level == expected


def test_without_a_baseline_the_day_before_stands_in():
    assert level(*[1] * 20, 70, known=False, usual=0) == "red"
    assert level(*[60] * 20, 70, known=False, usual=0) == "green"
    assert level(70, 70, known=False, usual=0) == "green"  # too little of a day
    proposal = propose(wave(known=False), pulse(*[1] * 20, 70, usual=0), LEVELS, MANY)
    assert "alarm.no_baseline" in [reason.key for reason in proposal.why]
    assert found(proposal, "red", "times_before").met


def test_what_was_not_heard_is_no_level_and_says_so():
    deaf = pulse(*[400] * 5)
    deaf.counts[-12:] = np.nan
    proposal = propose(wave(), deaf, LEVELS, MANY)
    assert proposal.level == "green"
    assert "alarm.not_heard" in [reason.key for reason in proposal.why]


def test_silence_is_no_level():
    proposal = propose(wave(direction="down"), pulse(*[0] * 5, usual=400), LEVELS, MANY)
    assert proposal.level == "green"
    assert "alarm.silent" in [reason.key for reason in proposal.why]


def test_blue_is_proposed_after_a_calm_day_and_only_where_there_was_a_level():
    calm, short = Facts(authors=1, calm_h=24), Facts(authors=1, calm_h=23.9)
    assert level(1, 1, 1, facts=calm, level="orange", phase="over") == "blue"
    assert level(1, 1, 1, facts=short, level="orange", phase="over") == "green"
    assert level(1, 1, 1, facts=calm, phase="over") == "green"
    assert level(*[400] * 5, facts=Facts(authors=100, calm_h=24), level="orange") == "red"


def test_it_is_told_in_both_languages():
    proposals = (
        propose(wave(), pulse(10, 10, 10, 95, usual=9), LEVELS, MANY),
        propose(wave(), pulse(9, 9, 9), LEVELS, MANY),
        propose(wave(known=False), None, LEVELS, Facts(danger=2)),
    )
    german = [say(reason, packs.texts("de")) for one in proposals for reason in one.why]
    assert "Das 11-Fache des Üblichen (nötig: 10)" in german
    assert "Für eine Stufe zu wenige Beiträge in der Stunde: 9 (nötig: 10)" in german
    assert "Hinweise auf Gefahr für Menschen: 2. Das allein genügt" in german
    assert not any("alarm." in said for said in german)


def test_a_proposal_is_plain_data():
    proposal = propose(wave(), pulse(*[400] * 5), LEVELS, MANY, now=NOW + timedelta(minutes=5))
    assert msgspec.convert(msgspec.to_builtins(proposal), type(proposal)) == proposal
