"""Looks again at what was heard lately: servers tell edits and deletions only to those who were listening.

A post of the last two days is looked at about every half hour. That is a call for twenty posts where the
server takes many at once, else a call each, so that fewer are looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sturmwarte.channels.contract import Cursor, Heard
from sturmwarte.channels.mastodon.api import of_one_call
from sturmwarte.channels.mastodon.ears import Ears
from sturmwarte.channels.mastodon.parse import tombstone
from sturmwarte.channels.mastodon.reading import Json, text
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Refused, Trouble, Unreadable

PATH = "/api/v1/statuses"
KEPT = 400
FOR = timedelta(hours=48)
EVERY = timedelta(minutes=30)
AT_ONCE = 20
SINGLY = 15
EVERY_S = 300.0


@dataclass(frozen=True)
class Watched:
    """A status the station has: the server's number, global id, last edit, when heard and looked at."""

    number: str
    uri: str
    edited: str
    heard: datetime
    looked: datetime

    def written(self) -> list[str]:
        return [self.number, self.uri, self.edited, self.heard.isoformat(), self.looked.isoformat()]


def recheck(ears: Ears, cursor: Cursor) -> Iterator[Heard]:
    """One round. The cursor holds what is watched, so that a restart forgets nothing."""
    now = ears.api.place.now()
    watched = _watched(cursor)
    for one in watched.values():
        ears.memory.restore(one.number, one.uri, one.edited)
    for number, seen in ears.memory.newly_heard():
        watched[number] = Watched(number, seen.uri, seen.edited, now, now)
    young = sorted((one for one in watched.values() if now - one.heard < FOR), key=lambda one: one.heard)
    watched = {one.number: one for one in young[-KEPT:]}
    posts, watched = _look(ears, watched, now)
    yield Heard(posts, cursor={"watched": [one.written() for one in watched.values()]}, asked=bool(posts))


def _look(ears: Ears, watched: dict[str, Watched], now: datetime) -> tuple[list[Post], dict[str, Watched]]:
    """Edits and tombstones among those whose turn it is; what is gone is watched no longer."""
    due = sorted((one for one in watched.values() if now - one.looked >= EVERY), key=lambda one: one.looked)
    many = ears.api.server().many_at_once
    posts: list[Post] = []
    for group in _groups(due, many):
        found = _fetched(ears, group) if many else {}
        for one in group:
            status = found.get(one.number) or _alone(ears, one)
            if status is None:
                posts.append(tombstone(one.uri, ears.stand, now))
                ears.memory.forget(one.number)
                del watched[one.number]
                continue
            edited = text(status, "edited_at")
            if edited != one.edited:
                posts += _read(ears, status)
            watched[one.number] = replace(one, edited=edited, looked=now)
        if ears.api.place.rest(0):
            break
    return posts, watched


def _alone(ears: Ears, one: Watched) -> Json | None:
    """None when it is gone; as it was when the server cannot say."""
    try:
        return ears.api.one(f"{PATH}/{one.number}")
    except Trouble as trouble:
        if not of_one_call(trouble) or isinstance(trouble, Refused):
            raise
        return {"id": one.number, "edited_at": one.edited}


def _groups(due: list[Watched], many: bool) -> Iterator[list[Watched]]:
    if not many:
        yield due[:SINGLY]
        return
    for start in range(0, len(due), AT_ONCE):
        yield due[start : start + AT_ONCE]


def _fetched(ears: Ears, group: list[Watched]) -> Mapping[str, Json]:
    """Many in one call; one that is missing is asked for alone before it counts as gone."""
    found = ears.api.json(PATH, {"id[]": [one.number for one in group]})
    statuses = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    return {text(status, "id"): status for status in statuses}


def _read(ears: Ears, status: Json) -> list[Post]:
    try:
        return [ears.post(status)]
    except Unreadable:
        return []


def _watched(cursor: Cursor) -> dict[str, Watched]:
    found: dict[str, Watched] = {}
    entries: Any = cursor.get("watched", ())
    for entry in entries if isinstance(entries, list | tuple) else ():
        try:
            number, uri, edited, heard, looked = entry
            times = datetime.fromisoformat(heard), datetime.fromisoformat(looked)
            found[str(number)] = Watched(str(number), str(uri), str(edited), *times)
        except (TypeError, ValueError):
            continue
    return found
