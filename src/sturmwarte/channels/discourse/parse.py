"""A forum's post becomes ours. Pure.

The id is the address `<forum>/t/<topic>/<number>`: answers name the number they answer, so threads fit
together without asking. Its price: a post that moderators move to another topic counts as a new one.
"""

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from sturmwarte.channels.discourse.shapes import LIKE, Entry
from sturmwarte.core.post import Author, Media, Metrics, Post
from sturmwarte.wire.errors import Unreadable
from sturmwarte.wire.html import plain

PRIVATE = "private_message"

_ASIDE = re.compile(r"<(/?)aside\b([^<>]*)>", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(class|src|alt)\s{0,4}=\s{0,4}\"([^\"]*)\"", re.IGNORECASE)
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Origin:
    """What all posts of one forum share. `own` are user names of ours, in lower case."""

    source: str
    channel: str
    base: str
    own: frozenset[str] = frozenset()


def entry_of(body: bytes | msgspec.Raw) -> Entry:
    """Raises Unreadable for what is no post."""
    try:
        return msgspec.json.decode(body, type=Entry, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError, OverflowError) as error:
        raise Unreadable("channel.discourse.unreadable") from error


def post_of(entry: Entry, origin: Origin, *, private: bool = False, now: datetime | None = None) -> Post:
    """`now` stands in for the time of a deletion that the forum does not date."""
    private = private or entry.topic_archetype == PRIVATE
    id = id_of(origin.base, entry.topic_id, entry.post_number)
    deleted = entry.deleted_at or (entry.updated_at or now if entry.user_deleted else None)
    first = entry.post_number == 1
    if deleted is not None:
        return Post(
            id=id, network="discourse", channel=origin.channel, source=origin.source, deleted_at=_utc(deleted)
        )
    cooked = entry.cooked or ""
    return Post(
        id=id,
        network="discourse",
        channel=origin.channel,
        source=origin.source,
        form="direct_message" if private else "post" if first else "comment",
        visibility="private" if private else "public",
        title=_clean(html.unescape(entry.topic_title or "")) if first else "",
        text=text_of(cooked),
        url=f"{origin.base}/t/{entry.topic_slug or '-'}/{entry.topic_id}/{entry.post_number}",
        created_at=_utc(entry.created_at),
        edited_at=_utc(entry.updated_at) if (entry.version or 1) > 1 else None,
        author=_author(entry, origin),
        in_reply_to="" if first else _answered(entry, origin),
        root="" if first else id_of(origin.base, entry.topic_id, 1),
        metrics=Metrics(
            likes=sum(a.count for a in entry.actions_summary or () if a.id == LIKE),
            replies=entry.reply_count or 0,
            views=entry.reads or 0,
        ),
        media=tuple(images_of(cooked, origin.base)),
        own=bool(entry.yours) or entry.username.lower() in origin.own,
        raw=_raw(entry),
    )


def tombstone(id: str, origin: Origin, at: datetime) -> Post:
    return Post(id=id, network="discourse", channel=origin.channel, source=origin.source, deleted_at=at)


def id_of(base: str, topic: int, number: int) -> str:
    return f"{base}/t/{topic}/{number}"


def numbers_of(id: str, base: str) -> tuple[int, int] | None:
    """Topic and number of a post of this forum, None for any other."""
    topic, slash, number = id.removeprefix(f"{base}/t/").partition("/")
    if not id.startswith(f"{base}/t/") or not slash or not (topic + number).isdigit():
        return None
    return int(topic), int(number)


def text_of(cooked: str) -> str:
    """The words of the author alone: what they quote was said by somebody else. Emoji keep their names."""
    whole = _IMAGE.sub(_emoji, cooked)
    return _clean(plain(without_quotes(whole))) or _clean(plain(whole))


def without_quotes(cooked: str) -> str:
    """Drops `<aside class="quote">` with all it holds, however deep; other asides stay."""
    kept, depth, at = [], 0, 0
    for tag in _ASIDE.finditer(cooked):
        closing, attributes = tag.groups()
        if depth == 0 and not closing and "quote" in attributes:
            kept.append(cooked[at : tag.start()])
            depth = 1
        elif depth:
            depth += -1 if closing else 1
            at = tag.end()
    if depth:
        return "".join(kept)
    return "".join((*kept, cooked[at:]))


def images_of(cooked: str, base: str) -> list[Media]:
    """Pictures the author put in; emoji and avatars are none."""
    found = []
    for tag in _IMAGE.finditer(without_quotes(cooked)):
        told = {name.lower(): html.unescape(value) for name, value in _ATTRIBUTE.findall(tag[1])}
        url = _address(told.get("src", ""), base)
        if url and not {"emoji", "avatar"} & set(told.get("class", "").split()):
            found.append(Media(type="image", url=url, alt=_clean(told.get("alt", ""))))
    return found[:20]


def own_names(lines: Collection[object]) -> frozenset[str]:
    return frozenset(str(line).strip().lstrip("@").lower() for line in lines if str(line).strip())


def _answered(entry: Entry, origin: Origin) -> str:
    return id_of(origin.base, entry.topic_id, entry.reply_to_post_number or 1)


def _author(entry: Entry, origin: Origin) -> Author | None:
    """A deleted user leaves an empty name. The number stays when people rename themselves."""
    if not entry.username and entry.user_id is None:
        return None
    site = urlsplit(origin.base).netloc
    who = str(entry.user_id) if entry.user_id is not None else entry.username.lower()
    return Author(id=f"{site}/{who}", handle=entry.username, name=_clean(entry.name or ""))


def _raw(entry: Entry) -> dict[str, Any]:
    kept: Mapping[str, Any] = {
        "id": entry.id,
        "topic_id": entry.topic_id,
        "post_number": entry.post_number,
        "version": entry.version,
        "category_id": entry.category_id,
        "topic_title": _clean(entry.topic_title or ""),
        "hidden": entry.hidden,
    }
    return {key: value for key, value in kept.items() if value}


def _emoji(tag: re.Match[str]) -> str:
    told = {name.lower(): value for name, value in _ATTRIBUTE.findall(tag[1])}
    return told.get("alt", "") if "emoji" in told.get("class", "").split() else tag[0]


def _address(src: str, base: str) -> str:
    try:
        url = urljoin(base + "/", src)
        return url if src and urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _clean(text: str) -> str:
    return _BAD.sub("", text).strip()


def _utc(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:  # a time before the year 1 or after 9999 is none
        return None
