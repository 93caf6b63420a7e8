"""What a fetch brought that was not there before: new items, edited ones, what fell out meanwhile. Pure."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from sturmwarte.channels.contract import Cursor, Gap
from sturmwarte.channels.feeds.feed import Feed, Item
from sturmwarte.core.reason import Reason

MOST_EDITS = 20
"""A page that prints the time into its text would be a new version at every fetch."""
RENAMED_AFTER = timedelta(days=2)
MOST_KNOWN = 3_000


class Known(msgspec.Struct, omit_defaults=True):
    """The cursor of one feed. `seen` maps an item's key to a mark of its content, oldest first."""

    url: str = ""
    """Where the feed is now, when that is not the address it was set up with."""
    etag: str = ""
    modified: str = ""
    whole: datetime | None = None
    """When it was last read whole, not merely found unchanged."""
    fetched: datetime | None = None
    due: datetime | None = None
    seen: dict[str, str] = {}
    hub: str = ""
    topic: str = ""
    asked: datetime | None = None


def known_from(cursor: Cursor) -> Known:
    """One that cannot be read counts as none: repeats are harmless."""
    try:
        return msgspec.convert(dict(cursor), Known)
    except msgspec.ValidationError:
        return Known()


def cursor_of(known: Known) -> dict[str, object]:
    made: dict[str, object] = msgspec.to_builtins(known)
    return made


@dataclass(frozen=True)
class Fresh:
    """An item to tell of. `edited_at` is set when an earlier state of it was told before."""

    item: Item
    id: str
    key: str
    mark: str
    edited_at: datetime | None = None


@dataclass(frozen=True)
class Sifted:
    """`fresh` oldest first; `passed` are items that stay or become known without being told."""

    fresh: tuple[Fresh, ...] = ()
    passed: Mapping[str, str] = field(default_factory=dict)
    gap: Gap | None = None
    overlap: bool = True


def sift(feed: Feed, ids: list[str], known: Known, since: datetime, now: datetime) -> Sifted:
    """Holds a feed against what is known of it.

    The first time only what was published after `since` is told, and nothing that has no date. Later on
    everything unknown is told, but for one case: when no item at all is known any more and most are older
    than our last visit, the publisher has renamed its items, and old ones are passed over.
    """
    first = known.fetched is None
    overlap = first or not ids or not known.seen or any(key_of(id) in known.seen for id in ids if id)
    fresh: dict[str, Fresh] = {}
    passed: dict[str, str] = {}
    for item, id in _oldest_first(feed, ids):
        key, mark = key_of(id), mark_of(item)
        before = known.seen.get(key)
        if before is not None:
            if (edited := _edited(item, mark, before, now)) is not None:
                fresh[key] = Fresh(item, id, key, edited[0], edited[1])
            else:
                passed[key] = before
        elif _is_history(item, first, overlap, known, since):
            passed[key] = mark
        else:
            fresh[key] = Fresh(item, id, key, mark, _edited_before_us(item))
    gap = None if overlap else _gap(feed, known, now)
    return Sifted(tuple(fresh.values()), passed, gap, overlap)


def keep(seen: Mapping[str, str], more: Iterable[tuple[str, str]], current: int) -> dict[str, str]:
    """The known items with `more` at the end; what left the feed long ago is forgotten."""
    kept = dict(seen)
    for key, mark in more:
        kept.pop(key, None)
        kept[key] = mark
    most = min(max(200, 3 * current), MOST_KNOWN)
    return dict(list(kept.items())[-most:])


def key_of(id: str) -> str:
    return _short(id, 12)


def mark_of(item: Item) -> str:
    """What counts as its content; blanks do not."""
    files = " ".join(enclosure.url for enclosure in item.enclosures)
    return _short(" ".join(f"{item.title}\n{item.text or item.summary}\n{item.link}\n{files}".split()), 6)


def _short(text: str, size: int) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()[:size]
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _oldest_first(feed: Feed, ids: list[str]) -> list[tuple[Item, str]]:
    """By date; those without one where the feed puts them, which is newest first. Of two items with one id
    the newer counts."""
    named: dict[str, Item] = {}
    for item, id in zip(feed.items, ids, strict=True):
        named.setdefault(id, item)
    listed = [(item, id) for id, item in reversed(named.items()) if id]
    latest: datetime | None = None
    keyed = []
    for place, (item, id) in enumerate(listed):
        latest = item.at or latest
        keyed.append((latest.timestamp() if latest else 0.0, place, item, id))
    return [(item, id) for _, _, item, id in sorted(keyed, key=lambda k: (k[0], k[1]))]


def _edited(item: Item, mark: str, before: str, now: datetime) -> tuple[str, datetime] | None:
    """The new mark and the time of the edit; marks carry the number of edits behind a `~`."""
    was, _, times = before.partition("~")
    count = int(times) if times.isdigit() else 0
    if was == mark or count >= MOST_EDITS:
        return None
    when = item.updated if item.updated and item.updated <= now else now
    return f"{mark}~{count + 1}", when


def _edited_before_us(item: Item) -> datetime | None:
    late = item.published and item.updated and item.updated - item.published > timedelta(minutes=1)
    return item.updated if late else None


def _is_history(item: Item, first: bool, overlap: bool, known: Known, since: datetime) -> bool:
    if first:
        return item.at is None or item.at < since
    if overlap or known.fetched is None:
        return False
    return item.at is not None and item.at < known.fetched - RENAMED_AFTER


def _gap(feed: Feed, known: Known, now: datetime) -> Gap | None:
    """From our last visit to the oldest item there still is. None when that reaches back far enough."""
    if known.fetched is None or not feed.items:
        return None
    oldest = min((item.at for item in feed.items if item.at), default=now)
    until = min(oldest, now)
    if until <= known.fetched:
        return None
    return Gap(known.fetched, until, Reason("channel.feeds.fell_out", {"items": len(feed.items)}))
