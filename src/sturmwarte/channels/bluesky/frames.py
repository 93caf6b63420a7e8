"""One message of the firehose, or of Jetstream, as what changed. Pure and fast: there are 500 a second.

Interfaces: https://atproto.com/specs/event-stream, https://atproto.com/specs/sync,
https://github.com/bluesky-social/jetstream
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import libipld
import msgspec

from sturmwarte.channels.bluesky.record import cid_of
from sturmwarte.channels.bluesky.uris import POST, PROBE, REPOST, Uri, moment
from sturmwarte.wire.errors import Unreadable

COLLECTIONS = (POST, REPOST, PROBE)
_PATHS = tuple(f"{collection}/" for collection in COLLECTIONS)
_ACTIONS = {"create", "update", "delete"}


@dataclass(frozen=True, slots=True)
class Change:
    """One record that came, was written anew, or went (`record` None)."""

    place: Uri
    action: str
    cid: str = ""
    record: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One message. `cursor` is 0 where it has none. `time` is ISO text or microseconds since 1970."""

    cursor: int = 0
    time: str | int = ""
    changes: tuple[Change, ...] = ()
    did: str = ""
    left: str = ""
    """Why the account `did` is not shown any more: deleted, takendown, suspended, deactivated."""
    handle: str = ""
    """The account's new name."""
    says: str = ""
    """OutdatedCursor, FutureCursor, ConsumerTooSlow, or another notice of the server's own."""
    ends: bool = False
    missing: bool = False
    """A record was announced but its content did not come along."""

    @property
    def at(self) -> datetime | None:
        if isinstance(self.time, int):
            return datetime.fromtimestamp(self.time / 10**6, UTC) if 0 < self.time < 10**16 else None
        return moment(self.time)


def firehose_frame(message: bytes) -> Frame:
    """A message of `com.atproto.sync.subscribeRepos`: two CBOR values, header and body. Raises Unreadable."""
    try:
        header, body = libipld.decode_dag_cbor_multi(message)
        kind = header.get("t")
        if header.get("op") == -1:
            return Frame(says=str(body.get("error", "error"))[:100], ends=True)
        if kind == "#commit":
            return _commit(body)
        if kind == "#info":
            return Frame(says=str(body.get("name", "info"))[:100])
        return _account(kind, body, _whole(body.get("seq")), body.get("time"))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise Unreadable("channel.bluesky.frame") from error


def jetstream_frame(message: bytes | str) -> Frame:
    """A message of Jetstream: one JSON object. Raises Unreadable."""
    try:
        event = msgspec.json.decode(message)
        cursor = _whole(event.get("time_us"))
        if event.get("kind") != "commit":
            kind = f"#{event.get('kind')}"
            return _account(kind, event.get(str(event.get("kind"))) or {}, cursor, cursor)
        return _committed(event["did"], event["commit"], cursor)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise Unreadable("channel.bluesky.frame") from error


def _commit(body: dict[str, Any]) -> Frame:
    seq, time = _whole(body["seq"]), body.get("time")
    wanted = [op for op in body["ops"] if op["path"].startswith(_PATHS)]
    if not wanted:
        return Frame(seq, _told(time))
    blocks: dict[bytes, Any] = {}
    if body.get("blocks") and any(op["action"] != "delete" for op in wanted):
        blocks = libipld.decode_car(body["blocks"])[1]
    changes, missing = [], False
    for op in wanted:
        collection, _, rkey = op["path"].partition("/")
        change = _change(
            Uri(body["repo"], collection, rkey), op["action"], op.get("cid"), blocks.get(op.get("cid"))
        )
        missing = missing or change is None
        changes += [change] if change else []
    return Frame(seq, _told(time), tuple(changes), did=body["repo"], missing=missing)


def _committed(did: str, commit: dict[str, Any], cursor: int) -> Frame:
    if commit["collection"] not in COLLECTIONS:
        return Frame(cursor, cursor)
    place = Uri(did, str(commit["collection"]), str(commit["rkey"]))
    change = _change(place, commit["operation"], commit.get("cid"), commit.get("record"))
    return Frame(cursor, cursor, (change,) if change else (), did=did, missing=change is None)


def _change(place: Uri, action: object, cid: object, record: object) -> Change | None:
    if action not in _ACTIONS or not isinstance(place.did, str):
        raise ValueError("no change")
    if action == "delete":
        return Change(place, "delete")
    return Change(place, str(action), cid_of(cid), record) if isinstance(record, dict) else None


def _account(kind: object, body: dict[str, Any], cursor: int, time: object) -> Frame:
    did = str(body.get("did", ""))
    if kind == "#identity":
        return Frame(cursor, _told(time), did=did, handle=str(body.get("handle") or ""))
    if kind == "#account" and body.get("active") is False:
        return Frame(cursor, _told(time), did=did, left=str(body.get("status") or "deleted"))
    return Frame(cursor, _told(time))


def _told(time: object) -> str | int:
    return time if isinstance(time, str | int) else ""


def _whole(number: object) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise ValueError("no cursor")
    return number
