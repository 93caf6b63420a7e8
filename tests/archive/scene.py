"""Posts and entries for the archive's tests: short to write, everything else at a sensible value."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from sturmwarte.core.post import Author, Post
from sturmwarte.core.query.document import index_tokens
from sturmwarte.core.query.parse import parse
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.verdict import Tried, Verdict
from sturmwarte.core.understand.reading import Kind, Reading, Sentiment
from sturmwarte.station.archive import Archive, Entry, May, Outcome, Scope, Search

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ALL = May.everything()
READER = May((Scope(),))
"""Sees every public post, by pseudonym."""


def post(
    gid: str = "1",
    text: str = "Die Bahn kommt zu spät",
    *,
    minute: float = 0,
    by: str = "anna",
    **fields: Any,
) -> Post:
    """A post of NOON plus `minute`, by an account of that handle."""
    created = NOON + timedelta(minutes=minute)
    known = {"channel": "mastodon:home", "created_at": created, "received_at": created, "lang": "de"}
    author = Author(id=f"id-{by}", handle=by, name=by.title(), followers=10)
    return Post(**{"id": gid, "text": text, "author": author, **known, **fields})


def entry(
    one: Post,
    topics: tuple[str, ...] = (),
    *,
    kind: str = "",
    mood: str = "",
    verdict: str = "",
    raw: bytes | None = None,
) -> Entry:
    reading = None
    if kind or mood:
        reading = Reading(
            kinds=(Kind(kind, 0.9),) if kind else (),
            sentiment=Sentiment(mood, 0.8) if mood else None,  # type: ignore[arg-type]
            why={"kind": (Reason("word_counted", {"word": one.text}),)},
        )
    judged = Verdict(verdict=verdict, reasons=(Tried("r", True, Reason("k", {})),)) if verdict else None  # type: ignore[arg-type]
    return Entry(one, index_tokens(one), one.lang, topics, reading, judged, raw)


def take(*what: Post | Entry, now: datetime = NOON) -> list[Outcome]:
    """Writes posts or entries in one batch, as the engine does."""
    with transaction.atomic():
        return Archive().write([entry(one) if isinstance(one, Post) else one for one in what], now)


def found(query: str | None = None, **asked: Any) -> list[str]:
    """The ids a search brings, in its order."""
    return [one.post.id for one in page(query, **asked).posts]


def page(query: str | None = None, **asked: Any) -> Any:
    return Archive().search(search(query, **asked))


def search(query: str | None = None, **asked: Any) -> Search:
    return Search(query=parse(query) if query else None, **{"may": ALL, **asked})


def ids(posts: Sequence[Any]) -> list[str]:
    return [one.post.id for one in posts]
