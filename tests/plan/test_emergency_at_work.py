"""An emergency change on a bad night: who gets the next post, and what is left of it a day later."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.utils import timezone

from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.core.plan.emergency import LAPSES_AFTER, Freeze, Reassign, Reword
from sturmwarte.engine import pipeline
from sturmwarte.engine.activation import activate, active_brain, active_plan
from sturmwarte.engine.clock import SteppedClock
from sturmwarte.engine.context import Context
from sturmwarte.engine.item import Batch, Item
from sturmwarte.engine.jobs.kinds import runner
from sturmwarte.engine.measures import Measures
from sturmwarte.station.archive import Archive
from sturmwarte.station.ledger.models import AuditEntry, Change, Job
from sturmwarte.station.plan.actions.active import active_version
from sturmwarte.station.plan.actions.declare_emergency import declare_emergency
from sturmwarte.station.plan.actions.emergencies import recent, standing
from sturmwarte.station.plan.actions.end_emergency import end_emergency
from sturmwarte.station.plan.errors import EmergencyRefused
from sturmwarte.station.plan.models import EmergencyChange
from sturmwarte.station.plan.pages.active import active_plan as shown_plan

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 3, 7, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAN = """
people: [{id: anna, name: Anna}, {id: bert, name: Bert}, {id: cem, name: Cem}]
channels: [{id: mastodon, network: mastodon, owner: anna}]
topics: [{id: filter, query: filter}]
responsibilities: [{owner: anna}]
"""


@pytest.fixture(autouse=True)
def _plan():
    activate({"plan.yaml": PLAN}, "test", "", NIGHT - HOUR)


def declare(change, now=NIGHT, by="anna", second="bert", reason="Unfall"):
    return declare_emergency(change, by, second, reason, "test", now)


def owner_of_a_post(now):
    """Who gets a post that arrives now."""
    line = msgspec.json.encode({"id": f"{now}", "channel": "mastodon", "text": "Wie wechsle ich den Filter?"})
    batch = Batch([Item(line, "", now, 1)], "live", SteppedClock(now))
    (item,) = pipeline.prepare(batch, Context(active_brain(now), Archive())).items
    return item.verdict.owner, item.verdict.made_by["plan"]


def run_jobs(now):
    runner(Measures()).run_due(SteppedClock(now))


def test_the_next_batch_has_the_new_owner_and_a_day_later_the_old_one():
    version = active_version()
    assert owner_of_a_post(NIGHT) == ("anna", version)
    declare(Reassign("cem"))
    marked = active_version()
    assert marked.startswith(version + "+"), "processes that compare versions must read the plan again"
    assert owner_of_a_post(NIGHT) == ("cem", marked)
    end = NIGHT + LAPSES_AFTER
    run_jobs(end - HOUR)
    assert owner_of_a_post(end - HOUR) == ("cem", marked)
    assert owner_of_a_post(end) == ("anna", version), "even when nobody was there to run the job"
    run_jobs(end)
    assert active_version() == version
    assert not Job.objects.filter(kind="emergency-lapse").exclude(state=Job.State.DONE).exists()
    assert list(Change.objects.filter(kind="plan").values_list("ref", flat=True)) == [
        version,
        marked,
        version,
    ]
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "plan.activate", "plan.emergency.declare", "plan.emergency.lapse",
    ]  # fmt: skip


def test_it_can_be_ended_before_its_time():
    change = declare(Reassign("cem"))
    end_emergency(change.id, "test", NIGHT + HOUR)
    assert owner_of_a_post(NIGHT + HOUR)[0] == "anna"
    assert standing() == []
    assert recent()[0].lapses_at == NIGHT + HOUR
    assert not Job.objects.filter(kind="emergency-lapse").exists()
    for gone in (change.id, "99", "x"):
        with pytest.raises(EmergencyRefused):
            end_emergency(gone, "test", NIGHT + HOUR)


def test_one_that_has_lapsed_cannot_be_ended():
    change = declare(Freeze())
    with pytest.raises(EmergencyRefused):
        end_emergency(change.id, "test", NIGHT + LAPSES_AFTER)


def test_several_lie_over_each_other_and_over_a_newer_plan():
    declare(Reword("Panne", "Unfall"))
    declare(Freeze(("mastodon",)), NIGHT + HOUR)
    activate({"plan.yaml": PLAN + "# newer\n"}, "test", "", NIGHT + 2 * HOUR)
    (channel,) = active_brain(NIGHT + 2 * HOUR).plan[CHANNELS]
    assert (channel.frozen, [rule.say for rule in channel.wording]) == (True, ["Unfall"])
    assert active_plan()[CHANNELS][0].frozen is False, "the plan itself is untouched"


def test_a_newer_plan_without_the_owner_falls_back_to_its_own():
    declare(Reassign("cem"))
    activate({"plan.yaml": PLAN.replace(", {id: cem, name: Cem}", "")}, "test", "", NIGHT + HOUR)
    assert owner_of_a_post(NIGHT + HOUR)[0] == "anna"


@pytest.mark.parametrize(
    ("change", "more", "key"),
    [
        (Reassign("cem"), {"second": "anna"}, "same_person"),
        (Reassign("cem"), {"reason": "  "}, "no_reason"),
        (Reassign("dora"), {}, "unknown_owner"),
        (Reassign("cem", kinds=("dangre",)), {}, "unknown_kind"),
        (Freeze(("mail",)), {}, "unknown_channel"),
    ],
)
def test_a_refused_change_leaves_nothing_behind(change, more, key):
    before = Change.objects.count(), AuditEntry.objects.count(), Job.objects.count()
    with pytest.raises(EmergencyRefused) as refused:
        declare(change, **more)
    assert [reason.key for reason in refused.value.reasons] == [f"plan.emergency.{key}"]
    assert (Change.objects.count(), AuditEntry.objects.count(), Job.objects.count()) == before
    assert not EmergencyChange.objects.exists()


def test_pages_show_the_wording_that_counts_now():
    now = timezone.now()
    declare(Reword(avoid="Einzelfall"), now=now)
    (channel,) = shown_plan().section("channels")
    assert any("Einzelfall" in str(rule) for rule in channel.wording)
    end_emergency(recent()[0].id, "test", now)
    (channel,) = shown_plan().section("channels")
    assert not channel.wording
