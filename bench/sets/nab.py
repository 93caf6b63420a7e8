"""Counts with labelled windows (NAB), and the score that benchmark gives, as its paper and docs describe it.

Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms" (2015), standard profile: the first
alarm in a window earns up to 1, more the earlier; a window without one costs 1; every alarm outside costs up
to 0.11, less shortly after a window. The first 15 % of rows (at most 750) are free. 0: never an alarm, 100:
perfect.
"""

import csv
import gzip
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FALSE = 0.11
PROBATION = 0.15, 750
MUTE = 72
"""Rows of six hours: a lasting alarm is charged again after them, in every figure that counts alarms."""


class Labelled(NamedTuple):
    """`spans`: first and last row of each window; `free`: rows at the start that nothing is judged by."""

    name: str
    times: NDArray[np.datetime64]
    values: NDArray[np.float64]
    spans: tuple[tuple[int, int], ...]
    free: int

    @property
    def inside(self) -> NDArray[np.bool_]:
        inside = np.zeros(len(self.values), bool)
        for first, last in self.spans:
            inside[first : last + 1] = True
        return inside


class Curve(NamedTuple):
    """Raw points of a series when every score >= `levels[i]` alarms; `levels` fall."""

    levels: NDArray[np.float64]
    points: NDArray[np.float64]

    def at(self, thresholds: NDArray[np.float64], windows: int) -> NDArray[np.float64]:
        """Points at these thresholds."""
        place = np.searchsorted(-self.levels, -thresholds, side="right")
        return np.concatenate([[-float(windows)], self.points])[place]


def read(folder: Path, windows: Path) -> list[Labelled]:
    """Every NAME.csv.gz under `folder` with its windows."""
    known = {Path(key).name: spans for key, spans in json.loads(windows.read_text()).items()}
    files = sorted(folder.rglob("*.csv.gz"))
    return [labelled(file, known.get(file.name.removesuffix(".gz"), [])) for file in files]


def labelled(file: Path, spans: Sequence[Sequence[str]]) -> Labelled:
    with gzip.open(file, "rt", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    times = np.array([row[0] for row in rows], "datetime64[s]")
    values = np.array([float(row[1]) for row in rows])
    edges = [[np.datetime64(datetime.fromisoformat(moment), "s") for moment in span] for span in spans]
    places = tuple(
        (int(np.searchsorted(times, first)), int(np.searchsorted(times, last, side="right")) - 1)
        for first, last in edges
    )
    free = int(min(PROBATION[0] * len(times), PROBATION[1]))
    return Labelled(file.name.removesuffix(".csv.gz"), times, values, places, free)


def worth(series: Labelled) -> NDArray[np.float64]:
    """What an alarm at each row earns (inside a window) or costs (outside)."""
    rows = np.arange(len(series.values))
    gain = np.full(len(rows), -FALSE)
    for first, last in series.spans:
        width = last - first + 1
        after = rows > last
        gain[after] = FALSE * _sigmoid((rows[after] - last) / max(width - 1, 1))
    for first, last in series.spans:
        within = (rows >= first) & (rows <= last)
        gain[within] = _sigmoid(-(last - rows[within] + 1) / (last - first + 1)) / _sigmoid(np.array(-1.0))
    gain[: series.free] = 0.0
    return gain


def curve(series: Labelled, score: NDArray[np.float64]) -> Curve:
    """The series' points as a function of the threshold."""
    gain = worth(series)
    outside = ~series.inside
    outside[: series.free] = False
    levels, steps = [score[outside]], [gain[outside]]
    for first, last in series.spans:
        begin = max(first, series.free)
        part, earned = score[begin : last + 1], gain[begin : last + 1]
        if not len(part):
            continue
        before = np.maximum.accumulate(part)
        record = np.flatnonzero(np.concatenate([[True], part[1:] > before[:-1]]))
        # A lower threshold is first reached at an earlier record: the window then earns that record's worth.
        levels.append(part[record])
        steps.append(earned[record] - np.concatenate([earned[record][1:], [-1.0]]))
    level, step = np.concatenate(levels), np.concatenate(steps)
    order = np.argsort(-level, kind="stable")
    level, total = level[order], np.cumsum(step[order]) - len(series.spans)
    last_of = np.flatnonzero(np.concatenate([level[1:] != level[:-1], [True]]))
    return Curve(level[last_of], total[last_of])


def normal(points: float, windows: int) -> float:
    return 100.0 * (points + windows) / (2.0 * windows)


def muted(score: NDArray[np.float64], threshold: float, rows: int = MUTE) -> NDArray[np.intp]:
    """Alarms at `threshold`, silent for `rows` rows after each: the same for every detector."""
    alarms, quiet = [], -1
    for row in np.flatnonzero(score >= threshold):
        if row > quiet:
            alarms.append(row)
            quiet = int(row) + rows
    return np.array(alarms, np.intp)


def said_once(strange: NDArray[np.float64], rows: int = 144, margin: float = 0.2) -> NDArray[np.float64]:
    """The wrapper our scores have: a row is held back (0) unless it is stranger than all said in 12 hours."""
    said = np.zeros(len(strange))
    for row in np.flatnonzero(strange > 0):
        highest = said[max(0, row - rows) : row].max(initial=0.0)
        if highest == 0 or strange[row] >= highest + margin:
            said[row] = strange[row]
    return said


def _sigmoid(position: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(position > 3.0, -1.0, 2.0 / (1.0 + np.exp(5.0 * np.minimum(position, 3.0))) - 1.0)
