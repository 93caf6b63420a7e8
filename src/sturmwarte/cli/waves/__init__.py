"""`sturmwarte waves`: the waves in recorded counts, or a score for every row. Needs no station."""

import click

from sturmwarte.cli.failure import REJECTED, USAGE, Failure
from sturmwarte.cli.waves.run import Asked, Run
from sturmwarte.core.foresee.calendar import Calendar, UnknownPlace
from sturmwarte.core.foresee.storms.limits import TooMuch
from sturmwarte.core.foresee.storms.player import VIEWS


@click.command()
@click.argument("counts", nargs=-1)
@click.option("--scores", "what", flag_value="scores", help="A score from 0 to 1 for every row, as CSV.")
@click.option("--report", "what", flag_value="report", help="Delay and false alarms, judged with hindsight.")
@click.option("--view", type=click.Choice(VIEWS), help="Only this view: minutes (spike), hours (build_up).")
@click.option(
    "--budget",
    type=click.FloatRange(0, 1000, min_open=True),
    default=2.0,
    show_default=True,
    metavar="N",
    help="False alarms a month, of each series.",
)
@click.option(
    "--zone",
    default="UTC",
    show_default=True,
    metavar="ZONE",
    help="Where people write, and of times without a zone.",
)
@click.option("--country", default="", metavar="CODE", help="Whose public holidays count, as DE.")
def command(
    counts: tuple[str, ...], what: str | None, view: str | None, budget: float, zone: str, country: str
) -> int:
    """Find the waves in recorded counts.

    COUNTS are CSV files of timestamp,value (or timestamp,series,value), plain or gzip; - or nothing is
    standard input. For each wave one line of JSON: series, view, started, detected, ended, level, levels,
    direction and why. With --scores one row for each row given: timestamp,value,score; from standard input
    they come as the rows come. An empty value or NaN was not heard, which is not zero.
    """
    paths = counts or ("-",)
    if paths.count("-") > 1:
        raise Failure("standard input can be read only once; name a file instead of one -", USAGE)
    try:
        calendar = Calendar(zone, country)
    except UnknownPlace as problem:
        raise Failure(str(problem), USAGE) from None
    views = tuple(name for name in VIEWS if view in {None, name})
    run = Run(Asked(what or "waves", calendar, budget, views, len(paths) > 1))
    try:
        for path in paths:
            run.read(path)
    except TooMuch as problem:
        raise Failure(f"{path}: {problem}", USAGE) from None
    return REJECTED if run.rejected else 0
