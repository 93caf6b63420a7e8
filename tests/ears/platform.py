"""A small platform of our own: real HTTP on loopback, with every mood a real one has."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "right-token-0123456789"


@dataclass
class Moods:
    """How it treats whoever asks. `status` 0 answers properly."""

    token: str = TOKEN
    status: int = 0
    headers: dict = field(default_factory=dict)
    hang: threading.Event | None = None
    body: bytes | None = None


class Platform(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), Handler)
        self.moods = Moods()
        self.posts, self.asked, self.fetched = [], [], []
        self.hidden = {}
        self.closing = False

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def say(self, text="Hallo", **more):
        number = len(self.posts) + 1
        now = datetime.now(UTC).isoformat()
        self.posts.append({"n": number, "id": f"p{number}", "text": text, "created_at": now, **more})
        return f"p{number}"

    def after(self, number, limit=10_000):
        return self.posts[number : number + limit]

    def handle_error(self, request, client_address):
        """Whoever asks is killed in some tests; that is no fault of the platform."""


class Firehose(Platform):
    """`rate` posts a second since it began, the same ones whenever they are asked for.

    Of a recorded firehose's shape: most short, some long, a tenth of them answers, one in fifty a deletion.
    """

    def __init__(self, rate, seconds, port=0):
        super().__init__(port)
        self.rate, self.total = rate, int(rate * seconds)
        self.began = time.time()

    def after(self, number, limit=10_000):
        until = min(int((time.time() - self.began) * self.rate), self.total, number + limit)
        return [self.post(n) for n in range(number + 1, until + 1)]

    def post(self, n):
        at = datetime.fromtimestamp(self.began + n / self.rate, UTC).isoformat()
        if deletes(n):
            return {"n": n, "id": f"p{n - 25}", "text": "", "created_at": at, "deleted_at": at}
        text = f"Beitrag {n} " + "mehr Worte " * (n * 7919 % 17 if n % 20 else 120)
        answer = {"in_reply_to": f"p{n - 9}"} if n % 10 == 0 and not deletes(n - 9) and n > 9 else {}
        return {"n": n, "id": f"p{n}", "text": text, "created_at": at, **answer}


def deletes(n):
    return n % 50 == 49


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Platform

    def log_message(self, *args):
        pass

    def do_GET(self):  # noqa: PLR0911 - one return for each address
        moods, address = self.server.moods, urlsplit(self.path)
        self.server.asked.append(self.path)
        asked = {key: value[0] for key, value in parse_qs(address.query).items()}
        if moods.hang:
            moods.hang.wait(30)
        if moods.status:
            return self._tell(moods.status, b"{}", moods.headers)
        if self.headers.get("Authorization") != f"Bearer {moods.token}":
            return self._tell(401, b"{}")
        if moods.body is not None:
            return self._tell(200, moods.body)
        if address.path == "/me":
            return self._json({"name": "corp"})
        if address.path == "/posts":
            return self._json(self.server.after(int(asked["after"]), 40))
        if address.path == "/stream":
            return self._stream(int(asked["after"]), asked.get("live") == "1")
        if address.path.startswith("/post/"):
            return self._one(address.path.rpartition("/")[2])
        return self._tell(404, b"{}")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Authorization") != f"Bearer {self.server.moods.token}":
            return self._tell(401, b"{}")
        return self._json({"id": self.server.say(body["text"], own=True)})

    def _one(self, id):
        self.server.fetched.append(id)
        known = {post["id"]: post for post in self.server.posts} | self.server.hidden
        return self._json(known[id]) if id in known else self._tell(404, b"{}")

    def _stream(self, number, live):
        number = len(self.server.posts) if live else number
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        quiet = 0
        while not self.server.closing and not self.server.moods.status:
            posts = self.server.after(number, 500)
            if posts:
                number = posts[-1]["n"]
                self.wfile.write(b"".join(json.dumps(post).encode() + b"\n" for post in posts))
            quiet = 0 if posts else quiet + 1
            if quiet % 20 == 19:
                self.wfile.write(b"\n")
            self.wfile.flush()
            time.sleep(0.05)

    def _json(self, value):
        self._tell(200, json.dumps(value).encode())

    def _tell(self, status, body, headers=()):
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(platform):
    thread = threading.Thread(target=platform.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        platform.closing = True
        platform.shutdown()
        platform.server_close()
        thread.join(5)
