"""A web server with feeds, as kind and as unkind as the web: validators, redirects, closed and broken feeds,
a WebSub hub. Loopback only, real HTTP."""

import hashlib
import hmac
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode
from xml.sax.saxutils import escape


@dataclass
class Page:
    """What a path answers. `hang` keeps the caller waiting until the site closes, `breaks` ends halfway."""

    body: bytes = b""
    status: int = 200
    type: str = "application/rss+xml"
    headers: dict[str, str] = field(default_factory=dict)
    validators: bool = True
    breaks: bool = False
    hang: bool = False


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


class Site:
    """`site.url` is its address. Set `site.pages["/feed"]` or use the methods; `site.asked` is its log."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def rss(self, path: str, items: list[dict[str, str]], *, extra: str = "", **page: object) -> None:
        self.pages[path] = Page(rss(self.url, items, extra), **page)  # type: ignore[arg-type]

    def redirect(self, path: str, to: str, status: int = 301) -> None:
        self.pages[path] = Page(status=status, headers={"Location": to})

    def asked_for(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1

    def __enter__(self) -> "Site":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # headers and body in one packet

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

        def _answer(self, body: bytes) -> None:
            path = self.path
            site.asked.append(
                Asked(self.command, path, {k.lower(): v for k, v in self.headers.items()}, body)
            )
            with site.counted():
                self._send(site.pages.get(path) or Page(b"not here", 404, "text/plain"))

        def _send(self, page: Page) -> None:
            if page.hang:
                site.closing.wait(30)
                return
            etag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
            if page.validators and page.status == 200 and self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(page.status)
            self.send_header("Content-Type", page.type)
            if page.validators and page.status == 200:
                self.send_header("ETag", etag)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if page.breaks:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.wfile.write(b"20\r\n" + page.body[:16] + b"\r\nnonsense")
                self.close_connection = True
                return
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    return Handler


def rss(url: str, items: list[dict[str, str]], extra: str = "") -> bytes:
    """An RSS document; an item's keys are its elements, in the order given."""
    entries = "".join(
        "<item>" + "".join(f"<{k}>{escape(v)}</{k}>" for k, v in item.items()) + "</item>" for item in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Anzeiger</title>'
        f"<link>{url}/</link>{extra}{entries}</channel></rss>"
    ).encode()


def item(url: str, number: int, at: datetime | None, title: str = "", text: str = "") -> dict[str, str]:
    made = {
        "title": title or f"Meldung {number}",
        "link": f"{url}/a/{number}",
        "guid": f"{url}/a/{number}",
        "description": text or f"Text der Meldung {number}.",
    }
    return made | ({"pubDate": format_datetime(at.astimezone(UTC))} if at else {})


@dataclass
class Hub:
    """A WebSub hub: keeps what it was asked for, asks back, and sends signed news."""

    wishes: list[dict[str, str]] = field(default_factory=list)

    def take(self, site: Site) -> None:
        """Reads the wishes that reached the site's `/hub`."""
        taken = [asked for asked in site.asked_for("/hub") if asked.method == "POST"]
        self.wishes = [{k: v[0] for k, v in parse_qs(asked.body.decode()).items()} for asked in taken]

    def asks_back(self, wish: dict[str, str], topic: str = "", mode: str = "subscribe") -> tuple[int, str]:
        """The verification of intent; returns status and body."""
        query = {
            "hub.mode": mode,
            "hub.topic": topic or wish["hub.topic"],
            "hub.challenge": "c-4711",
            "hub.lease_seconds": "864000",
        }
        return _call(f"{wish['hub.callback']}&{urlencode(query)}", None, {})

    def publishes(self, wish: dict[str, str], body: bytes, secret: str = "", method: str = "sha256") -> int:
        digest = hmac.new((secret or wish["hub.secret"]).encode(), body, method).hexdigest()
        headers = {"Content-Type": "application/rss+xml", "X-Hub-Signature": f"{method}={digest}"}
        return _call(wish["hub.callback"], body, headers)[0]


def _call(url: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str]:
    request = urllib.request.Request(url, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
