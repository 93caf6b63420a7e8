"""Asks for an earlier plan to be brought back. The engine checks it as any plan and makes it active."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.actions.active import active_snapshot
from sturmwarte.station.plan.errors import RestoreError
from sturmwarte.station.plan.models import PlanSnapshot, Trial
from sturmwarte.station.plan.roles import EDIT

RESTORE = "plan-restore"
"""The job's kind."""


@transaction.atomic
def restore(who: Permissions, id: int, reason: str, now: datetime) -> Trial:
    """The trial that will say what came of it. Asking twice for the same plan gives the one under way.

    Raises `RestoreError`. Undone by restoring the plan that was active before.
    """
    if who.user is None or not any(
        held.role in EDIT and not held.channel and not held.topic for held in who.held
    ):
        raise RestoreError(_("You may not change the plan: ask the owner of the station."))
    snapshot = PlanSnapshot.objects.filter(pk=id).first()
    if snapshot is None:
        raise RestoreError(_("There is no such plan."))
    if snapshot.active:
        raise RestoreError(_("This plan is active already."))
    if not reason.strip():
        raise RestoreError(_("Say why the earlier plan is brought back: others will ask."))
    under_way = Trial.objects.filter(
        kind=Trial.Kind.ACTIVATE, state=Trial.State.ASKED, snapshot=snapshot
    ).first()
    if under_way is not None:
        return under_way
    active = active_snapshot()
    trial = Trial.objects.create(
        kind=Trial.Kind.ACTIVATE,
        snapshot=snapshot,
        asked_at=now,
        asked_by=who.user,
        reason=reason.strip()[:2000],
        result={"instead_of": active.pk if active else None},
    )
    schedule(Due(RESTORE, f"{RESTORE}:{trial.pk}", now, payload={"trial": trial.pk}))
    record(f"user:{who.user}", "plan.restore", f"plan:{id}", now, reason=trial.reason)
    announce("trial", str(trial.pk), now)
    return trial
