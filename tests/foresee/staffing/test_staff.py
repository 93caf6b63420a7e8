"""People needed: enough, not too many, at times a roster can use."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte import packs
from sturmwarte.core.foresee.outlook import Expected, HalfHour
from sturmwarte.core.foresee.staffing import Aims, handling, staff
from sturmwarte.core.foresee.staffing.people import Load
from sturmwarte.core.foresee.staffing.reasons import reasons
from sturmwarte.core.foresee.staffing.staff import needed
from sturmwarte.core.reason import say
from tests.foresee.staffing.simulation import on_time as simulated

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
STORM = [20, 60, 200, 400, 300, 200, 150, 100, 80, 60, 40, 30]


def hours(middles, start=NOON):
    return [
        Expected(at=start + timedelta(hours=n), low=middle * 0.6, middle=middle, high=middle * 1.7)
        for n, middle in enumerate(middles)
    ]


def test_a_storm_gets_people_before_its_peak_and_loses_them_after_it():
    plan = staff(hours(STORM), 0.4, (8, 0), 60, on_duty=5)
    people = [each.people for each in plan.half_hours]
    assert len(people) == 24
    assert 16 <= max(people) <= 24  # 160 answers an hour are 27 people by the peak hour's load alone
    assert people[0] <= 3
    assert people[-1] <= 5
    assert 4 <= people.index(max(people)) <= 7
    assert all(each.people_high >= each.people for each in plan.half_hours)
    assert plan.until == max(each.at for each in plan.half_hours if each.people > 5) + timedelta(minutes=30)
    assert max(each.late for each in plan.half_hours) > 0.9


def test_a_longer_deadline_takes_fewer_people_at_once():
    peak = [
        max(each.people for each in staff(hours(STORM), 0.4, (8, 0), minutes).half_hours)
        for minutes in (30, 60, 240, 1440)
    ]
    assert peak == sorted(peak, reverse=True)
    assert peak[0] > 2 * peak[-1]


@pytest.mark.parametrize("deadline_h", [0.5, 1.0, 4.0])
def test_the_plan_keeps_its_promise_in_the_simulation_and_two_fewer_would_not(deadline_h):
    load = Load(
        np.array([5.0, 5, 20, 30, 60, 60, 40, 40, 20, 20, 10, 10]), np.full(12, 0.5), 6.0, deadline_h, 24.0
    )
    people = needed(load)
    assert simulated(load, people, 30).min() > load.target - 0.15
    assert simulated(load, np.maximum(people - 2, 1), 15).min() < load.target


def test_half_hours_are_those_of_the_clock():
    plan = staff(hours([30, 30], NOON + timedelta(minutes=7)), 0.5, (8, 0), 60)
    assert [each.at.minute for each in plan.half_hours] == [0, 30, 0, 30, 0]
    assert sum(each.arrivals for each in plan.half_hours) == pytest.approx(30, abs=0.05)


def test_a_backlog_is_worked_off():
    without = staff(hours([10] * 6), 0.4, (8, 0), 60).half_hours
    plan = staff(hours([10] * 6), 0.4, (8, 0), 60, backlog=40)
    assert plan.half_hours[0].people > without[0].people + 3
    assert plan.half_hours[-1].people == without[-1].people
    assert plan.backlog == 40


def test_quiet_needs_nobody_and_an_empty_forecast_says_so():
    assert all(each.people == 0 for each in staff(hours([0] * 4), 0.4, (8, 0), 60).half_hours)
    plan = staff([], 0.4, (8, 0), 60, now=NOON)
    assert (plan.half_hours, plan.until) == ((), None)
    with pytest.raises(ValueError, match="now"):
        staff([], 0.4, (8, 0), 60)


def test_duty_known_for_part_of_the_time():
    late = NOON + timedelta(hours=1)
    plan = staff(hours([90] * 3), 0.4, (8, 0), 60, on_duty=lambda at: 3 if at < late else None)
    assert [each.on_duty for each in plan.half_hours] == [3, 3, None, None, None, None]
    assert [each.late is None for each in plan.half_hours] == [False, False, True, True, True, True]


def test_worse_aims_take_fewer_people():
    def most(**aims):
        plan = staff(hours([90] * 4), 0.4, (8, 0), 60, aims=Aims(**aims))
        return max(each.people for each in plan.half_hours)

    assert most(occupancy=0.75) >= most() >= most(occupancy=0.85)
    assert most(target=0.95) >= most() >= most(target=0.5)


@pytest.mark.parametrize(
    "wrong", [{"worth": 1.2}, {"handling": (0, 0)}, {"deadline_min": 0}, {"aims": Aims(target=1)}]
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"give (them|more)"):
        staff(**({"per_hour": hours([1]), "worth": 0.4, "handling": (8, 0), "deadline_min": 60} | wrong))


@pytest.mark.parametrize("lang", packs.LANGUAGES)
def test_every_reason_has_its_sentence(lang):
    said = set()
    for on_duty in (None, 2, 5, 6, 9):
        half = HalfHour(at=NOON, arrivals=9.0, people=6, people_high=8, on_duty=on_duty)
        for backlog, known in ((0, 0), (1, 0), (3, 55)):
            for why in reasons([half], 0.4, (8, known), (0.8, 60), backlog):
                assert why.key not in say(why, packs.texts(lang))
                said.add(why.key)
    mine = {key for key in packs.texts(lang) if key.startswith("staffing.")}
    assert said == mine


@settings(max_examples=5, deadline=None)
@given(
    st.lists(st.floats(0, 600), min_size=1, max_size=8),
    st.floats(0, 1),
    st.floats(1, 60),
    st.sampled_from([15, 60, 240, 1440]),
    st.integers(0, 300),
)
def test_any_forecast_has_a_plan(middles, worth, minutes, deadline_min, backlog):
    plan = staff(hours(middles), worth, (minutes, 0), deadline_min, backlog, 4, now=NOON)
    assert len(plan.half_hours) == 2 * len(middles)
    for each in plan.half_hours:
        assert 0 <= each.people <= each.people_high
        assert 0.0 <= each.late <= 1.0


def test_handling_time_comes_from_enough_answers_without_slips():
    assert handling([5.0] * 19) == (8.0, 0)
    assert handling([5.0] * 19, default_min=12) == (12, 0)
    usual = [4.0, 5.0, 6.0, 7.0] * 20
    assert handling(usual) == (5.5, 80)
    assert handling([*usual, 0.01, 5000.0, 900.0]) == (5.5, 80)  # a slip, and two left open
    minutes, known = handling([4.0] * 60 + [200.0] * 40)
    assert (minutes, known) == (6.0, 100)  # open over lunch: at most half more than the median
