"""The voters that judge by rules: words for kinds, words for tone, names for relevance.

Each turns what it finds into `Votes` for a batch; learners do the same in `learned`.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from sturmwarte.core.query.document import Document
from sturmwarte.core.understand.dimensions import KINDS, Dimension
from sturmwarte.core.understand.kinds import Judged, KindWords
from sturmwarte.core.understand.learned import Ints, LearnedVoter, Look
from sturmwarte.core.understand.reading import NONE
from sturmwarte.core.understand.relevance import Relevance
from sturmwarte.core.understand.votes import Votes, Words

WORDS, BRAND = "words", "brand"
FLOOR = 0.05
"""What a kind has that no word points to: words prove little by their absence."""

Posts = Sequence[Document]


class Batch:
    """What voters look at: documents with their languages, and the learners' view of the same texts."""

    def __init__(self, documents: Posts, langs: Sequence[str], look: Look | None) -> None:
        self.documents, self.langs, self.look = documents, langs, look

    def __len__(self) -> int:
        return len(self.documents)


class Voter(Protocol):
    """`votes` by dimension, only of those it can judge, in the order of the batch."""

    @property
    def name(self) -> str: ...

    def votes(self, batch: Batch, dimensions: Mapping[str, Dimension]) -> Mapping[str, Votes]: ...


class Learned:
    """A set of learners as a voter."""

    def __init__(self, learned: LearnedVoter) -> None:
        self.name, self.learned = learned.name, learned

    def votes(self, batch: Batch, dimensions: Mapping[str, Dimension]) -> Mapping[str, Votes]:
        return self.learned.votes(batch.look, dimensions) if batch.look else {}


class KindVoter:
    """The kinds' words and phrases, shipped ones and the plan's own."""

    name = WORDS

    def __init__(self, words: KindWords) -> None:
        self._words = words

    def votes(self, batch: Batch, dimensions: Mapping[str, Dimension]) -> Mapping[str, Votes]:
        dimension = dimensions[KINDS]
        judged = [
            self._words.judge(document, lang)
            for document, lang in zip(batch.documents, batch.langs, strict=True)
        ]
        place = {label: column for column, label in enumerate(dimension.labels)}
        p = np.zeros((len(batch), len(place)))
        for row, one in enumerate(judged):
            for kind in one.kinds:
                if kind.kind in place:
                    p[row, place[kind.kind]] = kind.p
            p[row, place[NONE]] = 1 - p[row].max() if one.kinds[0].kind != NONE else one.kinds[0].p

        def because(labels: Ints) -> Sequence[Words]:
            return [
                _of(one, dimension.labels[label]) if label >= 0 else Words()
                for one, label in zip(judged, labels, strict=True)
            ]

        return {KINDS: Votes(self.name, FLOOR + (1 - FLOOR) * p, because)}


def _of(judged: Judged, kind: str) -> Words:
    for why in judged.why:
        if why.args["kind"] == kind:
            return Words(tuple(why.args["words"]), tuple(why.args["at"]))
    return Words()


class BrandVoter:
    """Whether the company is meant at all, by its names."""

    name = BRAND

    def __init__(self, relevance: Relevance) -> None:
        self._relevance = relevance

    def votes(self, batch: Batch, dimensions: Mapping[str, Dimension]) -> Mapping[str, Votes]:  # noqa: ARG002
        judged = [self._relevance.judge(document) for document in batch.documents]
        p = np.array([[one.p if one else np.nan] for one in judged]).reshape(-1, 1)

        def because(labels: Ints) -> Sequence[Words]:  # noqa: ARG001 - there is only one label
            return [one.words if one else Words() for one in judged]

        return {"relevant": Votes(self.name, p, because)}
