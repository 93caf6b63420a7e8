"""Every kind of job, and the ones that never end."""

from datetime import datetime

from sturmwarte.engine import emergency
from sturmwarte.engine.jobs import deadlines, housekeeping
from sturmwarte.engine.jobs.runner import Handler, Runner
from sturmwarte.engine.measures import Measures
from sturmwarte.station.archive.privacy import person
from sturmwarte.station.ledger.jobs import Due, schedule

KINDS: dict[str, Handler] = {
    "deadline": deadlines.deadline,
    "acknowledge": deadlines.acknowledge,
    person.ERASE: person.errand,
    "checkpoint": housekeeping.checkpoint,
    "nightly": housekeeping.nightly,
    "emergency-lapse": emergency.lapse,
}

OUTSIDE = frozenset({"checkpoint", "nightly", person.ERASE})
"""Kinds that make their own transactions: a checkpoint, a deletion that empties the log, or a long one
cannot be part of another."""


def runner(measures: Measures) -> Runner:
    return Runner(KINDS, measures, OUTSIDE)


def standing_jobs(now: datetime) -> None:
    """Schedules what recurs; known ones keep their time."""
    schedule(
        Due("checkpoint", "checkpoint", now + housekeeping.CHECKPOINT_EVERY),
        Due("nightly", "nightly", housekeeping.next_night(now)),
    )
