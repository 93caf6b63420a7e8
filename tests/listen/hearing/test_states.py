"""From what is known of the subscriptions to one state with its reason."""

import pytest

from sturmwarte.core.listen.hearing import Facts, Silence, judge, learn
from sturmwarte.core.reason import Reason
from tests.listen.hearing.facts import BERLIN, HOUR, MADE, MINUTE, NOW, line, trouble, weeks


def state(*lines, **given):
    found = judge(Facts(given.pop("awake", MADE), lines, **given), NOW)
    return found.state, found.why.key


@pytest.mark.parametrize("kind", ["Refused", "Wrong", "Gone", "Blocked"])
def test_what_only_a_person_can_mend_disturbs_at_once(kind):
    assert state(line(**trouble(kind, since=0))) == ("disturbed", "trouble.x")


@pytest.mark.parametrize("kind", ["Unreachable", "Unreadable", "Missing", "TooMuch", "Trouble"])
def test_what_mends_itself_gets_three_minutes(kind):
    assert state(line(**trouble(kind, since=2)))[0] == "hearing"
    found = judge(Facts(MADE, [line(**trouble(kind, since=3))]), NOW)
    assert (found.state, found.since) == ("disturbed", NOW - 3 * MINUTE)


def test_one_of_several_is_a_limit_and_says_which():
    found = judge(Facts(MADE, [line("home"), line("#tag", **trouble("Refused", key="trouble.refused"))]), NOW)
    assert found.state == "limited"
    assert found.why.args == {"subscription": "#tag", "broken": 1, "of": 2, "why": ["trouble.refused", {}]}


def test_slowed_by_the_platform_is_a_limit():
    assert state(line(slowed={"key": "budget.slow", "args": {}})) == ("limited", "budget.slow")
    assert state(line(**trouble("Limited", since=60))) == ("limited", "trouble.x")


def test_an_answer_three_minutes_late_is_a_disturbance():
    assert state(line(asked=3))[0] == "hearing"
    assert state(line(asked=4)) == ("disturbed", "hearing.no_answer")
    assert state(line(asked=15, next_at=NOW - 3 * MINUTE))[0] == "hearing"
    assert state(line(asked=15, next_at=NOW - 4 * MINUTE))[0] == "disturbed"


def test_a_round_that_had_no_need_to_ask_is_none():
    """Rechecking what was kept, with nothing kept yet; a feed whose server asked for a day of rest."""
    assert state(line(), line("recheck", asked=None, next_at=NOW + MINUTE))[0] == "hearing"
    assert state(line(asked=600, next_at=NOW + MINUTE))[0] == "hearing"


def test_a_stream_that_is_merely_open_proves_little():
    assert state(line(asked=29, streams=True))[0] == "hearing"
    assert state(line(asked=31, streams=True)) == ("limited", "hearing.unproven")
    assert state(line(asked=None, streams=True)) == ("disturbed", "hearing.never_answered")


def test_it_was_disturbed_since_the_last_of_them_fell_silent():
    found = judge(Facts(MADE, [line("a", 30), line("b", 20)]), NOW)
    assert (found.state, found.since) == ("disturbed", NOW - 20 * MINUTE)


def test_nothing_is_expected_of_the_time_before_it_was_woken():
    assert state(line(asked=600), awake=NOW - MINUTE)[0] == "hearing"
    assert state(line(asked=600), awake=NOW - 4 * MINUTE) == ("disturbed", "hearing.no_answer")


def test_a_new_source_begins_and_does_not_stay_beginning():
    assert state(awake=NOW - MINUTE) == ("resting", "hearing.starting")
    assert state(line(asked=None), awake=NOW - MINUTE) == ("resting", "hearing.starting")
    assert state(awake=NOW - 3 * MINUTE) == ("disturbed", "hearing.not_started")
    assert state(line(asked=None), awake=NOW - 4 * MINUTE) == ("disturbed", "hearing.never_answered")


def test_who_is_called_needs_no_subscription():
    assert state(called=True)[0] == "hearing"


def test_switched_off_counts_before_everything():
    off = Reason("hearing.resting", {"reason": "Umbau"})
    assert state(line(**trouble("Refused")), resting=off) == ("resting", "hearing.resting")


@pytest.mark.parametrize(
    ("expected", "chance", "key"),
    [
        (0.5, 0.9, "hearing.fine"),
        (2.9, 0.0001, "hearing.fine"),
        (9, 0.009, "hearing.quiet"),
        (30, 0.0001, "hearing.silent"),
    ],
)
def test_a_silence_that_chance_hardly_makes_is_unusual(expected, chance, key):
    silent = Silence(NOW - 5 * HOUR, expected, chance)
    found = judge(Facts(MADE, [line()], usual=learn([], BERLIN, NOW), silence=silent), NOW)
    assert found.why.key == key
    assert found.state == ("hearing" if key == "hearing.fine" else "quiet")
    assert found.chance == chance


def test_little_history_is_said():
    usual = learn(weeks(lambda _: 1, 1)[-30:], BERLIN, NOW)
    found = judge(Facts(MADE, [line()], usual=usual, silence=Silence(NOW, 50.0, None)), NOW)
    assert (found.state, found.why.key, found.chance) == ("hearing", "hearing.little_history", None)
    assert found.why.args["days"] == 1
