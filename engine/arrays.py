"""What functions and estimators accept, checked once, at the public boundary."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


class NotFitted(ValueError):  # noqa: N818 - reads as what it says
    """An estimator was asked before it has learned anything."""


def as_matrix(X: ArrayLike, name: str = "X", finite: bool = True) -> Array:
    """X in float64, shape (n, d) with n, d >= 1.

    Args:
        X: numbers in rows.
        name: what the message calls it.
        finite: whether NaN and infinity are refused.

    Raises:
        ValueError: another shape, no rows, no columns, or a value that is
            not finite, which is named.
    """
    return _numbers(X, name, "(n, d)", 2, finite)


def as_vector(v: ArrayLike, name: str = "v", finite: bool = True) -> Array:
    """v in float64, shape (n,) with n >= 1.

    Raises:
        ValueError: as `as_matrix`.
    """
    return _numbers(v, name, "(n,)", 1, finite)


def as_rows(X: ArrayLike, d: int, finite: bool = True) -> Array:
    """X in float64, shape (n, d): rows for an estimator fitted on d features.

    Raises:
        ValueError: as `as_matrix`, or another number of features.
    """
    X = as_matrix(X, finite=finite)
    if X.shape[1] != d:
        raise ValueError(f"X has {X.shape[1]} features; fitted on {d}")
    return X


def as_pair(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Rows, shape (n, d), and one number for each, shape (n,).

    Raises:
        ValueError: as `as_matrix`, or another number of rows.
    """
    X, y = as_matrix(X), as_vector(y, "y")
    check_length(y, len(X), "y")
    return X, y


def as_labels(y: ArrayLike, n: int | None = None, name: str = "y") -> NDArray[Any]:
    """Labels of any type that can be sorted, shape (n,) with n >= 1.

    Raises:
        ValueError: another shape, none at all, or NaN among them.
    """
    labels = np.asarray(y)
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(f"{name} must have shape (n,), got {labels.shape}")
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        raise ValueError(f"{name} holds NaN, which is no label")
    if n is not None:
        check_length(labels, n, name)
    return labels


def check_length(v: NDArray[Any], n: int, name: str) -> None:
    """Raise a ValueError unless v has n entries along its first axis."""
    if len(v) != n:
        raise ValueError(f"{name} has {len(v)} entries where there are {n} rows")


def check_fitted(estimator: object, attribute: str) -> None:
    """Raise NotFitted unless `fit` has set the attribute."""
    if not hasattr(estimator, attribute):
        raise NotFitted(f"call fit of {type(estimator).__name__} first")


def _numbers(value: ArrayLike, name: str, shape: str, ndim: int, finite: bool) -> Array:
    array = np.asarray(value, dtype=float)
    if array.ndim != ndim or array.size == 0:
        raise ValueError(
            f"{name} must have shape {shape}, none of it 0, got {array.shape}"
        )
    if finite and not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name}{list(where)} is {array[where]}; it must be finite")
    return array
