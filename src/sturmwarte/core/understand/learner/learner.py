"""The learner: posts and labels in, calibrated probabilities with reasons out."""

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from sturmwarte.core.understand.learner import decide, store
from sturmwarte.core.understand.learner.errors import LearnerError
from sturmwarte.core.understand.learner.examples import Labels, examples
from sturmwarte.core.understand.learner.explain import Contribution, contributions
from sturmwarte.core.understand.learner.features import Batch, Features, Lexicon
from sturmwarte.core.understand.learner.model import Model
from sturmwarte.core.understand.learner.training import train
from sturmwarte.core.understand.tone.lexicon import shipped as tone_lists

Floats = npt.NDArray[np.float64]
Posts = Sequence[str] | Batch


class Learner:
    """Learns one dimension from a few dozen to some ten thousand labelled posts, German or English.

    >>> posts = ["Danke, toller Service!", "Schon wieder kein Netz, so ein Mist"] * 10
    >>> learner = Learner().fit(posts, ["praise", "complaint"] * 10)
    >>> learner.predict(["toller Service, vielen Dank"])
    ['praise']

    `features` may be shared among learners, so that a batch is cut into words once for all dimensions:
    `features.transform(texts)` goes wherever texts go. Without them the shipped word lists of tone join in,
    or those given as `lexicon`. `goal` says what `predict` is tuned for on
    out-of-fold scores: "balance" (macro-F1: rare classes count as much as common ones) or "accuracy".
    The same seed, posts and labels give the same learner to the last bit.
    """

    def __init__(
        self,
        seed: int = 0,
        *,
        lexicon: Lexicon | None = None,
        features: Features | None = None,
        goal: Literal["balance", "accuracy"] = "balance",
    ) -> None:
        self.seed, self.goal = seed, goal
        self.features = features or Features(lexicon or tone_lists())
        self._model: Model | None = None

    @property
    def model(self) -> Model:
        if self._model is None:
            raise LearnerError("nothing learned yet: call fit or load first")
        return self._model

    @property
    def classes_(self) -> tuple[str, ...]:
        return self.model.classes

    def fit(self, texts: Posts, labels: Labels, groups: Sequence[Hashable] | None = None) -> "Learner":
        """A str per post: many classes, one each. A set, list or tuple of str per post: many labels.

        Posts of one group (a document, a campaign of near-copies) stay together in the inner folds.
        Raises TrainingError.
        """
        batch = self._batch(texts)
        given = examples(batch, labels, groups)
        macro = self.goal == "balance"
        self._model = train(batch, given, self.features.style_names, self.seed, macro=macro)
        return self

    def predict_proba(self, texts: Posts) -> Floats:
        """(n, k) calibrated probabilities, columns as `classes_`; rows sum to 1 unless labels were sets."""
        return self.model.probabilities(self.model.scores(self._batch(texts)))

    def predict(self, texts: Posts) -> list[str] | list[tuple[str, ...]]:
        """A class each, or (many labels) the labels each in the order of `classes_`, possibly none."""
        return self.labels(self.predict_proba(texts))

    def labels(self, p: Floats) -> list[str] | list[tuple[str, ...]]:
        """What `predict` makes of the probabilities (n, k) of `predict_proba`."""
        model = self.model
        if model.binary:
            return [model.classes[int(yes)] for yes in p[:, 1] >= model.cut[0]]
        if model.exclusive:
            best = (np.log(np.clip(p, 1e-9, 1)) + model.cut).argmax(axis=1)
            return [model.classes[place] for place in best]
        return [tuple(np.array(model.classes)[row >= model.cut]) for row in p]

    def explain(self, text: str, label: str | None = None, most: int = 8) -> tuple[Contribution, ...]:
        """What speaks for (+) and against (-) a label, strongest first; of the likeliest by default."""
        return contributions(self.model, self.features, text, self._place(label), most)

    def abstain_at(self, precision: float) -> dict[str, float | None]:
        """Per label the p from which it is right at least `precision` of the time; None where never.

        Judged on posts the scorer had not seen, by the lower end of a one-sided 95 % interval.
        """
        if not 0 < precision < 1:
            raise LearnerError(f"a precision lies between 0 and 1, not {precision}")
        model = self.model
        return {
            name: decide.abstention(model.unseen[:, k].astype(np.float64), model.truth[:, k], precision)
            for k, name in enumerate(model.classes)
        }

    def save(self, path: str | Path) -> None:
        """Writes the whole file or nothing. The format is described in `store`."""
        store.write(Path(path), self.model)

    @classmethod
    def load(
        cls, path: str | Path, *, lexicon: Lexicon | None = None, features: Features | None = None
    ) -> "Learner":
        """Raises FileError. Lexicon or features must be as those it was trained with."""
        return cls.from_bytes(Path(path).read_bytes(), name=str(path), lexicon=lexicon, features=features)

    def to_bytes(self) -> bytes:
        return store.dump(self.model)

    @classmethod
    def from_bytes(
        cls,
        data: bytes,
        *,
        name: str = "learner",
        lexicon: Lexicon | None = None,
        features: Features | None = None,
    ) -> "Learner":
        """As `load`, from a file's content; `name` is what errors call it."""
        learner = cls(lexicon=lexicon, features=features)
        learner._model = store.parse(data, name, learner.features.style_names)
        return learner

    def _batch(self, texts: Posts) -> Batch:
        if not isinstance(texts, Batch):
            return self.features.transform(texts)
        if texts.style.shape[1] != len(self.features.style_names):
            raise LearnerError("this batch was made by other features: take those of the learner")
        return texts

    def _place(self, label: str | None) -> int | None:
        if label is None:
            return None
        if label not in self.classes_:
            raise LearnerError(f"unknown label '{label}': known are {', '.join(self.classes_)}")
        return self.classes_.index(label)
