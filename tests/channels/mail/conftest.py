from collections.abc import Iterator

import pytest

from tests.channels.servers.dovecot import Dovecot, installed
from tests.channels.servers.smtp import Smtp


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    if not installed():
        pytest.skip("no Dovecot here: apt-get install dovecot-imapd dovecot-lmtpd")
    server = Dovecot()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    server = Smtp()
    server.start()
    yield server
    server.stop()
