"""Lets a source rest, and wakes it. A resting source is not heard, and every chart says so."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.listen.actions.changed import held, starting, tell
from sturmwarte.station.listen.errors import SourceError
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.roles import demand
from sturmwarte.station.people.permissions import Permissions

LONGEST = timedelta(days=366)


@transaction.atomic
def rest(who: Permissions, id: str, reason: str, until: datetime | None, now: datetime) -> Source:
    """Stops listening until somebody wakes it, or until a time. Raises `SourceError` without a reason."""
    source = held(id)
    by = demand(who, source.channel)
    reason = reason.strip()[:300]
    if not reason:
        raise SourceError(_("Say why the source is to rest: others will wonder why it is silent."))
    if until is not None and not now < until <= now + LONGEST:
        raise SourceError(_("Choose an end within the next year, or none."))
    source.resting, source.resting_until, source.resting_why = True, until, reason
    args = {"reason": reason}
    why = {"key": "hearing.resting", "args": args}
    if until is not None:
        why = {"key": "hearing.resting_until", "args": args | {"until": until.isoformat()}}
    _state(source, why, now)
    after = {"until": until.isoformat() if until else None}
    tell(by, "source.rest", id, now, reason=reason, after=after)
    return source


@transaction.atomic
def wake(who: Permissions, id: str, now: datetime) -> Source:
    """Listens again, from where it stopped, as far back as the platform allows."""
    source = held(id)
    by = demand(who, source.channel)
    if not source.resting:
        raise SourceError(_("This source is not resting."))
    before = {"why": source.resting_why}
    source.resting, source.resting_until, source.resting_why = False, None, ""
    _state(source, starting(now), now)
    tell(by, "source.wake", id, now, before=before)
    return source


def _state(source: Source, why: dict[str, Any], now: datetime) -> None:
    """What the hearing test will say too, shown at once: nobody should wonder whether the click worked."""
    source.state, source.state_since, source.why = "resting", now, why
    source.version += 1
    names = ("resting", "resting_until", "resting_why", "state", "state_since", "why", "version")
    source.save(update_fields=names)
