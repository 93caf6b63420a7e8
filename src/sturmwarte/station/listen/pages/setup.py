"""Sets up a source: the form its kind describes, a check, a first look at what would come, and saving."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.channels.describe import Kind, kinds
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.texts import language
from sturmwarte.station.listen.actions.given import Given
from sturmwarte.station.listen.actions.make import make
from sturmwarte.station.listen.errors import SourceError
from sturmwarte.station.listen.pages import form, kept
from sturmwarte.station.listen.pages.catalogue import offer
from sturmwarte.station.listen.pages.entries import Entries, entries
from sturmwarte.station.listen.pages.outcome import Outcome, tried
from sturmwarte.station.listen.pages.words import PROVEN
from sturmwarte.station.listen.placing import Unsaved
from sturmwarte.station.listen.roles import CHANGE
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.pages.active import active_plan

_PART = "setup"


@dataclass(frozen=True)
class _State:
    """The form between two clicks."""

    texts: Mapping[str, Any]
    ours: Mapping[str, str]
    kept: Mapping[str, str] = field(default_factory=dict, repr=False)
    entries: Entries | None = None
    outcome: Outcome | None = None
    refused: str = ""


@page(CHANGE, methods=("GET", "HEAD", "POST"))
def setup(request: HttpRequest, kind: str) -> HttpResponse:
    """`do` says what the button wants: check, preview, or save. Only saving changes anything."""
    if (found := kinds().get(kind)) is None:
        raise Http404
    if request.method != "POST":
        ours = {"name": "", "channel": only_channel(found), "person": ""}
        return _show(request, found, _State(form.defaults(found), ours))
    return _sent(request, found)


def _sent(request: HttpRequest, kind: Kind) -> HttpResponse:
    who, now = of(request), timezone.now()
    typed = form.typed(kind, request.POST)
    before = kept.unwrap(request.POST.get("kept", ""), kind.id, who.user, now)
    found = entries(kind, typed, before)
    secrets = dict(found.secrets) | _renewed(kind, typed, before)
    outcome, refused = None, ""
    do = request.POST.get("do", "save")
    if do in {"check", "preview"} and not found.errors:
        outcome = tried(Unsaved(kind.id, found.values, secrets, channel=typed.channel), do)
        secrets |= outcome.renewed
    elif do == "save" and not (found.errors or found.ours):
        name = typed.name or kind.name.in_(language())
        given = Given(name, typed.channel, typed.person, found.values, secrets)
        try:
            source = make(who, kind, given, now)
        except SourceError as problem:
            refused = str(problem)
        else:
            messages.success(request, _("The source is connected. Listening begins."))
            return redirect("source", source.pk)
    ours = {"name": typed.name, "channel": typed.channel, "person": typed.person}
    # A secret with a mistake in it goes back too: the mend may be in another field.
    secrets = {name: text for name, text in typed.texts.items() if _secret(kind, name)} | secrets
    return _show(request, kind, _State(typed.shown_again(kind), ours, secrets, found, outcome, refused))


def _renewed(kind: Kind, typed: form.Typed, before: Mapping[str, str]) -> dict[str, str]:
    """Secrets that the platform gave anew at a check. Those of an access that was replaced since are dead."""
    if any(_secret(kind, name) for name in typed.texts):
        return {}
    return {name: text for name, text in before.items() if not _secret(kind, name)}


def _secret(kind: Kind, name: str) -> bool:
    return any(one.id == name and one.secret for one in kind.fields)


def _show(request: HttpRequest, kind: Kind, state: _State) -> HttpResponse:
    errors = state.entries.errors if state.entries else {}
    wrap = kept.wrap(state.kept, kind.id, of(request).user, timezone.now())
    words = {
        "here": "sources",
        "offer": offer(kind),
        "kind": told_of(kind),
        "fields": form.shown(kind, state.texts, [name for name in state.kept if name not in errors], errors),
        "advanced": form.advanced(kind),
        "kept": wrap,
        "ours": state.ours,
        "wrong": state.entries.ours if state.entries else {},
        "outcome": state.outcome,
        "refused": state.refused,
        "checks": True,
    } | choices(kind)
    part = "listen/setup_form.html" if request.headers.get("HX-Target") == _PART else "listen/setup.html"
    response = render(request, part, words)
    response["Vary"] = "HX-Target, Cookie"
    return response


def told_of(kind: Kind) -> dict[str, Any]:
    """What stands beside the form: steps, limits, duties, what was proven."""
    lang = language()
    return {
        "id": kind.id,
        "called": is_called(kind),
        "steps": [step.in_(lang) for step in kind.steps],
        "limits": [(one.what.in_(lang), one.source) for one in kind.limits],
        "duties": [one.in_(lang) for one in (*kind.policy.duties, kind.policy.automation)],
        "reviewed": kind.policy.reviewed,
        "proven": [(str(PROVEN[one.against]), one.what.in_(lang)) for one in kind.proven],
    }


def is_called(kind: Kind) -> bool:
    """Whether a person must tell the platform our address. A feed's hub learns it by itself."""
    return "receive" in kind.abilities and kind.group != "news"


def choices(kind: Kind) -> dict[str, Any]:
    """Channels of the plan that fit the kind, and who could look after the source."""
    plan = active_plan()
    fitting = [one for one in plan.section("channels") or () if one.network in kind.networks]
    people = [(one.id, one.name) for section in ("teams", "people") for one in plan.section(section) or ()]
    return {"channels": [(one.id, one.name or one.id) for one in fitting], "people": people}


def only_channel(kind: Kind) -> str:
    """The plan's channel of this network where there is just one."""
    found = choices(kind)["channels"]
    return found[0][0] if len(found) == 1 else ""
