"""What a reader asks of the archive, as it stands in the page's address: everything is there, nothing else
is kept."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.tree import Node
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.pages.between import Between
from sturmwarte.station.archive.pages.between import asked as asked_times
from sturmwarte.station.archive.pages.mending import Wrong, wrong_of
from sturmwarte.station.archive.records import Order, Search
from sturmwarte.station.people.permissions import of
from sturmwarte.station.respond.words import VERDICTS

PAGE = 50
ORDERS: dict[Order, Any] = {
    "newest": _("Newest first"),
    "reach": _("Widest reach first"),
    "oldest": _("Oldest first"),
}


@dataclass(frozen=True)
class Asked:
    """A search as it was asked: the text as typed, its tree (None: every post) or what is wrong with it."""

    text: str
    node: Node | None
    wrong: Wrong | None
    between: Between
    order: Order = "newest"
    verdict: str = ""
    after: str = ""

    @property
    def address(self) -> str:
        """The search as the query of an address, without the place in the list."""
        return urlencode({name: value for name, value in self.parts.items() if value})

    @property
    def parts(self) -> dict[str, str]:
        order = "" if self.order == "newest" else self.order
        return {"q": self.text, "order": order, "verdict": self.verdict, **self.between.address}

    @property
    def limited(self) -> bool:
        return bool(self.text or self.between.words or self.verdict)

    def with_text(self, text: str) -> str:
        """The address of the same search with another text."""
        return replace(self, text=text.strip()).address

    def within(self, between: Between) -> str:
        """The address of the same search limited to a stretch of time."""
        return replace(self, between=between).address

    @property
    def mended(self) -> str:
        """The address of the search with its mistake mended; of nothing where nobody can know how."""
        return self.with_text(self.wrong.mended) if self.wrong else ""

    @property
    def since_local(self) -> str:
        """The limit as a form's field for a local time wants it; empty without one."""
        return f"{self.between.since:%Y-%m-%dT%H:%M}" if self.between.since else ""

    @property
    def until_local(self) -> str:
        return f"{self.between.until:%Y-%m-%dT%H:%M}" if self.between.until else ""

    @property
    def without_times(self) -> str:
        return self.within(Between())

    @property
    def without_verdict(self) -> str:
        return replace(self, verdict="").address

    @property
    def orders(self) -> list[tuple[str, Any, str, bool]]:
        """Every order: its id, label, address, and whether it is the chosen one."""
        return [
            (one, label, replace(self, order=one).address, one == self.order) for one, label in ORDERS.items()
        ]

    def from_here(self, after: str) -> str:
        """The address of the page that begins after a cursor."""
        return "&".join(part for part in (self.address, urlencode({"after": after}) if after else "") if part)

    def search(self, may: May, limit: int = PAGE) -> Search:
        return Search(
            query=self.node,
            order=self.order,
            limit=limit,
            after=self.after or None,
            since=self.between.since,
            until=self.between.until,
            verdict=self.verdict or None,
            may=may,
        )


def asked(given: QueryDict) -> Asked:
    """What an address or a form asks; an unknown order or recommendation is as good as none."""
    text = given.get("q", "").strip()
    order = given.get("order", "newest")
    verdict = given.get("verdict", "")
    node, wrong = parsed(text)
    return Asked(
        text=text,
        node=node,
        wrong=wrong,
        between=asked_times(given),
        order=next((one for one in ORDERS if one == order), "newest"),
        verdict=verdict if verdict in VERDICTS else "",
        after=given.get("after", ""),
    )


def may_of(request: HttpRequest) -> May:
    return of(request).may_read()


def parsed(text: str) -> tuple[Node | None, Wrong | None]:
    """The query as a tree (None for all posts), or what is wrong with it."""
    if not text:
        return None, None
    try:
        return parse(text), None
    except QueryError as error:
        return None, wrong_of(text, error)
