r"""Prepare what is learned from, and what is new

Before a model sees rows, gaps are filled and features are brought to one scale. What that
takes is learned from the training rows alone; new rows are treated by the same numbers.

- `train`: training rows, shape `(n, d)`; NaN is a gap. Each column has a known value.
- `new`: rows that come later, shape `(m, d)`; NaN is a gap here too.
- A gap gets the mean of the known *training* values of its column.
- Then each value becomes `(x - mean) / sd`, where mean and sd are those of the *filled*
  training column; sd divides by n. A column whose filled values are all alike becomes 0 in
  the training rows; its sd counts as 1, for new rows as well.
- Return both as a pair: training rows of shape `(n, d)`, new rows of shape `(m, d)`. The
  arrays that you were given stay as they are.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> prepare(np.array([[1.0], [3.0], [np.nan]]), np.array([[2.0], [np.nan]]))[1]
    array([[0.],
           [0.]])
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.workflow.preparation import prepare
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=prepare,
    level=2,
    minutes=15,
    compare=parts(train=close(atol=1e-7), new=close(atol=1e-7)),
    constraints=[no_import("sklearn")],
    covers=["S01.04", "E01.04"],
)

Rng = np.random.Generator
Both = tuple[Array, Array]
GAP = np.nan

EXAMPLES = [
    (np.array([[1.0], [3.0], [GAP]]), np.array([[2.0], [GAP]])),
    (np.array([[0.0, 10.0], [2.0, 20.0], [4.0, GAP]]), np.array([[6.0, 30.0]])),
]

EDGES = {
    "no gap": (np.array([[1.0, 5.0], [2.0, 9.0]]), np.array([[4.0, 4.0], [0.0, 1.0]])),
    "one new row": (np.array([[1.0], [2.0], [6.0]]), np.array([[10.0]])),
    "a new row of gaps": (
        np.array([[1.0, 7.0], [5.0, GAP], [6.0, 2.0]]),
        np.array([[GAP, GAP]]),
    ),
    "a constant column": (
        np.array([[3.0, 1.0], [3.0, 2.0], [GAP, 4.0]]),
        np.array([[5.0, 2.0], [GAP, 1.0]]),
    ),
    "new rows on another scale": (
        np.array([[1.0], [2.0], [3.0], [GAP]]),
        np.array([[100.0], [300.0], [GAP]]),
    ),
    "more gaps than values": (
        np.array([[GAP], [4.0], [GAP], [GAP], [8.0]]),
        np.array([[0.0]]),
    ),
    "one training row": (np.array([[2.0, 5.0]]), np.array([[3.0, 5.0]])),
    "zeros that are known": (
        np.array([[0.0], [0.0], [6.0], [GAP]]),
        np.array([[0.0], [GAP]]),
    ),
}

EQUIVALENT = {
    "as_matrix": "every case has matrices of the right kind",
    "return array": "a sign turned on the way in is turned again in the scaler",
    "return _numbers": "a sign turned on the way in is turned again in the scaler",
    "finite=finite": "the scaler is given rows without gaps",
    "check_fitted": "the scaler is always fitted before it is used",
    "self.scale_ * as_rows": "nothing is turned back to its first scale",
    "as_rows(Z": "nothing is turned back to its first scale",
    "-> pass": "every case has columns that fit and a known value in each",
    "shape[1] !=": "every case has columns that fit",
    ".all(axis=0)": "every case has a known value in each column",
    ".any(axis=0)": "every case has a known value in each column",
    "True -> False": "every case has columns that fit",
}


def draw(rng: Rng) -> Both:
    """Columns on scales of their own, with gaps; the new rows lie elsewhere."""
    n, m, d = int(rng.integers(4, 9)), int(rng.integers(1, 5)), int(rng.integers(1, 4))
    scale, middle = rng.integers(1, 20, d), rng.integers(-30, 30, d)
    train = (middle + scale * rng.normal(size=(n, d))).round(1)
    new = (middle + 5 + 2 * scale * rng.normal(size=(m, d))).round(1)
    train[1:][rng.random((n - 1, d)) < 0.3] = GAP
    train[rng.integers(1, n), rng.integers(d)] = GAP
    new[rng.random((m, d)) < 0.2] = GAP
    return train, new


def _filled(rows: Array, means: Array) -> Array:
    return np.where(np.isnan(rows), means, rows)


def _sd(filled: Array, ddof: int = 0) -> Array:
    sd = filled.std(axis=0, ddof=ddof) if len(filled) > ddof else np.zeros(1)
    return np.where(sd < 1e-12, 1.0, sd)


def _scaled(train: Array, new: Array, by: Array) -> Both:
    """Both on the scale of the rows `by`."""
    mean, sd = by.mean(axis=0), _sd(by)
    return (train - mean) / sd, (new - mean) / sd


@wrong(
    "You learned means and scales from the training rows and the new rows together. What is "
    "judged by must not have a say: use the training rows alone."
)
def learns_from_all(train: Array, new: Array) -> Both:
    """Everything stacked."""
    rows = np.vstack([train, new])
    means = np.nanmean(rows, axis=0)
    filled = _filled(rows, means)
    return _scaled(filled[: len(train)], filled[len(train) :], filled)


@wrong(
    "You scale the new rows by their own mean and sd. A model that has learned on one scale "
    "is then asked on another: use the training rows' numbers."
)
def own_scale(train: Array, new: Array) -> Both:
    """Each part by itself."""
    means = np.nanmean(train, axis=0)
    a, b = _filled(train, means), _filled(new, means)
    return _scaled(a, b, a)[0], _scaled(a, b, b)[1]


@wrong("Your gaps become 0 before scaling. They get the mean of the training column.")
def gaps_are_zero(train: Array, new: Array) -> Both:
    """nan_to_num."""
    a, b = np.nan_to_num(train), np.nan_to_num(new)
    return _scaled(a, b, a)


@wrong(
    "You left the gaps out when you took the sd. The filled column counts: filling makes it "
    "narrower."
)
def sd_of_the_known(train: Array, new: Array) -> Both:
    """nanstd."""
    mean, sd = np.nanmean(train, axis=0), np.nanstd(train, axis=0)
    sd = np.where(sd < 1e-12, 1.0, sd)
    return (_filled(train, mean) - mean) / sd, (_filled(new, mean) - mean) / sd


@wrong("Your sd divides by n - 1. Here it divides by n.")
def sample_sd(train: Array, new: Array) -> Both:
    """ddof=1."""
    mean = np.nanmean(train, axis=0)
    a, b = _filled(train, mean), _filled(new, mean)
    sd = _sd(a, ddof=1)
    return (a - mean) / sd, (b - mean) / sd


@wrong(
    "Gaps of new rows get the mean of the new rows in yours. It has to be that of the "
    "training rows: a single new row has no mean to speak of."
)
def new_means_for_new_gaps(train: Array, new: Array) -> Both:
    """Filled each by itself."""
    mean = np.nanmean(train, axis=0)
    own = np.array([
        column[~np.isnan(column)].mean() if (~np.isnan(column)).any() else 0.0
        for column in new.T
    ])  # fmt: skip
    a = _filled(train, mean)
    return _scaled(a, _filled(new, own), a)


@wrong(
    "A column whose values are all alike has an sd of 0, and you divide by it. Let it count "
    "as 1."
)
def divides_by_zero(train: Array, new: Array) -> Both:
    """No care for constant columns."""
    mean = np.nanmean(train, axis=0)
    a, b = _filled(train, mean), _filled(new, mean)
    sd = a.std(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (a - mean) / sd, (b - mean) / sd


@accept
def column_by_column(train: Array, new: Array) -> Both:
    """Loops over the columns."""
    a, b = train.copy(), new.copy()
    for j in range(train.shape[1]):
        known = [v for v in train[:, j] if not np.isnan(v)]
        mean = sum(known) / len(known)
        a[:, j] = [mean if np.isnan(v) else v for v in train[:, j]]
        b[:, j] = [mean if np.isnan(v) else v for v in new[:, j]]
        sd = (sum((v - mean) ** 2 for v in a[:, j]) / len(a)) ** 0.5
        if sd < 1e-12:
            sd = 1.0
        a[:, j], b[:, j] = (a[:, j] - mean) / sd, (b[:, j] - mean) / sd
    return a, b


@accept
def gaps_after_scaling(train: Array, new: Array) -> Both:
    """A gap is the mean, so it is 0 once scaled."""
    mean = np.nanmean(train, axis=0)
    a = np.nan_to_num(train - mean)
    sd = np.sqrt((a**2).mean(axis=0))
    sd = np.where(sd < 1e-12, 1.0, sd)
    return a / sd, np.nan_to_num(new - mean) / sd
