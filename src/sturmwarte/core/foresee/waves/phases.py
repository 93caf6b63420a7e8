"""Which phase a wave is in, by plain rules over its last two hours.

onset    the first minutes; too early to say
growth   the last hour brought clearly more than the hour before
peak     neither: it stays up
fading   fallen below half of its peak, or clearly falling and below three quarters of it
over     below 1.5 times the usual for an hour, or longer on a slow topic
"""

from sturmwarte.core.foresee.wave import Phase, Wave
from sturmwarte.core.foresee.waves.course import Course, growth
from sturmwarte.core.foresee.waves.settings import Settings

_SURE = 2.0
"""Standard deviations."""
_CLEARLY = 1.25
_OFF_PEAK = 0.75


def suggested(wave: Wave, course: Course, settings: Settings) -> Phase:
    """The phase the counts suggest now, `over` apart (see `calm_for`)."""
    if wave.direction == "down":
        return "fading" if _recovering(course, settings) else "peak"
    rate = course.last(settings.smooth_min).rate
    now, before = course.last(60), course.last(60, 60)
    sure = growth(now, before)
    if sure >= _SURE and now.rate >= _CLEARLY * before.rate:
        return "growth"
    if rate < settings.fallen * wave.peak_rate:
        return "fading"
    if sure <= -_SURE and rate < _OFF_PEAK * wave.peak_rate:
        return "fading"
    return "peak"


def calm_stretch(wave: Wave, course: Course, settings: Settings) -> int | None:
    """The calm minutes that make it over, or None while it goes on or cannot be told.

    Not heard is not calm: a stretch that was not heard for the most part ends nothing.
    """
    for minutes in range(settings.calm_min, settings.calm_most_min + 1, 60):
        last = course.last(minutes)
        if last.usual >= settings.calm_posts or minutes == settings.calm_most_min or not wave.known:
            if not last.is_heard:
                return None
            newest = course.last(settings.smooth_min)
            calm = _calm(wave, last.rate, last.usual_rate, settings)
            # A rise in the very last minutes would hide in a long mean.
            still = newest.posts <= settings.least_posts or _calm(
                wave, newest.rate, newest.usual_rate, settings
            )
            return minutes if calm and still else None
    return None


def _calm(wave: Wave, rate: float, usual: float, settings: Settings) -> bool:
    if wave.direction == "down":
        return rate >= 0.5 * usual
    if not wave.known:  # no multiple of nothing: a tenth of its own peak, and few posts
        return rate < max(0.1 * wave.peak_rate, settings.unknown_posts / 4)
    return rate < settings.calm * usual


def _recovering(course: Course, settings: Settings) -> bool:
    last = course.last(settings.smooth_min)
    return last.posts > 0 and last.rate >= 0.5 * last.usual_rate
