"""Labels as they count: whose are of today's text, which of several is meant, what the majority says."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sturmwarte.core.post import IMPORT, LIVE, Post
from sturmwarte.core.understand.dimensions import DIMENSIONS, KINDS, Dimension, with_kinds
from sturmwarte.core.understand.reading import NONE
from sturmwarte.core.understand.teaching import Said
from sturmwarte.station.archive.identity import REAL, content_hash, realm
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.understand.errors import LabelError
from sturmwarte.station.understand.models import Label

Value = tuple[str, ...]
Identity = tuple[str, str]

TAUGHT = (LIVE, IMPORT)
"""Runs whose labels are learned from; a drill's or replay's teach nothing."""


def dimensions() -> Mapping[str, Dimension]:
    """The dimensions with the kinds the active plan names."""
    own = active_plan().ids("kinds")
    return with_kinds(own) if own else DIMENSIONS


def canonical(dimension: Dimension, given: Sequence[str]) -> Value:
    """The value as it is stored: known labels, each once, in the dimension's order."""
    wanted = set(given)
    if strange := wanted - set(dimension.labels):
        known = ", ".join(dimension.labels)
        raise LabelError(f"{dimension.id} has no label {', '.join(sorted(strange))}: choose of {known}")
    value = tuple(label for label in dimension.labels if label in wanted)
    if dimension.id == KINDS:
        if NONE in value and len(value) > 1:
            raise LabelError(f"{KINDS}: `{NONE}` stands alone; leave it out or the others")
        return value or (NONE,)
    if not dimension.many and len(value) != 1:
        raise LabelError(f"{dimension.id} wants exactly one label")
    return value


def runs_of(run: str) -> tuple[str, ...]:
    """The runs in which a post of this run has its one identity."""
    return TAUGHT if realm(run) == REAL else (run,)


def hash_of(post: Post) -> str:
    """What a label holds for: another text needs other labels."""
    return content_hash(post).hex()


def labels_of(post: Post) -> list[Label]:
    """The labels that count for the post as it stands, oldest first: one a person and dimension."""
    network, gid = post.identity
    rows = Label.objects.filter(network=network, post=gid, run__in=runs_of(post.run), undone_at=None)
    return counting(rows.filter(content=hash_of(post)).order_by("id"))


def counting(rows: Iterable[Label]) -> list[Label]:
    """Of labels in their order, the newest of each person on each dimension and text."""
    newest: dict[tuple[str, ...], Label] = {}
    for row in rows:
        key = (row.network, row.post, row.content, row.dimension, row.by)
        newest.pop(key, None)
        newest[key] = row
    return list(newest.values())


def by_dimension(labels: Iterable[Label]) -> dict[str, list[Label]]:
    found: dict[str, list[Label]] = {}
    for label in labels:
        found.setdefault(label.dimension, []).append(label)
    return found


def majority(labels: Sequence[Label]) -> Value:
    """What most people say; of equally many, the newest word. `labels` of one dimension, oldest first."""
    said = Counter(tuple(label.value) for label in labels)
    most = max(said.values())
    return next(tuple(lb.value) for lb in reversed(labels) if said[tuple(lb.value)] == most)


def said(labels: list[Label]) -> Mapping[str, Said]:
    """By dimension, what people say together."""
    return {
        name: Said(majority(given), len({one.by for one in given}))
        for name, given in by_dimension(labels).items()
        if name in dimensions()
    }
