r"""Let held-out rows choose

A polynomial of which degree? Error on training rows falls with every degree, so let
cross-validation decide.

- `x`, `y`: rows and targets, shape `(n,)` each.
- `degrees`: a list of degrees to try, at least 1 each, in any order.
- `rng`: a generator. Draw from it **once**: `rng.permutation(n)`, and cut the result with
  `np.array_split(..., folds)`, into 5 folds if nothing is said. All degrees use these
  same folds.
- For each fold and degree, fit a polynomial by least squares to the other rows and predict
  the rows of the fold.
- Return `(degree, errors)`. `errors` holds the mean of the squared errors over all `n` rows
  for each degree, in the order of `degrees`. `degree` is the one with the least; errors that
  differ by less than `1e-12 * np.var(y)` are equal, and of equals the smallest degree wins.

Folds need not be of one size. Errors are compared with a relative tolerance of $10^{-6}$.

    >>> x = np.linspace(-1, 1, 8)
    >>> degree, errors = choose_degree(x, x**2, [1, 2, 3], np.random.default_rng(0), 4)
    >>> degree
    2
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Integers
from engine.linear.polynomial import choose_degree
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, exact, parts
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=choose_degree,
    level=3,
    minutes=20,
    compare=parts(degree=exact(), errors=close(rtol=1e-6, atol=1e-9)),
    constraints=[no_import("sklearn")],
    covers=["H04.03", "S04.04"],
)

Rng = np.random.Generator
Found = tuple[int, Array]
Case = tuple[Array, Array, list[int], Rng, int]

LINE = np.linspace(-1, 1, 9)
BENT = np.array([-1.0, -0.8, -0.5, -0.3, 0.0, 0.1, 0.4, 0.6, 0.9, 1.0])
NOISY = np.array([0.2, -0.5, -0.9, -0.6, 0.3, 0.1, 1.2, 0.5, 0.4, -0.3])
UNEVEN = [
    np.sort(np.random.default_rng(seed).uniform(-1, 1, 12)).round(2) for seed in (2, 4)
]
"""Places at which rounding makes degree 3 look better on an exact parabola."""

EXAMPLES = [
    (LINE[:8], LINE[:8] ** 2, [1, 2, 3], np.random.default_rng(0), 4),
    (BENT, NOISY, [1, 3, 5], np.random.default_rng(1), 3),
]

EDGES = {
    "an exact line, degrees that fall": (
        LINE, 2 * LINE - 1, [3, 2, 1], np.random.default_rng(2), 3),
    "an exact parabola": (
        UNEVEN[0], UNEVEN[0] ** 2 - UNEVEN[0], [4, 3, 2, 1], np.random.default_rng(2), 3),
    "another exact parabola": (
        UNEVEN[1], UNEVEN[1] ** 2 - UNEVEN[1], [4, 3, 2, 1], np.random.default_rng(4), 3),
    "tiny targets": (BENT, 1e-13 * NOISY, [1, 2, 3], np.random.default_rng(1), 3),
    "one degree": (BENT, NOISY, [2], np.random.default_rng(4), 5),
    "two folds": (BENT, NOISY, [1, 2], np.random.default_rng(5), 2),
    "each row for itself": (BENT, NOISY, [1, 2, 3], np.random.default_rng(6), 10),
    "folds of other sizes": (BENT, NOISY, [1, 3, 2], np.random.default_rng(7), 4),
    "rows in order of the target": (
        LINE, np.repeat([0.0, 5.0, 9.0], 3), [1, 2, 3], np.random.default_rng(8), 3),
    "folds not given": (BENT, NOISY, [2, 1], np.random.default_rng(9)),
}  # fmt: skip

EQUIVALENT = {
    "-> pass": "every case has arguments of the right kind",
    "return array": "every case has arrays of the right kind",
    "return _numbers": "every case has arrays of the right kind",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    "X @ self.coef_ + self.intercept_ -> X @ self.coef_": "another class predicts",
    "2 <= folds": "every case has folds and rows enough",
    "degree < 1": "every degree is at least 1",
    "np.finfo(float).eps": "every table of powers has full rank",
    "X.shape": "every table of powers has full rank",
    "rcond=cut": "every table of powers has full rank",
    "y - mean_y": "the columns are centred, so a constant in y changes no weight",
    "mean_x @": "the product of two vectors has no order",
    "X @ self.coef_": "another class predicts",
    "check_fitted(self": "another class predicts, or a check",
    "as_rows": "another class predicts, or a check",
    "self.intercept_) -> return": "another class predicts",
    ": 2 -> ": "a default that every call gives",
    ": False -> ": "a default that every call gives, and the intercept does as much",
    "if bias": "a column of ones changes nothing beside an intercept",
    ": 0 -> ": "a column of ones changes nothing beside an intercept",
    ": 1 -> 0": "a column of ones changes nothing beside an intercept",
    "return np.column_stack": "powers with another sign span the same polynomials",
    "np.zeros": "every place is written once",
    "model.predict(X[left]) - y[left]": "a square has no sign",
    "errors <= errors.min()": "no two errors are apart by exactly the tolerance",
    "1e-12 -> 2e-12": "equal errors are far closer than the tolerance, others far apart",
}


def draw(rng: Rng) -> Case:
    """Eleven to seventeen rows of a bent curve with noise, degrees in any order."""
    n, folds = int(rng.integers(11, 18)), int(rng.integers(3, 6))
    x = np.sort(rng.uniform(-1, 1, size=n)).round(3)
    y = (np.sin(3 * x) + 0.3 * rng.normal(size=n)).round(3)
    degrees = [int(d) for d in rng.permutation([1, 2, 3, 4])]
    return x, y, degrees, np.random.default_rng(int(rng.integers(1_000))), folds


def _squares(x: Array, y: Array, degree: int, fold: Integers) -> Array:
    """Squared errors on the rows of a fold, by a fit to the others."""
    kept = np.setdiff1d(np.arange(len(x)), fold)
    return _errors(x, y, degree, kept, fold)


def _errors(x: Array, y: Array, degree: int, kept: Integers, asked: Integers) -> Array:
    powers = np.vander(x, degree + 1)
    w = np.linalg.lstsq(powers[kept], y[kept], rcond=None)[0]
    return np.asarray((y[asked] - powers[asked] @ w) ** 2)


def _folds(n: int, rng: Rng, folds: int) -> list[Integers]:
    return np.array_split(rng.permutation(n), folds)


def _least(degrees: list[int], errors: Array, y: Array) -> int:
    best = np.flatnonzero(errors <= errors.min() + 1e-12 * np.var(y))
    return min(degrees[int(i)] for i in best)


def _over_rows(x: Array, y: Array, degrees: list[int], parts: list[Integers]) -> Array:
    return np.array(
        [
            np.concatenate([_squares(x, y, d, fold) for fold in parts]).mean()
            for d in degrees
        ]
    )


@wrong(
    "You score each degree on the rows that it was fitted to. The largest degree always wins "
    "that; keep the fold out of the fit."
)
def on_training_rows(
    x: Array, y: Array, degrees: list[int], rng: Rng, folds: int = 5
) -> Found:
    """Error of a fit to all rows."""
    del rng, folds
    everything = np.arange(len(x))
    errors = np.array(
        [_errors(x, y, d, everything, everything).mean() for d in degrees]
    )
    return _least(degrees, errors, y), errors


@wrong(
    "You average the means of the folds. Folds of fewer rows then count as much as larger "
    "ones; take the mean over all rows."
)
def mean_of_means(
    x: Array, y: Array, degrees: list[int], rng: Rng, folds: int = 5
) -> Found:
    """Every fold counts alike."""
    parts_ = _folds(len(x), rng, folds)
    errors = np.array(
        [np.mean([_squares(x, y, d, fold).mean() for fold in parts_]) for d in degrees]
    )
    return _least(degrees, errors, y), errors


@wrong(
    "Where degrees are equally good, yours takes the first or the one that rounding favours. "
    "The smallest of equals wins."
)
def rounding_decides(
    x: Array, y: Array, degrees: list[int], rng: Rng, folds: int = 5
) -> Found:
    """argmin of errors that rounding tells apart."""
    errors = _over_rows(x, y, degrees, _folds(len(x), rng, folds))
    return degrees[int(errors.argmin())], errors


@wrong("You return the place of the best degree in the list, not the degree.")
def its_place(
    x: Array, y: Array, degrees: list[int], rng: Rng, folds: int = 5
) -> Found:
    """An index."""
    errors = _over_rows(x, y, degrees, _folds(len(x), rng, folds))
    return degrees.index(_least(degrees, errors, y)), errors


@wrong(
    "Your errors are roots of mean squares. Here the mean of the squares itself is asked."
)
def rooted(x: Array, y: Array, degrees: list[int], rng: Rng, folds: int = 5) -> Found:
    """Root mean squared errors."""
    errors = _over_rows(x, y, degrees, _folds(len(x), rng, folds))
    return _least(degrees, errors, y), np.sqrt(errors)


@wrong(
    "You deal the rows anew for each degree. Draw once, and use the same folds for all: "
    "otherwise luck with the folds is part of the comparison."
)
def dealt_anew(
    x: Array, y: Array, degrees: list[int], rng: Rng, folds: int = 5
) -> Found:
    """Other folds for every degree."""
    errors = np.array(
        [_over_rows(x, y, [d], _folds(len(x), rng, folds))[0] for d in degrees]
    )
    return _least(degrees, errors, y), errors


@wrong(
    "Your folds are consecutive rows. Where rows are sorted, a fold then holds one end of "
    "the data, and polynomials leave it at once: shuffle first, as the statement says."
)
def not_shuffled(
    x: Array, y: Array, degrees: list[int], rng: Rng, folds: int = 5
) -> Found:
    """No permutation."""
    del rng
    errors = _over_rows(x, y, degrees, np.array_split(np.arange(len(x)), folds))
    return _least(degrees, errors, y), errors


@wrong(
    "You fit to the fold and predict the rest. It is the other way round: a fold is what is "
    "left out."
)
def turned_round(
    x: Array, y: Array, degrees: list[int], rng: Rng, folds: int = 5
) -> Found:
    """Learns from one fold, is tested on the others."""
    errors = []
    parts_ = _folds(len(x), rng, folds)
    for d in degrees:
        found = [
            _errors(x, y, d, fold, np.setdiff1d(np.arange(len(x)), fold))
            for fold in parts_
        ]
        errors.append(float(np.concatenate(found).mean()))
    return _least(degrees, np.array(errors), y), np.array(errors)


@wrong("You tested the first fold only. Each row is to be predicted once.")
def one_fold(x: Array, y: Array, degrees: list[int], rng: Rng, folds: int = 5) -> Found:
    """A single split."""
    first = _folds(len(x), rng, folds)[0]
    errors = np.array([_squares(x, y, d, first).mean() for d in degrees])
    return _least(degrees, errors, y), errors


@accept
def by_powers(
    x: Array, y: Array, degrees: list[int], rng: Rng, folds: int = 5
) -> Found:
    """A table of powers, and least squares."""
    errors = _over_rows(x, y, degrees, _folds(len(x), rng, folds))
    return _least(degrees, errors, y), errors


@accept(naive=True)
def by_polyfit(
    x: Array, y: Array, degrees: list[int], rng: Rng, folds: int = 5
) -> tuple[int, list[float]]:
    """`np.polyfit`, row by row, with lists."""
    parts_ = [set(fold.tolist()) for fold in _folds(len(x), rng, folds)]
    errors = []
    for degree in degrees:
        total = 0.0
        for fold in parts_:
            kept = [i for i in range(len(x)) if i not in fold]
            w = np.polyfit(x[kept], y[kept], degree)
            total += sum(float(np.polyval(w, x[i]) - y[i]) ** 2 for i in fold)
        errors.append(total / len(x))
    return _least(degrees, np.array(errors), y), errors
