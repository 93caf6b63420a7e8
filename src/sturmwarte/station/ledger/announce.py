"""Tells every process that something changed. Readers tail the table by its rising id."""

from datetime import datetime

from sturmwarte.station.ledger.models import Change
from sturmwarte.station.ledger.rows import insert

KEEP_CHANGES = 20_000
"""Readers tail within seconds; older changes are dropped nightly, and a reader that slept reloads."""


def announce(kind: str, ref: str, now: datetime, run: str = "live") -> None:
    """Call it inside the transaction of the change itself: both appear or neither does.

    `kind` names what changed ("posts", "case", "overdue", "plan"), `ref` which one; never its content,
    because the reader fetches only what it may see.
    """
    Change.objects.create(kind=kind, ref=ref, run=run, at=now)


def announce_all(kind: str, refs: list[str], now: datetime, run: str = "live") -> None:
    """As `announce`, for many at once."""
    insert(Change, ("kind", "ref", "run", "at"), [(kind, ref, run, now) for ref in refs])


def changes_after(last: int, limit: int = 500) -> list[Change]:
    """Changes with an id above `last`, oldest first."""
    return list(Change.objects.filter(id__gt=last).order_by("id")[:limit])


def forget_old_changes() -> int:
    """Drops all but the newest changes; returns how many went."""
    newest = Change.objects.order_by("-id").values_list("id", flat=True).first()
    if newest is None:
        return 0
    return Change.objects.filter(id__lte=newest - KEEP_CHANGES).delete()[0]
