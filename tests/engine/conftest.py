from importlib import resources
from pathlib import Path

import pytest

from sturmwarte.engine.brain import make, read_plan
from sturmwarte.engine.context import Context
from sturmwarte.station.archive import Archive
from sturmwarte.station.plan.folder import read_folder
from tests.engine.station import Station, free_port
from tests.engine.way import NOW


@pytest.fixture
def station(tmp_path) -> Station:
    return Station(tmp_path, free_port())


@pytest.fixture(scope="session")
def brain():
    plan = Path(str(resources.files("sturmwarte.packs").joinpath("demo", "plan")))
    loaded = read_plan(read_folder(plan))
    assert loaded.plan is not None
    return make(loaded.plan, NOW.date())


@pytest.fixture
def context(brain):
    return Context(brain, Archive())
