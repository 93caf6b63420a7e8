"""The same as tests/engine/test_kill.py for as long as one likes: STURMWARTE_SOAK_KILLS=500."""

import os

import pytest

from tests.engine.station import Station, free_port
from tests.engine.test_kill import survive

KILLS = int(os.environ.get("STURMWARTE_SOAK_KILLS", "0"))


@pytest.mark.skipif(not KILLS, reason="set STURMWARTE_SOAK_KILLS to the number of kills")
@pytest.mark.parametrize("seed", range(3))
def test_many_kills(tmp_path, seed):
    survive(Station(tmp_path, free_port()), KILLS, pause=(0.1, 5.0), senders=6, seed=seed)
