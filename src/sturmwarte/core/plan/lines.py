"""What two states of a plan's files differ in, line by line."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal

import msgspec

AROUND = 3
"""Unchanged lines shown before and after a change, so that one sees where it stands."""


class Line(msgspec.Struct, frozen=True):
    """A line with its number in the old and the new file, from 1; 0 where it is not in that one."""

    how: Literal["same", "removed", "added"]
    old: int
    new: int
    text: str


class FileDifference(msgspec.Struct, frozen=True):
    """One file. `parts` are stretches of lines with what is around them; between two of them all is equal."""

    name: str
    how: Literal["added", "removed", "changed"]
    parts: tuple[tuple[Line, ...], ...]

    @property
    def added(self) -> int:
        return sum(line.how == "added" for part in self.parts for line in part)

    @property
    def removed(self) -> int:
        return sum(line.how == "removed" for part in self.parts for line in part)


def file_differences(
    old: Mapping[str, str], new: Mapping[str, str], around: int = AROUND
) -> list[FileDifference]:
    """{file name: text} twice -> the files that differ, by name. The way a line ends does not count.

    >>> (one,) = file_differences({"a.yaml": "x: 1\\ny: 2"}, {"a.yaml": "x: 1\\ny: 3"})
    >>> [(line.how, line.text) for line in one.parts[0]]
    [('same', 'x: 1'), ('removed', 'y: 2'), ('added', 'y: 3')]
    """
    found = []
    for name in sorted({*old, *new}):
        before, after = (_lines(files.get(name, "")) for files in (old, new))
        if before == after and (name in old) == (name in new):
            continue
        how: Literal["added", "removed", "changed"] = "changed"
        if name not in old:
            how = "added"
        elif name not in new:
            how = "removed"
        found.append(FileDifference(name, how, tuple(_parts(before, after, around))))
    return found


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []


def _parts(old: Sequence[str], new: Sequence[str], around: int) -> Iterator[tuple[Line, ...]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(around):
        yield tuple(_of(group, old, new))


def _of(
    group: Sequence[tuple[str, int, int, int, int]], old: Sequence[str], new: Sequence[str]
) -> Iterator[Line]:
    for how, i, i_end, j, j_end in group:
        if how == "equal":
            for n in range(i_end - i):
                yield Line("same", i + n + 1, j + n + 1, old[i + n])
            continue
        for n in range(i, i_end):
            yield Line("removed", n + 1, 0, old[n])
        for n in range(j, j_end):
            yield Line("added", 0, n + 1, new[n])
