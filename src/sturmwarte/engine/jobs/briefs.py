"""The job that puts somebody's briefing into the outbox, at the times they set.

1. Put it into the outbox under a key of person and day. 2. Note up to when it tells. 3. Say when the next is
due. All three are one transaction with the job's end: a crash leaves the job as it was, and the same key.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from sturmwarte.station.brief.due import last_due, next_due
from sturmwarte.station.brief.models import Bookmark, Mailing
from sturmwarte.station.brief.roles import READ
from sturmwarte.station.brief.telling import FIRST
from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.people.permissions import permissions

KIND = "brief"
"""The outbox's kind: what it holds is the stretch of time. The words are made when the mail leaves."""
LATEST = timedelta(hours=6)
"""A morning's briefing helps nobody in the evening: after a longer stop the next one comes in time."""


def mail(job: Job, now: datetime) -> datetime | None:
    """Ends for good when the times were changed since (the change made its own job) or the login went."""
    mine = Mailing.objects.select_for_update(of=("self",)).select_related("user")
    row = mine.filter(user=job.payload["user"], revision=job.payload["revision"]).first()
    if row is None:
        return None
    zone = ZoneInfo(settings.TIME_ZONE)
    due = last_due(row.times, zone, now, LATEST)
    # Somebody without rights now may have them again tomorrow: the job goes on and asks anew.
    if due and settings.SMTP and permissions(row.user, now).has(READ):
        key = f"brief:{row.user_id}:{due.astimezone(zone):%Y-%m-%d}"
        payload = {"user": row.user_id, "since": _since(row, now).isoformat(), "at": now.isoformat()}
        if outbox.put(key, KIND, row.user.email, payload, now):
            row.told_upto = now
            row.save(update_fields=["told_upto"])
    return next_due(row.times, zone, now)


def _since(row: Mailing, now: datetime) -> datetime:
    """What was read or mailed already is not told again."""
    looked = Bookmark.objects.filter(user=row.user_id).values_list("at", flat=True).first()
    return max((at for at in (looked, row.told_upto) if at), default=now - FIRST)
