"""Taking, closing, undoing, noting: one step at a time, told and recorded, nobody overwritten."""

import pytest
from django.test import Client

from sturmwarte.station.ledger.models import AuditEntry, Change
from sturmwarte.station.ledger.record import first_break
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.respond.actions.close import close
from sturmwarte.station.respond.actions.errors import CaseError, Stale
from sturmwarte.station.respond.actions.note import note
from sturmwarte.station.respond.actions.take import take
from sturmwarte.station.respond.actions.undo import undo
from sturmwarte.station.respond.models import Case
from sturmwarte.station.respond.pages.asked import Asked
from sturmwarte.station.respond.pages.listing import listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(scene):
    return Case.objects.get(pk=scene.cases["p4"].pk)


def test_take_close_undo(scene, case):
    duty, now = scene.people["duty"], scene.now
    taken = take(case, duty, case.revision, now)
    closed = close(taken, duty, "answered", "by phone", taken.revision, now)
    assert (closed.state, closed.result, closed.closed_at) == ("closed", "answered", now)
    again = undo(closed, duty, closed.revision, now)
    assert (again.state, again.result, again.closed_at, again.taken_by) == ("taken", "", None, duty)
    free = undo(again, duty, again.revision, now)
    assert (free.state, free.taken_by) == ("open", None)
    steps = list(free.decisions.order_by("pk").values_list("action", flat=True))
    assert steps == ["take", "close", "undo", "undo"]


def test_each_step_is_told_and_recorded(scene, case):
    changes, entries = Change.objects.count(), AuditEntry.objects.count()
    taken = take(case, scene.people["duty"], case.revision, scene.now)
    note(taken, scene.people["duty"], "The customer's name is secret", scene.now)
    assert Change.objects.count() == changes + 2
    told = AuditEntry.objects.order_by("pk")[entries:]
    assert [one.action for one in told] == ["case.take", "case.note"]
    assert "secret" not in str([(one.before, one.after, one.reason) for one in told])
    assert first_break() is None


def test_the_slower_of_two_is_told_and_changes_nothing(scene, case):
    take(case, scene.people["duty"], case.revision, scene.now)
    with pytest.raises(Stale) as told:
        take(case, scene.people["lead"], case.revision, scene.now)
    assert told.value.case.taken_by == scene.people["duty"]
    assert Case.objects.get(pk=case.pk).taken_by == scene.people["duty"]


def test_what_cannot_be_says_why(scene, case):
    duty, now = scene.people["duty"], scene.now
    for wrong in (
        lambda: close(case, duty, "no such result", "", case.revision, now),
        lambda: note(case, duty, "  ", now),
        lambda: note(case, duty, "x" * 10_001, now),
        lambda: undo(case, duty, case.revision, now),
    ):
        with pytest.raises(CaseError) as told:
            wrong()
        assert str(told.value).endswith(".")
    assert Case.objects.get(pk=case.pk).revision == case.revision


def test_a_closed_case_is_not_opened_beside_a_newer_one(scene, case):
    duty, now = scene.people["duty"], scene.now
    closed = close(case, duty, "answered", "", case.revision, now)
    Case.objects.create(
        thread=closed.thread, network=closed.network, post="later", channel=closed.channel,
        verdict="answer", opened_at=now,
    )  # fmt: skip
    with pytest.raises(CaseError):
        undo(closed, duty, closed.revision, now)


def test_the_list_goes_on_page_by_page_without_losing_or_doubling(scene):
    first = Case.objects.get(pk=scene.cases["p4"].pk)
    Case.objects.bulk_create(
        Case(
            thread=f"t{n}", network="mastodon", post=f"x{n}", channel="mastodon", verdict="answer",
            priority=n % 3 + 1, deadline=None if n % 4 == 0 else first.deadline, opened_at=scene.now,
        )
        for n in range(23)
    )  # fmt: skip
    who, seen, after = permissions(scene.people["member"], scene.now), [], ""
    while True:
        page = listing(who, Asked(), scene.now, after, size=5)
        seen += page.cases
        after = page.next
        if not after:
            break
    assert len(seen) == len({one.pk for one in seen}) == 25
    keys = [(one.due, one.priority, one.pk) for one in seen]
    assert keys == sorted(keys)
    for damaged in ("%", "AAAA", "W10", "é"):
        assert listing(who, Asked(), scene.now, damaged, size=5).cases == seen[:5]


def test_a_revision_from_nowhere_overwrites_nothing(scene, case):
    client = Client()
    client.force_login(scene.people["duty"], backend="allauth.account.auth_backends.AuthenticationBackend")
    for revision in ("", "x", "-1", "9" * 30, "²"):
        assert client.post(f"/desk/{case.pk}/take/", {"revision": revision}).status_code == 409
    assert Case.objects.get(pk=case.pk).state == "open"
