"""Which posts open a case, join one, or make one more urgent."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from sturmwarte.core.post import Post
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.core.understand.reading import Kind, Reading
from sturmwarte.station.ledger.models import Change, Job
from sturmwarte.station.respond.actions.open_for import open_for
from sturmwarte.station.respond.models import Case, CasePost

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
COMPLAINT = Reading(kinds=(Kind("complaint", 0.9),))


@dataclass
class Entry:
    post: Post
    verdict: Verdict | None = None
    topics: tuple[str, ...] = ("marke",)
    reading: Reading | None = COMPLAINT


def heard(id, verdict="answer", priority=3, hours=4, **fields):
    fields = {"channel": "forum:x", "text": "Hallo", "received_at": NOW, **fields}
    due = NOW + hours * HOUR if hours else None
    judged = (
        Verdict(verdict=verdict, priority=priority, owner="kundendienst", deadline=due) if verdict else None
    )
    return Entry(Post(id=id, **fields), judged)


def opened(*entries, run="live"):
    return open_for(entries, run, NOW)


def test_a_post_that_needs_work_opens_a_case():
    (pk,) = opened(heard("1"), heard("2", "watch", 5), heard("3", None)).opened
    case = Case.objects.get()
    assert (case.pk, case.post, case.owner, case.kind) == (pk, "1", "kundendienst", "complaint")
    assert (case.thread, case.deadline) == ("forum:1", NOW + 4 * HOUR)
    assert Change.objects.get(kind="case").ref == str(pk)
    assert Job.objects.get(kind="deadline").due == case.deadline


def test_a_conversation_is_one_case_with_our_answer_in_it():
    opened(heard("1"))
    opened(heard("2", None, own=True, in_reply_to="1"))
    opened(heard("3", in_reply_to="2"))
    assert Case.objects.count() == 1
    assert sorted(CasePost.objects.values_list("post", flat=True)) == ["1", "2", "3"]


def test_a_conversation_within_one_batch_is_one_case():
    opened(heard("1"), heard("2", in_reply_to="1"), heard("3", root="1", in_reply_to="2"))
    assert Case.objects.count() == 1
    assert CasePost.objects.count() == 3


def test_an_urgent_post_makes_its_case_urgent():
    opened(heard("1"))
    done = opened(heard("2", "escalate", 1, 1, in_reply_to="1"))
    case = Case.objects.get()
    assert (case.verdict, case.priority, case.deadline) == ("escalate", 1, NOW + HOUR)
    assert done.updated == [case.pk]
    assert Job.objects.filter(kind="deadline").count() == 2


def test_a_calmer_post_leaves_it_as_urgent_as_it_was():
    opened(heard("1", "escalate", 1, 1))
    assert opened(heard("2", "community", 4, 24, in_reply_to="1")).updated == []
    assert Case.objects.get().priority == 1


def test_after_closing_a_new_post_of_the_thread_opens_a_new_case():
    opened(heard("1"))
    Case.objects.update(state="closed")
    assert len(opened(heard("2", in_reply_to="1")).opened) == 1


def test_a_post_does_not_get_a_second_case_unless_it_became_more_urgent():
    opened(heard("1"))
    Case.objects.update(state="closed")
    assert opened(heard("1")).opened == []
    assert len(opened(heard("1", "escalate", 1)).opened) == 1


def test_runs_do_not_meet():
    opened(heard("1"))
    opened(heard("1"), run="replay:a")
    opened(heard("2", in_reply_to="1"), run="replay:a")
    assert sorted(Case.objects.values_list("run", flat=True)) == ["live", "replay:a"]


def test_networks_do_not_meet():
    opened(heard("1"), heard("1", channel="mastodon"))
    assert Case.objects.count() == 2


@pytest.mark.parametrize("how", [{"visibility": "private"}, {"form": "mail"}, {"form": "direct_message"}])
def test_a_private_message_makes_a_private_case(how):
    opened(heard("1", **how))
    assert Case.objects.get().private


def test_our_own_answer_meets_the_deadline_wherever_it_was_written():
    opened(heard("1"))
    opened(heard("2", None, own=True, in_reply_to="1"))
    case = Case.objects.get()
    assert (case.deadline, case.acknowledge_by) == (None, None)
    assert [one.action for one in case.decisions.all()] == ["answered"]
    opened(heard("2", None, own=True, in_reply_to="1"))
    assert case.decisions.count() == 1


def test_a_new_question_after_our_answer_has_a_deadline_of_its_own():
    opened(heard("1"))
    opened(heard("2", None, own=True, in_reply_to="1"), heard("3", in_reply_to="2", hours=9))
    assert Case.objects.get().deadline == NOW + 9 * HOUR


def test_our_own_post_that_began_the_conversation_answers_nothing():
    opened(heard("2", in_reply_to="1"))
    opened(heard("1", None, own=True))
    assert Case.objects.get().deadline == NOW + 4 * HOUR
