"""Draws for made-up waves, one a wave."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from sturmwarte.core.foresee.forecast.course import Array


def evenly(rng: Generator, bounds: Sequence[float], many: int) -> Array:
    """(many,) uniform within the bounds."""
    low, high = bounds
    return rng.uniform(low, high, many)


def by_scale(rng: Generator, bounds: Sequence[float], many: int) -> Array:
    """(many,) log-uniform within the bounds: as many between 1 and 10 as between 10 and 100."""
    low, high = bounds
    return np.asarray(np.exp(rng.uniform(np.log(low), np.log(high), many)))
