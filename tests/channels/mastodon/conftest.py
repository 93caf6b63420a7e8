"""Stations that a test has opened are closed after it."""

from collections.abc import Iterator

import pytest

from tests.channels.mastodon.scene import Scene
from tests.channels.mastodon.stage import OPEN


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    for station in OPEN:
        station.close()
    OPEN.clear()


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene()
    yield made
    made.server.stop()


@pytest.fixture(params=["websocket", "events"])
def streaming(request: pytest.FixtureRequest) -> Iterator[Scene]:
    made = Scene(stream=request.param)
    yield made
    made.server.stop()
