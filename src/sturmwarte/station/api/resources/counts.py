"""Counts of a topic over time, and the times nobody listened: those are not zeros."""

from datetime import UTC, datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from sturmwarte.station.api.caller import Needs, caller
from sturmwarte.station.api.errors import Problem
from sturmwarte.station.api.fields import Line, Moment
from sturmwarte.station.archive import Archive

router = Router(tags=["counts"])
MOST = {"minute": 1_440, "hour": 24 * 92, "day": 3_660}
"""Buckets an answer may have."""
SECONDS = {"minute": 60, "hour": 3_600, "day": 86_400}


class Asked(Schema):
    topic: Line = Field("", description="id of a topic; empty: all that was heard")
    since: Moment
    until: Moment
    grain: Literal["minute", "hour", "day"] = "hour"
    channel: Line | None = None
    sentiment: Literal["negative", "neutral", "positive"] | None = None
    kind: Line | None = None


class Silence(Schema):
    """A source was not (wholly) heard between two times; `until` null: it still is not."""

    source: str
    state: str
    since: datetime
    until: datetime | None


class Series(Schema):
    """A bucket that is missing from `counts` is a zero only outside the times in `not_heard`."""

    counts: list[tuple[datetime, int]]
    not_heard: list[Silence]


@router.get("/counts", auth=Needs("posts:read"), response=Series, summary="Posts of a topic over time")
def counts(request: HttpRequest, asked: Query[Asked]) -> Series:
    length = (asked.until - asked.since).total_seconds() / SECONDS[asked.grain]
    if not 0 < length <= MOST[asked.grain]:
        detail = f"until: after since, and at most {MOST[asked.grain]} {asked.grain}s later"
        raise Problem(422, "invalid", detail)
    archive, may = Archive(), caller(request).may_read()
    found = archive.series(
        asked.topic, asked.grain, asked.since, asked.until, may=may, zone=UTC,
        channel=asked.channel, sentiment=asked.sentiment, kind=asked.kind,
    )  # fmt: skip
    states = archive.coverage(None, None, asked.since, asked.until)
    silent = [
        Silence(source=one.source, state=one.state, since=one.since, until=one.until)
        for one in states
        if one.state not in {"hearing", "quiet"}
    ]
    return Series(counts=found, not_heard=silent)
