"""Writes down what the engine found of waves, and tells the pages."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from sturmwarte.core.alarm.raising import Standing
from sturmwarte.core.foresee.outlook import Forecast, Staffing
from sturmwarte.core.foresee.wave import Identity
from sturmwarte.core.foresee.wave import Wave as Told
from sturmwarte.station.foresee.actions.changed import WAVE
from sturmwarte.station.foresee.levels import standing_after
from sturmwarte.station.foresee.models import Foreseen, Memory, Wave, WavePost
from sturmwarte.station.ledger.announce import announce_all


@dataclass(frozen=True, slots=True)
class Found:
    """One wave as the engine sees it now.

    `read` are the posts its story was told from, None while the story stays as it was. `fresh` is false when
    the forecast was made earlier and is only carried along.
    """

    told: Told
    channels: Sequence[str]
    private: bool = False
    read: Collection[Identity] | None = None
    forecast: Forecast | None = None
    fresh: bool = False
    staffing: Staffing | None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known after the minute `upto`; `state` and `tracker` are None while the last ones hold."""

    ticked: int
    took_ms: float
    upto: int = 0
    state: bytes | None = None
    tracker: bytes | None = None


def record(
    run: str, found: Sequence[Found], memory: Remembered | None, now: datetime, real: datetime
) -> dict[str, Standing]:
    """All of one look, or nothing: waves and the memory that knows of them never part. `now` is the run's
    clock, `real` ours; `memory` None where none is kept. Returns each wave's level as it now counts."""
    standing: dict[str, Standing] = {}
    with transaction.atomic():
        rows = {row.wave: row for row in Wave.objects.filter(run=run, wave__in=[f.told.id for f in found])}
        changed = [one.told.id for one in found if _write(run, rows.get(one.told.id), one, standing)]
        if memory:
            _remember(run, memory, real)
        if changed:
            announce_all(WAVE, changed, now, run)
    return standing


@transaction.atomic
def close_unknown(run: str, known: Collection[str], now: datetime) -> None:
    """Ends the waves nobody follows any more: those of a memory that was lost."""
    for row in Wave.objects.filter(run=run).exclude(phase="over").exclude(wave__in=known):
        row.told = {**row.told, "phase": "over", "ended": row.told["updated"]}
        row.phase, row.ended = "over", row.updated
        row.save(update_fields=["told", "phase", "ended"])
        announce_all(WAVE, [row.wave], now, run)


def _write(run: str, row: Wave | None, one: Found, standing: dict[str, Standing]) -> bool:
    """Whether anything is new."""
    row, fresh = (row, False) if row else (Wave(run=run, wave=one.told.id, told={}), True)
    stands = standing_after(row.level, row.stepped_down_from, row.told, one.told)
    standing[one.told.id] = stands
    told = _plain(msgspec.structs.replace(one.told, level=stands.level, levels=stands.levels))
    values = _columns(one)
    if one.read is None and not fresh:
        told["story"] = row.told.get("story")
        untold = row.untold
    else:
        untold = False
    values |= {"told": told, "untold": untold}
    values |= {"level": stands.level, "stepped_down_from": stands.lowered_from}
    if one.forecast:
        values["forecast"] = _plain(one.forecast)
    if one.staffing:
        values["staffing"] = _plain(one.staffing)
    changed = {name: value for name, value in values.items() if fresh or getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if fresh:
        row.save(force_insert=True)
    elif changed:
        row.save(update_fields=list(changed))
    if one.read is not None:
        _posts(run, one.told.id, one.read)
    if one.fresh and one.forecast:
        foreseen = Foreseen(run=run, wave=row.wave, at=one.forecast.made, forecast=values["forecast"])
        Foreseen.objects.bulk_create([foreseen], ignore_conflicts=True)
    return bool(changed)


def _plain(told: Told | Forecast | Staffing) -> dict[str, Any]:
    """As the database gives it back: lists, texts and finite numbers."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(told))
    return plain


def _columns(one: Found) -> dict[str, Any]:
    told = one.told
    return {
        "into": told.into,
        "topic": told.topic,
        "topics": sorted({told.topic, *told.topics}),
        "channels": sorted(one.channels),
        "private": one.private,
        "phase": told.phase,
        "direction": told.direction,
        "muted": told.muted,
        "started": told.started,
        "detected": told.detected,
        "ended": told.ended,
        "updated": told.updated,
    }


def _posts(run: str, wave: str, read: Collection[Identity]) -> None:
    mine = WavePost.objects.filter(run=run, wave=wave)
    known = {(network, post): pk for pk, network, post in mine.values_list("pk", "network", "post")}
    wanted = set(read)
    gone = [pk for identity, pk in known.items() if identity not in wanted]
    for at in range(0, len(gone), 500):
        WavePost.objects.filter(pk__in=gone[at : at + 500]).delete()
    WavePost.objects.bulk_create(
        [WavePost(run=run, wave=wave, network=network, post=post) for network, post in wanted - set(known)],
        ignore_conflicts=True,
        batch_size=500,
    )


def _remember(run: str, memory: Remembered, real: datetime) -> None:
    values: Mapping[str, Any] = {
        "ticked": memory.ticked, "ticked_at": real, "took_ms": memory.took_ms
    }  # fmt: skip
    if memory.state is not None and memory.tracker is not None:
        whole = {**values, "upto": memory.upto, "state": memory.state, "tracker": memory.tracker}
        Memory.objects.update_or_create(run=run, defaults=whole)
    else:
        Memory.objects.filter(run=run).update(**values)
