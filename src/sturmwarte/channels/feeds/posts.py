"""An item becomes a post: its identity, its author, its words. Pure."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sturmwarte.channels.feeds.feed import Feed, Item
from sturmwarte.channels.feeds.words import host_of
from sturmwarte.core.post import Author, Form, Media, Post

MOST_ID = 400
_GLOBAL = re.compile(r"(?:https?://\S|urn:\S|tag:\S|uuid:\S|doi:\S)", re.IGNORECASE)


@dataclass(frozen=True)
class Origin:
    """What all posts of one feed share. `address` is as it was set up: ids hang on it when a feed moves."""

    source: str
    channel: str
    address: str
    form: str = "auto"


def identities(feed: Feed, address: str) -> list[str]:
    """The id of each item, in the feed's order; empty for one that says nothing at all.

    An id that is an address or URN is meant to be unique in the world (Atom, RFC 4287 4.2.6; RSS permalinks).
    Any other holds within its feed. Feeds that give different articles one id are not believed: address and
    title decide, as they do without an id.
    """
    links: dict[str, set[str]] = {}
    for item in feed.items:
        links.setdefault(item.id, set()).add(item.link)
    used = Counter({id: len(found) for id, found in links.items()})
    return [_identity(item, address, believed=used[item.id] == 1) for item in feed.items]


def _identity(item: Item, address: str, believed: bool) -> str:
    if item.empty and not item.link:
        return ""
    if item.id and believed:
        whole = item.id if _GLOBAL.match(item.id) else f"{address}#{item.id}"
    else:
        words = "\n".join((item.link, item.title or item.text[:500] or item.summary[:500]))
        whole = f"{address}#{_hash(words)}"
    return whole if len(whole) <= MOST_ID else f"feed:{_hash(whole)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def post_of(
    item: Item, id: str, feed: Feed, origin: Origin, *, text: str = "", edited_at: datetime | None = None
) -> Post:
    """`text` replaces the feed's own. The language is left to the station: what feeds say of theirs is a
    blog program's default more often than the truth."""
    title = item.title if item.title != item.text else ""
    return Post(
        id=id,
        network="feed",
        channel=origin.channel,
        source=origin.source,
        form=_form(item, origin),
        title=title,
        text=text or item.text or item.summary,
        url=item.link,
        created_at=item.at,
        edited_at=edited_at,
        author=_author(item, feed, origin),
        in_reply_to=item.answers[:MOST_ID],
        rating=item.rating,
        media=tuple(Media(type=_media_type(e.type, e.url), url=e.url, alt=e.alt) for e in item.enclosures),
        raw=_raw(item, feed, origin),
    )


def _form(item: Item, origin: Origin) -> Form:
    if origin.form != "auto":
        return cast(Form, origin.form)
    if item.rating is not None:
        return "review"
    return "comment" if item.answers else "article"


def _author(item: Item, feed: Feed, origin: Origin) -> Author:
    """A name counts within its site; an item without one is the publisher's. Mail addresses stay outside."""
    site = host_of(item.link) or host_of(feed.link) or host_of(origin.address)
    name = _without_mail(item.author)
    if not name:
        return Author(id=site, name=feed.title or site)
    return Author(id=item.author_url or f"{site}/{name.casefold()}"[:300], name=name)


_MAIL = re.compile(r"[<(]?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+[>)]?")


def _without_mail(name: str) -> str:
    return _MAIL.sub("", name).strip(" ()<>-,") if "@" in name else name


def _media_type(type: str, url: str) -> str:
    """`image`, `audio`, `video`, or what else the publisher names; told by the address where it does not."""
    kind = type.lower().partition("/")[0]
    if kind in ("image", "audio", "video"):
        return kind
    end = url.lower().partition("?")[0].rpartition(".")[2]
    by_end = {"jpg": "image", "jpeg": "image", "png": "image", "webp": "image", "gif": "image"}
    by_end |= {"mp3": "audio", "m4a": "audio", "ogg": "audio", "mp4": "video", "webm": "video"}
    return by_end.get(end, type.lower() or "file")


def _raw(item: Item, feed: Feed, origin: Origin) -> dict[str, Any]:
    """What the feed said, without the long text, which is the post's own."""
    said = {
        "feed": feed.title,
        "address": origin.address,
        "id": item.id,
        "link": item.link,
        "summary": item.summary[:2000] if item.summary != item.text else "",
        "author": _without_mail(item.author),
        "published": item.published.isoformat() if item.published else "",
        "updated": item.updated.isoformat() if item.updated else "",
        "tags": list(item.tags),
    }
    return {key: value for key, value in said.items() if value}
