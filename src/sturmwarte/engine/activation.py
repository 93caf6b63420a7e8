"""Makes a plan active: the one way to change what drives the station."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sturmwarte.core.plan.section import Problem
from sturmwarte.core.rehearse import Rehearsed
from sturmwarte.engine.brain import Brain, make, read_plan
from sturmwarte.engine.errors import Refused
from sturmwarte.station.plan.actions.activate import keep_as_active
from sturmwarte.station.plan.actions.active import active_snapshot
from sturmwarte.station.plan.models import PlanSnapshot


class PlanRefused(Refused):
    """A plan that may not become active: it has errors, or fails tests of its own."""

    def __init__(self, problems: tuple[Problem, ...], failed: tuple[Rehearsed, ...]) -> None:
        super().__init__(f"{len(problems)} errors, {len(failed)} failed tests: nothing was changed")
        self.problems, self.failed = problems, failed


@dataclass(frozen=True)
class Activated:
    """`changed` is false when exactly these files were active already."""

    snapshot: PlanSnapshot
    changed: bool
    warnings: tuple[Problem, ...] = ()


def activate(files: Mapping[str, str], actor: str, reason: str, now: datetime) -> Activated:
    """Checks the files, runs the plan's tests, and makes the snapshot active.

    Raises `PlanRefused` with everything that stands against it. All processes learn of the change through
    the change table; the engine uses the new plan from its next batch on.
    """
    loaded = read_plan(files)
    if loaded.plan is None:
        raise PlanRefused(loaded.errors, ())
    brain = make(loaded.plan, now.date())
    if failed := tuple(test for test in brain.rehearse() if not test.passed):
        raise PlanRefused((), failed)
    with transaction.atomic():
        snapshot, changed = keep_as_active(loaded.plan.version, files, actor, reason, now)
    return Activated(snapshot, changed, loaded.warnings)


def active_brain(now: datetime) -> Brain | None:
    """The brain of the active plan; None while there is none."""
    snapshot = active_snapshot()
    if snapshot is None:
        return None
    loaded = read_plan(snapshot.files)
    if loaded.plan is None:  # made by another version of the program, whose checks were others
        raise Refused(
            f"the active plan no longer passes the checks ({len(loaded.errors)} errors):"
            " correct it and activate it again (sturmwarte plan-activate)"
        )
    return make(loaded.plan, now.date())
