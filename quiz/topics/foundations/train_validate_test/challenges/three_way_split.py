r"""Three parts of the rows

Cut rows into training, validation and test rows, at random, and with every class in its
share if labels are given.

- `n`: rows, numbered from 0.
- `rng`: a generator that decides which row goes where.
- `fractions`: of training, validation and test rows; `(0.7, 0.15, 0.15)` if not given.
  They are positive and add up to 1.
- `y`: labels, shape `(n,)`, or `None`.
- Return `(train, validate, test)`, arrays of row numbers. Each row is in exactly one part, and
  the numbers of a part rise.
- Validation and test have `round(n * fraction)` rows, training has the rest.
- With `y`, every class is in each part in its share: of the $n_c$ rows of a class, a part of
  $m$ rows holds $m n_c / n$, give or take less than 2 rows.

There are many right answers: what is checked is that yours has these properties, and that
rows do not simply stand in the order in which they came.

    >>> parts = three_way_split(20, np.random.default_rng(0), (0.6, 0.2, 0.2))
    >>> [len(part) for part in parts]
    [12, 4, 4]
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Integers
from engine.validation.splits import three_way_split
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import holds
from quiz.coding.constraints import no_import

Rng = np.random.Generator
Parts = tuple[Integers, Integers, Integers]
Shares = tuple[float, float, float]

USUAL: Shares = (0.7, 0.15, 0.15)
NAMES = ("Training", "Validation", "Test")


def _violated(
    got: Any, n: int, rng: Rng, fractions: Shares = USUAL, y: Any = None
) -> str | None:
    """What is wrong with the parts, or None."""
    del rng
    parts = [np.asarray(part, dtype=int) for part in got]
    if sorted(np.concatenate(parts).tolist()) != list(range(n)):
        return "A row is in two parts, or in none"
    validate, test = (round(n * share) for share in fractions[1:])
    sizes = (n - validate - test, validate, test)
    for name, part, size in zip(NAMES, parts, sizes, strict=True):
        if len(part) != size:
            return f"{name} has {len(part)} rows, not {size}"
        if (np.diff(part) < 0).any():
            return f"{name} rows do not rise"
    if max(np.ptp(part) + 1 - len(part) for part in parts) == 0 and n >= 20:
        return "Rows stand in the order in which they came"
    return None if y is None else _unequal(parts, np.asarray(y))


def _unequal(parts: list[Integers], y: Integers) -> str | None:
    """Which class has too many or too few rows in a part."""
    for name, part in zip(NAMES, parts, strict=True):
        for label in np.unique(y):
            held, due = int((y[part] == label).sum()), (y == label).mean() * len(part)
            if abs(held - due) > 2 - 1e-9:
                return (
                    f"{name} has {held} rows of class {label}, its share is {due:.2f}"
                )
    return None


challenge = Challenge(
    reference=three_way_split,
    level=3,
    minutes=25,
    compare=holds(_violated, same_shape=False),
    constraints=[no_import("sklearn")],
    covers=["H32.01", "S32.01", "E32.05"],
)

RARE = np.repeat([0, 1], [90, 10])

EXAMPLES = [
    (20, np.random.default_rng(0), (0.6, 0.2, 0.2)),
    (12, np.random.default_rng(1), (0.5, 0.25, 0.25), np.repeat([0, 1], [8, 4])),
]

EDGES = {
    "shares not given": (40, np.random.default_rng(2)),
    "sizes that are no whole numbers": (33, np.random.default_rng(3), (0.7, 0.2, 0.1)),
    "halves go to the even number": (
        30,
        np.random.default_rng(4),
        (0.9, 0.05, 0.05),
    ),
    "two classes": (
        200,
        np.random.default_rng(11),
        (0.5, 0.25, 0.25),
        np.arange(200) % 2,
    ),
    "a rare class": (100, np.random.default_rng(5), (0.7, 0.15, 0.15), RARE),
    "classes sorted the other way": (
        100,
        np.random.default_rng(6),
        (0.6, 0.2, 0.2),
        RARE[::-1].copy(),
    ),
    "many small classes": (
        60,
        np.random.default_rng(7),
        (0.6, 0.2, 0.2),
        np.arange(60) % 12,
    ),
    "a class of one row": (
        40,
        np.random.default_rng(8),
        (0.5, 0.25, 0.25),
        np.repeat([3, 7], [39, 1]),
    ),
    "one class": (40, np.random.default_rng(9), (0.5, 0.25, 0.25), np.zeros(40, int)),
    "unequal shares of validation and test": (
        100,
        np.random.default_rng(10),
        (0.5, 0.4, 0.1),
        np.arange(100) % 3,
    ),
}

EQUIVALENT = {
    "1e-9": "every case has shares that add up to 1",
    "min(fractions)": "every case has positive shares",
    "min(sizes)": "no part is empty",
    "rng is None": "one draw cannot tell whether rows of a class were shuffled",
    "np.arange(len(y)) if": "one draw cannot tell whether rows were shuffled",
    "kind='stable'": "the order among equals is random anyway",
    "n is not None": "every case has a label for each row",
    "check_length": "every case has a label for each row",
    "return labels": "labels may have any names",
    "y = as_labels": "every case has labels of the right kind",
    "0.7 ->": "the default of a function that is always told the shares",
    "0.15 ->": "the default of a function that is always told the shares",
    "0.5": "another place within each stretch of the rows",
}


def draw(rng: Rng) -> tuple[int, Rng, Shares, Integers]:
    """Forty to eighty rows of two to four classes of different sizes."""
    n = int(rng.integers(40, 81))
    shares = [(0.7, 0.15, 0.15), (0.8, 0.1, 0.1), (0.6, 0.3, 0.1), (0.5, 0.2, 0.3)]
    chances = rng.dirichlet(np.ones(int(rng.integers(2, 5))))
    y = rng.choice(len(chances), size=n, p=chances)
    again = np.random.default_rng(int(rng.integers(1_000)))
    return n, again, shares[int(rng.integers(4))], y


def _sizes(n: int, fractions: Shares) -> tuple[int, int]:
    """Where validation ends and where test ends, if they come first."""
    validate = round(n * fractions[1])
    return validate, validate + round(n * fractions[2])


def _cut(order: Integers, fractions: Shares) -> Parts:
    """Training, validation and test rows of rows in this order."""
    a, b = _sizes(len(order), fractions)
    return np.sort(order[b:]), np.sort(order[:a]), np.sort(order[a:b])


def _dealt(y: Integers, rng: Rng, fractions: Shares) -> Parts:
    """Row by row in order of class, to the part that lags most behind its share."""
    order = rng.permutation(len(y))
    order = order[np.argsort(y[order], kind="stable")]
    a, b = _sizes(len(y), fractions)
    due = np.array([len(y) - b, a, b - a])
    held: list[list[int]] = [[], [], []]
    for count, row in enumerate(order, start=1):
        have = np.array([len(part) for part in held])
        # Among the parts that may take one, that which must take one soonest.
        soonest = np.where(have < due * count / len(y), (have + 1) / due, np.inf)
        held[int(soonest.argmin())].append(int(row))
    train, validate, test = (np.sort(np.array(part, dtype=int)) for part in held)
    return train, validate, test


@wrong("You ignore the labels: a part may miss a rare class altogether.")
def not_stratified(
    n: int, rng: Rng, fractions: Shares = USUAL, y: Integers | None = None
) -> Parts:
    """A blind shuffle."""
    del y
    return _cut(rng.permutation(n), fractions)


@wrong(
    "You never shuffle. Rows are often sorted, by class or by day, and the parts then differ "
    "in kind."
)
def never_shuffled(
    n: int, rng: Rng, fractions: Shares = USUAL, y: Integers | None = None
) -> Parts:
    """Consecutive rows."""
    if y is None:
        return _cut(np.arange(n), fractions)
    return _dealt(y, rng, fractions)


@wrong(
    "The validation share is taken from what the test rows have left. Both are shares of all "
    "n rows."
)
def share_of_the_rest(
    n: int, rng: Rng, fractions: Shares = USUAL, y: Integers | None = None
) -> Parts:
    """Two splits, one after the other."""
    if y is not None:
        return _dealt(y, rng, fractions)
    order, test = rng.permutation(n), round(n * fractions[2])
    a = test + round((n - test) * fractions[1])
    return np.sort(order[a:]), np.sort(order[test:a]), np.sort(order[:test])


@wrong(
    "You round the shares of each class by themselves. The errors add up over classes, and "
    "the parts come out too large or too small."
)
def rounded_by_class(
    n: int, rng: Rng, fractions: Shares = USUAL, y: Integers | None = None
) -> Parts:
    """Each class cut on its own."""
    if y is None:
        return _cut(rng.permutation(n), fractions)
    cuts = [
        _cut(rng.permutation(np.flatnonzero(y == c)), fractions) for c in np.unique(y)
    ]
    train, validate, test = (
        np.sort(np.concatenate([cut[i] for cut in cuts])) for i in range(3)
    )
    return train, validate, test


@wrong("You draw each part anew, so a row may be in two of them: a leak.")
def drawn_three_times(
    n: int, rng: Rng, fractions: Shares = USUAL, y: Integers | None = None
) -> Parts:
    """Independent draws."""
    del y
    a, b = _sizes(n, fractions)
    train, validate, test = (
        np.sort(rng.permutation(n)[:size]) for size in (n - b, a, b - a)
    )
    return train, validate, test


@wrong("You cut sizes off instead of rounding them.")
def cut_off(
    n: int, rng: Rng, fractions: Shares = USUAL, y: Integers | None = None
) -> Parts:
    """int for round."""
    if y is not None:
        return _dealt(y, rng, fractions)
    order, a = rng.permutation(n), int(n * fractions[1])
    b = a + int(n * fractions[2])
    return np.sort(order[b:]), np.sort(order[:a]), np.sort(order[a:b])


@wrong("Your rows come in the order of the shuffle. Sort them within each part.")
def not_sorted(
    n: int, rng: Rng, fractions: Shares = USUAL, y: Integers | None = None
) -> Parts:
    """As they were drawn."""
    if y is not None:
        return _dealt(y, rng, fractions)
    order = rng.permutation(n)
    a, b = _sizes(n, fractions)
    return order[b:], order[:a], order[a:b]


@accept(naive=True)
def dealt_by_need(
    n: int, rng: Rng, fractions: Shares = USUAL, y: Integers | None = None
) -> Parts:
    """Row by row to the part that is due."""
    return _dealt(np.zeros(n, dtype=int) if y is None else y, rng, fractions)


@accept
def by_lists(
    n: int, rng: Rng, fractions: Shares = USUAL, y: Integers | None = None
) -> list[list[int]]:
    """Stretches of the sorted rows, as lists."""
    order = rng.permutation(n)
    if y is not None:
        order = order[np.argsort(y[order], kind="stable")]
    a, b = _sizes(n, fractions)
    due = sorted(
        ((i + 0.5) / size, part)
        for part, size in enumerate((n - b, a, b - a))
        for i in range(size)
    )
    held: list[list[int]] = [[], [], []]
    for row, (_, part) in zip(order.tolist(), due, strict=True):
        held[part].append(row)
    if y is None:
        return [list(map(int, part)) for part in _cut(order, fractions)]
    return [sorted(part) for part in held]
