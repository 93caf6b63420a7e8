"""What one plan says and another does not, by section, entry and field."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec
from pydantic import TypeAdapter

from sturmwarte.core.plan.section import Plan, Section
from sturmwarte.core.reason import Reason

_ABSENT = None


class Change(msgspec.Struct, frozen=True):
    """One difference. `entry` is the id (or name, or number from 1) of the entry in a list, `field` the
    way into it; both are empty where the whole is meant. `before` and `after` are plain data."""

    section: str
    entry: str
    field: str
    how: Literal["added", "removed", "changed", "moved"]
    before: Any = None
    after: Any = None

    @property
    def reason(self) -> Reason:
        """The sentence for it: `plan.change.<how>` with where, before and after."""
        where = " › ".join(part for part in (self.section, self.entry, self.field) if part)
        args = {"where": where, "before": _brief(self.before), "after": _brief(self.after)}
        return Reason(f"plan.change.{self.how}", args)


def difference(old: Plan, new: Plan, sections: Sequence[Section[Any]]) -> list[Change]:
    """All changes from `old` to `new`, in the order of the sections; empty when both say the same.

    Values are compared as understood, defaults filled in: comments, order of keys and layout do not count.
    The order of a list does, where its entries have ids: in rules the first that fits decides.
    """
    changes: list[Change] = []
    for section in sections:
        before, after = _plain(section, old), _plain(section, new)
        if before != after:
            changes += _in_section(section.name, before, after)
    return changes


def _plain(section: Section[Any], plan: Plan) -> Any:
    if section.name not in plan.values:
        return _ABSENT
    adapter = TypeAdapter(section.model)
    return adapter.dump_python(plan[section], mode="json", exclude_defaults=True, by_alias=True)


def _in_section(name: str, before: Any, after: Any) -> Iterator[Change]:
    if isinstance(before or after, list):
        yield from _in_list(name, before or [], after or [])
    elif before is _ABSENT or after is _ABSENT:
        how: Literal["added", "removed"] = "added" if before is _ABSENT else "removed"
        yield Change(name, "", "", how, before, after)
    else:
        yield from _in_value(name, "", "", before, after)


def _in_list(name: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    old, new = _by_name(before), _by_name(after)
    for entry in old:
        if entry not in new:
            yield Change(name, entry, "", "removed", old[entry], None)
    for entry in new:
        if entry not in old:
            yield Change(name, entry, "", "added", None, new[entry])
        elif old[entry] != new[entry]:
            yield from _in_value(name, entry, "", old[entry], new[entry])
    yield from _moved(name, [one for one in old if one in new], [one for one in new if one in old])


def _moved(name: str, before: list[str], after: list[str]) -> Iterator[Change]:
    """Names the entries that stand after another neighbour than before."""
    previous = dict(zip(before, ["", *before], strict=False))
    for entry, now_after in zip(after, ["", *after], strict=False):
        if previous[entry] != now_after:
            yield Change(name, entry, "", "moved", previous[entry], now_after)


def _by_name(entries: Sequence[Any]) -> dict[str, Any]:
    """Entries by id or name, numbered where they have neither or share one."""
    named: dict[str, Any] = {}
    for number, entry in enumerate(entries, 1):
        known = entry.get("id") or entry.get("name") if isinstance(entry, Mapping) else None
        key = str(known or number)
        named[key if key not in named else f"{key} ({number})"] = entry
    return named


def _in_value(section: str, entry: str, field: str, before: Any, after: Any) -> Iterator[Change]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*before, *(key for key in after if key not in before)]:
            if before.get(key) != after.get(key):
                inner = f"{field}.{key}" if field else str(key)
                yield from _in_value(section, entry, inner, before.get(key), after.get(key))
    elif _named(before) and _named(after):
        for change in _in_list(section, before, after):
            inner = ".".join(part for part in (field, change.entry, change.field) if part)
            yield msgspec.structs.replace(change, entry=entry, field=inner)
    else:
        yield Change(section, entry, field, "changed", before, after)


def _named(value: Any) -> bool:
    return (
        isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) and "id" in v for v in value)
    )


def _brief(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        named = next((value[key] for key in ("name", "text", "query", "id") if value.get(key)), None)
        told = "; ".join(f"{key}: {_brief(inner)}" for key, inner in value.items())
        text = str(named) if isinstance(named, str) else told
    else:
        text = ", ".join(map(_brief, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 120 else text[:119] + "…"


def outline(plan: Plan, sections: Sequence[Section[Any]]) -> list[tuple[str, int]]:
    """(section, how many entries or values are written in it), for the sections the plan fills."""
    filled = [
        section for section in sections if section.name in plan.values and section.name not in plan.gaps
    ]
    return [
        (section.name, _count(TypeAdapter(section.model).dump_python(plan[section], exclude_unset=True)))
        for section in filled
    ]


def _count(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(len(inner) if isinstance(inner, list) else 1 for inner in value.values())
    return len(value)
