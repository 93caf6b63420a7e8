"""Which version of what was learned is at work. A version that was undone can be put to work again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from sturmwarte.core.reason import Reason
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.understand.errors import LabelError
from sturmwarte.station.understand.files import is_whole
from sturmwarte.station.understand.models import ModelVersion
from sturmwarte.station.understand.roles import VERSIONS, demand

State = ModelVersion.State


def active() -> ModelVersion | None:
    """The version at work; None while the station reads as it was shipped."""
    return ModelVersion.objects.filter(state=State.ACTIVE).first()


def active_mark() -> tuple[int, bool]:
    """Cheap enough to ask every second: when it changes, the brain is to be built again."""
    row = ModelVersion.objects.filter(state=State.ACTIVE).values_list("number", "damaged_at").first()
    return (row[0], row[1] is not None) if row else (0, False)


@transaction.atomic
def activate_version(who: Permissions, number: int, reason: str, now: datetime) -> ModelVersion:
    """Puts a kept version to work. `reason` goes into the audit trail."""
    by = demand(who, VERSIONS)
    row = ModelVersion.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise LabelError(f"there is no version {number}")
    if row.state == State.ACTIVE:
        raise LabelError(f"version {number} is at work already")
    if not is_whole(row):
        raise LabelError(f"the file of version {number} is no longer kept: choose a later one or learn anew")
    before = _lay_down(State.EARLIER)
    _put(row, [Reason("understand.refit.chosen")], before, by, reason, now)
    return row


@transaction.atomic
def undo_version(who: Permissions, reason: str, now: datetime) -> ModelVersion | None:
    """Takes back the version at work: the one before it works again, or what was shipped (None)."""
    by = demand(who, VERSIONS)
    was = active()
    if was is None:
        raise LabelError("there is nothing to take back: the station reads as it was shipped")
    _lay_down(State.UNDONE)
    earlier = ModelVersion.objects.filter(state=State.EARLIER, number__lt=was.number).order_by("-number")
    back = next((row for row in earlier if is_whole(row)), None)
    ModelVersion.objects.filter(pk=was.pk).update(why=_told([Reason("understand.refit.undone")]))
    if back:
        _put(back, None, was.number, by, reason, now)
    else:
        _tell("understand.undo_version", was.number, None, by, reason, now)
    return back


@transaction.atomic
def keep(version: ModelVersion, *, at_work: bool, by: str, now: datetime) -> None:
    """A refit's result, put to work or kept for a person to decide (`version.why` says which and why)."""
    version.state = State.WAITING
    version.save(force_insert=True)
    if at_work:
        _put(version, None, _lay_down(State.EARLIER), by, "", now)
    else:
        _tell("understand.keep_version", None, version.number, by, "", now)


@transaction.atomic
def found_damaged(version: ModelVersion, now: datetime) -> bool:
    """Says that the version's file is missing or damaged. False when that was known."""
    first = ModelVersion.objects.filter(pk=version.pk, damaged_at=None).update(damaged_at=now)
    if first:
        announce("learning", str(version.number), now)
    return bool(first)


def _lay_down(state: ModelVersion.State) -> int | None:
    """What was at work no longer is. Returns its number."""
    was = active()
    if was:
        ModelVersion.objects.filter(pk=was.pk).update(state=state)
    return was.number if was else None


def _put(
    row: ModelVersion, why: list[Reason] | None, before: int | None, by: str, reason: str, now: datetime
) -> None:
    row.state, row.damaged_at = State.ACTIVE, None
    row.why = row.why if why is None else _told(why)
    row.save(update_fields=["state", "why", "damaged_at"])
    _tell("understand.activate_version", before, row.number, by, reason, now)


def _tell(action: str, before: int | None, after: int | None, by: str, reason: str, now: datetime) -> None:
    told: Mapping[str, Any] = {"before": {"version": before}, "after": {"version": after}}
    record(by, action, f"model:{after or before}", now, reason=reason, **told)
    announce("learning", str(after or ""), now)


def _told(why: list[Reason]) -> Any:
    return msgspec.to_builtins(why)
