"""Removes a saved search, and brings it back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.searches.errors import NoSuchSearch
from sturmwarte.station.searches.models import SavedSearch
from sturmwarte.station.searches.sight import demand

KEPT = timedelta(days=30)
"""How long a removed search can be brought back."""


def remove(user: User, who: Permissions, number: int, now: datetime) -> SavedSearch:
    return _set(user, who, number, now, removed=True)


def restore(user: User, who: Permissions, number: int, now: datetime) -> SavedSearch:
    """The undo. Raises NoSuchSearch once it was removed for longer than `KEPT`."""
    return _set(user, who, number, now, removed=False)


@transaction.atomic
def _set(user: User, who: Permissions, number: int, now: datetime, *, removed: bool) -> SavedSearch:
    row = demand(who, number, change=True)
    if not removed and row.removed_at and now - row.removed_at > KEPT:
        raise NoSuchSearch(_("This search was removed too long ago."))
    row.removed_at = now if removed else None
    row.save(update_fields=["removed_at"])
    done = "search.remove" if removed else "search.restore"
    record(f"user:{user.pk}", done, f"search:{row.pk}", now, after={"name": row.name})
    announce("search", str(row.pk), now)
    return row
