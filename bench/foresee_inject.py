#!/usr/bin/env python3
"""What is found of bursts put into five companies' tweet counts, at a few false alarms a brand-month.

    STURMWARTE_BENCH_DATA=DIR bench/foresee_inject.py [--seeds 2] [--budget 4]

The rules are those of bench/sets/bursts.py. Thresholds are set on the untouched series: for each company on
the other four ("others"), so that none judges itself, and beside it on all five ("all"). Every detector has
the same budget and the same count of false alarms; `both` gives each of our views half of it. Plain detectors
are told whether to look for rises or for drops, ours look for both.
"""

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.sets.bursts import AFTER, SHAPES, Copy, brand_months, copies, false_alarms, threshold_for
from bench.sets.nab import Labelled, read
from bench.sets.simple import ears_c2, seasonal_robust_z, windowed_gaussian
from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.normal import Settings, Usual
from sturmwarte.core.foresee.views.base import View
from sturmwarte.core.foresee.views.build_up import BuildUp
from sturmwarte.core.foresee.views.spike import Spike

Floats = NDArray[np.float64]
SHOWN = ("x6-3h", "ramp-x6-6h", "x6-15m", "drop-2h")
PLAIN = {"windowed Gaussian": windowed_gaussian, "EARS C2": ears_c2, "seasonal robust z": seasonal_robust_z}


class Told(NamedTuple):
    """One row of the table of all series: its company, and the copy with its shape, or none."""

    company: int
    shape: str = ""
    copy: Copy | None = None


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--budget", type=float, default=4.0)
    asked = parser.parse_args()
    folder = os.environ.get("STURMWARTE_BENCH_DATA")
    if not folder:
        print("skipped: STURMWARTE_BENCH_DATA names no folder")
        return 0
    data = Path(folder) / "nab_tweets"
    companies = read(data, data / "windows.json")
    told, bins = laid_out(companies, range(1, asked.seeds + 1))
    ours = judged(bins, first_bin(companies))
    print(f"{len(companies)} companies, {asked.seeds} seeds, {asked.budget:g} false alarms a brand-month\n")
    print(f"{'':20} {'set on':7}" + "".join(f"{shape:>20}" for shape in SHOWN))
    for name, score in ours.items():
        show(name, companies, told, in_rows(score, companies, told), asked.budget)
    both = [in_rows(score, companies, told) for score in ours.values()]
    show_both(companies, told, both, asked.budget)
    x = np.nan_to_num(bins)
    for name, plain in PLAIN.items():
        z = plain(x)
        show(name, companies, told, in_rows(z, companies, told), asked.budget, in_rows(-z, companies, told))
    promised(companies, told, ours)
    return 0


def first_bin(companies: list[Labelled]) -> int:
    return int(min(series.times[0] for series in companies).astype("datetime64[m]").astype(int)) // 5


def laid_out(companies: list[Labelled], seeds: Iterable[int]) -> tuple[list[Told], Floats]:
    """Every company untouched and with each shape and seed: [series, bins], nan where a row is missing."""
    told = [Told(i) for i in range(len(companies))]
    for i, series in enumerate(companies):
        for shape in SHOWN:
            told += [Told(i, shape, copy) for seed in seeds for copy in copies(series, SHAPES[shape], seed)]
    places = bins_of(companies)
    bins = np.full((len(told), max(int(place[-1]) for place in places) + 1), np.nan)
    for row, one in enumerate(told):
        bins[row, places[one.company]] = one.copy.values if one.copy else companies[one.company].values
    return told, bins


def bins_of(companies: list[Labelled]) -> list[NDArray[np.int64]]:
    first = first_bin(companies)
    return [series.times.astype("datetime64[m]").astype(np.int64) // 5 - first for series in companies]


def in_rows(score: Floats, companies: list[Labelled], told: list[Told]) -> list[Floats]:
    places = bins_of(companies)
    return [score[row, places[one.company]] for row, one in enumerate(told)]


def judged(bins: Floats, first: int) -> dict[str, Floats]:
    """Scores of our views: minus the log of how often chance brings as much in a month."""
    many, length = bins.shape
    calendar, settings = Calendar("America/New_York", "US"), Settings()
    usual, views = Usual(settings), (Spike(many), BuildUp(many))
    usual.grow(np.arange(many), calendar.slot(first * 5))
    scores = {view.name: np.zeros((many, length)) for view in views}
    posts, minutes = np.zeros(many), np.zeros(many)
    for i in range(length):
        heard = ~np.isnan(bins[:, i])
        n = np.where(heard, bins[:, i], 0.0)
        for view in views:
            scores[view.name][:, i] = step(view, usual, (first + i) * 5, n, heard)
        posts, minutes = posts + n, minutes + 5 * heard
        if (first + i + 1) % 6 == 0:
            usual.learn(calendar.slot((first + i) * 5), posts, minutes)
            usual.begin(calendar.slot((first + i + 1) * 5))
            posts, minutes = np.zeros(many), np.zeros(many)
    return scores


def step(view: View, usual: Usual, start: int, n: Floats, heard: NDArray[np.bool_]) -> Floats:
    mean = usual.rate() * 5
    known = np.where(usual.days >= usual.settings.first_days, mean, np.nan)
    per_month = view.step(start, n, heard, known, 1.0 + usual.relative_variance() * mean).per_month
    return -np.log10(np.clip(per_month, 1e-12, 1e6))


def thresholds(companies: list[Labelled], clean: list[Floats], budget: float) -> dict[str, list[float]]:
    pairs = list(zip(companies, clean, strict=True))
    others = [threshold_for(pairs[:i] + pairs[i + 1 :], budget) for i in range(len(pairs))]
    return {"others": others, "all": [threshold_for(pairs, budget)] * len(pairs)}


def show(
    name: str,
    companies: list[Labelled],
    told: list[Told],
    rises: list[Floats],
    budget: float,
    drops: list[Floats] | None = None,
) -> None:
    many = len(companies)
    for set_on in ("others", "all"):
        cells = []
        for shape in SHOWN:
            scores = drops if drops and shape.startswith("drop") else rises
            at = thresholds(companies, scores[:many], budget)[set_on]
            alarms = [score >= at[one.company] for one, score in zip(told, scores, strict=True)]
            cells.append(cell(told, shape, alarms))
        print(f"{name:20} {set_on:7}" + "".join(f"{text:>20}" for text in cells), flush=True)


def show_both(companies: list[Labelled], told: list[Told], views: list[list[Floats]], budget: float) -> None:
    many = len(companies)
    for set_on in ("others", "all"):
        at = [thresholds(companies, scores[:many], budget / 2)[set_on] for scores in views]
        alarms = [
            np.logical_or.reduce([scores[row] >= at[i][one.company] for i, scores in enumerate(views)])
            for row, one in enumerate(told)
        ]
        cells = [cell(told, shape, alarms) for shape in SHOWN]
        print(f"{'both, half each':20} {set_on:7}" + "".join(f"{text:>20}" for text in cells), flush=True)


def cell(told: list[Told], shape: str, alarms: list[NDArray[np.bool_]]) -> str:
    """Share found and the median delay of those, in minutes to the end of the row that alarms."""
    places, delays = 0, []
    for row, one in enumerate(told):
        if one.copy is None or one.shape != shape:
            continue
        new = alarms[row] & ~alarms[one.company]
        for at in one.copy.places:
            places += 1
            hits = np.flatnonzero(new[at : at + one.copy.rows + AFTER])
            delays += [(int(hits[0]) + 1) * 5] if len(hits) else []
    middle = f"{np.median(delays):.0f} min" if delays else "-"
    return f"{100 * len(delays) / places:.0f} % {middle:>8}"


def promised(companies: list[Labelled], told: list[Told], ours: dict[str, Floats]) -> None:
    """False alarms a brand-month where the views' own `per_month` is taken at its word."""
    print("\nalarms promised a month (each company's own count on the untouched series)")
    for name, score in ours.items():
        rows = in_rows(score, companies, told)
        for per_month in (1.0, 4.0, 16.0):
            got = [
                false_alarms(series, rows[i], -np.log10(per_month)) / brand_months(series)
                for i, series in enumerate(companies)
            ]
            print(f"{name:20} {per_month:5g}  " + "  ".join(f"{one:5.1f}" for one in got))


if __name__ == "__main__":
    sys.exit(main())
