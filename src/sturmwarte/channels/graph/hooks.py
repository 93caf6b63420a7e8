"""Calls that Meta makes to us: the handshake, the signature, and the changes inside.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from sturmwarte.channels.contract import Call, Dropped, Place, Taken
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Trouble

Change = tuple[str, dict[str, Any], Any]
"""(field, value, the time of its entry)"""


def received(place: Place, call: Call, read: Callable[[Change], list[Post]]) -> Taken:
    """What a call brings. Nothing is read before the signature is proven."""
    secret, verify = (str(place.values.get(name) or "") for name in ("app_secret", "verify_token"))
    if call.method == "GET":
        return _handshake(call, verify)
    given = call.headers.get("x-hub-signature-256", "")
    proof = "sha256=" + hmac.new(secret.encode(), call.body, hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(given.encode(), proof.encode()):
        return Taken(403)
    posts: list[Post] = []
    dropped: list[Dropped] = []
    try:
        changes = list(_changes(call.body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Taken(200, dropped=(Dropped(call.body, str(error)),))
    for change in changes:
        try:
            posts += read(change)
        except Trouble as error:
            dropped.append(Dropped(msgspec.json.encode(change[1]), str(error)))
    return Taken(200, posts=posts, dropped=dropped)


def _handshake(call: Call, verify: str) -> Taken:
    given = call.query.get("hub.verify_token", "")
    if not verify or not hmac.compare_digest(given.encode(), verify.encode()):
        return Taken(403)
    return Taken(200, call.query.get("hub.challenge", "")[:200].encode())


def _changes(body: bytes) -> Iterator[Change]:
    told = msgspec.json.decode(body, type=dict[str, Any])
    for entry in told.get("entry") or []:
        if not isinstance(entry, dict):
            continue
        for change in entry.get("changes") or []:
            if isinstance(change, dict) and isinstance(change.get("value"), dict):
                yield str(change.get("field")), change["value"], entry.get("time")
