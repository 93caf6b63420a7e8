"""Answering on a case's page: in whose name, within the channel's sheet, and stoppable."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sturmwarte.core.plan.channels import Wording
from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.models import AuditEntry, Outgoing
from sturmwarte.station.listen.models import Source
from sturmwarte.station.respond import speaking
from sturmwarte.station.respond.actions.answered import answered
from sturmwarte.station.respond.models import Case

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TEXT = "Guten Tag, wir sehen sofort nach."


def _as(scene, role, language="en"):
    client = Client(headers={"Accept-Language": language})
    client.force_login(scene.people[role], backend=BACKEND)
    return client


@pytest.fixture
def duty(scene):
    return _as(scene, "duty")


@pytest.fixture
def source(scene):
    return Source.objects.create(
        id="masto", kind="mastodon", name="Mastodon", channel="mastodon", made_at=scene.now, made_by="test",
        account={"name": "@zeisig@haushalt.example"},
    )  # fmt: skip


@pytest.fixture
def case(scene):
    return Case.objects.get(pk=scene.cases["p4"].pk)


@pytest.fixture
def sheet(monkeypatch):
    """Changes the channel's sheet of the plan."""
    asked = speaking.speaking

    def change(**given):
        def changed(*args):
            by = asked(*args)
            return speaking.Speaking(by.source, by.sheet.model_copy(update=given), by.name)

        monkeypatch.setattr("sturmwarte.station.respond.pages.answering.speaking", changed)

    return change


def page(client, case):
    return client.get(f"/desk/{case.pk}/").content.decode()


def send(client, case, text=TEXT, revision=None, **more):
    given = {"answer": text, "revision": case.revision if revision is None else revision, "to": "p4", **more}
    return client.post(f"/desk/{case.pk}/answer/", given)


def way():
    return Outgoing.objects.get(kind="reply")


def test_an_answer_waits_ten_seconds_in_the_outbox(duty, source, case, scene):
    assert "Answer as “@zeisig@haushalt.example”" in page(duty, case)
    assert send(duty, case, close="1").status_code == 302
    one = way()
    assert 5 < (one.due - timezone.now()).total_seconds() <= 10
    assert (one.target, one.payload["source"], one.payload["to"]) == ("mastodon", "masto", "p4")
    assert (one.payload["text"], one.payload["close"], one.payload["private"]) == (TEXT, True, False)
    case.refresh_from_db()
    assert (case.state, case.taken_by) == ("taken", scene.people["duty"])
    shown = page(duty, case)
    assert "Leaves in" in shown
    assert TEXT in shown
    assert "sehen sofort" not in str(AuditEntry.objects.latest("pk").after)


def test_stopped_it_never_leaves_and_its_text_is_kept(duty, source, case):
    send(duty, case)
    answer = duty.post(f"/desk/{case.pk}/answer/{case.revision + 1}/stop/", {"revision": 0})
    assert way().state == "stopped"
    assert f">{TEXT}</textarea>" in answer.content.decode()
    assert outbox.claim("w", timezone.now() + timedelta(minutes=1)) == []


def test_what_has_left_cannot_be_stopped(duty, source, case):
    send(duty, case)
    outbox.claim("w", timezone.now() + timedelta(minutes=1))
    answer = duty.post(f"/desk/{case.pk}/answer/{case.revision + 1}/stop/", {"revision": 0})
    assert answer.status_code == 409
    assert way().state == "waiting"


def test_one_that_failed_says_why_and_is_sent_again_under_its_key(duty, source, case):
    send(duty, case)
    error = json.dumps({"key": "reply.no_source", "args": {"channel": "mastodon"}})
    Outgoing.objects.update(state="failed", last_error=error, attempts=1)
    assert "No source is connected for the channel" in page(duty, case)
    assert duty.post(f"/desk/{case.pk}/answer/{case.revision + 1}/again/", {"revision": 0}).status_code == 302
    assert (way().state, way().attempts) == ("waiting", 1)


def test_twice_by_mistake_is_once(duty, source, case):
    send(duty, case)
    assert send(duty, case).status_code == 409
    again = send(duty, case, revision=case.revision + 1)
    assert "An answer is on its way already" in again.content.decode()
    assert Outgoing.objects.count() == 1


@pytest.mark.parametrize(
    "refused",
    [
        ("  ", {}, "The answer is empty."),
        ("x" * 31, {"max_length": 30}, "31 characters, at most 30"),
        (TEXT, {"frozen": True}, "This channel is frozen"),
    ],
)
def test_what_may_not_leave_is_refused(scene, source, case, sheet, refused):
    text, given, words = refused
    sheet(**given)
    answer = send(_as(scene, "duty"), case, text)
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert given.get("frozen") or f">{text}</textarea>" in answer.content.decode()
    assert not Outgoing.objects.exists()


def test_words_to_avoid_are_told_once(duty, source, case, sheet):
    rule = case_rule("leider", "offen sagen, woran es liegt")
    sheet(wording=[rule])
    told = send(duty, case, "Leider dauert es.")
    assert told.status_code == 409
    assert "– offen sagen, woran es liegt" in told.content.decode()
    assert send(duty, case, "Leider dauert es.", anyway="1").status_code == 302


def case_rule(avoid, say):
    return Wording(avoid=avoid, say=say)


def test_where_the_station_cannot_answer_the_platform_is_named(duty, case):
    shown = page(duty, case)
    assert "The station cannot answer here" in shown
    assert 'name="answer"' not in shown
    assert send(duty, case).status_code == 409


def test_a_private_message_is_answered_privately(scene, source):
    owner = _as(scene, "owner")
    case = Case.objects.get(pk=scene.cases["p1"].pk)
    Case.objects.filter(pk=case.pk).update(taken_by=scene.people["owner"], state="taken")
    assert "Visible to the author alone." in page(owner, case)
    send(owner, case, to="p1")
    assert way().payload["private"] is True


@pytest.mark.parametrize("role", ["reader", "agency", "legal", "approver"])
def test_who_does_not_work_on_cases_answers_nothing(scene, source, case, role):
    client = _as(scene, role)
    assert 'name="answer"' not in page(client, case)
    assert send(client, case).status_code == 403
    send(_as(scene, "duty"), case)
    assert client.post(f"/desk/{case.pk}/answer/{case.revision + 1}/stop/", {}).status_code == 403
    assert way().state == "waiting"


def test_an_answer_of_another_case_is_not_there(duty, source, case, scene):
    send(duty, case)
    other = scene.cases["p3"]
    assert duty.post(f"/desk/{other.pk}/answer/{case.revision + 1}/stop/", {}).status_code == 409
    assert way().state == "waiting"


def test_an_answered_case_says_so_in_the_list(duty, case):
    assert "answered</span>" not in duty.get("/desk/").content.decode()
    answered(case, timezone.now())
    assert "answered</span>" in duty.get("/desk/").content.decode()
    assert ", answered." in page(duty, case)
