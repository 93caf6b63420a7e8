"""Foresight as a library, no server needed.

>>> from datetime import UTC, datetime, timedelta
>>> start = datetime(2026, 3, 2, tzinfo=UTC)
>>> scorer = Scorer()
>>> found = [scorer.take(start + timedelta(minutes=5 * i), 3 + i * 7 % 5) for i in range(900)]
>>> max(found) < scorer.take(start + timedelta(minutes=4500), 60) <= 1.0
True
>>> hours = [Expected(at=start + timedelta(hours=h), low=60, middle=90, high=150) for h in range(2)]
>>> staff(hours, worth=0.4, handling=(8, 0), deadline_min=60).half_hours[0].people
6

A `Watch` counts thousands of series, a `Tracker` makes waves of what is unusual, a `Forecaster` says what is
likely to become of one, `staff` how many people it takes, `judge` when all of it would have warned.
"""

from sturmwarte.core.foresee.budget import allowance, limit
from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.detect import Scorer, scores
from sturmwarte.core.foresee.early import Hourly, Sign, Standing, indicators, signs, standing
from sturmwarte.core.foresee.early import Past as TopicPast
from sturmwarte.core.foresee.forecast import Course, Forecaster, ForecastError, Marks, Past
from sturmwarte.core.foresee.outlook import Chances, Expected, Forecast, HalfHour, Similar, Staffing
from sturmwarte.core.foresee.signal import SeriesKey, Signal
from sturmwarte.core.foresee.staffing import Aims, handling, staff
from sturmwarte.core.foresee.storms import Player, Report, TooMuch, counted, judge
from sturmwarte.core.foresee.story import story
from sturmwarte.core.foresee.watch import Watch, WatchError
from sturmwarte.core.foresee.wave import Colour, Proposal, Story, Voices, Wave
from sturmwarte.core.foresee.waves import Changed, Tracker, Trigger

__all__ = [
    "Aims",
    "Calendar",
    "Chances",
    "Changed",
    "Colour",
    "Course",
    "Expected",
    "Forecast",
    "ForecastError",
    "Forecaster",
    "HalfHour",
    "Hourly",
    "Marks",
    "Past",
    "Player",
    "Proposal",
    "Report",
    "Scorer",
    "SeriesKey",
    "Sign",
    "Signal",
    "Similar",
    "Staffing",
    "Standing",
    "Story",
    "TooMuch",
    "TopicPast",
    "Tracker",
    "Trigger",
    "Voices",
    "Watch",
    "WatchError",
    "Wave",
    "allowance",
    "counted",
    "handling",
    "indicators",
    "judge",
    "limit",
    "scores",
    "signs",
    "staff",
    "standing",
    "story",
]
