"""Watch: counts in, minute by minute; what is unusual, out."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.normal import Baseline, Settings, Usual
from sturmwarte.core.foresee.normal.history import learn_history
from sturmwarte.core.foresee.signal import SeriesKey, Signal
from sturmwarte.core.foresee.views.base import View
from sturmwarte.core.foresee.views.build_up import BuildUp
from sturmwarte.core.foresee.views.spike import Spike
from sturmwarte.core.foresee.watch.errors import ClockError, DamagedState, WatchError
from sturmwarte.core.foresee.watch.packing import packed, unpacked
from sturmwarte.core.foresee.watch.pulse import Pulse
from sturmwarte.core.foresee.watch.ring import BIN_MIN, BINS, Heard, Ring
from sturmwarte.core.foresee.watch.series import Series
from sturmwarte.core.foresee.watch.signals import signals_of

BINS_A_HALF_HOUR = 6
MISSED_JUDGED = 72
"""Bins of a gap the views are shown, six hours: what they remember has then run out."""


class Watch:
    """State of thousands of series. Minutes are whole minutes since 1970, UTC, and strictly rise.

    A jump of k minutes means that k - 1 minutes were not heard. Posts are counted in bins of five minutes;
    with the end of each the views judge, with the end of each half hour the usual is learned.
    """

    def __init__(
        self,
        calendar: Calendar,
        views: Sequence[View] | None = None,
        settings: Settings = Settings(),  # noqa: B008 - frozen
    ) -> None:
        self.calendar = calendar
        self.settings = settings
        self.views: list[View] = [Spike(), BuildUp()] if views is None else list(views)
        self.usual = Usual(settings)
        self._series = Series()
        self._ring = Ring()
        self._heard = Heard()
        self._now = np.zeros(0, np.int64)
        """Posts in the running bin."""
        self._clock: int | None = None
        self._warm_until = 0

    @property
    def keys(self) -> tuple[SeriesKey, ...]:
        return tuple(self._series.keys)

    @property
    def clock(self) -> int | None:
        """The last minute ticked."""
        return self._clock

    @property
    def nbytes(self) -> int:
        """Size of everything remembered of the series, without their names."""
        return sum(array.nbytes for array in self._arrays().values())

    def tick(
        self, minute: int, counts: Mapping[SeriesKey, int], unheard: Collection[str] = ()
    ) -> list[Signal]:
        """One minute's posts. Series without any may be left out; new ones may appear.

        `unheard`: topics that could not be heard in that minute; "" for all. A `ClockError` where time does
        not go forward, a `WatchError` where a count is negative.
        """
        posts = _checked(counts, minute)
        signals = self._advance(minute)
        self._count(counts, posts)
        if "" not in unheard:
            self._heard.now += 1
            for topic in set(unheard):
                number = self._series.topics.get(topic)
                if number is not None:
                    self._heard.now[number] -= 1
        self._clock = minute
        if (minute + 1) % BIN_MIN == 0:
            signals += self._close(minute // BIN_MIN)
        return signals

    def late(self, minute: int, counts: Mapping[SeriesKey, int]) -> None:
        """Posts that came late for a minute already ticked, or (negative) went again."""
        if self._clock is None or minute > self._clock:
            raise ClockError(f"minute {minute} has not been ticked yet: nothing can be late for it")
        self._add(self._series.new(counts))
        for key, delta in counts.items():
            if delta:
                self._correct(self._series.rows[key], minute, delta)

    def warm(self, key: SeriesKey, hours: Sequence[tuple[int, float]]) -> None:
        """Hourly history as the baseline: (minute the hour began, posts), hours not heard left out."""
        self._add(self._series.new([key]))
        if not hours:
            return
        starts = np.array([start for start, _ in hours], np.int64)
        posts = np.array([count for _, count in hours], np.float64)
        if not np.all(np.isfinite(posts)) or np.any(posts < 0):
            raise WatchError(f"history of {key.topic!r} holds an hour with less than no posts")
        until = self._history_until(int(starts.max()) + 60)
        halves = np.concatenate([starts, starts + 30])
        row = self._series.rows[key]
        learn_history(self.usual, row, self.calendar.slots(halves), halves, np.tile(posts / 2, 2), until)
        self.usual.begin_one(row, self.calendar.slot(until))

    def _history_until(self, end: int) -> int:
        """The minute before which all history lies; what was taken in before ages when that moves on."""
        if self._clock is not None:
            return self._clock + 1
        if end > self._warm_until:
            self.usual.fade(end - self._warm_until if self._warm_until else 0)
            self._warm_until = end
        return self._warm_until

    def expected(self, key: SeriesKey, minutes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Usual posts a minute of one series at these minutes, past or future; 0 for an unknown series."""
        row = self._series.rows.get(key)
        minutes = np.asarray(minutes, np.int64)
        if row is None:
            return np.zeros(minutes.shape)
        return self.usual.rates(row, self.calendar.slots(minutes))

    def pulse(self, key: SeriesKey, since: int, until: int, step: int = BIN_MIN) -> Pulse:
        """Counts beside the usual from `since` to `until` (exclusive); `step` in minutes, a multiple of 5.

        A step of which only a part was heard shows that part scaled to the whole, nan below half.
        """
        if step < BIN_MIN or step % BIN_MIN:
            raise WatchError(f"a step of {step} minutes: take a multiple of {BIN_MIN}")
        since -= since % step
        starts = np.arange(since, max(until, since), step, dtype=np.int64)
        bins = starts[:, None] // BIN_MIN + np.arange(step // BIN_MIN)
        expected = self.expected(key, bins * BIN_MIN).sum(axis=1) * BIN_MIN
        row = self._series.rows.get(key)
        if row is None or self._clock is None:
            return Pulse(starts, np.full(len(starts), np.nan), expected)
        last = (self._clock + 1) // BIN_MIN - 1
        heard = (bins <= last) & (bins > last - BINS)
        heard &= self._heard.of(int(self.usual.topic[row]), bins)
        share = heard.mean(axis=1)
        posts = (self._ring.of(row, bins) * heard).sum(axis=1)
        counts = np.where(share >= 0.5, posts / np.maximum(share, 0.5), np.nan)
        return Pulse(starts, counts, expected)

    def running(self, key: SeriesKey) -> tuple[int, int]:
        """Posts in the five minutes that are not over yet, and minutes of them that were heard."""
        row = self._series.rows.get(key)
        if row is None:
            return 0, 0
        return int(self._now[row]), int(self._heard.now[self.usual.topic[row]])

    def baseline(self, key: SeriesKey) -> Baseline:
        row = self._series.rows.get(key)
        return Baseline(False, 0.0, True) if row is None else self.usual.baseline(row)

    def forget(self, keys: Collection[SeriesKey]) -> None:
        """These series are no more; unknown ones are passed over."""
        if not any(key in self._series.rows for key in keys):
            return
        rows, topics, renumbered = self._series.drop(keys)
        self.usual.keep(rows)
        self.usual.topic = renumbered[self.usual.topic].astype(np.int32)
        self._ring.keep(rows)
        self._heard.keep(topics)
        self._now = self._now[rows]
        for view in self.views:
            view.keep(rows)

    def pack(self) -> bytes:
        """Everything remembered; `unpack` of it goes on as if it had never stopped."""
        facts = {
            "clock": self._clock,
            "warm": self._warm_until,
            "settings": msgspec.to_builtins(self.settings),
        } | self._series.facts()
        return packed(facts | {"views": [view.name for view in self.views]}, self._arrays())

    @classmethod
    def unpack(cls, state: bytes, calendar: Calendar, views: Sequence[View] | None = None) -> "Watch":
        """A `DamagedState` (one line, what is wrong) where the bytes are not what `pack` gave."""
        facts, arrays = unpacked(state)
        try:
            return cls._restored(facts, arrays, calendar, views)
        except (KeyError, TypeError, IndexError, ValueError, msgspec.ValidationError) as problem:
            raise DamagedState(f"the stored state does not fit together: {problem}") from problem

    @classmethod
    def _restored(
        cls, facts: dict[str, Any], arrays: dict[str, Any], calendar: Calendar, views: Sequence[View] | None
    ) -> "Watch":
        watch = cls(calendar, views, msgspec.convert(facts["settings"], Settings))
        if facts["views"] != [view.name for view in watch.views]:
            raise DamagedState(f"the state is of other views: {', '.join(facts['views'])}")
        watch._clock, watch._warm_until = facts["clock"], facts["warm"]
        watch._series = Series.of(facts)
        watch._now = arrays["now"]
        for name, part in watch._parts().items():
            part.restore({k.removeprefix(name): v for k, v in arrays.items() if k.startswith(name)})
        sizes = {watch.usual.size, len(watch._now), len(watch._ring.low), *(v.size for v in watch.views)}
        if sizes != {len(watch._series)} or len(watch._heard.now) != len(watch._series.topics):
            raise DamagedState("the stored state holds arrays of different numbers of series")
        return watch

    def _parts(self) -> dict[str, Any]:
        return {"usual.": self.usual, "ring.": self._ring, "heard.": self._heard} | {
            f"{view.name}.": view for view in self.views
        }

    def _arrays(self) -> dict[str, NDArray[Any]]:
        found: dict[str, NDArray[Any]] = {"now": self._now}
        for name, part in self._parts().items():
            found |= {name + key: array for key, array in part.state().items()}
        return found

    def _add(self, keys: list[SeriesKey]) -> None:
        if not keys:
            return
        topics, new = self._series.add(keys)
        slot = 0 if self._clock is None else self.calendar.slot(self._clock)
        self.usual.grow(topics, slot)
        self._ring.grow(len(keys))
        self._heard.grow(new)
        self._now = np.concatenate([self._now, np.zeros(len(keys), np.int64)])
        for view in self.views:
            view.grow(len(self._series))

    def _count(self, counts: Mapping[SeriesKey, int], posts: NDArray[np.int64]) -> None:
        rows = self._series.rows
        try:
            places = [rows[key] for key in counts]
        except KeyError:
            self._add(self._series.new(counts))
            places = [rows[key] for key in counts]
        self._now[places] += posts

    def _advance(self, minute: int) -> list[Signal]:
        """Close what lies between the last minute and this one."""
        if self._clock is None:
            self.usual.begin(self.calendar.slot(minute))
            return []
        if minute <= self._clock:
            raise ClockError(f"minute {minute} is not after {self._clock}, the last one counted")
        running, new = (self._clock + 1) // BIN_MIN, minute // BIN_MIN
        if new == running:
            return []
        signals = self._close(running)
        if new - running > BINS:
            self._ring.clear()
            self._heard.clear()
            self.usual.begin(self.calendar.slot(minute))
            return signals
        for bin_ in range(running + 1, new):
            self._close(bin_, judged=bin_ - running <= MISSED_JUDGED)
        return signals

    def _close(self, bin_: int, judged: bool = True) -> list[Signal]:
        """A bin is over: the views look at it (`judged`), and with a half hour it is learned."""
        heard = (self._heard.now >= Heard.ENOUGH)[self.usual.topic]
        minutes = self._heard.now[self.usual.topic].astype(np.float64)
        posts = self._now.astype(np.float64)
        signals: list[Signal] = []
        mean = self.usual.rate() * np.where(heard, minutes, BIN_MIN)
        known = self.usual.days >= self.settings.first_days
        spread = 1.0 + self.usual.relative_variance() * mean
        self._ring.put(bin_, self._now)
        for view in self.views if judged else ():
            found = view.step(bin_ * BIN_MIN, posts, heard, np.where(known, mean, np.nan), spread)
            signals += signals_of(
                view,
                found,
                self._series.keys,
                bin_=bin_,
                ring=self._ring,
                days=self.usual.days,
                settings=self.settings,
            )
        self._heard.close(bin_)
        self._now = np.zeros_like(self._now)
        if (bin_ + 1) % BINS_A_HALF_HOUR == 0:
            self._learn(bin_)
        return signals

    def _learn(self, bin_: int) -> None:
        minutes = self._heard.half[self.usual.topic].astype(np.float64)
        posts = np.zeros(len(self._series))
        for back in range(BINS_A_HALF_HOUR):
            heard = minutes[:, (bin_ - back) % BINS_A_HALF_HOUR] > 0
            posts += np.where(heard, self._ring.column(bin_ - back), 0)
        start = (bin_ - BINS_A_HALF_HOUR + 1) * BIN_MIN
        weight = self.settings.slow_weight if self.calendar.is_slow(start) else 1.0
        self.usual.learn(self.calendar.slot(start), posts, minutes.sum(axis=1), weight)
        self.usual.begin(self.calendar.slot((bin_ + 1) * BIN_MIN))

    def _correct(self, row: int, minute: int, delta: int) -> None:
        assert self._clock is not None
        bin_, running = minute // BIN_MIN, (self._clock + 1) // BIN_MIN
        if bin_ >= running:
            self._now[row] = max(0, int(self._now[row]) + delta)
            return
        half = bin_ - bin_ % BINS_A_HALF_HOUR
        slot = self.calendar.slot(minute)
        age = (running // BINS_A_HALF_HOUR - 1 - half // BINS_A_HALF_HOUR) * 30
        if bin_ < running - BINS:
            self.usual.correct(row, slot, float(delta), age)
            return
        bins = np.arange(half, half + BINS_A_HALF_HOUR)
        learned = half + BINS_A_HALF_HOUR <= running
        heard = self._heard.of(int(self.usual.topic[row]), bins)
        before = float((self._ring.of(row, bins) * heard).sum())
        self._ring.add(row, bin_, delta)
        after = float((self._ring.of(row, bins) * heard).sum())
        if learned:
            cap = self.usual.most(row, slot)
            self.usual.correct(row, slot, min(after, cap) - min(before, cap), age)


def _checked(counts: Mapping[SeriesKey, int], minute: int) -> NDArray[np.int64]:
    posts = np.fromiter(counts.values(), np.int64, len(counts))
    if len(posts) and posts.min() < 0:
        raise WatchError(f"minute {minute} has a count below zero: posts that went are told by late()")
    return posts
