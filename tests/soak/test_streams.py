"""The same as tests/web/test_streams.py with 300 open pages: with STURMWARTE_SOAK_KILLS=1 or more."""

import os

import pytest

from tests.web.test_streams import restart

PAGES = 300


@pytest.mark.skipif("STURMWARTE_SOAK_KILLS" not in os.environ, reason="set STURMWARTE_SOAK_KILLS")
def test_three_hundred_pages_come_back(tmp_path):
    away, took = restart(tmp_path, PAGES)
    told = {"pages": PAGES, "away_s": away, "half_back_s": took[PAGES // 2], "all_back_s": took[-1]}
    print({name: round(value, 1) for name, value in told.items()})
