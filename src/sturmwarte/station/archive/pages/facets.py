"""How the found posts are spread: over channels, languages, topics, requests and recommendations."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.archive.records import Facet, FacetName
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond import words

_MOST = 6
_LABELS: dict[FacetName, "str | Promise"] = {
    "channel": _("Channel"),
    "topic": _("Topic"),
    "kind": _("Request"),
    "verdict": _("Recommendation"),
    "lang": _("Language"),
}
FACETS = tuple(_LABELS)
_FIELDS: dict[FacetName, str] = {"channel": "channel", "topic": "topic", "kind": "kind", "lang": "lang"}
"""Facets that the query language can ask for: a click narrows the search."""


@dataclass(frozen=True)
class Value:
    """One value, its count and share of the largest; `adds` is the term that narrows the search to it."""

    name: str
    n: int
    share: int
    adds: str


@dataclass(frozen=True)
class FacetList:
    label: "str | Promise"
    values: list[Value]
    exact: bool


def facet_lists(facets: list[Facet], plan: ActivePlan) -> list[FacetList]:
    """The facets with more than one value; one alone tells nothing."""
    lists = []
    for one in facets:
        known = [(id, n) for id, n in one.values if id][:_MOST]
        if len(known) > 1:
            values = [_value(one.field, id, n, known[0][1], plan) for id, n in known]
            lists.append(FacetList(_LABELS[one.field], values, one.exact))
    return lists


def _value(field: FacetName, id: str, n: int, most: int, plan: ActivePlan) -> Value:
    name = plan.name(id, f"{field}s")  # sections are named after what they hold: channels, topics, kinds
    if field == "kind":
        name = str(words.KINDS.get(id, name))
    elif field == "verdict":
        name = str(words.VERDICTS[id][0]) if id in words.VERDICTS else id
    adds = f"{_FIELDS[field]}:{_quoted(id)}" if field in _FIELDS else ""
    return Value(name, n, max(1, round(100 * n / most)), adds)


def _quoted(id: str) -> str:
    return id if id.replace("_", "").replace("-", "").isalnum() else f'"{id}"'
