"""Posts made to be slow are not."""

import time

import pytest

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document, index_tokens
from sturmwarte.engine.brain import languages


@pytest.mark.parametrize("text", ["a" * 2000, "ä" * 2000, "a" * 1990 + "@", "&" * 2000, "_" * 2000])
def test_one_word_of_two_thousand_letters_is_read_once(text):
    posts = [Post(id=str(n), channel="forum", text=text) for n in range(100)]
    languages([Post(id="0", channel="forum", text="Damit das Modell schon geladen ist")])
    begun = time.process_time()
    languages(posts)
    for post in posts:
        index_tokens(Document(post))
    assert time.process_time() - begun < 0.4, "some expression goes over the same letters again and again"
