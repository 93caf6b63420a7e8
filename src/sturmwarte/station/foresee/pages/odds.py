"""The forecast of a wave in figures: each probability beside what one simple rule says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sturmwarte.core.foresee.outlook import Chances, Forecast, Similar
from sturmwarte.station.foresee.pages.saying import clock, figure
from sturmwarte.station.foresee.pages.tale import sentences
from sturmwarte.station.frame import formats
from sturmwarte.station.plan.pages.active import ActivePlan


@dataclass(frozen=True)
class Chance:
    """A question, how likely yes is, and what the simple rule says."""

    question: str
    p: float
    simple: float
    percent: int


@dataclass(frozen=True)
class Alike:
    """An earlier wave that looked the same at this age; `wave` is empty for a simulated one."""

    wave: str
    began: datetime | None
    lasted: str
    peak: str
    likeness: float


@dataclass(frozen=True)
class Odds:
    chances: list[Chance]
    alike: list[Alike]
    half_life: str
    basis: str
    made: datetime
    why: list[str]


def odds(forecast: Forecast, plan: ActivePlan, now: datetime) -> Odds:
    return Odds(
        chances=_chances(forecast, now),
        alike=[_alike(one) for one in forecast.similar],
        half_life=figure(forecast.half_life_min) if forecast.half_life_min is not None else "",
        basis=_basis(forecast),
        made=forecast.made,
        why=sentences(forecast.why, plan),
    )


def _chances(forecast: Forecast, now: datetime) -> list[Chance]:
    by_model, by_rule = forecast.chances, forecast.simple
    found = [_over(h, by_model, by_rule, forecast.made, now) for h in sorted(by_model.over)]
    return [
        *found,
        _chance(_("still well above the usual in 3 to 6 hours"), by_model.elevated, by_rule.elevated),
        _chance(_("doubles within 6 hours"), by_model.doubles, by_rule.doubles),
        _chance(_("a new peak within 24 hours"), by_model.new_peak, by_rule.new_peak),
    ]


def _over(hours: int, model: Chances, rule: Chances, made: datetime, now: datetime) -> Chance:
    words = {"h": hours, "at": clock(made + timedelta(hours=hours), now)}
    question = (
        ngettext("over within %(h)s hour (by %(at)s)", "over within %(h)s hours (by %(at)s)", hours) % words
    )
    return _chance(question, model.over[hours], rule.over.get(hours, 0.0))


def _chance(question: str, p: float, simple: float) -> Chance:
    return Chance(question, p, simple, round(p * 100))


def _alike(one: Similar) -> Alike:
    return Alike(
        one.wave, one.began, formats.span(timedelta(hours=one.lasted_h)), figure(one.peak_rate), one.likeness
    )


def _basis(forecast: Forecast) -> str:
    if forecast.basis == "own":
        return ngettext(
            "Learned from simulated waves and from %s wave of yours",
            "Learned from simulated waves and from %s waves of yours",
            forecast.own,
        ) % formats.number(forecast.own)
    return _(
        "Learned from simulated and public waves; as soon as you have had enough of your own, from yours"
    )
