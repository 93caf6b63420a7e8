"""Every reason of waves, stories, budgets and levels has its sentence in both languages."""

import re
from pathlib import Path

import sturmwarte
from sturmwarte import packs
from sturmwarte.core.alarm.ladder import FLOORS, RISES
from sturmwarte.core.foresee.story.weight import Role

CORE = Path(sturmwarte.__file__).parent / "core"
FILES = [
    *CORE.glob("foresee/waves/*.py"),
    *CORE.glob("foresee/story/*.py"),
    CORE / "foresee/budget.py",
    *CORE.glob("alarm/*.py"),
]
KEY = re.compile(r"\"((?:foresee|alarm)(?:\.[a-z_]+)+)\"")
MADE = {
    *(f"foresee.wave.trigger_{what}" for what in ("press", "danger", "reach")),
    *(f"foresee.budget.{what}" for what in ("kept", "stricter", "looser", "unjudged")),
    *(f"foresee.story.announcement_{what}" for what in ("link", "words", "hour")),
    *(f"foresee.story.{what}" for what in ("outside_first", "outside_apart")),
    *(f"alarm.below_{floor}" for floor in FLOORS),
    *(f"name.post_as.{role}" for role in Role.__args__),
}
CRITERIA = {
    "times_baseline",
    "times_before",
    "negative_share_rise",
    "doubling_minutes",
    "networks",
    "press",
    "danger",
    "reach",
}
PLACES = re.compile(r"\{(\w+)\}")


def used():
    written = {key for file in FILES for key in KEY.findall(file.read_text("utf-8"))}
    named = {f"name.criterion.{name}" for name in (*CRITERIA, *FLOORS, "calm_hours")}
    return written | MADE | named | {f"alarm.met.{name}" for name in CRITERIA}


def test_every_reason_has_a_sentence():
    assert len(used()) > 60
    assert RISES == ("yellow", "orange", "red")
    for lang in packs.LANGUAGES:
        assert used() - set(packs.texts(lang)) == set()


def test_no_sentence_is_left_over_and_both_languages_fill_the_same_places():
    german, english = packs.texts("de"), packs.texts("en")
    prefixes = ("foresee.wave.", "foresee.story.", "foresee.budget.", "alarm.")
    for key in (key for key in {*german, *english} if key.startswith(prefixes)):
        assert key in used(), key
        assert set(PLACES.findall(german[key])) == set(PLACES.findall(english[key])), key
