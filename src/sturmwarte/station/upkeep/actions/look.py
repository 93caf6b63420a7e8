"""Has the station examined now, and tries again what gave up."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.models import Job, Outgoing
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.upkeep.errors import Refused
from sturmwarte.station.upkeep.roles import MEND, demand

EXAMINE = "examine"
"""The job's kind. The one with this key recurs; those people ask for have keys of their own."""


@transaction.atomic
def look(who: Permissions, now: datetime) -> None:
    """Everything is read, the whole audit trail too. One that waits already is the same."""
    demand(who, MEND)
    waiting = Job.objects.filter(kind=EXAMINE, state__in=[Job.State.QUEUED, Job.State.CLAIMED])
    if not waiting.exclude(key=EXAMINE).exists():
        schedule(Due(EXAMINE, f"{EXAMINE}:{uuid4().hex}", now, payload={"thorough": True}))


def under_way() -> bool:
    """Whether an examination that somebody asked for has not ended yet."""
    waiting = Job.objects.filter(kind=EXAMINE, state__in=[Job.State.QUEUED, Job.State.CLAIMED])
    return waiting.exclude(key=EXAMINE).exists()


@transaction.atomic
def revive(who: Permissions, id: int, now: datetime) -> None:
    """Gives a job that gave up another chance."""
    by = demand(who, MEND)
    again = {"state": Job.State.QUEUED, "due": now, "attempts": 0}
    if not Job.objects.filter(pk=id, state=Job.State.DEAD).update(**again):
        raise Refused(_("This job is not given up any more."))
    kind = Job.objects.values_list("kind", flat=True).get(pk=id)
    record(by, "job.revive", f"job:{id}", now, after={"kind": kind})
    announce("health", "", now)


@transaction.atomic
def send_again(who: Permissions, id: int, now: datetime) -> None:
    """What could not be sent is tried once more, under its old key: who has it already knows it by that."""
    by = demand(who, MEND)
    again = {"state": Outgoing.State.WAITING, "due": now, "attempts": 0, "claimed_until": None}
    if not Outgoing.objects.filter(pk=id, state=Outgoing.State.FAILED, run="live").update(**again):
        raise Refused(_("This has been sent or stopped meanwhile."))
    kind = Outgoing.objects.values_list("kind", flat=True).get(pk=id)
    record(by, "outgoing.retry", f"outgoing:{id}", now, after={"kind": kind})
    announce("health", "", now)
