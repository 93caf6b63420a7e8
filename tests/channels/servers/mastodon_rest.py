"""The calls of Mastodon's REST API that a client for listening and answering needs, as documented."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.channels.servers.mastodon_state import Json, State

Asked = list[tuple[str, str]]


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, why: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(why)
        self.status, self.why, self.headers = status, why, headers or {}


def instance(state: State, streaming: str, *, second: bool) -> Json:
    limits = {
        "statuses": {"max_characters": state.characters, "characters_reserved_per_url": 23},
        "media_attachments": {"supported_mime_types": []},
        "polls": {"max_options": 4, "max_characters_per_option": 50},
        "accounts": {"max_featured_tags": 10},
    }  # fmt: skip
    rules = [{"id": str(number), "text": f"Regel {number}", "hint": ""} for number in range(state.rules)]
    same = {
        "title": "Server",
        "description": "",
        "version": state.version,
        "languages": ["de"],
        "rules": rules,
    }
    if second:
        urls = {"streaming": streaming} if streaming else {}
        more = {"api_versions": {"mastodon": 7}, "source_url": "", "usage": {"users": {"active_month": 2}}}
        said = {"registrations": {"enabled": False}, "contact": {"email": "admin@example.test"}}
        return {**same, **more, **said, "domain": state.host, "configuration": {**limits, "urls": urls}}
    return {**same, "uri": state.host, "urls": {"streaming_api": streaming}, "configuration": limits}


def _me(state: State, me: Json, asked: Asked, headers: dict[str, str]) -> Json:
    return {
        **me,
        "source": {"privacy": "public", "sensitive": False, "language": "de", "note": "", "fields": []},
    }


def _app(state: State, me: Json, asked: Asked, headers: dict[str, str]) -> Json:
    token = headers["authorization"].removeprefix("Bearer ")
    return {"id": "1", "name": "tests", "website": None, "scopes": sorted(state.tokens[token][1])}


def _notifications(state: State, me: Json, asked: Asked, headers: dict[str, str]) -> list[Json]:
    wanted = {value for name, value in asked if name == "types[]"}
    everything = dict(asked).get("include_filtered") == "true"
    found = [
        {key: value for key, value in one.items() if key != "to"}
        for one in state.notifications
        if one["to"] == me["id"]
        and (not wanted or one["type"] in wanted)
        and (everything or one["id"] not in state.filtered)
    ]
    return state.page(found, dict(asked), most=80)


def _seen(state: State, me: Json, status: Json) -> bool:
    named = me["id"] in [one["id"] for one in status["mentions"]]
    return status["visibility"] in ("public", "unlisted") or status["account"]["id"] == me["id"] or named


def _status(state: State, me: Json, asked: Asked, headers: dict[str, str], id: str) -> Json:
    status = state.statuses.get(id)
    if status is None or not _seen(state, me, status):
        raise Refusal(404, "Record not found")
    return status


def _statuses(state: State, me: Json, asked: Asked, headers: dict[str, str]) -> list[Json]:
    ids = [value for name, value in asked if name == "id[]"][:20]
    return [state.statuses[id] for id in ids if id in state.statuses and _seen(state, me, state.statuses[id])]


def _context(state: State, me: Json, asked: Asked, headers: dict[str, str], id: str) -> Json:
    status = _status(state, me, asked, headers, id)
    above: list[Json] = []
    while status["in_reply_to_id"] in state.statuses:
        status = state.statuses[status["in_reply_to_id"]]
        above.insert(0, status)
    return {
        "ancestors": above,
        "descendants": [s for s in state.statuses.values() if s["in_reply_to_id"] == id],
    }


def _post(state: State, me: Json, asked: Asked, headers: dict[str, str]) -> Json:
    said = dict(asked)
    words = said.get("status", "")
    if not words:
        raise Refusal(422, "Validation failed: Text can't be blank")
    if (
        len(re.sub(r"https?://\S+", "x" * 23, re.sub(r"(@\w+)@[\w.:-]+", r"\1", words)))
        + len(said.get("spoiler_text", ""))
        > state.characters
    ):
        raise Refusal(422, f"Validation failed: Text character limit of {state.characters} exceeded")
    more: Json = {
        "visibility": said.get("visibility", "public"),
        "spoiler_text": said.get("spoiler_text", ""),
    }
    above = said.get("in_reply_to_id")
    if above:
        parent = _status(state, me, asked, headers, above)
        more |= {"in_reply_to_id": above, "in_reply_to_account_id": parent["account"]["id"]}
    return state.reply(me, headers.get("idempotency-key", ""), words, **more)


def _own(state: State, me: Json, asked: Asked, headers: dict[str, str], id: str) -> Json:
    status = _status(state, me, asked, headers, id)
    if status["account"]["id"] != me["id"]:
        raise Refusal(404, "Record not found")
    return status


def _edit(state: State, me: Json, asked: Asked, headers: dict[str, str], id: str) -> Json:
    _own(state, me, asked, headers, id)
    return state.edit(id, dict(asked)["status"])


def _delete(state: State, me: Json, asked: Asked, headers: dict[str, str], id: str) -> Json:
    _own(state, me, asked, headers, id)
    return {**state.remove(id), "text": ""}


def _tagged(state: State, me: Json, asked: Asked, headers: dict[str, str], tag: str) -> list[Json]:
    rows = (s for s in _public(state) if tag.lower() in [t["name"] for t in s["tags"]])
    return state.page(rows, dict(asked))


def _timeline(state: State, me: Json, asked: Asked, headers: dict[str, str]) -> list[Json]:
    said = dict(asked)
    rows = list(_public(state))
    if said.get("local") == "true":
        rows = [row for row in rows if "@" not in row["account"]["acct"]]
    if said.get("remote") == "true":
        rows = [row for row in rows if "@" in row["account"]["acct"]]
    return state.page(rows, said)


def _home(state: State, me: Json, asked: Asked, headers: dict[str, str]) -> list[Json]:
    near = state.followed.get(me["id"], set()) | {me["id"]}
    return state.page([s for s in state.statuses.values() if s["account"]["id"] in near], dict(asked))


def _of_account(state: State, me: Json, asked: Asked, headers: dict[str, str], id: str) -> list[Json]:
    rows = [s for s in state.statuses.values() if s["account"]["id"] == id and _seen(state, me, s)]
    if dict(asked).get("exclude_reblogs") == "true":
        rows = [row for row in rows if row["reblog"] is None]
    return state.page(rows, dict(asked))


def _lookup(state: State, me: Json, asked: Asked, headers: dict[str, str]) -> Json:
    acct = dict(asked).get("acct", "").removesuffix(f"@{state.host}")
    for account in state.accounts.values():
        if account["acct"] == acct:
            return account
    raise Refusal(404, "Record not found")


def _search(state: State, me: Json, asked: Asked, headers: dict[str, str]) -> Json:
    said = dict(asked)
    query = said.get("q", "").strip('"').lower()
    rows = [s for s in state.statuses.values() if s["uri"].lower() == query or s["url"].lower() == query]
    if not query.startswith("http") and state.searches:
        rows = [s for s in _public(state) if query in s["content"].lower()]
    start = int(said.get("offset", 0))
    found = state.page(rows, {"limit": "1000"}, most=1000)[start : start + int(said.get("limit", 20))]
    accounts = [a for a in state.accounts.values() if f"@{a['acct']}".lower() == query]
    return {"accounts": accounts, "statuses": found if said.get("type") == "statuses" else [], "hashtags": []}


def _public(state: State) -> Iterator[Json]:
    return (status for status in list(state.statuses.values()) if status["visibility"] == "public")


ROUTES: list[tuple[str, re.Pattern[str], str, Callable[..., Any]]] = [
    (verb, re.compile(pattern), scope, answer)
    for verb, pattern, scope, answer in (
        ("GET", r"/api/v1/accounts/verify_credentials", "", _me),
        ("GET", r"/api/v1/apps/verify_credentials", "", _app),
        ("GET", r"/api/v1/notifications", "read:notifications", _notifications),
        ("GET", r"/api/v1/statuses", "read:statuses", _statuses),
        ("POST", r"/api/v1/statuses", "write:statuses", _post),
        ("GET", r"/api/v1/statuses/(\w+)", "read:statuses", _status),
        ("PUT", r"/api/v1/statuses/(\w+)", "write:statuses", _edit),
        ("DELETE", r"/api/v1/statuses/(\w+)", "write:statuses", _delete),
        ("GET", r"/api/v1/statuses/(\w+)/context", "read:statuses", _context),
        ("GET", r"/api/v1/timelines/tag/([^/]+)", "read:statuses", _tagged),
        ("GET", r"/api/v1/timelines/public", "read:statuses", _timeline),
        ("GET", r"/api/v1/timelines/home", "read:statuses", _home),
        ("GET", r"/api/v1/accounts/lookup", "read:accounts", _lookup),
        ("GET", r"/api/v1/accounts/(\w+)/statuses", "read:statuses", _of_account),
        ("GET", r"/api/v2/search", "read:search", _search),
    )
]
