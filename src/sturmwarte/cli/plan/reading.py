"""Reads a plan for a command, and shows what is wrong with it."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from sturmwarte import packs
from sturmwarte.cli.failure import REJECTED, USAGE, Failure
from sturmwarte.core.plan.load import Loaded, load
from sturmwarte.core.plan.section import Plan, Problem
from sturmwarte.core.reason import say
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.plan.folder import FolderError, read_folder

F = TypeVar("F", bound=Callable[..., Any])


def spoken() -> str:
    """The language of the terminal, as far as we speak it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "de" if value.startswith("de") else "en"
    return "en"


def lang_option(function: F) -> F:
    choice = click.Choice(packs.LANGUAGES)
    return click.option("--lang", type=choice, default=spoken, help="Language of the output.")(function)


def folder_argument(function: F) -> F:
    return click.argument("folder", type=click.Path(path_type=Path), default=Path("plan"))(function)


def loaded_from(folder: Path) -> Loaded:
    """The plan in `folder` with its problems; a `Failure` where the folder cannot be read at all."""
    try:
        return load(read_folder(folder), SECTIONS)
    except FolderError as error:
        raise Failure(str(error), USAGE) from None


def plan_from(folder: Path, lang: str) -> Plan:
    """The plan in `folder`; shows its errors and ends the command where there are any."""
    loaded = loaded_from(folder)
    if loaded.plan is None:
        show(loaded.errors, folder, lang, err=True)
        raise Failure("", REJECTED)
    return loaded.plan


def show(problems: Iterable[Problem], folder: Path, lang: str, *, err: bool = False) -> None:
    """One line each: `file:line:column: sentence → fix`."""
    for problem in problems:
        click.echo(line(problem, folder, lang), err=err)


def line(problem: Problem, folder: Path, lang: str) -> str:
    texts = packs.texts(lang)
    where = str(folder / problem.file) if problem.file else str(folder)
    if problem.line:
        where += f":{problem.line}:{problem.column}"
    note = {"de": "Hinweis: ", "en": "note: "}[lang] if problem.severity != "error" else ""
    fix = f" → {say(problem.fix, texts)}" if problem.fix else ""
    return f"{where}: {note}{say(problem.what, texts)}{fix}"
