"""What time it is for a run: the demo and replays live faster than we do."""

from datetime import datetime

from django.utils import timezone

from sturmwarte.core.post import LIVE
from sturmwarte.station.ledger.models import Run
from sturmwarte.station.once import once


def now(run: str = LIVE) -> datetime:
    """Wall-clock time, or the story time of a run that has a clock of its own."""
    real = timezone.now()
    row = _run(run)
    if row is None or row.story_start is None:
        return real
    return row.story_start + (real - row.started_at) * row.speed


@once
def _run(run: str) -> Run | None:
    return Run.objects.filter(pk=run).first()
