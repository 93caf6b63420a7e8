"""What is likely to become of a wave, how sure that is, and how many people it takes. Plain data."""

from datetime import datetime
from typing import Literal

import msgspec

from sturmwarte.core.reason import Reason


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """Posts in the hour from `at`: the middle, and the interval that holds the truth in 8 of 10 cases."""

    at: datetime
    low: float
    middle: float
    high: float


class Chances(msgspec.Struct, frozen=True, kw_only=True):
    """Probabilities 0..1, from now.

    `over[h]`: back below 1.5 times the usual within h hours (1, 3, 6, 24), and staying there for an hour.
    `elevated`: the mean of hours 3 to 6 is still above 1.5 times the usual. `doubles`: an hour within the
    next 6 brings twice the posts of the last hour. `new_peak`: an hour within the next 24 beats the highest
    so far.
    """

    over: dict[int, float]
    elevated: float
    doubles: float
    new_peak: float


class Similar(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier wave that looked the same at this age; `wave` is its id here, empty for a shipped one."""

    wave: str
    likeness: float
    lasted_h: float
    peak_rate: float
    began: datetime | None = None


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """`simple` is what one feature alone (the last hour against the usual) says: shown beside, always.

    `basis`: learned from shipped simulations, or from so many (`own`) of the station's waves as well.
    `half_life_min`: observed, since the peak; None while it still grows.
    `passed_of`: of `similar` (so many) waves, so many were over by `by`, for the sentence on the strip.
    """

    made: datetime
    age_min: float
    chances: Chances
    simple: Chances
    per_hour: tuple[Expected, ...] = ()
    half_life_min: float | None = None
    similar: tuple[Similar, ...] = ()
    passed_of: tuple[int, int] | None = None
    by: datetime | None = None
    basis: Literal["shipped", "own"] = "shipped"
    own: int = 0
    why: tuple[Reason, ...] = ()


class HalfHour(msgspec.Struct, frozen=True, kw_only=True):
    """People needed from `at` for half an hour: for the middle of the forecast and for its upper end.

    `on_duty` is None where nobody knows who is. `late` is the share of answers that would miss their
    deadline with those on duty.
    """

    at: datetime
    arrivals: float
    people: int
    people_high: int
    on_duty: int | None = None
    late: float | None = None


class Staffing(msgspec.Struct, frozen=True, kw_only=True):
    """`until`: the end of the last half hour that needs more people than are on duty (or than one)."""

    made: datetime
    half_hours: tuple[HalfHour, ...]
    handling_min: float
    handling_known: int
    """Answers the handling time was taken from; 0: the default, a rule of thumb."""
    worth: float
    deadline_min: float
    backlog: int = 0
    until: datetime | None = None
    why: tuple[Reason, ...] = ()
