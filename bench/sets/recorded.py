"""Recorded five-minute counts with waves in them: onsets by a simple causal trigger, the usual estimated from
days that were over. NAB's tweets of five companies (MIT), CrisisLex T26's timestamps (MIT)."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np

from bench.sets import data
from sturmwarte.core.foresee.forecast.course import BIN, DAY, HOUR, Past
from sturmwarte.core.foresee.forecast.trigger import onsets

SLOTS, SLOT = 48, 6
DAYS, WARM_DAYS = 14, 3
AFTER = 3 * DAY


class Series(NamedTuple):
    """One topic's counts; `usual` for a bin was known a day before it."""

    set: str
    name: str
    begins: datetime
    counts: np.ndarray
    usual: np.ndarray


def usual(counts: np.ndarray, begins: datetime) -> np.ndarray:
    """Winsorised means of the same half hour on earlier days (same kind of day double), smoothed over slots.
    Only days that ended a day or more before are used, so that the next day's usual is known as well."""
    days = -(-len(counts) // DAY)
    padded = np.full(days * DAY, np.nan)
    padded[: len(counts)] = counts
    slots = padded.reshape(days, SLOTS, SLOT)
    heard = ~np.isnan(slots)
    mean = np.where(heard, slots, 0).sum(2) / np.maximum(heard.sum(2), 1)
    known = heard.sum(2) > 0
    weekend = np.array([(begins + timedelta(days=d)).weekday() >= 5 for d in range(days)])
    out = np.zeros((days, SLOTS))
    for day in range(days):
        # Of the day before only what lies a day back is over: all of it, as slots are compared one by one.
        before = slice(max(day - 1 - DAYS, 0), max(day - 1, 1))
        rates, sure = mean[before], known[before].astype(float)
        middle = np.median(rates, axis=0)
        smooth = np.maximum(_round(middle), np.median(rates) * 0.2)
        rates = np.minimum(rates, 3 * smooth + 1.0)
        sure *= np.where(weekend[before] == weekend[day], 2.0, 1.0)[:, None]
        out[day] = _round((rates * sure).sum(0) / np.maximum(sure.sum(0), 1e-9))
        total = (rates * sure).sum() / max(sure.sum(), 1e-9)
        out[day] = 0.9 * out[day] + 0.1 * total
    return np.maximum(np.repeat(out, SLOT, axis=1).reshape(-1)[: len(counts)], 0.01)


def _round(slots: np.ndarray) -> np.ndarray:
    return (np.roll(slots, 1) + 2 * slots + np.roll(slots, -1)) / 4


def nab() -> Iterator[Series]:
    """Five companies, two months each."""
    for file in sorted((data() / "nab_tweets").glob("Twitter_volume_*.csv.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows = [
                (datetime.fromisoformat(r["timestamp"]), float(r["value"])) for r in csv.DictReader(lines)
            ]
        name = file.name.split("_")[2].split(".")[0]
        begins = rows[0][0].replace(tzinfo=UTC)
        places = np.array([round((at.replace(tzinfo=UTC) - begins) / BIN) for at, _ in rows])
        counts = np.full(places.max() + 1, np.nan)
        counts[places] = [value for _, value in rows]
        yield Series("nab", name, begins, counts, usual(counts, begins))


def crises() -> Iterator[Series]:
    """Twenty crises as their keywords brought them (a sample of the posts)."""
    times: dict[str, list[float]] = defaultdict(list)
    with gzip.open(data() / "crisislex_t26" / "timestamps.csv.gz", "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            times[row["event"]].append(datetime.fromisoformat(row["timestamp"]).timestamp())
    for name, found in sorted(times.items()):
        # A topic is watched before its crisis: two quiet days are put in front.
        begins = datetime.fromtimestamp(min(found) // 300 * 300, UTC) - timedelta(days=2)
        bins = ((np.array(found) - begins.timestamp()) // 300).astype(int)
        counts = np.bincount(bins).astype(float)
        yield Series("crises", name, begins, counts, usual(counts, begins))


def waves(series: Series, warm: int = WARM_DAYS * DAY) -> list[Past]:
    """Each onset with the day before it and three days after."""
    found = []
    for at in onsets(series.counts, series.usual, warm):
        onset, first = at + 1, at + 1 - DAY
        until = min(onset + AFTER, len(series.counts))
        found.append(
            Past(
                id=f"{series.name}@{at}", began=series.begins + first * BIN,
                onset=series.begins + onset * BIN,
                counts=series.counts[first:until], expected=series.usual[first:until],
            )
        )  # fmt: skip
    return found


AGES = tuple(int(h * HOUR) for h in (0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 10, 12, 18, 24, 30, 36))
