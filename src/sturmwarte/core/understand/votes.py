"""What one voter says of a batch of posts in one dimension."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SURE = 6.0
"""Log odds beyond which no voter's opinion counts more: exp(6) is 400 to 1."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that made a voter say so, and their places in the post (-1 where there is none)."""

    words: tuple[str, ...] = ()
    at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Votes:
    """`p` is (posts, labels): where labels exclude each other a row sums to 1, else each is in [0, 1].

    A row of NaN abstains: the voter has nothing to say of that post. `because(row, label)` tells the words
    that spoke for a label (by its column) in a post; it is asked only for what will be shown.
    """

    voter: str
    p: Floats
    because: Callable[[int, int], Words]

    @property
    def spoke(self) -> npt.NDArray[np.bool_]:
        """(posts,): who has an opinion."""
        return ~np.isnan(self.p).any(axis=1)

    def evidence(self, many: bool) -> Floats:
        """(posts, labels) log odds (`many`) or log probabilities, bounded; 0 where the voter abstains."""
        least = 1 / (1 + np.exp(SURE))
        p = np.clip(self.p, least, 1 - least)
        out: Floats = np.log(p) - np.log1p(-p) if many else np.log(p)
        return np.where(np.isnan(out), 0.0, out)


def nothing(_row: int, _label: int) -> Words:
    return Words()
