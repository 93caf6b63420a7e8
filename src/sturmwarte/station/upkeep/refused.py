"""Who may see which refused post: a line that no stage could make sense of, or a post a stage failed on."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from sturmwarte.station.ledger.models import Job
from sturmwarte.station.listen.models import Rejected
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.upkeep.roles import REFUSED

DISCARD = "rejected-discard"
"""The job's kind: a discarded line goes half a minute later, so that it can be kept after all."""
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\u201e[^\u201c]*\u201c")


def key(id: int) -> str:
    return f"{DISCARD}:{id}"


def visible(who: Permissions) -> "QuerySet[Rejected]":
    """The lines of the channels this person looks after. A permission for one topic reaches none: what could
    not be read has no topic."""
    channels = {held.channel for held in who.held if held.role in REFUSED and not held.topic}
    rows = Rejected.objects.all()
    if not channels:
        return rows.none()
    if "" not in channels:
        rows = rows.filter(Q(channel__in=channels))
    going = Job.objects.filter(kind=DISCARD, state__in=[Job.State.QUEUED, Job.State.CLAIMED])
    ids = [int(one.rpartition(":")[2]) for one in going.values_list("key", flat=True)]
    return rows.exclude(pk__in=ids) if ids else rows


def sees_words(who: Permissions, row: Rejected) -> bool:
    """Private messages are for those with a permission for that very channel; and what cannot be read may be
    private."""
    fitting = [
        one for one in who.held if one.role in REFUSED and not one.topic and one.channel in {"", row.channel}
    ]
    if not fitting:
        return False
    return not _private(row) or any(one.channel == row.channel for one in fitting)


def record_of(row: Rejected) -> Mapping[str, Any] | None:
    """The line as an object; None where it is none."""
    try:
        found = json.loads(bytes(row.line))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def outline(record: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """What a line holds without its words: (field, kind of value, its length)."""
    return [
        (str(name)[:80], type(value).__name__, _length(value)) for name, value in list(record.items())[:40]
    ]


def without_words(error: str) -> str:
    """An error for those who may not see the words: what it quotes is left out."""
    return _QUOTED.sub("…", error.partition("\n")[0])[:200]


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | list | dict) else 0


def _private(row: Rejected) -> bool:
    record = record_of(row)
    if record is None:
        return True
    return record.get("visibility", "public") not in {"public", "unlisted"} or record.get("form") in {
        "mail", "direct_message",
    }  # fmt: skip
