"""One entry's form: drawn, checked while it is filled in, and written into the draft."""

import json
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte import packs
from sturmwarte.core.plan.load import Merged
from sturmwarte.core.plan.section import Path
from sturmwarte.station.frame.access import page, signed_in
from sturmwarte.station.frame.texts import language
from sturmwarte.station.people.permissions import of
from sturmwarte.station.plan.actions.change_entry import change_entry
from sturmwarte.station.plan.actions.try_draft import run_tests
from sturmwarte.station.plan.editors import may_edit
from sturmwarte.station.plan.errors import DraftError, Meanwhile
from sturmwarte.station.plan.forms import words
from sturmwarte.station.plan.forms.choices import Choices
from sturmwarte.station.plan.forms.drawing import draw, title_of
from sturmwarte.station.plan.forms.entries import lists, places, shape_at, value_at, with_value
from sturmwarte.station.plan.forms.faults import Fault, faults
from sturmwarte.station.plan.forms.labels import field_label
from sturmwarte.station.plan.forms.parts import Part, walk
from sturmwarte.station.plan.forms.reading import ABSENT, read
from sturmwarte.station.plan.forms.shapes import default_of, section_named
from sturmwarte.station.plan.pages.edit import shaping
from sturmwarte.station.plan.pages.edit.frame import Around, around, context
from sturmwarte.station.plan.pages.edit.place import address, path_of
from sturmwarte.station.plan.pages.edit.sidebar import sidebar
from sturmwarte.station.plan.pages.edit.tests import beside
from sturmwarte.station.plan.roles import EDIT

_WAYS = ("GET", "HEAD", "POST")
_MOST_WAS = 1_000_000


@page(EDIT)
def section(request: HttpRequest, section: str) -> HttpResponse:
    """Opens the first place of a section; a list without entries shows how to begin one."""
    found = around()
    if found is None:
        return redirect("plan_draft")
    if section_named(section) is None:
        raise Http404
    first = next(iter(places(section, found.data)), ())
    listing = "list" in request.GET  # a phone shows either the list or a form
    if first and not listing:
        return redirect(address(first))
    words_ = context(request, "plan_draft", found) | {"sections": sidebar(found, (section,))}
    return render(
        request,
        "plan/edit/entry.html",
        words_ | {"about": _about(section), "empty": True, "listing": listing},
    )


@page(EDIT, methods=_WAYS)
def entry(request: HttpRequest, section: str, place: str) -> HttpResponse:
    found = around()
    if found is None:
        return redirect("plan_draft")
    path = path_of(section, place, found.data)
    if request.method != "POST":
        return _drawn(request, found, path, value_at(found.data, path))
    was, typed = _typed(request, path)
    if "check" in request.GET:
        return _checked(request, found, path, typed)
    op = request.POST.get("op", "save")
    if op == "save":
        return _saved(request, found, path, was, typed)
    return _drawn(
        request, found, path, shaping.shaped(typed, op), was, part_only="HX-Request" in request.headers
    )


def _typed(request: HttpRequest, path: Path) -> tuple[Any, Any]:
    """(what stood there when the form was drawn, what it says now)."""
    given = request.POST.get("was", "")
    try:
        was = json.loads(given) if given and len(given) <= _MOST_WAS else ABSENT
    except (ValueError, RecursionError):
        was = ABSENT
    default = default_of(str(path[0])) if len(path) == 1 else None
    return was, read(shape_at(path), request.POST, "", was, default)


def _saved(request: HttpRequest, found: Around, path: Path, was: Any, typed: Any) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    clean = shaping.tidied(typed)
    try:
        draft, path = change_entry(user, path, was, clean, now)
    except Meanwhile as problem:
        theirs = ABSENT if problem.theirs is None else problem.theirs
        mine = typed if problem.joined is None else problem.joined
        return _drawn(request, found, path, mine, theirs, clash=problem, status=409)
    except DraftError as problem:
        messages.error(request, str(problem))
        return _drawn(request, found, path, typed, was, status=400)
    if draft.revision != found.draft.revision:
        run_tests(user, now)
        messages.success(request, _("Saved in the draft."))
    onward = request.POST.get("then", "")
    return redirect(onward if onward.startswith("/plan/") else address(path))


def _drawn(  # noqa: PLR0917 - a page has that many sides
    request: HttpRequest,
    found: Around,
    path: Path,
    value: Any,
    was: Any = None,
    clash: Meanwhile | None = None,
    status: int = 200,
    *,
    part_only: bool = False,
) -> HttpResponse:
    """The form for `value`. `was` is what stands in the draft, where it is something else."""
    if was is None:
        was = value
    found = replace(found, faults=_faults(found, path, value))
    part = draw(shape_at(path), value, path, found.faults, Choices(found.data), title_of(value))
    more: dict[str, Any] = {
        "part": part,
        "was": "" if was is ABSENT else json.dumps(was, ensure_ascii=False),
        "clash": _clash(path, clash),
        "elsewhere": _elsewhere(found.faults, path),
        "can_save": may_edit(of(request)),
        "dirty": was is not value,
    }
    if part_only:
        return render(request, "plan/edit/fields.html", more)
    listed = path[:-1] if len(path) > 1 else ()
    more |= {
        "sections": sidebar(found, path),
        "about": _about(str(path[0])),
        "listed": listed,
        "list_key": ".".join(map(str, listed[1:])),
        "number": path[-1] if listed else None,
        "title": title_of(value),
        "tests": beside(found.draft),
    }
    return render(
        request, "plan/edit/entry.html", context(request, "plan_draft", found) | more, status=status
    )


def _checked(request: HttpRequest, found: Around, path: Path, typed: Any) -> HttpResponse:
    """What is wrong, for each field its own piece; htmx lays them where they belong."""
    now_wrong = _faults(found, path, typed)
    part = draw(shape_at(path), typed, path, now_wrong, Choices(found.data))
    shown: list[Part] = walk(part)
    return render(
        request, "plan/edit/checked.html", {"parts": shown, "elsewhere": _elsewhere(now_wrong, path)}
    )


def _faults(found: Around, path: Path, value: Any) -> list[Fault]:
    """Of the whole plan, with `value` at `path`."""
    if value_at(found.data, path) == value:
        return found.faults
    data = with_value(found.data, path, value)
    return faults(Merged(data, found.merged.keys, found.merged.values, [], found.merged.whole))


def _elsewhere(found: list[Fault], path: Path) -> list[tuple[Fault, str]]:
    """Errors of other places, with the way there."""
    others = [one for one in found if one.error and one.path[: len(path)] != path]
    return [(one, address(_own(one.path))) for one in others[:8]]


def _own(path: Path) -> Path:
    """The place of a fault that has a form of its own."""
    for listed in lists(str(path[0])):
        size = len(listed)
        if path[:size] == listed and len(path) > size:
            return path[: size + 1]
    return path[:1]


def _clash(path: Path, clash: Meanwhile | None) -> dict[str, Any] | None:
    if clash is None:
        return None
    theirs = clash.theirs if isinstance(clash.theirs, dict) else {}
    fields = [(field_label(str(path[0]), key), theirs.get(key, "–")) for key in clash.fields]
    return {"words": str(clash), "fields": fields}


def _about(section: str) -> dict[str, str]:
    label = packs.texts(language()).get(f"plan.section.{section}", section)
    return {"name": section, "label": label, "text": words.pack(language()).sections.get(section, "")}
