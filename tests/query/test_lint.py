"""Warnings: each for what it is meant, none for a sound query, and `never` means never."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.post import Post
from sturmwarte.core.query.never import contradiction
from sturmwarte.query import Document, QueryError, lint, matches, parse
from tests.query.strategies import posts, queries

DOUBTFUL = [
    ("bahn NOT bahn", "never", 1),
    ("is:own NOT ist:eigen", "never", 1),
    ("lang:de lang:en", "never", 1),
    ("form:mail art:kommentar", "never", 1),
    ("bahnhof NOT bahn*", "never", 1),
    ('"bahn streik" NOT streik', "never", 1),
    ("#bahn NOT bahn", "never", 1),
    ("{Bahn} NOT bahn", "never", 1),
    ("bahnchef NOT bahn-chef", "never", 1),
    ("bahn NEAR/3 zug NOT zug", "never", 1),
    ("(zug OR bus) NOT (bus OR zug)", "never", 2),
    ("rating<2 rating>4", "never", 1),
    ("bahn OR (zug NOT zug)", "never_branch", 10),
    ("NOT bahn", "only_absence", 1),
    ("bahn OR NOT zug", "only_absence", 1),
    ("lang:de is:own", "fields_only", 1),
    ("form:post", "fields_only", 1),
    ("lang:de OR channel:mail", "fields_only", 1),
    ("bahn OR lang:de", "only_absence", 1),
    ("der OR channel:mail", "only_absence", 1),
    ("channel:mail OR NOT zug", "only_absence", 1),
    ("der", "common_word", 1),
    ("db", "common_word", 1),
    ("zug OR *ab", "short_pattern", 8),
    ("bahn* und zug", "lookalike", 7),
    ("nicht bahn", "lookalike", 1),
    ("bahn NEAR/99 zug", "wide_near", 1),
    (f"zug NEAR/2 ({' OR '.join(f'wort{n}' for n in range(201))})", "heavy_near", 1),
    ("https://bahn.example/plan", "link_path", 1),
    ("bahn anliegen:lob", "reading_field", 6),
    ("sentiment:negative", "reading_field_only", 1),
]
SOUND = [
    'bahn* AND (streik OR "fällt aus") NOT bus',
    "lang:de lang:de-at bahn",
    "channel:mastodon channel:mastodon:support bahn",
    "bahn NOT #bahn",
    "bahn NOT {Bahn}",
    "bahn* NOT bahnhof",
    "rating>=2 rating<=2 zug",
    "author:anna author:bernd zug",
    '"der zug" NOT "zug der"',
    "*versicherung",
    "東*",
    "und",
    "site:bahn.example zug",
    "bahn OR channel:mail OR channel:reviews",
    "channel:mail",
    "form:review lang:de",
    "author:anna OR (site:bahn.example lang:de)",
    "rating<=2 OR bahn",
]


@pytest.mark.parametrize(("text", "key", "column"), DOUBTFUL)
def test_doubtful_queries(text: str, key: str, column: int) -> None:
    found = {(warning.key, warning.at.first): warning for warning in lint(text)}
    warning = found[key, column]
    useless = key in {"never", "reading_field", "reading_field_only"}
    assert warning.severity == ("error" if useless else "warning")
    assert warning.text("de") != warning.text("en")


@pytest.mark.parametrize("text", SOUND)
def test_sound_queries(text: str) -> None:
    assert [warning for warning in lint(text) if warning.key != "common_word"] == []


def test_reading_fields_are_for_search_and_triage() -> None:
    assert lint("bahn kind:praise", for_topic=False) == []
    (warning,) = lint("bahn kind:praise NOT zug")
    assert warning.args["rest"] == "bahn AND NOT zug"


def test_lint_of_what_does_not_parse() -> None:
    with pytest.raises(QueryError):
        lint("(")


@settings(max_examples=300)
@given(st.lists(queries, min_size=1, max_size=3).map(" ".join), st.lists(posts, min_size=1, max_size=5))
def test_never_means_never(text: str, several: list[Post]) -> None:
    tree = parse(text)
    if contradiction(tree):
        assert not any(matches(tree, Document(post)) for post in several)
    for warning in lint(text):
        assert warning.text("de")
        assert 1 <= warning.at.first <= len(text)
