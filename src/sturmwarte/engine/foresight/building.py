"""Builds a watch from what the archive counted: old hours as the baseline, the last days minute by minute.

Done in slices, so that listening goes on meanwhile.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Q

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.watch import Watch
from sturmwarte.core.post import IMPORT, LIVE
from sturmwarte.engine.foresight.counting import Counts, by_time
from sturmwarte.engine.foresight.hearing import Unheard, days_with_posts, unheard
from sturmwarte.engine.foresight.minutes import DAY_MIN, minute_of
from sturmwarte.station.archive import Archive
from sturmwarte.station.foresee.actions.give import GIVEN
from sturmwarte.station.ledger.models import Change

BACK_DAYS = 70
"""History older than this says little about today."""
PLAYED_MIN = 7 * DAY_MIN
"""The last days are played minute by minute: the views learn from them how often chance surprises."""
LATELY_MIN = 150
"""A little longer than late posts are looked for."""
_AT_ONCE = 6 * 60
REAL = (LIVE, IMPORT)

GivenOf = Callable[[str], Sequence[tuple[datetime, float]]]


def newest_history(after: int) -> tuple[int, datetime | None]:
    """The number and time of the newest change that brought history, if there was one after this number."""
    history = Q(kind="posts", run=IMPORT) | Q(kind=GIVEN)
    found = Change.objects.filter(history, id__gt=after).order_by("-id").values_list("id", "at").first()
    return found or (after, None)


def seen_lately(archive: Archive, topics: Sequence[str], until: int, run: str) -> dict[int, Counts]:
    """What was counted of the last minutes when the watch was built: what is more later came late."""
    return by_time(archive.cells(topics, "minute", until - LATELY_MIN, until, [run]))


class Builder:
    """`until`: the first minute that is not history any more. `given`: counts of another tool, by topic."""

    def __init__(
        self, archive: Archive, topics: Sequence[str], until: int, calendar: Calendar, given: GivenOf
    ) -> None:
        self.watch = Watch(calendar)
        self.until = until
        self._archive, self._topics = archive, list(topics)
        # The first minute of a whole hour: hours before it are learned as hours.
        played = until - PLAYED_MIN
        self._next = played - played % 60
        first = until - BACK_DAYS * DAY_MIN
        self._unheard: Unheard = unheard(archive, first, until, LIVE, self._topics)
        total = archive.cells([""], "hour", until - BACK_DAYS * DAY_MIN, until, REAL)
        self._days = days_with_posts(cell.at for cell in total)
        self._warm(given)

    def step(self, budget_s: float) -> bool:
        """Plays some more; True when the watch is ready."""
        begun = time.monotonic()
        while self._next < self.until:
            end = min(self._next + _AT_ONCE, self.until)
            counts = by_time(self._archive.cells(self._topics, "minute", self._next, end, REAL))
            for minute in range(self._next, end):
                self._play(minute, counts.get(minute, {}))
            self._next = end
            if time.monotonic() - begun >= budget_s:
                break
        return self._next >= self.until

    def _play(self, minute: int, counts: Counts) -> None:
        if counts or minute // DAY_MIN in self._days:
            self.watch.tick(minute, counts, self._unheard(minute))

    def _warm(self, given: GivenOf) -> None:
        cells = self._archive.cells(self._topics, "hour", self.until - BACK_DAYS * DAY_MIN, self._next, REAL)
        posts: dict[SeriesKey, dict[int, int]] = defaultdict(dict)
        for hour, counts in by_time(cells).items():
            for key, n in counts.items():
                posts[key][hour] = n
        for topic in self._topics:
            known = [posts[key] for key in posts if key.topic == topic]
            first = min((min(hours) for hours in known), default=self._next)
            heard = [hour for hour in range(first, self._next, 60) if self._heard(topic, hour)]
            for key in [key for key in posts if key.topic == topic]:
                self.watch.warm(key, [(hour, float(posts[key].get(hour, 0))) for hour in heard])
            self._warm_given(topic, given, first)

    def _warm_given(self, topic: str, given: GivenOf, first: int) -> None:
        """Only what lies before our own counts: hours are never learned twice."""
        hours = [(minute_of(hour), float(posts)) for hour, posts in given(topic)]
        early = [(hour, posts) for hour, posts in hours if hour < first]
        if early:
            self.watch.warm(SeriesKey(topic), early)

    def _heard(self, topic: str, hour: int) -> bool:
        missed = self._unheard(hour)
        return hour // DAY_MIN in self._days and "" not in missed and topic not in missed
