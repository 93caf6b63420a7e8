"""Secrets on their way through a form: sealed for the browser, so that a mistake in another field does not
cost them, and good for whoever typed them, for this kind of source and for an hour."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sturmwarte.station.listen.secrets import seal, unseal
from sturmwarte.wire.errors import Wrong

GOOD_FOR = timedelta(hours=1)
_LONGEST = 100_000


def wrap(secrets: Mapping[str, str], kind: str, user: int | None, now: datetime) -> str:
    """The secrets as text for a hidden field; empty when there are none."""
    if not secrets:
        return ""
    told = {"kind": kind, "user": str(user), "at": now.isoformat(), "is": json.dumps(dict(secrets))}
    return base64.urlsafe_b64encode(seal(told)).decode("ascii")


def unwrap(text: str, kind: str, user: int | None, now: datetime) -> dict[str, str]:
    """What was wrapped; nothing for a text that is damaged, too old, or another's."""
    if not text or len(text) > _LONGEST:
        return {}
    try:
        told = unseal(base64.urlsafe_b64decode(text.encode("ascii", "replace")))
    except (Wrong, binascii.Error, ValueError):
        return {}
    if told.get("kind") != kind or told.get("user") != str(user):
        return {}
    if not timedelta() <= now - datetime.fromisoformat(told["at"]) <= GOOD_FOR:
        return {}
    return {str(name): str(value) for name, value in json.loads(told["is"]).items()}
