"""The examples in the documentation run.

`<!-- file: NAME -->` before a fenced block writes it to a file; `<!-- tested -->` before one runs it:
Python as it stands, and every line of a console block that begins with `$ sturmwarte`. The blocks of a page
share a folder.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repo.tree import ROOT, documents

_BLOCK = re.compile(r"^<!-- (tested|file: (\S+)) -->\n+```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = [page for page in documents() if _BLOCK.search(page.read_text(encoding="utf-8"))]


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """A home and a station of the example's own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("STURMWARTE_")}
    home = tmp_path / "home"
    home.mkdir()
    station = {"STURMWARTE_DATA": str(home / "data"), "STURMWARTE_CONFIG": str(home / "config")}
    return kept | station | {"HOME": str(home), "PYTHONWARNINGS": "error"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_run(page: Path, tmp_path: Path, surroundings: dict[str, str]):
    place = tmp_path / "here"
    place.mkdir()
    for mark, name, language, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if mark != "tested":
            (place / name).write_text(text, encoding="utf-8")
            continue
        for argv in _commands(language, text):
            done = subprocess.run(
                argv, cwd=place, env=surroundings, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{shlex.join(argv[1:])}\n{done.stdout}\n{done.stderr}"


def _commands(language: str, text: str) -> list[list[str]]:
    if language == "python":
        return [[sys.executable, "-c", text]]
    lines = re.findall(r"^\$ sturmwarte (.*)$", text, re.MULTILINE)
    assert lines, f"a tested block of `{language}` without a command:\n{text}"
    return [[sys.executable, "-m", "sturmwarte.cli.main", *shlex.split(line)] for line in lines]


def test_there_are_examples_to_run():
    assert len(PAGES) >= 2
