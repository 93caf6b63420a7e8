"""Lists that come newest first, read back to where we were and handed on oldest first.

So a cursor always covers what lies before it, and a crash repeats posts but never leaves a hole.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sturmwarte.channels.bluesky.uris import moment
from sturmwarte.channels.contract import Cursor, Gap, Heard, Place
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason

OVERLAP = timedelta(minutes=5)
"""Indexes fill late and a little out of order: this much is read again every time."""
STEP = 200

View = Mapping[str, Any]
Page = tuple[Sequence[tuple[datetime, View]], str]
"""Views with their times, newest first, and where the next page begins (empty: there is none)."""


@dataclass(frozen=True)
class Listing:
    """One list. `page(cursor)` fetches, `post` reads a view, `most_pages` bounds one reading."""

    page: Callable[[str], Page]
    post: Callable[[View], Post | None]
    most_pages: int = 50

    def heard(self, place: Place, cursor: Cursor) -> Iterator[Heard]:
        """What is new since `cursor` ({at, seen}); signs of life in between."""
        came = moment(cursor.get("at"))
        at = came or place.since
        until = came - OVERLAP if came else place.since
        rows: list[tuple[datetime, View]] = []
        reached = yield from self._back(until, rows)
        rows = sorted((row for row in rows if row[0] >= until), key=lambda row: row[0])
        lost = () if reached or not rows else (Gap(at, rows[0][0], Reason("channel.bluesky.too_many")),)
        yield from self._forward(place, rows, at, set(cursor.get("seen") or ()), lost)

    def _back(self, until: datetime, rows: list[tuple[datetime, View]]) -> Generator[Heard, None, bool]:
        """Pages from the newest on into `rows`; returns whether one ended before `until`."""
        cursor, been = "", set()
        for _ in range(self.most_pages):
            page, cursor = self.page(cursor)
            rows += page
            # A page that comes again, or is empty, would be asked for without end.
            if not cursor or not page or cursor in been or page[-1][0] < until:
                return True
            been.add(cursor)
            yield Heard()
        return False

    def _forward(
        self,
        place: Place,
        rows: list[tuple[datetime, View]],
        at: datetime,
        seen: set[str],
        lost: Sequence[Gap],
    ) -> Iterator[Heard]:
        if not rows:
            yield Heard()
        for start in range(0, len(rows), STEP):
            step = rows[start : start + STEP]
            at = max(at, min(step[-1][0], place.now()))
            posts = [self.post(view) for _, view in step if view.get("uri") not in seen]
            near = [str(view.get("uri")) for when, view in rows[: start + STEP] if when >= at - OVERLAP]
            yield Heard(
                posts=[post for post in posts if post],
                cursor={"at": at.isoformat(), "seen": near},
                gaps=lost if start == 0 else (),
                slowed=place.client.budget.slowed,
            )
