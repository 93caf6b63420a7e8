"""What people decided about waves, as the tracker needs it: moved budgets, and muted topics."""

from datetime import datetime, timedelta

from sturmwarte.core.foresee.budget import Judged, allowance
from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.watch import Watch
from sturmwarte.core.post import LIVE
from sturmwarte.engine.foresight.rules import Rules
from sturmwarte.station.foresee.actions.mute import muted
from sturmwarte.station.foresee.models import Wave

_MEMORY = timedelta(days=730)


class Feedback:
    """Read anew at each look; a replay is judged by the same people and moves nothing."""

    def __init__(self, run: str) -> None:
        self._run = run
        self._rules: Rules | None = None
        self._limits: dict[str, float] = {}
        self.muted: frozenset[str] = frozenset()

    def read(self, rules: Rules, watch: Watch, now: datetime) -> None:
        self._rules = rules
        if self._run != LIVE:
            return
        self.muted = muted(now)
        waves: dict[str, list[Judged]] = {}
        rows = Wave.objects.filter(run=LIVE, into="", detected__gte=now - _MEMORY)
        for topic, at, real in rows.values_list("topic", "detected", "real"):
            waves.setdefault(topic, []).append(Judged(at, real))
        self._limits = {
            topic: allowance(rules.foresight.budget(topic), mine, self._since(watch, topic, now), now).limit
            for topic, mine in waves.items()
        }

    def _since(self, watch: Watch, topic: str, now: datetime) -> datetime:
        return now - min(_MEMORY, timedelta(days=watch.baseline(SeriesKey(topic)).days))

    def budget(self, topic: str) -> float:
        """False alarms a month the topic may have, after what people said of its alarms."""
        if topic in self._limits:
            return self._limits[topic]
        assert self._rules is not None
        return self._rules.foresight.budget(topic)
