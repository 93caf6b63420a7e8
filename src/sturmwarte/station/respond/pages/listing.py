"""Which cases a list shows, in which order, page by page."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sturmwarte.core.post import LIVE
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.respond.models import Case

PAGE = 50
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)

Narrow = Callable[[Permissions, datetime], Q]


@dataclass(frozen=True)
class View:
    """A list of cases: its name, what it keeps, and what it says when it is empty."""

    label: "str | Promise"
    keep: Narrow
    empty: "str | Promise"
    closed: bool = False


VIEWS = {
    "mine": View(
        _("Mine"),
        lambda who, _now: _mine(who),
        _("You have no open case. Take one from the list of all."),
    ),
    "team": View(
        _("Team"),
        lambda who, _now: Q(owner__in=who.names) | Q(deputy__in=who.names),
        _("Your teams have no open case."),
    ),
    "overdue": View(_("Overdue"), lambda _who, now: Q(deadline__lt=now), _("Nothing is overdue. Well done.")),
    "unassigned": View(
        _("Unassigned"),
        lambda _who, _now: Q(owner="", taken_by=None),
        _("Every open case has somebody responsible."),
    ),
    "all": View(
        _("All"),
        lambda _who, _now: Q(),
        _("No open cases. When a post needs an answer, it appears here with its reason and deadline."),
    ),
    "closed": View(
        pgettext_lazy("cases", "Closed"), lambda _who, _now: Q(), _("No case has been closed yet."), True
    ),
}


@dataclass(frozen=True)
class Listing:
    """One page of cases; `next` is the cursor of the page after it."""

    cases: list[Case]
    next: str


def counts(who: Permissions, now: datetime) -> dict[str, int]:
    """How many cases each open list holds."""
    open_lists = {name: view.keep(who, now) for name, view in VIEWS.items() if not view.closed}
    counted = {name: Count("pk", filter=keep or None) for name, keep in open_lists.items()}
    return _visible(who).aggregate(**counted)


def listing(who: Permissions, view: str, now: datetime, after: str = "", size: int = PAGE) -> Listing:
    """Cases by deadline, the overdue first, then by priority; closed ones by when they were closed."""
    chosen = VIEWS[view]
    cases = _visible(who, closed=chosen.closed).filter(chosen.keep(who, now)).select_related("taken_by")
    keys = ("-closed_at", "-pk") if chosen.closed else ("due", "priority", "pk")
    found = list(_after(cases.order_by(*keys), keys, after)[: size + 1])
    full = len(found) > size
    return Listing(found[:size], _cursor(found[size - 1], keys) if full else "")


def next_after(who: Permissions, view: str, now: datetime, case: Case) -> Case | None:
    """The case that follows `case` in a list, to go on with once this one is done."""
    keys = ("due", "priority", "pk")
    cases = _visible(who).filter(VIEWS.get(view, VIEWS["all"]).keep(who, now)).exclude(pk=case.pk)
    case.due = case.deadline or _NEVER  # type: ignore[attr-defined]
    return _after(cases.order_by(*keys), keys, _cursor(case, keys)).first() or cases.order_by(*keys).first()


def _visible(who: Permissions, closed: bool = False) -> "QuerySet[Case]":
    cases = Case.objects.filter(run=LIVE).annotate(due=Coalesce("deadline", _NEVER))
    cases = cases.filter(state="closed") if closed else cases.exclude(state="closed")
    return who.visible(cases)


def _mine(who: Permissions) -> Q:
    taken = Q(taken_by=who.user)
    return taken | Q(taken_by=None, owner=who.person) if who.person else taken


def _cursor(case: Case, keys: tuple[str, ...]) -> str:
    values = [getattr(case, key.lstrip("-")) for key in keys]
    text = json.dumps([value.isoformat() if isinstance(value, datetime) else value for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _after(cases: "QuerySet[Case]", keys: tuple[str, ...], cursor: str) -> "QuerySet[Case]":
    """Only what follows the cursor: (a, b, c) > (x, y, z), key by key. A damaged cursor starts at the top."""
    values = _read(cursor, len(keys))
    if values is None:
        return cases
    where, same = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        name, word = key.lstrip("-"), "lt" if key.startswith("-") else "gt"
        where |= same & Q(**{f"{name}__{word}": value})
        same &= Q(**{name: value})
    return cases.filter(where)


def _read(cursor: str, length: int) -> list[Any] | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != length:
            return None
        return [datetime.fromisoformat(values[0]), *map(int, values[1:])]
    except (ValueError, TypeError, binascii.Error):
        return None
