"""A lexicon finds what was put into it, and nothing else, however terms come, go and resemble each other."""

from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.query.lexicon import Lexicon, joined
from sturmwarte.core.query.rows import Rows

_terms = st.one_of(
    st.text("ab", min_size=1, max_size=30), st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
).map(str.encode)


@given(st.lists(st.tuples(st.booleans(), st.lists(_terms, min_size=1, max_size=30)), max_size=8))
def test_a_lexicon_is_a_dictionary(turns: list[tuple[bool, list[bytes]]]) -> None:
    lexicon, known, asked = Lexicon(), dict[bytes, int](), {b"ab"}
    for put, terms in turns:
        for term in terms:
            if put and term not in known and b"\0" not in term:
                known[term] = len(asked) + 7
                lexicon.put(term, known[term])
            elif not put and known.pop(term, None):
                lexicon.drop(term)
            asked.add(term)
        asked_now = [term for term in asked if b"\0" not in term]
        assert lexicon.find(joined(asked_now)).tolist() == [known.get(term, 0) for term in asked_now]


def test_many_terms() -> None:
    lexicon, terms = Lexicon(), [f"{'x' * (number % 30)}{number}".encode() for number in range(5_000)]
    for number, term in enumerate(terms, 1):
        lexicon.put(term, number)
    assert lexicon.find(joined([*terms, b"y"])).tolist() == [*range(1, 5_001), 0]


def test_rows_that_change_often_take_no_more_room() -> None:
    rows = Rows()
    for turn in range(60_000):
        rows.put(turn % 7, [turn] * 5)
    assert [rows.row(row) for row in range(8)] == [
        *([59_999 - (59_999 - row) % 7] * 5 for row in range(7)),
        [],
    ]
    assert len(rows.values()) < 250_000
