"""How fast posts are matched against many topics, words cut included.

    bench/matching.py [DIR ...] [--large] [--posts N] [--json FILE]

DIR holds posts.jsonl and topics.jsonl ({"id", "query"}); default: every folder of that kind in
STURMWARTE_BENCH_DATA/percolation, else 1,000, 10,000 and 100,000 topics made up here (225,000 too with
--large), the same ones every time. Told per folder:

- `cold`: the first half of the posts, by a percolator that has seen none;
- `new`: the second half, never seen before, with words known from the first half. This is what counts;
- `again`: the second half once more, when every word is known;
- each as the median of slices of 250 posts, in microseconds of processor time a post.

All contenders take each slice in turn, so that their ratio holds on a busy machine: ours, ours with
frequencies counted in the first half, a plain implementation (`bench/plain/matching.py`, up to 1,000 topics)
and the one in the Python file that STURMWARTE_YARDSTICK names, if it does (`tokens(text)` and
`Sketch(queries, counts).match(row)`). Also told: the start, memory, and how long one more topic takes in the
running set, until the next post is matched.
"""

import argparse
import importlib.util
import itertools
import json
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.plain.matching import Reference
from sturmwarte.core.post import Post
from sturmwarte.query import Document, Percolator, index_tokens

SLICE = 250
PLAIN_BEARS = 1_000
"""Topics; with more the plain implementation takes up most of the time."""
RESULTS = Path(__file__).parent / "results" / "matching.json"
Match = Callable[[Sequence[Post]], int]
SYLLABLES = "ka lo mi ra te vo zu be da fe go hi ja ku le ma no pi ro sa bra cro dri grü schö mül".split()  # noqa: SIM905


def made_up(topics: int, posts: int = 4_000) -> tuple[list[Post], dict[str, str]]:
    """Posts of 30 words by Zipf's law, one in 25 a brand, and topics: a brand's names AND some issues."""
    chance = random.Random(42)  # noqa: S311
    made = ("".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(200_000))
    words = list(dict.fromkeys(made))
    common = words[:60_000]
    brands = [word for word in words[60_000:] if len(word) > 5]
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(common))))

    def text() -> str:
        drawn = chance.choices(common, cum_weights=weights, k=30)
        return " ".join(chance.choice(brands) if chance.random() < 0.04 else word for word in drawn)

    def query() -> str:
        brand = chance.choice(brands)
        issues = " OR ".join(chance.choices(common[100:20_000], k=6))
        near = f" OR ({brand} NEAR/5 {chance.choice(common[:2_000])})" if chance.random() < 0.2 else ""
        return f"({brand} OR #{brand} OR {brand}*) AND ({issues}{near}) NOT {chance.choice(common)}"

    heard = [Post(id=str(n), channel="bench", text=text()) for n in range(posts)]
    return heard, {f"t{n}": query() for n in range(topics)}


def read(folder: Path, most: int | None = None) -> tuple[list[Post], dict[str, str]]:
    heard = [json.loads(line) for line in (folder / "posts.jsonl").open(encoding="utf-8")]
    topics = [json.loads(line) for line in (folder / "topics.jsonl").open(encoding="utf-8")]
    posts = [
        Post(id=p["id"], channel=p["channel"], text=p["text"], lang=p.get("lang", "")) for p in heard[:most]
    ]
    return posts, {topic["id"]: topic["query"] for topic in topics}


def tell(name: str, posts: list[Post], topics: dict[str, str]) -> dict[str, Any]:
    print(f"{name}: {len(posts)} posts, {len(topics)} topics", flush=True)
    known, new = posts[: len(posts) // 2], posts[len(posts) // 2 :]
    wall, began = time.perf_counter(), time.process_time()
    ours = Percolator(topics)
    told: dict[str, Any] = {"topics": len(topics), "start_s": time.process_time() - began}
    told["start_wall_s"] = time.perf_counter() - wall
    told["cold"] = {"ours": _medians({"ours": _by(ours)}, known)["ours"]}
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    others = _others(topics, known)
    for slice in _slices(known):
        for match in others.values():
            match(slice)
    told["new"] = _medians({"ours": _by(ours), **others}, new)
    told["again"] = _medians({"ours": _by(ours), **others}, new)
    told["hits"] = _by(ours)(new) / len(new)
    told["add_ms"] = _adding(ours, posts[0])
    _print(told)
    return told


def _by(percolator: Percolator | Reference) -> Match:
    return lambda posts: sum(map(len, percolator.match_batch([Document(post) for post in posts])))


def _others(topics: dict[str, str], known: list[Post]) -> dict[str, Match]:
    frequencies = Counter(term for post in known for term in index_tokens(post))
    others = {"counted": _by(Percolator(topics, frequencies=frequencies))}
    if len(topics) <= PLAIN_BEARS:
        others["plain"] = _by(Reference(topics))
    if path := os.environ.get("STURMWARTE_YARDSTICK"):
        spec = importlib.util.spec_from_file_location("yardstick", path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        words = Counter(word for post in known for word in set(module.tokens(post.text)))
        sketch = module.Sketch(list(topics.values()), words)
        others["yardstick"] = lambda posts: sum(len(sketch.match(_row(post))) for post in posts)
    return others


def _row(post: Post) -> dict[str, str]:
    return {"text": post.text, "lang": post.lang}


def _slices(posts: list[Post]) -> list[list[Post]]:
    return [posts[at : at + SLICE] for at in range(0, len(posts), SLICE)]


def _medians(contenders: dict[str, Match], posts: list[Post]) -> dict[str, float]:
    """Microseconds of processor time a post."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for slice in _slices(posts):
        for name, match in contenders.items():
            began = time.process_time()
            match(slice)
            taken[name].append((time.process_time() - began) / len(slice) * 1e6)
    return {name: median(times) for name, times in taken.items()}


def _adding(percolator: Percolator, post: Post) -> float:
    """Milliseconds until a topic with new words and a new pattern is matched; the slowest of twenty."""
    slowest = 0.0
    for number in range(20):
        began = time.perf_counter()
        percolator.add(
            f"more{number}", f"(neumarke{number} OR neumark{number}*) AND (kaputt OR defekt{number})"
        )
        percolator.match(post)
        slowest = max(slowest, time.perf_counter() - began)
    return slowest * 1e3


def _print(told: dict[str, Any]) -> None:
    start = f"start {told['start_s']:.1f} s ({told['start_wall_s']:.1f} s by the clock)"
    print(f"  {start}, peak {told['peak_mb']:.0f} MB, one more topic {told['add_ms']:.1f} ms")
    print(f"  cold: ours {told['cold']['ours']:.0f} us a post; {told['hits']:.2f} hits a post")
    for reading in ("new", "again"):
        ours = told[reading]["ours"]
        each = [f"{name} {us:.0f} ({us / ours:.1f}x)" for name, us in told[reading].items()]
        print(f"  {reading}: {', '.join(each)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--large", action="store_true", help="225,000 made-up topics too")
    parser.add_argument("--posts", type=int, help="only so many of them")
    parser.add_argument("--json", type=Path, default=RESULTS)
    options = parser.parse_args()
    folders = options.folders
    if not folders and (data := os.environ.get("STURMWARTE_BENCH_DATA")):
        folders = sorted(found.parent for found in Path(data).glob("percolation/**/topics.jsonl"))
    found = {folder.name: tell(folder.name, *read(folder, options.posts)) for folder in folders}
    if not folders:
        for size in (1_000, 10_000, 100_000, *((225_000,) if options.large else ())):
            found[f"made up, {size}"] = tell("made up", *made_up(size))
    options.json.parent.mkdir(exist_ok=True)
    options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
