"""A post's way: stored, sorted, set aside when it cannot be borne, and all of it or nothing."""

import gc
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from sturmwarte.core.post import Metrics, Post
from sturmwarte.core.triage.tripwire import seen_by_many
from sturmwarte.core.triage.verdict import Tripwire
from sturmwarte.engine import pipeline
from sturmwarte.engine.clock import SteppedClock
from sturmwarte.engine.context import Context
from sturmwarte.engine.errors import Environment
from sturmwarte.engine.jobs.kinds import runner
from sturmwarte.engine.reading import read_batch
from sturmwarte.station.archive import Archive
from sturmwarte.station.ledger.models import Change
from sturmwarte.station.listen import inbox
from sturmwarte.station.listen.models import Delivery, Inbox, Rejected
from sturmwarte.station.respond.models import Case
from tests.engine.way import FIRE, NOW, kept, line, run

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_post_is_stored_sorted_and_becomes_a_case(context):
    batch = run(context, line("1"), line("2", "Heute scheint die Sonne"))
    assert [item.outcome for item in batch.items] == ["new", "new"]
    fire, sun = kept("1"), kept("2")
    assert fire.topics
    assert fire.verdict.needs_work
    assert fire.verdict.deadline > NOW
    assert fire.reading.why["lang"][0].key == "understand.lang.detected", "who told the language must be said"
    assert (sun.topics, sun.verdict, sun.lang) == ((), None, "de"), "kept and searchable, though unmatched"
    case = Case.objects.get()
    assert (case.post, case.owner) == ("1", fire.verdict.owner)
    assert Change.objects.get(kind="posts").ref == "2"


def test_the_same_post_again_changes_nothing(context):
    run(context, line("1"), line("1"))
    before = list(Change.objects.values_list("id"))
    assert [item.outcome for item in run(context, line("1")).items] == ["heard_again"]
    assert list(Change.objects.values_list("id")) == before
    assert Case.objects.count() == 1


def test_garbage_is_looked_for_after_a_batch_and_not_during_it(context, monkeypatch):
    during = []
    monkeypatch.setattr(context.measures, "stage", lambda *_: during.append(gc.isenabled()) or nullcontext())
    run(context, line("1"), "{broken")
    assert set(during) == {False}
    assert gc.isenabled()


def test_history_opens_no_cases(context):
    run(context, line("1"), run="import")
    assert not Case.objects.exists()
    assert kept("1").verdict.needs_work


def test_a_replay_stays_in_its_run(context):
    run(context, line("1"), run="replay:a")
    assert kept("1") is None
    assert kept("1", "replay:a").verdict.needs_work
    assert Case.objects.get().run == "replay:a"


def test_without_a_plan_posts_are_kept():
    run(Context(None, Archive()), line("1"))
    assert kept("1").verdict is None


def test_a_line_cannot_choose_its_run(context):
    run(context, line("1", run="drill:x"))
    assert kept("1") is not None


class Touchy(Archive):
    """An archive that cannot bear one post."""

    def write(self, entries, now):
        if any("poison" in entry.post.text for entry in entries):
            raise ValueError("no")
        return super().write(entries, now)


def test_a_poison_post_is_set_aside_alone(brain):
    context = Context(brain, Touchy())
    now = datetime.now(UTC)
    lines = [line(str(n), "poison" if n == 7 else FIRE) for n in range(20)]
    inbox.put([inbox.Line(each, n) for n, each in enumerate(lines, 1)], "mastodon", now)
    read_batch(context)
    assert not Inbox.objects.exists()
    bad = Rejected.objects.get()
    assert (bad.post, bad.stage, bad.error) == ("7", "store", "ValueError: no")
    assert bytes(bad.line) == lines[7]
    others = [kept(str(n)) for n in range(20) if n != 7]
    assert all(post.verdict and post.topics for post in others), "all the others went the whole way"
    assert Case.objects.exists()


def test_a_broken_disk_keeps_everything_in_the_inbox(brain, monkeypatch):
    context = Context(brain, Archive())
    delivery = Delivery.objects.create(origin="f.jsonl", at=NOW)
    inbox.put([inbox.Line(line("1"), 1)], "mastodon", NOW, delivery=delivery)

    def full(*_):
        raise OperationalError("database or disk is full") from __import__("sqlite3").OperationalError()

    with monkeypatch.context() as patch:
        patch.setattr(context.archive, "write", full)
        with pytest.raises(Environment, match="disk is full"):
            read_batch(context)
    assert Inbox.objects.count() == 1
    assert not Rejected.objects.exists()
    read_batch(context)
    delivery.refresh_from_db()
    assert (delivery.waiting, delivery.new) == (0, 1)


def test_a_crash_before_the_commit_leaves_no_trace(context, monkeypatch):
    inbox.put([inbox.Line(line("1"), 1)], "mastodon", NOW)

    class Crash(BaseException):
        pass

    def crash(*_):
        raise Crash

    monkeypatch.setattr(pipeline, "KEEP", (*pipeline.KEEP, crash))
    with pytest.raises(Crash):
        read_batch(context)
    assert kept("1") is None
    assert not Case.objects.exists()
    assert Inbox.objects.count() == 1


def test_broken_lines_of_the_inbox_are_kept_with_their_reason(context):
    inbox.put([inbox.Line(b'{"id": 1}', 1), inbox.Line(b"{", 2)], "", NOW)
    read_batch(context)
    assert sorted(Rejected.objects.values_list("number", "stage")) == [(1, "parse"), (2, "parse")]


def test_a_watched_post_comes_back_when_many_see_it(context):
    calm = "Zeisig Flott gesehen"
    run(context, line("1", calm, metrics={"views": 3}))
    verdict = kept("1").verdict
    assert not verdict.needs_work
    limit = verdict.tripwire.reach
    assert run(context, line("1", calm, metrics={"views": limit - 1})).opened == ()
    (pk,) = run(context, line("1", calm, metrics={"views": limit + 1})).opened
    assert Case.objects.get().pk == pk
    assert run(context, line("1", calm, metrics={"views": limit + 500})).opened == (), "once is enough"


def test_only_crossing_the_wire_counts():
    wire = Tripwire(reach=100, replies=10)

    def seen(views, replies=0):
        return Post(id="1", channel="x", metrics=Metrics(views=views, replies=replies))

    assert seen_by_many(wire, seen(99), seen(100)).key == "triage.tripwire.reach"
    assert seen_by_many(wire, seen(1, 9), seen(1, 10)).key == "triage.tripwire.replies"
    assert seen_by_many(wire, seen(200), seen(300)) is None
    assert seen_by_many(wire, seen(1), seen(2)) is None
    assert seen_by_many(Tripwire(), seen(1), seen(10**9)) is None


def test_every_stage_is_measured(context):
    run(context, line("1"))
    stages = [stage.__name__ for stage in (*pipeline.PREPARE, *pipeline.KEEP)]
    for stage in stages:
        assert (
            context.measures.registry.get_sample_value("sturmwarte_stage_posts_total", {"stage": stage}) == 1
        )


def test_deadlines_are_announced_when_they_pass(context):
    run(context, line("1"))
    case = Case.objects.get()
    clock, jobs = SteppedClock(NOW), runner(context.measures)
    jobs.run_due(clock)
    assert not Change.objects.filter(kind="overdue").exists()
    clock.move(case.deadline + timedelta(seconds=1))
    while jobs.run_due(clock):
        pass
    assert Change.objects.filter(kind="overdue", ref=str(case.pk)).exists()
