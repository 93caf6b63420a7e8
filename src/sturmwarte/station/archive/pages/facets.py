"""How the found posts are spread: over channels, languages, topics, requests and recommendations."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.parse import parse
from sturmwarte.station.archive.bounds import off
from sturmwarte.station.archive.pages.asking import Asked
from sturmwarte.station.archive.pages.naming import value_name
from sturmwarte.station.archive.pages.narrowing import added, has, removed
from sturmwarte.station.archive.records import Facet, FacetName
from sturmwarte.station.plan.pages.active import ActivePlan

_MOST = 7
_LABELS: dict[FacetName, "str | Promise"] = {
    "topic": _("Topic"),
    "channel": _("Channel"),
    "kind": _("Request"),
    "sentiment": _("Sentiment"),
    "verdict": _("Recommendation"),
    "lang": _("Language"),
    "form": _("Kind of post"),
}
FACETS = tuple(_LABELS)


@dataclass(frozen=True)
class Value:
    """One value, its count and share of the largest; `address` is the search with or without it."""

    id: str
    name: str
    n: int
    share: int
    address: str
    chosen: bool


@dataclass(frozen=True)
class FacetList:
    """`field` names it in addresses; `rest` counts the values that are not shown. `off` is how far the
    largest may be from the truth, and so every other at most; 0 where all posts were counted."""

    field: FacetName
    label: "str | Promise"
    values: list[Value]
    rest: int
    off: int


def facet_lists(facets: list[Facet], asked: Asked, plan: ActivePlan) -> list[FacetList]:
    """The facets with more than one value, and those that the search is narrowed by."""
    lists = []
    for one in facets:
        known = [(id, n) for id, n in one.values if id]
        values = [_value(one.field, id, n, known[0][1], asked, plan) for id, n in known[:_MOST]]
        if len(values) > 1 or any(value.chosen for value in values):
            rest = max(0, len(known) - _MOST)
            unsure = off(known[0][1], one.scale)
            lists.append(FacetList(one.field, _LABELS[one.field], values, rest, unsure))
    return lists


def _value(field: FacetName, id: str, n: int, most: int, asked: Asked, plan: ActivePlan) -> Value:
    chosen, address = (_by_verdict if field == "verdict" else _by_term)(field, id, asked)
    return Value(id, value_name(field, id, plan), n, max(1, round(100 * n / most)), address, chosen)


def _by_verdict(_field: str, id: str, asked: Asked) -> tuple[bool, str]:
    """A recommendation is no fact of the post, so the language has no word for it: it stands beside the
    text."""
    chosen = asked.verdict == id
    return chosen, replace(asked, verdict="" if chosen else id, after="").address


def _by_term(field: str, id: str, asked: Asked) -> tuple[bool, str]:
    chosen = has(asked.node, field, id)
    change: Callable[..., str] = removed if chosen else added
    text = change(asked.text, asked.node, field, id)
    return chosen, replace(asked, after="").with_text(text) if _parses(text) else ""


def _parses(text: str) -> bool:
    try:
        return not text or bool(parse(text))
    except QueryError:
        return False
