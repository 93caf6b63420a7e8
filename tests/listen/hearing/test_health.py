"""The hearing test at work: states, spells and announcements, written only when something changes."""

from datetime import UTC, datetime, timedelta

import pytest

from sturmwarte.engine.ears import facts
from sturmwarte.engine.ears.health import Health
from sturmwarte.station.ledger.models import Change, Outgoing
from sturmwarte.station.listen.models import Source, Spell, Subscription, Tally
from sturmwarte.station.people.models import Grant, User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LONG_AGO = NOW - timedelta(days=60)


@pytest.fixture
def health(monkeypatch):
    monkeypatch.setattr(facts, "_is_called", lambda kind: kind == "webhook")
    return Health()


def source(id="masto", **given):
    fields = {"kind": "mastodon", "name": "Mastodon", "channel": id, "made_at": LONG_AGO, "made_by": "test"}
    return Source.objects.create(id=id, **{**fields, **given})


def subscription(of, name="mentions", **given):
    fields = {"started_at": LONG_AGO, "asked_at": NOW, "heard_at": NOW}
    return Subscription.objects.create(source=of, name=name, **{**fields, **given})


def change(row, **given):
    type(row).objects.filter(pk=row.pk).update(**given)


def state(id="masto"):
    return Source.objects.values_list("state", "why__key").get(pk=id)


def spells(topic=""):
    rows = Spell.objects.filter(topic=topic).order_by("id")
    return [(row.state, row.since, row.until) for row in rows]


def test_a_source_that_answers_is_heard(health):
    subscription(source())
    health.look(NOW)
    assert state() == ("hearing", "hearing.little_history")
    assert spells() == [("hearing", NOW, None)]
    assert Change.objects.get(kind="source").ref == "masto"


def test_nothing_new_writes_nothing(health, django_assert_num_queries):
    subscription(source())
    health.look(NOW)
    with django_assert_num_queries(6) as queries:
        health.look(NOW + 10 * timedelta(seconds=1))
    assert not [q for q in queries.captured_queries if not q["sql"].startswith("SELECT")]


def test_a_revoked_access_disturbs_at_once_and_says_why(health):
    row = subscription(source())
    health.look(NOW)
    change(row, trouble={"class": "Refused", "key": "trouble.refused", "args": {"host": "m.example"}})
    change(row, trouble_since=NOW + MINUTE)
    health.look(NOW + MINUTE)
    assert state() == ("disturbed", "trouble.refused")
    assert Source.objects.get().why["args"] == {"host": "m.example"}
    assert spells() == [("hearing", NOW, NOW + MINUTE), ("disturbed", NOW + MINUTE, None)]
    assert Change.objects.filter(kind="source").count() == 2


def test_a_disturbance_began_before_it_was_certain(health):
    row = subscription(source())
    health.look(NOW)
    health.look(NOW + 4 * MINUTE)
    assert state() == ("disturbed", "hearing.no_answer")
    assert spells()[-1] == ("disturbed", NOW, None)
    change(row, asked_at=NOW + 5 * MINUTE)
    health.look(NOW + 5 * MINUTE)
    assert spells()[1:] == [
        ("disturbed", NOW, NOW + 5 * MINUTE),
        ("hearing", NOW + 5 * MINUTE, None),
    ]


def test_rest_and_waking(health):
    one = source()
    subscription(one)
    health.look(NOW)
    change(one, resting=True, resting_why="Umbau", resting_until=NOW + HOUR)
    health.look(NOW + MINUTE)
    assert state() == ("resting", "hearing.resting_until")
    health.look(NOW + HOUR)  # nothing was asked for an hour, and nothing was expected
    assert state()[0] == "hearing"
    health.look(NOW + HOUR + 4 * MINUTE)
    assert state() == ("disturbed", "hearing.no_answer")


def test_a_new_source_begins(health):
    source(made_at=NOW)
    health.look(NOW + MINUTE)
    assert state() == ("resting", "hearing.starting")
    health.look(NOW + 3 * MINUTE)
    assert state() == ("disturbed", "hearing.not_started")


def test_a_source_made_long_after_the_last_is_not_late(health):
    one = source(made_at=NOW)
    health.look(NOW)
    subscription(one, started_at=NOW, asked_at=None, heard_at=None)
    health.look(NOW + MINUTE)
    assert state() == ("resting", "hearing.starting")


def test_a_topic_is_heard_as_well_as_what_asks_for_it(health):
    one = source()
    subscription(one)
    asks = subscription(one, "#marke", topic="marke")
    health.look(NOW)
    change(asks, trouble={"class": "Refused", "key": "trouble.refused", "args": {}})
    health.look(NOW + MINUTE)
    assert state() == ("limited", "hearing.partly")
    assert [row[0] for row in spells("marke")] == ["hearing", "disturbed"]
    change(asks, ended=True)
    health.look(NOW + 2 * MINUTE)
    assert state()[0] == "hearing"
    assert spells("marke")[-1][2] == NOW + 2 * MINUTE


def test_who_is_called_has_no_subscription_and_is_heard(health):
    source("haken", kind="webhook")
    health.look(NOW)
    assert state("haken")[0] == "hearing"


def test_a_source_that_was_removed_has_no_state_any_more(health):
    one = source()
    subscription(one)
    health.look(NOW)
    change(one, removed_at=NOW + MINUTE)
    health.look(NOW + MINUTE)
    assert spells() == [("hearing", NOW, NOW + MINUTE)]


def test_silence_of_a_source_that_is_never_silent(health):
    one = source()
    row = subscription(one)
    start = NOW.replace(minute=0) - 28 * 24 * HOUR
    Tally.objects.bulk_create(
        Tally(source="masto", topic="", hour=start + i * HOUR, items=6, listened_s=3600)
        for i in range(28 * 24)
    )
    health.look(NOW)
    assert state() == ("hearing", "hearing.fine")
    later = NOW + 8 * HOUR
    Tally.objects.bulk_create(
        Tally(source="masto", topic="", hour=NOW + i * HOUR, items=0, listened_s=3600) for i in range(8)
    )
    change(row, asked_at=later)
    health.look(later)
    assert state() == ("quiet", "hearing.silent")
    found = Source.objects.get()
    assert found.silence < 0.001
    assert found.why["args"]["expected"] == 47  # a whole eight hours, less what the prior takes


def test_whoever_looks_after_it_is_told(health, settings):
    settings.SMTP = "smtp://mail.example.com"
    chief = User.objects.create_user("chefin@example.com")
    Grant.objects.create(user=chief, role="owner")
    row = subscription(source())
    change(row, trouble={"class": "Refused", "key": "trouble.refused", "args": {"host": "m.example"}})
    change(row, trouble_since=NOW)
    health.look(NOW)
    assert not Outgoing.objects.exists()
    health.look(NOW + 3 * MINUTE)
    assert Outgoing.objects.get().target == "chefin@example.com"
