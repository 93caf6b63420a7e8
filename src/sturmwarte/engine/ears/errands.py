"""Errands to platforms between listening: probes are sent, threads are completed."""

from collections.abc import Callable
from datetime import datetime

from sturmwarte.engine.ears.completing import Completing
from sturmwarte.engine.ears.line import Line
from sturmwarte.engine.ears.probing import send_probes
from sturmwarte.engine.ears.team import Team
from sturmwarte.station.listen.keeping import Kept


class Errands:
    def __init__(self, team: Team, now: Callable[[], datetime]) -> None:
        self._team, self._now = team, now
        self._completing = Completing(team, now)

    def note(self, line: Line, subscription: str, kept: Kept) -> None:
        """Called by a worker after a step: only remembers."""
        self._completing.note(line, subscription, kept.posts)

    def work(self) -> bool:
        send_probes(self._team, self._now())
        return self._completing.step()
