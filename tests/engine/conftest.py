import pytest

from tests.engine.station import Station, free_port


@pytest.fixture
def station(tmp_path) -> Station:
    return Station(tmp_path, free_port())
