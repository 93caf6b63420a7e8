"""How sure a share of few cases is."""

from math import comb, sqrt

_Z95 = 1.959964


def wilson(hits: int, of: int, z: float = _Z95) -> tuple[float, float]:
    """The interval that holds the true share in 95 of 100 cases (E. B. Wilson, JASA 1927).

    >>> [round(end, 2) for end in wilson(3, 4)]
    [0.3, 0.95]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if not of:
        return 0.0, 1.0
    share, square = hits / of, z * z / of
    middle = share + square / 2
    away = z * sqrt(share * (1 - share) / of + square / (4 * of))
    low, high = (middle - away) / (1 + square), (middle + away) / (1 + square)
    return (0.0 if hits == 0 else low), (1.0 if hits == of else high)


def at_least(hits: int, of: int, chance: float) -> float:
    """How likely `hits` or more are where each of `of` cases is one with this chance (binomial).

    >>> at_least(2, 2, 0.5)
    0.25
    """
    return sum(comb(of, n) * chance**n * (1 - chance) ** (of - n) for n in range(hits, of + 1))
