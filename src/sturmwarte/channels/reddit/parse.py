"""Reddit's things (posts t3, comments t1, messages t4) as posts. Pure.

Interface: https://www.reddit.com/dev/api, https://github.com/reddit-archive/reddit/wiki/JSON
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from sturmwarte.channels.reddit.pictures import pictures
from sturmwarte.core.post import Author, Metrics, Post
from sturmwarte.wire.errors import Unreadable

MOST_TEXT = 60_000
MOST_RAW_BYTES = 64 * 1024
NAME = re.compile(r"t[134]_[a-z0-9]{1,13}")
_GONE = frozenset({"[deleted]", "[removed]"})
_KEPT = (
    "name", "subreddit", "permalink", "parent_id", "link_id", "author", "created_utc", "edited", "score",
    "over_18", "spoiler", "locked", "distinguished", "link_flair_text", "url", "context", "crosspost_parent",
)  # fmt: skip


@dataclass(frozen=True)
class Ear:
    """What every post heard by one source has in common. `me` is our account's name."""

    channel: str
    source: str = ""
    me: str = ""


def things(answer: object) -> list[Mapping[str, Any]]:
    """The things of a listing, each `{kind, data}`. Raises Unreadable for anything else."""
    rows = _map(_map(answer).get("data")).get("children")
    if not isinstance(rows, list):
        raise Unreadable("channel.reddit.answer")
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("data"), dict)]


def after(answer: object) -> str:
    """Where the next page begins; empty: there is none."""
    return _text(_map(_map(answer).get("data")).get("after"))


def name_of(thing: Mapping[str, Any]) -> str:
    """Its full name (`t1_abc`): Reddit's global id. Empty for what has none."""
    name = _text(_map(thing.get("data")).get("name"))
    return name if NAME.fullmatch(name) else ""


def created(thing: Mapping[str, Any]) -> datetime | None:
    return _time(_map(thing.get("data")).get("created_utc"))


def post_of(ear: Ear, thing: Mapping[str, Any], now: datetime) -> Post | None:
    """The post a thing is; None for another kind of thing. `now` dates a deletion that is found."""
    name, data = name_of(thing), _map(thing.get("data"))
    if not name:
        return None
    common = Post(
        id=name,
        channel=ear.channel,
        source=ear.source,
        network="reddit",
        url=_address(data),
        created_at=created(thing),
        author=_author(data),
        own=bool(ear.me) and _text(data.get("author")).casefold() == ear.me.casefold(),
    )
    if is_gone(thing):
        return msgspec.structs.replace(common, author=None, deleted_at=now, created_at=None)
    common = msgspec.structs.replace(common, edited_at=_time(data.get("edited")), raw=_raw(name, data))
    return {"t1": _comment, "t3": _submission, "t4": _message}[name[:2]](common, data)


def is_gone(thing: Mapping[str, Any]) -> bool:
    """Deleted by its author, with its author, or removed: its words must not be kept."""
    data = _map(thing.get("data"))
    if name_of(thing).startswith("t4"):
        return False
    words = data.get("body") if "body" in data else data.get("selftext")
    return (
        _text(data.get("author")) in _GONE
        or _text(words).strip() in _GONE
        or bool(data.get("removed_by_category"))
    )


def parse_sample(body: bytes) -> Sequence[Post]:
    """Posts of a listing. Raises Unreadable."""
    try:
        answer = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.reddit.answer") from error
    ear = Ear("reddit:sample", "sample", me="radwerk_hilft")
    posts = [post_of(ear, thing, datetime(2026, 3, 2, tzinfo=UTC)) for thing in things(answer)]
    return [post for post in posts if post]


def _submission(common: Post, data: Mapping[str, Any]) -> Post:
    parts = [_text(data.get("selftext"))]
    poll = _map(data.get("poll_data")).get("options")
    parts += [
        f"– {_text(_map(option).get('text'))}" for option in (poll[:20] if isinstance(poll, list) else ())
    ]
    link = _text(data.get("url"))
    shown = pictures(data)
    if "://" in link and not data.get("is_self") and not shown and link not in parts[0]:
        parts.append(link)
    crossed = _text(data.get("crosspost_parent"))
    return msgspec.structs.replace(
        common,
        form="post",
        title=_text(data.get("title")),
        text="\n\n".join(part for part in parts if part)[:MOST_TEXT],
        repost_of=crossed if NAME.fullmatch(crossed) else "",
        media=shown,
        metrics=Metrics(likes=_count(data.get("score")), replies=_count(data.get("num_comments"))),
    )


def _comment(common: Post, data: Mapping[str, Any]) -> Post:
    parent, root = _text(data.get("parent_id")), _text(data.get("link_id"))
    if not root:
        # The inbox names the post only in its address: /r/x/comments/POST/title/COMMENT/
        found = re.match(r"/r/[^/]+/comments/([a-z0-9]{1,13})/", _text(data.get("context")))
        root = f"t3_{found[1]}" if found else ""
    return msgspec.structs.replace(
        common,
        form="comment",
        text=_text(data.get("body")),
        in_reply_to=parent if NAME.fullmatch(parent) else "",
        root=root if NAME.fullmatch(root) else "",
        metrics=Metrics(likes=_count(data.get("score"))) if "score" in data else None,
    )


def _message(common: Post, data: Mapping[str, Any]) -> Post:
    parent, first = _text(data.get("parent_id")), _text(data.get("first_message_name"))
    return msgspec.structs.replace(
        common,
        form="direct_message",
        visibility="private",
        title=_text(data.get("subject")),
        text=_text(data.get("body")),
        in_reply_to=parent if NAME.fullmatch(parent) else "",
        root=first if NAME.fullmatch(first) else "",
    )


def _author(data: Mapping[str, Any]) -> Author | None:
    name = _text(data.get("author"))
    # The inbox gives no id; names are unique there and never change.
    return Author(id=name, handle=name) if name else None


def _address(data: Mapping[str, Any]) -> str:
    path = _text(data.get("permalink")) or _text(data.get("context")).partition("?")[0]
    return f"https://www.reddit.com{path}" if path.startswith("/") else ""


def _raw(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    raw = {"kind": name[:2], **{key: data[key] for key in _KEPT if key in data}}
    return raw if len(msgspec.json.encode(raw)) <= MOST_RAW_BYTES else {"kind": name[:2], "name": name}


def _time(seconds: object) -> datetime | None:
    """Seconds since 1970. `edited` is false for what was never edited, and true for very old edits."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 1e11:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _count(number: object) -> int:
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 1 << 53 else 0


def _text(value: object) -> str:
    return value[:MOST_TEXT].replace("\x00", "") if isinstance(value, str) else ""


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
