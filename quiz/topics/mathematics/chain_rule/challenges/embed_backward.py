r"""One row, used many times

A program looks up rows of a table: place $i$ of its text holds token $t_i$ and gets row
$E[t_i]$. A token may occur at many places, so its row goes into the loss by many paths. From the
gradient at each place, find the gradient of the loss by the table.

- `g`: gradient of the loss by the rows that were looked up, shape `(..., h)`.
- `tokens`: whole numbers from 0 to `v - 1`, shape `(...)`: as many axes as `g`, less the last.
- `v`: how many rows the table has. Not every token needs to occur.
- Return the gradient by the table, shape `(v, h)`.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> embed_backward(np.array([[1.0], [10.0], [100.0]]), np.array([2, 0, 2]), 3)
    array([[ 10.],
           [  0.],
           [101.]])
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Integers
from engine.multitask.embedding import embed_backward
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=embed_backward,
    level=1,
    minutes=8,
    compare=close(),
    constraints=[no_import("torch")],
    covers=["H36.01", "C36.14", "C36.01"],
)

Case = tuple[Array, Integers, int]

EXAMPLES = [
    (np.array([[1.0], [10.0], [100.0]]), np.array([2, 0, 2]), 3),
    (
        np.array([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]),
        np.array([[0, 1], [1, 1]]),
        4,
    ),
]

EDGES = {
    "every token once": (np.arange(6.0).reshape(3, 2) + 1, np.array([1, 2, 0]), 3),
    "one token everywhere": (np.arange(1.0, 9.0).reshape(4, 2), np.full(4, 1), 2),
    "tokens that do not occur": (np.ones((2, 3)), np.array([1, 3]), 7),
    "the last token does not occur": (np.ones((2, 2)), np.array([0, 0]), 3),
    "a single place": (np.array([[2.0, -1.0]]), np.array([1]), 2),
    "a table of one row": (np.arange(1.0, 7.0).reshape(3, 2), np.zeros(3, dtype=int), 1),
    "rows of one number": (np.array([[1.0], [-4.0], [2.0]]), np.array([1, 1, 0]), 2),
    "shares that cancel": (np.array([[3.0], [-3.0], [1.0]]), np.array([0, 0, 1]), 2),
    "sentences of a batch": (
        np.arange(1.0, 25.0).reshape(2, 3, 4), np.array([[0, 2, 0], [2, 2, 1]]), 5),
    "three axes of places": (
        np.arange(1.0, 17.0).reshape(2, 2, 2, 2), np.array([[[0, 1], [1, 0]], [[2, 1], [0, 0]]]),
        4),
    "as many places as features": (
        np.arange(1.0, 10.0).reshape(3, 3), np.array([2, 2, 0]), 3),
}  # fmt: skip

EQUIVALENT = {
    "-1 -> -2": "to reshape, any negative size means what is left",
}


def draw(rng: np.random.Generator) -> Case:
    """A few sentences in which tokens occur again."""
    v, h = int(rng.integers(2, 8)), int(rng.integers(1, 5))
    shape = tuple(int(k) for k in rng.integers(2, 5, size=int(rng.integers(1, 3))))
    tokens = rng.integers(0, v, size=shape)
    return rng.normal(size=(*shape, h)).round(2), tokens, v


@wrong("You assign the gradient of each place. Where a token occurs again, the last place wins; "
       "paths have to be added.")  # fmt: skip
def assigned(g: Array, tokens: Integers, v: int) -> Array:
    """dE[tokens] = g."""
    table = np.zeros((v, g.shape[-1]))
    for place in np.ndindex(tokens.shape):
        table[tokens[place]] = g[place]
    return table


@wrong(
    "`table[tokens] += g` reads once and writes once: of a token that occurs twice only one share "
    "arrives. `np.add.at` adds them all."
)
def added_once(g: Array, tokens: Integers, v: int) -> Array:
    """The first share instead of all."""
    table = np.zeros((v, g.shape[-1]))
    for place in reversed(list(np.ndindex(tokens.shape))):
        table[tokens[place]] = g[place]
    return table


@wrong(
    "You average over the places of a token. Each of them moves the loss by itself: add."
)
def averaged(g: Array, tokens: Integers, v: int) -> Array:
    """A mean over places."""
    table = np.zeros((v, g.shape[-1]))
    np.add.at(table, tokens, g)
    return table / np.maximum(np.bincount(tokens.ravel(), minlength=v), 1)[:, None]


@wrong("Your table ends with the largest token that occurs. Rows that were not looked up have a "
       "gradient, too: 0.")  # fmt: skip
def as_many_as_occur(g: Array, tokens: Integers, v: int) -> Array:
    """Shape by the largest token."""
    del v
    table = np.zeros((int(tokens.max()) + 1, g.shape[-1]))
    np.add.at(table, tokens, g)
    return table


@wrong("You return a row for each place. The table has a row for each token.")
def a_row_for_each_place(g: Array, tokens: Integers, v: int) -> Array:
    """g itself, place by place."""
    del tokens, v
    return np.array(g).reshape(-1, g.shape[-1])


@wrong(
    "You multiply shares of a token. Along a path slopes are multiplied, paths are added."
)
def multiplied(g: Array, tokens: Integers, v: int) -> Array:
    """A product over places."""
    table = np.ones((v, g.shape[-1]))
    np.multiply.at(table, tokens, g)
    table[np.bincount(tokens.ravel(), minlength=v) == 0] = 0.0
    return table


@wrong(
    "You count how often a token occurs, and leave out what came back from each place."
)
def counted(g: Array, tokens: Integers, v: int) -> Array:
    """Counts in every column."""
    counts = np.bincount(tokens.ravel(), minlength=v).astype(float)
    return np.repeat(counts[:, None], g.shape[-1], axis=1)


@accept
def add_at(g: Array, tokens: Integers, v: int) -> Array:
    """The function of NumPy that is made for it."""
    table = np.zeros((v, g.shape[-1]))
    np.add.at(table, tokens, g)
    return table


@accept(naive=True)
def place_by_place(g: Array, tokens: Integers, v: int) -> list[list[float]]:
    """A loop over places, lists."""
    table = [[0.0] * g.shape[-1] for _ in range(v)]
    rows = g.reshape(-1, g.shape[-1]).tolist()
    for token, row in zip(tokens.ravel().tolist(), rows, strict=True):
        table[token] = [a + b for a, b in zip(table[token], row, strict=True)]
    return table


@accept
def column_by_column(g: Array, tokens: Integers, v: int) -> Array:
    """Weighted counts."""
    flat = g.reshape(-1, g.shape[-1])
    columns = [
        np.bincount(tokens.ravel(), weights=column, minlength=v) for column in flat.T
    ]
    return np.column_stack(columns)
