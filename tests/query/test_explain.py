"""Why a post was selected: the clauses, and the very letters to highlight."""

from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.post import Media, Post
from sturmwarte.core.query.explain import Passage
from sturmwarte.query import Document, explain, matches, parse
from tests.query.strategies import posts, queries

POST = Post(
    id="1",
    channel="test",
    title="Der Bahn-Chef",
    text="Mu\u0308ller's Team fährt #Bahn ❤️‍🔥 zur „Kranken\u00adversicherung“!",
    media=(Media(type="image", alt="Ein Zug", text="Gleis 3"),),
)


def _shown(passage: Passage, post: Post) -> str:
    texts = {"title": post.title, "text": post.text}
    for number, medium in enumerate(post.media):
        texts |= {f"media.{number}.alt": medium.alt, f"media.{number}.text": medium.text}
    return texts[passage.part][passage.start : passage.end]


def _highlights(query: str) -> list[str]:
    return [_shown(passage, POST) for passage in explain(parse(query), POST).passages]


def test_highlights_are_what_was_written() -> None:
    assert _highlights("müller") == ["Mu\u0308ller's"]
    assert _highlights("bahn") == ["#Bahn", "Bahn"]
    assert _highlights("bahnchef") == ["Bahn-Chef"]
    assert _highlights("*versicherung") == ["Kranken\u00adversicherung"]
    assert _highlights("❤️‍🔥") == ["❤️‍🔥"]
    assert _highlights("#bahn NEAR/2 team") == ["Team fährt #Bahn"]
    assert _highlights("zug gleis") == ["Zug", "Gleis"]
    assert _highlights('"chef müller"') == ["Mu\u0308ller's", "Chef"]  # reaches from the title into the text


def test_clauses_say_what_holds() -> None:
    explanation = explain(parse("bahn AND (bus OR zug) NOT streik is:own"), POST)
    assert not explanation.matched
    assert [(c.query, c.holds) for c in explanation.clauses] == [
        ("bahn", True),
        ("bus", False),
        ("zug", True),
        ("NOT streik", True),
        ("is:own", False),
    ]


@given(queries, posts)
def test_explanations_agree_with_the_oracle(text: str, post: Post) -> None:
    tree = parse(text)
    explanation = explain(tree, post)
    assert explanation.matched == matches(tree, Document(post))
    for passage in explanation.passages:
        assert _shown(passage, post).strip()


@given(st.text())
def test_every_word_can_be_shown(text: str) -> None:
    post = Post(id="1", channel="test", text=text)
    for token in Document(post).tokens[:10]:
        if token.term.isalnum():
            shown = [_shown(passage, post) for passage in explain(parse(f'"{token.term}"'), post).passages]
            assert shown
            assert all(shown)
