"""The small index answers as the whole one does, of its share of the posts."""

from datetime import timedelta

import pytest
from django.db import connection

from sturmwarte.station.archive import Archive, index, sampling
from sturmwarte.station.archive.bounds import bounds
from sturmwarte.station.archive.records import Count
from tests.archive.scene import NOON, entry, post, search, take

pytestmark = pytest.mark.django_db
QUERIES = (
    None,
    "bahn",
    "bahn bus",
    '"die bahn"',
    "NOT bahn",
    "b*",
    "*hn",
    "channel:mastodon",
    "topic:a",
    "nie",
)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def all_in_it(monkeypatch):
    """Every post in the small index: then its answers are the whole one's."""
    for where in (index, sampling):
        monkeypatch.setattr(where, "EVERY", 1)
    posts = [
        post(str(n), "die bahn" if n % 2 else "bahn die bus", minute=n, by=f"k{n % 3}") for n in range(30)
    ]
    take(
        *(
            entry(one, ("a",) if at % 3 else (), verdict="act" if at % 5 else "")
            for at, one in enumerate(posts)
        )
    )
    take(post("3", "ganz anders", minute=3), post("7", minute=7, deleted_at=NOON))
    return monkeypatch


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize(
    "more", [{}, {"since": NOON + 5 * MINUTE, "until": NOON + 20 * MINUTE}, {"verdict": "act"}]
)
def test_both_indexes_give_the_same_overview(all_in_it, query, more):
    asked = search(query, **more)
    whole = Archive().overview(asked, ["channel", "topic", "author"])
    all_in_it.setattr(sampling, "WALKED", 0)
    small = Archive().overview(asked, ["channel", "topic", "author"])
    assert small == whole
    assert small.count.exact


def test_a_share_says_so_and_holds_the_truth(monkeypatch):
    for where in (index, sampling):
        monkeypatch.setattr(where, "EVERY", 4)
    monkeypatch.setattr(sampling, "WALKED", 100)
    take(*(post(str(n), "die bahn" if n % 4 else "der bus", minute=10 * n) for n in range(400)))
    for query, truth in ((None, 400), ("bahn", 300), ('"die bahn"', 300), ("NOT bus", 300)):
        got = Archive().overview(search(query), ["channel"])
        assert not got.count.exact
        assert got.count.n % 4 == 0
        assert got.count.low <= truth <= got.count.high
    rare = Archive().count(search("bus"))
    assert (rare.n, rare.exact) == (100, True), "what is few is counted to the last post"


def test_bounds_say_something_even_where_nothing_was_met():
    assert sampling.Sample([], 100).count() == Count(0, False, 0, 384)
    low, high = bounds(10_000, 10)
    assert (round(low, -2), round(high, -2)) == (9_400, 10_600)


def test_the_check_says_when_the_small_index_lacks_a_post(all_in_it):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_sampled WHERE rowid = (SELECT min(rowid) FROM archive_sampled)")
    assert [(one.check, one.wrong) for one in Archive().integrity() if not one.ok] == [("index_rows", 1)]


@pytest.mark.parametrize("order", ["newest", "oldest", "reach"])
def test_a_time_limits_what_the_index_reads(order):
    """Asked of the posts alone, a common word of last year would be walked from today."""
    take(*(post(str(n), minute=n) for n in range(9)))
    with connection.execute_wrapper(_conditions(said := [])):
        found = Archive().search(
            search("bahn", since=NOON + 2 * MINUTE, until=NOON + 5 * MINUTE, order=order)
        )
    assert {one.post.id for one in found.posts} == {"2", "3", "4"}
    assert "archive_index.rowid >= " in said[0]


def _conditions(said):
    def note(execute, sql, params, many, context):
        if "archive_index MATCH" in sql and "p.reach" in sql:
            said.append(sql)
        return execute(sql, params, many, context)

    return note
