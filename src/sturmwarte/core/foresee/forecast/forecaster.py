"""What is likely to become of a wave, from its counts so far."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from sturmwarte.core.foresee.forecast import learning, similar, store
from sturmwarte.core.foresee.forecast.course import Array, Course, Past, batch
from sturmwarte.core.foresee.forecast.features import PLACE
from sturmwarte.core.foresee.forecast.model import Model, chances, simple, volumes
from sturmwarte.core.foresee.forecast.recalibrate import recalibrate
from sturmwarte.core.foresee.forecast.samples import (
    Samples,
    hourly_usual,
    known,
    made,
    own_samples,
    samples,
)
from sturmwarte.core.foresee.forecast.simulate import simulate
from sturmwarte.core.foresee.forecast.truths import WITHIN_H
from sturmwarte.core.foresee.forecast.why import why
from sturmwarte.core.foresee.outlook import Chances, Expected, Forecast

WAVES, SEED = 2600, 805


class Forecaster:
    """Immutable; `look` is pure. Made by `trained`, or read by `shipped` from the bytes `dump` gives."""

    def __init__(self, model: Model, settings: Mapping[str, Any] | None = None):
        self.model = model
        self.settings = settings or {}
        self._own: tuple[int, similar.Own] = (0, similar.Own())

    @classmethod
    def shipped(cls, data: bytes, settings: Mapping[str, Any] | None = None) -> "Forecaster":
        """From bytes; `settings` (packs/foresee) are needed only to learn. Raises `ForecastError`."""
        return cls(store.parse(data), settings)

    @classmethod
    def trained(cls, settings: Mapping[str, Any], waves: int = WAVES, seed: int = SEED) -> "Forecaster":
        """From made-up waves (about 20 s of CPU for all of them) and figures fitted on recorded ones."""
        model = learning.learn(drawn(settings, waves, seed), seed)
        return cls(learning.settle(settings.get("fitted", {}), model), settings)

    def dump(self) -> bytes:
        """Bytes for `shipped`."""
        return store.dump(self.model)

    def learn(self, past: Sequence[Past], waves: int = WAVES, seed: int = SEED) -> "Forecaster":
        """A forecaster that knows the station's finished waves too (some 20 s of CPU for all made-up waves).

        One own wave in four, by a hash of its id, is kept from the trees and only tells how far to believe
        them; the last words start from today's and move with what the station has seen. Without any wave
        this forecaster itself is returned.
        """
        if not past:
            return self
        made_up = drawn(self.settings, waves, seed)
        model = learning.with_own(made_up, own_samples(past), self.model, seed)
        return Forecaster(model._replace(own=len(past)), self.settings)

    def recalibrated(self, judged: Sequence[tuple[Forecast, Sequence[float]]]) -> "Forecaster":
        """With intervals as wide as the station's own forecasts should have been: each with the posts of the
        24 hours that followed (NaN where not heard or not yet known)."""
        return Forecaster(self.model._replace(widths=recalibrate(self.model.widths, judged)), self.settings)

    def look(self, course: Course, past: Sequence[Past] = ()) -> Forecast:
        """Raises `ForecastError` where the course's counts and expected do not fit together."""
        seen = batch([course])
        last, _, x, excited = known(seen)
        said, plain = chances(self.model, x)[0], simple(self.model, x)[0]
        told = _chances(said)
        found = similar.find(
            x[0], float(last[0]), course.now, self.model.examples, self.model.scale, self._compared(past)
        )
        half = float(x[0, PLACE["half_life_h"]])
        return Forecast(
            made=course.now,
            age_min=max((course.now - course.onset) / timedelta(minutes=1), 0.0),
            chances=told,
            simple=_chances(plain),
            per_hour=_per_hour(course, volumes(self.model, x, excited, hourly_usual(seen))[0]),
            half_life_min=None if np.isnan(half) else 60 * half,
            similar=found.similar,
            passed_of=found.passed_of,
            by=found.by,
            basis="own" if self.model.own else "shipped",
            own=self.model.own,
            why=why(x[0], told, self.model.own),
        )

    def _compared(self, past: Sequence[Past]) -> similar.Own:
        """Cut once for the same waves: a look every few minutes must stay cheap."""
        key = hash(tuple(one.id for one in past))
        if key != self._own[0]:
            self._own = key, similar.own(past, self.model.scale)
        return self._own[1]


def drawn(settings: Mapping[str, Any], waves: int, seed: int) -> Samples:
    """Moments of made-up waves, deterministic in `seed`."""
    rng = np.random.default_rng(seed)
    return samples(made(simulate(waves, settings["waves"], seed), rng))


def _chances(p: Array) -> Chances:
    over = {hours: float(p[at]) for at, hours in enumerate(WITHIN_H)}
    return Chances(over=over, elevated=float(p[4]), doubles=float(p[5]), new_peak=float(p[6]))


def _per_hour(course: Course, posts: Array) -> tuple[Expected, ...]:
    return tuple(
        Expected(
            at=course.now + timedelta(hours=hour), low=float(low), middle=float(middle), high=float(high)
        )
        for hour, (low, middle, high) in enumerate(posts)
    )
