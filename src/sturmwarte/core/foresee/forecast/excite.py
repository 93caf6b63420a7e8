"""A self-exciting baseline: every post above the usual brings on average `n` further ones.

The deviation from the usual follows a discretised Hawkes process (Hawkes 1971; Crane and Sornette 2008 for
how attention relaxes): E[N_t] - usual_t = n * sum over s < t of memory(t - s) * (N_s - usual_s). Memories are
mixtures of exponentials, so that a step costs the same however long the past is. `n` is fitted by
least squares weighted with the usual's variance, shrunk towards what most waves show.
"""

from typing import NamedTuple

import numpy as np

from sturmwarte.core.foresee.forecast.course import BIN_MIN, DAY, HOUR, Array, Batch

LIVES_MIN = np.array([7.5, 30.0, 120.0, 480.0, 1920.0])
"""Mean lives of the exponentials."""
# Weights of the memories: quick, power laws of exponent 1.8, 1.4 and 1.1 (lives ** -(exponent - 1)), slow.
MEMORIES = np.array(
    [
        [0.7, 0.3, 0.0, 0.0, 0.0],
        *(LIVES_MIN**-power / (LIVES_MIN**-power).sum() for power in (0.8, 0.4, 0.1)),
        [0.0, 0.0, 0.3, 0.7, 0.0],
    ]
)
PRIOR, PRIOR_WEIGHT = 0.75, 4.0
LARGEST = 0.98


class Excited(NamedTuple):
    branching: Array
    """(courses,) further posts a post above the usual brings."""
    memory: Array
    """(courses,) mean life of the best memory in hours, weighted by fit."""
    hourly: Array
    """(courses, 24) posts expected in each of the next hours."""


def excite(batch: Batch) -> Excited:
    """Fits the last day of every course and carries it on for a day."""
    counts, usual = batch.counts[:, -DAY:], batch.expected[:, -DAY:]
    heard = ~np.isnan(counts)
    deviation = np.where(heard, counts - usual, 0.0)
    decay = np.exp(-BIN_MIN / LIVES_MIN)
    state = np.zeros((len(counts), LIVES_MIN.size))
    level = np.where(heard, counts, 0.0).sum(axis=1) / np.maximum(heard.sum(axis=1), 1)
    weight = heard / (usual + level[:, None] + 0.1)
    xx = np.zeros((len(counts), len(MEMORIES)))
    xy, gain = xx.copy(), (1 - decay)
    for t in range(DAY):
        pull = (state * gain) @ MEMORIES.T
        xx += weight[:, t, None] * pull * pull
        xy += weight[:, t, None] * pull * deviation[:, t, None]
        # An unheard bin brings what the memory expects of it: silence of the source is not calm.
        filled = np.where(heard[:, t], deviation[:, t], PRIOR * pull[:, 2])
        state = state * decay + filled[:, None]
    n = np.clip((xy + PRIOR * PRIOR_WEIGHT) / (xx + PRIOR_WEIGHT), 0.0, LARGEST)
    fit = 2 * n * xy - n * n * xx
    share = np.exp(np.clip(fit - fit.max(axis=1, keepdims=True), -50, 0))
    share /= share.sum(axis=1, keepdims=True)
    mixed = (share * n) @ MEMORIES
    hourly = _onwards(state, mixed * gain, decay, batch.ahead)
    lives = share @ (MEMORIES @ LIVES_MIN) / 60
    return Excited((share * n).sum(axis=1), lives, hourly)


def _onwards(state: Array, pull: Array, decay: Array, ahead: Array) -> Array:
    coming = np.empty_like(ahead)
    for t in range(DAY):
        deviation = (state * pull).sum(axis=1)
        coming[:, t] = np.maximum(ahead[:, t] + deviation, 0.02 * ahead[:, t])
        state = state * decay + deviation[:, None]
    return np.asarray(coming.reshape(len(ahead), 24, HOUR).sum(axis=2))
