r"""F-beta and its edge cases

A miss shall weigh $\beta^2$ times as much as a false alarm:

$$
F_\beta = (1 + \beta^2)\,\frac{P R}{\beta^2 P + R}
= \frac{(1 + \beta^2)\,TP}{(1 + \beta^2)\,TP + \beta^2\,FN + FP} .
$$

- `y`, `y_hat`: true and predicted labels, shape `(n,)`, any whole numbers.
- `beta`: 0 or more; 1 if it is not given.
- `positive`: the label that counts as positive, 1 if it is not given. All others are
  negative, however many there are.
- `undefined`: the answer where the denominator of the second form is 0; 0 if not given.

The second form has a value wherever anything is positive or flagged, also where precision
has none. Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> f_beta(np.array([1, 1, 1, 0]), np.array([1, 0, 0, 0]), 2.0)
    0.38461538461538464
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Integers
from engine.metrics.rates import f_beta
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=f_beta,
    level=1,
    minutes=10,
    compare=close(rtol=1e-6),
    constraints=[no_import("sklearn")],
    covers=["H08.02", "S08.08", "E08.06"],
)

Y = np.array([1, 1, 1, 0, 0, 2, 2])
TOLD = np.array([1, 0, 0, 0, 0, 2, 1])

EXAMPLES = [
    (np.array([1, 1, 1, 0]), np.array([1, 0, 0, 0]), 2.0),
    (Y, TOLD),
]

EDGES = {
    "another positive label": (Y, TOLD, 0.5, 2),
    "precision alone": (Y, TOLD, 0.0),
    "nothing flagged": (Y, np.zeros(7, dtype=int), 1.0, 1, 1.0),
    "nothing positive": (np.zeros(4, dtype=int), np.array([0, 1, 0, 0]), 1.0, 1, 1.0),
    "neither": (np.zeros(4, dtype=int), np.zeros(4, dtype=int), 1.0, 1, 0.5),
    "neither, and nothing said": (np.zeros(4, dtype=int), np.zeros(4, dtype=int)),
    "all wrong": (np.array([1, 0, 1]), np.array([0, 1, 0]), 2.0, 1, 1.0),
    "all right": (np.array([1, 0, 1]), np.array([1, 0, 1]), 3.0),
    "beta 0, nothing flagged": (
        np.array([1, 1, 0]),
        np.zeros(3, dtype=int),
        0.0,
        1,
        0.25,
    ),
}

EQUIVALENT = {
    "-> pass": "every case has arguments of the right kind",
    "return np.asarray": "every case has labels of the right kind",
    "as_labels": "every case has labels of the right kind",
    ": 1 -> ": "the default of a function that is always told which label counts",
    "beta >= 0": "every beta is 0 or more",
    "len(y) - tp - fp - fn": "true negatives play no part",
    "len(y)": "true negatives play no part",
    "labels": "every case has labels of the right kind",
}


def draw(rng: np.random.Generator) -> tuple[Integers, Integers, float, int, float]:
    """Ten to twenty rows of three classes."""
    n = int(rng.integers(10, 21))
    y = rng.integers(3, size=n)
    told = np.where(rng.random(n) < 0.5, y, rng.integers(3, size=n))
    beta = float(rng.choice([0.5, 2.0, 3.0]))
    return y, told, beta, int(rng.integers(3)), float(rng.choice([0.0, 1.0]))


def _counts(y: Integers, y_hat: Integers, positive: int) -> tuple[int, int, int]:
    """TP, FP, FN."""
    is_so, said_so = y == positive, y_hat == positive
    return (int((is_so & said_so).sum()), int((~is_so & said_so).sum()),
            int((is_so & ~said_so).sum()))  # fmt: skip


@wrong("You weigh misses by beta. It is beta squared.")
def not_squared(
    y: Integers,
    y_hat: Integers,
    beta: float = 1.0,
    positive: int = 1,
    undefined: float = 0.0,
) -> float:
    """beta for beta squared."""
    tp, fp, fn = _counts(y, y_hat, positive)
    whole = (1 + beta) * tp + beta * fn + fp
    return (1 + beta) * tp / whole if whole else undefined


@wrong("Your beta weighs false alarms. A beta above 1 is for recall: it weighs misses.")
def weighs_alarms(
    y: Integers,
    y_hat: Integers,
    beta: float = 1.0,
    positive: int = 1,
    undefined: float = 0.0,
) -> float:
    """Precision and recall swapped."""
    tp, fn, fp = _counts(y, y_hat, positive)
    whole = (1 + beta**2) * tp + beta**2 * fn + fp
    return (1 + beta**2) * tp / whole if whole else undefined


@wrong("You ignore beta: that is F1.")
def always_f1(
    y: Integers,
    y_hat: Integers,
    beta: float = 1.0,
    positive: int = 1,
    undefined: float = 0.0,
) -> float:
    """beta = 1."""
    del beta
    tp, fp, fn = _counts(y, y_hat, positive)
    whole = 2 * tp + fp + fn
    return 2 * tp / whole if whole else undefined


@wrong("You ignore which label is positive and count label 1.")
def label_one(
    y: Integers,
    y_hat: Integers,
    beta: float = 1.0,
    positive: int = 1,
    undefined: float = 0.0,
) -> float:
    """positive = 1."""
    del positive
    tp, fp, fn = _counts(y, y_hat, 1)
    whole = (1 + beta**2) * tp + beta**2 * fn + fp
    return (1 + beta**2) * tp / whole if whole else undefined


@wrong("Where nothing is positive and nothing flagged, the answer is `undefined`.")
def zero_when_undefined(
    y: Integers,
    y_hat: Integers,
    beta: float = 1.0,
    positive: int = 1,
    undefined: float = 0.0,
) -> float:
    """0 for `undefined`."""
    del undefined
    tp, fp, fn = _counts(y, y_hat, positive)
    whole = (1 + beta**2) * tp + beta**2 * fn + fp
    return (1 + beta**2) * tp / whole if whole else 0.0


@wrong(
    "Where precision or recall has no value you give up, or where nothing is right. The "
    "second form still has a value there: 0."
)
def gives_up_early(
    y: Integers,
    y_hat: Integers,
    beta: float = 1.0,
    positive: int = 1,
    undefined: float = 0.0,
) -> float:
    """`undefined` whenever TP is 0."""
    tp, fp, fn = _counts(y, y_hat, positive)
    if tp == 0:
        return undefined
    p, r = tp / (tp + fp), tp / (tp + fn)
    return (1 + beta**2) * p * r / (beta**2 * p + r)


@accept
def from_counts(
    y: Integers,
    y_hat: Integers,
    beta: float = 1.0,
    positive: int = 1,
    undefined: float = 0.0,
) -> float:
    """The second form."""
    tp, fp, fn = _counts(y, y_hat, positive)
    whole = (1 + beta**2) * tp + beta**2 * fn + fp
    return (1 + beta**2) * tp / whole if whole else undefined


@accept(naive=True)
def by_loops(
    y: Integers,
    y_hat: Integers,
    beta: float = 1.0,
    positive: int = 1,
    undefined: float = 0.0,
) -> float:
    """Row by row; each row has a weight above and below the line."""
    above = below = 0.0
    for a, b in zip(y.tolist(), y_hat.tolist(), strict=True):
        if a == b == positive:
            above += 1 + beta**2
            below += 1 + beta**2
        elif a == positive:
            below += beta**2
        elif b == positive:
            below += 1
    return above / below if below > 0 else undefined
