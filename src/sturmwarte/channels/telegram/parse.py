"""A Telegram message becomes a post. Pure.

A message's number counts within its chat, so the global id is `chat/number`. What only says that somebody
joined or that a title changed is no utterance and gives no post.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from sturmwarte.channels.telegram.shapes import Chat, Message, Update
from sturmwarte.core.post import Author, Form, Media, Post, Visibility
from sturmwarte.wire.errors import Unreadable

NETWORK = "telegram"

_MEDIA = {
    "video": "video", "animation": "video", "video_note": "video", "audio": "audio", "voice": "audio",
    "document": "document",
}  # fmt: skip
_decode = msgspec.json.Decoder(Update).decode
_raw = msgspec.json.Decoder(dict[str, Any]).decode


def post_of(body: bytes, source: str, channel: str, me: int, own_chats: Collection[str] = ()) -> Post | None:
    """One update -> its post, or None for an update that says nothing. Raises Unreadable.

    `me` is the bot's own id; `own_chats` are channels that speak for us (`@name` or number).
    """
    try:
        update, raw = _decode(body), _raw(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.telegram.unreadable") from error
    message = update.said
    if message is None:
        return None
    text, media = _words(message), _media(message)
    if not text and not media:
        return None
    return Post(
        id=name_of(message.chat.id, message.message_id),
        network=NETWORK,
        source=source,
        channel=channel,
        form=_form(message),
        text=text,
        url=_address(message),
        created_at=_moment(message.date),
        edited_at=_moment(message.edit_date),
        author=_author(message),
        in_reply_to=_parent(message),
        root=_thread(message),
        repost_of=_original(message),
        media=media,
        visibility=_visibility(message.chat),
        own=_is_ours(message, me, own_chats),
        raw=raw,
    )


def parse_sample(body: bytes) -> Sequence[Post]:
    """Every post of a list of updates, as the contract tests ask for it."""
    try:
        updates = msgspec.json.decode(body, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.telegram.unreadable") from error
    posts = (post_of(bytes(one), "sample", "telegram:sample", me=0) for one in updates)
    return [post for post in posts if post is not None]


def name_of(chat: int, message: int) -> str:
    return f"{chat}/{message}"


def _words(message: Message) -> str:
    said = [message.text or message.caption]
    if message.poll:
        said += [message.poll.question, *(f"- {option.text}" for option in message.poll.options)]
    if message.sticker:
        said.append(message.sticker.emoji)
    if message.venue:
        said += [message.venue.title, message.venue.address]
    return "\n".join(part for part in said if part)


def _media(message: Message) -> tuple[Media, ...]:
    """Without addresses: Telegram's contain the bot's token."""
    found = [Media(type="image")] if message.photo else []
    found += [Media(type=kind) for name, kind in _MEDIA.items() if getattr(message, name)]
    return tuple(found)


def _form(message: Message) -> Form:
    if message.chat.type == "private":
        return "direct_message"
    return "post" if message.chat.type == "channel" else "comment"


def _visibility(chat: Chat) -> Visibility:
    """A chat with a public name can be read by anyone; others by their members."""
    if chat.type == "private":
        return "private"
    return "public" if chat.username else "unlisted"


def _author(message: Message) -> Author | None:
    """Channels and anonymous administrators speak as a chat; the account beside it is a placeholder."""
    if chat := message.sender_chat or (message.chat if message.chat.type == "channel" else None):
        return Author(id=str(chat.id), handle=chat.username, name=chat.title or message.author_signature)
    if user := message.sender:
        return Author(id=str(user.id), handle=user.username, name=user.name)
    return None


def _is_ours(message: Message, me: int, own_chats: Collection[str]) -> bool:
    if message.sender and message.sender.id == me and message.sender_chat is None:
        return True
    speaker = message.sender_chat or (message.chat if message.chat.type == "channel" else None)
    if speaker is None:
        return False
    return bool({str(speaker.id), f"@{speaker.username}".casefold()} & {own.casefold() for own in own_chats})


def _parent(message: Message) -> str:
    """What is answered. In a forum every message formally answers the one that opened its topic."""
    parent = message.reply_to_message
    if parent is None or (message.is_topic_message and parent.message_id == message.message_thread_id):
        return ""
    return name_of(parent.chat.id, parent.message_id)


def _thread(message: Message) -> str:
    if message.message_thread_id is None:
        return ""
    return name_of(message.chat.id, message.message_thread_id)


def _original(message: Message) -> str:
    """What was forwarded, where Telegram tells: only channels let others know which message it was."""
    origin = message.forward_origin or {}
    chat, number = origin.get("chat"), origin.get("message_id")
    if isinstance(chat, dict) and isinstance(chat.get("id"), int) and isinstance(number, int):
        return name_of(chat["id"], number)
    return ""


def _address(message: Message) -> str:
    if message.chat.username and message.chat.type != "private":
        return f"https://t.me/{message.chat.username}/{message.message_id}"
    if str(message.chat.id).startswith("-100"):  # opens for members only
        return f"https://t.me/c/{str(message.chat.id)[4:]}/{message.message_id}"
    return ""


def _moment(seconds: int | None) -> datetime | None:
    if not seconds or not 0 < seconds < 2**33:
        return None
    return datetime.fromtimestamp(seconds, UTC)
