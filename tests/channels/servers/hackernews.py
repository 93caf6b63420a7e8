"""Hacker News as its two interfaces describe it: a search that lags, items as they are now."""

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

MOST_SHOWN = 1000


@dataclass
class Site:
    """`site.url` serves both. `index` is what the search knows; `lagging` items it does not know yet."""

    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    roots: dict[int, int] = field(default_factory=dict)
    lagging: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    status: int = 200
    _next: int = 1000

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "Site":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def write(self, at: int, text: str = "", parent: int | None = None, **more: Any) -> int:
        """A story, or a comment when it has a parent."""
        self._next += 1
        id = self._next
        kind = {"type": "comment", "parent": parent} if parent else {"type": "story", "title": "Nordstein"}
        self.items[id] = {"id": id, "by": "tilda", "time": at, "text": text, **kind, **more}
        self.roots[id] = self.roots.get(parent or 0, id)
        return id

    def answer(self, path: str) -> tuple[int, Any]:
        self.asked.append(path)
        parts = urlsplit(path)
        if self.status != 200:
            return self.status, {"message": "later"}
        if parts.path == "/search_by_date":
            return 200, self._found(parse_qs(parts.query))
        if parts.path == "/maxitem.json":
            return 200, self._next
        if found := re.fullmatch(r"/item/(\d+)\.json", parts.path):
            return 200, self.items.get(int(found[1]))
        return 404, {}

    def _found(self, query: dict[str, list[str]]) -> dict[str, Any]:
        word = query["query"][0].strip('"').lower()
        bounds = dict(re.findall(r"created_at_i([<>])=(\d+)", query["numericFilters"][0]))
        since, until = int(bounds.get(">", 0)), int(bounds.get("<", 10**12))
        hits = [
            self._hit(item)
            for id, item in self.items.items()
            if id not in self.lagging
            and item["type"] != "pollopt"
            and since <= item.get("time", 0) <= until
            and word in f"{item.get('title', '')} {item.get('text', '')} {item.get('url', '')}".lower()
        ]
        hits.sort(key=lambda hit: -hit["created_at_i"])
        return {"hits": hits[: min(int(query["hitsPerPage"][0]), MOST_SHOWN)], "nbHits": len(hits)}

    def _hit(self, item: dict[str, Any]) -> dict[str, Any]:
        comment = item["type"] == "comment"
        hit = {
            "objectID": str(item["id"]), "created_at_i": item["time"], "author": item["by"], "points": None,
            "_tags": [item["type"], f"story_{self.roots[item['id']]}"],
        }  # fmt: skip
        if comment:
            more = {
                "comment_text": item["text"],
                "parent_id": item["parent"],
                "story_id": self.roots[item["id"]],
            }
        else:
            more = {"title": item.get("title"), "story_text": item["text"], "url": item.get("url")}
        return hit | more


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # headers and body in one packet

        def do_GET(self) -> None:
            status, answer = site.answer(self.path)
            sent = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            """Silent."""

    return Handler
