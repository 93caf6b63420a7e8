#!/usr/bin/env python3
"""How well the 72-hour size of a repost cascade is foreseen from its first hour.

    STURMWARTE_BENCH_DATA=DIR bench/foresee_cascades.py [--folds 5] [--repeats 1]

Error: the median of |ln(predicted) - ln(true)| over cascades, sizes counted at 72 hours; beside it the median
of |predicted / true - 1|. Folds by cascade, shuffled with a fixed seed, over all cascades with a repost in
the first hour; the same predictions are then looked at for cascades with at least so many. References in the
same folds: nobody else reposts; ln(72 h) linear in ln(1 h) (Szabo and Huberman 2010); scikit-learn's gradient
boosting on counts by window and followers as it comes.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.sets.cascades import cascades
from sturmwarte.core.foresee.forecast.size import Cascade, Size

FIRST_S, LAST_S = 3600.0, 72 * 3600.0
AT_LEAST = (1, 5, 10, 20, 30, 50)
WINDOWS_S = (60, 120, 300, 600, 900, 1200, 1800, 2400, 3000, 3600)
GOAL = 0.24


def until(cascade: Cascade, seconds: float) -> int:
    return int((np.asarray(cascade.reposts_s) <= seconds).sum())


def windows(chosen: list[Cascade]) -> np.ndarray:
    rows = [[*(until(one, w) for w in WINDOWS_S), one.followers or 0] for one in chosen]
    return np.log1p(np.array(rows, float))


def predicted(chosen: list[Cascade], folds: int, seed: int) -> dict[str, np.ndarray]:
    x = windows(chosen)
    first, y = x[:, [len(WINDOWS_S) - 1]], np.log([until(one, LAST_S) for one in chosen])
    out = {name: np.zeros(len(chosen)) for name in ("nobody else", "log-linear", "boosting", "ours")}
    for train, test in KFold(folds, shuffle=True, random_state=seed).split(x):
        out["nobody else"][test] = np.log(np.maximum(np.expm1(first[test, 0]), 1))
        out["log-linear"][test] = LinearRegression().fit(first[train], y[train]).predict(first[test])
        plain = HistGradientBoostingRegressor(random_state=0).fit(x[train], y[train])
        out["boosting"][test] = plain.predict(x[test])
        ours = Size(FIRST_S, LAST_S).fit([chosen[i] for i in train])
        # Only the first hour is handed over.
        begun = [
            Cascade(
                reposts_s=[s for s in chosen[i].reposts_s if s <= FIRST_S],
                followers=chosen[i].followers,
                posted=chosen[i].posted,
            )
            for i in test
        ]
        out["ours"][test] = np.log(np.maximum(ours.predict(begun), 1))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=1)
    arguments = parser.parse_args()
    chosen = [one for one in cascades() if until(one, FIRST_S) >= 1]
    seen = np.array([until(one, FIRST_S) for one in chosen])
    truth = np.log([until(one, LAST_S) for one in chosen])
    runs = [predicted(chosen, arguments.folds, seed) for seed in range(arguments.repeats)]
    print(f"{len(chosen)} cascades, {arguments.folds} folds x {arguments.repeats}; goal {GOAL}")
    print("median |ln error| (median relative error), by reposts in the first hour")
    print(f"{'':12}" + "".join(f"{f'>= {least} (n={int((seen >= least).sum())})':>20}" for least in AT_LEAST))
    for name in runs[0]:
        cells = []
        for least in AT_LEAST:
            logs = np.concatenate([np.abs(run[name] - truth)[seen >= least] for run in runs])
            shares = np.concatenate([np.abs(np.exp(run[name] - truth) - 1)[seen >= least] for run in runs])
            cells.append(f"{np.median(logs):.3f} ({np.median(shares):.3f})")
        print(f"{name:12}" + "".join(f"{cell:>20}" for cell in cells))


if __name__ == "__main__":
    main()
