"""Reads the text in a picture, offline, with Tesseract where it is installed. Optional.

The program runs apart, with bounds on time and memory: what it decodes came from strangers. It is given a
plain grey picture that we wrote ourselves.
"""

import os
import shutil
import subprocess
from functools import cache

from sturmwarte.station.listen.evidence.errors import Unread

WITHIN_S = 30
MEMORY_KB = 1_500_000
SURE = 55.0
"""Words less certain than this (percent) are mostly folds, leaves and fences."""
WANTED = ("deu", "eng")
_LONGEST = 5_000
_WORD_ROW = "5"


def text_in(png: bytes) -> str:
    """The words in reading order, a line for each line; empty when there are none. Raises Unread."""
    languages = _languages()
    if not languages:
        raise Unread("picture.no_reader")
    # The shell sets the bound and becomes the program: a preparing function is not safe among threads.
    command = f'ulimit -v {MEMORY_KB} && exec tesseract stdin stdout -l "$1" --psm 3 tsv'
    try:
        done = subprocess.run(
            ["sh", "-c", command, "sh", languages],
            input=png,
            capture_output=True,
            timeout=WITHIN_S,
            check=False,
            env={"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise Unread("picture.reader_slow", seconds=WITHIN_S) from None
    except OSError as error:
        raise Unread("picture.reader_failed") from error
    if done.returncode != 0:
        raise Unread("picture.reader_failed")
    return words_of(done.stdout.decode("utf-8", "replace"))


def words_of(table: str) -> str:
    """The text of Tesseract's table (a row a word, its certainty in the eleventh column).

    Nothing when hardly a word is a word: a wallpaper is not a message.
    """
    lines: dict[tuple[str, ...], list[str]] = {}
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) >= 12 and cells[0] == _WORD_ROW and cells[11].strip() and _number(cells[10]) >= SURE:
            lines.setdefault(tuple(cells[1:5]), []).append(cells[11].strip())
    words = [word for line in lines.values() for word in line]
    if not any(sum(map(str.isalnum, word)) >= 3 for word in words):
        return ""
    return "\n".join(" ".join(line) for line in lines.values())[:_LONGEST]


@cache
def _languages() -> str:
    """`deu+eng`, or as much of it as there is; empty without the program."""
    if shutil.which("tesseract") is None:
        return ""
    try:
        listed = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, timeout=10, check=False
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.TimeoutExpired):
        return ""
    there = set(listed.split())
    return "+".join(name for name in WANTED if name in there)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0
