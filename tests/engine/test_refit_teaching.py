"""A correction: the reading, the counts, the recommendation and the case follow, and come back."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.understand.dimensions import DIMENSIONS
from sturmwarte.core.understand.reading import Reading
from sturmwarte.core.understand.teaching import Said, believed, corrected
from sturmwarte.engine.clock import SteppedClock
from sturmwarte.engine.jobs.kinds import of_context, runner
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.archive.removal import remove
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.people.models import Role, User
from sturmwarte.station.respond.actions.take import take
from sturmwarte.station.respond.models import Case, Decision
from sturmwarte.station.understand.actions.label import correct, label
from sturmwarte.station.understand.actions.undo import undo
from sturmwarte.station.understand.models import Label, ModelVersion
from sturmwarte.station.understand.readable import readable
from tests.engine.way import NOW, kept, line, run
from tests.understand.people import person

pytestmark = pytest.mark.django_db(transaction=True)
PRAISE = "Ein Lob an Zeisig, der Toaster Flott läuft seit Jahren tadellos, danke!"


def apply(context, now=NOW):
    handlers = {**of_context(context), "refit": lambda *_: None}  # no process of its own here
    while runner(context.measures, handlers).run_due(SteppedClock(now)):
        pass
    assert not Job.objects.filter(kind="correct").exclude(state="done").exists()


def counted(sentiment):
    hour = NOW.replace(minute=0)
    may = May.everything()
    series = Archive().series("", "hour", hour, hour + timedelta(hours=1), may=may, sentiment=sentiment)
    return sum(n for _, n in series)


def test_a_correction_changes_reading_counts_and_history(context):
    run(context, line("1"))
    before = kept("1")
    was = before.reading.sentiment.label
    correct(person(), before, "sentiment", ["positive"], NOW)
    apply(context)
    after = kept("1")
    assert (after.reading.sentiment.label, after.reading.sentiment.p) == ("positive", 1.0)
    (why,) = after.reading.why["sentiment"]
    assert (why.key, why.args) == ("understand.corrected", {"people": 1, "was": [was]})
    assert after.reading.made_by == {**before.reading.made_by, "corrected": "yes"}
    assert after.reading.kinds == before.reading.kinds
    assert (counted(was), counted("positive")) == (0, 1)
    assert not readable(after)["sentiment"].pending
    assert Archive().own_reading("mastodon", "1") == before.reading
    assert _writers("1") == ["", Label.objects.get().by]


def test_taking_it_back_restores_what_was_read(context):
    run(context, line("1"))
    before = kept("1")
    made = correct(person(), before, "sentiment", ["positive"], NOW)
    apply(context)
    undo(person(), made.pk, NOW)
    assert readable(kept("1"))["sentiment"].pending
    apply(context)
    assert kept("1").reading == before.reading
    assert kept("1").verdict == before.verdict
    assert counted(before.reading.sentiment.label) == 1
    assert readable(kept("1")) == {}


def test_the_counts_are_whole_after_many_corrections(context):
    run(context, *(line(str(n), PRAISE if n % 2 else f"Frage {n}: wo ist mein Zeisig?") for n in range(6)))
    for n in range(6):
        values = {"sentiment": ["neutral"], "kinds": ["idea"], "heat": ["calm"], "answer": []}
        label(person(), kept(str(n)), values, NOW)
    apply(context)
    assert [finding for finding in Archive().integrity(thorough=True) if not finding.ok] == []
    assert counted("neutral") == 6


def test_a_post_delivered_again_keeps_what_people_said(context):
    run(context, line("1"))
    correct(person(), kept("1"), "kinds", ["praise"], NOW)
    apply(context)
    run(context, line("1", source="another", metrics={"likes": 3}))
    assert kept("1").reading.best_kind == "praise"
    # An edit is another text: people have not read it yet.
    run(context, line("1", text="Mein Zeisig Flott qualmt noch immer, wer hilft?"))
    assert kept("1").version == 2
    assert "corrected" not in kept("1").reading.made_by


def test_a_case_nobody_took_becomes_what_it_should_have_been(context):
    run(context, line("1"))
    case = Case.objects.get()
    assert (case.kind, case.priority) == ("danger", 1)
    correct(person(), kept("1"), "kinds", ["question"], NOW)
    apply(context)
    after = Case.objects.get()
    assert after.kind == "question"
    assert after.priority > 1
    assert after.verdict == kept("1").verdict.verdict
    assert Decision.objects.get().action == "rejudged"


def test_a_case_somebody_took_only_notes_it(context):
    run(context, line("1"))
    user = User.objects.create(email="a@example.org", name="A")
    take(Case.objects.get(), user, 0, NOW)
    correct(person(), kept("1"), "kinds", ["question"], NOW)
    apply(context)
    case = Case.objects.get()
    assert (case.kind, case.priority, case.state) == ("danger", 1, "taken")
    assert [d.action for d in Decision.objects.order_by("id")] == ["take", "rejudged"]


def test_a_post_that_needed_no_work_gets_a_case(context):
    run(context, line("1", PRAISE))
    open_before = Case.objects.count()
    correct(person(), kept("1"), "kinds", ["danger"], NOW)
    apply(context)
    assert kept("1").verdict.priority == 1
    assert Case.objects.count() == 1
    assert Case.objects.get().priority == 1
    assert open_before <= 1


def test_history_opens_no_case(context):
    run(context, line("1", PRAISE), run="import")
    correct(person(), kept("1"), "kinds", ["danger"], NOW)
    apply(context)
    assert kept("1").reading.best_kind == "danger"
    assert not Case.objects.exists()


def test_doing_it_twice_does_no_harm(context):
    run(context, line("1"))
    correct(person(), kept("1"), "sentiment", ["positive"], NOW)
    apply(context)
    Job.objects.filter(kind="correct").update(state="queued", attempts=0)
    apply(context)
    assert len(_writers("1")) == 2
    assert counted("positive") == 1


def test_a_deleted_post_takes_its_labels_and_has_the_station_forget(context):
    run(context, line("1", author={"id": "7", "handle": "uli"}), line("2", PRAISE))
    for id in "12":
        correct(person(), kept(id), "sentiment", ["positive"], NOW)
    apply(context)
    ModelVersion.objects.create(
        number=1, made_at=NOW, made_by="station", labels=2, newest=Label.objects.last().pk, state="active"
    )
    Archive().erase("mastodon", "7", NOW, reason="asked")
    assert [lb.post for lb in Label.objects.all()] == ["2"]
    assert Job.objects.get(kind="relearn").due == NOW
    apply(context, NOW + timedelta(seconds=1))
    assert Job.objects.get(kind="refit").payload["why"] == "understand.refit.forgotten"


def test_time_takes_labels_too_but_what_was_learned_stays(context):
    run(context, line("1"))
    correct(person(Role.LEAD), kept("1"), "sentiment", ["positive"], NOW)
    ModelVersion.objects.create(
        number=1, made_at=NOW, made_by="station", labels=1, newest=Label.objects.get().pk, state="active"
    )
    with connection.cursor() as cursor:
        remove(cursor, [("real", "mastodon", "1")], "kept long enough", 1, relearn=False)
    assert not Label.objects.exists()
    assert not Job.objects.filter(kind="relearn").exists()


VALUES = st.sampled_from(list(DIMENSIONS.values())).flatmap(
    lambda dimension: st.tuples(
        st.just(dimension),
        st.lists(st.sampled_from(dimension.labels), unique=True, min_size=0 if dimension.binary else 1).map(
            lambda labels: [x for x in dimension.labels if x in labels]
        ),
    )
)


@given(VALUES)
def test_what_people_say_is_what_is_believed(given):
    dimension, labels = given
    value = tuple(labels if dimension.many else labels[:1])
    reading = corrected(Reading(unsure=(dimension.id,)), {dimension.id: Said(value, 2)}, DIMENSIONS)
    assert believed(reading, dimension) == value
    assert reading.unsure == ()


def _writers(id):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT by FROM archive_judgement j JOIN archive_post p ON p.id = j.post WHERE p.gid = %s"
            " AND reading IS NOT NULL ORDER BY j.id",
            [id],
        )
        return [by for (by,) in cursor.fetchall()]
