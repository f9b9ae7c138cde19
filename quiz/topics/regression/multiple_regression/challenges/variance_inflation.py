r"""How far a variance is inflated

$\mathrm{VIF}_j = 1/(1 - R_j^2)$, where $R_j^2$ is that of least squares, with intercept, of
feature $j$ on all other features. Write it for every feature.

- `X`: rows, shape `(n, d)`, with `d >= 1`.
- Return an array of shape `(d,)`.
- A feature that the others tell exactly has `np.inf`: where $1 - R_j^2$ is at most
  $10^{-12}$ (rounding need not leave 0).
- A constant feature has `np.nan`. It says nothing about the others either.
- A feature without others has 1.

Numbers are compared with a relative tolerance of $10^{-5}$.

    >>> X = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 1.0]])  # correlation 0.5
    >>> variance_inflation(X).round(4)
    array([1.3333, 1.3333])
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.linear.collinearity import variance_inflation
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=variance_inflation,
    level=2,
    minutes=20,
    compare=close(rtol=1e-5),
    constraints=[no_import("sklearn")],
    covers=["H15.01", "S15.05", "Q15.01"],
)

ROWS = np.array(
    [[1.0, 2.0, 0.0], [2.0, 1.0, 3.0], [3.0, 5.0, 1.0], [4.0, 4.0, 1.0], [5.0, 7.0, 4.0],
     [6.0, 5.0, 2.0]]
)  # fmt: skip

EXAMPLES = [
    (np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 1.0]]),),
    (ROWS,),
]

EDGES = {
    "one feature": (ROWS[:, :1],),
    "a column and its copy": (ROWS[:, [0, 1, 0]],),
    "a column in other units": (np.column_stack([ROWS, 1.8 * ROWS[:, 0] + 32]),),
    "a short column": (
        np.array([[0.5, 1.0], [0.5, 2.0], [-0.5, -1.0], [-0.5, 1.0]]),),
    "a column that is the sum of two": (
        np.column_stack([ROWS[:, :2], ROWS[:, 0] + ROWS[:, 1]]),),
    "three that depend, one that does not": (
        np.column_stack([ROWS, ROWS[:, 0] - ROWS[:, 1]]),),
    "nearly dependent": (
        np.column_stack([ROWS, ROWS[:, 0] + ROWS[:, 1] + 0.01 * ROWS[::-1, 2]]),),
    "a constant column": (np.column_stack([ROWS, np.full(6, 2.0)]),),
    "nothing but constants": (np.ones((4, 2)),),
    "uncorrelated": (np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]),),
    "far from the origin": (ROWS + np.array([100.0, -50.0, 30.0]),),
    "units that differ": (ROWS * np.array([1_000.0, 0.01, 1.0]),),
    "correlated against each other": (ROWS * np.array([1.0, -1.0, 1.0]),),
}  # fmt: skip

EQUIVALENT = {
    "check_length(y, len(X), 'y') -> pass": "every column has as many rows",
    "check_length(y_hat, len(y), 'y_hat') -> pass": "there is a prediction for each row",
    "check_fitted(self, 'coef_') -> pass": "predictions come after the fit",
    "as_rows(X, len(self.coef_)) -> pass": "predictions are for the rows of the fit",
    "X = as_matrix(X) -> pass": "every case has an array of the right kind",
    "X = as_matrix(X, finite=finite) -> pass": "every case has an array of the right kind",
    "finite=finite -> nothing": "every case is finite",
    "True -> False": "every case is finite",
    "return -_numbers(X,": "inflation has no sign: all features may change theirs",
    "y - mean_y -> y": "the features are centred, so a constant in y changes no weight",
    "rcond=cut -> nothing": "NumPy takes the same cut by itself",
    "mean_x @ self.coef_ -> self.coef_ @ mean_x": "a product of vectors, either way round",
    "y - y_hat -> y_hat - y": "a square has no sign",
    "y - y.mean() -> y.mean() - y": "a square has no sign",
    "line 156: 0 -> -1": "a sum of squares is neither, as constant features are left out",
    "line 157: ": "only a constant feature would come here, and it is left out before",
    "left > 1e-12 -> left >= 1e-12": "no case lies on the limit",
    "1e-12 -> 0": "the square of what rounding leaves is nothing beside 1, in every case",
    "1e-12 -> 2e-12": "no case lies on the limit or between the two",
}


def draw(rng: np.random.Generator) -> tuple[Array]:
    """Correlated features away from the origin.

    None that depend: what rounding leaves of a direction may pass `pinv`'s own cut.
    """
    n, d = int(rng.integers(8, 20)), int(rng.integers(2, 6))
    X = rng.normal(size=(n, d)) @ rng.normal(size=(d, d))
    return (X.round(1) + rng.integers(-9, 10, size=d),)


def _shares(X: Array, ones: bool = True) -> Array:
    """R squared of each feature on the others, NaN for a constant one."""
    shares = np.full(X.shape[1], np.nan)
    for j, x in enumerate(X.T):
        if np.ptp(x) == 0:
            continue
        A = np.delete(X, j, axis=1)
        if ones:
            A = np.column_stack([np.ones(len(X)), A])
        left = x - A @ np.linalg.lstsq(A, x, rcond=None)[0]
        shares[j] = 1 - left @ left / ((x - x.mean()) ** 2).sum()
    return shares


def _inflated(shares: Array) -> Array:
    left = 1 - shares
    with np.errstate(divide="ignore"):
        return np.where(np.isnan(left) | (left > 1e-12), 1 / left, np.inf)


@wrong("You use the strongest correlation of a pair. What counts is what all others tell "
       "together: a sum of two features is no copy of either.")  # fmt: skip
def strongest_pair(X: Array) -> Array:
    """1 / (1 - max r^2)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        r = np.atleast_2d(np.corrcoef(X.T)) ** 2
    np.fill_diagonal(r, 0.0)
    best = np.where(np.isnan(r), 0.0, r).max(axis=1)
    return np.where(np.ptp(X, axis=0) == 0, np.nan, _inflated(best))


@wrong("Your regressions have no intercept. Features far from 0 then seem to tell each other "
       "by their means alone.")  # fmt: skip
def no_intercept(X: Array) -> Array:
    """A plane through the origin."""
    return _inflated(_shares(X, ones=False))


@wrong("That is $R_j^2$, or what is left of it. Inflation is one over what is left.")
def tolerance_itself(X: Array) -> Array:
    """1 - R^2."""
    return np.asarray(1 - _shares(X))


@wrong("You took the root. It is by the root of the inflation that an interval widens; the "
       "inflation is that of the variance.")  # fmt: skip
def of_the_deviation(X: Array) -> Array:
    """Root of the inflation."""
    return np.asarray(np.sqrt(_inflated(_shares(X))))


@wrong("You divide by $1 - R_j$: the share that is explained is $R_j^2$.")
def not_squared(X: Array) -> Array:
    """1 / (1 - R)."""
    return _inflated(np.sqrt(np.clip(_shares(X), 0, None)))


@wrong(
    "You read inflation off the inverse of the correlations, which does not exist where "
    "features depend. What rounding makes of it is huge or negative, or the failure takes the "
    "independent features with it."
)
def inverse_of_correlations(X: Array) -> Array:
    """The diagonal of the inverse, right where it exists."""
    found = np.full(X.shape[1], np.nan)
    varies = np.ptp(X, axis=0) > 0
    if varies.any():
        pairs = np.atleast_2d(np.corrcoef(X[:, varies].T))
        try:
            found[varies] = np.diag(np.linalg.inv(pairs))
        except np.linalg.LinAlgError:
            found[varies] = np.inf
    return found


@wrong("A constant feature has no variance that could be explained: `np.nan`, as the statement "
       "says.")  # fmt: skip
def constants_infinite(X: Array) -> Array:
    """Infinite for a constant."""
    found = _inflated(_shares(X))
    return np.where(np.isnan(found), np.inf, found)


@accept
def by_residuals(X: Array) -> Array:
    """What is left of each feature, by lists."""
    found = []
    for j in range(X.shape[1]):
        x = X[:, j] - X[:, j].mean()
        others = np.delete(X, j, axis=1)
        others = others - others.mean(axis=0)
        if not np.any(np.abs(x) > 0):
            found.append(np.nan)
            continue
        left = x - others @ (np.linalg.pinv(others) @ x)
        share = float(left @ left / (x @ x))
        found.append(1 / share if share > 1e-12 else np.inf)
    return np.array(found)


@accept
def by_projection(X: Array) -> Array:
    """An orthonormal basis of the others, column by column."""
    found = np.full(X.shape[1], np.nan)
    centred = X - X.mean(axis=0)
    for j in np.flatnonzero(np.ptp(X, axis=0) > 0):
        unit = centred[:, j] / np.linalg.norm(centred[:, j])
        U, s, _ = np.linalg.svd(np.delete(centred, j, axis=1), full_matrices=False)
        basis = U[:, s > 1e-10 * max(s.max(initial=0.0), 1e-300)]
        rest = unit - basis @ (basis.T @ unit)
        own = float(rest @ rest)
        found[j] = 1 / own if own > 1e-12 else np.inf
    return found
