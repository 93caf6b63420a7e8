"""Many open pages and a restart of the web process: everybody is back soon, nobody hears anything twice.

60 here; tests/soak/test_streams.py does it with 300.
"""

import os
import signal
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.web.browser import fill, station
from tests.web.cast import EMAIL, PASSWORD
from tests.web.streams import Listener, connections, listening

BACK_WITHIN_S = 15.0


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs Linux to count connections")
def test_everybody_comes_back_and_nobody_twice(tmp_path):
    restart(tmp_path, 60)


def restart(folder, many):
    """(how long the web process was away, how long each page took to come back after it answered again,
    sorted), in seconds. How fast a process starts is the machine's affair, and several tests share it."""
    env = fill("empty", folder)
    with station(env) as first:
        port, cookie = int(env["STURMWARTE_PORT"]), _signed_in(first.url)
        listeners = [Listener(port, cookie) for _ in range(many)]
        with listening(listeners):
            return _restarted(folder, env, first, listeners)


def _restarted(folder, env, first, listeners):
    port = int(env["STURMWARTE_PORT"])
    _until(lambda: all(one.open for one in listeners), 60)
    _tell(folder, "before")
    _until(lambda: all(one.heard["before"] for one in listeners), 20)
    began = time.monotonic()
    os.kill(first.process.pid, signal.SIGTERM)
    first.process.wait(10)
    _tell(folder, "meanwhile")
    with station(env):
        answers = time.monotonic()
        _until(lambda: all(one.hellos == 2 and one.open for one in listeners), 60)
        _tell(folder, "after")
        _until(lambda: all(one.heard["after"] for one in listeners), 20)
        assert connections(port) == len(listeners)
    for one in listeners:
        assert one.heard == {"before": 1, "meanwhile": 1, "after": 1}
    took = sorted(max(0.0, one.back - answers) for one in listeners)
    assert took[-1] < BACK_WITHIN_S
    return answers - began, took


def _signed_in(url):
    """The session of somebody who signed in at the door."""
    with httpx.Client(base_url=url, follow_redirects=True) as client:
        client.get("/account/login/")
        given = {"login": EMAIL.format(role="reader"), "password": PASSWORD}
        client.post("/account/login/", data=given | {"csrfmiddlewaretoken": client.cookies["csrftoken"]})
        return client.cookies["sessionid"]


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
