"""Gives a case to a colleague, or to a team of the plan."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import WORK, permissions
from sturmwarte.station.plan.pages.active import OWNERS, active_plan
from sturmwarte.station.respond.actions.errors import CaseError, must_be_open
from sturmwarte.station.respond.actions.step import step
from sturmwarte.station.respond.models import Case


def assign(case: Case, user: User, to: User | str, revision: int, now: datetime) -> Case:
    """`to` is a colleague's login, or the plan's id of a team or person; raises `CaseError` where that
    colleague could not work on it."""
    must_be_open(case)
    if isinstance(to, User):
        return _to_colleague(case, user, to, revision, now)
    plan = active_plan()
    if not any(to in plan.ids(section) for section in OWNERS):
        raise CaseError(_("The plan knows neither a team nor a person called “%s”.") % to)
    changes: dict[str, Any] = {
        "owner": to,
        "deputy": "",
        "state": Case.State.OPEN,
        "taken_by": None,
        "taken_at": None,
    }
    return step(
        case, user, "assign", revision, now, reason=plan.name(to), assigned_by=user, **_awake(), **changes
    )


def _to_colleague(case: Case, user: User, to: User, revision: int, now: datetime) -> Case:
    if why := why_not(case, to, now):
        raise CaseError(why)
    by = None if to.pk == user.pk else user
    changes: dict[str, Any] = {"state": Case.State.TAKEN, "taken_by": to, "taken_at": now, "assigned_by": by}
    return step(case, user, "assign", revision, now, reason=str(to), **_awake(), **changes)


def why_not(case: Case, to: User, now: datetime) -> str:
    """Why this colleague cannot work on the case; empty where they can. Being given it opens no door."""
    who = permissions(to, now)
    if who.works(case):
        return ""
    if not to.is_active:
        return _("%s can no longer sign in.") % to
    if not who.has(WORK):
        return _("%s reads cases but does not work on them.") % to
    if case.private and any(held.covers(case.channel, case.topics) for held in who.held):
        return _("%s may not see this private message: it belongs to another team.") % to
    return _("%s may not see this case: its channel or topic is not theirs.") % to


def _awake() -> dict[str, Any]:
    """Whoever gets it must see it."""
    return {"postponed_at": None, "postponed_until": None}
