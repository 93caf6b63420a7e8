"""The members whose mean decides: logistic regression, and the same over naive Bayes ratios.

NB-SVM: Wang and Manning 2012, "Baselines and Bigrams". Both are linear over the same rows, so any mean of
them is one linear model: one product at prediction, and exact reasons. Solved one class against the rest in
the dual (Yu, Huang and Lin 2011), which is quick where features outnumber posts.
"""

import warnings
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]

LENIENCE: Final = 2.0
"""C of the plain member."""
NB_LENIENCE: Final = 4.0
"""C over the ratios."""
SMOOTHING: Final = 1.0
TURNS: Final = 200
CLOSE_ENOUGH: Final = 1e-2


def fit(rows: sparse.csr_array, truth: npt.NDArray[np.bool_], dense: int, seed: int) -> tuple[Floats, Floats]:
    """(features, k) coefficients and (k,) intercepts; `truth` (n, k), `dense` trailing columns are style."""
    present = rows.copy()
    present.data = np.ones_like(present.data)
    solved = [_column(rows, present, truth[:, k], dense, seed) for k in range(truth.shape[1])]
    return np.column_stack([w for w, _ in solved]), np.array([b for _, b in solved])


def _column(
    rows: sparse.csr_array, present: sparse.csr_array, truth: npt.NDArray[np.bool_], dense: int, seed: int
) -> tuple[Floats, float]:
    if truth.all() or not truth.any():  # a class an inner fold never saw
        return np.zeros(rows.shape[1]), 8.0 if truth.all() else -8.0
    plain, plain_base = _solve(rows, truth, LENIENCE, seed)
    ratio = _ratio(present, truth, dense)
    scaled = rows.copy()
    scaled.data = scaled.data * ratio[scaled.indices].astype(scaled.data.dtype)
    tilted, tilted_base = _solve(scaled, truth, NB_LENIENCE, seed)
    return (plain + tilted * ratio) / 2, (plain_base + tilted_base) / 2


def _ratio(present: sparse.csr_array, truth: npt.NDArray[np.bool_], dense: int) -> Floats:
    inside = SMOOTHING + present[truth].sum(axis=0)
    outside = SMOOTHING + present[~truth].sum(axis=0)
    ratio = np.asarray(np.log((inside / inside.sum()) / (outside / outside.sum())), dtype=np.float64)
    if dense:
        ratio[-dense:] = 1.0
    return ratio


def _solve(
    rows: sparse.csr_array, truth: npt.NDArray[np.bool_], lenience: float, seed: int
) -> tuple[Floats, float]:
    # Half a second to import, and only training needs it.
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    model = LogisticRegression(
        C=lenience, solver="liblinear", dual=True, tol=CLOSE_ENOUGH, max_iter=TURNS, random_state=seed
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(rows, truth.astype(np.int8))
    return np.asarray(model.coef_[0], dtype=np.float64), float(model.intercept_[0])
