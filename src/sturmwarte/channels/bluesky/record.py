"""A record of a repository as a post. Pure; records may hold anything, since nobody checks them on the way.

Interface: https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky/feed
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import libipld
import msgspec

from sturmwarte.channels.bluesky.embed import CDN, attached
from sturmwarte.channels.bluesky.uris import POST, PROBE, REPOST, Uri, moment, uri
from sturmwarte.core.post import Author, Media, Metrics, Post

MOST_TEXT = 50_000
MOST_RAW_BYTES = 64 * 1024
_QUIET_LABELS = frozenset({"!no-unauthenticated", "bot"})
"""Say something about the account, not about what readers will see."""


@dataclass(frozen=True)
class Ear:
    """What every post heard by one source has in common. `me` is our DID, `pictures` where blobs lie."""

    channel: str
    source: str = ""
    me: str = ""
    pictures: str = CDN


@dataclass(frozen=True)
class Seen:
    """What is known of a record besides the record itself."""

    cid: str = ""
    author: Author | None = None
    at: datetime | None = None
    """When the network saw it."""
    edited: bool = False
    metrics: Metrics | None = None
    media: tuple[Media, ...] | None = None
    labels: tuple[str, ...] = ()
    guarded: bool = False
    """The author asks not to be shown to people who are not logged in."""


def post_of(ear: Ear, place: Uri, record: Mapping[str, Any], seen: Seen) -> Post | None:
    """The post a record is; None for a record of another kind."""
    if place.collection not in (POST, REPOST, PROBE):
        return None
    common = Post(
        id=str(place),
        channel=ear.channel,
        source=ear.source,
        network="bluesky",
        url=place.page,
        created_at=_created(record, seen),
        edited_at=seen.at if seen.edited else None,
        author=seen.author or Author(id=place.did),
        own=place.did == ear.me,
        raw=_raw(place, record, seen),
    )
    if place.collection == REPOST:
        subject = uri(_map(record.get("subject")).get("uri"))
        return msgspec.structs.replace(common, repost_of=str(subject)) if subject else None
    if place.collection == PROBE:
        return msgspec.structs.replace(common, text=_text(record.get("text")), visibility="private")
    return _written(common, ear, place, record, seen)


def _written(common: Post, ear: Ear, place: Uri, record: Mapping[str, Any], seen: Seen) -> Post:
    reply = _map(record.get("reply"))
    labels = [label for label in (*seen.labels, *self_labels(record)) if label not in _QUIET_LABELS]
    return msgspec.structs.replace(
        common,
        text=whole_text(record),
        title=", ".join(dict.fromkeys(labels)),
        lang=_language(record.get("langs")),
        in_reply_to=str(uri(_map(reply.get("parent")).get("uri")) or ""),
        root=str(uri(_map(reply.get("root")).get("uri")) or ""),
        metrics=seen.metrics,
        media=seen.media
        if seen.media is not None
        else attached(record.get("embed"), place.did, ear.pictures),
        visibility="unlisted" if seen.guarded else "public",
    )


def tombstone(ear: Ear, place: Uri, at: datetime) -> Post:
    """What is left of a post that its author, or the network, took away."""
    return Post(
        id=str(place),
        channel=ear.channel,
        source=ear.source,
        network="bluesky",
        author=Author(id=place.did),
        own=place.did == ear.me,
        deleted_at=at,
    )


def whole_text(record: Mapping[str, Any]) -> str:
    """The text, with links that apps show cut short written out. Facets count bytes of UTF-8."""
    text = _text(record.get("text"))
    body = text.encode(errors="replace")
    for start, end, link in sorted(_links(record), reverse=True):
        shown = body[start:end]
        if shown.endswith(("…".encode(), b"...")):
            body = body[:start] + link.encode(errors="replace") + body[end:]
    return body.decode(errors="replace")[:MOST_TEXT]


def facets(record: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each feature of each facet, with the bytes it covers."""
    listed = record.get("facets")
    for facet in listed[:200] if isinstance(listed, list) else ():
        features = _map(facet).get("features")
        for feature in features[:20] if isinstance(features, list) else ():
            yield _map(feature), _map(_map(facet).get("index"))


def self_labels(record: Mapping[str, Any]) -> list[str]:
    """The warnings an author put on the post."""
    values = _map(record.get("labels")).get("values")
    found = [_map(value).get("val") for value in values[:20]] if isinstance(values, list) else []
    return [label[:100] for label in found if isinstance(label, str) and label]


def jsonable(value: Any) -> Any:
    """A decoded record without bytes: links become CIDs in writing, other bytes base64."""
    if isinstance(value, Mapping):
        return {str(key): jsonable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [jsonable(part) for part in value]
    if isinstance(value, bytes):
        return {"$link": cid_of(value)} if cid_of(value) else {"$bytes": b64encode(value).decode()}
    return value.replace("\x00", "") if isinstance(value, str) else value


def cid_of(value: Any) -> str:
    """A link to content, in writing: decoded frames have bytes, JSON has `{"$link": ...}`."""
    if isinstance(value, bytes) and len(value) == 36 and value[:1] == b"\x01":
        return str(libipld.encode_cid(value))
    link = _map(value).get("$link") if not isinstance(value, str) else value
    return link if isinstance(link, str) else ""


def _links(record: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    behind = 0
    for feature, index in facets(record):
        start, end, link = index.get("byteStart"), index.get("byteEnd"), feature.get("uri")
        if (
            isinstance(start, int)
            and isinstance(end, int)
            and isinstance(link, str)
            and behind <= start < end
        ):
            behind = end
            yield start, end, link[:2000]


def _created(record: Mapping[str, Any], seen: Seen) -> datetime | None:
    """Authors' clocks may say anything; the network has never seen a post before it was written."""
    said = moment(record.get("createdAt"))
    return min(said, seen.at) if said and seen.at else said or seen.at


def _raw(place: Uri, record: Mapping[str, Any], seen: Seen) -> dict[str, Any]:
    raw = {"uri": str(place), "cid": seen.cid, "record": jsonable(record)}
    if seen.labels:
        raw["labels"] = list(seen.labels)
    if len(msgspec.json.encode(raw)) > MOST_RAW_BYTES:
        kept = {key: raw["record"][key] for key in ("$type", "createdAt", "reply") if key in raw["record"]}
        raw["record"] = kept if len(msgspec.json.encode(kept)) < MOST_RAW_BYTES else {}
    return raw


def _language(langs: object) -> str:
    """The one language named; with several the station finds out for itself."""
    one = langs[0] if isinstance(langs, list) and len(langs) == 1 else ""
    return one[:35] if isinstance(one, str) else ""


def _text(value: object) -> str:
    return value[: 4 * MOST_TEXT].replace("\x00", "") if isinstance(value, str) else ""


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
