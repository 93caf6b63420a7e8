"""`plan overview`: the plan on one printed page."""

from datetime import datetime
from pathlib import Path

import click

from sturmwarte import packs
from sturmwarte.cli.outputs import whole_file
from sturmwarte.cli.plan.reading import folder_argument, lang_option, plan_from
from sturmwarte.core.overview import overview as page_of


@click.command()
@folder_argument
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="File to write instead of the terminal."
)
@lang_option
def overview(folder: Path, output: Path | None, lang: str) -> None:
    """Print the plan in FOLDER as one HTML page, to be hung on the wall."""
    today = datetime.now().astimezone().date()
    page = page_of(plan_from(folder, lang), packs.texts(lang), lang, today)
    if output is None:
        click.echo(page, nl=False)
        return
    with whole_file(output) as stream:
        stream.write(page.encode())
