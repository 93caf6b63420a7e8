"""Keeps a checked plan as the active one."""

from collections.abc import Mapping
from datetime import datetime

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.plan.actions.active import active_snapshot
from sturmwarte.station.plan.models import PlanSnapshot


def keep_as_active(
    version: str,
    files: Mapping[str, str],
    actor: str,
    reason: str,
    now: datetime,
    proof: Mapping[str, int] | None = None,
) -> tuple[PlanSnapshot, bool]:
    """(the active snapshot, whether it changed). In the caller's transaction; the checks are the engine's,
    and `proof` says how many `tests` and `examples` were passed."""
    before = active_snapshot()
    if before and before.version == version:
        return before, False
    if before:
        PlanSnapshot.objects.filter(pk=before.pk).update(active=False)
    snapshot = PlanSnapshot.objects.create(
        version=version,
        files=dict(files),
        active=True,
        activated_at=now,
        activated_by=actor,
        reason=reason,
        proof=dict(proof) if proof is not None else None,
        replaces=before,
    )
    record(
        actor,
        "plan.activate",
        "plan",
        now,
        reason=reason,
        before={"version": before.version} if before else None,
        after={"version": version},
    )
    announce("plan", version, now)
    return snapshot, True
