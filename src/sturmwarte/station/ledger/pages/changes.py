"""What an entry changed, field by field: before -> after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sturmwarte.station.ledger.models import AuditEntry, AuditPersonal
from sturmwarte.station.ledger.pages.names import Names

_FIELDS: dict[str, "str | Promise"] = {
    "at": gettext_lazy("time"), "bytes": gettext_lazy("bytes"), "channel": gettext_lazy("channel"),
    "deputy": gettext_lazy("deputy"), "entries": gettext_lazy("entries"), "format": gettext_lazy("format"),
    "held": gettext_lazy("kept by a hold"), "keep": gettext_lazy("kept backups"),
    "kind": gettext_lazy("kind"),
    "beside": gettext_lazy("lines and notes beside"), "level": gettext_lazy("level"),
    "name": gettext_lazy("name"), "names": gettext_lazy("with names"), "on": gettext_lazy("switched on"),
    "objection": gettext_lazy("future posts kept out"), "person": gettext_lazy("pseudonym"),
    "posts": gettext_lazy("posts"), "promised_until": gettext_lazy("promised until"),
    "postponed_until": gettext_lazy("postponed until"), "query": gettext_lazy("search"),
    "removed": gettext_lazy("posts erased"), "result": gettext_lazy("result"), "role": gettext_lazy("role"),
    "secrets": gettext_lazy("access data"), "start": gettext_lazy("from"), "state": gettext_lazy("state"),
    "taken_by_id": gettext_lazy("taken by"), "taken_at": gettext_lazy("taken at"),
    "taken_by": gettext_lazy("taken by"),
    "topic": gettext_lazy("topic"), "until": gettext_lazy("until"), "values": gettext_lazy("settings"),
    "version": gettext_lazy("version"), "whole": gettext_lazy("whole"), "owner": gettext_lazy("owner"),
}  # fmt: skip
_PERSONAL = "personal"
_PEOPLE = frozenset({"taken_by", "taken_by_id", "assigned_by", "assigned_by_id"})
"""Fields that name a login by its number."""
_VALUES: dict[str, "str | Promise"] = {
    "open": gettext_lazy("open"), "taken": gettext_lazy("taken"), "closed": gettext_lazy("closed"),
    "answered": gettext_lazy("answered"), "no_answer": gettext_lazy("no answer needed"),
    "passed_on": gettext_lazy("passed on"), "disclose": pgettext_lazy("privacy", "disclosure"),
    "erase": pgettext_lazy("privacy", "erasure"), "object": pgettext_lazy("privacy", "objection"),
}  # fmt: skip
_IN_WORDS = frozenset({"state", "result", "kind"})


@dataclass(frozen=True)
class Change:
    """`old` and `new` are None where there was or is nothing. `moment`: both are times (aware)."""

    field: str
    old: Any
    new: Any
    personal: bool = False


def changes(entry: AuditEntry, *, personal: bool) -> list[Change]:
    """Only what differs; with `personal` the values that stand apart too, unless they were erased."""
    before, after = flat(entry.before or {}), flat(entry.after or {})
    apart = dict(AuditPersonal.objects.filter(entry=entry).values_list("key", "value")) if personal else {}
    found = []
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old != new:
            hidden = name.endswith(f".{_PERSONAL}")
            field = name.removesuffix(f".{_PERSONAL}")
            if hidden:
                old, new = _told(old, apart, personal), _told(new, apart, personal)
            found.append(Change(_called(field), _said(field, old), _said(field, new), hidden))
    return found


def _said(field: str, value: Any) -> Any:
    """A value in words, where the field is one whose values have words."""
    if field in _PEOPLE and isinstance(value, int):
        return Names([f"user:{value}"], []).actor(f"user:{value}")
    if field in _IN_WORDS and value in _VALUES:
        return str(_VALUES[value])
    return _shown(value)


def flat(values: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Nested values by the path to them.

    >>> flat({"a": {"b": 1}, "c": 2})
    {'a.b': 1, 'c': 2}
    """
    found: dict[str, Any] = {}
    for name, value in values.items():
        path = f"{above}.{name}" if above else str(name)
        found |= flat(value, path) if isinstance(value, Mapping) and value else {path: value}
    return found


def _called(path: str) -> str:
    first, dot, rest = path.partition(".")
    words = str(_FIELDS.get(first, first))
    return f"{words}: {rest}" if dot else words


def _told(key: Any, apart: Mapping[str, str], may: bool) -> str | None:
    if key is None:
        return None
    if not may:
        return _("personal, shown only to data protection and owners")
    return apart.get(str(key)) or _("erased")


def _shown(value: Any) -> Any:
    """Times as times, yes and no in words, the rest as text."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value in ("", [], {}):
        return None
    if isinstance(value, str):
        moment = parse_datetime(value) if len(value) >= 16 and value[:4].isdigit() else None
        return moment if moment and moment.tzinfo else value
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
