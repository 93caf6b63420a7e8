"""The one normaliser: what counts as the same word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.post import Media, Post
from sturmwarte.core.query.folding import exact, fold, plain
from sturmwarte.query import TOKEN_CHARS, Document, index_tokens, matches, parse


def post(text: str, **known: object) -> Post:
    return Post(id="1", channel="test", text=text, **known)  # type: ignore[arg-type]


def selects(query: str, text: str) -> bool:
    return matches(parse(query), Document(post(text)))


SAME = [
    ("müller", "Mueller"),
    ("mueller", "MÜLLER"),
    ("müller", "Mu\u0308ller"),
    ("strasse", "Straße"),
    ("straße", "STRASSE"),
    ("STRAẞE", "Strasse"),
    ("Maße", "Masse"),
    ("bahn", "„Bahn“"),
    ("bahn", "»Bahn«!"),
    ("bahn", "ba\u00adhn"),
    ("bahn", "ba\u200bhn"),
    ("bahn", "ＢＡＨＮ"),
    ("bahn", "die\u00a0Bahn\u00a0fährt"),
    ("bahn", "Bahn/Bus"),
    ("bus", "Bahn,Bus"),
    ("bahn", "A\x00Bahn\x00B"),
    ("zalgo", "z̷͓̓a̸l̶g̷o̷"),
    ("bahn", "Bahn-Chef"),
    ("chef", "Bahn\u2011Chef"),
    ('"bahn chef"', "Bahn–Chef"),
    ("bahnchef", "Bahn-Chef"),
    ("bahn-chef", "Bahnchef"),
    ("bahn-chef", "der Bahn Chef"),
    ('"der bahn-chef geht"', "Der Bahnchef geht"),
    ('"der bahnchef geht"', "Der Bahn-Chef geht"),
    ("*chef", "Bahn-Chef"),
    ("bahnch*", "Bahn-Chef"),
    ("müller", "Müller's Laden"),
    ("müller", "Müllers’ Laden"),
    ("müllers", "Müller’s Laden"),
    ("müller's", "Müllers Laden"),
    ("openai", "OpenAI's model"),
    ("geht", "Geht's noch?"),
    ("don't", "dont"),
    ("o'brien", "OBrien"),
    ("brien", "O’Brien"),
    ("oréal", "L’Oréal"),
    ("h&m", "H&M"),
    ("h&m", "HM"),
    ("usa", "U.S.A."),
    ("kundinnen", "Kund*innen"),
    ("kundinnen", "Kund:innen"),
    ("kund", "Kund:innen"),
    ("produkt", "Produkt™"),
    ("1000", "1.000 Euro"),
    ("1.000,50", "1,000.50"),
    ("3,5", "3.5"),
    ("2.10.3", "v 2.10.3!"),
    ("v2.1*", "v2.10"),
    ("wichtig", "_wichtig_"),
    ("bahn", "#Bahn"),
    ("bahn", "@bahn"),
    ("#bahn", "#BAHN!"),
    ("deutschebahn", "#DeutscheBahn"),
    ("#bahnstreik", "#Bahn-Streik"),
    ("@db_info", "Danke, @db_info."),
    ("db_info", "@DB_Info"),
    ("@support", "@support@example.social"),
    ("@support@example.social", "@support@example.social"),
    ("support", "@support@example.social"),
    ("@bahn.example.social", "@bahn.example.social"),
    ("@bahn", "@bahn.example.social"),
    ("bahn.example", "https://www.bahn.example/fahrplan"),
    ("bahn.example", "siehe bahn.example"),
    ("bahn.example", "https://reise.bahn.example?x=1"),
    ("info@bahn.example", "Mail an Info@Bahn.example."),
    ("bahn.example", "info@bahn.example"),
    ("😀", "toll😀😀"),
    ("❤️", "❤"),
    ("👍", "👍🏽"),
    ("👍🏽", "👍🏽"),
    ("👩‍🚒", "die 👩‍🚒 kam"),
    ("🇩🇪", "Los🇩🇪!"),
    ("東京", "私は東京に"),
    ("#東京", "#東京"),
    ("東京", "#東京"),
    ("ไทย", "ภาษาไทย"),
    ("مرحبا", "قال مرحبا!"),
    ("محمد", "مُحَمَّد"),
    ("שלום", "שָׁלוֹם"),
    ("{Bahn}", "Die Bahn kommt"),
    ("{Müller}", "Mueller"),
    ("{MÜLLER}", "MUELLER"),
    ("{Bahn}", "#Bahn"),
    ("{Ä*}", "Ärger"),
]
DIFFERENT = [
    ("#bahn", "Bahn"),
    ("@bahn", "#bahn"),
    ("@bahn", "info@bahn.example"),
    ("bahn", "Bahnhof"),
    ("müller", "Müllers"),
    ("maße", "mase"),
    ("bahnchef", "Bahn Chef"),
    ('"bahn chef"', "Bahnchef"),
    ("bahn", "https://www.bahn.example/bahn"),
    ("bahn*", "https://bahn.example/"),
    ("*example", "https://bahn.example/"),
    ("info", "info@bahn.example"),
    ("*info*", "info@bahn.example"),
    ("db", "@db_info"),
    ("35", "3,5"),
    ("👩", "👩‍🚒"),
    ("👍🏽", "👍"),
    ("🇩", "🇩🇪"),
    ("{bahn}", "Bahn"),
    ("{Bahn}", "BAHN"),
    ("{#Bahn}", "Bahn"),
    ("konto", "'Kontos'"),
    ("京東", "東京"),
    ("bahn", "foo\ue000bahn"[:3]),
]


@pytest.mark.parametrize(("query", "text"), SAME)
def test_same_word(query: str, text: str) -> None:
    assert selects(query, text)


@pytest.mark.parametrize(("query", "text"), DIFFERENT)
def test_different_word(query: str, text: str) -> None:
    assert not selects(query, text)


def test_title_and_pictures_are_text_too() -> None:
    seen = post("", title="Streik", media=(Media(type="image", alt="Zug", text="Bahnsteig 3"),))
    assert all(matches(parse(word), Document(seen)) for word in ("streik", "zug", "bahnsteig"))


@given(st.text())
def test_index_tokens_survive_any_index(text: str) -> None:
    """Split at all but letters, digits, non-ASCII and the named signs, they stay what they are."""
    tokens = index_tokens(post(text))
    for token in tokens:
        assert token
        assert all(c in TOKEN_CHARS or not c.isascii() or c.islower() or c.isdigit() for c in token)
        assert token.split() == [token]
        token.encode()  # lone surrogates never come through


@given(st.text())
def test_folding_settles(text: str) -> None:
    for chunk in text.split():
        folded = fold(exact(plain(chunk)))
        assert fold(folded) == folded


@given(st.text())
def test_every_term_finds_its_post(text: str) -> None:
    """What is in the index can be asked for, unless it is a part that no query names alone."""
    document = Document(post(text))
    for token in document.tokens[:20]:
        if token.term.isalnum():
            assert matches(parse(f'"{token.term}"'), document)
