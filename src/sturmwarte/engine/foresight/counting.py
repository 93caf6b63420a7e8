"""From the archive's counters to the series that are watched.

A topic as a whole, by sentiment and by kind: public posts alone. By channel: public posts, and private
messages as a series of their own, so that no number of theirs reaches anybody who may not read them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.station.archive.cells import Cell

PRIVATE = "/private"
"""Ends the value of a series of private messages; no channel's id has a slash."""

Counts = dict[SeriesKey, int]


def is_private(key: SeriesKey) -> bool:
    return key.by == "channel" and key.value.endswith(PRIVATE)


def channel_of(value: str) -> str:
    """The channel's id in a series' value."""
    return value.removesuffix(PRIVATE)


def by_time(cells: Iterable[Cell]) -> dict[int, Counts]:
    """Posts of each series by the minute (or hour's first minute) they were created in."""
    found: dict[int, Counts] = {}
    for cell in cells:
        counts = found.setdefault(cell.at, defaultdict(int))
        for key in keys_of(cell):
            counts[key] += cell.posts
    return found


def keys_of(cell: Cell) -> list[SeriesKey]:
    topic = cell.topic
    if cell.private:
        return [SeriesKey(topic, "channel", cell.channel + PRIVATE)]
    keys = [SeriesKey(topic), SeriesKey(topic, "channel", cell.channel)]
    if cell.sentiment:
        keys.append(SeriesKey(topic, "sentiment", cell.sentiment))
    if cell.kind:
        keys.append(SeriesKey(topic, "kind", cell.kind))
    return keys


def difference(before: Mapping[SeriesKey, int], now: Mapping[SeriesKey, int]) -> Counts:
    """What came (or, negative, went) since."""
    return {key: delta for key in {*before, *now} if (delta := now.get(key, 0) - before.get(key, 0))}
