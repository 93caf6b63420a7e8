"""Checks that every id a plan mentions exists, from the fields marked with `Ref`.

It reads the raw values, not the validated ones, so that a typo elsewhere in an entry does not hide
a name that leads nowhere.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from sturmwarte.core.plan.entry import Ref
from sturmwarte.core.plan.section import Doubt, Path, Section
from sturmwarte.core.plan.suggest import offer
from sturmwarte.core.reason import Reason


def ids(section: Section[Any], raw: Mapping[str, Any]) -> list[str]:
    """The ids a plan's raw values define in a section; those of its default where it is left out."""
    value = raw.get(section.name)
    if value is None:
        value = section.empty()
    if isinstance(value, Mapping):
        return [str(key) for key in value]
    if not isinstance(value, list):
        return []
    found = (entry.get("id") if isinstance(entry, Mapping) else getattr(entry, "id", None) for entry in value)
    return [str(name) for name in found if isinstance(name, str | int)]


def dangling(sections: Sequence[Section[Any]], raw: Mapping[str, Any]) -> Iterator[Doubt]:
    """A doubt for every mentioned id that no section defines."""
    known = {section.name: ids(section, raw) for section in sections}
    for section in sections:
        for path, ref, name in mentioned(section.model, raw.get(section.name), (section.name,)):
            targets = [target for target in ref.sections if target in known]
            defined = [one for target in targets for one in known[target]]
            if targets and name not in defined:
                what = Reason("plan.unknown_id", {"id": name, "sections": targets})
                yield Doubt(
                    path, what, offer(name, defined) or Reason("plan.fix.define", {"sections": targets})
                )


def duplicates(sections: Sequence[Section[Any]], raw: Mapping[str, Any]) -> Iterator[tuple[Path, Path, str]]:
    """(place of the second, place of the first, id) for every id given twice in a section."""
    for section in sections:
        seen: dict[str, Path] = {}
        value = raw.get(section.name)
        for place, entry in enumerate(value if isinstance(value, list) else ()):
            name = entry.get("id") if isinstance(entry, Mapping) else None
            if not isinstance(name, str | int):
                continue
            path: Path = (section.name, place, "id")
            if str(name) in seen:
                yield path, seen[str(name)], str(name)
            seen.setdefault(str(name), path)


def mentioned(shape: Any, value: Any, path: Path) -> Iterator[tuple[Path, Ref, str]]:
    """(path, reference, id) for each marked field in `value`, which should have the type `shape`."""
    if value is None:
        return
    origin, args = get_origin(shape), get_args(shape)
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        yield from _in_model(shape, value, path)
    elif origin is list and isinstance(value, list):
        for place, item in enumerate(value):
            yield from mentioned(args[0], item, (*path, place))
    elif origin is dict and isinstance(value, Mapping):
        for key, item in value.items():
            yield from mentioned(args[1], item, (*path, key))
    elif origin in (Union, UnionType):
        for arm in args:
            if arm is not NoneType:
                yield from mentioned(arm, value, path)


def _in_model(model: type[BaseModel], value: Any, path: Path) -> Iterator[tuple[Path, Ref, str]]:
    if not isinstance(value, Mapping):
        return
    for name, field in model.model_fields.items():
        key = field.alias or name
        inner = value.get(key)
        refs = [mark for mark in field.metadata if isinstance(mark, Ref)]
        if refs:
            yield from _named(refs[0], inner, (*path, key))
        else:
            yield from mentioned(field.annotation, inner, (*path, key))


def _named(ref: Ref, value: Any, path: Path) -> Iterable[tuple[Path, Ref, str]]:
    if isinstance(value, str | int) and not isinstance(value, bool):
        yield path, ref, str(value)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _named(ref, item, (*path, place))
