"""A status of the Mastodon API becomes a post. Pure.

Fields as in the documentation of the entities Status, Notification, Quote and Poll of API versions 1 and 2.
A post's id is the status' `uri`, the same on every server; the `id` there is only one server's own number.
"""

from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import msgspec

from sturmwarte.channels.mastodon.reading import Json, inner, items, moment, number, text
from sturmwarte.core.post import Author, Media, Metrics, Post, Visibility
from sturmwarte.wire.errors import Unreadable
from sturmwarte.wire.html import plain

NETWORK = "mastodon"
MOST_RAW_BYTES = 64_000

_SEEN: dict[str, Visibility] = {"public": "public", "unlisted": "unlisted", "": "public"}
"""Whatever else a server calls it (private, direct, limited, local) is not for everybody."""


@dataclass(frozen=True)
class Parent:
    """What a status answers, and where that conversation began ("" when unknown): global ids."""

    uri: str
    root: str = ""


@dataclass(frozen=True)
class Stand:
    """From where we see it: our channel and source, the server's host, our account's id on it, and whether
    the languages it names are its authors' choice."""

    channel: str
    source: str
    host: str
    me: str = ""
    languages: bool = True


def post_of(status: Json, stand: Stand, parent: Parent | None = None) -> Post:
    """Raises Unreadable for a status without an address of its own."""
    uri = text(status, "uri")
    boosted = inner(status, "reblog")
    if not uri or not text(status, "id"):
        raise Unreadable("channel.mastodon.no_status", host=stand.host)
    shown = boosted or status
    direct = text(status, "visibility") == "direct"
    return Post(
        id=uri,
        network=NETWORK,
        channel=stand.channel,
        source=stand.source,
        form="direct_message" if direct else "post",
        text=_words(shown),
        title=text(shown, "spoiler_text"),
        url=_address(text(status, "url")) or _address(uri),
        created_at=moment(status, "created_at"),
        edited_at=moment(status, "edited_at"),
        lang=text(shown, "language") if stand.languages else "",
        author=author_of(inner(status, "account"), stand.host),
        in_reply_to=parent.uri if parent else "",
        root=parent.root if parent else "",
        repost_of=text(boosted, "uri"),
        metrics=_metrics(shown),
        media=_media(shown),
        visibility=_SEEN.get(text(status, "visibility"), "private"),
        own=bool(stand.me) and text(inner(status, "account"), "id") == stand.me,
        raw=_raw(status),
    )


def tombstone(uri: str, stand: Stand, at: datetime) -> Post:
    """What remains of a post that was deleted there."""
    return Post(id=uri, network=NETWORK, channel=stand.channel, source=stand.source, deleted_at=at)


def author_of(account: Json, host: str) -> Author | None:
    """Local accounts come without their host, which is added; a deleted one may be missing wholly."""
    handle = full_handle(text(account, "acct"), host)
    id = text(account, "uri") or text(account, "url") or handle
    if not id:
        return None
    followers = account.get("followers_count")
    return Author(
        id=id,
        handle=handle,
        name=text(account, "display_name") or text(account, "username"),
        followers=followers if isinstance(followers, int) and followers >= 0 else None,
    )


def full_handle(acct: str, host: str) -> str:
    """`mila` at our server is `mila@our.server`."""
    return acct if "@" in acct or not acct else f"{acct}@{host}"


def _words(status: Json) -> str:
    """The text, then the options of a poll, then what is quoted and not yet in the text, a line each."""
    parts = [plain(text(status, "content"))]
    parts += [f"• {unescape(text(option, 'title'))}" for option in items(inner(status, "poll"), "options")]
    quoted = text(inner(inner(status, "quote"), "quoted_status"), "url")
    if quoted and quoted not in parts[0]:
        parts.append(f"RE: {quoted}")
    return "\n".join(part for part in parts if part.strip())


def _media(status: Json) -> tuple[Media, ...]:
    found = [
        Media(
            type=text(item, "type") or "unknown",
            url=_address(text(item, "url")) or _address(text(item, "remote_url")),
            alt=text(item, "description"),
        )
        for item in items(status, "media_attachments")
    ]
    card = inner(status, "card")
    about = ". ".join(part for part in (text(card, "title"), text(card, "description")) if part)
    if about:
        found.append(Media(type="link", url=_address(text(card, "url")), alt=about))
    return tuple(found)


def _metrics(status: Json) -> Metrics:
    return Metrics(
        likes=number(status, "favourites_count"),
        reposts=number(status, "reblogs_count") + number(status, "quotes_count"),
        replies=number(status, "replies_count"),
    )


def _address(url: str) -> str:
    """The address if it is one of the web, else none: it becomes a link on our pages."""
    try:
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _raw(status: Json) -> dict[str, Any]:
    whole = dict(status)
    if len(msgspec.json.encode(whole)) <= MOST_RAW_BYTES:
        return whole
    kept = ("id", "uri", "url", "visibility", "created_at", "edited_at", "in_reply_to_id", "spoiler_text")
    short: dict[str, Any] = {key: text(status, key)[:2000] for key in kept if text(status, key)}
    account = inner(status, "account")
    short["account"] = {key: text(account, key)[:500] for key in ("id", "acct", "uri")}
    return short
