"""What is solved: linear models over naive Bayes ratios.

NB-SVM (Wang and Manning 2012, "Baselines and Bigrams"): every feature is scaled by how much more often it
stands in a class than outside, then a regularised linear model is fitted. Few classes: logistic regression,
one class against the rest, in the dual (Yu, Huang and Lin 2011). Many: one multi-class machine (Crammer and
Singer 2001) over the ratios' root mean square, or the squared hinge where a post may have many labels; both
are several times quicker. Whatever is solved, the outcome is one matrix, so prediction is one product and
reasons are exact.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]

MANY: Final = 11
"""Columns from which the quicker ways are taken."""
ENOUGH: Final = 3_200
"""Posts from which C counts whole; from few posts less is believed."""
HINGE_LENIENCE: Final = 0.5
MANY_LENIENCE: Final = 1.0
SMOOTHING, MANY_SMOOTHING = 1.0, 0.3
MANY_STYLE: Final = 0.3
"""How a request is written says less about which of many it is than how an opinion is."""
TURNS: Final = 20
"""Measured: after twenty, scores of unseen posts agree with the solution to four digits."""


class Taste(NamedTuple):
    """`lenience`: C of the regression; `style`: how much of its weight the style block keeps."""

    lenience: float
    style: float


TONE, CONTENT = Taste(4.0, 1.0), Taste(12.0, 0.3)
"""What sentiment and offence ask for, and what relevance does: there the words matter, not their manner."""


def fit(
    rows: sparse.csr_array,
    truth: npt.NDArray[np.bool_],
    dense: int,
    seed: int,
    *,
    exclusive: bool,
    taste: Taste = TONE,
) -> tuple[Floats, Floats]:
    """(features, k) coefficients and (k,) intercepts; `truth` (n, k), `dense` trailing columns are style."""
    present = rows.copy()
    present.data = np.ones_like(present.data)
    many = truth.shape[1] >= MANY
    if many and exclusive:
        return _all_at_once(rows, present, truth, dense, seed)
    solved = [
        _column(rows, present, truth[:, k], dense, seed, many=many, taste=taste)
        for k in range(truth.shape[1])
    ]
    return np.column_stack([w for w, _ in solved]), np.array([b for _, b in solved])


def _column(
    rows: sparse.csr_array,
    present: sparse.csr_array,
    truth: npt.NDArray[np.bool_],
    dense: int,
    seed: int,
    *,
    many: bool,
    taste: Taste,
) -> tuple[Floats, float]:
    # Half a second to import, and only training needs it.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    if truth.all() or not truth.any():  # a class an inner fold never saw
        return np.zeros(rows.shape[1]), 8.0 if truth.all() else -8.0
    ratio = _ratio(present, truth)
    ratio[-dense:] = taste.style
    lenience = taste.lenience * np.clip(np.sqrt(len(truth) / ENOUGH), 1 / 4, 1)
    model: Any
    if many:
        model = LinearSVC(C=HINGE_LENIENCE, tol=0.05, max_iter=TURNS, random_state=seed)
    else:
        model = LogisticRegression(
            C=lenience, solver="liblinear", dual=True, tol=0.01, max_iter=TURNS, random_state=seed
        )
    with _close_enough():
        model.fit(_scaled(rows, ratio), truth.astype(np.int8))
    return model.coef_[0] * ratio, float(model.intercept_[0])


def _all_at_once(
    rows: sparse.csr_array, present: sparse.csr_array, truth: npt.NDArray[np.bool_], dense: int, seed: int
) -> tuple[Floats, Floats]:
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    scale = _spread(present, truth)
    scale[-dense:] = MANY_STYLE
    model = LinearSVC(
        multi_class="crammer_singer", C=MANY_LENIENCE, tol=0.1, max_iter=TURNS, random_state=seed
    )
    right = truth.argmax(axis=1)
    with _close_enough():
        model.fit(_scaled(rows, scale), right)
    weights, base = np.zeros((rows.shape[1], truth.shape[1])), np.full(truth.shape[1], -8.0)
    weights[:, model.classes_], base[model.classes_] = model.coef_.T * scale[:, None], model.intercept_
    return weights, base


def _ratio(present: sparse.csr_array, truth: npt.NDArray[np.bool_]) -> Floats:
    inside = SMOOTHING + present[truth].sum(axis=0)
    outside = SMOOTHING + present[~truth].sum(axis=0)
    return np.asarray(np.log((inside / inside.sum()) / (outside / outside.sum())), dtype=np.float64)


def _spread(present: sparse.csr_array, truth: npt.NDArray[np.bool_]) -> Floats:
    """(features,) root mean square over the classes of the ratios, one on average."""
    inside = truth.T.astype(np.float32) @ present
    outside = inside.sum(axis=0) - inside + MANY_SMOOTHING
    inside += MANY_SMOOTHING
    ratios = np.log(inside / inside.sum(axis=1, keepdims=True))
    ratios -= np.log(outside / outside.sum(axis=1, keepdims=True))
    spread = np.sqrt(np.mean(ratios**2, axis=0, dtype=np.float64))
    return np.asarray(spread / max(float(spread.mean()), 1e-9))


def _scaled(rows: sparse.csr_array, scale: Floats) -> sparse.csr_array:
    data = rows.data * scale.astype(rows.data.dtype)[rows.indices]
    return sparse.csr_array((data, rows.indices, rows.indptr), shape=rows.shape)


@contextmanager
def _close_enough() -> Iterator[None]:
    """The turns are limited on purpose: what is left to gain is less than the labels' own noise."""
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield
