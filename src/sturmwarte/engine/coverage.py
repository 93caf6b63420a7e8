"""Tells the archive when each source was heard: what the ears wrote down, copied by who may write there.

Gaps lie over the states: the hour that was missed is told afterwards, when it was already called heard.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sturmwarte.station.archive import Archive
from sturmwarte.station.listen.models import Gap, Spell, Subscription

AT_ONCE = 200

Stretch = tuple[str, datetime, datetime | None]
_UNHEARD = frozenset({"disturbed", "resting"})


@dataclass(frozen=True)
class Hole:
    """A gap as it counts for one source and topic: `disturbed` when nothing else heard, else `limited`."""

    state: str
    since: datetime
    until: datetime


@transaction.atomic
def copy_coverage(archive: Archive) -> int:
    """Copies what is new; returns how many (source, topic) pairs were told anew."""
    spells = list(Spell.objects.filter(copied=False).order_by("since", "id")[:AT_ONCE])
    gaps = list(Gap.objects.filter(copied=False).order_by("since", "id")[:AT_ONCE])
    if not spells and not gaps:
        return 0
    begin: dict[tuple[str, str], datetime] = {}
    for source, topic, since in _touched(spells, gaps):
        begin[source, topic] = min(begin.get((source, topic), since), since)
    for (source, topic), since in begin.items():
        archive.retell_coverage(source, topic, since, _told(source, topic, since))
    Spell.objects.filter(pk__in=[one.pk for one in spells]).update(copied=True)
    Gap.objects.filter(pk__in=[one.pk for one in gaps]).update(copied=True)
    return len(begin)


def _touched(spells: Sequence[Spell], gaps: Sequence[Gap]) -> Iterator[tuple[str, str, datetime]]:
    for spell in spells:
        yield spell.source, spell.topic, spell.since
    for gap in gaps:
        for topic in {"", gap.topic}:
            yield gap.source, topic, gap.since


def _told(source: str, topic: str, since: datetime) -> list[Stretch]:
    lasting = Q(until=None) | Q(until__gt=since)
    spells = Spell.objects.filter(lasting, source=source, topic=topic).order_by("since", "id")
    gaps = Gap.objects.filter(source=source, until__gt=since).order_by("since", "id")
    hearing = Subscription.objects.filter(source_id=source, ended=False)
    if topic:
        gaps, hearing = gaps.filter(topic=topic), hearing.filter(topic=topic)
    alone = hearing.count() <= 1
    holes = [Hole("disturbed" if alone else "limited", gap.since, gap.until) for gap in gaps]
    return laid_over([(one.state, one.since, one.until) for one in spells], holes, since)


def laid_over(spells: Iterable[Stretch], holes: Sequence[Hole], since: datetime) -> list[Stretch]:
    """The states from `since` on with the holes in them, in order, none overlapping.

    >>> from datetime import UTC, datetime
    >>> at = lambda hour: datetime(2026, 1, 1, hour, tzinfo=UTC)
    >>> told = laid_over([("hearing", at(1), None)], [Hole("disturbed", at(2), at(3))], at(0))
    >>> [(state, begin.hour, end and end.hour) for state, begin, end in told]
    [('hearing', 1, 2), ('disturbed', 2, 3), ('hearing', 3, None)]
    """
    ends = [hole.since for hole in holes] + [hole.until for hole in holes]
    spells = list(spells)
    edges = sorted({edge for edge in [*ends, *_edges(spells), since] if edge >= since})
    found: list[Stretch] = []
    for begin, end in zip(edges, [*edges[1:], None], strict=True):
        state = _state(spells, holes, begin)
        if not state:
            continue
        if found and found[-1][0] == state and found[-1][2] == begin:
            found[-1] = (state, found[-1][1], end)
        else:
            found.append((state, begin, end))
    return found


def _edges(spells: Sequence[Stretch]) -> Iterator[datetime]:
    for _, begin, end in spells:
        yield begin
        if end is not None:
            yield end


def _state(spells: Sequence[Stretch], holes: Sequence[Hole], at: datetime) -> str:
    """What counts from `at` to the next edge; empty when nothing is known."""
    # The latest of several: a state that began later knows more.
    spell = next((s for s, begin, end in reversed(spells) if begin <= at and (end is None or at < end)), "")
    lost = {hole.state for hole in holes if hole.since <= at < hole.until}
    if "disturbed" in lost or spell in _UNHEARD:
        return spell if spell in _UNHEARD else "disturbed"
    return "limited" if lost else spell
