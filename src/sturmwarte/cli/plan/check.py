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


def _summary(loaded: Loaded, lang: str) -> str:
    counts = {"errors": len(loaded.errors), "notes": len(loaded.warnings)}
    if loaded.plan is None:
        return {"de": "{errors} Fehler, {notes} Hinweise", "en": "{errors} errors, {notes} notes"}[
            lang
        ].format(**counts)
    texts = packs.texts(lang)
    gaps = ", ".join(texts.get(f"plan.section.{name}", name) for name in loaded.plan.gaps)
    said = {"de": "Der Plan ist in Ordnung ({notes} Hinweise).", "en": "The plan is sound ({notes} notes)."}
    missing = (
        {"de": " Noch offen: {gaps}", "en": " Left out so far: {gaps}"} if gaps else {"de": "", "en": ""}
    )
    return (said[lang] + missing[lang]).format(notes=counts["notes"], gaps=gaps)
