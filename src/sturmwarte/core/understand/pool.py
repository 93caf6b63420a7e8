"""Puts the opinions of several voters together: a logarithmic opinion pool.

For labels that exclude each other p is softmax(b + sum of w_v log p_v); for independent ones, per label,
sigmoid(b + sum of w_v logit p_v) (Genest and Zidek, Combining probability distributions, Statistical
Science 1986). The weights come with the program, or are learned from labels (`fit`), which also calibrates:
each dimension has one weight a voter and one bias a label, too few to learn a set by heart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sturmwarte.core.understand.dimensions import Dimension
from sturmwarte.core.understand.votes import Floats, Votes

PULL = 0.5
"""How strongly learned weights are held to the ones they start from (a Gaussian prior, per example sum)."""
MOST = 3.0
OTHERS = "others"
"""In a bias: the labels it does not name, such as kinds of a plan's own."""


@dataclass(frozen=True)
class Weights:
    """How much each voter counts in a dimension, and what each label has in advance (log odds)."""

    voters: Mapping[str, float] = field(default_factory=dict)
    bias: Mapping[str, float] = field(default_factory=dict)

    def without(self, voter: str) -> "Weights":
        return Weights({v: w for v, w in self.voters.items() if v != voter}, self.bias)


def pooled(dimension: Dimension, votes: Sequence[Votes], weights: Weights) -> Floats:
    """(posts, labels): what all voters together say. Voters without a weight are not asked.

    Where every voter abstains, only the bias speaks.
    """
    evidence = [(weights.voters.get(v.voter, 0.0), v.evidence(dimension.many)) for v in votes]
    rows = len(votes[0].p) if votes else 0
    scores = np.zeros((rows, len(dimension.labels))) + _bias(dimension, weights)
    for weight, one in evidence:
        if weight:
            scores += weight * one
    return _probabilities(scores, dimension.many)


def fit(
    dimension: Dimension,
    votes: Sequence[Votes],
    truth: Floats,
    start: Weights,
    times: Floats | None = None,
) -> Weights:
    """The weights under which `truth`, (posts, labels) of 0 and 1, is likeliest, none of them negative.

    `votes` must be honest: from models that have not seen these posts. Few posts stay near `start`. `times`,
    (posts,), counts some posts more than others.
    """
    each = np.ones(len(truth)) if times is None else times
    names = [v.voter for v in votes]
    evidence = np.stack([v.evidence(dimension.many) for v in votes])
    first = np.array([start.voters.get(name, 0.0) for name in names])
    bias = _bias(dimension, start)
    middle = np.concatenate([first, bias])

    def loss(x: Floats) -> tuple[float, Floats]:
        scores = np.tensordot(x[: len(names)], evidence, 1) + x[len(names) :]
        p = _probabilities(scores, dimension.many)
        off = (p - truth) * each[:, None]
        away = x - middle
        gradient = np.concatenate([np.tensordot(evidence, off, 2), off.sum(axis=0)]) + 2 * PULL * away
        return float(each @ losses(p, truth, dimension.many)) + PULL * float(away @ away), gradient

    bounds = [(0.0, MOST)] * len(names) + [(None, None)] * len(bias)
    from scipy.optimize import minimize  # noqa: PLC0415 - heavy, only to fit

    found = minimize(loss, middle, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Weights(
        dict(zip(names, map(float, found), strict=False)),
        dict(zip(dimension.labels, map(float, found[len(names) :]), strict=True)),
    )


def losses(p: Floats, truth: Floats, many: bool) -> Floats:
    """(posts,) negative log likelihood of each, in nats."""
    p = np.clip(p, 1e-9, 1 - 1e-9)
    out: Floats = -(truth * np.log(p) + ((1 - truth) * np.log1p(-p) if many else 0)).sum(axis=1)
    return out


def _bias(dimension: Dimension, weights: Weights) -> Floats:
    others = weights.bias.get(OTHERS, 0.0)
    return np.array([weights.bias.get(label, others) for label in dimension.labels])


def _probabilities(scores: Floats, many: bool) -> Floats:
    if many:
        out: Floats = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
        return out
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = scores / scores.sum(axis=1, keepdims=True)
    return shares
