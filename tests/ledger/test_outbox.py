"""What leaves the station: once, later if need be, and never from a drill."""

from datetime import UTC, datetime, timedelta

import pytest

from sturmwarte.station.ledger import outbox
from sturmwarte.station.ledger.models import Outgoing

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def put(key="mail:1", **given):
    return outbox.put(key, "mail", "desk@example.org", {"text": "Hallo"}, NOW, **given)


def test_the_same_key_leaves_once():
    assert put()
    assert not put()
    (one,) = outbox.claim("w", NOW)
    assert outbox.sent(one, NOW)
    assert outbox.claim("w", NOW + timedelta(days=1)) == []


def test_a_drill_never_reaches_outside():
    put(run="drill:1")
    assert Outgoing.objects.get().state == Outgoing.State.STOPPED
    assert outbox.claim("w", NOW + timedelta(days=1)) == []


def test_it_is_tried_again_and_given_up():
    put()
    now = NOW
    for _ in range(outbox.MAX_ATTEMPTS):
        (one,) = outbox.claim("w", now)
        state = outbox.failed(one, now, "no route to host", retry=True)
        one.refresh_from_db()
        now = max(now, one.due)
    assert state == Outgoing.State.FAILED
    assert one.last_error == "no route to host"


def test_what_cannot_work_is_not_tried_again():
    put()
    (one,) = outbox.claim("w", NOW)
    assert outbox.failed(one, NOW, "unknown recipient", retry=False) == Outgoing.State.FAILED


def test_it_can_be_taken_back_while_it_waits():
    put()
    assert outbox.stop("mail:1")
    assert outbox.claim("w", NOW) == []
    assert not outbox.stop("mail:1")


def test_a_crash_while_sending_leaves_it_to_the_next():
    put()
    outbox.claim("one", NOW)
    (again,) = outbox.claim("two", NOW + timedelta(minutes=3))
    assert outbox.sent(again, NOW)


def test_kinds_are_claimed_apart():
    put()
    assert outbox.claim("w", NOW, kinds=["reply"]) == []
    assert len(outbox.claim("w", NOW, kinds=["mail"])) == 1


def test_what_may_not_leave_yet_waits_without_an_attempt():
    put()
    (one,) = outbox.claim("w", NOW)
    outbox.put_off(one, NOW + timedelta(minutes=5), "frozen")
    assert outbox.claim("w", NOW + timedelta(minutes=4)) == []
    (again,) = outbox.claim("w", NOW + timedelta(minutes=5))
    assert (again.attempts, again.last_error) == (1, "frozen")


def test_what_has_left_is_forgotten_and_what_waits_is_not():
    put()
    put("mail:2")
    (one, _) = outbox.claim("w", NOW)
    outbox.sent(one, NOW)
    assert outbox.forget_left(NOW + timedelta(days=90)) == 1
    assert Outgoing.objects.get().key == "mail:2"
