"""Sources, and how well they are heard. Secrets never leave the station."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from sturmwarte.station.api.caller import Needs, caller
from sturmwarte.station.api.fields import Line, Moment, Text
from sturmwarte.station.api.once import once
from sturmwarte.station.listen.actions.rest import rest, wake
from sturmwarte.station.listen.models import Source as Row
from sturmwarte.station.listen.pages.rows import state_of

router = Router(tags=["sources"])


class Source(Schema):
    """`state` is hearing, quiet, limited, disturbed, resting or starting."""

    id: str
    kind: str
    name: str
    channel: str
    state: str
    since: datetime | None = Field(None, description="in this state since")
    why: dict[str, Any] = Field({}, description="key and args of the reason")
    silence: float | None = Field(None, description="probability that this silence is chance")
    expires: datetime | None = Field(None, description="when the access ends, where that is known")


class Sources(Schema):
    items: list[Source]


class Resting(Schema):
    reason: Text
    until: Moment | None = None


@router.get("/sources", auth=Needs("sources:read"), response=Sources, summary="Sources and their states")
def sources(request: HttpRequest) -> Sources:
    return Sources(items=[_told(row) for row in Row.objects.filter(removed_at=None).order_by("name", "id")])


@router.get("/sources/{id}", auth=Needs("sources:read"), response=Source, summary="One source")
def source(request: HttpRequest, id: Line) -> Source:
    row = Row.objects.filter(removed_at=None, pk=id).first()
    if row is None:
        raise Http404
    return _told(row)


@router.post("/sources/{id}/rest", auth=Needs("sources:write"), response=Source, summary="Let it rest")
@once
def rest_source(request: HttpRequest, id: Line, asked: Resting) -> Source:
    who = caller(request)
    return _told(rest(who.who, id, asked.reason, asked.until, who.now))


@router.post("/sources/{id}/wake", auth=Needs("sources:write"), response=Source, summary="Wake it")
@once
def wake_source(request: HttpRequest, id: Line) -> Source:
    who = caller(request)
    return _told(wake(who.who, id, who.now))


def _told(row: Row) -> Source:
    return Source(
        id=row.pk, kind=row.kind, name=row.name, channel=row.channel, state=state_of(row),
        since=row.state_since, why=row.why, silence=row.silence, expires=row.expires,
    )  # fmt: skip
