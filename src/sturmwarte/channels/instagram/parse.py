"""Instagram's media and comments become posts. Pure. Ids are plain numbers, global on Instagram."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec

from sturmwarte.channels.graph.interface import unreadable
from sturmwarte.channels.graph.reading import count, listed, moment, text
from sturmwarte.core.post import Author, Media, Metrics, Post
from sturmwarte.wire.errors import Unreadable

NETWORK = "instagram"
STORY_LASTS = timedelta(hours=24)

COMMENT = "id,text,timestamp,username,from,like_count,parent_id,hidden"
MEDIA = (
    "id,caption,permalink,timestamp,media_type,media_product_type,media_url,thumbnail_url,username,like_count"
)

Record = Mapping[str, Any]


def media_of(record: Record, source: str, channel: str, name: str, *, story: bool = False) -> Post:
    """A post, reel or story. `name` is our account's: what it published is our own."""
    id = _id(record)
    by, at = text(record, "username"), moment(record.get("timestamp"))
    return Post(
        id=id,
        network=NETWORK,
        source=source,
        channel=channel,
        form="story" if story else "post",
        text=text(record, "caption"),
        url=text(record, "permalink"),
        created_at=at,
        author=Author(id=by, handle=by) if by else None,
        root=id,
        metrics=Metrics(likes=count(record, "like_count"), replies=count(record, "comments_count")),
        media=_shown(record),
        own=bool(name) and by == name,
        expires_at=at + STORY_LASTS if story and at else None,
        raw={key: value for key, value in record.items() if key != "comments"},
    )


def comment_of(record: Record, source: str, channel: str, name: str, *, under: str) -> Post:
    """A comment under the media `under`, or a reply to one."""
    id, by = text(record, "from", "id"), text(record, "username") or text(record, "from", "username")
    author = Author(id=id or by, handle=by) if id or by else None
    return Post(
        id=_id(record),
        network=NETWORK,
        source=source,
        channel=channel,
        form="comment",
        text=text(record, "text"),
        created_at=moment(record.get("timestamp")),
        author=author,
        in_reply_to=text(record, "parent_id") or under,
        root=under,
        metrics=Metrics(likes=count(record, "like_count")),
        own=bool(name) and by == name,
        raw={key: value for key, value in record.items() if key != "replies"},
    )


def comments_of(record: Record, source: str, channel: str, name: str) -> list[Post]:
    """All comments that came along with a media, replies after what they answer."""
    under, found = _id(record), []
    for comment in listed(record, "comments"):
        found.append(comment_of(comment, source, channel, name, under=under))
        for reply in listed(comment, "replies"):
            answered = {**reply, "parent_id": text(reply, "parent_id") or text(comment, "id")}
            found.append(comment_of(answered, source, channel, name, under=under))
    return found


def parse_sample(body: bytes) -> Sequence[Post]:
    """Every media and comment of a list, as the contract tests ask for it."""
    try:
        told = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.graph.unreadable", kind="media") from error
    posts = []
    here = ("sample", "instagram:sample", "musterwerke")
    for record in listed({"media": told}, "media"):
        posts += [media_of(record, *here), *comments_of(record, *here)]
    return posts


def _id(record: Record) -> str:
    id = text(record, "id")
    if not id:
        raise unreadable(record)
    return id


def _shown(record: Record) -> tuple[Media, ...]:
    kind = "video" if text(record, "media_type") == "VIDEO" else "image"
    address = text(record, "media_url") or text(record, "thumbnail_url")
    return (Media(type=kind, url=address),) if address else ()
