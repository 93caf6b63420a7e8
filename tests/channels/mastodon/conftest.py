"""Stations that a test has opened are closed after it."""

from collections.abc import Iterator

import pytest

from tests.channels.mastodon.stage import OPEN


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    for station in OPEN:
        station.close()
    OPEN.clear()
