"""From a source's row to a connection: settings checked, secrets opened, a client of its own."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from sturmwarte.channels.contract import Connect, Connection, Place, Sought
from sturmwarte.channels.describe import Kind, connector, describe
from sturmwarte.station.listen import fields
from sturmwarte.station.listen.fields import Checked
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.secrets import seal, unseal
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Wrong
from sturmwarte.wire.guard import Guard
from sturmwarte.wire.limits import Budget

BACKFILL_DAYS = 7
"""How far back a first listening goes at most, and a later one that has no cursor."""

Rest = Callable[[float], bool]


_described = cache(describe)


@dataclass(frozen=True)
class Catalogue:
    """Which kinds there are and how they are connected. Tests bring one of their own."""

    describe: Callable[[str], Kind] = _described
    connector: Callable[[str], Connect] = connector

    def kind(self, id: str) -> Kind:
        """Raises Wrong for a kind this version does not have. Reads that one only: the ears stay lean."""
        try:
            if not id.isidentifier():
                raise FileNotFoundError(id)
            return self.describe(id)
        except FileNotFoundError:
            raise Wrong("trouble.no_kind", kind=id) from None


SHIPPED = Catalogue()


def rest(seconds: float) -> bool:
    """Waits in a process that is not asked to stop, such as the web's."""
    if seconds > 0:
        time.sleep(seconds)
    return False


def guard() -> Guard:
    """What may be reached from this station. Made anew at each call: it costs nothing and has no state."""
    return Guard(settings.ALLOW)


def checked(kind: Kind, given: Mapping[str, Any], *, kept: Sequence[str] | frozenset[str] = ()) -> Checked:
    """What somebody entered, against the kind's fields and the station's guard. See `fields.checked`."""
    return fields.checked(kind, given, guard(), kept=frozenset(kept))


def place_of(
    source: Source,
    *,
    now: Callable[[], datetime] = timezone.now,
    rest: Rest = rest,
    sought: Sequence[Sought] = (),
    catalogue: Catalogue = SHIPPED,
    budget: Budget | None = None,
    keep: Callable[[Mapping[str, str]], None] | None = None,
    looking: bool = False,
) -> Place:
    """Raises `Wrong` when the settings do not suit the kind (any more) or the secrets cannot be opened.

    `budget` is shared by all who ask the platform for this source. `keep` replaces where renewed secrets go.
    """
    kind = catalogue.kind(source.kind)
    wall = guard()
    open_values = {**dict(source.values), **unseal(source.secrets)}
    found = fields.checked(kind, open_values, wall)
    if wrong := [name for name, reason in found.errors.items() if reason.key != "field.unknown"]:
        raise Wrong("trouble.wrong_settings", fields=sorted(wrong))
    # Secrets a platform renewed (a refreshed token) need no field of their own.
    values = {**open_values, **found.values, **found.secrets}
    return Place(
        source=source.id,
        channel=source.channel,
        values=values,
        client=Client(wall, now=now, rest=rest, budget=budget),
        guard=wall,
        now=now,
        rest=rest,
        since=since(source, kind, now()),
        sought=tuple(sought),
        keep=keep or (lambda renewed: keep_secrets(source.id, renewed)),
        url=settings.PUBLIC_URL,
        looking=looking,
    )


@contextmanager
def connected(source: Source, **given: Any) -> Iterator[Connection]:
    """A connection for a moment: closes it, and the client it was given. Raises `Trouble`."""
    catalogue: Catalogue = given.get("catalogue", SHIPPED)
    place = place_of(source, **given)
    with closing(place.client), closing(catalogue.connector(source.kind)(place)) as connection:
        yield connection


def since(source: Source, kind: Kind, now: datetime) -> datetime:
    """How far back to listen where there is no cursor.

    First: the kind's backfill, a week at most. Later the first start bounds it, and a week: a subscription
    that has heard nothing yet must not lose what came during an outage.
    """
    span = timedelta(days=min(kind.backfill_days, BACKFILL_DAYS))
    first = None
    if source.pk and not source._state.adding:
        first = source.subscriptions.aggregate(first=Min("started_at"))["first"]
    return max((first or now) - span, now - timedelta(days=BACKFILL_DAYS))


@transaction.atomic
def keep_secrets(source: str, renewed: Mapping[str, str]) -> None:
    """Stores secrets that the platform renewed. No new version: the connection at work knows them already."""
    row = Source.objects.filter(pk=source, removed_at=None).only("secrets").first()
    if row is not None:
        Source.objects.filter(pk=source).update(secrets=seal({**unseal(row.secrets), **renewed}))


@dataclass(frozen=True)
class Unsaved:
    """A source that is being set up: what the form holds, before anything is stored."""

    kind: str
    values: Mapping[str, Any]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    id: str = "preview"
    channel: str = ""

    def row(self) -> Source:
        """As a row that is never saved."""
        return Source(
            id=self.id,
            kind=self.kind,
            channel=self.channel or f"{self.kind}:{self.id}",
            values=dict(self.values),
            secrets=seal(self.secrets),
        )
