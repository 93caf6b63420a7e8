"""From votes to a reading: what is believed of each post, how surely, and why."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.dimensions import KINDS, Dimension
from sturmwarte.core.understand.kinds import LEAST_P, SERIOUSNESS
from sturmwarte.core.understand.pool import Weights, pooled
from sturmwarte.core.understand.reading import NONE, Emotion, Heat, Kind, Likely, Sentiment
from sturmwarte.core.understand.votes import Floats, Ints, Votes

FAINT, CLOSE = 0.5, 0.12
"""A best label less likely than this, or this near to the next, is for a person to decide."""
RARE, WORTH_TELLING = frozenset({"offensive", "urgency"}), 0.2
"""Why a post is not offensive interests nobody: of what is less likely no reasons are kept."""
MOST_KINDS = 4
REQUESTED = 0.4
"""From here on a request stands before what is only a manner, or nothing."""
_MANNERS = frozenset({"abuse", NONE})
_ALARMS = frozenset({"danger", "security", "press", "privacy", "misinformation", "abuse"})
"""Kinds that are never named as the best of many that are all unlikely."""
REQUEST = "request"
_URGENT = {1: 0.95, 2: 0.8, 3: 0.4, 4: 0.15}
"""How urgent a post of a kind is, by the kind's priority in the plan."""
_RANK = {kind: rank for rank, kind in enumerate([*SERIOUSNESS, NONE])}


class Decided(NamedTuple):
    """One dimension of a batch. `best` is the label decided upon, by column.

    `values` are in the reading's own form; `doubtful` says where a person should look; `told` are the reasons
    of each voter.
    """

    dimension: Dimension
    p: Floats
    best: Ints
    values: Sequence[Any]
    doubtful: Sequence[bool]
    told: Sequence[Sequence[tuple[Reason, ...]]]


def decide(dimension: Dimension, votes: Sequence[Votes], weights: Weights) -> Decided:
    """`votes` that have no weight are left out of the reasons, too."""
    counted = [vote for vote in votes if weights.voters.get(vote.voter)]
    p = pooled(dimension, counted, weights)
    best = p.argmax(axis=1)
    told = [vote.because(best) for vote in counted]
    if dimension.id in RARE:
        shown = (p[:, 0] >= WORTH_TELLING).tolist()
        told = [[why if tell else () for why, tell in zip(one, shown, strict=True)] for one in told]
    return Decided(dimension, p, best, _values(dimension, p), _doubtful(dimension, p), told)


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


def _values(dimension: Dimension, p: Floats) -> Sequence[Any]:
    """Per post the reading's own form of a dimension."""
    rounded = np.round(p, 2).tolist()
    if dimension.id == KINDS:
        return [_kinds(dimension.labels, row) for row in rounded]
    if dimension.binary:
        return [Likely(row[0]) for row in rounded]
    form, labels = _FORM[dimension.id], dimension.labels
    places = p.argmax(axis=1).tolist()
    return [form(labels[place], row[place]) for place, row in zip(places, rounded, strict=True)]


_FORM: Mapping[str, Any] = {"sentiment": Sentiment, "heat": Heat, "emotion": Emotion}


def _kinds(labels: Sequence[str], p: Sequence[float]) -> tuple[Kind, ...]:
    """Best first, of equals the one that costs more when overlooked; `none` only where it is the best.

    A request that is likely stands before abuse and none, however likely these are: who insults us over a
    parcel that never came wants the parcel.
    """
    likely = [Kind(label, one) for label, one in zip(labels, p, strict=True) if one >= LEAST_P]
    if not likely:
        return (_faint(labels, p),)
    if len(likely) > 1:
        likely.sort(key=lambda kind: (_yields(kind), -kind.p, _RANK.get(kind.kind, 0)))
    return tuple(kind for place, kind in enumerate(likely[:MOST_KINDS]) if not place or kind.kind != NONE)


def _faint(labels: Sequence[str], p: Sequence[float]) -> Kind:
    """Where nothing is likely, the likeliest of the kinds that raise no alarm."""
    usual = [Kind(label, one) for label, one in zip(labels, p, strict=True) if label not in _ALARMS]
    return max(usual, key=lambda kind: kind.p)


def _yields(kind: Kind) -> int:
    return 0 if kind.p >= REQUESTED and kind.kind not in _MANNERS else 1


def _doubtful(dimension: Dimension, p: Floats) -> Sequence[bool]:
    if dimension.binary:
        near: list[bool] = (np.abs(p[:, 0] - 0.5) < CLOSE).tolist()
        return near
    first, second = -np.partition(-p, 1, axis=1)[:, :2].T
    doubt = (first < FAINT) | (first - second < CLOSE)
    if dimension.many and NONE in dimension.labels:
        # That nothing is wanted and that something is cannot both be so.
        doubt |= (p[:, dimension.labels.index(NONE)] >= FAINT) & (second >= FAINT)
    doubtful: list[bool] = doubt.tolist()
    return doubtful
