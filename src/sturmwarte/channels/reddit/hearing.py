"""What a source listens to: the inbox, communities, searches, our own posts, and what was deleted since."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from sturmwarte.channels.contract import Cursor, Heard, Place, Sought, Subscription
from sturmwarte.channels.reddit.access import Access
from sturmwarte.channels.reddit.listing import PAGE, Listing, Thing
from sturmwarte.channels.reddit.parse import Ear, name_of, post_of, things
from sturmwarte.core.post import Post

MOST_QUERY = 480
"""Reddit takes 512 characters of a query."""
RECHECK_S = 900.0
RECHECKED = 500
REMEMBERED = 5000
"""So every post is looked at again every two and a half hours; 48 are allowed."""
LATELY = timedelta(hours=6)
"""Edits made before were told in an earlier turn."""
_COMMUNITY = re.compile(r"(?:https?://[^/]+)?/?(?:r/)?([A-Za-z0-9_]{2,21})/?")


class Hearing:
    def __init__(self, place: Place, access: Access) -> None:
        self._place = place
        self._access = access
        self._kept: deque[str] = deque(maxlen=REMEMBERED)
        self.communities = communities(place.values.get("communities"))

    @property
    def ear(self) -> Ear:
        return Ear(self._place.channel, self._place.source, self._access.name)

    def subscriptions(self) -> Sequence[Subscription]:
        me, all_of = self._access.name, "+".join(self.communities)
        found = [Subscription("inbox", self._list("/message/inbox"), 60.0)]
        if all_of:
            found.append(Subscription("posts", self._list(f"/r/{all_of}/new"), 60.0))
            found.append(Subscription("comments", self._list(f"/r/{all_of}/comments"), 60.0))
        found += [
            Subscription(f"search:{one.topic}", self._search(asked), 120.0, topic=one.topic)
            for one in self._place.sought
            if (asked := queries(one))
        ]
        found.append(Subscription("own", self._list(f"/user/{me}/overview", sort="new"), 300.0))
        found.append(Subscription("deletions", self._deletions, RECHECK_S))
        return found

    def _list(self, path: str, **params: Any) -> Callable[[Cursor], Iterator[Heard]]:
        def fetch(after: str) -> Any:
            return self._access.get(path, limit=PAGE, after=after or None, **params)

        return lambda cursor: self._remembered(Listing(fetch, self._post).heard(self._place, cursor))

    def _search(self, asked: Sequence[str]) -> Callable[[Cursor], Iterator[Heard]]:
        """Each query has its own place in the cursor, so a new word is searched back."""

        def listen(cursor: Cursor) -> Iterator[Heard]:
            before = cursor.get("queries") or {}
            come = {query: before[query] for query in asked if query in before}
            for query in asked:
                listing = Listing(self._finding(query), self._post, overlap=timedelta(hours=1))
                for heard in self._remembered(listing.heard(self._place, come.get(query) or {})):
                    if heard.cursor is not None:
                        come[query] = heard.cursor
                    yield Heard(heard.posts, {"queries": dict(come)}, heard.gaps, slowed=heard.slowed)

        return listen

    def _finding(self, query: str) -> Callable[[str], Any]:
        def fetch(after: str) -> Any:
            asked = {"q": query, "sort": "new", "type": "link", "t": "month", "include_over_18": "on"}
            return self._access.get("/search", limit=PAGE, after=after or None, **asked)

        return fetch

    def _deletions(self, cursor: Cursor) -> Iterator[Heard]:
        """Reddit tells nobody what was deleted or edited: what was kept is looked at again, in turns."""
        kept = cursor.get("kept")
        listed = [name for name in kept if isinstance(name, str)] if isinstance(kept, list) else []
        turn = deque(dict.fromkeys([*listed, *self._kept]), maxlen=REMEMBERED)
        for _ in range(0, min(RECHECKED, len(turn)), PAGE):
            names = [turn.popleft() for _ in range(min(PAGE, len(turn)))]
            found = {name_of(thing): thing for thing in self._info(names)}
            # One that is not answered for is asked about again: only what Reddit says counts.
            posts = [self._post(found[name]) for name in names if name in found]
            gone = {post.id for post in posts if post and post.deleted_at}
            lately = self._place.now() - LATELY
            changed = [
                post for post in posts if post and (post.deleted_at or (post.edited_at or lately) > lately)
            ]
            turn.extend(name for name in names if name not in gone)
            self._kept = deque((name for name in self._kept if name not in gone), maxlen=REMEMBERED)
            yield Heard(changed, {"kept": list(turn)}, slowed=self._place.client.budget.slowed)
        yield Heard(cursor={"kept": list(turn)}, asked=False)

    def _info(self, names: Sequence[str]) -> list[Thing]:
        return things(self._access.get("/api/info", id=",".join(names)))

    def _remembered(self, steps: Iterator[Heard]) -> Iterator[Heard]:
        for heard in steps:
            self._kept.extend(
                post.id for post in heard.posts if post.id.startswith(("t1_", "t3_")) and not post.deleted_at
            )
            yield heard

    def _post(self, thing: Thing) -> Post | None:
        return post_of(self.ear, thing, self._place.now())


def communities(written: object) -> list[str]:
    """Names of communities, written as r/name, with their address or bare. What is no name is left out."""
    lines = written if isinstance(written, list | tuple) else str(written or "").split()
    found = [_COMMUNITY.fullmatch(str(line).strip()) for line in lines]
    return list(dict.fromkeys(one[1] for one in found if one))


def queries(sought: Sought) -> list[str]:
    """As few queries as hold all words: any of them is enough. Wildcards mean nothing there."""
    words = [
        " ".join(word.replace("*", " ").replace('"', " ").split()) for word in (*sought.words, *sought.tags)
    ]
    asked: list[str] = []
    for word in dict.fromkeys(f'"{word[:200]}"' for word in words if word):
        if asked and len(asked[-1]) + len(word) + 4 <= MOST_QUERY:
            asked[-1] += f" OR {word}"
        else:
            asked.append(word)
    return asked
