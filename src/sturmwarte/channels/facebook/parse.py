"""Facebook's posts and comments become posts. Pure.

Ids are global: a post's is `page_post`, a comment's `post_comment`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from sturmwarte.channels.graph.interface import unreadable
from sturmwarte.channels.graph.reading import count, listed, moment, text
from sturmwarte.core.post import Author, Media, Metrics, Post
from sturmwarte.wire.errors import Unreadable

NETWORK = "facebook"

COMMENT = "id,message,from{id,name},created_time,parent{id},permalink_url,like_count,comment_count,attachment"
POST = "id,message,story,from{id,name},created_time,updated_time,permalink_url,attachments,shares"

Record = Mapping[str, Any]


def post_of(record: Record, source: str, channel: str, page: str, *, is_ad: bool = False) -> Post:
    """A post on the page, or one that mentions it."""
    id = _id(record)
    return Post(
        id=id,
        network=NETWORK,
        source=source,
        channel=channel,
        text=text(record, "message") or text(record, "story"),
        url=text(record, "permalink_url"),
        created_at=moment(record.get("created_time")),
        author=_author(record),
        root=id,
        metrics=Metrics(reposts=count(record, "shares", "count")),
        media=tuple(_medium(one) for one in listed(record, "attachments") if _shown(one)),
        own=text(record, "from", "id") == page,
        is_ad=is_ad,
        raw={key: value for key, value in record.items() if key != "comments"},
    )


def comment_of(
    record: Record, source: str, channel: str, page: str, *, under: str, is_ad: bool = False
) -> Post:
    """A comment under the post `under`, or a reply to another comment there."""
    attached = record.get("attachment")
    return Post(
        id=_id(record),
        network=NETWORK,
        source=source,
        channel=channel,
        form="comment",
        text=text(record, "message"),
        url=text(record, "permalink_url"),
        created_at=moment(record.get("created_time")),
        author=_author(record),
        in_reply_to=text(record, "parent", "id") or under,
        root=under,
        metrics=Metrics(likes=count(record, "like_count"), replies=count(record, "comment_count")),
        media=(_medium(attached),) if isinstance(attached, dict) and _shown(attached) else (),
        own=text(record, "from", "id") == page,
        is_ad=is_ad,
        raw=dict(record),
    )


def told(value: Record, source: str, channel: str, page: str, now: datetime) -> list[Post]:
    """What a notice of the field `feed` says: written, edited or removed."""
    item, verb = text(value, "item"), text(value, "verb")
    id = text(value, "comment_id") if item == "comment" else text(value, "post_id")
    if item not in ("comment", "status", "post", "photo", "video", "share", "link") or not id:
        return []
    if verb in ("remove", "hide"):
        if verb == "hide":
            return []
        return [Post(id=id, network=NETWORK, source=source, channel=channel, deleted_at=now)]
    record = {**value, "id": id}
    if item != "comment":
        return [post_of(record, source, channel, page)]
    parent, under = text(value, "parent_id"), text(value, "post_id")
    if parent and parent != under:
        record["parent"] = {"id": parent}
    return [comment_of(record, source, channel, page, under=under)]


def parse_sample(body: bytes) -> Sequence[Post]:
    """Every post and comment of a page's feed, as the contract tests ask for it."""
    try:
        feed = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.graph.unreadable", kind="feed") from error
    posts = []
    for record in listed({"feed": feed}, "feed"):
        post = post_of(record, "sample", "facebook:sample", "104")
        comments = listed(record, "comments")
        posts += [post, *(comment_of(x, "sample", "facebook:sample", "104", under=post.id) for x in comments)]
    return posts


def _id(record: Record) -> str:
    id = text(record, "id")
    if not id:
        raise unreadable(record)
    return id


def _author(record: Record) -> Author | None:
    """Facebook names authors only where the right pages_read_user_content was granted."""
    id, name = text(record, "from", "id"), text(record, "from", "name")
    return Author(id=id, name=name) if id else None


def _shown(attached: Record) -> bool:
    return bool(text(attached, "media", "image", "src"))


def _medium(attached: Record) -> Media:
    kind = "video" if "video" in text(attached, "type") else "image"
    return Media(
        type=kind, url=text(attached, "media", "image", "src"), alt=text(attached, "description")[:1000]
    )
