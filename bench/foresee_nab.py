"""Rises found in five-minute counts of tweets on five companies (NAB), and what is found for nothing.

    python bench/foresee_nab.py [--quick]

The threshold is chosen on four companies and counted on the fifth (kept out); beside it the best threshold of
hindsight. Windows: how many of those labelled hold an alarm at no more than one false alarm a brand-month (a
lasting one charged again every six hours). References are given as they are and with the wrapper ours has:
what was said within twelve hours is not said again. `--quick`: the first two companies. Writes
bench/results/foresee_nab.json.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.sets import data
from bench.sets.nab import Labelled, curve, muted, normal, read, said_once
from bench.sets.simple import ears_c2, seasonal_robust_z, windowed_gaussian
from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.detect import scores

Floats = NDArray[np.float64]
ROWS_A_MONTH = 30 * 288
BUDGETS = (1.0, 2.0, 4.0)
PLAIN = {"windowed Gaussian": windowed_gaussian, "EARS C2": ears_c2, "seasonal robust z": seasonal_robust_z}


def main() -> int:
    folder = data() / "nab_tweets"
    series = read(folder, folder / "windows.json")[: 2 if "--quick" in sys.argv else None]
    rows = [figures(name, series, found) for name, found in detectors(series)]
    print(f"{'':34}{'kept out':>9}{'hindsight':>10}{'windows at 1, 2, 4 false/month':>32}{'middle, h':>10}")
    for row in rows:
        windows = ", ".join(str(n) for n in row["windows"])
        print(
            f"{row['detector']:34}{row['kept_out']:9.1f}{row['hindsight']:10.1f}"
            f"{windows + ' of ' + str(row['of']):>32}{row['from_middle_h']:10.1f}"
        )
    results = Path(__file__).parent / "results" / "foresee_nab.json"
    if len(series) > 2:
        results.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def detectors(series: list[Labelled]) -> Iterator[tuple[str, list[Floats]]]:
    plain = Calendar("UTC", "")
    yield "ours", [scores(each.times, each.values, plain) for each in series]
    for name, detector in PLAIN.items():
        # As -log10 of the chance, so that the margin of the wrapper means the same as in our scores.
        found = [-norm.logsf(detector(each.values[None])[0]) / np.log(10) for each in series]
        yield name, found
        yield f"{name}, said once", [said_once(strange) for strange in found]


def figures(name: str, series: list[Labelled], found: list[Floats]) -> dict[str, Any]:
    windows = [len(each.spans) for each in series]
    curves = [curve(each, score) for each, score in zip(series, found, strict=True)]
    levels = np.unique(np.concatenate([each.levels for each in curves]))
    points = np.array([each.at(levels, n) for each, n in zip(curves, windows, strict=True)])
    total = points.sum(axis=0)
    kept_out = [points[i, _best(total - points[i])] for i in range(len(series))]
    at_budget = [best_within(budget, series, found, levels) for budget in BUDGETS]
    return {
        "detector": name,
        "kept_out": normal(sum(kept_out), sum(windows)),
        "each": {each.name: normal(p, n) for each, p, n in zip(series, kept_out, windows, strict=True)},
        "hindsight": normal(total.max(), sum(windows)),
        "windows": [hit for hit, _ in at_budget],
        "of": sum(windows),
        "from_middle_h": at_budget[0][1],
    }


def _best(points: Floats) -> int:
    """The middle one of the best thresholds."""
    best = np.flatnonzero(points >= points.max() - 1e-9)
    return int(best[len(best) // 2])


def best_within(
    budget: float, series: list[Labelled], found: list[Floats], levels: Floats
) -> tuple[int, float]:
    """Most windows found within the budget, and the median hours of their first alarm from their middle."""
    months = sum((len(each.values) - each.free) / ROWS_A_MONTH for each in series)
    low, high = 0, len(levels)
    while low < high:
        middle = (low + high) // 2
        if false_alarms(series, found, levels[middle]) <= budget * months:
            high = middle
        else:
            low = middle + 1
    if low == len(levels):
        return 0, float("nan")
    delays = [
        (first + row - (first + last) / 2) / 12
        for each, score in zip(series, found, strict=True)
        for first, last in each.spans
        for row in np.flatnonzero(score[first : last + 1] >= levels[low])[:1]
    ]
    return len(delays), float(np.median(delays)) if delays else float("nan")


def false_alarms(series: list[Labelled], found: list[Floats], threshold: float) -> int:
    count = 0
    for each, score in zip(series, found, strict=True):
        alarms = muted(score[each.free :], threshold) + each.free
        count += int((~each.inside[alarms]).sum())
    return count


if __name__ == "__main__":
    sys.exit(main())
