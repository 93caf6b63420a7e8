"""Many lists held against a post at once find what each of them finds alone."""

from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.query.patterns import glob
from sturmwarte.core.understand.finding import Finder, Finders
from sturmwarte.core.understand.phrases import Phrase, phrase_words
from sturmwarte.core.understand.wildcards import Wildcards

WORDS = st.text("abc", min_size=1, max_size=5)
PATTERNS = st.text("abc*", min_size=1, max_size=7).filter(lambda text: "*" in text)
PHRASES = st.lists(st.one_of(WORDS, PATTERNS, st.just("..")), min_size=1, max_size=4).map(" ".join)
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)


@given(st.lists(st.lists(PHRASES, max_size=6), min_size=1, max_size=4), TEXTS)
def test_lists_together_find_what_each_finds_alone(lists, text):
    finders = [Finder([Phrase(one, phrase_words(one), one) for one in phrases]) for phrases in lists]
    document = Document(Post(id="1", channel="x", text=text))
    assert Finders(finders).find(document) == [finder.find(document) for finder in finders]


@given(st.lists(PATTERNS, max_size=8), st.text("abc", max_size=8))
def test_wildcards_are_met_as_one_by_one_and_the_longest_comes_first(patterns, term):
    listed = Wildcards()
    for pattern in patterns:
        listed.add(pattern, pattern)
    met = [pattern for pattern in patterns if glob(pattern, term)]
    assert listed.of(term) == sorted(met, key=lambda pattern: -len(pattern))


def test_a_phrase_with_a_gap_is_found_in_its_shortest_reading_and_not_beyond_the_gap():
    finder = Finder([Phrase("kein .. netz", phrase_words("kein .. netz"), "outage")])

    def found(text):
        return [(hit.start, hit.end) for hit in finder.find(Document(Post(id="1", channel="x", text=text)))]

    assert found("kein gutes Netz und noch ein Netz") == [(0, 2)]
    assert found("kein a b c d Netz") == [(0, 5)]
    assert found("kein a b c d e Netz") == []
    assert found("Netz kein") == []
