"""What time it is for a run: the demo and replays live faster than we do."""

from datetime import datetime

from django.utils import timezone

from sturmwarte.core.post import LIVE
from sturmwarte.station.ledger.models import Run


def now(run: str = LIVE) -> datetime:
    """Wall-clock time, or the story time of a run that has a clock of its own."""
    real = timezone.now()
    row = Run.objects.filter(pk=run).first()
    if row is None or row.story_start is None:
        return real
    return row.story_start + (real - row.started_at) * row.speed
