"""A firehose, ears that are killed, and an engine that reads: nothing may be missing, nothing double."""

import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from tests.ears.platform import TOKEN, Firehose, deletes, running

SETUP = """
from sturmwarte.engine import setup
setup.ready()
from django.utils import timezone
from sturmwarte.station.ledger.runs import standing_runs
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.secrets import seal
standing_runs(timezone.now())
Source.objects.create(
    id="firehose", kind="harbour", name="firehose", channel="harbour:firehose",
    values={{"address": "{url}", "way": "stream", "every": 1}}, secrets=seal({{"token": "{token}"}}),
    made_at=timezone.now(), made_by="test",
)
"""


@dataclass
class Ended:
    """What became of a flood. `delays` in seconds from when a post was written to when it was taken in."""

    posts: int
    kills: int
    waited_most: int


def flood(station, rate, seconds, kills, seed=20261122, tell=lambda *_: None):
    """Runs it and checks what is in the archive. `station` is `tests.engine.station.Station`."""
    env = {**station.env, "STURMWARTE_ALLOW": "127.0.0.1", "OMP_NUM_THREADS": "1"}
    dice = random.Random(seed)  # noqa: S311 - a test that can be repeated, not a secret
    with running(Firehose(rate, seconds)) as platform:
        _run([sys.executable, "-c", SETUP.format(url=platform.url, token=TOKEN)], env)
        engine = _start("sturmwarte.engine.serving.run_engine", env, station)
        platform.began = time.time()
        moments = sorted(dice.uniform(0.5, seconds) for _ in range(kills))
        most = _kill_at([platform.began + moment for moment in moments], env, station, platform, tell)
        try:
            _wait_until_read(station, platform.total, tell)
        finally:
            _end(engine)
        check(station, platform.total)
    return Ended(platform.total, kills, most)


def _kill_at(moments, env, station, platform, tell):
    """Restarts the ears at once each time, as the supervisor does. The most that ever waited to be read."""
    ears = _start("tests.ears.child", env, station)
    most = 0
    end = time.time() + platform.total / platform.rate + 600
    told = 0.0
    while time.time() < end:
        if moments and time.time() >= moments[0]:
            moments.pop(0)
            ears.send_signal(signal.SIGKILL)
            _end(ears)
            ears = _start("tests.ears.child", env, station)
        assert ears.poll() is None, station.log()
        (waiting,) = station.ask("SELECT count(*) FROM listen_inbox")[0]
        most = max(most, waiting)
        heard = _cursor(station)
        if time.time() - told > 30:
            tell(f"{heard} of {platform.total} heard, {waiting} wait, {len(moments)} kills to come")
            told = time.time()
        if heard >= platform.total and not moments:
            break
        time.sleep(0.1)
    begun = time.time()
    _end(ears)
    assert time.time() - begun < 6, "the ears did not end in time"
    assert ears.returncode == 0
    return most


def _cursor(station):
    rows = station.ask("SELECT json_extract(cursor, '$.n') FROM listen_subscription WHERE name = 'stream'")
    return (rows[0][0] or 0) if rows else 0


def _wait_until_read(station, total, tell):
    last, still = None, time.time()
    while True:
        (waiting,) = station.ask("SELECT count(*) FROM listen_inbox")[0]
        if not waiting:
            return
        if waiting != last:
            last, still = waiting, time.time()
        assert time.time() - still < 60, f"the engine stands still: {waiting} wait\n{station.log()}"
        time.sleep(0.2)


def check(station, total):
    """Every post once, every deletion carried out, and the counters agree."""
    posts = [n for n in range(1, total + 1) if not deletes(n)]
    gone = {n - 25 for n in range(1, total + 1) if deletes(n)}
    kept = station.ask("SELECT gid, count(*) FROM archive_post WHERE deleted IS NULL GROUP BY gid")
    assert {gid for gid, _ in kept} == {f"p{n}" for n in posts if n not in gone}
    assert all(count == 1 for _, count in kept)
    assert station.ask("SELECT count(*) FROM archive_version WHERE number > 1") == [(0,)]
    ((heard, erased),) = station.ask(
        "SELECT sum(heard), sum(gone) FROM archive_counter WHERE grain = 'hour' AND topic = ''"
    )
    assert (heard, erased) == (len(posts), len(gone & set(posts)))
    assert station.ask("SELECT count(*) FROM listen_rejected") == [(0,)]
    assert station.ask("SELECT count(*) FROM listen_gap") == [(0,)]


def _start(module, env, station):
    argv = [sys.executable, "-m", module]
    with (station.folder / "serve.log").open("ab") as log:
        # Standard input is the leash: it ends with this process, and the child with it.
        return subprocess.Popen(argv, env=env, stdin=subprocess.PIPE, stdout=log, stderr=log)


def _end(process):
    process.terminate()
    process.wait(30)
    process.stdin.close()


def _run(argv, env):
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
