"""The neutral form selects a superset, whatever is asked, and stays small and flat."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.post import Post
from sturmwarte.core.query.candidates import Candidates, Filter, Pattern
from sturmwarte.core.query.fields import holds
from sturmwarte.core.query.tree import Field
from sturmwarte.query import Document, candidates, index_tokens, matches, parse
from tests.query.strategies import posts, queries


def _meets(pattern: Pattern, tokens: list[str]) -> bool:
    match pattern.shape:
        case "term":
            return pattern.text in tokens
        case "prefix":
            return any(token.startswith(pattern.text) for token in tokens)
        case "suffix":
            return any(token.endswith(pattern.text) for token in tokens)
        case "infix":
            return any(pattern.text in token for token in tokens)


def _passes(filter: Filter, document: Document) -> bool:
    return any(holds(Field(filter.field, filter.comparison, value), document) for value in filter.values)


def _candidate(wanted: Candidates, post: Post) -> bool:
    tokens, document = index_tokens(post), Document(post)
    return all(any(_meets(p, tokens) for p in group) for group in wanted.groups) and all(
        _passes(filter, document) for filter in wanted.filters
    )


@settings(max_examples=300)
@given(queries, st.lists(posts, min_size=1, max_size=5), st.integers(1, 3), st.integers(1, 20))
def test_every_match_is_a_candidate(text: str, several: list[Post], groups: int, patterns: int) -> None:
    tree = parse(text)
    wanted = candidates(tree, max_groups=groups, max_patterns=patterns)
    assert len(wanted.groups) <= groups
    assert all(1 <= len(group) <= patterns for group in wanted.groups)
    for post in several:
        if matches(tree, Document(post)):
            assert _candidate(wanted, post)


def test_the_form() -> None:
    tree = parse('bahn* AND (streik OR "fällt aus") NOT bus sprache:(de ODER en) followers>10 *versicher*')
    assert candidates(tree) == Candidates(
        groups=(
            (Pattern("infix", "versicher"),),
            (Pattern("term", "faellt"), Pattern("term", "streik")),
            (Pattern("prefix", "bahn"),),
        ),
        filters=(Filter("lang", ":", ("de", "en")), Filter("followers", ">", (10.0,))),
    )


def test_what_only_reading_everything_can_answer() -> None:
    assert candidates(parse("NOT bahn")).everything
    assert candidates(parse("bahn OR NOT zug")).everything
    assert not candidates(parse("lang:de")).everything


def test_counted_frequencies_choose_the_rarest() -> None:
    tree = parse("fahrplanauskunft AND zug")
    assert candidates(tree, max_groups=1).groups[0][0].text == "fahrplanauskunft"
    counted = {"fahrplanauskunft": 900, "zug": 2}
    assert candidates(tree, max_groups=1, frequencies=counted).groups[0][0].text == "zug"


def test_a_huge_query_stays_small() -> None:
    wide = " OR ".join(f"wort{n}" for n in range(5_000))
    assert candidates(parse(wide)).everything
    deep = "a AND (b OR (" * 49 + "c" + "))" * 49
    assert len(candidates(parse(deep)).groups) <= 8
