"""What the plan leaves out and what it costs, and what in it is out of date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from sturmwarte import packs
from sturmwarte.core.overview.missing import missing
from sturmwarte.core.overview.remark import Remark
from sturmwarte.core.overview.stale import stale
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.frame.texts import language, said
from sturmwarte.station.people.permissions import CASES, Permissions, of
from sturmwarte.station.plan.lived import lived
from sturmwarte.station.plan.models import PlanSnapshot
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.plan.roles import EDIT, LIFE
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.results import RESULTS
from sturmwarte.station.respond.words import VERDICTS


@dataclass(frozen=True)
class Told:
    """A remark in words. `mend` is where it is put right, empty for those who may not; `cases` are numbers of
    those behind it that this reader may see, `hidden` how many there are beyond."""

    what: str
    section: str
    weight: int
    mend: str
    cases: Sequence[int] = ()
    hidden: int = 0


@page(LIFE)
def stale_page(request: HttpRequest) -> HttpResponse:
    who, now, plan = of(request), story_time(), active_plan().plan
    today = timezone.localdate(now)
    out_of_date = stale(plan, lived(now), now, today) if plan else []
    context = {
        "here": "plan",
        "room": "plan_stale",
        "plan": plan,
        "missing": told(missing(plan), who) if plan else [],
        "stale": told(out_of_date, who),
        "looked": _looked(),
    }
    return render(request, "plan/stale.html", context)


def told(remarks: Iterable[Remark], who: Permissions) -> list[Told]:
    remarks = list(remarks)
    texts, edits = packs.texts(language()), who.has(EDIT)
    wanted = {case for one in remarks for case in one.cases}
    seen = (
        set(who.visible(Case.objects.filter(pk__in=wanted)).values_list("pk", flat=True)) if wanted else set()
    )
    return [
        Told(
            what=said(_worded(one)),
            section=texts.get(f"plan.section.{one.section}", one.section),
            weight=one.weight,
            mend=mend(one.section) if edits else "",
            cases=[case for case in one.cases if case in seen] if who.has(CASES) else [],
            hidden=len([case for case in one.cases if case not in seen]),
        )
        for one in remarks
    ]


def mend(section: str) -> str:
    """The form of the section."""
    return reverse("plan_section", args=[section])


def _worded(one: Remark) -> Any:
    """Recommendations and results by the names that the desk gives them."""
    args = dict(one.what.args)
    if "date" in args:
        args["date"] = _day(args["date"])
    if "recommended" in args:
        word = VERDICTS.get(args["recommended"])
        args["recommended"] = str(word[0]) if word else args["recommended"]
        args["instead"] = str(RESULTS.get(args["instead"], args["instead"]))
    return msgspec.structs.replace(one.what, args=args)


def _day(text: str) -> str:
    """`2027-03-31` as Germans write it; English keeps to the date that nobody misreads."""
    return f"{date.fromisoformat(text):%d.%m.%Y}" if language() == "de" and text[4:5] == "-" else text


def _looked() -> datetime | None:
    """When the engine last ran the plan's tests with what was learned."""
    proof = PlanSnapshot.objects.filter(active=True).values_list("proof", flat=True).first()
    at = ((proof or {}).get("look") or {}).get("at")
    return datetime.fromisoformat(at) if at else None
