"""What one voter says of a batch of posts in one dimension."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sturmwarte.core.reason import Reason

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer[Any]]

SURE = 6.0
"""Log odds beyond which no voter's opinion counts more: exp(6) is 400 to 1."""


Because = Callable[[Ints], Sequence[tuple[Reason, ...]]]
"""Per post what made a voter think so of a label, given by its column."""


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
        """The same for some of the posts; without reasons."""
        return Votes(self.voter, self.p[rows], silent)


def silent(labels: Ints) -> Sequence[tuple[Reason, ...]]:
    return [()] * len(labels)
