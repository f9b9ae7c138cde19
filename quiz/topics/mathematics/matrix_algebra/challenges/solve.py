r"""Solve by elimination, with pivots

Find $x$ with $Ax = b$ without an inverse: subtract multiples of lines until A is upper
triangular, then substitute from the bottom.

- `A`: shape `(n, n)`, not singular.
- `b`: one right-hand side, shape `(n,)`, or several as columns, shape `(n, m)`.
- In each column take, of the lines that are left, the one whose entry is largest in absolute
  value. Without that a pivot may be 0, or so small that all digits are lost.
- Return x, of the shape of b.

What is checked is the residual: $|Ax - b|$ must be of the size of rounding, beside
$|A| \cdot |x|$. The inverse does not pass where A is badly conditioned; elimination does.

    >>> solve([[0.0, 2.0], [1.0, 1.0]], [4.0, 3.0]).tolist()
    [1.0, 2.0]
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.algebra.conditioning import hilbert
from engine.algebra.elimination import solve
from engine.arrays import Array
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import holds
from quiz.coding.constraints import no_call

Rng = np.random.Generator


def _violated(got: Any, A: Any, b: Any) -> str | None:
    """How far the residual is above rounding, or None."""
    A, b = np.asarray(A, dtype=float), np.asarray(b, dtype=float)
    with np.errstate(all="ignore"):
        left = float(np.abs(A @ got - b).max())
        size = float(np.abs(A).max() * np.abs(got).max())
    if not left <= 1e-11 * max(size, 1e-300):
        return (
            f"Ax differs from b by {left:.3g}, where A and x have the size {size:.3g}"
        )
    return None


challenge = Challenge(
    reference=solve,
    level=3,
    minutes=25,
    compare=holds(_violated),
    constraints=[no_call("np.linalg.solve"), no_call("np.linalg.inv")],
    covers=["H09.02", "S09.11", "C09.06"],
)

EXAMPLES = [
    ([[0.0, 2.0], [1.0, 1.0]], [4.0, 3.0]),
    ([[1.0, 2.0, 0.0], [3.0, -1.0, 2.0], [-4.0, 1.0, 1.0]], [5.0, 7.0, 1.0]),
]

EDGES = {
    "a pivot of 0 on the way": (
        [[1.0, 2.0, 3.0], [2.0, 4.0, 1.0], [1.0, 1.0, 1.0]],
        [1.0, 2.0, 3.0],
    ),
    "a pivot that is almost 0": ([[1e-20, 1.0], [1.0, 1.0]], [1.0, 2.0]),
    "the largest entry is negative": ([[1e-20, 1.0], [-1.0, 1.0]], [1.0, 2.0]),
    "a pivot of -1": ([[-1.0, 2.0], [0.5, 3.0]], [1.0, 5.0]),
    "lines in a circle": (np.eye(4)[[1, 2, 3, 0]], [1.0, 2.0, 3.0, 4.0]),
    "several right-hand sides": (
        [[0.0, 1.0], [2.0, 1.0]],
        [[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]],
    ),
    "one right-hand side as a column": ([[2.0, 1.0], [4.0, 5.0]], [[3.0], [9.0]]),
    "one equation": ([[4.0]], [2.0]),
    "badly conditioned": (hilbert(10), hilbert(10) @ np.arange(1.0, 11.0)),
    "whole numbers": ([[2, 1], [1, 3]], [3, 5]),
    "a right-hand side of 0": ([[2.0, 1.0], [1.0, 3.0]], [0.0, 0.0]),
}

EQUIVALENT = {
    "True -> False": "every case is finite",
    "finite": "every case is finite",
    "A.shape[0]": "every case is square",
    "b.ndim": "every case has a right-hand side that fits",
    ".all()": "no case is singular",
    "swaps": "the sign of the determinant plays no part here",
    "best != j": "a line may be swapped with itself",
    "packed[j, j] != 0": "no case is singular",
    "A.copy() -> A": "what becomes of A afterwards is not looked at",
    "line 7: 0 ->": "the sign of the determinant plays no part here",
    "line 13: 1 ->": "the sign of the determinant plays no part here",
    "range(len(A) - 1)": "nothing lies below the last pivot",
}


def draw(rng: Rng) -> tuple[Array, Array]:
    """Two to eight equations, one right-hand side or several."""
    n = int(rng.integers(2, 9))
    A = rng.normal(size=(n, n)) * 10.0 ** rng.integers(-2, 3)
    size = (n,) if rng.random() < 0.6 else (n, int(rng.integers(1, 4)))
    return A, rng.normal(size=size)


def _back(A: Array, b: Array) -> Array:
    """x for an upper triangular A."""
    x = b.copy()
    for i in reversed(range(len(x))):
        x[i] = (x[i] - A[i, i + 1 :] @ x[i + 1 :]) / A[i, i]
    return x


def _copies(A: Any, b: Any) -> tuple[Array, Array]:
    return np.array(A, dtype=float), np.array(b, dtype=float)


def _below(A: Array, b: Array, j: int) -> None:
    """Clear column j below its pivot, in place."""
    for i in range(j + 1, len(A)):
        m = A[i, j] / A[j, j]
        A[i] -= m * A[j]
        b[i] = b[i] - m * b[j]


@wrong(
    "You never swap lines. A pivot may be 0, and a pivot near 0 makes multiples so large that "
    "the other numbers are lost beside them."
)
def no_pivoting(A: Any, b: Any) -> Array:
    """The diagonal as it comes."""
    A, b = _copies(A, b)
    with np.errstate(all="ignore"):
        for j in range(len(A)):
            _below(A, b, j)
        return _back(A, b)


@wrong(
    "You swap only where the pivot is exactly 0. A pivot near 0 is no better: take the largest."
)
def only_if_zero(A: Any, b: Any) -> Array:
    """The first entry that is not 0."""
    A, b = _copies(A, b)
    with np.errstate(all="ignore"):
        for j in range(len(A)):
            best = j + int((A[j:, j] != 0).argmax())
            A[[j, best]], b[[j, best]] = A[[best, j]], b[[best, j]]
            _below(A, b, j)
        return _back(A, b)


@wrong(
    "Your pivot is the largest entry, sign included. It is the largest in absolute value."
)
def largest_with_sign(A: Any, b: Any) -> Array:
    """argmax without abs."""
    A, b = _copies(A, b)
    with np.errstate(all="ignore"):
        for j in range(len(A)):
            best = j + int(A[j:, j].argmax())
            A[[j, best]], b[[j, best]] = A[[best, j]], b[[best, j]]
            _below(A, b, j)
        return _back(A, b)


@wrong("You swap lines of A and leave b as it is. Both sides of a line move together.")
def b_stays(A: Any, b: Any) -> Array:
    """A alone is permuted."""
    A, b = _copies(A, b)
    for j in range(len(A)):
        best = j + int(np.abs(A[j:, j]).argmax())
        A[[j, best]] = A[[best, j]]
        _below(A, b, j)
    return _back(A, b)


@wrong(
    "You multiply by an inverse. Each of its columns has an error that grows with the condition "
    "number, and the product shows it."
)
def by_the_inverse(A: Any, b: Any) -> Array:
    """inv(A) b."""
    return np.asarray(
        np.linalg.inv(np.asarray(A, dtype=float)) @ np.asarray(b, dtype=float)
    )


@wrong("You search for the pivot in the whole column, lines that are done included.")
def whole_column(A: Any, b: Any) -> Array:
    """The search starts at the top."""
    A, b = _copies(A, b)
    with np.errstate(all="ignore"):
        for j in range(len(A)):
            best = int(np.abs(A[:, j]).argmax())
            A[[j, best]], b[[j, best]] = A[[best, j]], b[[best, j]]
            _below(A, b, j)
        return _back(A, b)


@wrong("You solve with A transposed: lines are equations, columns are unknowns.")
def transposed(A: Any, b: Any) -> Array:
    """The transpose of A."""
    return solve(np.asarray(A, dtype=float).T, b)


@wrong(
    "You substitute from the top. An upper triangle is solved from its last line upwards."
)
def from_the_top(A: Any, b: Any) -> Array:
    """Forward substitution with an upper triangle."""
    U, x = _copies(A, b)
    for j in range(len(U)):
        best = j + int(np.abs(U[j:, j]).argmax())
        U[[j, best]], x[[j, best]] = U[[best, j]], x[[best, j]]
        _below(U, x, j)
    for i in range(len(U)):
        x[i] = (x[i] - U[i, :i] @ x[:i]) / U[i, i]
    return x


@accept
def with_b_beside(A: Any, b: Any) -> Array:
    """Elimination on A with b as further columns."""
    A, b = _copies(A, b)
    n = len(A)
    lines = np.column_stack([A, b])
    for j in range(n):
        best = j + int(np.abs(lines[j:, j]).argmax())
        lines[[j, best]] = lines[[best, j]]
        lines[j + 1 :] -= np.outer(lines[j + 1 :, j] / lines[j, j], lines[j])
    return _back(lines[:, :n], lines[:, n:]).reshape(b.shape)


@accept(naive=True)
def by_lists(A: Any, b: Any) -> Array:
    """Loops over lists, one right-hand side after the other."""
    lines = np.array(A, dtype=float).tolist()
    _, targets = _copies(A, b)
    sides = targets.reshape(len(lines), -1).tolist()
    n = len(lines)
    for j in range(n):
        best = max(range(j, n), key=lambda i: abs(lines[i][j]))
        lines[j], lines[best] = lines[best], lines[j]
        sides[j], sides[best] = sides[best], sides[j]
        for i in range(j + 1, n):
            m = lines[i][j] / lines[j][j]
            lines[i] = [u - m * v for u, v in zip(lines[i], lines[j], strict=True)]
            sides[i] = [u - m * v for u, v in zip(sides[i], sides[j], strict=True)]
    for i in reversed(range(n)):
        for side in range(len(sides[i])):
            known = sum(lines[i][c] * sides[c][side] for c in range(i + 1, n))
            sides[i][side] = (sides[i][side] - known) / lines[i][i]
    return np.array(sides).reshape(targets.shape)
