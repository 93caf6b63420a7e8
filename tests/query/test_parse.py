"""From text to tree and back, and every way to get it wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.query.errors import LimitExceeded
from sturmwarte.query import QueryError, parse, to_text
from tests.query.strategies import queries

CANONICAL = [
    ("bahn zug", "bahn AND zug"),
    ("bahn UND zug ODER bus", "bahn AND zug OR bus"),
    ("(bahn ODER zug) NICHT bus", "(bahn OR zug) AND NOT bus"),
    ("NOT a b", "NOT a AND b"),
    ("NOT (a OR b)", "NOT (a OR b)"),
    ("NOT NOT a", "a"),
    ("NOT (NOT a)", "a"),
    ("a OR (b OR (c OR d))", "a OR b OR c OR d"),
    ("a NAHE/3 b c", "a NEAR/3 b AND c"),
    ("a ONAHE/2 (b ODER c)", "a ONEAR/2 (b OR c)"),
    ("a NEAR/2 (b NEAR/3 c)", "a NEAR/2 (b NEAR/3 c)"),
    ("(a NEAR/2 b) NEAR/3 c", "a NEAR/2 b NEAR/3 c"),
    ("„Bahn fällt aus“", '"bahn faellt aus"'),
    ('»Bahn« "zug"', "bahn AND zug"),
    ('"fällt*  aus"', '"faellt* aus"'),
    ("{Deutsche  Bahn}", "{Deutsche Bahn}"),
    ("Bahn-Chef Müller's", "bahn-chef AND muellers"),
    ("ver**sicher*", "ver*sicher*"),
    ("sprache:(de ODER en)", "lang:de OR lang:en"),
    ('Autor:"Anna Muster" ist:Antwort', 'author:"anna muster" AND is:reply'),
    ("followers>1.000 rating<=2,5", "followers>1000 AND rating<=2.5"),
    ("bewertung:5", "rating=5"),
    ("https://www.Bahn.example/x", "https://bahn.example"),
    ("and und or oder not nicht", "and AND und AND or AND oder AND not AND nicht"),
    ("bahn, zug.", "bahn AND zug"),
    ("12:30", '"12:30"'),
    ('"Kund:innen"', '"kund:innen"'),
]
WRONG = [
    ("", "empty", 1),
    ("   ", "empty", 3),
    ("(a OR b", "unclosed_parenthesis", 1),
    ("a (b (c)", "unclosed_parenthesis", 3),
    ("a) b", "stray_parenthesis", 2),
    ("a ()", "empty_parenthesis", 3),
    ('a "b c', "unclosed_quote", 3),
    ("a {B c", "unclosed_brace", 3),
    ("a B}", "stray_brace", 4),
    ("a AND", "operand_after", 3),
    ("a OR OR b", "operand_after", 3),
    ("OR a", "operand_before", 1),
    ("(AND a)", "operand_before", 2),
    ("a NOT", "operand_after", 3),
    ("a NEAR/3", "operand_after", 3),
    ("NEAR/3 a", "operand_before", 1),
    ("a NEAR b", "near_without_number", 3),
    ("a NEAR/x b", "near_number", 3),
    ("a NEAR/0 b", "near_number", 3),
    ("a NEAR/9999 b", "near_number", 3),
    ("a NEAR/² b", "near_number", 3),
    ("a NEAR/2 NOT b", "near_not", 3),
    ("NOT a NEAR/2 b", "near_not", 7),
    ("(a b) NEAR/2 c", "near_and", 7),
    ("a NEAR/2 (b OR (c d))", "near_and", 3),
    ("a NEAR/2 lang:de", "near_field", 10),
    ("a & b", "symbol_operator", 3),
    ("a || b", "symbol_operator", 3),
    ("a -b", "symbol_operator", 3),
    ("!b", "symbol_operator", 1),
    ("a … b", "nothing_to_find", 3),
    ("€", "nothing_to_find", 1),
    ('"!?"', "nothing_to_find", 1),
    ("{}", "nothing_to_find", 1),
    ("*", "lone_star", 1),
    ("a ** b", "lone_star", 3),
    ('"a * b"', "lone_star", 1),
    ("#*", "lone_star", 1),
    ("lnag:de", "unknown_field", 1),
    ("a foo:b", "unknown_field", 3),
    ("lang:", "field_without_value", 1),
    ("lang: de", "field_without_value", 1),
    ('lang:""', "field_without_value", 1),
    ("lang:( )", "empty_parenthesis", 6),
    ("lang>de", "field_operator", 1),
    ("followers>viele", "bad_number", 1),
    ("followers>nan", "bad_number", 1),
    ("followers>1e999", "bad_number", 1),
    ("is:troll", "bad_value", 1),
    ("form:brief", "bad_value", 1),
    ("lang:(de AND en)", "operator_in_field", 10),
    ("lang:(de en)", "operator_in_field", 10),
    ("lang:(NOT de)", "operator_in_field", 7),
    ("lang:((de))", "operator_in_field", 7),
    ("lang:(form:mail)", "operator_in_field", 7),
]


@pytest.mark.parametrize(("text", "canonical"), CANONICAL)
def test_canonical_text(text: str, canonical: str) -> None:
    assert to_text(parse(text)) == canonical
    assert parse(canonical) == parse(text)


@pytest.mark.parametrize(("text", "key", "column"), WRONG)
def test_mistakes_name_their_column_and_mend(text: str, key: str, column: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert (caught.value.key, caught.value.column) == (key, column)
    for lang in ("de", "en"):
        said = caught.value.text(lang)
        assert said.endswith((".", "?", ")", '"', "…")) or said[-1].isalnum()
        assert "{" not in said.replace("{Word}", "").replace("{Wort}", "")
    assert caught.value.text("de") != caught.value.text("en")


def test_the_nearest_field_is_proposed() -> None:
    with pytest.raises(QueryError, match="Did you mean lang"):
        parse("lnag:de")


def test_nodes_know_their_columns() -> None:
    tree = parse('bahn AND ("fällt aus" OR lang:(de OR en))')
    first, second = tree.parts  # type: ignore[union-attr]
    assert (first.at.first, first.at.last) == (1, 4)
    assert (second.at.first, second.at.last) == (11, 39)
    assert second.parts[1].at.first == 32


def test_limits() -> None:
    parse("(" * 100 + "a" + ")" * 100)
    parse("a OR " * 59_999 + "a")
    parse("a AND (b OR (" * 49 + "a" + "))" * 49)
    for text, key in (
        ("(" * 101 + "a" + ")" * 101, "too_deep"),
        ("a NEAR/1 " * 101 + "a", "too_deep"),
        ("a OR " * 60_000 + "a", "too_many_terms"),
        ("a" * 750_001, "too_long"),
        ('"' + "a " * 101 + '"', "phrase_too_long"),
        ("東" * 101, "phrase_too_long"),
    ):
        with pytest.raises(LimitExceeded) as caught:
            parse(text)
        assert caught.value.key == key


@given(queries)
def test_round_trip_of_queries(text: str) -> None:
    tree = parse(text)
    assert parse(to_text(tree)) == tree
    assert to_text(parse(to_text(tree))) == to_text(tree)


_SYNTAX = st.lists(
    st.sampled_from(
        [*"()\"{}*#@:-'.&„“", " ", " OR ", " NOT ", " NEAR/2 ", "lang:", "is:own", "ä", "A", "1", "東", "👍"]
    )
    | st.text(max_size=3)
).map("".join)


@given(st.text() | _SYNTAX)
def test_anything_parses_or_says_why(text: str) -> None:
    try:
        tree = parse(text)
    except QueryError as error:
        _is_told(error, text)
    else:
        assert parse(to_text(tree)) == tree


def _is_told(error: QueryError, text: str) -> None:
    assert 1 <= error.column <= max(1, len(text))
    assert error.text("de")
    assert error.text("en")
