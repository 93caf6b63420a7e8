"""The whole way of a post, stage by stage, with ever more topics, with and without learned readings.

    python bench/pipeline.py [--posts 6000] [--topics 10 1000 10000] [--readings | --no-readings]
                             [--share 0.4] [--json FILE] [--data FOLDER] [--profile]

`--readings`: mentions are read by words and by the shipped learners; `--no-readings`: by words alone.
Without either both are measured. Only mentions are read, so their share decides the price of reading:
`--share` of the posts name the company, and the table tells how many became mentions.

Posts are generated in German and English, or read from posts*.jsonl in the folder STURMWARTE_BENCH_DATA.
The station is a throw-away folder; the plan is the demo company's, its topics padded to the number asked
for. A first quarter warms up and is not counted. Speed is told per second of CPU, so that other work on the
machine does not matter, and as a ratio to a plain way measured in the same run (`way/plain.py`).
"""

import argparse
import cProfile
import json
import os
import platform
import pstats
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.way import plain
from bench.way.posts import START, made, queries

BATCH = 500
RESULTS = Path(__file__).parent / "results" / "pipeline.json"


def main() -> int:
    options = _options()
    lines = _read(options.posts) or made(options.posts, options.share)
    modes = (True, False) if options.readings is None else (options.readings,)
    found = []
    for topics in options.topics:
        for readings in modes:
            with tempfile.TemporaryDirectory(dir=options.data) as folder:
                found.append(_apart(folder, topics, readings, lines, options.profile))
    _table(found)
    target = Path(options.json)
    target.parent.mkdir(exist_ok=True)
    machine = f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    target.write_text(json.dumps({"machine": machine, "runs": found}, indent=2), encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=6_000)
    parser.add_argument("--topics", type=int, nargs="+", default=[10, 1_000, 10_000])
    parser.add_argument("--readings", action=argparse.BooleanOptionalAction, help="by the learners too")
    parser.add_argument("--share", type=float, default=0.4, help="of the made posts that name the company")
    parser.add_argument("--json", default=str(RESULTS), help="file to write the numbers to")
    parser.add_argument("--data", help="folder for the throw-away databases")
    parser.add_argument("--profile", action="store_true", help="also tell where the time goes")
    return parser.parse_args()


def _read(most: int) -> list[bytes]:
    """The posts of the data folder; none when there is no such folder."""
    folder = os.environ.get("STURMWARTE_BENCH_DATA")
    lines: list[bytes] = []
    for path in sorted(Path(folder).glob("posts*.jsonl")) if folder else ():
        with path.open("rb") as stream:
            lines += [line for line, _ in zip(stream, range(most - len(lines)), strict=False)]
    return lines


def _apart(folder: str, topics: int, readings: bool, lines: list[bytes], profile: bool) -> dict[str, Any]:
    """Measures in a process of its own: Django takes its folder once, and memory is the process's."""
    read, write = os.pipe()
    if child := os.fork():
        os.close(write)
        with os.fdopen(read, "rb") as stream:
            told = stream.read()
        if os.waitpid(child, 0)[1]:
            raise SystemExit(1)  # it has said why
        return dict(json.loads(told))
    os.close(read)
    code = 1
    try:
        os.environ |= {"STURMWARTE_DATA": folder, "STURMWARTE_CONFIG": folder}
        with os.fdopen(write, "wb") as stream:
            stream.write(json.dumps(_measured(Path(folder), topics, readings, lines, profile)).encode())
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _measured(folder: Path, topics: int, readings: bool, lines: list[bytes], profile: bool) -> dict[str, Any]:
    begun = time.perf_counter(), time.process_time()
    from sturmwarte.engine import dayone, setup  # noqa: PLC0415 - the folder must be named before

    setup.ready()
    from sturmwarte.engine import pipeline  # noqa: PLC0415
    from sturmwarte.engine.clock import SteppedClock  # noqa: PLC0415
    from sturmwarte.engine.context import Context  # noqa: PLC0415
    from sturmwarte.engine.item import Batch, Item  # noqa: PLC0415
    from sturmwarte.station.archive import Archive  # noqa: PLC0415

    context = Context(_brain(topics, readings), Archive())
    dayone.settle()  # as the engine does
    start = time.perf_counter() - begun[0], time.process_time() - begun[1]
    watch, matched, cases, profiler = _Watch(), 0, 0, cProfile.Profile()
    context.measures.stage = watch.stage  # type: ignore[method-assign]
    warm = len(lines) // 4 // BATCH * BATCH
    for at in range(0, len(lines), BATCH):
        items = [Item(line, "", START, n) for n, line in enumerate(lines[at : at + BATCH], 1)]
        if at == warm:
            watch.forget()
            matched = cases = 0
            if profile:
                profiler.enable()
        with watch.stage("whole way", len(items)):
            done = pipeline.run(Batch(items, "live", SteppedClock(START)), context)
        matched += sum(bool(item.topics) for item in done.items)
        cases += len(done.opened)
    profiler.disable()
    if profile:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(60)
    counted = len(lines) - warm
    plainly = plain.seconds(folder, lines, queries(topics), BATCH) / len(lines)
    ours = watch.cpu_us("whole way")
    return {
        "topics": topics,
        "readings": "words and learners" if readings else "words",
        "posts": counted,
        "mentions": matched,
        "share": round(matched / counted, 3),
        "cases": cases,
        "cpu_us": {name: round(watch.cpu_us(name), 1) for name in watch.spent},
        "wall_us": {name: round(watch.wall_us(name), 1) for name in watch.spent},
        "per_cpu_s": round(1e6 / ours),
        "plain_us": round(plainly * 1e6, 1),
        "ratio": round(ours / (plainly * 1e6), 1),
        "start_s": round(start[0], 2),
        "start_cpu_s": round(start[1], 2),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _brain(topics: int, readings: bool) -> Any:
    """The demo company's plan, and beside its topics as many as asked for: a plan's file would take longer
    to read than to use."""
    from importlib import resources  # noqa: PLC0415

    from sturmwarte.core.listen.topics import TOPICS  # noqa: PLC0415
    from sturmwarte.core.query.percolator import Percolator  # noqa: PLC0415
    from sturmwarte.core.understand.reader import Understand  # noqa: PLC0415
    from sturmwarte.engine.brain import make, read_plan  # noqa: PLC0415
    from sturmwarte.station.plan.folder import read_folder  # noqa: PLC0415

    plan = read_plan(
        read_folder(Path(str(resources.files("sturmwarte.packs").joinpath("demo", "plan"))))
    ).plan
    assert plan is not None
    asked = {topic.id: topic.query for topic in plan[TOPICS]}
    asked.update(queries(topics - len(asked)))
    brain = make(plan, START.date())
    understand = brain.understand if readings else Understand(plan)
    return replace(brain, percolator=Percolator(asked), understand=understand)


class _Watch:
    """Seconds of CPU and of the clock, and posts, by stage."""

    def __init__(self) -> None:
        self.spent: dict[str, tuple[int, float, float]] = {}

    def forget(self) -> None:
        self.spent.clear()

    @contextmanager
    def stage(self, name: str, posts: int) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            before = self.spent.get(name, (0, 0.0, 0.0))
            self.spent[name] = (
                before[0] + posts,
                before[1] + time.process_time() - cpu,
                before[2] + time.perf_counter() - wall,
            )

    def cpu_us(self, name: str) -> float:
        posts, cpu, _ = self.spent[name]
        return cpu / posts * 1e6

    def wall_us(self, name: str) -> float:
        posts, _, wall = self.spent[name]
        return wall / posts * 1e6


def _table(found: list[dict[str, Any]]) -> None:
    print("microseconds of CPU a post")
    print(f"{'':16}" + "".join(f"{one['topics']:>10,} topics" for one in found))
    print(
        f"{'mentions read by':16}" + "".join(f"{one['readings'].replace(' and ', '+'):>17}" for one in found)
    )
    for name in found[0]["cpu_us"]:
        print(f"{name:16}" + "".join(f"{one['cpu_us'].get(name, 0):17,.1f}" for one in found))
    for key in ("plain_us", "ratio", "per_cpu_s", "share", "cases", "start_s", "start_cpu_s", "peak_mib"):
        print(f"{key:16}" + "".join(f"{one[key]:17,}" for one in found))


if __name__ == "__main__":
    sys.exit(main())
