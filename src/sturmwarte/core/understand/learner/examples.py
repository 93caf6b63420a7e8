"""Training examples, checked once: what the labels are, and whether they suffice."""

import itertools
from collections.abc import Hashable, Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sturmwarte.core.understand.learner.errors import TrainingError
from sturmwarte.core.understand.learner.features import Batch

Labels = Sequence[str] | Sequence[set[str]] | Sequence[frozenset[str]] | Sequence[Sequence[str]]

FEWEST_POSTS: Final = 10
FEWEST_OF_A_KIND: Final = 2


class Examples(NamedTuple):
    """`truth`: (n, k) bool over `classes`; `exclusive` where each post has exactly one."""

    classes: tuple[str, ...]
    exclusive: bool
    truth: npt.NDArray[np.bool_]
    groups: tuple[Hashable, ...]


def examples(batch: Batch, labels: Labels, groups: Sequence[Hashable] | None) -> Examples:
    """Raises TrainingError. Without groups, posts of the same features are one group."""
    _same_length("labels", len(labels), len(batch))
    if groups is not None:
        _same_length("groups", len(groups), len(batch))
    if len(batch) < FEWEST_POSTS:
        raise TrainingError(f"{len(batch)} examples are too few: label at least {FEWEST_POSTS}")
    exclusive = isinstance(labels[0], str)
    sets = [_labels_of(label, exclusive, row) for row, label in enumerate(labels)]
    classes = tuple(sorted(set().union(*sets)))
    truth = np.zeros((len(batch), len(classes)), dtype=bool)
    place = {name: k for k, name in enumerate(classes)}
    for row, names in enumerate(sets):
        truth[row, [place[name] for name in names]] = True
    _enough(classes, truth, exclusive)
    together = tuple(_alike(batch) if groups is None else groups)
    return Examples(classes, exclusive, truth, together)


def _alike(batch: Batch) -> Iterable[Hashable]:
    grams = batch.grams
    for start, end in itertools.pairwise(grams.indptr):
        yield grams.indices[start:end].tobytes(), grams.data[start:end].tobytes()


def _same_length(what: str, given: int, needed: int) -> None:
    if given != needed:
        raise TrainingError(f"{given} {what} for {needed} texts: give one for each text")


def _labels_of(label: str | Iterable[str], exclusive: bool, row: int) -> set[str]:
    if isinstance(label, str) != exclusive:
        raise TrainingError(f"example {row}: give every example one label, or every example a list of labels")
    names = {label} if isinstance(label, str) else set(label)
    if not all(isinstance(name, str) and name for name in names):
        raise TrainingError(f"example {row}: a label must be a text that is not empty")
    return names


def _enough(classes: Sequence[str], truth: npt.NDArray[np.bool_], exclusive: bool) -> None:
    if exclusive and len(classes) < 2:
        raise TrainingError(f"all examples are '{classes[0]}': at least two classes are needed")
    if not classes:
        raise TrainingError("no example has a label: at least one label is needed")
    for name, count in zip(classes, truth.sum(axis=0), strict=True):
        if count < FEWEST_OF_A_KIND:
            raise TrainingError(f"only {count} example of '{name}': label another, or leave it out")
        if not exclusive and len(truth) - count < FEWEST_OF_A_KIND:
            raise TrainingError(f"nearly all examples are '{name}': label some without it, or leave it out")
