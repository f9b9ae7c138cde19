r"""Powers and products, in order

Expand rows to all products of at most `degree` features, so that a linear regression on
them can bend.

- `X`: rows, shape `(n, d)`.
- `degree`: of the highest terms, at least 1; 2 if nothing is said.
- `bias`: whether to begin with a column of ones; False if nothing is said.
- `interaction_only`: whether no feature may meet itself, so that $ab$ is a term and $a^2$
  is not; False if nothing is said.
- Return the table of terms, each once, shape `(n, m)`. Terms of a lower degree come first;
  within a degree, those with more of the first feature come first, then with more of the
  second, and so on: $a, b, c, a^2, ab, ac, b^2, bc, c^2$.

With `interaction_only` and fewer features than `degree` there are simply no terms of the
highest degrees. Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> polynomial_features(np.array([[2.0, 3.0]]), 2)
    array([[2., 3., 4., 6., 9.]])
"""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement, product

import numpy as np

from engine.arrays import Array
from engine.linear.polynomial import polynomial_features
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=polynomial_features,
    level=2,
    minutes=15,
    compare=close(),
    constraints=[no_import("sklearn")],
    covers=["H16.01", "S16.02", "C16.03"],
)

Case = tuple[Array, int, bool, bool]

TWO = np.array([[2.0, 3.0], [-1.0, 5.0]])
THREE = np.array([[2.0, 3.0, 5.0], [-1.0, 0.5, 4.0], [7.0, -2.0, 1.5]])

EXAMPLES = [
    (TWO[:1], 2, False, False),
    (THREE, 2, False, False),
    (THREE, 3, True, True),
]

EDGES = {
    "one feature": (np.array([[2.0], [-3.0], [0.5]]), 5, False, False),
    "one feature, no powers": (np.array([[2.0], [-3.0]]), 3, True, True),
    "degree 1": (THREE, 1, False, False),
    "degree 1 and ones": (THREE, 1, True, False),
    "degree 3": (THREE, 3, False, False),
    "more degrees than features": (TWO, 4, False, False),
    "more degrees than features, no powers": (THREE, 5, False, True),
    "four features": (np.array([[2.0, 3.0, 5.0, 7.0]]), 3, True, False),
    "features that are 0": (np.array([[0.0, 3.0], [0.0, 0.0], [2.0, 0.0]]), 2, True, False),
    "equal features": (np.array([[2.0, 2.0, 2.0], [1.0, 1.0, 1.0]]), 2, False, False),
    "nothing said": (THREE,),
    "only the degree said": (TWO, 3),
}  # fmt: skip

EQUIVALENT = {
    "degree < 1": "every case has a degree of at least 1",
    "-> pass": "every case has arguments of the right kind",
    "return array": "every case has arrays of the right kind",
    "return _numbers": "every case has arrays of the right kind",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
}


def draw(rng: np.random.Generator) -> Case:
    """A few rows, one to four features."""
    n, d = int(rng.integers(1, 5)), int(rng.integers(1, 5))
    X = rng.choice([-3.0, -2.0, -0.5, 0.5, 1.5, 2.0, 3.0, 4.0], size=(n, d))
    degree = int(rng.integers(1, 5))
    return X, degree, bool(rng.random() < 0.5), bool(rng.random() < 0.4)


def _table(X: Array, terms: list[tuple[int, ...]]) -> Array:
    """A column for each term, a tuple of features."""
    columns = [X[:, list(term)].prod(axis=1) for term in terms]
    return np.array(columns).T.reshape(len(X), -1)


def _terms(d: int, degree: int, bias: bool, alone: bool) -> list[tuple[int, ...]]:
    choose = combinations if alone else combinations_with_replacement
    first = 0 if bias else 1
    return [t for size in range(first, degree + 1) for t in choose(range(d), size)]


@wrong("You have the powers of each feature, but no products of different ones.")
def powers_only(
    X: Array, degree: int = 2, bias: bool = False, interaction_only: bool = False
) -> Array:
    """No cross terms."""
    del interaction_only
    terms = [(j,) * k for k in range(1, degree + 1) for j in range(X.shape[1])]
    return _table(X, [()] * bias + terms)


@wrong("Each product is to appear once: $ab$ and $ba$ are the same.")
def both_orders(
    X: Array, degree: int = 2, bias: bool = False, interaction_only: bool = False
) -> Array:
    """Ordered products."""
    terms = [
        term
        for size in range(0 if bias else 1, degree + 1)
        for term in product(range(X.shape[1]), repeat=size)
        if not interaction_only or len(set(term)) == size
    ]
    return _table(X, terms)


@wrong(
    "A column of ones is always there in yours. The model has an intercept already, so it "
    "is wanted only where `bias` says so."
)
def always_ones(
    X: Array, degree: int = 2, bias: bool = False, interaction_only: bool = False
) -> Array:
    """As scikit-learn does by default."""
    del bias
    return _table(X, _terms(X.shape[1], degree, True, interaction_only))


@wrong(
    "You have only the terms of the highest degree. The lower ones belong to it too."
)
def highest_only(
    X: Array, degree: int = 2, bias: bool = False, interaction_only: bool = False
) -> Array:
    """One degree."""
    terms = _terms(X.shape[1], degree, bias, interaction_only)
    return _table(X, [t for t in terms if len(t) in (0 if bias else degree, degree)])


@wrong(
    "You leave out products and keep powers; `interaction_only` is the other way round."
)
def the_other_way(
    X: Array, degree: int = 2, bias: bool = False, interaction_only: bool = False
) -> Array:
    """Powers where none are wanted."""
    terms = _terms(X.shape[1], degree, bias, False)
    if interaction_only:
        terms = [t for t in terms if len(set(t)) <= 1]
    return _table(X, terms)


@wrong(
    "Your columns go feature by feature: $a, a^2, ab, b, b^2$. Terms of a lower degree come "
    "first."
)
def feature_by_feature(
    X: Array, degree: int = 2, bias: bool = False, interaction_only: bool = False
) -> Array:
    """In the order of a dictionary."""
    return _table(X, sorted(_terms(X.shape[1], degree, bias, interaction_only)))


@wrong(
    "Within a degree your powers come before the products: $a^2, b^2, ab$. Those with more "
    "of the first feature come first."
)
def powers_first(
    X: Array, degree: int = 2, bias: bool = False, interaction_only: bool = False
) -> Array:
    """Sorted by how many features meet."""
    terms = _terms(X.shape[1], degree, bias, interaction_only)
    return _table(X, sorted(terms, key=lambda t: (len(t), len(set(t)), t)))


@wrong(
    "You leave out equal columns. What counts is which features are multiplied: terms that "
    "are equal on these rows will differ on others."
)
def equal_columns_once(
    X: Array, degree: int = 2, bias: bool = False, interaction_only: bool = False
) -> Array:
    """Columns as a set."""
    table = _table(X, _terms(X.shape[1], degree, bias, interaction_only))
    kept = [j for j in range(table.shape[1])
            if not any((table[:, j] == table[:, i]).all() for i in range(j))]  # fmt: skip
    return table[:, kept]


@accept
def by_terms(
    X: Array, degree: int = 2, bias: bool = False, interaction_only: bool = False
) -> Array:
    """Tuples of features."""
    return _table(X, _terms(X.shape[1], degree, bias, interaction_only))


@accept
def degree_by_degree(
    X: Array, degree: int = 2, bias: bool = False, interaction_only: bool = False
) -> Array:
    """Each term of the last degree, times the features from its last one on."""
    n, d = X.shape
    level: list[tuple[int, Array]] = [(0, np.ones(n))]
    columns = [np.ones(n)] if bias else []
    for size in range(1, degree + 1):
        # With interaction_only the next feature is a later one.
        ahead = 1 if interaction_only and size > 1 else 0
        level = [
            (j, column * X[:, j])
            for last, column in level
            for j in range(last + ahead, d)
        ]
        columns += [column for _, column in level]
    return np.column_stack(columns)


@accept(naive=True)
def by_exponents(
    X: Array, degree: int = 2, bias: bool = False, interaction_only: bool = False
) -> list[list[float]]:
    """Row by row, over all tuples of exponents, as lists."""
    most = 1 if interaction_only else degree
    powers = [
        p for p in product(range(most + 1), repeat=X.shape[1])
        if (0 if bias else 1) <= sum(p) <= degree
    ]  # fmt: skip
    powers.sort(key=lambda p: (sum(p), [-k for k in p]))
    return [
        [float(np.prod([v**k for v, k in zip(row, p, strict=True)])) for p in powers]
        for row in X
    ]
