"""Rows written without objects: what comes back out is what an object would have brought in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from sturmwarte.station.ledger.models import Job
from sturmwarte.station.ledger.rows import insert, insert_told

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = ("kind", "key", "run", "due", "payload")


def row(number, due=NOW):
    return ["deadline", f"case:{number}", "live", due, {"case": number, "word": "Straße"}]


def test_rows_hold_what_was_given_and_the_usual_for_the_rest():
    berlin = timezone(timedelta(hours=1))
    insert(Job, NAMES, [row(1), row(2, NOW.astimezone(berlin) + timedelta(seconds=1))])
    first, second = Job.objects.order_by("id")
    assert (first.due, second.due) == (NOW, NOW + timedelta(seconds=1))
    assert first.payload == {"case": 1, "word": "Straße"}
    assert (first.state, first.attempts) == (Job.State.QUEUED, 0)


def test_each_row_is_told_its_number_however_many_statements_they_take():
    numbers = insert_told(Job, NAMES, [row(n) for n in range(2_000)], by="key")
    assert len(numbers) == 2_000
    assert all(Job.objects.get(pk=numbers[f"case:{n}"]).payload["case"] == n for n in (0, 999, 1_999))


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert(Job, NAMES, [])
        assert insert_told(Job, NAMES, [], by="key") == {}
