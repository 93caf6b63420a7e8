"""Emergency changes and proposals as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sturmwarte.core.plan.emergency import Emergency
from sturmwarte.station.frame.texts import said
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.actions.ask_second import Second, seconds
from sturmwarte.station.plan.actions.emergencies import as_emergency
from sturmwarte.station.plan.actions.proposals import proposed, waiting
from sturmwarte.station.plan.models import EmergencyChange, EmergencyProposal
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.plan.pages.actors import actors
from sturmwarte.station.plan.roles import AGREE, PROPOSE, covers
from sturmwarte.station.plan.told import told

LOOK_BACK = timedelta(hours=24)
"""For so long a proposal that came to nothing is still shown."""


@dataclass(frozen=True)
class Standing:
    """A change, in force or over. `ended_by` is empty where it lapsed by itself."""

    id: str
    what: str
    reason: str
    by: str
    second: str
    at: datetime
    until: datetime
    may_end: bool = False
    ended_by: str = ""


@dataclass(frozen=True)
class Waiting:
    """A proposal. `own`: the reader made it; `seconds` are then those who may agree."""

    id: int
    what: str
    reason: str
    by: str
    at: datetime
    until: datetime
    own: bool
    may_agree: bool
    seconds: Sequence[Second] = ()


@dataclass(frozen=True)
class Nothing:
    """A proposal that came to nothing; `state` is declined, withdrawn or expired."""

    id: int
    what: str
    by: str
    at: datetime
    state: str
    who: str = ""
    answer: str = ""


def in_force(who: Permissions, plan: ActivePlan, now: datetime) -> list[Standing]:
    rows = EmergencyChange.objects.filter(standing=True).order_by("-at", "-id")
    found = [as_emergency(row) for row in rows]
    return [_standing(one, who, plan) for one in found if one.holds(now)]


def over(who: Permissions, plan: ActivePlan, now: datetime, limit: int = 20) -> list[Standing]:
    rows = EmergencyChange.objects.order_by("-at", "-id")[: limit * 2]
    past = [(row, one) for row in rows if not (one := as_emergency(row)).holds(now)][:limit]
    names = actors(row.ended_by for row, _one in past if row.ended_by)
    return [_standing(one, who, plan, names.get(row.ended_by, "")) for row, one in past]


def _standing(one: Emergency, who: Permissions, plan: ActivePlan, ended_by: str = "") -> Standing:
    return Standing(
        id=one.id,
        what=said(told(one.change, plan)),
        reason=one.reason,
        by=plan.name(one.by),
        second=plan.name(one.second),
        at=one.at,
        until=one.lapses_at,
        may_end=bool(who.person) and covers(who, PROPOSE, one.change),
        ended_by=ended_by,
    )


def asked_now(who: Permissions, plan: ActivePlan, now: datetime) -> list[Waiting]:
    return [_waiting(row, who, plan, now) for row in waiting(now)]


def _waiting(row: EmergencyProposal, who: Permissions, plan: ActivePlan, now: datetime) -> Waiting:
    own = row.user == who.user
    other = bool(who.person) and not own and row.by != who.person
    return Waiting(
        id=row.pk,
        what=said(told(proposed(row), plan)),
        reason=row.reason,
        by=plan.name(row.by),
        at=row.at,
        until=row.expires_at,
        own=own,
        may_agree=other and covers(who, AGREE, proposed(row)),
        seconds=seconds(row, plan, now) if own else (),
    )


def came_to_nothing(plan: ActivePlan, now: datetime) -> list[Nothing]:
    """Proposals of the last day that no longer wait and were not agreed to."""
    rows = EmergencyProposal.objects.filter(at__gt=now - LOOK_BACK).exclude(state="agreed").order_by("-at")
    past = [row for row in rows if row.state != EmergencyProposal.State.WAITING or row.expires_at <= now]
    names = actors(f"user:{row.settled_by}" for row in past if row.settled_by)
    return [
        Nothing(
            id=row.pk,
            what=said(told(proposed(row), plan)),
            by=plan.name(row.by),
            at=row.settled_at or row.expires_at,
            state="expired" if row.state == EmergencyProposal.State.WAITING else str(row.state),
            who=names.get(f"user:{row.settled_by}", ""),
            answer=row.answer,
        )
        for row in past
    ]
