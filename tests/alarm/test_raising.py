"""The engine raises, a person lowers, and what was lowered stays so until something is new."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.alarm.raising import ORDER, Standing, raised, stepped_down
from sturmwarte.core.foresee.wave import Proposal

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PROPOSED = st.sampled_from((*ORDER, "blue"))


def after(standing, *proposed):
    for minute, level in enumerate(proposed):
        standing = raised(standing, Proposal(level=level), NOW + timedelta(minutes=minute))
    return standing


@given(st.lists(PROPOSED, max_size=20))
def test_without_a_person_it_only_rises(proposed):
    standing, before = Standing(), 0
    for level in proposed:
        standing = raised(standing, Proposal(level=level), NOW)
        now = ORDER.index(standing.level)
        assert now >= before
        before = now
    assert before == max((ORDER.index(one) for one in proposed if one in ORDER), default=0)
    assert [reached.level for reached in standing.levels] == list(ORDER[1 : before + 1])


def test_each_level_says_when_it_was_first_reached():
    standing = after(Standing(), "yellow", "green", "red")
    assert [(one.level, one.at.minute) for one in standing.levels] == [
        ("yellow", 0),
        ("orange", 2),
        ("red", 2),
    ]


def test_blue_asks_and_lowers_nothing():
    assert after(Standing(), "orange", "blue").level == "orange"


def test_what_a_person_lowered_is_not_raised_again_at_once():
    standing = stepped_down(after(Standing(), "orange"), "yellow")
    assert after(standing, "orange", "orange").level == "yellow"
    assert after(standing, "red").level == "red"
    assert after(standing, "orange", "yellow", "orange").level == "orange"


def test_a_level_in_between_does_not_creep_back():
    standing = stepped_down(after(Standing(), "red"), "green")
    assert after(standing, "orange", "red", "yellow").level == "green"
    assert after(standing, "green", "yellow").level == "yellow"


@pytest.mark.parametrize("to", ["orange", "red", "blue", "nothing"])
def test_only_a_lower_level_is_a_step_down(to):
    with pytest.raises(ValueError, match=r"lower levels are: green, yellow"):
        stepped_down(Standing("orange"), to)
