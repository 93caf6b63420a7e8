"""Groups points around middles, lets go what belongs nowhere, and keeps to the groups it had.

Spherical k-means (Dhillon and Modha 2001) that begins where the last update ended. New groups begin at the
densest spot of what belongs to none, so their number follows the talk. Nothing is random.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.understand.talk.space import Points, unit

Labels = NDArray[np.int64]

OTHER: Final = -1
NEAR: Final = 0.3
"""Least cosine to a group's middle; below it a post is talk of something else."""
DENSE: Final = 0.55
"""Cosine of neighbours when looking for a dense spot."""
SAME: Final = 0.7
"""Groups whose middles are this near are one."""
STAY: Final = 0.05
"""How much nearer another group must be before a post leaves its own: names and counts keep still."""
ROUNDS: Final = 12
LOOKED_AT: Final = 1_500
"""Of the posts of no group, the latest; their likenesses to each other are all computed."""


def grouped(points: Points, labels: Labels, most: int, least: int) -> Labels:
    """New labels for all points. `labels` are the old ones, `OTHER` for new points; new groups get the next
    numbers. At most `most` groups, none smaller than `least`."""
    labels = settled(points, labels.copy(), least)
    following = int(labels.max(initial=OTHER)) + 1
    tried = np.zeros(len(points), dtype=bool)
    while len(_numbers(labels)) < most:
        spot = _densest(points, (labels == OTHER) & ~tried, least)
        if spot is None:
            break
        tried[spot] = True
        labels[spot] = following
        labels = settled(points, _united(points, labels), least)
        following += 1
    return labels


def settled(points: Points, labels: Labels, least: int) -> Labels:
    for _ in range(ROUNDS):
        numbers = _numbers(labels)
        if not len(numbers):
            break
        near = points @ middles(points, labels, numbers).T
        own = numbers[None, :] == labels[:, None]
        best = np.argmax(near + STAY * own, axis=1)
        reached = (near + STAY * own)[np.arange(len(points)), best] >= NEAR
        new = np.where(reached, numbers[best], OTHER)
        for number in numbers:
            if np.count_nonzero(new == number) < least:
                new[new == number] = OTHER
        if np.array_equal(new, labels):
            break
        labels = new
    return labels


def middles(points: Points, labels: Labels, numbers: Labels) -> Points:
    return unit(np.array([points[labels == number].sum(axis=0) for number in numbers]))


def _numbers(labels: Labels) -> Labels:
    return np.unique(labels[labels != OTHER])


def _densest(points: Points, free: NDArray[np.bool_], least: int) -> Labels | None:
    places = np.flatnonzero(free)[-LOOKED_AT:]
    if len(places) < least:
        return None
    neighbours = points[places] @ points[places].T >= DENSE
    counts = neighbours.sum(axis=1)
    best = int(np.argmax(counts))
    return places[neighbours[best]] if counts[best] >= least else None


def _united(points: Points, labels: Labels) -> Labels:
    """Younger groups that came to lie on older ones go into them."""
    numbers = _numbers(labels)
    found = middles(points, labels, numbers)
    near = found @ found.T
    for younger in range(len(numbers) - 1, 0, -1):
        older = int(np.argmax(near[younger, :younger]))
        if near[younger, older] >= SAME:
            labels = np.where(labels == numbers[younger], numbers[older], labels)
    return labels
