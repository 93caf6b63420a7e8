"""What the ears write about a subscription besides posts: its row, its trouble, why it is slow."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from sturmwarte.channels.contract import Account, Subscription
from sturmwarte.core.reason import Reason
from sturmwarte.station.listen import models
from sturmwarte.station.listen.words import as_row, trouble_row
from sturmwarte.wire.errors import Trouble

CONNECTION = ""
"""The name of the row that stands for the connection itself, while no subscription is known."""


@transaction.atomic
def subscriptions(
    source: models.Source, offered: Sequence[Subscription], now: datetime
) -> list[models.Subscription]:
    """The rows of what a source listens to now, made where missing; what it no longer has is ended."""
    there = {row.name: row for row in models.Subscription.objects.filter(source=source)}
    found = []
    for one in offered:
        row = there.get(one.name) or models.Subscription(source=source, name=one.name[:300], started_at=now)
        row.topic, row.streams, row.ended = one.topic, one.streams, False
        if row._state.adding:
            row.save()
        else:
            row.save(update_fields=["topic", "streams", "ended"])
        found.append(row)
    names = [row.name for row in found]
    gone = models.Subscription.objects.filter(source=source, ended=False).exclude(name__in=names)
    gone.update(ended=True, trouble={}, trouble_since=None, slowed={}, next_at=None)
    return found


def trouble(
    row: models.Subscription, what: Trouble, now: datetime, next_at: datetime, secrets: Iterable[str]
) -> None:
    """Of one subscription. `trouble_since` stays where the first of several stood."""
    _trouble(models.Subscription.objects.filter(pk=row.pk), what, now, next_at, secrets)


def all_trouble(
    source: models.Source, what: Trouble, now: datetime, next_at: datetime, secrets: Iterable[str]
) -> None:
    """Of the connection itself: all its subscriptions have it, and where none is known yet, a row for it."""
    rows = models.Subscription.objects.filter(source=source, ended=False)
    if not rows.exists():
        models.Subscription.objects.update_or_create(
            source=source, name=CONNECTION, defaults={"started_at": now, "ended": False}
        )
    _trouble(rows, what, now, next_at, secrets)


def _trouble(rows: Any, what: Trouble, now: datetime, next_at: datetime, secrets: Iterable[str]) -> None:
    with transaction.atomic():
        rows.filter(trouble_since=None).update(trouble_since=now)
        rows.update(trouble=trouble_row(what, secrets), failures=F("failures") + 1, next_at=next_at)


def waits(row: models.Subscription, until: datetime, now: datetime) -> None:
    """It has all there is for now and asks again then.

    Some had nothing to ask at all (a second look at posts, and none is due): that is no missing answer.
    """
    mine = models.Subscription.objects.filter(pk=row.pk)
    mine.update(next_at=until)
    mine.filter(asked_at=None).update(asked_at=now)


def slowed(row: models.Subscription, waiting: int) -> None:
    reason = Reason("slowed.backlog", {"count": waiting})
    models.Subscription.objects.filter(pk=row.pk).update(slowed=as_row(reason))


def account(source: models.Source, found: Account, now: datetime) -> None:
    models.Source.objects.filter(pk=source.pk).update(
        account={
            "name": found.name[:300],
            "id": found.id[:300],
            "url": found.url[:500],
            "missing": [as_row(reason) for reason in found.missing],
            "notes": [as_row(reason) for reason in found.notes],
        },
        expires=found.expires,
        checked_at=now,
    )
