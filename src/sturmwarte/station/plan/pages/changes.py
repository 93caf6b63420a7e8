"""What changed from one plan to another, in the names people know, grouped as they read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, get_args

from sturmwarte import packs
from sturmwarte.core.plan.difference import Change, difference
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.frame.texts import language
from sturmwarte.station.plan.forms.words import pack
from sturmwarte.station.plan.pages.active import OWNERS, names
from sturmwarte.station.respond.words import KINDS

_NAMED = {
    **dict.fromkeys(("owner", "deputy", "notify", "approver", "backed_by"), OWNERS),
    **dict.fromkeys(("members", "lead", "credentials"), ("people",)),
    **dict.fromkeys(("kind", "kinds"), ("kinds",)),
    "channels": ("channels",),
    **dict.fromkeys(("topic", "topics", "leave_out"), ("topics",)),
    "goal": ("goals",),
    "role": ("authority",),
}
"""Fields whose values are ids, and of which sections."""
_LONGEST = 600
_MODELS = {one.name: getattr((get_args(one.model) or (one.model,))[-1], "__name__", "") for one in SECTIONS}
"""Section -> what its entries are called in the forms' words."""


@dataclass(frozen=True)
class Row:
    """`field` is empty where the whole entry is meant; `facts` are then what is in it."""

    field: str
    how: str
    before: str = ""
    after: str = ""
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Entry:
    """`name` is empty where the section itself is meant."""

    name: str
    rows: list[Row]


@dataclass(frozen=True)
class Part:
    section: str
    label: str
    entries: list[Entry]


@dataclass(frozen=True)
class Told:
    """All changes; `count` is their number."""

    parts: list[Part]
    count: int


def changes(old: Plan, new: Plan) -> Told:
    found = difference(old, new, SECTIONS)
    words = _Words(old, new)
    parts = [
        Part(section, words.section(section), _entries(section, list(some), words))
        for section, some in groupby(found, key=lambda one: one.section)
    ]
    return Told(parts, len(found))


def _entries(section: str, some: list[Change], words: "_Words") -> list[Entry]:
    by_entry: dict[str, list[Row]] = {}
    for change in some:
        by_entry.setdefault(change.entry, []).append(words.row(change))
    return [Entry(words.entry(section, id), rows) for id, rows in by_entry.items()]


def _label(section: str, part: str) -> str:
    """What the forms call a field; entries within entries have models of their own, so the field's own name
    decides where the section's model has none."""
    fields = pack(language()).fields
    own = fields.get(f"{_MODELS.get(section, '')}.{part}")
    found = own or next((words for key, words in fields.items() if key.endswith(f".{part}")), None)
    return found.label if found else part


class _Words:
    """Names from both plans, the newer one's first."""

    def __init__(self, old: Plan, new: Plan) -> None:
        self.texts = packs.texts(language())
        self.known = {**names(old), **names(new)}

    def section(self, name: str) -> str:
        return self.texts.get(f"plan.section.{name}", name)

    def entry(self, section: str, id: str) -> str:
        """An entry's name; the rules and tests of a plan have none but their id."""
        found = self.known.get((section, id))
        return found or str(KINDS.get(id, id) if section == "kinds" else id)

    def field(self, section: str, field: str) -> str:
        parts = (part for part in field.split(".") if part)
        return " › ".join(_label(section, part) for part in parts)

    def row(self, change: Change) -> Row:
        section, field = change.section, change.field
        if change.how == "moved":
            before, after = (self.entry(section, str(one or "")) for one in (change.before, change.after))
            return Row("", "moved", before, after)
        whole = change.after if change.how == "added" else change.before
        if change.how in ("added", "removed") and isinstance(whole, Mapping):
            facts = [(self.field(section, key), self.value(key, one)) for key, one in whole.items()]
            return Row(self.field(section, field), change.how, facts=facts)
        leaf = field.rpartition(".")[2]
        before, after = (self.value(leaf, one) for one in (change.before, change.after))
        how = {(True, False): "added", (False, True): "removed"}.get((not before, not after), change.how)
        return Row(self.field(section, field), how, before, after)

    def value(self, leaf: str, value: Any) -> str:
        text = self._value(leaf, value)
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"

    def _value(self, leaf: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, Mapping):
            named = next((value[key] for key in ("name", "text", "query") if value.get(key)), None)
            if isinstance(named, str):
                return named
            return "; ".join(f"{key}: {self._value(key, inner)}" for key, inner in value.items())
        if isinstance(value, list):
            return ", ".join(self._value(leaf, one) for one in value)
        return self._id(_NAMED.get(leaf, ()), str(value))

    def _id(self, sections: Iterable[str], value: str) -> str:
        for section in sections:
            if (section, value) in self.known:
                return self.known[section, value]
            if section == "kinds" and value in KINDS:
                return str(KINDS[value])
        return value
