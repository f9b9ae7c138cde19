"""A test set that can be used once."""

from __future__ import annotations

from typing import Any

from numpy.typing import ArrayLike

from engine.arrays import as_labels, as_matrix
from engine.system import system
from engine.validation.cross_validation import Score


@system("S32.04")
class HeldOut:
    """Rows for one final score, which refuse a second.

    The score on new rows is unbiased as long as nothing was chosen by it. The
    second look, if it leads to a choice, makes a validation set of them.

    Args:
        X: rows, shape (n, d).
        y: targets, shape (n,).

    Raises:
        ValueError: shapes do not fit.

    >>> from engine.linear.ridge import Ridge
    >>> from engine.linear.goodness import r_squared
    >>> line = Ridge(0.0).fit([[0.0], [1.0]], [0.0, 1.0])
    >>> test = HeldOut([[2.0], [3.0]], [2.0, 3.0])
    >>> test.score(line, r_squared)
    1.0
    >>> test.score(line, r_squared)
    Traceback (most recent call last):
    RuntimeError: the test rows have been used: their score was 1.0
    """

    def __init__(self, X: ArrayLike, y: ArrayLike) -> None:
        self._X = as_matrix(X, finite=False).copy()
        self._y = as_labels(y, len(self._X)).copy()
        self._seen: float | None = None

    def score(self, model: Any, score: Score) -> float:
        """Score of the fitted model's predictions.

        Args:
            model: with `predict`.
            score: of targets and predictions.

        Raises:
            RuntimeError: it has been asked before.
        """
        if self._seen is not None:
            raise RuntimeError(
                f"the test rows have been used: their score was {self._seen}"
            )
        self._seen = score(self._y, model.predict(self._X))
        return self._seen
