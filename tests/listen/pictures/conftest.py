from datetime import UTC, datetime

import pytest

from sturmwarte.station.listen.evidence import telling
from sturmwarte.wire.client import Client
from sturmwarte.wire.guard import Guard
from tests.wire.loopback import Loopback


@pytest.fixture
def folder(tmp_path, settings):
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def server():
    with Loopback() as running:
        yield running


@pytest.fixture
def client():
    made = Client(Guard(["127.0.0.0/8"]), now=lambda: datetime.now(UTC), timeout_s=2)
    yield made
    made.close()


@pytest.fixture
def reads(monkeypatch):
    """What the reader finds in the next pictures, without the program."""
    found = []
    monkeypatch.setattr(telling, "text_in", lambda _: found.pop(0) if found else "")
    return found
