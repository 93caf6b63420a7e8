"""A Mastodon server on loopback to test against: REST, server-sent events and web sockets over `State`.

It can be made slow, to fail, to limit, to forget its stream, and to revoke an access.
"""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from tests.channels.servers.mastodon_rest import ROUTES, Refusal, instance
from tests.channels.servers.mastodon_state import State, stamp

HEARTBEAT_S = 0.5


@dataclass
class Mastodon:
    """`stream` is "websocket", "events" (server-sent) or "none"; `limit` calls in `window`."""

    stream: str = "websocket"
    limit: int = 300
    window: timedelta = timedelta(minutes=5)
    slow_s: float = 0.0
    failing: list[int] = field(default_factory=list)
    """Statuses to answer the next calls with instead."""
    failing_paths: tuple[str, ...] = ()
    """Ends of paths that always answer with `failing_with`."""
    failing_with: int = 500
    calls: list[str] = field(default_factory=list)
    state: State = field(init=False)
    used: dict[str, int] = field(default_factory=dict)
    open_streams: set[int] = field(default_factory=set)
    running: threading.Event = field(default_factory=threading.Event)
    _http: ThreadingHTTPServer = field(init=False)
    _sockets: Server | None = None
    _reset: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(minutes=5))

    def __post_init__(self) -> None:
        self._http = _Quiet(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.state = State(f"http://127.0.0.1:{self._http.server_address[1]}")
        self._reset = datetime.now(UTC) + self.window

    def start(self) -> "Mastodon":
        self.running.set()
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        if self.stream == "websocket":
            self._sockets = serve(self._socket, "127.0.0.1", 0, process_request=self._admit)
            threading.Thread(target=self._sockets.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self.running.clear()
        self._http.shutdown()
        self._http.server_close()
        if self._sockets is not None:
            self._sockets.shutdown()

    def break_streams(self) -> None:
        """Every open stream ends; new ones may be opened."""
        self.open_streams.clear()

    def revoke(self, token: str) -> None:
        self.state.tokens.pop(token, None)
        self.break_streams()

    @property
    def streaming(self) -> str:
        if self._sockets is not None:
            return f"ws://127.0.0.1:{self._sockets.socket.getsockname()[1]}"
        return self.state.url.replace("http", "ws", 1) if self.stream == "events" else ""

    def account_of(self, authorization: str, scope: str = "") -> Any:
        known = self.state.tokens.get(authorization.removeprefix("Bearer "))
        if known is None:
            raise Refusal(401, "The access token is invalid")
        who, scopes = known
        if scope and not {scope, scope.partition(":")[0]} & scopes:
            raise Refusal(403, "This action is outside the authorized scopes")
        return self.state.accounts[who]

    def counted(self, authorization: str, bucket: str) -> dict[str, str]:
        """The documented headers; raises 429 when the calls of the window are used up."""
        now = datetime.now(UTC)
        if now >= self._reset:
            self.used.clear()
            self._reset = now + self.window
        limit = 30 if bucket == "delete" else self.limit
        key = f"{authorization} {bucket}"
        self.used[key] = self.used.get(key, 0) + 1
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(limit - self.used[key], 0)),
            "X-RateLimit-Reset": stamp(self._reset),
        }
        if self.used[key] > limit:
            raise Refusal(429, "Too many requests", headers)
        return headers

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        try:
            self.account_of(request.headers.get("Authorization", ""), "read")
        except Refusal as refusal:
            return connection.respond(refusal.status, refusal.why)
        return None

    def _socket(self, connection: ServerConnection) -> None:
        """One multiplexed socket: subscriptions as JSON, events with their streams."""
        assert connection.request is not None
        me = self.account_of(connection.request.headers.get("Authorization", ""), "read")["id"]
        wanted: set[str] = set()
        told = self.state.listen(lambda name: name in wanted)
        self.open_streams.add(id(connection))
        try:
            while self.running.is_set() and id(connection) in self.open_streams:
                with suppress(TimeoutError):
                    wanted |= _wish(json.loads(connection.recv(timeout=0.05)), me)
                while not told.empty():
                    streams, kind, payload = told.get()
                    shown = ["user"] if streams[0].startswith("user:") else streams[0].split(":", 1)
                    body = payload if kind == "delete" else json.dumps(payload)
                    connection.send(json.dumps({"stream": shown, "event": kind, "payload": body}))
        except ConnectionClosed:
            pass
        finally:
            self.state.ignore(told)


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of ours."""


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _wish(said: dict[str, Any], me: str) -> set[str]:
    name = said.get("stream", "")
    if said.get("type") != "subscribe":
        return set()
    if name == "hashtag":
        return {f"hashtag:{said['tag'].lower()}"}
    return {f"user:{me}" if name == "user" else name}


def _handler(server: Mastodon) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def do_PUT(self) -> None:
            self._answer("PUT")

        def do_DELETE(self) -> None:
            self._answer("DELETE")

        def _answer(self, method: str) -> None:
            parts = urlsplit(self.path)
            server.calls.append(f"{method} {parts.path}")
            body = self._body()
            time.sleep(server.slow_s)
            authorization = self.headers.get("Authorization", "")
            try:
                if server.failing:
                    raise Refusal(server.failing.pop(0), "Something went wrong")
                if parts.path.endswith(server.failing_paths or ("\n",)):
                    raise Refusal(server.failing_with, "Something went wrong")
                headers = server.counted(authorization, "delete" if method == "DELETE" else "")
                if parts.path.startswith("/api/v1/streaming"):
                    self._stream(parts.path, authorization)
                    return
                asked = [*parse_qsl(parts.query, keep_blank_values=True), *body]
                found = _routed(
                    server,
                    method,
                    unquote(parts.path).rstrip("/"),
                    asked,
                    authorization,
                    _lower(self.headers),
                )
                self._send(200, found, headers)
            except Refusal as refusal:
                self._send(refusal.status, {"error": refusal.why}, refusal.headers)

        def _body(self) -> list[tuple[str, str]]:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if "json" in self.headers.get("Content-Type", ""):
                return [(name, str(value)) for name, value in json.loads(raw or b"{}").items()]
            return parse_qsl(raw.decode(), keep_blank_values=True)

        def _send(self, status: int, found: Any, headers: dict[str, str]) -> None:
            raw = json.dumps(found).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def _stream(self, path: str, authorization: str) -> None:
            """Server-sent events; `:thump` keeps the line alive."""
            if server.stream != "events" or "Upgrade" in self.headers:
                raise Refusal(404, "Not Found")
            me = server.account_of(authorization, "read")["id"]
            name = {"/api/v1/streaming/user": f"user:{me}", "/api/v1/streaming/public": "public"}.get(path)
            if name is None:
                raise Refusal(400, "Unknown channel requested")
            told = server.state.listen(lambda one: one == name)
            server.open_streams.add(id(self))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                self._events(told)
            except OSError:
                pass
            finally:
                server.state.ignore(told)
                self.close_connection = True

        def _events(self, told: Any) -> None:
            beat = 0.0
            while server.running.is_set() and id(self) in server.open_streams:
                if time.monotonic() - beat > HEARTBEAT_S:
                    self.wfile.write(b":thump\n\n")
                    beat = time.monotonic()
                while not told.empty():
                    _, kind, payload = told.get()
                    body = payload if kind == "delete" else json.dumps(payload)
                    self.wfile.write(f"event: {kind}\ndata: {body}\n\n".encode())
                time.sleep(0.02)

    return Handler


def _routed(
    server: Mastodon,
    method: str,
    path: str,
    asked: list[tuple[str, str]],
    authorization: str,
    headers: dict[str, str],
) -> Any:
    if path in ("/api/v1/instance", "/api/v2/instance"):
        return instance(server.state, server.streaming, second=path.startswith("/api/v2"))
    for verb, pattern, scope, answer in ROUTES:
        match = pattern.fullmatch(path)
        if match and verb == method:
            me = server.account_of(authorization, scope)
            call: Callable[..., Any] = answer
            return call(server.state, me, asked, headers, *match.groups())
    raise Refusal(404, "Record not found")
