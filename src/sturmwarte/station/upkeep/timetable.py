"""When the station backs itself up, and which backups are too many."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sturmwarte.station.upkeep.models import Backup, Timetable

BY_ITSELF = "station"
"""Who asked for a backup that the timetable made, as the audit trail names it."""


def next_time(at: time, zone: str, now: datetime) -> datetime:
    """The next moment the clock of `zone` shows `at`.

    >>> from datetime import UTC
    >>> next_time(time(2, 30), "Europe/Berlin", datetime(2026, 1, 1, 12, tzinfo=UTC)).isoformat()
    '2026-01-02T02:30:00+01:00'
    """
    here = now.astimezone(ZoneInfo(zone))
    then = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return then if then > here else then + timedelta(days=1)


def name_of(now: datetime) -> str:
    """The file's name: made once a second at most."""
    return f"sturmwarte-{now:%Y%m%d-%H%M%S}.tar.gz"


def too_many(timetable: Timetable) -> list[Backup]:
    """Those the timetable made beyond the newest `keep`. What somebody asked for stays."""
    made = Backup.objects.filter(state=Backup.State.MADE, asked_by=BY_ITSELF).order_by("-made_at", "-pk")
    return list(made[timetable.keep :])
