"""Where a topic's posts usually come from: without its main source it is not heard, though others are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sturmwarte.core.post import IMPORT, LIVE
from sturmwarte.engine.foresight.minutes import DAY_MIN
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.cells import Cell
from sturmwarte.station.listen.models import Source

BACK_DAYS = 28
AGAIN_MIN = 6 * 60
"""Shares move slowly: they are counted anew every six hours."""
FEWEST = 20
"""Of a topic with fewer posts nobody knows where they usually come from."""

Shares = Mapping[str, Mapping[str, float]]
"""Topic -> source -> part of its posts, 0 to 1."""


class Origins:
    """Remembers the last shares counted, because they are asked for every minute while a source is deaf."""

    def __init__(self) -> None:
        self._known: tuple[object, Shares] | None = None

    def shares(self, archive: Archive, topics: Sequence[str], until: int) -> Shares:
        """Over the four weeks before `until` (minutes since 1970)."""
        by_channel = channels()
        asked = (tuple(topics), until // AGAIN_MIN, tuple(sorted(by_channel.items())))
        if self._known is None or self._known[0] != asked:
            cells = archive.cells(topics, "hour", until - BACK_DAYS * DAY_MIN, until, (LIVE, IMPORT))
            self._known = asked, counted(cells, by_channel)
        return self._known[1]


def channels() -> dict[str, tuple[str, ...]]:
    """Which sources speak for each channel."""
    found: dict[str, list[str]] = defaultdict(list)
    for id, channel in Source.objects.filter(removed_at=None).order_by("id").values_list("id", "channel"):
        found[channel].append(id)
    return {channel: tuple(ids) for channel, ids in found.items()}


def counted(cells: Iterable[Cell], by_channel: Mapping[str, Collection[str]]) -> Shares:
    """Of public posts; of private messages where a topic has nothing else. Sources of one channel share it
    evenly. Posts of no source (files, the inbound address) count for the whole and belong to nobody."""
    posts: dict[tuple[str, bool], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cell in cells:
        posts[cell.topic, cell.private][cell.channel] += cell.posts
    found: dict[str, dict[str, float]] = {}
    for topic in {topic for topic, _ in posts}:
        of = posts.get((topic, False)) or posts[topic, True]
        total = sum(of.values())
        if total >= FEWEST:
            found[topic] = _by_source(of, total, by_channel)
    return found


def _by_source(
    posts: Mapping[str, int], total: int, by_channel: Mapping[str, Collection[str]]
) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for channel, n in posts.items():
        sources = by_channel.get(channel, ())
        for source in sources:
            found[source] += n / total / len(sources)
    return found
