"""Reddit's lists come newest first and end after a thousand things: read back, then told oldest first.

A cursor covers what lies before it, so a crash repeats posts but leaves no hole.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sturmwarte.channels.contract import Cursor, Gap, Heard, Place
from sturmwarte.channels.reddit.parse import after, created, name_of, things
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason

PAGE = 100
MOST_PAGES = 10
CUT_AT = 900
"""A list that ends after so many was cut by Reddit (at a thousand, less what was removed)."""
STEP = 200

Thing = Mapping[str, Any]


@dataclass(frozen=True)
class Listing:
    """`fetch(after)` asks for a page; what came up to `overlap` before the cursor is looked at again."""

    fetch: Callable[[str], Any]
    post: Callable[[Thing], Post | None]
    overlap: timedelta = timedelta(minutes=5)

    def heard(self, place: Place, cursor: Cursor) -> Iterator[Heard]:
        """What is new since `cursor` ({at, seen}); signs of life in between."""
        came = _moment(cursor.get("at"))
        until = came - self.overlap if came else place.since
        rows: dict[str, tuple[datetime, Thing]] = {}
        reached = yield from self._back(until, rows)
        found = sorted((row for row in rows.values() if row[0] >= until), key=lambda row: row[0])
        at = came or place.since
        lost = () if reached or not found else (Gap(at, found[0][0], Reason("channel.reddit.too_many")),)
        yield from self._forward(place, found, at, set(cursor.get("seen") or ()), lost)

    def _back(self, until: datetime, rows: dict[str, tuple[datetime, Thing]]) -> Generator[Heard, None, bool]:
        """Pages into `rows`, by name: pages shift while they are read. Returns whether it came to `until`."""
        place = ""
        for _ in range(MOST_PAGES):
            answer = self.fetch(place)
            page = [(at, thing) for thing in things(answer) if (at := created(thing)) and name_of(thing)]
            before = len(rows)
            rows |= {name_of(row[1]): row for row in page}
            place = after(answer)
            if page and page[-1][0] < until:
                return True
            if not place or len(rows) == before:
                return len(rows) < CUT_AT
            yield Heard()
        return False

    def _forward(
        self,
        place: Place,
        rows: list[tuple[datetime, Thing]],
        at: datetime,
        seen: set[str],
        lost: Sequence[Gap],
    ) -> Iterator[Heard]:
        if not rows:
            yield Heard()
        for start in range(0, len(rows), STEP):
            step = rows[start : start + STEP]
            at = max(at, min(step[-1][0], place.now()))
            posts = [self.post(thing) for _, thing in step if name_of(thing) not in seen]
            near = [name_of(thing) for when, thing in rows[: start + STEP] if when >= at - self.overlap]
            yield Heard(
                posts=[post for post in posts if post],
                cursor={"at": at.isoformat(), "seen": near},
                gaps=lost if start == 0 else (),
                slowed=place.client.budget.slowed,
            )


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
