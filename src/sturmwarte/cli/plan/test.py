"""`plan test`: runs a plan's own tests and shows what failed, and which rule was the cause."""

from datetime import UTC, datetime
from pathlib import Path

import click

from sturmwarte import packs
from sturmwarte.cli.failure import REJECTED
from sturmwarte.cli.outputs import emit
from sturmwarte.cli.plan.reading import folder_argument, lang_option, plan_from
from sturmwarte.core.reason import say
from sturmwarte.core.rehearse import Rehearsed

_WORDS = {
    "de": {"passed": "bestanden", "failed": "NICHT bestanden", "fired": "gegriffen hat die Regel",
           "sum": "{passed} von {all} Prüfungen bestanden", "none": "Der Plan hat keine Prüfungen."},
    "en": {"passed": "passed", "failed": "FAILED", "fired": "the rule that fired was",
           "sum": "{passed} of {all} tests passed", "none": "The plan has no tests."},
}  # fmt: skip


@click.command()
@folder_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each test.")
@lang_option
def test(folder: Path, as_json: bool, lang: str) -> int:
    """Run the tests of the plan in FOLDER: example posts and what must become of them."""
    from sturmwarte.engine.brain import make  # noqa: PLC0415 - brings the language detector: slow to load

    plan = plan_from(folder, lang)
    results = make(plan, datetime.now(UTC).date()).rehearse()
    for result in results:
        if as_json:
            _emit(result)
        elif result.passed:
            click.echo(f"{_WORDS[lang]['passed']}: {result.test.name}")
        else:
            show_failure(result, lang)
    passed = sum(result.passed for result in results)
    said = _WORDS[lang]["sum"].format(passed=passed, all=len(results)) if results else _WORDS[lang]["none"]
    click.echo(said, err=True)
    return 0 if passed == len(results) else REJECTED


def show_failure(result: Rehearsed, lang: str) -> None:
    """The test, each thing expected and got, and the rule that fired with its reason."""
    texts = packs.texts(lang)
    click.echo(f"{_WORDS[lang]['failed']}: {result.test.name}")
    for miss in result.misses:
        click.echo(f"    {say(miss.reason, texts)}")
    if result.verdict.reasons:
        fired = result.verdict.reasons[0]
        click.echo(f"    {_WORDS[lang]['fired']} `{fired.rule}`: {say(fired.why, texts)}")


def _emit(result: Rehearsed) -> None:
    emit(
        {
            "name": result.test.name,
            "passed": result.passed,
            "misses": result.misses,
            "verdict": result.verdict,
            "kind": result.kind,
        }
    )
