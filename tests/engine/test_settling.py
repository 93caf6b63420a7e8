"""The job that takes erased words out of the index comes again at once while more is left."""

import pytest

from sturmwarte.engine.jobs import kinds
from sturmwarte.engine.jobs.settling import AGAIN, EVERY, SETTLE, settle
from sturmwarte.station.archive import Archive, merging
from sturmwarte.station.ledger.models import Job
from tests.archive.scene import NOON, post, take


@pytest.mark.django_db(transaction=True)
def test_it_comes_again_until_nothing_is_left(monkeypatch):
    kinds.standing_jobs(NOON)
    job = Job.objects.get(kind=SETTLE)
    take(post("1", "quietschentchen"))
    assert settle(job, NOON) == NOON + EVERY, "nothing was erased"
    Archive().delete("mastodon", "1", "", NOON)
    works, slow = merging.go_on, iter([True, True])
    monkeypatch.setattr(merging, "go_on", lambda *asked: works(*asked) and not next(slow, False))
    assert [settle(job, NOON) - NOON for _ in range(4)] == [AGAIN, AGAIN, EVERY, EVERY]
    assert SETTLE in kinds.OUTSIDE, "it makes its own transactions"
