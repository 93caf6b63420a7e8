"""How fast the archive takes posts in, finds them and lets them go, as it grows.

    python bench/archive.py [--posts 1000000] [--steps 100000 300000 1000000 ...] [--batch 500]
                            [--folder KEPT | --data FOLDER] [--json FILE] [--quick]

A first block of 100,000 posts goes in by the archive's own way. From there the archive is grown by copies of
the block (`size/growing.py`, not measured); at every step 10,000 other posts go in by the archive's own way
and are timed. `--folder` keeps what was grown, and a later run goes on with it.

The plain way beside it puts the same posts into one table with one index, in the same batches.
"""

import argparse
import json
import os
import platform
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.size import growing
from bench.size.entries import START, WORDS, entries, vocabulary

BLOCK, MEASURED = 100_000, 10_000
RESULTS = Path(__file__).parent / "results" / "archive.json"


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.data) as throwaway:
        folder = options.folder or throwaway
        Path(folder).mkdir(parents=True, exist_ok=True)
        os.environ |= {
            "STURMWARTE_DATA": folder,
            "STURMWARTE_CONFIG": folder,
            "DJANGO_SETTINGS_MODULE": "sturmwarte.station.settings",
        }
        import django  # noqa: PLC0415 - the folder must be named before

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0, skip_checks=True)
        found: dict[str, Any] = {"posts": options.posts, "block": BLOCK, "measured": MEASURED}
        found["plain_us"] = round(_plain(Path(throwaway), options.batch), 1)
        found["insert"] = _inserts(options)
        if not options.quick:
            found["search"] = _searches()
            found["delete"] = _delete()
        size = sum(path.stat().st_size for path in Path(folder).iterdir() if path.is_file())
        found["size_mib"] = round(size / 2**20)
        found["peak_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        found["machine"] = f"{platform.platform()}, {os.cpu_count()} cores, SQLite {sqlite3.sqlite_version}"
        print({key: found[key] for key in ("plain_us", "size_mib", "peak_mib")})
        Path(options.json).parent.mkdir(exist_ok=True)
        Path(options.json).write_text(json.dumps(found, indent=2), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=500_000)
    parser.add_argument("--steps", type=int, nargs="+", default=[100_000, 500_000, 1_000_000, 2_000_000])
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--folder", help="an archive to keep, or to go on with")
    parser.add_argument("--data", help="folder for a throw-away database")
    parser.add_argument("--json", default=str(RESULTS), help="file to write the numbers to")
    parser.add_argument("--quick", action="store_true", help="no searches")
    return parser.parse_args()


def _inserts(options: argparse.Namespace) -> list[dict[str, Any]]:
    from django.db import connection  # noqa: PLC0415

    from sturmwarte.engine.checkpoint import checkpoint  # noqa: PLC0415

    words, told = vocabulary(), []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM archive_post")
        there = cursor.fetchone()[0]
        if there < BLOCK:
            _insert(0, BLOCK, options.batch, words, START)
            checkpoint()
            there = BLOCK
        for step in sorted({*(s for s in options.steps if s < options.posts), options.posts}):
            if step > there + BLOCK // 2:
                copies = range(there // BLOCK, step // BLOCK)
                growing.grow(
                    cursor, BLOCK, copies, lambda n: print(f"  grown to {(n + 1) * BLOCK:,}", flush=True)
                )
                there = step
            cursor.execute("SELECT count(*), max(created) FROM archive_post")
            n, newest = cursor.fetchone()
            begin = START + timedelta(microseconds=newest - int(START.timestamp() * 1e6)) + timedelta(hours=2)
            cpu, wall, slow = _insert(100_000_000 + n, MEASURED, options.batch, words, begin)
            begun = time.process_time()
            checkpoint()
            folded = time.process_time() - begun
            one = {
                "at": n,
                "cpu_us": round(cpu * 1e6 / MEASURED, 1),
                "wall_us": round(wall * 1e6 / MEASURED, 1),
                "checkpoint_cpu_us": round(folded * 1e6 / MEASURED, 1),
                "slowest_batch_ms": round(slow * 1e3),
            }
            told.append(one)
            one["rate"] = round(_whole(told[0]) / _whole(one), 2)
            print(one, flush=True)
    return told


def _whole(one: dict[str, Any]) -> float:
    return float(one["cpu_us"] + one["checkpoint_cpu_us"])


def _insert(first: int, count: int, batch: int, words: list[str], start: Any) -> tuple[float, float, float]:
    """Seconds of CPU, of the clock, and of the slowest batch."""
    from django.db import transaction  # noqa: PLC0415

    from sturmwarte.station.archive import Archive  # noqa: PLC0415

    archive, worked, busy, slow = Archive(), 0.0, 0.0, 0.0
    made = entries(first, count, words, start)
    for _ in range(0, count, batch):
        part = list(islice(made, batch))
        clock, cpu = time.perf_counter(), time.process_time()
        with transaction.atomic():
            archive.write(part, start)
        took = time.perf_counter() - clock
        worked, busy, slow = worked + time.process_time() - cpu, busy + took, max(slow, took)
    return worked, busy, slow


def _plain(folder: Path, batch: int) -> float:
    """Microseconds of CPU a post: one table, one index."""
    database = sqlite3.connect(folder / "plain.db", isolation_level=None)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    database.execute("CREATE TABLE post (id TEXT PRIMARY KEY, channel TEXT, at TEXT, text TEXT, line BLOB)")
    made = [
        (e.post.id, e.post.channel, e.post.created_at.isoformat(), e.post.text, e.raw)
        for e in entries(0, MEASURED, vocabulary())
    ]
    begun = time.process_time()
    for at in range(0, MEASURED, batch):
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO post VALUES (?, ?, ?, ?, ?)", made[at : at + batch])
        database.execute("COMMIT")
    spent = time.process_time() - begun
    database.close()
    return spent / MEASURED * 1e6


def _searches() -> dict[str, dict[str, float]]:
    """Milliseconds, twenty different questions of each kind."""
    from sturmwarte.core.query.parse import parse  # noqa: PLC0415
    from sturmwarte.station.archive import Archive, May, Search  # noqa: PLC0415
    from sturmwarte.station.archive.records import FacetName  # noqa: PLC0415

    words, archive = vocabulary(), Archive()
    kinds: dict[str, Callable[[int], str]] = {
        "common word": lambda n: words[1 + n],
        "rare word": lambda n: words[WORDS - 20_000 + 7 * n],
        "two words": lambda n: f"{words[1 + n]} {words[2000 + n]}",
        "phrase": lambda n: f'"{words[1 + n]} {words[2 + n]}"',
        "ending": lambda n: f"*{words[100 + n][-4:]}",
        "inside": lambda n: f"*{words[100 + n][1:-1]}*",
        "NOT word": lambda n: f"NOT {words[1 + n]}",
        "number": lambda n: f"followers>{9000 + n}",
        "facts": lambda n: f"topic:streik sentiment:negative author:name{17 + n}",
    }
    found: dict[str, dict[str, float]] = {}
    fields: list[FacetName] = ["channel", "lang", "kind", "author"]
    for name, query in kinds.items():
        asked = [Search(query=parse(query(n)), may=May.everything()) for n in range(20)]
        found[f"{name}, first page"] = _timed([lambda a=a: archive.search(a) for a in asked])
        if name in {"common word", "rare word", "phrase"}:
            found[f"{name}, histogram and facets"] = _timed(
                [lambda a=a: archive.overview(a, fields) for a in asked[:8]]
            )
    for name, took in found.items():
        print(f"{name:36} p50 {took['p50_ms']:8.1f} ms   p95 {took['p95_ms']:8.1f} ms", flush=True)
    return found


def _timed(asks: list[Callable[[], object]]) -> dict[str, float]:
    asks[0]()
    took, cpu = [], []
    for ask in asks:
        clock, worked = time.perf_counter(), time.process_time()
        ask()
        took.append((time.perf_counter() - clock) * 1e3)
        cpu.append((time.process_time() - worked) * 1e3)
    cuts, cuts_cpu = quantiles(took, n=20), quantiles(cpu, n=20)
    return {
        "p50_ms": round(cuts[9], 2), "p95_ms": round(cuts[18], 2),
        "p50_cpu_ms": round(cuts_cpu[9], 2), "p95_cpu_ms": round(cuts_cpu[18], 2),
    }  # fmt: skip


def _delete() -> dict[str, float]:
    """Twenty posts one by one, one author with some hundred, and what it takes until no word of theirs is in
    the files: in how many calls, and how long the longest kept posts waiting."""
    from django.db import connection, transaction  # noqa: PLC0415

    from sturmwarte.engine.checkpoint import checkpoint  # noqa: PLC0415
    from sturmwarte.station.archive import Archive  # noqa: PLC0415

    archive = Archive()
    with connection.cursor() as cursor:
        cursor.execute("SELECT network, gid FROM archive_post ORDER BY gid LIMIT 20")
        asked = [lambda post=post: archive.delete(*post, "", START) for post in cursor.fetchall()]
        asked.append(lambda: archive.erase("mastodon", "4321", START))
    told, took = {}, []
    for ask in asked:
        clock = time.perf_counter()
        with transaction.atomic():
            gone = ask()
        took.append((time.perf_counter() - clock) * 1e3)
    told |= {"post_ms": round(sorted(took[:20])[10], 1), "post_slowest_ms": round(max(took[:20]), 1)}
    told |= {"author_posts": gone.removed, "author_ms": round(took[-1])}
    calls, finished, cpu = [], False, time.process_time()
    while not finished:
        clock = time.perf_counter()
        finished = archive.finish_erasure()
        calls.append(time.perf_counter() - clock)
        if len(calls) % 30 == 0:  # as the engine does every half minute
            checkpoint()
    told |= {"finish_calls": len(calls), "finish_longest_ms": round(max(calls) * 1e3)}
    told |= {"finish_s": round(sum(calls), 1), "finish_cpu_s": round(time.process_time() - cpu, 1)}
    print(told)
    return told


if __name__ == "__main__":
    main()
