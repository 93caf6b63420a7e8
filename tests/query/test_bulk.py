"""Texts cut in bulk have the terms that each has when it is cut chunk by chunk, and match the same topics."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.post import Post
from sturmwarte.core.query.anchors import Remembered
from sturmwarte.core.query.bulk import cut, terms_of
from sturmwarte.query import Document, Percolator, index_tokens
from tests.query.strategies import NOISE, WORDS, posts, queries

_PIECES = """
Haus haus, Straße. ÜBER über ÉTÉ été ẞ ja... (nein) "so" 3×4 6÷2 a/b a_b _a #Größe #tag,
@foo_de @foo: ##x www. www.. https://t.co/Ab_1 https://www.Bahn.de/(x) http: mail: - -a b- „zu“ ’s it's ﬁ ſ K
Ⅳ
e\u0301 \xa0 \x85 \u2028 \x00 \x1c \x01 😀 😀a
µ ª º ² ° ÿ Ÿ ß, ä: Ö! ä\u0308 東京 ไทย
""".split(" ")  # noqa: SIM905
_texts = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from([*_PIECES, *WORDS, *NOISE]), max_size=12).map(" ".join),
    st.lists(st.sampled_from([*_PIECES, *"., :#@_ "]), max_size=8).map("".join),
)


def _post(text: str) -> Post:
    return Post(id="1", channel="c", text=text)


@settings(max_examples=500)
@given(st.lists(_texts, max_size=4))
def test_texts_cut_together_have_the_terms_of_each(texts: list[str]) -> None:
    assert [set(terms) for terms in terms_of(texts)] == [Document(_post(t)).terms for t in texts] or not texts


@pytest.mark.parametrize("length", [99, 150, 199, 200, 201, 399, 450])
@pytest.mark.parametrize("around", ["{}", "#{}", "{}, ja", "ja {}ß", "ä{}/x", "({})", "{}_"])
def test_words_longer_than_a_term_can_be(length: int, around: str) -> None:
    texts = ["vorher ja", around.format("ü" * length), around.format("x" * length), "danach"]
    assert [set(terms) for terms in terms_of(texts)] == [Document(_post(text)).terms for text in texts]


@given(st.lists(posts, max_size=4))
def test_documents_cut_in_bulk_are_indexed_alike(several: list[Post]) -> None:
    documents = [Document(post) for post in several]
    cut(documents)
    assert [index_tokens(document) for document in documents] == [index_tokens(post) for post in several]


@given(st.lists(queries, min_size=1, max_size=4), st.lists(posts, min_size=1, max_size=5), st.integers(0, 5))
def test_one_by_one_in_a_batch_or_cut_before(texts: list[str], several: list[Post], before: int) -> None:
    percolator = Percolator({f"t{number}": text for number, text in enumerate(texts)})
    expected = [percolator.match(post) for post in several]
    documents = [Document(post) for post in several]
    cut(documents[:before])
    assert percolator.match_batch(documents) == expected
    percolator.refile(dict.fromkeys(percolator.terms(), 3))
    assert percolator.match_batch(several) == expected
    assert percolator.match_batch(several * 20) == expected * 20


def test_only_plain_terms_are_worth_counting() -> None:
    assert Percolator({"a": "Bahn* OR {Zug} OR Straße NOT #tag"}).terms() == {"zug", "strasse", "#tag"}


def test_patterns_come_and_go_while_terms_are_known() -> None:
    percolator, post = Percolator({"a": "bahn*"}), _post("Bahnhof Zughof")
    assert percolator.match(post) == ["a"]
    percolator.add("b", "zu*")
    percolator.add("c", "*hof")
    assert percolator.match(post) == ["a", "b", "c"]
    percolator.add("d", "zughof")
    percolator.remove("b")
    assert percolator.match(post) == ["a", "c", "d"]
    percolator.remove("d")
    percolator.remove("a")
    assert percolator.match(post) == ["c"]


def test_what_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    percolator = Percolator({"a": "*hof", "b": "zug"})
    monkeypatch.setattr(Remembered, "ROOM", 3)
    for text in ("Bahnhof alt neu", "Zug rot gelb", "Friedhof grün blau", "Bahnhof Zug"):
        assert all(percolator.match_batch([_post(text)] * 20))
        assert percolator._vocabulary._patterns._met <= 3 + 3
