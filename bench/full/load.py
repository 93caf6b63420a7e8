"""Posts handed in at a steady rate, each call again until it is acknowledged."""

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.way.posts import made, vocabulary

CALLS_PER_S = 10
KEPT = 20_000
"""So many texts are made; after them they come again, with ids of their own."""


@dataclass
class Sent:
    """What was acknowledged, and when each marked post was handed in (Unix seconds)."""

    acknowledged: set[str] = field(default_factory=set)
    marked: dict[str, float] = field(default_factory=dict)
    again: int = 0
    late_s: float = 0.0


class Load(threading.Thread):
    """`rate` posts a second for `seconds`. Every second one of them asks for an answer and is marked."""

    def __init__(self, port: int, token: str, rate: int, seconds: int, share: float) -> None:
        super().__init__(daemon=True)
        self.sent = Sent()
        self.ends = threading.Event()
        self._port, self._token, self._rate, self._seconds = port, token, rate, seconds
        self._words, self._dice = vocabulary(), random.Random(11)  # noqa: S311 - load that repeats
        self._texts = [json.loads(line)["text"] for line in made(KEPT, share)]

    def run(self) -> None:
        begun = time.monotonic()
        for number, lines in enumerate(self._calls()):
            ahead = begun + number / CALLS_PER_S - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)
            self.sent.late_s = max(self.sent.late_s, -ahead)
            if self.ends.is_set():
                return
            self._hand_in(lines)

    def _calls(self) -> Iterator[dict[str, str]]:
        each = max(1, self._rate // CALLS_PER_S)
        for call in range(self._seconds * CALLS_PER_S):
            numbers = range(call * each, (call + 1) * each)
            texts = {f"n{number}": self._texts[number % KEPT] for number in numbers}
            if call % CALLS_PER_S == 0:
                second = call // CALLS_PER_S
                texts[f"m{second}"] = self._asking(second)
            yield texts

    def _asking(self, second: int) -> str:
        """No two alike: copies would join one case."""
        more = " ".join(self._dice.sample(self._words, 12))
        return f"marke-{second}- Zeisig, wann kommt meine Bestellung? {more}"

    def _hand_in(self, texts: dict[str, str]) -> None:
        at = datetime.now(UTC).isoformat()
        body = "\n".join(
            json.dumps({"id": id, "text": text, "created_at": at, "author": {"id": f"a{hash(id) % 5000}"}})
            for id, text in texts.items()
        ).encode()
        self.sent.marked |= {id[1:]: time.time() for id in texts if id[0] == "m"}
        while not self.ends.is_set():
            if self._taken(body):
                self.sent.acknowledged |= set(texts)
                return
            self.sent.again += 1
            time.sleep(0.05)

    def _taken(self, body: bytes) -> bool:
        link = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/x-ndjson"}
        try:
            link.request("POST", "/in/mastodon", body, headers)
            return link.getresponse().status == 202
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()
