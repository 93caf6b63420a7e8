"""What a source brings in each hour, and for how long of it we were hearing."""

from datetime import UTC, datetime, timedelta

import pytest

from sturmwarte.channels.contract import Gap, Heard
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.station.listen import models
from sturmwarte.station.listen.keeping import keep
from sturmwarte.station.listen.models import Source, Subscription, Tally
from tests.ears.channel import KIND
from tests.ears.conftest import read_all

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def at(minutes):
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def source():
    return Source.objects.create(
        id="h", kind="harbour", name="h", channel="harbour:h", made_at=NOON, made_by="t"
    )


def subscription(source, name="poll", topic=""):
    return Subscription.objects.create(source=source, name=name, topic=topic, started_at=NOON)


def hears(row, minutes, *ids, gaps=(), asked=True, written=None):
    posts = [
        Post(
            id=id,
            channel="h",
            network="harbour",
            text="x",
            created_at=at(minutes if written is None else written),
        )
        for id in ids
    ]
    keep(row.source, row, Heard(posts, gaps=gaps, asked=asked), at(minutes), kind=KIND)


def tallies(topic=""):
    """{hour: (items, minutes listened)}."""
    rows = Tally.objects.filter(topic=topic).order_by("hour")
    return {one.hour.hour: (one.items, one.listened_s / 60) for one in rows}


def test_asking_every_quarter_hears_all_of_it(source):
    row = subscription(source)
    for quarter in range(1, 9):
        hears(row, 15 * quarter, f"p{quarter}")
    assert tallies() == {12: (3, 60), 13: (4, 60), 14: (1, 0)}


def test_an_outage_that_was_caught_up_with_was_heard(source):
    row = subscription(source)
    hears(row, 10)
    hears(row, 190, "a", written=100)
    assert tallies() == {12: (0, 60), 13: (1, 60), 14: (0, 60), 15: (0, 10)}


def test_what_was_missed_was_not_heard(source):
    row = subscription(source)
    hears(row, 10)
    hears(row, 130, "a", gaps=[Gap(at(30), at(90), Reason("gap.x"))])
    assert tallies() == {12: (0, 30), 13: (0, 30), 14: (1, 10)}
    assert models.Gap.objects.get().why == {"key": "gap.x", "args": {}}


def test_a_sign_of_life_that_proves_nothing_is_no_hearing(source):
    row = subscription(source)
    hears(row, 30, asked=False)
    assert tallies() == {}
    hears(row, 40)
    assert tallies() == {12: (0, 40)}


def test_several_subscriptions_hear_together_and_each_topic_for_itself(source):
    first, second = subscription(source), subscription(source, "tag", "bahn")
    hears(first, 20)
    hears(second, 30, "a")
    hears(first, 40)
    assert tallies() == {12: (1, 40)}
    assert tallies("bahn") == {12: (1, 30)}


def test_a_weeks_backfill_is_no_storm_and_a_clock_ahead_counts_now(source):
    row = subscription(source)
    hears(row, 30, "old", written=-60 * 24 * 6)
    hears(row, 31, "ahead", written=600)
    assert tallies() == {12: (1, 31)}
    assert Subscription.objects.get().items == 2


def test_steps_of_a_tenth_of_a_second_add_up(source):
    row = subscription(source)
    for tenth in range(1, 101):
        keep(source, row, Heard(), NOON + timedelta(seconds=tenth / 10), kind=KIND)
    assert Tally.objects.get().listened_s == 10


def test_what_came_before_is_no_new_item(source):
    row = subscription(source)
    hears(row, 10, "a")
    read_all()
    hears(row, 20, "a", "b")
    assert tallies()[12][0] == 2
    assert Subscription.objects.get().items == 2
