"""Backups: the last one, one now, every day at a time; checked, fetched, and how to go back to one."""

import shutil
from datetime import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _

from sturmwarte.station.frame.access import call, page
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import of
from sturmwarte.station.upkeep.actions.back_up import VERIFY, ask_check, back_up
from sturmwarte.station.upkeep.actions.forget_backup import forget_backup
from sturmwarte.station.upkeep.actions.set_timetable import DAILY, set_timetable
from sturmwarte.station.upkeep.errors import UpkeepError
from sturmwarte.station.upkeep.models import Backup, Timetable
from sturmwarte.station.upkeep.pages.shown import shown, whole_file
from sturmwarte.station.upkeep.roles import BACKUP, demand

OLD_DAYS, SHOWN = 2, 40
USUAL = time(2, 30)


@page(BACKUP)
def backup(request: HttpRequest) -> HttpResponse:
    parts = {"backups": "upkeep/backup_body.html"}
    return shown(request, "upkeep/backup.html", parts, {"here": "backup", **_words()})


def _words() -> dict[str, Any]:
    now, folder = timezone.now(), Path(settings.BACKUPS)
    rows = list(Backup.objects.exclude(state=Backup.State.GONE).order_by("-asked_at")[:SHOWN])
    made = [one for one in rows if one.state == Backup.State.MADE]
    newest = max((one for one in made if one.made_at), key=lambda one: one.made_at or now, default=None)
    checking = Job.objects.filter(kind=VERIFY, state__in=[Job.State.QUEUED, Job.State.CLAIMED])
    return {
        "now": now, "rows": rows, "newest": newest, "folder": folder, "sqlite": connection.vendor == "sqlite",
        "old": newest is not None and newest.made_at is not None and (now - newest.made_at).days >= OLD_DAYS,
        "checking": {one["backup"] for one in checking.values_list("payload", flat=True)},
        "waiting": any(one.state == Backup.State.WAITING for one in rows),
        "timetable": Timetable.objects.filter(pk=1).first() or Timetable(at=USUAL),
        "next_at": Job.objects.filter(key=DAILY).values_list("due", flat=True).first(),
        "disks": _disks(folder), "own_disk": not _apart(folder), "data": settings.DATA,
    }  # fmt: skip


def _disks(folder: Path) -> list[tuple[str, int, int, int]]:
    """(what for, bytes free, bytes in all, percent used), once where both lie on one disk."""
    found = [(_("Station"), Path(settings.DATA))]
    if _apart(folder):
        found.append((_("Backups"), _standing(folder)))
    told = []
    for name, path in found:
        usage = shutil.disk_usage(_standing(path))
        told.append((name, usage.free, usage.total, round(100 * (usage.total - usage.free) / usage.total)))
    return told


def _apart(folder: Path) -> bool:
    return _standing(folder).stat().st_dev != _standing(Path(settings.DATA)).stat().st_dev


def _standing(path: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(one for one in (path, *path.parents) if one.exists())


@call(BACKUP)
def make_backup(request: HttpRequest) -> HttpResponse:
    return _done(request, lambda: back_up(of(request), timezone.now()), _("The backup is being made."))


@call(BACKUP)
def check_backup(request: HttpRequest, id: int) -> HttpResponse:
    return _done(
        request,
        lambda: ask_check(of(request), id, timezone.now()),
        _("The backup is being opened and compared."),
    )


@call(BACKUP)
def remove_backup(request: HttpRequest, id: int) -> HttpResponse:
    return _done(request, lambda: forget_backup(of(request), id, timezone.now()), _("The backup is removed."))


@call(BACKUP)
def change_timetable(request: HttpRequest) -> HttpResponse:
    given = request.POST
    try:
        at = parse_time(given.get("at", ""))
    except ValueError:
        at = None
    keep = given.get("keep", "")
    if at is None or not (keep.isascii() and keep.isdigit()):
        messages.error(request, _("Write the time as in 02:30, and how many are kept as a number."))
        return redirect("backup")
    on = given.get("on") == "on"
    said = (
        _("Backups are made every day at %s.") % f"{at:%H:%M}"
        if on
        else _("No backup is made by itself any more.")
    )
    return _done(
        request,
        lambda: set_timetable(of(request), on=on, at=at, keep=int(keep[:6]), now=timezone.now()),
        said,
    )


@call(BACKUP)
def fetch_backup(request: HttpRequest, id: int) -> HttpResponseBase:
    """The file itself. That it was taken is written down: whoever has it has everything but the keys."""
    by, row = demand(of(request), BACKUP), Backup.objects.filter(pk=id, state=Backup.State.MADE).first()
    path = Path(settings.BACKUPS) / row.name if row else None
    if row is None or path is None or not path.is_file():
        raise Http404
    record(
        by, "backup.download", f"backup:{row.pk}", timezone.now(), after={"name": row.name, "bytes": row.size}
    )
    response = whole_file(request, path)
    response["Cache-Control"] = "no-store"
    return response


def _done(request: HttpRequest, action: Any, words: str) -> HttpResponse:
    try:
        action()
    except UpkeepError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, words)
    return redirect("backup")
