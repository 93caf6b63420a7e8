"""Answers what the tracker of waves asks about the counts, and who wrote them."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import numpy as np

from sturmwarte.core.foresee.budget import Siblings
from sturmwarte.core.foresee.signal import By, SeriesKey
from sturmwarte.core.foresee.watch import Pulse, Watch
from sturmwarte.engine.foresight.counting import channel_of, is_private
from sturmwarte.engine.foresight.minutes import DAY_MIN, minute_of
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.gauge import Narrowed
from sturmwarte.station.archive.moments import micros

BIN_MIN, WHOLE_MIN = 5, 60


class Asking:
    """`watch` is set as soon as there is one, and again when it is built anew."""

    def __init__(self, archive: Archive, run: str) -> None:
        self._archive, self._run = archive, run
        self._watch: Watch | None = None
        self._siblings: dict[str, Counter[By]] = {}
        self._counted = 0
        self._pulses: dict[SeriesKey, tuple[int, Pulse | None]] = {}

    def about(self, watch: Watch) -> None:
        self._watch, self._siblings, self._counted = watch, {}, 0
        self._pulses = {}

    @property
    def watch(self) -> Watch:
        assert self._watch is not None
        return self._watch

    def pulse(self, key: SeriesKey, since: datetime, until: datetime) -> Pulse:
        return self.between(key, minute_of(since), minute_of(until))

    def between(self, key: SeriesKey, since: int, until: int) -> Pulse:
        """In bins of five minutes, the last of which may not be over: it holds what has come so far.

        All ask for some part of the last two days: it is made once a bin.
        """
        clock = self.watch.clock or 0
        end = (clock + 1) // BIN_MIN * BIN_MIN
        whole = self._rolled(key, end)
        if since < clock - 2 * DAY_MIN or until > clock + 1 + BIN_MIN:
            return self.watch.pulse(key, since, until)
        if until > end:
            whole = self._with_running(key, whole, end)
        first, beyond = np.searchsorted(whole.minutes, (since - since % BIN_MIN, until))
        part = slice(first, beyond)
        return Pulse(whole.minutes[part], whole.counts[part], whole.expected[part])

    def _with_running(self, key: SeriesKey, whole: Pulse, end: int) -> Pulse:
        posts, heard = self.watch.running(key)
        usual = whole.expected[-1] if len(whole.expected) else np.nan
        return Pulse(
            np.append(whole.minutes, end),
            np.append(whole.counts, posts if heard else np.nan),
            np.append(whole.expected, usual),
        )

    def _rolled(self, key: SeriesKey, end: int) -> Pulse:
        """The last two days up to `end`. Only new bins are asked for; within an hour what was usual stays."""
        made, whole = self._pulses.get(key, (0, None))
        if whole is None or end - made >= WHOLE_MIN:
            made, whole = end, self.watch.pulse(key, end - 2 * DAY_MIN, end)
        elif (last := int(whole.minutes[-1]) + BIN_MIN) < end:
            new = self.watch.pulse(key, last, end)
            whole = Pulse(
                np.concatenate([whole.minutes, new.minutes]),
                np.concatenate([whole.counts, new.counts]),
                np.concatenate([whole.expected, new.expected]),
            )
        self._pulses[key] = made, whole
        return whole

    def corrected(self, keys: Iterable[SeriesKey]) -> None:
        """Posts of these series came late: what was asked before is no longer so."""
        for key in keys:
            self._pulses.pop(key, None)

    def authors(self, key: SeriesKey, since: datetime, until: datetime) -> int | None:
        column, value, channels = key.by if key.by != "all" else "", key.value, None
        if is_private(key):
            column, value, channels = "", "", [channel_of(key.value)]
        narrowed = Narrowed(
            [key.topic], micros(since), micros(until), channels, self._run, column=column, value=value
        )
        return self._archive.gauge(narrowed).authors

    def siblings(self, topic: str) -> Siblings:
        """How many series of each sort share the budget of a topic."""
        keys = self.watch.keys
        if len(keys) != self._counted:
            self._siblings, self._counted = {}, len(keys)
            for key in keys:
                self._siblings.setdefault(key.topic, Counter())[key.by] += 1
        return {"all": 1, **self._siblings.get(topic, {})}
