"""Every kind of job, and the ones that never end."""

from datetime import datetime

from sturmwarte.engine.jobs import deadlines, housekeeping
from sturmwarte.engine.jobs.runner import Handler, Runner
from sturmwarte.engine.measures import Measures
from sturmwarte.station.ledger.jobs import Due, schedule

KINDS: dict[str, Handler] = {
    "deadline": deadlines.deadline,
    "acknowledge": deadlines.acknowledge,
    "checkpoint": housekeeping.checkpoint,
    "nightly": housekeeping.nightly,
}

OUTSIDE = frozenset({"checkpoint", "nightly"})
"""Kinds that make their own transactions: a checkpoint or a long deletion cannot be part of another."""


def runner(measures: Measures) -> Runner:
    return Runner(KINDS, measures, OUTSIDE)


def standing_jobs(now: datetime) -> None:
    """Schedules what recurs; known ones keep their time."""
    schedule(
        Due("checkpoint", "checkpoint", now + housekeeping.CHECKPOINT_EVERY),
        Due("nightly", "nightly", housekeeping.next_night(now)),
    )
