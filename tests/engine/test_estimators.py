"""What every estimator keeps: the conventions that people know from scikit-learn."""

import copy
import inspect
import re
from typing import Any

import numpy as np
import pytest

from engine.arrays import NotFitted
from tests.engine.public import estimators

ESTIMATORS = estimators()
USES = ("predict", "predict_proba", "transform", "decision_function", "score_samples")
SEES_NAN: set[str] = {
    "engine.decomposition.matrix_factorisation.MatrixFactorisation",
    "engine.preprocessing.iterative_imputer.IterativeImputer",
    "engine.preprocessing.knn_imputer.KNNImputer",
    "engine.preprocessing.simple_imputer.SimpleImputer",
    "engine.trees.second_order_boosting.SecondOrderClassifier",
    "engine.trees.second_order_boosting.SecondOrderRegressor",
}
"""Those for which a missing value is an input like any other."""
SEES_ALL_ROWS: set[str] = set()
"""Those whose answer for a row depends on the others, as their docstring says."""

each = pytest.mark.parametrize("name", ESTIMATORS)


def data() -> tuple[np.ndarray, np.ndarray]:
    """Positive numbers and two classes: what every estimator can learn from."""
    rng = np.random.default_rng(7)
    X = rng.gamma(2.0, size=(40, 3))
    y = (X[:, 0] + 0.2 * rng.normal(size=40) > 1.5).astype(int)
    return X, y


def fitted(name: str, X: Any = None, y: Any = None) -> Any:
    default = data()
    return fit(ESTIMATORS[name](), default[0] if X is None else X,
               default[1] if y is None else y)  # fmt: skip


def fit(model: Any, X: Any, y: Any) -> Any:
    asked = inspect.signature(model.fit).parameters
    given = {"X": X, "y": y, "rng": np.random.default_rng(3)}
    return model.fit(**{name: given[name] for name in asked if name in given})


def learned(model: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(model).items() if name[-1] == "_"}


def uses(model: Any) -> list[str]:
    return [name for name in USES if hasattr(model, name)]


def equal(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) and a.dtype.kind == "f":
        return bool(np.array_equal(a, b, equal_nan=True))
    if isinstance(a, np.ndarray):
        return bool(np.array_equal(a, b))
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(equal(a[k], b[k]) for k in a)
    if hasattr(a, "__dict__") and not callable(a):
        return type(a) is type(b) and equal(vars(a), vars(b))
    return bool(a == b) or callable(a)


@each
def test_fit_learns_and_changes_nothing_else(name: str) -> None:
    model, (X, y) = ESTIMATORS[name](), data()
    chosen = copy.deepcopy(vars(model))
    X.flags.writeable = y.flags.writeable = False

    assert fit(model, X, y) is model
    assert learned(model)
    assert equal({k: v for k, v in vars(model).items() if k in chosen}, chosen)
    assert all(k in chosen or k.endswith("_") for k in vars(model))


@each
def test_fit_starts_anew(name: str) -> None:
    model, (X, y) = ESTIMATORS[name](), data()
    fit(model, X[:25], y[:25])
    again = fit(model, X, y)

    assert equal(learned(again), learned(fitted(name)))


@each
def test_lists_are_arrays(name: str) -> None:
    X, y = data()

    assert equal(learned(fitted(name, X.tolist(), y.tolist())), learned(fitted(name)))


@each
def test_each_row_is_answered_by_itself(name: str) -> None:
    if name in SEES_ALL_ROWS:
        return
    model, (X, _) = fitted(name), data()
    for use in uses(model):
        whole = np.asarray(getattr(model, use)(X))
        alone = np.concatenate([np.asarray(getattr(model, use)(X[i : i + 1]))
                                for i in range(5)])  # fmt: skip
        if whole.dtype.kind == "f":
            np.testing.assert_allclose(alone, whole[:5], rtol=1e-9, atol=1e-12)
        else:
            np.testing.assert_array_equal(alone, whole[:5])


@each
def test_nothing_is_answered_before_fit(name: str) -> None:
    model = ESTIMATORS[name]()
    for use in uses(model):
        with pytest.raises(NotFitted, match=re.escape(ESTIMATORS[name].__name__)):
            getattr(model, use)(data()[0])


@each
def test_another_number_of_features_is_refused(name: str) -> None:
    model, (X, _) = fitted(name), data()
    for use in uses(model):
        with pytest.raises(ValueError, match="2 features"):
            getattr(model, use)(X[:, :2])


@each
@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_what_is_no_number_is_refused(name: str, odd: float) -> None:
    if np.isnan(odd) and name in SEES_NAN:
        return
    X, y = data()
    X[4, 1] = odd
    with pytest.raises(ValueError, match=r"X\[4, 1\] is"):
        fitted(name, X, y)
    model = fitted(name)
    for use in uses(model):
        with pytest.raises(ValueError, match=r"X\[4, 1\] is"):
            getattr(model, use)(X)


@each
def test_shapes_that_do_not_fit_are_refused(name: str) -> None:
    X, y = data()
    with pytest.raises(ValueError, match="shape"):
        fitted(name, X[:0], y[:0])
    with pytest.raises(ValueError, match="shape"):
        fitted(name, X[:, 0], y)
    if "y" in inspect.signature(ESTIMATORS[name].fit).parameters:
        with pytest.raises(ValueError, match="39"):
            fitted(name, X, y[:39])
