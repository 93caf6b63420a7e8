"""The floor that httpcore2 stands on: connections through the guard, and a deadline for the whole exchange.

httpcore2's own timeouts are per read, so a server that sends a byte every few seconds would never hit one.
The deadline is the calling thread's: a request and the reading of its answer happen in one thread.
"""

import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2

from sturmwarte.wire.guard import Guard

LOOK_S = 0.5
"""How often a long stream looks whether the station stops."""


class Stopped(Exception):
    """The station is stopping: a stream ends without trouble."""


class Deadline(threading.local):
    """When this thread's present exchange must be over (monotonic seconds), and whether to stop sooner."""

    end: float | None = None
    stopping: Callable[[], bool] | None = None

    @contextmanager
    def within(self, seconds: float | None, stopping: Callable[[], bool] | None = None) -> Iterator[None]:
        """Holds for the block, then what held before: a stream's reader may ask for a page in between."""
        before = self.end, self.stopping
        self.end = None if seconds is None else time.monotonic() + seconds
        self.stopping = stopping
        try:
            yield
        finally:
            self.end, self.stopping = before

    def left(self, timeout: float | None) -> float | None:
        if self.end is None:
            return timeout
        left = self.end - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the whole exchange took too long")
        return left if timeout is None else min(left, timeout)


class Backend(httpcore2.NetworkBackend):
    """Opens connections through a guard; nothing else may."""

    def __init__(self, guard: Guard, deadline: Deadline) -> None:
        self._guard = guard
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - httpcore2's signature
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        left = self._deadline.left(timeout)
        return Stream(self._guard.connect(host, port, left or 10.0), self._deadline)

    def connect_unix_socket(self, *_args: Any, **_more: Any) -> httpcore2.NetworkStream:
        raise httpcore2.UnsupportedProtocol("no local sockets")


class Stream(httpcore2.NetworkStream):
    """A connected socket with or without TLS, whose every read and write minds the deadline."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            if self._deadline.stopping is not None:
                return self._read_looking(max_bytes, timeout, self._deadline.stopping)
            self._sock.settimeout(self._deadline.left(timeout))
            return self._sock.recv(max_bytes)
        except TimeoutError as error:
            raise httpcore2.ReadTimeout(error) from error
        except OSError as error:
            raise httpcore2.ReadError(error) from error

    def _read_looking(self, max_bytes: int, timeout: float | None, stopping: Callable[[], bool]) -> bytes:
        end = time.monotonic() + (timeout or 60.0)
        while True:
            if stopping():
                raise Stopped
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError("silent")
            self._sock.settimeout(min(LOOK_S, left))
            try:
                return self._sock.recv(max_bytes)
            except TimeoutError:
                continue

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            view = memoryview(buffer)
            while view:
                self._sock.settimeout(self._deadline.left(timeout))
                view = view[self._sock.send(view) :]
        except TimeoutError as error:
            raise httpcore2.WriteTimeout(error) from error
        except OSError as error:
            raise httpcore2.WriteError(error) from error

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            self._sock.settimeout(self._deadline.left(timeout))
            return Stream(
                ssl_context.wrap_socket(self._sock, server_hostname=server_hostname), self._deadline
            )
        except BaseException as error:
            self.close()
            if isinstance(error, ssl.SSLError):
                raise  # told apart by the client: a bad certificate is no broken line
            if isinstance(error, TimeoutError):
                raise httpcore2.ConnectTimeout(error) from error
            if isinstance(error, OSError):
                raise httpcore2.ConnectError(error) from error
            raise

    def get_extra_info(self, info: str) -> Any:
        if info == "ssl_object":
            return self._sock if isinstance(self._sock, ssl.SSLSocket) else None
        if info == "is_readable":
            return _readable(self._sock)
        return self._sock if info == "socket" else None


def _readable(sock: socket.socket) -> bool:
    """Whether an idle connection has something to say, which can only be that it was closed."""
    if sock.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(sock.fileno(), select.POLLIN)
    return bool(poll.poll(0))
