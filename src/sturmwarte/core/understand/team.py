"""What a company's own labels teach: learners, how much each voter counts, and honest figures about it.

One group of posts in four is held out for ever: no label on it is learned from, and the figures come from
nothing else. A group is a post with its near-copies, so no copy crosses over. Per dimension:

1. a learner from the labels that may be learned from, with out-of-fold opinions of those posts;
2. the pool's weights from these opinions, beside those of the voters that never saw a label;
3. gates: a voter without which the held-in posts are predicted no worse does not count;
4. figures on the held-out posts, those first that the queue drew at random.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.dimensions import Dimension
from sturmwarte.core.understand.figures import Figures, VoterFigure, measured
from sturmwarte.core.understand.learned import LearnedVoter, arranged, class_of
from sturmwarte.core.understand.learner import Batch, Features, Learner, TrainingError
from sturmwarte.core.understand.pool import Weights, fit, losses, pooled
from sturmwarte.core.understand.reader import Understand
from sturmwarte.core.understand.votes import Floats, Votes, silent

NAME = "team"
HELD_OUT = 4
"""One group in so many."""
FEWEST, FEWEST_EACH = 40, 5
"""Labels to learn from before a dimension is learned at all, and of each label that is learned."""
WORTH = 1.0
"""Standard errors by which a voter must better the prediction to count."""
AT_ONCE = 500
"""Posts that are cut and read at a time: what only that needs is never there for all of them."""


class Example(NamedTuple):
    """One label of one post. `value` holds the labels that are right: none, one, or several.

    `group` is shared by near-copies; `drawn`: it came to be labelled by chance, not because of what it says.
    """

    text: str
    lang: str
    group: str
    dimension: str
    value: tuple[str, ...]
    drawn: bool = False


@dataclass(frozen=True)
class Team:
    """Learned from `labels` labels. A dimension with too few is in `figures` alone."""

    voter: LearnedVoter | None
    weights: Mapping[str, Weights]
    figures: Mapping[str, Figures]
    labels: int


def held_out(group: str) -> bool:
    """Whether labels on this group are kept for testing, for ever."""
    return hashlib.blake2b(group.encode(), digest_size=2).digest()[0] % HELD_OUT == 0


def train(examples: Sequence[Example], day_one: Understand, features: Features, seed: int = 0) -> Team:
    """`day_one` reads without the company's labels. The same labels and seed give the same team."""
    learners: dict[str, Learner] = {}
    weights: dict[str, Weights] = {}
    figures: dict[str, Figures] = {}
    posts = _Posts((e for e in examples if e.dimension in day_one.dimensions), day_one, features)
    for name, dimension in day_one.dimensions.items():
        mine = sorted(e for e in examples if e.dimension == name)
        if mine:
            shipped = day_one.weights.get(name, Weights())
            learned = _Dimension(dimension, mine, posts, shipped, features, seed)
            figures[name] = learned.figures
            if learned.learner:
                learners[name], weights[name] = learned.learner, learned.weights
    voter = LearnedVoter(NAME, learners) if learners else None
    return Team(voter, weights, figures, len(examples))


class _Posts:
    """The posts of all dimensions that are learned from or measured on. Each is cut into words and read by
    `day_one` once, however many labels it has."""

    def __init__(self, examples: Iterable[Example], day_one: Understand, features: Features) -> None:
        asked = sorted({(e.text, e.lang) for e in examples if e.drawn or not held_out(e.group)})
        self._row = {post: row for row, post in enumerate(asked)}
        self._votes: dict[str, dict[str, Floats]] = {}
        parts = []
        for start in range(0, len(asked), AT_ONCE):
            part = asked[start : start + AT_ONCE]
            parts.append(features.transform([text for text, _ in part]))
            self._read(start, part, day_one)
        self._batch = _joined(parts or [features.transform([])])

    def _read(self, start: int, part: Sequence[tuple[str, str]], day_one: Understand) -> None:
        documents = [Document(Post(id="", channel="", text=text), lang) for text, lang in part]
        for name, votes in day_one.votes(documents, [lang for _, lang in part]).items():
            told = self._votes.setdefault(name, {})
            for vote in votes:
                if vote.voter not in told:
                    told[vote.voter] = np.full((len(self._row), vote.p.shape[1]), np.nan)
                told[vote.voter][start : start + len(part)] = vote.p

    def batch(self, examples: Sequence[Example]) -> Batch:
        """What a learner sees of these posts, in their order."""
        rows = self._rows(examples)
        words = [self._batch.posts[row] for row in rows]
        return Batch(self._batch.grams[rows], self._batch.style[rows], words)

    def votes(self, dimension: Dimension, examples: Sequence[Example]) -> list[Votes]:
        """What `day_one` says of them; empty where it cannot judge the dimension."""
        rows, told = self._rows(examples), self._votes.get(dimension.id, {})
        return [Votes(voter, p[rows], silent) for voter, p in told.items()]

    def _rows(self, examples: Sequence[Example]) -> npt.NDArray[np.int64]:
        return np.array([self._row[e.text, e.lang] for e in examples], dtype=np.int64)


def _joined(parts: Sequence[Batch]) -> Batch:
    grams = sparse.csr_array(sparse.vstack([part.grams for part in parts], format="csr"))
    words = [post for part in parts for post in part.posts]
    return Batch(grams, np.vstack([part.style for part in parts]), words)


class _Dimension:
    """The work on one dimension, top to bottom."""

    def __init__(
        self,
        dimension: Dimension,
        examples: Sequence[Example],
        posts: _Posts,
        shipped: Weights,
        features: Features,
        seed: int,
    ) -> None:
        self._dimension, self._posts, self._shipped, self._features = dimension, posts, shipped, features
        learn = [e for e in examples if not held_out(e.group)]
        test = [e for e in examples if held_out(e.group)]
        self.weights = shipped
        self.learner, seen = self._learn(learn, seed)
        known = [e for e, k in zip(learn, seen, strict=True) if k]
        if self.learner:
            self.weights, voters = self._gated(known, self.learner)
        else:
            voters = []
        self.figures = self._measured(examples, learn, test, voters)

    def _learn(self, learn: Sequence[Example], seed: int) -> tuple[Learner | None, list[bool]]:
        """A learner and which examples it had; None where they are too few."""
        counts: dict[str, int] = {}
        for example in learn:
            for label in example.value or ("",):
                counts[label] = counts.get(label, 0) + 1
        common = {label for label, n in counts.items() if n >= FEWEST_EACH}
        seen = [bool(e.value) <= bool(common & set(e.value)) for e in learn]
        given = [e for e, known in zip(learn, seen, strict=True) if known]
        enough = len(given) >= FEWEST and len(common) >= (1 if self._dimension.many else 2)
        if not enough:
            return None, [False] * len(learn)
        labels = [_label(self._dimension, e, common) for e in given]
        try:
            learner = Learner(seed, features=self._features).fit(
                self._posts.batch(given),
                labels,  # type: ignore[arg-type]
                [e.group for e in given],
            )
        except TrainingError:  # all the same, or nearly so
            return None, [False] * len(learn)
        return learner, seen

    def _gated(self, known: Sequence[Example], learner: Learner) -> tuple[Weights, list[VoterFigure]]:
        """Weights from opinions on posts their voters had not seen; a voter that adds nothing is left out."""
        unseen = arranged(self._dimension, learner.classes_, learner.model.unseen.astype(np.float64))
        votes = [*self._posts.votes(self._dimension, known), Votes(NAME, unseen, silent)]
        right = truth(self._dimension, known)
        start = Weights({**self.weights.voters, NAME: 1.0}, self.weights.bias)
        told: list[VoterFigure] = []
        while True:
            weights = fit(self._dimension, votes, right, start)
            if len(votes) == 1:
                break
            losses = {v.voter: self._worth(votes, v, right, weights, start) for v in votes}
            worst = min(losses, key=losses.__getitem__)
            if losses[worst] >= WORTH:
                break
            told.append(
                VoterFigure(
                    worst, 0.0, False, Reason("understand.gate.no_gain", {"se": round(losses[worst], 1)})
                )
            )
            votes = [v for v in votes if v.voter != worst]
        counted = [
            VoterFigure(v.voter, round(weights.voters[v.voter], 2), True, Reason("understand.gate.counts"))
            for v in votes
        ]
        return weights, counted + told

    def _worth(
        self, votes: Sequence[Votes], one: Votes, right: Floats, weights: Weights, start: Weights
    ) -> float:
        """By how many standard errors prediction is worse without one voter."""
        rest = [v for v in votes if v is not one]
        without = fit(self._dimension, rest, right, start.without(one.voter))
        many = self._dimension.many
        apart = pooled(self._dimension, rest, without), pooled(self._dimension, votes, weights)
        gain = losses(apart[0], right, many) - losses(apart[1], right, many)
        spread = float(gain.std()) / float(max(1, len(gain))) ** 0.5
        return float(gain.mean() / max(spread, 1e-9))

    def _measured(
        self,
        examples: Sequence[Example],
        learn: Sequence[Example],
        test: Sequence[Example],
        voters: list[VoterFigure],
    ) -> Figures:
        drawn = [e for e in test if e.drawn]
        by_who = self._told(drawn) if drawn else {}
        needed = max(0, FEWEST - len(learn))
        right, usual = truth(self._dimension, drawn), truth(self._dimension, learn)
        counts = (len(examples), len(test), len(drawn))
        return measured(self._dimension, counts, needed, bool(self.learner), by_who, right, usual, voters)

    def _told(self, drawn: Sequence[Example]) -> dict[str, Floats]:
        """(posts, labels) by voter. Where nobody judged before, there is no `day_one` to compare with."""
        votes = self._posts.votes(self._dimension, drawn)
        told = {v.voter: v.p for v in votes}
        if votes:
            told["day_one"] = pooled(self._dimension, votes, self._shipped)
        if self.learner:
            p = self.learner.predict_proba(self._posts.batch(drawn))
            told[NAME] = arranged(self._dimension, self.learner.classes_, p)
            everyone = [*votes, Votes(NAME, told[NAME], silent)]
            told["all"] = pooled(self._dimension, everyone, self.weights)
        return told


def truth(dimension: Dimension, examples: Sequence[Example]) -> Floats:
    """(examples, labels) of 0 and 1."""
    return np.array([[float(label in e.value) for label in dimension.labels] for e in examples]).reshape(
        len(examples), len(dimension.labels)
    )


def _label(dimension: Dimension, example: Example, common: set[str]) -> str | frozenset[str]:
    right = frozenset(example.value) & common
    if dimension.binary or dimension.many:
        return class_of(dimension, right)
    return next(iter(right))
