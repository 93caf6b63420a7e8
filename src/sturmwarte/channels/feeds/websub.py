"""WebSub (https://www.w3.org/TR/websub/): a hub tells us of news at once; asking goes on as a net below.

The station's pages and its ears are different processes, so nothing is remembered between asking a hub and
being called by it: the callback address itself proves, by a keyed hash, which feed and topic we asked for.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from sturmwarte.channels.contract import Call
from sturmwarte.wire.errors import Trouble
from sturmwarte.wire.guard import Guard

LEASE = timedelta(days=10)
RENEW = timedelta(days=1)
"""Well before any lease ends; asking again replaces the subscription (W3C WebSub, 5.1)."""
METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


def reachable(url: str, guard: Guard) -> bool:
    """Whether a hub could call us there: a station at its usual address is heard on its own machine only."""
    try:
        guard.check_url(url)
        host = (urlsplit(url).hostname or "").rstrip(".")
    except (Trouble, ValueError):
        return False
    return ("." in host or ":" in host) and not host.endswith((".localhost", ".local", ".internal", ".lan"))


@dataclass(frozen=True)
class Key:
    """The source's own secret. Everything told to a hub is derived from it, for one feed each."""

    secret: str

    def feed(self, address: str) -> str:
        """A short name for a feed, which says nothing to others."""
        return self._derived("feed", address)[:24]

    def topic(self, topic: str) -> str:
        return self._derived("topic", topic)[:40]

    def hub(self, address: str) -> str:
        """The secret the hub signs with. At most 200 bytes (5.1)."""
        return self._derived("hub", address)

    def _derived(self, what: str, of: str) -> str:
        message = f"{what}\n{of}".encode("utf-8", "replace")
        return hmac.new(self.secret.encode(), message, hashlib.sha256).hexdigest()


def wish(key: Key, url: str, source: str, address: str, topic: str) -> dict[str, str]:
    """The form a hub is sent to subscribe us."""
    callback = f"{url.rstrip('/')}/hook/{source}/?" + urlencode(
        {"feed": key.feed(address), "topic": key.topic(topic)}
    )
    return {
        "hub.callback": callback,
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.secret": key.hub(address),
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
    }


def asked_for(key: Key, call: Call, addresses: list[str]) -> str | None:
    """The feed a call is about, None for one we never asked for."""
    named = call.query.get("feed", "")
    for address in addresses:
        if hmac.compare_digest(key.feed(address).encode(), named.encode("utf-8", "replace")):
            return address
    return None


def wanted(key: Key, call: Call, address: str | None) -> bool:
    """Whether a hub's question "do you want this?" is to be answered with yes."""
    mode, topic = call.query.get("hub.mode", ""), call.query.get("hub.topic", "")
    named = call.query.get("topic", "").encode("utf-8", "replace")
    ours = hmac.compare_digest(key.topic(topic).encode(), named)
    return ours and (
        (mode == "subscribe" and address is not None) or (mode == "unsubscribe" and address is None)
    )


def signed(key: Key, call: Call, address: str) -> bool:
    """Whether the hub we asked sent exactly this body (8, authenticated content distribution)."""
    method, _, given = call.headers.get("x-hub-signature", "").strip().partition("=")
    digest = METHODS.get(method.lower())
    if digest is None:
        return False
    expected = hmac.new(key.hub(address).encode(), call.body, digest).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode("utf-8", "replace"))
