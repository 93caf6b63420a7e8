"""Every view there is, found by itself: what each must keep, whatever it looks at."""

import importlib
import inspect
import pkgutil

import numpy as np
import pytest

from sturmwarte.core.foresee import views as package
from sturmwarte.core.foresee.views.base import Judged, View

SERIES = 5
STEPS = 640
START = 29_000_160
"""Minutes since 1970: a Sunday, midnight."""


def found() -> list[type[View]]:
    modules = [
        importlib.import_module(f"{package.__name__}.{info.name}")
        for info in pkgutil.iter_modules(package.__path__)
    ]
    classes = {
        each
        for module in modules
        for _, each in inspect.getmembers(module, inspect.isclass)
        if each is not View and isinstance(getattr(each, "name", None), str) and hasattr(each, "restore")
    }
    return sorted(classes, key=lambda each: each.name)


@pytest.fixture(params=found(), ids=lambda each: each.name)
def make(request: pytest.FixtureRequest) -> type[View]:
    return request.param


def storm(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Counts of five series (quiet, busy, none at all, a storm, huge) and where each was heard."""
    noise = np.random.default_rng(seed)
    counts = noise.poisson([0.2, 40.0, 0.0, 5.0, 1e6], (STEPS, SERIES)).astype(float)
    counts[-60:-20, 3] *= 30
    heard = np.ones((STEPS, SERIES), bool)
    heard[400:450] = False
    heard[520:530, 1] = False
    return counts, heard


def play(view: View, counts: np.ndarray, heard: np.ndarray, first: int = 0) -> list[Judged]:
    mean = np.array([0.2, 40.0, 0.01, 5.0, 1e6])
    starts = START + view.step_min * (first + np.arange(len(counts)))
    return [
        view.step(int(start), n, h, mean, 1.0 + 0.05 * mean)
        for start, n, h in zip(starts, counts, heard, strict=True)
    ]


def same(a: Judged, b: Judged) -> bool:
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def test_minutes_and_hours_are_both_watched() -> None:
    assert {each.name for each in found()} == {"spike", "build_up"}


def test_says_numbers_in_their_range_and_finds_the_storm(make: type[View]) -> None:
    said = play(make(SERIES), *storm())
    scores = np.array([each.score for each in said])
    rates = np.array([each.per_month for each in said])
    assert np.all((scores >= 0) & (scores <= 1))
    assert not np.isnan(rates).any()
    assert np.all(rates > 0)
    assert np.all(scores[np.isinf(rates)] == 0)
    assert set(np.unique([each.direction for each in said])) <= {-1, 0, 1}
    assert rates[-60:-20, 3].min() < 0.5
    assert said[int(rates[:, 3].argmin())].direction[3] == 1


def test_what_it_says_rests_on_the_past_alone_and_is_the_same_again(make: type[View]) -> None:
    counts, heard = storm()
    whole = play(make(SERIES), counts, heard)
    part = play(make(SERIES), counts[:600], heard[:600])
    assert all(same(a, b) for a, b in zip(whole, part, strict=False))


def test_goes_on_exactly_where_its_state_was_kept(make: type[View]) -> None:
    counts, heard = storm()
    view = make(SERIES)
    play(view, counts[:550], heard[:550])
    kept = {name: array.copy() for name, array in view.state().items()}
    assert sum(array.nbytes for array in kept.values()) / SERIES < 1024
    there = make(SERIES)
    there.restore(kept)
    on = play(view, counts[550:], heard[550:], first=550)
    again = play(there, counts[550:], heard[550:], first=550)
    assert all(same(a, b) for a, b in zip(on, again, strict=True))


def test_series_come_and_go_without_touching_the_others(make: type[View]) -> None:
    counts, heard = storm()
    whole = play(make(SERIES), counts, heard)
    view = make(3)
    mean = np.array([0.2, 40.0, 0.01, 5.0, 1e6])
    for i in range(300):
        view.step(START + 5 * i, counts[i, :3], heard[i, :3], mean[:3], 1.0 + 0.05 * mean[:3])
    view.grow(5)
    assert view.size == 5
    view.keep(np.array([1]))
    for i in range(300, STEPS):
        said = view.step(START + 5 * i, counts[i, 1:2], heard[i, 1:2], mean[1:2], 1.0 + 0.05 * mean[1:2])
        assert said.per_month[0] == pytest.approx(whole[i].per_month[1])


def test_a_gap_is_not_a_fall(make: type[View]) -> None:
    counts, heard = storm()
    counts[~heard] = 0.0
    said = play(make(SERIES), counts, heard)
    assert np.all(np.isinf([each.per_month[1] for each in said[520:530]]))
    after = np.array([each.per_month[1] for each in said[450:500]])
    assert after.min() > 1.0, "the hours after a gap are nothing special"


def test_no_series_is_no_trouble(make: type[View]) -> None:
    view = make()
    nothing = np.zeros(0)
    assert view.step(START, nothing, nothing.astype(bool), nothing, nothing).score.shape == (0,)


@pytest.mark.parametrize("varies", [0.0, 0.2], ids=["poisson", "negative binomial"])
@pytest.mark.parametrize("promised", [2.0, 6.0])
def test_alarms_on_mere_noise_are_as_rare_as_promised(varies: float, promised: float) -> None:
    rates = noise_rates(varies)
    assert 0.5 * promised < alarms_a_month(rates, promised) < 2.0 * promised


@pytest.fixture(scope="module", autouse=True)
def _forget() -> object:
    yield
    _KEPT.clear()


_KEPT: dict[float, np.ndarray] = {}
STEP = 30
BURN_IN = 10 * 48


def noise_rates(varies: float) -> np.ndarray:
    """per_month of the spike view on series of constant rate, after it has known them for ten days."""
    if varies not in _KEPT:
        spike = next(each for each in found() if each.name == "spike")
        noise = np.random.default_rng(11)
        mean = np.repeat([0.3, 30.0], 60)
        view = spike(len(mean), STEP)
        one = np.ones(len(mean), bool)
        rows = []
        for i in range(BURN_IN + 12 * 48):
            rate = noise.gamma(1 / varies, varies * mean) if varies else mean
            said = view.step(
                START + STEP * i, noise.poisson(rate).astype(float), one, mean, 1 + varies * mean
            )
            rows.append(said.per_month)
        _KEPT[varies] = np.array(rows[BURN_IN:])
    return _KEPT[varies]


def alarms_a_month(rates: np.ndarray, threshold: float, quiet_h: int = 6) -> float:
    """Alarms a series and 30 days, each silent for six hours after."""
    alarms = 0
    for series in rates.T:
        quiet = -1
        for i in np.flatnonzero(series <= threshold):
            if i > quiet:
                alarms, quiet = alarms + 1, i + quiet_h * 60 // STEP
    return alarms / (rates.shape[1] * len(rates) * STEP / (30 * 1440))
