"""The short way to read common queries says what the parser says, and takes nothing that it refuses."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.query.clauses import Clauses, clauses_of, left_of
from sturmwarte.core.query.shortcut import read_common
from tests.query.strategies import queries

_OPERANDS = """
bahn Bahn BAHN #bahn @bahn bahn* #bahn* zug Straße STRAẞE Größe* 1000 or OR ODER NEAR and "bahn card" 
"zug AND or" "a OR b" "Zug ODER Bahn" "größe 1" "bahn" "" ##a a-b {Bahn} lang:de x: * 3,5 😀
"""
_operands = st.sampled_from([*_OPERANDS.split(), '"bahn card"', '"a OR b"', '"zug ODER or"', '"Größe 1"', ""])
_groups = st.builds(
    "{}({})".format,
    st.sampled_from(("", "", "NOT ", "NICHT ")),
    st.lists(_operands, min_size=1, max_size=4).flatmap(
        lambda words: st.sampled_from((" OR ", " ODER ", " ")).map(lambda joint: joint.join(words))
    ),
)
_near = st.builds(
    "({} {}/{} {})".format, _operands, st.sampled_from(("NEAR", "NAHE")), st.integers(0, 101), _operands
)
_parts = st.one_of(_groups, _groups, _operands, _operands.map("NOT {}".format), _near)
_texts = st.lists(_parts, min_size=1, max_size=4).flatmap(
    lambda parts: st.sampled_from((" AND ", " UND ", " OR ", " ")).map(lambda joint: joint.join(parts))
)


def _meaning(clauses: Clauses) -> tuple[object, ...]:
    groups, barred, rest, others = clauses
    return {frozenset(group) for group in groups}, set(barred), rest and left_of(rest), set(others)


@settings(max_examples=600)
@given(st.one_of(_texts, queries))
def test_common_queries_are_read_as_the_parser_reads_them(text: str) -> None:
    if (read := read_common(text)) is not None:
        assert _meaning(read) == _meaning(clauses_of(text))


def test_what_is_common() -> None:
    text = '(Bähn OR #bähn OR "bähn card") AND (x OR y*) AND NOT z AND (a NEAR/5 b) AND lang:de'
    groups = (("baehn",), ("x", "y*"), ("a",), ("b",))
    assert read_common(text) == Clauses(groups, ("z",), "(a NEAR/5 b) AND lang:de", ("a", "b"))
    assert read_common('("zug card" OR bahn)') is None
    assert read_common("bahn zug") is None
