"""What a section of the plan is made of, read off its models: leaves, groups, lists of groups, tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sturmwarte.core.plan.entry import Ref
from sturmwarte.core.plan.section import Section
from sturmwarte.core.sections import SECTIONS
from sturmwarte.core.triage.rule import Said
from sturmwarte.station.plan.forms import hints


@dataclass(frozen=True)
class Leaf:
    """One value: text, long, query, number, whole, switch, maybe, choice, date, moment, span, windows.

    `many` is a list of them; `lone` says that a list of one may be written without a list. `refs` are the
    sections whose ids it takes.
    """

    kind: str
    many: bool = False
    lone: bool = False
    choices: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Group:
    """Named fields. `lone`: a text may stand for a group whose every field is that text."""

    model: type
    lone: bool = False

    @property
    def members(self) -> "tuple[Member, ...]":
        return members(self.model)


@dataclass(frozen=True)
class Rows:
    """A list of groups."""

    item: Group


@dataclass(frozen=True)
class Table:
    """Values by a key that people choose, or by the `fixed` ones."""

    key: Leaf
    value: "Leaf | Group"
    fixed: tuple[str, ...] = ()


Shape = Leaf | Group | Rows | Table


@dataclass(frozen=True)
class Member:
    """A field of a group. `words` names its texts. `default` is plain data, as a person would write it."""

    key: str
    words: str
    shape: Shape
    required: bool = False
    optional: bool = False
    default: Any = field(default=None, compare=False)
    described: str = ""
    first: bool = True


def section_named(name: str) -> Section[Any] | None:
    return next((section for section in SECTIONS if section.name == name), None)


@cache
def shape_of(name: str) -> Shape:
    """The shape of a section."""
    section = section_named(name)
    if section is None:
        raise KeyError(name)
    shape = _shape(section.model, (), name)
    if isinstance(shape, Table) and name == "deadlines":
        return Table(shape.key, shape.value, ("1", "2", "3", "4", "5"))
    return shape


@cache
def default_of(name: str) -> Any:
    """What counts where a plan leaves the section out, as plain data; None for nothing."""
    section = section_named(name)
    if section is None:
        raise KeyError(name)
    if isinstance(shape_of(name), Group):
        return None  # its fields know their defaults themselves
    made = TypeAdapter(section.model).dump_python(section.empty(), mode="json", by_alias=True)
    return {str(key): value for key, value in made.items()} if isinstance(made, dict) else made or None


@cache
def members(model: type) -> tuple[Member, ...]:
    if issubclass(model, msgspec.Struct):
        return tuple(_of_struct(model))
    assert issubclass(model, BaseModel)
    first = hints.FIRST.get(model.__name__)
    found = [_of_field(model.__name__, name, info, first) for name, info in model.model_fields.items()]
    if first:
        order = {key: place for place, key in enumerate(first)}
        found.sort(key=lambda member: order.get(member.key, len(order)))
    return tuple(found)


def _of_field(model: str, name: str, info: FieldInfo, first: tuple[str, ...] | None) -> Member:
    words = f"{model}.{name}"
    shape = _shape(info.annotation, tuple(info.metadata), words)
    if isinstance(shape, Leaf) and shape.kind == "maybe" and info.default in (True, False):
        shape = Leaf("switch")
    return Member(
        key=info.alias or name,
        words=words,
        shape=shape,
        required=info.is_required(),
        optional=info.default is None,
        default=_plain(info),
        described=info.description or "",
        first=first is None or name in first or info.is_required(),
    )


def prefilled(shape: Shape, default: Any) -> dict[str, Any]:
    """What a group or table shows that nobody has written: all of it counts only as long as nothing is."""
    if not isinstance(default, dict):
        return {}
    if isinstance(shape, Table):
        return {str(key): _as_written(shape.value, value) for key, value in default.items()}
    return {key: _short(value) for key, value in default.items() if value not in (None, "", [], {})}


def _as_written(shape: Shape, value: Any) -> Any:
    if isinstance(shape, Group):
        return prefilled(shape, value)
    if isinstance(value, list) and isinstance(shape, Leaf) and shape.kind == "windows":
        return ", ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in value)
    return _short(value)


def _short(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plain(info: FieldInfo) -> Any:
    if info.is_required() or info.default in (None, "", PydanticUndefined) or info.default == []:
        return None
    annotation: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    return TypeAdapter(annotation).dump_python(info.default, mode="json", by_alias=True)


def _of_struct(model: type[msgspec.Struct]) -> list[Member]:
    name, first = model.__name__, hints.FIRST.get(model.__name__)
    fields = {one.name: one for one in msgspec.structs.fields(model)}
    found = []
    for key in hints.SHOWN.get(name, tuple(fields)):
        words = f"{name}.{key}"
        shape = _shape(fields[key].type, (), words)
        if isinstance(shape, Leaf) and shape.kind == "maybe" and fields[key].default is False:
            shape = Leaf("switch")
        found.append(
            Member(key, words, shape, optional=isinstance(shape, Group), first=first is None or key in first)
        )
    return found


def _shape(annotation: Any, marks: tuple[Any, ...], words: str) -> Shape:
    annotation, marks = _bare(annotation, marks)
    if words in hints.RECORDS:
        return Group(hints.RECORDS[words])
    if get_origin(annotation) is dict:
        return _mapping(annotation, words)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel | msgspec.Struct):
        return Group(annotation, lone=annotation is Said)
    if get_origin(annotation) in (list, tuple):
        args = get_args(annotation)
        item, inner = _bare(args[0], ())
        if isinstance(item, type) and issubclass(item, BaseModel | msgspec.Struct):
            return Rows(Group(item))
        return _leaf(item, (*marks, *inner), words, many=True)
    return _leaf(annotation, marks, words, many=False)


def _mapping(annotation: Any, words: str) -> Table:
    args = get_args(annotation)
    key = _leaf(*_bare(args[0], ()), words if words in hints.REFS else "", many=False)
    if words == "Hours.week":
        return Table(key, Leaf("windows"))
    value = _shape(args[1], (), f"{words}.value")
    return Table(key, value if isinstance(value, Leaf | Group) else Leaf("text"))


def _leaf(annotation: Any, marks: tuple[Any, ...], words: str, *, many: bool) -> Leaf:
    refs = next((mark.sections for mark in marks if isinstance(mark, Ref)), hints.REFS.get(words, ()))
    limits = [mark for mark in marks if isinstance(mark, Ge | Gt | Le | Lt)]
    lone = many and any(getattr(mark, "json_schema_input_type", None) is not None for mark in marks)
    choices = (
        tuple(map(str, get_args(annotation))) if get_origin(annotation) is Literal else hints.choices(words)
    )
    kind = _kind(annotation, words)
    if choices:
        kind = "choice"
    elif refs:
        kind = "ref"
    least = (float(getattr(one, "ge", getattr(one, "gt", 0))) for one in limits if isinstance(one, Ge | Gt))
    most = (float(getattr(one, "le", getattr(one, "lt", 0))) for one in limits if isinstance(one, Le | Lt))
    return Leaf(kind, many, lone, choices, refs, next(least, None), next(most, None))


_KINDS: Mapping[Any, str] = {
    bool: "maybe",
    int: "whole",
    float: "number",
    date: "date",
    datetime: "moment",
    timedelta: "span",
}


def _kind(annotation: Any, words: str) -> str:
    if words in hints.QUERY:
        return "query"
    if words in hints.LONG:
        return "long"
    if get_origin(annotation) in (Union, UnionType):  # a span, a moment or a word
        return "span"
    return _KINDS.get(annotation, "text")


def _bare(annotation: Any, marks: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """Takes `Annotated` and `X | None` off."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            marks = (*marks, *(part for one in more for part in _parts(one)))
            continue
        arms = [arm for arm in get_args(annotation) if arm is not NoneType]
        if get_origin(annotation) in (Union, UnionType) and len(arms) == 1:
            annotation = arms[0]
            continue
        return annotation, marks


def _parts(mark: Any) -> tuple[Any, ...]:
    """`Field(ge=1)` within `Annotated` carries its own marks."""
    return tuple(mark.metadata) if isinstance(mark, FieldInfo) else (mark,)
