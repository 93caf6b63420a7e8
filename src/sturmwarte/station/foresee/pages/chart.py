"""The large chart of a wave: its course, what is usual, what is foretold, and what happened when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sturmwarte.core.foresee.outlook import Expected
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.foresee.pages import links
from sturmwarte.station.foresee.pages.counts import counts, usual
from sturmwarte.station.foresee.pages.course import (
    HOUR,
    Course,
    Gap,
    Mark,
    Point,
    binned,
    gaps,
    hourly,
    step_for,
)
from sturmwarte.station.foresee.pages.ours import ours
from sturmwarte.station.foresee.pages.plot import Drawn, Scale, drawn
from sturmwarte.station.foresee.pages.saying import figure
from sturmwarte.station.foresee.pages.told import Seen
from sturmwarte.station.foresee.pages.words import LEVELS
from sturmwarte.station.frame import formats
from sturmwarte.station.plan.pages.active import ActivePlan

_BEFORE = (timedelta(hours=6), timedelta(hours=24))
_YOUNG = timedelta(hours=12)


@dataclass(frozen=True)
class Row:
    """An hour in the table. Empty words where nothing is known; `ahead` is a foretold one."""

    at: str
    value: str
    usual: str
    low: str = ""
    middle: str = ""
    high: str = ""
    address: str = ""
    ahead: bool = False


@dataclass(frozen=True)
class Chart:
    """`hover` is what the script reads: per point its place, time, rate, usual rate and address."""

    drawn: Drawn
    table: list[Row]
    events: list[Mark]
    hover: dict[str, Any]
    unheard: bool
    known: bool
    last: str
    step: str


def wave_chart(seen: Seen, plan: ActivePlan, may: May, now: datetime) -> Chart | None:
    since, until, step = _window(seen, now)
    topics, private = tuple(seen.wave.topics) or (seen.row.topic,), seen.row.private
    silent = gaps(Archive().coverage(None, None, since, until), since, until, topics[:1])
    grain = "minute" if step < HOUR else "hour"
    found = counts(topics, since, until, grain=grain, private=private)
    # A post on two topics of one wave is one post: the largest topic stands for the wave.
    main = max(found.values(), key=lambda one: sum(one.values()))
    normal = usual(seen.row.topic, seen.row.started, since, until + HOUR, private)
    if not normal and seen.wave.known:
        normal = _level(seen.wave.usual, since, until)
    points = binned(main, normal, silent, since, until, step)
    marks = [*_marks(seen), *ours(topics, plan, may, since, until)]
    course = Course(step, points, now, _ahead(seen, until), tuple(marks))
    return chart(course, silent, links.of_topics(topics))


def chart(course: Course, silent: Sequence[Gap], query: str) -> Chart | None:
    """Also for other courses than a wave's: recorded storms are drawn the same way."""
    picture = drawn(course, silent)
    if picture is None:
        return None
    heard = course.heard
    return Chart(
        drawn=picture,
        table=_table(course, query),
        events=sorted(course.marks, key=lambda one: one.at),
        hover=_hover(course, picture, query),
        unheard=bool(picture.silent),
        known=bool(picture.usual),
        last=figure(heard[-1].value or 0.0) if heard else "",
        step=formats.span(course.step),
    )


def _window(seen: Seen, now: datetime) -> tuple[datetime, datetime, timedelta]:
    """Enough of the calm before, and on the clock's own grid, so that a point is 14:05 and not 14:03."""
    end = seen.row.ended or now
    age = max(end - seen.row.started, HOUR)
    since = seen.row.started - min(max(age / 2, _BEFORE[0]), _BEFORE[1])
    # What came after the engine's last look is not known yet: a line that falls to zero would be a lie.
    until = min(now, end + age / 4) if seen.over else min(now, seen.row.updated)
    step = step_for(until - since)
    grid = step.total_seconds()
    return _floor(since, grid), _floor(until, grid), step


def _floor(at: datetime, grid_s: float) -> datetime:
    local = timezone.localtime(at)
    begin = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return begin + timedelta(seconds=(local - begin).total_seconds() // grid_s * grid_s)


def _level(rate: float, since: datetime, until: datetime) -> dict[datetime, float]:
    """Where the history does not say it hour by hour: what the engine holds for usual now."""
    begin = since.replace(minute=0, second=0, microsecond=0)
    return {begin + n * HOUR: rate for n in range(int((until - begin) / HOUR) + 1)}


def _ahead(seen: Seen, now: datetime) -> tuple[Expected, ...]:
    if seen.forecast is None or seen.over:
        return ()
    far = now + (_YOUNG if now - seen.row.started < _YOUNG else 2 * _YOUNG)
    return tuple(one for one in seen.forecast.per_hour if now - HOUR < one.at < far)


def _marks(seen: Seen) -> list[Mark]:
    found = [Mark(seen.row.detected, "detected", _("noticed"))]
    found += [
        Mark(one.at, "level", str(LEVELS.get(one.level, one.level)), one.level)
        for one in seen.wave.levels
        if one.level != "green"
    ]
    if seen.row.ended:
        found.append(Mark(seen.row.ended, "over", _("over")))
    return found


def _table(course: Course, query: str) -> list[Row]:
    rows = [
        Row(
            _hour(one.at, max(course.step, HOUR)),
            "" if one.value is None else figure(one.value),
            "" if one.usual is None else figure(one.usual),
            address=links.archive(query, one.at, one.at + max(course.step, HOUR))
            if query and one.value
            else "",
        )
        for one in hourly(course.points, course.step)
    ]
    ahead = [
        Row(_hour(one.at, HOUR), "", "", figure(one.low), figure(one.middle), figure(one.high), ahead=True)
        for one in course.ahead
    ]
    return rows + ahead


def _hour(at: datetime, length: timedelta) -> str:
    local = timezone.localtime(at)
    day = formats.date(local, timezone.localtime(), get_language() or "en")
    return f"{day}, {local:%H:%M}" if length < 24 * HOUR else day


def _hover(course: Course, picture: Drawn, query: str) -> dict[str, Any]:
    end = course.points[-1].at + course.step
    until = max([end, *(one.at + HOUR for one in course.ahead)])
    scale = Scale(course.points[0].at, until, picture.top)
    return {
        "archive": links.archive(query) if query else "",
        "points": [*_heard(course, scale), *_foretold(course.ahead, scale, end)],
    }


def _heard(course: Course, scale: Scale) -> Iterable[dict[str, Any]]:
    for one in course.points:
        at = one.at + course.step / 2
        yield _place(scale, at, one.value, one, course.step)


def _place(scale: Scale, at: datetime, value: float | None, point: Point, step: timedelta) -> dict[str, Any]:
    found: dict[str, Any] = {"x": round(scale.x(at) / 10, 2), "t": _stretch(point.at, step)}
    found["v"] = _("not heard") if value is None else figure(value)
    if value is not None:
        found |= {"y": round(scale.y(value) / 10, 2), **links.times(point.at, point.at + step)}
    if point.usual is not None:
        found["u"] = figure(point.usual)
    return found


def _foretold(ahead: Iterable[Expected], scale: Scale, end: datetime) -> Iterable[dict[str, Any]]:
    for one in ahead:
        if one.at + HOUR / 2 > end:
            words = _("%(middle)s (%(low)s to %(high)s)") % {
                "middle": figure(one.middle),
                "low": figure(one.low),
                "high": figure(one.high),
            }
            x, y = scale.x(one.at + HOUR / 2) / 10, scale.y(one.middle) / 10
            yield {"x": round(x, 2), "y": round(y, 2), "t": _stretch(one.at, HOUR), "f": words}


def _stretch(at: datetime, step: timedelta) -> str:
    begin, end = timezone.localtime(at), timezone.localtime(at + step)
    day = formats.date(begin, timezone.localtime(), get_language() or "en")
    return day if step >= 24 * HOUR else f"{day}, {begin:%H:%M} – {end:%H:%M}"
