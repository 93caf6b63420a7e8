"""What a stage tells the plan about its section, and what a loaded plan is.

The composition root hands the list of sections to `load`; a new section edits nothing here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

import msgspec

from sturmwarte.core.reason import Reason

M_co = TypeVar("M_co", covariant=True)

Path = tuple[str | int, ...]
"""The way into the plan's data, as in ("topics", 3, "query")."""


class Problem(msgspec.Struct, frozen=True):
    """Something wrong (or doubtful) in a plan, at a place a person can go to.

    `line` and `column` count from 1; 0 where a file as a whole is meant. `fix` says what to write instead.
    `severity` is `error` (no plan comes of it) or `warning` (a plan does, and shows it).
    """

    file: str
    line: int
    column: int
    what: Reason
    fix: Reason | None = None
    severity: str = "error"


@dataclass(frozen=True)
class Doubt:
    """What a section's check reports: the place as a path; `load` finds file, line and column for it.

    `column` points into the value's text and counts from 1, as for a mistake within a query; 0 means the
    whole value.
    """

    path: Path
    what: Reason
    fix: Reason | None = None
    severity: str = "error"
    column: int = 0


@dataclass(frozen=True)
class Section(Generic[M_co]):
    """One top-level key of the plan, owned by a stage.

    `model` is the type pydantic validates the value against (a model, or a list or dict of models).
    `empty` makes the value of a plan that leaves the section out. `check` sees the whole plan, after
    every section has been validated alone; it is left out while this section or one it `needs` has
    errors of its own, so that one typo is not reported as ten.
    """

    name: str
    model: Any
    empty: Callable[[], M_co]
    check: "Callable[[Plan], Iterable[Doubt]]" = lambda _plan: ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A loaded plan. `version` is the hash of its files; `gaps` the sections it leaves out."""

    values: Mapping[str, Any]
    version: str
    files: Mapping[str, str] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()

    def __getitem__(self, section: Section[M_co]) -> M_co:
        return cast(M_co, self.values[section.name]) if section.name in self.values else section.empty()
