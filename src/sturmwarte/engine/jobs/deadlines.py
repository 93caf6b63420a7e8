"""Says when a case's deadline has passed without an answer, or its time to be taken without anybody."""

from datetime import datetime

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.respond.models import Case


def deadline(job: Job, now: datetime) -> datetime | None:
    """Announces "overdue" while the case is open; a deadline that was moved is waited for."""
    case = Case.objects.filter(pk=job.payload["case"]).exclude(state=Case.State.CLOSED).first()
    return _due(case.deadline, case, now) if case else None


def acknowledge(job: Job, now: datetime) -> datetime | None:
    """The same for a case that nobody has taken."""
    case = Case.objects.filter(pk=job.payload["case"], state=Case.State.OPEN).first()
    return _due(case.acknowledge_by, case, now) if case else None


def _due(moment: datetime | None, case: Case, now: datetime) -> datetime | None:
    if moment is None or moment > now:
        return moment
    announce("overdue", str(case.pk), now, case.run)
    return None
