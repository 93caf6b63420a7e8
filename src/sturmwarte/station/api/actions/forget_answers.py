"""Answers kept for repeated calls go after a day: they may hold what people wrote."""

from datetime import datetime, timedelta

from sturmwarte.station.api.models import Answered

KEPT = timedelta(hours=24)


def forget_answers(now: datetime) -> int:
    """With each keyed call, and every night for stations nobody calls. Returns how many went."""
    return Answered.objects.filter(at__lt=now - KEPT).delete()[0]
