"""Keeping a post as evidence from its page: asked there, done by the process that writes, shown again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sturmwarte.engine.jobs.kinds import KINDS
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.archive.evidence.roles import KEEP
from sturmwarte.station.ledger.models import AuditEntry, Job
from tests.web.cast import ROLES

pytestmark = pytest.mark.django_db

PAGE, WHICH = "/post/?network=bluesky&id=p3", {"network": "bluesky", "id": "p3"}


def _as(scene, role) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(scene.people[role], backend=backend)
    return client


def _keep(client, reason="claim for damages", days=30, **which):
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    return client.post("/post/hold/", {**WHICH, **which, "reason": reason, "until": day})


def _work(now=None):
    """What the engine does with the jobs that are due."""
    for job in Job.objects.filter(state=Job.State.QUEUED, due__lte=now or timezone.now()):
        if job.kind.startswith(("archive.keep", "hold-change")):
            KINDS[job.kind](job, now or timezone.now())
            Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)


def _read(client) -> str:
    page = client.get(PAGE)
    assert page.status_code == 200
    return page.content.decode()


def test_a_kept_post_says_so_and_leaves_every_list(scene):
    lead, reader = _as(scene, "lead"), _as(scene, "reader")
    assert _keep(lead).status_code == 302
    assert "Is being kept as evidence" in _read(lead)
    _work()
    page = _read(lead)
    assert "Kept as evidence" in page
    assert "claim for damages" in page
    assert "unverschämt" in page, "those in charge read it"
    assert "unverschämt" not in _read(reader)
    assert "Kept as evidence" in _read(reader)
    assert "claim for damages" not in _read(reader)
    assert "/post/?network=bluesky" not in lead.get("/archive/?q=unverschämt").content.decode()
    entry = AuditEntry.objects.get(action="hold.set")
    assert (entry.reason, entry.actor) == ("claim for damages", f"user:{scene.people['lead'].pk}")
    job = Job.objects.get(kind="archive.keep")
    assert job.payload == {"result": "held"}, "the job no longer names the post"
    assert "p3" not in job.key


def test_a_hold_outlives_the_deletion_and_ends_with_a_reason(scene):
    legal = _as(scene, "legal")
    _keep(legal)
    _work()
    Archive().delete("bluesky", "p3", "network", timezone.now())
    assert "unverschämt" in _read(legal)
    assert "Deleted there" in _read(legal)
    assert legal.post("/post/hold/end/", WHICH | {"reason": ""}).status_code == 200
    assert legal.post("/post/hold/end/", WHICH | {"reason": "settled"}).status_code == 302
    assert "goes for good then" in _read(legal)
    _work(timezone.now() + timedelta(minutes=1))
    assert Archive().get("bluesky", "p3", may=May.everything()) is None


def test_it_can_be_taken_back_at_once_and_after_it_was_done(scene):
    lead, other = _as(scene, "lead"), _as(scene, "owner")
    _keep(lead)
    assert other.post("/post/hold/not/", WHICH).status_code == 200, "only who did it takes it back"
    lead.post("/post/hold/not/", WHICH)
    _work()
    assert Archive().holds() == []
    _keep(lead)
    _work()
    assert len(Archive().holds()) == 1
    lead.post("/post/hold/not/", WHICH)
    _work()
    assert Archive().holds() == []
    assert "Earlier" in _read(lead)
    assert "unverschämt" in _read(_as(scene, "reader"))


@pytest.mark.parametrize(
    ("reason", "days", "says"),
    [
        ("", 30, "Say why"),
        ("x" * 501, 30, "too long"),
        ("why", -3, "day in the future"),
        ("why", 9999, "ten years"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(scene, reason, days, says):
    answer = _keep(_as(scene, "lead"), reason, days)
    text = answer.content.decode()
    assert (answer.status_code, says in text) == (200, True)
    assert reason in text
    assert not Job.objects.filter(kind="archive.keep").exists()


def test_no_day_is_no_day(scene):
    answer = _as(scene, "lead").post("/post/hold/", WHICH | {"reason": "why", "until": "2026-13-45"})
    assert "day in the future" in answer.content.decode()


def test_only_those_in_charge_may_and_only_what_they_may_read(scene):
    for role in ROLES:
        client = _as(scene, role)
        answer = _keep(client)
        assert (answer.status_code == 302) is (role in KEEP), role
        assert ("Keep as evidence" in client.get(PAGE).content.decode()) is (role in KEEP), role
        Job.objects.filter(kind="archive.keep").delete()
    # A private message is not theirs to keep who may not read it.
    answer = _keep(_as(scene, "lead"), network="mail", id="p2")
    assert answer.status_code == 404
    assert not Job.objects.filter(kind="archive.keep").exists()


def test_what_ends_soon_says_so(scene):
    lead = _as(scene, "lead")
    _keep(lead, days=3)
    _work()
    assert "ends soon" in _read(lead)
    assert 'class="kept soon"' in _read(lead)
