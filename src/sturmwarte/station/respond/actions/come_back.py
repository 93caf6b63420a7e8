"""Brings a postponed case back: its time has come, or something happened before."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from sturmwarte.station.ledger.announce import announce, announce_all
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.respond.models import Case, Decision

Why = Literal["time", "post", "tripwire"]


def come_back(cases: Collection[Case], why: Why, now: datetime) -> None:
    """Call it in a transaction. Those that are back already, or closed, change nothing.

    The revision stays: whoever acts on the case at this moment was not overtaken by a colleague.
    """
    ids = [case.pk for case in cases]
    waiting = Case.objects.filter(pk__in=ids).exclude(postponed_at=None).exclude(state=Case.State.CLOSED)
    back = list(waiting)
    if not back:
        return
    waiting.update(postponed_at=None, postponed_until=None, moved_at=now)
    Decision.objects.bulk_create(
        Decision(case=case, at=now, action=f"back_{why}", recommended=case.verdict) for case in back
    )
    announce_all("case", [str(case.pk) for case in back], now, back[0].run)


def wake(job: Job, now: datetime) -> datetime | None:
    """The job of a postponed case; a time that was moved is waited for by a job of its own."""
    case = Case.objects.filter(pk=job.payload["case"]).first()
    if case is not None and case.postponed_until is not None and case.postponed_until <= now:
        come_back([case], "time", now)
    return None


def promise_due(job: Job, now: datetime) -> datetime | None:
    """Tells that what was promised is overdue, as with a deadline."""
    case = Case.objects.filter(pk=job.payload["case"]).exclude(state=Case.State.CLOSED).first()
    if case is not None and case.promised_until is not None and case.promised_until <= now:
        announce("overdue", str(case.pk), now, case.run)
    return None
