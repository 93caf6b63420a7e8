"""What a learner sees of posts, computed once per batch for all dimensions.

A post becomes counts of hashed features in a sparse row of `WIDTH` columns (words, pairs of neighbouring
words, letter n-grams within words) and a short dense row of style and lexicon counts.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sturmwarte.core.understand.learner import style
from sturmwarte.core.understand.learner.words import Word, clipped, words_of

BITS: Final = 21
WIDTH: Final = 1 << BITS
"""Columns of the sparse part: wide enough that of 200,000 features one in ten shares its column."""
VERSION: Final = 2
"""Raised whenever the same post gives other features: a saved learner only fits its own version."""

Floats = npt.NDArray[np.float32]


class Lexicon(Protocol):
    """Word lists counted in a post: polarity, arousal, insults."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def counts(self, terms: Sequence[str], text: str) -> Sequence[float]:
        """One count per name, from the normalised words of a post and its text."""
        ...


class Batch(NamedTuple):
    """`grams`: (n, WIDTH) counts, sorted columns; `style`: (n, d) log(1 + count); one row a post.

    `posts`: the words they were computed from, for reasons.
    """

    grams: sparse.csr_array
    style: Floats
    posts: Sequence[Sequence[Word]]

    def __len__(self) -> int:
        return int(self.style.shape[0])


class Features:
    """Computes a `Batch`; share one among all learners so that posts are cut only once.

    Without a lexicon the style block is all there is beside the n-grams.
    """

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon
        self.style_names: tuple[str, ...] = style.NAMES + (lexicon.names if lexicon else ())

    def transform(self, texts: Sequence[str]) -> Batch:
        posts = [words_of(text) for text in texts]
        return Batch(_grams(posts), self._style(posts, texts), posts)

    def _style(self, posts: Sequence[Sequence[Word]], texts: Sequence[str]) -> Floats:
        own = len(style.NAMES)
        places = [
            place + row * own for row, words in enumerate(posts) for word in words for place in word.signs
        ]
        counts = np.bincount(np.array(places, dtype=np.int64), minlength=len(posts) * own).reshape(-1, own)
        counts = counts.astype(np.float32)
        counts[:, 1] = [min(len(text), 10_000) / 10 for text in texts]
        if self.lexicon is not None:
            listed = [
                self.lexicon.counts([w.term for w in words], clipped(text))
                for words, text in zip(posts, texts, strict=True)
            ]
            lexical = np.array(listed, dtype=np.float32).reshape(len(posts), len(self.lexicon.names))
            counts = np.hstack([counts, lexical])
        return np.asarray(np.sign(counts) * np.log1p(np.abs(counts)), dtype=np.float32)


def _grams(posts: Sequence[Sequence[Word]]) -> sparse.csr_array:
    lengths = np.array([len(words) for words in posts], dtype=np.int64)
    flat = [word for words in posts for word in words]
    own = np.array([word.own for word in flat], dtype=np.uint32)
    row_of_word = np.repeat(np.arange(len(posts), dtype=np.int64), lengths)
    sizes = np.array([word.hashes.size for word in flat], dtype=np.int64)
    single = np.concatenate([word.hashes for word in flat]) if flat else own
    neighbours = row_of_word[1:] == row_of_word[:-1]
    hashes = np.concatenate([single, pair(own[:-1], own[1:])[neighbours]])
    rows = np.concatenate([np.repeat(row_of_word, sizes), row_of_word[1:][neighbours]])
    return _counted(rows, hashes, len(posts))


def pair(first: npt.NDArray[np.uint32], second: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """The hash of two neighbouring words (multiplicative, Knuth's constant; the order counts)."""
    mixed = first * np.uint32(2654435761) + np.uint32(0x9E3779B9)
    mixed = (mixed ^ second) * np.uint32(2246822519)
    return np.asarray(mixed ^ (mixed >> np.uint32(15)), dtype=np.uint32)


def columns(hashes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Upper bits folded onto the lower: CRC-32's lower bits alone are uneven for short words."""
    return ((hashes ^ (hashes >> np.uint32(BITS))) & np.uint32(WIDTH - 1)).astype(np.int64)


def _counted(rows: npt.NDArray[np.int64], hashes: npt.NDArray[np.uint32], n: int) -> sparse.csr_array:
    keys = np.sort((rows << BITS) | columns(hashes))
    first = np.ones(keys.size, dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    starts = np.flatnonzero(first)
    counts = np.diff(np.append(starts, keys.size)).astype(np.float32)
    unique = keys[starts]
    indptr = np.searchsorted(unique, np.arange(n + 1, dtype=np.int64) << BITS).astype(np.int32)
    return sparse.csr_array((counts, (unique & (WIDTH - 1)).astype(np.int32), indptr), shape=(n, WIDTH))
