"""Waves of different topics that are one story become one wave."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import combinations
from typing import TypeVar

from sturmwarte.core.foresee.wave import Wave
from sturmwarte.core.foresee.waves.settings import Settings
from sturmwarte.core.foresee.waves.tracked import Tracked
from sturmwarte.core.reason import Reason

Alike = Callable[[Wave, Wave], float]
T = TypeVar("T")


def pairs(waves: Iterable[Tracked], settings: Settings) -> Iterator[tuple[Tracked, Tracked]]:
    """(older, younger) for open rises of different topics that began within some hours of each other.

    Older is what was told of first; where one post opened several, the quieter topic leads: it says best
    what the story is about.
    """
    rising = [one for one in waves if one.is_open and one.wave.direction == "up"]
    rising.sort(key=lambda one: (one.wave.detected, one.wave.usual, one.wave.id))
    together = timedelta(hours=settings.together_h)
    for older, younger in combinations(rising, 2):
        if abs(younger.wave.started - older.wave.started) <= together:
            yield older, younger


def merged(into: Tracked, other: Tracked, likeness: float, now: datetime) -> None:
    """The older keeps its id and takes over topics, channels and series; the other ends and says where it
    went. The rate stays that of the older one's topic: a post may be counted in both."""
    kept, gone = into.wave, other.wave
    into.change(
        topics=_united(kept.topics, gone.topics),
        channels=_united(kept.channels, gone.channels),
        series=_united(kept.series, gone.series),
        score=max(kept.score, gone.score),
        per_month=min(kept.per_month, gone.per_month),
        why=(
            *kept.why,
            Reason("foresee.wave.took_in", {"topic": gone.topic, "likeness": round(likeness, 2)}),
        ),
    )
    if other.stays_until is not None:
        into.stays_until = max(into.stays_until or other.stays_until, other.stays_until)
    why = Reason("foresee.wave.part_of", {"topic": kept.topic, "likeness": round(likeness, 2)})
    other.change(phase="over", ended=now, into=kept.id, why=(*gone.why, why))
    other.toward, other.toward_since = "over", now


def likeness(shared: float, links: float, campaigns: float, terms: float) -> float:
    """0..1 of how much two waves are one story, from the shares (0..1, of the smaller wave) that they have in
    common. The strongest tie counts: one shared link is a story, however differently people speak of it;
    words alone are the weakest."""
    return min(1.0, max(shared, links, campaigns, 0.8 * terms))


def _united(first: tuple[T, ...], second: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*first, *second)))
