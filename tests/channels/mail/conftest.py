from collections.abc import Iterator

import pytest

from tests.channels.servers.dovecot import Dovecot, running
from tests.channels.servers.smtp import Smtp


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    server = Smtp()
    server.start()
    yield server
    server.stop()
