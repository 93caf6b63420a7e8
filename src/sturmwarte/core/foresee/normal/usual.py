"""The expected rate of many series at once: a level times the half hour of the week, learned online.

Level: Gamma-Poisson with forgetting (posts over exposure, both fading). Season: for each half hour of the
week the mean ratio of posts to level, drawn towards the same hour on other days, that towards the topic's
other series, those towards all. Nothing heard is nothing learned.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.calendar import SLOTS, SLOTS_A_DAY
from sturmwarte.core.foresee.normal.season import GAIN, NEVER, code_of, drawn, ratio_of, week_slot, whole_week
from sturmwarte.core.foresee.normal.settings import Settings

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Rows = NDArray[np.intp]
HALF_HOUR = 30
EVERY = slice(None)
FACTORS = 0.02, 50.0
"""No half hour is held to be emptier or fuller than that."""
_GOLDEN = 0.6180339887498949
"""Its multiples fill 0..1 evenly: a dither that needs no random numbers."""


class Baseline(NamedTuple):
    """`days` of hearing it rests on. `borrowed`: the course of the day is mostly that of other series."""

    known: bool
    days: float
    borrowed: bool


class Usual:
    """State of n series, as arrays whose first axis is the series; `topic` numbers the topic of each."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.posts: Floats = np.zeros(0)
        self.exposure: Floats = np.zeros(0)
        self.anchor: Singles = np.zeros(0, np.float32)
        """The level as it was some time ago; a wave hardly moves it."""
        self.allowance: Singles = np.zeros(0, np.float32)
        """Posts that may be learned before anything is cut; below zero never for long."""
        self.season_sum: Floats = np.zeros(0)
        """Of the ratios in `season`, and `season_heard` how many: the mean factor of a week is held at 1."""
        self.season_heard = np.zeros(0, np.int16)
        self.days: Singles = np.zeros(0, np.float32)
        self.excess: Singles = np.zeros(0, np.float32)
        self.squares: Singles = np.zeros(0, np.float32)
        self.factor: Singles = np.ones(0, np.float32)
        self.topic: NDArray[np.int32] = np.zeros(0, np.int32)
        self.season = np.zeros((0, SLOTS), np.uint8)
        """Codes of ratios to the level."""
        self.shape_all = np.ones(SLOTS_A_DAY)

    @property
    def size(self) -> int:
        return len(self.posts)

    def grow(self, topics: NDArray[np.int64], slot: int) -> None:
        """Add series at the end, without a past, numbered with their topics."""
        more, n = len(topics), self.size
        for name in _ARRAYS:
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.zeros(more, old.dtype)]))
        self.topic = np.concatenate([self.topic, topics.astype(np.int32)])
        self.season = np.concatenate([self.season, np.full((more, SLOTS), NEVER, np.uint8)])
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
        mean, young = self.rate() * minutes, self._young()
        taken = np.where(young, posts, np.minimum(posts, self._teachable(mean, minutes))) * (minutes > 0)
        self.allowance = np.where(young, 0.0, self.allowance - taken).astype(np.float32)
        # What had to be cut is a wave: it moves the level a little, and says nothing of hours and scatter.
        whole = minutes * (taken >= posts)
        fade = 0.5 ** (HALF_HOUR / (s.level_days * 1440))
        self.posts = self.posts * fade + taken
        self.exposure = self.exposure * fade + self.factor * minutes
        slow = 0.5 ** (HALF_HOUR / (4 * s.level_days * 1440))
        off = ((taken - mean) ** 2 - mean) * (whole > 0)
        self.excess = (self.excess * slow + off).astype(np.float32)
        self.squares = (self.squares * slow + mean**2 * (whole > 0)).astype(np.float32)
        self._learn_season(slot, taken, whole, weight)
        self.days += (minutes / 1440).astype(np.float32)
        pace = 1.0 - 0.5 ** (HALF_HOUR / (s.anchor_days * 1440))
        self.anchor += (np.where(young, 1.0, pace) * (self.level() - self.anchor)).astype(np.float32)

    def _teachable(self, mean: Floats, minutes: Floats) -> Floats:
        """The most that is learned of this half hour: its cap, or what is left of an allowance that fills
        with `cap` times the slow level. A storm of a week, capped by the half hour alone, would raise its own
        cap day by day and end as the usual."""
        s, day = self.settings, self.anchor * 1440
        most = s.cap * day / 2 + s.cap_posts * np.sqrt(day) + 1.0
        refilled = self.allowance + s.cap * self.anchor * self.factor * minutes
        self.allowance = np.minimum(refilled, most).astype(np.float32)
        return np.minimum(self.allowance, self.cap(mean))

    def _young(self) -> NDArray[np.bool_]:
        """Without a baseline nothing is known to be too much: all of it is learned."""
        return np.asarray(self.days < self.settings.known_days)

    def fade(self, minutes: float) -> None:
        """Time passed in which nothing was learned."""
        share = 0.5 ** (minutes / (self.settings.level_days * 1440))
        self.posts, self.exposure = self.posts * share, self.exposure * share

    def cap(self, mean: Floats) -> Floats:
        """The most that is learned of a half hour with this mean."""
        s = self.settings
        return s.cap * mean + s.cap_posts * np.sqrt(mean) + 1.0

    def most(self, row: int, slot: int) -> float:
        """What was learned at most of a half hour of one series, near enough to correct it by."""
        if self._young()[row]:
            return float("inf")
        one = np.array([row], np.intp)
        ratio = float(ratio_of(self.season[one, slot])[0] * self._scale(one)[0])
        mean = self.level()[one] * HALF_HOUR * (1.0 if np.isnan(ratio) else ratio)
        return float(self.cap(mean)[0])

    def _learn_season(self, slot: int, taken: Floats, minutes: Floats, weight: float) -> None:
        ratio = taken / np.maximum(self.level() * minutes, 1e-12)
        old = ratio_of(self.season[:, slot])
        visits = np.minimum(np.floor(self.days / 7) + 1, self.settings.season_weeks)
        pace = weight * minutes / HALF_HOUR / visits
        new = np.where(np.isnan(old), ratio, old + pace * (ratio - old))
        self._set_season(slot, np.where(minutes > 0, new, old))

    def _set_season(self, slot: int, ratios: Floats, rows: Rows | slice = slice(None)) -> None:
        before = np.array(self.season[rows, slot])
        turn = self.days[rows].astype(np.float64) * 48.0 + self.posts[rows] + np.arange(self.size)[rows]
        now = np.where(ratios == ratio_of(before), before, code_of(ratios, turn * _GOLDEN % 1.0)).astype(
            np.uint8
        )
        self.season[rows, slot] = now
        self.season_sum[rows] += np.nan_to_num(ratio_of(now)) - np.nan_to_num(ratio_of(before))
        self.season_heard[rows] += (before == NEVER) & (now != NEVER)

    def begin(self, slot: int) -> None:
        """A half hour begins: what factor is usual in it."""
        self.factor = self._factors(slot).astype(np.float32)

    def begin_one(self, row: int, slot: int) -> None:
        """`begin` for one series of which something else became known."""
        self.factor[row] = self.week(row)[slot]

    def _factors(self, slot: int) -> Floats:
        """Of every series in `slot`; also renews the shape all series share at this time of day."""
        if not self.size:
            return np.ones(0)
        pull, scale, information = self.settings.season_posts, self._scale(EVERY), self._information(EVERY)
        found = week_slot(self.season, slot)
        day, weight = found.day * scale, found.day_weight * information
        total = np.bincount(self.topic, weight).astype(np.float64)
        overall = float(drawn((day * weight).sum() / max(weight.sum(), 1e-12), weight.sum(), 1.0, pull))
        self.shape_all[slot % SLOTS_A_DAY] = overall
        of_topic = np.bincount(self.topic, day * weight) / np.maximum(total, 1e-12)
        prior = drawn(day, weight, drawn(of_topic, total, overall, pull)[self.topic], pull)
        return np.clip(drawn(found.own * scale, found.own_weight * information, prior, pull), *FACTORS)

    def week(self, row: int) -> Floats:
        """The factors of one series in every slot, as `begin` would find them now."""
        kin = np.flatnonzero(self.topic == self.topic[row])
        me, pull = int(np.flatnonzero(kin == row)[0]), self.settings.season_posts
        scale, information = self._scale(kin)[:, None], self._information(kin)[:, None]
        found = whole_week(self.season[kin])
        day, weight = found.day * scale, found.day_weight * information
        total = weight.sum(axis=0)
        of_topic = (day * weight).sum(axis=0) / np.maximum(total, 1e-12)
        prior = drawn(day[me], weight[me], drawn(of_topic, total, self.shape_all, pull), pull)
        own, own_weight = found.own[me] * scale[me], found.own_weight[me] * information[me]
        return np.clip(drawn(own, own_weight, np.tile(prior, 7), pull), *FACTORS)

    def rates(self, row: int, slots: NDArray[np.int16]) -> Floats:
        """Posts a minute of one series in these slots."""
        return np.asarray(self.level()[row] * self.week(row)[slots])

    def _scale(self, rows: Rows | slice) -> Floats:
        total = self.season_sum[rows]
        return np.where(total > 0, self.season_heard[rows] / np.maximum(total, 1e-12), 1.0)

    def _information(self, rows: Rows | slice) -> Floats:
        """Effective posts one slot has seen: weeks times its usual posts, fewer where the rate varies."""
        weeks = np.clip(self.days[rows] / 7, 1.0, self.settings.season_weeks)
        mean = self.level()[rows] * HALF_HOUR
        return np.asarray(weeks * mean / (1 + self.relative_variance()[rows] * mean))

    def correct(self, row: int, slot: int, delta: float, age_min: float) -> None:
        """Posts that came late (or went): the sums become what they had been, had they come in time."""
        fade = 0.5 ** (age_min / (self.settings.level_days * 1440))
        ratio = delta / max(float(self.level()[row]) * HALF_HOUR, 1e-12)
        self.posts[row] = max(0.0, self.posts[row] + delta * fade)
        visits = min(float(np.floor(self.days[row] / 7)) + 1, self.settings.season_weeks)
        one = np.array([row], np.intp)
        self._set_season(slot, ratio_of(self.season[one, slot]) + ratio / visits, one)

    def baseline(self, row: int) -> Baseline:
        days = float(self.days[row])
        of_day = float(self._information(np.array([row], np.intp))[0]) * GAIN * min(days, 7.0)
        return Baseline(days >= self.settings.known_days, days, of_day < self.settings.season_posts)


_ARRAYS = (
    "posts",
    "exposure",
    "anchor",
    "allowance",
    "days",
    "excess",
    "squares",
    "factor",
    "season_sum",
    "season_heard",
)
