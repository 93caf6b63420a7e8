"""Settings, backup, health and refused posts on their pages, for every role."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sturmwarte.engine.jobs.forecasts import LEARN_WAVES
from sturmwarte.engine.jobs.kinds import APPLY, JUDGE_STORM, KINDS, REFIT, TAKE_IN
from sturmwarte.engine.jobs.upkeep import UPKEEP
from sturmwarte.engine.upkeep import backing_up, examining
from sturmwarte.station.ledger.jobs import claim
from sturmwarte.station.ledger.models import AuditEntry, Job, Outgoing
from sturmwarte.station.listen.models import Inbox, Pulse, Rejected
from sturmwarte.station.options import OPTIONS
from sturmwarte.station.people.models import Grant
from sturmwarte.station.upkeep.models import Backup, Examination, Finding
from sturmwarte.station.upkeep.pages.job_words import JOBS
from sturmwarte.station.upkeep.pages.settings import table
from sturmwarte.station.upkeep.soundness import sound

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MAY = {
    "/settings/": {"owner", "works_council"},
    "/backup/": {"owner"},
    "/health/": {"owner", "lead", "duty", "data_protection"},
    "/health/refused/": {"owner", "lead", "duty", "data_protection"},
}
SECRET = "never-to-be-seen-4711"


def _as(scene, role, language="en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(scene.people[role], backend=BACKEND)
    return client


def _text(answer) -> str:
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


@pytest.mark.parametrize("path", MAY)
def test_who_may_see_what(scene, path):
    for role in scene.people:
        assert (_as(scene, role).get(path).status_code == 200) == (role in MAY[path]), role
    assert Client().get(path).status_code == 302


def test_settings_show_where_each_comes_from_and_never_a_secret(scene, monkeypatch, tmp_path):
    file = tmp_path / "key"
    file.write_text(SECRET)
    monkeypatch.setenv("STURMWARTE_SMTP", f"smtp://user:{SECRET}@mail.example.com")
    monkeypatch.setenv("STURMWARTE_ARCHIVE_KEY_FILE", str(file))
    monkeypatch.setenv("STURMWARTE_PROT", "1")
    monkeypatch.setenv("STURMWARTE_TIME_ZONE", "Europa/Berlin")
    for role, language in (("owner", "de"), ("works_council", "en")):
        shown = _text(_as(scene, role, language).get("/settings/"))
        assert SECRET not in shown
        assert all(one.name in shown for one in OPTIONS)
        assert "STURMWARTE_PROT" in shown
        assert str(file) in shown
    rows = {row.name: row for row in table({"STURMWARTE_PORT": "80", "STURMWARTE_SMTP": "x"})}
    assert (rows["STURMWARTE_PORT"].origin, rows["STURMWARTE_PORT"].value) == ("environment", "80")
    assert rows["STURMWARTE_URL"].origin == "default"
    assert (rows["STURMWARTE_SMTP"].set, rows["STURMWARTE_SMTP"].value) == (True, "")


@pytest.mark.parametrize(
    ("name", "value", "state"),
    [
        ("STURMWARTE_PORT", "99999", "wrong"),
        ("STURMWARTE_BIND", "192.0.2.7", "wrong"),
        ("STURMWARTE_URL", "storm.example.com", "wrong"),
        ("STURMWARTE_URL", "https://storm.example.com/path", "wrong"),
        ("STURMWARTE_URL", "http://storm.example.com", "doubtful"),
        ("STURMWARTE_URL", "https://storm.example.com", "good"),
        ("STURMWARTE_LANGUAGE", "fr", "wrong"),
        ("STURMWARTE_TIME_ZONE", "Europa/Berlin", "wrong"),
        ("STURMWARTE_TIME_ZONE", "Europe/Berlin", "good"),
        ("STURMWARTE_ALLOW", "10.0.0.0/99", "wrong"),
        ("STURMWARTE_ALLOW", "0.0.0.0/0", "wrong"),
        ("STURMWARTE_ALLOW", "10.0.0.0/8", "good"),
        ("STURMWARTE_PING_URL", "", "doubtful"),
        ("STURMWARTE_SMTP", "http://mail.example.com", "wrong"),
        ("STURMWARTE_MAIL_FROM", "nobody", "wrong"),
        ("STURMWARTE_DEBUG", "1", "wrong"),
        ("STURMWARTE_BACKUPS", "", "doubtful"),
        ("STURMWARTE_DATA", "/srv/x", "good"),
    ],
)
def test_what_is_not_sound_is_told_with_its_mend(name, value, state):
    values = {one.name: one.default for one in OPTIONS} | {name: value}
    found = sound(name, values, {name: value})
    assert found.state == state
    assert bool(found.words) == (state != "good")


def test_set_twice_is_told():
    given = {"STURMWARTE_PORT": "80", "STURMWARTE_PORT_FILE": "/x"}
    assert sound("STURMWARTE_PORT", {"STURMWARTE_PORT": "80"}, given).state == "doubtful"


def test_a_backup_is_asked_for_fetched_and_removed(scene, settings, tmp_path):
    settings.BACKUPS = tmp_path
    owner = _as(scene, "owner")
    assert "There is no backup yet" in _text(owner.get("/backup/"))
    owner.post("/backup/make/")
    row = Backup.objects.get()
    assert "is being made" in _text(owner.get("/backup/"))
    assert Job.objects.filter(kind="backup", payload={"backup": row.pk}).exists()
    Backup.objects.update(state="made", made_at=timezone.now() - timedelta(days=3), size=3)
    (tmp_path / row.name).write_bytes(b"abc")
    shown = _text(owner.get("/backup/"))
    assert "It is old" in shown
    assert f"sturmwarte restore {tmp_path}/{row.name} --force" in shown
    answer = owner.post(f"/backup/{row.pk}/fetch/")
    assert b"".join(answer.streaming_content) == b"abc"
    entry = AuditEntry.objects.get(action="backup.download")
    assert (entry.actor, entry.after["name"]) == (f"user:{scene.people['owner'].pk}", row.name)
    owner.post(f"/backup/{row.pk}/remove/")
    assert (tmp_path / row.name).exists(), "the only one stays"
    for role in ("lead", "works_council", "data_protection", "reader"):
        for path in ("make/", f"{row.pk}/fetch/", f"{row.pk}/check/", f"{row.pk}/remove/", "times/"):
            assert _as(scene, role).post(f"/backup/{path}").status_code == 403, (role, path)
    assert owner.post("/backup/9999/fetch/").status_code == 404


def test_the_timetable_is_set_on_its_page(scene):
    owner = _as(scene, "owner")
    owner.post("/backup/times/", {"on": "on", "at": "03:15", "keep": "7"})
    shown = _text(owner.get("/backup/"))
    assert 'value="03:15"' in shown
    assert Job.objects.filter(key="backup-daily").exists()
    for given in ({"at": "25:00", "keep": "7"}, {"at": "03:15", "keep": "x"}, {"at": "03:15", "keep": "999"}):
        assert _as(scene, "owner").post("/backup/times/", given).status_code == 302
    assert Job.objects.filter(key="backup-daily").exists(), "a mistake changes nothing"


def test_a_failed_backup_says_why(scene, settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("x")
    settings.BACKUPS = blocked
    owner = _as(scene, "owner")
    owner.post("/backup/make/")
    backing_up.make(tmp_path, Backup.objects.get().pk, timezone.now())
    settings.BACKUPS = tmp_path
    assert "failed" in _text(owner.get("/backup/"))
    assert AuditEntry.objects.filter(action="backup.failed").exists()


def test_health_before_and_after_an_examination(scene, settings, tmp_path):
    client = _as(scene, "lead")
    assert "has not been examined yet" in _text(client.get("/health/"))
    examining.examine(tmp_path, timezone.now())
    shown = _text(client.get("/health/"))
    for words in ("Processes", "Stores", "Clock, disk, settings", "Keys and certificates", "Audit trail"):
        assert words in shown
    assert "Uhr, Platte" in _text(_as(scene, "duty", "de").get("/health/"))
    Examination.objects.update(at=timezone.now() - timedelta(hours=1))
    assert "Nobody has looked since" in _text(client.get("/health/")), "old news are not news"


def test_a_finding_keeps_its_since_while_it_lasts(scene, tmp_path):
    first, later = timezone.now(), timezone.now() + timedelta(minutes=5)
    examining.examine(tmp_path, first)
    examining.examine(tmp_path, later)
    mail = Finding.objects.get(check_name="mail")
    assert (mail.state, mail.since) == ("doubtful", first)
    assert Finding.objects.filter(check_name="database").exists(), (
        "a quick look keeps what a thorough one said"
    )
    Finding.objects.filter(check_name="mail").update(state="wrong")
    examining.examine(tmp_path, later + timedelta(minutes=5))
    assert Finding.objects.get(check_name="mail").since == later + timedelta(minutes=5)


def test_an_examination_is_asked_for_once(scene):
    for _again in range(2):
        _as(scene, "owner").post("/health/examine/")
    assert Job.objects.filter(kind="examine").count() == 1
    assert "under way" in _text(_as(scene, "owner").get("/health/"))
    _as(scene, "duty").post("/health/examine/")
    assert Job.objects.filter(kind="examine").count() == 1, "who only looks asks for nothing"


def test_what_gave_up_is_tried_again(scene):
    now = timezone.now()
    job = Job.objects.create(
        kind="deadline", key="d", due=now, state="dead", attempts=8, last_error="no disk"
    )
    mail = Outgoing.objects.create(
        kind="mail", key="m", target="emre@zeisig.example", due=now, state="failed"
    )
    lead = _as(scene, "lead")
    assert "no disk" in _text(lead.get("/health/"))
    seen = _text(_as(scene, "duty").get("/health/"))
    assert "emre@zeisig.example" not in seen
    lead.post(f"/health/jobs/{job.pk}/")
    lead.post(f"/health/messages/{mail.pk}/")
    job.refresh_from_db()
    mail.refresh_from_db()
    assert (job.state, job.attempts, mail.state) == ("queued", 0, "waiting")
    assert {"job.revive", "outgoing.retry"} <= set(AuditEntry.objects.values_list("action", flat=True))


def test_a_supervisor_learns_yes_or_no(scene):
    answer = Client().get("/health/live")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ok"})
    for process in ("engine", "ears"):
        Pulse.objects.update_or_create(process=process, defaults={"at": timezone.now()})
    answer = Client().get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    Pulse.objects.filter(process="ears").update(at=timezone.now() - timedelta(minutes=2))
    assert Client().get("/health/live").status_code == 503


def _refused(channel="mastodon", **fields) -> Rejected:
    line = json.dumps({"id": "1", "text": SECRET, **fields}).encode()
    return Rejected.objects.create(
        channel=channel,
        stage="parse",
        error=f"`text` '{SECRET}' is odd",
        line=line,
        at=timezone.now(),
        number=3,
    )


def test_private_words_are_for_those_of_that_channel(scene):
    public, private, mail = _refused(), _refused(visibility="private"), _refused("mail", form="mail")
    broken = Rejected.objects.create(
        channel="mastodon", stage="parse", error="not JSON", line=b"{" + SECRET.encode(), at=timezone.now()
    )
    owner = _as(scene, "owner")
    assert SECRET in _text(owner.get(f"/health/refused/{public.pk}/"))
    for row in (private, mail, broken):
        shown = _text(owner.get(f"/health/refused/{row.pk}/"))
        assert SECRET not in shown, "the owner's permission names no channel"
    assert _text(owner.get("/health/refused/")).count(SECRET) <= 2, "the public one alone: words and error"
    Grant.objects.create(user=scene.people["lead"], role="lead", channel="mail")
    assert SECRET in _text(_as(scene, "lead").get(f"/health/refused/{mail.pk}/"))
    Grant.objects.filter(user=scene.people["duty"]).update(channel="bluesky")
    assert _as(scene, "duty").get(f"/health/refused/{public.pk}/").status_code == 404
    Grant.objects.filter(user=scene.people["duty"]).update(channel="", topic="marke")
    assert _as(scene, "duty").get(f"/health/refused/{public.pk}/").status_code == 404


def test_refused_posts_are_read_again_one_or_all(scene):
    rows = [_refused() for _n in range(3)]
    owner = _as(scene, "owner")
    owner.post("/health/refused/again/", {"id": rows[0].pk})
    assert (Inbox.objects.count(), Rejected.objects.count()) == (1, 2)
    line = Inbox.objects.get()
    assert (line.channel, line.received_at, line.number) == ("mastodon", rows[0].at, 3)
    owner.post("/health/refused/again/", {"channel": "mastodon", "stage": "parse"})
    assert (Inbox.objects.count(), Rejected.objects.count()) == (3, 0)
    assert AuditEntry.objects.filter(action="rejected.retry").count() == 2
    row = _refused()
    _as(scene, "duty").post("/health/refused/again/", {"id": row.pk})
    assert Rejected.objects.exists(), "who only looks changes nothing"


def test_a_discarded_post_comes_back_within_half_a_minute(scene):
    row, owner = _refused(), _as(scene, "owner")
    owner.post(f"/health/refused/{row.pk}/discard/")
    assert owner.get(f"/health/refused/{row.pk}/").status_code == 404
    owner.post(f"/health/refused/{row.pk}/keep/")
    assert owner.get(f"/health/refused/{row.pk}/").status_code == 200
    owner.post(f"/health/refused/{row.pk}/discard/")
    later = timezone.now() + timedelta(seconds=31)
    (job,) = [one for one in claim("test", later) if one.kind == "rejected-discard"]
    KINDS[job.kind](job, later)
    assert not Rejected.objects.exists()


@pytest.mark.parametrize("line", [b"\xff\xfe", b"[" * 5000, b'"text"', b"{}", b'{"text": {"a": [1]}}', b""])
def test_any_line_is_shown_without_breaking(scene, line):
    row = Rejected.objects.create(channel="x", stage="odd", error="e", line=line, at=timezone.now())
    Grant.objects.create(user=scene.people["owner"], role="owner", channel="x")
    owner = _as(scene, "owner")
    assert _text(owner.get(f"/health/refused/{row.pk}/"))
    assert _text(owner.get("/health/refused/"))


def test_every_kind_of_job_has_words():
    kinds = {*KINDS, *UPKEEP, APPLY, REFIT, JUDGE_STORM, LEARN_WAVES, TAKE_IN}
    assert kinds == set(JOBS)
