"""The parts of Telegram's objects that we read. Everything else stays in the payload.

https://core.telegram.org/bots/api#available-types
"""

from typing import Any

import msgspec


class User(msgspec.Struct):
    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    username: str = ""
    can_read_all_group_messages: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Chat(msgspec.Struct):
    id: int
    type: str = "private"
    title: str = ""
    username: str = ""


class Option(msgspec.Struct):
    text: str = ""


class Poll(msgspec.Struct):
    question: str = ""
    options: list[Option] = []


class Sticker(msgspec.Struct):
    emoji: str = ""


class Venue(msgspec.Struct):
    title: str = ""
    address: str = ""


class Parent(msgspec.Struct):
    """The message that is answered. Its own text is a post of its own, and known if the bot met it."""

    message_id: int
    chat: Chat


class Message(msgspec.Struct, kw_only=True):
    message_id: int
    date: int = 0
    chat: Chat
    sender: User | None = msgspec.field(default=None, name="from")
    sender_chat: Chat | None = None
    author_signature: str = ""
    edit_date: int | None = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    is_automatic_forward: bool = False
    forward_origin: dict[str, Any] | None = None
    reply_to_message: Parent | None = None
    text: str = ""
    caption: str = ""
    poll: Poll | None = None
    sticker: Sticker | None = None
    venue: Venue | None = None
    photo: list[dict[str, Any]] = []
    video: dict[str, Any] | None = None
    animation: dict[str, Any] | None = None
    audio: dict[str, Any] | None = None
    voice: dict[str, Any] | None = None
    video_note: dict[str, Any] | None = None
    document: dict[str, Any] | None = None


class Update(msgspec.Struct):
    """At most one of the messages is there; kinds we did not ask for leave all of them out."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    channel_post: Message | None = None
    edited_channel_post: Message | None = None

    @property
    def said(self) -> Message | None:
        return self.message or self.edited_message or self.channel_post or self.edited_channel_post


class Parameters(msgspec.Struct):
    retry_after: int | None = None
    migrate_to_chat_id: int | None = None


class Reply(msgspec.Struct):
    """Every answer of the interface: a result, or why there is none."""

    ok: bool = False
    result: msgspec.Raw = msgspec.Raw(b"null")
    error_code: int = 0
    description: str = ""
    parameters: Parameters | None = None


class Hook(msgspec.Struct):
    url: str = ""
