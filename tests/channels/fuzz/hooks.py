"""Calls to every channel that is called, with and without a right signature: anybody may knock there.

Headers are latin-1 and queries hold no half characters: the web server sees to that.
"""

import hashlib
import hmac
import random
from collections.abc import Iterator, Mapping
from importlib import import_module

from sturmwarte.channels.contract import Call, Connection, Receives, Taken
from sturmwarte.channels.describe import describe
from tests.channels.fuzz.readers import FOLDER, Reader, samples
from tests.channels.test_contract import _place

QUERIES: tuple[Mapping[str, str], ...] = (
    {},
    {
        "hub.mode": "subscribe",
        "hub.challenge": "x" * 9000,
        "hub.topic": "http://[",
        "hub.verify_token": "\xff\x7f",
    },
    {"hub.mode": "denied", "hub.lease_seconds": "1e999"},
    {"": "", "feed": "../..", "token": "\x00", "key": "9" * 400},
)
SIGNED = ("x-hub-signature-256", "x-hub-signature", "x-discourse-event-signature", "x-signature", "signature")
EVENTS = ("x-discourse-event", "x-discourse-event-type", "x-discourse-instance", "x-github-event")


def hooks() -> Iterator[Reader]:
    """A reader for each channel with the ability `receive`."""
    for entry in sorted(FOLDER.glob("*/channel.yaml")):
        told = describe(entry.parent.name)
        if "receive" not in told.abilities:
            continue
        _client, place = _place(told)
        connection = import_module(f"sturmwarte.channels.{told.id}").connect(place)
        secrets = [str(value) for value in place.values.values() if isinstance(value, str)]
        good = [body for bodies in samples(told.id).values() for body in bodies]
        yield Reader(f"{told.id} hook", "json", _called(connection, secrets), tuple(good) or (b"{}",))


def _called(connection: Connection, secrets: list[str]):
    assert isinstance(connection, Receives)

    def read(body: bytes) -> None:
        luck = random.Random(body)  # noqa: S311
        method = luck.choice(("POST", "POST", "POST", "GET"))
        taken = connection.receive(Call(method, luck.choice(QUERIES), _headers(luck, body, secrets), body))
        assert isinstance(taken, Taken)
        assert 200 <= taken.status < 600

    return read


def _headers(luck: random.Random, body: bytes, secrets: list[str]) -> dict[str, str]:
    """Many prove themselves with one of the source's own secrets, whichever way it is asked for."""
    headers = {name: luck.choice(("", "post_created", "\xff\x7f", "x" * 5000)) for name in EVENTS}
    headers["content-type"] = luck.choice(
        ("application/json", "text/plain", "", "multipart/form-data; boundary=", "x")
    )
    secret = luck.choice(secrets or [""])
    headers["authorization"] = luck.choice((f"Bearer {secret}", "Bearer", "Basic !!!", "\xff\x7f"))
    for name in SIGNED:
        kind = luck.choice(("sha256", "sha1"))
        right = hmac.new(secret.encode(), body, kind).hexdigest()
        headers[name] = luck.choice(
            (
                f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}",
                f"{kind}={right}",
                right,
                "sha256=",
                "ä",
                "sha256=\xff",
                "",
            )
        )
    return headers
