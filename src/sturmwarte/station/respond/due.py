"""When a case is due: at its deadline or at what was promised, whichever comes first."""

from datetime import UTC, datetime

from django.db.models import Case as If
from django.db.models import DateTimeField, F, Q, Value, When
from django.db.models.functions import Coalesce

from sturmwarte.station.respond.models import Case

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def overdue(now: datetime) -> Q:
    """Cases, among open ones, whose deadline or promise has passed; postponed ones too."""
    return Q(deadline__lt=now) | Q(promised_until__lt=now)


def shown(now: datetime) -> Q:
    """What a list of work shows: not what was put aside, unless it is overdue."""
    return Q(postponed_at=None) | overdue(now)


def due() -> If:
    """As a column; NEVER where nothing is due."""
    promised_first = Q(promised_until__isnull=False) & (
        Q(deadline=None) | Q(promised_until__lt=F("deadline"))
    )
    return If(
        When(promised_first, then=F("promised_until")),
        default=Coalesce("deadline", Value(NEVER, DateTimeField())),
        output_field=DateTimeField(),
    )


def due_of(case: Case) -> datetime | None:
    """The same of one case; None where nothing is due."""
    return min(filter(None, (case.deadline, case.promised_until)), default=None)


def is_overdue(case: Case, now: datetime) -> bool:
    moment = due_of(case)
    return case.state != Case.State.CLOSED and moment is not None and moment < now
