"""What of the company a post speaks about."""

from sturmwarte import packs
from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.understand.aspects import Aspects, shipped
from sturmwarte.core.understand.lexicon import LANGUAGES

aspects = Aspects()


def spoken(text: str, lang: str = "de") -> list[str]:
    return [a.aspect for a in aspects.spoken(Document(Post(id="1", channel="x", text=text)), lang).aspects]


def test_what_stands_out_comes_first() -> None:
    assert (
        spoken("Der Fahrer hat das Paket nicht zugestellt, Lieferung laut Sendungsverfolgung gestern")[0]
        == "delivery"
    )


def test_both_languages_name_the_same_aspects() -> None:
    assert shipped("de").aspects.keys() == shipped("en").aspects.keys()
    for lang in LANGUAGES:
        assert {f"name.aspect.{aspect}" for aspect in shipped(lang).aspects} <= packs.texts(lang).keys()


def test_words_are_named_with_their_places() -> None:
    found = aspects.spoken(Document(Post(id="1", channel="x", text="Die Hotline war unfreundlich")), "de")
    assert found.words["reach"] == {"hotline": 1}


def test_a_language_nobody_knows_is_held_against_all_lists() -> None:
    assert spoken("refund?", "") == ["billing"]
    assert spoken("", "") == []
