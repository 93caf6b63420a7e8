"""From a model's raw output to probabilities of our labels."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sturmwarte.core.understand.dimensions import Dimension
from sturmwarte.core.understand.folder.card import Card, Output
from sturmwarte.core.understand.votes import Floats

SLACK = 0.01
"""How far from [0, 1], or a sum from 1, rounding may take what is called a probability."""
HALF = 0.5
"""A model that gives less than this to all of our labels has nothing to say."""


def probabilities(raw: npt.NDArray[Any], output: Output) -> Floats:
    """(posts, columns) in [0, 1]; a row that is not finite, or no probability where it should be, is NaN."""
    x = raw.astype(np.float64)
    bad = ~np.isfinite(x).all(axis=1)
    x[bad] = 0.0
    if output == "sigmoid":
        x = 1 / (1 + np.exp(-np.clip(x, -30, 30)))
    elif output == "softmax":
        x = np.exp(x - x.max(axis=1, keepdims=True))
        x /= x.sum(axis=1, keepdims=True)
    else:
        bad |= (x < -SLACK).any(axis=1) | (x > 1 + SLACK).any(axis=1)
        x = np.clip(x, 0.0, 1.0)
    x[bad] = np.nan
    return x


def placed(card: Card, dimension: Dimension, p: Floats) -> Floats:
    """(posts, labels of the dimension), from `p` as the card's columns.

    Several columns of one label: shares are added, of independent ones the greatest counts. Where labels
    exclude each other, a post is left out that the model mostly takes for none of ours, and a label that the
    model does not know keeps its even share; where they are independent such a label is NaN.
    """
    apart = card.output == "sigmoid"
    out = np.full((len(p), len(dimension.labels)), np.nan)
    for place, label in enumerate(dimension.labels):
        if label in card.columns:
            out[:, place] = _together(p, card.columns, label, apart)
    if dimension.binary and not apart:
        return out / _ours(p[:, [label is not None for label in card.columns]].sum(axis=1))
    return out if dimension.many else _shares(out, [x not in card.columns for x in dimension.labels], apart)


def _together(p: Floats, columns: Sequence[str | None], label: str, apart: bool) -> Floats:
    mine = p[:, [column == label for column in columns]]
    best: Floats = mine.max(axis=1) if apart else np.minimum(mine.sum(axis=1), 1.0)
    return best


def _ours(sums: Floats) -> Floats:
    """As a column to divide by; NaN where the model takes the post for none of ours."""
    return np.where(sums >= HALF, sums, np.nan).reshape(-1, 1)


def _shares(p: Floats, unknown: Sequence[bool], apart: bool) -> Floats:
    """Rows that sum to 1."""
    known = ~np.array(unknown)
    sums = p[:, known].sum(axis=1)
    p[:, known] /= np.maximum(sums, 1e-9).reshape(-1, 1) if apart else _ours(sums)
    p[:, known] *= known.mean()
    p[:, ~known] = np.where(np.isnan(p[:, known][:, :1]), np.nan, 1 / len(known))
    return p
