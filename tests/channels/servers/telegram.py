"""An emulator of the bot interface, written to its documentation: updates kept until confirmed, long polling,
one reader at a time, rate limits, a token that can be revoked. https://core.telegram.org/bots/api
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.channels.servers.door import Asked, Said, opened

TOKEN = "123456789:" + "A" * 35
BOT = {"id": 123456789, "is_bot": True, "first_name": "Musterbot", "username": "muster_bot"}


class Telegram:
    """The state. `say` puts an update in; everything else is asked over HTTP."""

    def __init__(self) -> None:
        self.lock, self.news = threading.Lock(), threading.Condition()
        self.token, self.webhook, self.reads_all = TOKEN, "", True
        self.updates: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []
        self.next_update, self.next_message = 1000, 1
        self.limited = 0
        self.second_reader = False
        self.asked: list[dict[str, Any]] = []
        self.address = ""

    def say(self, text: str, chat: dict[str, Any] | None = None, kind: str = "message", **more: Any) -> str:
        """A message in a private chat with 4711 unless said otherwise; returns its global id."""
        chat = chat or {"id": 4711, "type": "private", "first_name": "Ilka"}
        with self.news:
            number = more.pop("message_id", self.next_message)
            self.next_message = max(self.next_message, number) + 1
            body = {"message_id": number, "date": int(time.time()), "chat": chat, "text": text}
            if chat["type"] != "channel":
                body["from"] = {"id": 4711, "is_bot": False, "first_name": "Ilka", "username": "ilka_s"}
            self.updates.append({"update_id": self.next_update, kind: {**body, **more}})
            self.next_update += 1
            self.news.notify_all()
        return f"{chat['id']}/{number}"

    def answer(self, method: str, parts: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.limited > 0:
            self.limited -= 1
            return _no(429, "Too Many Requests: retry after 3", retry_after=3)
        work = getattr(self, f"_{method}", None)
        return work(parts) if work else _no(404, "Not Found: method not found")

    def _getMe(self, _: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        more = {"can_join_groups": True, "can_read_all_group_messages": self.reads_all}
        return _yes({**BOT, **more, "supports_inline_queries": False})

    def _getWebhookInfo(self, _: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return _yes({"url": self.webhook, "has_custom_certificate": False, "pending_update_count": 0})

    def _getUpdates(self, parts: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.asked.append(parts)
        if self.second_reader:
            return _no(409, "Conflict: terminated by other getUpdates request")
        offset, limit = int(parts.get("offset") or 0), int(parts.get("limit") or 100)
        end = time.monotonic() + min(float(parts.get("timeout") or 0), 0.3)
        with self.news:
            self.updates = [one for one in self.updates if one["update_id"] >= offset]
            while not self.updates and (left := end - time.monotonic()) > 0:
                self.news.wait(left)
            return _yes(self.updates[:limit])

    def _sendMessage(self, parts: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        chat = int(parts["chat_id"])
        if chat == 403:
            return _no(403, "Forbidden: bot was blocked by the user")
        with self.lock:
            self.sent.append(parts)
            number, self.next_message = self.next_message, self.next_message + 1
        body = {"message_id": number, "date": int(time.time()), "from": BOT, "text": parts["text"]}
        return _yes({**body, "chat": {"id": chat, "type": "private", "first_name": "Ilka"}})

    def _deleteMessage(self, parts: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.sent.append({"deleted": f"{parts['chat_id']}/{parts['message_id']}"})
        return _yes(True)


def _yes(result: Any) -> tuple[int, dict[str, Any]]:
    return 200, {"ok": True, "result": result}


def _no(code: int, said: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
    more = {"parameters": parameters} if parameters else {}
    return code, {"ok": False, "error_code": code, "description": said, **more}


@contextmanager
def telegram() -> Iterator[Telegram]:
    state = Telegram()

    def said(asked: Asked) -> Said:
        token, _, method = asked.path.removeprefix("/bot").partition("/")
        if token != state.token:
            return *_no(401, "Unauthorized"), {}
        return *state.answer(method, asked.body or asked.params), {}

    with opened(said) as state.address:
        yield state
