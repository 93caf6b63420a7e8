"""Percolator and oracle select the same posts, whatever is asked of whatever."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.post import Post
from sturmwarte.core.query.percolator import FEW
from sturmwarte.core.query.program import simplified
from sturmwarte.query import Document, Percolator, QueryError, index_tokens, matches, parse
from tests.query.strategies import posts, queries


def _expected(topics: dict[str, str], document: Document) -> list[str]:
    return sorted(id for id, text in topics.items() if matches(parse(text), document))


def _found(percolator: Percolator, several: list[Post]) -> list[list[str]]:
    """Few posts are matched one by one, many together: both ways say the same."""
    one_by_one = percolator.match_batch(several)
    together = percolator.match_batch(several * (FEW + 1))
    assert together == one_by_one * (FEW + 1)
    return one_by_one


def _named(texts: list[str]) -> dict[str, str]:
    return {f"t{number}": text for number, text in enumerate(texts)}


@settings(max_examples=400)
@given(st.lists(queries, min_size=1, max_size=6).map(_named), st.lists(posts, min_size=1, max_size=4))
def test_percolator_agrees_with_the_oracle(topics: dict[str, str], several: list[Post]) -> None:
    percolator = Percolator(topics)
    assert _found(percolator, several) == [_expected(topics, Document(post)) for post in several]


@given(st.lists(queries, min_size=1, max_size=5).map(_named), st.lists(posts, min_size=1, max_size=4))
def test_counted_frequencies_change_the_speed_only(topics: dict[str, str], several: list[Post]) -> None:
    frequencies: dict[str, int] = {}
    for post in several:
        for term in index_tokens(post):
            frequencies[term] = frequencies.get(term, 0) + 1
    percolator = Percolator(topics, frequencies=frequencies)
    assert _found(percolator, several) == [_expected(topics, Document(post)) for post in several]


@given(queries, posts)
def test_simplifying_changes_no_meaning(text: str, post: Post) -> None:
    document = Document(post)
    assert matches(simplified(parse(text)), document) == matches(parse(text), document)


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.none() | queries), max_size=12),
    st.lists(posts, min_size=2, max_size=3),
)
def test_topics_come_change_and_go(changes: list[tuple[str, str | None]], several: list[Post]) -> None:
    percolator, topics = Percolator(), {}
    for id, text in changes:
        if text is None:
            if id in topics:
                percolator.remove(id)
                del topics[id]
        else:
            percolator.replace(id, text)
            topics[id] = text
        assert _found(percolator, several) == [_expected(topics, Document(post)) for post in several]
    for id in topics:
        percolator.remove(id)
    assert len(percolator) == 0
    assert not percolator._vocabulary.numbers  # a removed topic leaves nothing behind
    assert not any(map(percolator._sieve._filed.row, range(percolator._vocabulary.reach)))
    assert not percolator._sieve._always


def test_a_bad_query_changes_nothing() -> None:
    percolator = Percolator({"a": "bahn"})
    with pytest.raises(QueryError):
        percolator.replace("a", "(")
    with pytest.raises(QueryError):
        percolator.add("b", "x OR")
    with pytest.raises(ValueError, match="replace"):
        percolator.add("a", "zug")
    with pytest.raises(KeyError):
        percolator.remove("b")
    assert percolator.match(Post(id="1", channel="c", text="Bahn")) == ["a"]
    assert "a" in percolator
    assert "b" not in percolator


def test_language_found_later_overrules_the_posts_own() -> None:
    percolator = Percolator({"a": "lang:de bahn"})
    post = Post(id="1", channel="c", text="Bahn", lang="en")
    assert percolator.match(post) == []
    assert percolator.match(post, lang="de") == ["a"]


def test_a_match_never_sees_half_a_replaced_topic() -> None:
    """Both versions select the post; anything half-way would not."""
    percolator = Percolator({"a": "bahn AND NOT neu"})
    post = Post(id="1", channel="c", text="Bahn Zug alt")
    stop, missed = threading.Event(), []

    def match() -> None:
        while not stop.is_set():
            if percolator.match(post) != ["a"]:
                missed.append(1)

    threads = [threading.Thread(target=match) for _ in range(2)]
    for thread in threads:
        thread.start()
    for turn in range(300):
        percolator.replace("a", f"zug AND alt AND NOT neu{turn}" if turn % 2 else "bahn AND NOT neu")
    stop.set()
    for thread in threads:
        thread.join()
    assert not missed
