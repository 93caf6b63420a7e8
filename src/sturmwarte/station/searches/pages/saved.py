"""The saved searches beside the archive's results, each with how much is new; as a page of its own too."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.parse import parse
from sturmwarte.station.archive import Archive, May, Search
from sturmwarte.station.archive.bounded import bounded
from sturmwarte.station.archive.pages.asking import asked
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import POSTS, Permissions, of
from sturmwarte.station.plan.editors import may_edit
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.searches.actions.remove import KEPT
from sturmwarte.station.searches.models import Look, SavedSearch
from sturmwarte.station.searches.sight import EVERYONE, address, may_change, visible

MOST_NEW = 99
_PATIENCE, _PART = timedelta(milliseconds=300), 0.1


@dataclass(frozen=True)
class Row:
    """A saved search as it is listed. `new`: posts since the last look; None where nobody could count
    them."""

    id: int
    name: str
    query: str
    url: str
    shared: str
    with_whom: str
    by: str
    new: int | None
    changes: bool
    current: bool


@page(POSTS)
def saved(request: HttpRequest) -> HttpResponse:
    return listed(request, request.GET)


def listed(request: HttpRequest, given: QueryDict, problem: str = "") -> HttpResponse:
    """The list beside the search that `given` asks; with a problem what was typed stays in the form."""
    who = of(request)
    words: dict[str, Any] = {
        "here": "archive",
        "asked": asked(given),
        "rows": rows(who, given.get("saved", "")),
        "removed": removed(who, story_time()),
        "circles": circles(who),
        "may_plan": may_edit(who),
        "problem": problem,
        "typed": given.get("name", "") if problem else "",
    }
    whole = "HX-Request" not in request.headers
    return render(request, "searches/page.html" if whole else "searches/saved.html", words)


def rows(who: Permissions, current: str = "") -> list[Row]:
    """All of a person's, by name."""
    looks = dict(Look.objects.filter(user=who.user).values_list("search", "at"))
    found = visible(who).filter(removed_at=None).select_related("owner").order_by("name", "pk")
    may = who.may_read()
    return [
        Row(
            id=one.pk,
            name=one.name,
            query=one.query,
            url=address(one),
            shared=one.shared,
            with_whom=_circle(one.shared),
            by=str(one.owner or "") if one.owner_id != who.user else "",
            new=_new(one, looks.get(one.pk, one.made_at), may),
            changes=may_change(who, one),
            current=str(one.pk) == current,
        )
        for one in found
    ]


def removed(who: Permissions, now: datetime) -> list[SavedSearch]:
    """What can still be brought back, the last removed first."""
    gone = visible(who).filter(removed_at__gt=now - KEPT).order_by("-removed_at")[:5]
    return [one for one in gone if may_change(who, one)]


def circles(who: Permissions) -> list[tuple[str, str]]:
    """With whom this person may share: nobody, their teams, everyone."""
    teams = [(team.id, active_plan().name(team.id, "teams")) for team in active_plan().section("teams") or ()]
    return [("", _("Only me")), *(t for t in teams if t[0] in who.names), (EVERYONE, _circle(EVERYONE))]


def _circle(shared: str) -> str:
    return _("Everyone here") if shared == EVERYONE else active_plan().name(shared, "teams")


def _new(one: SavedSearch, since: datetime, may: May) -> int | None:
    try:
        node = parse(one.query) if one.query else None
        with bounded(_PATIENCE):
            asked = Search(query=node, since=since, verdict=one.verdict or None, may=may)
            return Archive().count(asked, _PART).n
    except (OperationalError, QueryError):
        return None
