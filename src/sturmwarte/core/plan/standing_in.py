"""Who does somebody's work while they are away: the one they named, else whom the plan names."""

from collections.abc import Mapping

from sturmwarte.core.plan.people import PEOPLE, TEAMS
from sturmwarte.core.plan.section import Plan

Away = tuple[tuple[str, str], ...]
"""People who are away now, each with the deputy they named for this time (empty: as the plan says).
Sorted and hashable, because answers are remembered by it."""


def stands_in(plan: Plan, away: Mapping[str, str], person: str) -> str:
    """The person or team that does the work of `person`, who is away; empty where nobody is left.

    Deputies who are away themselves pass it on. Deputies of deputies may form a ring, which ends here.
    """
    deputies = {person.id: person.deputy or "" for person in plan[PEOPLE]}
    deputies |= {team.id: team.deputy or "" for team in plan[TEAMS]}
    members = {team.id: team.members for team in plan[TEAMS]}
    asked: set[str] = set()
    while person and person not in asked:
        asked.add(person)
        if person in members:
            gone = bool(members[person]) and all(one in away for one in members[person])
        else:
            gone = person in away
        if not gone:
            return person
        person = away.get(person, "") or deputies.get(person, "")
    return ""


def stood_in_for(plan: Plan, away: Mapping[str, str], names: frozenset[str]) -> frozenset[str]:
    """The people whose work falls to one of `names` while they are away."""
    return frozenset(one for one in away if one not in names and stands_in(plan, away, one) in names)
