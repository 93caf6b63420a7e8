"""The draft's files as texts, with what is wrong at line and column."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sturmwarte.core.plan.load import load
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.frame.access import call, page, signed_in
from sturmwarte.station.frame.texts import said
from sturmwarte.station.plan.actions.draft import current
from sturmwarte.station.plan.actions.save_file import packed, remove_file, save_file, stamp
from sturmwarte.station.plan.actions.try_draft import run_tests
from sturmwarte.station.plan.errors import DraftError, Meanwhile
from sturmwarte.station.plan.pages.edit.frame import around, context
from sturmwarte.station.plan.roles import EDIT

_MOST = 600_000


@dataclass(frozen=True)
class FileRow:
    name: str
    lines: int
    errors: int
    warnings: int
    current: bool


@dataclass(frozen=True)
class LineFault:
    """One sentence at a line and column of a file; 0 where all of it is meant."""

    file: str
    line: int
    column: int
    text: str
    fix: str
    error: bool


@page(EDIT)
def files_page(request: HttpRequest) -> HttpResponse:
    found = around()
    if found is None:
        return redirect("plan_draft")
    name = request.GET.get("file", "") or next(iter(sorted(found.draft.files)), "")
    if name not in found.draft.files:
        raise Http404
    line = request.GET.get("line", "")
    text = found.draft.files[name]
    return _shown(
        request, name, text, stamp(text), line=int(line) if line.isdecimal() and len(line) < 7 else 0
    )


@call(EDIT)
def check_file(request: HttpRequest) -> HttpResponse:
    """What would be wrong with the plan if the file read so."""
    name, text = request.POST.get("file", ""), request.POST.get("text", "")[:_MOST]
    draft = current()
    files = {**(draft.files if draft else {}), name: text.replace("\r\n", "\n")}
    return render(request, "plan/edit/line_faults.html", {"faults": _faults(files), "name": name})


@call(EDIT)
def save(request: HttpRequest) -> HttpResponse:
    name, text = request.POST.get("file", "").strip(), request.POST.get("text", "")
    user, now = signed_in(request), timezone.now()
    try:
        save_file(user, name, text, request.POST.get("was", ""), now)
        run_tests(user, now)
    except Meanwhile as problem:
        theirs = problem.theirs if isinstance(problem.theirs, str) else ""
        return _shown(
            request,
            name,
            text,
            stamp(theirs) if theirs else "",
            clash=str(problem),
            theirs=theirs,
            status=409,
        )
    except DraftError as problem:
        messages.error(request, str(problem))
        draft = current()
        if draft is None or name not in draft.files:
            return redirect("plan_files")
        return _shown(request, name, text, request.POST.get("was", ""), status=400)
    messages.success(request, _("Saved in the draft."))
    return redirect(f"{reverse('plan_files')}?{urlencode({'file': name})}")


@call(EDIT)
def remove(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    try:
        remove_file(user, request.POST.get("file", ""), request.POST.get("was", ""), now)
        run_tests(user, now)
    except DraftError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Deleted. Undo brings it back."))
    return redirect("plan_files")


@page(EDIT)
def download(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The draft's files as a ZIP: for any editor, and for the command line."""
    draft = current()
    if draft is None:
        return redirect("plan_draft")
    answer = HttpResponse(
        packed(draft.files, timezone.localtime(draft.changed_at)), content_type="application/zip"
    )
    answer["Content-Disposition"] = 'attachment; filename="plan.zip"'
    return answer


def _shown(  # noqa: PLR0917 - what a page needs
    request: HttpRequest,
    name: str,
    text: str,
    was: str,
    line: int = 0,
    clash: str = "",
    theirs: str = "",
    status: int = 200,
) -> HttpResponse:
    found = around()
    if found is None:
        return redirect("plan_draft")
    files = {**found.draft.files, name: text.replace("\r\n", "\n")}
    faults = _faults(files)
    rows = [
        FileRow(
            one,
            files[one].count("\n"),
            sum(fault.error for fault in faults if fault.file == one),
            sum(not fault.error for fault in faults if fault.file == one),
            one == name,
        )
        for one in sorted(found.draft.files)
    ]
    more: dict[str, Any] = {
        "rows": rows, "name": name, "text": text, "was": was, "faults": faults, "line": line, "clash": clash,
        "theirs": theirs, "lines": range(1, text.count("\n") + 2),
    }  # fmt: skip
    return render(
        request, "plan/edit/files.html", context(request, "plan_files", found) | more, status=status
    )


def _faults(files: dict[str, str]) -> list[LineFault]:
    return [
        LineFault(
            one.file,
            one.line,
            one.column,
            said(one.what),
            said(one.fix) if one.fix else "",
            one.severity == "error",
        )
        for one in load(files, SECTIONS).problems
    ]
