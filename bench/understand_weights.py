"""Chooses how much each voter counts on the first day, and writes packs/understand/weights.yaml.

    python bench/understand_weights.py          prints them
    python bench/understand_weights.py --write

Learned on even rows of the public collections, on the half of bench/labels that may be tuned on, and on
the shipped seed posts of each file, voted on by learners that saw only the other files. Every source
counts the same, whatever its size, so that no one collection decides. Takes some minutes: the learners
are trained once per file.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.sets import data, read_by_people, tsv
from bench.understand_dayone import BATCH, MOST, Case, right_of
from sturmwarte import packs
from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.understand import prior, seeds
from sturmwarte.core.understand.dimensions import DIMENSIONS, KINDS, YES, Dimension
from sturmwarte.core.understand.learned import LearnedVoter
from sturmwarte.core.understand.learner import Features
from sturmwarte.core.understand.pool import Weights, fit
from sturmwarte.core.understand.reader import Understand
from sturmwarte.core.understand.tone import lexicon
from sturmwarte.core.understand.votes import Floats, Votes, silent
from sturmwarte.engine import dayone

EACH = 400.0
"""As how many posts a source counts."""
TRUST = {"seeds": 0.35}
"""Seed posts were written, not met: they count less than posts people wrote."""


class Source(NamedTuple):
    name: str
    votes: Sequence[Votes]
    right: Floats


def sources(dimension: Dimension) -> Iterator[Source]:
    for name, cases in _met(dimension.id):
        yield Source(name, _votes(_reader, dimension, cases), _truth(dimension, cases))
    if dimension.id in prior.LEARNED:
        yield from _written(dimension)


def _met(dimension: str) -> Iterator[tuple[str, list[Case]]]:
    if dimension == "sentiment":
        for name, lang, column in (
            ("germeval2017", "de", "sentiment"),
            ("sb10k", "de", "label"),
            ("semeval2017", "en", "label"),
        ):
            yield name, [Case(lang, row["text"][:1000], (row[column],)) for row in _even(name)]
    if dimension == "offensive":
        for name, lang, column, yes in (
            ("germeval2018", "de", "coarse", "OFFENSE"),
            ("germeval2021", "de", "toxic", "1"),
            ("te_offensive", "en", "label", "1"),
        ):
            yield name, [Case(lang, row["text"], (YES,) * (row[column] == yes)) for row in _even(name)]
    if dimension == "answer":
        yield (
            "germeval2021",
            [
                Case("de", r["text"], (YES,) * ("1" in r["engaging"] + r["fact"]))
                for r in _even("germeval2021")
            ],
        )
    if dimension in (KINDS, "sentiment", "heat", "answer", "offensive"):
        people = sorted(read_by_people(measure_only=False), key=lambda one: one[0])
        for name, rows in groupby(people, key=lambda one: one[0]):
            yield (
                f"{name} by reading",
                [
                    Case(lang, text, right_of(labels[dimension], dimension))
                    for _, lang, text, labels in rows
                    if labels[dimension]
                ],
            )


def _even(name: str) -> list[dict[str, str]]:
    return list(tsv(name))[::2][:MOST]


def _truth(dimension: Dimension, cases: Sequence[Case]) -> Floats:
    return np.array([[float(label in case.right) for label in dimension.labels] for case in cases])


def _votes(reader: Understand, dimension: Dimension, cases: Sequence[Case]) -> list[Votes]:
    parts = []
    for at in range(0, len(cases), BATCH):
        batch = cases[at : at + BATCH]
        documents = [Document(Post(id="", channel="", text=case.text), case.lang) for case in batch]
        parts.append(reader.votes(documents, [case.lang for case in batch])[dimension.id])
    return [Votes(p[0].voter, np.vstack([one.p for one in p]), silent) for p in zip(*parts, strict=True)]


def _written(dimension: Dimension) -> Iterator[Source]:
    for name, (cases, voter) in _apart().items():
        reader = Understand(prior=voter)
        told = [Case(one.lang, one.text, _labels(one, dimension)) for one in cases]
        yield Source(f"seeds {name}", _votes(reader, dimension, told), _truth(dimension, told))


def _labels(one: seeds.Seed, dimension: Dimension) -> tuple[str, ...]:
    value = one.labels[dimension.id]
    return (value,) if isinstance(value, str) else tuple(value)


_trained: dict[str, tuple[list[seeds.Seed], LearnedVoter]] = {}


def _apart() -> Mapping[str, tuple[list[seeds.Seed], LearnedVoter]]:
    """Per file of seeds its posts, and learners of all other files."""
    if not _trained:
        names = sorted(f.name for f in packs.folder("seeds").iterdir() if f.name.endswith(".tsv"))
        files = {name: list(seeds.read(name, packs.text("seeds", name))) for name in names}
        features = Features(lexicon.shipped())
        for name, cases in files.items():
            print(f"learning without {name}", file=sys.stderr)
            others = [one for other, list_ in files.items() if other != name for one in list_]
            _trained[name] = cases, prior.train(others, features)
    return _trained


def chosen(dimension: Dimension, start: Weights) -> Weights:
    found = list(sources(dimension))
    voters = [vote.voter for vote in found[0].votes]
    stacked = [
        Votes(voter, np.vstack([source.votes[at].p for source in found]), silent)
        for at, voter in enumerate(voters)
    ]
    shares = [EACH * TRUST.get(s.name.partition(" ")[0], 1.0) / len(s.right) for s in found]
    times = np.concatenate([np.full(len(s.right), share) for s, share in zip(found, shares, strict=True)])
    return fit(dimension, stacked, np.vstack([s.right for s in found]), start, times)


HEAD = """\
# How much each voter's log odds count in each dimension, and what a label has in advance (log odds).
# Made by `python bench/understand_weights.py --write`; relevance and urgency by judgement.
relevant: {voters: {brand: 1.0}}
urgency: {voters: {tone: 0.6, request: 0.8}}
"""


def main() -> None:
    data()
    text = HEAD
    for name in prior.LEARNED:
        found = chosen(DIMENSIONS[name], START[name])
        voters = ", ".join(f"{voter}: {weight:.2f}" for voter, weight in found.voters.items())
        bias = ", ".join(f"{label}: {weight:.2f}" for label, weight in found.bias.items())
        text += f"{name}:\n  voters: {{{voters}}}\n  bias: {{{bias}}}\n"
    print(text)
    if "--write" in sys.argv:
        Path(str(packs.folder("understand", "weights.yaml"))).write_text(text, encoding="utf-8")


START = {name: Weights({"words": 0.6, "tone": 0.6, "seeds": 0.6}) for name in prior.LEARNED}
_reader = Understand(prior=dayone.learned())

if __name__ == "__main__":
    main()
