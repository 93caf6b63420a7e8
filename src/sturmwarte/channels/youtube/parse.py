"""YouTube's comments and videos become posts. Pure.

A comment's id is global. Its thread is named by the first comment, because the video is no post of ours;
a video that the search found has the id `video/<id>`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Any

import msgspec

from sturmwarte.channels.youtube.shapes import Comment, Page, Result, Thread
from sturmwarte.core.post import Author, Metrics, Post
from sturmwarte.wire.errors import Unreadable

NETWORK = "youtube"
WATCH = "https://www.youtube.com/watch?v="

_raw = msgspec.json.Decoder(dict[str, Any]).decode


def thread_of(body: bytes) -> Thread:
    thread: Thread = _read(body, Thread)
    return thread


def comment_of(body: bytes) -> Comment:
    comment: Comment = _read(body, Comment)
    return comment


def named(body: bytes) -> str:
    """The id of any resource."""
    return str(_read(body, dict[str, Any]).get("id", ""))


def posts_of_thread(body: bytes, source: str, channel: str, me: str = "") -> list[Post]:
    """A thread's first comment and those replies that came with it, the oldest first."""
    thread = thread_of(body)
    video = thread.snippet.video_id
    first = _post(thread.snippet.top_level_comment, source, channel, me, video)
    first = msgspec.structs.replace(first, raw=_decoded(body))
    said = _post_metrics(first, thread)
    replies = thread.replies.comments if thread.replies else []
    answers = [_post(reply, source, channel, me, video, thread.id) for reply in replies]
    return [said, *sorted(answers, key=_when)]


def post_of_comment(
    body: bytes, source: str, channel: str, me: str = "", video: str = "", thread: str = ""
) -> Post:
    """A single comment; replies fetched alone name neither their video nor always their thread."""
    post = _post(comment_of(body), source, channel, me, video, thread)
    return msgspec.structs.replace(post, raw=_decoded(body))


def post_of_result(body: bytes, source: str, channel: str, me: str = "") -> Post:
    """A video that the search found, with its title and the beginning of its description."""
    found = _read(body, Result)
    if not found.id.video_id:
        raise Unreadable("channel.youtube.unreadable")
    about = found.snippet
    return Post(
        id=f"video/{found.id.video_id}",
        network=NETWORK,
        source=source,
        channel=channel,
        # The search escapes what it shows, everything else comes as it was written.
        title=unescape(about.title),
        text=unescape(about.description),
        url=f"{WATCH}{found.id.video_id}",
        created_at=_moment(about.published_at),
        author=Author(id=about.channel_id, name=unescape(about.channel_title)) if about.channel_id else None,
        own=bool(me) and about.channel_id == me,
        raw=_decoded(body),
    )


def parse_sample(body: bytes) -> Sequence[Post]:
    """Every post of a page of threads, as the contract tests ask for it."""
    page = _read(body, Page)
    threads = (posts_of_thread(bytes(item), "sample", "youtube:sample") for item in page.items)
    return [post for posts in threads for post in posts]


def _post(comment: Comment, source: str, channel: str, me: str, video: str, thread: str = "") -> Post:
    said = comment.snippet
    parent, video = said.parent_id or thread, said.video_id or video
    author = said.author_channel_id.value if said.author_channel_id else ""
    edited = _moment(said.updated_at)
    created = _moment(said.published_at)
    return Post(
        id=comment.id,
        network=NETWORK,
        source=source,
        channel=channel,
        form="comment",
        text=said.text_original or said.text_display,
        url=f"{WATCH}{video}&lc={comment.id}" if video else "",
        created_at=created,
        edited_at=edited if edited and created and edited > created else None,
        author=_author(author, said.author_display_name),
        in_reply_to=parent,
        root=parent or comment.id,
        metrics=Metrics(likes=max(said.like_count, 0)),
        own=bool(me) and author == me,
    )


def _author(id: str, name: str) -> Author | None:
    """Comments of deleted accounts name nobody. A displayed name is a handle since 2023."""
    if not (id or name):
        return None
    return Author(id=id or name, handle=name if name.startswith("@") else "", name=name)


def _post_metrics(post: Post, thread: Thread) -> Post:
    likes = post.metrics.likes if post.metrics else 0
    return msgspec.structs.replace(
        post, metrics=Metrics(likes=likes, replies=max(thread.snippet.total_reply_count, 0))
    )


def _read(body: bytes, type: type[Any]) -> Any:
    try:
        return msgspec.json.decode(body, type=type)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.youtube.unreadable") from error


def _decoded(body: bytes) -> dict[str, Any]:
    return _raw(body)


def _moment(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
        return when.astimezone(UTC) if when.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _when(post: Post) -> datetime:
    return post.created_at or datetime.max.replace(tzinfo=UTC)
