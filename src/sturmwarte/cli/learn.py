"""`sturmwarte learn`: learn from the team's labels now, and say how right the readings are."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from sturmwarte.cli.export import user
from sturmwarte.cli.failure import REJECTED, Failure
from sturmwarte.cli.outputs import emit
from sturmwarte.cli.search import archive_station

WHO = {
    "majority": "majority",
    "words": "words alone",
    "day_one": "shipped",
    "team": "own labels",
    "all": "all",
}


@click.command(name="learn")
@click.option("--figures", "only_figures", is_flag=True, help="Learn nothing, show what is known.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a dimension.")
def command(only_figures: bool, as_json: bool) -> int:
    """Learn from the team's labels and show how right the readings are, on posts that were held back.

    The station does so by itself when there are enough new labels. A version that is worse somewhere than the
    one at work is kept, and waits for a person to decide. Exit code 1: there are no labels yet.
    """
    with archive_station() as data:
        if not only_figures:
            _learn(data)
        from sturmwarte.station.understand.learning import learning  # noqa: PLC0415 - needs Django

        told = learning()
        if not told.versions:
            raise Failure("nothing was learned yet: run `sturmwarte learn`", REJECTED)
        _state(told)
        for one in told.dimensions:
            if as_json or not sys.stdout.isatty():
                emit(one)
            else:
                _show(one)
    return 0


def _learn(data: Path) -> None:
    from sturmwarte.engine import lock  # noqa: PLC0415
    from sturmwarte.engine.clock import real_now  # noqa: PLC0415
    from sturmwarte.engine.refit import LOCK, refit  # noqa: PLC0415
    from sturmwarte.engine.refit_process import NICE  # noqa: PLC0415

    os.nice(NICE)
    try:
        with lock.hold(data / LOCK, "sturmwarte learn"):
            version = refit(f"cli:{user()}", "", real_now())
    except lock.Held:
        raise Failure(
            "the station is learning already: look again in a minute (--figures)", REJECTED
        ) from None
    if version is None:
        raise Failure("there are no labels to learn from: correct readings or label posts first", REJECTED)


def _state(told: Any) -> None:
    """Which version is at work and why, on standard error."""
    from sturmwarte import packs  # noqa: PLC0415
    from sturmwarte.core.reason import say  # noqa: PLC0415

    newest = told.versions[0]
    why = "; ".join(say(reason, packs.texts("en")) for reason in newest.why)
    click.echo(f"version {newest.number} from {newest.labels} labels is {newest.state}: {why}", err=True)
    at_work = f"version {told.active}" if told.active else "what was shipped, without own labels"
    click.echo(f"at work: {at_work}", err=True)


def _show(one: Any) -> None:
    click.echo(f"{one.id}: {one.posts} labelled posts by {one.people} people")
    if one.needed:
        click.echo(f"  about {one.needed} more are wanted before anything is learned")
    for score in one.figures.scores if one.figures else ():
        name = WHO.get(score.who, score.who)
        click.echo(
            f"  {name:12} macro-F1 {score.macro_f1:.3f} ({score.low:.3f}-{score.high:.3f})"
            f"  accuracy {score.accuracy:.3f}  on {score.n} held-back posts"
        )
    if one.figures and not one.figures.scores:
        click.echo(f"  too few posts were held back for honest figures ({one.figures.drawn} drawn by chance)")
