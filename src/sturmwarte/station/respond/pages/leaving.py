"""Steps after which a case leaves the list: closed, ignored, postponed, handed on. The next one opens."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import WORK, Permissions, of
from sturmwarte.station.respond.actions.assign import assign
from sturmwarte.station.respond.actions.close import close
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.ignore import ignore
from sturmwarte.station.respond.actions.postpone import postpone
from sturmwarte.station.respond.actions.promise import promise
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.acts import address, allowed, done, refused, revision_of, undone_by
from sturmwarte.station.respond.pages.asked import asked_of
from sturmwarte.station.respond.pages.colleagues import receiver
from sturmwarte.station.respond.pages.listing import next_after
from sturmwarte.station.respond.pages.moments import NoTime, chosen


@call(WORK)
def close_case(request: HttpRequest, id: int) -> HttpResponse:
    result, reason = request.POST.get("result", ""), request.POST.get("reason", "")
    return _left(
        request,
        id,
        lambda case: close(case, signed_in(request), result, reason, revision_of(request), story_time()),
        lambda case: _("Case %s closed.") % case.pk,
    )


@call(WORK)
def ignore_case(request: HttpRequest, id: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _left(
        request,
        id,
        lambda case: ignore(case, signed_in(request), reason, revision_of(request), story_time()),
        lambda case: _("Case %s is ignored. It comes back when many people see it.") % case.pk,
    )


@call(WORK)
def postpone_case(request: HttpRequest, id: int) -> HttpResponse:
    def act(case: Case) -> Case:
        now, reason = story_time(), request.POST.get("reason", "")
        until = chosen(request.POST.get("until", ""), request.POST.get("exactly", ""), now)
        return postpone(case, signed_in(request), until, reason, revision_of(request), now)

    return _left(request, id, act, lambda case: _("Case %s is postponed.") % case.pk)


@call(WORK)
def assign_case(request: HttpRequest, id: int) -> HttpResponse:
    def act(case: Case) -> Case:
        to = receiver(request.POST.get("receiver", ""))
        if to is None:
            raise CaseError(_("Choose who gets the case."))
        return assign(case, signed_in(request), to, revision_of(request), story_time())

    def words(case: Case) -> str:
        told = {"case": case.pk, "name": case.taken_by or request.POST.get("receiver", "").partition(":")[2]}
        return _("Case %(case)s now is with %(name)s.") % told

    return _left(request, id, act, words)


@call(WORK)
def promise_case(request: HttpRequest, id: int) -> HttpResponse:
    """Stays with the case: what was promised is mostly told in an answer next."""
    case, user, now = allowed(request, id, Permissions.works), signed_in(request), story_time()
    try:
        until = chosen(request.POST.get("until", ""), request.POST.get("exactly", ""), now)
    except NoTime as problem:
        return refused(request, case, problem)
    reason, seen = request.POST.get("reason", ""), revision_of(request)
    return done(request, case, lambda: promise(case, user, until or now, reason, seen, now))


def _left(
    request: HttpRequest, id: int, act: Callable[[Case], Case], words: Callable[[Case], str]
) -> HttpResponse:
    """Goes on to the next case of the list; the message above offers to undo it."""
    case = allowed(request, id, Permissions.works)
    following = next_after(of(request), asked_of(request), story_time(), case)
    try:
        after = act(case)
    except (CaseError, NoTime) as problem:
        return refused(request, case, problem)
    undone_by(request, words(after), after)
    return redirect(address(request, following))
