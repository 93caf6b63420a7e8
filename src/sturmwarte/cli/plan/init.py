"""`plan init`: asks a few questions and writes a complete, commented plan that works at once."""

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from sturmwarte import packs
from sturmwarte.cli.failure import USAGE, Failure
from sturmwarte.cli.plan.reading import spoken
from sturmwarte.cli.plan.schema import schema_text
from sturmwarte.packs.starter import SCHEMA_FILE, SIZES, TRADES, Answers, StarterError, starter

_ASK = {
    "de": {
        "name": "Wie heißt das Unternehmen?",
        "brands": "Unter welchen Marken oder Kurznamen sprechen die Leute darüber? (mit Komma)",
        "trade": "Branche",
        "size": "Wie viele Menschen antworten?",
        "written": "Der Plan steht in {folder}. Prüfen: sturmwarte plan check {folder}",
    },
    "en": {
        "name": "What is the company called?",
        "brands": "By which brands or short names do people talk about it? (commas)",
        "trade": "Trade",
        "size": "How many people answer?",
        "written": "The plan is in {folder}. Check it: sturmwarte plan check {folder}",
    },
}


@click.command()
@click.option("--name", help="The company's name.")
@click.option("--brand", "brands", multiple=True, help="A brand or short name people use; repeatable.")
@click.option("--lang", type=click.Choice(packs.LANGUAGES), default=spoken, help="Language of the plan.")
@click.option("--trade", type=click.Choice(TRADES), help="Which template.")
@click.option("--team-size", "size", type=click.IntRange(1), help="How many people answer.")
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=Path("plan"), show_default=True)
@click.option("--yes", is_flag=True, help="Ask nothing; take defaults for what is not given.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
def init(folder: Path, yes: bool, force: bool, lang: str, **given: Any) -> None:
    """Write a first plan: complete, commented, and passing its own tests."""
    if folder.exists() and not folder.is_dir():
        raise Failure(f"{folder}: this is a file; name a folder with --dir", USAGE)
    answers = _answers(given, lang, yes=yes)
    try:
        files = {**starter(answers, datetime.now().astimezone().date()), SCHEMA_FILE: schema_text()}
    except StarterError as error:
        raise Failure(str(error), USAGE) from None
    there = [name for name in files if (folder / name).exists()]
    if there and not force:
        raise Failure(
            f"{folder}: {', '.join(there)} exist already; choose another --dir or use --force", USAGE
        )
    write_all(folder, files)
    click.echo(_ASK[lang]["written"].format(folder=folder), err=True)


def _answers(given: Mapping[str, Any], lang: str, *, yes: bool) -> Answers:
    ask = _ASK[lang]
    name, brands, trade, size = (given[key] for key in ("name", "brands", "trade", "size"))
    if yes and not name:
        raise Failure("--name is missing: with --yes nothing is asked", USAGE)
    if not yes and sys.stdin.isatty():
        name = name or click.prompt(ask["name"])
        brands = brands or tuple(click.prompt(ask["brands"], default=name).split(","))
        trade = trade or click.prompt(ask["trade"], type=click.Choice(TRADES), default="general")
        size = size or click.prompt(ask["size"], type=click.IntRange(1), default=5)
    if not name:
        raise Failure("--name is missing: there is no terminal to ask on", USAGE)
    return Answers(name, tuple(brands), lang, trade or "general", _nearest_size(size or 5))


def _nearest_size(people: int) -> int:
    """The largest template that is not larger than the team."""
    return max((size for size in SIZES if size <= people), default=SIZES[0])


def write_all(folder: Path, files: Mapping[str, str]) -> None:
    """Writes all files or, where the disk is full or the folder read-only, none of them.

    1. everything is written into a new folder beside the old one; a crash leaves only that;
    2. a new folder takes its name in one step; into one that is there, file by file, each whole.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists() and not os.access(folder, os.W_OK):
        raise PermissionError(13, "not writable", str(folder))
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        for name, text in files.items():
            _write(draft / name, text)
        draft.chmod(0o755)
        if not folder.exists():
            draft.replace(folder)
            return
        for name in files:
            (draft / name).replace(folder / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
