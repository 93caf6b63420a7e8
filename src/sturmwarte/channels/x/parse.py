"""X's posts become posts of ours. Pure.

An edited post has a new number there; the first of its history stays its name here, so that an edit is a new
version. X renamed its fields in 2026 (`referenced_tweets` became `referenced_posts`): both are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import Any

import msgspec

from sturmwarte.core.post import Author, Media, Metrics, Post
from sturmwarte.wire.errors import Unreadable

NETWORK = "x"
_EPOCH_MS = 1_288_834_974_657
_MEDIA = {"photo": "image", "animated_gif": "image", "video": "video"}

Record = Mapping[str, Any]


class Page(msgspec.Struct):
    """One answer with several posts. `errors` names what was asked for and is not there."""

    data: list[dict[str, Any]] = []
    includes: dict[str, list[dict[str, Any]]] = {}
    meta: dict[str, Any] = {}
    errors: list[dict[str, Any]] = []


@dataclass(frozen=True)
class Around:
    """What an answer tells beside the posts: their authors, pictures, polls and the posts they refer to."""

    users: Mapping[str, Record] = field(default_factory=dict)
    media: Mapping[str, Record] = field(default_factory=dict)
    polls: Mapping[str, Record] = field(default_factory=dict)
    posts: Mapping[str, Record] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> "Around":
        includes = page.includes
        return cls(
            _by(includes.get("users"), "id"),
            _by(includes.get("media"), "media_key"),
            _by(includes.get("polls"), "id"),
            _by([*includes.get("posts", []), *includes.get("tweets", [])], "id"),
        )


def page_of(body: bytes) -> Page:
    """Raises Unreadable."""
    try:
        return msgspec.json.decode(body, type=Page)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.x.unreadable") from error


def post_of(said: Record, around: Around, source: str, channel: str, me: str = "") -> Post:
    """One post; raises Unreadable for one without a number."""
    id = str(said.get("id") or "")
    if not id.isdigit():
        raise Unreadable("channel.x.unreadable")
    refers = _references(said)
    author = _author(said, around)
    first = _first_version(said) or id
    at = _moment(said.get("created_at")) or when(id)
    return Post(
        id=first,
        network=NETWORK,
        source=source,
        channel=channel,
        form="comment" if "replied_to" in refers else "post",
        text=_text(said, refers, around),
        url=f"https://x.com/{author.handle if author and author.handle else 'i'}/status/{id}",
        created_at=at if first == id else when(first) or at,
        edited_at=at if first != id else None,
        lang=_language(said.get("lang")),
        author=author,
        in_reply_to=refers.get("replied_to", ""),
        root=str(said.get("conversation_id") or ""),
        repost_of=refers.get("retweeted", ""),
        metrics=_metrics(said),
        media=_media(said, around),
        own=bool(me) and str(said.get("author_id")) == me,
        is_ad=bool(said.get("paid_partnership")),
        raw={**said},
    )


def when(id: str) -> datetime | None:
    """A number tells its time: milliseconds since X's own epoch in its upper bits."""
    if not id.isdigit() or len(id) > 19:
        return None
    number = int(id) >> 22
    if not number:
        return None  # from before 2010, when numbers meant nothing
    return datetime.fromtimestamp((number + _EPOCH_MS) / 1000, UTC)


def parse_sample(body: bytes) -> Sequence[Post]:
    """Every post of an answer, as the contract tests ask for it."""
    page = page_of(body)
    around = Around.of(page)
    return [post_of(one, around, "sample", "x:sample") for one in page.data]


def _text(said: Record, refers: Mapping[str, str], around: Around) -> str:
    """Long posts stand in a field of their own; a repost shows the whole of what it repeats."""
    told = around.posts.get(refers.get("retweeted", ""), said)
    long = told.get("note_post") or told.get("note_tweet")
    words = str((long.get("text") if isinstance(long, dict) else "") or told.get("text") or "")
    options = [f"- {unescape(text)}" for text in _poll(said, around)]
    return "\n".join([unescape(words), *options])


def _poll(said: Record, around: Around) -> list[str]:
    found = []
    for id in _list(said.get("attachments"), "poll_ids"):
        options = _list(around.polls.get(str(id), {}), "options")
        found += [str(one.get("label", "")) for one in options if isinstance(one, dict)]
    return found


def _references(said: Record) -> dict[str, str]:
    listed = _list(said, "referenced_posts") or _list(said, "referenced_tweets")
    pairs = [(one.get("type"), one.get("id")) for one in listed if isinstance(one, dict)]
    return {str(kind): str(id) for kind, id in pairs if kind and id}


def _first_version(said: Record) -> str:
    history = said.get("edit_history_post_ids") or said.get("edit_history_tweet_ids") or []
    numbers = [str(one) for one in history if str(one).isdigit()] if isinstance(history, list) else []
    return min(numbers, key=int, default="")


def _author(said: Record, around: Around) -> Author | None:
    id = str(said.get("author_id") or "")
    if not id:
        return None
    user = around.users.get(id, {})
    counted = user.get("public_metrics")
    followers = counted.get("followers_count") if isinstance(counted, dict) else None
    return Author(
        id=id,
        handle=str(user.get("username") or ""),
        name=str(user.get("name") or ""),
        followers=followers if isinstance(followers, int) else None,
    )


def _metrics(said: Record) -> Metrics | None:
    counted = said.get("public_metrics")
    if not isinstance(counted, dict):
        return None
    return Metrics(
        likes=_count(counted, "like_count"),
        reposts=_count(counted, "repost_count", "retweet_count") + _count(counted, "quote_count"),
        replies=_count(counted, "reply_count"),
        views=_count(counted, "impression_count"),
    )


def _count(counted: Record, *names: str) -> int:
    found = (counted.get(name) for name in names)
    return next((one for one in found if isinstance(one, int) and one >= 0), 0)


def _media(said: Record, around: Around) -> tuple[Media, ...]:
    found = []
    for key in _list(said.get("attachments"), "media_keys"):
        shown = around.media.get(str(key), {})
        address = str(shown.get("url") or shown.get("preview_image_url") or "")
        kind = _MEDIA.get(str(shown.get("type")), "image")
        found.append(Media(type=kind, url=address, alt=str(shown.get("alt_text") or "")))
    return tuple(found)


def _language(tag: object) -> str:
    """X's own marks (`und`, `qme`, `zxx` and the like) are no languages."""
    named = str(tag or "")
    return named if len(named) >= 2 and named != "und" and not named.startswith(("q", "zxx")) else ""


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        return None


def _by(records: Sequence[Record] | None, key: str) -> dict[str, Record]:
    return {str(one.get(key)): one for one in records or []}


def _list(holder: object, name: str) -> list[Any]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []
