"""What share of answers keeps its deadline with given people, while the load changes.

A queue with impatient authors (Erlang-A, M/M/s+M: C. Palm 1943; A. Mandelbaum, S. Zeltyn, "Service
engineering in action: the Palm/Erlang-A queue", 2007). Deadlines are long against the time an answer takes,
so what one half hour leaves undone is the next one's beginning: the distribution of answers owed is carried
on exactly, as a chain of births and deaths (by uniformisation), while few are owed. Beyond, where chance
hardly matters, its mean and variance are carried on as a flow.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.special import gammainc, gammaln, ndtr

from sturmwarte.core.foresee.staffing.people import Floats, Ints, Load

_EXACT_UP_TO = 160
"""Answers owed at most, for the exact chain; a flow beyond differs by less than a hundredth."""
_FLOW_STEP_H = 1 / 60
_PARTS = 3
"""Looks at a slot: within half an hour a queue can turn."""


def on_time(load: Load, people: Ints) -> Floats:
    """Per slot, the share of the answers owed in it that will be given within the deadline.

    People after the last slot are those of the last slot. Answers nobody needs any more are not counted.
    """
    load, people = _finer(load, people)
    mean, variance = _flow(load, people)
    starts = (*load.starts, float(load.ends[-1]))
    there, room = map(np.array, zip(*(_chance(load, people, start) for start in starts), strict=True))
    if float(np.max(mean + 5.0 * np.sqrt(variance)) + people.max()) <= _EXACT_UP_TO:
        owed = np.arange(int(_EXACT_UP_TO * 1.5))
        chain = zip(_chain(load, people, len(owed)), there, room, strict=True)
        at = np.array([chances @ _answered(owed, busy, places) for chances, busy, places in chain])
    else:
        spread = np.sqrt(np.maximum(variance + room, 1e-9))
        at = ndtr((room - (mean - there) - 0.5) / spread) * (there > 0)
    parts = (at[:-1] + at[1:]) / 2.0  # those owed come all through the slot
    shares: Floats = parts.reshape(-1, _PARTS).mean(axis=1)
    return shares


def _finer(load: Load, people: Ints) -> tuple[Load, Ints]:
    finer = replace(
        load, arrivals=np.repeat(load.arrivals / _PARTS, _PARTS), hours=np.repeat(load.hours / _PARTS, _PARTS)
    )
    return finer, np.repeat(people, _PARTS)


def _chance(load: Load, people: Ints, start: float) -> tuple[int, float]:
    """The best moment for somebody who joins at `start` to be taken up before the deadline, as two numbers.

    People there at that moment, and the places of the queue that are cleared until then. Those ahead leave by
    an answer or because they need none any more: a place then counts exp(time / patience).
    """
    edges = np.concatenate(([0.0], load.ends[:-1], [np.inf]))
    low = np.clip(edges[:-1], start, start + load.deadline_h) - start
    high = np.clip(edges[1:], start, start + load.deadline_h) - start
    span = high - low
    if np.isfinite(load.patience_h):
        span = load.patience_h * (np.exp(high / load.patience_h) - np.exp(low / load.patience_h))
    cleared = np.cumsum(people * span) * load.service
    best = int(np.where(high > low, cleared + people, -1.0).argmax())
    return int(people[best]), float(cleared[best])


def _answered(owed: Ints, people: int, room: float) -> Floats:
    """Whoever meets `owed` answers is served in time if that many places are cleared: a Poisson count."""
    ahead = np.maximum(owed - people + 1, 0)
    served: Floats = np.where(ahead == 0, float(people > 0), gammainc(np.maximum(ahead, 1), max(room, 1e-12)))
    return served


def _flow(load: Load, people: Ints) -> tuple[Floats, Floats]:
    """Mean and variance of the answers owed at each slot's border, as a flow with noise."""
    mean, variance, give_up = load.backlog, 0.0, 1.0 / load.patience_h
    means, variances = [mean], [variance]
    for arrivals, hours, busy in zip(load.arrivals, load.hours, people.tolist(), strict=True):
        steps = max(1, round(hours / _FLOW_STEP_H))
        step, rate = hours / steps, arrivals / hours
        for _ in range(steps):
            left = min(mean, busy) * load.service + max(mean - busy, 0.0) * give_up
            pull = load.service if mean < busy else give_up
            variance = max(variance + step * (rate + left - 2.0 * pull * variance), 0.0)
            mean = max(mean + step * (rate - left), 0.0)
        means.append(mean)
        variances.append(variance)
    return np.array(means), np.array(variances)


def _chain(load: Load, people: Ints, size: int) -> Iterator[Floats]:
    """Chances of 0 .. `size` - 1 answers owed, at each slot's border."""
    chances = np.zeros(size)
    chances[min(round(load.backlog), size - 1)] = 1.0
    yield chances
    owed = np.arange(size)
    for arrivals, hours, busy in zip(load.arrivals, load.hours, people.tolist(), strict=True):
        gone = np.minimum(owed, busy) * load.service + np.maximum(owed - busy, 0) / load.patience_h
        chances = _after(chances, arrivals / hours, gone, hours)
        yield chances


def _after(chances: Floats, born: float, gone: Floats, hours: float) -> Floats:
    """The chain `hours` later: a Poisson number of steps of the uniformised chain (A. Jensen 1953)."""
    pace = born + float(gone.max())
    if pace <= 0.0:
        return chances
    mean = pace * hours
    last = int(mean + 6.0 * np.sqrt(mean) + 12.0)
    steps = np.arange(last + 1)
    weights = np.exp(steps * np.log(mean) - mean - gammaln(steps + 1.0))
    up, down = born / pace, gone / pace
    stay = 1.0 - up - down
    stay[-1] += up  # the last place takes no more
    moved, later = chances, weights[0] * chances
    for weight in weights[1:]:
        after = stay * moved
        after[1:] += up * moved[:-1]
        after[:-1] += (down * moved)[1:]
        moved = after
        later = later + weight * moved
    whole: Floats = later / later.sum()
    return whole
