"""What no file of the repository may hold: places on one machine only, and files grown too long."""

import ast
import re

import pytest

from tests.repo.tree import ROOT, texts

# Written in pieces, or this file would find itself.
_FOREIGN = re.compile(
    r"pypi\." + r"org|pythonhosted\." + r"org|registry\.npmjs\." + r"org|deb\.debian\." + r"org"
    r"|(?<![\w.])/(?:work|root|tmp|home/\w+)/" + r"(?=\w)"
)
_LOCKS = ("package-lock.json",)


def test_no_registry_host_and_no_machine_path():
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        if name not in _LOCKS
        for number, line in enumerate(text.splitlines(), 1)
        if _FOREIGN.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lock", ["requirements/dev.txt", "requirements/runtime.txt", "package-lock.json"])
def test_locks_name_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.findall(r'"resolved":.*|^--(?:index|extra|find).*', text, re.MULTILINE)
    assert lock.endswith(".json") or "--hash=sha256:" in text


def test_python_files_stay_short():
    sizes = {name: text.count("\n") for name, text in texts() if name.endswith(".py")}
    assert sizes
    too_long = {name: lines for name, lines in sizes.items() if lines > 400}
    assert not too_long, too_long


def test_no_place_is_left_unfinished():
    marks = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|raise NotImplemented" + "Error")
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        if name.endswith((".py", ".html", ".js", ".css"))
        for number, line in enumerate(text.splitlines(), 1)
        if marks.search(line)
    ]
    assert not found, "\n".join(found)


def test_no_module_is_named_after_a_pattern():
    names = {part for name, _ in texts() if name.startswith("src/") for part in name.split("/")}
    assert not names & {
        "utils.py",
        "util.py",
        "helpers.py",
        "helper.py",
        "misc.py",
        "common.py",
        "utils",
        "helpers",
    }


def test_every_python_file_says_what_it_is_for():
    """A module without a docstring leaves the reader guessing; empty package files may."""
    silent = [
        name
        for name, text in texts()
        if name.startswith("src/") and name.endswith(".py") and text.strip()
        if "/migrations/" not in name and not name.endswith("/apps.py")  # Django's own form says it all
        if not ast.get_docstring(ast.parse(text))
    ]
    assert not silent, silent
