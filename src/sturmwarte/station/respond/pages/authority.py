"""What the plan lets the one responsible say and concede on a case unasked."""

from dataclasses import dataclass
from typing import Any

from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.models import Case


@dataclass(frozen=True)
class Authority:
    """The lines of one role, as the plan words them; `concede` only where it fits this request."""

    role: str
    say: list[str]
    concede: list[str]
    ask: list[str]
    never: list[str]
    approver: str


def authority(case: Case, plan: ActivePlan) -> Authority | None:
    """The role of the person responsible, or of their team's lead; None where the plan says nothing."""
    person = _person(case.owner, plan)
    role = next((one for one in plan.section("authority") or () if person and one.id == person.role), None)
    if role is None:
        return None
    fitting = [one for one in role.may_concede if not one.kinds or case.kind in one.kinds]
    concede = [_limited(one.what, one.up_to) for one in fitting]
    return Authority(
        role.name, role.may_say, concede, role.must_ask, role.never, plan.name(role.approver or "")
    )


def _limited(what: str, up_to: float | None) -> str:
    return what if up_to is None else f"{what} (≤ {up_to:g})"


def _person(owner: str, plan: ActivePlan) -> Any:
    people = {one.id: one for one in plan.section("people") or ()}
    teams = {one.id: one for one in plan.section("teams") or ()}
    if owner in teams:
        owner = teams[owner].lead or next(iter(teams[owner].members), "")
    return people.get(owner)
