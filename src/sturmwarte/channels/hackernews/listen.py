"""One topic's words, searched for one after the other; and a look at what became of earlier finds.

The search learns of items seconds to minutes late and in no order, so each round looks back an hour beyond
the newest find; numbers told within that hour are remembered. Authors may edit for two hours and delete; the
search does not tell, so finds of the last two days are looked up again, ever less often.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from sturmwarte.channels.contract import Cursor, Dropped, Gap, Heard, Place, Sought
from sturmwarte.channels.hackernews.interface import AT_ONCE, Interface
from sturmwarte.channels.hackernews.parse import Origin, hit_of, mark_of, post_of_hit, post_of_item, tombstone
from sturmwarte.channels.hackernews.shapes import Hit
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Unreadable

LATE_S = 3600
QUIET_S = 6 * 3600
"""How far the place of a word nobody uses stays behind now: our clock may be wrong by so much."""
MOST_CALLS = 25
MOST_WORDS = 30
WATCHED = timedelta(days=2)
MOST_WATCHED, MOST_LOOKED_UP = 300, 40
FIRST_LOOK = timedelta(minutes=10)
MOST_OPTIONS = 20


class Watch(msgspec.Struct):
    """A find, its content when we last saw it, and when that was (Unix seconds)."""

    at: int
    mark: str
    looked: int


class Round(msgspec.Struct):
    """The cursor. `words` maps each word to its newest find, `told` numbers to their times."""

    words: dict[str, int] = {}
    told: dict[str, int] = {}
    watch: dict[str, Watch] = {}


@dataclass(frozen=True)
class Listener:
    place: Place
    api: Interface
    origin: Origin
    sought: Sought

    def listen(self, cursor: Cursor) -> Iterator[Heard]:
        round = _read(cursor)
        for word in self._words():
            yield from self._heard(word, round)
        yield from self._looked_up(round)

    def _words(self) -> list[str]:
        """Hashtags are mere words there."""
        return list(dict.fromkeys((*self.sought.words, *self.sought.tags)))[:MOST_WORDS]

    def _heard(self, word: str, round: Round) -> Iterator[Heard]:
        now = int(self.place.now().timestamp())
        first = int(self.place.since.timestamp())
        newest = round.words.get(word, 0)
        since = max(first, newest - LATE_S) if newest else first
        hits, dropped, whole = self._found(word, since)
        fresh = [hit for hit in hits if hit.objectID not in round.told]
        posts = [post_of_hit(hit, self.origin, self._options(hit)) for hit in fresh]
        round.words[word] = max([newest, now - QUIET_S, *(min(hit.created_at_i, now) for hit in hits)])
        round.told |= {hit.objectID: hit.created_at_i for hit in fresh}
        round.watch |= {
            p.id: Watch(h.created_at_i, mark_of(p), now) for h, p in zip(fresh, posts, strict=True)
        }
        gaps = () if whole or not newest else self._missed(newest, hits)
        for start in range(0, len(posts) - AT_ONCE, AT_ONCE):
            yield Heard(posts=posts[start : start + AT_ONCE])
        last = posts[(len(posts) - 1) // AT_ONCE * AT_ONCE :] if posts else []
        yield Heard(last, self._cursor(round), gaps, dropped, self.place.client.budget.slowed)

    def _found(self, word: str, since: int) -> tuple[list[Hit], list[Dropped], bool]:
        """Every find since then, oldest first, and whether that is all. The search shows no more than 1,000
        of one question, so each call asks for what is older than the last."""
        hits: dict[str, Hit] = {}
        dropped: list[Dropped] = []
        until: int | None = None
        for _ in range(MOST_CALLS):
            page = []
            raws = self.api.find(word, since, until)
            for body in raws:
                try:
                    page.append(hit_of(body))
                except Unreadable as error:
                    dropped.append(Dropped(bytes(body), str(error)))
            known = len(hits)
            hits |= {hit.objectID: hit for hit in page}
            if len(raws) < AT_ONCE or len(hits) == known:
                return _oldest_first(hits), dropped, True
            until = min(hit.created_at_i for hit in page)
        return _oldest_first(hits), dropped, False

    def _missed(self, since: int, hits: list[Hit]) -> tuple[Gap, ...]:
        zone = self.place.now().tzinfo
        until = datetime.fromtimestamp(hits[0].created_at_i, zone)
        return (Gap(datetime.fromtimestamp(since, zone), until, Reason("channel.hackernews.too_much")),)

    def _options(self, hit: Hit) -> tuple[str, ...]:
        """A poll's options are items of their own."""
        if "poll" not in hit.tags:
            return ()
        poll = self.api.item(hit.objectID)
        options = (self.api.item(str(part)) for part in (poll.parts if poll else [])[:MOST_OPTIONS])
        return tuple(option.text for option in options if option and not option.deleted)

    def _looked_up(self, round: Round) -> Iterator[Heard]:
        now = self.place.now()
        due = [id for id, watch in round.watch.items() if _due(watch, now)][:MOST_LOOKED_UP]
        posts = [post for id in due for post in self._became(id, round.watch[id], now)]
        if due:
            yield Heard(posts, self._cursor(round), slowed=self.place.client.budget.slowed)

    def _became(self, id: str, watch: Watch, now: datetime) -> list[Post]:
        item = self.api.item(id)
        watch.looked = int(now.timestamp())
        if item is None or item.dead:
            return []  # flagged by readers: their verdict may be lifted, a tombstone may not
        if item.deleted:
            watch.at = 0
            return [tombstone(id, self.origin, now)]
        post = post_of_item(item, self.origin, edited_at=now)
        if item.type == "poll" or mark_of(post) == watch.mark:
            return []
        watch.mark = mark_of(post)
        return [post]

    def _cursor(self, round: Round) -> dict[str, Any]:
        """Without what is too old to matter."""
        words = {word: at for word, at in round.words.items() if word in self._words()}
        oldest = min(words.values(), default=0) - LATE_S
        watched_since = int((self.place.now() - WATCHED).timestamp())
        kept = Round(
            words,
            {id: at for id, at in round.told.items() if at >= oldest},
            dict([(id, w) for id, w in round.watch.items() if w.at >= watched_since][-MOST_WATCHED:]),
        )
        made: dict[str, Any] = msgspec.to_builtins(kept)
        return made


def _due(watch: Watch, now: datetime) -> bool:
    """Ten minutes after it was found, then after each quarter of its age."""
    age = now.timestamp() - watch.at
    return watch.at > 0 and now.timestamp() - watch.looked >= max(FIRST_LOOK.total_seconds(), age / 4)


def _read(cursor: Mapping[str, Any]) -> Round:
    try:
        return msgspec.convert(dict(cursor), Round)
    except msgspec.ValidationError:
        return Round()


def _oldest_first(hits: dict[str, Hit]) -> list[Hit]:
    return sorted(hits.values(), key=lambda hit: (hit.created_at_i, int(hit.objectID)))
