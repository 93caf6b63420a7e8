"""Learning beside a running station, and kill -9 at the worst moments."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="needs Linux to find the processes to kill"
)
BOTH = ("Nachglimmen Kaltlauf", "Vorglimmen Heißlauf")
LABEL = """
from sturmwarte.engine import setup; setup.ready()
from sturmwarte.engine.clock import real_now
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.understand.actions.ask import refit_now
from sturmwarte.station.understand.actions.label import label
user, _ = User.objects.get_or_create(email="a@example.org", name="A")
Grant.objects.get_or_create(user=user, role="owner")
who = permissions(user, real_now())
found = Archive().get_all([("mastodon", str(n)) for n in range(90)], may=May.everything())
for post in found.values():
    mood = "positive" if "Nachglimmen" in post.post.text else "negative"
    label(who, post, {"sentiment": [mood]}, real_now(), source="queue", drawn="chance")
refit_now(who, real_now())
"""
SLOW = """
import sys, time
from pathlib import Path
from sturmwarte.engine import setup; setup.prepare()
import sturmwarte.engine.refit_store as store
real = store.write
def write(number, data):
    told = real(number, data)
    Path(sys.argv[2]).write_text("written")
    time.sleep(60)
    return told
import sturmwarte.engine.refit as refit
refit.write = write
from sturmwarte.engine.clock import real_now
refit.refit("test", "", real_now())
"""


@pytest.mark.usefixtures("brain")  # made before the clock runs: the knowledge that was shipped
def test_a_refit_runs_beside_the_station_and_survives_kills(station):
    station.activate_demo_plan()
    file = station.folder / "posts.jsonl"
    places = [a + b for a in ("Haus", "Feld", "Wald", "Bach", "Sonn") for b in ("tag", "weg", "tor", "rand")]
    lines = [
        {"id": str(n), "channel": "mastodon",
         "text": f"Zeisig: {BOTH[n % 2]} {' '.join(places[(n * k) % 20] for k in (1, 3, 7, 9))}"}
        for n in range(90)
    ]  # fmt: skip
    file.write_text("\n".join(map(json.dumps, lines)))
    station.call("import", file)
    env = {**station.env, "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", LABEL], env=env, check=True, timeout=120)

    # Killed when the file is written but no version names it: nothing half is left.
    mark = station.folder / "mark"
    half = subprocess.Popen([sys.executable, "-c", SLOW, "x", mark], env=env)
    until(mark.exists, 300)  # it may have to learn the shipped posts first
    half.kill()
    half.wait()
    assert (station.data / "models" / "1.model").exists()
    assert station.ask("SELECT count(*) FROM understand_modelversion") == [(0,)]

    with station.serve() as process:
        # The child that learns is killed, then the engine itself: both begin again.
        child = until(lambda: process_with("refit_process", process.pid))
        os.kill(child, signal.SIGKILL)
        engine = process_with("run_engine", process.pid)
        until(
            lambda: station.ask("SELECT last_error FROM ledger_job WHERE kind = 'refit' AND last_error <> ''")
        )
        os.kill(engine, signal.SIGKILL)
        until(lambda: station.ask("SELECT 1 FROM understand_modelversion WHERE state = 'active'"))
        until(lambda: "learned version 1" in station.log())
        # Corrections were applied meanwhile, by the engine.
        asked = "SELECT count(*) FROM archive_judgement WHERE by LIKE 'user:%'"
        until(lambda: station.ask(asked) == [(90,)])
    assert station.ask("SELECT number FROM understand_modelversion") == [(1,)]
    assert [f.name for f in (station.data / "models").iterdir()] == ["1.model"]
    told = station.call("learn", "--figures")
    assert "version 1 from 90 labels is active" in told.stderr
    sentiment = next(one for one in map(json.loads, told.stdout.splitlines()) if one["id"] == "sentiment")
    assert (sentiment["posts"], sentiment["people"]) == (90, 1)
    assert "version 2 from 90 labels is active" in station.call("learn").stderr


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


def below(process, above):
    while process > 1:
        if process == above:
            return True
        try:
            process = int((Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return False
    return False
