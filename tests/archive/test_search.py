"""Order, pages, budget, facets and histogram of a search."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sturmwarte.core.post import Metrics
from sturmwarte.station.archive import Archive, BadCursor, sampling, searching
from tests.archive.scene import ALL, NOON, entry, found, page, post, search, take

pytestmark = pytest.mark.django_db


def test_newest_first_whatever_came_first() -> None:
    take(post("b", minute=2), post("a", minute=1), post("c", minute=3))
    take(post("old", minute=-10_000))
    assert found() == ["c", "b", "a", "old"]


def test_pages_neither_repeat_nor_skip_while_posts_arrive() -> None:
    take(*(post(str(n), minute=n) for n in range(10)))
    first = page(limit=4)
    take(post("99", minute=99))
    second = page(limit=4, after=first.next)
    third = page(limit=4, after=second.next)
    assert [one.post.id for p in (first, second, third) for one in p.posts] == list("9876543210")
    assert third.next is None
    assert third.complete


def test_by_reach_with_pages() -> None:
    take(*(post(str(n), metrics=Metrics(likes=n % 3)) for n in range(6)))
    first = page("bahn", order="reach", limit=4)
    rest = page("bahn", order="reach", limit=4, after=first.next)
    assert [one.post.reach for one in (*first.posts, *rest.posts)] == [12, 12, 11, 11, 10, 10]
    assert len({one.post.id for one in (*first.posts, *rest.posts)}) == 6


@pytest.mark.parametrize("cursor", ["x", "AAAA", "ä", "A" * 24])
def test_a_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        page(order="reach", after=cursor)


def test_a_cursor_belongs_to_its_order() -> None:
    take(post("1"), post("2"))
    with pytest.raises(BadCursor):
        page(order="reach", after=page(limit=1).next)


def test_between_two_moments() -> None:
    take(*(post(str(n), minute=n) for n in range(4)))
    minute = timedelta(minutes=1)
    assert found(since=NOON + minute, until=NOON + 3 * minute) == ["2", "1"]
    assert found("bahn", since=NOON + minute, until=NOON + 3 * minute) == ["2", "1"]


def test_a_query_of_absence_ends_with_its_budget_and_can_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "BUDGET", 5)
    take(*(post(str(n), minute=n, text="voll" if n else "leer") for n in range(12)))
    got, rounds = page("NOT voll"), 1
    while not got.complete:
        assert got.posts == []
        got, rounds = page("NOT voll", after=got.next), rounds + 1
    assert ([one.post.id for one in got.posts], rounds) == (["0"], 3)


def test_a_rare_word_reads_only_its_own_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "BUDGET", 3)
    take(*(post(str(n), minute=n, text="häufig" + (" selten" if n == 1 else "")) for n in range(40)))
    assert page('"häufig selten"').complete
    assert found('"häufig selten"') == ["1"]


def test_a_hostile_query_never_reaches_the_index_as_syntax() -> None:
    take(post(text='a" OR terms:b NEAR(x) {bahn} ^y'))
    assert found('"a or terms"') == ["1"]
    assert found('"OR terms"') == ["1"]
    assert found('terms* "near x"') == ["1"]
    deep = "(" * 90 + "bahn" + ")" * 90
    assert found(deep) == ["1"]
    many = " OR ".join(f"wort{n}" for n in range(3_000)) + " OR bahn"
    assert found(many) == ["1"]


def test_facts_and_words_never_meet() -> None:
    take(entry(post(text="Formel eins"), ("kanal",)))
    assert found("form*") == ["1"]
    assert found("channel*") == []
    assert found("*eal") == []
    assert found("topic*") == []


def test_facets_count_all_that_was_found() -> None:
    take(
        entry(post("1", by="anna"), ("a", "b"), kind="complaint"),
        entry(post("2", by="anna", channel="mail:service", network="mail"), ("a",)),
        entry(post("3", by="bert", lang="en")),
    )
    got = {
        facet.field: facet.values
        for facet in Archive().facets(search("bahn"), ["channel", "topic", "lang", "author"])
    }
    assert got["channel"] == [("mastodon:home", 2), ("mail:service", 1)]
    assert got["topic"] == [("a", 2), ("b", 1)]
    assert got["lang"] == [("de", 2), ("en", 1)]
    assert [n for _, n in got["author"]] == [1, 1, 1]
    assert all(value.startswith("A-") for value, _ in got["author"])


def test_a_days_posts_are_the_readers_day() -> None:
    take(post("1", minute=60 * 11.5), post("2", minute=60 * 10.5))
    berlin = ZoneInfo("Europe/Berlin")
    days = Archive().histogram(search(), "day", berlin)
    assert [(at.day, n) for at, n in days.buckets] == [(2, 1), (3, 1)]
    assert days.exact
    assert [n for _, n in Archive().histogram(search('"die bahn"'), "hour").buckets] == [1, 1]


def test_an_estimate_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "SAMPLE", 20)
    take(*(post(str(n), minute=n, text="die bahn" if n % 2 else "bahn die") for n in range(40)))
    count = Archive().count(search('"die bahn"'))
    assert not count.exact
    assert count.low <= 20 <= count.high, "every so-many-th post was read, and the bounds hold the truth"
    exact = Archive().count(search("bahn die"))
    assert (exact.n, exact.exact, exact.low, exact.high) == (40, True, 40, 40)


def test_of_many_posts_every_so_many_th_is_counted_over_the_whole_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sampling, "COUNTED", 60)
    monkeypatch.setattr(sampling, "SAMPLE", 60)
    take(*(post(str(n), minute=10 * n, text="die bahn" if n % 4 else "der bus") for n in range(240)))
    for query, truth in (("bahn", 180), (None, 240), ("NOT bus", 180), ("channel:mastodon", 240)):
        got = Archive().overview(search(query), ["channel"])
        assert not got.count.exact
        assert got.count.low <= truth <= got.count.high
        assert sum(n for _, n in got.facets[0].values) == got.count.n
        spread = [at for at, _ in got.histogram.buckets]
        assert (max(spread) - min(spread)) > timedelta(hours=30), "from the first days to the last"


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("query", [None, "NOT bahn", "followers>3"])
def test_a_page_is_walked_to_and_never_sorted(order: str, query: str | None) -> None:
    """Half a million posts sorted for each page take half a second; walked along their ids, a millisecond."""
    take(*(post(str(n), minute=n) for n in range(6)))
    with CaptureQueriesContext(connection) as asked:
        page(query, order=order, limit=2)
    walks = [one["sql"] for one in asked if "ORDER BY p.id" in one["sql"]]
    assert walks
    for sql in walks:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = " ".join(row[3] for row in cursor.fetchall())
        assert "B-TREE" not in plan, plan


def test_oldest_first_with_pages() -> None:
    take(*(post(str(n), minute=n) for n in range(6)))
    first = page("bahn", order="oldest", limit=4)
    rest = page("bahn", order="oldest", limit=4, after=first.next)
    assert [one.post.id for one in (*first.posts, *rest.posts)] == list("012345")


def test_an_overview_is_count_facets_and_histogram_in_one() -> None:
    take(*(post(str(n), minute=30 * n) for n in range(4)))
    for query in ("bahn", '"die bahn"', "*ahn", "ba*"):
        got = Archive().overview(search(query), ["channel"])
        assert (got.count.n, got.facets[0].values, [n for _, n in got.histogram.buckets]) == (
            4,
            [("mastodon:home", 4)],
            [2, 2],
        )


def test_nothing_found_is_a_complete_empty_page() -> None:
    got = page("bahn")
    assert (got.posts, got.next, got.complete) == ([], None, True)
    assert Archive().count(search(may=ALL)).n == 0
