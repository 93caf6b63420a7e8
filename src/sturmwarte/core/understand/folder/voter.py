"""Models from a company's own folders as one voter."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.dimensions import KINDS, Dimension
from sturmwarte.core.understand.folder.card import CARD
from sturmwarte.core.understand.folder.errors import FolderError, Unfit
from sturmwarte.core.understand.folder.graph import TooSlow
from sturmwarte.core.understand.folder.opening import Model
from sturmwarte.core.understand.folder.scores import placed
from sturmwarte.core.understand.pool import Weights
from sturmwarte.core.understand.voters import Batch
from sturmwarte.core.understand.votes import Floats, Ints, Votes

NAME = "folder"
WEIGHT = 1.0
"""What it counts beside the others before the company's labels say better."""

Tell = Callable[[str], None]


class FolderVoter:
    """Votes where one of `models` judges; a post in a language of none of them is left out.

    A model that fails leaves its posts out; one that takes too long is not asked again. `tell` hears of it,
    once each.
    """

    name = NAME

    def __init__(self, models: Sequence[Model], tell: Tell) -> None:
        self.models, self._tell = tuple(models), tell
        self._told: set[str] = set()
        self._silent: set[str] = set()

    @property
    def dimensions(self) -> frozenset[str]:
        return frozenset(model.card.dimension for model in self.models)

    def weights(self, start: Mapping[str, Weights]) -> dict[str, Weights]:
        """`start` with this voter, in the dimensions it judges."""
        found = {name: start.get(name, Weights()) for name in self.dimensions}
        return {name: Weights({**one.voters, NAME: WEIGHT}, one.bias) for name, one in found.items()}

    def votes(self, batch: Batch, dimensions: Mapping[str, Dimension]) -> Mapping[str, Votes]:
        judged = sorted(self.dimensions & dimensions.keys())
        return {name: self._vote(batch, dimensions[name]) for name in judged}

    def _vote(self, batch: Batch, dimension: Dimension) -> Votes:
        p = np.full((len(batch), len(dimension.labels)), np.nan)
        for model in self.models:
            if model.card.dimension == dimension.id:
                self._fill(p, model, batch, dimension)

        def because(labels: Ints) -> Sequence[tuple[Reason, ...]]:
            return [_said(dimension, int(label), p[row]) for row, label in enumerate(labels)]

        return Votes(NAME, p, because)

    def _fill(self, p: Floats, model: Model, batch: Batch, dimension: Dimension) -> None:
        texts = [document.post.content for document in batch.documents]
        rows = [
            row
            for row, (text, lang) in enumerate(zip(texts, batch.langs, strict=True))
            if model.card.judges(lang) and not text.isspace() and text
        ]
        if rows and model.file not in self._silent:
            found = self._asked(model, [texts[row] for row in rows])
            if found is not None:
                p[rows] = placed(model.card, dimension, found)

    def _asked(self, model: Model, texts: Sequence[str]) -> Floats | None:
        try:
            return model.scores(texts)
        except TooSlow as slow:
            self._silent.add(model.file)
            self._once(f"{slow}; it is not asked again until the station starts anew")
        except Exception as error:  # whatever a foreign model does, the others go on
            self._once(f"{model.file}: cannot judge ({str(error)[:200]}); its posts are judged without it")
        return None

    def _once(self, line: str) -> None:
        if line not in self._told:
            self._told.add(line)
            self._tell(line)


def fitting(
    models: Sequence[Model], dimensions: Mapping[str, Dimension]
) -> tuple[list[Model], list[FolderError]]:
    """Those that a plan has a use for, and why the others are left out."""
    kept: list[Model] = []
    errors: list[FolderError] = []
    for model in models:
        try:
            _check(model, kept, dimensions)
            kept.append(model)
        except FolderError as unfit:
            errors.append(unfit)
    return kept, errors


def _check(model: Model, kept: Sequence[Model], dimensions: Mapping[str, Dimension]) -> None:
    card, file = model.card, f"{model.file.rpartition('/')[0]}/{CARD}"
    labels = dimensions[card.dimension].labels
    wrong = sorted({label for label in card.columns if label is not None} - {*labels})
    if card.dimension == KINDS and wrong:
        what = f"the plan has no kind {', '.join(wrong)[:200]}"
        raise Unfit(file, what, "write null, or add it to the plan")
    for other in kept:
        apart = card.languages and other.card.languages and not card.languages & other.card.languages
        if other.card.dimension == card.dimension and not apart:
            what = f"{card.dimension} is judged by {other.file} already"
            raise Unfit(file, what, 'take one of the folders out, or give each its "languages"')


def _said(dimension: Dimension, label: int, p: Floats) -> tuple[Reason, ...]:
    """Nothing where it abstained."""
    if np.isnan(p[label]):
        return ()
    args = {"label": dimension.labels[label], "p": round(float(p[label]), 2)}
    return (Reason("understand.folder", args),)
