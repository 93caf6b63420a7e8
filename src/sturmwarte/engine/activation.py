"""Makes a plan active: the one way to change what drives the station."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sturmwarte.core.plan.section import Plan, Problem
from sturmwarte.core.rehearse import Proved, Rehearsed
from sturmwarte.engine.brain import Brain, make, read_plan
from sturmwarte.engine.errors import Refused
from sturmwarte.engine.refit_active import taught
from sturmwarte.station.plan.actions.activate import keep_as_active
from sturmwarte.station.plan.actions.active import active_snapshot
from sturmwarte.station.plan.actions.emergencies import as_it_counts
from sturmwarte.station.plan.models import PlanSnapshot


class PlanRefused(Refused):
    """A plan that may not become active: it has errors, or fails its tests or its rules' examples."""

    def __init__(self, problems: tuple[Problem, ...], failed: tuple[Rehearsed | Proved, ...]) -> None:
        super().__init__(
            f"the plan has {len(problems)} errors and {len(failed)} failed tests, and was not made active:"
            " see `sturmwarte plan check` and `sturmwarte plan test`"
        )
        self.problems, self.failed = problems, failed


@dataclass(frozen=True)
class Activated:
    """`changed` is false when exactly these files were active already."""

    snapshot: PlanSnapshot
    changed: bool
    warnings: tuple[Problem, ...] = ()


def activate(files: Mapping[str, str], actor: str, reason: str, now: datetime) -> Activated:
    """Checks the files, runs the plan's tests and its rules' examples, and makes the snapshot active.

    Raises `PlanRefused` with everything that stands against it. All processes learn of the change through
    the change table; the engine uses the new plan from its next batch on.
    """
    loaded = read_plan(files)
    if loaded.plan is None:
        raise PlanRefused(loaded.errors, ())
    # Without what was learned: a plan must pass by itself, here as in `plan test`.
    brain = make(loaded.plan, now.date())
    done: list[Rehearsed | Proved] = [*brain.rehearse(), *brain.prove()]
    if failed := tuple(one for one in done if not one.passed):
        raise PlanRefused((), failed)
    examples = sum(isinstance(one, Proved) for one in done)
    proof = {"tests": len(done) - examples, "examples": examples}
    with transaction.atomic():
        snapshot, changed = keep_as_active(loaded.plan.version, files, actor, reason, now, proof)
    return Activated(snapshot, changed, loaded.warnings)


def active_plan() -> Plan | None:
    """The active plan as its files say, without emergency changes; None while there is none."""
    snapshot = active_snapshot()
    if snapshot is None:
        return None
    loaded = read_plan(snapshot.files)
    if loaded.plan is None:  # made by another version of the program, whose checks were others
        raise Refused(
            f"the active plan no longer passes the checks ({len(loaded.errors)} errors):"
            " correct it and activate it again (sturmwarte plan activate)"
        )
    return loaded.plan


def active_brain(now: datetime) -> Brain | None:
    """The brain of the active plan as it counts at `now`, emergency changes and what the company's labels
    taught included; None without a plan."""
    plan = active_plan()
    return make(as_it_counts(plan, now), now.date(), taught(now)) if plan else None
