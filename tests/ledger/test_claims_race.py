"""Many workers at once, each with a connection of its own: every job is taken exactly once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from sturmwarte.station.ledger.jobs import Due, claim, schedule
from sturmwarte.station.ledger.models import Outgoing
from sturmwarte.station.ledger.outbox import claim as claim_outgoing
from sturmwarte.station.ledger.outbox import put

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def in_threads(work):
    def one(number):
        try:
            return work(f"worker {number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        return [key for keys in pool.map(one, range(4)) for key in keys]


def test_jobs_are_claimed_once():
    schedule(*(Due("deadline", f"case:{n}", NOW) for n in range(40)))
    taken = in_threads(lambda worker: [job.key for job in claim(worker, NOW, limit=40)])
    assert sorted(taken) == sorted(f"case:{n}" for n in range(40))


def test_what_leaves_is_claimed_once():
    for n in range(20):
        put(f"mail:{n}", "mail", "desk@example.org", {}, NOW)
    taken = in_threads(lambda worker: [one.key for one in claim_outgoing(worker, NOW, limit=20)])
    assert sorted(taken) == sorted(f"mail:{n}" for n in range(20))
    assert not Outgoing.objects.filter(claimed_by="").exists()
