"""The register of requests: noted, begun, stopped, withdrawn. The engine erases (`engine/jobs/requests.py`).

An erasure begins a minute after it was asked for; until then it can be stopped. A crash changes nothing: the
job waits in the database and is done once.
"""

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.archive.keys import pseudonym
from sturmwarte.station.ledger import jobs
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.privacy.due import due
from sturmwarte.station.privacy.errors import Refused
from sturmwarte.station.privacy.models import Request
from sturmwarte.station.privacy.roles import PERSONS, demand

KIND = "privacy-request"
"""The job's kind."""
THINK = timedelta(seconds=60)
"""How long an erasure that was begun can still be stopped."""


@transaction.atomic
def note_request(
    who: Permissions, kind: str, network: str, account: str, received: date, now: datetime
) -> Request:
    """Enters a request into the register. The trail names the pseudonym, never the person."""
    by = demand(who, PERSONS)
    network, account = network.strip(), account.strip()
    if kind not in Request.Kind.values:
        raise Refused(_("Choose what the person asks for."))
    if not network or not account:
        raise Refused(_("Name the network and the account."))
    if received > now.date() + timedelta(days=1):
        raise Refused(_("This day has not come yet: write the day the request came in."))
    name = pseudonym(network, account)
    row = Request.objects.create(
        kind=kind, network=network, account=account, pseudonym=name, received=received, due=due(received),
        noted_at=now, noted_by=by,
    )  # fmt: skip
    record(by, "privacy.request", f"request:{row.pk}", now, after={"kind": kind, "person": name})
    announce("privacy", str(row.pk), now)
    return row


@transaction.atomic
def begin(who: Permissions, id: int, now: datetime) -> Request:
    """Has the person erased, in a minute; with an objection their future posts are kept out too."""
    by = demand(who, PERSONS)
    row = _held(id)
    if row.state != Request.State.OPEN or row.kind == Request.Kind.DISCLOSE:
        raise Refused(_("This request is not open any more."))
    row.state, row.starts_at, row.job = Request.State.UNDER_WAY, now + THINK, f"{KIND}:{id}:{uuid4().hex[:8]}"
    row.done_by, row.trouble = by, ""
    row.save()
    jobs.schedule(jobs.Due(KIND, row.job, row.starts_at, payload={"request": id, "by": by}))
    record(by, "privacy.begin", f"request:{id}", now, after={"kind": row.kind, "person": row.pseudonym})
    announce("privacy", str(id), now)
    return row


@transaction.atomic
def stop(who: Permissions, id: int, now: datetime) -> Request:
    """Takes back what was begun, while it has not started."""
    by = demand(who, PERSONS)
    row = _held(id)
    waiting = (
        Job.objects.filter(key=row.job, state=Job.State.QUEUED, attempts=0) if row.job else Job.objects.none()
    )
    if row.state != Request.State.UNDER_WAY or not waiting.delete()[0]:
        raise Refused(_("It has started: it cannot be stopped any more."))
    row.state, row.starts_at, row.job, row.done_by = Request.State.OPEN, None, "", ""
    row.save()
    record(by, "privacy.stop", f"request:{id}", now)
    announce("privacy", str(id), now)
    return row


@transaction.atomic
def withdraw(who: Permissions, id: int, now: datetime) -> Request:
    """The person took it back, or it was entered by mistake: the account is forgotten, the entry stays."""
    by = demand(who, PERSONS)
    row = _held(id)
    if row.state != Request.State.OPEN:
        raise Refused(_("This request is not open any more."))
    row.state, row.network, row.account = Request.State.WITHDRAWN, "", ""
    row.done_at, row.done_by = now, by
    row.save()
    record(by, "privacy.withdraw", f"request:{id}", now)
    announce("privacy", str(id), now)
    return row


def _held(id: int) -> Request:
    row = Request.objects.select_for_update().filter(pk=id).first()
    if row is None:
        raise Refused(_("There is no such request."))
    return row
