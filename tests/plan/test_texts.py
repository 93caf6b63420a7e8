"""Every reason about the plan has a sentence in both languages, with the same places to fill."""

import re
from pathlib import Path

import sturmwarte
from sturmwarte import packs
from sturmwarte.core.sections import SECTIONS

SOURCE = Path(sturmwarte.__file__).parent
KEY = re.compile(r"\"(plan(?:\.[a-z_]+)+)\"")


def used():
    files = [*SOURCE.glob("core/**/*.py"), *SOURCE.glob("cli/plan/*.py")]
    return {key for file in files for key in KEY.findall(file.read_text("utf-8"))}


def test_every_reason_has_a_sentence():
    assert len(used()) > 80
    for lang in packs.LANGUAGES:
        assert used() - set(packs.texts(lang)) == set()


def test_both_languages_fill_the_same_places():
    german, english = packs.texts("de"), packs.texts("en")
    mine = {key for key in {*german, *english} if key.startswith("plan.")}
    places = re.compile(r"\{(\w+)\}")
    for key in mine - {"plan.query"}:  # the query's own sentence comes in both languages
        assert set(places.findall(german[key])) == set(places.findall(english[key])), key


def test_a_section_has_a_name_people_understand():
    for lang in packs.LANGUAGES:
        assert all(f"plan.section.{section.name}" in packs.texts(lang) for section in SECTIONS)
