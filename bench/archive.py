"""How fast the archive takes posts in and finds them again, as it grows.

    python bench/archive.py [--posts 100000] [--batch 500] [--data FOLDER]

Works in a throw-away folder. Entries are prepared beforehand: this measures the archive, not the stages
before.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

WORDS = 60_000
START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.data) as folder:
        os.environ |= {
            "STURMWARTE_DATA": folder,
            "STURMWARTE_CONFIG": folder,
            "DJANGO_SETTINGS_MODULE": "sturmwarte.station.settings",
        }
        import django  # noqa: PLC0415 - the folder must be named before

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0, skip_checks=True)
        _insert(options.posts, options.batch)
        _search()
        size = sum(path.stat().st_size for path in Path(folder).iterdir() if path.is_file())
        print(f"size                {size / 2**20:10.1f} MiB  {size / options.posts:.0f} bytes a post")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--data", help="folder for the throw-away database")
    return parser.parse_args()


def _insert(posts: int, batch: int) -> None:
    from django.db import connection, transaction  # noqa: PLC0415

    from sturmwarte.station.archive import Archive  # noqa: PLC0415

    archive, dice = Archive(), random.Random(7)  # noqa: S311
    vocabulary = [_word(dice) for _ in range(WORDS)]
    step, busy, slow, worked = max(batch, posts // 10), 0.0, 0.0, 0.0
    mark = 0
    for begin in range(0, posts, batch):
        entries = [_entry(at, dice, vocabulary) for at in range(begin, min(begin + batch, posts))]
        clock, cpu = time.perf_counter(), time.process_time()
        with transaction.atomic():
            archive.write(entries, START)
        took = time.perf_counter() - clock
        busy, slow, worked = busy + took, max(slow, took), worked + time.process_time() - cpu
        done = begin + len(entries)
        if done % step < batch:
            rates = f"{(done - mark) / busy:8,.0f} posts/s  {(done - mark) / worked:8,.0f} per CPU second"
            print(f"insert at {done:9,} {rates}  slowest batch {slow * 1000:.0f} ms")
            busy, slow, worked, mark = 0.0, 0.0, 0.0, done
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _word(dice: random.Random) -> str:
    return "".join(dice.choices("enisratdhulcgmobwfkzpv", k=dice.randint(3, 14)))


def _entry(at: int, dice: random.Random, vocabulary: list[str]) -> "object":
    from sturmwarte.core.post import Author, Metrics, Post  # noqa: PLC0415
    from sturmwarte.core.query.document import index_tokens  # noqa: PLC0415
    from sturmwarte.core.reason import Reason  # noqa: PLC0415
    from sturmwarte.core.triage.verdict import Tried, Verdict  # noqa: PLC0415
    from sturmwarte.core.understand.reading import Kind, Reading, Sentiment  # noqa: PLC0415
    from sturmwarte.station.archive import Entry  # noqa: PLC0415

    # Words as unevenly spread as in a language: the n-th is about n times rarer than the first.
    words = [vocabulary[min(int(WORDS ** dice.random()), WORDS - 1)] for _ in range(22)]
    who = int(20_000 ** dice.random())
    post = Post(
        id=f"https://social.example/{at}",
        channel=dice.choice(("mastodon:home", "mail:service", "news")),
        text=" ".join(words),
        created_at=START + timedelta(seconds=at * 3 + dice.randint(-3600, 0)),
        received_at=START + timedelta(seconds=at * 3),
        author=Author(id=str(who), handle=f"name{who}", followers=who % 9999),
        metrics=Metrics(likes=dice.randint(0, 50)),
    )
    reading = Reading(
        sentiment=Sentiment(dice.choice(("negative", "neutral", "positive")), 0.8),
        kinds=(Kind("complaint", 0.7),),
    )
    verdict = Verdict(verdict="watch", reasons=(Tried("else", True, Reason("nothing_fits", {})),))
    topics = ("bahn",) if at % 3 else ("bahn", "streik")
    return Entry(
        post,
        index_tokens(post),
        "de",
        topics,
        reading,
        verdict,
        b'{"content": "' + post.text.encode() + b'"}',
    )


QUERIES = (
    "{rare}", "{common}", "{common} {rare}", '"{common} {second}"', "{common} OR {second}", "*{ending}",
    "{start}*", "NOT {common}", "topic:streik sentiment:negative", "author:name17", "followers>9000",
)  # fmt: skip


def _search() -> None:
    from sturmwarte.core.query.parse import parse  # noqa: PLC0415
    from sturmwarte.station.archive import Archive, May, Search  # noqa: PLC0415

    dice = random.Random(7)  # noqa: S311
    words = [_word(dice) for _ in range(WORDS)]
    named = {
        "rare": words[50_000],
        "common": words[1],
        "second": words[2],
        "ending": words[300][-4:],
        "start": words[40][:4],
    }
    print(f"{'query':40} {'page':>8} {'count':>8} {'facets':>8} {'hours':>8}  found")
    archive = Archive()
    for query in QUERIES:
        asked = Search(query=parse(query.format(**named)), may=May.everything())
        page = _timed(lambda asked=asked: archive.search(asked))
        count = _timed(lambda asked=asked: archive.count(asked))
        facets = _timed(lambda asked=asked: archive.facets(asked, ["channel", "lang", "kind", "author"]))
        hours = _timed(lambda asked=asked: archive.histogram(asked))
        found = archive.count(asked)
        sign = "" if found.exact else "about "
        print(f"{query:40} {page:5.0f} ms {count:5.0f} ms {facets:5.0f} ms {hours:5.0f} ms  {sign}{found.n}")


def _timed(ask: Callable[[], object]) -> float:
    """Milliseconds, the best of three."""
    best = float("inf")
    for _ in range(3):
        clock = time.perf_counter()
        ask()
        best = min(best, time.perf_counter() - clock)
    return best * 1000


if __name__ == "__main__":
    sys.exit(main())
