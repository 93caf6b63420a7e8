"""When we were hearing: what was not heard is never learned as zero.

The engine records the station as a whole as a source of its own; channels record theirs.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sturmwarte.core.post import LIVE
from sturmwarte.engine.foresight.minutes import DAY_MIN, MINUTE, moment_of
from sturmwarte.engine.foresight.shares import Origins, Shares
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.records import Interval

STATION = "station"
"""The source that stands for this station as a whole."""
HEARD = frozenset({"hearing", "quiet", "limited"})
SHORT_GAP = timedelta(minutes=3)
"""After a gap as short as this everything is caught up with: the inbox kept what came."""
MOST = 0.5
"""A topic is not heard when so much of it usually comes from where nothing is heard."""
RESTS = timedelta(days=3)

Unheard = Callable[[int], frozenset[str]]
_ALL = frozenset({""})


def back_again(archive: Archive, last: datetime | None, now: datetime) -> None:
    """At the engine's start: it was not hearing since `last` (None: it never was), now it is."""
    if last is not None and now - last > SHORT_GAP:
        archive.record_coverage(STATION, "", "disturbed", last)
    archive.record_coverage(STATION, "", "hearing", now)


def unheard(archive: Archive, since: int, until: int, run: str, topics: Sequence[str] = ()) -> Unheard:
    """Which topics ("" for all) could not be heard in each minute from `since` to `until`.

    Not heard is a topic whose usual posts come for the most part from sources that are deaf; of one that is
    too rare to know, a topic that every source asking for it is deaf for.
    """
    if run != LIVE:  # a story is told without gaps
        return lambda _minute: frozenset()
    states = archive.coverage(None, None, moment_of(since), moment_of(until))
    if all(one.state in HEARD for one in states):
        return lambda _minute: frozenset()
    shares = _origins.shares(archive, topics, until) if topics else {}
    return lambda minute: _missed(states, shares, moment_of(minute))


_origins = Origins()


def _missed(states: Iterable[Interval], shares: Shares, at: datetime) -> frozenset[str]:
    then = [one for one in states if one.since < at + MINUTE and (one.until is None or one.until > at)]
    station = [one.state for one in then if one.source == STATION and not one.topic]
    sources = [one for one in then if one.source != STATION]
    if _none_heard(station) or _none_heard([one.state for one in sources if not one.topic]):
        return _ALL
    deaf = [one for one in sources if _is_deaf(one, at)]
    if not deaf:
        return frozenset()
    asked = {one.topic for one in sources if one.topic}
    rare = {topic for topic in asked - shares.keys() if _nobody_asks(topic, sources)}
    return frozenset(rare | {topic for topic, of in shares.items() if _mostly_deaf(topic, of, deaf)})


def _is_deaf(one: Interval, at: datetime) -> bool:
    """What somebody has switched off for good is no gap: after some days the rest is what is usual."""
    return one.state not in HEARD and not (one.state == "resting" and at - one.since > RESTS)


def _mostly_deaf(topic: str, of: Mapping[str, float], deaf: Iterable[Interval]) -> bool:
    return (
        sum(of.get(source, 0.0) for source in {one.source for one in deaf if one.topic in ("", topic)})
        >= MOST
    )


def _nobody_asks(topic: str, sources: Iterable[Interval]) -> bool:
    return _none_heard([one.state for one in sources if one.topic == topic])


def _none_heard(states: Collection[str]) -> bool:
    """Something is known of them, and none was hearing."""
    return bool(states) and not HEARD.intersection(states)


def days_with_posts(hours: Iterable[int]) -> frozenset[int]:
    """Days (since 1970, UTC) in which anything at all was heard: before there was a record of hearing, and
    in imported history, a day without a single post on any topic was not listened to."""
    return frozenset(hour // DAY_MIN for hour in hours)
