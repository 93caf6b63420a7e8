"""The tone voter by its front door: what posts of both languages sound like, and why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte import packs
from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.reason import say
from sturmwarte.core.understand.tone.voter import ToneVoter

VOTER = ToneVoter()


def vote(text, lang="de"):
    return VOTER.vote(Document(Post(id="1", channel="mail", text=text)), lang)


def best(p):
    return max(p, key=p.get)


@pytest.mark.parametrize(
    ("text", "lang", "label"),
    [
        ("Super Service, gerne wieder!", "de", "positive"),
        ("Ich bin sehr zufrieden, vielen Dank.", "de", "positive"),
        ("Gar nicht schlecht, das Essen", "de", "positive"),
        ("😍😍", "de", "positive"),
        ("Das war eine Katastrophe.", "de", "negative"),
        ("Ich bin überhaupt nicht zufrieden", "de", "negative"),
        ("Na super, schon wieder zu spät", "de", "negative"),
        ("Danke für nichts!", "de", "negative"),
        ("Nettes Personal, aber das Essen war widerlich", "de", "negative"),
        ("Die App stürzt ständig ab", "de", "negative"),
        ("Ihr habt die schlechtesten Verträge", "de", "negative"),
        ("Die Sitzung beginnt um zehn Uhr im Rathaus.", "de", "neutral"),
        ("", "de", "neutral"),
        ("Great service, love it!", "en", "positive"),
        ("Worst service ever", "en", "negative"),
        ("I am not happy with this", "en", "negative"),
        ("The meeting starts at ten in the town hall.", "en", "neutral"),
    ],
)
def test_sentiment(text, lang, label):
    assert best(vote(text, lang).sentiment) == label


def test_an_unknown_language_is_read_by_all_lists():
    assert best(vote("Super Service, great job!", "").sentiment) == "positive"
    assert best(vote("Das ist furchtbar", "").sentiment) == "negative"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Die Lieferung kommt am Montag.", "calm"),
        ("Ich freue mich riesig, hurra!!!", "calm"),
        ("Ich bin enttäuscht, schon wieder nervt diese Verspätung", "annoyed"),
        ("UNVERSCHÄMTHEIT!!! Ihr Betrüger, es reicht, ich könnte kotzen, so ein SAULADEN!!!", "outraged"),
    ],
)
def test_heat(text, label):
    assert best(vote(text).heat) == label


def test_offence_needs_an_offensive_word():
    assert vote("Du bist so ein Arschloch").offensive > 0.7
    assert vote("Die Verspätung ist ärgerlich, bitte um Erstattung").offensive < 0.4
    assert vote("Guten Morgen zusammen").offensive < 0.3
    assert vote("Euer Fahrer hat mich angeschrien, ich bin fassungslos. Das hat Folgen!!").offensive < 0.5
    assert vote("Ein Lob für das Angebot für behinderte Menschen").offensive < 0.3


def test_a_question_is_worth_an_answer_and_a_shared_link_is_not():
    question = vote("Wie kann ich meinen Vertrag verlängern? Ich finde dazu auf der Seite nichts")
    share = vote("Neues aus der Stadt https://example.org/1")
    assert question.answer > 0.5 > share.answer
    assert [reason.key for reason in share.why["answer"]] == ["understand.tone.shape.shared"]


def test_a_complaint_of_ones_own_is_worth_an_answer_and_an_insult_is_not():
    complaint = vote("Seit drei Wochen warte ich auf meine Erstattung, niemand meldet sich bei mir.")
    assert complaint.answer > 0.5 > vote("Ihr seid doch alle gekauft, Lügenpack").answer


def test_urgency_grows_with_what_is_said():
    hurried = vote("Bitte sofort Hilfe, mein Kind ist im Aufzug eingesperrt").urgency
    soon = vote("Bitte antwortet noch heute").urgency
    assert hurried > soon > vote("Schöne Bilder").urgency


def test_emotions_are_named_only_when_found():
    assert "fear" in vote("Ich habe Angst, das ist gefährlich").emotions
    assert vote("Die Sitzung beginnt um zehn").emotions == {}
    assert "fear" not in vote("Ich habe keine Angst").emotions


def test_the_reasons_name_words_and_places():
    why = vote("Kein guter Tausch, sehr unfreundlich").why["sentiment"]
    turned = next(reason for reason in why if reason.key.endswith("turned"))
    assert (turned.args["words"], turned.args["at"]) == (["guter"], [1])
    blamed = next(reason for reason in why if reason.key.endswith("negative"))
    assert blamed.args["words"] == ["unfreundlich"]


@pytest.mark.parametrize("lang", packs.LANGUAGES)
def test_every_reason_has_a_sentence(lang):
    texts = packs.texts(lang)
    loud = "ARSCHLOCH!!! Sofort, ich bin wütend. Wie kann ich 2 € bekommen? soooo na super nicht gut, igitt"
    reasons = [reason for dimension in vote(loud).why.values() for reason in dimension]
    assert len(reasons) > 8
    assert [reason.key for reason in reasons if reason.key not in texts] == []
    assert all("{" not in say(reason, texts) for reason in reasons)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["de", "en", "", "fr"]))
def test_any_text_gets_probabilities(text, lang):
    votes = vote(text, lang)
    assert sum(votes.sentiment.values()) == pytest.approx(1)
    assert sum(votes.heat.values()) == pytest.approx(1)
    singles = [votes.offensive, votes.answer, votes.urgency, *votes.emotions.values(), *votes.heat.values()]
    assert all(0 <= p <= 1 for p in singles)


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "😡" * 10_000, "scheiße " * 50_000, "!" * 100_000, "\0nul"]
)
def test_hostile_posts_do_no_harm(text):
    assert 0 <= vote(text).offensive <= 1
