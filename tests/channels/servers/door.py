"""The HTTP side that emulators share: a server in a thread of its own, one answer for each call."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """One call. `params` are those of the address and of a form, several of a name joined by commas."""

    method: str
    path: str
    params: dict[str, str]
    body: Any
    bearer: str


Said = tuple[int, Any, Mapping[str, str]]
"""Status, what is said as JSON (None: nothing), headers."""


@contextmanager
def opened(answer: Callable[[Asked], Said]) -> Iterator[str]:
    """The server's address, for as long as the block lasts."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            status, said, headers = answer(self._asked())
            written = b"" if said is None else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(written)

        def _asked(self) -> Asked:
            at = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            params = parse_qs(at.query)
            if "urlencoded" in self.headers.get("Content-Type", ""):
                params |= parse_qs(body.decode())
                body = b""
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            flat = {name: ",".join(values) for name, values in params.items()}
            return Asked(self.command, at.path, flat, json.loads(body or b"null"), bearer)

        do_GET = do_POST = do_PUT = do_DELETE = _do

        def log_message(self, *_: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
