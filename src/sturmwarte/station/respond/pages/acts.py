"""What people do on a case. Each call answers with the page as it stands then."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import NOTE, WORK, Permissions, of
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.give_back import give_back
from sturmwarte.station.respond.actions.note import note
from sturmwarte.station.respond.actions.postpone import resume
from sturmwarte.station.respond.actions.promise import keep_promise
from sturmwarte.station.respond.actions.reopen import reopen
from sturmwarte.station.respond.actions.take import take
from sturmwarte.station.respond.actions.undo import undo
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.asked import asked_of
from sturmwarte.station.respond.pages.desk import show, visible_case

Allowed = Callable[[Permissions, Case], bool]


@call(WORK)
def take_case(request: HttpRequest, id: int) -> HttpResponse:
    case = allowed(request, id, Permissions.works)
    return done(request, case, lambda: take(case, signed_in(request), revision_of(request), story_time()))


@call(WORK)
def give_back_case(request: HttpRequest, id: int) -> HttpResponse:
    case, user, seen = allowed(request, id, Permissions.works), signed_in(request), revision_of(request)
    return done(request, case, lambda: give_back(case, user, seen, story_time()))


@call(WORK)
def undo_case(request: HttpRequest, id: int) -> HttpResponse:
    case = allowed(request, id, Permissions.works)
    return done(request, case, lambda: undo(case, signed_in(request), revision_of(request), story_time()))


@call(WORK)
def reopen_case(request: HttpRequest, id: int) -> HttpResponse:
    case = allowed(request, id, Permissions.works)
    return done(request, case, lambda: reopen(case, signed_in(request), revision_of(request), story_time()))


@call(WORK)
def resume_case(request: HttpRequest, id: int) -> HttpResponse:
    case = allowed(request, id, Permissions.works)
    return done(request, case, lambda: resume(case, signed_in(request), revision_of(request), story_time()))


@call(WORK)
def keep_case(request: HttpRequest, id: int) -> HttpResponse:
    case, user, seen = allowed(request, id, Permissions.works), signed_in(request), revision_of(request)
    return done(request, case, lambda: keep_promise(case, user, seen, story_time()))


@call(NOTE)
def note_case(request: HttpRequest, id: int) -> HttpResponse:
    case, text = allowed(request, id, Permissions.notes), request.POST.get("note", "")
    return done(request, case, lambda: note(case, signed_in(request), text, story_time()))


def done(request: HttpRequest, case: Case, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except CaseError as problem:
        return refused(request, case, problem)
    # Whoever gives a private case back may no longer see it.
    still_seen = of(request).sees(Case.objects.get(pk=case.pk))
    return redirect(address(request, case if still_seen else None))


def refused(request: HttpRequest, case: Case, problem: Exception, **more: Any) -> HttpResponse:
    """The case as it stands now, with what was typed kept."""
    messages.error(request, str(problem))
    return show(request, visible_case(request, case.pk), status=409, given=given(request), **more)


def given(request: HttpRequest) -> dict[str, str]:
    """What the forms of a case held when they were sent. `form` names the one to open again."""
    names = ("form", "result", "reason", "note", "answer", "close", "receiver", "until", "exactly", "promise")
    return {name: request.POST.get(name, "") for name in names}


def undone_by(request: HttpRequest, words: str, case: Case) -> None:
    """A message that offers to take the step back."""
    messages.success(request, words, extra_tags=f"undo {case.pk} {case.revision}")


def allowed(request: HttpRequest, id: int, may: Allowed) -> Case:
    """A case this person may do this on; 404 where they may not even see it."""
    case = visible_case(request, id)
    if not may(of(request), case):
        raise PermissionDenied
    return case


def revision_of(request: HttpRequest) -> int:
    """The state the page showed; without it nothing fits, so nothing is overwritten."""
    return number_of(request.POST.get("revision", ""))


def number_of(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def address(request: HttpRequest, case: Case | None) -> str:
    place = reverse("case", args=[case.pk]) if case else reverse("desk")
    return f"{place}?{asked_of(request).query}"
