r"""Does the spread depend on the features?

The test of Breusch and Pagan regresses the squared residuals $e_i^2$ on the features, by least
squares with an intercept. Let $g_i$ be the fitted values of that regression.

- `e`: residuals of some fit, shape `(n,)`; their mean need not be 0. If all are of one size, nothing
  depends on anything: the statistic is 0 and p is 1.
- `X`: rows, shape `(n, d)`, with independent columns and `n > d + 1`.
- `studentised`: which of two statistics; True if nothing is said.
- The studentised one is $n R^2$, with $R^2$ of the regression of $e_i^2$ on `X`.
- The original one is $\frac{1}{2} \sum_i \left( g_i / m - 1 \right)^2$, where $m$ is the mean
  of the $e_i^2$.
- Return `(statistic, p)`. If the spread is constant, the statistic is about chi-squared with
  $d$ degrees of freedom; p is the probability of at least so large a value,
  `scipy.special.chdtrc(d, statistic)`.

Numbers are compared with a relative tolerance of $10^{-6}$, and p to $10^{-10}$.

    >>> X = np.array([[1.0], [1.0], [2.0], [2.0], [3.0], [3.0]])
    >>> statistic, p = breusch_pagan(np.array([1.0, -1.0, 2.0, -2.0, 3.0, -3.0]), X)
    >>> round(statistic, 3), round(p, 3)
    (5.878, 0.015)
"""

from __future__ import annotations

import numpy as np
from scipy.special import chdtrc, gammaincc

from engine.arrays import Array
from engine.linear.assumptions import breusch_pagan
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=breusch_pagan,
    level=2,
    minutes=20,
    compare=parts(
        statistic=close(rtol=1e-6, atol=1e-9), p=close(rtol=1e-6, atol=1e-10)
    ),
    constraints=[no_import("statsmodels")],
    covers=["H06.02", "S06.11"],
)

Found = tuple[float, float]

LEFT = np.array([0.2, -0.4, 0.5, -0.3, 1.1, -1.4, 0.9, -0.6])
ROWS = np.array(
    [[1.0, 3.0], [2.0, 1.0], [3.0, 4.0], [4.0, 1.0], [5.0, 5.0], [6.0, 9.0], [7.0, 2.0],
     [8.0, 6.0]]
)  # fmt: skip

EXAMPLES = [
    (
        np.array([1.0, -1.0, 2.0, -2.0, 3.0, -3.0]),
        np.repeat([[1.0], [2.0], [3.0]], 2, axis=0),
    ),
    (LEFT, ROWS),
    (LEFT, ROWS, False),
]

EDGES = {
    "one feature": (LEFT, ROWS[:, :1]),
    "one feature, original": (LEFT, ROWS[:, 1:], False),
    "a feature of 0 and 1": (LEFT, (ROWS[:, :1] > 4).astype(float)),
    "as few rows as may be": (LEFT[:4], ROWS[:4]),
    "as few rows as may be, original": (LEFT[:4], ROWS[:4], False),
    "residuals in other units": (1_000 * LEFT, ROWS, False),
    "tiny residuals": (1e-4 * LEFT, ROWS),
    "a mean that is not 0": (LEFT + 3.0, ROWS),
    "features far from the origin": (LEFT, ROWS + np.array([200.0, -90.0])),
    "features in other units": (LEFT, ROWS * np.array([0.001, 500.0]), True),
    "a spread that falls": (LEFT[::-1], ROWS),
    "residuals that are 0": (np.array([0.0, 0.0, 0.0, 0.0, 1.0, -1.0, 2.0, -2.0]), ROWS),
    "all of one size": (np.array([2.0, -2.0, -2.0, 2.0, 2.0]), ROWS[:5, :1]),
    "no relation at all": (
        np.array([1.0, -2.0, -1.0, 2.0]), np.array([[1.0], [1.0], [-1.0], [-1.0]])),
}  # fmt: skip

EQUIVALENT = {
    "-> pass": "every case has arguments of the right kind",
    "return array": "every case has arrays of the right kind",
    "return _numbers": "the fit does not ask for the sign of the features",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    "finfo": "no case has dependent columns, so nothing is cut off",
    "max(X.shape)": "no case has dependent columns, so nothing is cut off",
    "rcond=cut": "no case has dependent columns, so nothing is cut off",
    "y - mean_y": "the columns are centred, so a constant in y changes no weight",
    "-> self.coef_ @ mean_x": "the product of two vectors, either way round",
    "y - y_hat -> y_hat - y": "a square has no sign",
    "y - y.mean() -> y.mean() - y": "a square has no sign",
    "-> squares.mean() - explained": "a square has no sign",
    "left == 0": "squares all of one size come no further than the first lines",
    ": 0 -> 1": "they do not come to R squared; in the first lines it is noticed",
    ": 0 -> -1": "they do not come to R squared; in the first lines it is noticed",
}


def draw(rng: np.random.Generator) -> tuple[Array, Array, bool]:
    """Residuals that widen with the first feature, or do not."""
    n, d = int(rng.integers(8, 30)), int(rng.integers(1, 4))
    X = (rng.normal(size=(n, d)) * rng.choice([0.5, 3.0], size=d)).round(2)
    X += rng.integers(-20, 20, size=d)
    spread = np.exp(float(rng.choice([0.0, 0.8])) * (X[:, 0] - X[:, 0].mean()))
    e = (np.clip(spread, 0.1, 10) * rng.normal(size=n)).round(3)
    return e, X, bool(rng.random() < 0.5)


def _fitted(X: Array, z: Array) -> Array:
    A = np.column_stack([np.ones(len(X)), X])
    return np.asarray(A @ np.linalg.lstsq(A, z, rcond=None)[0])


def _statistic(z: Array, g: Array, studentised: bool) -> float:
    if studentised:
        return float(len(z) * (1 - ((z - g) ** 2).sum() / ((z - z.mean()) ** 2).sum()))
    return float(((g / z.mean() - 1) ** 2).sum() / 2)


def _with_p(statistic: float, d: int) -> Found:
    return statistic, float(chdtrc(d, max(statistic, 0.0)))


@wrong("You regress the residuals. Least squares has left no line in them, whatever their spread "
       "does; square them first.")  # fmt: skip
def of_residuals(e: Array, X: Array, studentised: bool = True) -> Found:
    """e on X."""
    if studentised:
        return _with_p(_statistic(e, _fitted(X, e), True), X.shape[1])
    g = _fitted(X, e)
    return _with_p(float(((g - g.mean()) ** 2).sum() / (2 * (e**2).mean())), X.shape[1])


@wrong(
    "You regress the sizes of the residuals. That is Glejser's test; this one has squares."
)
def of_sizes(e: Array, X: Array, studentised: bool = True) -> Found:
    """|e| on X."""
    z = np.abs(e)
    return _with_p(_statistic(z, _fitted(X, z), studentised), X.shape[1])


@wrong("Your regression of the squares has no intercept. Squares are never around 0.")
def no_intercept(e: Array, X: Array, studentised: bool = True) -> Found:
    """Through the origin."""
    z = e**2
    g = X @ np.linalg.lstsq(X, z, rcond=None)[0]
    return _with_p(_statistic(z, g, studentised), X.shape[1])


@wrong("That is $R^2$. Evidence grows with the rows: multiply by n.")
def share_alone(e: Array, X: Array, studentised: bool = True) -> Found:
    """R^2 without n."""
    z = e**2
    found = _statistic(z, _fitted(X, z), studentised)
    return _with_p(found / len(z) if studentised else found, X.shape[1])


@wrong(
    "You count the intercept among the degrees of freedom. There is one for each feature."
)
def one_degree_too_many(e: Array, X: Array, studentised: bool = True) -> Found:
    """d + 1 degrees."""
    z = e**2
    return _with_p(_statistic(z, _fitted(X, z), studentised), X.shape[1] + 1)


@wrong("Your p is the probability of a smaller value. Evidence against a constant spread is in "
       "the upper tail.")  # fmt: skip
def lower_tail(e: Array, X: Array, studentised: bool = True) -> Found:
    """1 - p."""
    z = e**2
    found, p = _with_p(_statistic(z, _fitted(X, z), studentised), X.shape[1])
    return found, 1 - p


@wrong("You give the studentised statistic whichever is asked for.")
def always_studentised(e: Array, X: Array, studentised: bool = True) -> Found:
    """Ignores the flag."""
    del studentised
    z = e**2
    return _with_p(_statistic(z, _fitted(X, z), True), X.shape[1])


@wrong("The original statistic is half of the sum of squares: the variance of a squared normal "
       "number is 2.")  # fmt: skip
def not_halved(e: Array, X: Array, studentised: bool = True) -> Found:
    """Twice the original one."""
    z = e**2
    found = _statistic(z, _fitted(X, z), studentised)
    return _with_p(found if studentised else 2 * found, X.shape[1])


@wrong("You divide by the unbiased variance, with $n - d - 1$. Here it is the plain mean of the "
       "squared residuals.")  # fmt: skip
def unbiased_variance(e: Array, X: Array, studentised: bool = True) -> Found:
    """e'e / (n - d - 1)."""
    z, d = e**2, X.shape[1]
    g = _fitted(X, z)
    if studentised:
        return _with_p(_statistic(z, g, True), d)
    scaled = z.sum() / (len(z) - d - 1)
    return _with_p(float(((g - z.mean()) ** 2).sum() / (2 * scaled**2)), d)


@wrong("You centre the residuals before you square them. They are taken as they are.")
def centred_first(e: Array, X: Array, studentised: bool = True) -> Found:
    """(e - mean)^2."""
    z = (e - e.mean()) ** 2
    return _with_p(_statistic(z, _fitted(X, z), studentised), X.shape[1])


@accept
def by_correlation(e: Array, X: Array, studentised: bool = True) -> Found:
    """R^2 as the squared correlation of squares and fitted values."""
    z, d = e**2, X.shape[1]
    centred = X - X.mean(axis=0)
    rise = centred @ np.linalg.pinv(centred) @ (z - z.mean())
    explained = float(rise @ rise)
    if studentised:
        total = float(((z - z.mean()) ** 2).sum())
        statistic = len(z) * explained / total if total else 0.0
    else:
        statistic = explained / (2 * z.mean() ** 2)
    return statistic, float(gammaincc(d / 2, statistic / 2))


@accept
def by_normal_equations(e: Array, X: Array, studentised: bool = True) -> list[float]:
    """Squares over their mean, normal equations, lists."""
    z = e**2 / np.mean(e**2)
    A = np.column_stack([np.ones(len(X)), X - X.mean(axis=0)])
    g = A @ np.linalg.solve(A.T @ A, A.T @ z)
    explained = float(((g - 1) ** 2).sum())
    statistic = explained / 2
    if studentised:
        total = float(((z - 1) ** 2).sum())
        statistic = len(z) * explained / total if total else 0.0
    return [statistic, float(chdtrc(X.shape[1], statistic))]
