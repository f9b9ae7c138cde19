r"""How far a row moves its own prediction

Least squares with an intercept predicts $\hat y = Hy$ on its training rows, where $H$ depends
on the features alone. Its diagonal entry $h_i = \partial \hat y_i / \partial y_i$ is the
**leverage** of row $i$. Write it for every row.

- `X`: rows, shape `(n, d)`; the intercept is yours to add.
- Return an array of shape `(n,)`, each entry between $1/n$ and 1.
- Columns may be dependent, constant, or more than there are rows. Predictions are unique all
  the same, so $h_i$ is defined.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> leverage(np.array([[0.0], [0.0], [0.0], [1.0]])).round(3)
    array([0.333, 0.333, 0.333, 1.   ])
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.linear.influence import leverage
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=leverage,
    level=3,
    minutes=20,
    compare=close(rtol=1e-6, atol=1e-9),
    constraints=[no_import("sklearn")],
    covers=["S15.01"],
)

ROWS = np.array(
    [[1.0, 2.0], [2.0, 0.0], [4.0, 5.0], [5.0, 3.0], [8.0, 4.0], [3.0, 3.0]]
)

EXAMPLES = [
    (np.array([[0.0], [0.0], [0.0], [1.0]]),),
    (ROWS,),
]

EDGES = {
    "one row": (ROWS[:1],),
    "one feature": (ROWS[:, :1],),
    "a row far from the others": (np.vstack([ROWS, [40.0, -30.0]]),),
    "the same row twice": (np.vstack([ROWS, ROWS[:1]]),),
    "a column and its copy": (ROWS[:, [0, 1, 0]],),
    "a column that is the sum of two": (np.column_stack([ROWS, ROWS.sum(axis=1)]),),
    "a constant column": (np.column_stack([ROWS, np.full(6, 7.0)]),),
    "nothing but a constant": (np.full((5, 1), 3.0),),
    "as many columns as rows": (
        np.array([[1.0, 2.0, 0.0], [3.0, 1.0, 5.0], [0.0, 4.0, 1.0]]),
    ),
    "fewer rows than columns": (
        np.array([[1.0, 2.0, 0.0, 4.0], [3.0, 1.0, 5.0, -2.0]]),
    ),
    "two groups": (np.array([[0.0], [0.0], [1.0], [1.0], [1.0]]),),
    "far from the origin": (ROWS + np.array([1_000.0, -500.0]),),
    "units that differ": (ROWS * np.array([1e4, 1e-3]),),
}

EQUIVALENT = {
    "return array -> return -array": "leverage has no sign: all features may change theirs",
    "-> return -_numbers(X,": "leverage has no sign: all features may change theirs",
    "X - X.mean(axis=0) -> X.mean(axis=0) - X": "leverage has no sign",
    "X = as_matrix(X) -> pass": "every case has an array of the right kind",
    "True -> False": "every case is finite",
    "finite=finite -> nothing": "every case is finite",
    "max(X.shape) -> ": "no case has a singular value near the cut",
    "eps * ": "no case has a singular value near the cut",
}


def draw(rng: np.random.Generator) -> tuple[Array]:
    """Whole numbers, so that dependent columns are so to the last digit, or few rows."""
    n, d = int(rng.integers(2, 12)), int(rng.integers(1, 5))
    X = rng.integers(-5, 6, size=(n, d)).astype(float)
    if d > 2 and rng.random() < 0.5:
        X[:, 2] = X[:, 0] - 2 * X[:, 1]
    return (X,)


SIZES = (100, 300, 1_000)


def scale(rng: np.random.Generator, n: int) -> tuple[Array]:
    """n rows of 5 features."""
    return (rng.normal(size=(n, 5)),)


def _diagonal(A: Array) -> Array:
    """Of the projection on the columns of A, dependent or not."""
    return np.asarray((A * np.linalg.pinv(A).T).sum(axis=1))


@wrong("The intercept is missing: the least a row can have is $1/n$, for each moves at least "
       "the mean.")  # fmt: skip
def no_intercept(X: Array) -> Array:
    """The plane goes through the origin."""
    return _diagonal(X)


@wrong("You centred the features, which takes the intercept out of them; its own $1/n$ has to "
       "be added again.")  # fmt: skip
def centred_only(X: Array) -> Array:
    """Without 1/n."""
    return _diagonal(X - X.mean(axis=0))


@wrong("That is how much room is left to a residual, $1 - h_i$.")
def what_is_left(X: Array) -> Array:
    """1 - h."""
    return 1 - _diagonal(np.column_stack([np.ones(len(X)), X]))


@wrong("You divide the distance from the mean by the spread of each feature by itself. For "
       "correlated features a row may be near the mean in each and far from all rows.")  # fmt: skip
def each_feature_by_itself(X: Array) -> Array:
    """Sums of one-feature leverages."""
    A = X - X.mean(axis=0)
    squares = (A**2).sum(axis=0)
    shares = (A**2 / np.where(squares > 0, squares, 1.0)).sum(axis=1)
    return np.asarray(np.minimum(1 / len(X) + shares, 1.0))


@wrong("Where columns depend, $A^T A$ has no inverse, and a little on its diagonal makes every "
       "leverage a little too small. A pseudo-inverse, QR or singular values need no "
       "little.")  # fmt: skip
def a_little_ridge(X: Array) -> Array:
    """With 0.001 on the diagonal."""
    A = np.column_stack([np.ones(len(X)), X])
    inverse = np.linalg.inv(A.T @ A + 1e-3 * np.eye(A.shape[1]))
    return np.asarray(np.einsum("ij,jk,ik->i", A, inverse, A))


@wrong("That is the share of all leverage: yours add up to 1. Leverages add up to the number of "
       "coefficients that the rows can tell apart.")  # fmt: skip
def shares(X: Array) -> Array:
    """Divided by their sum."""
    h = _diagonal(np.column_stack([np.ones(len(X)), X]))
    return np.asarray(h / h.sum())


@accept
def by_pseudo_inverse(X: Array) -> Array:
    """The hat matrix, of which only the diagonal is formed."""
    return _diagonal(np.column_stack([np.ones(len(X)), X - X.mean(axis=0)]))


@accept(naive=True)
def by_changed_targets(X: Array) -> Array:
    """What the definition says: raise one target by 1, fit, and look at its prediction."""
    A = np.column_stack([np.ones(len(X)), X - X.mean(axis=0)])
    moved = []
    for i in range(len(X)):
        y = np.zeros(len(X))
        y[i] = 1.0
        moved.append(float(A[i] @ np.linalg.lstsq(A, y, rcond=None)[0]))
    return np.array(moved)
