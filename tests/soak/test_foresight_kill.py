"""kill -9 while a storm is told: the same wave is told on, nothing of it is doubled. Part of `make soak`."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engine.station import Station, free_port

KILLS = int(os.environ.get("STURMWARTE_SOAK_KILLS", "0"))
ROOT = Path(__file__).parent.parent.parent


def begin(station) -> subprocess.Popen:
    argv = [sys.executable, "-m", "tests.engine.foresight_child"]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    child = subprocess.Popen(
        argv,
        env={**station.env, "PYTHONPATH": path},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout.readline() == b"ready\n", child.stderr.read().decode()
    return child


def ended(child) -> None:
    _, said = child.communicate(timeout=120)
    assert child.returncode == 0, said.decode()


def told(station):
    waves = [json.loads(row) for (row,) in station.ask("SELECT told FROM foresee_wave ORDER BY wave")]
    keys = ("id", "topic", "started", "detected", "posts", "peak_rate", "level", "levels", "phase")
    posts = station.ask("SELECT wave, post FROM foresee_wavepost")
    assert len(posts) == len(set(posts))
    return [{key: wave[key] for key in keys} for wave in waves], sorted(posts)


@pytest.mark.skipif(not KILLS, reason="set STURMWARTE_SOAK_KILLS to the number of kills")
def test_a_killed_engine_tells_the_same_wave_on(tmp_path):
    station = Station(tmp_path, free_port())
    ended(begin(station))
    straight = told(station)
    assert len(straight[0]) == 1, "the test shows nothing"
    station.folder = tmp_path / "killed"
    dice, killed = random.Random(7), 0  # noqa: S311 - a test that can be repeated, not a secret
    for _ in range(min(KILLS, 20)):
        child = begin(station)
        time.sleep(dice.uniform(0.05, 0.8))
        if child.poll() is None:
            child.kill()
            killed += 1
        child.communicate()
    assert killed, "it was never hit at work"
    ended(begin(station))
    assert told(station) == straight
