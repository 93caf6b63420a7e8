"""Why a label: what each word and each sign of style adds to its log-odds."""

from collections import defaultdict
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sturmwarte.core.understand.learner.features import Batch, Features, columns, pair
from sturmwarte.core.understand.learner.model import Model
from sturmwarte.core.understand.learner.words import Word, words_of

Floats = npt.NDArray[np.float64]


class Contribution(NamedTuple):
    """`what`: words as written, or the name of a style or lexicon count; `weight` in log-odds, signed."""

    what: str
    weight: float
    style: bool


def contributions(
    model: Model, features: Features, text: str, place: int | None, most: int
) -> tuple[Contribution, ...]:
    batch = features.transform([text])
    p = model.probabilities(model.scores(batch))[0]
    direction = _direction(model, p, int(p.argmax()) if place is None else place)
    found = [*_of_words(model, batch, words_of(text), direction), *_of_style(model, batch, direction)]
    found.sort(key=lambda c: (-abs(c.weight), c.what))
    return tuple(found[:most])


def _direction(model: Model, p: Floats, place: int) -> Floats:
    """(columns,) how the columns combine to the label's log-odds.

    Among many exclusive classes it is the label's score against its rivals', each as likely as it is.
    """
    if model.binary:
        return np.array([1.0 if place else -1.0])
    direction = np.zeros(len(model.classes))
    if model.exclusive:
        rivals = p.copy()
        rivals[place] = 0
        direction -= rivals / max(rivals.sum(), 1e-12)
    direction[place] += 1
    return direction


def _of_style(model: Model, batch: Batch, direction: Floats) -> list[Contribution]:
    weights = model.weights[model.space.kept.size :] @ direction
    each = model.space.style(batch)[0] * weights
    return [Contribution(name, float(w), True) for name, w in zip(model.style_names, each, strict=True) if w]


def _of_words(model: Model, batch: Batch, words: list[Word], direction: Floats) -> list[Contribution]:
    """A word gets its own weight and its letters', a pair its own; shared columns are shared out."""
    row = model.space.rows(batch, model.table)
    worth = np.zeros(model.space.kept.size)
    worth[row.indices] = row.data * (model.weights[row.indices] @ direction)
    parts = _parts(words)
    times = (
        np.bincount(np.concatenate([places for _, places in parts]), minlength=1) if parts else np.zeros(1)
    )
    sums: dict[str, float] = defaultdict(float)
    for what, places in parts:
        known = model.table[places]
        sums[what] += float((worth[known] / times[places])[known >= 0].sum())
    return [Contribution(what, weight, False) for what, weight in sums.items() if weight]


def _parts(words: list[Word]) -> list[tuple[str, npt.NDArray[np.int64]]]:
    parts = [(w.surface, columns(np.append(w.grams, np.uint32(w.own)))) for w in words]
    own = np.array([word.own for word in words], dtype=np.uint32)
    pairs = columns(pair(own[:-1], own[1:]))
    parts += [
        (f"{words[at].surface} {words[at + 1].surface}", pairs[at : at + 1]) for at in range(len(words) - 1)
    ]
    return parts
