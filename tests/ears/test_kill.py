"""kill -9 of the ears at any moment: nothing is missing, nothing double."""

from pathlib import Path

import pytest

from tests.ears.flood import flood
from tests.engine.station import Station, free_port


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux")
def test_three_kills_in_ten_seconds_of_a_firehose(tmp_path):
    assert flood(Station(tmp_path, free_port()), rate=100, seconds=10, kills=3).kills == 3
