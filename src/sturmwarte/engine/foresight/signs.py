"""What announced the station's own waves, from the archive's hourly counters; made anew each night."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from sturmwarte.core.foresee.early import Hourly, Past, indicators
from sturmwarte.core.foresee.early import signs as found_signs
from sturmwarte.core.post import LIVE
from sturmwarte.engine.foresight.building import REAL
from sturmwarte.engine.foresight.hearing import days_with_posts
from sturmwarte.engine.foresight.minutes import DAY_MIN, minute_of, moment_of
from sturmwarte.engine.foresight.rules import Rules
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.cells import Cell
from sturmwarte.station.foresee.actions.changed import WAVE
from sturmwarte.station.foresee.models import Sign, Wave
from sturmwarte.station.ledger.announce import announce

BACK = timedelta(days=365)
Floats = NDArray[np.float64]


def learn_signs(archive: Archive, rules: Rules, now: datetime) -> int:
    """Looks for signs of all topics, single and together; returns how many stand out. Own transaction."""
    waves = _waves(now)
    history = {
        topic: past for topic in rules.topics if (past := _past(archive, topic, waves.get(topic, ()), now))
    }
    found = found_signs(history) if any(past.waves for past in history.values()) else []
    with transaction.atomic():
        Sign.objects.all().delete()
        for topic in sorted({sign.topic for sign in found}):
            mine = [msgspec.json.decode(msgspec.json.encode(sign)) for sign in found if sign.topic == topic]
            Sign.objects.create(topic=topic, at=now, signs=mine)
        announce(WAVE, "", now)
    return len(found)


def _waves(now: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
    """When the waves of each topic began and ended; those that people called false are none."""
    rows = Wave.objects.filter(run=LIVE, into="", direction="up", private=False, started__gte=now - BACK)
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for topics, started, ended in rows.exclude(real=False).values_list("topics", "started", "ended"):
        for topic in topics:
            found.setdefault(topic, []).append((started, ended or now))
    return found


def _past(
    archive: Archive, topic: str, waves: Sequence[tuple[datetime, datetime]], now: datetime
) -> Past | None:
    until = minute_of(now) // 60 * 60
    cells = [
        one for one in archive.cells([topic], "hour", minute_of(now - BACK), until, REAL) if not one.private
    ]
    if not cells:
        return None
    first = min(cell.at for cell in cells)
    days = days_with_posts(cell.at for cell in archive.cells([""], "hour", first, until, REAL))
    heard = np.array([at // DAY_MIN in days for at in range(first, until, 60)])
    return Past(moment_of(first), indicators(_hourly(cells, first, heard)), sorted(waves))


def _hourly(cells: Iterable[Cell], first: int, heard: NDArray[np.bool_]) -> Hourly:
    """What the counters can tell; nan where nothing was heard."""
    names = ("posts", "judged", "negative", "complaints", "questions", "press", "danger")
    counts = {name: np.where(heard, 0.0, np.nan) for name in names}
    networks: dict[str, Floats] = {}
    for cell in cells:
        at = (cell.at - first) // 60
        for name in _told_by(cell):
            counts[name][at] += cell.posts
        network = cell.channel.partition(":")[0]
        networks.setdefault(network, np.zeros(len(heard)))[at] += cell.posts
    top = np.where(heard, np.max(list(networks.values()), axis=0), np.nan)
    return Hourly(**counts, top_network=top)


_KINDS = {"complaint": "complaints", "question": "questions", "press": "press", "danger": "danger"}


def _told_by(cell: Cell) -> list[str]:
    told = ["posts"]
    if cell.sentiment:
        told.append("judged")
    if cell.sentiment == "negative":
        told.append("negative")
    return [*told, _KINDS[cell.kind]] if cell.kind in _KINDS else told
