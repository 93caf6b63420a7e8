"""A small network of our own making: logins, notifications, search and records, to the published lexicons.

Interface: https://github.com/bluesky-social/atproto/tree/main/lexicons
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

US = "did:plc:radwerk2345radwerk2345ra"
MILA = "did:plc:mila2345mila2345mila2345"
POST = "app.bsky.feed.post"
HANDLES = {US: "radwerk.example", MILA: "mila.example"}

Fault = tuple[int, Mapping[str, str]]


class Network:
    """The network's state. Tests write into it; the server reads it. Times are the network's own."""

    def __init__(self) -> None:
        self.url = ""
        self.password = "abcd-efgh"
        self.begun = datetime.now(UTC) - timedelta(hours=2)
        self.posts: dict[str, dict[str, Any]] = {}
        self.records: dict[str, dict[str, Any]] = {}
        self.notices: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.faults: list[Fault] = []
        self.stall_s = 0.0
        self.valid: set[str] = set()
        self.tokens = 0
        self.repeats = False
        self.lock = threading.Lock()

    def post(self, text: str, who: str = MILA, at: datetime | None = None, **record: Any) -> str:
        at = at or self.begun + timedelta(seconds=len(self.posts))
        uri = f"at://{who}/{POST}/3k{len(self.posts):011d}".replace("0", "a").replace("1", "b")
        uri = uri.replace("8", "c").replace("9", "d")
        stamp = _stamp(at)
        value = {"$type": POST, "text": text, "createdAt": stamp, **record}
        author = {"did": who, "handle": HANDLES[who], "displayName": HANDLES[who].split(".")[0].title()}
        self.records[uri] = value
        self.posts[uri] = {
            "uri": uri,
            "cid": f"bafycid{len(self.posts)}",
            "author": author,
            "record": value,
            "indexedAt": stamp,
            "replyCount": 0,
            "repostCount": 1,
            "quoteCount": 2,
            "likeCount": 3,
        }
        return uri

    def notify(self, uri: str, reason: str) -> str:
        view = {key: self.posts[uri][key] for key in ("uri", "cid", "author", "record", "indexedAt")}
        self.notices.append({**view, "reason": reason, "isRead": False})
        return uri

    def delete(self, uri: str) -> None:
        self.posts.pop(uri)
        self.records.pop(uri)

    def expire(self) -> None:
        """Access tokens run out; refresh tokens still count."""
        self.valid = {token for token in self.valid if token.startswith("refresh")}

    def revoke(self) -> None:
        self.valid.clear()
        self.password = "revoked"

    def session(self) -> dict[str, Any]:
        self.tokens += 1
        access, refresh = f"access-{self.tokens}", f"refresh-{self.tokens}"
        self.valid |= {access, refresh}
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": self.url}
        given = {"accessJwt": access, "refreshJwt": refresh, "did": US, "handle": HANDLES[US], "active": True}
        return {**given, "didDoc": {"id": US, "service": [service]}}

    def answer(self, method: str, asked: dict[str, str], many: dict[str, list[str]]) -> Any:
        """None where there is no such thing."""
        if method == "com.atproto.server.getSession":
            return {"did": US, "handle": HANDLES[US], "active": True}
        if method == "app.bsky.feed.getPosts":
            return {"posts": [self.posts[uri] for uri in many["uris"] if uri in self.posts]}
        if method == "app.bsky.actor.getProfiles":
            known = [did for did in many["actors"] if did in HANDLES]
            return {"profiles": [{"did": did, "handle": HANDLES[did]} for did in known]}
        if method == "app.bsky.notification.listNotifications":
            notices = [one for one in self.notices if one["reason"] in many.get("reasons", [one["reason"]])]
            return self._page("notifications", notices, asked)
        if method == "com.atproto.identity.resolveHandle":
            return next(({"did": did} for did, name in HANDLES.items() if name == asked["handle"]), None)
        return (
            self._record(method, asked)
            if method.startswith("com.atproto.repo")
            else self._list(method, asked)
        )

    def _list(self, method: str, asked: dict[str, str]) -> Any:
        if method == "app.bsky.feed.searchPosts":
            word = asked["q"].strip('"').casefold()
            return self._page("posts", [view for view in self.posts.values() if word in _said(view)], asked)
        if method == "app.bsky.feed.getAuthorFeed":
            mine = [{"post": view} for view in self.posts.values() if view["author"]["did"] == asked["actor"]]
            return self._page("feed", mine, asked)
        return None

    def _record(self, method: str, asked: dict[str, str]) -> Any:
        begin = f"at://{asked['repo']}/{asked['collection']}/"
        if method == "com.atproto.repo.listRecords":
            rows = [(uri, value) for uri, value in self.records.items() if uri.startswith(begin)]
            return {"records": [{"uri": uri, "cid": "c", "value": value} for uri, value in rows]}
        uri = begin + asked["rkey"]
        return {"uri": uri, "cid": "c", "value": self.records[uri]} if uri in self.records else None

    def written(self, method: str, body: dict[str, Any]) -> Any:
        uri = f"at://{body['repo']}/{body['collection']}/{body['rkey']}"
        if method.endswith("deleteRecord"):
            self.records.pop(uri, None)
            return {}
        if method.endswith("createRecord") and uri in self.records:
            raise KeyError(uri)  # the real server answers 500
        self.records[uri] = body["record"]
        return {"uri": uri, "cid": "c"}

    def _page(self, name: str, rows: list[Any], asked: dict[str, str]) -> dict[str, Any]:
        """Newest first. With `repeats` pages overlap and are a little out of order, as under load."""
        newest = sorted(rows, key=lambda row: str((row.get("post") or row)["indexedAt"]), reverse=True)
        start, size = int(asked.get("cursor") or 0), int(asked["limit"])
        page = newest[max(0, start - 3 * self.repeats) : start + size]
        if self.repeats and len(page) > 3:
            page[1], page[2] = page[2], page[1]
        more = {"cursor": str(start + size)} if start + size < len(newest) else {}
        return {name: page, **more}


class _Handler(BaseHTTPRequestHandler):
    network: Network
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one piece: two would wait for each other's receipt

    def do_GET(self) -> None:
        many = parse_qs(urlsplit(self.path).query)
        asked = {name: values[-1] for name, values in many.items()}
        if self.path.startswith("/did:"):
            self._document(urlsplit(self.path).path[1:])
        elif self._passes("access"):
            found = self.network.answer(self._method(), asked, many)
            self._say(200, found) if found is not None else self._say(400, _error("RecordNotFound"))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        method = self._method()
        if method.endswith("createSession"):
            right = json.loads(body)["password"] == self.network.password
            self.network.calls.append("login")
            self._say(200, self.network.session()) if right else self._say(
                401, _error("AuthenticationRequired")
            )
        elif method.endswith("refreshSession"):
            if self._passes("refresh"):
                self.network.valid.discard(self._token())
                self._say(200, self.network.session())
        elif self._passes("access"):
            try:
                self._say(200, self.network.written(method, json.loads(body)))
            except KeyError:
                self._say(500, _error("InternalServerError"))

    def _passes(self, kind: str) -> bool:
        with self.network.lock:
            self.network.calls.append(self._method())
            fault = self.network.faults.pop(0) if self.network.faults else None
            stall, self.network.stall_s = self.network.stall_s, 0.0
        time.sleep(stall)
        if fault:
            self._say(fault[0], _error("Fault"), fault[1])
            return False
        if self._method() == "com.atproto.repo.getRecord":
            return True
        if self._token().startswith(kind) and self._token() in self.network.valid:
            return True
        self._say(400, _error("ExpiredToken"))
        return False

    def _document(self, did: str) -> None:
        service = {"id": "#atproto_pds", "serviceEndpoint": self.network.url}
        known = {"id": did, "alsoKnownAs": [f"at://{HANDLES.get(did, 'x.example')}"], "service": [service]}
        self._say(200, known) if did in HANDLES else self._say(404, _error("NotFound"))

    def _method(self) -> str:
        return urlsplit(self.path).path.removeprefix("/xrpc/")

    def _token(self) -> str:
        return str(self.headers.get("authorization") or "").removeprefix("Bearer ")

    def _say(self, status: int, what: Any, headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps(what).encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@contextmanager
def network() -> Iterator[Network]:
    state = Network()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"network": state}))
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _error(name: str) -> dict[str, str]:
    return {"error": name, "message": name}


def _said(view: Mapping[str, Any]) -> str:
    return str(view["record"]["text"]).casefold()


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
