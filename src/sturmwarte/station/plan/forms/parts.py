"""What a form is drawn of. `template` is the piece of page that shows it."""

from dataclasses import dataclass, field
from typing import ClassVar

from sturmwarte.core.plan.section import Path
from sturmwarte.station.plan.forms.faults import Fault


@dataclass
class Option:
    value: str
    label: str
    chosen: bool = False
    unknown: bool = False


@dataclass
class Part:
    name: str
    path: Path
    label: str
    help: str = ""
    faults: list[Fault] = field(default_factory=list)

    @property
    def id(self) -> str:
        return "f-" + "".join(one if one.isalnum() else "-" for one in self.name)

    @property
    def wrong(self) -> bool:
        return any(fault.error for fault in self.faults)


@dataclass
class Field(Part):
    """`odd`: the file says something here that a form cannot show; it stays as it is."""

    template: ClassVar[str] = "plan/form/field.html"
    kind: str = "text"
    many: bool = False
    value: str = ""
    example: str = ""
    placeholder: str = ""
    options: list[Option] = field(default_factory=list)
    required: bool = False
    filled: bool = False
    odd: str = ""
    least: str = ""
    most: str = ""
    preview: bool = False

    @property
    def on(self) -> bool:
        return self.value == "true"

    @property
    def rows(self) -> int:
        return min(
            max(self.value.count("\n") + 1 + len(self.value) // 70, 2 if self.kind == "long" else 3), 14
        )


@dataclass
class Box(Part):
    """Fields that belong together; `more` are folded away unless something is in them."""

    template: ClassVar[str] = "plan/form/box.html"
    first: list[Part] = field(default_factory=list)
    more: list[Part] = field(default_factory=list)
    filled: bool = False
    can_close: bool = False
    title: str = ""
    sparse: bool = False

    @property
    def key(self) -> str:
        """What its list calls it."""
        return self.name.rpartition(".")[2]

    @property
    def parts(self) -> list[Part]:
        return [*self.first, *self.more]

    @property
    def fold_open(self) -> bool:
        return any(_any_wrong(part) for part in self.more)


@dataclass
class Closed(Part):
    """A group nobody has opened."""

    template: ClassVar[str] = "plan/form/closed.html"
    filled: bool = False


@dataclass
class Listed(Part):
    template: ClassVar[str] = "plan/form/rows.html"
    items: list[Box] = field(default_factory=list)
    entry: str = ""
    filled: bool = False


@dataclass
class Row:
    id: str
    key: Field
    value: Part


@dataclass
class Grid(Part):
    template: ClassVar[str] = "plan/form/table.html"
    rows: list[Row] = field(default_factory=list)
    fixed: bool = False
    filled: bool = False


def walk(part: Part) -> list[Part]:
    """The part and all within it."""
    inner: list[Part] = []
    if isinstance(part, Box):
        inner = part.parts
    elif isinstance(part, Listed):
        inner = list(part.items)
    elif isinstance(part, Grid):
        inner = [one for row in part.rows for one in ((row.value,) if part.fixed else (row.key, row.value))]
    return [part, *(deep for one in inner for deep in walk(one))]


def _any_wrong(part: Part) -> bool:
    return any(one.wrong for one in walk(part))
