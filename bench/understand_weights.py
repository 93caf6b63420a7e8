"""Finds how much each voter should count on the first day, for packs/understand/weights.yaml.

    python bench/understand_weights.py          prints them, to be taken over by hand

Learned on even rows of the public collections, on the half of bench/labels that may be tuned on, and on
the shipped seed posts, voted on by learners that saw no post of their trade. Every source counts the same,
whatever its size, so that no one collection decides.
"""

import sys
from collections.abc import Iterator, Sequence
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
from sturmwarte.core.understand.learned import arranged
from sturmwarte.core.understand.pool import Weights, fit
from sturmwarte.core.understand.reader import Understand
from sturmwarte.core.understand.votes import Floats, Votes, silent
from sturmwarte.engine import dayone

EACH = 400.0
"""As how many posts a source counts."""
TRUST: dict[str, float] = {}
"""Sources by the first word of their name that count more or less than the others."""


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
    """The seed posts of each language, by the learners' out-of-fold opinions (no fold saw a post's trade)."""
    learner = dayone.learned().learners[dimension.id]
    unseen = arranged(dimension, learner.classes_, learner.model.unseen.astype(float))
    all_ = seeds.shipped()
    for lang in packs.LANGUAGES:
        rows = np.array([row for row, one in enumerate(all_) if one.lang == lang])
        told = [Case(lang, all_[row].text, _labels(all_[row], dimension)) for row in rows]
        votes = [v for v in _votes(_reader, dimension, told) if v.voter != prior.NAME]
        yield Source(
            f"seeds {lang}", [*votes, Votes(prior.NAME, unseen[rows], silent)], _truth(dimension, told)
        )


def _labels(one: seeds.Seed, dimension: Dimension) -> tuple[str, ...]:
    value = one.labels[dimension.id]
    return (value,) if isinstance(value, str) else tuple(value)


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


def main() -> None:
    data()
    text = ""
    for name in prior.LEARNED:
        found = chosen(DIMENSIONS[name], START[name])
        voters = ", ".join(f"{voter}: {weight:.2f}" for voter, weight in found.voters.items())
        bias = ", ".join(f"{label}: {weight:.2f}" for label, weight in found.bias.items())
        text += f"{name}:\n  voters: {{{voters}}}\n  bias: {{{bias}}}\n"
    print(text)


START = {name: Weights({"words": 0.6, "tone": 0.6, "seeds": 0.6}) for name in prior.LEARNED}
_reader = Understand(prior=dayone.learned())

if __name__ == "__main__":
    main()
