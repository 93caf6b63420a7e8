"""Makes a plan of a folder's files, or tells everything that is wrong with them at once."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sturmwarte.core.plan import references, wrong
from sturmwarte.core.plan.reserved import RESERVED
from sturmwarte.core.plan.section import Doubt, Path, Plan, Problem, Section
from sturmwarte.core.plan.suggest import offer
from sturmwarte.core.plan.tree import Mark, Tree, known
from sturmwarte.core.reason import Reason

MAX_FILES = 200
MAX_TOTAL = 2_000_000
"""Characters in all files together; a plan people can still read is a tenth of it."""


@dataclass(frozen=True)
class Loaded:
    """What came of it. `plan` is None when there are errors; warnings do not prevent a plan."""

    plan: Plan | None
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity != "error")


@dataclass
class Merged:
    """All files as one tree. Lists may be split over files: `places` keep where each part stood."""

    data: dict[str, Any] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)
    values: dict[Path, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True

    def place(self, path: Path, *, key: bool) -> Mark:
        """Where `path` stands; where its nearest written ancestor stands if nobody wrote it."""
        marks = self.keys if key else self.values
        if path in marks:
            return marks[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path) or self.keys.get(path) or Mark("", 0, 0)


def load(files: Mapping[str, str], sections: Sequence[Section[Any]]) -> Loaded:
    """{file name: text} -> the plan, or every problem found, ordered by file, line and column.

    Files are read in the order of their names. A section is written in one file, a list may be
    continued in others.
    """
    if too_much := _too_much(files):
        return Loaded(None, (too_much,))
    merged = merge(files, sections)
    values = _validate(merged, sections)
    plan = Plan(values.good, version(files), dict(files), _gaps(merged, sections))
    found = (_located(merged, doubt, values.kept) for doubt in _checks(plan, merged, sections, values))
    syntax = {(problem.file, problem.line, problem.column) for problem in merged.problems}
    problems = merged.problems + [one for one in found if (one.file, one.line, one.column) not in syntax]
    problems.sort(key=lambda problem: (problem.file, problem.line, problem.column))
    loaded = Loaded(plan, tuple(problems))
    return Loaded(None, loaded.problems) if loaded.errors else loaded


def merge(files: Mapping[str, str], sections: Sequence[Section[Any]]) -> Merged:
    """All files as one tree of plain data, as far as they can be read. Do not write into it: it is shared."""
    return _merge({name: known(name, files[name]) for name in sorted(files)}, sections)


def doubts(merged: Merged, sections: Sequence[Section[Any]]) -> list[Doubt]:
    """What is wrong with the data of a plan, each at its path as written; for forms, which have no lines.

    `merged` may hold other data than its files did: that is how a change is checked before it is made.
    """
    values = _validate(merged, sections)
    found = _checks(Plan(values.good, ""), merged, sections, values)
    return [replace(doubt, path=_as_written(doubt, values.kept)) for doubt in found]


def version(files: Mapping[str, str]) -> str:
    """A short hash of names and texts; the way a computer ends its lines does not count."""
    digest = hashlib.sha256()
    for name in sorted(files):
        text = files[name].replace("\r\n", "\n")
        digest.update(f"{len(name)}:{name}{len(text)}:{text}".encode(errors="surrogatepass"))
    return digest.hexdigest()[:16]


def _too_much(files: Mapping[str, str]) -> Problem | None:
    if len(files) > MAX_FILES:
        what = Reason("plan.too_many_files", {"count": len(files), "limit": MAX_FILES})
        return Problem("", 0, 0, what, Reason("plan.fix.too_many_files"))
    if sum(map(len, files.values())) > MAX_TOTAL:
        what = Reason("plan.too_large", {"limit": MAX_TOTAL})
        return Problem("", 0, 0, what, Reason("plan.fix.too_many_files"))
    return None


def _merge(trees: Mapping[str, Tree], sections: Sequence[Section[Any]]) -> Merged:
    merged = Merged()
    known = [section.name for section in sections]
    for tree in trees.values():
        merged.problems += tree.problems
        merged.whole = merged.whole and tree.whole
        for name in tree.data:
            if name in known:
                _take(merged, tree, name)
            else:
                merged.problems.append(_unknown(name, tree.keys[(name,)], known))
    return merged


def _take(merged: Merged, tree: Tree, name: str) -> None:
    """Adds a section of one file; a list goes on where the list of an earlier file ended."""
    value, before = tree.data[name], merged.data.get(name)
    if value is None:
        return  # a key with nothing under it is a section left out
    if before is not None and not (isinstance(before, list) and isinstance(value, list)):
        first, here = merged.keys[(name,)], tree.keys[(name,)]
        what = Reason("plan.section_twice", {"section": name, "file": first.file, "line": first.line})
        merged.problems.append(
            Problem(here.file, here.line, here.column, what, Reason("plan.fix.section_twice"))
        )
        return
    shift = len(before) if before else 0
    merged.data[name] = [*before, *value] if before else value
    for source, target in ((tree.keys, merged.keys), (tree.values, merged.values)):
        for path, mark in source.items():
            if path[:1] == (name,):
                target.setdefault(_moved(path, shift), mark)


def _moved(path: Path, shift: int) -> Path:
    if len(path) > 1 and isinstance(path[1], int):
        return (path[0], path[1] + shift, *path[2:])
    return path


def _unknown(name: str, mark: Mark, known: Sequence[str]) -> Problem:
    if name in RESERVED:
        what, fix = Reason("plan.not_yet", {"section": name}), Reason("plan.fix.not_yet")
        return Problem(mark.file, mark.line, mark.column, what, fix)
    what = Reason("plan.unknown_section", {"section": name})
    return Problem(mark.file, mark.line, mark.column, what, offer(name, known))


@dataclass
class _Values:
    """Validated sections; `broken` ones hold only their good entries, `kept` says which those were."""

    good: dict[str, Any] = field(default_factory=dict)
    broken: dict[str, list[Doubt]] = field(default_factory=dict)
    kept: dict[str, list[int]] = field(default_factory=dict)


def _validate(merged: Merged, sections: Sequence[Section[Any]]) -> _Values:
    values = _Values()
    for section in sections:
        if section.name not in merged.data:
            continue
        raw = merged.data[section.name]
        try:
            values.good[section.name] = TypeAdapter(section.model).validate_python(raw)
        except ValidationError as error:
            values.broken[section.name] = wrong.doubts(section.name, section.model, raw, error)
            _keep_good(values, section, raw)
    return values


def _keep_good(values: _Values, section: Section[Any], raw: Any) -> None:
    """The entries without fault stay, so that other sections' checks see as much as there is."""
    if not isinstance(raw, list):
        return
    bad = {doubt.path[1] for doubt in values.broken[section.name] if len(doubt.path) > 1}
    kept = [place for place in range(len(raw)) if place not in bad]
    values.kept[section.name] = kept
    try:
        good = TypeAdapter(section.model).validate_python([raw[place] for place in kept])
    except ValidationError:  # a fault of the list as a whole
        return
    values.good[section.name] = good


def _checks(plan: Plan, merged: Merged, sections: Sequence[Section[Any]], values: _Values) -> Iterator[Doubt]:
    """Names that lead nowhere and faults between sections are looked for only when every file was read."""
    for doubts in values.broken.values():
        yield from (_raw(doubt) for doubt in doubts)
    for second, first, name in references.duplicates(sections, merged.data):
        mark = merged.place(first, key=False)
        what = Reason("plan.duplicate_id", {"id": name, "file": mark.file, "line": mark.line})
        yield _raw(Doubt(second, what, Reason("plan.fix.other_id")))
    if not merged.whole:
        return
    yield from (_raw(doubt) for doubt in references.dangling(sections, merged.data))
    for section in sections:
        if not ({section.name, *section.needs} & set(values.broken)):
            yield from (doubt for doubt in section.check(plan) if not _may_be_there(doubt, values))


def _may_be_there(doubt: Doubt, values: _Values) -> bool:
    """A check misses an id of a section whose broken entries it was not shown."""
    named: list[str] = doubt.what.args.get("sections", []) if doubt.what.key == "plan.unknown_id" else []
    return any(name in values.broken for name in named)


@dataclass(frozen=True)
class _RawDoubt(Doubt):
    """Its path counts the entries as written, not those that were kept."""


def _raw(doubt: Doubt) -> Doubt:
    return _RawDoubt(doubt.path, doubt.what, doubt.fix, doubt.severity, doubt.column)


def _as_written(doubt: Doubt, kept: Mapping[str, list[int]]) -> Path:
    path = doubt.path
    if not isinstance(doubt, _RawDoubt) and path and path[0] in kept and len(path) > 1:
        return (path[0], kept[str(path[0])][int(path[1])], *path[2:])
    return path


def _located(merged: Merged, doubt: Doubt, kept: Mapping[str, list[int]]) -> Problem:
    path = _as_written(doubt, kept)
    mark = merged.place(path, key=doubt.what.key == "plan.unknown_key")
    column = mark.text + doubt.column - 1 if doubt.column and mark.text else mark.column
    return Problem(mark.file, mark.line, column, doubt.what, doubt.fix, doubt.severity)


def _gaps(merged: Merged, sections: Sequence[Section[Any]]) -> tuple[str, ...]:
    return tuple(section.name for section in sections if not merged.data.get(section.name))
