from importlib import resources
from pathlib import Path
from types import SimpleNamespace

import pytest

from sturmwarte.engine.brain import make, read_plan
from sturmwarte.engine.context import Context
from sturmwarte.engine.foresight import building
from sturmwarte.station.archive import Archive
from sturmwarte.station.plan.folder import read_folder
from tests.engine.station import Station, free_port
from tests.engine.way import NOW
from tests.engine.weather import GRACE, HOUR, Model, Watched, quiet, spread, store


@pytest.fixture
def station(tmp_path) -> Station:
    return Station(tmp_path, free_port())


@pytest.fixture(scope="session")
def brain():
    plan = Path(str(resources.files("sturmwarte.packs").joinpath("demo", "plan")))
    loaded = read_plan(read_folder(plan))
    assert loaded.plan is not None
    return make(loaded.plan, NOW.date())


@pytest.fixture(scope="session")
def listening():
    """As much of a brain as foresight needs: the demo's plan, without the learning that reads posts."""
    loaded = read_plan(read_folder(Path(str(resources.files("sturmwarte.packs").joinpath("demo", "plan")))))
    assert loaded.plan is not None
    return SimpleNamespace(plan=loaded.plan, version=loaded.plan.version)


@pytest.fixture
def storm(listening, monkeypatch):
    """120 posts within an hour after a quiet fortnight, told while it rose."""
    monkeypatch.setattr(building, "PLAYED_MIN", 120)
    quiet(NOW)
    watched = Watched(listening, NOW, forecaster=Model)
    store(*spread(NOW, 60, 120, "s"))
    watched.until(NOW + HOUR + GRACE)
    return watched


@pytest.fixture
def context(brain):
    return Context(brain, Archive())
