"""The draft that editors share: steps, undo, and two people at once."""

import pytest
from django.utils import timezone

from sturmwarte.core.plan.amend import amend
from sturmwarte.core.plan.load import load
from sturmwarte.core.reason import Reason
from sturmwarte.core.sections import SECTIONS
from sturmwarte.station.ledger.models import AuditEntry, Change
from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.plan.actions import draft as drafts
from sturmwarte.station.plan.actions.activate import keep_as_active
from sturmwarte.station.plan.actions.add_topic import add_topic
from sturmwarte.station.plan.errors import DraftError, Meanwhile, NoDraft, NotAllowed
from sturmwarte.station.plan.models import Draft
from tests.web.scene import plan_files

pytestmark = pytest.mark.django_db
WHAT = Reason("plan.step.changed", {"section": "topics", "entry": "Über uns"})


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def owner(now):
    user = User.objects.create(email="owner@plan.example", name="Owner")
    Grant.objects.create(user=user, role="owner")
    keep_as_active("v1", plan_files(), "test", "", now)
    return user


def changed(draft, name):
    return amend(draft.files, ("topics", 0, "name"), name)


def name_of(draft):
    return load(draft.files, SECTIONS).plan.values["topics"][0].name


def test_steps_are_undone_and_redone_in_order(owner, now):
    draft = drafts.begin(owner, now)
    for name in ("Eins", "Zwei"):
        draft = drafts.step(owner, draft, changed(draft, name), WHAT, now)
    assert name_of(draft) == "Zwei"
    drafts.undo(owner, draft.revision, now)
    assert name_of(drafts.required()) == "Eins"
    drafts.undo(owner, drafts.required().revision, now)
    assert drafts.required().files == plan_files()
    with pytest.raises(DraftError):
        drafts.undo(owner, drafts.required().revision, now)
    drafts.redo(owner, drafts.required().revision, now)
    assert name_of(drafts.required()) == "Eins"
    other = drafts.step(owner, drafts.required(), changed(draft, "Drei"), WHAT, now)
    with pytest.raises(DraftError):
        drafts.redo(owner, other.revision, now)
    assert AuditEntry.objects.filter(action__startswith="plan.draft.").count() == 7
    assert Change.objects.filter(kind="draft").count() == 7


def test_a_change_of_what_is_no_longer_so_is_refused(owner, now):
    first, second = drafts.begin(owner, now), drafts.required()
    drafts.step(owner, first, changed(first, "Eins"), WHAT, now)
    with pytest.raises(Meanwhile):
        drafts.step(owner, second, changed(second, "Zwei"), WHAT, now)
    with pytest.raises(Meanwhile):
        drafts.undo(owner, second.revision, now)
    assert name_of(drafts.required()) == "Eins"


def test_a_draft_is_dropped_and_taken_up_again(owner, now):
    draft = drafts.begin(owner, now)
    with pytest.raises(DraftError):
        drafts.begin(owner, now, {"a.yaml": ""})
    drafts.drop(owner, now)
    with pytest.raises(NoDraft):
        drafts.drop(owner, now)
    assert drafts.take_up(owner, draft.pk, now).files == draft.files
    for _ in range(drafts.KEPT + 3):
        drafts.drop(owner, now)
        drafts.begin(owner, now)
    assert Draft.objects.count() == drafts.KEPT + 1
    with pytest.raises(DraftError):
        drafts.take_up(owner, draft.pk, now)


@pytest.mark.parametrize(
    "grant", [{"role": "member"}, {"role": "lead", "channel": "mail"}, {"role": "owner", "topic": "x"}]
)
def test_who_may_not(owner, now, grant):
    user = User.objects.create(email="other@plan.example")
    Grant.objects.create(user=user, **grant)
    for asked in (
        lambda: drafts.begin(user, now),
        lambda: drafts.undo(user, 1, now),
        lambda: drafts.drop(user, now),
        lambda: drafts.take_up(user, 1, now),
        lambda: add_topic(user, "x", "y", now),
    ):
        with pytest.raises(NotAllowed):
            asked()
    assert not Draft.objects.exists()


def test_a_search_becomes_a_topic_of_the_draft(owner, now):
    draft = add_topic(owner, "Über uns", 'zeisig AND "zu heiß"', now)
    again = add_topic(owner, "Über uns", "x1", now)
    assert again.pk == draft.pk
    topics = load(again.files, SECTIONS).plan.values["topics"]
    assert [(one.id, one.query) for one in topics[-2:]] == [
        ("ueber-uns", 'zeisig AND "zu heiß"'),
        ("ueber-uns-2", "x1"),
    ]
    assert again.step == 2
