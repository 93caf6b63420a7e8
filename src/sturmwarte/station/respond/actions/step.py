"""One step on a case: the change, the decision, the audit entry and the announcement, or none of them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import Stale
from sturmwarte.station.respond.models import Case, Decision


@transaction.atomic
def step(
    case: Case, user: User, action: str, revision: int, now: datetime, *, reason: str = "", **changes: Any
) -> Case:
    """Changes the case if it still is at `revision`; raises `Stale` if not. Returns it as it stands then.

    The revision is part of the UPDATE's condition, so of two people at the same moment one wins.
    """
    rows = Case.objects.filter(pk=case.pk, revision=revision)
    if not rows.update(revision=F("revision") + 1, **changes):
        raise Stale(Case.objects.get(pk=case.pk))
    after = Case.objects.get(pk=case.pk)
    Decision.objects.create(
        case=after, by=user, at=now, action=action, recommended=case.verdict, reason=reason
    )
    tell(case, user, action, now, after={"state": after.state, "result": after.result})
    return after


def tell(case: Case, user: User, action: str, now: datetime, after: dict[str, str] | None = None) -> None:
    """The audit entry and the announcement. What people wrote stays out of the trail: it names others."""
    before = {"state": case.state, "result": case.result}
    record(f"user:{user.pk}", f"case.{action}", f"case:{case.pk}", now, before=before, after=after)
    announce("case", str(case.pk), now, case.run)
