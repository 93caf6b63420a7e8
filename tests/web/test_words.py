"""Formats in both languages, the German catalogue, and text that strangers wrote."""

from datetime import UTC, datetime, timedelta
from textwrap import dedent

import pytest
from django.template.loader import get_template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.plan.load import load
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.core.sections import SECTIONS
from sturmwarte.core.triage.verdict import Tried, Verdict
from sturmwarte.core.understand.reading import Kind, Reading
from sturmwarte.station.archive.pages import hostile
from sturmwarte.station.archive.pages.reasons import counted_words, sentence
from sturmwarte.station.archive.records import Found
from sturmwarte.station.frame import catalogues, formats
from sturmwarte.station.plan.pages.active import ActivePlan, names

NOW = datetime(2026, 11, 22, 7, 4, 39, tzinfo=UTC)


def test_the_german_catalogue_is_complete():
    assert catalogues.problems() == []


def test_every_template_has_its_sentences_extracted():
    found = {str(message.id) for message in catalogues.extracted()}
    assert "Sign in" in found
    assert "Nobody answers for it yet" in found
    assert get_template("respond/case.html")


@pytest.mark.parametrize(
    ("away", "german", "english"),
    [
        (timedelta(seconds=-20), "gerade eben", "just now"),
        (timedelta(seconds=20), "gleich", "in a moment"),
        (timedelta(minutes=-3), "vor 3 Min.", "3 min ago"),
        (timedelta(hours=5), "in 5 Std.", "in 5 h"),
        (timedelta(days=3, hours=1), "in 3 Tagen", "in 3 days"),
        (timedelta(days=-30), "23. Okt.", "23 Oct"),
        (timedelta(days=-400), "18. Okt. 2025", "18 Oct 2025"),
    ],
)
def test_relative_times(away, german, english):
    with override("de"):
        assert formats.relative(NOW + away, NOW) == german
    with override("en"):
        assert formats.relative(NOW + away, NOW) == english


def test_numbers_times_and_quotes():
    assert formats.number(9999) == "9999"
    assert formats.number(1234567) == "1\u202f234\u202f567"
    assert formats.percent(0.724) == "72\u202f%"
    assert formats.exact(NOW, "de") == "Sonntag, 22. November 2026, 07:04:39"
    assert formats.exact(NOW, "en") == "Sunday 22 November 2026, 07:04:39"
    assert formats.quoted("x", "de") == "„x“"
    assert formats.at(NOW + timedelta(days=1), NOW, "de") == "Mo, 07:04"
    assert formats.at(NOW - timedelta(days=9), NOW, "de") == "13. Nov., 07:04"
    assert formats.at(NOW - timedelta(days=400), NOW, "en") == "18 Oct 2025, 07:04"
    with override("de"):
        assert formats.listed(["a", "b", "c"]) == "a, b und c"


@given(st.text(max_size=300), st.lists(st.text(max_size=8), max_size=4))
def test_no_text_becomes_markup(text, words):
    shown = str(hostile.body(text, words, reversed(words)))
    for allowed in ("<mark>", '<mark class="sought">', '<mark class="counted sought">', "</mark>", "</a>"):
        shown = shown.replace(allowed, "")
    assert "<" not in shown.replace('<a class="out"', "")


def test_words_that_counted_and_words_sought_have_marks_of_their_own():
    shown = hostile.body("Der heiße Sockel schmort.", ["heiße Sockel"], ["sockel", "schmort"])
    both, sought = '<mark class="counted sought">Sockel</mark>', '<mark class="sought">schmort</mark>'
    assert shown == f"Der <mark>heiße </mark>{both} {sought}."


def test_only_the_words_of_the_best_kind_and_of_the_rule_are_marked():
    def read(kind: str, word: str) -> Reason:
        return Reason("understand.kind.words", {"kind": kind, "p": 0.6, "words": [word]})

    asked = {
        "key": "triage.all_of",
        "args": {"because": [{"key": "triage.kind.is", "args": {"kind": "danger"}}]},
    }
    fact = {"key": "triage.words.is", "args": {"words": ["boykott"]}}
    found = Found(
        post=Post(id="1", channel="mail", text=""),
        reading=Reading(
            kinds=(Kind("complaint", 0.7), Kind("danger", 0.6), Kind("question", 0.3)),
            why={"kinds": (read("complaint", "kaputt"), read("danger", "schmort"), read("question", "wo"))},
        ),
        verdict=Verdict(
            verdict="escalate",
            reasons=(
                Tried("own", True, Reason("triage.own_rule", {"because": [fact, asked]})),
                Tried("other", False, Reason("triage.words.is", {"words": ["wie"]})),
            ),
        ),
    )
    assert counted_words(found) == {"kaputt", "schmort", "boykott"}


def test_a_rule_without_a_sentence_of_its_own_gives_its_name_and_what_it_found():
    text = """
    company: {name: Zeisig}
    triage:
      rules:
        - {id: heat, name: {de: Heißer Sockel, en: Hot base}, when: {kind: danger}, verdict: escalate}
    """
    plan = ActivePlan(load({"plan.yaml": dedent(text)}, SECTIONS).plan)
    facts = [
        {"key": "triage.kind.is", "args": {"kind": "danger", "p": 0.59}},
        {"key": "triage.thread.start", "args": {}},
    ]
    reasons = (Tried("heat", True, Reason("triage.own_rule", {"because": facts})),)
    found = Verdict(verdict="escalate", reasons=reasons)
    with override("de"):
        assert sentence(found, plan).startswith("Regel „Heißer Sockel“: Anliegen Gefahr (59\u202f%), ")
    with override("en"):
        assert sentence(found, plan).startswith("Rule “Hot base”: Request Danger (59\u202f%), ")
        assert sentence(found, ActivePlan()).startswith("Rule “heat”: ")


def test_a_name_is_looked_up_where_it_is_meant():
    """The channel `press` without a sheet is not the kind `press`."""
    text = "kinds: [{id: press, name: Presse und Behörden}]\npeople: [{id: anna, name: Anna}]"
    made = load({"plan.yaml": text}, SECTIONS).plan
    plan = ActivePlan(made, names=names(made))
    assert plan.name("press", "kinds") == "Presse und Behörden"
    assert plan.name("press", "channels") == "press"
    assert (plan.name("anna"), plan.name("bert"), plan.name(None)) == ("Anna", "bert", "")


@given(st.text(alphabet="ab\u202e\u2066\u200b\u0300\u0301\ufeff\u0007 \n", max_size=200))
def test_nothing_unseen_is_left(text):
    shown = hostile.plain(text)
    assert not set(shown) & set("\u202e\u2066\u200b\ufeff\u0007")
    assert "\u0300" * 5 not in shown
    assert len(hostile.excerpt(text, 20)) <= 20


def test_links_are_harmless_and_end_where_the_sentence_does():
    shown = hostile.body('see https://a.example/x). and "https://b.example/"onclick=alert(1)')
    assert 'href="https://a.example/x"' in shown
    assert 'href="https://b.example/"' in shown
    assert shown.count('rel="noopener noreferrer nofollow ugc"') == 2
    assert "javascript:" not in hostile.body("javascript:alert(1)").replace("javascript:alert(1)", "", 1)


def test_the_enormous_is_cut_quickly():
    text = "x" * 2_000_000
    assert len(hostile.body(text)) == hostile.LONGEST
    assert hostile.cut(text) == 2_000_000 - hostile.LONGEST
