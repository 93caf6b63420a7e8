"""A trained learner as plain numbers: what prediction, explanation and the file need, and no more."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sturmwarte.core.understand.learner import calibrate
from sturmwarte.core.understand.learner.features import Batch
from sturmwarte.core.understand.learner.space import Space

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """Linear over `space`, already calibrated.

    `weights` (kept + d, columns) float32 and `base` (columns,) give scores in log-odds; two exclusive
    classes share one column, the second class's. `cut` (columns,): what `predict` adds to log p of many
    classes, or the least p of a label. `unseen` (n, classes) float32: probabilities of the training posts
    by models that saw neither them nor their copies, `truth` beside them.
    """

    classes: tuple[str, ...]
    exclusive: bool
    style_names: tuple[str, ...]
    space: Space
    weights: npt.NDArray[np.float32]
    base: Floats
    cut: Floats
    unseen: npt.NDArray[np.float32]
    truth: npt.NDArray[np.bool_]
    table: npt.NDArray[np.int32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", self.space.table())

    @property
    def binary(self) -> bool:
        return self.exclusive and len(self.classes) == 2

    def scores(self, batch: Batch) -> Floats:
        """(n, columns) log-odds."""
        grams = self.space.kept.size
        found = self.space.rows(batch, self.table) @ self.weights[:grams]
        return np.asarray(
            found + self.space.style(batch) @ self.weights[grams:] + self.base, dtype=np.float64
        )

    def probabilities(self, scores: Floats) -> Floats:
        """(n, classes)"""
        many = self.exclusive and not self.binary
        found = calibrate.probabilities(scores, exclusive=many)
        return np.hstack([1 - found, found]) if self.binary else found
