"""Jobs: one timer for everything, claimed once, tried again, laid down when hopeless."""

from datetime import UTC, datetime, timedelta

import pytest

from sturmwarte.station.ledger import jobs
from sturmwarte.station.ledger.jobs import Due, claim, fail, finish, schedule
from sturmwarte.station.ledger.models import Job

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_job_is_taken_when_it_is_due_and_by_one_worker_only():
    schedule(Due("deadline", "case:1", NOW + MINUTE, payload={"case": 1}))
    assert claim("one", NOW) == []
    (job,) = claim("one", NOW + MINUTE)
    assert job.payload == {"case": 1}
    assert claim("two", NOW + MINUTE) == []


def test_the_same_key_is_the_same_job():
    schedule(Due("deadline", "case:1", NOW))
    schedule(Due("deadline", "case:1", NOW + MINUTE), Due("deadline", "case:2", NOW))
    assert Job.objects.count() == 2
    assert Job.objects.get(key="case:1").due == NOW


def test_a_crash_gives_the_job_to_the_next_when_the_claim_runs_out():
    schedule(Due("deadline", "case:1", NOW))
    (lost,) = claim("one", NOW)
    assert claim("two", NOW + jobs.LEASE - timedelta(seconds=1)) == []
    (again,) = claim("two", NOW + jobs.LEASE)
    assert not finish(lost, NOW + jobs.LEASE), "whoever lost the claim must not end the job"
    assert finish(again, NOW + jobs.LEASE)
    assert Job.objects.get().state == Job.State.DONE


def test_a_recurring_job_is_due_again():
    schedule(Due("checkpoint", "checkpoint", NOW))
    (job,) = claim("one", NOW)
    assert finish(job, NOW, again=NOW + MINUTE)
    assert claim("one", NOW) == []
    assert len(claim("one", NOW + MINUTE)) == 1


def test_a_failing_job_waits_longer_each_time_and_dies_with_its_reason():
    schedule(Due("retention", "r", NOW))
    now, waits = NOW, []
    for _ in range(jobs.MAX_ATTEMPTS):
        (job,) = claim("one", now)
        fail(job, now, "the disk is full")
        job.refresh_from_db()
        waits.append(job.due - now)
        now = max(now, job.due)
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert (job.state, job.last_error) == (Job.State.DEAD, "the disk is full")
    assert claim("one", now + timedelta(days=1)) == []
    assert jobs.revive_all(now) == 1
    assert len(claim("one", now)) == 1


def test_the_jobs_of_a_replay_wait_for_its_own_clock():
    schedule(Due("deadline", "case:1", NOW, run="replay:a"), Due("deadline", "case:2", NOW))
    (live,) = claim("one", NOW)
    assert live.key == "case:2"
    (play,) = claim("one", NOW, run="replay:a")
    assert play.key == "case:1"


def test_a_withdrawn_job_never_comes_and_old_ones_are_forgotten():
    schedule(Due("deadline", "case:1", NOW), Due("deadline", "case:2", NOW))
    assert jobs.withdraw(["case:1"]) == 1
    (job,) = claim("one", NOW)
    finish(job, NOW)
    assert jobs.forget_done(NOW) == 0
    assert jobs.forget_done(NOW + MINUTE) == 1
