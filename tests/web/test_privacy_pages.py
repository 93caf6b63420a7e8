"""The room Privacy: found, told, erased, held, kept out, documented; each page for whom it is."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sturmwarte.engine.jobs import hold_changes, requests
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.archive.privacy.tonight import tonight
from sturmwarte.station.archive.retention import Policy, Rule
from sturmwarte.station.ledger.models import AuditEntry, Job
from sturmwarte.station.privacy.models import HoldChange, Request
from sturmwarte.station.privacy.pages.documents import ALL

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PERSONS = {"owner", "data_protection"}
MAY = {
    "/privacy/": PERSONS,
    "/privacy/person/": PERSONS,
    "/privacy/holds/": PERSONS | {"legal"},
    "/privacy/retention/": PERSONS,
    "/privacy/objections/": PERSONS,
    "/privacy/documents/": PERSONS | {"works_council"},
    "/privacy/documents/staff/": PERSONS | {"works_council"},
    "/privacy/documents/record/": PERSONS,
}


def _as(scene, role, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(scene.people[role], backend=BACKEND)
    return client


def _text(answer) -> str:
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


@pytest.fixture
def owner(scene):
    return _as(scene, "owner")


def _entered(client, kind="erase", account="a3", network="bluesky") -> Request:
    given = {"kind": kind, "network": network, "account": account, "received": "2026-01-31"}
    answer = client.post("/privacy/requests/enter/", given)
    assert answer.status_code == 302
    return Request.objects.get(pk=answer["Location"].split("/")[-2])


@pytest.mark.parametrize("path", MAY)
def test_who_may_see_what(scene, path):
    for role in scene.people:
        assert (_as(scene, role).get(path).status_code == 200) == (role in MAY[path]), role
    assert Client().get(path).status_code == 302


def test_each_role_is_led_to_its_own_page(scene):
    assert _as(scene, "legal").get("/privacy/")["Location"] == "/privacy/holds/"
    assert _as(scene, "works_council").get("/privacy/")["Location"] == "/privacy/documents/"


def test_a_person_is_found_without_naming_them_in_an_address(owner):
    shown = _text(owner.post("/privacy/person/", {"sought": "@HANDLE3"}))
    for words in ("handle3", "Name 3", "bluesky", "A-"):
        assert words in shown
    assert 'method="post"' in shown
    from_address = _text(owner.get("/privacy/person/?sought=handle3"))
    assert 'value="handle3"' not in from_address
    assert "Name 3" not in from_address
    assert "Nothing is kept of this person" in _text(owner.post("/privacy/person/", {"sought": "nobody"}))


def test_a_request_is_entered_with_its_month_and_told(owner, scene):
    row = _entered(owner, "disclose")
    assert row.due.isoformat() == "2026-02-28"
    assert "overdue" in _text(owner.get("/privacy/"))
    told = json.loads(owner.post(f"/privacy/requests/{row.pk}/disclose/").content)
    assert told["handles"] == ["handle3"]
    assert len(told["posts"]) == 1
    row.refresh_from_db()
    assert (row.state, row.result["posts"]) == ("done", 1)
    entry = AuditEntry.objects.get(action="privacy.disclose")
    assert "handle3" not in f"{entry.subject} {entry.reason} {entry.after}"
    for role in ("lead", "legal", "works_council", "reader"):
        for verb in ("disclose", "begin", "stop", "withdraw"):
            assert _as(scene, role).post(f"/privacy/requests/{row.pk}/{verb}/").status_code == 403
        assert _as(scene, role).get(f"/privacy/requests/{row.pk}/").status_code == 403


def test_an_erasure_says_what_goes_begins_and_can_be_stopped(owner):
    row = _entered(owner)
    Archive().hold("bluesky", "p3", reason="Beweis", by="user:1", until=timezone.now() + timedelta(days=3),
                   now=timezone.now())  # fmt: skip
    url = f"/privacy/requests/{row.pk}/"
    shown = _text(owner.get(url))
    assert "kept by a hold" in shown
    owner.post(url + "begin/")
    assert "Begins" in _text(owner.get(url))
    owner.post(url + "stop/")
    assert Request.objects.get(pk=row.pk).state == "open"
    assert not Job.objects.filter(kind="privacy-request").exists()
    owner.post(url + "withdraw/")
    assert Request.objects.get(pk=row.pk).account == ""
    assert owner.get("/privacy/requests/9999/").status_code == 404


def test_an_erasure_is_proved_on_its_page(owner, monkeypatch):
    row = _entered(owner, "object")
    owner.post(f"/privacy/requests/{row.pk}/begin/")
    job = Job.objects.get(kind="privacy-request")
    # The files can only be cleaned outside a transaction: tests/upkeep does that in a process of its own.
    monkeypatch.setattr(Archive, "finish_erasure", lambda _self: True)
    requests.work(job, job.due)
    shown = _text(owner.get(f"/privacy/requests/{row.pk}/"))
    assert "Erased" in shown
    assert "<bdi>a3</bdi>" not in shown
    assert "handle3" not in shown
    assert Archive().get("bluesky", "p3", may=May.everything()) is None
    asked = _text(owner.post("/privacy/objections/", {"network": "bluesky", "account": "a3"}))
    assert "Yes, since" in asked
    assert "No. Its posts" in _text(
        owner.post("/privacy/objections/", {"network": "bluesky", "account": "a4"})
    )
    assert "Their posts are kept out" in _text(
        owner.post("/privacy/person/", {"sought": "a3", "network": "bluesky"})
    )


def _held(reason="Strafanzeige <b>12</b>") -> None:
    until = timezone.now() + timedelta(days=3)
    Archive().hold("bluesky", "p3", reason=reason, by="user:1", until=until, now=timezone.now())


def test_a_hold_is_extended_taken_back_and_ended(scene):
    _held()
    legal = _as(scene, "legal")
    shown = _text(legal.get("/privacy/holds/"))
    assert "Strafanzeige &lt;b&gt;12" in shown
    later = (timezone.localdate() + timedelta(days=90)).isoformat()
    given = {"network": "bluesky", "post": "p3", "until": later, "reason": "Verfahren läuft"}
    legal.post("/privacy/holds/extend/", given | {"reason": " "})
    assert not HoldChange.objects.exists(), "a hold needs a reason"
    legal.post("/privacy/holds/extend/", given)
    legal.post("/privacy/holds/release/", given)
    assert HoldChange.objects.count() == 1, "one change at a time"
    row = HoldChange.objects.get()
    legal.post(f"/privacy/holds/{row.pk}/back/")
    assert not HoldChange.objects.exists()
    legal.post("/privacy/holds/extend/", given)
    hold_changes.work(Job.objects.get(kind="hold-change"), timezone.now())
    assert {one.until.date().isoformat() >= later for one in Archive().holds()} == {True, False}
    assert "Verfahren läuft" in _text(legal.get("/privacy/holds/"))
    legal.post("/privacy/holds/release/", given)
    hold_changes.work(Job.objects.filter(kind="hold-change").order_by("pk").last(), timezone.now())
    assert Archive().holds() == []
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"hold.extend", "hold.release", "hold.take_back"} <= actions


def test_who_may_only_look_at_holds_changes_none(scene):
    _held()
    client = _as(scene, "data_protection")
    given = {"network": "bluesky", "post": "p3", "until": "2099-01-01", "reason": "x"}
    for verb in ("extend", "release"):
        assert client.post(f"/privacy/holds/{verb}/", given).status_code == 302
    assert not HoldChange.objects.exists()
    assert (
        "<form" not in _text(client.get("/privacy/holds/")).partition('id="holds"')[2].partition("</main>")[0]
    )


def test_tonight_counts_what_the_night_then_does(scene):
    policy = Policy((Rule("post", timedelta(hours=1), channel="bluesky"), Rule("raw", timedelta(hours=1))))
    night = timezone.now() + timedelta(hours=3)
    told = {one.channel: one for one in tonight(policy, night)}
    assert (told["bluesky"].whole, told["bluesky"].payloads) == (1, 0), "a post takes its payload along"
    assert sum(one.whole for one in told.values()) == 1
    done = Archive().retention(night, policy)
    assert done["post"] == sum(one.whole for one in told.values())
    assert done["raw"] == sum(one.payloads for one in told.values())


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_each_document_is_read_and_downloaded_in_both_languages(owner, one, lang):
    assert "<h1>" in _text(owner.get(f"/privacy/documents/{one.id}/?lang={lang}"))
    for form, kind in (("md", "text/markdown"), ("html", "text/html")):
        answer = owner.get(f"/privacy/documents/{one.id}/?lang={lang}&form={form}")
        assert answer["Content-Type"].startswith(kind)
        assert answer["Content-Disposition"].endswith(f'{one.files[lang].rpartition(".")[0]}.{form}"')
    assert owner.get(f"/privacy/documents/{one.id}/?lang=fr").status_code == 404


def test_the_works_council_reads_its_list_and_no_other(scene):
    client = _as(scene, "works_council", "de")
    listed = _text(client.get("/privacy/documents/"))
    assert "/privacy/documents/staff/" in listed
    assert "/privacy/documents/record/" not in listed
    assert client.get("/privacy/documents/record/").status_code == 404
