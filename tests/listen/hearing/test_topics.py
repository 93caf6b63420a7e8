"""A topic that falls silent while its source goes on, and one that is only rare."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from sturmwarte.core.listen.topics import TOPICS, Topic
from sturmwarte.engine.ears import health, topics
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.cells import Cell
from sturmwarte.station.listen.models import Source, Spell, Subscription, Tally

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEKS_H = 28 * 24


@pytest.fixture(autouse=True)
def plan(monkeypatch):
    known = {TOPICS: [Topic(id="marke", query="x"), Topic(id="selten", query="y")]}
    monkeypatch.setattr(topics, "active_plan", lambda: SimpleNamespace(plan=known))


@pytest.fixture
def source():
    one = Source.objects.create(
        id="m", kind="mastodon", name="M", channel="m", made_at=NOW - 90 * 24 * HOUR, made_by="test",
        state="hearing", state_since=NOW - HOUR, why={"key": "hearing.fine", "args": {}},
    )  # fmt: skip
    Subscription.objects.create(
        source=one, name="mentions", started_at=one.made_at, asked_at=NOW, heard_at=NOW
    )
    Tally.objects.bulk_create(
        Tally(source="m", topic="", hour=NOW - i * HOUR, items=9, listened_s=3600) for i in range(1, WEEKS_H)
    )
    return one


def counts(monkeypatch, silent_h):
    """`marke` comes five times an hour until so many hours ago, `selten` once in four days."""

    def cells(_archive, _topics, _grain, since, until, _runs):
        first = int(NOW.timestamp() // 60)
        for i in range(1, WEEKS_H):
            at = first - i * 60
            if since <= at < until and i > silent_h:
                yield Cell("marke", at, "m", "", "", False, 5)
            if since <= at < until and i % 96 == 95:
                yield Cell("selten", at, "m", "", "", False, 1)

    monkeypatch.setattr(Archive, "cells", cells)


def quiet():
    return list(Spell.objects.filter(state="quiet", until=None).values_list("source", "topic", "why__key"))


def test_a_topic_that_falls_silent_while_its_source_goes_on(source, monkeypatch):
    counts(monkeypatch, 12)
    health.Health().look(NOW)
    assert quiet() == [("m", "marke", "hearing.topic_silent")]


def test_what_is_usual_is_not_told(source, monkeypatch):
    counts(monkeypatch, 0)
    health.Health().look(NOW)
    assert quiet() == []


def test_it_ends_when_the_topic_comes_again(source, monkeypatch):
    counts(monkeypatch, 12)
    test = health.Health()
    test.look(NOW)
    counts(monkeypatch, 0)
    Subscription.objects.update(asked_at=NOW + HOUR)
    test.look(NOW + HOUR)
    assert quiet() == []


def test_counts_of_a_channel_that_two_sources_share_tell_of_neither(source, monkeypatch):
    Source.objects.create(id="n", kind="mastodon", name="N", channel="m", made_at=NOW, made_by="test")
    counts(monkeypatch, 12)
    health.Health().look(NOW)
    assert quiet() == []
