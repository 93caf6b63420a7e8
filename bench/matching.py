#!/usr/bin/env python3
"""How fast posts are matched against many topics, words cut included.

    bench/matching.py [DIR ...]

DIR holds posts.jsonl and topics.jsonl ({"id", "query"}); default: every folder of that kind in
STURMWARTE_BENCH_DATA/percolation, else posts and topics made up here, the same ones every time. Told per
folder: microseconds a post when its words are new (cold) and once they are known (warm), with and without
counted frequencies, and milliseconds to replace one topic.
"""

import itertools
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sturmwarte.core.post import Post
from sturmwarte.core.query.tokens import _chunks
from sturmwarte.query import Document, Percolator, index_tokens

SYLLABLES = "ka lo mi ra te vo zu be da fe go hi ja ku le ma no pi ro sa bra cro dri grü schö mül".split()  # noqa: SIM905


def made_up(topics: int, posts: int = 3_000) -> tuple[list[Post], dict[str, str]]:
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


def read(folder: Path) -> tuple[list[Post], dict[str, str]]:
    heard = [json.loads(line) for line in (folder / "posts.jsonl").open(encoding="utf-8")]
    topics = [json.loads(line) for line in (folder / "topics.jsonl").open(encoding="utf-8")]
    posts = [Post(id=p["id"], channel=p["channel"], text=p["text"], lang=p.get("lang", "")) for p in heard]
    return posts, {topic["id"]: topic["query"] for topic in topics}


def measured(run: Callable[[], object]) -> float:
    """Seconds of processor time."""
    began = time.process_time()
    run()
    return time.process_time() - began


def tell(name: str, posts: list[Post], topics: dict[str, str]) -> None:
    print(f"{name}: {len(posts)} posts, {len(topics)} topics")
    frequencies = Counter(term for post in posts for term in index_tokens(post))
    _tell_matching("without frequencies", posts, Percolator(topics))
    percolator = Percolator(topics, frequencies=frequencies)
    _tell_matching("with frequencies", posts, percolator)
    words = measured(lambda: [Document(post).terms for post in posts])
    print(f"  cutting words alone, known: {words / len(posts) * 1e6:.0f} us a post")
    some = list(topics.items())[:100]
    replacing = measured(lambda: [percolator.replace(id, text) for id, text in some])
    print(f"  replacing a topic: {replacing / len(some) * 1e3:.2f} ms")


def _tell_matching(label: str, posts: list[Post], percolator: Percolator) -> None:
    _chunks.clear()
    cold = measured(lambda: percolator.match_batch(posts))
    warm = min(measured(lambda: percolator.match_batch(posts)) for _ in range(3))
    hits = sum(map(len, percolator.match_batch(posts)))
    told = f"cold {cold / len(posts) * 1e6:.0f}, warm {warm / len(posts) * 1e6:.0f} us a post"
    print(f"  {label}: {told}, {hits / len(posts):.2f} hits a post")


def main() -> None:
    folders = [Path(name) for name in sys.argv[1:]]
    if not folders and (data := os.environ.get("STURMWARTE_BENCH_DATA")):
        folders = sorted(found.parent for found in Path(data).glob("percolation/**/topics.jsonl"))
    for folder in folders:
        tell(folder.name, *read(folder))
    if not folders:
        for size in (1_000, 10_000):
            tell("made up", *made_up(size))


if __name__ == "__main__":
    main()
