"""The page of what the plan leaves out and what is out of date, from what the station lived through."""

import pytest
from django.test import Client

from sturmwarte.core.plan.load import version
from sturmwarte.engine.activation import activate
from sturmwarte.engine.clock import SteppedClock
from sturmwarte.engine.jobs.kinds import runner
from sturmwarte.engine.measures import Measures
from sturmwarte.engine.plan_look import LOOK
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.frame.clock import now as story_time
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.people.models import User
from sturmwarte.station.plan.lived import decided, lived
from sturmwarte.station.plan.models import PlanSnapshot
from sturmwarte.station.plan.pages.stale import mend
from sturmwarte.station.respond.models import Case
from tests.web.cast import ROLES
from tests.web.scene import plan_files

pytestmark = pytest.mark.django_db

PAGE = "/plan/stale/"


def signed_in(user, lang="en"):
    client = Client(headers={"accept-language": lang})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response):
    return response.content.decode()


@pytest.fixture
def owner(scene):
    return signed_in(scene.people["owner"])


def overruled(scene, n=12):
    """Closed cases whose recommendation people did not follow, on the post of the scene's first case."""
    case = scene.cases["p4"]
    found = Archive().get(case.network, case.post, may=May.everything())
    now = story_time()
    rows = [
        Case(
            thread=f"t{i}", network=case.network, post=case.post, channel="mastodon", verdict="answer",
            state="closed", result="ignored" if i % 3 else "answered", opened_at=now, closed_at=now,
        )
        for i in range(n)
    ]  # fmt: skip
    return found.verdict.rule, Case.objects.bulk_create(rows)


def test_what_is_missing_and_what_it_costs_with_a_way_to_mend_it(owner):
    page = text(owner.get(PAGE))
    assert "90 days for payloads" in page, "the sample plan says nothing of retention"
    assert mend("retention") in page
    assert "that has not been yet" in page


def test_a_rule_that_people_overrule_is_named_with_its_cases(owner, scene):
    rule, cases = overruled(scene)
    told = {(one.rule, one.instead) for one in decided(story_time())}
    assert {(rule, "ignored"), (rule, "")} <= told
    page = text(owner.get(PAGE))
    assert f"Rule {rule} recommends “Answer”" in page
    assert "in 8 of 12 cases, mostly: Ignored" in page
    assert f"/desk/{cases[1].pk}/" in page


def test_cases_one_may_not_see_are_counted_not_named(scene):
    _rule, cases = overruled(scene)
    Case.objects.filter(pk__in=[one.pk for one in cases]).update(channel="mail")
    page = text(signed_in(scene.people["member"]).get(PAGE))
    assert "and 8 that you may not see" in page
    assert not any(f"/desk/{one.pk}/" in page for one in cases)


def test_who_left_is_named(owner, scene):
    User.objects.create(email="annika@zeisig.example", name="Annika", person="annika", is_active=False)
    assert "Annika Feld: the login is switched off" in text(owner.get(PAGE))
    User.objects.create(email="annika2@zeisig.example", name="Annika", person="annika")
    assert "Annika Feld: the login" not in text(owner.get(PAGE)), "another login of hers still works"


def test_the_engine_looks_at_tests_and_rules_at_night(owner, scene):
    """A plan that was made active under other checks, and no longer passes its own test."""
    files = plan_files()
    active = PlanSnapshot.objects.get(active=True)
    files["tests.yaml"] = files["tests.yaml"].replace("verdict: answer_now", "verdict: ignore", 1)
    PlanSnapshot.objects.filter(pk=active.pk).update(files=files, version=version(files))
    schedule(Due(LOOK, LOOK, story_time()))
    runner(Measures()).run_due(SteppedClock(story_time()))
    seen = PlanSnapshot.objects.get(active=True).proof["look"]
    assert len(seen["failing"]) == 1
    assert seen["posts"] == 4
    assert sum(seen["fired"].values()) == 4
    assert lived(story_time()).failing == tuple(seen["failing"])
    assert "no longer passes with what the station has learned" in text(owner.get(PAGE))


def test_a_new_plan_is_looked_at_anew(scene):
    PlanSnapshot.objects.update(proof={"look": {"failing": ["x"], "fired": {}, "posts": 5}})
    assert lived(story_time()).failing == ("x",)
    activate(plan_files() | {"more.yaml": "# nothing\n"}, "test", "", story_time())
    assert lived(story_time()).failing == ()
    assert lived(story_time()).fired is None


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_may_look_and_who_is_led_to_the_form(scene, role):
    answer = signed_in(scene.people[role]).get(PAGE)
    assert answer.status_code == (403 if role in {"agency", "data_protection", "works_council"} else 200)
    if answer.status_code == 200:
        assert ("put it right" in text(answer)) == (role in {"owner", "lead"})
