"""How much was said in the last 24 hours, topic by topic, beside what is usual and what was not heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from sturmwarte.station.archive import Archive, May
from sturmwarte.station.archive.models import Counter
from sturmwarte.station.archive.moments import micros, moment
from sturmwarte.station.foresee.pages import links
from sturmwarte.station.foresee.pages.course import HOUR, Course, Gap, Point, binned, gaps
from sturmwarte.station.foresee.pages.habit import RUNS, Habit, habits, may_count, topics_for
from sturmwarte.station.foresee.pages.lines import SOONEST
from sturmwarte.station.foresee.pages.plot import Drawn, Tick, drawn
from sturmwarte.station.foresee.pages.saying import figure
from sturmwarte.station.plan.pages.active import ActivePlan

DAY = timedelta(hours=24)
MOST_TOPICS = 12


@dataclass(frozen=True)
class Hour:
    """`n` None: nobody listened for it then."""

    at: datetime
    n: int | None
    address: str


@dataclass(frozen=True)
class Volume:
    """A topic's day in hours. `usual`: posts usual in what was heard of these hours, as words; empty where
    not known. `before`: the day before. `silent`: for how long nobody heard."""

    name: str
    n: int
    before: int
    usual: str
    times: float | None
    silent: timedelta
    drawing: Drawn | None
    address: str
    peak: str
    peak_n: int
    peak_address: str
    hours: list[Hour]


@dataclass(frozen=True)
class Volumes:
    """`more` topics are not shown. `ticks` stand under all drawings: they share their hours."""

    topics: list[Volume]
    more: int
    unheard: bool
    hours: list[tuple[datetime, list[Hour]]]
    ticks: list[Tick]


@dataclass(frozen=True)
class _Span:
    since: datetime
    until: datetime
    now: datetime
    silent: list[Gap]
    betweens: list[str]


def volumes(plan: ActivePlan, may: May, now: datetime) -> Volumes:
    """All topics this reader may count, the loudest first: two queries, and two an hour for what is usual."""
    ids = topics_for(may, plan.ids("topics"))
    if not ids:
        return Volumes([], 0, False, [], [])
    until = timezone.localtime(now).replace(minute=0, second=0, microsecond=0) + HOUR
    since = until - DAY
    found = _hours(ids, may, since - DAY, until)
    known = habits(ids, may, now)
    states = Archive().coverage(None, None, since, now)
    # Worked out once: every topic has the same hours.
    betweens = [urlencode(links.times(at, at + HOUR)) for at in _starts(since, until)]
    made = [
        _volume(
            id,
            plan,
            found[id],
            known[id],
            _Span(since, until, now, gaps(states, since, now, (id,)), betweens),
        )
        for id in ids
    ]
    shown = sorted(made, key=lambda one: one.n, reverse=True)[:MOST_TOPICS]
    rows = [(at, [one.hours[n] for one in shown]) for n, at in enumerate(_starts(since, until))]
    ticks = next((one.drawing.times for one in shown if one.drawing), [])
    return Volumes(shown, len(made) - len(shown), any(one.silent for one in shown), rows, ticks)


def _hours(ids: Sequence[str], may: May, since: datetime, until: datetime) -> dict[str, dict[datetime, int]]:
    rows = (
        Counter.objects.filter(may_count(may), topic__in=list(ids), grain="hour", run__in=RUNS)
        .filter(bucket__gte=micros(since), bucket__lt=micros(until))
        .values_list("topic", "bucket")
        .annotate(n=Sum("heard"))
    )
    found: dict[str, dict[datetime, int]] = {id: {} for id in ids}
    for topic, bucket, n in rows:
        found[topic][moment(bucket)] = n
    return found


def _volume(topic: str, plan: ActivePlan, found: Mapping[datetime, int], habit: Habit, span: _Span) -> Volume:
    day = {at: n for at, n in found.items() if at >= span.since}
    usual = {at: habit.at(at) or 0.0 for at in _starts(span.since, span.until)} if habit.known else {}
    points = binned(day, usual, span.silent, span.since, span.until, HOUR)
    expected = habit.expected(span.since, span.now, span.silent)
    query = links.of_topics((topic,))
    peak = max(day, key=lambda at: day[at], default=None)
    n = sum(day.values())
    return Volume(
        name=plan.name(topic, "topics"),
        n=n,
        before=sum(n for at, n in found.items() if at < span.since),
        usual=figure(round(expected)) if expected is not None else "",
        times=n / expected if expected else None,
        silent=sum((b - a for a, b in span.silent), timedelta()),
        drawing=drawn(Course(HOUR, _at_pace(points, span.now), span.now), span.silent)
        if day or span.silent
        else None,
        address=links.archive(query, span.since, span.until),
        peak=f"{timezone.localtime(peak):%H:%M}" if peak else "",
        peak_n=day[peak] if peak else 0,
        peak_address=links.archive(query, peak, peak + HOUR) if peak else "",
        hours=[_hour(point, query, between) for point, between in zip(points, span.betweens, strict=True)],
    )


def _at_pace(points: Sequence[Point], now: datetime) -> tuple[Point, ...]:
    """The hour that runs by its pace so far: half an hour's posts are no fall to half."""
    last = points[-1]
    if last.value is None:
        return tuple(points)
    return (*points[:-1], replace(last, value=last.value / (max(now - last.at, SOONEST) / HOUR)))


def _hour(point: Point, query: str, between: str) -> Hour:
    n = None if point.value is None else round(point.value)
    return Hour(point.at, n, f"{reverse('archive')}?{urlencode({'q': query})}&{between}" if n else "")


def _starts(since: datetime, until: datetime) -> list[datetime]:
    return [since + n * HOUR for n in range(round((until - since) / HOUR))]
