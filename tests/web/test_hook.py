"""Platforms call us: what they bring is kept before they are answered; who proves nothing learns nothing."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from sturmwarte.station.listen import limits
from sturmwarte.station.listen.calls import hook
from sturmwarte.station.listen.models import Inbox, Rejected, Source, Subscription, Tally
from sturmwarte.station.listen.secrets import seal

pytestmark = pytest.mark.django_db
SECRET = "long-enough-and-made-up-4711"
POST = {"id": "7", "text": "Der Kocher ist da!", "author": "Edda", "date": "2026-11-22T10:00:00Z"}


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch):
    monkeypatch.setattr(hook, "_calls", limits.Limits(1e6, 10**6, lambda: 0.0))


@pytest.fixture
def source(db):
    return Source.objects.create(
        id="werkzeug", kind="webhook", name="Werkzeug", channel="webhook:werkzeug",
        values={"scheme": "token"}, secrets=seal({"secret": SECRET}), made_at=timezone.now(), made_by="test",
    )  # fmt: skip


def _send(body, secret=SECRET, to="werkzeug"):
    headers = {"Authorization": f"Bearer {secret}"}
    return Client(enforce_csrf_checks=True).post(f"/hook/{to}/", body, "application/json", headers=headers)


def _seen(answer):
    return answer.status_code, answer.content, answer["Content-Type"]


def test_what_a_call_brings_is_kept_and_counted(source):
    assert _send(json.dumps(POST)).status_code < 300
    (line,) = Inbox.objects.all()
    told = json.loads(bytes(line.line))
    assert (told["channel"], told["source"], told["network"]) == ("webhook:werkzeug", "werkzeug", "webhook")
    assert told["text"] == "Der Kocher ist da!"
    calls = Subscription.objects.get()
    assert calls.ended, "nobody waits for a platform to answer that calls by itself"
    assert calls.items == 1
    assert sum(Tally.objects.filter(source="werkzeug", topic="").values_list("items", flat=True)) == 1
    _send(json.dumps(POST | {"id": "8"}))
    assert Subscription.objects.get().items == 2


def test_whoever_proves_nothing_gets_one_and_the_same_answer(source):
    nobody = _seen(_send(json.dumps(POST), to="no-such-source"))
    assert nobody[0] == 404
    assert _seen(_send(json.dumps(POST), secret="wrong")) == nobody
    assert _seen(Client().get("/hook/werkzeug/")) == nobody
    assert (
        _seen(Client().get("/hook/werkzeug/?hub.mode=subscribe&hub.verify_token=x&hub.challenge=y")) == nobody
    )
    Source.objects.create(
        id="feed", kind="telegram", name="x", channel="x", made_at=timezone.now(), made_by="test"
    )
    assert _seen(_send(json.dumps(POST), to="feed")) == nobody, "a kind that nobody calls"
    for change in ({"resting": True}, {"resting": False, "removed_at": timezone.now()}):
        Source.objects.filter(pk="werkzeug").update(**change)
        assert _seen(_send(json.dumps(POST))) == nobody
    assert not Inbox.objects.exists()


def test_a_source_whose_secrets_cannot_be_opened_sounds_like_none(source):
    Source.objects.update(secrets=b"sealed with another key")
    assert _send(json.dumps(POST)).status_code == 404


def test_the_platforms_own_question_is_answered(source):
    asked = f"/hook/werkzeug/?hub.mode=subscribe&hub.verify_token={SECRET}&hub.challenge=echo-123"
    assert Client().get(asked).content == b"echo-123"


def test_a_body_beyond_two_megabytes_is_refused_for_known_and_unknown_alike(source):
    large = "x" * (2 * 2**20 + 1)
    assert _seen(_send(large)) == _seen(_send(large, to="no-such-source"))
    assert _send(large).status_code == 413


def test_what_cannot_be_read_is_kept_aside_and_named_to_who_has_proven_himself(source):
    answer = _send("{not json")
    assert answer.status_code == 400
    assert Rejected.objects.filter(channel="webhook:werkzeug").count() == 1


def test_too_many_calls_are_put_off_whether_the_source_is_there_or_not(source, monkeypatch):
    monkeypatch.setattr(hook, "_calls", limits.Limits(1.0, 2, lambda: 0.0))
    for to in ("werkzeug", "no-such-source"):
        statuses = [_send(json.dumps(POST), to=to).status_code for _ in range(3)]
        assert statuses[-1] == 429
        assert 429 not in statuses[:2]


def test_a_full_inbox_puts_calls_off(source, monkeypatch):
    monkeypatch.setattr(hook.inbox, "FULL", -1)
    answer = _send(json.dumps(POST))
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
