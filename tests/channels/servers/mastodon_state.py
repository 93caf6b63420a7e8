"""What a Mastodon server knows: accounts, statuses, notifications, and who is told what by the stream.

Written to the published documentation (docs.joinmastodon.org): entities, paging by `max_id`, `since_id` and
`min_id`, numbers that grow with the time a status was written, edits, deletions, idempotency.
"""

import itertools
import queue
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]
Told = tuple[tuple[str, ...], str, Any]
"""Streams, kind and payload of an event."""


def stamp(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class State:
    """`url` is the server's own address. All methods may be called from any thread."""

    url: str
    version: str = "4.5.0"
    characters: int = 500
    rules: int = 2
    searches: bool = True
    accounts: dict[str, Json] = field(default_factory=dict)
    statuses: dict[str, Json] = field(default_factory=dict)
    notifications: list[Json] = field(default_factory=list)
    filtered: set[str] = field(default_factory=set)
    """Notifications that the account's policy for strangers holds back."""
    tokens: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    said: dict[tuple[str, str], str] = field(default_factory=dict)
    """Status by account and idempotency key."""
    followed: dict[str, set[str]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    listeners: list[tuple[Callable[[str], bool], "queue.SimpleQueue[Told]"]] = field(default_factory=list)
    _count: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def host(self) -> str:
        return self.url.partition("://")[2]

    def account(self, name: str, host: str = "", **more: Any) -> Json:
        home = f"https://{host}" if host else self.url
        with self.lock:
            id = str(1000 + next(self._count))
            self.accounts[id] = {
                "id": id, "username": name, "acct": f"{name}@{host}" if host else name,
                "display_name": name.title(), "locked": False, "bot": False, "discoverable": None,
                "group": False, "noindex": False, "indexable": False, "created_at": stamp(datetime.now(UTC)),
                "note": "<p></p>", "url": f"{home}/@{name}",
                "uri": f"{home}/users/{name}", "avatar": f"{home}/a.png",
                "avatar_static": f"{home}/a.png", "header": f"{home}/h.png", "header_static": f"{home}/h.png",
                "followers_count": 3, "following_count": 2, "statuses_count": 0, "last_status_at": None,
                "emojis": [], "fields": [], "roles": [], **more,
            }  # fmt: skip
            return self.accounts[id]

    def token(self, account: Json, scopes: Iterable[str] = ("read", "write")) -> str:
        with self.lock:
            made = f"token-{account['username']}-{next(self._count)}"
            self.tokens[made] = (account["id"], frozenset(scopes))
            return made

    def write(self, account: Json, words: str, *, at: datetime | None = None, **more: Any) -> Json:
        """A status, and everybody is told. `at` in the past is a late one, with a number to match."""
        with self.lock:
            when = at or datetime.now(UTC)
            number = next(self._count)
            id = str((int(when.timestamp() * 1000) << 16) + number % 65536)
            tags = [word.strip("#.,!?").lower() for word in words.split() if word.startswith("#")]
            named = [one for one in self.accounts.values() if f"@{one['acct']}" in words.split()]
            status = {
                "id": id, "created_at": stamp(when), "in_reply_to_id": None, "in_reply_to_account_id": None,
                "sensitive": False, "spoiler_text": "", "visibility": "public", "language": "de",
                "uri": f"{account['uri']}/statuses/{id}", "url": f"{account['url']}/{id}", "replies_count": 0,
                "reblogs_count": 0, "favourites_count": 0, "quotes_count": 0, "edited_at": None,
                "content": f"<p>{words}</p>", "reblog": None, "account": account, "media_attachments": [],
                "mentions": [{key: one[key] for key in ("id", "username", "url", "acct")} for one in named],
                "tags": [{"name": tag, "url": f"{self.url}/tags/{tag}"} for tag in tags], "emojis": [],
                "card": None, "poll": None, "quote": None, "application": None, "favourited": False,
                "reblogged": False, "muted": False, "bookmarked": False, "pinned": False, "filtered": [],
                **more,
            }  # fmt: skip
            self.statuses[id] = status
            for one in named:
                if one["id"] != account["id"]:
                    self.notify(one, "mention", account, status)
            self._tell(status, "update")
            return status

    def notify(self, to: Json, kind: str, by: Json, status: Json | None, *, filtered: bool = False) -> Json:
        with self.lock:
            made = {
                "id": str(50_000 + next(self._count)), "type": kind, "created_at": stamp(datetime.now(UTC)),
                "group_key": "ungrouped", "account": by, "status": status, "to": to["id"],
            }  # fmt: skip
            self.notifications.append(made)
            if filtered:
                self.filtered.add(made["id"])
            else:
                self._send(
                    (f"user:{to['id']}",), "notification", {k: v for k, v in made.items() if k != "to"}
                )
            return made

    def edit(self, id: str, words: str) -> Json:
        with self.lock:
            status = self.statuses[id]
            status.update(content=f"<p>{words}</p>", edited_at=stamp(datetime.now(UTC)))
            self._tell(status, "status.update")
            return status

    def remove(self, id: str) -> Json:
        with self.lock:
            status = self.statuses.pop(id)
            gone = [n for n in self.notifications if n["status"] and n["status"]["id"] == id]
            self.notifications = [n for n in self.notifications if n not in gone]
            self._send(self._streams(status, mentioned=True), "delete", id)
            return status

    def reply(self, account: Json, key: str, words: str, **more: Any) -> Json:
        """As `POST /api/v1/statuses`: the same key gives the same status for an hour."""
        with self.lock:
            before = self.said.get((account["id"], key)) if key else None
            if before in self.statuses:
                return self.statuses[before]
            status = self.write(account, words, **more)
            if key:
                self.said[(account["id"], key)] = status["id"]
            return status

    def page(self, found: Iterable[Json], asked: Mapping[str, str], most: int = 40) -> list[Json]:
        """Newest first, by the documented parameters."""
        limit = min(int(asked.get("limit", 20)), most)
        rows = sorted(found, key=lambda row: int(row["id"]), reverse=True)
        if "max_id" in asked:
            rows = [row for row in rows if int(row["id"]) < int(asked["max_id"])]
        if "min_id" in asked:
            return [row for row in rows if int(row["id"]) > int(asked["min_id"])][-limit:]
        if "since_id" in asked:
            rows = [row for row in rows if int(row["id"]) > int(asked["since_id"])]
        return rows[:limit]

    def listen(self, wants: Callable[[str], bool]) -> "queue.SimpleQueue[Told]":
        told: queue.SimpleQueue[Told] = queue.SimpleQueue()
        with self.lock:
            self.listeners.append((wants, told))
        return told

    def ignore(self, told: "queue.SimpleQueue[Told]") -> None:
        with self.lock:
            self.listeners = [one for one in self.listeners if one[1] is not told]

    def _streams(self, status: Json, *, mentioned: bool = False) -> tuple[str, ...]:
        """Own and followers' home, mentioned accounts where told so, and the public ones."""
        writer = status["account"]["id"]
        homes = [f"user:{writer}", *(f"user:{who}" for who, of in self.followed.items() if writer in of)]
        if mentioned:
            homes += [f"user:{one['id']}" for one in status["mentions"]]
        if status["visibility"] != "public":
            return tuple(homes)
        local = "@" not in status["account"]["acct"]
        tags = [f"hashtag:{tag['name']}" for tag in status["tags"]]
        return (*homes, *tags, "public", "public:local" if local else "public:remote")

    def _tell(self, status: Json, kind: str) -> None:
        self._send(self._streams(status), kind, status)

    def _send(self, streams: tuple[str, ...], kind: str, payload: Any) -> None:
        for wants, told in self.listeners:
            for name in streams:
                if wants(name):
                    told.put(((name,), kind, payload))


def ago(**how: float) -> datetime:
    return datetime.now(UTC) - timedelta(**how)
