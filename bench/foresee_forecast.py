#!/usr/bin/env python3
"""How well it is foreseen what becomes of a wave: on recorded series that were left out, and on other seeds.

    STURMWARTE_BENCH_DATA=DIR bench/foresee_forecast.py [--waves 2600] [--fit]

Trees learn from made-up waves only. Their last words (a constant, a weight for the trees, one for the last
hour; the widths of intervals) are fitted on recorded series without the company, or the fold of crises, that
is measured. Onsets are those of a simple causal trigger (bench/sets/recorded.py); ages up to 36 hours.
References in the same folds: climatology (the rate of the others), persistence (the rate of those others that
are now above, or not above, 1.5 times the usual), and one feature (logistic in the last hour's log ratio to
the usual). B: Brier, E: calibration error (ten bins of equal mass), the lower the better; A: area under
the curve.

`--fit` writes packs/foresee/fitted.yaml instead: fitted on all recorded series and made-up waves alike.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.sets.recorded import AGES, crises, nab, waves
from sturmwarte.core.foresee.forecast import learning, model, samples
from sturmwarte.core.foresee.forecast.course import DAY, HOUR
from sturmwarte.core.foresee.forecast.features import PLACE
from sturmwarte.core.foresee.forecast.forecaster import SEED, WAVES, drawn
from sturmwarte.core.foresee.forecast.model import Model
from sturmwarte.core.foresee.forecast.samples import Samples, together
from sturmwarte.core.foresee.forecast.shipped import settings
from sturmwarte.core.foresee.forecast.truths import HEADS, TIMES

HOLD = 20.0
MOST = 1500
"""Moments of a set that last words are fitted on."""
FOLDS = 4
"""Of crises, by event."""
OTHER_SEED = 99
MADE_UP = "made up"
SHOWN = ("elevated", "doubles", "over_1", "over_6", "over_24", "new_peak")
FITTED = Path(__file__).parents[1] / "src" / "sturmwarte" / "packs" / "foresee" / "fitted.yaml"


class Told(NamedTuple):
    """Answers for one set of moments: probabilities by method, and intervals."""

    samples: Samples
    said: dict[str, np.ndarray]
    posts: np.ndarray


def recorded() -> dict[tuple[str, str], Samples]:
    """Moments of each company, and of crises in folds."""
    parts: dict[tuple[str, str], list[Samples]] = defaultdict(list)
    number_of = 0
    for series, warm in [*((s, 3 * DAY) for s in nab()), *((s, DAY + HOUR) for s in crises())]:
        moments = [
            moment
            for number, past in enumerate(waves(series, warm))
            for moment in samples.moments(past, AGES, number)
        ]
        if moments:
            name = series.name if series.set == "nab" else f"fold {number_of % FOLDS}"
            number_of += 1
            parts[series.set, name].append(samples.samples(moments))
    return {key: together(some) for key, some in parts.items()}


def balanced(sets: dict[str, list[Samples]], seed: int = 0) -> Samples:
    """MOST moments of each recorded set, drawn again where it has fewer; half as many made-up ones: how often
    made-up waves last is our choice, how often recorded ones do is not."""
    rng = np.random.default_rng(seed)
    whole = [(name, together(parts)) for name, parts in sets.items()]
    many = {name: MOST // 2 if name == MADE_UP else MOST for name, _ in whole}
    return together([one.rows(np.resize(rng.permutation(len(one.x)), many[name])) for name, one in whole])


def others(series: dict[tuple[str, str], Samples], made_up: Samples, left_out: object) -> Samples:
    sets: dict[str, list[Samples]] = defaultdict(list)
    for key, one in series.items():
        if key != left_out:
            sets[key[0]].append(one)
    return balanced({**sets, MADE_UP: [made_up]})


def answer(base: Model, fit_on: Samples, test: Samples) -> Told:
    ready = learning.fitted(base, fit_on, HOLD, base)
    above, now = (s.x[:, PLACE["ratio_1h"]] > np.log(TIMES) for s in (fit_on, test))
    truth = fit_on.truths.heads
    rates = np.array([np.nanmean(truth[above], axis=0), np.nanmean(truth[~above], axis=0)])
    said = {
        "ours": model.chances(ready, test.x),
        "one feature": model.simple(ready, test.x),
        "persistence": rates[np.where(now, 0, 1)],
        "climatology": np.tile(np.nanmean(truth, axis=0), (len(test.x), 1)),
    }
    return Told(test, said, model.volumes(ready, test.x, test.excited, test.ahead))


def ece(p: np.ndarray, y: np.ndarray) -> float:
    parts = [b for b in np.array_split(np.argsort(p, kind="stable"), 10) if b.size]
    return float(sum(b.size * abs(p[b].mean() - y[b].mean()) for b in parts) / p.size)


def join(told: list[Told]) -> Told:
    said = {name: np.concatenate([one.said[name] for one in told]) for name in told[0].said}
    return Told(together([one.samples for one in told]), said, np.concatenate([one.posts for one in told]))


def at_onset(told: Told) -> Told:
    rows = told.samples.x[:, PLACE["age_h"]] == 0
    return Told(told.samples.rows(rows), {n: p[rows] for n, p in told.said.items()}, told.posts[rows])


def lines(name: str, told: Told) -> Iterator[str]:
    yield f"\n{name}: {len(told.samples.x)} moments"
    yield f"  {'':12}{'rate':>6}" + "".join(f"{method:>26}" for method in told.said)
    for head in SHOWN:
        at = HEADS.index(head)
        truth = told.samples.truths.heads[:, at]
        known = ~np.isnan(truth)
        y = truth[known]
        cells = []
        for p in told.said.values():
            q = p[known, at]
            area = roc_auc_score(y, q) if 0 < y.mean() < 1 else np.nan
            cells.append(f"B {np.square(q - y).mean():.3f} A {area:.3f} E {ece(q, y):.3f}")
        yield f"  {head:12}{y.mean():6.2f}" + "".join(f"{cell:>26}" for cell in cells)
    posts = told.samples.truths.hourly
    known = ~np.isnan(posts)
    inside = (posts >= told.posts[:, :, 0]) & (posts <= told.posts[:, :, 2])
    hours = " ".join(f"{h}h {100 * inside[known[:, h - 1], h - 1].mean():.0f}" for h in (1, 3, 6, 12, 24))
    off = np.abs(np.log((told.posts[:, :, 1] + 1) / (posts + 1)))[known]
    usual = np.abs(np.log((told.samples.ahead + 1) / (posts + 1)))[known]
    same = np.abs(np.log((told.samples.last_hour[:, None] + 1) / (posts + 1)))[known]
    yield (
        f"  intervals of 80 % hold {100 * inside[known].mean():.1f} % ({hours}); median |ln| error:"
        f" middle {np.median(off):.3f}, usual {np.median(usual):.3f}, last hour again {np.median(same):.3f}"
    )


def report(base: Model, series: dict[tuple[str, str], Samples], made_up: Samples) -> None:
    by_set: dict[str, list[Told]] = defaultdict(list)
    for key, test in series.items():
        by_set[key[0]].append(answer(base, others(series, made_up, key), test))
        if key[0] == "nab":
            print("\n".join(lines(f"NAB {key[1]} left out", by_set["nab"][-1])), flush=True)
    fresh = drawn(settings(), 400, OTHER_SEED)
    by_set["made up, another seed"].append(answer(base, others(series, made_up, None), fresh))
    whole = {name: join(parts) for name, parts in by_set.items()}
    whole["all recorded"] = join([*by_set["nab"], *by_set["crises"]])
    for name, told in whole.items():
        print("\n".join(lines(f"{name}, all ages", told)), flush=True)
        print("\n".join(lines(f"{name}, at the onset", at_onset(told))), flush=True)


def write(ready: Model) -> None:
    """Figures only: what was fitted, and on what."""
    rows = [
        "# A new forecaster's last words: bench/foresee_forecast.py --fit, on five-minute counts of",
        "# NAB's company tweets (MIT), CrisisLex T26's timestamps (MIT), and made-up waves (half as many).",
        "# stack: constant, weight of the trees' log odds, of the last hour's log ratio to the usual.",
        "stack:",
        *(f"  {name}: {_figures(ready.stack[at])}" for at, name in enumerate(HEADS)),
        "# simple: constant and weight of the one feature.",
        "simple:",
        *(f"  {name}: {_figures(ready.simple[at])}" for at, name in enumerate(HEADS)),
        "# widths: spreads below and above the middle, shift and factor of the middle; quiet topics by",
        "# horizon (1, 3, 6, 12, 24 h), then busy ones.",
        "widths:",
        *(f"  - {_figures(row)}" for row in ready.widths),
    ]
    FITTED.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _figures(row: np.ndarray) -> str:
    return "[" + ", ".join(f"{value:.3f}" for value in row) + "]"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--waves", type=int, default=WAVES)
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    series = recorded()
    told = drawn(settings(), arguments.waves, SEED)
    base, made_up = learning.learn(told, SEED), told.rows(told.wave % 4 == 3)
    if arguments.fit:
        write(learning.fitted(base, others(series, made_up, None), HOLD, base))
        return
    report(base, series, made_up)


if __name__ == "__main__":
    main()
