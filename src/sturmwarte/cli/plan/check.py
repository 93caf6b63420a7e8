"""`plan check`: everything that is wrong with a plan, each with its place and mend."""

from pathlib import Path

import click

from sturmwarte import packs
from sturmwarte.cli.failure import REJECTED
from sturmwarte.cli.outputs import emit
from sturmwarte.cli.plan.reading import folder_argument, lang_option, loaded_from, show
from sturmwarte.core.plan.load import Loaded
from sturmwarte.core.reason import say


@click.command()
@folder_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each problem.")
@lang_option
def check(folder: Path, as_json: bool, lang: str) -> int:
    """Show everything that is wrong in the plan in FOLDER, and what it leaves out.

    Exit code 1 when there are errors; notes alone do not count.
    """
    loaded = loaded_from(folder)
    if as_json:
        _emit(loaded, lang)
    else:
        show(loaded.problems, folder, lang)
        click.echo(_summary(loaded, lang), err=True)
    return REJECTED if loaded.errors else 0


def _emit(loaded: Loaded, lang: str) -> None:
    texts = packs.texts(lang)
    for problem in loaded.problems:
        emit(
            {
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "severity": problem.severity,
                "what": problem.what,
                "fix": problem.fix,
                "text": say(problem.what, texts),
                "fix_text": say(problem.fix, texts) if problem.fix else None,
            }
        )


_ERRORS = {"de": ("{n} Fehler", "{n} Fehler"), "en": ("{n} error", "{n} errors")}
_NOTES = {"de": ("{n} Hinweis", "{n} Hinweise"), "en": ("{n} note", "{n} notes")}


def _summary(loaded: Loaded, lang: str) -> str:
    notes = _counted(_NOTES[lang], len(loaded.warnings))
    if loaded.plan is None:
        errors = _counted(_ERRORS[lang], len(loaded.errors))
        return f"{errors}, {notes}" if loaded.warnings else errors
    said = {"de": "Der Plan ist in Ordnung", "en": "The plan is in order"}[lang]
    told = f"{said}; {notes}." if loaded.warnings else f"{said}."
    texts = packs.texts(lang)
    gaps = ", ".join(texts.get(f"plan.section.{name}", name) for name in loaded.plan.gaps)
    missing = {"de": "Noch offen", "en": "Left out so far"}[lang]
    return f"{told} {missing}: {gaps}" if gaps else told


def _counted(forms: tuple[str, str], n: int) -> str:
    return forms[n != 1].format(n=n)
