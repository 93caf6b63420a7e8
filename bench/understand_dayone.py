"""What the station understands on its first day, without a label: against collections labelled by others, and
against posts labelled by reading (bench/labels, the half that nothing was tuned on).

    python bench/understand_dayone.py [--quick]

Prints per set macro-F1, accuracy and calibration error (15 bins of equal mass) of all voters together,
of each alone, and of always saying the commonest label; then posts per CPU second for all dimensions
together. Writes bench/results/understand_dayone.json.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.sets import read_by_people, tsv
from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.understand.dimensions import DIMENSIONS, KINDS, YES, Dimension
from sturmwarte.core.understand.figures import ece, score
from sturmwarte.core.understand.pool import pooled
from sturmwarte.core.understand.reader import Understand
from sturmwarte.core.understand.votes import Floats, Votes
from sturmwarte.engine import dayone

BATCH = 500
MOST = 4000
_PEOPLE = {"-": "negative", "0": "neutral", "+": "positive", "c": "calm", "a": "annoyed", "o": "outraged"}
_PEOPLE |= {"y": YES, "n": ""}


class Case(NamedTuple):
    """`right`: the labels that count as right, the first of them the one a post is counted under."""

    lang: str
    text: str
    right: tuple[str, ...]


def sets() -> Iterator[tuple[str, str, list[Case]]]:
    """(name, dimension, cases). Odd rows only: the weights of the voters were chosen on even ones."""
    for name, lang, column in (
        ("germeval2017", "de", "sentiment"),
        ("sb10k", "de", "label"),
        ("semeval2017", "en", "label"),
    ):
        yield name, "sentiment", [Case(lang, r["text"][:1000], (r[column],)) for r in odd(tsv(name))]
    for name, lang, column, yes in (
        ("germeval2018", "de", "coarse", "OFFENSE"),
        ("germeval2021", "de", "toxic", "1"),
        ("te_offensive", "en", "label", "1"),
    ):
        yield name, "offensive", [Case(lang, r["text"], (YES,) * (r[column] == yes)) for r in odd(tsv(name))]
    worth = [
        Case("de", r["text"], (YES,) * ("1" in r["engaging"] + r["fact"])) for r in odd(tsv("germeval2021"))
    ]
    yield "germeval2021", "answer", worth
    people = list(read_by_people(measure_only=True))
    for name in ("germeval2017", "twcs5k"):
        for dimension in (KINDS, "sentiment", "heat", "answer", "offensive"):
            yield (
                f"{name} by reading",
                dimension,
                [
                    Case(lang, text, right_of(labels[dimension], dimension))
                    for set_, lang, text, labels in people
                    if set_ == name and labels[dimension]
                ],
            )


def odd(rows: Iterator[dict[str, str]]) -> list[dict[str, str]]:
    return list(rows)[1::2][:MOST]


def right_of(told: str, dimension: str) -> tuple[str, ...]:
    labels = told.split(",") if dimension == KINDS else [_PEOPLE[told]]
    return tuple(label for label in labels if label)


class Measured(NamedTuple):
    set: str
    dimension: str
    n: int
    who: str
    macro_f1: float
    accuracy: float
    ece: float


def measured(reader: Understand, name: str, dimension: Dimension, cases: Sequence[Case]) -> list[Measured]:
    votes = _votes(reader, dimension, cases)
    right = np.array([[float(label in case.right) for label in dimension.labels] for case in cases])
    by_who = {"all": pooled(dimension, votes, reader.weights[dimension.id])}
    by_who |= {vote.voter: vote.p for vote in votes}
    by_who["commonest"] = np.tile(right.mean(axis=0), (len(cases), 1))
    return [_measured(name, dimension, who, np.nan_to_num(p), right) for who, p in by_who.items()]


def _votes(reader: Understand, dimension: Dimension, cases: Sequence[Case]) -> list[Votes]:
    parts = []
    for at in range(0, len(cases), BATCH):
        batch = cases[at : at + BATCH]
        documents = [Document(Post(id="", channel="", text=case.text), case.lang) for case in batch]
        parts.append(reader.votes(documents, [case.lang for case in batch])[dimension.id])
    return [
        Votes(p[0].voter, np.vstack([one.p for one in p]), p[0].because) for p in zip(*parts, strict=True)
    ]


def _measured(name: str, dimension: Dimension, who: str, p: Floats, right: Floats) -> Measured:
    error = round(ece(p, right), 4)
    if dimension.id == KINDS:
        f1, accuracy = first_kind(p, right)
        return Measured(name, dimension.id, len(p), who, f1, accuracy, error)
    got = score(who, dimension, p, right)
    return Measured(name, dimension.id, len(p), who, got.macro_f1, got.accuracy, error)


def first_kind(p: Floats, right: Floats) -> tuple[float, float]:
    """Macro-F1 and accuracy of the best kind; where a post has two right ones, either will do."""
    best = p.argmax(axis=1)
    hit = right[np.arange(len(p)), best] > 0
    truth = np.where(hit, best, right.argmax(axis=1))
    both = {k: ((best == k).sum() + (truth == k).sum(), (hit & (best == k)).sum()) for k in set(truth)}
    f1 = float(np.mean([2 * hits / sum_ for sum_, hits in both.values()]))
    return round(f1, 4), round(float(hit.mean()), 4)


def speed(reader: Understand) -> float:
    """Posts per CPU second, all dimensions with their reasons, short German and English posts mixed."""
    rows = [row["text"] for row in tsv("sb10k")][:1500] + [row["text"] for row in tsv("semeval2017")][:1500]
    documents = [Document(Post(id=str(at), channel="", text=text)) for at, text in enumerate(rows)]
    for document in documents:
        _ = document.tokens  # cut once for topics and index as well, so not counted here
    batches = [documents[at : at + BATCH] for at in range(0, len(documents), BATCH)]
    reader.read_batch(batches[0])
    dayone.settle()  # as the engine does once its brain stands
    begun = time.process_time()
    for batch in batches[1:]:
        reader.read_batch(batch)
    return (len(documents) - BATCH) / (time.process_time() - begun)


def main() -> None:
    quick = "--quick" in sys.argv
    reader = Understand(prior=dayone.learned())
    told: list[Measured] = []
    print(f"{'set':26}{'dimension':11}{'n':>6}  {'who':10}{'macro-F1':>9}{'accuracy':>9}{'ECE':>7}")
    for name, dimension, cases in sets():
        for one in measured(reader, name, DIMENSIONS[dimension], cases[:500] if quick else cases):
            told.append(one)
            print(f"{one.set:26}{one.dimension:11}{one.n:>6}  {one.who:10}"
                  f"{one.macro_f1:>9.3f}{one.accuracy:>9.3f}{one.ece:>7.3f}")  # fmt: skip
    rate = speed(reader)
    print(f"\nall dimensions with reasons, words already cut: {rate:,.0f} posts per CPU second")
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    whole = {"sets": [one._asdict() for one in told], "posts_per_cpu_s": round(rate)}
    (results / "understand_dayone.json").write_text(json.dumps(whole, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
