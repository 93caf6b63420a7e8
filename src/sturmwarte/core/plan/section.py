"""What a stage tells the plan about its section, and what a loaded plan is.

The composition root hands the list of sections to `load`; a new section edits nothing here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

import msgspec

from sturmwarte.core.reason import Reason

M = TypeVar("M")

Path = tuple[str | int, ...]
"""The way into the plan's data, as in ("topics", 3, "query")."""


class Problem(msgspec.Struct, frozen=True):
    """Something wrong (or doubtful) in a plan, at a place a person can go to.

    `line` and `column` count from 1; 0 where a file as a whole is meant. `fix` says what to write instead.
    """

    file: str
    line: int
    column: int
    what: Reason
    fix: Reason | None = None
    severity: str = "error"


@dataclass(frozen=True)
class Doubt:
    """What a section's check reports: the place as a path; `load` finds file, line and column for it."""

    path: Path
    what: Reason
    fix: Reason | None = None
    severity: str = "error"


@dataclass(frozen=True)
class Section(Generic[M]):
    """One top-level key of the plan, owned by a stage.

    `model` is the type pydantic validates the value against (a model, or a list or dict of models).
    `empty` makes the value of a plan that leaves the section out. `check` sees the whole plan, after
    every section has been validated alone.
    """

    name: str
    model: Any
    empty: Callable[[], M]
    check: "Callable[[Plan], Iterable[Doubt]]" = lambda _plan: ()


@dataclass(frozen=True)
class Plan:
    """A loaded plan. `version` is the hash of its files; `gaps` the sections it leaves out."""

    values: Mapping[str, Any]
    version: str
    files: Mapping[str, str] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()

    def __getitem__(self, section: Section[M]) -> M:
        return cast(M, self.values[section.name]) if section.name in self.values else section.empty()
