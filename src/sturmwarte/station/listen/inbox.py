"""Lines taken in: committed here by whoever brings them, read by the engine in the order they came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from sturmwarte.station.listen.models import Delivery, Inbox, Rejected

FULL = 50_000
"""Lines waiting at which new calls are put off (503): about a minute of work for the engine."""


@dataclass(frozen=True)
class Line:
    """One JSON object as it came, and the line of its file."""

    body: bytes
    number: int = 0


def backlog() -> int:
    """How many lines wait, counted no further than needed to know that it is too many."""
    return Inbox.objects.all()[: FULL + 1].count()


@transaction.atomic
def put(
    lines: Sequence[Line], channel: str, now: datetime, *, run: str = "live", delivery: Delivery | None = None
) -> None:
    """Commits lines. When it returns they are safe: an answer may say so."""
    Inbox.objects.bulk_create(
        (
            Inbox(run=run, channel=channel, line=x.body, received_at=now, delivery=delivery, number=x.number)
            for x in lines
        ),
        batch_size=500,
    )
    if delivery is not None:
        Delivery.objects.filter(pk=delivery.pk).update(waiting=F("waiting") + len(lines))


def next_lines(limit: int, *, delivery: Delivery | None = None) -> list[Inbox]:
    """The oldest lines waiting, all of one run, so that a batch has one clock.

    The first line's run decides. Only the process that holds the engine's lock may read.
    """
    waiting = Inbox.objects.order_by("id")
    if delivery is not None:
        waiting = waiting.filter(delivery=delivery)
    lines = list(waiting[:limit])
    return [line for line in lines if line.run == lines[0].run]


def clear(ids: Iterable[int]) -> None:
    """Removes lines that have been read: inside the transaction that stores what they brought."""
    ids = list(ids)
    for start in range(0, len(ids), 500):
        Inbox.objects.filter(id__in=ids[start : start + 500]).delete()


def reject(rejected: Iterable[Rejected]) -> None:
    Rejected.objects.bulk_create(rejected, batch_size=200)
