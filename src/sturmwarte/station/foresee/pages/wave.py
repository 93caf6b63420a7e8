"""A wave's own page: its course, its level and why, its story, what will become of it, and who it takes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sturmwarte.station.foresee import sight
from sturmwarte.station.foresee.errors import WaveError
from sturmwarte.station.foresee.models import Muted
from sturmwarte.station.foresee.pages import links, saying
from sturmwarte.station.foresee.pages.chart import wave_chart
from sturmwarte.station.foresee.pages.ladder import ladder, lower_than
from sturmwarte.station.foresee.pages.lines import line
from sturmwarte.station.foresee.pages.odds import odds
from sturmwarte.station.foresee.pages.people import people
from sturmwarte.station.foresee.pages.sign_rows import signs_of
from sturmwarte.station.foresee.pages.tale import sentences, tale
from sturmwarte.station.foresee.pages.told import Seen
from sturmwarte.station.foresee.pages.voices import colours, voices
from sturmwarte.station.foresee.pages.words import FALLS, VIEWS
from sturmwarte.station.foresee.roles import JUDGE, SEE, STEP_DOWN
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import Permissions, of
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan

_PART = "wave"
"""What the page asks for by itself when this wave has changed."""


@page(SEE)
def wave(request: HttpRequest, id: str) -> HttpResponse:
    who, now, plan = of(request), story_time(), active_plan()
    try:
        row = sight.wave(id[:100], who.may_read())
    except WaveError:
        raise Http404 from None
    if row.wave != id:  # merged into another since
        return HttpResponseRedirect(reverse("wave", args=[row.wave]))
    seen = Seen(row)
    words = {"here": "waves", "now": now, **_shown(seen, who, plan, now), **_verbs(seen, who, now)}
    part = "foresee/wave_body.html" if request.headers.get("HX-Target") == _PART else "foresee/wave.html"
    response = render(request, part, words)
    response["Vary"] = "HX-Target, Cookie"
    return response


def _shown(seen: Seen, who: Permissions, plan: ActivePlan, now: datetime) -> dict[str, Any]:
    may = who.may_read()
    proposal = seen.wave.proposal
    return {
        "seen": seen,
        "row": seen.row,
        "wave": seen.wave,
        "line": line(seen, plan, now),
        "chart": wave_chart(seen, plan, may, now),
        "ladder": ladder(seen, plan),
        "why": sentences((*(proposal.why if proposal else ()), *seen.wave.why), plan),
        "tale": tale(seen, plan, may, now),
        "voices": voices(seen),
        "colours": colours(seen, now),
        "odds": odds(seen.forecast, plan, now) if seen.forecast and not seen.over else None,
        "people": people(seen.staffing, plan, now) if seen.staffing and not seen.over else None,
        "signs": signs_of(seen.row.topic),
        "all_posts": links.of_wave(seen, now),
        "posts": saying.figure(seen.wave.posts),
        "delay": (seen.row.detected - seen.row.started).total_seconds() / 60,
        "view_word": (FALLS if seen.down else VIEWS)[seen.wave.view],
        "chance": saying.by_chance(seen.wave.per_month),
    }


def _verbs(seen: Seen, who: Permissions, now: datetime) -> dict[str, Any]:
    """What this reader may decide, and what was decided."""
    row = seen.row
    muted = Muted.objects.filter(topic=row.topic, until__gt=now).first()
    by = _names([row.judged_by, row.stepped_down_by, muted.by if muted else ""])
    return {
        "may_judge": who.has(JUDGE),
        "may_step_down": who.has(STEP_DOWN),
        "lower": [] if row.level == "green" else lower_than(row.level),
        "mute": muted,
        "judged_by": by.get(row.judged_by, ""),
        "lowered_by": by.get(row.stepped_down_by, ""),
        "muted_by": by.get(muted.by, "") if muted else "",
    }


def _names(refs: Iterable[str]) -> dict[str, str]:
    """The people behind `user:3`; those who have left have no name."""
    ids = {ref: int(id) for ref in refs if (id := ref.removeprefix("user:")) != ref and id.isdigit()}
    if not ids:
        return {}
    known = {user.pk: str(user) for user in User.objects.filter(pk__in=ids.values())}
    return {ref: known.get(id, "") for ref, id in ids.items()}
