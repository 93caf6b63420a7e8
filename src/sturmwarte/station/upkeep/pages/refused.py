"""Posts that could not be read: what came, why it was refused, from where; read them again or let them go."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sturmwarte.station.archive.pages import hostile
from sturmwarte.station.frame.access import call, page
from sturmwarte.station.frame.formats import number
from sturmwarte.station.listen.models import Rejected, Source
from sturmwarte.station.people.permissions import Permissions, of
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.upkeep.actions import refused as actions
from sturmwarte.station.upkeep.errors import UpkeepError
from sturmwarte.station.upkeep.pages.stages import stage_word
from sturmwarte.station.upkeep.refused import outline, record_of, sees_words, visible, without_words
from sturmwarte.station.upkeep.roles import MEND, REFUSED

PAGE, GROUPS, COUNTED = 50, 12, 10_000


@dataclass(frozen=True)
class Row:
    """`words`: the beginning of the post where the reader may see it."""

    pk: int
    at: Any
    channel: str
    stage: str
    error: str
    words: str
    hidden: bool


@page(REFUSED)
def refused(request: HttpRequest) -> HttpResponse:
    who, given = of(request), request.GET
    all_rows = visible(who)
    rows = all_rows
    if channel := given.get("channel", ""):
        rows = rows.filter(channel=channel)
    if stage := given.get("stage", ""):
        rows = rows.filter(stage=stage)
    before = given.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    words = {
        "here": "health", "rows": [_row(one, who) for one in found[:PAGE]], "now": timezone.now(),
        "older": found[PAGE - 1].pk if len(found) > PAGE else None, "channel": channel, "stage": stage,
        "stage_name": stage_word(stage) if stage else "", "may_mend": who.has(MEND),
        "groups": _groups(all_rows), "n": all_rows[:COUNTED].count(), "undo": given.get("undo", ""),
    }  # fmt: skip
    return render(request, "upkeep/refused.html", words)


@page(REFUSED)
def refused_post(request: HttpRequest, id: int) -> HttpResponse:
    who = of(request)
    row = visible(who).filter(pk=id).first()
    if row is None:
        raise Http404
    may, record = sees_words(who, row), record_of(row)
    text = _text(row, record) if may else ""
    words = {
        "here": "health", "row": _row(row, who), "one": row, "may": may, "now": timezone.now(),
        "whole": hostile.body(text), "cut": hostile.cut(text), "outline": outline(record or {}),
        "size": len(bytes(row.line)), "may_mend": who.has(MEND),
        "source": Source.objects.filter(channel=row.channel, removed_at=None).first(),
        "channel_name": active_plan().name(row.channel, "channels"),
        "alike": visible(who).filter(channel=row.channel, stage=row.stage).exclude(pk=id)[:COUNTED].count(),
    }  # fmt: skip
    return render(request, "upkeep/refused_post.html", words)


@call(REFUSED)
def retry_refused(request: HttpRequest) -> HttpResponse:
    """One of them (`id`), or all of one channel and stage."""
    who, given = of(request), request.POST
    if id := _number(given.get("id", "")):
        ids = [id]
    else:
        rows = visible(who).filter(channel=given.get("channel", ""), stage=given.get("stage", ""))
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[: actions.MOST])
    try:
        n = actions.retry(who, ids, timezone.now())
    except UpkeepError as problem:
        messages.error(request, str(problem))
    else:
        told = ngettext("%s post is read again.", "%s posts are read again.", n) % number(n)
        messages.success(request, told)
    return redirect("refused")


@call(REFUSED)
def discard_refused(request: HttpRequest, id: int) -> HttpResponse:
    try:
        actions.discard(of(request), id, timezone.now())
    except UpkeepError as problem:
        messages.error(request, str(problem))
        return redirect("refused")
    response = redirect("refused")
    response["Location"] += f"?undo={id}"
    return response


@call(REFUSED)
def keep_refused(request: HttpRequest, id: int) -> HttpResponse:
    try:
        actions.keep(of(request), id, timezone.now())
    except UpkeepError as problem:
        messages.error(request, str(problem))
        return redirect("refused")
    messages.success(request, _("It is kept."))
    return redirect("refused_post", id)


def count_for(who: Permissions) -> int:
    """Counted no further than needed to know that it is many."""
    return visible(who)[:COUNTED].count()


def _groups(rows: Any) -> list[dict[str, Any]]:
    """What they have in common: channel and stage, with how many and the newest."""
    grouped = rows.values("channel", "stage").annotate(n=Count("pk"), last=Max("at")).order_by("-n")[:GROUPS]
    plan = active_plan()
    return [
        one | {"name": plan.name(one["channel"], "channels"), "stage_name": stage_word(one["stage"])}
        for one in grouped
    ]


def _row(row: Rejected, who: Permissions) -> Row:
    may = sees_words(who, row)
    error = row.error if may else without_words(row.error)
    words = hostile.excerpt(_text(row, record_of(row), plain=True)) if may else ""
    channel = active_plan().name(row.channel, "channels") or _("unknown channel")
    return Row(row.pk, row.at, channel, stage_word(row.stage), hostile.plain(error, 500), words, not may)


def _text(row: Rejected, record: Any, *, plain: bool = False) -> str:
    """The line as people read it: the post's text alone, or all of it in order."""
    if record is None:
        return bytes(row.line).decode("utf-8", "replace")
    if plain:
        return str(record.get("text") or record.get("title") or record.get("id") or "")
    return json.dumps(record, ensure_ascii=False, indent=2)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
