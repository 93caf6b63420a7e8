"""The audit trail on its page: searched, proved, opened, taken out; a break is shown loudly."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sturmwarte.engine.upkeep.examining import walk_trail
from sturmwarte.station.ledger.chain import Walked, walk
from sturmwarte.station.ledger.models import AuditEntry, AuditPersonal
from sturmwarte.station.ledger.pages import asked as asking
from sturmwarte.station.ledger.record import forget_personal, record
from sturmwarte.station.people.models import Grant

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _as(scene, role, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(scene.people[role], backend=BACKEND)
    return client


def _text(answer) -> str:
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


@pytest.fixture
def trail(scene):
    """Three entries beside those of the scene."""
    owner, now = f"user:{scene.people['owner'].pk}", timezone.now()
    record(owner, "case.close", "case:77", now - timedelta(days=3), reason="<b>Rückruf</b> vereinbart",
           before={"state": "open"}, after={"state": "closed"})  # fmt: skip
    record("station", "backup.made", "backup:5", now, after={"bytes": 12})
    return record("cli:root", "people.invite", "user:999", now, personal={"email": "emre@zeisig.example"})


def test_who_may_read_it(scene):
    for role in scene.people:
        wanted = 200 if role in {"owner", "data_protection"} else 403
        assert _as(scene, role).get("/audit/").status_code == wanted, role
    assert Client().get("/audit/").status_code == 302


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("actor=Jette", "Case closed</b>", "Person invited</b>"),
        ("actor=the station", "Backup made</b>", "Case closed</b>"),
        ("action=people.invite", "command line (root)", "Jette Carstens</bdi></span>"),
        ("action=backup.", "Backup made</b>", "Case closed</b>"),
        ("subject=case:77", "Case 77", "Backup 5"),
        ("subject=backup", "Backup 5", "Case 77"),
        ("words=rückruf", "Case closed</b>", "Person invited</b>"),
    ],
)
def test_it_is_searched_by_each_of_its_sides(scene, trail, query, there, not_there):
    shown = _text(_as(scene, "owner").get(f"/audit/?{query}"))
    assert there in shown
    assert not_there not in shown
    assert "<b>Rückruf" not in shown, "what somebody wrote is never markup"


def test_days_narrow_it(scene, trail):
    client, day = _as(scene, "owner"), timezone.localdate() - timedelta(days=3)
    shown = _text(client.get(f"/audit/?since={day}&until={day}"))
    assert "Case 77" in shown
    assert "Backup 5" not in shown
    assert _text(client.get("/audit/?since=rubbish&before=rubbish&until=0000-00-00"))


def test_pages_go_back_to_the_first_entry(scene):
    now, client = timezone.now(), _as(scene, "owner")
    for n in range(120):
        record("station", "wave.mute", f"topic:t{n}", now)
    seen, url = set(), "/audit/?action=wave.mute"
    while url:
        shown = client.get(url).context
        seen |= {row.entry.subject for row in shown["rows"]}
        url = f"/audit/?{shown['older_address']}" if shown["older"] else ""
    assert len(seen) == 120


def test_a_search_for_words_says_how_far_it_came(scene, monkeypatch, trail):
    monkeypatch.setattr(asking, "WINDOW", 2)
    context = _as(scene, "owner").get("/audit/?words=Rückruf").context
    found, addresses = len(context["rows"]), 0
    while context["older"]:
        assert context["searched_to"] is not None
        context = _as(scene, "owner").get(f"/audit/?{context['older_address']}").context
        found, addresses = found + len(context["rows"]), addresses + 1
    assert (found, addresses > 0) == (1, True)


def test_an_entry_says_what_changed_in_words(scene, trail):
    close = AuditEntry.objects.get(subject="case:77")
    shown = _text(_as(scene, "owner").get(f"/audit/{close.pk}/"))
    for words in ("Case closed", "Jette Carstens", "open", "closed", close.hash, close.previous):
        assert words in shown
    german = _text(_as(scene, "owner", "de").get(f"/audit/{close.pk}/"))
    assert "Vorgang geschlossen" in german
    assert _as(scene, "owner").get("/audit/999999/").status_code == 404


def test_personal_values_are_for_those_who_may_and_go_with_an_erasure(scene, trail):
    url = f"/audit/{trail.pk}/"
    for role in ("owner", "data_protection"):
        assert "emre@zeisig.example" in _text(_as(scene, role).get(url))
    Grant.objects.filter(user=scene.people["owner"]).update(channel="mastodon")
    narrowed = _text(_as(scene, "owner").get(url))
    assert "emre@zeisig.example" not in narrowed
    forget_personal("user:999")
    assert not AuditPersonal.objects.exists()
    gone = _text(_as(scene, "data_protection").get(url))
    assert "erased" in gone
    assert walk().broken is None


def test_the_chain_is_proved_and_a_break_is_loud(scene, trail):
    client = _as(scene, "owner")
    assert "has not been checked yet" in _text(client.get("/audit/"))
    walk_trail(timezone.now())
    assert "Unbroken since" in _text(client.get("/audit/"))
    record("station", "wave.mute", "topic:x", timezone.now())
    assert "1 newer one" in _text(client.get("/audit/"))
    AuditEntry.objects.filter(pk=trail.pk).update(actor="nobody")
    assert walk_trail(timezone.now(), afresh=True).broken_at == trail.pk
    shown = _text(client.get("/audit/"))
    assert "The trail is broken" in shown
    assert f"/audit/{trail.pk}/" in shown
    known = walk_trail(timezone.now())
    assert known.broken_at == trail.pk, "a shorter walk does not make it whole again"
    assert "The trail is broken" in _text(
        client.get("/audit/", headers={"HX-Request": "1", "HX-Target": "chain"})
    )


def test_a_walk_goes_on_where_it_ended_and_sees_a_removed_end():
    now = timezone.now()
    for n in range(5):
        record("station", "wave.mute", f"topic:{n}", now)
    first = walk(most=2)
    assert (first.entries, walk(first).entries) == (2, AuditEntry.objects.count())
    last = walk()
    AuditEntry.objects.filter(pk=last.upto).delete()
    assert walk(last).broken == last.upto
    assert walk(Walked()).broken is None, "only whoever knew the end sees that it is gone"


def test_it_is_taken_out_for_a_spreadsheet_and_that_is_an_entry(scene, trail):
    record("station", "wave.mute", "=cmd|' /C calc'!A0", timezone.now(), reason="@SUM(1+1)")
    answer = _as(scene, "owner").post("/audit/export/", {"action": "wave.mute"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[6:8] for row in rows[1:]] == [["'=cmd|' /C calc'!A0", "'@SUM(1+1)"]]
    whole = _as(scene, "owner").post("/audit/export/").content.decode()
    assert "emre@zeisig.example" not in whole
    entry = AuditEntry.objects.filter(action="audit.export").order_by("pk").first()
    assert entry.after == {"entries": 1, "asked": "action"}
    assert _as(scene, "lead").post("/audit/export/").status_code == 403
