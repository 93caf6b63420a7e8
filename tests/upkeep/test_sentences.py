"""Everything that is said on these pages has words in both languages; what is missing is found by itself."""

import ast
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from sturmwarte.station.frame.catalogues import compile_all
from sturmwarte.station.ledger.pages.sentences import ACTIONS, GROUPS, said
from sturmwarte.station.options import OPTIONS
from sturmwarte.station.upkeep.pages.findings import CHECKS
from sturmwarte.station.upkeep.pages.findings import GROUPS as HEALTH_GROUPS
from sturmwarte.station.upkeep.pages.option_words import HELP
from sturmwarte.station.upkeep.pages.sentences import SENTENCES, sentence
from tests.upkeep.recorded import SOURCE, Recorded

DOCTOR = sorted((SOURCE / "engine/doctor").glob("*.py"))
_PLACE = re.compile(r"%\((\w+)\)s")
_NOT_SAID = {"- ", "data folder", "own model", "no detail"}


@pytest.fixture(scope="module", autouse=True)
def _german():
    compile_all()


def test_every_action_of_the_code_has_a_headline():
    written = Recorded().names()
    assert len(written) > 50
    missing = {name: where for name, where in written.items() if name not in ACTIONS}
    assert missing == {}, "add a headline in station/ledger/pages/sentences.py"


def test_every_action_belongs_to_a_group_and_has_german():
    assert {name.partition(".")[0] for name in ACTIONS} <= set(GROUPS)
    with override("en"):
        english = {name: said(name) for name in ACTIONS}
    with override("de"):
        same = [name for name, words in english.items() if said(name) == words]
    assert same == []


def test_the_search_for_names_follows_them_through_functions(tmp_path):
    (tmp_path / "a.py").write_text(
        "from sturmwarte.station.ledger.record import record\n"
        "def tell(by, action): record(by, f'x.{action}', 's', 0)\n"
        "def one(): tell('me', 'made')\n"
        "def two(yes): tell('me', action='on' if yes else 'off')\n"
    )
    assert set(Recorded(tmp_path).names()) == {"x.made", "x.on", "x.off"}


def _said_by(path: Path) -> set[str]:
    """Every string of a check that is more than a name: with a blank or a place for a value."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        id(one.value)
        for node in ast.walk(tree)
        for one in (node.body if isinstance(getattr(node, "body", None), list) else ())
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
    }  # fmt: skip
    joined = {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in one.values}
    return {
        one.value
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in docs | joined
        if (" " in one.value or "%(" in one.value) and "SELECT" not in one.value and "PRAGMA" not in one.value
    }


@pytest.mark.parametrize("path", DOCTOR, ids=lambda path: path.stem)
def test_every_sentence_of_the_examination_is_known_to_the_page(path):
    assert _said_by(path) - SENTENCES - _NOT_SAID == set(), "add it in station/upkeep/pages/sentences.py"


def test_german_sentences_keep_their_places():
    with override("de"):
        for english in SENTENCES:
            german = str(sentence(english, {}, None))
            assert set(_PLACE.findall(german)) == set(_PLACE.findall(english)), english
    untold = {"%(said)s", "%(error)s", "%(mend)s", "%(file)s: %(what)s", "%(host)s: %(error)s", "%(mb)s MB",
              "%(now)s UTC", "chmod 700 %(folder)s", "chmod 600 %(file)s"}  # fmt: skip
    with override("de"):
        assert [one for one in SENTENCES - untold if sentence(one, {}, None) == one] == []


def test_every_setting_is_explained_in_both_languages():
    with override("en"):
        assert {one.name: one.help for one in OPTIONS} == {name: str(words) for name, words in HELP.items()}
        english = {name: str(words) for name, words in HELP.items()}
    with override("de"):
        assert [name for name, words in HELP.items() if str(words) == english[name]] == []


def test_every_check_has_its_group():
    grouped = {one for _name, checks in HEALTH_GROUPS.values() for one in checks}
    assert set(CHECKS) <= grouped
