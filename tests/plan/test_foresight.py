"""The plan's section `foresight`: budgets, announcements, handling times, and its mistakes."""

from datetime import UTC, date, datetime

import pytest

from sturmwarte import packs
from sturmwarte.core.foresee.section import FORESIGHT, Foresight, announcements
from sturmwarte.core.overview import overview
from sturmwarte.core.plan.difference import difference
from sturmwarte.core.plan.load import load
from sturmwarte.core.reason import say
from sturmwarte.core.sections import SECTIONS
from sturmwarte.packs.starter import Answers, starter

TOPICS = "topics:\n  - {id: brand, name: Über uns, query: nordbahn}\n  - {id: rail, query: bahn}\n"
PEOPLE = "people:\n  - {id: anna, name: Anna}\n  - {id: bert, name: Bert}\n"


def plan(text, more=""):
    loaded = load({"a.yaml": TOPICS + PEOPLE + text, "b.yaml": more}, SECTIONS)
    assert [problem.what for problem in loaded.errors] == []
    return loaded.plan


def test_what_is_left_out_is_a_rule_of_thumb():
    assert plan("")[FORESIGHT] == Foresight()
    assert Foresight().budget("brand") == 2
    assert Foresight().watches("brand")
    assert Foresight().handling_min("complaint") == 6


def test_a_topic_may_differ():
    foresight = plan(
        "foresight:\n"
        "  alarms_per_month: 1\n"
        "  notify: [anna]\n"
        "  leave_out: [rail]\n"
        "  topics:\n    - {topic: brand, alarms_per_month: 4, notify: [bert]}\n"
        "  handling:\n    - {kind: complaint, minutes: 12}\n"
    )[FORESIGHT]
    assert (foresight.budget("brand"), foresight.budget("rail")) == (4, 1)
    assert (foresight.told("brand"), foresight.told("rail")) == (["bert"], ["anna"])
    assert (foresight.watches("brand"), foresight.watches("rail")) == (True, False)
    assert (foresight.handling_min("complaint"), foresight.handling_min("praise")) == (12, 6)


def test_announcements_are_meant_in_the_companys_zone():
    found = announcements(
        plan(
            "company: {timezone: Europe/Berlin}\n"
            "foresight:\n"
            "  announcements:\n"
            "    - {id: later, at: 2027-07-01 10:00, until: 2027-07-02 10:00}\n"
            "    - {id: sooner, at: 2027-01-11T10:00:00Z}\n"
        )
    )
    assert [(one.id, one.at) for one in found] == [
        ("sooner", datetime(2027, 1, 11, 10, tzinfo=UTC)),
        ("later", datetime(2027, 7, 1, 8, tzinfo=UTC)),
    ]
    assert found[1].until == datetime(2027, 7, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "line", "key", "severity"),
    [
        ("topics:\n    - {topic: brnd, alarms_per_month: 1}", 9, "unknown_id", "error"),
        ("leave_out: [brand, rial]", 8, "unknown_id", "error"),
        ("announcements:\n    - {id: a, at: 2027-01-11 10:00, topics: [brnd]}", 9, "unknown_id", "error"),
        ("notify: [ana]", 8, "unknown_id", "error"),
        ("handling:\n    - {kind: complaint, minutes: 0}", 9, "out_of_range", "error"),
        ("alarms_per_month: 0", 8, "out_of_range", "error"),
        ("in_time_percent: 100", 8, "out_of_range", "error"),
        ("announcements:\n    - {id: a, at: morgen}", 9, "bad_datetime", "error"),
        (
            "announcements:\n    - {id: a, at: 2027-01-11 10:00, until: 2027-01-10 10:00}",
            9,
            "announced_backwards",
            "error",
        ),
        ("topics:\n    - {topic: brand}\n    - {topic: brand}", 10, "given_twice", "error"),
        (
            "announcements:\n    - {id: a, at: 2027-01-11 10:00}\n    - {id: a, at: 2027-02-11 10:00}",
            10,
            "given_twice",
            "error",
        ),
        ("leave_out: [brand]\n  topics:\n    - {topic: brand}", 10, "watched_and_left_out", "warning"),
        ("leave_out: [brand, rail]", 8, "nothing_watched", "warning"),
        ("alarm_per_month: 2", 8, "unknown_key", "error"),
    ],
)
def test_a_mistake_is_told_at_its_place_with_a_mend(text, line, key, severity):
    loaded = load({"a.yaml": f"{TOPICS}{PEOPLE}foresight:\n  {text}\n"}, SECTIONS)
    found = [
        problem
        for problem in (*loaded.errors, *loaded.warnings)
        if not problem.what.key.endswith("unaccounted")
    ]
    (problem,) = found
    assert (problem.what.key, problem.severity) == (f"plan.{key}", severity)
    assert problem.line == line
    assert problem.fix is not None
    for lang in packs.LANGUAGES:
        assert "plan." not in say(problem.what, packs.texts(lang)) + say(problem.fix, packs.texts(lang))


@pytest.mark.parametrize("lang", packs.LANGUAGES)
def test_it_stands_on_the_overview(lang):
    files = starter(Answers("Nordbahn", (), lang, "transport", 5), date(2026, 3, 2))
    text = files["foresight.yaml"].replace(
        "announcements: []", "announcements:\n    - {id: a, at: 2027-01-11 10:00, title: Neue Preise <b>}"
    )
    loaded = load({**files, "foresight.yaml": text}, SECTIONS)
    assert loaded.errors == ()
    html = overview(loaded.plan, packs.texts(lang), lang, date(2026, 3, 2))
    assert packs.texts(lang)["plan.section.foresight"] in html
    assert "2027-01-11 10:00: Neue Preise &lt;b&gt;" in html
    assert packs.texts(lang)["plan.overview.budget"].format(alarms="2") in html


def test_what_changes_is_told():
    old = plan("foresight: {alarms_per_month: 2, announcements: [{id: a, at: 2027-01-11 10:00}]}")
    new = plan("foresight: {alarms_per_month: 3, announcements: [{id: a, at: 2027-01-12 10:00}]}")
    told = {(change.section, change.field, change.how) for change in difference(old, new, SECTIONS)}
    assert told == {
        ("foresight", "alarms_per_month", "changed"),
        ("foresight", "announcements.a.at", "changed"),
    }
