"""What people do on a case. Each call answers with the page as it stands then."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import NOTE, WORK, Permissions, of
from sturmwarte.station.respond.actions.close import close
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.note import note
from sturmwarte.station.respond.actions.take import take
from sturmwarte.station.respond.actions.undo import undo
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.desk import chosen_view, show, visible_case
from sturmwarte.station.respond.pages.listing import next_after

Allowed = Callable[[Permissions, Case], bool]


@call(WORK)
def take_case(request: HttpRequest, id: int) -> HttpResponse:
    case = allowed(request, id, Permissions.works)
    return done(request, case, lambda: take(case, signed_in(request), revision_of(request), story_time()))


@call(WORK)
def undo_case(request: HttpRequest, id: int) -> HttpResponse:
    case = allowed(request, id, Permissions.works)
    return done(request, case, lambda: undo(case, signed_in(request), revision_of(request), story_time()))


@call(NOTE)
def note_case(request: HttpRequest, id: int) -> HttpResponse:
    case, text = allowed(request, id, Permissions.notes), request.POST.get("note", "")
    return done(request, case, lambda: note(case, signed_in(request), text, story_time()))


@call(WORK)
def close_case(request: HttpRequest, id: int) -> HttpResponse:
    """Closes and goes on to the next case of the list; the message above offers to undo it."""
    case = allowed(request, id, Permissions.works)
    user, revision = signed_in(request), revision_of(request)
    result, reason = request.POST.get("result", ""), request.POST.get("reason", "")
    following = next_after(of(request), chosen_view(request), story_time(), case)
    try:
        closed = close(case, user, result, reason, revision, story_time())
    except CaseError as problem:
        return refused(request, case, problem)
    words = _("Case %s closed.") % closed.pk
    messages.success(request, words, extra_tags=f"undo {closed.pk} {closed.revision}")
    return redirect(address(request, following))


def done(request: HttpRequest, case: Case, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except CaseError as problem:
        return refused(request, case, problem)
    # Whoever gives a private case back may no longer see it.
    still_seen = of(request).sees(Case.objects.get(pk=case.pk))
    return redirect(address(request, case if still_seen else None))


def refused(request: HttpRequest, case: Case, problem: CaseError, **more: Any) -> HttpResponse:
    """The case as it stands now, with what was typed kept."""
    messages.error(request, str(problem))
    given = {name: request.POST.get(name, "") for name in ("result", "reason", "note", "answer", "close")}
    return show(request, visible_case(request, case.pk), status=409, given=given, **more)


def allowed(request: HttpRequest, id: int, may: Allowed) -> Case:
    """A case this person may do this on; 404 where they may not even see it."""
    case = visible_case(request, id)
    if not may(of(request), case):
        raise PermissionDenied
    return case


def revision_of(request: HttpRequest) -> int:
    """The state the page showed; without it nothing fits, so nothing is overwritten."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


def address(request: HttpRequest, case: Case | None) -> str:
    place = reverse("case", args=[case.pk]) if case else reverse("desk")
    return f"{place}?view={chosen_view(request)}"
