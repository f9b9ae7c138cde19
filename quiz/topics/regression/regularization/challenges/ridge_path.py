r"""A ridge for every strength

Ridge regression is wanted for many strengths at once. Minimise, for each `alpha`,

$$
\lVert y - Xw - b \rVert^2 + \alpha \lVert w \rVert^2
$$

with a free intercept $b$, and count the effective parameters: the sum of
$s_j^2 / (s_j^2 + \alpha)$ over the singular values $s_j$ of the centred `X`.

- `X`: rows, shape `(n, d)`. There may be fewer rows than columns, and columns may depend
  on each other.
- `y`: targets, shape `(n,)`.
- `alphas`: strengths, shape `(m,)`, all above 0, in any order.
- Return `(weights, df)`: the weights $w$ for each strength in the order given, shape
  `(m, d)`, and the effective numbers of parameters without the intercept, shape `(m,)`.

One decomposition serves all strengths, but no way is forbidden. Numbers are compared with
a relative tolerance of $10^{-6}$.

    >>> weights, df = ridge_path(
    ...     np.array([[-1.0], [1.0]]), np.array([-2.0, 2.0]), np.array([2.0, 6.0]))
    >>> weights.ravel(), df
    (array([1. , 0.5]), array([0.5 , 0.25]))
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.linear.path import ridge_path
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=ridge_path,
    level=3,
    minutes=20,
    compare=parts(weights=close(rtol=1e-6, atol=1e-8), df=close(rtol=1e-6, atol=1e-8)),
    constraints=[no_import("sklearn")],
    covers=["S18.02", "S18.06", "C18.07"],
)

Case = tuple[Array, Array, Array]
Found = tuple[Array, Array]

ROWS = np.array([[1.0, 5.0], [2.0, 3.0], [4.0, 4.0], [7.0, 0.0]])
TARGETS = np.array([12.0, 9.0, 15.0, 4.0])

EXAMPLES = [
    (np.array([[-1.0], [1.0]]), np.array([-2.0, 2.0]), np.array([2.0, 6.0])),
    (ROWS, TARGETS, np.array([0.1, 1.0, 10.0])),
]

EDGES = {
    "one strength": (ROWS, TARGETS, np.array([3.0])),
    "strengths out of order": (ROWS, TARGETS, np.array([5.0, 0.5, 50.0, 1.0])),
    "a column and its copy": (
        np.column_stack([ROWS, ROWS[:, 0]]), TARGETS, np.array([0.5, 4.0])),
    "fewer rows than columns": (ROWS[:2, [0, 1, 1]] * [1.0, 1.0, 2.0] + [[0, 0, 1], [1, 0, 0]],
                                TARGETS[:2], np.array([1.0, 2.0])),
    "a constant column": (
        np.column_stack([ROWS, np.full(4, 9.0)]), TARGETS, np.array([0.2, 7.0])),
    "far from the origin": (ROWS + 100.0, TARGETS + 1_000.0, np.array([1.0, 20.0])),
    "columns in other units": (ROWS * [0.01, 100.0], TARGETS, np.array([0.01, 1.0])),
    "all but no penalty": (ROWS, TARGETS, np.array([1e-6, 1.0])),
    "a huge penalty": (ROWS, TARGETS, np.array([1e6])),
    "targets that are all alike": (ROWS, np.full(4, 3.0), np.array([1.0, 2.0])),
}  # fmt: skip

EQUIVALENT = {
    "-> pass": "every case has arguments of the right kind",
    "return array": "every case has arrays of the right kind",
    "return _numbers": "every case has arrays of the right kind",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    "alphas > 0": "every strength is above 0",
    "y.mean() -> ": "the columns are centred, so a constant in y changes no weight",
    "y - y.mean()": "the columns are centred, so a constant in y changes no weight",
}


def draw(rng: np.random.Generator) -> Case:
    """A few rows away from the origin, and strengths of several orders."""
    n, d = int(rng.integers(3, 9)), int(rng.integers(1, 5))
    X = rng.normal(size=(n, d)).round(2) * rng.choice([0.5, 1.0, 4.0], size=d)
    y = (X.sum(axis=1) + 10.0 + rng.normal(size=n)).round(2)
    exponents = rng.integers(-2, 4, size=int(rng.integers(1, 5)))
    alphas = np.asarray(10.0**exponents, dtype=float)
    return X + rng.integers(-5, 6, size=d), y, alphas


def _parts(X: Array, y: Array) -> tuple[Array, Array, Array, Array]:
    U, s, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    return U, s, Vt, U.T @ (y - y.mean())


def _shares(s: Array, alphas: Array) -> Array:
    return np.asarray(s**2 / (s**2 + alphas[:, None]))


def _solved(X: Array, y: Array, alphas: Array) -> Array:
    """One system for each strength, without centring."""
    return np.array(
        [np.linalg.solve(X.T @ X + a * np.eye(X.shape[1]), X.T @ y) for a in alphas]
    )


@wrong(
    "Your weights go through the origin. The intercept is free: centre `X` and `y` first."
)
def through_the_origin(X: Array, y: Array, alphas: Array) -> Found:
    """No centring."""
    s = np.linalg.svd(X, full_matrices=False)[1]
    return _solved(X, y, alphas), _shares(s, alphas).sum(axis=1)


@wrong(
    "You penalise the intercept as one more weight. It says where the targets lie, and is "
    "to be free."
)
def intercept_held(X: Array, y: Array, alphas: Array) -> Found:
    """A column of ones, penalised like the rest."""
    s = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[1]
    A = np.column_stack([np.ones(len(X)), X])
    return _solved(A, y, alphas)[:, 1:], _shares(s, alphas).sum(axis=1)


@wrong(
    "You add alpha to the singular values. $X^\\top X$ has their squares, and alpha is added "
    "to those."
)
def not_squared(X: Array, y: Array, alphas: Array) -> Found:
    """1 / (s + alpha)."""
    _, s, Vt, c = _parts(X, y)
    shares = s / (s + alphas[:, None])
    scale = np.where(s > 1e-12, shares / np.maximum(s, 1e-12), 0.0)
    return (scale * c) @ Vt, shares.sum(axis=1)


@wrong(
    "You multiply alpha by the number of rows. The loss here is a sum of squares, not a "
    "mean."
)
def loss_as_a_mean(X: Array, y: Array, alphas: Array) -> Found:
    """n alpha."""
    _, s, Vt, c = _parts(X, y)
    held = len(X) * alphas
    return (s / (s**2 + held[:, None]) * c) @ Vt, _shares(s, held).sum(axis=1)


@wrong(
    "You count weights that are not 0. Ridge has none that are; an effective parameter is "
    "the share of a direction that is kept."
)
def counts_weights(X: Array, y: Array, alphas: Array) -> Found:
    """All of them, however small."""
    _, s, Vt, c = _parts(X, y)
    weights = (s / (s**2 + alphas[:, None]) * c) @ Vt
    return weights, np.full(len(alphas), float((s > 1e-9).sum()))


@wrong("The intercept is not to be counted among the effective parameters.")
def one_more(X: Array, y: Array, alphas: Array) -> Found:
    """Plus one."""
    _, s, Vt, c = _parts(X, y)
    weights = (s / (s**2 + alphas[:, None]) * c) @ Vt
    return weights, 1 + _shares(s, alphas).sum(axis=1)


@wrong(
    "You give the weights along the singular directions. Turn them back to the features: "
    "multiply by $V^\\top$."
)
def not_turned_back(X: Array, y: Array, alphas: Array) -> Found:
    """Without V."""
    _, s, Vt, c = _parts(X, y)
    turned = s / (s**2 + alphas[:, None]) * c
    weights = np.zeros((len(alphas), X.shape[1]))
    weights[:, : len(s)] = turned
    del Vt
    return weights, _shares(s, alphas).sum(axis=1)


@wrong(
    "You scale the columns before you fit. That is good practice, but the penalty here is on "
    "the weights of the columns as they are."
)
def standardised(X: Array, y: Array, alphas: Array) -> Found:
    """Unit variance first, weights given back in the old units."""
    spread = X.std(axis=0)
    spread[spread < 1e-12] = 1.0
    _, s, Vt, c = _parts(X / spread, y)
    weights = (s / (s**2 + alphas[:, None]) * c) @ Vt / spread
    return weights, _shares(s, alphas).sum(axis=1)


@accept
def by_eigenvectors(X: Array, y: Array, alphas: Array) -> Found:
    """Eigenvectors of the centred X^T X."""
    centred = X - X.mean(axis=0)
    values, V = np.linalg.eigh(centred.T @ centred)
    values = np.maximum(values, 0.0)
    along = V.T @ centred.T @ (y - y.mean())
    held = values + alphas[:, None]
    return (along / held) @ V.T, (values / held).sum(axis=1)


@accept(naive=True)
def one_by_one(X: Array, y: Array, alphas: Array) -> tuple[list[Array], list[float]]:
    """A system for each strength, and the trace of the hat matrix."""
    centred = X - X.mean(axis=0)
    weights, df = [], []
    for alpha in alphas:
        A = centred.T @ centred + alpha * np.eye(X.shape[1])
        weights.append(np.linalg.solve(A, centred.T @ (y - y.mean())))
        df.append(float(np.trace(np.linalg.solve(A, centred.T @ centred))))
    return weights, df


@accept
def extra_rows(X: Array, y: Array, alphas: Array) -> Found:
    """Least squares with d more rows, whose targets are 0."""
    centred, d = X - X.mean(axis=0), X.shape[1]
    targets = np.concatenate([y - y.mean(), np.zeros(d)])
    weights, df = [], []
    for alpha in alphas:
        A = np.vstack([centred, np.sqrt(alpha) * np.eye(d)])
        weights.append(np.linalg.lstsq(A, targets, rcond=None)[0])
        Q = np.linalg.qr(A)[0][: len(X)]
        df.append(float((Q**2).sum()))
    return np.array(weights), np.array(df)
