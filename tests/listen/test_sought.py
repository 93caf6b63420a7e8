"""What a topic asks a platform's search for finds everything that the topic means."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sturmwarte import packs
from sturmwarte.core.listen.sought import sought
from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.oracle import matches
from sturmwarte.core.query.parse import parse
from tests.query.strategies import posts, queries


def found(query):
    one = sought("t", query)
    return list(one.words), list(one.tags)


@pytest.mark.parametrize(
    ("query", "words", "tags"),
    [
        ("bahn", ["bahn"], ["bahn"]),
        ("#Bahn", [], ["bahn"]),
        ("@db_info", ["@db_info"], []),
        ('"Deutsche Bahn"', ["deutsche bahn"], []),
        ('"Deutsche Bahn" OR #db', ["deutsche bahn"], ["db"]),
        ("bahn AND verspätung", ["verspaetung", "verspätung"], ["verspaetung", "verspätung"]),
        ("Verspaetung", ["verspaetung", "verspätung"], ["verspaetung", "verspätung"]),
        ("bahn NOT karneval", ["bahn"], ["bahn"]),
        ("{Bahn}", ["bahn"], ["bahn"]),
        ("bahn-chef", ["bahn-chef", "bahnchef"], ["bahnchef"]),
        ("lang:de bahn", ["bahn"], ["bahn"]),
        ("bahn NEAR/3 verspätung*", ["bahn"], ["bahn"]),
        ("bahn* AND streik", ["streik"], ["streik"]),
        ('"bahn* streik"', ["streik"], ["streik"]),
        ('"Müllers Straße"', ["muellers strasse", "müllers straße"], []),
        ("neue", ["neue"], ["neue"]),
    ],
)
def test_what_is_asked_for(query, words, tags):
    assert found(query) == (words, tags)
    assert sought("t", query).why is None


@pytest.mark.parametrize(
    ("query", "key", "words"),
    [
        ("bahn*", "sought.wildcards", []),
        ("bahn* AND *chef", "sought.wildcards", []),
        ("bahn* OR streik", "sought.partly", ["streik"]),
        ("lang:de", "sought.no_word", []),
        ("NOT bahn", "sought.no_word", []),
        ("bahn OR lang:de", "sought.no_word", []),
        ("bahn AND (", "sought.unreadable", []),
    ],
)
def test_what_cannot_be_asked_for_is_said(query, key, words):
    one = sought("t", query)
    assert (one.why.key, list(one.words)) == (key, words)
    for language in packs.LANGUAGES:
        assert key in packs.texts(language)


@settings(deadline=None)
@given(queries, posts)
@example('"bahn chef"', Post(id="1", channel="feed", text="Bahn-Chef"))
@example("bahn.de", Post(id="1", channel="feed", text="info@bahn.de"))
def test_every_match_holds_one_of_the_words(query, post):
    try:
        node = parse(query)
    except QueryError:
        return
    one, document = sought("t", query), Document(post)
    if one.why is not None or not matches(node, document):
        return
    asked = [*one.words, *(f"#{tag}" for tag in one.tags)]
    assert any(matches(parse(f'"{word}"'), document) for word in asked), (query, asked, post.content)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_it_never_fails(query):
    sought("t", query)
