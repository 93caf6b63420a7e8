"""What one voter says of a batch of posts in one dimension."""

from collections.abc import Callable, Sequence
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


Because = Callable[[npt.NDArray[np.int64]], Sequence[Words]]
"""Per post the words that spoke for a label, given by its column; -1 asks for none."""


@dataclass(frozen=True, slots=True)
class Votes:
    """`p` is (posts, labels): where labels exclude each other a row sums to 1, else each is in [0, 1].

    NaN abstains: the voter has nothing to say of that post, or does not know that label. `because` is asked
    once, for the labels that were decided upon.
    """

    voter: str
    p: Floats
    because: Because

    def evidence(self, many: bool) -> Floats:
        """(posts, labels) log odds (`many`) or log probabilities, bounded; 0 where the voter abstains."""
        least = 1 / (1 + np.exp(SURE))
        p = np.clip(self.p, least, 1 - least)
        out: Floats = np.log(p) - np.log1p(-p) if many else np.log(p)
        return np.where(np.isnan(out), 0.0, out)

    def of(self, rows: npt.NDArray[np.int64]) -> "Votes":
        """The same for some of the posts; without words."""
        return Votes(self.voter, self.p[rows], wordless)


def wordless(labels: npt.NDArray[np.int64]) -> Sequence[Words]:
    return [Words()] * len(labels)
