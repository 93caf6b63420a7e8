"""The plan's history: who made what active and why, what changed, and an earlier one brought back."""

from datetime import timedelta

import pytest
from django.test import Client

from sturmwarte.engine.activation import activate
from sturmwarte.engine.clock import SteppedClock
from sturmwarte.engine.jobs.kinds import runner
from sturmwarte.engine.measures import Measures
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.plan.models import PlanSnapshot, Trial
from tests.web.cast import ROLES
from tests.web.scene import plan_files

pytestmark = pytest.mark.django_db

HISTORY = "/plan/history/"


def signed_in(user, lang="en"):
    client = Client(headers={"accept-language": lang})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response):
    return response.content.decode()


@pytest.fixture
def plans(scene):
    """The sample plan, then one in which the service team has another lead and a topic more."""
    first = PlanSnapshot.objects.get()
    files = plan_files()
    files["people.yaml"] = files["people.yaml"].replace("lead: svea", "lead: emre")
    files["topics.yaml"] += "\n  - {id: messe, name: Messe <b>2026</b>, query: 'zeisig AND messe'}\n"
    second = activate(files, f"user:{scene.people['lead'].pk}", "A new lead", scene.now).snapshot
    return first, second


@pytest.fixture
def owner(scene):
    return signed_in(scene.people["owner"])


def work(scene):
    runner(Measures()).run_due(SteppedClock(story_time()))


def test_who_made_what_active_and_why_and_what_it_passed(owner, plans):
    page = text(owner.get(HISTORY))
    assert "A new lead" in page
    assert "Lead Beispiel" in page
    assert "9 tests passed, 12 examples" in page
    assert page.index("A new lead") < page.index("the scene"), "the latest first"


def test_the_difference_in_words_with_names(owner, plans):
    page = text(owner.get(f"{HISTORY}{plans[1].pk}/"))
    assert "<del>Svea Lorenz</del> <ins>Emre Tunç</ins>" in page
    assert "Messe &lt;b&gt;2026&lt;/b&gt;" in page
    assert "<b>2026</b>" not in page
    assert f'<option value="{plans[0].pk}" selected>' in page, (
        "against the one before, unless asked otherwise"
    )


def test_the_difference_is_told_from_the_older_to_the_newer_whichever_is_chosen(owner, plans):
    page = text(owner.get(f"{HISTORY}{plans[0].pk}/?against={plans[1].pk}"))
    assert "<del>Svea Lorenz</del> <ins>Emre Tunç</ins>" in page


def test_the_difference_as_files(owner, plans):
    page = text(owner.get(f"{HISTORY}{plans[1].pk}/?as=files"))
    assert "lead: emre" in page
    assert page.count('<tr class="removed">') == 1
    assert "Messe &lt;b&gt;" in page


def test_a_plan_that_can_no_longer_be_read_is_compared_as_files(owner, plans):
    files = plans[0].files | {"future.yaml": "weather: {mood: calm}\n"}
    odd = PlanSnapshot.objects.create(
        version="odd", files=files, activated_at=plans[0].activated_at, activated_by="test", replaces=plans[1]
    )
    page = text(owner.get(f"{HISTORY}{odd.pk}/"))
    assert "can only be compared as files" in page
    assert "future.yaml" in page
    assert "tests not written down" in page


def test_unknown_plans_are_not_found(owner, plans):
    for path in (f"{HISTORY}999/", f"{HISTORY}{plans[1].pk}/?against=999", f"{HISTORY}trial/999/"):
        assert owner.get(path).status_code == 404
    assert owner.post(f"{HISTORY}999/restore/", {"reason": "x"}).status_code == 404


def test_an_earlier_plan_comes_back_through_the_checks_and_is_undone(owner, plans, scene):
    first, second = plans
    asked = owner.post(f"{HISTORY}{first.pk}/restore/", {"reason": "It was better"})
    waits = text(owner.get(asked["Location"]))
    assert "is being checked" in waits
    assert PlanSnapshot.objects.get(active=True) == second, "only the engine makes plans active"
    work(scene)
    third = PlanSnapshot.objects.get(active=True)
    assert (third.version, third.reason) == (first.version, "It was better")
    assert third.activated_by == f"user:{scene.people['owner'].pk}"
    done = text(owner.get(f"{HISTORY}trial/{Trial.objects.get().pk}/"))
    assert "counts again" in done
    assert f"{HISTORY}{second.pk}/restore/" in done, "undo brings the other one back"
    owner.post(f"{HISTORY}{second.pk}/restore/", {"reason": "Taken back"})
    work(scene)
    assert PlanSnapshot.objects.get(active=True).version == second.version
    actions = AuditEntry.objects.filter(action__startswith="plan.").order_by("pk")
    assert list(actions.values_list("action", flat=True))[-4:] == ["plan.restore", "plan.activate"] * 2


def test_a_plan_that_fails_todays_checks_does_not_come_back(owner, plans, scene):
    files = plan_files()
    files["tests.yaml"] = files["tests.yaml"].replace("verdict: answer_now", "verdict: ignore", 1)
    bad = PlanSnapshot.objects.create(
        version="bad", files=files, activated_at=scene.now, activated_by="test", replaces=plans[1]
    )
    owner.post(f"{HISTORY}{bad.pk}/restore/", {"reason": "why not"})
    work(scene)
    assert PlanSnapshot.objects.get(active=True) == plans[1]
    page = text(owner.get(f"{HISTORY}trial/{Trial.objects.get().pk}/"))
    assert "did not pass" in page
    assert "Test failed:" in page


def test_nobodys_work_is_written_over_by_a_restore(owner, plans, scene):
    owner.post(f"{HISTORY}{plans[0].pk}/restore/", {"reason": "It was better"})
    files = plan_files()
    files["company.yaml"] += "# a remark\n"
    newest = activate(files, "test", "meanwhile", scene.now + timedelta(minutes=1)).snapshot
    work(scene)
    assert PlanSnapshot.objects.get(active=True) == newest
    assert "became active meanwhile" in text(owner.get(f"{HISTORY}trial/{Trial.objects.get().pk}/"))


def test_a_restore_needs_a_reason_and_another_plan(owner, plans):
    owner.post(f"{HISTORY}{plans[0].pk}/restore/", {"reason": " "})
    assert "Say why" in text(owner.get(HISTORY))
    owner.post(f"{HISTORY}{plans[1].pk}/restore/", {"reason": "x"})
    assert "active already" in text(owner.get(HISTORY))
    assert not Trial.objects.exists()


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_may_look_and_who_may_bring_back(scene, plans, role):
    client = signed_in(scene.people[role])
    looks = role not in {"agency", "data_protection", "works_council"}
    assert client.get(f"{HISTORY}{plans[0].pk}/").status_code == (200 if looks else 403)
    asked = client.post(f"{HISTORY}{plans[0].pk}/restore/", {"reason": "x"})
    assert asked.status_code == (302 if role in {"owner", "lead"} else 403)
    assert Trial.objects.exists() == (role in {"owner", "lead"})
