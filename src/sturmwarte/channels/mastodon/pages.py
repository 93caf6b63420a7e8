"""Reads a listing from where we stopped to its end, oldest first, and says what cannot be read any more.

`min_id` gives what comes right after an id; servers that do not know it give the newest instead, and what
lies between is then read downwards. Ids are never compared: their order is the order of the answer.

A status of another server may arrive late and be put in at the time it was written, behind where we stopped.
So every ten minutes the last hour is read once more (`back`), which brings edits along, of mentions too.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import Any

from sturmwarte.channels.mastodon.api import Api
from sturmwarte.channels.mastodon.reading import Json, moment, text
from sturmwarte.wire.errors import Unreadable

Mark = Mapping[str, Any]
"""How far a listing was read: `id` the newest, `at` when we asked, `back` earlier ids by time, `swept`."""

LIMIT = 40
FULL = 20
"""A page of so many may have more behind it: some servers give fewer than they are asked for."""
DEEPEST = 25
"""Pages downwards, a thousand posts: more is a gap."""
SWEEP_PAGES = 10
UP_PAGES = 100
SWEEP_EVERY = timedelta(minutes=10)
SWEEP_BACK = timedelta(hours=1)
STEP = 200
"""Posts in one step of the engine's transaction."""


def itself(item: Json) -> Json | None:
    return item


@dataclass(frozen=True)
class Listing:
    """`pick` gives an item's status, None for one without or not for us. `within`: the answer's key."""

    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    pick: Callable[[Json], Json | None] = itself
    sweeps: bool = False
    within: str = ""
    limit: int = LIMIT


@dataclass(frozen=True)
class Page:
    """Items oldest first; how far we are after them (None: as before); the time that cannot be read."""

    items: Sequence[Json] = ()
    mark: Mark | None = None
    lost: tuple[datetime, datetime] | None = None


def walk(api: Api, listing: Listing, mark: Mark, *, since: datetime) -> Iterator[Page]:
    """What is new in a listing. The first time it reads down to `since`."""
    now = api.place.now()
    if not mark.get("id"):
        yield from _first(api, listing, since, now)
        return
    if listing.sweeps and _due(mark, now):
        for page in _upward(api, listing, str(mark["back"][0][1]), now - SWEEP_BACK, SWEEP_PAGES):
            yield Page(page.items)
        mark = {**mark, "swept": now.isoformat()}
    for page in _upward(api, listing, str(mark["id"]), _time(mark.get("at")) or since, UP_PAGES):
        lost = page.lost
        if not page.items:
            yield page
        for part in _parts(page.items):
            mark = {**mark, "id": text(part[-1], "id")}
            yield Page(part, mark, lost)
            lost = None
    yield Page((), _asked(mark, now))


def entries(api: Api, listing: Listing, **where: Any) -> list[Json]:
    """One page, newest first, as the server gives it."""
    found = api.json(listing.path, {**listing.params, "limit": listing.limit, **where})
    if listing.within and isinstance(found, dict):
        found = found.get(listing.within)
    if not isinstance(found, list):
        raise Unreadable("channel.mastodon.no_mastodon", host=api.host)
    return [item for item in found if isinstance(item, dict) and text(item, "id")]


def _first(api: Api, listing: Listing, since: datetime, now: datetime) -> Iterator[Page]:
    """What was there before we came, down to `since`."""
    found = entries(api, listing)
    newest = text(found[0], "id") if found else ""
    lost = None
    if found:
        below, lost = yield from _downward(api, listing, found[-1], "", since, frozenset(_ids(found)))
        found = [item for item in [*found, *below] if (_when(item) or now) >= since]
    mark: Mark = {"id": "", "swept": now.isoformat()}
    for part in _parts(found[::-1]):
        mark = {**mark, "id": text(part[-1], "id")}
        yield Page(part, mark, lost)
        lost = None
    yield Page((), _asked({**mark, "id": newest}, now), lost)


def _is_another(id: str, item: Json) -> bool:
    return text(item, "id") != id


def _upward(api: Api, listing: Listing, id: str, at: datetime, most: int) -> Iterator[Page]:
    """What came after `id`. `at` is when that was the newest."""
    for _ in range(most):
        page = entries(api, listing, min_id=id, since_id=id)
        fresh = list(takewhile(partial(_is_another, id), page))
        if not fresh:
            return
        below: list[Json] = []
        lost = None
        if len(fresh) == len(page) >= FULL and not api.server().pages_up:
            below, lost = yield from _downward(api, listing, fresh[-1], id, at, frozenset(_ids(fresh)))
        yield Page([*below[::-1], *fresh[::-1]], None, lost)
        id, at = text(fresh[0], "id"), api.place.now()
        if len(page) < FULL or api.place.rest(0):
            return


def _downward(
    api: Api, listing: Listing, below: Json, stop: str, since: datetime, known: frozenset[str]
) -> Generator[Page, None, tuple[list[Json], tuple[datetime, datetime] | None]]:
    """Newest first, what lies under `below`: down to the id `stop`, or a whole page before `since`."""
    found: list[Json] = []
    seen = set(known)
    for _ in range(DEEPEST):
        where = {"max_id": text(below, "id"), **({"since_id": stop} if stop else {})}
        page = entries(api, listing, **where)
        fresh = list(takewhile(lambda item: text(item, "id") != stop, page))
        new = [item for item in fresh if text(item, "id") not in seen]
        found += new
        seen.update(_ids(new))
        times = [when for when in map(_when, new) if when is not None]
        if not new or len(fresh) < len(page) or (times and max(times) < since):
            return found, None
        below = new[-1]
        yield Page()
        if api.place.rest(0):
            break
    reached = _when(below)
    return found, ((since, reached) if reached is not None and reached > since else None)


def _parts(items: Sequence[Json]) -> Iterator[Sequence[Json]]:
    for start in range(0, len(items), STEP):
        yield items[start : start + STEP]


def _asked(mark: Mark, now: datetime) -> Mark:
    """The mark at the end of a round, with a place to sweep from later."""
    back = [
        entry for entry in mark.get("back", ()) if (_time(entry[0]) or now) >= now - SWEEP_BACK - SWEEP_EVERY
    ]
    last = _time(back[-1][0]) if back else None
    if mark.get("id") and (last is None or now - last >= SWEEP_EVERY):
        back = [*back, [now.isoformat(), mark["id"]]]
    return {**mark, "at": now.isoformat(), "back": back}


def _due(mark: Mark, now: datetime) -> bool:
    swept = _time(mark.get("swept"))
    return bool(mark.get("back")) and (swept is None or now - swept >= SWEEP_EVERY)


def _ids(items: Sequence[Json]) -> list[str]:
    return [text(item, "id") for item in items]


def _when(item: Json) -> datetime | None:
    return moment(item, "created_at")


def _time(written: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
