"""Renames a saved search, or shares it with others."""

from datetime import datetime

from django.db import transaction

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.searches.actions.keep import check_shared, named
from sturmwarte.station.searches.models import SavedSearch
from sturmwarte.station.searches.sight import demand


@transaction.atomic
def change(user: User, who: Permissions, number: int, name: str, shared: str, now: datetime) -> SavedSearch:
    """Raises SearchError: not here, not theirs, no name, a foreign team."""
    row = demand(who, number, change=True)
    before = {"name": row.name, "shared": row.shared}
    row.name = named(name)
    if shared != row.shared:
        check_shared(who, shared)
        row.shared = shared
    row.save(update_fields=["name", "shared"])
    after = {"name": row.name, "shared": row.shared}
    record(f"user:{user.pk}", "search.change", f"search:{row.pk}", now, before=before, after=after)
    announce("search", str(row.pk), now)
    return row
