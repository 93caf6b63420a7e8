"""The active plan, as pages read it: who is who, what a topic is called, what a role may say."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from sturmwarte.core.plan.load import load
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.once import once
from sturmwarte.station.plan.actions.emergencies import as_it_counts
from sturmwarte.station.plan.models import PlanSnapshot

Names = MappingProxyType[tuple[str, str], str]
OWNERS = ("people", "teams")


@dataclass(frozen=True)
class ActivePlan:
    """`plan` is None while there is none; then ids stand for themselves."""

    plan: Plan | None = None
    snapshot: int = 0
    names: Names = field(default_factory=lambda: MappingProxyType({}))

    def name(self, id: str | None, *sections: str) -> str:
        """What people call an entry of one of these sections, else a person or team; the id where it has no
        name. A channel and a kind may share an id, as `press` does, so the section is always meant."""
        found = (self.names.get((section, id or "")) for section in sections or OWNERS)
        return next(filter(None, found), id or "")

    def section(self, name: str) -> Any:
        """A section's value by its name, or None where there is no plan."""
        return self.plan.values.get(name) if self.plan else None

    def names_of(self, person: str) -> frozenset[str]:
        """The ids that mean this person: their own and their teams'."""
        if not person:
            return frozenset()
        teams = (team.id for team in self.section("teams") or () if person in team.members)
        return frozenset({person, *teams})

    def person_with(self, email: str) -> str:
        """The id of the one person with this address, or nothing when none or several have it."""
        wanted = email.casefold()
        found = [one.id for one in self.section("people") or () if one.email.casefold() == wanted]
        return found[0] if len(found) == 1 else ""

    def ids(self, section: str) -> list[str]:
        return [entry.id for entry in self.section(section) or () if hasattr(entry, "id")]


@once
def active_plan() -> ActivePlan:
    """The plan that drives the station now, with the emergency changes that hold; its files are read again
    only after an activation."""
    row = PlanSnapshot.objects.filter(active=True).values_list("pk", "version").first()
    found = _loaded(*row) if row else ActivePlan()
    return replace(found, plan=as_it_counts(found.plan, timezone.now())) if found.plan else found


@lru_cache(maxsize=2)
def _loaded(snapshot: int, _version: str) -> ActivePlan:
    # The version is part of the key: a number is given out again after a rollback or a restore.
    files = PlanSnapshot.objects.values_list("files", flat=True).get(pk=snapshot)
    plan = load(files, SECTIONS).plan
    if plan is None:  # activated by a later version whose words this one does not know
        return ActivePlan(snapshot=snapshot)
    return ActivePlan(plan, snapshot, names(plan))


def names(plan: Plan) -> Names:
    """What the entries of a plan are called, by section and id."""
    found = {}
    for section, value in plan.values.items():
        for entry in value if isinstance(value, list) else ():
            name = getattr(entry, "name", "") or getattr(entry, "title", "")
            if getattr(entry, "id", "") and isinstance(name, str) and name:
                found[section, entry.id] = name
    return MappingProxyType(found)
