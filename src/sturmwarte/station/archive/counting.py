"""Counters: kept beside the posts, moved by edits and corrections, and still there when a text is gone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sturmwarte.station.archive.moments import HOUR, MINUTE

GRAINS = (("minute", MINUTE), ("hour", HOUR))
EVERYTHING = ""
"""The topic that counts all that was heard."""

Cell = tuple[str, str, int, str, str, str, str, bool]
"""(topic, grain, bucket, run, channel, sentiment, kind, private), as in the table."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What decides where a post is counted."""

    created: int
    run: str
    channel: str
    sentiment: str
    kind: str
    private: bool
    topics: frozenset[str]


class Tally:
    """Collects a batch's changes, so that a cell hit by a hundred posts is written once."""

    def __init__(self) -> None:
        self._heard: dict[Cell, int] = defaultdict(int)
        self._gone: dict[Cell, int] = defaultdict(int)

    def add(self, post: Counted) -> None:
        for cell in _cells(post, (EVERYTHING, *post.topics)):
            self._heard[cell] += 1

    def move(self, before: Counted, after: Counted) -> None:
        """A correction, an edit or a further topic: out of the old cells, into the new."""
        if before == after:
            return
        for cell in _cells(before, (EVERYTHING, *before.topics)):
            self._heard[cell] -= 1
        self.add(after)

    def gone(self, post: Counted) -> None:
        for cell in _cells(post, (EVERYTHING, *post.topics)):
            self._gone[cell] += 1

    def write(self, cursor: Any) -> None:
        cells = {cell for cell, n in self._heard.items() if n} | {c for c, n in self._gone.items() if n}
        if not cells:
            return
        cursor.executemany(
            "INSERT INTO archive_counter"
            " (topic, grain, bucket, run, channel, sentiment, kind, private, heard, gone)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (topic, grain, bucket, run, channel, sentiment, kind, private) DO UPDATE SET"
            " heard = archive_counter.heard + excluded.heard, gone = archive_counter.gone + excluded.gone",
            # In key order: neighbouring cells lie on the same page of the index.
            [(*cell, self._heard[cell], self._gone[cell]) for cell in sorted(cells)],
        )
        cursor.executemany(
            "DELETE FROM archive_counter WHERE topic = %s AND grain = %s AND bucket = %s AND run = %s"
            " AND channel = %s AND sentiment = %s AND kind = %s AND private = %s AND heard = 0 AND gone = 0",
            [cell for cell, n in sorted(self._heard.items()) if n < 0],
        )


def _cells(post: Counted, topics: Iterable[str]) -> Iterable[Cell]:
    for grain, width in GRAINS:
        bucket = post.created - post.created % width
        for topic in topics:
            yield topic, grain, bucket, post.run, post.channel, post.sentiment, post.kind, post.private
