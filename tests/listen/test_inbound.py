"""The inbound call: what it accepts is safe, what it refuses says why."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from sturmwarte.station.listen import inbox, limits, tokens
from sturmwarte.station.listen.calls import inbound as view
from sturmwarte.station.listen.models import ChannelToken, Inbox

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINES = "application/x-ndjson"


@pytest.fixture
def token():
    view.calls = limits.Limits(limits.CALLS_PER_S, limits.CALLS_AT_ONCE, lambda: 0.0)
    view.amounts = limits.Limits(limits.LINES_PER_S, limits.LINES_AT_ONCE, lambda: 0.0)
    return tokens.make_token("forum:support", "Ada", NOW)


def post(token, body, kind=LINES, channel="forum:support", **headers):
    if not isinstance(body, str | bytes):
        body = json.dumps(body)
    headers = {"Authorization": f"Bearer {token}", **headers} if token else headers
    return Client().post(f"/in/{channel}", body, content_type=kind, headers=headers)


def test_lines_are_committed_and_counted(token):
    answer = post(token, '{"id": 1, "text": "a"}\n\n{"id": 2, "text": "b"}\n{"nope\n')
    assert answer.status_code == 202
    assert answer.json()["accepted"] == 2
    (bad,) = answer.json()["rejected"]
    assert bad["line"] == 4
    assert "not JSON" in bad["why"]
    assert [bytes(x.line) for x in Inbox.objects.order_by("id")] == [
        b'{"id": 1, "text": "a"}',
        b'{"id": 2, "text": "b"}',
    ]


@pytest.mark.parametrize("body", [{"id": 1, "text": "a"}, [{"id": 1, "text": "a"}]])
def test_a_single_object_and_an_array_are_taken(token, body):
    assert post(token, body, "application/json").json() == {"accepted": 1, "rejected": []}


def test_an_object_over_several_lines_is_one(token):
    assert post(token, '{\n "id": 1,\n "text": "a"\n}', "application/json").json()["accepted"] == 1


def test_nothing_good_is_400(token):
    assert post(token, "[]", "application/json").status_code == 400
    assert post(token, "\n\n").status_code == 400
    assert post(token, "{", "application/json").status_code == 400
    answer = post(token, '{"text": "no id"}')
    assert answer.status_code == 400
    assert "`id` is missing" in answer.json()["rejected"][0]["why"]


@pytest.mark.parametrize("name", ["", "sw_wrong", "ü" * 40])
def test_without_a_good_token_it_is_401(token, name):
    answer = post(name, {"id": 1}) if name != "ü" * 40 else post(None, {"id": 1})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert not Inbox.objects.exists()


def test_a_revoked_token_is_401_and_only_its_hash_was_kept(token):
    assert token not in str(ChannelToken.objects.values())
    assert tokens.revoke_tokens("forum:support", "Ada", NOW) == 1
    assert post(token, {"id": 1}).status_code == 401


def test_a_token_opens_one_channel_of_one_network(token):
    assert post(token, {"id": 1}, channel="mastodon").status_code == 403
    foreign = [{"id": 1, "channel": "mastodon"}, {"id": 2, "network": "mastodon"}]
    answer = post(token, foreign, "application/json")
    assert answer.status_code == 400
    assert len(answer.json()["rejected"]) == 2


def test_wrong_kinds_of_body_are_415(token):
    assert post(token, {"id": 1}, "application/xml").status_code == 415
    assert post(token, {"id": 1}, **{"Content-Encoding": "gzip"}).status_code == 415


def test_too_much_at_once_is_413(token, monkeypatch):
    monkeypatch.setattr(view, "MAX_BODY", 100)
    assert post(token, {"id": 1, "text": "x" * 100}).status_code == 413
    monkeypatch.setattr(view, "MAX_LINES", 1)
    assert post(token, '{"id": 1}\n{"id": 2}').status_code == 413


def test_too_fast_is_429_and_says_when(token, monkeypatch):
    monkeypatch.setattr(view, "calls", limits.Limits(1.0, 2, lambda: 0.0))
    assert [post(token, {"id": n}).status_code for n in range(3)] == [202, 202, 429]
    assert post(token, {"id": 4}).headers["Retry-After"] == "1"


def test_a_full_inbox_puts_callers_off(token, monkeypatch):
    monkeypatch.setattr(inbox, "FULL", 1)
    assert [post(token, {"id": n}).status_code for n in range(3)] == [202, 202, 503]
    assert int(post(token, {"id": 4}).headers["Retry-After"]) > 0


def test_reading_is_not_answered(token):
    assert Client().get("/in/forum:support").status_code == 405


def test_a_bucket_fills_again():
    now = [0.0]
    bucket = limits.Limits(10.0, 20, lambda: now[0])
    assert bucket.wait("a", 20) == 0
    assert bucket.wait("a", 10) == 1
    assert bucket.wait("b", 10) == 0, "another channel has its own"
    now[0] = 1.0
    assert bucket.wait("a", 10) == 0
    assert bucket.wait("a", 500) == 2, "more than ever fits waits for a full bucket, not for ever"
