"""How far a number that was counted in a share of the posts may be from the truth."""

from math import sqrt

_SURE = 1.96
"""Standard errors to either side that hold 95 of 100 estimates."""


def bounds(n: int, scale: int) -> tuple[int, int]:
    """Between which numbers of posts the truth lies, nineteen times in twenty, where every `scale`-th post
    was looked at and stood for so many.

    The score interval of a Poisson count (Barker 2002, The American Statistician 56(2), 85-89); it also says
    something when no post was met.

    >>> bounds(1_000, 1)
    (1000, 1000)
    >>> bounds(1_000, 10)
    (822, 1216)
    """
    if scale == 1:
        return n, n
    met = n // scale
    middle, away = met + _SURE**2 / 2, _SURE * sqrt(met + _SURE**2 / 4)
    low, high = (scale * (middle + sign * away) for sign in (-1, 1))
    return max(met, round(low)), round(high)


def off(n: int, scale: int) -> int:
    """The greater of both distances: what stands after a ±."""
    low, high = bounds(n, scale)
    return max(n - low, high - n)
