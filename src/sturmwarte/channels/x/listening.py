"""One round over a list of posts: everything since the newest we know, and what became of what we know."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sturmwarte.channels.contract import Cursor, Dropped, Gap, Heard, Place
from sturmwarte.channels.x.allowance import Allowance
from sturmwarte.channels.x.interface import Interface
from sturmwarte.channels.x.parse import NETWORK, Around, Page, post_of, when
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Unreadable

PAGES, A_PAGE = 10, 100
REACH = timedelta(days=6, hours=23)
"""How far back the search goes, with an hour to spare."""
LOOKED_AFTER = timedelta(days=7)
LOOK_EVERY = timedelta(hours=20)
MOST_KNOWN = 2_000


class Round:
    """`path` is a list of posts; `params` narrow it."""

    def __init__(
        self, place: Place, api: Interface, allowance: Allowance, path: str, params: dict[str, str], me: str
    ) -> None:
        self._place, self._api, self._allowance, self._me = place, api, allowance, me
        self._path, self._params = path, params
        self._scope = path if "search" in path else "timeline"

    def listen(self, cursor: Cursor) -> Iterator[Heard]:
        newest = str(cursor.get("newest") or "")
        known = [str(one) for one in cursor.get("known", [])]
        slowed = self._allowance.slowed(self._place.now())
        if slowed is not None:
            yield Heard(slowed=slowed, asked=False)
            return
        since, gaps = self._since(newest)
        posts, dropped, more = self._new(since)
        newest = max([newest, *(post.raw["id"] for post in posts if post.raw)], key=_number)
        if more is not None:
            gaps = [*gaps, Gap(self._start(since), more, Reason("channel.x.gap_many"))]
        known = _youngest([*known, *(post.id for post in posts)], self._place.now())
        looked = cursor.get("looked")
        cursor = {"newest": newest, "known": known, "looked": looked or self._place.now().isoformat()}
        for start in range(0, len(posts) - 500, 500):
            yield Heard(posts[start : start + 500])
        yield Heard(posts[(max(len(posts), 1) - 1) // 500 * 500 :], cursor, gaps, dropped)
        if self._place.now() - datetime.fromisoformat(cursor["looked"]) > LOOK_EVERY:
            yield self._looked_after(cursor, known)

    def _since(self, newest: str) -> tuple[dict[str, str], list[Gap]]:
        """Where to go on; after a longer outage from where the platform still knows."""
        earliest = self._place.now() - REACH
        then = when(newest)
        if then is None:
            start = max(self._place.since, earliest)
            return {"start_time": _written(start)}, []
        if then < earliest:
            return {"start_time": _written(earliest)}, [Gap(then, earliest, Reason("channel.x.gap_old"))]
        return {"since_id": newest}, []

    def _start(self, since: dict[str, str]) -> datetime:
        if "start_time" in since:
            return datetime.fromisoformat(since["start_time"])
        return when(since["since_id"]) or self._place.since

    def _new(self, since: dict[str, str]) -> tuple[list[Post], list[Dropped], datetime | None]:
        """(posts, the oldest first; what was none; how far back we came where more was waiting)."""
        posts: list[Post] = []
        dropped: list[Dropped] = []
        token: str | None = None
        for _ in range(PAGES):
            params: dict[str, Any] = {**self._params, **since, "pagination_token": token}
            page = self._api.posts(self._path, self._scope, max_results=A_PAGE, **params)
            self._allowance.spend(len(page.data), self._place.now())
            posts += self._read(page, dropped)
            token = page.meta.get("next_token")
            if not token:
                return posts[::-1], dropped, None
        return posts[::-1], dropped, min((p.created_at for p in posts if p.created_at), default=None)

    def _read(self, page: Page, dropped: list[Dropped]) -> list[Post]:
        around = Around.of(page)
        posts = []
        for said in page.data:
            try:
                posts.append(post_of(said, around, self._place.source, self._place.channel, self._me))
            except Unreadable as error:
                dropped.append(Dropped(repr(said).encode(), str(error)))
        return posts

    def _looked_after(self, cursor: dict[str, Any], known: Sequence[str]) -> Heard:
        """What was deleted, protected or suspended must go here too, within 24 hours."""
        gone: set[str] = set()
        for start in range(0, len(known), A_PAGE):
            ids = ",".join(known[start : start + A_PAGE])
            page = self._api.posts("/2/tweets", "lookup", ids=ids)
            self._allowance.spend(len(page.data), self._place.now())
            gone |= {str(one.get("resource_id") or one.get("value")) for one in page.errors if _is_gone(one)}
        now = self._place.now()
        left = [one for one in known if one not in gone]
        posts = [
            Post(
                id=x, network=NETWORK, source=self._place.source, channel=self._place.channel, deleted_at=now
            )
            for x in known
            if x in gone
        ]
        return Heard(posts, {**cursor, "known": left, "looked": now.isoformat()})


def _is_gone(problem: dict[str, Any]) -> bool:
    """Not there any more, or no longer for everyone's eyes."""
    kind = str(problem.get("type", "")).rpartition("/")[2]
    return kind in {"resource-not-found", "not-authorized-for-resource", "resource-unavailable"}


def _youngest(ids: Sequence[str], now: datetime) -> list[str]:
    fresh = [one for one in dict.fromkeys(ids) if (at := when(one)) and now - at < LOOKED_AFTER]
    return sorted(fresh, key=_number)[-MOST_KNOWN:]


def _number(id: str) -> int:
    return int(id) if id.isdigit() else 0


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
