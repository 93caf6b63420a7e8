"""`sturmwarte replay`: the whole chain on recorded posts, in a run of its own."""

import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from sturmwarte.cli.failure import ENVIRONMENT, REJECTED, USAGE, Failure
from sturmwarte.cli.progress import Progress
from sturmwarte.cli.station import station

TOLD = 20


@click.command(name="replay")
@click.argument("posts")
@click.option(
    "--speed", default="60", show_default=True, help="Story seconds a real second; max: as fast as possible."
)
@click.option("--plan", type=click.Path(path_type=Path), help="A plan's folder. Default: the active plan.")
@click.option("--id", "name", help="Name of the run, replay:ID. Default: the time.")
@click.option("--json", "as_json", is_flag=True, help="The summary as a JSON object.")
def command(posts: str, speed: str, plan: Path | None, name: str | None, as_json: bool) -> int:
    """Play recorded POSTS (JSON lines) through the station, with a clock of their own.

    Recommendations and cases appear in the run replay:ID alone; nothing is sent and live stays as it is.
    """
    pace = _pace(speed)
    with station() as data:
        from sturmwarte.engine import lock  # noqa: PLC0415 - needs Django to be ready
        from sturmwarte.station.ledger.runs import RunError  # noqa: PLC0415

        try:
            with lock.hold(data / lock.ENGINE, "sturmwarte replay"):
                summary = _play(posts, pace, plan, name)
        except lock.Held as held:
            raise Failure(
                f"the archive is being written to ({held}): stop the station, or replay in a data folder"
                " of its own (STURMWARTE_DATA)",
                ENVIRONMENT,
            ) from None
        except RunError as error:
            raise Failure(str(error), USAGE) from None
    _tell(summary, as_json)
    return REJECTED if summary.rejected else 0


def _pace(text: str) -> float:
    try:
        pace = 0.0 if text == "max" else float(text)
    except ValueError:
        pace = -1.0
    if not 0 <= pace <= 1e6:
        raise Failure(f"--speed {text}: a number such as 60, or max", USAGE)
    return pace


def _play(posts: str, pace: float, plan: Path | None, name: str | None) -> Any:
    from sturmwarte.engine.activation import active_brain  # noqa: PLC0415
    from sturmwarte.engine.clock import real_now  # noqa: PLC0415
    from sturmwarte.engine.context import Context  # noqa: PLC0415
    from sturmwarte.engine.files.opening import open_file  # noqa: PLC0415
    from sturmwarte.engine.files.rows import JsonLines  # noqa: PLC0415
    from sturmwarte.engine.replay import Story  # noqa: PLC0415
    from sturmwarte.station.archive import Archive  # noqa: PLC0415

    brain = _brain(plan) if plan else active_brain(real_now())
    if brain is None:
        raise Failure("no plan is active: name one with --plan DIR", USAGE)
    rejected: Counter[str] = Counter()

    def on_reject(row: Any, why: str) -> None:
        rejected[why] += 1
        if rejected.total() <= TOLD:
            click.echo(f"{posts}:{row.number}: {why}", err=True)

    run = name or f"{real_now():%Y%m%dT%H%M%S}"
    with closing(open_file(posts)) as opened:
        story = Story(JsonLines(opened, {}), run, pace, Context(brain, Archive()), on_reject)
    with Progress(f"replay:{run}", 0) as progress:
        summary = story.tell(lambda count: progress.at(0, count))
    summary.rejected += rejected.total()
    return summary


def _brain(folder: Path) -> Any:
    from sturmwarte.engine.brain import make, read_plan  # noqa: PLC0415
    from sturmwarte.engine.clock import real_now  # noqa: PLC0415
    from sturmwarte.station.plan.folder import FolderError, read_folder  # noqa: PLC0415

    try:
        loaded = read_plan(read_folder(folder))
    except FolderError as error:
        raise Failure(str(error), USAGE) from None
    if loaded.plan is None:
        first = loaded.errors[0]
        raise Failure(
            f"{folder}: {len(loaded.errors)} errors, the first in {first.file}:{first.line}:"
            f" see `sturmwarte plan check {folder}`",
            USAGE,
        )
    return make(loaded.plan, real_now().date())


def _tell(summary: Any, as_json: bool) -> None:
    if as_json:
        from sturmwarte.cli.outputs import emit  # noqa: PLC0415

        emit(summary)
        sys.stdout.flush()
        return
    click.echo(f"{summary.run}: {summary.posts} posts, {summary.matched} on topics, {summary.cases} cases")
    for title, counts in (
        ("recommendation", summary.verdicts),
        ("priority", summary.priorities),
        ("owner of cases", summary.owners),
    ):
        listed = ", ".join(f"{key or 'nobody'} {n}" for key, n in sorted(counts.items(), key=lambda x: -x[1]))
        click.echo(f"  {title}: {listed or 'none'}")
    click.echo(f"  overdue: {summary.overdue} cases")
    _tell_waves(summary.waves)


def _tell_waves(waves: Sequence[Any]) -> None:
    """When it would have warned, how long after the beginning, and where for nothing."""
    wrong = sum(wave.none for wave in waves)
    click.echo(
        f"  waves: {len(waves)}" + (f", of which {wrong} reached no level and passed" if wrong else "")
    )
    for wave in waves:
        what = (
            "fewer posts than usual" if wave.direction == "down" else f"to {wave.peak_rate:g} posts an hour"
        )
        levels = "".join(f", {one['level']} after {_minutes(wave.started, one['at'])}" for one in wave.levels)
        told = "" if wave.public else " (private messages)"
        click.echo(
            f"    {wave.topic}{told}: {wave.started:%Y-%m-%d %H:%M} UTC, {what};"
            f" told after {wave.delay_min:g} min{levels}"
        )


def _minutes(since: datetime, at: str) -> str:
    return f"{(datetime.fromisoformat(at) - since).total_seconds() / 60:.0f} min"
