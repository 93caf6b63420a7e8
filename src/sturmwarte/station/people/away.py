"""Who is away now: what people entered here, and what the plan says. Read anew each time, because it counts
at once."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from sturmwarte.core.plan.standing_in import Away, stands_in, stood_in_for
from sturmwarte.station.people.models import Absence
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan


def away(now: datetime) -> Mapping[str, datetime]:
    """Person of the plan -> until when they are away; whoever is missing is there."""
    found: dict[str, datetime] = {}
    for person, until in (*_planned(active_plan(), now), *standing(now).values_list("person", "until")):
        found[person] = max(until, found.get(person, until))
    return found


def named_deputies(now: datetime) -> Away:
    """Those who entered that they are away, with the deputy each named: what triage is given. The plan's own
    absences it knows by itself."""
    rows = standing(now).order_by("start", "pk").values_list("person", "deputy")
    return tuple(sorted(dict(rows).items()))


def standing(now: datetime) -> "QuerySet[Absence]":
    """The absences that hold at `now`."""
    return Absence.objects.filter(start__lte=now, until__gt=now, withdrawn_at=None)


def stand_in(person: str, now: datetime, plan: ActivePlan | None = None) -> str:
    """Who does the work of `person` now: themselves, their deputy, or nobody (empty)."""
    plan = plan or active_plan()
    gone = _gone(plan, now)
    return stands_in(plan.plan, gone, person) if plan.plan else ("" if person in gone else person)


def standing_in_for(names: frozenset[str], now: datetime, plan: ActivePlan | None = None) -> frozenset[str]:
    """The people whose work falls to somebody called `names` (a person and their teams) for now."""
    plan = plan or active_plan()
    if plan.plan is None or not names:
        return frozenset()
    gone = _gone(plan, now)
    return stood_in_for(plan.plan, gone, names) if gone else frozenset()


def _gone(plan: ActivePlan, now: datetime) -> dict[str, str]:
    return {person: "" for person, _until in _planned(plan, now)} | dict(named_deputies(now))


def _planned(plan: ActivePlan, now: datetime) -> list[tuple[str, datetime]]:
    """The plan's absences are whole days where the station is."""
    day = timezone.localdate(now)
    people: list[Any] = plan.section("people") or []
    return [
        (person.id, timezone.make_aware(datetime.combine(one.end + timedelta(days=1), time())))
        for person in people
        for one in person.absences
        if one.start <= day <= one.end
    ]
