"""Files of recorded posts brought by a page: each row once, whatever ends in between."""

import gzip
import json
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from sturmwarte.engine.jobs import bringing
from sturmwarte.station.frame.uploads import UploadError
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.listen.actions.bring import FILES, bring, sweep
from sturmwarte.station.listen.errors import NotAllowed, SourceError
from sturmwarte.station.listen.models import Brought, Delivery, Inbox, Rejected
from sturmwarte.station.listen.roles import Machine
from sturmwarte.station.people.permissions import NOBODY

pytestmark = pytest.mark.django_db
ME = Machine(None)


def _lines(count, start=0):
    return b"".join(
        json.dumps({"id": f"n{n}", "channel": "mastodon", "text": f"Beitrag {n}"}).encode() + b"\n"
        for n in range(start, start + count)
    )


def _brought(content, name="posts.jsonl", **more):
    return bring(ME, name, [content], timezone.now(), **more)


def _step(worker, row):
    """One claim of the job, in its transaction, as the runner has it."""
    with transaction.atomic():
        return worker.work(SimpleNamespace(payload={"brought": row.pk}), timezone.now())


@contextmanager
def _worker():
    """A worker of its own, as after a restart."""
    worker = bringing.Bringing()
    yield worker
    worker._close()


def _read_all(worker, row):
    while _step(worker, row) is not None:
        Inbox.objects.all().delete()
        Delivery.objects.update(waiting=0)
    row.refresh_from_db()


def test_rows_go_in_once_though_the_engine_dies_between_and_within_steps(monkeypatch, settings, tmp_path):
    settings.DATA = tmp_path
    monkeypatch.setattr(bringing, "STEP", 10)
    row = _brought(_lines(35))
    for _ in range(2):
        with _worker() as worker:
            _step(worker, row)
    with _worker() as worker:
        with transaction.atomic():  # a crash before the commit: nothing of this step is there
            worker.work(SimpleNamespace(payload={"brought": row.pk}), timezone.now())
            transaction.set_rollback(True)
        while _step(worker, row) is not None:
            pass
    lines = Inbox.objects.order_by("id").values_list("line", flat=True)
    seen = [json.loads(bytes(line))["id"] for line in lines]
    assert seen == [f"n{n}" for n in range(35)]
    row.refresh_from_db()
    assert (row.state, row.rows) == ("done", 35)
    assert row.delivery.run == "import"


def test_lines_that_are_no_posts_are_kept_with_their_reason(settings, tmp_path):
    settings.DATA = tmp_path
    row = _brought(b'{"id": 1, "channel": "mail", "text": "gut"}\nnonsense\n\n{"text": 7}\n')
    _read_all(bringing.Bringing(), row)
    assert (row.state, row.delivery.rejected) == ("done", 2)
    kept = Rejected.objects.order_by("number").values_list("number", "stage")
    assert list(kept) == [(2, "read"), (4, "read")]


def test_a_table_is_understood_or_says_what_is_missing(settings, tmp_path):
    settings.DATA = tmp_path
    table = "Datum;Inhalt;Autor\n2026-10-01 10:00;Kocher heiß;Mila\n".encode()
    row = _brought(gzip.compress(table), "Oktober.csv.gz")
    with _worker() as worker:
        _step(worker, row)
    line = json.loads(bytes(Inbox.objects.get().line))
    assert (line["text"], line["channel"]) == ("Kocher heiß", "file:Oktober")
    strange = _brought(b"a;b\n1;2\n", "x.csv")
    _read_all(bringing.Bringing(), strange)
    assert (strange.state, "a, b" in strange.why) == ("failed", True)
    mended = _brought(b"a;b\n1;2\n", "x.csv", mapping="text=b")
    _read_all(bringing.Bringing(), mended)
    assert mended.state == "done"


def test_a_broken_file_is_told_by_its_own_name(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DATA = tmp_path
    row = _brought(gzip.compress(_lines(50))[:-20], "posts.jsonl.gz")
    with django_capture_on_commit_callbacks(execute=True):
        _read_all(bringing.Bringing(), row)
    assert row.state == "failed"
    assert "posts.jsonl.gz" in row.why
    assert str(tmp_path) not in row.why
    assert not FILES.file_of(row.pk).exists()


def test_who_may_bring_and_how_much(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    with pytest.raises(NotAllowed):
        bring(NOBODY, "x", [b"{}"], timezone.now())
    with pytest.raises(UploadError, match=r"empty|leer"):
        _brought(b"")
    monkeypatch.setattr("sturmwarte.station.listen.actions.bring.MOST_READING", 1)
    row = _brought(_lines(1))
    with pytest.raises(SourceError):
        _brought(_lines(1))
    assert Job.objects.filter(kind="take-in", payload={"brought": row.pk}).exists()
    assert Brought.objects.count() == 1
    stray = FILES.file_of(row.pk + 7)
    stray.write_bytes(b"x")
    sweep(timezone.now() + timedelta(hours=2))
    assert FILES.file_of(row.pk).exists()
    assert not stray.exists()
