"""What is looked for in the trail, and the entries that fit: page by page, also among a million."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode

from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.ledger.pages.names import meant

PAGE = 50
WINDOW = 200_000
"""Entries that one page looks through for words: then it says how far it came and goes on when asked."""
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Asked:
    """What somebody asked for. Empty means any. `before`: entries older than this id."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None

    @property
    def any(self) -> bool:
        return bool(self.actor or self.action or self.subject or self.words or self.since or self.until)

    def address(self, before: int | None = None) -> str:
        """The same question as the end of an address."""
        named = {
            "actor": self.actor, "action": self.action, "subject": self.subject, "words": self.words,
            "since": self.since or "", "until": self.until or "", "before": str(before or ""),
        }  # fmt: skip
        return urlencode({name: str(value) for name, value in named.items() if value})


def asked(given: Mapping[str, str]) -> Asked:
    """From a form; what cannot be understood counts as not asked."""
    before = given.get("before", "")
    return Asked(
        actor=given.get("actor", "").strip()[:200],
        action=given.get("action", "").strip()[:80],
        subject=given.get("subject", "").strip()[:400],
        words=given.get("words", "").strip()[:200],
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
    )


@dataclass(frozen=True)
class Found:
    """`older`: where the next page begins. `searched_to`: how far back was looked, when not to the end."""

    rows: list[AuditEntry]
    older: int | None
    searched_to: datetime | None


def find(wanted: Asked, most: int = PAGE) -> Found:
    """The newest first."""
    rows = narrowed(wanted)
    floor = None
    if wanted.words:
        newest = rows.order_by("-pk").values_list("pk", flat=True).first()
        floor = max(0, (newest or 0) - WINDOW)
        rows = rows.filter(pk__gt=floor, reason__icontains=wanted.words)
    found = list(rows.order_by("-pk")[: most + 1])
    if len(found) > most:
        return Found(found[:most], found[most - 1].pk, None)
    if floor and (last := AuditEntry.objects.filter(pk__lte=floor).order_by("-pk").first()):
        return Found(found, floor + 1, last.at)
    return Found(found, None, None)


def narrowed(wanted: Asked) -> "QuerySet[AuditEntry]":
    """All that fits but for the words."""
    rows = AuditEntry.objects.all()
    if wanted.before:
        rows = rows.filter(pk__lt=wanted.before)
    if wanted.actor:
        rows = rows.filter(actor__in=meant(wanted.actor))
    if wanted.action.endswith("."):
        rows = rows.filter(action__gte=wanted.action, action__lt=wanted.action + _LAST)
    elif wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.subject:
        # As a range, because LIKE would not use the index.
        rows = rows.filter(
            Q(subject=wanted.subject)
            | Q(subject__gte=wanted.subject + ":", subject__lt=wanted.subject + ":" + _LAST)
        )
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return rows


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
