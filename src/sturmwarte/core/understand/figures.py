"""How right the readings are: figures from posts no voter has learned from.

Accuracy and macro-F1 with a 95 % bootstrap interval over posts (Efron 1979), calibration in bins of equal
mass (Naeini et al. 2015), and how many posts could be labelled without a person at a wished-for precision.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.dimensions import Dimension
from sturmwarte.core.understand.votes import Floats

BINS = 15
ROUNDS = 1000
WISHES = (0.8, 0.9, 0.95)
FEWEST = 30
"""Held-out posts below which a figure says too little to be shown as one."""
MAJORITY = "majority"


class VoterFigure(msgspec.Struct, frozen=True):
    """A voter's weight in a dimension; where it does not count, `why` says so."""

    voter: str
    weight: float
    counts: bool
    why: Reason


class Score(msgspec.Struct, frozen=True):
    """`low`..`high` is the interval of `macro_f1`; `n` the posts."""

    who: str
    accuracy: float
    macro_f1: float
    low: float
    high: float
    n: int


class Bin(msgspec.Struct, frozen=True):
    """Of `n` posts with about this `expected` probability, the share where it held."""

    expected: float
    observed: float
    n: int


class Cover(msgspec.Struct, frozen=True):
    """From which probability on the precision was `wanted` or better, and what share of posts that covers.

    `threshold` is None where it is never reached; `reached` is what was measured, `low` its 95 % bound.
    """

    wanted: float
    threshold: float | None
    covered: float
    reached: float
    low: float


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """One dimension. `labels` in all, `held` of them never learned from, `drawn` of those by chance.

    `needed` more labels are wanted before anything is learned (0: enough). `learned`: the company's labels
    count. Without `FEWEST` drawn posts `scores` is empty: an honest figure is not to be had yet.
    """

    labels: int
    held: int
    drawn: int
    needed: int
    learned: bool
    voters: list[VoterFigure]
    scores: list[Score]
    calibration: list[Bin]
    ece: float
    precision: list[Cover]


def measured(  # noqa: PLR0917 - one call, from one place
    dimension: Dimension,
    counts: tuple[int, int, int],
    needed: int,
    learned: bool,
    by_who: Mapping[str, Floats],
    right: Floats,
    usual: Floats,
    voters: list[VoterFigure],
) -> Figures:
    """`by_who`: (posts, labels) of probabilities; `right` and `usual`: the truth of these posts and of those
    that may be learned from."""
    labels, held, drawn = counts
    shown = by_who.get("all", by_who.get("day_one"))
    enough = shown is not None and len(right) >= FEWEST
    told = {who: np.nan_to_num(p) for who, p in by_who.items()} if enough else {}
    if enough and len(usual):
        told[MAJORITY] = np.tile(usual.mean(axis=0), (len(right), 1))
    bins = calibration(shown, right) if enough and shown is not None else []
    return Figures(
        labels=labels, held=held, drawn=drawn, needed=needed, learned=learned, voters=voters,
        scores=[score(who, dimension, p, right) for who, p in told.items()],
        calibration=bins,
        ece=round(sum(b.n * abs(b.expected - b.observed) for b in bins) / max(1, sum(b.n for b in bins)), 4),
        precision=[cover(shown, right, wish) for wish in WISHES] if enough and shown is not None else [],
    )  # fmt: skip


def chosen(dimension: Dimension, p: Floats) -> Floats:
    """(posts, labels) of 0 and 1: the best label; of independent ones the best and every likely one."""
    if dimension.binary:
        out: Floats = (p >= 0.5).astype(float)
        return out
    out = np.zeros_like(p)
    out[np.arange(len(p)), p.argmax(axis=1)] = 1
    return np.maximum(out, (p >= 0.5).astype(float)) if dimension.many else out


def score(who: str, dimension: Dimension, p: Floats, right: Floats, seed: int = 0) -> Score:
    """Accuracy counts a post as right when exactly its labels were chosen, or for several labels the best one
    is among them."""
    said = chosen(dimension, p)
    if dimension.binary:
        said, right = np.hstack([1 - said, said]), np.hstack([1 - right, right])
        hit = (said == right).all(axis=1)
    else:
        hit = right[np.arange(len(p)), p.argmax(axis=1)] > 0
    tosses = np.random.default_rng(seed).multinomial(len(p), np.full(len(p), 1 / len(p)), ROUNDS)
    spread = np.array([macro_f1(said, right, toss) for toss in tosses])
    low, high = np.quantile(spread, (0.025, 0.975))
    f1 = macro_f1(said, right, np.ones(len(p)))
    accuracy, f1, low, high = (round(float(x), 4) for x in (hit.mean(), f1, low, high))
    return Score(who, accuracy, f1, low, high, len(p))


def macro_f1(said: Floats, right: Floats, times: Floats) -> float:
    """The mean over the labels that occur, each post counted `times`."""
    hits, both = times @ (said * right), times @ (said + right)
    there = times @ right > 0
    return float(np.mean(2 * hits[there] / both[there])) if there.any() else 0.0


def calibration(p: Floats, right: Floats, bins: int = BINS) -> list[Bin]:
    """Every label's probability against how often it held, in bins of equal mass."""
    flat, truth = p.ravel(), right.ravel()
    known = ~np.isnan(flat)
    order = np.argsort(flat[known], kind="stable")
    parts = np.array_split(order, min(bins, max(1, len(order) // 5)))
    flat, truth = flat[known], truth[known]
    return [
        Bin(round(float(flat[x].mean()), 4), round(float(truth[x].mean()), 4), len(x))
        for x in parts
        if len(x)
    ]


def ece(p: Floats, right: Floats) -> float:
    """Expected calibration error over `BINS` bins of equal mass, in [0, 1]."""
    told = calibration(p, right)
    return sum(b.n * abs(b.expected - b.observed) for b in told) / max(1, sum(b.n for b in told))


def cover(p: Floats, right: Floats, wish: float) -> Cover:
    """Judged by Wilson's lower bound (1927), so that three lucky posts promise nothing."""
    best = p.argmax(axis=1) if p.shape[1] > 1 else np.zeros(len(p), dtype=int)
    sure = p[np.arange(len(p)), best]
    held = right[np.arange(len(p)), best]
    order = np.argsort(-sure, kind="stable")
    hits = np.cumsum(held[order])
    count = np.arange(1, len(p) + 1)
    low = wilson(hits, count)
    met = np.flatnonzero(low >= wish)
    if not met.size:
        return Cover(wish, None, 0.0, 0.0, 0.0)
    last = int(met[-1])
    figures = (sure[order][last], (last + 1) / len(p), hits[last] / count[last], low[last])
    return Cover(wish, *(round(float(x), 4) for x in figures))


def wilson(hits: Floats, count: npt.NDArray[np.integer[Any]], z: float = 1.645) -> Floats:
    """The lower 95 % bound (one-sided) of a share."""
    n = np.asarray(count, dtype=float)
    share = hits / n
    spread = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    out: Floats = (share + z * z / (2 * n) - spread) / (1 + z * z / n)
    return out
