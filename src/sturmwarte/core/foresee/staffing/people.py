"""The fewest people who keep up, by the amount of work alone: the level plan a queue is then checked on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AIR = 1.03
"""A queue whose people are just enough on average grows without end."""


@dataclass(frozen=True, slots=True)
class Load:
    """Work to come. `arrivals` are answers owed in each slot, `hours` how long each slot is.

    `service` is answers one person gives in an hour (pauses and consultation taken off), `deadline_h` how
    long an author waits at most, `patience_h` after how long, on average, an author no longer needs the
    answer. `backlog` waits already, and was owed at an even pace over the last `deadline_h`.
    """

    arrivals: Floats
    hours: Floats
    service: float
    deadline_h: float
    patience_h: float = float("inf")
    backlog: float = 0.0
    target: float = 0.8

    @property
    def starts(self) -> Floats:
        return np.concatenate(([0.0], np.cumsum(self.hours)))[:-1]

    @property
    def ends(self) -> Floats:
        return np.cumsum(self.hours)


def level(load: Load) -> Ints:
    """People per slot of the most even plan by which all answers are given after they came and in time.

    F. Yao, A. Demers, S. Shenker, "A scheduling model for reduced CPU energy" (FOCS 1995): find the span
    whose own work (come and due within it) asks for the highest pace, keep that pace through it, take it out,
    and go on with the rest. No plan in time has a lower peak. Chance is left out but for a little air.
    """
    work, free = _work(load), load.hours.copy()
    pace = np.zeros(len(free))
    while work.any() and free.any():
        # [a, b]: what came in slot a or later and is due by the end of slot b, and the hours between
        inside = np.cumsum(np.cumsum(work[::-1], axis=0)[::-1], axis=1)
        through = np.cumsum(free)
        hours = through[None, :] - (through - free)[:, None]
        steep = np.where(hours > 1e-9, inside / np.maximum(hours, 1e-9), 0.0)
        a, b = np.unravel_index(int(steep.argmax()), steep.shape)
        if steep[a, b] <= 0.0:
            break
        pace[a : b + 1] = np.where(free[a : b + 1] > 0.0, steep[a, b], pace[a : b + 1])
        work[a:, : b + 1] = 0.0
        free[a : b + 1] = 0.0
    people: Ints = np.ceil(pace / load.service * AIR - 1e-9).astype(np.int64)
    return people


def _work(load: Load) -> Floats:
    """Answers by the slot they are owed in (first axis) and the last slot that ends within their deadline."""
    slots = len(load.arrivals)
    work = np.zeros((slots, slots))
    own = np.arange(slots)
    last = np.searchsorted(load.ends, load.starts + load.deadline_h + 1e-9, side="right") - 1
    work[own, np.clip(last, own, slots - 1)] = load.arrivals
    until = np.minimum(load.ends, load.deadline_h)
    work[0] += load.backlog * np.diff(until, prepend=0.0) / max(float(until[-1]), 1e-9)
    return work


def without_dips(people: Ints, slots: int = 4) -> Ints:
    """Nobody is sent home for an hour: a dip shorter than `slots` is filled to the lower of its sides."""
    filled = people.copy()
    for width in range(2, slots + 1):
        for left in range(len(filled) - width):
            side = min(filled[left], filled[left + width])
            filled[left + 1 : left + width] = np.maximum(filled[left + 1 : left + width], side)
    return filled
