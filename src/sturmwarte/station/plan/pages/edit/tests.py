"""The draft's tests: what came of them at its present revision, beside the form and on their page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.parse import parse
from sturmwarte.core.reason import Reason
from sturmwarte.station.archive import Archive, Search
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.archive.pages.view import opening
from sturmwarte.station.frame.access import call, page, signed_in
from sturmwarte.station.frame.texts import language, said
from sturmwarte.station.listen import pulses
from sturmwarte.station.people.permissions import POSTS, of
from sturmwarte.station.plan.actions.make_test import make_test
from sturmwarte.station.plan.actions.try_draft import run_tests
from sturmwarte.station.plan.errors import DraftError
from sturmwarte.station.plan.forms import words
from sturmwarte.station.plan.forms.entries import value_at
from sturmwarte.station.plan.models import Draft, Trial
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan
from sturmwarte.station.plan.pages.edit.frame import around, context
from sturmwarte.station.plan.pages.edit.place import address
from sturmwarte.station.plan.roles import EDIT
from sturmwarte.station.respond.words import KINDS, VERDICTS

_SHOWN = 12
_FIELDS = {"verdict": "Expect.verdict", "kind": "Expect.kind", "owner": "Expect.owner",
           "priority": "Expect.priority", "deadline": "Expect.deadline", "also": "Expect.also"}  # fmt: skip


@dataclass(frozen=True)
class Miss:
    field: str
    expected: str
    got: str


@dataclass(frozen=True)
class Result:
    """One test or example. `faults` are whole sentences where fields do not tell it."""

    name: str
    url: str
    passed: bool
    misses: list[Miss]
    faults: list[str]
    fired: str
    why: str


@dataclass(frozen=True)
class Beside:
    """`state`: none, asked, asleep, errors, done. `results` begin with those that failed."""

    state: str
    results: list[Result]
    at: datetime | None = None

    @property
    def failed(self) -> list[Result]:
        return [one for one in self.results if not one.passed]

    @property
    def passed(self) -> int:
        return len(self.results) - len(self.failed)


def beside(draft: Draft) -> Beside:
    """What the tests say of the draft as it is."""
    trial = (
        Trial.objects.filter(kind=Trial.Kind.TESTS, draft=draft, revision=draft.revision)
        .order_by("-pk")
        .first()
    )
    if trial is None:
        return Beside("none", [])
    if trial.state == Trial.State.ASKED:
        return Beside(waiting(trial), [])
    if trial.state == Trial.State.REFUSED:
        return Beside("errors", [], trial.done_at)
    found = results(trial.result.get("tests", []), draft)
    return Beside("done", sorted(found, key=lambda one: one.passed), trial.done_at)


def waiting(trial: Trial) -> str:
    """`asleep` when the engine gives no sign of life: nobody will answer until it runs."""
    now = timezone.now()
    asleep = not pulses.alive(pulses.ENGINE, now) and now - trial.asked_at > timedelta(seconds=3)
    return "asleep" if asleep else "asked"


def results(told: list[dict[str, Any]], draft: Draft) -> list[Result]:
    plan = active_plan()
    return [_result(one, draft, plan) for one in told]


def _result(told: dict[str, Any], draft: Draft, plan: ActivePlan) -> Result:
    misses = [
        Miss(
            _label(one["field"]),
            _value(one["field"], one["expected"], plan),
            _value(one["field"], one["got"], plan),
        )
        for one in told.get("misses", ())
    ]
    faults = [] if misses else [said(msgspec.convert(one, Reason)) for one in told["faults"]]
    why = said(msgspec.convert(told["why"], Reason)) if told.get("why") else ""
    name = said(msgspec.convert(told["name"], Reason))
    return Result(name, _url(told, draft), told["passed"], misses, faults, told.get("fired", ""), why)


def _url(told: dict[str, Any], draft: Draft) -> str:
    """The form of the test or rule."""
    found = around()
    data = found.data if found and found.draft.pk == draft.pk else {}
    for path, key, wanted in ((("tests",), "name", "test"), (("triage", "rules"), "id", "rule")):
        entries = value_at(data, path)
        for place, one in enumerate(entries if isinstance(entries, list) and wanted in told else ()):
            if isinstance(one, dict) and one.get(key) == told[wanted]:
                return address((*path, place))
    return ""


def _label(field: str) -> str:
    found = words.pack(language()).fields.get(_FIELDS.get(field, ""))
    return found.label if found else field


def _value(field: str, value: str, plan: ActivePlan) -> str:
    if value == "none":
        return _("none")
    if field == "verdict" and value in VERDICTS:
        return str(VERDICTS[value][0])
    if field == "kind":
        return str(KINDS.get(value, plan.name(value, "kinds")))
    return plan.name(value) if field == "owner" else value


@page(EDIT)
def tests_page(request: HttpRequest) -> HttpResponse:
    found = around()
    if found is None:
        return redirect("plan_draft")
    q = request.GET.get("q", "").strip()
    more = {"tests": beside(found.draft), "q": q, "may_search": of(request).has(POSTS)}
    more |= _posts(request, q) if more["may_search"] else {}
    return render(request, "plan/edit/tests.html", context(request, "plan_tests", found) | more)


@page(EDIT)
def beside_fragment(request: HttpRequest) -> HttpResponse:
    found = around()
    return render(request, "plan/edit/beside.html", {"tests": beside(found.draft) if found else None})


@call(EDIT)
def try_again(request: HttpRequest) -> HttpResponse:
    try:
        run_tests(signed_in(request), timezone.now())
    except DraftError as problem:
        messages.error(request, str(problem))
    return redirect("plan_tests")


@call(EDIT)
def test_from(request: HttpRequest) -> HttpResponse:
    """Makes a test of a post of the archive that this person may see."""
    network, id = request.POST.get("network", ""), request.POST.get("id", "")
    post = Archive().get(network, id, may=of(request).may_read())
    if post is None:
        messages.error(request, _("This post is not there, or not for you to see."))
        return redirect("plan_tests")
    user, now = signed_in(request), timezone.now()
    try:
        _draft, path = make_test(user, post, now)
        run_tests(user, now)
    except DraftError as problem:
        messages.error(request, str(problem))
        return redirect("plan_tests")
    messages.success(
        request, _("The test expects what is recommended today. Change it to what it should be.")
    )
    return redirect(address(path))


def _posts(request: HttpRequest, q: str) -> dict[str, Any]:
    try:
        node = parse(q) if q else None
    except QueryError as error:
        return {"wrong": error.text(language())}
    found = Archive().search(Search(query=node, limit=_SHOWN, may=of(request).may_read())).posts
    lines = [
        {"network": one.post.identity[0], "id": one.post.identity[1], "text": excerpt(opening(one.post), 160),
         "verdict": one.verdict.verdict if one.verdict else ""}
        for one in found
        if not one.post.is_private and one.deleted_at is None and not one.held
    ]  # fmt: skip
    return {"posts": lines}
