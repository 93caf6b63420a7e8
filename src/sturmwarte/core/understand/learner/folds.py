"""Inner folds: every post is judged once by a model that saw neither it nor its near-copies."""

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt


def folds_of(
    truth: npt.NDArray[np.bool_], groups: Sequence[Hashable], count: int, seed: int
) -> npt.NDArray[np.int64]:
    """(n,) fold of each post: groups whole, classes spread evenly, sizes alike.

    The largest groups are dealt first, each to the fold that has least of its rarest class.
    """
    members: dict[Hashable, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        members[group].append(place)
    kinds = np.column_stack([truth, ~truth.any(axis=1)]).astype(np.float64)
    rarity = 1 / np.maximum(kinds.sum(axis=0), 1)
    dealt = np.zeros((count, kinds.shape[1]))
    fold = np.empty(len(truth), dtype=np.int64)
    lots = np.random.default_rng(seed).permutation(len(members))
    order = sorted(zip(members.values(), lots, strict=True), key=lambda pair: (-len(pair[0]), pair[1]))
    for places, _ in order:
        share = kinds[places].sum(axis=0) * rarity
        chosen = int(np.argmin(dealt @ share + 1e-6 * dealt.sum(axis=1)))
        fold[places] = chosen
        dealt[chosen] += share
    return fold
