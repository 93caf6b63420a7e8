"""Words, phrases, links and who speaks of himself."""

import pytest

from sturmwarte.core.foresee.story.words import in_first_person, link, links, words


@pytest.mark.parametrize(
    "text",
    [
        "Ich warte",
        "das ist MEIN Zug",
        "bei uns nicht",
        "I'm waiting",
        "I’ve had it",
        "give us a train",
        "unseren Zug",
    ],
)
def test_speaks_of_oneself(text):
    assert in_first_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "Im Zug ist es kalt",
        "Flights to the US are late",
        "Die Bahn meint es gut",
        "Ihr seid spät",
        "@mein_zug https://ich.example",
        "",
    ],
)
def test_does_not(text):
    assert not in_first_person(text)


def test_phrases_stand_side_by_side_and_reach_over_no_sign():
    found = [word.written for word in words("Neue Preise, alte Züge und volle Busse", frozenset({"und"}))]
    assert "Neue Preise" in found
    assert "alte Züge" in found
    assert "Preise alte" not in found
    assert "Züge volle" not in found


def test_hashtags_count_as_their_word_and_names_and_links_do_not():
    found = words("#Streik @nordbahn https://a.example/streik Streik 2027", frozenset())
    assert {word.stems for word in found} == {("streik",)}
    assert {word.written for word in found} == {"#Streik", "Streik"}


@pytest.mark.parametrize(
    "address",
    [
        "https://www.zeitung.example/a/",
        "http://zeitung.example/a?utm_source=mail&fbclid=1",
        "https://Zeitung.example/a#unten",
        "https://zeitung.example/a).",
    ],
)
def test_the_same_page_is_one_link(address):
    assert link(address) == "https://zeitung.example/a"


def test_what_names_the_page_stays():
    assert link("https://zeitung.example/lesen?id=7&utm_medium=x") == "https://zeitung.example/lesen?id=7"
    assert links("siehe https://a.example/x und http://b.example") == [
        "https://a.example/x",
        "https://b.example",
    ]
