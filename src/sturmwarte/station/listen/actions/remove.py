"""Removes a source: listening ends for good and its access data are forgotten. What it brought stays."""

from datetime import datetime

from django.db import transaction

from sturmwarte.station.listen.actions.changed import held, tell
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.roles import demand
from sturmwarte.station.people.permissions import Permissions


@transaction.atomic
def remove(who: Permissions, id: str, reason: str, now: datetime) -> Source:
    """The row stays for the history of gaps and coverage; secrets and account do not."""
    source = held(id)
    by = demand(who, source.channel)
    before = {"kind": source.kind, "name": source.name, "channel": source.channel}
    source.removed_at, source.secrets, source.account, source.expires = now, b"", {}, None
    source.version += 1
    source.save(update_fields=["removed_at", "secrets", "account", "expires", "version"])
    tell(by, "source.remove", id, now, reason=reason.strip()[:300], before=before)
    return source
