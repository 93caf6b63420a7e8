"""What became of a wave: the answers to the forecast's questions, taken from the counts that followed."""

from typing import NamedTuple

import numpy as np

from sturmwarte.core.foresee.forecast.course import DAY, HOUR, Array

WITHIN_H = (1, 3, 6, 24)
HEADS = ("over_1", "over_3", "over_6", "over_24", "elevated", "doubles", "new_peak")
TIMES = 1.5
"""Above so many times the usual a wave is not over."""
FOLLOW = DAY + HOUR
"""Bins that must follow, so that "over within 24 h and for an hour" can be told."""
HEARD = 0.8


class Truths(NamedTuple):
    heads: Array
    """(courses, HEADS) 1, 0, or NaN where too little was heard to tell."""
    hourly: Array
    """(courses, 24) posts, NaN where less than `HEARD` of the hour was heard."""
    remaining_h: Array
    """(courses,) hours until it was over; infinite where that did not come within a day."""


def truths(after: Array, usual: Array, last_hour: Array, peak_hour: Array) -> Truths:
    """`after`, `usual`: (courses, FOLLOW) from now; `last_hour`, `peak_hour`: posts (courses,) until now."""
    heard = ~np.isnan(after)
    counts, share = np.where(heard, after, 0.0), np.where(heard, usual, 0.0)
    posts, known, expected = _hours(counts), _hours(heard.astype(float)) / HOUR, _hours(share)
    told = known >= HEARD
    below = told & (posts < TIMES * np.maximum(expected, 1e-9))
    first = np.where(below.any(axis=1), below.argmax(axis=1), FOLLOW).astype(float)
    full = posts / np.maximum(known, HEARD)
    heads = np.full((len(after), len(HEADS)), np.nan)
    for at, hours in enumerate(WITHIN_H):
        enough = told[:, : hours * HOUR + 1].mean(axis=1) >= HEARD
        heads[:, at] = np.where(enough, first <= hours * HOUR, np.nan)
    window = slice(3 * HOUR, 6 * HOUR)
    enough = heard[:, window].mean(axis=1) >= HEARD
    above = counts[:, window].sum(axis=1) > TIMES * share[:, window].sum(axis=1)
    heads[:, 4] = np.where(enough, above, np.nan)
    enough = told[:, : 5 * HOUR + 1].mean(axis=1) >= HEARD
    top = np.where(told, full, 0.0)
    heads[:, 5] = np.where(enough, top[:, : 5 * HOUR + 1].max(axis=1) >= 2 * np.maximum(last_hour, 1), np.nan)
    enough = told[:, : 23 * HOUR + 1].mean(axis=1) >= HEARD
    heads[:, 6] = np.where(enough, top[:, : 23 * HOUR + 1].max(axis=1) > peak_hour, np.nan)
    exact = slice(0, 24 * HOUR, HOUR)
    hourly = np.where(told[:, exact], full[:, exact], np.nan)
    remaining = np.where(first < FOLLOW, first / HOUR, np.inf)
    return Truths(heads, hourly, remaining)


def _hours(values: Array) -> Array:
    """Sums of the hours that begin at each bin."""
    sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    return np.asarray(sums[:, HOUR:] - sums[:, :-HOUR])
