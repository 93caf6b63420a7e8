"""An hour of a firehose, 500 posts a second, with ears that are killed every minute.

`make soak` runs it; STURMWARTE_SOAK_SECONDS sets how long, STURMWARTE_SOAK_RATE how many posts a second.
"""

import os
import time

import pytest

from tests.ears.flood import flood
from tests.engine.station import Station, free_port

SECONDS = int(os.environ.get("STURMWARTE_SOAK_SECONDS", "3600"))
RATE = int(os.environ.get("STURMWARTE_SOAK_RATE", "500"))


@pytest.mark.skipif("STURMWARTE_SOAK_KILLS" not in os.environ, reason="part of `make soak`")
def test_an_hour_of_a_firehose(tmp_path):
    begun = time.monotonic()

    def tell(text):
        print(f"{time.monotonic() - begun:6.0f} s  {text}", flush=True)

    ended = flood(Station(tmp_path, free_port()), RATE, SECONDS, kills=max(3, SECONDS // 60), tell=tell)
    tell(f"{ended.posts} posts, {ended.kills} kills, at most {ended.waited_most} waiting: all there, once")
