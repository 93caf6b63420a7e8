"""The parts of YouTube's resources that we read. https://developers.google.com/youtube/v3/docs/comments"""

from typing import Any

import msgspec


class ChannelId(msgspec.Struct):
    value: str = ""


class CommentSnippet(msgspec.Struct, rename="camel"):
    text_original: str = ""
    text_display: str = ""
    author_display_name: str = ""
    author_channel_id: ChannelId | None = None
    video_id: str = ""
    channel_id: str = ""
    parent_id: str = ""
    like_count: int = 0
    published_at: str = ""
    updated_at: str = ""


class Comment(msgspec.Struct):
    id: str
    snippet: CommentSnippet


class ThreadSnippet(msgspec.Struct, rename="camel"):
    top_level_comment: Comment
    video_id: str = ""
    total_reply_count: int = 0


class Replies(msgspec.Struct):
    comments: list[Comment] = []


class Thread(msgspec.Struct):
    id: str
    snippet: ThreadSnippet
    replies: Replies | None = None


class SearchId(msgspec.Struct, rename="camel"):
    video_id: str = ""


class SearchSnippet(msgspec.Struct, rename="camel"):
    published_at: str = ""
    channel_id: str = ""
    channel_title: str = ""
    title: str = ""
    description: str = ""


class Result(msgspec.Struct):
    id: SearchId
    snippet: SearchSnippet


class Page(msgspec.Struct, rename="camel"):
    """Items stay raw: one that cannot be read must not take the others with it."""

    items: list[msgspec.Raw] = []
    next_page_token: str = ""


class Channel(msgspec.Struct):
    id: str
    snippet: dict[str, Any] = {}


class Problem(msgspec.Struct):
    reason: str = ""


class Trouble(msgspec.Struct):
    code: int = 0
    message: str = ""
    errors: list[Problem] = []


class Failure(msgspec.Struct):
    error: Trouble = msgspec.field(default_factory=Trouble)
