"""One step on many cases of the list, and all of it taken back."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.people.permissions import WORK, of
from sturmwarte.station.respond.actions.bulk import Done, Wish, bulk, undo_bulk
from sturmwarte.station.respond.actions.errors import CaseError
from sturmwarte.station.respond.pages.acts import given, number_of
from sturmwarte.station.respond.pages.colleagues import receiver
from sturmwarte.station.respond.pages.desk import show
from sturmwarte.station.respond.pages.moments import NoTime, chosen


@call(WORK)
def do_to_many(request: HttpRequest) -> HttpResponse:
    """`pick`: each case with the revision the list showed, as `12:3`."""
    now = story_time()
    try:
        done = bulk(signed_in(request), of(request), _wish(request, now), _picked(request), now)
    except (CaseError, NoTime) as problem:
        messages.error(request, str(problem))
        return show(request, None, status=409, given=given(request))
    return show(request, None, done=done, done_words=_words(done), may_undo=bool(done.cases))


@call(WORK)
def undo_many(request: HttpRequest, done: str) -> HttpResponse:
    try:
        back = undo_bulk(signed_in(request), of(request), done, story_time())
    except CaseError as problem:
        messages.error(request, str(problem))
        return show(request, None, status=409)
    words = ngettext("Taken back on %d case.", "Taken back on %d cases.", len(back.cases)) % len(back.cases)
    return show(request, None, done=back, done_words=words)


def _wish(request: HttpRequest, now: datetime) -> Wish:
    asked = request.POST
    what = asked.get("what", "")
    to = receiver(asked.get("receiver", "")) if what == "assign" else ""
    if to is None:
        raise CaseError(_("Choose who gets the cases."))
    until = chosen(asked.get("until", ""), asked.get("exactly", ""), now) if what == "postpone" else None
    words = asked.get("note", "") if what == "note" else asked.get("reason", "")
    return Wish(what, to, until, asked.get("result", ""), words)


def _picked(request: HttpRequest) -> dict[int, int]:
    pairs = [text.partition(":") for text in request.POST.getlist("pick")]
    picked = {number_of(case): number_of(revision) for case, _colon, revision in pairs}
    if not picked:
        raise CaseError(_("No case is selected."))
    return picked


def _words(done: Done) -> str:
    return ngettext("Done on %d case.", "Done on %d cases.", len(done.cases)) % len(done.cases)
