"""The whole way of a post, stage by stage, with ever more topics.

    python bench/pipeline.py [--posts 5000] [--topics 10 1000 10000] [--json FILE] [--data FOLDER] [--profile]

Posts are generated in German and English, or read from posts*.jsonl in the folder STURMWARTE_BENCH_DATA.
The station is a throw-away folder; the plan is the demo company's, its topics padded to the number asked
for. A first batch warms up and is not counted. Speed is told per second of CPU, so that other work on the
machine does not matter.
"""

import argparse
import cProfile
import json
import os
import pstats
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

BATCH = 500
START = datetime(2026, 3, 3, 10, tzinfo=UTC)
SAID = (
    "Mein Zeisig Flott hat gebrannt, die Steckdose ist schwarz.", "Seit drei Wochen warte ich auf Antwort.",
    "Wer kann mir sagen, wann die Lieferung kommt?", "Danke für die schnelle Hilfe gestern!",
    "The kettle stopped working after two days.", "Where can I get a refund for this?",
    "Heute scheint die Sonne über dem Hafen.", "Das Paket lag offen vor der Tür.", "Nie wieder!",
    "I love the new colour, well done.", "Die Hotline legt einfach auf.", "Schönes Wochenende euch allen",
)  # fmt: skip


def main() -> int:
    options = _options()
    lines = _read(options.posts) or _made(options.posts)
    found = []
    for topics in options.topics:
        with tempfile.TemporaryDirectory(dir=options.data) as folder:
            found.append(_apart(folder, topics, lines, options.profile))
    _table(found)
    if options.json:
        Path(options.json).write_text(json.dumps(found, indent=2), encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=5_000)
    parser.add_argument("--topics", type=int, nargs="+", default=[10, 1_000, 10_000])
    parser.add_argument("--json", help="file to write the numbers to")
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


def _made(count: int) -> list[bytes]:
    dice = random.Random(7)  # noqa: S311
    return [json.dumps(_post(at, dice), ensure_ascii=False).encode() for at in range(count)]


def _post(at: int, dice: random.Random) -> dict[str, Any]:
    words = " ".join(_word(dice) for _ in range(dice.randint(2, 12)))
    post: dict[str, Any] = {
        "id": str(at),
        "channel": dice.choice(("mastodon", "forum", "mail")),
        "text": " ".join([*dice.sample(SAID, dice.randint(1, 3)), words]),
        "created_at": (START - timedelta(seconds=dice.randint(0, 3600))).isoformat(),
        "author": {"id": str(dice.randint(1, 2_000)), "followers": dice.randint(0, 900)},
        "metrics": {"likes": dice.randint(0, 30)},
    }
    if at and dice.random() < 0.3:
        post["in_reply_to"] = str(dice.randrange(at))
    return post


def _word(dice: random.Random) -> str:
    return "".join(dice.choices("enisratdhulcgmobwfkzpv", k=dice.randint(5, 12)))


def _apart(folder: str, topics: int, lines: list[bytes], profile: bool) -> dict[str, Any]:
    """Measures in a process of its own: Django takes its folder once."""
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
            stream.write(json.dumps(_measured(topics, lines, profile)).encode())
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _measured(topics: int, lines: list[bytes], profile: bool) -> dict[str, Any]:
    from sturmwarte.engine import setup  # noqa: PLC0415 - the folder must be named before

    setup.ready()
    from sturmwarte.engine import pipeline  # noqa: PLC0415
    from sturmwarte.engine.clock import SteppedClock  # noqa: PLC0415
    from sturmwarte.engine.context import Context  # noqa: PLC0415
    from sturmwarte.engine.item import Batch, Item  # noqa: PLC0415
    from sturmwarte.station.archive import Archive  # noqa: PLC0415

    context = Context(_brain(topics), Archive())
    watch = _Watch()
    context.measures.stage = watch.stage  # type: ignore[method-assign]
    profiler = cProfile.Profile()
    matched = 0
    for at in range(0, len(lines), BATCH):
        items = [Item(line, "", START, n) for n, line in enumerate(lines[at : at + BATCH], 1)]
        if at == BATCH:
            watch.forget()
        if profile and at:
            profiler.enable()
        begun = time.process_time()
        done = pipeline.run(Batch(items, "live", SteppedClock(START)), context)
        watch.add("whole way", len(items), time.process_time() - begun)
        profiler.disable()
        matched += sum(bool(item.topics) for item in done.items)
    if profile:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(45)
    return {"topics": topics, "posts": len(lines), "matched": matched, "per_cpu_s": watch.speeds()}


def _brain(topics: int) -> Any:
    """The demo company's plan, and beside its topics as many as asked for: a plan's file would take longer
    to read than to use."""
    from importlib import resources  # noqa: PLC0415

    from sturmwarte.core.listen.topics import TOPICS  # noqa: PLC0415
    from sturmwarte.core.query.percolator import Percolator  # noqa: PLC0415
    from sturmwarte.engine.brain import make, read_plan  # noqa: PLC0415
    from sturmwarte.station.plan.folder import read_folder  # noqa: PLC0415

    plan = read_plan(
        read_folder(Path(str(resources.files("sturmwarte.packs").joinpath("demo", "plan"))))
    ).plan
    assert plan is not None
    queries = {topic.id: topic.query for topic in plan[TOPICS]}
    dice = random.Random(3)  # noqa: S311
    for n in range(topics - len(queries)):
        queries[f"t{n}"] = f"{_word(dice)} OR ({_word(dice)} {_word(dice)} NOT {_word(dice)})"
    return replace(make(plan, START.date()), percolator=Percolator(queries))


class _Watch:
    """CPU seconds and posts by stage."""

    def __init__(self) -> None:
        self.spent: dict[str, tuple[int, float]] = {}

    def forget(self) -> None:
        self.spent.clear()

    def add(self, name: str, posts: int, seconds: float) -> None:
        before = self.spent.get(name, (0, 0.0))
        self.spent[name] = before[0] + posts, before[1] + seconds

    @contextmanager
    def stage(self, name: str, posts: int) -> Iterator[None]:
        begun = time.process_time()
        try:
            yield
        finally:
            self.add(name, posts, time.process_time() - begun)

    def speeds(self) -> dict[str, float]:
        return {name: round(posts / max(seconds, 1e-6)) for name, (posts, seconds) in self.spent.items()}


def _table(found: list[dict[str, Any]]) -> None:
    print("posts per CPU second")
    print(f"{'stage':12}" + "".join(f"{one['topics']:>10,} topics" for one in found))
    for name in found[0]["per_cpu_s"]:
        print(f"{name:12}" + "".join(f"{one['per_cpu_s'].get(name, 0):17,.0f}" for one in found))
    print(f"{'mentions':12}" + "".join(f"{one['matched']:17,}" for one in found))


if __name__ == "__main__":
    sys.exit(main())
