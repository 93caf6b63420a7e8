"""`listen check` and `listen preview`: asks a source now, and stores nothing."""

from typing import TYPE_CHECKING

import click

from sturmwarte import packs
from sturmwarte.cli.failure import REJECTED, Failure
from sturmwarte.cli.listen.ground import found, lang_option, listening, told
from sturmwarte.cli.outputs import emit
from sturmwarte.core.reason import say

if TYPE_CHECKING:
    from sturmwarte.station.listen.trying import Preview

seconds_option = click.option(
    "--seconds", type=click.FloatRange(1, 300), default=10.0, show_default=True, help="How long to wait."
)


@click.command()
@click.argument("source")
@seconds_option
@lang_option
def check(source: str, seconds: float, lang: str) -> int:
    """Ask SOURCE who we are there, what is missing and when the access ends. One JSON object."""
    with listening():
        from sturmwarte.station.listen import trying  # noqa: PLC0415 - needs Django to be ready

        answer = trying.check(found(source), seconds=seconds)
        account = answer.account
        if account is not None:
            emit(
                {
                    "name": account.name,
                    "id": account.id,
                    "url": account.url,
                    "expires": account.expires,
                    "missing": [told(reason, lang) for reason in account.missing],
                    "notes": [told(reason, lang) for reason in account.notes],
                }
            )
        return _ended(answer, seconds, lang)


@click.command()
@click.argument("source")
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True, help="Posts at most.")
@click.option("--anew", is_flag=True, help="As if it listened for the first time, not from where it is.")
@seconds_option
@lang_option
def preview(source: str, limit: int, anew: bool, seconds: float, lang: str) -> int:
    """Show what SOURCE would bring next, without moving its cursor. JSON lines, newest first."""
    with listening():
        from sturmwarte.station.listen import trying  # noqa: PLC0415 - needs Django to be ready
        from sturmwarte.station.listen.seeking import sought_now  # noqa: PLC0415

        answer = trying.preview(found(source), limit=limit, seconds=seconds, anew=anew, sought=sought_now())
        for post in answer.posts[:limit]:
            emit(post)
        for why in answer.dropped:
            click.echo(f"an item that is no post: {why}", err=True)
        return _ended(answer, seconds, lang)


def _ended(answer: "Preview", seconds: float, lang: str) -> int:
    if answer.trouble:
        raise Failure(say(answer.trouble.reason, packs.texts(lang)), REJECTED)
    if not answer.in_time:
        click.echo(f"not everything was answered within {seconds:g} seconds", err=True)
    return 0
