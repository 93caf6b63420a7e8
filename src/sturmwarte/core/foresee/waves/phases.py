"""Which phase a wave is in, by plain rules over its last two hours.

onset    the first minutes; too early to say
growth   the last hour brought clearly more than the hour before
peak     neither: it stays up
fading   fallen below half of its peak, or clearly falling and below three quarters of it; from there back to
         peak only above three quarters again
over     below 1.5 times the usual for an hour, or longer on a slow topic
"""

from sturmwarte.core.foresee.wave import Phase, Wave
from sturmwarte.core.foresee.waves.course import Course, growth
from sturmwarte.core.foresee.waves.settings import Settings

_SURE = 2.0
"""Standard deviations."""
_CLEARLY = 1.25
_OFF_PEAK = 0.75
_AGAIN, _NEAR = 2.0, 0.3
_MOST_SWING = 5.0


def suggested(wave: Wave, peak_usual: float, course: Course, settings: Settings) -> Phase:
    """The phase the counts suggest now, `over` apart (see `calm_stretch`). `peak_usual`: posts an hour that
    were usual at the time of the peak: a storm that only sleeps is not fading."""
    if wave.direction == "down":
        return "fading" if _recovering(course, settings) else "peak"
    last = course.last(settings.smooth_min)
    now, before = course.last(60), course.last(60, 60)
    then = before._replace(posts=before.posts * _of_the_hour(now.usual_rate, before.usual_rate))
    sure, peak = growth(now, then), wave.peak_rate * min(1.0, _of_the_hour(last.usual_rate, peak_usual))
    # What fades must rise in earnest to grow again: a bounce far below the peak is none.
    clearly = _AGAIN if wave.phase == "fading" and now.rate < _NEAR * peak else _CLEARLY
    if sure >= _SURE and now.rate >= clearly * then.rate:
        return "growth"
    fallen = _OFF_PEAK if wave.phase == "fading" or sure <= -_SURE else settings.fallen
    return "fading" if last.rate < fallen * peak else "peak"


def _of_the_hour(now: float, before: float) -> float:
    """How much more is usual now than before; bounded, for what is usual at night is known from few posts."""
    if not (now > 0 and before > 0):
        return 1.0
    return min(max(now / before, 1 / _MOST_SWING), _MOST_SWING)


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
