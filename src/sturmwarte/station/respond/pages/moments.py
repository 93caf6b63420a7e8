"""Times people choose with one touch: tomorrow morning, Monday, or when something new happens."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MORNING, EVENING = time(9), time(17)
NEW = "new"
"""No time: until something new happens."""


@dataclass(frozen=True)
class Moment:
    """`value` is what the form sends."""

    value: str
    words: "str | Promise"
    at: datetime


class NoTime(ValueError):
    """What was given is no time."""


def moments(now: datetime) -> list[Moment]:
    """Those that make sense now, the earliest first."""
    here = timezone.localtime(now)
    found = [
        Moment("hours", gettext_lazy("in two hours"), now + timedelta(hours=2)),
        Moment("evening", gettext_lazy("today at 17:00"), _at(here, 0, EVENING)),
        Moment("tomorrow", gettext_lazy("tomorrow at 9:00"), _at(here, 1, MORNING)),
        Moment("monday", gettext_lazy("Monday at 9:00"), _at(here, 7 - here.weekday(), MORNING)),
    ]
    sensible = [one for one in found if one.at > now + timedelta(minutes=30)]
    return [one for one in sensible if one.value != "monday" or here.weekday() != 6]


def chosen(value: str, exactly: str, now: datetime) -> datetime | None:
    """The time a form asks for: one of `moments`, or what stands in `exactly`; None for NEW. Raises
    `NoTime`."""
    if exactly.strip():
        return _read(exactly)
    if value == NEW:
        return None
    found = next((one.at for one in moments(now) if one.value == value), None)
    if found is None:
        raise NoTime(_("Choose until when."))
    return found


def _at(here: datetime, days: int, clock: time) -> datetime:
    day = here.date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, clock), here.tzinfo)


def _read(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    except (ValueError, OverflowError):
        raise NoTime(_("“%s” is no time. Write it like 2026-11-24 09:00.") % text[:40]) from None
