"""The situation at a glance, and waves with what was foretold of them."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from sturmwarte.station.api.caller import Caller, Needs, caller
from sturmwarte.station.api.fields import Limit, Line, Moment, Text
from sturmwarte.station.api.once import once
from sturmwarte.station.foresee import sight
from sturmwarte.station.foresee.actions.judge import judge, undo_judgement
from sturmwarte.station.foresee.actions.mute import mute, unmute
from sturmwarte.station.foresee.actions.step_down import step_down
from sturmwarte.station.foresee.levels import RANK
from sturmwarte.station.foresee.models import Wave as Row

router = Router(tags=["waves"])


class Wave(Schema):
    """`told` is the wave as the station tells it: why, voices, words. `forecast` says how sure it is; null
    where nothing was foretold."""

    id: str
    topic: str
    topics: list[str]
    level: str
    phase: str
    direction: str
    muted: bool
    started: datetime
    detected: datetime
    ended: datetime | None
    real: bool | None = Field(None, description="what a person said; null: nobody yet")
    told: dict[str, Any]
    forecast: dict[str, Any] | None


class Waves(Schema):
    items: list[Wave]


class Situation(Schema):
    """`level` is the highest of the waves under way that are not muted."""

    level: str
    waves: list[Wave]


class Judged(Schema):
    real: bool
    why: Text = ""


class Muting(Schema):
    until: Moment
    reason: Text


class Lowered(Schema):
    level: Literal["green", "yellow", "orange", "red", "blue"]
    why: Text


class Done(Schema):
    ok: bool = True


@router.get("/situation", auth=Needs("waves:read"), response=Situation, summary="Level and what moves")
def situation(request: HttpRequest) -> Situation:
    rows = [row for row in sight.under_way(_may(caller(request))) if not row.muted]
    level = max((row.level for row in rows), key=RANK.__getitem__, default="green")
    return Situation(level=level, waves=[_told(row) for row in rows])


@router.get("/waves", auth=Needs("waves:read"), response=Waves, summary="Waves, the newest first")
def waves(request: HttpRequest, since: Moment | None = None, limit: Limit = 50) -> Waves:
    rows = sight.waves(_may(caller(request)), since=since, most=limit)
    return Waves(items=[_told(row) for row in rows])


@router.get("/waves/{id}", auth=Needs("waves:read"), response=Wave, summary="One wave")
def wave(request: HttpRequest, id: Line) -> Wave:
    return _told(sight.wave(id, _may(caller(request))))


@router.post("/waves/{id}/judge", auth=Needs("waves:write"), response=Wave, summary="Say whether it was one")
@once
def judge_wave(request: HttpRequest, id: Line, asked: Judged) -> Wave:
    who = _seen(request, id)
    return _told(judge(who.who, id, asked.real, who.now, why=asked.why))


@router.post("/waves/{id}/judge/undo", auth=Needs("waves:write"), response=Wave, summary="Take that back")
@once
def undo_judge(request: HttpRequest, id: Line) -> Wave:
    who = _seen(request, id)
    return _told(undo_judgement(who.who, id, who.now))


@router.post("/waves/{id}/level", auth=Needs("waves:write"), response=Wave, summary="Lower its level")
@once
def lower(request: HttpRequest, id: Line, asked: Lowered) -> Wave:
    who = _seen(request, id)
    return _told(step_down(who.who, id, asked.level, asked.why, who.now))


@router.post("/mute", auth=Needs("waves:write"), response=Done, summary="Mute a topic")
@once
def mute_topic(request: HttpRequest, asked: Muting, topic: Query[Line]) -> Done:
    who = caller(request)
    mute(who.who, topic, asked.until, asked.reason, who.now)
    return Done()


@router.post("/unmute", auth=Needs("waves:write"), response=Done, summary="Unmute a topic")
@once
def unmute_topic(request: HttpRequest, topic: Query[Line]) -> Done:
    who = caller(request)
    unmute(who.who, topic, who.now)
    return Done()


def _seen(request: HttpRequest, id: str) -> Caller:
    """The caller, once it is sure that the token may see the wave."""
    who = caller(request)
    sight.wave(id, _may(who))
    return who


def _may(who: Caller) -> Any:
    return who.may_read()


def _told(row: Row) -> Wave:
    return Wave(
        id=row.wave, topic=row.topic, topics=row.topics, level=row.level, phase=row.phase,
        direction=row.direction, muted=row.muted, started=row.started, detected=row.detected,
        ended=row.ended, real=row.real, told=row.told, forecast=row.forecast,
    )  # fmt: skip
