"""The draft as a whole: how to begin one, what it holds, what was done to it last."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sturmwarte.packs import LANGUAGES
from sturmwarte.packs.starter import SIZES, TRADES
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.texts import language
from sturmwarte.station.plan.actions.active import active_snapshot
from sturmwarte.station.plan.forms import words
from sturmwarte.station.plan.models import Draft, DraftStep, PlanSnapshot, Trial
from sturmwarte.station.plan.pages.actors import actors
from sturmwarte.station.plan.pages.edit.frame import around, context, told
from sturmwarte.station.plan.pages.edit.sidebar import sidebar
from sturmwarte.station.plan.pages.edit.tests import beside
from sturmwarte.station.plan.roles import EDIT

TRADE_WORDS = {
    "general": _("General"),
    "transport": _("Transport"),
    "b2b": _("Industry and business customers"),
    "retail": _("Retail and consumer goods"),
    "finance": _("Banking and insurance"),
    "software": _("Software and telecommunications"),
    "public": _("Public bodies"),
}
SIZE_WORDS = {1: _("One person"), 5: _("A handful"), 30: _("Several teams")}
LANGUAGE_WORDS = {"de": _("German"), "en": _("English")}
_STEPS = 20


@dataclass(frozen=True)
class StepRow:
    words: str
    who: str
    step: DraftStep
    undone: bool


@page(EDIT)
def home(request: HttpRequest) -> HttpResponse:
    found = around()
    more: dict[str, Any] = {"active": active_snapshot()}
    if found is None:
        more |= {
            "choices": template_choices(),
            "kept": _kept(),
            "came_of_draft": _came_of_draft(more["active"]),
        }
        return render(request, "plan/edit/begin.html", context(request, "plan_draft", None) | more)
    purposes = words.pack(language()).sections
    rows = [(row, purposes.get(row.name, "")) for row in sidebar(found, ())]
    more |= {"rows": rows, "steps": _steps(found.draft), "tests": beside(found.draft)}
    return render(request, "plan/edit/home.html", context(request, "plan_draft", found) | more)


def template_choices() -> dict[str, Any]:
    """What `plan init` asks too."""
    return {
        "trades": [(trade, TRADE_WORDS[trade]) for trade in TRADES],
        "sizes": [(size, SIZE_WORDS[size]) for size in SIZES],
        "languages": [(lang, LANGUAGE_WORDS[lang], lang == language()) for lang in LANGUAGES],
    }


def _came_of_draft(active: PlanSnapshot | None) -> bool:
    """Whether the active plan came of the last draft, so that it can be taken back right here."""
    trial = Trial.objects.filter(kind=Trial.Kind.ACTIVATE, state=Trial.State.DONE).order_by("-pk").first()
    if active is None or active.replaces_id is None or trial is None or trial.draft_id is None:
        return False
    return bool(trial.result.get("snapshot") == active.pk)


def _kept() -> Draft | None:
    """The draft that was dropped last and can be taken up again."""
    return (
        Draft.objects.filter(open=False, step__gt=0)
        .exclude(trials__kind=Trial.Kind.ACTIVATE, trials__state=Trial.State.DONE)
        .order_by("-pk")
        .first()
    )


def _steps(draft: Draft) -> list[StepRow]:
    found = list(draft.steps.order_by("-number")[:_STEPS])
    names = actors(f"user:{one.by}" for one in found)
    return [StepRow(told(one), names[f"user:{one.by}"], one, one.number > draft.step) for one in found]
