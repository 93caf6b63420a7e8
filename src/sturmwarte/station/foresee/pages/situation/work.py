"""Open work against its deadlines, team by team; every number opens its cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from sturmwarte.core.post import LIVE
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.due import due, overdue, shown
from sturmwarte.station.respond.models import Case

SOON = timedelta(hours=1)
NOBODY = "-"
"""Stands for no owner in an address."""
_MOST_TEAMS = 8

COLUMNS: dict[str, "str | Promise"] = {
    "overdue": _("overdue"),
    "soon": _("in 1 h"),
    "today": _("today"),
    "later": _("later"),
}


@dataclass(frozen=True)
class Cell:
    column: str
    n: int
    share: int
    address: str


@dataclass(frozen=True)
class Team:
    """`id` is a plan id, `NOBODY`, or empty for all; `cells` are in the order of COLUMNS."""

    id: str
    name: "str | Promise"
    open: int
    address: str
    cells: list[Cell]


@dataclass(frozen=True)
class Work:
    """`all` first of its kind: the sum. `more` teams are not shown."""

    all: Team
    teams: list[Team]
    more: int
    nobody: int


def work(who: Permissions, plan: ActivePlan, now: datetime) -> Work:
    """One query for all of it."""
    counted = {id: Count("pk", filter=of(id, now)) for id in COLUMNS}
    rows: list[Any] = list(
        cases(who, now).values("owner").annotate(open=Count("pk"), **counted).order_by("owner")
    )
    total = {id: sum(row[id] for row in rows) for id in ("open", *COLUMNS)}
    teams = [_team(row["owner"] or NOBODY, plan, row) for row in rows]
    teams.sort(key=lambda one: (-one.cells[0].n, -one.open, str(one.name)))
    nobody = sum(row["open"] for row in rows if not row["owner"])
    return Work(_team("", plan, total), teams[:_MOST_TEAMS], max(0, len(teams) - _MOST_TEAMS), nobody)


def cases(who: Permissions, now: datetime) -> "QuerySet[Case]":
    """What work there is to see: what was put aside is none, until it is due."""
    # The states by name, as they stand in the index: "not closed" would read every case there ever was.
    found = Case.objects.filter(shown(now), run=LIVE, state__in=(Case.State.OPEN, Case.State.TAKEN))
    return who.visible(found.annotate(due=due()))


def of(column: str, now: datetime) -> Q:
    """The cases of a column; empty for all. A day ends at the reader's midnight."""
    local = timezone.localtime(now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    soon = now + SOON
    end = max(midnight, soon)
    return {
        "overdue": overdue(now),
        "soon": Q(due__gte=now, due__lt=soon),
        "today": Q(due__gte=soon, due__lt=end),
        "later": Q(due__gte=end),
    }.get(column, Q())


def _team(id: str, plan: ActivePlan, row: Mapping[str, Any]) -> Team:
    name = plan.name(id) if id and id != NOBODY else (_("nobody responsible") if id else _("all"))
    n = row["open"]
    cells = [
        Cell(column, row[column], round(100 * row[column] / n) if n else 0, _address(id, column))
        for column in COLUMNS
    ]
    return Team(id, name, n, _address(id, ""), cells)


def _address(team: str, column: str) -> str:
    asked = {key: value for key, value in (("team", team), ("due", column)) if value}
    return f"{reverse('lage_work')}?{urlencode(asked)}"
