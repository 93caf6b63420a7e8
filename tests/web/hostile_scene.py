"""Fills a data folder with hostile posts: `python -m tests.web.hostile_scene MANY [judged]`.

Judged, they take the way of every post and some become cases; without, they are written as they are, which is
quick enough for fifty thousand.
"""

import sys
from datetime import datetime
from itertools import islice

from sturmwarte.engine.setup import migrate, prepare

prepare()

from django.db import transaction  # noqa: E402 - only now are there settings
from django.utils import timezone  # noqa: E402

from sturmwarte.core.post import Author, Media, Post  # noqa: E402
from sturmwarte.core.query.document import index_tokens  # noqa: E402
from sturmwarte.station.archive import Archive, Entry  # noqa: E402
from tests.web import scene  # noqa: E402
from tests.web.hostile_posts import hostile_posts  # noqa: E402


def fill(many: int, now: datetime, *, judged: bool) -> None:
    migrate()
    scene.people(now)
    scene.plan(now)
    heard = hostile_posts(many, now)
    if judged:
        scene.posts(heard)
        return
    archive = Archive()
    while chunk := list(islice(heard, 500)):
        posts = [_post(at, record) for at, record in chunk]
        with transaction.atomic():
            archive.write([Entry(post, index_tokens(post), "de", ("marke",)) for post in posts], now)


def _post(at: datetime, record: dict) -> Post:
    author = Author(**record["author"])
    media = tuple(Media(**one) for one in record.get("media", ()))
    rest = {
        name: record[name]
        for name in ("id", "channel", "text", "title", "url", "in_reply_to", "root")
        if name in record
    }
    return Post(**rest, author=author, media=media, created_at=at, received_at=at)


if __name__ == "__main__":
    fill(int(sys.argv[1]), timezone.now(), judged="judged" in sys.argv)
