from datetime import UTC, datetime

import pytest

from sturmwarte.wire.client import Client
from sturmwarte.wire.guard import Guard
from tests.wire.loopback import Loopback


@pytest.fixture
def server():
    with Loopback() as running:
        yield running


@pytest.fixture
def make_client():
    made = []

    def make(guard=None, **parts):
        client = Client(guard or Guard(["127.0.0.0/8"]), now=lambda: datetime.now(UTC), **parts)
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client):
    return make_client()
