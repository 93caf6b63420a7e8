"""What becomes of a plan: the emergency change of two people, in the way of their browsers."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.station.ledger.models import AuditEntry, Change, Outgoing
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.plan.models import EmergencyChange, EmergencyProposal
from sturmwarte.station.plan.pages.active import active_plan
from tests.web.cast import ROLES

pytestmark = pytest.mark.django_db

PAGE = "/plan/emergency/"
FREEZE = {"type": "freeze", "channels": ["mastodon"], "reason": "Out of respect"}


def signed_in(user, lang="en"):
    client = Client(headers={"accept-language": lang})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def cast(scene):
    """owner is Jette, duty is Svea; the others are given people of the plan, too."""
    others = {"lead": "malte", "approver": "dorothea", "legal": "roswitha", "member": "emre"}
    for role, person in others.items():
        User.objects.filter(pk=scene.people[role].pk).update(person=person)
    return {role: signed_in(User.objects.get(pk=user.pk)) for role, user in scene.people.items()}


def propose(client, **more):
    return client.post(PAGE + "propose/", FREEZE | more)


def waiting():
    return EmergencyProposal.objects.get(state="waiting")


def frozen():
    return {channel.id for channel in active_plan().plan[CHANNELS] if channel.frozen}


def test_one_proposes_the_other_agrees_and_it_counts_at_once(cast, scene):
    assert propose(cast["owner"]).status_code == 302
    row = waiting()
    assert frozen() == set(), "nothing counts before the second person"
    assert (row.by, row.user) == ("jette", scene.people["owner"].pk)
    told = cast["owner"].get(PAGE).content.decode()
    assert "Waits for a second person" in told
    assert "Svea Lorenz" in told
    asked = cast["duty"].get(PAGE).content.decode()
    assert "Jette Carstens asks for your agreement" in asked
    assert "nothing is published on Mastodon" in asked
    assert cast["duty"].post(f"{PAGE}proposal/{row.pk}/agree/").status_code == 302
    assert frozen() == {"mastodon"}
    change = EmergencyChange.objects.get()
    assert (change.by, change.second, change.reason) == ("jette", "svea", "Out of respect")
    assert change.actor == f"user:{scene.people['duty'].pk}"
    row.refresh_from_db()
    assert (row.state, row.emergency_id) == ("agreed", change.pk)
    actions = AuditEntry.objects.order_by("-pk").values_list("action", flat=True)[:2]
    assert list(actions) == ["plan.emergency.declare", "plan.emergency.propose"]
    assert Change.objects.order_by("-pk").first().kind == "plan"


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_may_be_the_second_person(cast, role):
    propose(cast["owner"])
    row = waiting()
    status = cast[role].post(f"{PAGE}proposal/{row.pk}/agree/").status_code
    may = role in {"lead", "duty", "approver", "legal"}
    refused = {"member", "agency", "data_protection", "works_council", "reader"}
    assert status == (403 if role in refused else 302)
    assert EmergencyChange.objects.exists() == may


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_may_propose_and_look(cast, role):
    assert propose(cast[role]).status_code == (302 if role in {"owner", "lead", "duty"} else 403)
    looks = role not in {"agency", "data_protection", "works_council"}
    assert cast[role].get(PAGE).status_code == (200 if looks else 403)


def test_nobody_agrees_with_themself(cast, scene):
    propose(cast["owner"])
    row = waiting()
    cast["owner"].post(f"{PAGE}proposal/{row.pk}/agree/")
    assert not EmergencyChange.objects.exists(), "the same login"
    User.objects.filter(pk=scene.people["duty"].pk).update(person="jette")
    cast["duty"].post(f"{PAGE}proposal/{row.pk}/agree/")
    assert not EmergencyChange.objects.exists(), "another login of the same person"
    User.objects.filter(pk=scene.people["duty"].pk).update(person="svea")
    User.objects.filter(pk=scene.people["owner"].pk).update(person="malte")
    cast["owner"].post(f"{PAGE}proposal/{row.pk}/agree/")
    assert not EmergencyChange.objects.exists(), "the same login, linked to another person meanwhile"
    assert "cannot agree to your own" in cast["owner"].get(PAGE).content.decode()


def test_two_seconds_at_once_make_one_change(cast):
    propose(cast["owner"])
    row = waiting()
    for role in ("duty", "lead", "duty"):
        cast[role].post(f"{PAGE}proposal/{row.pk}/agree/")
    assert EmergencyChange.objects.count() == 1


def test_a_proposal_expires_and_is_not_agreed_to_later(cast):
    propose(cast["owner"])
    EmergencyProposal.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    row = waiting()
    cast["duty"].post(f"{PAGE}proposal/{row.pk}/agree/")
    assert not EmergencyChange.objects.exists()
    page = cast["duty"].get(PAGE).content.decode()
    assert "no longer waits" in page
    assert "its time ran out before anybody agreed" in page


def test_declined_with_a_word_and_proposed_again(cast):
    propose(cast["owner"])
    row = waiting()
    cast["duty"].post(f"{PAGE}proposal/{row.pk}/decline/", {"answer": "We need the channel"})
    page = cast["owner"].get(PAGE).content.decode()
    assert "We need the channel" in page
    assert "declined by Svea Lorenz" in page
    again = cast["owner"].get(f"{PAGE}?of=proposal&again={row.pk}").content.decode()
    assert "Out of respect</textarea>" in again
    assert 'value="mastodon" checked' in again


def test_withdrawn_by_its_author_alone(cast):
    propose(cast["owner"])
    row = waiting()
    cast["duty"].post(f"{PAGE}proposal/{row.pk}/withdraw/")
    assert waiting() == row
    cast["owner"].post(f"{PAGE}proposal/{row.pk}/withdraw/")
    assert EmergencyProposal.objects.get().state == "withdrawn"
    assert EmergencyProposal.objects.get().settled_by == row.user


def test_ended_before_its_time_with_a_reason(cast):
    propose(cast["owner"])
    cast["duty"].post(f"{PAGE}proposal/{waiting().pk}/agree/")
    change = EmergencyChange.objects.get()
    assert cast["approver"].post(f"{PAGE}{change.pk}/end/").status_code == 403
    cast["lead"].post(f"{PAGE}{change.pk}/end/", {"reason": "All is said"})
    assert frozen() == set()
    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.action, entry.reason) == ("plan.emergency.end", "All is said")
    page = cast["lead"].get(PAGE).content.decode()
    assert "Earlier emergency changes" in page
    assert "ended by Lead Beispiel" in page


def test_rights_for_one_channel_reach_no_further(cast, scene):
    user = scene.people["duty"]
    user.grants.all().delete()
    Grant.objects.create(user=user, role="duty", channel="mastodon")
    refused = propose(cast["duty"], channels=[])
    assert refused.status_code == 400
    assert "reaches further" in refused.content.decode()
    assert propose(cast["duty"]).status_code == 302
    propose(cast["owner"], channels=["mail"])
    row = EmergencyProposal.objects.get(by="jette")
    cast["duty"].post(f"{PAGE}proposal/{row.pk}/agree/")
    assert not EmergencyChange.objects.exists()


def test_what_was_typed_is_kept_when_it_is_refused(cast):
    data = {"type": "wording", "avoid": "", "say": "", "channels": ["mail"], "reason": "Someone was hurt"}
    refused = cast["owner"].post(PAGE + "propose/", data)
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "Say which words to avoid" in page
    assert "Someone was hurt</textarea>" in page
    assert 'value="mail" checked' in page
    assert not EmergencyProposal.objects.exists()


def test_a_login_without_a_person_is_told_the_mend(cast, scene):
    User.objects.filter(pk=scene.people["lead"].pk).update(person="")
    assert "belongs to no person of the plan" in cast["lead"].get(PAGE).content.decode()
    assert propose(cast["lead"]).status_code == 400


def test_a_second_press_proposes_nothing_new(cast):
    propose(cast["owner"])
    propose(cast["owner"])
    assert EmergencyProposal.objects.count() == 1


def test_the_line_of_every_page(cast):
    line = PAGE + "line/"
    words = {role: client.get(line).content.decode().strip() for role, client in cast.items()}
    assert set(words.values()) == {""}
    propose(cast["owner"])
    assert "asks for your agreement" in cast["duty"].get(line).content.decode()
    for role in ("owner", "member", "reader"):
        assert cast[role].get(line).content.decode().strip() == "", role
    cast["duty"].post(f"{PAGE}proposal/{waiting().pk}/agree/")
    for role, client in cast.items():
        told = "nothing is published on Mastodon" in client.get(line).content.decode()
        assert told == (role not in {"data_protection", "works_council"}), role
    EmergencyChange.objects.update(at=timezone.now() - timedelta(hours=24))
    assert cast["duty"].get(line).content.decode().strip() == "", "also when nobody was there to run the job"


def test_those_who_may_agree_get_a_mail(cast, scene, settings):
    settings.SMTP = "smtp://localhost:1"
    User.objects.filter(pk=scene.people["legal"].pk).update(language="en")
    propose(cast["owner"])
    mails = {one.target: one.payload for one in Outgoing.objects.filter(kind="mail")}
    assert {to.partition("@")[0] for to in mails} == {"lead", "duty", "approver", "legal"}
    assert "nothing is published on Mastodon" in mails["legal@zeisig.example"]["subject"]
    assert "auf Mastodon wird nichts" in mails["duty@zeisig.example"]["subject"]
    assert "/plan/emergency/" in mails["duty@zeisig.example"]["text"]
