"""The steps of a case as stories, with time passing: assigned, put aside, promised, ignored, taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.verdict import Tried, Verdict
from sturmwarte.engine.clock import SteppedClock
from sturmwarte.engine.jobs.kinds import runner
from sturmwarte.engine.measures import Measures
from sturmwarte.station.ledger.models import AuditEntry, Change, Job
from sturmwarte.station.ledger.record import first_break
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.respond.actions.assign import assign
from sturmwarte.station.respond.actions.bulk import MOST, Wish, bulk, undo_bulk
from sturmwarte.station.respond.actions.close import close
from sturmwarte.station.respond.actions.errors import CaseError, Stale
from sturmwarte.station.respond.actions.give_back import give_back
from sturmwarte.station.respond.actions.ignore import ignore
from sturmwarte.station.respond.actions.note import note
from sturmwarte.station.respond.actions.open_for import open_for
from sturmwarte.station.respond.actions.postpone import postpone, resume
from sturmwarte.station.respond.actions.promise import keep_promise, promise
from sturmwarte.station.respond.actions.reopen import reopen
from sturmwarte.station.respond.actions.take import take
from sturmwarte.station.respond.actions.undo import undo
from sturmwarte.station.respond.due import overdue
from sturmwarte.station.respond.models import Case
from tests.respond.test_open_for import Entry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
TRIPPED = Tried("tripwire", True, Reason("triage.tripwire.reach", {"limit": 5000, "was": 1, "is": 6000}))


def login(name, role="member", **limits):
    user = User.objects.create(email=f"{name}@zeisig.example", name=name.capitalize())
    Grant.objects.create(user=user, role=role, **limits)
    return user


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def svea(db):
    return login("svea")


@pytest.fixture
def emre(db):
    return login("emre")


def heard(id="1", reasons=(), **fields):
    post = Post(id=id, **{"channel": "mastodon", "text": "Hallo", "received_at": NOW, **fields})
    deadline = NOW + 4 * HOUR
    return Entry(post, Verdict(verdict="answer", priority=3, deadline=deadline, reasons=reasons))


def case_of(id="1", **fields):
    (pk,) = open_for([heard(id, **fields)], "live", NOW).opened
    return Case.objects.get(pk=pk)


def again(case):
    return Case.objects.get(pk=case.pk)


def actions(case):
    return list(case.decisions.order_by("pk").values_list("action", flat=True))


def run_jobs(at):
    runner(Measures()).run_due(SteppedClock(at))


def test_assigned_to_a_colleague_it_is_theirs(svea, emre):
    case = assign(case_of(), svea, emre, 0, NOW)
    assert (case.state, case.taken_by, case.assigned_by) == ("taken", emre, svea)
    assert AuditEntry.objects.latest("pk").after["taken_by"] == emre.pk
    assert first_break() is None
    assert undo(case, svea, case.revision, NOW).taken_by is None


@pytest.mark.parametrize(
    ("role", "limits", "why"),
    [
        ("reader", {}, "reads cases but does not work on them"),
        ("member", {"channel": "mail"}, "its channel or topic is not theirs"),
        ("member", {"topic": "other"}, "its channel or topic is not theirs"),
    ],
)
def test_a_colleague_who_could_not_work_on_it_does_not_get_it(svea, role, limits, why):
    case, other = case_of(), login("lena", role, **limits)
    with pytest.raises(CaseError, match=why):
        assign(case, svea, other, 0, NOW)
    assert again(case).revision == 0


def test_being_given_a_private_message_opens_no_door(svea, emre):
    case = case_of(visibility="private")
    with pytest.raises(CaseError, match="belongs to another team"):
        assign(case, svea, emre, 0, NOW)
    emre.is_active = False
    with pytest.raises(CaseError, match="no longer sign in"):
        assign(case, svea, emre, 0, NOW)
    with pytest.raises(CaseError, match="neither a team nor a person"):
        assign(case, svea, "no-such-team", 0, NOW)


def test_postponed_it_comes_back_at_its_time(svea):
    case = postpone(case_of(), svea, NOW + HOUR, "waits for the lab", 0, NOW)
    run_jobs(NOW + HOUR - timedelta(seconds=1))
    assert again(case).postponed_at == NOW
    run_jobs(NOW + HOUR)
    back = again(case)
    assert (back.postponed_at, back.postponed_until, back.revision) == (None, None, case.revision)
    assert actions(back) == ["postpone", "back_time"]
    assert Change.objects.latest("pk").kind == "case"


def test_a_new_post_brings_it_back_at_once(svea):
    case = postpone(case_of(), svea, None, "", 0, NOW)
    open_for([heard("2", own=True, in_reply_to="1")], "live", NOW)
    assert again(case).postponed_at == NOW
    open_for([heard("3", in_reply_to="1")], "live", NOW + HOUR)
    assert again(case).postponed_at is None
    assert actions(case)[-1] == "back_post"
    run_jobs(NOW + 2 * HOUR)  # nothing is left to do, and nothing happens twice
    assert actions(case).count("back_post") == 1


def test_a_tripwire_brings_it_back_at_once(svea):
    case = postpone(case_of(), svea, NOW + 9 * HOUR, "", 0, NOW)
    open_for([heard()], "live", NOW)
    assert again(case).postponed_at == NOW
    open_for([heard(reasons=(TRIPPED,))], "live", NOW + HOUR)
    assert again(case).postponed_at is None
    assert actions(case)[-1] == "back_tripwire"


def test_its_deadline_counts_on_although_it_is_postponed(svea):
    case = postpone(case_of(), svea, NOW + 9 * HOUR, "", 0, NOW)
    assert not Case.objects.filter(overdue(NOW + 3 * HOUR)).exists()
    assert Case.objects.filter(overdue(NOW + 5 * HOUR)).get() == case
    run_jobs(NOW + 5 * HOUR)
    assert Change.objects.filter(kind="overdue", ref=str(case.pk)).count() == 1


def test_postponed_again_it_waits_for_the_later_time(svea):
    case = postpone(case_of(), svea, NOW + HOUR, "", 0, NOW)
    case = postpone(case, svea, NOW + 2 * HOUR, "", case.revision, NOW)
    run_jobs(NOW + HOUR)
    assert again(case).postponed_until == NOW + 2 * HOUR
    case = resume(case, svea, case.revision, NOW + HOUR)
    run_jobs(NOW + 2 * HOUR)
    assert actions(case) == ["postpone", "postpone", "resume"]


def test_an_undone_resume_comes_back_at_the_same_time(svea):
    case = postpone(case_of(), svea, NOW + HOUR, "", 0, NOW)
    case = resume(case, svea, case.revision, NOW)
    case = undo(case, svea, case.revision, NOW)
    assert case.postponed_until == NOW + HOUR
    run_jobs(NOW + HOUR)
    assert again(case).postponed_at is None


@pytest.mark.parametrize("hours", [0, -1, 24 * 400])
def test_a_time_that_cannot_be_is_refused(svea, hours):
    case = case_of()
    with pytest.raises(CaseError):
        postpone(case, svea, NOW + hours * HOUR, "", 0, NOW)
    with pytest.raises(CaseError):
        promise(case, svea, NOW + hours * HOUR, "", 0, NOW)


def test_a_promise_counts_like_a_deadline_until_it_is_kept(svea):
    case = promise(case_of(), svea, NOW + HOUR, "we call back", 0, NOW)
    Case.objects.update(deadline=None)  # answered
    run_jobs(NOW + HOUR)
    assert Change.objects.filter(kind="overdue", ref=str(case.pk)).count() == 1
    assert Case.objects.filter(overdue(NOW + 2 * HOUR)).exists()
    kept = keep_promise(again(case), svea, case.revision, NOW + 2 * HOUR)
    assert kept.promised_until is None
    with pytest.raises(CaseError, match="Nothing is promised"):
        keep_promise(kept, svea, kept.revision, NOW)


def test_what_was_ignored_comes_back_with_its_history(svea):
    case = take(case_of(), svea, 0, NOW)
    with pytest.raises(CaseError, match="Say why"):
        ignore(case, svea, " ", case.revision, NOW)
    case = ignore(case, svea, "a joke", case.revision, NOW)
    assert (case.state, case.result) == ("closed", "ignored")
    assert open_for([heard()], "live", NOW + HOUR).opened == []
    open_for([heard(reasons=(TRIPPED,))], "live", NOW + HOUR)
    back = again(case)
    assert (back.state, back.result, back.closed_at, back.taken_by) == ("taken", "", None, svea)
    assert actions(back) == ["take", "ignore", "back_tripwire"]
    assert Job.objects.filter(kind="deadline").exists()


def test_what_was_closed_otherwise_stays_closed(svea):
    case = close(case_of(), svea, "answered", "", 0, NOW)
    open_for([heard(reasons=(TRIPPED,))], "live", NOW + HOUR)
    assert again(case).state == "closed"
    with pytest.raises(CaseError, match="how the case ended"):
        close(case_of("9"), svea, "ignored", "", 0, NOW)


def test_an_undo_takes_step_after_step_back(svea):
    case = take(case_of(), svea, 0, NOW)
    case = promise(case, svea, NOW + HOUR, "", case.revision, NOW)
    case = postpone(case, svea, NOW + HOUR, "", case.revision, NOW)
    note(case, svea, "secret words", NOW)
    case = close(case, svea, "answered", "", case.revision, NOW)
    seen = []
    for _ in range(5):
        case = undo(again(case), svea, case.revision, NOW)
        case = again(case)
        seen.append((case.state, bool(case.postponed_at), bool(case.promised_until), case.taken_by))
    assert seen == [
        ("taken", True, True, svea), ("taken", True, True, svea), ("taken", False, True, svea),
        ("taken", False, False, svea), ("open", False, False, None),
    ]  # fmt: skip
    assert "secret words" not in str(list(case.decisions.values()))
    with pytest.raises(CaseError, match="nothing of yours"):
        undo(case, svea, case.revision, NOW)


def test_a_colleagues_later_step_is_never_undone(svea, emre):
    case = take(case_of(), svea, 0, NOW)
    case = postpone(case, emre, NOW + HOUR, "", case.revision, NOW)
    with pytest.raises(CaseError, match="after your step"):
        undo(case, svea, case.revision, NOW)
    case = undo(case, emre, case.revision, NOW)
    note(case, emre, "a note stands in nobody's way", NOW)
    assert undo(case, svea, case.revision, NOW).state == "open"


def test_an_undo_of_what_has_moved_on_is_refused(svea, emre):
    case = take(case_of(), svea, 0, NOW)
    take(case, emre, case.revision, NOW)
    with pytest.raises(Stale):
        undo(case, svea, case.revision, NOW)


def test_giving_back_is_for_whoever_has_it(svea, emre):
    case = take(case_of(), svea, 0, NOW)
    with pytest.raises(CaseError, match="not taken"):
        give_back(case, emre, case.revision, NOW)
    case = give_back(case, svea, case.revision, NOW)
    assert (case.state, case.taken_by) == ("open", None)
    case = close(case, svea, "solved", "", case.revision, NOW)
    assert reopen(case, emre, case.revision, NOW).state == "open"


def test_many_at_once_leaves_alone_what_moved_on(svea, emre):
    cases = [case_of(str(n)) for n in range(6)]
    seen = {case.pk: case.revision for case in cases}
    take(cases[2], emre, 0, NOW)
    close(cases[4], emre, "solved", "", 0, NOW)
    who = permissions(svea, NOW)
    done = bulk(svea, who, Wish("close", result="no_answer"), {**seen, 9999: 0}, NOW)
    assert done.cases == [cases[n].pk for n in (0, 1, 3, 5)]
    assert [left.case for left in done.left] == [cases[2].pk, cases[4].pk, 9999]
    assert all(left.why.endswith(".") for left in done.left)
    reopen(again(cases[0]), emre, again(cases[0]).revision, NOW)
    back = undo_bulk(svea, who, done.id, NOW)
    assert back.cases == [cases[n].pk for n in (1, 3, 5)]
    assert [left.case for left in back.left] == [cases[0].pk]
    assert {again(cases[n]).state for n in (1, 3, 5)} == {"open"}
    with pytest.raises(CaseError, match="nothing left"):
        undo_bulk(emre, who, done.id, NOW)


def test_not_more_than_five_hundred_and_nothing_unknown(svea):
    who = permissions(svea, NOW)
    with pytest.raises(CaseError, match="At most 500"):
        bulk(svea, who, Wish("take"), dict.fromkeys(range(MOST + 1), 0), NOW)
    with pytest.raises(CaseError, match="Choose what"):
        bulk(svea, who, Wish("erase"), {1: 0}, NOW)
