"""Events of a server's stream as they come: by web socket, or by server-sent events where there is none.

One socket carries everything we listen to. Formats: docs.joinmastodon.org/methods/streaming.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec

from sturmwarte.channels.mastodon.api import Api
from sturmwarte.channels.mastodon.reading import Json
from sturmwarte.wire.errors import Missing, Refused, Unreadable

SILENCE_S = 75.0
"""Servers send a sign of life every 15 to 30 s; after so long the line is dead."""
WAIT_S = 20.0


@dataclass(frozen=True)
class Event:
    """`kind` is empty for a mere sign of life; `body` is the payload's JSON, a text for `delete`."""

    kind: str = ""
    body: Any = None
    streams: tuple[str, ...] = ()


@contextmanager
def stream(api: Api, wanted: Sequence[Json]) -> Iterator[Iterator[Event]]:
    """Opens whichever of the two the server has. Raises Missing or Unreadable when it has neither."""
    base = api.server().streaming
    if not base:
        raise Missing("channel.mastodon.no_stream", host=api.host)
    try:
        opened = api.place.client.websocket(
            f"{base}/api/v1/streaming", headers=_access(api), silence_s=SILENCE_S
        )
        socket = opened.__enter__()
    except (Missing, Unreadable, Refused):
        with _sent_events(api, base) as events:
            yield events
        return
    try:
        for wish in wanted:
            socket.send(json.dumps({"type": "subscribe", **wish}))
        yield _messages(socket)
    finally:
        opened.__exit__(None, None, None)


def _messages(socket: Any) -> Iterator[Event]:
    while True:
        message = socket.receive(WAIT_S)
        yield Event() if message is None else event_of(message)


@contextmanager
def _sent_events(api: Api, base: str) -> Iterator[Iterator[Event]]:
    """Our account's own stream only: each would be a connection of its own."""
    url = f"{base}/api/v1/streaming/user"
    with api.place.client.stream(url, headers=_access(api), silence_s=SILENCE_S) as lines:
        yield sent_events(lines)


def _access(api: Api) -> dict[str, str]:
    return {"authorization": api.headers["authorization"]}


def event_of(message: str | bytes) -> Event:
    """A web socket's message. Pure; one that cannot be read is a sign of life."""
    try:
        said = msgspec.json.decode(message)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Event()
    if not isinstance(said, dict) or not isinstance(said.get("event"), str):
        return Event()
    streams = said.get("stream")
    names = tuple(map(str, streams)) if isinstance(streams, list) else ()
    return _event(said["event"], said.get("payload"), names)


def sent_events(lines: Iterator[bytes]) -> Iterator[Event]:
    """Server-sent events: an empty line ends one, a colon begins a comment (a sign of life)."""
    kind, data = "", ""
    for raw in lines:
        line = raw.decode("utf-8", errors="replace")
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            yield _event(kind, data, ("user",)) if kind and data else Event()
            kind, data = "", ""
        elif name == "event":
            kind = value
        elif name == "data":
            data = f"{data}\n{value}" if data else value
        elif not name:
            yield Event()


def _event(kind: str, payload: Any, streams: tuple[str, ...]) -> Event:
    if kind == "delete" or not isinstance(payload, str):
        return Event(kind, payload, streams)
    try:
        return Event(kind, msgspec.json.decode(payload), streams)
    except (msgspec.DecodeError, RecursionError):
        return Event()
