"""Whether there is a backup young enough to go back to, and on another disk than the station."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from sturmwarte.engine.doctor.finding import Finding, doubtful, good, wrong
from sturmwarte.station.plan.actions.active import active_version
from sturmwarte.station.upkeep.models import Backup

CHECK = "backup"
OLD = timedelta(days=2)
LOST = "what came since would be lost with this disk"


def backup_checks(values: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """Backups made on the command line are not known here: only those the station made itself."""
    if connection.vendor != "sqlite":
        yield good(CHECK, "the database is PostgreSQL: it is backed up there")
        return
    newest = Backup.objects.filter(state=Backup.State.MADE).order_by("-made_at").first()
    failed = Backup.objects.filter(state=Backup.State.FAILED).order_by("-asked_at").first()
    if failed and (newest is None or failed.asked_at > newest.asked_at):
        mend = "mend the reason, then make one on the page Backup"
        yield wrong(CHECK, "the last one failed: %(why)s", LOST, mend, {"why": failed.why})
    elif newest is None or newest.made_at is None:
        if active_version():  # a station that was only just installed has nothing to lose yet
            mend = "set a time for them on the page Backup"
            yield doubtful(CHECK, "the station has made none", "with this disk all would be lost", mend)
        else:
            yield good(CHECK, "none yet: nothing is at stake before there is a plan")
    elif now - newest.made_at > OLD:
        days = (now - newest.made_at).days
        mend = "set a time for them on the page Backup"
        yield doubtful(CHECK, "the last one is %(days)s days old", LOST, mend, {"days": days})
    else:
        yield good(CHECK, "the last one is of %(at)s UTC", {"at": f"{newest.made_at:%Y-%m-%d %H:%M}"})
    if newest and newest.whole is False:
        mend = "make another one, and look after the disk of %(folder)s"
        folder = str(Path(settings.BACKUPS))
        yield wrong(CHECK, "%(name)s is damaged", LOST, mend, {"name": newest.name, "folder": folder})
    if newest and not values["STURMWARTE_BACKUPS"]:
        yield doubtful(
            CHECK,
            "they lie on the same disk as the station",
            "one broken disk takes both",
            "set STURMWARTE_BACKUPS to a folder on another disk, or fetch them regularly",
        )
