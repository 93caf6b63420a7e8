"""Whether a call comes from whoever knows the secret. Pure; every comparison takes constant time.

The schemes: a token in a header; HMAC-SHA256 of the body as GitHub and Meta send it (hex or Base64, with or
without `sha256=`), or of time and body; Standard Webhooks (standardwebhooks.com); Slack's v0. Where a time is
signed, a call older or younger than five minutes is refused. Where none is, a repeated call brings the same
posts again, and their identity makes that harmless.
"""

import base64
import binascii
import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sturmwarte.channels.contract import Call

WINDOW_S = 300
_MOST_SIGNATURES = 10
SCHEMES = ("token", "hmac", "hmac_time", "standard", "slack")


@dataclass(frozen=True)
class Proof:
    """`header` carries the token or signature, `time_header` the time that is signed with the body."""

    scheme: str
    secret: str
    header: str = ""
    time_header: str = "x-timestamp"

    def holds(self, call: Call, now: datetime) -> bool:
        """False as well for an empty secret: nobody knows nothing better than everybody."""
        if not self.secret:
            return False
        if self.scheme == "token":
            return self.is_secret(_bare(call.headers.get(self.header or "authorization", "")))
        if self.scheme == "hmac":
            said = call.headers.get(self.header or "x-hub-signature-256", "")
            return _signed(self.secret.encode(), call.body, said)
        return self._with_time(call, now)

    def is_secret(self, said: str) -> bool:
        return bool(self.secret) and hmac.compare_digest(said.encode(), self.secret.encode())

    def _with_time(self, call: Call, now: datetime) -> bool:
        headers, key = call.headers, self.secret.encode()
        if self.scheme == "slack":
            at = headers.get("x-slack-request-timestamp", "")
            content, said = f"v0:{at}:".encode(), headers.get("x-slack-signature", "")
        elif self.scheme == "standard":
            at, key = headers.get("webhook-timestamp", ""), _key(self.secret)
            content = f"{headers.get('webhook-id', '')}.{at}.".encode()
            said = headers.get("webhook-signature", "")
        elif self.scheme == "hmac_time":
            at = headers.get(self.time_header.lower(), "")
            content, said = f"{at}.".encode(), headers.get(self.header or "x-signature", "")
        else:
            return False
        return _signed(key, content + call.body, said) and _recent(at, now)


def _signed(key: bytes, content: bytes, said: str) -> bool:
    """Whether one of the header's signatures is right; while a secret is changed there may be several."""
    right = hmac.new(key, content, hashlib.sha256).digest()
    found = False
    for one in said.replace(",", " ").split()[:_MOST_SIGNATURES]:
        for read in _readings(one):
            found |= hmac.compare_digest(read, right)
    return found


def _readings(said: str) -> list[bytes]:
    """The bytes it may stand for: hex or Base64, each with or without `name=` before it."""
    made = []
    for written in {said, said.partition("=")[2]}:
        with suppress(ValueError):
            made.append(bytes.fromhex(written))
        with suppress(binascii.Error, ValueError):
            made.append(base64.b64decode(written, validate=True))
    return made


def _recent(at: str, now: datetime) -> bool:
    return at.isascii() and at.isdigit() and len(at) < 14 and abs(now.timestamp() - _seconds(at)) <= WINDOW_S


def _seconds(at: str) -> float:
    """Some send milliseconds."""
    return int(at) / 1000 if len(at) == 13 else int(at)


def _key(secret: str) -> bytes:
    """Standard Webhooks writes the key as `whsec_` and Base64."""
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()


def _bare(said: str) -> str:
    kind, _, token = said.partition(" ")
    return token.strip() if kind.lower() in ("bearer", "token") and token else said.strip()
