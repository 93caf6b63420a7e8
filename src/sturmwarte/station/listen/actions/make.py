"""Connects a source: from here on the ears listen to it."""

from datetime import datetime

from django.db import transaction

from sturmwarte.channels.describe import Kind
from sturmwarte.station.listen.actions.changed import starting, tell
from sturmwarte.station.listen.actions.given import Given, new_id
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.roles import demand
from sturmwarte.station.listen.secrets import seal
from sturmwarte.station.people.permissions import Permissions


@transaction.atomic
def make(who: Permissions, kind: Kind, given: Given, now: datetime) -> Source:
    """A source of this kind. Its id comes from its name; without a channel it gets one of its own.

    Raises `NotAllowed`. The audit trail names the secrets that were set, never what they are.
    """
    by = demand(who, given.channel)
    # Ids of removed sources stay taken: their history and their posts name them.
    id = new_id(given.name, kind.id, Source.objects.values_list("pk", flat=True))
    source = Source.objects.create(
        id=id,
        kind=kind.id,
        name=given.name,
        channel=given.channel or f"{kind.id}:{id}",
        person=given.person,
        values=dict(given.values),
        secrets=seal(dict(given.secrets)),
        made_at=now,
        made_by=by,
        state_since=now,
        why=starting(now),
    )
    after = {"kind": kind.id, "name": given.name, "channel": source.channel, "person": given.person}
    tell(
        by,
        "source.make",
        id,
        now,
        after=after | {"values": dict(given.values), "secrets": sorted(given.secrets)},
    )
    return source
