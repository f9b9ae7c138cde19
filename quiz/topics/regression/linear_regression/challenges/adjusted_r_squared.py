r"""R squared with a price

$R^2$ on the training rows never falls when a feature is added. The adjusted form charges for
each:

$$
\bar R^2 = 1 - (1 - R^2)\,\frac{n - 1}{n - p - 1}, \qquad
R^2 = 1 - \frac{\sum (y - \hat y)^2}{\sum (y - \bar y)^2}
$$

- `y`, `y_hat`: targets and predictions, shape `(n,)` each.
- `p`: features of the model, without the bias; `0 <= p < n - 1`.
- Return a number, which may be negative.

Where all targets are equal, $R^2$ is 1 if the predictions meet every one of them, else 0.
Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> y = np.array([1.0, 2.0, 3.0, 4.0])
    >>> round(adjusted_r_squared(y, np.array([1.0, 2.0, 3.0, 3.0]), 1), 6)
    0.7
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.linear.goodness import adjusted_r_squared
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=adjusted_r_squared,
    level=1,
    minutes=10,
    compare=close(rtol=1e-6),
    constraints=[no_import("sklearn")],
    covers=["H14.03", "S14.08", "E14.05"],
)

Y = np.array([1.0, 2.0, 4.0, 7.0, 9.0])

EXAMPLES = [
    (np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 3.0, 3.0]), 1),
    (Y, np.array([2.0, 2.0, 3.0, 7.0, 8.0]), 2),
]

EDGES = {
    "perfect": (Y, Y, 2),
    "worse than the mean": (Y, Y[::-1], 1),
    "the mean itself": (Y, np.full(5, Y.mean()), 1),
    "no feature": (Y, np.array([2.0, 2.0, 3.0, 7.0, 8.0]), 0),
    "as many features as are allowed": (Y, np.array([1.0, 2.0, 4.0, 7.0, 8.0]), 3),
    "constant targets, all met": (np.full(5, 3.0), np.full(5, 3.0), 1),
    "constant targets, one missed": (
        np.full(5, 3.0), np.array([3.0, 3.0, 3.0, 3.0, 4.0]), 2),
    "constant targets, all missed alike": (np.full(5, 3.0), np.full(5, 1.0), 0),
    "predictions far off on average": (Y, Y + 10, 1),
    "few targets away from 0": (Y + 1000, Y + 1000.5, 2),
}  # fmt: skip

EQUIVALENT = {
    "-> pass": "every case has arguments of the right kind",
    "return array": "every case has arrays of the right kind",
    "return _numbers": "every case has arrays of the right kind",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    "0 <= p": "every p is allowed",
    "(y - y_hat) -> (y_hat - y)": "a square has no sign",
    "y - y_hat -> y_hat - y": "a square has no sign",
    "y - y.mean() -> y.mean() - y": "a square has no sign",
}


def draw(rng: np.random.Generator) -> tuple[Array, Array, int]:
    """Eight to fifteen rows, predictions good or poor, one to four features."""
    n = int(rng.integers(8, 16))
    y = (5 * rng.normal(size=n) + 3).round(1)
    y_hat = (y + rng.choice([1.0, 8.0]) * rng.normal(size=n)).round(1)
    return y, y_hat, int(rng.integers(1, 5))


def _share(y: Array, y_hat: Array) -> float:
    """R squared."""
    left, total = ((y - y_hat) ** 2).sum(), ((y - y.mean()) ** 2).sum()
    return float(1 - left / total) if total > 0 else float(left == 0)


@wrong("That is $R^2$ itself. The features have not been charged for.")
def not_adjusted(y: Array, y_hat: Array, p: int) -> float:
    """p is ignored."""
    del p
    return _share(y, y_hat)


@wrong(
    "You divide by n - p. The bias is a coefficient as well: n - p - 1 degrees are left."
)
def bias_forgotten(y: Array, y_hat: Array, p: int) -> float:
    """One degree of freedom too many."""
    return 1 - (1 - _share(y, y_hat)) * (len(y) - 1) / (len(y) - p)


@wrong("Multiply by n - 1, not by n: the total has spent one degree on the mean.")
def n_for_the_total(y: Array, y_hat: Array, p: int) -> float:
    """n in the numerator."""
    return 1 - (1 - _share(y, y_hat)) * len(y) / (len(y) - p - 1)


@wrong("Yours never falls below 0. A model worse than the mean has a negative value.")
def cut_at_zero(y: Array, y_hat: Array, p: int) -> float:
    """Floor of 0."""
    n = len(y)
    return max(0.0, 1 - (1 - _share(y, y_hat)) * (n - 1) / (n - p - 1))


@wrong(
    "You take the squared correlation for $R^2$. It is blind to predictions that are off "
    "by a constant, or turned round."
)
def squared_correlation(y: Array, y_hat: Array, p: int) -> float:
    """r^2, where it exists."""
    n, share = len(y), _share(y, y_hat)
    if np.ptp(y) > 0 and np.ptp(y_hat) > 0:
        share = float(np.corrcoef(y, y_hat)[0, 1] ** 2)
    return 1 - (1 - share) * (n - 1) / (n - p - 1)


@wrong(
    "Where all targets are equal you divide by 0. There $R^2$ is 1 or 0, as the statement "
    "says."
)
def nothing_by_nothing(y: Array, y_hat: Array, p: int) -> float:
    """Right but for constant targets."""
    n = len(y)
    with np.errstate(invalid="ignore", divide="ignore"):
        left = ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    return float(1 - left * (n - 1) / (n - p - 1))


@wrong("Constant targets count as perfect in yours even where they are missed.")
def constant_is_perfect(y: Array, y_hat: Array, p: int) -> float:
    """1 for every constant target."""
    if np.ptp(y) == 0:
        return 1.0
    return 1 - (1 - _share(y, y_hat)) * (len(y) - 1) / (len(y) - p - 1)


@accept
def by_variances(y: Array, y_hat: Array, p: int) -> float:
    """Unbiased variances in place of sums."""
    n = len(y)
    left = float(((y - y_hat) ** 2).sum()) / (n - p - 1)
    if np.ptp(y) == 0:
        return 1.0 if left == 0 else 1 - (n - 1) / (n - p - 1)
    return 1 - left / float(np.var(y, ddof=1))


@accept(naive=True)
def by_loops(y: Array, y_hat: Array, p: int) -> float:
    """Row by row."""
    n, mean = len(y), sum(y) / len(y)
    left = sum((a - b) ** 2 for a, b in zip(y, y_hat, strict=True))
    total = sum((a - mean) ** 2 for a in y)
    share = 1 - left / total if total else float(left == 0)
    return float(1 - (1 - share) * (n - 1) / (n - p - 1))
