"""How much was said in the last 24 hours, by topic, and what the posts of the last hours want from us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from sturmwarte.station.archive import Archive, May, Search
from sturmwarte.station.foresee.pages import links
from sturmwarte.station.foresee.pages.counts import counts
from sturmwarte.station.foresee.pages.course import HOUR, Course, Gap, binned, gaps
from sturmwarte.station.foresee.pages.plot import Drawn, drawn
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.words import KINDS, VERDICTS

DAY, LATELY = timedelta(hours=24), timedelta(hours=6)
_MOST_TOPICS, _MOST_VALUES = 12, 6


@dataclass(frozen=True)
class _Span:
    since: datetime
    until: datetime
    now: datetime
    silent: list[Gap]


@dataclass(frozen=True)
class Volume:
    """A topic's day in hours. `before` is the day before, to compare with."""

    name: str
    n: int
    before: int
    drawing: Drawn | None
    address: str
    peak: str
    peak_address: str


@dataclass(frozen=True)
class Value:
    """A request or recommendation with the posts behind it; `share` in per cent of the most frequent."""

    words: str
    n: int
    share: int
    address: str


@dataclass(frozen=True)
class Lately:
    kinds: list[Value]
    verdicts: list[Value]
    address: str


def volumes(plan: ActivePlan, may: May, now: datetime) -> list[Volume]:
    """All topics this reader may see whole, the loudest first, at the price of two queries."""
    ids = [topic for topic in plan.ids("topics") if any(scope.topic in {"", topic} for scope in may.scopes)]
    if not ids:
        return []
    until = timezone.localtime(now).replace(minute=0, second=0, microsecond=0) + HOUR
    since = until - DAY
    found = counts(ids, since - DAY, until, grain="hour")
    states = Archive().coverage(None, None, since, now)
    made = [
        _volume(
            plan.name(id, "topics"), id, found[id], _Span(since, until, now, gaps(states, since, now, (id,)))
        )
        for id in ids
    ]
    return sorted(made, key=lambda one: one.n, reverse=True)[:_MOST_TOPICS]


def lately(may: May, now: datetime) -> Lately | None:
    """Requests and recommendations of the last hours, without posts that want nothing."""
    since = now - LATELY
    kinds, verdicts = Archive().facets(Search(since=since, may=may), ("kind", "verdict"), 12)
    if not kinds.values:
        return None
    named = {id: str(words) for id, words in KINDS.items() if id != "none"}
    recommended = {id: str(words) for id, (words, _icon) in VERDICTS.items()}
    return Lately(
        _values(kinds.values, named, "kind", since, now),
        _values(verdicts.values, recommended, "verdict", since, now),
        links.archive("", since, now),
    )


def _values(
    values: Sequence[tuple[str, int]], names: dict[str, str], field: str, since: datetime, now: datetime
) -> list[Value]:
    known = [(id, n) for id, n in values if id in names][:_MOST_VALUES]
    most = max((n for _id, n in known), default=1)
    # Recommendations are no field of the query language: their posts are all those of these hours.
    query = "{0}:{1}" if field == "kind" else ""
    return [
        Value(names[id], n, max(1, round(100 * n / most)), links.archive(query.format(field, id), since, now))
        for id, n in known
    ]


def _volume(name: str, topic: str, found: dict[datetime, int], span: _Span) -> Volume:
    day = {at: n for at, n in found.items() if at >= span.since}
    points = binned(day, {}, span.silent, span.since, span.until, HOUR)
    query = links.of_topics((topic,))
    peak = max(day, key=lambda at: day[at], default=None)
    local = timezone.localtime(peak) if peak else None
    return Volume(
        name=name,
        n=sum(day.values()),
        before=sum(n for at, n in found.items() if at < span.since),
        drawing=drawn(Course(HOUR, points, span.now), span.silent) if day else None,
        address=links.archive(query, span.since, span.until),
        peak=f"{local:%H:%M}" if local else "",
        peak_address=links.archive(query, peak, peak + HOUR) if peak else "",
    )
