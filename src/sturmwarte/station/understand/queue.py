"""Which post to label next: half drawn by chance, a quarter where the station is unsure, a quarter of rare
kinds; one in ten has been labelled by somebody else, to see whether people agree.

The half drawn by chance is also the honest test of what was learned, so nothing of a post may decide whether
chance finds it. Nothing is written here: the same person gets the same post until they have labelled or
skipped it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sturmwarte.core.post import LIVE
from sturmwarte.core.query.tree import And, Field, Node, Not, Or
from sturmwarte.core.understand.dimensions import DIMENSIONS
from sturmwarte.core.understand.reading import NONE
from sturmwarte.station.archive import Archive, Found, May, Search
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.understand.labels import Identity
from sturmwarte.station.understand.models import Label, Skipped
from sturmwarte.station.understand.roles import LABEL, demand
from sturmwarte.station.understand.tickets import issue

WINDOW = timedelta(weeks=8)
CHANCE, UNSURE, RARE = Label.Drawn.CHANCE, Label.Drawn.UNSURE, Label.Drawn.RARE
SHARES = {CHANCE: 0.5, UNSURE: 0.25, RARE: 0.25}
AGAIN = 0.1
"""Share of posts that somebody else has labelled already."""
HOUR = timedelta(hours=1)
LOOKS, PAGE, RECENT = 24, 100, 300
"""Hours looked into before giving up, posts read of each, and how many labels of others are considered."""
_NOT_OWN: Node = Not(Field("is", ":", "own"))
# Whatever was read has a mood, so this asks for all mentions at the price of three index terms.
_READ: Node = And(
    (Or(tuple(Field("sentiment", ":", mood) for mood in DIMENSIONS["sentiment"].labels)), _NOT_OWN)
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """`drawn` says why: chance, unsure or rare. `again`: others have labelled it (never shown to the person).
    `ticket` goes into the form, and back to `confirm` or `skip`."""

    post: Found
    drawn: str
    again: bool
    ticket: str


def next_to_label(who: Permissions, now: datetime, dimension: str | None = None) -> Drawn | None:
    """None when there is nothing left to label. `dimension` prefers what the station is unsure of there."""
    by = demand(who, LABEL)
    queue = _Queue(by, who.may_read(), now, dimension)
    found = queue.draw()
    if found is None:
        return None
    post, drawn, again = found
    return Drawn(post, drawn, again, issue(who, post, drawn))


class _Queue:
    """One draw. Its dice are the person's and fall differently after each post they have dealt with."""

    def __init__(self, by: str, may: May, now: datetime, dimension: str | None) -> None:
        self._by, self._may, self._now, self._dimension = by, may, now, dimension
        self._archive = Archive()
        skipped = set(Skipped.objects.filter(by=by).values_list("network", "post"))
        mine = Label.objects.filter(by=by, undone_at=None)
        self._dealt: set[Identity] = skipped | set(mine.values_list("network", "post"))
        queued = mine.filter(source=Label.Source.QUEUE).values("network", "post").distinct().count()
        self._dice = Random(f"{by} {queued + len(skipped)} {dimension}")  # noqa: S311 - a draw, no secret

    def draw(self) -> tuple[Found, str, bool] | None:
        again, wish = self._dice.random() < AGAIN, self._wish()
        if again and (found := self._of_others()):
            return (*found, True)
        # What cannot be had gives way: better any post than none.
        for drawn in dict.fromkeys((wish, CHANCE, UNSURE)):
            if post := self._look(drawn):
                return post, drawn.value, False
        found = self._of_others()
        return (*found, True) if found else None

    def _wish(self) -> Label.Drawn:
        (wish,) = self._dice.choices(list(SHARES), list(SHARES.values()))
        return wish

    def _look(self, drawn: Label.Drawn) -> Found | None:
        query = self._rare() if drawn == RARE else _READ
        if query is None:
            return None
        labelled = self._labelled()
        for page in self._hours(query):
            fits = [
                post
                for post in page
                if post.post.identity not in self._dealt | labelled
                and post.reading is not None
                and (drawn != UNSURE or self._unsure(post))
            ]
            if fits:
                return self._dice.choice(fits)
        return None

    def _hours(self, query: Node) -> Iterator[list[Found]]:
        """Hours drawn by how many posts each has, never one twice; of a crowded one a stretch."""
        since = self._now - WINDOW
        asked = Search(query=query, run=LIVE, since=since, until=self._now + HOUR, may=self._may)
        hours = dict(self._archive.histogram(asked, "hour").buckets)
        for _ in range(min(LOOKS, len(hours))):
            (hour,) = self._dice.choices(list(hours), list(hours.values()))
            until = hour + HOUR
            if hours.pop(hour) > PAGE:
                until = hour + HOUR * self._dice.random()
            page = Search(query=query, run=LIVE, since=hour, until=until, limit=PAGE, may=self._may)
            yield self._archive.search(page).posts

    def _unsure(self, post: Found) -> bool:
        doubtful = post.reading.unsure if post.reading else ()
        return self._dimension in doubtful if self._dimension else bool(doubtful)

    def _rare(self) -> Node | None:
        """One of the rarer half of the kinds that occur."""
        asked = Search(query=_READ, run=LIVE, since=self._now - WINDOW, may=self._may)
        counted = [v for f in self._archive.facets(asked, ["kind"], most=40) for v in f.values]
        kinds = [kind for kind, _ in reversed(counted) if kind != NONE]
        if not kinds:
            return None
        kind = self._dice.choice(kinds[: max(1, len(kinds) // 2)])
        return And((Field("kind", ":", kind), _NOT_OWN))

    def _labelled(self) -> set[Identity]:
        """What somebody has labelled already comes up again on purpose only."""
        return set(Label.objects.filter(undone_at=None).values_list("network", "post"))

    def _of_others(self) -> tuple[Found, str] | None:
        rows = Label.objects.filter(undone_at=None, run=LIVE, source=Label.Source.QUEUE).exclude(by=self._by)
        recent = rows.order_by("-pk").values_list("network", "post", "drawn")[:RECENT]
        posts = {(network, gid): drawn for network, gid, drawn in recent}
        names = [name for name in posts if name not in self._dealt]
        self._dice.shuffle(names)
        for network, gid in names[:LOOKS]:
            post = self._archive.get(network, gid, may=self._may, run=LIVE)
            if post and not post.held and not post.deleted_at and post.reading:
                return post, posts[network, gid]
        return None
