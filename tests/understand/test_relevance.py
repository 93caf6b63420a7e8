"""Bahn the company or Autobahn."""

import pytest

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.understand.relevance import ADDRESSED, NAMED, OTHER, UNNAMED, Relevance

bahn = Relevance(["Deutsche Bahn", "Bahn", "@DB_Bahn"])


@pytest.mark.parametrize(
    ("text", "p"),
    [
        ("Die Bahn kommt wieder zu spät", NAMED),
        ("Stau auf der Autobahn A7 bei Hannover", OTHER),
        ("Freie Bahn für alle", OTHER),
        ("Auf der Autobahn wär ich schneller als mit der Bahn", NAMED),
        ("@DB_Bahn wann fährt der nächste?", ADDRESSED),
        ("#DeutscheBahn wieder top", ADDRESSED),
        ("Der Zug steht seit einer Stunde", UNNAMED),
        ("", UNNAMED),
    ],
)
def test_what_a_brand_word_means(text: str, p: float) -> None:
    judged = bahn.judge(Document(Post(id="1", channel="x", text=text)))
    assert judged is not None
    assert judged.p == p


def test_a_mail_to_us_is_about_us() -> None:
    judged = bahn.judge(Document(Post(id="1", channel="mail:service", form="mail", text="Guten Tag")))
    assert judged is not None
    assert judged.p == ADDRESSED


def test_without_brands_nothing_is_said() -> None:
    assert Relevance([]).judge(Document(Post(id="1", channel="x", text="Autobahn"))) is None
