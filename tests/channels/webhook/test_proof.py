"""Signatures: the examples that the schemes' own documentation gives, and everything near them."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.channels.contract import Call
from sturmwarte.channels.webhook.proof import SCHEMES, Proof

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AT = str(int(NOW.timestamp()))
SECRET = "sehr geheim und lang"


def call(body: bytes, **headers: str) -> Call:
    return Call("POST", {}, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def mac(content: bytes, key: bytes = SECRET.encode()) -> bytes:
    return hmac.new(key, content, hashlib.sha256).digest()


def test_githubs_published_example() -> None:
    said = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    proof = Proof("hmac", "It's a Secret to Everybody")
    assert proof.holds(call(b"Hello, World!", x_hub_signature_256=said), NOW)
    assert not proof.holds(call(b"Hello, World", x_hub_signature_256=said), NOW)


def test_standard_webhooks_published_example() -> None:
    sent = call(
        b'{"test": 2432232314}',
        webhook_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        webhook_timestamp="1614265330",
        webhook_signature="v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    )
    proof = Proof("standard", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert proof.holds(sent, datetime.fromtimestamp(1614265330, UTC))
    assert not proof.holds(sent, NOW), "five years later"


@pytest.mark.parametrize(
    "said",
    [
        mac(b"x").hex(),
        "sha256=" + mac(b"x").hex().upper(),
        base64.b64encode(mac(b"x")).decode(),
        "sha256=" + base64.b64encode(mac(b"x")).decode(),
        "00, " + mac(b"x").hex(),
    ],
)
def test_spellings_of_a_signature(said: str) -> None:
    assert Proof("hmac", SECRET, "x-signature").holds(call(b"x", x_signature=said), NOW)
    assert not Proof("hmac", SECRET, "x-signature").holds(call(b"y", x_signature=said), NOW)
    assert not Proof("hmac", SECRET + "!", "x-signature").holds(call(b"x", x_signature=said), NOW)


@pytest.mark.parametrize(
    ("at", "taken"), [(AT, True), (AT + "000", True), ("0", False), ("", False), ("²", False)]
)
def test_times_are_signed_and_recent(at: str, taken: bool) -> None:
    for scheme, content, headers in (
        ("hmac_time", f"{at}.x", {"x_timestamp": at, "x_signature": ""}),
        ("slack", f"v0:{at}:x", {"x_slack_request_timestamp": at, "x_slack_signature": ""}),
        ("standard", f"m.{at}.x", {"webhook_id": "m", "webhook_timestamp": at, "webhook_signature": ""}),
    ):
        said = base64.b64encode(mac(content.encode())).decode()
        signed = {k: (v or f"v0={said}") if "signature" in k else v for k, v in headers.items()}
        assert Proof(scheme, SECRET).holds(call(b"x", **signed), NOW) is taken, scheme
        assert not Proof(scheme, SECRET).holds(call(b"x!", **signed), NOW)


def test_a_token_in_a_header() -> None:
    assert Proof("token", SECRET).holds(call(b"", authorization=f"Bearer {SECRET}"), NOW)
    assert Proof("token", SECRET, "x-key").holds(call(b"", x_key=SECRET), NOW)
    assert not Proof("token", SECRET).holds(call(b"", authorization="Bearer "), NOW)
    assert not Proof("token", SECRET).holds(call(b""), NOW)


@given(
    st.sampled_from(SCHEMES),
    st.dictionaries(
        st.sampled_from(
            ["authorization", "x-hub-signature-256", "x-signature", "x-timestamp", "webhook-signature"]
        ),
        st.text(max_size=80) | st.just(AT),
    ),
    st.sampled_from(["", SECRET]),
)
def test_nobody_guesses_it(scheme: str, headers: dict[str, str], secret: str) -> None:
    assert not Proof(scheme, secret).holds(Call("POST", {}, headers, b"x"), NOW)
