"""The entries that were found as a file for a spreadsheet; that it was taken is an entry itself."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sturmwarte.station.archive.exporting.formats import _cell as harmless
from sturmwarte.station.frame.access import call
from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.ledger.pages.asked import Asked, asked, find
from sturmwarte.station.ledger.pages.audit import rows
from sturmwarte.station.ledger.record import record
from sturmwarte.station.people.permissions import of
from sturmwarte.station.upkeep.roles import AUDIT, demand

MOST = 20_000
COLUMNS = ("id", "time", "who", "actor", "what", "action", "subject", "reason", "before", "after", "hash")


@call(AUDIT)
def export(request: HttpRequest) -> HttpResponse:
    """Personal values stay where they are: the file names only their keys, so an erasure reaches it too."""
    wanted, now = asked(request.POST.dict()), timezone.now()
    by = demand(of(request), AUDIT)
    found = find(wanted, MOST)
    text = io.StringIO()
    text.write("\ufeff")  # or Excel shows Ã¼
    out = csv.writer(text)
    out.writerow(COLUMNS)
    for one in rows(found.rows):
        out.writerow([harmless(cell) for cell in _cells(one.entry, one.who, one.what)])
    record(by, "audit.export", "audit", now, after={"entries": len(found.rows), "asked": _told(wanted)})
    name = f"sturmwarte-audit-{timezone.localtime(now):%Y-%m-%d-%H%M}.csv"
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _cells(one: AuditEntry, who: str, what: str) -> list[object]:
    told = [str(value) if value else "" for value in (one.before, one.after)]
    return [one.pk, one.at, who, one.actor, what, one.action, one.subject, one.reason, *told, one.hash]


def _told(wanted: Asked) -> str:
    """Which fields narrowed it; what was typed may name somebody."""
    return ", ".join(name for name in ("actor", "action", "subject", "words", "since", "until")
                     if getattr(wanted, name))  # fmt: skip
