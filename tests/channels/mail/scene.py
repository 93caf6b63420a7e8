"""A mailbox, the world around it, and a place from which a connection works."""

import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cache
from typing import Any

from sturmwarte.channels.contract import Cursor, Heard, Place, Subscription
from sturmwarte.core.post import Post
from sturmwarte.wire.client import Client
from sturmwarte.wire.guard import Guard
from tests.channels.servers.dovecot import HOST, WORD, Dovecot
from tests.channels.servers.smtp import Smtp

GUARD = Guard(["127.0.0.0/8", "::1"])


class Rest:
    """Waiting that a test can end."""

    def __init__(self) -> None:
        self.stops = threading.Event()

    def __call__(self, seconds: float) -> bool:
        return self.stops.wait(min(seconds, 0.2)) if seconds else self.stops.is_set()


def values(dovecot: Dovecot, smtp: Smtp | None = None, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "address": "service@firma.example",
        "user": "service",
        "password": WORD,
        "imap_host": HOST,
        "imap_port": dovecot.imap,
        "imap_security": "none",
        "folders": ["INBOX"],
        "sender_name": "Radwerk Kundendienst",
    }
    if smtp is not None:
        made |= {"smtp_host": HOST, "smtp_port": smtp.port, "smtp_security": "none"}
    return {**made, **more}


@cache
def _client() -> Client:
    """One for all whose waiting nobody ends: making one takes a while."""
    return Client(GUARD, now=lambda: datetime.now(UTC), rest=Rest())


def place(values: Mapping[str, Any], rest: Rest | None = None, **more: Any) -> Place:
    waiting = rest or Rest()
    made: dict[str, Any] = {
        "source": "post",
        "channel": "mail:post",
        "values": values,
        "client": Client(GUARD, now=lambda: datetime.now(UTC), rest=waiting) if rest else _client(),
        "guard": GUARD,
        "now": lambda: datetime.now(UTC),
        "rest": waiting,
        "since": datetime.now(UTC) - timedelta(days=7),
    }
    return Place(**{**made, **more})


def mail(text: str, **headers: str) -> EmailMessage:
    """A customer's mail; `_` in a header's name stands for a hyphen."""
    made = EmailMessage()
    said = {"From": "Mila Kern <mila@kunden.example>", "To": "service@firma.example", "Subject": "Rahmen"}
    for name, value in {**said, **{k.replace("_", "-"): v for k, v in headers.items()}}.items():
        made[name] = value
    made.set_content(text)
    return made


class Ear:
    """Listens to a subscription in a thread, as the station does, and keeps what it heard."""

    def __init__(self, subscription: Subscription, rest: Rest, cursor: Cursor | None = None) -> None:
        self.cursor: Cursor = cursor or {}
        self.steps: list[Heard] = []
        self.error: Exception | None = None
        self._subscription, self._rest = subscription, rest
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def posts(self) -> list[Post]:
        return [post for step in list(self.steps) for post in step.posts]

    def wait_for(self, posts: int, seconds: float = 8) -> list[Post]:
        end = time.monotonic() + seconds
        while len(self.posts) < posts and time.monotonic() < end and self.error is None:
            time.sleep(0.02)
        assert len(self.posts) >= posts, f"heard {len(self.posts)} of {posts} posts: {self.error}"
        return self.posts

    def stop(self) -> None:
        self._rest.stops.set()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _listen(self) -> None:
        try:
            for step in self._subscription.listen(self.cursor):
                self.steps.append(step)
                self.cursor = step.cursor if step.cursor is not None else self.cursor
        except Exception as error:
            self.error = error


def all_steps(listened: Iterator[Heard]) -> list[Post]:
    return [post for step in listened for post in step.posts]
