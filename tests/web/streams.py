"""Many open pages without the browsers: each opens the event stream and comes back to it as live.js does."""

import asyncio
import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

LIVE = Path(__file__).parents[2] / "src/sturmwarte/station/static/live.js"


def _constant(name: str) -> float:
    """A waiting time of live.js in seconds, so that what is measured here is what browsers do."""
    found = re.search(rf"const {name} = (\d+);", LIVE.read_text("utf-8"))
    assert found, f"live.js has no {name} any more"
    return int(found[1]) / 1000


@dataclass
class Listener:
    """`heard` counts each change by its ref; `back` is when the stream last said hello (monotonic clock)."""

    port: int
    cookie: str
    last: str = ""
    heard: Counter = field(default_factory=Counter)
    hellos: int = 0
    back: float = 0.0
    open: bool = False

    async def run(self) -> None:
        first, longest = _constant("FIRST_WAIT_MS"), _constant("LONGEST_WAIT_MS")
        wait = first
        while True:
            before = self.hellos
            try:
                await self._listen()
            except (OSError, asyncio.IncompleteReadError, EOFError):
                pass
            finally:
                self.open = False
            if self.hellos > before:
                wait = first
            await asyncio.sleep(wait * (0.5 + random.random()))  # noqa: S311 - as live.js
            wait = min(wait * 1.6, longest)

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            after = f"?after={self.last}" if self.last else ""
            head = f"Host: 127.0.0.1\r\nCookie: sessionid={self.cookie}"
            writer.write(f"GET /events{after} HTTP/1.1\r\n{head}\r\n\r\n".encode())
            status = await reader.readline()
            if b" 200 " not in status:
                raise EOFError(status)
            fields: dict[str, str] = {}
            while line := await reader.readline():
                self._line(line.decode().rstrip("\r\n"), fields)
        finally:
            writer.close()

    def _line(self, line: str, fields: dict[str, str]) -> None:
        name, colon, value = line.partition(": ")
        if colon:
            fields[name] = value
        elif not line and "event" in fields:
            self._event(fields)
            fields.clear()

    def _event(self, fields: dict[str, str]) -> None:
        self.last = fields.get("id", self.last)
        if fields["event"] == "hello":
            self.hellos, self.back, self.open = self.hellos + 1, time.monotonic(), True
        if fields["event"] == "change":
            self.heard.update(one["ref"] for one in json.loads(fields["data"]) if one["kind"] == "case")


def connections(port: int) -> int:
    """How many established connections the station's side of `port` has, as the kernel counts them."""
    rows = Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]
    mine = (row.split() for row in rows)
    return sum(int(row[1].split(":")[1], 16) == port and row[3] == "01" for row in mine)


@contextmanager
def listening(listeners: list[Listener]) -> Iterator[None]:
    """Runs them in a thread of their own until the block ends."""
    loop = asyncio.new_event_loop()
    ends = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(_all(listeners, ends)))
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(ends.set)
        thread.join(20)
        loop.close()


async def _all(listeners: list[Listener], ends: asyncio.Event) -> None:
    tasks = [asyncio.create_task(one.run()) for one in listeners]
    await ends.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
