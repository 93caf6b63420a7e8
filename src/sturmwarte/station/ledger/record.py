"""Writes the audit trail: each entry's hash covers the entry before it, so no entry can be changed
or taken out without the chain showing it.

Personal values stand apart under random keys. The chain covers the key, not the value, so erasing a
person leaves it whole.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from sturmwarte.station.ledger.models import AuditEntry, AuditPersonal

START = "0" * 64
"""What stands for the entry before the first."""

_LOCK = 0x53747572  # any number, the same for every process: one writer of the chain at a time


@transaction.atomic
def record(
    actor: str,
    action: str,
    subject: str,
    now: datetime,
    *,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    personal: Mapping[str, str] | None = None,
) -> AuditEntry:
    """Appends what `actor` did to `subject`. Call it inside the transaction of the action itself.

    `personal` holds values of people (names, handles, text). They appear in `after` as
    {"personal": key} and are stored by key, findable by `subject`.
    """
    _one_at_a_time()
    keys = {name: secrets.token_hex(16) for name in personal or {}}
    if keys:
        after = {**(after or {}), **{name: {"personal": key} for name, key in keys.items()}}
    last = AuditEntry.objects.order_by("-id").first()
    entry = AuditEntry(
        at=now,
        actor=actor,
        action=action,
        subject=subject,
        reason=reason,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        previous=last.hash if last else START,
    )
    entry.hash = sealed(entry)
    entry.save(force_insert=True)
    AuditPersonal.objects.bulk_create(
        AuditPersonal(key=key, entry=entry, subject=subject, value=(personal or {})[name])
        for name, key in keys.items()
    )
    return entry


def sealed(entry: AuditEntry) -> str:
    """The hash an entry must have: SHA-256 over its fields and the previous entry's hash."""
    fields = [
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        *(entry.actor, entry.action, entry.subject, entry.reason),
        *(entry.before, entry.after, entry.previous),
    ]
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def first_break() -> int | None:
    """The id of the first entry whose place in the chain is wrong; None when the chain holds."""
    previous = START
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=1000):
        if entry.previous != previous or entry.hash != sealed(entry):
            return entry.id
        previous = entry.hash
    return None


def forget_personal(subject: str) -> int:
    """Erases the personal values of a subject from the trail; the chain stays whole."""
    return AuditPersonal.objects.filter(subject=subject).delete()[0]


def _one_at_a_time() -> None:
    # SQLite: BEGIN IMMEDIATE already makes us the only writer.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
