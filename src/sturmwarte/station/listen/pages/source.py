"""One source: how it is heard and why, what it is made of, and everything one can do about it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sturmwarte.station.frame.access import page
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.pages import standing, trail
from sturmwarte.station.listen.pages.catalogue import offer
from sturmwarte.station.listen.pages.posts import newest
from sturmwarte.station.listen.pages.rows import kind_name, kind_of, state_of
from sturmwarte.station.listen.pages.settings import Draft, settings_words
from sturmwarte.station.listen.pages.told import asleep, because
from sturmwarte.station.listen.roles import SEE, may_change
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.pages.active import active_plan

_PARTS = {"source": "listen/source_body.html", "source-access": "listen/source_access.html"}


@page(SEE)
def source(request: HttpRequest, id: str) -> HttpResponse:
    return show(request, found(id))


def found(id: str) -> Source:
    row = Source.objects.filter(pk=id, removed_at=None).first()
    if row is None:
        raise Http404
    return row


def show(request: HttpRequest, row: Source, draft: Draft | None = None, **more: Any) -> HttpResponse:
    """The page, or a part of it that is fetched again when something changes; no field is in such a part."""
    alone = _PARTS.get(request.headers.get("HX-Target", ""))
    words = _standing(request, row) if alone else _standing(request, row) | _beside(row, draft)
    response = render(request, alone or "listen/source.html", {"here": "sources"} | words | more)
    response["Vary"] = "HX-Target, Cookie"
    return response


def _standing(request: HttpRequest, row: Source) -> dict[str, Any]:
    now, plan, who = timezone.now(), active_plan(), of(request)
    return {
        "now": now,
        "source": row,
        "state": state_of(row),
        "why": because(row.why, now),
        "kind_word": kind_name(row.kind),
        "channel": plan.name(row.channel, "channels"),
        "person": plan.name(row.person),
        "asleep": asleep(now),
        "may_change": may_change(who, row.channel),
        "posts": newest(row, who.may_read()),
    } | standing.words(row, plan, now)


def _beside(row: Source, draft: Draft | None) -> dict[str, Any]:
    kind = kind_of(row)
    words: dict[str, Any] = {"entries": trail.changes(row), "kind": kind}
    if kind is None:
        return words | {"gone_kind": True}
    return words | {"offer": offer(kind)} | settings_words(row, kind, draft)
