"""A wave and its outlook in plain sentences."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sturmwarte.core.foresee.outlook import Forecast
from sturmwarte.core.foresee.wave import Colour, Voices
from sturmwarte.station.archive.pages.reasons import in_words
from sturmwarte.station.foresee.pages.told import Seen
from sturmwarte.station.foresee.pages.words import PHASES, SILENT, TRENDS
from sturmwarte.station.frame import formats
from sturmwarte.station.plan.pages.active import ActivePlan

LIKELY = 0.5
_YEARS_FROM, _LONGEST_YEARS = 24, 100
_FEW_VOICES, _FEW_SHARE, _LEAST_POSTS = 5, 0.3, 8


def phase(seen: Seen) -> str:
    return str(SILENT if seen.down and not seen.over else PHASES.get(seen.row.phase, seen.row.phase))


def figure(value: float) -> str:
    """A rate as one says it: whole from ten on, one digit below."""
    if value >= 10 or value == round(value):
        return formats.number(round(value))
    return decimal(value)


def decimal(value: float, digits: int = 1) -> str:
    said = f"{value:.{digits}f}"
    return said.replace(".", ",") if german() else said


def german() -> bool:
    return (get_language() or "de").startswith("de")


def rate(seen: Seen) -> str:
    """`240 an hour, usual 12`; of a wave that is over the highest it came to."""
    wave = seen.wave
    now = _("%s an hour") % figure(wave.rate)
    if seen.over:
        now = _("at most %s an hour") % figure(wave.peak_rate)
    if not wave.known:
        return now
    return _("%(now)s, usual %(usual)s") % {"now": now, "usual": figure(wave.usual)}


def multiple(seen: Seen) -> str:
    """`20 times the usual`; empty where that says nothing."""
    times = seen.times
    if times is None or seen.over or 0.67 < times < 1.5:
        return ""
    if times < 1:
        return _("%s of the usual") % formats.percent(times)
    return _("%s times the usual") % (formats.number(round(times)) if times >= 10 else decimal(times))


def times(seen: Seen) -> str:
    """The multiple in a word, for lists: `202 times`, `202-fach`."""
    found = seen.times
    if found is None or seen.over or found < 1.5:
        return ""
    return _("%s times") % (formats.number(round(found)) if found >= 10 else decimal(found))


def clock(at: datetime, now: datetime) -> str:
    """`18 Uhr`, `morgen, 18:30 Uhr` / `18:00`: to the half hour, a forecast knows no minutes."""
    local, today = timezone.localtime(_half(at)), timezone.localtime(now)
    time = _time(local)
    if local.date() == today.date():
        return time
    if local.date() == today.date() + timedelta(days=1):
        return _("tomorrow, %s") % time
    return f"{formats.date(local, today, get_language() or 'en')}, {time}"


def _time(local: datetime) -> str:
    if not german():
        return f"{local:%H:%M}"
    return f"{local.hour}{formats.NARROW}Uhr" if local.minute == 0 else f"{local:%H:%M}{formats.NARROW}Uhr"


def _half(at: datetime) -> datetime:
    """Up to the next half hour."""
    over = timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
    return at - over + timedelta(minutes=30) if over else at


def outlook(seen: Seen, now: datetime) -> str:
    """The forecast in one sentence; for a wave that is over how long it lasted."""
    if seen.over:
        return _("lasted %s") % formats.span((seen.row.ended or now) - seen.row.started)
    if seen.forecast is None:
        return "" if seen.down else _("no forecast yet")
    return _foretold(seen.forecast, now)


def _foretold(forecast: Forecast, now: datetime) -> str:
    chances = forecast.chances
    if chances.doubles >= LIKELY:
        return _("likely to double within 6 hours (%s)") % formats.percent(chances.doubles)
    if forecast.passed_of and forecast.by and forecast.passed_of[1]:
        return _as_similar(forecast.passed_of, clock(forecast.by, now))
    hours = next((h for h, p in sorted(chances.over.items()) if p >= LIKELY), None)
    if hours is None:
        return _("likely to last longer than a day")
    until = clock(forecast.made + timedelta(hours=hours), now)
    return _("probably over by %(at)s (%(p)s)") % {"at": until, "p": formats.percent(chances.over[hours])}


def _as_similar(passed_of: tuple[int, int], at: str) -> str:
    passed, of = passed_of
    words = {"at": at, "n": passed, "of": of}
    if passed / of >= LIKELY:
        return _("probably over by %(at)s: so it was with %(n)s of %(of)s similar ones") % words
    return _("probably not over by %(at)s: only %(n)s of %(of)s similar ones were") % words


def trend(colour: Colour | None) -> str:
    """`negative 62 %, usual 18 %`."""
    if colour is None or not colour.judged:
        return ""
    if colour.trend == "mixed":
        shares = {"bad": formats.percent(colour.negative), "good": formats.percent(colour.positive)}
        return _("mixed: %(bad)s negative, %(good)s positive") % shares
    if colour.trend == "neutral":
        return str(TRENDS["neutral"])
    bad = colour.trend == "negative"
    share, usual = (
        (colour.negative, colour.usual_negative) if bad else (colour.positive, colour.usual_positive)
    )
    said = f"{TRENDS[colour.trend]} {formats.percent(share)}"
    if usual is None:
        return said
    return _("%(now)s, usual %(usual)s") % {"now": said, "usual": formats.percent(usual)}


def few_voices(voices: Voices | None) -> str:
    """A note where few make the noise; else nothing."""
    if voices is None or voices.posts < _LEAST_POSTS:
        return ""
    few = voices.half_by <= _FEW_VOICES and voices.half_by <= voices.authors * _FEW_SHARE
    return half_by(voices) if few else ""


def half_by(voices: Voices) -> str:
    return ngettext(
        "Half of the posts come from %s account",
        "Half of the posts come from %s accounts",
        voices.half_by,
    ) % formats.number(voices.half_by)


def because(seen: Seen | None, plan: ActivePlan) -> str:
    """Why the level is what it is, in one sentence."""
    if seen is None:
        return ""
    proposal = seen.wave.proposal
    return in_words(proposal.why[0], plan) if proposal and proposal.why else ""


def by_chance(per_month: float) -> str:
    """How often chance alone brings something like it; empty where that was not asked (single events)."""
    if per_month <= 0:
        return ""
    if per_month >= 1:
        times = round(per_month)
        return ngettext("about %s time a month", "about %s times a month", times) % formats.number(times)
    months = 1 / per_month
    if months < _YEARS_FROM:
        return ngettext("once in %s month", "once in %s months", round(months)) % formats.number(
            round(months)
        )
    years = round(months / 12)
    if years > _LONGEST_YEARS:
        return _("less than once in %s years") % formats.number(_LONGEST_YEARS)
    return _("once in %s years") % formats.number(years)
