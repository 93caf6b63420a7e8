"""The expected rate of many series at once: a level times the half hour of the week, learned online.

Level: Gamma-Poisson with forgetting (posts over exposure, both fading). Season: for each half hour of the
week the mean ratio of posts to level, drawn towards the same hour on other days, that towards the topic's other
series, those towards all. Nothing heard is nothing learned.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.calendar import SLOTS
from sturmwarte.core.foresee.normal.season import GAIN, day_shape, drawn, slot_factor
from sturmwarte.core.foresee.normal.settings import Settings

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
HALF_HOUR = 30


class Baseline(NamedTuple):
    """`days` of hearing it rests on. `borrowed`: the course of the day is mostly that of other series."""

    known: bool
    days: float
    borrowed: bool


class Usual:
    """State of n series, as arrays whose first axis is the series; `topic` numbers the topic of each."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.posts = np.zeros(0)
        self.exposure = np.zeros(0)
        self.days = np.zeros(0)
        self.excess = np.zeros(0)
        self.squares = np.zeros(0)
        self.factor = np.ones(0)
        self.topic = np.zeros(0, np.int64)
        self.season = np.zeros((0, SLOTS), np.float16)
        """Ratio to the level; nan where the half hour was never heard."""
        self.shape_all = np.ones(48)

    @property
    def size(self) -> int:
        return len(self.posts)

    def grow(self, topics: NDArray[np.int64], slot: int) -> None:
        """Add series at the end, without a past, numbered with their topics."""
        more, n = len(topics), self.size
        for name in ("posts", "exposure", "days", "excess", "squares", "factor"):
            setattr(self, name, np.concatenate([getattr(self, name), np.zeros(more)]))
        self.topic = np.concatenate([self.topic, topics])
        self.season = np.concatenate([self.season, np.full((more, SLOTS), np.nan, np.float16)])
        rows = np.arange(n, self.size)
        self.factor[rows] = self._factors(slot)[rows]

    def keep(self, rows: Rows) -> None:
        for name in (*_ARRAYS, "season", "topic"):
            setattr(self, name, getattr(self, name)[rows])

    def state(self) -> dict[str, NDArray[np.generic]]:
        return {name: getattr(self, name) for name in (*_ARRAYS, "season", "topic", "shape_all")}

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        for name in (*_ARRAYS, "season", "topic", "shape_all"):
            setattr(self, name, state[name].copy())

    def level(self) -> Floats:
        """Posts a minute, all hours alike."""
        return (self.posts + self.settings.floor_posts) / (self.exposure + HALF_HOUR)

    def rate(self) -> Floats:
        """Posts a minute in the current half hour."""
        return self.level() * self.factor

    def relative_variance(self) -> Floats:
        """Of the rate itself, beyond what counting brings: 1/k of the negative binomial."""
        s = self.settings
        own = (self.excess + s.dispersion * s.dispersion_posts) / (self.squares + s.dispersion_posts)
        return np.clip(own, 0.02, 4.0)

    def learn(self, slot: int, posts: Floats, minutes: Floats, weight: float = 1.0) -> None:
        """Take in a half hour that is over: `posts` in the `minutes` heard of it; then fade.

        `weight` < 1: a time that is not usual (slow weeks) is learned as less of it.
        """
        s = self.settings
        mean = self.rate() * minutes
        taken = np.minimum(posts, self.cap(mean)) * (minutes > 0)
        self._learn_season(slot, taken, minutes, weight)
        fade = 0.5 ** (HALF_HOUR / (s.level_days * 1440))
        self.posts = self.posts * fade + taken
        self.exposure = self.exposure * fade + self.factor * minutes
        slow = 0.5 ** (HALF_HOUR / (4 * s.level_days * 1440))
        self.excess = self.excess * slow + ((taken - mean) ** 2 - mean) * (minutes > 0)
        self.squares = self.squares * slow + mean**2
        self.days += minutes / 1440

    def cap(self, mean: Floats) -> Floats:
        """The most that is learned of a half hour with this mean."""
        s = self.settings
        return s.cap * mean + s.cap_posts * np.sqrt(mean) + 1.0

    def _learn_season(self, slot: int, taken: Floats, minutes: Floats, weight: float) -> None:
        ratio = taken / np.maximum(self.level() * minutes, 1e-12)
        old = self.season[:, slot].astype(np.float64)
        visits = np.minimum(np.floor(self.days / 7) + 1, self.settings.season_weeks)
        pace = weight * minutes / HALF_HOUR / visits
        new = np.where(np.isnan(old), ratio, old + pace * (ratio - old))
        self.season[:, slot] = np.where(minutes > 0, np.minimum(new, 6e4), old)

    def begin(self, slot: int) -> None:
        """A half hour begins: what factor is usual in it."""
        self.factor = self._factors(slot)

    def _factors(self, slot: int) -> Floats:
        """Of every series in `slot`; also renews the shape all series share at this time of day."""
        n = self.size
        if not n:
            return np.ones(0)
        day, weight_day = day_shape(self.season, slot, self._information())
        hour = slot % 48
        total = np.bincount(self.topic, weight_day).astype(np.float64)
        s = self.settings
        all_weight = float(weight_day.sum())
        overall = (float((day * weight_day).sum()) + s.season_posts) / (all_weight + s.season_posts)
        self.shape_all[hour] = overall
        of_topic = np.bincount(self.topic, day * weight_day) / np.maximum(total, 1e-12)
        shared = drawn(of_topic, total, overall, s.season_posts)[self.topic]
        return slot_factor(self.season, slot, self._information(), day, weight_day, shared, s.season_posts)

    def _information(self) -> Floats:
        """Effective posts one slot has seen: weeks times its usual posts, fewer where the rate varies."""
        weeks = np.clip(self.days / 7, 1.0, self.settings.season_weeks)
        mean = self.level() * HALF_HOUR
        return weeks * mean / (1 + self.relative_variance() * mean)

    def rates(self, row: int, slots: NDArray[np.int16]) -> Floats:
        """Posts a minute of one series in these slots."""
        kin = np.flatnonzero(self.topic == self.topic[row])
        own = int(np.flatnonzero(kin == row)[0])
        information = self._information()[kin]
        level = float(self.level()[row])
        found = np.empty(slots.shape)
        s = self.settings
        for slot in np.unique(slots):
            day, weight = day_shape(self.season[kin], int(slot), information)
            total = float(weight.sum())
            of_topic = np.array([float((day * weight).sum()) / max(total, 1e-12)])
            shared = drawn(of_topic, np.array([total]), float(self.shape_all[slot % 48]), s.season_posts)
            one = slice(own, own + 1)
            factor = slot_factor(
                self.season[kin[one]],
                int(slot),
                information[one],
                day[one],
                weight[one],
                shared,
                s.season_posts,
            )
            found[slots == slot] = level * factor[0]
        return found

    def correct(self, row: int, slot: int, delta: float, age_min: float) -> None:
        """Posts that came late (or went): the sums become what they had been, had they come in time."""
        fade = 0.5 ** (age_min / (self.settings.level_days * 1440))
        ratio = delta / max(float(self.level()[row]) * HALF_HOUR, 1e-12)
        self.posts[row] = max(0.0, self.posts[row] + delta * fade)
        visits = min(float(np.floor(self.days[row] / 7)) + 1, self.settings.season_weeks)
        self.season[row, slot] = np.clip(float(self.season[row, slot]) + ratio / visits, 0.0, 6e4)

    def baseline(self, row: int) -> Baseline:
        days = float(self.days[row])
        of_day = float(self._information()[row]) * GAIN * min(days, 7.0)
        return Baseline(days >= self.settings.known_days, days, of_day < self.settings.season_posts)


_ARRAYS = ("posts", "exposure", "days", "excess", "squares", "factor")
