"""The parts a front-door test would hide: folds, calibration, cuts, abstention, many classes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from sturmwarte.core.understand.learner import Features, FileError, Learner, calibrate, decide
from sturmwarte.core.understand.learner.folds import folds_of
from sturmwarte.core.understand.learner.words import words_of

CITIES = ("Berlin", "Hamburg", "Köln", "Bremen", "Mainz", "Kiel", "Ulm", "Trier", "Gera", "Jena", "Halle")


class Shouting:
    """A lexicon of one column."""

    names = ("shouted",)

    def counts(self, terms, text):  # noqa: ARG002
        return [float(sum(word.isupper() for word in text.split()))]


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=10, max_size=60))
@settings(max_examples=50, deadline=None)
def test_groups_stay_whole(posts) -> None:
    groups, truth = [g for g, _ in posts], np.array([[yes] for _, yes in posts])
    fold = folds_of(truth, groups, 5, seed=0)
    for group in set(groups):
        assert len({fold[i] for i, g in enumerate(groups) if g == group}) == 1


def test_folds_share_rare_classes() -> None:
    truth = np.zeros((100, 1), dtype=bool)
    truth[:10] = True
    fold = folds_of(truth, range(100), 5, seed=3)
    assert np.bincount(fold).tolist() == [20] * 5
    assert np.bincount(fold[:10]).tolist() == [2] * 5


def test_overconfident_scores_are_mended() -> None:
    rng = np.random.default_rng(0)
    honest = rng.normal(size=(4000, 1))
    truth = rng.random((4000, 1)) < expit(honest + 0.5)
    scale = calibrate.learn(4 * honest, truth, exclusive=False)
    assert scale.slope[0] == pytest.approx(0.25, abs=0.03)
    assert scale.offset[0] == pytest.approx(0.5, abs=0.15)


def test_rare_class_is_favoured_from_few_posts() -> None:
    truth = np.eye(3, dtype=bool)[[0] * 30 + [1] * 15 + [2] * 5]
    p = np.tile(truth.mean(axis=0), (50, 1))
    offsets = decide.offsets_exclusive(p, truth)
    assert offsets[2] > offsets[1] > offsets[0]


def test_abstention_counts_its_own_doubt() -> None:
    p = np.linspace(1, 0, 200)
    right = np.arange(200) < 100
    assert decide.abstention(p, right, 0.95) == pytest.approx(p[99], abs=0.03)
    assert decide.abstention(p[:20], right[:20], 0.95) is None  # twenty of twenty do not show 95 %
    assert decide.abstention(p[:20], right[:20], 0.8) is not None
    assert decide.abstention(p, ~right, 0.6) is None


def test_promised_precision_holds_on_unseen_posts() -> None:
    rng = np.random.default_rng(1)
    p = rng.random(6000)
    right = rng.random(6000) < p
    at = decide.abstention(p[:3000], right[:3000], 0.8)
    assert at is not None
    assert right[3000:][p[3000:] >= at].mean() >= 0.8


@pytest.mark.parametrize("many_labels", [False, True])
def test_many_classes(many_labels: bool) -> None:
    texts = [f"Von {city} nach Hause dauert es {n} Stunden" for n in range(6) for city in CITIES]
    labels = [[city] if many_labels else city for _ in range(6) for city in CITIES]
    learner = Learner(features=Features()).fit(texts, labels)
    said = learner.predict([f"{city} ist schön" for city in CITIES])
    assert [list(s) if many_labels else s for s in said] == [[c] if many_labels else c for c in CITIES]


def test_own_lexicon_joins_and_is_missed_when_absent(tmp_path) -> None:
    texts = [f"{word} Bahnhof {n}" for n in range(10) for word in ("ACHTUNG ALLE", "alle einmal")]
    learner = Learner(lexicon=Shouting()).fit(texts, ["loud", "calm"] * 10)
    assert "shouted" in {c.what for c in learner.explain("ACHTUNG BAHNHOF", most=99) if c.style}
    learner.save(tmp_path / "a.learner")
    with pytest.raises(FileError, match="another lexicon"):
        Learner.load(tmp_path / "a.learner", features=Features())


def test_shipped_lists_join_by_default() -> None:
    assert set(Features().style_names) < set(Learner().features.style_names)


def test_spellings_meet() -> None:
    def own(text: str) -> list[int]:
        return [word.own for word in words_of(text)]

    assert own("Müller") == own("MUELLER") == own("mueller")
    assert own("sooooo") == own("sooo")
    assert own("#Bahn") == own("bahn")
    assert own("https://a.example/x") == own("www.b.example")
    assert own("@anna") == own("@ben")
