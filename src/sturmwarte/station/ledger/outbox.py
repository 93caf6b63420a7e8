"""Everything that leaves the station passes here, once per idempotency key.

A drill or a replay can never reach outside: what its runs put here is stopped on the spot, and shown.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from sturmwarte.station.ledger.jobs import LEASE, wait_after
from sturmwarte.station.ledger.models import Outgoing

LIVE = "live"
MAX_ATTEMPTS = 10


def put(key: str, kind: str, target: str, payload: Mapping[str, Any], due: datetime, run: str = LIVE) -> bool:
    """Adds something to send at `due`. False: the key is known, nothing was added.

    Call it inside the transaction of the action that causes it.
    """
    state = Outgoing.State.WAITING if run == LIVE else Outgoing.State.STOPPED
    return Outgoing.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "target": target,
            "payload": dict(payload),
            "due": due,
            "run": run,
            "state": state,
        },
    )[1]


def claim(
    worker: str,
    now: datetime,
    *,
    limit: int = 20,
    lease: timedelta = LEASE,
    kinds: Collection[str] | None = None,
) -> list[Outgoing]:
    """Takes what is due (of these kinds) for `lease`; two workers never get the same one.

    A crash after sending and before `sent` sends again: the receiver must know the key.
    """
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    ready = Q(state=Outgoing.State.WAITING, run=LIVE, due__lte=now) & free
    if kinds is not None:
        ready &= Q(kind__in=kinds)
    taken = []
    for outgoing in Outgoing.objects.filter(ready).order_by("due", "id")[:limit]:
        still = Outgoing.objects.filter(ready, pk=outgoing.pk, attempts=outgoing.attempts)
        if still.update(claimed_by=worker, claimed_until=now + lease, attempts=F("attempts") + 1):
            outgoing.refresh_from_db()
            taken.append(outgoing)
    return taken


def sent(outgoing: Outgoing, now: datetime) -> bool:
    """It has left. False: the claim ran out, or it was stopped meanwhile."""
    return bool(_mine(outgoing).update(state=Outgoing.State.SENT, sent_at=now, claimed_until=None))


def failed(outgoing: Outgoing, now: datetime, error: str, *, retry: bool) -> Outgoing.State:
    """Sending went wrong: waits for another attempt, or gives up with the reason."""
    over = not retry or outgoing.attempts >= MAX_ATTEMPTS
    state = Outgoing.State.FAILED if over else Outgoing.State.WAITING
    due = outgoing.due if over else now + wait_after(outgoing.attempts)
    _mine(outgoing).update(state=state, due=due, claimed_until=None, claimed_by="", last_error=error[:2000])
    return state


def put_off(outgoing: Outgoing, until: datetime, why: str) -> None:
    """It may not leave yet, which is nobody's failure: waits until then, and no attempt is counted."""
    _mine(outgoing).update(
        due=until, attempts=F("attempts") - 1, claimed_until=None, claimed_by="", last_error=why[:2000]
    )


def stop(key: str) -> bool:
    """Takes back something that waits; False when it has left already."""
    return bool(
        Outgoing.objects.filter(key=key, state=Outgoing.State.WAITING, claimed_until=None).update(
            state=Outgoing.State.STOPPED
        )
    )


def forget_left(before: datetime) -> int:
    """Removes what left, was stopped or was given up before a time: it holds people's words and addresses."""
    return Outgoing.objects.filter(due__lt=before).exclude(state=Outgoing.State.WAITING).delete()[0]


def _mine(outgoing: Outgoing) -> Any:
    return Outgoing.objects.filter(
        pk=outgoing.pk,
        state=Outgoing.State.WAITING,
        claimed_by=outgoing.claimed_by,
        attempts=outgoing.attempts,
    )
