"""Labels and versions: who may, what counts, what is told. Also runs on PostgreSQL."""

from datetime import timedelta

import pytest

from sturmwarte.station.ledger.models import AuditEntry, Change, Job
from sturmwarte.station.ledger.record import first_break
from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import NOBODY
from sturmwarte.station.understand.actions.ask import ENOUGH, QUIET, UNDER_WAY, order, refit_now
from sturmwarte.station.understand.actions.label import correct, label
from sturmwarte.station.understand.actions.undo import undo, undo_dimension
from sturmwarte.station.understand.actions.versions import activate_version, active, keep, undo_version
from sturmwarte.station.understand.errors import LabelError, NotAllowed
from sturmwarte.station.understand.labels import labels_of, majority
from sturmwarte.station.understand.learning import learning
from sturmwarte.station.understand.models import Label, ModelVersion
from sturmwarte.station.understand.progress import WANTED, progress
from sturmwarte.station.understand.readable import readable
from tests.understand.people import NOW, person, post

pytestmark = pytest.mark.django_db
LABELLERS = {Role.OWNER, Role.LEAD, Role.MEMBER, Role.DUTY}
DECIDERS = {Role.OWNER, Role.LEAD}


def version(number, state="earlier", **fields):
    return ModelVersion.objects.create(
        number=number, made_at=NOW, made_by="station", labels=3, state=state, **fields
    )


def test_a_label_is_kept_told_and_applied_later():
    made = correct(person(), post(), "sentiment", ["negative"], NOW)
    assert (made.value, made.network, made.post, made.source) == (["negative"], "mastodon", "1", "correction")
    current = readable(post(), person())["sentiment"]
    assert (current.value, current.pending, current.people, current.mine) == (("negative",), True, 1, made.pk)
    assert Change.objects.get(kind="reading").ref == "mastodon:1"
    assert Job.objects.get(kind="correct").payload == {"label": made.pk}
    entry = AuditEntry.objects.get(action="understand.label")
    assert entry.after == {"sentiment": ["negative"]}
    assert "mastodon" not in entry.subject
    assert first_break() is None


def test_saying_the_same_again_changes_nothing():
    first = correct(person(), post(), "kinds", ["billing", "complaint"], NOW)
    again = correct(person(), post(), "kinds", ["complaint", "billing"], NOW)
    assert (again.pk, Label.objects.count(), AuditEntry.objects.count()) == (first.pk, 1, 1)


def test_several_dimensions_are_one_step():
    made = label(person(), post(), {"sentiment": ["positive"], "offensive": [], "kinds": []}, NOW)
    assert [one.value for one in made] == [["positive"], [], ["none"]]
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("dimension", "value"),
    [
        ("sentiment", []),
        ("sentiment", ["negative", "positive"]),
        ("sentiment", ["sad"]),
        ("kinds", ["none", "praise"]),
        ("mood", ["x"]),
        ("answer", ["no"]),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_with_the_mend(dimension, value):
    with pytest.raises(LabelError, match=r"choose|exactly|alone"):
        correct(person(), post(), dimension, value, NOW)
    assert not Label.objects.exists()


def test_the_newest_word_of_each_person_counts_and_the_majority_decides():
    one, two, three = (person(name=name) for name in "abc")
    for who, value in ((one, "negative"), (two, "neutral"), (three, "neutral"), (one, "positive")):
        correct(who, post(), "sentiment", [value], NOW)
    assert majority(labels_of(post().post)) == ("neutral",)
    undo_dimension(three, post(), "sentiment", NOW)
    # Of equally many the newest word: that of the first person.
    assert majority(labels_of(post().post)) == ("positive",)


def test_a_label_taken_back_lets_the_word_before_it_count():
    correct(person(), post(), "sentiment", ["negative"], NOW)
    second = correct(person(), post(), "sentiment", ["positive"], NOW)
    undo(person(), second.pk, NOW)
    assert readable(post())["sentiment"].value == ("negative",)
    with pytest.raises(LabelError, match="already"):
        undo(person(), second.pk, NOW)


def test_a_label_holds_for_the_text_it_was_given_to():
    correct(person(), post(), "sentiment", ["negative"], NOW)
    assert readable(post(text="Alles wieder gut, danke!")) == {}
    assert readable(post(run="replay:1")) == {}
    assert "sentiment" in readable(post(run="import"))


def test_a_deleted_post_is_not_labelled():
    for state in ({"held": True}, {"deleted_at": NOW}):
        with pytest.raises(LabelError, match="deleted"):
            correct(person(), post(**state), "sentiment", ["negative"], NOW)


def test_only_ones_own_labels_are_taken_back_but_by_those_who_answer_for_it():
    made = correct(person(Role.MEMBER), post(), "sentiment", ["negative"], NOW)
    with pytest.raises(NotAllowed):
        undo(person(Role.DUTY), made.pk, NOW)
    with pytest.raises(LabelError, match="nothing of yours"):
        undo_dimension(person(Role.LEAD), post(), "sentiment", NOW)
    assert undo(person(Role.LEAD), made.pk, NOW).undone_at == NOW


ACTIONS = {
    "label": (LABELLERS, lambda who: correct(who, post(), "sentiment", ["negative"], NOW)),
    "undo": (LABELLERS, lambda who: undo(who, _labelled_by(who), NOW)),
    "progress": (LABELLERS, lambda who: progress(who, NOW)),
    "refit": (DECIDERS, lambda who: refit_now(who, NOW)),
    "activate": (DECIDERS, lambda who: activate_version(who, 1, "", NOW)),
    "undo_version": (DECIDERS, lambda who: undo_version(who, "", NOW)),
}


def _labelled_by(who):
    return Label.objects.create(
        network="mastodon", post="1", content="x", dimension="heat", value=["calm"], by=f"user:{who.user}",
        at=NOW, group="g",
    ).pk  # fmt: skip


@pytest.mark.parametrize("role", [*Role.values, None])
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_by_every_role(action, role):
    allowed, do = ACTIONS[action]
    version(1)
    version(2, "active")
    who = person(role) if role else NOBODY
    if role in allowed:
        do(who)
    else:
        with pytest.raises(NotAllowed):
            do(who)
        assert not AuditEntry.objects.exists()


def test_a_refit_is_due_when_it_is_quiet_after_enough_labels():
    who = person()
    for n in range(ENOUGH - 1):
        correct(who, post(str(n)), "sentiment", ["negative"], NOW)
    assert not Job.objects.filter(kind="refit").exists()
    correct(who, post("x"), "sentiment", ["negative"], NOW)
    later = NOW + timedelta(minutes=3)
    correct(who, post("y"), "sentiment", ["negative"], later)
    assert Job.objects.get(kind="refit").due == later + QUIET
    # A sitting that does not end is learned from all the same.
    for minutes in range(4, 90, 4):
        correct(who, post(f"z{minutes}"), "heat", ["calm"], NOW + timedelta(minutes=minutes))
    assert Job.objects.get(kind="refit").due == NOW + timedelta(hours=1)
    refit_now(person(Role.LEAD), later)
    assert Job.objects.get(kind="refit").due == later


def test_a_refit_that_gave_up_is_tried_again_when_asked():
    order(NOW, "station")
    Job.objects.update(state=Job.State.DEAD, attempts=8)
    order(NOW + timedelta(hours=2), "user:1")
    job = Job.objects.get()
    assert (job.state, job.attempts, job.due) == ("queued", 0, NOW + timedelta(hours=2))


def test_what_must_be_forgotten_is_not_lost_in_a_refit_under_way():
    order(NOW, "station")
    Job.objects.update(payload={**Job.objects.get().payload, UNDER_WAY: "now"})
    refit_now(person(Role.LEAD), NOW)
    assert Job.objects.count() == 1
    order(NOW, "station", "understand.refit.forgotten")
    assert Job.objects.get(key="refit:2").payload["why"] == "understand.refit.forgotten"
    Job.objects.filter(key="refit:1").update(payload={"by": "x", "why": "", "since": NOW.isoformat()})
    order(NOW, "station", "understand.refit.forgotten")
    refit_now(person(Role.LEAD), NOW)
    assert Job.objects.get(key="refit:1").payload["why"] == "understand.refit.forgotten"


def test_versions_go_to_work_and_back():
    lead = person(Role.LEAD)
    keep(
        ModelVersion(number=1, made_at=NOW, made_by="station", labels=1), at_work=True, by="station", now=NOW
    )
    keep(
        ModelVersion(number=2, made_at=NOW, made_by="station", labels=2), at_work=True, by="station", now=NOW
    )
    keep(
        ModelVersion(number=3, made_at=NOW, made_by="station", labels=3), at_work=False, by="station", now=NOW
    )
    assert _states() == {1: "earlier", 2: "active", 3: "waiting"}
    activate_version(lead, 3, "looks right to me", NOW)
    assert _states() == {1: "earlier", 2: "earlier", 3: "active"}
    assert undo_version(lead, "it was wrong", NOW).number == 2
    assert _states() == {1: "earlier", 2: "active", 3: "undone"}
    assert undo_version(lead, "", NOW).number == 1
    assert undo_version(lead, "", NOW) is None
    assert active() is None
    with pytest.raises(LabelError, match="shipped"):
        undo_version(lead, "", NOW)
    assert [v.state for v in learning().versions] == ["undone"] * 3
    assert first_break() is None


def test_a_version_without_its_file_cannot_go_to_work():
    version(1, checksum="ab" * 32)
    with pytest.raises(LabelError, match="no longer kept"):
        activate_version(person(Role.LEAD), 1, "", NOW)


def _states():
    return dict(ModelVersion.objects.values_list("number", "state"))


def test_learning_counts_labels_and_agreement():
    one, two = person(name="a"), person(name="b")
    for n in range(4):
        correct(one, post(str(n)), "sentiment", ["negative" if n else "positive"], NOW)
        correct(two, post(str(n)), "sentiment", ["negative" if n > 1 else "positive"], NOW)
    told = {one.id: one for one in learning().dimensions}
    mood = told["sentiment"]
    assert (mood.labels, mood.posts, mood.people, mood.needed) == (8, 4, 2, WANTED - 4)
    assert (mood.agreement.posts, mood.agreement.same) == (4, 0.75)
    assert told["heat"].agreement is None
    assert progress(one, NOW).today == 4
    assert progress(one, NOW + timedelta(days=1)).today == 0
    assert progress(one, NOW).needed["sentiment"] == WANTED - 4
