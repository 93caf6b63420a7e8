"""Budgets instead of thresholds: so many false alarms a month, and what people say moves the limit.

A signal says how often chance alone brings something as unusual in 30 days (`per_month`). Were that exact, a
topic whose signals pass at `per_month <= budget` would have that many false alarms. Two things stand between:
a topic has many series, so the budget is shared among them; and no calibration is exact, so the alarms that
people judged to be none are held against what was promised, and the limit moves until both agree.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from sturmwarte.core.foresee.signal import By, SeriesKey, View
from sturmwarte.core.reason import Reason

DEFAULT = 2.0
"""False alarms a month for a topic of a plan that says nothing."""

Siblings = Mapping[By, int]
_USUAL: Siblings = {"all": 1, "channel": 6, "sentiment": 3, "kind": 17}
_SHARE: Mapping[By, float] = {"all": 0.5, "channel": 0.2, "sentiment": 0.15, "kind": 0.15}
"""Half for the topic as a whole: most storms show there. The parts share the rest; they are there for what
is lost in the whole, such as complaints on a topic full of praise."""
_MONTH = timedelta(days=30)
_STEP = timedelta(days=7)
_PRIOR = 0.5
"""How many false alarms the promise itself weighs: more would uphold a bad calibration for a year, less would
jump at every single judgement."""
_LEAST, _MOST = 0.02, 2.0
"""Stricter fifty times, looser twice at most: quiet months alone must not open the door."""
_HALF_LIFE = timedelta(days=120)


def usual_siblings(_topic: str) -> Siblings:
    """How many series a topic has where nobody says."""
    return _USUAL


def limit(budget: float, series: SeriesKey, view: View, siblings: Siblings = _USUAL) -> float:
    """The most `per_month` a signal of `series` may have, so that all of the topic keep `budget` in total.

    Both views have equal parts: never one maximum of both. False alarms of sibling series often fall
    together and are then one wave, so the total stays below the budget rather than above it.

    >>> limit(2.0, SeriesKey("brand"), "spike")
    0.5
    """
    assert view in ("spike", "build_up")
    return budget * _SHARE[series.by] / 2 / max(1, siblings.get(series.by, 1))


class Judged(msgspec.Struct, frozen=True):
    """A wave, detected `at`, and what a person said of it: was it real? None while nobody said."""

    at: datetime
    real: bool | None


class Allowance(msgspec.Struct, frozen=True):
    """What a topic is given: `budget` as the plan says, `factor` from feedback, `limit` = both multiplied.
    `wrong` false alarms in `months` of watching, as far as people judged."""

    budget: float
    factor: float
    limit: float
    wrong: int
    months: float
    why: tuple[Reason, ...] = ()


def allowance(budget: float, waves: Sequence[Judged], since: datetime, now: datetime) -> Allowance:
    """The limit of a topic watched from `since` to `now`, from all its waves, judged or not.

    Gamma-Poisson: false alarms come at `m x limit` a month, where m = 1 if calibration holds. Under a gamma
    prior of mean 1 worth p false alarms, k of them under limits that summed to e make m = (p + k) / (p + e),
    and from then on the factor is 1 / m. The factor in force at any time is itself made of the judgements
    before it, so history is gone through week by week: no state is kept, and the same judgements always give
    the same limit. Old weeks fade with a half-life of 120 days. Weeks count only as far as waves were judged:
    where people say nothing of half of them, half of the time is evidence.
    """
    judged = [one for one in waves if one.real is not None]
    share = len(judged) / len(waves) if waves else 1.0
    factor, wrong, promised, fade = 1.0, 0.0, 0.0, 0.5 ** (_STEP / _HALF_LIFE)
    at = since
    while at < now:
        upto = min(at + _STEP, now)
        wrong = wrong * fade + sum(not one.real for one in judged if at <= one.at < upto)
        promised = promised * fade + budget * factor * share * ((upto - at) / _MONTH)
        if upto - at == _STEP:  # a week that is not over moves nothing, or the limit would flutter
            factor = min(max((_PRIOR + promised) / (_PRIOR + wrong), _LEAST), _MOST)
        at = upto
    count = sum(not one.real for one in judged)
    months = max((now - since) / _MONTH, 0.0)
    facts = {"wrong": count, "months": round(months, 1), "budget": budget, "factor": round(factor, 2)}
    why = Reason(f"foresee.budget.{_moved(factor) if judged else 'unjudged'}", facts)
    return Allowance(budget, factor, budget * factor, count, months, (why,))


def _moved(factor: float) -> str:
    if factor < 0.8:
        return "stricter"
    return "looser" if factor > 1.25 else "kept"
