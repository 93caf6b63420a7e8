"""The hearing test: is it quiet, or are we not hearing? What is usual, what chance explains, what to do."""

from sturmwarte.core.listen.hearing.access import expiring
from sturmwarte.core.listen.hearing.silence import Silence, silence
from sturmwarte.core.listen.hearing.source import Facts, judge
from sturmwarte.core.listen.hearing.states import HEARD, State, Verdict
from sturmwarte.core.listen.hearing.subscription import Line
from sturmwarte.core.listen.hearing.told import local
from sturmwarte.core.listen.hearing.usual import Hour, Usual, learn
from sturmwarte.core.listen.hearing.watch import Station, station_state

__all__ = [
    "HEARD",
    "Facts",
    "Hour",
    "Line",
    "Silence",
    "State",
    "Station",
    "Usual",
    "Verdict",
    "expiring",
    "judge",
    "learn",
    "local",
    "silence",
    "station_state",
]
