"""From probabilities to labels, and from which probability on a label may stand without a person."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

Floats = npt.NDArray[np.float64]

STEPS: Final = 41
ROUNDS: Final = 3
MOST_TUNED: Final = 20
"""Beyond so many classes each has too few posts to tune its offset on."""
TRUSTED_FROM: Final = 100
"""Posts of the rarest class from which tuned cuts count more than the rule of thumb."""
RARITY: Final = 1.0
"""Rule of thumb: offsets undo what unequal sizes of classes do."""
SURE: Final = 1.645
"""One-sided 95 %: normal quantile of the lower bound on precision."""
FEWEST: Final = 10
"""Below so many right automatic labels no precision is believed."""


def log_odds(p: float) -> float:
    return float(logit(np.clip(p, 1e-9, 1 - 1e-9)))


def offsets_exclusive(p: Floats, truth: npt.NDArray[np.bool_]) -> Floats:
    """(k,) added to log p before the largest wins, so that macro-F1 is best on unseen posts.

    From few posts the rule of thumb (a rare class is favoured by its rarity), from many the best offsets
    found by coordinate ascent on out-of-fold p, and in between a mixture.
    """
    counts = truth.sum(axis=0)
    thumb = -RARITY * np.log((counts + 1) / (counts.sum() + counts.size))
    thumb -= thumb.mean()
    if p.shape[1] > MOST_TUNED:
        return np.zeros(p.shape[1])
    trust = _trust(counts)
    return np.asarray(trust * _ascended(p, truth) + (1 - trust) * thumb)


def _trust(counts: npt.NDArray[np.int64]) -> float:
    rarest = int(counts.min())
    return rarest / (rarest + TRUSTED_FROM)


def _ascended(p: Floats, truth: npt.NDArray[np.bool_]) -> Floats:
    logs = np.log(np.clip(p, 1e-9, 1))
    right = truth.argmax(axis=1)
    k = p.shape[1]
    best = np.zeros(k)
    grid = np.linspace(-1.5, 1.5, STEPS)
    for _ in range(ROUNDS):
        for c in range(k):
            others = logs + best
            others[:, c] = -np.inf
            rival, runner = others.max(axis=1), others.argmax(axis=1)
            scores = [_macro_f1(np.where(logs[:, c] + step > rival, c, runner), right, k) for step in grid]
            best[c] = _middle(grid, np.array(scores))
    return np.asarray(best - best.mean())


def thresholds(p: Floats, truth: npt.NDArray[np.bool_], *, macro: bool) -> Floats:
    """(k,) smallest p that makes a label: of best F1 (of both sides' mean F1 where `macro`)."""
    grid = np.linspace(0.05, 0.95, 91)
    found = np.empty(p.shape[1])
    for c in range(p.shape[1]):
        scores = [_two_sided_f1(p[:, c] >= t, truth[:, c], macro=macro) for t in grid]
        yes = int(truth[:, c].sum())
        share = (yes + 1) / (len(truth) + 2)
        thumb = expit(RARITY * log_odds(share))
        trust = _trust(np.array([yes, len(truth) - yes]))
        found[c] = trust * _middle(grid, np.array(scores)) + (1 - trust) * thumb
    return found


def _middle(grid: Floats, scores: Floats) -> float:
    """Where the smoothed curve peaks: a single lucky step is not followed."""
    kernel = np.ones(5) / 5
    padded = np.pad(scores, 2, mode="edge")
    return float(grid[int(np.argmax(np.convolve(padded, kernel, mode="valid")))])


def _macro_f1(chosen: npt.NDArray[np.int64], right: npt.NDArray[np.int64], k: int) -> float:
    hits = np.bincount(right[chosen == right], minlength=k)
    both = np.bincount(chosen, minlength=k) + np.bincount(right, minlength=k)
    return float(np.mean(2 * hits / np.maximum(both, 1)))


def _two_sided_f1(chosen: npt.NDArray[np.bool_], right: npt.NDArray[np.bool_], *, macro: bool) -> float:
    hits, both = int((chosen & right).sum()), int(chosen.sum() + right.sum())
    yes = 2 * hits / both if both else 0.0
    if not macro:
        return yes
    hits, both = int((~chosen & ~right).sum()), int((~chosen).sum() + (~right).sum())
    return (yes + (2 * hits / both if both else 0.0)) / 2


def abstention(p: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], precision: float) -> float | None:
    """Smallest p from which the label is right at least `precision` of the time, None where never.

    `p`, `right`: (n,) of posts the scorer had not seen. Judged by Wilson's lower bound (Wilson 1927).
    """
    order = np.argsort(-p, kind="stable")
    ranked = p[order]
    hits = np.cumsum(right[order])
    count = np.arange(1, p.size + 1)
    share = hits / count
    z2 = SURE**2
    low = (share + z2 / (2 * count) - SURE * np.sqrt(share * (1 - share) / count + z2 / (4 * count**2))) / (
        1 + z2 / count
    )
    last_of_ties = np.append(ranked[1:] != ranked[:-1], True)
    met = np.flatnonzero((low >= precision) & (hits >= FEWEST) & last_of_ties)
    return float(ranked[met[-1]]) if met.size else None
