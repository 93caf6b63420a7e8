"""Which plan is active."""

from sturmwarte.station.plan.models import PlanSnapshot


def active_snapshot() -> PlanSnapshot | None:
    return PlanSnapshot.objects.filter(active=True).first()


def active_version() -> str:
    """The active plan's version without its files; empty when there is none. Cheap enough to ask often."""
    return PlanSnapshot.objects.filter(active=True).values_list("version", flat=True).first() or ""
