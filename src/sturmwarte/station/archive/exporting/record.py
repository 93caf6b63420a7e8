"""One found post as a flat or nested record, with or without what names a person."""

import re
from typing import Any

import msgspec

from sturmwarte.station.archive.keys import keyed
from sturmwarte.station.archive.records import Found

_NAMING = re.compile(r"[/@:]")
"""An id with one of these is an address or a message id: most networks put the author's name into it."""
_LINKS = ("id", "in_reply_to", "root", "repost_of")


def nested(found: Found, *, names: bool, judged: bool) -> dict[str, Any]:
    """The post in the interchange format; with `judged` also topics, reading and verdict."""
    post = msgspec.structs.replace(found.post, lang=found.lang or found.post.lang, raw=None)
    record: dict[str, Any] = msgspec.to_builtins(post)
    record["network"] = post.identity[0]
    if not names:
        for name in _LINKS:
            if record.get(name):
                record[name] = nameless(record["network"], record[name])
    if judged:
        record["topics"] = list(found.topics)
        record["reading"] = msgspec.to_builtins(found.reading) if found.reading else None
        record["verdict"] = msgspec.to_builtins(found.verdict) if found.verdict else None
    return record


def nameless(network: str, gid: str) -> str:
    """An id that names nobody; the same each time, so that answers still find what they answer."""
    return "x-" + keyed("export", network, gid).hex()[:20] if _NAMING.search(gid) else gid


COLUMNS: tuple[tuple[str, str], ...] = (
    ("id", "text"), ("network", "text"), ("channel", "text"), ("source", "text"), ("form", "text"),
    ("created_at", "time"), ("received_at", "time"), ("edited_at", "time"), ("lang", "text"),
    ("title", "text"), ("text", "text"), ("url", "text"), ("author", "text"), ("author_name", "text"),
    ("followers", "number"), ("reach", "number"), ("likes", "number"), ("reposts", "number"),
    ("replies", "number"), ("views", "number"), ("rating", "fraction"), ("in_reply_to", "text"),
    ("visibility", "text"), ("own", "flag"), ("topics", "text"), ("kind", "text"), ("sentiment", "text"),
    ("verdict", "text"), ("priority", "number"), ("owner", "text"), ("run", "text"),
)  # fmt: skip
"""Columns of the flat formats and what is in them; the CSV mapping of `import` knows these names."""


def flat(found: Found, *, names: bool) -> dict[str, Any]:
    """One row; times stay datetimes, what is unknown is None."""
    post, author, metrics = found.post, found.post.author, found.post.metrics
    network = post.identity[0]
    verdict, reading = found.verdict, found.reading
    link = (lambda gid: gid) if names else (lambda gid: nameless(network, gid))
    return {
        "id": link(post.id),
        "network": network,
        "channel": post.channel,
        "source": post.source,
        "form": post.form,
        "created_at": post.created_at,
        "received_at": post.received_at,
        "edited_at": post.edited_at,
        "lang": found.lang or post.lang,
        "title": post.title,
        "text": post.text,
        "url": post.url,
        "author": (author.handle or author.id) if author else None,
        "author_name": author.name or None if author else None,
        "followers": author.followers if author else None,
        "reach": post.reach,
        "likes": metrics.likes if metrics else None,
        "reposts": metrics.reposts if metrics else None,
        "replies": metrics.replies if metrics else None,
        "views": metrics.views if metrics else None,
        "rating": post.rating,
        "in_reply_to": link(post.in_reply_to) or None,
        "visibility": post.visibility,
        "own": post.own,
        "topics": ";".join(found.topics),
        "kind": reading.best_kind if reading else None,
        "sentiment": reading.sentiment.label if reading and reading.sentiment else None,
        "verdict": verdict.verdict if verdict else None,
        "priority": verdict.priority if verdict else None,
        "owner": verdict.owner if verdict else None,
        "run": post.run,
    }
