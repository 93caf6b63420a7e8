"""What a person reads: every reason of hearing has its sentence, with local times in it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

import sturmwarte
from sturmwarte import packs
from sturmwarte.core.listen.hearing import expiring, local, station_state
from sturmwarte.core.listen.hearing.access import reminder
from sturmwarte.core.reason import Reason
from tests.listen.hearing.facts import BERLIN, MINUTE, NOW

SOURCE = Path(sturmwarte.__file__).parent


class Beat:
    def __init__(self, process, ago_s):
        self.process, self.at = process, NOW - timedelta(seconds=ago_s)


def said(reason, language="de"):
    return local(reason, packs.texts(language), BERLIN, NOW, language)


def test_every_reason_has_a_sentence_in_both_languages_with_the_same_places():
    files = [*SOURCE.glob("core/listen/hearing/*.py"), *SOURCE.glob("engine/ears/*.py")]
    used = {key for file in files for key in re.findall(r'"(hearing\.[a-z_]+)"', file.read_text("utf-8"))}
    german, english = packs.texts("de"), packs.texts("en")
    assert len(used) > 10
    for key in used | {f"watch.{name}" for name in ("fine", "never", "ears_silent", "engine_silent")}:
        assert set(re.findall(r"\{\w+\}", german[key])) == set(re.findall(r"\{\w+\}", english[key])), key


def test_times_are_the_readers():
    early = Reason("hearing.no_answer", {"since": (NOW - 75 * MINUTE).isoformat()})
    assert said(early) == "Antwortet nicht mehr, seit 11:45 Uhr"
    assert said(early, "en") == "Has not answered since 11:45"
    days_ago = Reason("hearing.no_answer", {"since": (NOW - timedelta(days=2)).isoformat()})
    assert said(days_ago) == "Antwortet nicht mehr, seit 16.3., 13:00 Uhr"
    last_year = Reason("hearing.no_answer", {"since": (NOW - timedelta(days=100)).isoformat()})
    assert said(last_year, "en") == "Has not answered since 8 Dec 2025, 13:00"


def test_a_reason_within_a_reason_is_a_sentence():
    why = ["hearing.no_answer", {"since": NOW.isoformat()}]
    text = said(Reason("hearing.partly", {"subscription": "x", "broken": 1, "of": 2, "why": why}))
    assert text.endswith("„x“: Antwortet nicht mehr, seit 13:00 Uhr")


@pytest.mark.parametrize("value", ["", "gestern", "2026-01-01T10:00:00", 7, None])
def test_a_moment_that_is_none_is_shown_as_it_is(value):
    assert str(value) in said(Reason("hearing.no_answer", {"since": value}))


def test_access_that_ends_is_known_ahead():
    assert expiring(None, NOW) is None
    assert expiring(NOW + timedelta(days=15), NOW) is None
    soon = expiring(NOW + timedelta(days=2, hours=3), NOW)
    assert (soon.key, soon.args["days"]) == ("hearing.expires", 3)
    assert expiring(NOW - MINUTE, NOW).key == "hearing.expired"


@pytest.mark.parametrize(("days", "due"), [(20, None), (14, 14), (5, 14), (3, 3), (2, 3), (1, 1), (-1, None)])
def test_reminders_come_thrice(days, due):
    assert reminder(NOW + timedelta(days=days), NOW) == due


def test_a_station_whose_processes_are_silent_says_so():
    assert station_state([], NOW).state == "resting"
    assert station_state([Beat("ears", 5), Beat("engine", 9)], NOW).state == "hearing"
    deaf = station_state([Beat("ears", 61), Beat("engine", 5)], NOW)
    assert (deaf.state, deaf.why.key) == ("disturbed", "watch.ears_silent")
    assert station_state([Beat("ears", 5), Beat("engine", 90)], NOW).why.key == "watch.engine_silent"
    assert station_state([Beat("engine", 90)], NOW).state == "disturbed"
