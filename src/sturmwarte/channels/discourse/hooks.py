"""A forum's webhook: edits and deletions the moment they happen. Pure but for the signature's secret."""

import hashlib
import hmac
from datetime import datetime

import msgspec

from sturmwarte.channels.contract import Call, Dropped, Taken
from sturmwarte.channels.discourse.parse import PRIVATE, Origin, entry_of, id_of, post_of, tombstone
from sturmwarte.channels.discourse.shapes import Event
from sturmwarte.wire.errors import Unreadable

GONE = {"post_destroyed", "topic_destroyed"}


def taken(call: Call, secret: str, origin: Origin, now: datetime) -> Taken:
    """Without a secret nothing is believed. Private messages are passed over: a forum reports those of all
    its members, and only ours are for us; they come by asking."""
    if not signed(call, secret):
        return Taken(403)
    kind, event = call.headers.get("x-discourse-event-type", ""), call.headers.get("x-discourse-event", "")
    try:
        body = msgspec.json.decode(call.body, type=Event)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Taken(400 if kind in ("post", "topic") else 200)
    if kind == "topic" and event in GONE and body.topic is not None:
        return Taken(200, posts=(tombstone(id_of(origin.base, body.topic.id, 1), origin, now),))
    if kind != "post":
        return Taken(200)
    return _post(bytes(body.post), event, origin, now)


def signed(call: Call, secret: str) -> bool:
    """HMAC-SHA256 of the body (Discourse: "Configure webhooks")."""
    expected = "sha256=" + hmac.new(secret.encode(), call.body, hashlib.sha256).hexdigest()
    given = call.headers.get("x-discourse-event-signature", "").strip().lower()
    return bool(secret) and hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def _post(body: bytes, event: str, origin: Origin, now: datetime) -> Taken:
    try:
        entry = entry_of(body)
    except Unreadable as error:
        return Taken(200, dropped=(Dropped(body, str(error)),))
    if entry.topic_archetype == PRIVATE or not entry.by_people:
        return Taken(200)
    if event in GONE:
        at = entry.deleted_at or now
        return Taken(
            200, posts=(tombstone(id_of(origin.base, entry.topic_id, entry.post_number), origin, at),)
        )
    return Taken(200) if entry.hidden else Taken(200, posts=(post_of(entry, origin, now=now),))
