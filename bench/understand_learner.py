#!/usr/bin/env python3
"""How well the learner learns on public collections, how sure it rightly is, and how quick.

    STURMWARTE_BENCH_DATA=DIR bench/understand_learner.py [--quick] [--only NAME] [--json FILE]

Five folds (of whole documents for candy2025, of equal texts elsewhere), or the given split where a collection
has a training and a dev part. Beside ours: the largest class, and scikit-learn's TF-IDF of words 1-2 with
logistic regression, in the same folds. Metrics are those of the shared tasks: `hm` harmonic mean of macro
precision and macro recall, `micro` and `macro` F1. ECE over 15 bins of equal mass: of the likeliest label,
and of the worst single label. Seconds are of one CPU, refit on the whole of a training part.
"""

import argparse
import csv
import gzip
import json
import resource
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_recall_fscore_support
from sklearn.model_selection import StratifiedGroupKFold

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.sets import data, tsv
from sturmwarte.core.understand.learner import Batch, Features, Learner
from sturmwarte.core.understand.tone import lexicon

BINS, BATCH, FOLDS = 15, 500, 5
MANY, FEWER_TURNS = 10, 20
CURVE, DRAWS = {50: 57.0, 200: 62.0}, 10


class Set(NamedTuple):
    name: str
    file: str
    column: str
    metric: str
    goal: float
    dev: str = ""
    """Name of the split to test on; empty: folds over all."""


SETS = (
    Set("2018 coarse", "germeval2018", "coarse", "hm", 75),
    Set("2019 coarse", "germeval2019", "coarse", "hm", 75),
    Set("2021 toxic", "germeval2021", "toxic", "hm", 66),
    Set("2021 engaging", "germeval2021", "engaging", "hm", 71),
    Set("2021 fact", "germeval2021", "fact", "hm", 73),
    Set("2017 relevance", "germeval2017", "relevance", "micro", 91),
    Set("2017 sentiment", "germeval2017", "sentiment", "micro", 77),
    Set("sb10k", "sb10k", "label", "macro", 70),
    Set("sb10k dev", "sb10k", "label", "macro", 70, "dev"),
    Set("te offensive", "te_offensive", "label", "macro", 75.9, "val"),
    Set("candy2025", "candy2025", "flausch", "macro", 79),
    Set("banking77", "banking77", "label", "macro", 92),
)
QUICK = {"2018 coarse", "2021 toxic", "sb10k dev"}


class Rows(NamedTuple):
    texts: list[str]
    labels: list[str]
    groups: list[str]
    splits: list[str]


def rows_of(one: Set) -> Rows:
    rows = list(candy() if one.file == "candy2025" else tsv(one.file))
    texts = (
        [row.get("text") or row["comment"] for row in rows]
        if one.file == "candy2025"
        else [r["text"] for r in rows]
    )
    groups = [row.get("document") or text for row, text in zip(rows, texts, strict=True)]
    return Rows(texts, [row[one.column] for row in rows], groups, [row.get("split", "") for row in rows])


def candy() -> Iterator[dict[str, str]]:
    with gzip.open(data() / "text" / "candy2025.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def parts(one: Set, rows: Rows) -> list[tuple[np.ndarray, np.ndarray]]:
    """(training rows, test rows) of each fold."""
    if one.dev:
        dev = np.array(rows.splits) == one.dev
        return [(np.flatnonzero(~dev), np.flatnonzero(dev))]
    return list(
        StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0).split(rows.texts, rows.labels, rows.groups)
    )


def pick(batch: Batch, places: np.ndarray) -> Batch:
    return Batch(batch.grams[places], batch.style[places], [batch.posts[place] for place in places])


def score(metric: str, right: Sequence[str], said: Sequence[str]) -> float:
    if metric == "hm":
        p, r, _, _ = precision_recall_fscore_support(right, said, average="macro", zero_division=0)
        return float(200 * p * r / (p + r))
    return float(100 * f1_score(right, said, average=metric, zero_division=0))


def ece(p: np.ndarray, hit: np.ndarray) -> float:
    """In percent, `BINS` bins of equal mass."""
    order = np.argsort(p, kind="stable")
    bins = [b for b in np.array_split(order, BINS) if b.size]
    return float(100 * sum(b.size * abs(p[b].mean() - hit[b].mean()) for b in bins) / p.size)


def reference(texts: Sequence[str], labels: Sequence[str], unseen: Sequence[str]) -> list[str]:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    solver = "liblinear" if len(set(labels)) == 2 else "lbfgs"
    # Dozens of classes make turns dear: there the reference stops early and may stand a little low.
    turns = FEWER_TURNS if len(set(labels)) > MANY else 200
    model = LogisticRegression(max_iter=turns, solver=solver, tol=1e-3)
    model.fit(words.fit_transform(texts), labels)
    return list(model.predict(words.transform(unseen)))


def measured(one: Set, features: Features) -> dict[str, object]:
    rows = rows_of(one)
    batch = features.transform(rows.texts)
    ours, plain, most, right, probabilities, seconds = [], [], [], [], [], []
    for train, test in parts(one, rows):
        texts, labels = [rows.texts[i] for i in train], [rows.labels[i] for i in train]
        goal = "accuracy" if one.metric == "micro" or one.file == "banking77" else "balance"
        learner, start = Learner(features=features, goal=goal), time.process_time()
        learner.fit(pick(batch, train), labels, [rows.groups[i] for i in train])
        seconds.append(time.process_time() - start)
        p = learner.predict_proba(pick(batch, test))
        probabilities.append(p)
        ours += learner.labels(p)
        plain += reference(texts, labels, [rows.texts[i] for i in test])
        most += [max(set(labels), key=labels.count)] * len(test)
        right += [rows.labels[i] for i in test]
    p, truth = np.vstack(probabilities), np.array(right)
    classes = np.array(learner.classes_)
    return {
        "set": one.name,
        "n": len(right),
        "metric": one.metric,
        "ours": score(one.metric, right, ours),
        "goal": one.goal,
        "reference": score(one.metric, right, plain),
        "majority": score(one.metric, right, most),
        "macro_f1": score("macro", right, ours),
        "ece": ece(p.max(axis=1), classes[p.argmax(axis=1)] == truth),
        "ece_worst_label": max(ece(p[:, k], truth == name) for k, name in enumerate(classes)),
        "cpu_s": float(np.mean(seconds)),
    }


def curve(features: Features) -> Iterator[dict[str, object]]:
    """SB10k from few labels: the mean of `DRAWS` random draws of the training part, on the dev part."""
    one = next(s for s in SETS if s.name == "sb10k dev")
    rows = rows_of(one)
    batch = features.transform(rows.texts)
    [(train, test)] = parts(one, rows)
    right = [rows.labels[i] for i in test]
    for count, goal in CURVE.items():
        ours, plain, sure = [], [], []
        for draw in range(DRAWS):
            drawn = np.random.default_rng(draw).permutation(train)[:count]
            labels = [rows.labels[i] for i in drawn]
            learner = Learner(features=features).fit(pick(batch, drawn), labels)
            p = learner.predict_proba(pick(batch, test))
            ours.append(score("macro", right, learner.labels(p)))
            said = reference([rows.texts[i] for i in drawn], labels, [rows.texts[i] for i in test])
            plain.append(score("macro", right, said))
            hit = np.array(learner.classes_)[p.argmax(axis=1)] == np.array(right)
            sure.append(ece(p.max(axis=1), hit))
        most = score("macro", right, [max(set(right), key=right.count)] * len(right))
        yield {
            "set": f"sb10k {count} labels", "n": len(right), "metric": "macro", "ours": float(np.mean(ours)),
            "goal": goal, "reference": float(np.mean(plain)), "majority": most,
            "macro_f1": float(np.mean(ours)), "ece": float(np.mean(sure)),
            "ece_worst_label": float("nan"), "cpu_s": float("nan"),
        }  # fmt: skip


def speed(features: Features) -> dict[str, float]:
    """Eight dimensions on short posts in batches of 500; refit with 10,000 labels; peak memory of it all."""
    rows = rows_of(next(s for s in SETS if s.name == "te offensive"))
    texts, labels = rows.texts[:10_000], rows.labels[:10_000]
    start = time.process_time()
    learner = Learner(features=features).fit(texts, labels)
    refit = time.process_time() - start
    start = time.process_time()
    kinds = [f"{label}{len(text) % 8}" for text, label in zip(texts, labels, strict=True)]
    Learner(features=features).fit(texts, kinds)
    many = time.process_time() - start
    fresh = rows.texts[10_000:]
    start = time.process_time()
    for at in range(0, len(fresh), BATCH):
        batch = features.transform(fresh[at : at + BATCH])
        for _ in range(8):
            learner.predict_proba(batch)
    return {
        "posts_per_cpu_s_8_dimensions": len(fresh) / (time.process_time() - start),
        "refit_10000_two_classes_cpu_s": refit,
        "refit_10000_sixteen_classes_cpu_s": many,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def show(row: dict[str, object]) -> None:
    print(
        "{set:17} {n:6} {metric:5} ours {ours:5.1f}  goal {goal:5.1f}  reference {reference:5.1f}"
        "  majority {majority:5.1f}  macro-F1 {macro_f1:5.1f}  ECE {ece:4.1f} (worst label"
        " {ece_worst_label:4.1f})  {cpu_s:5.1f} s".format(**row),
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="three small sets, no speed")
    parser.add_argument("--only", help="sets whose name begins so; `speed` and `curve` too")
    parser.add_argument("--json", type=Path, help="where the figures go as JSON")
    arguments = parser.parse_args()
    data()
    warnings.filterwarnings("ignore", message=".*(failed to converge|n_iter_).*")
    features, found = Features(lexicon.shipped()), []
    wanted = arguments.only or ""
    # First, while nothing else has taken memory.
    figures = speed(features) if not arguments.quick and "speed".startswith(wanted) else {}
    for name, value in figures.items():
        print(f"{name}: {value:.1f}", flush=True)
    for one in SETS:
        if one.name.startswith(wanted) and (one.name in QUICK or not arguments.quick):
            found.append(measured(one, features))
            show(found[-1])
    if "curve".startswith(wanted):
        for row in curve(features):
            found.append(row)
            show(row)
    out = arguments.json or Path(__file__).parent / "results" / "understand_learner.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({"sets": found, "speed": figures}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
