"""A bot at work: asks for what is new with one long call after the other, and answers."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from sturmwarte.channels.contract import (
    Account,
    Answer,
    Cursor,
    Dropped,
    Gap,
    Heard,
    Place,
    Sent,
    Subscription,
)
from sturmwarte.channels.telegram.interface import Interface
from sturmwarte.channels.telegram.parse import name_of, post_of
from sturmwarte.channels.telegram.shapes import Hook, Message, User
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Unreadable, Wrong

LONG_POLL_S = 20
AT_ONCE = 100
KEPT = timedelta(hours=24)
"""How long Telegram keeps what nobody has fetched."""
RENUMBERED = timedelta(days=6)
"""After a week without an update their numbers start anew anywhere, so an old one must not be asked for."""
ASKED = ["message", "edited_message", "channel_post", "edited_channel_post"]
MOST = 4096


class Bot:
    """The connection. `check` before anything else: it learns who we are."""

    def __init__(self, place: Place) -> None:
        self._place, self._api = place, Interface(place)
        self._own_chats = frozenset(str(line).strip() for line in place.values.get("own_chats") or ())
        self._me: User | None = None

    def check(self) -> Account:
        me = self._me = self._api.call("getMe", User)
        if self._api.call("getWebhookInfo", Hook).url:
            raise Wrong("channel.telegram.webhook")
        missing = () if me.can_read_all_group_messages else (Reason("channel.telegram.privacy_mode"),)
        return Account(f"@{me.username}", str(me.id), f"https://t.me/{me.username}", missing=missing)

    def subscriptions(self) -> Sequence[Subscription]:
        return (Subscription("messages", self._listen, every=1, streams=True),)

    def close(self) -> None:
        """Nothing is held between calls."""

    def reply(self, answer: Answer) -> Sent:
        """Telegram knows no key for what is sent: a crash just after sending may send twice."""
        if answer.to is None:
            raise Wrong("channel.telegram.no_chat")
        chat, number = _numbers(answer.to.id)
        parts: dict[str, Any] = {"chat_id": chat, "text": answer.text[:MOST]}
        parts["reply_parameters"] = {"message_id": number, "allow_sending_without_reply": True}
        said = self._api.call("sendMessage", Message, **parts)
        return Sent(name_of(said.chat.id, said.message_id))

    def delete(self, id: str) -> None:
        chat, number = _numbers(id)
        self._api.call("deleteMessage", bool, chat_id=chat, message_id=number)

    def hide(self, id: str) -> None:
        """Messages of others are removed the same way, where the bot may."""
        self.delete(id)

    def _listen(self, cursor: Cursor) -> Iterator[Heard]:
        gaps = self._missed(cursor)
        me = (self._me or self._api.call("getMe", User)).id
        last, met = cursor.get("last"), cursor.get("met")
        while not self._place.rest(0):
            offset = None if last is None or self._is_old(met) else int(last) + 1
            updates = self._api.call(
                "getUpdates", list[msgspec.Raw], timeout_s=LONG_POLL_S + 15,
                offset=offset, limit=AT_ONCE, timeout=LONG_POLL_S, allowed_updates=ASKED,
            )  # fmt: skip
            now = self._place.now().isoformat()
            if updates:
                last, met = max(_number(one) for one in updates), now
            yield self._heard(updates, me, {"last": last, "met": met, "asked": now}, gaps)
            gaps = ()
            if self._place.looking:  # the next call would confirm these, and Telegram forget them
                return

    def _heard(self, updates: Sequence[msgspec.Raw], me: int, cursor: Cursor, gaps: Sequence[Gap]) -> Heard:
        posts: list[Post] = []
        dropped = []
        for one in map(bytes, updates):
            try:
                post = post_of(one, self._place.source, self._place.channel, me, self._own_chats)
            except Unreadable as error:
                dropped.append(Dropped(one, str(error)))
                continue
            if post is not None:
                posts.append(post)
        return Heard(posts, cursor, gaps, dropped)

    def _missed(self, cursor: Cursor) -> tuple[Gap, ...]:
        asked = _moment(cursor.get("asked"))
        kept_since = self._place.now() - KEPT
        if asked is None or asked >= kept_since:
            return ()
        return (Gap(asked, kept_since, Reason("channel.telegram.gap")),)

    def _is_old(self, met: object) -> bool:
        moment = _moment(met)
        return moment is not None and self._place.now() - moment > RENUMBERED


def _numbers(id: str) -> tuple[int, int]:
    chat, _, number = id.partition("/")
    try:
        return int(chat), int(number)
    except ValueError:
        raise Wrong("channel.telegram.no_chat") from None


def _number(body: msgspec.Raw) -> int:
    """An update's number, readable or not: what cannot be read must not come again for ever."""

    class Numbered(msgspec.Struct):
        update_id: int

    try:
        return msgspec.json.decode(body, type=Numbered).update_id
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable("channel.telegram.unreadable") from error


def _moment(written: object) -> datetime | None:
    return datetime.fromisoformat(written) if isinstance(written, str) else None
