"""A station with half a million posts, to measure pages on: invented, always the same.

Words are as unevenly spread as in a language. Names of topics, channels and kinds are those of the sample
plan.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from sturmwarte import packs
from sturmwarte.core.post import Author, Metrics, Post
from sturmwarte.core.query.document import index_tokens
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.verdict import Tried, Verdict
from sturmwarte.core.understand.reading import Kind, Reading, Sentiment
from sturmwarte.engine.activation import activate
from sturmwarte.station.archive import Archive, Entry
from sturmwarte.station.people.models import Grant, User

WORDS, DAYS, BATCH = 60_000, 180, 500
CHANNELS = ("mastodon", "bluesky", "youtube", "reviews", "mail")
TOPICS = (("marke",), ("marke", "geraete"), ("marke", "schmorkocher"), ("ruf",), ())
KINDS = ("complaint", "question", "praise", "billing", "none", "none")
VERDICTS = ("watch", "ignore", "answer", "community", "answer_now")
FORMS = ("post", "comment", "review", "mail")
COMMON, RARE = "zeisig", "schmorgeruch"
"""In every third post; in one of ten thousand."""


def someone() -> User:
    """An owner, to sign in as."""
    user: User = User.objects.create(
        email="owner@zeisig.example", name="Owner", password=make_password("not for signing in")
    )
    Grant.objects.create(user=user, role="owner")
    return user


def plan(now: datetime) -> None:
    folder = packs.folder("demo", "plan")
    files = {one.name: one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".yaml")}
    activate(files, "bench", "measured", now)


def posts(many: int, now: datetime, tell: Callable[[int], None]) -> None:
    """Writes them as the engine does, the oldest first."""
    archive, dice = Archive(), random.Random(7)  # noqa: S311 - a play that repeats
    vocabulary = [_word(dice) for _ in range(WORDS)]
    step = timedelta(days=DAYS) / many
    for begin in range(0, many, BATCH):
        numbers = range(begin, min(begin + BATCH, many))
        entries = [_entry(at, now - (many - at) * step, dice, vocabulary) for at in numbers]
        with transaction.atomic():
            archive.write(entries, entries[-1].post.received_at or now)
        if begin % 50_000 == 0:
            tell(begin)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _word(dice: random.Random) -> str:
    return "".join(dice.choices("enisratdhulcgmobwfkzpv", k=dice.randint(3, 14)))


def _entry(at: int, created: datetime, dice: random.Random, vocabulary: list[str]) -> Entry:
    words = [vocabulary[min(int(WORDS ** dice.random()), WORDS - 1)] for _ in range(22)]
    words += [COMMON] * (at % 3 == 0) + [RARE] * (at % 10_000 == 7)
    who = int(20_000 ** dice.random())
    channel = CHANNELS[int(5 * dice.random() ** 2)]
    post = Post(
        id=str(at),
        channel=channel,
        network="mastodon",
        form=FORMS[at % 4],  # type: ignore[arg-type]
        text=" ".join(words),
        created_at=created.astimezone(UTC),
        received_at=created.astimezone(UTC),
        author=Author(id=str(who), handle=f"name{who}", name=f"Name {who}", followers=who % 9999),
        metrics=Metrics(likes=dice.randint(0, 50), views=dice.randint(0, 5000)),
    )
    return Entry(
        post, index_tokens(post), "de" if at % 7 else "en", TOPICS[at % 5], _reading(dice), _verdict(dice)
    )


def _reading(dice: random.Random) -> Reading:
    mood: Any = dice.choice(("negative", "neutral", "neutral", "positive"))
    return Reading(sentiment=Sentiment(mood, 0.8), kinds=(Kind(dice.choice(KINDS), 0.7),))


def _verdict(dice: random.Random) -> Verdict:
    verdict: Any = dice.choice(VERDICTS)
    return Verdict(verdict=verdict, reasons=(Tried("else", True, Reason("nothing_fits", {})),))
