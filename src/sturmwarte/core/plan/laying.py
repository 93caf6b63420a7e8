"""Keeps the way a person broke and set in their lines when YAML is written anew."""

from collections.abc import Sequence
from difflib import SequenceMatcher


def kept(mine: Sequence[str], before: Sequence[str], after: Sequence[str]) -> list[str]:
    """`mine` with what changed from `before` to `after`: `before` is `mine` as the writer would lay it out.

    Lines the change does not touch stay as they are in `mine`.

    >>> kept(["a: {x: 1,", "    y: 2}", "b: 3"], ["a: {x: 1, y: 2}", "b: 3"], ["a: {x: 1, y: 2}", "b: 4"])
    ['a: {x: 1,', '    y: 2}', 'b: 4']
    """
    changes = [
        op for op in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if op[0] != "equal"
    ]
    out: list[str] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, mine, before, autojunk=False).get_opcodes():
        if tag == "equal":
            for offset in range(i2 - i1):
                out += _carried(
                    mine[i1 + offset : i1 + offset + 1], before, after, changes, j1 + offset, j1 + offset + 1
                )
        else:
            out += _carried(mine[i1:i2], before, after, changes, j1, j2)
    return out + _after_end(before, after, changes)


Change = tuple[str, int, int, int, int]


def _carried(
    mine: Sequence[str],
    before: Sequence[str],
    after: Sequence[str],
    changes: Sequence[Change],
    first: int,
    end: int,
) -> list[str]:
    """The lines of `mine` that stand for before[first:end], or their new form where one of them changed."""
    touching = [one for one in changes if _touches(one, first, end)]
    inserts = [
        line for _, i1, i2, j1, j2 in changes if i1 == i2 == first and first < end for line in after[j1:j2]
    ]
    if not touching:
        return [*inserts, *mine]
    out: list[str] = [*inserts]
    at = first
    for _, i1, i2, j1, j2 in touching:
        out += before[at : max(at, i1)]
        # A change over several parts is written with the first of them.
        if i1 >= first:
            out += after[j1:j2]
        at = max(at, i2)
    return [*out, *before[at:end]]


def _touches(change: Change, first: int, end: int) -> bool:
    _, i1, i2, _, _ = change
    if i1 == i2:
        return first < i1 < end
    return i1 < end and i2 > first


def _after_end(before: Sequence[str], after: Sequence[str], changes: Sequence[Change]) -> list[str]:
    return [line for _, i1, i2, j1, j2 in changes if i1 == i2 == len(before) for line in after[j1:j2]]
