"""Absences, emergency changes, tokens and what programs were answered, on whichever database there is.

They need no archive, which is not on PostgreSQL yet: test_on_postgres.py runs this file there.
"""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from sturmwarte.core.plan.emergency import Freeze
from sturmwarte.core.post import Post
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.station.api import caller
from sturmwarte.station.api.actions.forget_answers import forget_answers
from sturmwarte.station.api.actions.make_token import make_token
from sturmwarte.station.api.actions.revoke_token import revoke_token
from sturmwarte.station.api.models import Answered
from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.people.actions import absences
from sturmwarte.station.people.away import away, named_deputies, stand_in
from sturmwarte.station.people.models import Absence, User
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.plan.actions.agree_emergency import agree_emergency
from sturmwarte.station.plan.actions.emergencies import standing
from sturmwarte.station.plan.actions.end_emergency import end_emergency
from sturmwarte.station.plan.actions.propose_emergency import propose_emergency
from sturmwarte.station.respond.actions.open_for import open_for
from sturmwarte.station.respond.models import Case, Decision
from tests.respond.test_open_for import Entry
from tests.web import scene as scenes

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def station():
    """(people by role, the moment): the sample plan is active."""
    now = timezone.now()
    people = scenes.people(now)
    scenes.plan(now)
    return {role: User.objects.get(pk=user.pk) for role, user in people.items()}, now


def test_an_absence_is_entered_withdrawn_and_restored(station):
    people, now = station
    row = absences.enter(people["owner"], "malte", now - HOUR, now + DAY, "dorothea", "Messe", now)
    assert (list(away(now)), dict(named_deputies(now))) == (["malte"], {"malte": "dorothea"})
    assert stand_in("malte", now) == "dorothea"
    absences.withdraw(people["owner"], row, now)
    assert not away(now)
    absences.restore(people["owner"], Absence.objects.get(), now)
    assert list(away(now)) == ["malte"]
    assert not away(now + DAY), "it ends by itself"
    steps = AuditEntry.objects.filter(subject="person:malte").order_by("pk").values_list("action", flat=True)
    assert list(steps) == ["people.away", "people.back", "people.away"]


def test_an_emergency_change_is_proposed_agreed_and_ended(station):
    people, now = station
    owner, duty = (permissions(people[role], now) for role in ("owner", "duty"))
    row = propose_emergency(owner, Freeze(channels=("mastodon",)), "Jemand ist verletzt.", now)
    assert propose_emergency(owner, Freeze(channels=("mastodon",)), "Noch einmal", now).pk == row.pk
    agree_emergency(duty, row.pk, now)
    (holds,) = standing()
    assert (holds.by, holds.second) == ("jette", "svea")
    end_emergency(holds.id, "test", now + HOUR)
    assert not standing()


def test_a_program_s_call_is_answered_once(station, monkeypatch):
    people, now = station
    monkeypatch.setattr(caller, "_calls", caller.Limits(1e6, 10**6, now.timestamp))
    verdict = Verdict(verdict="answer", priority=2, owner="kommunikation")
    open_for(
        [Entry(Post(id="1", channel="mastodon", text="Wann?", created_at=now), verdict=verdict)], "live", now
    )
    case = Case.objects.get()
    who = permissions(people["owner"], now)
    row, token = make_token(who, "Auswertung", ["cases:read", "cases:write"], now + DAY, now)

    def note(text, key):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        path = f"/api/v1/cases/{case.pk}/note"
        return Client().post(path, json.dumps({"text": text}), "application/json", headers=headers)

    first, again = note("Rückruf", "k1"), note("Rückruf", "k1")
    assert (first.status_code, again.json()) == (200, first.json())
    assert again["Idempotency-Replayed"] == "true"
    assert Decision.objects.filter(case=case, reason="Rückruf").count() == 1
    kept = Answered.objects.get()
    kept.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)  # the database itself refuses a second answer to one key
    forget_answers(now + timedelta(hours=25))
    assert not Answered.objects.exists()
    revoke_token(who, row.pk, now)
    assert note("zu spät", "k2").status_code == 401
