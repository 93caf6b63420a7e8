"""docs/strategy.md is honest: each question has a row, and what a row points at exists."""

import re

import pytest

from tests.repo.test_commands import commands
from tests.repo.tree import ROOT

STATES = ("answered", "partly", "not there yet")
ROWS = {"P": 7, "M": 6, "D": 6, "S": 3, "R": 4, "O": 6}
QUESTIONS = [f"{group}{n}" for group, count in ROWS.items() for n in range(1, count + 1)]
PAGE = ROOT / "docs/strategy.md"


def _rows() -> dict[str, list[str]]:
    lines = re.findall(r"^\| ([A-Z]\d) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {number: [cell.strip() for cell in rest.split(" | ")] for number, rest in lines}


def test_every_question_has_one_row():
    assert list(_rows()) == QUESTIONS


@pytest.mark.parametrize("number", QUESTIONS)
def test_what_a_row_points_at_exists(number):
    question, page, command, test, today = _rows()[number]
    assert question.endswith("?")
    assert today.startswith(STATES)
    for link in re.findall(r"\]\((\S+)\)", page):
        assert (PAGE.parent / link).is_file(), link
    for name in re.findall(r"`([^`]+)`", command):
        assert name in commands()
    for path in re.findall(r"`([^`]+)`", test):
        assert list((ROOT / path).glob("test_*.py")), f"{path} holds no test"
    if today.startswith("answered"):
        assert "none" not in (page, command, test), "an answer has a page, a command and a test"
