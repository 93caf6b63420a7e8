"""A webhook at work: nothing is asked of anybody, it is called."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sturmwarte.channels.contract import Account, Call, Dropped, Place, Subscription, Taken
from sturmwarte.channels.webhook.body import decoded
from sturmwarte.channels.webhook.parse import MOST_TEXT, Origin, posts, shape
from sturmwarte.channels.webhook.proof import SCHEMES, Proof
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Unreadable, Wrong

SHORTEST_SECRET = 16


class Connection:
    """Raises Wrong for settings under which nothing could ever be taken."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.proof = _proof(place.values)
        lines = place.values.get("mapping") or ()
        self.shape = shape(
            str(place.values.get("shape") or "guess"),
            [
                str(line)
                for line in (lines.splitlines() if isinstance(lines, str) else lines)
                if str(line).strip()
            ],
            str(place.values.get("form") or ""),
        )

    def check(self) -> Account:
        """There is nobody to ask; it says where to call."""
        if not self.place.url:
            return Account(name=self.place.source, notes=(Reason("channel.webhook.no_url"),))
        address = f"{self.place.url.rstrip('/')}/hook/{self.place.source}/"
        return Account(
            name=self.place.source,
            url=address,
            notes=(Reason("channel.webhook.call_here", {"address": address}),),
        )

    def subscriptions(self) -> Sequence[Subscription]:
        return ()

    def close(self) -> None:
        """Holds nothing."""

    def receive(self, call: Call) -> Taken:
        if call.method == "GET":
            return self._greeted(call)
        if call.method != "POST":
            return Taken(405, b"call with POST\n")
        if not self.proof.holds(call, self.place.now()):
            return Taken(401, b"wrong signature or token\n")
        return self._taken(call)

    def _greeted(self, call: Call) -> Taken:
        """Meta's and WebSub's question whether the address is ours."""
        token, challenge = call.query.get("hub.verify_token", ""), call.query.get("hub.challenge", "")
        if call.query.get("hub.mode") == "subscribe" and self.proof.is_secret(token) and len(challenge) < 500:
            return Taken(200, challenge.encode())
        return Taken(403, b"wrong token\n")

    def _taken(self, call: Call) -> Taken:
        kind = call.headers.get("content-type", "")
        if challenge := _challenge(call.body):
            return Taken(200, challenge.encode())
        origin = Origin(self.place.channel, self.place.source)
        try:
            made, dropped = posts(call.body, kind, self.shape, origin, self.place.now())
        except Unreadable as error:
            why = str(error)[:300]
            return Taken(400, f"{why}\n".encode(), dropped=[Dropped(call.body[:MOST_TEXT], why)])
        said = msgspec.json.encode({"accepted": len(made), "rejected": [item.why for item in dropped][:50]})
        status = 400 if dropped and not made else 200
        return Taken(status, said, "application/json", made, dropped)


def _challenge(body: bytes) -> str:
    """Slack's question, which many have taken over: `{"type": "url_verification", "challenge": ...}`."""
    if len(body) > 2000 or b"url_verification" not in body:
        return ""
    try:
        asked = decoded(body)
    except Unreadable:
        return ""
    if isinstance(asked, dict) and asked.get("type") == "url_verification":
        return str(asked.get("challenge") or "")[:500]
    return ""


def _proof(values: Mapping[str, Any]) -> Proof:
    scheme, secret = str(values.get("scheme") or "token"), str(values.get("secret") or "").strip()
    if scheme not in SCHEMES:
        raise Wrong("channel.webhook.no_scheme", scheme=scheme[:40])
    if len(secret) < SHORTEST_SECRET:
        raise Wrong("channel.webhook.short_secret", least=SHORTEST_SECRET)
    return Proof(
        scheme,
        secret,
        str(values.get("header") or "").strip().lower(),
        str(values.get("time_header") or "x-timestamp").strip().lower(),
    )
