"""Whatever arrives costs bounded work and does no harm."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.understand.learner import Features, Learner

HOSTILE = {
    "a megabyte": "Bahn kommt nicht " * 60_000,
    "one word": "a" * 1_000_000,
    "zalgo": "H" + "\u0334\u0321\u0361" * 50_000 + "ilfe",
    "right to left": "\u202e\u0627\u0644\u0642\u0637\u0627\u0631 \u200f\u0645\u062a\u0623\u062e\u0631" * 500,
    "emoji": "😡" * 10_000,
    "NUL": "Hallo\x00Welt\x00" * 100,
    "empty": "",
    "blank": " \t\n",
    "lone surrogate": "abc\ud800def",
    "marks": "!" * 100_000 + "?" * 100_000,
    "links": "https://example.org/a " * 10_000,
    "stars": "f**k" * 50_000,
}


@pytest.fixture(scope="module")
def learner() -> Learner:
    return Learner().fit(["gut und schön", "schlecht und teuer"] * 10, ["+", "-"] * 10)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_posts(learner: Learner, name: str) -> None:
    started = time.process_time()
    p = learner.predict_proba([HOSTILE[name]])
    assert np.isfinite(p).all()
    assert len(learner.explain(HOSTILE[name])) <= 8
    assert time.process_time() - started < 1


def test_learns_from_hostile_posts() -> None:
    learner = Learner().fit([*HOSTILE.values()] * 2, ["a", "b"] * len(HOSTILE))
    assert np.isfinite(learner.predict_proba(["x"])).all()


@given(st.lists(st.text(st.characters(), max_size=80), max_size=6))
@settings(max_examples=100, deadline=None)
def test_a_post_reads_the_same_alone_and_in_a_batch(texts: list[str]) -> None:
    features = Features()
    batch = features.transform(texts)
    assert batch.grams.shape[0] == len(texts)
    for row, text in enumerate(texts):
        alone = features.transform([text])
        assert (alone.grams != batch.grams[[row]]).nnz == 0
        assert np.array_equal(alone.style[0], batch.style[row])
