"""Learning beside a running station, and kill -9 at the worst moments."""

import json
import os
import signal
import subprocess
import sys
import time
from importlib import resources
from pathlib import Path
from tempfile import gettempdir

import pytest

from sturmwarte.station.understand.files import checksum as file_checksum

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="needs Linux to find the processes to kill"
)
BEGIN = """
import sys, time
from pathlib import Path
from sturmwarte.engine import setup; setup.ready()
import msgspec
import sturmwarte.engine.refit as refit
from sturmwarte.engine import pipeline
from sturmwarte.engine.activation import activate, active_brain
from sturmwarte.engine.clock import RealClock, real_now
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.plan.folder import read_folder
from sturmwarte.station.understand.actions.ask import refit_now
from sturmwarte.station.understand.actions.label import label

plan, mark = map(Path, sys.argv[1:])
activate(read_folder(plan), "test", "", real_now())
places = [a + b for a in ("Haus", "Feld", "Wald", "Bach", "Sonn") for b in ("tag", "weg", "tor", "rand")]
both = ("Nachglimmen Kaltlauf", "Vorglimmen Heißlauf")
texts = [f"Zeisig: {both[n % 2]} {' '.join(places[(n * k) % 20] for k in (1, 3, 7, 9))}" for n in range(90)]
lines = [msgspec.json.encode({"id": str(n), "channel": "mastodon", "text": t}) for n, t in enumerate(texts)]
items = [Item(line, "", real_now(), number) for number, line in enumerate(lines, 1)]
context = Context(active_brain(real_now()), Archive())
pipeline.run(Batch(items, "live", RealClock()), context)

user = User.objects.create(email="a@example.org", name="A")
Grant.objects.create(user=user, role="owner")
who = permissions(user, real_now())
found = Archive().get_all([("mastodon", str(n)) for n in range(90)], may=May.everything())
for post in found.values():
    mood = "positive" if "Nachglimmen" in post.post.text else "negative"
    label(who, post, {"sentiment": [mood]}, real_now(), source="queue", drawn="chance")
refit_now(who, real_now())

whole = refit.write
def write(number, data):
    checksum = whole(number, data[: len(data) // 2])  # nor need what a crash leaves behind be whole
    mark.write_text("written")
    time.sleep(600)
    return checksum
refit.write = write
refit.refit("test", "", real_now())
"""
"""A station with 90 labelled posts, and a refit that never comes to keep its version."""


@pytest.fixture
def bytecode(monkeypatch):
    """Many processes start here: where nothing compiled is kept, each would compile 2000 modules anew."""
    if sys.dont_write_bytecode:
        monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        monkeypatch.setenv("PYTHONPYCACHEPREFIX", f"{gettempdir()}/sturmwarte-tests-bytecode")


@pytest.mark.usefixtures("brain", "bytecode")  # the brain: so that nobody learns the shipped posts here
def test_a_refit_runs_beside_the_station_and_survives_kills(station):
    kill_a_refit_before_its_version_is_kept(station)
    assert [f.name for f in models(station)] == ["1.model"]
    assert versions(station) == []

    with station.serve() as process:
        # The child that learns is killed: the engine goes on, says so and begins again.
        os.kill(learning_below(process), signal.SIGKILL)
        until(lambda: failed(station))
        assert versions(station) == []
        # The engine is killed while a child learns: the child ends with it, the next engine begins again.
        child = learning_below(process)
        os.kill(process_with("run_engine", process.pid), signal.SIGKILL)
        until(lambda: ended(child))
        until(lambda: versions(station) == [(1, "active")])
        until(lambda: "learned version 1" in station.log())
        # Corrections were applied meanwhile, by the engine.
        asked = "SELECT count(*) FROM archive_judgement WHERE by LIKE 'user:%'"
        until(lambda: station.ask(asked) == [(90,)])
        left = "SELECT kind, state FROM ledger_job WHERE kind IN ('refit', 'correct') AND state <> 'done'"
        until(lambda: station.ask(left) == [])
    assert_nothing_half_is_left(station)

    told = station.call("learn")
    assert "version 2 from 90 labels is active" in told.stderr
    sentiment = next(one for one in map(json.loads, told.stdout.splitlines()) if one["id"] == "sentiment")
    assert (sentiment["posts"], sentiment["people"]) == (90, 1)


def kill_a_refit_before_its_version_is_kept(station):
    plan = resources.files("sturmwarte.packs").joinpath("demo", "plan")
    mark = station.folder / "mark"
    half = subprocess.Popen([sys.executable, "-c", BEGIN, str(plan), mark], env=station.env)
    try:
        until(lambda: mark.exists() or half.poll() is not None)
        assert half.poll() is None, "the first refit ended by itself"
    finally:
        half.kill()
        half.wait()


def assert_nothing_half_is_left(station):
    """One version, its one file whole, and no draft beside it."""
    ((number, state, checksum),) = station.ask("SELECT number, state, checksum FROM understand_modelversion")
    assert (number, state) == (1, "active")
    (file,) = models(station)
    assert (file.name, file_checksum(file.read_bytes())) == ("1.model", checksum)


def learning_below(process):
    return until(lambda: process_with("refit_process", process.pid))


def models(station):
    return sorted((station.data / "models").iterdir())


def versions(station):
    return station.ask("SELECT number, state FROM understand_modelversion ORDER BY number")


def failed(station):
    return station.ask("SELECT last_error FROM ledger_job WHERE kind = 'refit' AND last_error <> ''")


@pytest.mark.usefixtures("bytecode")
def test_learning_without_labels_says_the_mend(station):
    station.activate_demo_plan()
    assert "no labels" in station.call("learn", code=1).stderr
    assert "nothing was learned yet" in station.call("learn", "--figures", code=1).stderr


def until(found, seconds=120):
    """What `found` gives, as soon as it gives something."""
    end = time.monotonic() + seconds
    while not (got := found()):
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)
    return got


def process_with(name, above):
    """A living process below `above` whose command names `name`."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                said, at = (entry / "cmdline").read_bytes().decode(), int(entry.name)
            except (OSError, UnicodeDecodeError):
                continue
            if name in said and below(at, above):
                return at
    return None


def ended(process):
    """Also where nobody has fetched its exit code yet: then it has no command any more."""
    try:
        return not (Path("/proc") / str(process) / "cmdline").read_bytes()
    except OSError:
        return True


def below(process, above):
    while process > 1:
        if process == above:
            return True
        try:
            process = int((Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return False
    return False
