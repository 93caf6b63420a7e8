"""The space a learner works in: the columns it keeps, their weights, and what style is usual.

A row is log tf times idf of the kept columns, scaled to length one (Salton and Buckley 1988), beside the
style block in standard deviations from the training posts' mean.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sturmwarte.core.understand.learner import style
from sturmwarte.core.understand.learner.features import WIDTH, Batch, Floats

SEEN_IN: Final = 2
"""A feature of a single post teaches nothing about the next."""
STYLE_WEIGHT, LEXICON_WEIGHT = 0.15, 0.3
"""How much a standard deviation counts beside a row of length one. What lists already know of words weighs
more: fifty labels teach little else."""
STYLE_AT_MOST: Final = 4.0
"""In standard deviations: one post of 10,000 emoji is unusual, not 100 times as telling."""


class Space(NamedTuple):
    """`kept`: sorted columns; `idf`: one each; `usual`, `spread`: mean and deviation of the style block."""

    kept: npt.NDArray[np.int32]
    idf: Floats
    usual: Floats
    spread: Floats

    @classmethod
    def of(cls, batch: Batch) -> "Space":
        in_posts = np.bincount(batch.grams.indices, minlength=WIDTH)
        kept = np.flatnonzero(in_posts >= SEEN_IN).astype(np.int32)
        idf = np.log((1 + len(batch)) / (1 + in_posts[kept])) + 1
        # A sign hardly anyone uses has next to no deviation; a floor keeps it from shouting.
        spread = batch.style.std(axis=0) + 0.05
        return cls(kept, idf.astype(np.float32), batch.style.mean(axis=0), spread.astype(np.float32))

    def table(self) -> npt.NDArray[np.int32]:
        """(WIDTH,) place of each column among the kept, -1 for the others."""
        table = np.full(WIDTH, -1, dtype=np.int32)
        table[self.kept] = np.arange(self.kept.size, dtype=np.int32)
        return table

    def rows(self, batch: Batch, table: npt.NDArray[np.int32]) -> sparse.csr_array:
        """(n, kept) weighted counts of length one each."""
        grams = batch.grams
        places = table[grams.indices]
        known = places >= 0
        starts = np.concatenate([[0], np.cumsum(known)])[grams.indptr].astype(np.int32)
        places = places[known]
        data = (1 + np.log(grams.data[known])) * self.idf[places]
        sizes = np.diff(starts)
        lengths = np.sqrt(np.bincount(np.repeat(np.arange(len(batch)), sizes), data**2, len(batch)))
        data /= np.repeat(np.maximum(lengths, 1e-9), sizes).astype(np.float32)
        return sparse.csr_array((data.astype(np.float32), places, starts), shape=(len(batch), self.kept.size))

    def style(self, batch: Batch) -> Floats:
        """(n, d) deviations from the usual, weighed."""
        deviations = np.clip((batch.style - self.usual) / self.spread, -STYLE_AT_MOST, STYLE_AT_MOST)
        listed = np.arange(batch.style.shape[1]) >= len(style.NAMES)
        return np.asarray(deviations * np.where(listed, LEXICON_WEIGHT, STYLE_WEIGHT), dtype=np.float32)

    def all(self, batch: Batch, table: npt.NDArray[np.int32]) -> sparse.csr_array:
        """(n, kept + d): rows and style side by side, with the 32-bit indices the solvers ask for."""
        both = sparse.hstack([self.rows(batch, table), sparse.csr_array(self.style(batch))], format="csr")
        both.indices, both.indptr = both.indices.astype(np.int32), both.indptr.astype(np.int32)
        return sparse.csr_array(both)
