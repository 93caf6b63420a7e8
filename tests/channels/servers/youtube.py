"""An emulator of the YouTube Data API with a contract check: each request and each answer is held against
Google's own description of the interface (youtube.v3), which its Python client ships.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import jsonschema

from tests.channels.servers.door import Asked, Said, opened

KEY, REFRESH = "AIzaSyTest", "1//refresh"


def _described() -> dict[str, Any]:
    written = files("googleapiclient") / "discovery_cache" / "documents" / "youtube.v3.json"
    found: dict[str, Any] = json.loads(written.read_text())
    return found


CONTRACT = _described()
_METHODS = {
    (method["httpMethod"], "/" + method["path"]): method
    for resource in CONTRACT["resources"].values()
    if "methods" in resource
    for method in resource["methods"].values()
}


def _schema(name: str) -> dict[str, Any]:
    """A described object as JSON Schema."""

    def turned(one: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in one:
            return {"$ref": f"#/$defs/{one['$ref']}"}
        kept = {key: one[key] for key in ("type", "enum") if key in one and one[key] != "any"}
        if "properties" in one:
            kept["properties"] = {key: turned(value) for key, value in one["properties"].items()}
            kept["additionalProperties"] = False
        if "items" in one:
            kept["items"] = turned(one["items"])
        return kept

    return {
        "$defs": {key: turned(value) for key, value in CONTRACT["schemas"].items()},
        "$ref": f"#/$defs/{name}",
    }


class YouTube:
    """The state. `comment` writes one; everything else is asked over HTTP. `broken` lists offences."""

    def __init__(self) -> None:
        self.threads: dict[str, dict[str, Any]] = {}
        self.replies: dict[str, list[dict[str, Any]]] = {}
        self.videos: list[dict[str, Any]] = []
        self.units, self.quota = 0, 10_000
        self.key, self.refresh, self.signed_in = KEY, REFRESH, "ya29.first"
        self.disabled: set[str] = set()
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.held: list[str] = []
        self.broken: list[str] = []
        self.address, self._count = "", 0

    def comment(self, text: str, at: str, to: str = "", by: str = "@otto", video: str = "abcdefghijk") -> str:
        self._count += 1
        id = f"{to}.{self._count}" if to else f"Ugx{self._count:04}"
        author = {"authorDisplayName": by, "authorChannelId": {"value": f"UC{by[1:]}"}}
        snippet = {
            "videoId": video, "textOriginal": text, "textDisplay": text, "likeCount": 0,
            "publishedAt": at, "updatedAt": at, **author,
        }  # fmt: skip
        comment = {"kind": "youtube#comment", "id": id, "snippet": snippet}
        if to:
            snippet["parentId"] = to
            self.replies.setdefault(to, []).append(comment)
        else:
            self.threads[id] = comment
        return id

    def delete(self, id: str) -> None:
        self.threads.pop(id, None)
        for replies in self.replies.values():
            replies[:] = [one for one in replies if one["id"] != id]

    def edit(self, id: str, text: str, at: str) -> None:
        for one in [*self.threads.values(), *(x for all in self.replies.values() for x in all)]:
            if one["id"] == id:
                one["snippet"] |= {"textOriginal": text, "textDisplay": text, "updatedAt": at}

    def answer(  # noqa: PLR0911 - a door for each call
        self, method: str, path: str, params: dict[str, str], body: Any, bearer: str
    ) -> tuple[int, Any]:
        self.asked.append((method, path, params))
        if path == "/token":
            return self._token(params)
        self._hold(method, path, params)
        self.units += 100 if path.endswith("/search") else 50 if method != "GET" else 1
        if method == "GET" and params.get("key") != self.key:
            return _no(400, "keyInvalid")
        if method != "GET" and bearer != self.signed_in:
            return _no(401, "authError")
        if self.units > self.quota:
            return _no(403, "quotaExceeded")
        name = path.removeprefix("/youtube/v3/")
        work = {"commentThreads": self._list, "comments": self._comments, "search": self._search}.get(name)
        if name == "comments/setModerationStatus":
            self.held.append(params["id"])
            return 204, None
        if method == "DELETE":
            self.delete(params["id"])
            return 204, None
        if method == "POST":
            made = self.comment(
                body["snippet"]["textOriginal"],
                "2026-10-06T00:00:00Z",
                body["snippet"]["parentId"],
                "@muster",
            )
            return 200, self._one(made)
        if name == "channels":
            return 200, self._channels(params)
        assert work is not None, name
        return work(params)

    def _token(self, params: dict[str, str]) -> tuple[int, Any]:
        if params.get("refresh_token") != self.refresh:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": self.signed_in, "expires_in": 3600, "token_type": "Bearer"}

    def _list(self, params: dict[str, str]) -> tuple[int, Any]:
        if params.get("videoId") in self.disabled:
            return _no(403, "commentsDisabled")
        found = [
            one for one in self.threads.values() if params.get("videoId") in (None, one["snippet"]["videoId"])
        ]
        if "id" in params:
            found = [one for one in found if one["id"] in params["id"].split(",")]
        found.sort(key=lambda one: one["snippet"]["publishedAt"], reverse=True)
        return 200, self._paged("commentThreadListResponse", "CommentThreadListResponse", found, params)

    def _comments(self, params: dict[str, str]) -> tuple[int, Any]:
        if "parentId" in params:
            found = self.replies.get(params["parentId"], [])
        else:
            found = [one for one in map(self._one, params["id"].split(",")) if one]
        return 200, {"kind": "youtube#commentListResponse", "items": found}

    def _search(self, params: dict[str, str]) -> tuple[int, Any]:
        items = [
            {
                "kind": "youtube#searchResult",
                "id": {"kind": "youtube#video", "videoId": one["id"]},
                "snippet": one["snippet"],
            }
            for one in self.videos
            if one["snippet"]["publishedAt"] >= params["publishedAfter"]
        ]
        return 200, {"kind": "youtube#searchListResponse", "items": items}

    def _channels(self, params: dict[str, str]) -> Any:
        known = {"@muster", "UCmuster"} & {params.get("forHandle"), params.get("id")}
        items = (
            [{"kind": "youtube#channel", "id": "UCmuster", "snippet": {"title": "Musterwerke"}}]
            if known
            else []
        )
        return {"kind": "youtube#channelListResponse", "items": items}

    def _paged(self, kind: str, schema: str, found: list[Any], params: dict[str, str]) -> Any:
        start, size = int(params.get("pageToken", 0)), int(params.get("maxResults", 20))
        items = [self._thread(one) for one in found[start : start + size]]
        more = {"nextPageToken": str(start + size)} if start + size < len(found) else {}
        body = {"kind": f"youtube#{kind}", "items": items, **more}
        self._conforms(schema, body)
        return body

    def _thread(self, first: dict[str, Any]) -> dict[str, Any]:
        replies = self.replies.get(first["id"], [])
        snippet = {
            "videoId": first["snippet"]["videoId"], "topLevelComment": first, "totalReplyCount": len(replies),
            "canReply": True, "isPublic": True,
        }  # fmt: skip
        thread = {"kind": "youtube#commentThread", "id": first["id"], "snippet": snippet}
        # Only some replies come with their thread, as the documentation warns.
        return {**thread, "replies": {"comments": replies[:2]}} if replies else thread

    def _one(self, id: str) -> Any:
        every = [*self.threads.values(), *(x for all in self.replies.values() for x in all)]
        return next((one for one in every if one["id"] == id), None)

    def _hold(self, method: str, path: str, params: dict[str, str]) -> None:
        described = _METHODS.get((method, path))
        if described is None:
            self.broken.append(f"no such method: {method} {path}")
            return
        known = {**CONTRACT["parameters"], **described["parameters"]}
        for name, value in params.items():
            if name not in known:
                self.broken.append(f"{path}: no parameter {name}")
            elif "enum" in known[name] and value not in known[name]["enum"]:
                self.broken.append(f"{path}: {name}={value}")
        for name, about in described["parameters"].items():
            if about.get("required") and name not in params:
                self.broken.append(f"{path}: {name} is missing")

    def _conforms(self, schema: str, body: Any) -> None:
        for error in jsonschema.Draft202012Validator(_schema(schema)).iter_errors(body):
            self.broken.append(f"{schema}: {error.message}")


def _no(status: int, reason: str) -> tuple[int, Any]:
    problem = {"domain": "youtube", "reason": reason, "message": reason}
    return status, {"error": {"code": status, "message": reason, "errors": [problem]}}


@contextmanager
def youtube() -> Iterator[YouTube]:
    state = YouTube()

    def said(asked: Asked) -> Said:
        params = {name: value for name, value in asked.params.items() if name != "alt"}
        return *state.answer(asked.method, asked.path, params, asked.body, asked.bearer), {}

    with opened(said) as state.address:
        yield state
