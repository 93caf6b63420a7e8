"""Entries for the archive, prepared beforehand: what is measured is the archive, not the stages before."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

WORDS = 60_000
START = datetime(2026, 1, 1, tzinfo=UTC)


def vocabulary() -> list[str]:
    dice = random.Random(7)  # noqa: S311
    return ["".join(dice.choices("enisratdhulcgmobwfkzpv", k=dice.randint(3, 14))) for _ in range(WORDS)]


def entries(first: int, count: int, words: list[str], start: datetime = START) -> Iterator[Any]:
    """Posts three seconds apart, each with reading and verdict."""
    dice = random.Random(first)  # noqa: S311
    for at in range(first, first + count):
        yield _entry(at, at - first, dice, words, start)


def _entry(at: int, place: int, dice: random.Random, vocabulary: list[str], start: datetime) -> Any:
    from sturmwarte.core.post import Author, Metrics, Post  # noqa: PLC0415 - the folder is named first
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
        channel=dice.choice(("mastodon:home", "forum:service", "news")),
        text=" ".join(words),
        created_at=start + timedelta(seconds=place * 3 + dice.randint(-3600, 0)),
        received_at=start + timedelta(seconds=place * 3),
        author=Author(id=str(who), handle=f"name{who}", followers=who % 9999),
        metrics=Metrics(likes=dice.randint(0, 50)),
    )
    label = dice.choice(("negative", "neutral", "positive"))
    reading = Reading(sentiment=Sentiment(label, 0.8), kinds=(Kind("complaint", 0.7),))
    verdict = Verdict(verdict="watch", reasons=(Tried("else", True, Reason("nothing_fits", {})),))
    topics = ("bahn",) if at % 3 else ("bahn", "streik")
    raw = b'{"content": "' + post.text.encode() + b'"}'
    return Entry(post, index_tokens(post), "de", topics, reading, verdict, raw)
