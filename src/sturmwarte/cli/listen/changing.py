"""`listen rest`, `wake`, `remove`."""

from datetime import datetime

import click

from sturmwarte.cli.failure import USAGE, Failure
from sturmwarte.cli.listen.ground import found, listening, machine


@click.command()
@click.argument("source")
@click.option("--reason", required=True, help="Why it is to rest; everybody sees it.")
@click.option("--until", default="", help="When it wakes by itself: 2026-03-01T12:00+01:00.")
def rest(source: str, reason: str, until: str) -> None:
    """Stop listening to SOURCE for a while; charts say so."""
    end = _moment(until) if until else None
    with listening():
        from django.utils import timezone  # noqa: PLC0415 - needs Django to be ready

        from sturmwarte.station.listen.actions import rest as action  # noqa: PLC0415

        action.rest(machine(), found(source).pk, reason, end, timezone.now())


@click.command()
@click.argument("source")
def wake(source: str) -> None:
    """Listen to SOURCE again, from where it stopped."""
    with listening():
        from django.utils import timezone  # noqa: PLC0415 - needs Django to be ready

        from sturmwarte.station.listen.actions import rest as action  # noqa: PLC0415

        action.wake(machine(), found(source).pk, timezone.now())


@click.command()
@click.argument("source")
@click.option("--reason", default="", help="Why, for the audit trail.")
def remove(source: str, reason: str) -> None:
    """End listening to SOURCE for good and forget its access data. Its posts stay."""
    with listening():
        from django.utils import timezone  # noqa: PLC0415 - needs Django to be ready

        from sturmwarte.station.listen.actions import remove as action  # noqa: PLC0415

        action.remove(machine(), found(source).pk, reason, timezone.now())


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Failure(f"--until {text}: write a time as in 2026-03-01T12:00+01:00", USAGE) from None
    if moment.tzinfo is None:
        raise Failure(f"--until {text}: add the zone, as in {text}+01:00", USAGE)
    return moment
