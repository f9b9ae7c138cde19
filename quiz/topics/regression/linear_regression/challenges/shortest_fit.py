r"""Least squares, whatever the columns

Write the class that fits $\hat y = Xw + b$ by least squares, also where columns are dependent
or rows are fewer than columns.

- `LinearRegression()` takes nothing.
- `fit(X, y)`: rows, shape `(n, d)`, and targets, shape `(n,)`.
- `coef_`: weights $w$, shape `(d,)`; `intercept_`: $b$, a number.
- `predict(X)`: predictions for other rows, shape `(m,)`.

Of several best fits take the one whose $w$ is shortest; $b$ does not count towards the
length. Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> model = LinearRegression()
    >>> _ = model.fit(np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]), np.array([1.0, 5.0, 9.0]))
    >>> model.coef_.round(6), round(model.intercept_, 6)
    (array([2., 2.]), 1.0)
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.linear.least_squares import LinearRegression
from quiz.coding.challenge import Call, Challenge, Script, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=LinearRegression,
    level=2,
    minutes=15,
    compare={
        ".coef_": close(rtol=1e-6, atol=1e-8),
        ".intercept_": close(rtol=1e-6, atol=1e-8),
        ".predict": close(rtol=1e-6, atol=1e-8),
    },
    constraints=[no_import("sklearn")],
    covers=["H14.01", "S14.04", "E14.02", "E14.03"],
)


def _script(X: Array, y: Array, new: Array) -> Script:
    """Fit, look, and predict."""
    fitted = Call(".fit", (X, y))
    looks = Call(".coef_"), Call(".intercept_"), Call(".predict", (new,))
    return Call("LinearRegression"), fitted, *looks


ROWS = np.array([[1.0, 2.0], [2.0, 0.0], [4.0, 5.0], [5.0, 3.0], [8.0, 4.0]])
Y = np.array([3.0, 1.0, 9.0, 6.0, 10.0])
NEW = np.array([[0.0, 0.0], [3.0, 3.0]])

EXAMPLES = [
    _script(
        np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]),
        np.array([1.0, 5.0, 9.0]),
        np.array([[3.0, 3.0], [3.0, 4.0]]),
    ),
    _script(ROWS, Y, NEW),
]

EDGES: dict[str, Script] = {
    "one feature": _script(ROWS[:, :1], Y, NEW[:, :1]),
    "far from the origin": _script(ROWS + 100.0, Y - 50.0, NEW),
    "a column and its copy": _script(ROWS[:, [0, 1, 0]], Y, NEW[:, [0, 1, 0]]),
    "a column that is the sum of two": _script(
        np.column_stack([ROWS, ROWS.sum(axis=1)]),
        Y,
        np.column_stack([NEW, NEW.sum(axis=1)]),
    ),
    "a constant column": _script(
        np.column_stack([ROWS, np.full(5, 7.0)]), Y, np.column_stack([NEW, [7.0, 7.0]])
    ),
    "fewer rows than columns": _script(
        ROWS[:2].T[:, :1].repeat(3, axis=1), Y[:2], np.eye(3)
    ),
    "two rows, three columns": _script(
        np.array([[1.0, 2.0, 0.0], [3.0, 1.0, 5.0]]), np.array([4.0, -2.0]), np.eye(3)
    ),
    "one row": _script(ROWS[:1], Y[:1], NEW),
    "constant targets": _script(ROWS, np.full(5, 4.0), NEW),
    "targets that a plane meets": _script(ROWS, ROWS @ [2.0, -1.0] + 3.0, NEW),
    "units that differ": _script(ROWS * [1e4, 1e-3], Y, NEW * [1e4, 1e-3]),
    "fitted a second time": (
        *_script(ROWS + 1.0, -Y, NEW)[:2],
        *_script(ROWS, Y, NEW)[1:],
    ),
}

EQUIVALENT = {
    "True -> False": "every case is finite",
    "finite=finite -> nothing": "every case is finite",
    "-> pass": "every case has arrays of the right kind and shape, and predicts after the fit",
    "rcond=cut -> nothing": "NumPy takes the same cut by itself",
    "max(X.shape) -> ": "no case has a singular value near the cut",
    "eps * ": "no case has a singular value near the cut",
    "mean_x @ self.coef_ -> self.coef_ @ mean_x": "a product of vectors, either way round",
    "y - mean_y -> y": "the features are centred, so a constant in y changes no weight",
}


def draw(rng: np.random.Generator) -> Script:
    """Whole numbers, so that dependent columns are so to the last digit, or few rows."""
    n, d = int(rng.integers(2, 12)), int(rng.integers(1, 5))
    X = rng.integers(-5, 6, size=(n, d)).astype(float)
    if d > 2 and rng.random() < 0.5:
        X[:, 2] = X[:, 0] - 2 * X[:, 1]
    y = rng.normal(size=n).round(1) + 5.0
    return _script(X, y, rng.normal(size=(3, d)).round(1))


class _Linear:
    """What all of the following keep."""

    def __init__(self) -> None:
        self.coef_ = np.zeros(0)
        self.intercept_ = 0.0

    def keep(self, w: Array, b: float) -> None:
        """Weights and intercept."""
        self.coef_, self.intercept_ = w, float(b)

    def predict(self, X: Array) -> Array:
        """The plane at rows X."""
        return np.asarray(X @ self.coef_ + self.intercept_)


@wrong("The intercept is missing: your plane goes through the origin.")
class ThroughTheOrigin(_Linear):
    """No intercept."""

    def fit(self, X: Array, y: Array) -> None:
        """The plain least squares."""
        self.keep(np.linalg.pinv(X) @ y, 0.0)


@wrong(
    "You put a column of ones beside the features and take the shortest solution of all. It "
    "shortens $b$ as well, at the expense of the weights; centre $X$ and $y$, so that $b$ stays "
    "out of it."
)
class ShortWithTheIntercept(_Linear):
    """The least norm of (b, w)."""

    def fit(self, X: Array, y: Array) -> None:
        """Of both."""
        theta = np.linalg.pinv(np.column_stack([np.ones(len(X)), X])) @ y
        self.keep(theta[1:], theta[0])


@wrong(
    "Where columns are dependent $X^T X$ has no inverse. A little on its diagonal gives some "
    "answer, which is ridge regression's and a little off everywhere."
)
class ALittleRidge(_Linear):
    """A penalty so that `solve` does not fail."""

    def fit(self, X: Array, y: Array) -> None:
        """With 0.001 on the diagonal."""
        A, t = X - X.mean(axis=0), y - y.mean()
        w = np.linalg.solve(A.T @ A + 1e-3 * np.eye(A.shape[1]), A.T @ t)
        self.keep(w, y.mean() - X.mean(axis=0) @ w)


@wrong(
    "You fit one feature at a time and add up the lines. That is right only for features that "
    "are uncorrelated; together each weight is what a feature adds to the others."
)
class OneAtATime(_Linear):
    """A line for each feature."""

    def fit(self, X: Array, y: Array) -> None:
        """Slopes by themselves."""
        A = X - X.mean(axis=0)
        squares = (A**2).sum(axis=0)
        w = A.T @ (y - y.mean()) / np.where(squares > 0, squares, 1.0)
        self.keep(w, y.mean() - X.mean(axis=0) @ w)


@wrong(
    "You centre $X$ and $y$ and leave it at that. For rows as they come the intercept is "
    "$\\bar y - \\bar x^T w$."
)
class CentredOnly(_Linear):
    """The mean of y in place of the intercept."""

    def fit(self, X: Array, y: Array) -> None:
        """Right weights."""
        w = np.linalg.pinv(X - X.mean(axis=0)) @ (y - y.mean())
        self.keep(w, y.mean())


@wrong(
    "Some best fit is not the shortest one. Yours drops columns that the others tell already; "
    "the shortest shares the weight among them."
)
class DropsColumns(_Linear):
    """The first columns that are independent."""

    def fit(self, X: Array, y: Array) -> None:
        """One by one."""
        A, chosen = X - X.mean(axis=0), list[int]()
        for j in range(A.shape[1]):
            if np.linalg.matrix_rank(A[:, [*chosen, j]]) > len(chosen):
                chosen.append(j)
        w = np.zeros(A.shape[1])
        w[chosen] = np.linalg.pinv(A[:, chosen]) @ (y - y.mean())
        self.keep(w, y.mean() - X.mean(axis=0) @ w)


@accept
class ByPseudoInverse(_Linear):
    """Moore and Penrose."""

    def fit(self, X: Array, y: Array) -> None:
        """Centred."""
        w = np.linalg.pinv(X - X.mean(axis=0)) @ (y - y.mean())
        self.keep(w, y.mean() - X.mean(axis=0) @ w)


@accept
class BySingularValues(_Linear):
    """Singular values, one by one."""

    def fit(self, X: Array, y: Array) -> None:
        """Along each direction in which the rows differ."""
        mean = X.mean(axis=0)
        U, s, V = np.linalg.svd(X - mean, full_matrices=False)
        w = np.zeros(X.shape[1])
        for u, size, v in zip(U.T, s, V, strict=True):
            if size > 1e-12 * s[0]:
                w += v * (u @ (y - y.mean())) / size
        self.keep(w, y.mean() - mean @ w)
