"""The report on a recorded storm: its course, when the station would have warned, and where wrongly."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sturmwarte.core.foresee.storms.report import Alarm, Report
from sturmwarte.core.foresee.storms.report import Chart as Recorded
from sturmwarte.core.foresee.storms.report import Storm as Told
from sturmwarte.station.foresee.pages import saying
from sturmwarte.station.foresee.pages.chart import Chart, chart
from sturmwarte.station.foresee.pages.course import Course, Gap, Mark, Point
from sturmwarte.station.foresee.pages.tale import sentences
from sturmwarte.station.foresee.pages.words import LEVELS
from sturmwarte.station.frame import formats
from sturmwarte.station.plan.pages.active import active_plan

_MOST_FLAGS = 12


@dataclass(frozen=True)
class Row:
    """A storm as it was. `delay` is empty when it would have been missed."""

    storm: Told
    rate: str
    usual: str
    delay: str
    levels: list[tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """`found` of `all` storms would have been called."""

    report: Report
    name: str
    chart: Chart | None
    storms: list[Row]
    false: list[Alarm]
    falls: list[Alarm]
    found: int
    all: int
    median: str
    headline: str
    rate: str
    why: list[str]


def reports(result: Any) -> list[Shown]:
    """What the job stored: a report, or one for each series."""
    if isinstance(result, dict) and "series" not in result:
        result = result.get("reports", [])
    rows = result if isinstance(result, list) else [result] if result else []
    return [shown for one in rows if (shown := _read(one))]


def _read(stored: Any) -> Shown | None:
    try:
        return _shown(msgspec.convert(stored, Report, str_keys=True))
    except msgspec.ValidationError:  # another version wrote it
        return None


def _shown(report: Report) -> Shown:
    found = [one for one in report.storms if one.detected is not None]
    delays = sorted(one.delay_min for one in found if one.delay_min is not None)
    return Shown(
        report=report,
        name=report.series,
        chart=_chart(report),
        storms=[_row(one) for one in report.storms],
        false=[one for one in report.alarms if one.real is False],
        falls=[one for one in report.alarms if one.real is None],
        found=len(found),
        all=len(report.storms),
        median=_delay(delays[len(delays) // 2]) if delays else "",
        headline=_headline(len(found), len(report.storms)),
        rate=saying.decimal(report.false_a_month) if report.false_a_month is not None else "",
        why=sentences(report.why, active_plan()),
    )


def _headline(found: int, of: int) -> str:
    if not of:
        return _("No storm in this time")
    return ngettext(
        "%(found)s of %(of)s storm would have been called",
        "%(found)s of %(of)s storms would have been called",
        of,
    ) % {"found": found, "of": of}


def _row(storm: Told) -> Row:
    levels = [
        (one.level, _delay(storm.to_level_min[one.level]))
        for one in storm.levels
        if one.level in storm.to_level_min and one.level != "green"
    ]
    delay = "" if storm.delay_min is None else _delay(storm.delay_min)
    return Row(storm, saying.figure(storm.peak_rate), saying.figure(storm.usual), delay, levels)


def _delay(minutes: float) -> str:
    """`8 min`; a warning before the steep rise says so."""
    span = formats.span(timedelta(minutes=abs(minutes)))
    return _("%s before") % span if minutes < 0 else _("after %s") % span


def _chart(report: Report) -> Chart | None:
    found = report.chart
    if found is None or not found.counts:
        return None
    step = timedelta(minutes=found.step_min)
    points = tuple(_points(found, step))
    course = Course(step, points, found.began + step * len(points), marks=tuple(_marks(report)))
    return chart(course, _gaps(points, step), "")


def _points(found: Recorded, step: timedelta) -> Iterable[Point]:
    """The busiest half hour of each step, so that a storm stays one on a chart of a year."""
    for n, high in enumerate(found.highest):
        usual = found.expected[n]
        low, top = found.low[n], found.high[n]
        within = (low, top) if low is not None and top is not None else None
        yield Point(found.began + n * step, high, usual, within)


def _gaps(points: Iterable[Point], step: timedelta) -> list[Gap]:
    found: list[Gap] = []
    for one in points:
        if one.value is None:
            joined = bool(found) and found[-1][1] == one.at
            found[-1:] = [(found[-1][0], one.at + step)] if joined else [*found[-1:], (one.at, one.at + step)]
    return found


def _marks(report: Report) -> Iterable[Mark]:
    """Every warning; with many of them their flags alone."""
    many = len(report.alarms) > _MOST_FLAGS
    for one in report.alarms:
        if one.real is None:
            continue
        word = LEVELS[one.level] if one.level != "green" else _("warned")
        words = str(word) if one.real else _("false alarm")
        yield Mark(one.detected, "level" if one.real else "false", "" if many else words, one.level)
