"""No input, however long or nested, crashes or hangs: everything here is done in seconds."""

import time

import pytest

from sturmwarte.core.post import Post
from sturmwarte.query import Percolator, QueryError, candidates, explain, index_tokens, lint, parse, to_text

LONG = 120_000
"""Characters of a post: long enough that anything quadratic would take minutes."""
TERMS = 6_000
SECONDS = 15
"""Far above what a slow and busy machine needs."""

POSTS = {
    "one word": "a" * LONG,
    "hyphens": "a-" * (LONG // 2),
    "blanks": "a " * (LONG // 4),
    "zalgo": "a" + "\u0301\u0316" * (LONG // 2),
    "emoji": "😀" * 10_000,
    "joiners": "😀\u200d" * (LONG // 4),
    "flags": "🇩" * (LONG // 4),
    "links": "http://" * (LONG // 7),
    "hosts": "a." * (LONG // 4),
    "mails": "a@b." * (LONG // 4),
    "handles": "@a@" * (LONG // 4),
    "apostrophes": "a'" * (LONG // 2),
    "signs": "#@" * (LONG // 2),
    "nul": "\x00" * LONG,
    "spaceless": "東" * (LONG // 4),
    "numbers": "1.000" * (LONG // 5),
    "surrogates": "\ud800" * (LONG // 4),
    "stars": "*" * LONG,
    "private": "\ue000" * LONG,
}
QUERY = 'bahn* OR *versicher* OR "a a a" OR (a NEAR/3 b) OR {A} OR #a OR 東東 OR a-a'


@pytest.mark.parametrize("text", POSTS.values(), ids=POSTS.keys())
def test_hostile_posts(text: str) -> None:
    began = time.process_time()
    post = Post(id="1", channel="test", text=text)
    index_tokens(post)
    Percolator({"t": QUERY}).match(post)
    assert time.process_time() - began < SECONDS


QUERIES = {
    "open": "(" * 700_000,
    "close": ")" * 700_000,
    "nots": "NOT " * 40_000 + "a",
    "quotes": '"' * 700_001,
    "quoted": '"a" ' * TERMS,
    "braces": "{" * 700_000,
    "stars": "a*" * 300_000,
    "word": "a" * 700_000,
    "hyphens": "a-" * 40,
    "terms": " OR ".join(f"w{n}*" for n in range(TERMS)),
    "all": " ".join(f"w{n}" for n in range(TERMS)),
    "absent": "a " + " ".join(f"NOT w{n}" for n in range(TERMS)),
    "pairs": " OR ".join("(a NOT a)" for _ in range(TERMS // 2)),
    "nested": "a AND (b OR (" * 49 + "c" + "))" * 49,
    "negated": "NOT (a AND " * 49 + "c" + ")" * 49,
    "near": " OR ".join("(a NEAR/3 b)" for _ in range(TERMS // 2)),
    "near groups": f"({' OR '.join('a' * (TERMS // 2))}) NEAR/3 ({' OR '.join('b' * (TERMS // 2))})",
    "fields": "lang:de " * TERMS,
    "values": "lang:(" + " OR ".join(f"l{n}" for n in range(TERMS)) + ")",
    "unknown": "a" * 300_000 + ":b",
    "number": "followers>" + "9" * 300_000,
    "distance": "a NEAR/" + "9" * 300_000 + " b",
    "nul": "\x00" * 700_000,
    "surrogate": "\ud800 a",
}


@pytest.mark.parametrize("text", QUERIES.values(), ids=QUERIES.keys())
def test_hostile_queries(text: str) -> None:
    began = time.process_time()
    post = Post(id="1", channel="test", text="a b c w1 w2 bahn", lang="de")
    try:
        tree = parse(text)
    except QueryError as error:
        _is_brief(error)
    else:
        assert parse(to_text(tree)) == tree
        lint(text)
        candidates(tree)
        explain(tree, post)
        Percolator({"t": text}).match(post)
    assert time.process_time() - began < SECONDS


def _is_brief(error: QueryError) -> None:
    """A message names what is wrong; it does not repeat a megabyte of it."""
    assert len(str(error)) < 1_000
