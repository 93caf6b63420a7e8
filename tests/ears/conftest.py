import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from sturmwarte.engine import reading
from sturmwarte.engine.context import Context
from sturmwarte.engine.ears.ears import Ears
from sturmwarte.station.archive import Archive
from sturmwarte.station.ledger.runs import standing_runs
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.secrets import seal
from tests.ears.channel import CATALOGUE
from tests.ears.platform import TOKEN, Platform, running


@pytest.fixture(autouse=True)
def loopback(monkeypatch):
    """Everything here listens on this machine, which nothing may reach without being allowed to."""
    monkeypatch.setattr(settings, "ALLOW", ["127.0.0.1"])


@pytest.fixture
def platform():
    with running(Platform()) as platform:
        yield platform


@pytest.fixture
def source(transactional_db, platform):
    return add(platform)


def add(platform, id="harbour", token=TOKEN, **values):
    given = {"address": platform.url, "way": "poll", "every": 0.1, **values}
    return Source.objects.create(
        id=id,
        kind="harbour",
        name=id,
        channel=f"harbour:{id}",
        values=given,
        secrets=seal({"token": token}),
        made_at=timezone.now(),
        made_by="test",
    )


@pytest.fixture
def listening(tmp_path, monkeypatch):
    """Starts ears beside the test; ended with it."""
    monkeypatch.setattr("sturmwarte.engine.ears.ears.LOOK_S", 0.1)
    monkeypatch.setattr("sturmwarte.engine.ears.ears.BACKLOG_S", 0.05)
    monkeypatch.setattr("sturmwarte.engine.ears.ears.TICK_S", 0.02)
    running_now = []

    def start(catalogue=CATALOGUE):
        stop = threading.Event()
        ears = Ears(Path(tmp_path), stop, catalogue=catalogue, stagger_s=0.0)
        thread = threading.Thread(target=ears.work, daemon=True)
        thread.start()
        running_now.append((stop, thread))
        ears.end = lambda: end(stop, thread)
        return ears

    yield start
    for stop, thread in running_now:
        end(stop, thread)


def end(stop, thread):
    stop.set()
    thread.join(8)
    assert not thread.is_alive()


def until(true, seconds=8.0):
    """Waits for something that other threads do; what it became at last."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def read_all():
    """The engine's part: everything that waits, without a plan."""
    standing_runs(timezone.now())
    context = Context(None, Archive())
    while reading.read_batch(context) is not None:
        pass
