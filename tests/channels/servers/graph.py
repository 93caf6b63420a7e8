"""An emulator of the Graph API, written to its published documentation: pages, usage headers, error codes, a
token that can be revoked, signed notices. Meta publishes no machine-readable description to hold it against.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sturmwarte.channels.contract import Call
from tests.channels.servers.door import Asked, Said, opened

TOKEN, APP, SECRET, VERIFY = "EAAtest", "204", "0f0f", "sturm"

Record = dict[str, Any]


class Graph:
    """`nodes` by id, `edges` by `id/edge`, newest first. Answers whole nodes: fields are only recorded."""

    def __init__(self) -> None:
        self.token, self.scopes = (
            TOKEN,
            ["pages_read_user_content", "pages_manage_engagement", "instagram_manage_comments"],
        )
        self.expires = 0
        self.nodes: dict[str, Record] = {}
        self.edges: dict[str, list[Record]] = {}
        self.acts: list[tuple[str, str, dict[str, str]]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.usage: Record = {}
        self.error: Record | None = None
        self.address, self._count = "", 0

    def new_id(self) -> str:
        self._count += 1
        return str(9000 + self._count)

    def answer(self, method: str, path: str, params: dict[str, str], bearer: str) -> tuple[int, Record]:
        path = path.split("/", 2)[2]
        self.asked.append((path, params))
        if self.error:
            return 400, {"error": self.error}
        if path == "debug_token":
            data = {
                "is_valid": params["input_token"] == self.token,
                "scopes": self.scopes,
                "expires_at": self.expires,
            }
            return 200, {"data": {**data, "data_access_expires_at": 0}}
        proof = hmac.new(SECRET.encode(), self.token.encode(), hashlib.sha256).hexdigest()
        if bearer != self.token or params.get("appsecret_proof", proof) != proof:
            return 400, {
                "error": {"message": "Error validating access token", "type": "OAuthException", "code": 190}
            }
        return self._read(path, params) if method == "GET" else self._act(method, path, params)

    def _read(self, path: str, params: dict[str, str]) -> tuple[int, Record]:
        if path == "ig_hashtag_search":
            return 200, {
                "data": [{"id": f"tag{params['q']}"}]
                if f"tag{params['q']}/recent_media" in self.edges
                else []
            }
        if (
            named := re.match(r"mentioned_(comment|media)\.\w+\((\d+)\)", params.get("fields", ""))
        ) is not None:
            return 200, {f"mentioned_{named[1]}": self.nodes[named[2]], "id": path}
        if path in self.nodes:
            return 200, self.nodes[path]
        if "/" not in path:
            return 400, {"error": {"message": "Unsupported get request.", "code": 100, "error_subcode": 33}}
        records = self.edges.get(path, [])
        start, size = int(params.get("after") or 0), int(params.get("limit") or 25)
        part = records[start : start + size]
        paging: Record = {"cursors": {"before": str(start), "after": str(start + size)}}
        if start + size < len(records):
            paging["next"] = f"{self.address}/next"
        return 200, {"data": part, "paging": paging}

    def _act(self, method: str, path: str, params: dict[str, str]) -> tuple[int, Record]:
        params = {key: value for key, value in params.items() if key != "appsecret_proof"}
        self.acts.append((method, path, params))
        if "message" not in params:
            return 200, {"success": True}
        made = self.new_id()
        by = {"from": {"id": "104", "name": "Musterwerke"}, "username": "musterwerke"}
        said = {"id": made, "message": params["message"], "text": params["message"], **by}
        self.edges.setdefault(path, []).insert(0, said)
        return 200, {"id": made}


def notice(body: Record, secret: str = SECRET) -> Call:
    """A call as Meta makes and signs it."""
    written = json.dumps(body).encode()
    proof = hmac.new(secret.encode(), written, hashlib.sha256).hexdigest()
    return Call("POST", {}, {"x-hub-signature-256": f"sha256={proof}"}, written)


@contextmanager
def graph() -> Iterator[Graph]:
    state = Graph()

    def said(asked: Asked) -> Said:
        usage = {"X-App-Usage": json.dumps(state.usage)} if state.usage else {}
        return *state.answer(asked.method, asked.path, asked.params, asked.bearer), usage

    with opened(said) as state.address:
        yield state
