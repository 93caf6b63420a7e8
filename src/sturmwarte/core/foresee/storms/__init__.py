"""Your storms: recorded history played through the watch, and judged with hindsight.

>>> from datetime import UTC, datetime, timedelta
>>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
>>> quiet = [(noon + timedelta(hours=h), 4.0 + h % 3) for h in range(240)]
>>> report = judge("brand", [*quiet, *((noon + timedelta(hours=240 + h), 90.0) for h in range(3))])
>>> [(storm.peak_rate, storm.detected is not None) for storm in report.storms]
[(90.0, True)]
"""

from sturmwarte.core.foresee.storms.hindsight import Rise, rises
from sturmwarte.core.foresee.storms.judge import judge
from sturmwarte.core.foresee.storms.limits import MOST_ROWS, MOST_YEARS, TooMuch
from sturmwarte.core.foresee.storms.player import LevelOf, Player
from sturmwarte.core.foresee.storms.posts import counted
from sturmwarte.core.foresee.storms.report import Alarm, Chart, Report, Storm

__all__ = [
    "MOST_ROWS",
    "MOST_YEARS",
    "Alarm",
    "Chart",
    "LevelOf",
    "Player",
    "Report",
    "Rise",
    "Storm",
    "TooMuch",
    "counted",
    "judge",
    "rises",
]
