"""Sets when somebody gets the briefing by mail, and the job that sees to it."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.brief.due import DAYS, OFF, clock, next_due
from sturmwarte.station.brief.errors import NoTime
from sturmwarte.station.brief.models import Mailing
from sturmwarte.station.ledger import jobs
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.models import User

MAIL = "brief-mail"
"""The kind of job; each person with times has one."""


@transaction.atomic
def set_mailing(user: User, times: Sequence[str], calm: bool, zone: tzinfo, now: datetime) -> Mailing:
    """`times`: seven texts as 07:30, Monday first, empty for no mail. Raises `NoTime`.

    `now` and `zone` say which moment is the first; the job of earlier times is taken back, and one that runs
    this moment finds another revision and ends.
    """
    wanted = [_checked(text) for text in times]
    if len(wanted) != DAYS:
        raise NoTime(_("Give a time for each of the seven days, or leave it empty."))
    Mailing.objects.get_or_create(user=user, defaults={"times": list(OFF)})
    row = Mailing.objects.select_for_update().get(user=user)
    before = {"times": row.times, "calm": row.calm}
    jobs.withdraw([_key(row)])
    row.times, row.calm, row.revision = wanted, calm, row.revision + 1
    row.save()
    if due := next_due(wanted, zone, now):
        payload = {"user": user.pk, "revision": row.revision}
        jobs.schedule(jobs.Due(MAIL, _key(row), due, payload=payload))
    after = {"times": wanted, "calm": calm}
    record(f"user:{user.pk}", "brief.mailing", f"user:{user.pk}", now, before=before, after=after)
    announce("brief", str(user.pk), now)
    return row


def _key(row: Mailing) -> str:
    return f"{MAIL}:{row.user_id}:{row.revision}"


def _checked(text: str) -> str:
    try:
        at = clock(text.strip())
    except ValueError:
        raise NoTime(_("“%s” is no time of day: write it as 07:30.") % text.strip()[:20]) from None
    return f"{at:%H:%M}" if at else ""
