"""From votes to a reading: what is believed of each post, how surely, and why."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.dimensions import KINDS, YES, Dimension
from sturmwarte.core.understand.kinds import LEAST_P, SERIOUSNESS
from sturmwarte.core.understand.learned import Ints
from sturmwarte.core.understand.pool import Weights, pooled
from sturmwarte.core.understand.reading import NONE, Emotion, Heat, Kind, Likely, Sentiment
from sturmwarte.core.understand.votes import Floats, Votes

FAINT, CLOSE = 0.5, 0.12
"""A best label less likely than this, or this near to the next, is for a person to decide."""
MOST_KINDS = 4
REQUESTED = 0.4
"""From here on a request stands before what is only a manner, or nothing."""
_MANNERS = frozenset({"abuse", NONE})
REQUEST = "request"
_URGENT = {1: 0.95, 2: 0.8, 3: 0.4, 4: 0.15}
"""How urgent a post of a kind is, by the kind's priority in the plan."""
_RANK = {kind: rank for rank, kind in enumerate([*SERIOUSNESS, NONE])}


class Decided(NamedTuple):
    """One dimension of a batch. `p` is (posts, labels); `best` the label decided upon, by column."""

    dimension: Dimension
    p: Floats
    best: Ints
    told: Sequence[Sequence[tuple[Reason, ...]]]
    """Per voter, per post: why."""


def decide(dimension: Dimension, votes: Sequence[Votes], weights: Weights) -> Decided:
    """`votes` that have no weight are left out of the reasons, too."""
    counted = [vote for vote in votes if weights.voters.get(vote.voter)]
    p = pooled(dimension, counted, weights)
    best = p.argmax(axis=1)
    return Decided(dimension, p, best, [vote.because(best) for vote in counted])


def urgent(kinds: Decided, priority: Mapping[str, int]) -> Votes:
    """How urgent the requests are by the plan's own priorities (1 comes first)."""
    share = np.array([_URGENT.get(priority.get(label, 5), 0.05) for label in kinds.dimension.labels])
    each = kinds.p * share
    p = each.max(axis=1, keepdims=True)

    def because(_labels: Ints) -> Sequence[tuple[Reason, ...]]:
        names = [kinds.dimension.labels[column] for column in each.argmax(axis=1)]
        told = zip(names, p[:, 0], strict=True)
        return [(Reason("understand.request", {"kind": n, "p": round(float(x), 2)}),) for n, x in told]

    return Votes(REQUEST, p, because)


def reasons(decided: Decided, row: int) -> tuple[Reason, ...]:
    """What each voter says of the label that was decided upon; voters that abstained are silent."""
    return tuple(why for told in decided.told for why in told[row])


def values(decided: Decided, row: int) -> Any:
    """The reading's own form of one dimension."""
    name, p = decided.dimension.id, decided.p[row]
    if name == KINDS:
        return _kinds(decided.dimension.labels, p)
    if decided.dimension.binary:
        return Likely(round(float(p[0]), 2))
    label, sure = decided.dimension.labels[int(decided.best[row])], round(float(p.max()), 2)
    return _FORM[name](label, sure)


_FORM: Mapping[str, Any] = {"sentiment": Sentiment, "heat": Heat, "emotion": Emotion}


def _kinds(labels: Sequence[str], p: Floats) -> tuple[Kind, ...]:
    """Best first, of equals the one that costs more when overlooked; `none` only where it is the best."""
    likely = [Kind(labels[int(i)], round(float(p[i]), 2)) for i in np.flatnonzero(p >= LEAST_P)]
    likely = likely or [Kind(labels[int(p.argmax())], round(float(p.max()), 2))]
    likely.sort(key=lambda kind: (-kind.p, _RANK.get(kind.kind, 0)))
    return tuple(kind for place, kind in enumerate(likely[:MOST_KINDS]) if not place or kind.kind != NONE)


def _yields(kind: Kind) -> int:
    return 0 if kind.p >= REQUESTED and kind.kind not in _MANNERS else 1


def unsure(decided: Decided, row: int) -> bool:
    p = np.sort(decided.p[row])[::-1]
    if decided.dimension.labels == (YES,):
        return bool(abs(p[0] - 0.5) < CLOSE)
    return bool(p[0] < FAINT or p[0] - p[1] < CLOSE)
