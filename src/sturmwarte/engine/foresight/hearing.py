"""When we were hearing: what was not heard is never learned as zero.

The engine records the station as a whole as a source of its own; channels record theirs.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from sturmwarte.core.post import LIVE
from sturmwarte.engine.foresight.minutes import DAY_MIN, MINUTE, moment_of
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.records import Interval

STATION = "station"
"""The source that stands for this station as a whole."""
HEARD = frozenset({"hearing", "quiet", "limited"})
SHORT_GAP = timedelta(minutes=3)
"""After a gap as short as this everything is caught up with: the inbox kept what came."""

Unheard = Callable[[int], frozenset[str]]
_ALL = frozenset({""})


def back_again(archive: Archive, last: datetime | None, now: datetime) -> None:
    """At the engine's start: it was not hearing since `last` (None: it never was), now it is."""
    if last is not None and now - last > SHORT_GAP:
        archive.record_coverage(STATION, "", "disturbed", last)
    archive.record_coverage(STATION, "", "hearing", now)


def unheard(archive: Archive, since: int, until: int, run: str) -> Unheard:
    """Which topics ("" for all) could not be heard in each minute from `since` to `until`."""
    if run != LIVE:  # a story is told without gaps
        return lambda _minute: frozenset()
    states = archive.coverage(None, None, moment_of(since), moment_of(until))
    if all(one.state in HEARD for one in states):
        return lambda _minute: frozenset()
    return lambda minute: _missed(states, moment_of(minute))


def _missed(states: Iterable[Interval], at: datetime) -> frozenset[str]:
    then = [one for one in states if one.since < at + MINUTE and (one.until is None or one.until > at)]
    station = [one.state for one in then if one.source == STATION and not one.topic]
    sources = [one.state for one in then if one.source != STATION and not one.topic]
    if _none_heard(station) or _none_heard(sources):
        return _ALL
    topics = {one.topic for one in then if one.topic}
    return frozenset(t for t in topics if _none_heard([one.state for one in then if one.topic == t]))


def _none_heard(states: Collection[str]) -> bool:
    """Something is known of them, and none was hearing."""
    return bool(states) and not HEARD.intersection(states)


def days_with_posts(hours: Iterable[int]) -> frozenset[int]:
    """Days (since 1970, UTC) in which anything at all was heard: before there was a record of hearing, and
    in imported history, a day without a single post on any topic was not listened to."""
    return frozenset(hour // DAY_MIN for hour in hours)
