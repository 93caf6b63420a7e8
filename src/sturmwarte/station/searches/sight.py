"""Which saved searches a person sees, and which of them they may change."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sturmwarte.station.frame.hit import Hit
from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import POSTS, Permissions
from sturmwarte.station.searches.errors import NoSuchSearch, NotYours
from sturmwarte.station.searches.models import SavedSearch

EVERYONE = "*"
LEADS: frozenset[str] = frozenset({Role.OWNER, Role.LEAD})
"""May change what others share."""


def visible(who: Permissions) -> "QuerySet[SavedSearch]":
    """One's own, those shared with everyone, and those of one's teams; removed ones among them."""
    if who.user is None or not who.has(POSTS):
        return SavedSearch.objects.none()
    return SavedSearch.objects.filter(
        Q(owner=who.user) | Q(shared=EVERYONE) | Q(shared__in=[name for name in who.names if name])
    )


def may_change(who: Permissions, search: SavedSearch) -> bool:
    return search.owner_id == who.user or (bool(search.shared) and who.has(LEADS))


def demand(who: Permissions, number: int, *, change: bool = False) -> SavedSearch:
    """The search by its number. Raises NoSuchSearch, or NotYours where it is only read."""
    found = visible(who).filter(pk=number).first()
    if found is None:
        raise NoSuchSearch(_("There is no such saved search."))
    if change and not may_change(who, found):
        raise NotYours(
            _("Only who made a search, or a lead, may change it. Save a copy under a name of yours.")
        )
    return found


def address(search: SavedSearch) -> str:
    """The archive with the search; it says which one it is, so that looking at it counts."""
    order = "" if search.order == "newest" else search.order
    parts = {"q": search.query, "order": order, "verdict": search.verdict, "saved": str(search.pk)}
    return f"{reverse('archive')}?{urlencode({name: value for name, value in parts.items() if value})}"


def saved_for(who: Permissions) -> list[tuple[str, str]]:
    """Name and address of each saved search of a person, for the command palette."""
    return [(one.name, address(one)) for one in visible(who).filter(removed_at=None).order_by("name", "pk")]


def offered(who: Permissions, words: str) -> list[Hit]:
    """The same for the command palette, which narrows them by itself."""
    return [] if words else [Hit(name, "", url, "star") for name, url in saved_for(who)]
