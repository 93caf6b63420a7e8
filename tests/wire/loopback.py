"""A server of raw bytes on loopback: what it says is not held back by any library's manners."""

import contextlib
import socket
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Seen:
    """A request as it came: the first line, headers in lower case, the body."""

    line: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class Loopback:
    """Paths to what is said there: bytes, or a function that gets the connection and the request."""

    says: dict = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    wrap: object = None

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError), connection:
            connection.settimeout(5)
            if self.wrap:
                connection = self.wrap(connection)
            while (request := _read(connection)) is not None:
                self.seen.append(request)
                says = self.says[request.line.split()[1].partition("?")[0]]
                if isinstance(says, bytes):
                    connection.sendall(says)
                elif says(connection, request) is None:
                    break
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def _read(connection):
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return None
        head += piece
    raw, _, body = head.partition(b"\r\n\r\n")
    line, *rows = raw.decode("latin-1").split("\r\n")
    headers = dict(row.split(": ", 1) for row in rows)
    headers = {name.lower(): value for name, value in headers.items()}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    return Seen(line, headers, body)


def answer(body=b"", status="200 OK", **headers):
    rows = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *rows])
    return head.encode() + b"\r\n\r\n" + body


def redirect(to, status="302 Found"):
    return answer(status=status, Location=to)


def drip(*pieces, pause_s=0.05):
    """Says the pieces with a pause after each, then closes."""

    def say(connection, _):
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause_s)

    return say
