"""Finds and items become posts. Pure. The id is the item's number, which Hacker News never gives twice."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from sturmwarte.channels.hackernews.shapes import Hit, Item
from sturmwarte.core.post import Author, Metrics, Post
from sturmwarte.wire.errors import Unreadable
from sturmwarte.wire.html import plain

NETWORK = "hackernews"
PAGE = "https://news.ycombinator.com/item?id="

_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Origin:
    source: str
    channel: str


def hit_of(body: bytes | msgspec.Raw) -> Hit:
    """Raises Unreadable for what is no find."""
    try:
        hit = msgspec.json.decode(body, type=Hit)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.hackernews.unreadable") from error
    if not (hit.objectID.isascii() and hit.objectID.isdigit()) or not 0 < hit.created_at_i < 10**11:
        raise Unreadable("channel.hackernews.unreadable")
    return hit


def post_of_hit(hit: Hit, origin: Origin, options: tuple[str, ...] = ()) -> Post:
    """`options` are a poll's."""
    comment = "comment" in hit.tags or bool(hit.comment_text)
    return Post(
        id=hit.objectID,
        network=NETWORK,
        channel=origin.channel,
        source=origin.source,
        form="comment" if comment else "post",
        title="" if comment else _clean(hit.title),
        text=words_of(hit.comment_text if comment else hit.story_text, "" if comment else hit.url, options),
        url=PAGE + hit.objectID,
        created_at=datetime.fromtimestamp(hit.created_at_i, UTC),
        author=Author(id=hit.author, handle=hit.author) if hit.author else None,
        in_reply_to=str(hit.parent_id) if comment and hit.parent_id else "",
        root=str(hit.story_id) if comment and hit.story_id else "",
        metrics=Metrics(likes=max(hit.points or 0, 0), replies=max(hit.num_comments or 0, 0)),
        raw=_raw(hit),
    )


def post_of_item(item: Item, origin: Origin, *, edited_at: datetime | None = None) -> Post:
    """An item as it is now. Whose conversation a comment belongs to, only the search knows."""
    comment = item.type == "comment"
    return Post(
        id=str(item.id),
        network=NETWORK,
        channel=origin.channel,
        source=origin.source,
        form="comment" if comment else "post",
        title=_clean(item.title),
        text=words_of(item.text, item.url),
        url=f"{PAGE}{item.id}",
        created_at=datetime.fromtimestamp(item.time, UTC) if 0 < item.time < 10**11 else None,
        edited_at=edited_at,
        author=Author(id=item.by, handle=item.by) if item.by else None,
        in_reply_to=str(item.parent) if comment and item.parent else "",
        metrics=Metrics(likes=max(item.score, 0), replies=max(item.descendants, 0)),
        raw={"id": item.id, "type": item.type} | ({"url": item.url} if item.url else {}),
    )


def tombstone(id: str, origin: Origin, at: datetime) -> Post:
    return Post(id=id, network=NETWORK, channel=origin.channel, source=origin.source, deleted_at=at)


def words_of(text: str | None, url: str | None, options: tuple[str, ...] = ()) -> str:
    """The text, a poll's options, and the address a story is about, which often is all it says."""
    parts = [plain(text or ""), *(f"- {plain(option)}" for option in options), _address(url)]
    return _BAD.sub("", "\n\n".join(part for part in parts if part.strip("- "))).strip()


def mark_of(post: Post) -> str:
    """What counts as its content; both interfaces say it with other blanks and entities."""
    words = " ".join(f"{post.title} {post.text}".split())
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:12]


def _address(url: str | None) -> str:
    try:
        return url.strip() if url and urlsplit(url.strip()).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _clean(text: str | None) -> str:
    return " ".join(_BAD.sub("", plain(text or "")).split())


def _raw(hit: Hit) -> dict[str, Any]:
    kept = {
        "id": hit.objectID,
        "story_id": hit.story_id,
        "parent_id": hit.parent_id,
        "story_title": _clean(hit.story_title),
        "url": hit.url,
        "tags": hit.tags[:20],
    }
    return {key: value for key, value in kept.items() if value}
