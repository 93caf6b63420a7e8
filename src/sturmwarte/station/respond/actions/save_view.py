"""Keeps a list of the desk under a name, and forgets it again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.models import SavedView

LONGEST, MOST = 80, 100


@transaction.atomic
def save_view(user: User, name: str, query: str, now: datetime, *, shared: bool = False) -> SavedView:
    """`query` as in the list's address. The same name again: that list from now on. Raises `CaseError`."""
    name = " ".join(name.split())
    if not name:
        raise CaseError(_("Give the list a name."))
    if len(name) > LONGEST:
        raise CaseError(_("The name is too long: at most %d characters.") % LONGEST)
    mine = SavedView.objects.filter(user=user)
    if mine.exclude(name=name).count() >= MOST:
        raise CaseError(_("You have saved %d lists. Forget one first.") % MOST)
    mine.filter(name=name).delete()
    view = SavedView.objects.create(user=user, name=name, query=query, shared=shared, made_at=now)
    _record(user, "save", view, now)
    return view


@transaction.atomic
def forget_view(user: User, id: int, now: datetime) -> SavedView:
    """Only one's own; returns what it was, so that it can be saved again."""
    view = SavedView.objects.filter(pk=id, user=user).first()
    if view is None:
        raise CaseError(_("There is no such list of yours."))
    _record(user, "forget", view, now)
    view.delete()
    return view


def _record(user: User, what: str, view: SavedView, now: datetime) -> None:
    after = {"name": view.name, "query": view.query, "shared": view.shared}
    record(f"user:{user.pk}", f"view.{what}", f"view:{view.pk}", now, after=after)
