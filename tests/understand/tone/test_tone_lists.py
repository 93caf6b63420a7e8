"""The shipped lists, their forms and the feature block."""

import pytest

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.understand.lexicon import split
from sturmwarte.core.understand.tone.inflect import word_forms
from sturmwarte.core.understand.tone.lexicon import shipped
from sturmwarte.core.understand.tone.table import table
from sturmwarte.core.understand.tone.wordlists import (
    ToneError,
    ToneList,
    check,
    emoji_list,
    languages,
    tone_list,
)


def counted(text, lang=""):
    block = shipped()
    terms = [token.term for token in Document(Post(id="1", channel="mail", text=text)).tokens]
    return dict(zip(block.names, block.counts(terms, text, lang), strict=True))


@pytest.mark.parametrize(
    ("lang", "part", "word", "forms"),
    [
        ("de", "adjectives", "schlecht", {"schlechte", "schlechter", "schlechteres", "schlechteste"}),
        ("de", "adjectives", "uebel", {"uebel", "ueblen", "uebler", "uebelste"}),
        ("de", "adjectives", "teuer", {"teure", "teurer", "teuerste"}),
        ("de", "adjectives", "dumm", {"duemmer", "duemmste", "dummes"}),
        ("de", "adjectives", "boese", {"boese", "boesen", "boeser"}),
        ("de", "verbs", "loben", {"lobe", "lobt", "lobte", "gelobt", "gelobten", "lobend"}),
        ("de", "verbs", "betruegen", {"betruegt", "betruegst"}),
        ("de", "verbs", "verbessern", {"verbessert", "verbesserte", "verbesserten"}),
        ("de", "verbs", "ab|stuerzen", {"abgestuerzt", "abzustuerzen", "stuerzt .. ab", "abstuerzt"}),
        ("de", "verbs", "reden", {"redet", "redete", "geredet"}),
        ("de", "verbs", "meckern", {"meckert", "gemeckert", "meckere"}),
        ("de", "nouns", "frechheit", {"frechheit", "frechheiten"}),
        ("de", "nouns", "luege", {"luege", "luegen"}),
        ("de", "nouns", "heldin", {"heldin", "heldinnen"}),
        ("en", "adjectives", "happy", {"happier", "happiest", "happily"}),
        ("en", "adjectives", "terrible", {"terribly"}),
        ("en", "verbs", "stop", {"stops", "stopped", "stopping"}),
        ("en", "verbs", "like", {"likes", "liked", "liking"}),
        ("en", "verbs", "deny", {"denies", "denied", "denying"}),
        ("en", "nouns", "lie", {"lie", "lies"}),
        ("en", "nouns", "delay", {"delays"}),
    ],
)
def test_forms(lang, part, word, forms):
    assert forms <= word_forms(lang, part, word)


@pytest.mark.parametrize(
    ("lang", "part", "word", "wrong"),
    [
        ("de", "verbs", "verbessern", "geverbessert"),
        ("de", "verbs", "reden", "redt"),
        ("en", "verbs", "deny", "denyed"),
        ("en", "nouns", "delay", "delaies"),
    ],
)
def test_forms_that_do_not_exist(lang, part, word, wrong):
    assert wrong not in word_forms(lang, part, word)


@pytest.mark.parametrize("lang", languages())
def test_the_lists_are_large_and_checked(lang):
    assert tone_list(lang).lang == lang
    assert len(table(lang)) > 5000


def test_no_word_is_praise_and_blame_at_once():
    """The same base form on both sides of one list would make its value a matter of order."""
    for lang in languages():
        polarity = tone_list(lang).polarity
        for part in ("adjectives", "verbs", "nouns", "words"):
            lists = getattr(polarity, part)
            good = {word.casefold() for value, text in lists.items() if value > 0 for word in split(text)}
            bad = {word.casefold() for value, text in lists.items() if value < 0 for word in split(text)}
            assert good & bad == set(), (lang, part)


def test_emoji_are_as_posts_have_them():
    for picture in emoji_list().emoji:
        terms = [token.term for token in Document(Post(id="1", channel="mail", text=picture)).tokens]
        assert picture in terms


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lang: de\npolarity: {adjectives: {4: gut}}", "polarity.adjectives.4"),
        ("lang: de\npolarity: {}\nanger: x", "anger"),
        ("lang: de\npolarity: {", "test.yaml"),
    ],
)
def test_a_wrong_list_is_told_by_its_place(text, told):
    with pytest.raises(ToneError, match=told):
        check(ToneList, "test.yaml", text)


@pytest.mark.parametrize(
    ("text", "column", "count"),
    [
        ("Das war großartig", "pos3", 1),
        ("Mieser Laden", "neg2", 1),
        ("Nicht gut", "negated_pos", 1),
        ("Nicht gut", "positive", 0),
        ("Arschloch", "insult_strong", 1),
        ("Danke für nichts", "irony", 1),
        ("Die App stürzt leider wieder ab", "neg2", 1),
        ("sofort bitte", "urgency3", 1),
        ("Weiß jemand Rat?", "asks", 1),
        ("👍🏽", "emoji_pos", 1),
        ("Nun gut :-)", "emoji_pos", 1),
        ("What a terrible day it was for us", "negative", 1),
    ],
)
def test_counts(text, column, count):
    assert counted(text)[column] == pytest.approx(count, abs=0.5 if column == "negative" else 0)


def test_a_block_has_a_number_per_name_whatever_the_terms():
    block = shipped()
    assert block is shipped()
    assert len(block.counts([], "")) == len(block.names) == len(set(block.names))
    assert sum(block.counts(["#", "@x", "", "a" * 300], "")) == 0
