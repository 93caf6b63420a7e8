"""The draft meets the engine: its tests, a dry run on real posts, activation, and the way back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sturmwarte.core.plan.amend import amend
from sturmwarte.core.plan.load import merge
from sturmwarte.core.reason import Reason
from sturmwarte.core.sections import SECTIONS
from sturmwarte.engine.jobs import trials
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.listen import pulses
from sturmwarte.station.plan.actions import draft as drafts
from sturmwarte.station.plan.actions import make_test
from sturmwarte.station.plan.actions.active import active_snapshot
from sturmwarte.station.plan.actions.try_draft import JOB, activate_draft, dry_run, run_tests
from sturmwarte.station.plan.errors import DraftError, Meanwhile
from sturmwarte.station.plan.models import Trial
from tests.web.scene import plan_files

pytestmark = pytest.mark.django_db
WHAT = Reason("plan.step.changed", {"section": "deadlines", "entry": ""})
DEADLINES = merge(plan_files(), SECTIONS).data["deadlines"]


@pytest.fixture
def owner(scene):
    return scene.people["owner"]


@pytest.fixture
def client(owner):
    client = Client(headers={"accept-language": "en"})
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def work():
    """What the engine does with the jobs that wait."""
    for job in Job.objects.filter(kind=JOB, state=Job.State.QUEUED).order_by("pk"):
        trials.work(job, timezone.now())
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)


def change(owner, path, value):
    draft = drafts.begin(owner, timezone.now())
    return drafts.step(owner, draft, amend(draft.files, path, value), WHAT, timezone.now())


def test_a_mistake_fails_a_test_and_is_not_activated(owner, client):
    before = active_snapshot()
    pulses.beat(pulses.ENGINE, timezone.now())
    draft = change(owner, ("deadlines",), {**DEADLINES, "1": {"acknowledge": "15 min", "reply": "20 h"}})
    run_tests(owner, timezone.now())
    assert "The tests are running" in client.get("/plan/tests/beside/").content.decode()
    work()
    html = client.get("/plan/tests/beside/").content.decode()
    assert "failed" in html
    assert "20 h" in html
    assert "Decided by rule" in html
    assert "disabled" in client.get("/plan/difference/").content.decode().partition('id="reason"')[2]
    activate_draft(owner, draft.revision, before.version, "because", timezone.now())
    work()
    trial = Trial.objects.get(kind="activate")
    assert trial.state == "refused"
    assert trial.result["tests"]
    assert active_snapshot() == before
    assert "did not pass" in client.get("/plan/difference/outcome/").content.decode()


def test_a_sound_draft_becomes_active_and_says_what_changed(owner, client):
    before, now = active_snapshot(), timezone.now()
    draft = change(owner, ("deadlines",), {**DEADLINES, "4": {"reply": "20 h"}})
    page = client.get("/plan/difference/").content.decode()
    assert "24 h" in page
    assert "20 h" in page
    with pytest.raises(DraftError):
        activate_draft(owner, draft.revision, before.version, " ", now)
    with pytest.raises(Meanwhile):
        activate_draft(owner, draft.revision, "another", "because", now)
    client.post(
        "/plan/difference/activate/",
        {"revision": draft.revision, "against": before.version, "reason": "Faster"},
    )
    work()
    active = active_snapshot()
    assert (active.replaces, active.reason, active.activated_by) == (before, "Faster", f"user:{owner.pk}")
    assert drafts.current() is None
    left = client.get("/plan/difference/outcome/")
    assert left["HX-Redirect"] == "/plan/draft/"
    assert f"/plan/history/{before.pk}/restore/" in client.get("/plan/draft/").content.decode()


def test_a_draft_with_errors_is_neither_tested_nor_activated(owner, client):
    draft = change(owner, ("topics", 0, "query"), "zeisig AND (")
    run_tests(owner, timezone.now())
    work()
    assert "no errors" in client.get("/plan/tests/beside/").content.decode()
    with pytest.raises(DraftError):
        activate_draft(owner, draft.revision, active_snapshot().version, "because", timezone.now())


def test_what_is_asked_of_an_older_state_is_not_answered(owner):
    change(owner, ("topics", 0, "name"), "Eins")
    trial = run_tests(owner, timezone.now())
    assert run_tests(owner, timezone.now()) == trial
    change(owner, ("topics", 0, "name"), "Zwei")
    work()
    trial.refresh_from_db()
    assert trial.result == {"meanwhile": True}


def test_a_dry_run_tells_which_posts_would_be_treated_otherwise(owner, client):
    change(owner, ("topics", 0, "query"), "nothinglikethis")
    dry_run(owner, timezone.now())
    work()
    trial = Trial.objects.get(kind="archive")
    assert trial.state == "done"
    assert trial.result["posts"] > 0
    assert trial.result["changed"]
    assert "text" not in trial.result["changed"][0]
    assert "would be treated differently" in client.get("/plan/difference/").content.decode()


def test_an_engine_that_sleeps_is_told(owner, client):
    change(owner, ("topics", 0, "name"), "Eins")
    trial = run_tests(owner, timezone.now())
    Trial.objects.filter(pk=trial.pk).update(asked_at=timezone.now() - timedelta(seconds=10))
    assert "engine is not running" in client.get("/plan/tests/beside/").content.decode()


def test_a_test_is_made_of_a_post_but_of_no_private_one(owner, client):
    answer = client.post("/plan/tests/from-post/", {"network": "mastodon", "id": "p4"})
    assert answer["Location"].startswith("/plan/draft/in/tests/")
    made = merge(drafts.required().files, SECTIONS).data["tests"][-1]
    assert made["post"]["text"].startswith("Wann antwortet Zeisig")
    assert "author" not in made["post"]
    assert made["expect"]["verdict"]
    work()
    assert Trial.objects.get(kind="tests").state == "done"
    private = Archive().get("mail", "p2", may=May.everything())
    with pytest.raises(DraftError):
        make_test.make_test(owner, private, timezone.now())
