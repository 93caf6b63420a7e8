"""Draws a course: everything a chart needs, as text for attributes. The server draws, so that a chart is
there before any script, prints, and needs no library.

The field is 1000 x 1000 and stretched by the browser; lettering stands beside it in per cent of the width, so
that it stays crisp at any size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log10

from django.utils import timezone
from django.utils.translation import get_language

from sturmwarte.station.foresee.pages.course import HOUR, Course, Mark, Point, band
from sturmwarte.station.foresee.pages.saying import figure
from sturmwarte.station.frame import formats

SIZE = 1000.0
ROWS, ROW_PX, FIELD_PX, TOP_PX = 3, 16, 260, 58
_TICKS = (HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 7 * 24 * HOUR, 14 * 24 * HOUR)
_MOST_TICKS = 8
_LETTER = 0.72
"""Width of a letter in per cent of a chart on a desk: where labels would touch they take another row."""


@dataclass(frozen=True)
class Tick:
    """A line of the grid: where it is (x in per cent, y in pixels), and what stands at it."""

    place: str
    words: str
    strong: bool = False


@dataclass(frozen=True)
class Flagged:
    """A mark with a row of its own among its neighbours; `left` when its words stand left of it."""

    mark: Mark
    x: str
    row: int
    left: bool
    below: int


@dataclass(frozen=True)
class Label:
    """What a line is worth at its end, written beside it: `kind` is now, usual or middle; `y` in pixels."""

    kind: str
    x: str
    y: str
    words: str


@dataclass(frozen=True)
class Drawn:
    """Paths are in the field's units; `top` is the rate at its upper edge. `cut`: the
    forecast reaches beyond."""

    line: str
    area: str
    usual: str
    usual_line: str
    band: str
    middle: str
    silent: list[tuple[str, str]]
    times: list[Tick]
    rates: list[Tick]
    marks: list[Flagged]
    top: float
    now: str
    cut: bool
    ends: list[Label]


class Scale:
    """From moments and rates to places in the field."""

    def __init__(self, since: datetime, until: datetime, top: float) -> None:
        self.since, self.until, self.top = since, until, top
        self._length = max((until - since).total_seconds(), 1.0)

    def x(self, at: datetime) -> float:
        return SIZE * (at - self.since).total_seconds() / self._length

    def y(self, rate: float) -> float:
        return SIZE * (1 - min(rate, self.top) / self.top)

    def percent(self, at: datetime) -> str:
        return f"{min(100.0, max(0.0, self.x(at) / 10)):.2f}%"


def drawn(
    course: Course, unheard: Iterable[tuple[datetime, datetime]] = (), field: int = FIELD_PX
) -> Drawn | None:
    """None where there is nothing to draw."""
    if len(course.points) < 2:
        return None
    since = course.points[0].at
    end = course.points[-1].at + course.step
    until = max([end, *(one.at + HOUR for one in course.ahead)])
    top, cut = _top(course)
    scale = Scale(since, until, top)
    band_path, middle = _ahead(course, scale, end)
    return Drawn(
        line=_lines(course.points, course.step, scale),
        area=_areas(course.points, course.step, scale),
        usual=_usual_band(course.points, course.step, scale),
        usual_line=_usual_line(course.points, course.step, scale),
        band=band_path,
        middle=middle,
        silent=_silent(unheard, scale),
        times=_times(scale),
        rates=_rates(top, field),
        marks=_marks(course.marks, scale),
        top=top,
        now=scale.percent(end) if course.ahead else "",
        cut=cut,
        ends=_ends(course, scale, field),
    )


def segments(points: Sequence[Point]) -> list[list[Point]]:
    """Runs of points with a value: a gap is never bridged."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def nice(top: float) -> tuple[float, float]:
    """A round upper edge for the rates, and the step between grid lines."""
    raw = max(top, 4.0) / 4
    power = 10.0 ** int(log10(raw)) if raw >= 1 else 1.0
    step = next((factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw), 10 * power)
    count = -(-max(top, 4.0) // step)
    return step * count, step


def _top(course: Course) -> tuple[float, bool]:
    """Up to the upper end of the forecast, but never so far that what happened becomes a flat line."""
    seen = [one.value for one in course.points if one.value is not None]
    seen += [
        (one.within or band(one.usual, max(course.step, HOUR)))[1]
        for one in course.points
        if one.usual is not None
    ]
    seen += [one.middle for one in course.ahead]
    highest = max(seen, default=1.0)
    upper = max((one.high for one in course.ahead), default=0.0)
    limit = min(upper, highest * 1.6)
    return nice(max(highest * 1.04, limit))[0], upper > nice(max(highest * 1.04, limit))[0]


def _middle_of(point: Point, step: timedelta) -> datetime:
    return point.at + step / 2


def _path(places: Iterable[tuple[float, float]]) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _lines(points: Sequence[Point], step: timedelta, scale: Scale) -> str:
    return "".join("M" + _path(_places(run, step, scale)) for run in segments(points))


def _areas(points: Sequence[Point], step: timedelta, scale: Scale) -> str:
    found = []
    for run in segments(points):
        places = _places(run, step, scale)
        found.append(f"M{places[0][0]:.1f} {SIZE:.0f}L{_path(places)}L{places[-1][0]:.1f} {SIZE:.0f}Z")
    return "".join(found)


def _places(run: Sequence[Point], step: timedelta, scale: Scale) -> list[tuple[float, float]]:
    places = [(scale.x(_middle_of(one, step)), scale.y(one.value or 0.0)) for one in run]
    if len(places) == 1:  # a single point among gaps still is a short line
        x, y = places[0]
        half = scale.x(run[0].at + step) - x
        return [(x - half, y), (x + half, y)]
    return places


def _usual_band(points: Sequence[Point], step: timedelta, scale: Scale) -> str:
    known = [
        (one, *(one.within or band(one.usual, max(step, HOUR)))) for one in points if one.usual is not None
    ]
    if len(known) < 2:
        return ""
    upper = [(scale.x(_middle_of(one, step)), scale.y(high)) for one, _low, high in known]
    lower = [(scale.x(_middle_of(one, step)), scale.y(low)) for one, low, _high in reversed(known)]
    return f"M{_path([*upper, *lower])}Z"


def _usual_line(points: Sequence[Point], step: timedelta, scale: Scale) -> str:
    known = [(scale.x(_middle_of(one, step)), scale.y(one.usual)) for one in points if one.usual is not None]
    return f"M{_path(known)}" if len(known) > 1 else ""


def _ahead(course: Course, scale: Scale, end: datetime) -> tuple[str, str]:
    """The band opens where the line ends, so that the eye goes on from what was heard."""
    if not course.ahead:
        return "", ""
    last = next((one for one in reversed(course.points) if one.value is not None), None)
    hours = [(scale.x(one.at + HOUR / 2), one) for one in course.ahead if one.at + HOUR / 2 > end]
    start = [(scale.x(_middle_of(last, course.step)), scale.y(last.value or 0.0))] if last else []
    upper = [*start, *((x, scale.y(one.high)) for x, one in hours)]
    lower = [(x, scale.y(one.low)) for x, one in reversed(hours)]
    middle = [*start, *((x, scale.y(one.middle)) for x, one in hours)]
    return f"M{_path([*upper, *lower])}Z", f"M{_path(middle)}"


def _ends(course: Course, scale: Scale, field: int) -> list[Label]:
    """Direct labels: the line's last value, the foretold end, and the usual; none upon another."""
    wanted: list[tuple[str, datetime, float]] = []
    last = next((one for one in reversed(course.points) if one.value is not None), None)
    if last and last.value is not None:
        wanted.append(("now", _middle_of(last, course.step), last.value))
    if course.ahead:
        wanted.append(("middle", course.ahead[-1].at + HOUR / 2, course.ahead[-1].middle))
    normal = next((one for one in course.points if one.usual is not None), None)
    if normal and normal.usual is not None:
        wanted.append(("usual", normal.at, normal.usual))
    return [
        Label(kind, scale.percent(at), f"{TOP_PX + field * scale.y(rate) / SIZE:.1f}", figure(rate))
        for kind, at, rate in wanted
    ]


def _silent(unheard: Iterable[tuple[datetime, datetime]], scale: Scale) -> list[tuple[str, str]]:
    found = []
    for since, until in unheard:
        left, right = max(0.0, scale.x(since)), min(SIZE, scale.x(until))
        if right > left:
            found.append((f"{left / 10:.2f}%", f"{(right - left) / 10:.2f}%"))
    return found


def _times(scale: Scale) -> list[Tick]:
    length = scale.until - scale.since
    step = next((one for one in _TICKS if length / one <= _MOST_TICKS), _TICKS[-1])
    found, local = [], timezone.localtime(scale.since).replace(minute=0, second=0, microsecond=0)
    at = local.replace(hour=0)
    while at < scale.until:
        if at >= scale.since:
            found.append(Tick(scale.percent(at), _clock(at, step), at.hour == 0))
        at = _next(at, step)
    return [one for one in found if 2 < float(one.place[:-1]) < 98]


def _next(at: datetime, step: timedelta) -> datetime:
    """The wall clock goes on: a day of 23 hours still has its noon at 12."""
    return (at.replace(tzinfo=None) + step).replace(tzinfo=at.tzinfo)


def _clock(at: datetime, step: timedelta) -> str:
    from_midnight = at.hour == 0 and at.minute == 0
    if from_midnight or step >= 24 * HOUR:
        return formats.date(at, timezone.localtime(), get_language() or "en")
    return f"{at:%H:%M}"


def _rates(top: float, field: int) -> list[Tick]:
    _, step = nice(top)
    count = round(top / step)
    return [
        Tick(f"{TOP_PX + field * (1 - n * step / top):.1f}", formats.number(round(n * step)), n == 0)
        for n in range(count + 1)
    ]


def _marks(marks: Sequence[Mark], scale: Scale) -> list[Flagged]:
    """Each label in the highest row where it touches no other; what finds no row shows its flag alone."""
    free, found = [0.0] * ROWS, []
    for mark in sorted(marks, key=lambda one: one.at):
        x = min(100.0, max(0.0, scale.x(mark.at) / 10))
        width = 2.4 + len(mark.words) * _LETTER
        left = x + width > 100
        begin = x - width if left else x
        row = next((n for n in range(ROWS) if free[n] <= begin), -1)
        if row >= 0:
            free[row] = (x if left else x + width) + 0.6
        shown = mark if row >= 0 else Mark(mark.at, mark.kind, "", mark.level)
        found.append(Flagged(shown, f"{x:.2f}%", max(row, 0), left, TOP_PX - ROW_PX * (ROWS - max(row, 0))))
    return found
