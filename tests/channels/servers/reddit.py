"""Reddit's interface as its documentation describes it: logins, listings, the inbox, comments, deletions.

Interface: https://www.reddit.com/dev/api, https://github.com/reddit-archive/reddit/wiki/OAuth2
"""

import base64
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ME = "radwerk_hilft"
Fault = tuple[int, Mapping[str, str]]
BEGUN = 1_772_359_200.0


class State:
    """What Reddit holds. Tests write into it; the server reads it."""

    def __init__(self) -> None:
        self.url = ""
        self.password = "geheim"
        self.secret = "app-geheim"
        self.scope = "*"
        self.tokens: set[str] = set()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.agents: set[str] = set()
        self.faults: list[Fault] = []
        self.things: dict[str, dict[str, Any]] = {}
        self.inbox: list[dict[str, Any]] = []
        self.errors: list[list[str]] = []
        self.lost_answers = 0
        self.closed: set[str] = set()
        self.left = 99.0
        self.lock = threading.Lock()

    def submit(self, title: str, by: str = "mila", to: str = "fahrrad", **more: Any) -> str:
        id = self._id()
        path = f"/r/{to}/comments/{id}/titel/"
        return self._add(
            "t3", id, by, to, title=title, permalink=path, **{"selftext": "", "is_self": True, **more}
        )

    def comment(self, text: str, parent: str, by: str = "mila", to: str = "fahrrad", **more: Any) -> str:
        id = self._id()
        link = self.things[parent]["data"].get("link_id", parent) if parent in self.things else parent
        path = f"/r/{to}/comments/{link[3:]}/titel/{id}/"
        return self._add("t1", id, by, to, body=text, parent_id=parent, link_id=link, permalink=path, **more)

    def message(self, text: str, by: str = "mila") -> str:
        id = self._id()
        more = {
            "body": text,
            "subject": "Frage",
            "dest": ME,
            "was_comment": False,
            "parent_id": None,
            "replies": "",
        }
        name = self._add("t4", id, by, "", **more, first_message_name=None)
        self.inbox.append(self.things[name])
        return name

    def notify(self, name: str, subject: str = "comment reply") -> str:
        data = self.things[name]["data"]
        found = re.search(r"/comments/([a-z0-9]+)/", data["permalink"])
        context = f"/r/{data['subreddit']}/comments/{found[1] if found else ''}/titel/{data['id']}/?context=3"
        more = {"was_comment": True, "subject": subject, "context": context, "new": True}
        self.inbox.append({"kind": "t1", "data": {**data, **more}})
        return name

    def delete(self, name: str) -> None:
        data = self.things[name]["data"]
        data["author"] = "[deleted]"
        data["body" if name.startswith("t1") else "selftext"] = "[deleted]"

    def _id(self) -> str:
        return f"1abc{len(self.things):04d}"

    def _add(self, kind: str, id: str, by: str, to: str, **data: Any) -> str:
        name = f"{kind}_{id}"
        common = {"id": id, "name": name, "author": by, "author_fullname": f"t2_{by}", "subreddit": to}
        when = {"created_utc": BEGUN + len(self.things), "edited": False, "score": 5, "num_comments": 2}
        self.things[name] = {"kind": kind, "data": {**common, **when, **data}}
        return name

    def listed(self, path: str, asked: dict[str, str]) -> list[dict[str, Any]] | None:
        """Everything a listing holds; None where there is no such listing."""
        all_of = list(self.things.values())
        if found := re.fullmatch(r"/r/([\w+]+)/(new|comments)", path):
            kind = "t3" if found[2] == "new" else "t1"
            names = set(found[1].split("+")) - self.closed
            return [one for one in all_of if one["kind"] == kind and one["data"]["subreddit"] in names]
        if found := re.fullmatch(r"/user/(\w+)/(overview|comments)", path):
            kinds = {"t1"} if found[2] == "comments" else {"t1", "t3"}
            return [one for one in all_of if one["kind"] in kinds and one["data"]["author"] == found[1]]
        if path in ("/search", "/r/all/search"):
            words = [word.casefold() for word in re.findall(r'"([^"]+)"', asked["q"])]
            return [one for one in all_of if any(word in _said(one) for word in words)]
        if path in ("/message/inbox", "/message/sent"):
            return self.inbox if path.endswith("inbox") else []
        if path.startswith("/message/messages/"):
            return [one for one in all_of if one["data"]["id"] == path.rpartition("/")[2]]
        return None

    def page(self, rows: list[dict[str, Any]], asked: dict[str, str]) -> dict[str, Any]:
        newest = sorted(rows, key=lambda one: one["data"]["created_utc"], reverse=True)[:1000]
        names = [one["data"]["name"] for one in newest]
        start = names.index(asked["after"]) + 1 if asked.get("after") in names else 0
        size = min(int(asked.get("limit", 25)), 100)
        page = newest[start : start + size]
        after = page[-1]["data"]["name"] if start + size < len(newest) else None
        return {
            "kind": "Listing",
            "data": {"after": after, "before": None, "children": page, "dist": len(page)},
        }


class _Handler(BaseHTTPRequestHandler):
    state: State
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_GET(self) -> None:
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}
        path = self._path()
        if not self._passes(asked):
            return
        if path == "/api/v1/me":
            self._say(200, {"name": ME, "id": "me1", "is_suspended": False})
        elif path == "/api/info":
            found = [self.state.things[name] for name in asked["id"].split(",") if name in self.state.things]
            self._say(200, self.state.page(found, {"limit": "100"}))
        elif found_one := re.fullmatch(r"/r/(\w+)/about", path):
            closed = found_one[1] in self.state.closed
            said = {"reason": "private"} if closed else {"kind": "t5", "data": {"display_name": found_one[1]}}
            self._say(403 if closed else 200, said)
        else:
            rows = self.state.listed(path, asked)
            self._say(404, {}) if rows is None else self._say(200, self.state.page(rows, asked))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        form = {name: values[-1] for name, values in parse_qs(body).items()}
        path = self._path()
        if path == "/api/v1/access_token":
            self._login(form)
        elif self._passes(form):
            if path == "/api/comment":
                self._comment(form)
            elif path == "/api/del":
                self.state.delete(form["id"])
                self._say(200, {})
            else:
                self._say(200, {})

    def _login(self, form: dict[str, str]) -> None:
        basic = base64.b64decode((self.headers.get("authorization") or "").removeprefix("Basic ")).decode()
        if basic != f"app:{self.state.secret}":
            self._say(401, {"message": "Unauthorized", "error": 401})
        elif form.get("password", form.get("refresh_token")) != self.state.password:
            self._say(200, {"error": "invalid_grant"})
        else:
            token = f"token-{len(self.state.asked)}"
            self.state.tokens = {token}
            given = {
                "access_token": token,
                "token_type": "bearer",
                "expires_in": 86400,
                "scope": self.state.scope,
            }
            self._say(200, given)

    def _comment(self, form: dict[str, str]) -> None:
        if self.state.errors:
            self._say(200, {"json": {"errors": [self.state.errors.pop(0)]}})
            return
        name = self.state.comment(form["text"], form["thing_id"], by=ME)
        if self.state.lost_answers:
            self.state.lost_answers -= 1
            self.close_connection = True
            self.connection.close()
            return
        self._say(200, {"json": {"errors": [], "data": {"things": [self.state.things[name]]}}})

    def _passes(self, asked: dict[str, str]) -> bool:
        with self.state.lock:
            self.state.asked.append((self._path(), asked))
            self.state.agents.add(str(self.headers.get("user-agent")))
            fault = self.state.faults.pop(0) if self.state.faults else None
        if fault:
            self._say(fault[0], {"message": "fault"}, fault[1])
            return False
        if (self.headers.get("authorization") or "").split(" ")[-1] in self.state.tokens:
            return True
        self._say(401, {"message": "Unauthorized", "error": 401})
        return False

    def _path(self) -> str:
        return urlsplit(self.path).path.rstrip("/")

    def _say(self, status: int, what: Any, headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps(what).encode()
        limits = {
            "x-ratelimit-remaining": str(self.state.left),
            "x-ratelimit-used": "1",
            "x-ratelimit-reset": "60",
        }
        self.send_response(status)
        for name, value in {"content-type": "application/json", **limits, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@contextmanager
def reddit() -> Iterator[State]:
    state = State()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": state}))
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


def _said(thing: Mapping[str, Any]) -> str:
    return f"{thing['data'].get('title', '')} {thing['data'].get('selftext', '')}".casefold()
