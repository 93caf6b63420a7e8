"""`plan test`: runs a plan's own tests and shows what failed, and which rule was the cause."""

from datetime import UTC, datetime
from pathlib import Path

import click

from sturmwarte import packs
from sturmwarte.cli.failure import REJECTED
from sturmwarte.cli.outputs import emit
from sturmwarte.cli.plan.reading import folder_argument, lang_option, plan_from
from sturmwarte.core.reason import say
from sturmwarte.core.rehearse import Proved, Rehearsed

_WORDS = {
    "de": {"passed": "bestanden", "failed": "NICHT bestanden", "fired": "gegriffen hat die Regel",
           "sum": "{passed} von {all} Prüfungen bestanden", "none": "Der Plan prüft nichts."},
    "en": {"passed": "passed", "failed": "FAILED", "fired": "the rule that fired was",
           "sum": "{passed} of {all} tests passed", "none": "The plan tests nothing."},
}  # fmt: skip


@click.command()
@folder_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each test.")
@lang_option
def test(folder: Path, as_json: bool, lang: str) -> int:
    """Run the tests of the plan in FOLDER, and the examples of its rules."""
    from sturmwarte.engine.brain import make  # noqa: PLC0415 - brings the language detector: slow to load

    brain = make(plan_from(folder, lang), datetime.now(UTC).date())
    results: list[Rehearsed | Proved] = [*brain.rehearse(), *brain.prove()]
    for result in results:
        if as_json:
            _emit(result, lang)
        elif result.passed:
            click.echo(f"{_WORDS[lang]['passed']}: {say(result.name, packs.texts(lang))}")
        else:
            show_failure(result, lang)
    passed = sum(result.passed for result in results)
    said = _WORDS[lang]["sum"].format(passed=passed, all=len(results)) if results else _WORDS[lang]["none"]
    click.echo(said, err=True)
    return 0 if passed == len(results) else REJECTED


def show_failure(result: Rehearsed | Proved, lang: str) -> None:
    """The test or example, what came otherwise, and the rule that fired with its reason."""
    texts = packs.texts(lang)
    click.echo(f"{_WORDS[lang]['failed']}: {say(result.name, texts)}")
    for fault in result.faults:
        click.echo(f"    {say(fault, texts)}")
    if result.verdict and result.verdict.reasons:
        fired = result.verdict.reasons[0]
        click.echo(f"    {_WORDS[lang]['fired']} `{fired.rule}`: {say(fired.why, texts)}")


def _emit(result: Rehearsed | Proved, lang: str) -> None:
    told = {"name": say(result.name, packs.texts(lang)), "passed": result.passed, "verdict": result.verdict}
    if isinstance(result, Rehearsed):
        emit({**told, "misses": result.misses, "kind": result.kind})
    else:
        emit({**told, "rule": result.rule, "example": result.number, "fires": result.fires})
