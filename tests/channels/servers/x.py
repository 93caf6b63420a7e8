"""An emulator of X's interface, written to its documentation: pages, limits, deletions, rotating tokens.
X's official package (xdk) checks its answers in the tests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.channels.servers.door import Asked, Said, opened

BEARER, REFRESH = "AAAAtest", "refresh-1"
ME = {"id": "900", "username": "musterwerke", "name": "Musterwerke"}
EPOCH_MS = 1_288_834_974_657


def number(at_ms: int, count: int) -> str:
    """A post's number as X makes it: its time in the upper bits."""
    return str(((at_ms - EPOCH_MS) << 22) + count)


class X:
    def __init__(self) -> None:
        self.posts: dict[str, dict[str, Any]] = {}
        self.gone: dict[str, str] = {}
        self.bearer, self.refresh, self.access = BEARER, REFRESH, ""
        self.renewals = 0
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.hidden: list[str] = []
        self.next_refusal: tuple[int, dict[str, Any]] | None = None
        self.page = 100
        self.address, self._count = "", 0

    def say(self, text: str, at_ms: int, by: str = "31", **more: Any) -> str:
        self._count += 1
        id = number(at_ms, self._count)
        self.posts[id] = {
            "id": id, "text": text, "author_id": by, "conversation_id": id, "edit_history_post_ids": [id],
            "created_at": _written(at_ms), "lang": "de", **more,
        }  # fmt: skip
        return id

    def answer(
        self, method: str, path: str, params: dict[str, str], body: Any, bearer: str
    ) -> tuple[int, Any]:
        self.asked.append((method, path, params))
        if self.next_refusal:
            refusal, self.next_refusal = self.next_refusal, None
            return refusal
        if path == "/2/oauth2/token":
            return self._renew(params)
        if bearer != (self.bearer if method == "GET" else self.access) or not bearer:
            return 401, {
                "title": "Unauthorized",
                "type": "about:blank",
                "status": 401,
                "detail": "Unauthorized",
            }
        return self._look(path, params) if method == "GET" else self._do(method, path, body)

    def _look(self, path: str, params: dict[str, str]) -> tuple[int, Any]:
        if path.startswith("/2/users/by/username/"):
            known = path.rpartition("/")[2] == ME["username"]
            return 200, {"data": ME} if known else {"errors": [_problem("resource-not-found", "username")]}
        if path == "/2/tweets":
            return 200, self._by_ids(params["ids"].split(","))
        found = list(self.posts.values())
        if path.endswith("/mentions"):
            found = [one for one in found if "@musterwerke" in one["text"]]
        elif path.endswith(f"/{ME['id']}/tweets"):
            found = [one for one in found if one["author_id"] == ME["id"]]
        else:
            terms = params["query"].split(")")[0].lstrip("(").split(" OR ")
            found = [
                one for one in found if any(t.strip('"').casefold() in one["text"].casefold() for t in terms)
            ]
        return 200, self._paged(found, params)

    def _paged(self, found: list[dict[str, Any]], params: dict[str, str]) -> Any:
        if "since_id" in params:
            found = [one for one in found if int(one["id"]) > int(params["since_id"])]
        if "start_time" in params:
            found = [one for one in found if one["created_at"][:19] >= params["start_time"][:19]]
        found.sort(key=lambda one: int(one["id"]), reverse=True)
        start = int(params.get("pagination_token", 0))
        part = found[start : start + self.page]
        meta: dict[str, Any] = {"result_count": len(part)}
        if start + self.page < len(found):
            meta["next_token"] = str(start + self.page)
        if not part:
            return {"meta": meta}
        users = [{"id": "31", "username": "ottow", "name": "Otto"}, ME]
        return {"data": part, "includes": {"users": users}, "meta": meta}

    def _by_ids(self, ids: list[str]) -> Any:
        found = [self.posts[id] for id in ids if id in self.posts and id not in self.gone]
        errors = [
            _problem(self.gone.get(id, "resource-not-found"), "ids", id)
            for id in ids
            if id not in self.posts or id in self.gone
        ]
        return {**({"data": found} if found else {}), **({"errors": errors} if errors else {})}

    def _do(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if method == "PUT":
            self.hidden.append(path.split("/")[3])
            return 200, {"data": {"hidden": True}}
        if method == "DELETE":
            self.posts.pop(path.rpartition("/")[2], None)
            return 200, {"data": {"deleted": True}}
        if any(one["text"] == body["text"] and one["author_id"] == ME["id"] for one in self.posts.values()):
            detail = "You are not allowed to create a Tweet with duplicate content."
            return 403, {"title": "Forbidden", "type": "about:blank", "status": 403, "detail": detail}
        made = self.say(body["text"], 1_790_000_000_000, ME["id"], reply=body.get("reply"))
        return 201, {"data": {"id": made, "text": body["text"]}}

    def _renew(self, params: dict[str, str]) -> tuple[int, Any]:
        if params.get("refresh_token") != self.refresh:
            return 400, {"error": "invalid_request"}
        self.renewals += 1
        self.refresh, self.access = f"refresh-{self.renewals + 1}", f"access-{self.renewals}"
        return 200, {
            "access_token": self.access,
            "refresh_token": self.refresh,
            "expires_in": 7200,
            "token_type": "bearer",
        }


def _problem(kind: str, parameter: str, id: str = "") -> dict[str, Any]:
    return {
        "type": f"https://api.x.com/2/problems/{kind}", "title": "Not Found Error", "detail": "not there",
        "resource_type": "post", "parameter": parameter, "resource_id": id, "value": id,
    }  # fmt: skip


def _written(at_ms: int) -> str:
    from datetime import UTC, datetime  # noqa: PLC0415

    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@contextmanager
def x() -> Iterator[X]:
    state = X()

    def said(asked: Asked) -> Said:
        return *state.answer(asked.method, asked.path, asked.params, asked.body, asked.bearer), {}

    with opened(said) as state.address:
        yield state
