"""Which cases a list shows, in which order, page by page."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from sturmwarte.core.post import LIVE
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.respond.due import NEVER, due, due_of
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.asked import Asked
from sturmwarte.station.respond.pages.views import VIEWS

PAGE = 40

_ORDERS = {
    "due": ("due", "priority", "pk"),
    "newest": ("-opened_at", "-pk"),
    "moved": ("-moved", "-pk"),
    "priority": ("priority", "due", "pk"),
}
_CLOSED = ("-closed_at", "-pk")


@dataclass(frozen=True)
class Listing:
    """One page of cases; `next` is the cursor of the page after it."""

    cases: list[Case]
    next: str


def counts(who: Permissions, now: datetime) -> dict[str, int]:
    """How many cases each open list holds, without filters."""
    open_lists = {name: view.keep(who, now) for name, view in VIEWS.items() if not view.closed}
    counted = {name: Count("pk", filter=keep or None) for name, keep in open_lists.items()}
    return visible(who).aggregate(**counted)


def listing(who: Permissions, asked: Asked, now: datetime, after: str = "", size: int = PAGE) -> Listing:
    """Cases of a list from the cursor `after` on."""
    keys = keys_of(asked)
    ids = list(
        _after(chosen(who, asked, now), keys, after).order_by(*keys).values_list("pk", flat=True)[: size + 1]
    )
    # First the numbers alone: of ten thousand whole rows most of the time would go into sorting their texts.
    rows = _worked_out(Case.objects.filter(pk__in=ids[:size])).select_related("taken_by").in_bulk()
    found = [rows[pk] for pk in ids[:size] if pk in rows]
    return Listing(found, _cursor(found[-1], keys) if found and len(ids) > size else "")


def chosen(who: Permissions, asked: Asked, now: datetime) -> "QuerySet[Case]":
    """All cases of a list."""
    view = VIEWS[asked.view]
    return asked.narrowed(visible(who, closed=view.closed)).filter(view.keep(who, now))


def next_after(who: Permissions, asked: Asked, now: datetime, case: Case) -> Case | None:
    """The case that follows `case` in a list, to go on with once this one is done."""
    if VIEWS[asked.view].closed:
        return None
    keys = keys_of(asked)
    cases = chosen(who, asked, now).exclude(pk=case.pk).order_by(*keys)
    case.due = due_of(case) or NEVER  # type: ignore[attr-defined]
    case.moved = case.moved_at or case.opened_at  # type: ignore[attr-defined]
    return _after(cases, keys, _cursor(case, keys)).first() or cases.first()


def keys_of(asked: Asked) -> tuple[str, ...]:
    return _CLOSED if VIEWS[asked.view].closed else _ORDERS[asked.sort]


def visible(who: Permissions, closed: bool = False) -> "QuerySet[Case]":
    cases = _worked_out(Case.objects.filter(run=LIVE))
    cases = cases.filter(state="closed") if closed else cases.filter(state__in=("open", "taken"))
    return who.visible(cases)


def _worked_out(cases: "QuerySet[Case]") -> "QuerySet[Case]":
    return cases.annotate(due=due(), moved=Coalesce("moved_at", "opened_at"))


def _cursor(case: Case, keys: tuple[str, ...]) -> str:
    values = [getattr(case, key.lstrip("-")) for key in keys]
    text = json.dumps([value.isoformat() if isinstance(value, datetime) else value for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _after(cases: "QuerySet[Case]", keys: tuple[str, ...], cursor: str) -> "QuerySet[Case]":
    """Only what follows the cursor: (a, b, c) > (x, y, z), key by key. A damaged cursor starts at the top."""
    values = _read(cursor, keys)
    if values is None:
        return cases
    where, same = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        name, word = key.lstrip("-"), "lt" if key.startswith("-") else "gt"
        where |= same & Q(**{f"{name}__{word}": value})
        same &= Q(**{name: value})
    return cases.filter(where)


def _read(cursor: str, keys: tuple[str, ...]) -> list[Any] | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(keys):
            return None
        return [_value(key, value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, TypeError, binascii.Error):
        return None


def _value(key: str, value: Any) -> Any:
    return int(value) if key.lstrip("-") in {"pk", "priority"} else datetime.fromisoformat(value)
