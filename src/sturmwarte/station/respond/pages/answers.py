"""Answering a case, and stopping an answer while it waits."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import WORK, Permissions
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.respond.actions.answer import Avoided, answer
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.actions.stop_answer import again, stop
from sturmwarte.station.respond.pages.acts import address, allowed, done, refused, revision_of
from sturmwarte.station.respond.pages.answering import answering, draft_of
from sturmwarte.station.respond.pages.desk import show, visible_case
from sturmwarte.station.respond.pages.posts import conversation


@call(WORK)
def answer_case(request: HttpRequest, id: int) -> HttpResponse:
    case = allowed(request, id, Permissions.works)
    posts = conversation(case)
    way = answering(case, posts, active_plan(), request.POST.get("to", ""))
    draft = draft_of(request.POST, posts, way.to)
    try:
        answer(case, signed_in(request), draft, way.by, revision_of(request), story_time())
    except Avoided as problem:
        return refused(request, case, problem, avoided=way.by.avoided(draft.text))
    except CaseError as problem:
        return refused(request, case, problem)
    return redirect(address(request, case))


@call(WORK)
def stop_answer(request: HttpRequest, id: int, number: int) -> HttpResponse:
    """The case as it stands, with the text back in the form."""
    case = allowed(request, id, Permissions.works)
    try:
        text = stop(case, signed_in(request), str(number), story_time())
    except CaseError as problem:
        return refused(request, case, problem)
    messages.success(request, _("The answer was stopped; nothing has left."))
    given = {"result": "", "reason": "", "note": "", "answer": text, "close": "1"}
    return show(request, visible_case(request, case.pk), given=given)


@call(WORK)
def send_again(request: HttpRequest, id: int, number: int) -> HttpResponse:
    case = allowed(request, id, Permissions.works)
    return done(request, case, lambda: again(case, signed_in(request), str(number), story_time()))
