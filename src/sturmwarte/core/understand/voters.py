"""The voters that judge by rules: words for kinds, words for tone, names for relevance.

Each turns what it finds into `Votes` for a batch; learners do the same in `learned`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from sturmwarte.core.query.document import Document
from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.dimensions import DIMENSIONS, KINDS, YES, Dimension
from sturmwarte.core.understand.kinds import KindWords
from sturmwarte.core.understand.learned import LearnedVoter, Look
from sturmwarte.core.understand.lists import Hits, Listing
from sturmwarte.core.understand.reading import NONE
from sturmwarte.core.understand.relevance import Judged as Named
from sturmwarte.core.understand.relevance import Relevance
from sturmwarte.core.understand.tone.voter import ToneVoter as Tone
from sturmwarte.core.understand.tone.voter import ToneVotes
from sturmwarte.core.understand.votes import Ints, Votes

WORDS, TONE, BRAND = "words", "tone", "brand"
_NOTHING = Reason("understand.kind.nothing")
FLOOR = 0.05
"""What a kind has that no word points to, where words judge alone."""

Posts = Sequence[Document]


class Batch:
    """What voters look at: documents with their languages, the learners' view of the same texts, and what
    the voters' lists have found in them."""

    def __init__(
        self,
        documents: Posts,
        langs: Sequence[str],
        look: Look | None,
        found: Sequence[Mapping[Listing, Hits]] | None = None,
    ) -> None:
        self.documents, self.langs, self.look = documents, langs, look
        self._found = found if found is not None else [{}] * len(documents)

    def listed(self, owner: Listing) -> Iterator[tuple[Document, str, Hits | None]]:
        """Each document with its language and what the owner's lists have found, None where nobody looked."""
        for document, lang, found in zip(self.documents, self.langs, self._found, strict=True):
            yield document, lang, found.get(owner)

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
    """The kinds' words and phrases, shipped ones and the plan's own.

    Beside other voters (not `alone`) words only ever speak for a kind, by the log odds that their scores add
    up to: that no listed word was found proves next to nothing.
    """

    name = WORDS

    def __init__(self, words: KindWords, *, alone: bool) -> None:
        self._words, self._alone = words, alone

    def votes(self, batch: Batch, dimensions: Mapping[str, Dimension]) -> Mapping[str, Votes]:
        dimension = dimensions[KINDS]
        judged = [self._words.judge(*listed) for listed in batch.listed(self._words)]
        place = {label: column for column, label in enumerate(dimension.labels)}
        p = np.zeros((len(batch), len(place)))
        for row, one in enumerate(judged):
            for kind in one.kinds:
                if kind.kind in place:
                    p[row, place[kind.kind]] = kind.p
            if self._alone:
                p[row, place[NONE]] = 1 - p[row].max() if one.kinds[0].kind != NONE else one.kinds[0].p
            else:
                p[row, place[NONE]] = 0.0

        def because(labels: Ints) -> Sequence[tuple[Reason, ...]]:  # noqa: ARG001 - all it found
            return [one.why or (_NOTHING,) for one in judged]

        return {KINDS: Votes(self.name, FLOOR + (1 - FLOOR) * p if self._alone else 1 / (2 - p), because)}


class ToneVoter:
    """Words of praise and blame, heat, insult, asking; negation, irony, emoji, shouting."""

    name = TONE

    def __init__(self, tone: Tone) -> None:
        self._tone = tone

    def votes(self, batch: Batch, dimensions: Mapping[str, Dimension]) -> Mapping[str, Votes]:
        told = [self._tone.vote(*listed) for listed in batch.listed(self._tone)]
        feelings = [_feelings(one.emotions) for one in told]
        p = {
            "sentiment": [one.sentiment for one in told],
            "heat": [one.heat for one in told],
            "emotion": feelings,
            "offensive": [{YES: one.offensive} for one in told],
            "answer": [{YES: one.answer} for one in told],
            "urgency": [{YES: one.urgency} for one in told],
        }
        return {name: self._vote(dimensions[name], rows, told) for name, rows in p.items()}

    def _vote(
        self, dimension: Dimension, rows: Sequence[Mapping[str, float]], told: Sequence[ToneVotes]
    ) -> Votes:
        p = np.array([[row[label] for label in dimension.labels] for row in rows])

        def because(labels: Ints) -> Sequence[tuple[Reason, ...]]:  # noqa: ARG001 - all it found
            return [one.why.get(dimension.id, ()) for one in told]

        return Votes(self.name, p.reshape(-1, len(dimension.labels)), because)


def _feelings(found: Mapping[str, float]) -> dict[str, float]:
    """Independent emotions as shares of one: what none of them takes is `none`'s."""
    nothing = float(np.prod([1 - p for p in found.values()]))
    p = {label: 0.01 + found.get(label, 0.0) for label in DIMENSIONS["emotion"].labels} | {"none": nothing}
    whole = sum(p.values())
    return {label: one / whole for label, one in p.items()}


class BrandVoter:
    """Whether the company is meant at all, by its names."""

    name = BRAND

    def __init__(self, relevance: Relevance) -> None:
        self._relevance = relevance

    def votes(self, batch: Batch, dimensions: Mapping[str, Dimension]) -> Mapping[str, Votes]:  # noqa: ARG002
        judged = [self._relevance.judge(d, found) for d, _, found in batch.listed(self._relevance)]
        p = np.array([[one.p if one else np.nan] for one in judged]).reshape(-1, 1)

        def because(labels: Ints) -> Sequence[tuple[Reason, ...]]:  # noqa: ARG001 - there is only one label
            return [(_named(one),) if one else () for one in judged]

        return {"relevant": Votes(self.name, p, because)}


def _named(judged: Named) -> Reason:
    args = {"words": list(judged.words), "at": list(judged.at)} if judged.words else {}
    return Reason(f"understand.brand.{judged.how}", {"p": judged.p, **args})
