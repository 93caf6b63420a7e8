"""Which emergency changes lie over the plan."""

from datetime import datetime

import msgspec

from sturmwarte.core.plan.emergency import Emergency, Freeze, Reassign, Reword, apply
from sturmwarte.core.plan.section import Plan
from sturmwarte.station.once import once
from sturmwarte.station.plan.models import EmergencyChange

LAPSE_JOB = "emergency-lapse"


@once
def standing() -> list[Emergency]:
    """Those neither ended nor told to have lapsed, oldest first."""
    return [as_emergency(row) for row in EmergencyChange.objects.filter(standing=True).order_by("at", "id")]


def recent(limit: int = 50) -> list[Emergency]:
    """The latest changes first, also those that are over."""
    return [as_emergency(row) for row in EmergencyChange.objects.order_by("-at", "-id")[:limit]]


def as_it_counts(plan: Plan, now: datetime) -> Plan:
    """The active plan with the emergency changes that hold at `now`."""
    return apply(plan, standing(), now)


def as_emergency(row: EmergencyChange) -> Emergency:
    change: Reassign | Reword | Freeze = msgspec.convert(row.change, Reassign | Reword | Freeze)
    return Emergency(str(row.pk), change, row.reason, row.by, row.second, row.at, row.ended_at)


def job_key(id: str) -> str:
    return f"{LAPSE_JOB}:{id}"
