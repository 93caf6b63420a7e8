"""Asks for a post to be kept as evidence, and takes that back.

1. `keep` schedules a job that is due at once: a deletion may arrive any moment.
2. The writing process holds the post and audits it in one transaction. A crash before it leaves the job, a
crash
   after it leaves the hold.
3. `take_back` removes the job while it waits, else schedules the end of that one hold.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.archive.evidence.errors import EvidenceError, NotAllowed
from sturmwarte.station.archive.evidence.roles import may_keep
from sturmwarte.station.archive.face import Archive
from sturmwarte.station.archive.keys import keyed
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.people.permissions import Permissions

KEEP, TAKE_BACK = "archive.keep", "archive.keep-not"
"""The kinds of the jobs."""
LONGEST = timedelta(days=10 * 366)
REGRET = timedelta(minutes=15)
"""How long who kept a post may take it back without a reason."""
_WORDS = 500


@dataclass(frozen=True)
class Kept:
    """What is to be kept. The reason is read by others."""

    network: str
    id: str
    reason: str
    until: datetime


@transaction.atomic
def keep(who: Permissions, wanted: Kept, now: datetime) -> str:
    """Schedules it; returns the job's key. Raises EvidenceError with a sentence for the page."""
    _demand(who, wanted.network, wanted.id)
    reason = wanted.reason.strip()
    if not reason:
        raise EvidenceError(_("Say why: others must be able to understand it later."))
    if len(reason) > _WORDS:
        raise EvidenceError(_("The reason is too long: at most %(n)s characters.") % {"n": _WORDS})
    if not now < wanted.until <= now + LONGEST:
        raise EvidenceError(_("Choose a day in the future, within ten years."))
    key = f"{KEEP}:{mark(wanted.network, wanted.id)}:{uuid4().hex}"
    payload = {
        "network": wanted.network,
        "id": wanted.id,
        "reason": reason,
        "until": wanted.until.isoformat(),
        "by": f"user:{who.user}",
    }
    schedule(Due(KEEP, key, now, payload=payload))
    return key


@transaction.atomic
def take_back(who: Permissions, network: str, id: str, now: datetime) -> None:
    """Undoes one's own `keep` of the last quarter of an hour. Raises EvidenceError."""
    _demand(who, network, id)
    by = f"user:{who.user}"
    waiting = Job.objects.filter(
        key__startswith=f"{KEEP}:{mark(network, id)}:", state=Job.State.QUEUED, attempts=0, payload__by=by
    )
    if waiting.delete()[0]:
        return
    mine = [
        one
        for one in Archive().holds()
        if (one.network, one.gid, one.by) == (network, id, by) and now - one.at <= REGRET
    ]
    if not mine:
        raise EvidenceError(_("This can only be taken back for a quarter of an hour, by who did it."))
    newest = max(mine, key=lambda one: one.at)
    payload = {"network": network, "id": id, "by": by, "at": newest.at.isoformat()}
    key = f"{TAKE_BACK}:{mark(network, id)}:{newest.at.isoformat()}"
    schedule(Due(TAKE_BACK, key, now, payload=payload))


def mark(network: str, id: str) -> str:
    """Names a post in a job's key without telling which."""
    return keyed("evidence", network, id).hex()[:24]


def _demand(who: Permissions, network: str, id: str) -> None:
    if Archive().get(network, id, may=may_keep(who)) is None:
        raise NotAllowed(_("There is no such post, or you may not keep it."))
