"""The event stream: tells every open page what changed, never what it says.

A small ASGI application of its own beside Django: 300 open pages cost 300 waiting coroutines and one
query for all of them. The page then fetches what it shows, so that permission is checked in one place.

Order of a change: the row is committed; `Tail` reads it; each `Reader` gets it; the page refetches. A
crash between any two loses nothing, because the browser comes back with the last id it has seen.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError, connection
from django.db.models import Max
from django.http import HttpRequest

from sturmwarte.station.frame import passing
from sturmwarte.station.ledger.announce import changes_after
from sturmwarte.station.ledger.models import Change

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Begun = tuple[int, list[Change]]
"""The newest change's id, and what was missed since the one the page knows."""

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.3
TRY_AGAIN_S = 3.0
BEAT_EVERY_S = 15.0
CHECK_AGAIN_BEATS = 4
"""A page that stays open for days is asked once a minute whether its login still holds."""
WAITING = 100
"""Changes that may pile up for one slow reader; then it is sent away and comes back with its last id."""
MISSED = 500
"""Changes told to a page that comes back; with more it loads everything anew."""
_SHOWN = {"case", "overdue", "wave", "presence", "trial"}
"""Kinds whose ref is told. Others, as which posts came in, are told without it."""


class Tail:
    """Reads the change table once for all readers of this process."""

    def __init__(self) -> None:
        self.readers: set[asyncio.Queue[list[Change] | None]] = set()
        self._task: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="events")
        self.stopping = False

    def join(self, queue: "asyncio.Queue[list[Change] | None]") -> None:
        self.readers.add(queue)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    def leave(self, queue: "asyncio.Queue[list[Change] | None]") -> None:
        self.readers.discard(queue)
        if not self.readers and self._task:
            self._task.cancel()
            self._task = None

    def stop(self) -> None:
        """Ends all streams, so that the web process can end at once."""
        self.stopping = True
        for queue in self.readers:
            _put(queue, None)

    async def ask(self, question: Callable[[], Any]) -> Any:
        """Runs a query in the stream's own thread, never in those that answer pages."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, _ask, question)

    async def _run(self) -> None:
        last = await self.ask(newest)
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                found = await self.ask(partial(changes_after, last))
            except DatabaseError:
                # The database restarts too: everybody is told what was missed once it is back.
                _log.warning("the changes could not be read; trying again", exc_info=True)
                await asyncio.sleep(TRY_AGAIN_S)
                continue
            # With the id before: a browser that comes back asks for what was stored after it.
            passed = [Change(id=last, kind=kind, ref=ref) for kind, ref in passing.taken()]
            if found := [*passed, *found]:
                last = found[-1].pk
                for queue in list(self.readers):
                    _put(queue, found)


def newest() -> int:
    """The id of the newest change; 0 when there is none."""
    return int(Change.objects.aggregate(top=Max("pk"))["top"] or 0)


def _put(queue: "asyncio.Queue[list[Change] | None]", changes: list[Change] | None) -> None:
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        changes = None
    queue.put_nowait(changes)


def _ask(question: Callable[[], Any]) -> Any:
    """The thread keeps its connection: opening one anew for each question costs more than the question."""
    try:
        return question()
    except BaseException:
        connection.close()
        raise


class Events:
    """The ASGI application. 401 to strangers; else `hello`, `change` and `beat` until somebody leaves."""

    def __init__(self) -> None:
        self.tail = Tail()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            return await _answer(send, 405)
        if self.tail.stopping:
            return await _answer(send, 503)
        cookie, after = _session_key(scope), _last_id(scope)
        queue: asyncio.Queue[list[Change] | None] = asyncio.Queue(WAITING)
        self.tail.join(queue)
        try:
            begun = await self.tail.ask(lambda: beginning(cookie, after))
            if begun is None:
                await _answer(send, 401)
            else:
                await self._stream(receive, send, queue, cookie, begun)
        finally:
            self.tail.leave(queue)

    async def _stream(self, receive: Receive, send: Send, queue: Any, cookie: str, begun: Begun) -> None:
        await _start(send)
        start, missed = begun
        everything = len(missed) == MISSED
        retry_ms = 1000 + random.randrange(4000)  # noqa: S311 - spreads the browsers' return
        hello = json.dumps({"all": everything})
        await _say(send, f"retry: {retry_ms}\nid: {start}\nevent: hello\ndata: {hello}\n\n")
        if missed and not everything:
            await _say(send, written(missed))
        told = max([start, *(one.pk for one in missed)])
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await self._feed(send, queue, gone, cookie, told)
        finally:
            gone.cancel()
        await send({"type": "http.response.body", "body": b""})

    async def _feed(
        self, send: Send, queue: Any, gone: "asyncio.Future[None]", cookie: str, told: int
    ) -> None:
        beats = 0
        while not gone.done():
            waiting = asyncio.ensure_future(queue.get())
            done, _ = await asyncio.wait({waiting, gone}, timeout=BEAT_EVERY_S, return_when="FIRST_COMPLETED")
            if waiting not in done:
                waiting.cancel()
                if gone in done:
                    return
                beats += 1
                if beats % CHECK_AGAIN_BEATS == 0 and not await self.tail.ask(lambda: signed_in(cookie)):
                    return
                await _say(send, "event: beat\ndata: {}\n\n")
                continue
            changes = waiting.result()
            if changes is None:
                return
            # Whoever has just been switched off or signed out hears no more, from this very moment.
            asked = any(one.kind == "people" for one in changes)
            if asked and not await self.tail.ask(lambda: signed_in(cookie)):
                return
            # What came while the missed ones were looked up is in the queue too: nothing is told twice.
            if fresh := [one for one in changes if one.pk > told]:
                await _say(send, written(fresh))


def beginning(cookie: str, after: int | None) -> Begun | None:
    """What a stream begins with; None for strangers. One question, as hundreds ask it after a restart."""
    if not signed_in(cookie):
        return None
    start = newest()
    return start, changes_after(after, MISSED) if after is not None else []


def written(changes: list[Change]) -> str:
    """Changes as one event. Each thing is named once, however often it changed."""
    told = dict.fromkeys((one.kind, one.ref if one.kind in _SHOWN else "") for one in changes)
    data = json.dumps([{"kind": kind, "ref": ref} for kind, ref in told])
    return f"id: {changes[-1].pk}\nevent: change\ndata: {data}\n\n"


def signed_in(session_key: str) -> bool:
    """Whether the session belongs to a login that is still good."""
    if not session_key:
        return False
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return bool(get_user(request).is_authenticated)


def _session_key(scope: Scope) -> str:
    jar: SimpleCookie = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                jar.load(value.decode("latin-1"))
            except CookieError:
                continue
    found = jar.get(settings.SESSION_COOKIE_NAME)
    return found.value if found else ""


def _last_id(scope: Scope) -> int | None:
    headers = dict(scope["headers"])
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("after", [""])[0]
    given = headers.get(b"last-event-id", b"").decode("latin-1") or asked
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _start(send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
