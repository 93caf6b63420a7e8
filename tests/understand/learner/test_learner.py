"""The learner through its front door: fit, predict, explain, abstain, save and load."""

import numpy as np
import pytest

from sturmwarte.core.understand.learner import Features, FileError, Learner, LearnerError, TrainingError

PRAISE = [
    "Danke, toller Service!",
    "Super freundlich und schnell, vielen Dank",
    "Great support, thank you so much",
    "Bin sehr zufrieden mit der App 😊",
    "Love the new app, well done",
    "Klasse, das ging ja flott",
]
COMPLAINT = [
    "Schon wieder kein Netz, so ein Mist",
    "Warte seit drei Wochen auf eine Antwort!!!",
    "Terrible service, still waiting for a refund",
    "Die App stürzt dauernd ab 😡",
    "Nie wieder, was für ein Saftladen",
    "Your website is down again, unacceptable",
]
QUESTION = [
    "Wann habt ihr am Samstag geöffnet?",
    "How do I change my address?",
    "Kann ich das Ticket noch umbuchen?",
    "Where can I find my invoice?",
    "Gibt es das auch in Blau?",
    "Is there a student discount?",
]
TEXTS = [f"{text} {n}" for n in range(4) for text in (*PRAISE, *COMPLAINT, *QUESTION)]
LABELS = (["praise"] * 6 + ["complaint"] * 6 + ["question"] * 6) * 4


@pytest.fixture(scope="module")
def learner() -> Learner:
    return Learner(seed=1).fit(TEXTS, LABELS)


def test_learns_classes(learner: Learner) -> None:
    assert learner.classes_ == ("complaint", "praise", "question")
    assert learner.predict(["vielen Dank, toller Service", "Wann habt ihr geöffnet?"]) == [
        "praise",
        "question",
    ]
    p = learner.predict_proba(["kein Netz", ""])
    assert p.shape == (2, 3)
    assert np.allclose(p.sum(axis=1), 1)


def test_two_classes_share_the_work() -> None:
    texts, labels = [*PRAISE, *COMPLAINT] * 2, (["yes"] * 6 + ["no"] * 6) * 2
    learner = Learner().fit(texts, labels)
    assert learner.predict(texts) == labels
    assert np.allclose(learner.predict_proba(texts).sum(axis=1), 1)


def test_many_labels_each() -> None:
    labels = [{"praise": {"kind"}, "question": ["angry", "kind"], "complaint": ()}[name] for name in LABELS]
    learner = Learner().fit(TEXTS, labels)
    assert learner.classes_ == ("angry", "kind")
    assert learner.predict([QUESTION[0], COMPLAINT[0]]) == [("angry", "kind"), ()]


def test_same_seed_same_bytes() -> None:
    first, second = (Learner(seed=7).fit(TEXTS, LABELS).to_bytes() for _ in range(2))
    assert first == second


def test_says_why(learner: Learner) -> None:
    because = learner.explain("Danke, toller Service", "praise")
    assert because[0].weight > 0
    assert next(c.what for c in because if not c.style) in {
        "Danke",
        "toller",
        "Service",
        "toller Service",
        "Danke ,",
        ", toller",
    }
    against = learner.explain("Danke, toller Service", "complaint")
    assert next(c.weight for c in against if c.what == "Danke") < 0
    assert learner.explain("", "praise") is not None


def test_reasons_add_up_to_the_difference_they_make() -> None:
    learner = Learner().fit(TEXTS, ["p" if name == "praise" else "x" for name in LABELS])
    odds = [np.log(p[1] / p[0]) for p in learner.predict_proba(["toller Service aber kein Netz", "xyzzy"])]
    parts = [
        sum(c.weight for c in learner.explain(t, "x", most=10_000))
        for t in ("toller Service aber kein Netz", "xyzzy")
    ]
    assert odds[0] - odds[1] == pytest.approx(parts[0] - parts[1], abs=1e-3)


def test_keeps_quiet_when_unsure(learner: Learner) -> None:
    assert set(learner.abstain_at(0.5)) == set(learner.classes_)
    assert Learner().fit(TEXTS[:18], (["a", "b"] * 9)).abstain_at(0.99) == {"a": None, "b": None}
    with pytest.raises(LearnerError, match="between 0 and 1"):
        learner.abstain_at(95)


def test_saved_and_loaded(learner: Learner, tmp_path) -> None:
    learner.save(tmp_path / "kinds.learner")
    loaded = Learner.load(tmp_path / "kinds.learner")
    assert np.array_equal(loaded.predict_proba(TEXTS), learner.predict_proba(TEXTS))
    assert loaded.abstain_at(0.6) == learner.abstain_at(0.6)
    assert list(tmp_path.iterdir()) == [tmp_path / "kinds.learner"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda data: b"PK\x03\x04" + data, "not a learner's file"),
        (lambda data: data[:0], "not a learner's file"),
        (lambda data: data.replace(b" 1\n", b" 99\n", 1), "newer version"),
        (lambda data: data[:-1], "damaged"),
        (lambda data: data[:500] + b"?" + data[501:], "damaged"),
    ],
)
def test_refuses_spoilt_files(learner: Learner, spoil, says: str) -> None:
    with pytest.raises(FileError, match=says) as caught:
        Learner.from_bytes(spoil(learner.to_bytes()), name="x.learner")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("texts", "labels", "groups", "says"),
    [
        (TEXTS, LABELS[:-1], None, "71 labels for 72 texts"),
        (TEXTS, LABELS, [1], "1 groups for 72 texts"),
        (TEXTS[:5], LABELS[:5], None, "too few"),
        (TEXTS, ["a"] * 72, None, "two classes"),
        (TEXTS, ["a"] * 71 + ["b"], None, "only 1 example of 'b'"),
        (TEXTS, ["a"] * 71 + [{"b"}], None, "example 71"),
        (TEXTS, [()] * 72, None, "no example has a label"),
        (TEXTS, ["a", ""] * 36, None, "not empty"),
    ],
)
def test_says_what_examples_lack(texts, labels, groups, says: str) -> None:
    with pytest.raises(TrainingError, match=says):
        Learner().fit(texts, labels, groups)


def test_nothing_learned_yet() -> None:
    with pytest.raises(LearnerError, match="call fit or load first"):
        Learner().predict(["x"])


def test_one_batch_serves_many_learners(learner: Learner) -> None:
    batch = learner.features.transform(TEXTS[:5])
    assert np.array_equal(learner.predict_proba(batch), learner.predict_proba(TEXTS[:5]))
    with pytest.raises(LearnerError, match="other features"):
        learner.predict(Features().transform(TEXTS[:5]))
