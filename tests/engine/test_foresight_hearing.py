"""Which topics were not heard: their main source deaf, one of five deaf, private ones, none at all."""

from datetime import UTC, datetime, timedelta

import pytest

from sturmwarte.engine.foresight import hearing
from sturmwarte.engine.foresight.hearing import unheard
from sturmwarte.engine.foresight.minutes import minute_of
from sturmwarte.engine.foresight.shares import Origins, counted
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.cells import Cell
from sturmwarte.station.listen.models import Source

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def cell(channel, posts, topic="marke", private=False):
    return Cell(topic, minute_of(NOW) - 60, channel, "", "", private, posts)


def test_shares_are_of_public_posts_and_by_source():
    cells = [cell("m", 60), cell("b", 30), cell("file", 10), cell("mail", 900, private=True)]
    found = counted(cells, {"m": ("m1", "m2"), "b": ("b",), "mail": ("mail",)})
    assert found == {"marke": {"m1": 0.3, "m2": 0.3, "b": 0.3}}


def test_a_topic_of_private_messages_alone_is_judged_by_them():
    assert counted([cell("mail", 30, private=True)], {"mail": ("mail",)}) == {"marke": {"mail": 1.0}}


def test_of_a_rare_topic_nobody_knows_where_it_comes_from():
    assert counted([cell("m", 19)], {"m": ("m",)}) == {}


@pytest.fixture
def archive(db, monkeypatch):
    monkeypatch.setattr(hearing, "_origins", Origins())
    for id in "abcde":
        Source.objects.create(id=id, kind="feeds", name=id, channel=id, made_at=NOW, made_by="test")
    return Archive()


@pytest.fixture
def counts(monkeypatch):
    """What each channel brought of the topic."""

    def given(**posts):
        cells = [cell(channel, n) for channel, n in posts.items()]
        monkeypatch.setattr(Archive, "cells", lambda *_: cells)

    return given


def missed(archive, **states):
    """The topics not heard now; `states` since an hour ago, "a_marke" is the topic `marke` of source a."""
    for name, state in states.items():
        source, _, topic = name.partition("_")
        archive.record_coverage(source, topic, state, NOW - HOUR)
    minute = minute_of(NOW)
    return unheard(archive, minute - 10, minute + 1, "live", ["marke"])(minute)


FINE = dict.fromkeys("bcde", "hearing")


def test_all_hear(archive, counts):
    counts(a=100)
    assert missed(archive, a="hearing", **FINE) == frozenset()


def test_the_source_that_brings_most_of_a_topic_is_deaf(archive, counts):
    counts(a=60, b=40)
    assert missed(archive, a="disturbed", **FINE) == {"marke"}


def test_one_of_five_is_deaf(archive, counts):
    counts(a=20, b=20, c=20, d=20, e=20)
    assert missed(archive, a="disturbed", **FINE) == frozenset()


def test_three_of_five_are_deaf(archive, counts):
    counts(a=20, b=20, c=20, d=20, e=20)
    assert missed(archive, **{**dict.fromkeys("abc", "disturbed"), "d": "hearing"}) == {"marke"}


def test_the_search_for_the_topic_alone_is_deaf(archive, counts):
    counts(a=80, b=20)
    assert missed(archive, a="limited", a_marke="disturbed", **FINE) == {"marke"}


def test_a_topic_only_heard_through_a_deaf_source_that_is_too_rare_to_count(archive, counts):
    counts(a=3)
    assert missed(archive, a="limited", a_marke="disturbed", **FINE) == {"marke"}


def test_a_rare_topic_that_another_source_asks_for(archive, counts):
    counts(a=3)
    assert missed(archive, a="limited", a_marke="disturbed", b_marke="hearing", **FINE) == frozenset()


def test_nobody_hears_anything(archive, counts):
    counts(a=100)
    assert missed(archive, **dict.fromkeys("abcde", "disturbed")) == {""}


def test_posts_of_files_need_no_source(archive, counts):
    counts(a=40, file=60)
    assert missed(archive, a="disturbed", **FINE) == frozenset()


def test_what_rests_for_good_becomes_usual(archive, counts):
    counts(a=90, b=10)
    assert missed(archive, a="resting", **FINE) == {"marke"}
    later = minute_of(NOW + 4 * DAY)
    assert unheard(archive, later, later + 1, "live", ["marke"])(later) == frozenset()


def test_a_story_is_told_without_gaps(archive, counts):
    counts(a=100)
    missed(archive, a="disturbed")
    assert unheard(archive, minute_of(NOW), minute_of(NOW) + 1, "replay:1", ["marke"])(1) == frozenset()
