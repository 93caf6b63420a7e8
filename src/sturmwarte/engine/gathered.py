"""The campaigns the engine has in memory, one search for copies a run."""

from collections import OrderedDict

from sturmwarte.station.archive.identity import realm
from sturmwarte.station.campaigns.memory import Remembered

MOST = 3
"""Runs at once: what really happens, and a replay or drill or two. Others are read again when they go on."""


class Gathered:
    """Read from the database when first asked for."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, Remembered] = OrderedDict()

    def of(self, run: str) -> Remembered:
        home = realm(run)
        found = self._runs.setdefault(home, Remembered(home))
        self._runs.move_to_end(home)
        while len(self._runs) > MOST:
            self._runs.popitem(last=False)
        return found
