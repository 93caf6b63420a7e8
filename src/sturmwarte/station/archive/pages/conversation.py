"""A thread in the order in which one reads it: every answer under what it answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sturmwarte.station.archive.records import Found

DEEPEST = 4
"""Steps to the right; answers beyond stay there, because a phone is narrow."""
_MOST = 200


@dataclass(frozen=True)
class Said:
    """A post of the thread. `lost`: it answers a post that nobody heard or that is gone."""

    found: Found
    depth: int
    lost: bool


def as_read(thread: Sequence[Found]) -> list[Said]:
    """All posts once, whatever their parents claim: circles and orphans stand on their own."""
    by_id = {one.post.id: one for one in thread}
    answers: dict[str, list[Found]] = {}
    heads: list[Found] = []
    for one in thread:
        parent = one.post.in_reply_to
        if parent and parent in by_id and parent != one.post.id:
            answers.setdefault(parent, []).append(one)
        else:
            heads.append(one)
    seen: set[str] = set()
    told = [said for head in heads for said in _down(head, answers, by_id, seen)]
    # Two posts that answer each other have no head.
    told += [Said(one, 0, True) for one in thread if one.post.id not in seen]
    return told


def around(told: Sequence[Said], id: str) -> list[Said]:
    """At most 200 of a long thread, those nearest to the post."""
    if len(told) <= _MOST:
        return list(told)
    at = next((number for number, one in enumerate(told) if one.found.post.id == id), 0)
    begin = max(0, min(at - _MOST // 2, len(told) - _MOST))
    return list(told[begin : begin + _MOST])


def _down(
    head: Found, answers: dict[str, list[Found]], by_id: dict[str, Found], seen: set[str]
) -> Iterator[Said]:
    """Depth first without calling itself: a thread may be five hundred answers deep."""
    waiting = [(head, 0)]
    while waiting:
        one, depth = waiting.pop()
        if one.post.id in seen:
            continue
        seen.add(one.post.id)
        parent = one.post.in_reply_to
        yield Said(one, min(depth, DEEPEST), bool(parent) and parent not in by_id)
        waiting += [(answer, depth + 1) for answer in reversed(answers.get(one.post.id, []))]
