"""The audit trail: who did what when and why, and whether nobody changed it since."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sturmwarte.station.frame.access import page
from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.ledger.pages.asked import asked, find
from sturmwarte.station.ledger.pages.changes import changes
from sturmwarte.station.ledger.pages.names import Names, Subject
from sturmwarte.station.ledger.pages.sentences import choices, said
from sturmwarte.station.people.models import User
from sturmwarte.station.people.permissions import Permissions, of
from sturmwarte.station.upkeep.models import Chain
from sturmwarte.station.upkeep.pages.shown import shown
from sturmwarte.station.upkeep.roles import AUDIT


@dataclass(frozen=True)
class Row:
    entry: AuditEntry
    who: str
    what: str
    subject: Subject


@page(AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Target") == "chain":
        return shown(request, "", {"chain": "ledger/chain.html"}, {"now": timezone.now(), **chain()})
    wanted = asked(request.GET.dict())
    found = find(wanted)
    words = {
        "here": "audit", "asked": wanted, "rows": rows(found.rows), "older": found.older,
        "searched_to": found.searched_to, "older_address": wanted.address(found.older),
        "newest_address": wanted.address(), "choices": choices(), "now": timezone.now(), **chain(),
        "actors": list(User.objects.order_by("name").values_list("name", flat=True)[:200]),
    }  # fmt: skip
    return shown(request, "ledger/audit.html", {"chain": "ledger/chain.html"}, words)


@page(AUDIT)
def entry(request: HttpRequest, id: int) -> HttpResponse:
    row = AuditEntry.objects.filter(pk=id).first()
    if row is None:
        raise Http404
    words = {
        "here": "audit", "one": rows([row])[0], "now": timezone.now(), **chain(),
        "changes": changes(row, personal=sees_personal(of(request))),
        "earlier": rows(AuditEntry.objects.filter(subject=row.subject, pk__lt=row.pk).order_by("-pk")[:5]),
        "later": rows(AuditEntry.objects.filter(subject=row.subject, pk__gt=row.pk).order_by("pk")[:5]),
    }  # fmt: skip
    return render(request, "ledger/entry.html", words)


def rows(entries: Any) -> list[Row]:
    entries = list(entries)
    names = Names([one.actor for one in entries], [one.subject for one in entries])
    return [Row(one, names.actor(one.actor), said(one.action), names.subject(one.subject)) for one in entries]


def chain() -> dict[str, Any]:
    """How the trail held when it was last walked; `newer` entries have come since."""
    known = Chain.objects.filter(pk=1).first()
    newer = AuditEntry.objects.filter(pk__gt=known.upto).count() if known else 0
    return {"chain": known, "newer": newer}


def sees_personal(who: Permissions) -> bool:
    """Values about people are for those whose permission is not limited to a channel or topic."""
    return any(one.role in AUDIT and not one.channel and not one.topic for one in who.held)
