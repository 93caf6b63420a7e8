"""What people did to a source, from the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.listen.actions.changed import subject
from sturmwarte.station.listen.models import Source
from sturmwarte.station.people.models import User

MOST = 20
_VERBS: dict[str, "str | Promise"] = {
    "source.make": gettext_lazy("connected"),
    "source.change": gettext_lazy("changed"),
    "source.rest": gettext_lazy("put to rest"),
    "source.wake": gettext_lazy("woken"),
    "source.remove": gettext_lazy("removed"),
    "source.probe": gettext_lazy("tested"),
}
_PARTS: dict[str, "str | Promise"] = {
    "name": gettext_lazy("name"),
    "person": gettext_lazy("looked after by"),
    "channel": gettext_lazy("channel"),
    "secrets": gettext_lazy("access data"),
}


@dataclass(frozen=True)
class Entry:
    """`what` names the settings that were changed, never a secret's content."""

    at: datetime
    who: str
    verb: str
    what: list[str]
    reason: str


def changes(source: Source) -> list[Entry]:
    """The newest first."""
    rows = list(AuditEntry.objects.filter(subject=subject(source.pk)).order_by("-id")[:MOST])
    ids = {int(row.actor[5:]) for row in rows if row.actor.startswith("user:") and row.actor[5:].isdigit()}
    names = {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=ids)}
    return [
        Entry(
            row.at,
            names.get(row.actor) or _by(row.actor),
            str(_VERBS.get(row.action, row.action)),
            _what(row.action, row.before or {}, row.after or {}),
            row.reason,
        )
        for row in rows
    ]


def _by(actor: str) -> str:
    return _("somebody who is no longer here") if actor.startswith("user:") else actor


def _what(action: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    if action != "source.change":
        return []
    found = [str(word) for part, word in _PARTS.items() if part in after]
    old, new = before.get("values") or {}, after.get("values") or {}
    return found + sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
