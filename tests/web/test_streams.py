"""Many open pages and a restart of the web process: everybody is back soon, nobody hears anything twice.

60 here; tests/soak/test_streams.py does it with 300.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.web.browser import ROOT, environment, free_port, station
from tests.web.cast import EMAIL
from tests.web.streams import Listener, connections, listening

BACK_WITHIN_S = 15.0
_SESSION = f"""
from sturmwarte.engine.setup import migrate, prepare
prepare()
migrate()
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from sturmwarte.station.people.models import User
user = User.objects.create_user({EMAIL.format(role="reader")!r}, None, name="Reader")
store = import_module(settings.SESSION_ENGINE).SessionStore()
store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
store.create()
print(store.session_key)
"""


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs Linux to count connections")
def test_everybody_comes_back_and_nobody_twice(tmp_path):
    restart(tmp_path, 60)


def restart(folder, many):
    """How long each took to come back, sorted, in seconds since the web process was told to end."""
    env = environment(folder, free_port())
    (folder / "static").mkdir()
    port, cookie = int(env["STURMWARTE_PORT"]), _signed_in(env)
    listeners = [Listener(port, cookie) for _ in range(many)]
    with station(env) as first, listening(listeners):
        _until(lambda: all(one.open for one in listeners), 60)
        _tell(folder, "before")
        _until(lambda: all(one.heard["before"] for one in listeners), 20)
        began = time.monotonic()
        os.kill(first.process.pid, signal.SIGTERM)
        first.process.wait(10)
        _tell(folder, "meanwhile")
        with station(env):
            _until(lambda: all(one.hellos == 2 and one.open for one in listeners), 60)
            _tell(folder, "after")
            _until(lambda: all(one.heard["after"] for one in listeners), 20)
            assert connections(port) == many
    for one in listeners:
        assert one.heard == {"before": 1, "meanwhile": 1, "after": 1}
    took = sorted(one.back - began for one in listeners)
    assert took[-1] < BACK_WITHIN_S
    return took


def _signed_in(env):
    done = subprocess.run(
        [sys.executable, "-c", _SESSION], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _tell(folder, ref):
    """As `announce` does, without the second that a process of its own takes to start."""
    with sqlite3.connect(folder / "sturmwarte.db", timeout=20) as database:
        words = "INSERT INTO ledger_change (kind, ref, run, at) VALUES ('case', ?, 'live', ?)"
        database.execute(words, (ref, datetime.now(UTC).isoformat(sep=" ")))
    database.close()


def _until(true, seconds):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)
