"""Web sockets through the guard."""

import logging
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
    WebSocketException,
)
from websockets.sync.client import ClientConnection, connect

from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import TooMuch, Trouble, Unreachable, Unreadable
from sturmwarte.wire.guard import Guard

MOST_MESSAGE_BYTES = 8 * 2**20
OPEN_S = 15.0
LOOK_S = 0.5

_QUIET = logging.getLogger(__name__)
"""The library's debug lines carry the handshake's headers, and our access with them."""
_QUIET.setLevel(logging.WARNING)


class Socket:
    """An open web socket. Pings keep it honest: a peer silent for `silence_s` is Unreachable."""

    def __init__(self, connection: ClientConnection, host: str, stops: Callable[[], bool]) -> None:
        self._connection = connection
        self._host = host
        self._stops = stops

    def receive(self, timeout_s: float = 20.0) -> str | bytes | None:
        """The next message; None when none came in time or the station stops. Trouble once it is closed."""
        end = time.monotonic() + timeout_s
        while not self._stops():
            left = end - time.monotonic()
            if left <= 0:
                break
            try:
                return self._connection.recv(timeout=min(LOOK_S, left))
            except TimeoutError:
                continue
            except ConnectionClosed as error:
                raise _closed(error, self._host) from error
        return None

    def send(self, message: str | bytes) -> None:
        try:
            self._connection.send(message)
        except ConnectionClosed as error:
            raise _closed(error, self._host) from error


@contextmanager
def opened(
    guard: Guard,
    url: str,
    headers: Mapping[str, str],
    agent: str,
    *,
    silence_s: float,
    tls: ssl.SSLContext,
    stops: Callable[[], bool],
) -> Iterator[Socket]:
    """Opens one; `url` is http or https. What the caller raises in the block stays as it is."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    raw = guard.connect(host, parts.port or (443 if secure else 80), OPEN_S)
    with ExitStack() as stack:
        try:
            opening = connect(
                ("wss" if secure else "ws") + url[len(parts.scheme) :],
                sock=raw,
                ssl=tls if secure else None,
                server_hostname=host if secure else None,
                additional_headers=headers,
                user_agent_header=agent,
                proxy=None,
                open_timeout=OPEN_S,
                ping_interval=silence_s / 2,
                ping_timeout=silence_s / 2,
                close_timeout=1,
                max_size=MOST_MESSAGE_BYTES,
                logger=_QUIET,
            )
            connection = stack.enter_context(opening)
        except (WebSocketException, OSError, ValueError) as error:
            raw.close()
            raise _failed(error, host, url) from error
        yield Socket(connection, host, stops)


def _failed(error: Exception, host: str, url: str) -> Trouble:
    if isinstance(error, InvalidStatus):
        headers = {name.lower(): value for name, value in error.response.headers.raw_items()}
        return Answer(error.response.status_code, headers, b"", url).trouble()
    if isinstance(error, ssl.SSLError):
        return Unreachable("trouble.certificate", host=host, why=str(error.reason or "TLS")[:120])
    if isinstance(error, TimeoutError):
        return Unreachable("trouble.no_answer", host=host, seconds=round(OPEN_S))
    if isinstance(error, InvalidMessage | OSError):
        return Unreachable("trouble.broken_off", host=host)
    if isinstance(error, InvalidHandshake | ValueError):  # a redirect is a ValueError: the socket is used up
        return Unreadable("trouble.no_websocket", host=host)
    return Unreachable("trouble.no_way", host=host)


def _closed(error: ConnectionClosed, host: str) -> Trouble:
    code = error.rcvd.code if error.rcvd else (error.sent.code if error.sent else 1006)
    if error.sent is not None and error.sent.code == 1009:
        return TooMuch("trouble.line", host=host)
    return Unreachable("trouble.closed", host=host, status=int(code))
