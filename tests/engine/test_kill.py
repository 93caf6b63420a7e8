"""kill -9 at any moment loses nothing acknowledged and doubles nothing."""

import json
import random
import threading
import time
from pathlib import Path

import pytest

from tests.engine.storm import Sender, kill_some

CHANNEL = "mastodon"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux to find the processes to kill")
def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(station):
    survive(station, kills=12, pause=(0.5, 3.0), senders=4)


def survive(station, kills, pause, senders, seed=20260301):
    station.activate_demo_plan()
    token = station.call("channel-token", CHANNEL).stdout.strip()
    with station.serve() as process:
        stop = threading.Event()
        storm = [Sender(n, station.port, CHANNEL, token, stop) for n in range(senders)]
        for sender in storm:
            sender.start()
        dice = random.Random(seed)  # noqa: S311 - a test that can be repeated, not a secret
        kill_some(process.pid, kills, dice, pause)
        station.wait_for_web(process)
        time.sleep(1.0)
        stop.set()
        for sender in storm:
            sender.join(20)
        wait_until_read(station)
        assert process.poll() is None
    assert process.returncode == 0, station.log()
    check(station, set().union(*(sender.acknowledged for sender in storm)))
    print(
        {
            "acknowledged": sum(len(s.acknowledged) for s in storm),
            "sent again": sum(s.sent_twice for s in storm),
        }
    )


def wait_until_read(station, seconds=90):
    until = time.monotonic() + seconds
    while station.ask("SELECT count(*) FROM listen_inbox") != [(0,)]:
        assert time.monotonic() < until, "the inbox was not read: " + station.log()
        time.sleep(0.1)


def check(station, acknowledged):
    stored = [gid for (gid,) in station.ask("SELECT gid FROM archive_post")]
    assert len(stored) == len(set(stored)), "a post is in the archive twice"
    assert acknowledged - set(stored) == set(), "acknowledged posts are lost"
    assert len(acknowledged) > 50, "too little load to mean anything"
    work = ("answer_now", "answer", "community", "hide", "escalate")
    needed = station.ask(f"SELECT count(*) FROM archive_post WHERE verdict IN {work}")  # noqa: S608
    assert needed != [(0,)], "no post needed work: the test shows nothing about cases"
    assert station.ask("SELECT count(*) FROM respond_case") == needed
    assert station.ask("SELECT count(DISTINCT post) FROM respond_casepost") == needed
    assert station.ask("SELECT count(*) FROM listen_rejected") == [(0,)]
    findings = map(json.loads, station.call("doctor", "--json").stdout.splitlines())
    wrong = [finding for finding in findings if finding["state"] == "wrong"]
    assert wrong == [], "counters or index do not fit the posts"
