"""Saves a search under a name."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.parse import parse
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.searches.errors import SearchError
from sturmwarte.station.searches.models import Look, SavedSearch
from sturmwarte.station.searches.sight import EVERYONE, visible

LONGEST, MOST = 120, 200
"""Characters of a name; searches of one person."""


@transaction.atomic
def keep(  # noqa: PLR0917 a search has that many parts
    user: User, who: Permissions, name: str, query: str, order: str, verdict: str, shared: str, now: datetime
) -> SavedSearch:
    """A new saved search, looked at now. Raises SearchError with a sentence for the page."""
    name = named(name)
    _usable(query)
    check_shared(who, shared)
    if visible(who).filter(owner=user, removed_at=None).count() >= MOST:
        raise SearchError(_("You have %(n)s saved searches. Remove some first.") % {"n": MOST})
    row = SavedSearch.objects.create(
        owner=user, name=name, query=query, order=order, verdict=verdict, shared=shared, made_at=now
    )
    Look.objects.create(search=row, user=user, at=now)
    after = {"name": name, "query": query, "shared": shared}
    record(f"user:{user.pk}", "search.keep", f"search:{row.pk}", now, after=after)
    announce("search", str(row.pk), now)
    return row


def named(name: str) -> str:
    """A name that can be shown. Raises SearchError."""
    name = " ".join(name.split())
    if not name:
        raise SearchError(_("Give the search a name."))
    if len(name) > LONGEST:
        raise SearchError(_("The name is too long: at most %(n)s characters.") % {"n": LONGEST})
    return name


def check_shared(who: Permissions, shared: str) -> None:
    """Nobody shares with a team they are not in."""
    if shared not in {"", EVERYONE} and shared not in who.names:
        raise SearchError(_("You can share with everyone here or with a team of yours."))


def _usable(query: str) -> None:
    try:
        if query:
            parse(query)
    except QueryError:
        raise SearchError(_("The query has a mistake. Mend it, then save it.")) from None
