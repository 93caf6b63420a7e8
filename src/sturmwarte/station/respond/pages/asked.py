"""Which list somebody asked for: everything about it stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import parse_qsl, urlencode

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest

from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.topic_text import topic_in
from sturmwarte.station.respond.pages.views import VIEWS

SORTS = ("due", "newest", "moved", "priority")
"""By deadline, by when they began, by when something last happened, by priority."""
FILTERS = ("topic", "channel", "kind", "priority", "sentiment", "lang")
LONGEST = 200


@dataclass(frozen=True)
class Asked:
    """A list, its filters and its order. Empty means any."""

    view: str = "all"
    topic: str = ""
    channel: str = ""
    kind: str = ""
    priority: str = ""
    sentiment: str = ""
    lang: str = ""
    sort: str = "due"

    @property
    def query(self) -> str:
        """As in an address, always with the view, without what stands for itself."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return urlencode(
            [(k, v) for k, v in told.items() if k == "view" or (v and (k, v) != ("sort", "due"))]
        )

    @property
    def filters(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in FILTERS if getattr(self, name)}

    def narrowed(self, cases: "QuerySet[Case]") -> "QuerySet[Case]":
        """Only what the filters let through."""
        given = self.filters
        if topic := given.pop("topic", ""):
            cases = cases.annotate(topics_text=Cast(F("topics"), TextField())).filter(topic_in(topic))
        return cases.filter(Q(**given))


def asked_of(request: HttpRequest) -> Asked:
    """From the address, or from the form that was sent (`list` is such an address). Without a wish all open
    cases, so that nothing hides on the first look."""
    if request.method == "POST":
        return asked(dict(parse_qsl(request.POST.get("list", ""))))
    return asked(request.GET.dict())


def asked(given: Mapping[str, object]) -> Asked:
    """What does not make sense is left out."""
    told = {name: str(given.get(name) or "")[:LONGEST] for name in ("view", "sort", *FILTERS)}
    if told["view"] not in VIEWS:
        told["view"] = "all"
    if told["sort"] not in SORTS:
        told["sort"] = "due"
    if told["priority"] not in set("12345"):
        told["priority"] = ""
    return Asked(**told)
