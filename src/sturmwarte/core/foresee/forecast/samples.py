"""Moments of waves to learn from: what was known then, and what became of it."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from sturmwarte.core.foresee.forecast.course import BIN, DAY, HOUR, Array, Batch, Course, Marks, Past, batch
from sturmwarte.core.foresee.forecast.excite import excite
from sturmwarte.core.foresee.forecast.features import Sums, features, peak
from sturmwarte.core.foresee.forecast.simulate import Made
from sturmwarte.core.foresee.forecast.trigger import triggered
from sturmwarte.core.foresee.forecast.truths import FOLLOW, Truths, truths

START = DAY
AGES_H = (0.5, 1.5, 4.0, 10.0, 24.0)
STRICT = (0.8, 1.0, 1.3, 1.7)
CHUNK = 800
OWN_AGES = tuple(int(h * HOUR) for h in (0, 0.25, 0.5, 1, 2, 3, 4.5, 6, 9, 12, 18, 24, 36))
EPOCH = datetime(2000, 1, 3, tzinfo=UTC)


class Moment(NamedTuple):
    """A course, what followed it (FOLLOW bins, NaN beyond the record), and the wave it belongs to."""

    course: Course
    after: Array
    usual_after: Array
    wave: int


class Samples(NamedTuple):
    """Rows are moments; `wave` groups those of one wave."""

    x: Array
    excited: Array
    """(rows, 24) posts the self-exciting baseline expects in each hour."""
    ahead: Array
    """(rows, 24) posts that are usual in each hour."""
    truths: Truths
    wave: NDArray[np.int64]
    last_hour: Array
    peak: Array
    """Posts of the highest hour, so far or to come within a day."""

    def rows(self, chosen: NDArray[np.generic]) -> "Samples":
        """Only the chosen rows."""
        told = Truths(*(column[chosen] for column in self.truths))
        return self._replace(truths=told, **{name: getattr(self, name)[chosen] for name in PLAIN})


PLAIN = tuple(name for name in Samples._fields if name != "truths")


def moments(past: Past, ages: Iterable[int], wave: int) -> list[Moment]:
    """The wave as it was so many bins after its onset, for each age that lies within the record."""
    found = []
    for age in ages:
        now = past.onset_bin + age
        if now >= len(past.counts):
            continue
        after, usual = np.full(FOLLOW, np.nan), np.zeros(FOLLOW)
        follows = past.counts[now : now + FOLLOW]
        after[: len(follows)], usual[: len(follows)] = follows, past.expected[now : now + FOLLOW]
        found.append(Moment(past.at(now), after, usual, wave))
    return found


def made(waves: Made, rng: Generator) -> list[Moment]:
    """Moments of made-up waves: at the onset a simple trigger sees, and at three later ages."""
    # Stations watch with different budgets: so do the triggers.
    strict = rng.choice(STRICT, len(waves.counts))[:, None]
    slow = rng.choice([True, False], len(waves.counts))[:, None]
    starts = triggered(waves.counts, waves.usual, strict, slow)[:, START:]
    found: list[Moment] = []
    for row in np.flatnonzero(starts.any(axis=1)):
        onset = START + int(starts[row].argmax()) + 1
        ages = {0, *(int(HOUR * a * rng.uniform(0.4, 1.6)) for a in rng.choice(AGES_H, 3, replace=False))}
        found += moments(_past(waves, int(row), onset, rng.uniform() < 0.5), sorted(ages), int(row))
    return found


def _past(waves: Made, row: int, onset: int, told: bool) -> Past:
    first = max(onset - DAY, 0)
    return Past(
        id="",
        began=EPOCH + first * BIN,
        onset=EPOCH + onset * BIN,
        counts=waves.counts[row, first:],
        expected=waves.usual[row, first:],
        marks=Marks(campaign=float(waves.campaign[row]) if told else None),
    )


def own_samples(waves: Sequence[Past]) -> Samples | None:
    """Moments of finished waves at ages they lived through; `wave` is a hash of the id."""
    found: list[Moment] = []
    for past in waves:
        lived = min(len(past.counts) - past.onset_bin - HOUR, 2 * DAY)
        found += moments(past, [age for age in OWN_AGES if age <= lived], named(past.id))
    return samples(found) if found else None


def named(wave: str) -> int:
    """A number of the wave's id, the same for ever."""
    return int.from_bytes(hashlib.sha256(wave.encode()).digest()[:6], "big")


def samples(found: Sequence[Moment]) -> Samples:
    """Features and answers of moments; memory stays small however many there are."""
    parts = [_samples(found[at : at + CHUNK]) for at in range(0, len(found), CHUNK)]
    return together(parts)


def together(parts: Sequence[Samples]) -> Samples:
    """The samples one after the other."""
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in PLAIN}
    told = Truths(*(np.concatenate(column) for column in zip(*(p.truths for p in parts), strict=True)))
    return Samples(truths=told, **columns)


def _samples(found: Sequence[Moment]) -> Samples:
    seen = batch([one.course for one in found])
    last, high, x, excited = known(seen)
    after, usual = np.array([m.after for m in found]), np.array([m.usual_after for m in found])
    told = truths(after, usual, last, high)
    coming = np.nanmax(np.nan_to_num(told.hourly), axis=1)
    return Samples(
        x,
        excited,
        hourly_usual(seen),
        told,
        np.array([m.wave for m in found]),
        last,
        np.maximum(high, coming),
    )


def known(seen: Batch) -> tuple[Array, Array, Array, Array]:
    """(posts of the last hour, of the highest so far, features, what the baseline expects each hour)."""
    excited = excite(seen)
    hours = Sums(seen).hours()
    return hours[:, 0], peak(hours, seen.age)[0], features(seen, excited), excited.hourly


def hourly_usual(seen: Batch) -> Array:
    """(courses, 24) usual posts of each of the next hours."""
    return np.asarray(seen.ahead.reshape(len(seen.ahead), 24, HOUR).sum(axis=2))
