"""How many people a wave takes, half hour by half hour."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sturmwarte.core.foresee.outlook import HalfHour, Staffing
from sturmwarte.station.foresee.pages.saying import clock, figure
from sturmwarte.station.foresee.pages.tale import sentences
from sturmwarte.station.frame import formats
from sturmwarte.station.plan.pages.active import ActivePlan

_WIDTH, _HEIGHT = 1000, 1000


@dataclass(frozen=True)
class Bar:
    """Half an hour: its bar, what stands on hover, and its row in the table."""

    at: datetime
    x: str
    width: str
    y: str
    height: str
    y_high: str
    height_high: str
    needed: int
    upper: int
    on_duty: int | None
    arrivals: str
    late: str
    short: bool


@dataclass(frozen=True)
class People:
    """`duty` is where the line of those on duty runs; empty where nobody knows who is."""

    sentence: str
    bars: list[Bar]
    most: int
    duty: str
    grounds: list[str]
    why: list[str]


def people(staffing: Staffing, plan: ActivePlan, now: datetime) -> People | None:
    halves = [one for one in staffing.half_hours if one.at.timestamp() > now.timestamp() - 1800]
    if not halves:
        return None
    most = max([*(one.people_high for one in halves), *(one.on_duty or 0 for one in halves), 1])
    return People(
        sentence=_sentence(staffing, halves, now),
        bars=[_bar(n, one, most, len(halves)) for n, one in enumerate(halves)],
        most=most,
        duty=_duty(halves, most),
        grounds=_grounds(staffing),
        why=sentences(staffing.why, plan),
    )


def _sentence(staffing: Staffing, halves: list[HalfHour], now: datetime) -> str:
    needed = max(one.people for one in halves)
    people = ngettext("%s person needed", "%s people needed", needed) % needed
    upper = max(one.people_high for one in halves)
    if upper > needed:
        people = _("%(people)s, %(upper)s if it goes badly") % {"people": people, "upper": upper}
    if staffing.until and staffing.until > now:
        people = _("%(people)s, until %(at)s") % {"people": people, "at": clock(staffing.until, now)}
    on_duty = halves[0].on_duty
    if on_duty is None:
        return people
    return _("%(people)s; on duty: %(n)s") % {"people": people, "n": on_duty}


def _bar(n: int, one: HalfHour, most: int, count: int) -> Bar:
    wide = 100 / count
    high, upper = 100 * one.people / most, 100 * one.people_high / most
    return Bar(
        at=one.at,
        x=f"{n * wide + wide * 0.12:.2f}%",
        width=f"{wide * 0.76:.2f}%",
        y=f"{100 - high:.2f}%",
        height=f"{high:.2f}%",
        y_high=f"{100 - upper:.2f}%",
        height_high=f"{upper:.2f}%",
        needed=one.people,
        upper=one.people_high,
        on_duty=one.on_duty,
        arrivals=figure(one.arrivals),
        late=formats.percent(one.late) if one.late is not None else "",
        short=one.on_duty is not None and one.people > one.on_duty,
    )


def _duty(halves: list[HalfHour], most: int) -> str:
    """Steps in the drawing's units of 1000."""
    if any(one.on_duty is None for one in halves):
        return ""
    wide, path = _WIDTH / len(halves), []
    for n, one in enumerate(halves):
        y = _HEIGHT * (1 - (one.on_duty or 0) / most)
        path.append(f"{n * wide:.1f} {y:.1f}L{(n + 1) * wide:.1f} {y:.1f}")
    return "M" + "L".join(path)


def _grounds(staffing: Staffing) -> list[str]:
    """What was reckoned with, each in a sentence."""
    minutes = figure(staffing.handling_min)
    known = ngettext(
        "%(minutes)s minutes an answer, from %(n)s answer of yours",
        "%(minutes)s minutes an answer, from %(n)s answers of yours",
        staffing.handling_known,
    ) % {"minutes": minutes, "n": formats.number(staffing.handling_known)}
    rule = _("%s minutes an answer: a rule of thumb, until you have answered enough") % minutes
    found = [
        known if staffing.handling_known else rule,
        _("%s of the posts are worth an answer") % formats.percent(staffing.worth),
        _("deadline %s minutes") % figure(ceil(staffing.deadline_min)),
    ]
    if staffing.backlog:
        found.append(
            ngettext("%s post is waiting already", "%s posts are waiting already", staffing.backlog)
            % formats.number(staffing.backlog)
        )
    return found
