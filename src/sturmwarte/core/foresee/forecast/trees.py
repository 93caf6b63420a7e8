"""Boosted trees as plain arrays: learned by scikit-learn, kept without pickle, read by any version of it."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.forecast.course import Array


class Trees(NamedTuple):
    """Nodes of all trees, (trees, nodes) each; a leaf leads to itself. The answer: `start` + leaves' sum."""

    feature: NDArray[np.int16]
    threshold: Array
    unknown_left: NDArray[np.bool_]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: Array
    start: Array
    """(1,)"""
    depth: int

    def raw(self, x: Array) -> Array:
        """(rows,) log odds, or the value a regression gives. `x`: (rows, features), NaN is unknown."""
        trees = np.arange(len(self.feature))[None, :]
        at = np.zeros((len(x), len(self.feature)), np.int16)
        rows = np.arange(len(x))[:, None]
        for _ in range(self.depth):
            seen = x[rows, self.feature[trees, at]]
            left = np.where(np.isnan(seen), self.unknown_left[trees, at], seen <= self.threshold[trees, at])
            at = np.where(left, self.left[trees, at], self.right[trees, at])
        return np.asarray(self.start[0] + self.value[trees, at].sum(axis=1))


def classify(x: Array, truth: Array, seed: int = 0) -> Trees:
    """Log odds of `truth` (0 or 1, both present). What should weigh more stands there more often: weights
    make scikit-learn bin a hundred times slower."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - heavy, only to learn

    model = HistGradientBoostingClassifier(
        max_iter=90, learning_rate=0.08, max_leaf_nodes=12, min_samples_leaf=40, l2_regularization=2.0,
        early_stopping=False, random_state=seed,
    )  # fmt: skip
    return _fitted(model, x, truth)


def regress(x: Array, truth: Array, seed: int = 0) -> Trees:
    """The mean of `truth`."""
    from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415 - heavy, only to learn

    model = HistGradientBoostingRegressor(
        max_iter=90, learning_rate=0.1, max_leaf_nodes=12, min_samples_leaf=60, early_stopping=False,
        random_state=seed,
    )  # fmt: skip
    return _fitted(model, x, truth)


def _fitted(model: Any, x: Array, truth: Array) -> Trees:
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with scikit-learn

    with threadpool_limits(1):
        model.fit(_told(x), truth)
    return taken(model)


def _told(x: Array) -> Array:
    """A column nothing is known of teaches nothing, but scikit-learn refuses it: it becomes constant."""
    return np.where(np.isnan(x).all(axis=0), 0.0, x)


def taken(model: Any) -> Trees:
    """The arrays of a fitted HistGradientBoosting model. They stand in private attributes: a test holds both
    answers equal."""
    nodes = [predictors[0].nodes for predictors in model._predictors]
    shape = len(nodes), max(len(one) for one in nodes)
    feature, threshold = np.zeros(shape, np.int16), np.zeros(shape)
    left = np.tile(np.arange(shape[1], dtype=np.int16), (shape[0], 1))
    right, value, unknown = left.copy(), np.zeros(shape), np.zeros(shape, bool)
    for tree, one in enumerate(nodes):
        many, inner = len(one), one["is_leaf"] == 0
        value[tree, :many] = np.where(inner, 0.0, one["value"])
        feature[tree, :many] = np.where(inner, one["feature_idx"], 0)
        threshold[tree, :many] = np.where(inner, one["num_threshold"], 0.0)
        unknown[tree, :many] = one["missing_go_to_left"]
        left[tree, :many] = np.where(inner, one["left"], left[tree, :many])
        right[tree, :many] = np.where(inner, one["right"], right[tree, :many])
    depth = int(max(one["depth"].max() for one in nodes))
    start = np.asarray(model._baseline_prediction, float).reshape(-1)[:1]
    return Trees(feature, threshold, unknown, left, right, value, start, depth)
