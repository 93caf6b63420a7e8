"""A whole station while posts come in: how soon a case is seen, how quick pages stay, what it all takes.

    python bench/live.py [--rate 1000] [--seconds 60] [--share 0.05] [--kills 0]
                         [--posts 20000] [--cases 1000] [--data FOLDER]

Starts `sturmwarte serve`, hands in posts over HTTP as another program would, and once a second one that asks
for an answer; a browser stays on the desk and notes when that one's row is there; pages are turned beside it.
With `--kills` the engine is killed with signal 9 so many times meanwhile. Afterwards everything acknowledged
must be in the archive, once. FOLDER is kept and used again. Writes bench/results/live.json.
"""

import argparse
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.full import looking, processes
from bench.full.load import Load
from bench.sets import serving

RESULTS = Path(__file__).parent / "results" / "live.json"
GOAL_SEEN_S, GOAL_PAGE_MS, GOAL_MIB = 1.0, 150.0, 1500.0
READ_WITHIN_S = 900


def main() -> int:
    options = _options()
    with serving.folder(options.data) as folder:
        cookie = serving.filled(folder, options.posts, options.cases)
        token = _token()
        with _serve(folder) as (process, port, started):
            found = {"start_s": round(started, 1)} | _loaded(
                options, folder, process.pid, port, cookie, token
            )
    _tell(found)
    found |= {
        "rate": options.rate,
        "seconds": options.seconds,
        "share": options.share,
        "kills": options.kills,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 1 if found["missing"] or found["double"] else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=int, default=1_000, help="posts a second, at most 2,000")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--share", type=float, default=0.05, help="of the posts that name the company")
    parser.add_argument("--kills", type=int, default=0, help="of the engine, with signal 9")
    parser.add_argument("--posts", type=int, default=20_000, help="in the archive before")
    parser.add_argument("--cases", type=int, default=1_000, help="on the desk before")
    parser.add_argument("--data", type=Path, help="folder to keep the station in")
    return parser.parse_args()


def _token() -> str:
    from django.utils import timezone  # noqa: PLC0415 - the folder must be named before

    from sturmwarte.station.listen import tokens  # noqa: PLC0415

    return tokens.make_token("mastodon", "bench", timezone.now())


@contextmanager
def _serve(folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", int, float]]:
    port = _free_port()
    env = os.environ | {"STURMWARTE_PORT": str(port), "OMP_NUM_THREADS": "1"}
    begun = time.perf_counter()
    with (folder / "serve.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "sturmwarte.cli.main", "serve"], env=env, stdout=log, stderr=log
        )
    try:
        _answers(port)
        yield process, port, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> None:
    for _ in range(1_800):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the station did not answer in three minutes: see serve.log")


def _loaded(options: Any, folder: Path, pid: int, port: int, cookie: str, token: str) -> dict[str, Any]:
    load = Load(port, token, options.rate, options.seconds, options.share)
    turning = looking.Turning(port, cookie)
    with looking.desk(port, cookie) as page:
        before = processes.taken(pid)
        begun = time.monotonic()
        load.start()
        turning.start()
        most = _watched(load, folder, pid, begun, options)
        turning.ends.set()
        clock = time.monotonic()
        read = _read(folder)
        drained = time.monotonic() - clock
        after = processes.taken(pid)
        if page:
            page.wait_for_timeout(3000)
        seen = page.evaluate("window.seen") if page else {}
    delays = [seen[mark] - at for mark, at in load.sent.marked.items() if mark in seen]
    used = {name: round(one.cpu_s - before[name].cpu_s, 1) for name, one in after.items() if name in before}
    return {
        "acknowledged": len(load.sent.acknowledged),
        "sent_again": load.sent.again,
        "late_s": round(load.sent.late_s, 2),
        "waited_most": most,
        "drained_s": round(drained, 1) if read else None,
        "seen_s": looking.spread(delays) | {"of": len(load.sent.marked), "seen": len(delays)},
        "pages_ms": {name: looking.spread(took) | {"n": len(took)} for name, took in turning.took.items()},
        "failed_pages": turning.failed,
        "cpu_s": used,
        "mib": {name: round(one.mib) for name, one in after.items()},
        **_there(folder, load.sent.acknowledged),
    }


def _watched(load: Load, folder: Path, pid: int, begun: float, options: Any) -> int:
    """Until all is handed in; the most that waited at once. Kills the engine at moments nobody chose."""
    dice = random.Random(20261122)  # noqa: S311 - a run that can be repeated
    moments = sorted(dice.uniform(2, options.seconds) for _ in range(options.kills))
    most = 0
    while load.is_alive():
        if moments and time.monotonic() - begun > moments[0]:
            engine = processes.children(pid).get("engine")
            if engine:
                moments.pop(0)
                os.kill(engine, signal.SIGKILL)
        most = max(most, _waiting(folder))
        load.join(0.2)
    return most


def _read(folder: Path) -> bool:
    until = time.monotonic() + READ_WITHIN_S
    while time.monotonic() < until:
        if not _waiting(folder):
            return True
        time.sleep(0.1)
    return False


def _waiting(folder: Path) -> int:
    return int(_ask(folder, "SELECT count(*) FROM listen_inbox")[0][0])


def _there(folder: Path, acknowledged: set[str]) -> dict[str, int]:
    """Ids of a channel's posts are its own: `n17`, `m3`."""
    rows = _ask(folder, "SELECT gid, count(*) FROM archive_post WHERE gid GLOB '[nm][0-9]*' GROUP BY gid")
    kept = dict(rows)
    return {
        "missing": len(acknowledged - set(kept)),
        "double": sum(count > 1 for count in kept.values()),
    }


def _ask(folder: Path, question: str) -> list[Any]:
    with closing(
        sqlite3.connect(f"file:{folder / 'sturmwarte.db'}?mode=ro", uri=True, timeout=30)
    ) as database:
        return database.execute(question).fetchall()


def _tell(found: dict[str, Any]) -> None:
    seen = found["seen_s"]
    print(f"first page answered after {found['start_s']} s")
    print(
        f"{found['acknowledged']:,} posts acknowledged, {found['missing']} missing, {found['double']} double;"
        f" at most {found['waited_most']:,} waited, the last read after {found['drained_s']} s"
    )
    if "p99" in seen:
        late = " *" if seen["p99"] > GOAL_SEEN_S else ""
        told = "  ".join(f"{name} {seen[name]:.2f} s" for name in ("p50", "p95", "p99"))
        print(f"case seen after {told}{late}  ({seen['seen']} of {seen['of']})")
    for name, one in found["pages_ms"].items():
        if "p95" in one:
            late = " *" if one["p95"] > GOAL_PAGE_MS else ""
            print(f"{name:24} p50 {one['p50']:5.0f} ms  p95 {one['p95']:5.0f} ms{late}")
    for name, mib in found["mib"].items():
        print(f"{name:12} {found['cpu_s'].get(name, 0):6.1f} s of CPU  {mib:6} MiB")
    total = sum(found["mib"].values())
    print(f"{'together':12} {'':16}  {total:6} MiB{' *' if total > GOAL_MIB else ''}")


if __name__ == "__main__":
    sys.exit(main())
