"""One step on a case: the change, the decision, the audit entry and the announcement, or none of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.models import User
from sturmwarte.station.respond.actions.errors import Stale
from sturmwarte.station.respond.models import Case, Decision

WAKE, PROMISE = "wake", "promise"
"""Jobs: a postponed case comes back; what was promised to an author is due."""


@transaction.atomic
def step(
    case: Case,
    user: User,
    action: str,
    revision: int,
    now: datetime,
    *,
    reason: str = "",
    undoable: bool = True,
    **changes: Any,
) -> Case:
    """Changes the case if it still is at `revision`; raises `Stale` if not. Returns it as it stands then.

    The revision is part of the UPDATE's condition, so of two people at the same moment one wins. What the
    step changed is kept as it was, for whoever takes it back.
    """
    after = Case.objects.select_for_update(of=("self",)).filter(pk=case.pk, revision=revision).first()
    if after is None or not _write(after, revision, now, changes):
        raise Stale(Case.objects.get(pk=case.pk))
    before = kept(after, changes)
    for name, value in changes.items():
        setattr(after, name, value)
    after.revision, after.moved_at = revision + 1, now
    Decision.objects.create(
        case=after,
        by=user,
        at=now,
        action=action,
        recommended=case.verdict,
        reason=reason,
        before=before if undoable else None,
    )
    _watch(after, changes)
    tell(
        case, user, action, now, after={"state": after.state, "result": after.result, **kept(after, changes)}
    )
    return after


def tell(case: Case, user: User, action: str, now: datetime, after: Mapping[str, Any] | None = None) -> None:
    """The audit entry and the announcement. What people wrote stays out of the trail: it names others."""
    before = {"state": case.state, "result": case.result}
    record(f"user:{user.pk}", f"case.{action}", f"case:{case.pk}", now, before=before, after=after)
    announce("case", str(case.pk), now, case.run)


def kept(case: Case, names: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of these names as they stand, ready for JSON."""
    return {name: _plain(getattr(case, _field(name).attname)) for name in names}


def restored(before: Mapping[str, Any]) -> dict[str, Any]:
    """What `kept` made, as values to write again."""
    return {_field(name).attname: _field(name).to_python(value) for name, value in before.items()}


def _write(case: Case, revision: int, now: datetime, changes: Mapping[str, Any]) -> int:
    rows = Case.objects.filter(pk=case.pk, revision=revision)
    return rows.update(revision=F("revision") + 1, moved_at=now, **changes)


def _watch(case: Case, changes: Mapping[str, Any]) -> None:
    """By number of the revision: a job that was done must not stand in the way of the same moment again."""
    for field, kind in (("postponed_until", WAKE), ("promised_until", PROMISE)):
        moment = getattr(case, field)
        if changes.get(field) and moment:
            key = f"{kind}:{case.pk}:{case.revision}"
            schedule(Due(kind, key, moment, case.run, {"case": case.pk}))


def _field(name: str) -> "models.Field[Any, Any]":
    field = Case._meta.get_field(name.removesuffix("_id"))
    assert isinstance(field, models.Field)
    return field


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
