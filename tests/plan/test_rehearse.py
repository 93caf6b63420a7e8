from datetime import UTC, date, datetime

import pytest

from sturmwarte import packs
from sturmwarte.core.plan.load import load
from sturmwarte.core.reason import say
from sturmwarte.core.rehearse import TESTS, time_of
from sturmwarte.core.sections import SECTIONS
from sturmwarte.engine.brain import make

PLAN = """
company: {{timezone: Europe/Berlin}}
people: [{{id: anna, name: Anna}}, {{id: bert, name: Bert}}]
kinds: [{{id: danger, owner: anna, priority: 1}}, {{id: question, owner: bert}}, {{id: complaint}}]
tests:
  - name: t
    post: {{text: '{text}'}}
    expect: {{{expect}}}
"""
FIRE = "Ihr Netzteil hat Feuer gefangen, mein Sohn hat Verbrennungen an der Hand."


def rehearsed(expect, text=FIRE, extra=""):
    loaded = load({"a.yaml": PLAN.format(text=text, expect=expect) + extra}, SECTIONS)
    assert loaded.plan, loaded.errors
    (result,) = make(loaded.plan, date(2026, 3, 3)).rehearse()
    return result


@pytest.mark.parametrize(
    "expect",
    [
        "verdict: escalate",
        "kind: danger",
        "owner: anna",
        "priority: 1",
        "deadline: 60 min",
        "deadline: 1 h",
        "deadline: 2026-03-03 11:00",
        "deadline: 2026-03-03T10:00:00Z",
        "also: [preserve, notify]",
        "verdict: escalate, kind: danger, owner: anna, priority: 1, also: [notify, preserve]",
    ],
)
def test_what_comes_as_expected_passes(expect):
    assert rehearsed(expect).passed


@pytest.mark.parametrize(
    ("expect", "field", "expected", "got"),
    [
        ("verdict: ignore", "verdict", "ignore", "escalate"),
        ("kind: question", "kind", "question", "danger"),
        ("owner: bert", "owner", "bert", "anna"),
        ("owner: null", "owner", "none", "anna"),
        ("priority: 2", "priority", "2", "1"),
        ("deadline: 30 min", "deadline", "30 min", "1 h (2026-03-03 11:00)"),
        ("deadline: none", "deadline", "none", "1 h (2026-03-03 11:00)"),
        ("also: [notify]", "also", "notify", "notify, preserve"),
        ("also: []", "also", "none", "notify, preserve"),
    ],
)
def test_what_comes_otherwise_is_shown_with_both_sides(expect, field, expected, got):
    (miss,) = rehearsed(expect).misses
    assert (miss.field, miss.expected, miss.got) == (field, expected, got)
    for lang in packs.LANGUAGES:
        assert expected in say(miss.reason, packs.texts(lang))


def test_a_failed_test_still_knows_the_rule_that_fired():
    assert rehearsed("verdict: ignore").verdict.rule == "danger"


def test_the_surroundings_count():
    answered = rehearsed("verdict: watch", "Wie wechsle ich den Filter?", "    context: {answered: true}\n")
    assert answered.passed, answered.misses


def test_a_time_without_zone_is_the_companys():
    text = (
        PLAN.format(text="x", expect="priority: 5").replace("Berlin", "London")
        + "    now: 2026-07-01 12:00\n"
    )
    plan = load({"a.yaml": text}, SECTIONS).plan
    assert time_of(plan, plan[TESTS][0]).astimezone(UTC) == datetime(2026, 7, 1, 11, tzinfo=UTC)
