"""Which plan is active."""

from sturmwarte.core.plan.emergency import marked
from sturmwarte.station.plan.actions.emergencies import standing
from sturmwarte.station.plan.models import PlanSnapshot


def active_snapshot() -> PlanSnapshot | None:
    return PlanSnapshot.objects.filter(active=True).first()


def active_version() -> str:
    """The active plan's version without its files, marked while emergency changes lie over it; empty when
    there is none. Cheap enough to ask often: when it changes, the plan is to be read again."""
    version = PlanSnapshot.objects.filter(active=True).values_list("version", flat=True).first()
    return marked(version, standing()) if version else ""
