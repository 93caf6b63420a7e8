"""Until when a post must be acknowledged and answered, by priority."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from sturmwarte.core.plan.entry import Entry
from sturmwarte.core.plan.section import Section
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.hours import Calendar, Clock

_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*(days?|tage?|d|hours?|stunden?|std|h|minutes?|minuten?|min|m)\b\.?")
_SECONDS = {"d": 86400, "t": 86400, "h": 3600, "s": 3600, "m": 60}
_MOST = timedelta(days=366)


def span(value: object) -> object:
    """`15 min`, `2 h`, `1 h 30 min`, `1 Tag` -> timedelta; whole numbers count minutes.

    >>> span("1 h 30 min")
    datetime.timedelta(seconds=5400)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    if isinstance(value, int | float):
        return _bounded(timedelta(minutes=value), value)
    text = value.strip().lower()
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip():
        raise _wrong("span", value)
    seconds = sum(float(number.replace(",", ".")) * _SECONDS[unit[0]] for number, unit in parts)
    return _bounded(timedelta(seconds=min(seconds, 1e9)), value)


def _bounded(found: timedelta, value: object) -> timedelta:
    if not timedelta(0) < found <= _MOST:
        raise _wrong("span_length", value)
    return found


def _wrong(key: str, value: object) -> ValueError:
    return ValueError(Reason(f"triage.check.{key}", {"value": str(value)}), Reason("triage.check.span_fix"))


def span_text(value: timedelta) -> str:
    """The shortest way to write a span, in the units `span` reads.

    >>> span_text(timedelta(minutes=90))
    '90 min'
    """
    minutes = round(value.total_seconds() / 60)
    if minutes % 1440 == 0 and minutes > 1440:
        return f"{minutes // 1440} d"
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


Span = Annotated[
    timedelta,
    BeforeValidator(span),
    PlainSerializer(span_text, return_type=str),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}], "examples": ["15 min", "4 h", "1 d"]}),
]


class Deadline(Entry):
    """Spans from the moment the post was received; `clock: business` counts opening hours only."""

    acknowledge: Span | None = None
    reply: Span | None = None
    clock: Clock = "always"


def standard() -> dict[int, Deadline]:
    """A rule of thumb to start from, meant to be edited; priority 5 has no deadline."""
    return {
        1: Deadline(acknowledge=timedelta(minutes=15), reply=timedelta(minutes=60)),
        2: Deadline(acknowledge=timedelta(minutes=30), reply=timedelta(hours=2)),
        3: Deadline(reply=timedelta(hours=4), clock="business"),
        4: Deadline(reply=timedelta(hours=24)),
    }


def deadline(received_at: datetime, after: timedelta, clock: Clock, calendar: Calendar) -> datetime:
    """The instant (UTC) at which `after` is over, by the wall clock or in business hours."""
    if clock == "business":
        return calendar.after(received_at, after)
    return received_at.astimezone(UTC) + after


Priority = Annotated[int, Field(ge=1, le=5)]

DEADLINES: Section[dict[int, Deadline]] = Section("deadlines", dict[Priority, Deadline], standard)
