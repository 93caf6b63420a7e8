"""A Discourse forum as its documentation describes it: posts, keys, rate limits, webhooks. Loopback only."""

import hashlib
import hmac
import json
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 50


@dataclass
class Forum:
    """`forum.url` is its address. Times rise by a minute a post, from `start`."""

    start: datetime = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    keys: dict[str, str] = field(default_factory=lambda: {"k-1": "stadtwerke"})
    closed: bool = False
    """Only members may read."""
    limited_for_s: int = 0
    retry_after: bool = True
    inclusive: bool = False
    """Older versions answer `before` with that post too."""
    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    memoized: dict[str, dict[str, Any]] = field(default_factory=dict)
    _next: int = 100

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "Forum":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def write(self, text: str, topic: int = 7, by: str = "insa", **more: Any) -> dict[str, Any]:
        """Somebody writes; numbers within the topic are given in turn."""
        self._next += 1
        at = (self.start + timedelta(minutes=len(self.posts))).isoformat()
        numbers = [post["post_number"] for post in self.posts.values() if post["topic_id"] == topic]
        post = {
            "id": self._next, "topic_id": topic, "post_number": max(numbers, default=0) + 1, "username": by,
            "name": by.title(), "user_id": sum(map(ord, by)), "created_at": at, "updated_at": at,
            "cooked": f"<p>{text}</p>", "raw": text, "post_type": 1, "version": 1, "topic_slug": "thema",
            "topic_title": f"Thema {topic}", "topic_archetype": "regular", "reply_to_post_number": None,
            "hidden": False, "deleted_at": None, "user_deleted": False, "actions_summary": [],
        } | more  # fmt: skip
        self.posts[post["id"]] = post
        return post

    def edit(self, id: int, text: str, at: datetime) -> None:
        post = self.posts[id]
        post |= {"cooked": f"<p>{text}</p>", "version": post["version"] + 1, "updated_at": at.isoformat()}

    def hook(self, event: str, post: dict[str, Any], secret: str) -> tuple[dict[str, str], bytes]:
        """The headers and body a webhook sends."""
        body = json.dumps({"post": post}).encode()
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "content-type": "application/json",
            "x-discourse-event-type": "post",
            "x-discourse-event": event,
            "x-discourse-event-signature": f"sha256={digest}",
        }
        return headers, body

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        self.asked.append(f"{method} {path}")
        if self.limited_for_s:
            extras = {"wait_seconds": self.limited_for_s, "time_left": "bald"}
            return 429, {"errors": ["slow down"], "error_type": "rate_limit", "extras": extras}
        user = self.keys.get(headers.get("api-key", ""))
        if headers.get("api-key") and user != headers.get("api-username"):
            return 403, {"errors": ["invalid key"], "error_type": "invalid_access"}
        parts = urlsplit(path)
        if parts.path == "/site/basic-info.json":
            return 200, {"title": "Nordsteiner Runde"}
        if self.closed and user is None:
            return 403, {"errors": ["log in"], "error_type": "not_logged_in"}
        return self._inside(method, parts.path, parse_qs(parts.query), user, body)

    def _inside(
        self, method: str, path: str, query: dict[str, list[str]], user: str | None, body: bytes
    ) -> Any:
        if (method, path) == ("POST", "/posts.json"):
            return self._create(json.loads(body), user)
        if path in ("/posts.json", "/private-posts.json"):
            return self._latest(path, int(query.get("before", ["0"])[0]), user)
        if path == "/session/current.json":
            return (200, {"current_user": {"id": 5, "username": user}}) if user else (404, {})
        if found := re.fullmatch(r"/t/(\d+)\.json", path):
            return self._numbered(int(found[1]), 1, only="topic_archetype")
        if found := re.fullmatch(r"/posts/by_number/(\d+)/(\d+)\.json", path):
            return self._numbered(int(found[1]), int(found[2]))
        found = re.fullmatch(r"/posts/(\d+)\.json", path)
        gone = method == "DELETE" and user and found and self.posts.pop(int(found[1]), None)
        return (200, {}) if gone else (404, {"errors": ["not found"]})

    def _numbered(self, topic: int, number: int, only: str = "") -> tuple[int, Any]:
        there = [post for post in self._shown() if (post["topic_id"], post["post_number"]) == (topic, number)]
        if not there:
            return 404, {"errors": ["not found"]}
        post = there[0] if not only else {"archetype": there[0][only]}
        return 200, {key: value for key, value in post.items() if key != "topic_archetype"}

    def _shown(self) -> list[dict[str, Any]]:
        return [post for post in self.posts.values() if not post["deleted_at"]]

    def _latest(self, path: str, before: int, user: str | None) -> tuple[int, Any]:
        private = path.startswith("/private")
        if private and user is None:
            return 404, {}
        kind = "private_message" if private else "regular"
        bound = before + self.inclusive if before else 10**9
        listed = [p | {"yours": p["username"] == user} for p in self._shown() if p["topic_archetype"] == kind]
        page = sorted((p for p in listed if p["id"] < bound), key=lambda p: -p["id"])[:PAGE]
        told = [{key: value for key, value in post.items() if key != "topic_archetype"} for post in page]
        return 200, {"private_posts" if private else "latest_posts": told}

    def _create(self, wish: dict[str, Any], user: str | None) -> tuple[int, Any]:
        if user is None:
            return 403, {"errors": ["log in"]}
        if len(wish["raw"]) < 5:
            return 422, {"errors": ["Body is too short"]}
        signature = json.dumps(wish, sort_keys=True)
        if signature not in self.memoized:
            private = wish.get("archetype") == "private_message"
            topic = wish.get("topic_id") or 900 + len(self.posts)
            more = {"topic_archetype": "private_message" if private else "regular"}
            more |= {"reply_to_post_number": wish.get("reply_to_post_number")}
            self.memoized[signature] = self.write(wish["raw"], topic, user, **more)
        return 200, self.memoized[signature]


def _handler(forum: Forum) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # headers and body in one packet

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, answer = forum.answer(self.command, self.path, headers, body)
            sent = json.dumps(answer).encode()
            self.send_response(status)
            if status == 429 and forum.retry_after:
                self.send_header("Retry-After", str(forum.limited_for_s))
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_POST = do_DELETE = do_GET

        def log_message(self, *_: object) -> None:
            """Silent."""

    return Handler
