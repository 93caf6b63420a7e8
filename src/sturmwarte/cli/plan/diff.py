"""`plan diff`: what a plan says that another does not."""

from pathlib import Path

import click

from sturmwarte import packs
from sturmwarte.cli.outputs import emit
from sturmwarte.cli.plan.reading import lang_option, plan_from
from sturmwarte.core.plan.difference import difference
from sturmwarte.core.reason import say
from sturmwarte.core.sections import SECTIONS


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each change.")
@lang_option
def diff(old: Path, new: Path, as_json: bool, lang: str) -> None:
    """Show what changed in meaning between the plan folders OLD and NEW."""
    changes = difference(plan_from(old, lang), plan_from(new, lang), SECTIONS)
    for change in changes:
        if as_json:
            emit(change)
        else:
            click.echo(say(change.reason, packs.texts(lang)))
    if not changes and not as_json:
        same = {"de": "Beide Pläne sagen dasselbe.", "en": "Both plans say the same."}
        click.echo(same[lang], err=True)
