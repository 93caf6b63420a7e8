"""Every trouble of the wire has a sentence in both languages, whose places the wire fills."""

import re
from pathlib import Path

import pytest

from sturmwarte import packs, wire
from sturmwarte.core.reason import say
from sturmwarte.wire import errors

SOURCE = Path(wire.__file__).parent
KEY = re.compile(r"\"(trouble\.[a-z_]+)\"")
PLACES = re.compile(r"\{(\w+)\}")


def used():
    return {key for file in SOURCE.glob("*.py") for key in KEY.findall(file.read_text("utf-8"))}


@pytest.mark.parametrize("lang", packs.LANGUAGES)
def test_every_trouble_has_a_sentence(lang):
    assert len(used()) > 40
    assert used() - set(packs.texts(lang)) == set()


@pytest.mark.parametrize("lang", packs.LANGUAGES)
def test_the_classes_own_sentences_need_no_facts(lang):
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.Trouble)
    ]
    assert len(kinds) == 10
    for kind in kinds:
        assert say(kind().reason, packs.texts(lang)) == packs.texts(lang)[kind.default]


def test_both_languages_fill_the_same_places():
    german, english = packs.texts("de"), packs.texts("en")
    for key in used():
        assert set(PLACES.findall(german[key])) == set(PLACES.findall(english[key])), key
