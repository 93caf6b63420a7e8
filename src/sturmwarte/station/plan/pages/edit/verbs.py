"""What is done to the draft from its pages. Each call answers by leading to the page that shows it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.core.plan.section import Path
from sturmwarte.packs import LANGUAGES
from sturmwarte.packs.starter import SIZES, TRADES, Answers, StarterError, starter
from sturmwarte.station.frame.access import call, signed_in
from sturmwarte.station.people.models import User
from sturmwarte.station.plan.actions import draft as drafts
from sturmwarte.station.plan.actions.list_entries import (
    add_entry,
    copy_entry,
    move_entry,
    remove_entry,
    take_over,
)
from sturmwarte.station.plan.actions.save_file import take_files, unpacked
from sturmwarte.station.plan.actions.try_draft import run_tests
from sturmwarte.station.plan.errors import DraftError
from sturmwarte.station.plan.pages.edit.frame import around, told
from sturmwarte.station.plan.pages.edit.place import address, list_of, path_of
from sturmwarte.station.plan.roles import EDIT


@call(EDIT)
def begin(request: HttpRequest) -> HttpResponse:
    """From the active plan."""
    return _done(request, drafts.begin, "plan_draft")


@call(EDIT)
def begin_from_template(request: HttpRequest) -> HttpResponse:
    return _done(request, lambda user, now: drafts.begin(user, now, _template(request)), "plan_draft")


@call(EDIT)
def upload(request: HttpRequest) -> HttpResponse:
    return _done(request, lambda user, now: take_files(user, _uploaded(request), now), "plan_files")


@call(EDIT)
def drop(request: HttpRequest) -> HttpResponse:
    answer = _done(request, drafts.drop, "plan_draft")
    messages.info(request, _("The draft was dropped. It is kept: you can take it up again below."))
    return answer


@call(EDIT)
def take_up(request: HttpRequest) -> HttpResponse:
    id = request.POST.get("draft", "")
    number = int(id) if id.isdecimal() and len(id) < 18 else 0
    return _done(request, lambda user, now: drafts.take_up(user, number, now), "plan_draft")


@call(EDIT)
def undo(request: HttpRequest) -> HttpResponse:
    return _turned(request, drafts.undo, _("Undone: %s"))


@call(EDIT)
def redo(request: HttpRequest) -> HttpResponse:
    return _turned(request, drafts.redo, _("Done again: %s"))


@call(EDIT)
def list_verb(request: HttpRequest, section: str) -> HttpResponse:
    """Adds to a list, or copies, moves or deletes one of its entries."""
    verb, found = request.POST.get("verb", ""), around()
    if found is None:
        return redirect("plan_draft")
    user, now = signed_in(request), timezone.now()
    before = found.draft.revision
    try:
        where = _listed(request, verb, section, user, now)
    except DraftError as problem:
        messages.error(request, str(problem))
        return redirect("plan_section", section)
    draft = drafts.current()
    if draft and draft.revision != before:
        run_tests(user, now)
        if verb == "remove":
            messages.success(request, _("Deleted. Undo brings it back."))
    return redirect(address(where)) if where else redirect("plan_section", section)


def _listed(request: HttpRequest, verb: str, section: str, user: User, now: datetime) -> Path:
    listed = list_of(section, request.POST.get("list", "")) if verb == "add" else ()
    if verb == "add":
        return add_entry(user, listed, {}, now)[1]
    if verb == "take_over":
        take_over(user, section, now)
        return ()
    found = around()
    path = path_of(section, request.POST.get("place", ""), found.data if found else {})
    title = request.POST.get("title", "")
    if verb == "copy":
        return copy_entry(user, path, title, now)[1]
    if verb in ("up", "down"):
        return move_entry(user, path, title, -1 if verb == "up" else 1, now)[1]
    if verb == "remove":
        remove_entry(user, path, title, now)
        return ()
    raise DraftError(_("There is no such step."))


def _turned(request: HttpRequest, turn: Callable[[User, int, datetime], Any], words: str) -> HttpResponse:
    given, user, now = request.POST.get("revision", ""), signed_in(request), timezone.now()
    try:
        step = turn(user, int(given) if given.isdecimal() and len(given) < 10 else 0, now)
        run_tests(user, now)
    except DraftError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, words % told(step))
    back = request.POST.get("back", "")
    return redirect(back if back.startswith("/plan/") else "plan_draft")


def _done(request: HttpRequest, action: Callable[[User, datetime], Any], then: str) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    try:
        action(user, now)
        if drafts.current() is not None:
            run_tests(user, now)
    except DraftError as problem:
        messages.error(request, str(problem))
        return redirect("plan_draft")
    return redirect(then)


def _template(request: HttpRequest) -> dict[str, str]:
    given = request.POST
    size, trade, lang = given.get("size", ""), given.get("trade", ""), given.get("language", "")
    if size not in map(str, SIZES) or trade not in TRADES or lang not in LANGUAGES:
        raise DraftError(_("Choose a trade, a team size and a language."))
    brands = tuple(one.strip() for one in given.get("brands", "").split(",") if one.strip())
    answers = Answers(given.get("name", "").strip(), brands, lang, trade, int(size))
    try:
        return starter(answers, timezone.localdate())
    except StarterError:
        raise DraftError(_("Give the company's name with letters or digits, at most 100 of them.")) from None


def _uploaded(request: HttpRequest) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in request.FILES.getlist("files"):
        found |= unpacked(str(file.name), file.read())
    return found
