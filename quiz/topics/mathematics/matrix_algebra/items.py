"""Questions on matrices in networks: products, shapes, gradients, and what not to invert."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from engine.algebra.broadcasting import broadcast_shapes
from engine.algebra.dense import dense, layer_backward, layer_forward, shape_trace
from engine.algebra.elimination import inverse, lu, solve
from engine.algebra.products import (
    dot,
    hadamard,
    identity_matrix,
    matmul,
    project,
    transpose,
)
from engine.algebra.shapes import dense_shape
from engine.algebra.svd import matrix_rank
from engine.arrays import Array
from engine.nn.activations import relu, sigmoid, tanh
from engine.nn.normalisation import layer_norm
from engine.nn.softmax import softmax
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    expression,
    match,
    matrix,
    number,
    order,
    output,
    recall,
    shape,
    steps,
)
from quiz.items.kinds.expression import Expr
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.numbers import EXACT
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator


def _whole(rng: Rng, *size: int, least: int = -4, most: int = 5) -> Array:
    """Whole numbers but 0."""
    numbers = [v for v in range(least, most + 1) if v]
    return rng.choice(numbers, size=size).astype(float)


@matrix(level=1, covers=["S09.02", "W09.01", "S09.10"])
def one_product(rng: Rng) -> Ask:
    """A product by hand."""
    A, B = _whole(rng, 2, 2), _whole(rng, 2, 2)
    return Ask(
        f"$A$ = {vec(A)}, $B$ = {vec(B)}. What is $AB$?",
        key=matmul(A, B),
        mistakes=[
            Mistake("hadamard", hadamard(A, B),
                    "That is the Hadamard product, entry times entry. Here each row of A "
                    "meets each column of B."),
            Mistake("other-order", matmul(B, A), "That is $BA$; the order matters."),
            Mistake("rows-with-rows", matmul(A, transpose(B)),
                    "You took rows of A with rows of B. Take the columns of B."),
        ],
        why="Entry (i, j) is row i of A times column j of B, added up: the first is "
        f"${num(A[0, 0])} \\cdot {num(B[0, 0])} + {num(A[0, 1])} \\cdot {num(B[1, 0])}$.",
        check=lambda: A @ B,
    )  # fmt: skip


@number(level=1, covers=["C09.01", "S09.04", "S09.05"])
def one_unit_one_row(rng: Rng) -> Ask:
    """One entry of a layer."""
    X, W, b = _whole(rng, 2, 3), _whole(rng, 3, 3), _whole(rng, 3)
    i, j = int(rng.integers(2)), int(rng.integers(3))
    Z = dense(X, W, b)
    return Ask(
        f"$X$ = {vec(X)} holds two rows of three features, $W$ = {vec(W)}, $b$ = {vec(b)}. In "
        f"$Z = XW + b$, what is the entry of row {i + 1} and unit {j + 1}?",
        key=Z[i, j],
        mistakes=[
            Mistake("no-bias", dot(X[i], W[:, j]), "The bias of the unit is missing."),
            Mistake("row-of-w", dot(X[i], W[j]) + b[j],
                    "The weights of a unit are a column of W, not a row: W has shape "
                    "(inputs, units)."),
            Mistake("other-row", Z[1 - i, j], "That is the other row of the batch."),
        ],
        why=f"The row {vec(X[i])} times the column {vec(W[:, j])}, plus {num(b[j])}: a weighted "
        "sum of the row's features.",
        check=lambda: sum(X[i, m] * W[m, j] for m in range(3)) + b[j],
    )  # fmt: skip


def _sizes(rng: Rng) -> tuple[int, int, int]:
    """Rows, inputs, units: all different."""
    n, d, k = (
        int(v)
        for v in rng.choice([8, 10, 16, 20, 32, 50, 64, 100, 128], 3, replace=False)
    )
    return n, d, k


@shape(level=1, covers=["S09.15", "S09.04", "W09.04"])
def forward_shape(rng: Rng) -> Ask:
    """The shape of what a layer gives."""
    n, d, k = _sizes(rng)
    trace = shape_trace(n, d, k)
    return Ask(
        f"A batch of {n} rows with {d} features goes through a layer of {k} units, "
        "$A = f(XW + b)$. What is the shape of A?",
        key=trace["A"],
        mistakes=[
            Mistake("shape-of-w", trace["W"], "That is the shape of W."),
            Mistake("turned", (k, n), "Rows of the batch stay rows: (rows, units)."),
            Mistake("one-row", trace["b"], "That is one row's worth, like the bias."),
        ],
        why=f"$({n}, {d})({d}, {k}) \\to ({n}, {k})$: inner sizes meet and go. The bias and f "
        "keep the shape.",
        check=lambda: dense_shape((n, d), (d, k)),
    )  # fmt: skip


@shape(level=1, covers=["S09.16", "S09.14", "W09.04", "E09.10"])
def backward_shape(rng: Rng) -> Ask:
    """The shape of a gradient."""
    n, d, k = _sizes(rng)
    trace = shape_trace(n, d, k)
    what = str(rng.choice(["W", "b", "X"]))
    said = {
        "W": "That is the gradient by W.",
        "b": "That is the gradient by b, where b has shape (units,).",
        "X": "That is the gradient by X.",
    }
    others = [name for name in said if name != what]
    return Ask(
        f"$Z = XW + b$ with {n} rows, {d} inputs and {k} units, b a vector of shape ({k},). "
        f"What is the shape of the gradient of a loss by {what}?",
        key=trace[f"d{what}"],
        mistakes=[
            *(Mistake(f"that-of-{name.lower()}", trace[f"d{name}"], said[name])
              for name in others),
            Mistake("that-of-z", trace["Z"],
                    "That is the shape of delta, the gradient by Z."),
        ],
        why=f"A gradient has the shape of what it belongs to: the loss is one number, and "
        f"each entry of {what} has one derivative.",
    )  # fmt: skip


@number(level=1, covers=["W09.04", "S09.13"], tolerance=EXACT)
def parameters_of_a_layer(rng: Rng) -> Ask:
    """What a layer has to learn."""
    n, d, k = _sizes(rng)
    trace = shape_trace(n, d, k)
    return Ask(
        f"How many parameters has a dense layer from {d} inputs to {k} units, with biases, "
        f"trained on batches of {n} rows?",
        key=int(np.prod(trace["W"]) + np.prod(trace["b"])),
        mistakes=[
            Mistake("no-bias", d * k, "Each unit has a bias as well."),
            Mistake("bias-per-row", d * k + n * k,
                    "The bias is shared by the rows of a batch, however many there are."),
            Mistake("bias-per-input", d * k + d, "There is a bias for each unit, not for each "
                    "input."),
        ],
        why=f"${d} \\cdot {k} + {k}$. The batch has no say in it.",
        check=lambda: (d + 1) * k,
    )  # fmt: skip


@choice(
    level=2,
    covers=["S09.14", "C09.02", "Q09.02", "E09.03", "L09.01"],
    proof="chain_rule_in_matrices",
)
def which_product(rng: Rng) -> Ask:
    """The product that is the gradient."""
    n = int(rng.integers(3, 9))
    alike = bool(rng.integers(2))
    d, k = (
        (n, n) if alike else (n + int(rng.integers(1, 4)), n + int(rng.integers(4, 8)))
    )
    sizes = {"X": (n, d), "X^\\top": (d, n), "\\delta": (n, k), "\\delta^\\top": (k, n)}
    pairs = [("X^\\top", "\\delta"), ("\\delta^\\top", "X"), ("\\delta", "X^\\top"),
             ("X", "\\delta^\\top")]  # fmt: skip
    said = []
    for left, right in pairs[1:]:
        inner, other = sizes[left][1], sizes[right][0]
        found = (sizes[left][0], sizes[right][1])
        if inner != other:
            said.append(f"Inner sizes {inner} and {other} do not meet.")
        elif found != (d, k):
            said.append(f"That has shape {found}; W has {(d, k)}.")
        else:
            said.append("Here it has the right shape because all sizes are equal; with other "
                        "sizes it has not. Shapes are a hint, differences are the proof.")  # fmt: skip
    names = [
        "$X^\\top \\delta$",
        "$\\delta^\\top X$",
        "$\\delta X^\\top$",
        "$X \\delta^\\top$",
    ]
    return Ask(
        f"$Z = XW$ with $X$ of shape ({n}, {d}), one row for each example, and $W$ of shape "
        f"({d}, {k}); $\\delta = \\partial L/\\partial Z$. Which is $\\partial L/\\partial W$?",
        key=names[0],
        mistakes=[
            Mistake(route, name, hint) for route, name, hint in zip(
                ("transposed", "wrong-side", "over-features"), names[1:], said, strict=True)
        ],
        why="Entry (l, j) adds up, over rows, input l times delta of unit j: $\\sum_i X_{il} "
        "\\delta_{ij}$. The batch has to be the inner size, and the transpose puts it there.",
    )  # fmt: skip


def _layer(rng: Rng) -> tuple[Array, Array, Array, Array]:
    """X (2, 3), W (3, 2), Z (2, 2) with both signs in it, and dA (2, 2)."""
    while True:
        X, W, dA = (
            _whole(rng, 2, 3, least=-2, most=3),
            _whole(rng, 3, 2, least=-2, most=2),
            _whole(rng, 2, 2),
        )
        Z, _ = layer_forward(X, W, np.zeros(2))
        if Z.all() and 0 < (Z > 0).sum() < 4:
            return X, W, Z, dA


@matrix(level=2, covers=["S09.14", "C09.10", "S09.08"])
def gradient_by_weights(rng: Rng) -> Ask:
    """The gradient by the weights."""
    X, W, Z, dA = _layer(rng)
    _, dW, _ = layer_backward(dA, X, W, Z)
    delta = hadamard(dA, relu(Z)[1])
    return Ask(
        f"$Z = XW$ = {vec(Z)} for $X$ = {vec(X)}, and $A = \\text{{relu}}(Z)$. The loss has the "
        f"gradient $\\partial L/\\partial A$ = {vec(dA)}. What is $\\partial L/\\partial W$?",
        key=dW,
        mistakes=[
            Mistake("through-closed-units", transpose(X) @ dA,
                    "Where Z is negative, ReLU passes no gradient: delta is 0 there."),
            Mistake("value-for-slope", transpose(X) @ hadamard(dA, relu(Z)[0]),
                    "You multiplied by A. It is the slope of ReLU: 1 where Z is positive, "
                    "else 0."),
            Mistake("mean-over-rows", dW / 2,
                    "You divided by the rows. Rows add up; a mean in the loss would be in "
                    "$\\partial L/\\partial A$ already."),
        ],
        why=f"$\\delta = \\partial L/\\partial A \\odot f'(Z)$ = {vec(delta)}, then "
        "$X^\\top \\delta$.",
        check=lambda: sum(np.outer(x, row) for x, row in zip(X, delta, strict=True)),
    )  # fmt: skip


@matrix(level=2, covers=["S09.16", "E09.04", "E09.10"])
def gradient_by_bias(rng: Rng) -> Ask:
    """The gradient by the bias."""
    delta = _whole(rng, 3, 3)
    X, W = np.ones((3, 1)), np.ones((1, 3))
    _, _, db = layer_backward(delta, X, W, np.ones((3, 3)), "identity")
    return Ask(
        f"$Z = XW + b$ with b of shape (3,), and $\\partial L/\\partial Z$ = {vec(delta)}, a "
        "line for each row of the batch. What is $\\partial L/\\partial b$?",
        key=db,
        mistakes=[
            Mistake("mean", delta.mean(axis=0),
                    "It is the sum over rows. Where the loss is a mean, delta holds the "
                    "factor already."),
            Mistake("over-units", delta.sum(axis=1),
                    "You added up over the units of a row. Each unit has its own bias; add "
                    "up over the rows."),
            Mistake("first-row", delta[0],
                    "That is what the first row wants. All rows share the bias."),
        ],
        why="Each row has used the same b, so what they want of it adds up, column by column: "
        "$\\mathbf{1}^\\top \\delta$.",
        check=lambda: np.ones(3) @ delta,
    )  # fmt: skip


@choices(level=2, covers=["S09.05", "C09.09", "E09.10"])
def biases_that_fit(rng: Rng) -> Ask:
    """Shapes of a bias that fit."""
    n, d, k = _sizes(rng)
    apart = "Read from the right, {} meets {}: neither is 1."
    candidates = {
        (k,): ("vector", "each row gets it; its gradient has shape (k,), too."),
        (1, k): ("row", "each row gets it; its gradient is a row as well."),
        (n, 1): ("per-row", "a number for each row of the batch: it fits, and is no bias."),
        (k, 1): ("column", f"From the right, {k} meets 1, which is stretched; then {n} meets "
                 f"{k}, and neither is 1."),
        (n,): ("rows", apart.format(k, n)),
        (d,): ("inputs", apart.format(k, d)),
    }  # fmt: skip
    fits, fails = {}, []
    for size, (route, said) in candidates.items():
        try:
            broadcast_shapes((n, k), size)
        except ValueError:
            fails.append(Mistake(route, str(size), said))
        else:
            fits[str(size)] = said
    return Ask(
        f"`X @ W` has shape ({n}, {k}) for inputs of {d} features. Which shapes of `b` can be "
        "added to it in NumPy, by broadcasting, so that the shape stays?",
        key=fits,
        mistakes=fails,
        why="Shapes are aligned from the right; sizes must be equal, or one of them 1. That it "
        "fits does not mean that it is what you want: with as many rows as units a column "
        "would fit, too.",
    )  # fmt: skip


@output(level=2, covers=["E09.02", "S09.06", "S09.01"])
def transpose_of_a_vector(rng: Rng) -> Ask:
    """The transpose of a vector."""
    n = int(rng.integers(3, 9))
    k = int(rng.integers(2, 9))
    k += k == n
    code = (
        "import numpy as np\n\n"
        f"x, W = np.ones({n}), np.ones(({n}, {k}))\n"
        "print(x.T.shape, x[None].T.shape, (x @ W).shape)"
    )
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake("vector-as-row", f"({n}, 1) ({n}, 1) (1, {k})",
                    "A vector of one axis is no row: its transpose is itself, and the "
                    "product has one axis as well."),
            Mistake("result-as-row", f"({n},) ({n}, 1) (1, {k})",
                    "The axis of the vector is used up by the product; the units are left."),
            Mistake("none-adds-nothing", f"({n},) ({n},) ({k},)",
                    "`x[None]` has a new axis in front, shape (1, n); that can be transposed."),
        ],
        why="One axis has nothing to swap. `x[None]` is a row, its transpose a column.",
    )  # fmt: skip


@shape(level=1, covers=["E09.06", "S09.07", "C09.03"])
def identity_on_the_right(rng: Rng) -> Ask:
    """The identity that fits."""
    m, n, _ = _sizes(rng)
    side = str(rng.choice(["left", "right"]))
    size = m if side == "left" else n
    product = "IA = A" if side == "left" else "AI = A"
    return Ask(
        f"$A$ has shape ({m}, {n}). What is the shape of the identity in ${product}$?",
        key=identity_matrix(size).shape,
        mistakes=[
            Mistake("other-side", (m + n - size, m + n - size),
                    "That is the identity for the other side."),
            Mistake("shape-of-a", (m, n), "An identity is square."),
        ],
        why=f"It stands on the {side}, so it meets an axis of size {size}. One identity for "
        "both sides there is for square matrices only.",
    )  # fmt: skip


@matrix(level=2, covers=["S09.11"])
def inverse_of_two_by_two(rng: Rng) -> Ask:
    """The inverse of a small matrix."""
    while True:
        A = _whole(rng, 2, 2)
        det = A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0]
        if abs(det) in {2, 4, 5} and A[0, 1] != A[1, 0]:
            break
    adjugate = np.array([[A[1, 1], -A[0, 1]], [-A[1, 0], A[0, 0]]])
    return Ask(
        f"What is the inverse of {vec(A)}?",
        key=inverse(A),
        mistakes=[
            Mistake("not-divided", adjugate,
                    f"Divide by the determinant, {num(det)}."),
            Mistake("reciprocals", 1 / A,
                    "Reciprocals of the entries invert the Hadamard product, not this one."),
            Mistake("transposed", transpose(inverse(A)),
                    "Swap the two on the diagonal; the other two change their sign, not their "
                    "place."),
            Mistake("signs-kept", np.abs(adjugate) * np.sign(np.array(
                [[A[1, 1], A[0, 1]], [A[1, 0], A[0, 0]]])) / det,
                    "The entries off the diagonal change their sign."),
        ],
        why=f"The diagonal swapped, the rest with the other sign, all over {num(det)}. Check: "
        "A times it is I.",
        check=lambda: np.linalg.inv(A),
    )  # fmt: skip


@steps(level=2, covers=["S09.11", "C09.06"])
def solve_without_inverse(rng: Rng) -> Ask:
    """Two equations by elimination."""
    a = float(rng.choice([2, 4, 5]))
    A = np.array(
        [
            [a, _whole(rng, 1)[0]],
            [a * float(rng.choice([-0.5, 0.5])), _whole(rng, 1)[0]],
        ]
    )
    while abs(A[1, 1] - A[1, 0] / a * A[0, 1]) < 0.4:
        A[1, 1] = _whole(rng, 1)[0]
    x = _whole(rng, 2)
    b = A @ x
    _, L, U = lu(A)
    x = solve(A, b)
    return Ask(
        f"Solve $Ax = b$ by elimination, without an inverse: $A$ = {vec(A)}, $b$ = {vec(b)}. "
        "Subtract a multiple of the first line from the second.",
        key=(
            Part("the multiple", L[1, 0], None, [
                Mistake("upside-down", 1 / L[1, 0],
                        "The entry below the pivot over the pivot, not the other way round."),
            ]),
            Part("what is left at the lower right", U[1, 1],
                 lambda m: A[1, 1] - m * A[0, 1], [
                Mistake("added", A[1, 1] + L[1, 0] * A[0, 1],
                        "The multiple is subtracted, with its own sign."),
            ]),
            Part("x₂", x[1], lambda m, u: (b[1] - m * b[0]) / u, [
                Mistake("b-left-alone", b[1] / U[1, 1],
                        "The right-hand side takes part in the subtraction."),
            ]),
            Part("x₁", x[0], lambda _m, _u, v: (b[0] - A[0, 1] * v) / a, [
                Mistake("x2-forgotten", b[0] / a,
                        "Take what x₂ contributes off the first right-hand side."),
            ]),
        ),
        mistakes=[],
        why=f"${num(L[1, 0])}$ times the first line leaves ${num(U[1, 1])} x_2 = "
        f"{num(b[1] - L[1, 0] * b[0])}$; then back into the first line. For n equations "
        "that is $2n^3/3$ operations, once for all right-hand sides.",
    )  # fmt: skip


@choice(level=1, covers=["C09.06", "Q09.03", "S09.11"], proof="inverse_loses_digits")
def inverse_or_solve(rng: Rng) -> Ask:
    """How to apply an inverse."""
    n = int(rng.choice([500, 800, 1_200, 2_000]))
    return Ask(
        f"`x = np.linalg.inv(A) @ b` for a matrix of {n} rows and columns that is badly "
        "conditioned. What would you write?",
        key="`np.linalg.solve(A, b)`: less work, and a residual of the size of rounding",
        mistakes=[
            Mistake("pinv", "`np.linalg.pinv(A) @ b`: it always exists",
                    "It takes a singular value decomposition, many times the work, and drops "
                    "directions. It is for another question."),
            Mistake("inverse-is-exact", "The same: with the inverse at hand, the product is exact",
                    "Each column of the inverse carries an error that grows with the condition "
                    "number; the product inherits it."),
            Mistake("transpose", "`A.T @ b`: the transpose undoes the product",
                    "Only where the columns are orthonormal."),
        ],
        why="`solve` eliminates once and substitutes. For several right-hand sides give them "
        "as columns, or keep the factors.",
    )  # fmt: skip


@number(level=2, covers=["S09.12", "E09.07"], tolerance=EXACT)
def count_independent_rows(rng: Rng) -> Ask:
    """The rank of four rows."""
    r = int(rng.integers(1, 4))
    base = _whole(rng, r, 3, least=-2, most=3)
    mix = _whole(rng, 4 - r, r, least=-2, most=2)
    M = rng.permutation(np.vstack([base, mix @ base]))
    rank = matrix_rank(M)
    return Ask(
        f"What is the rank of {vec(M)}?",
        key=rank,
        mistakes=[
            Mistake("rows", 4, "There are four rows in three dimensions, so some depend on "
                    "others."),
            *([Mistake("columns", 3, "No column is 0, but there are dependencies: reduce the "
                       "rows and count what is left.")] if rank != 3 else []),
            *([Mistake("one-dependency", 2, "There is no dependency among the columns: reduce "
                       "the rows and count three pivots.")] if rank == 3 else
              [Mistake("one-off", rank - 1 if rank > 1 else 2,
                       "Count the rows that are no combination of the ones before.")]),
        ],
        why=f"{4 - rank} of the rows {'is a combination' if rank == 3 else 'are combinations'} "
        f"of the other {rank}. Rows and columns have the same number of independent ones.",
        check=lambda: int(np.linalg.matrix_rank(M)),
    )  # fmt: skip


@number(level=2, covers=["C09.07", "S09.12"], tolerance=EXACT)
def narrowest_layer(rng: Rng) -> Ask:
    """What a stack of linear layers can be."""
    d, k = (int(v) for v in rng.choice(np.arange(5, 9), 2, replace=False))
    wide, narrow = int(rng.integers(9, 20)), int(rng.integers(2, 5))
    stack = (
        rng.normal(size=(d, wide))
        @ rng.normal(size=(wide, narrow))
        @ rng.normal(size=(narrow, k))
    )
    return Ask(
        f"Three layers without activations, {d} → {wide} → {narrow} → {k}. As one layer its "
        f"weight matrix has shape ({d}, {k}). What is the largest rank that it can have?",
        key=matrix_rank(stack),
        mistakes=[
            Mistake("shape-only", min(d, k),
                    f"So much a matrix of that shape could have. This one is a product, and all "
                    f"passes through {narrow} numbers."),
            Mistake("widest", wide, "A wide layer adds nothing to what a narrow one lets pass."),
            Mistake("sum", d + wide + narrow + k, "Ranks of a product do not add up."),
        ],
        why=f"A product has at most the rank of each factor: {narrow}. Without activations "
        "depth gives no new functions, only a bound on the old ones. Random weights "
        "reach it.",
        check=lambda: min(d, wide, narrow, k),
    )  # fmt: skip


@number(level=2, covers=["S09.02", "C09.08", "Q09.01"], tolerance=EXACT)
def cheaper_order(rng: Rng) -> Ask:
    """Where to put the brackets."""
    n, d, k = (10 * int(v) for v in rng.choice(np.arange(2, 13), 3, replace=False))
    left, right = n * d * k + n * k, d * k + n * d
    return Ask(
        f"$A$ has shape ({n}, {d}), $B$ ({d}, {k}), and $v$ has {k} entries. How many "
        "multiplications does $ABv$ take in the cheaper order?",
        key=min(left, right),
        mistakes=[
            Mistake("product-first", left, "That is $(AB)v$, which makes a whole matrix only to "
                    "sum it up again."),
            Mistake("one-product", d * k, "That is $Bv$; A is still to come."),
            Mistake("outputs-only", n + d, "Each of these outputs is a sum of many products."),
        ],
        why=f"$A(Bv)$: ${d} \\cdot {k} + {n} \\cdot {d}$. Both orders give the same; brackets are "
        "free, the work is not.",
        check=lambda: n * d + d * k,
    )  # fmt: skip


@choices(level=2, covers=["C09.04", "E09.05", "E09.08", "S09.09"])
def entry_by_entry(rng: Rng) -> Ask:
    """Which functions act entry by entry."""
    z = rng.normal(size=4).round(1) + np.array([0.0, 0.5, 1.0, 1.5])
    moved = z.copy()
    moved[1] += 0.5
    functions: dict[str, Callable[[Array], Array]] = {
        "ReLU": lambda v: relu(v)[0],
        "sigmoid": lambda v: sigmoid(v)[0],
        "tanh": lambda v: tanh(v)[0],
        "softmax": softmax,
        "layer normalisation": lambda v: layer_norm(v[None], np.ones(4), np.zeros(4))[
            0
        ],
        "subtracting the mean of the row": lambda v: v - v.mean(),
        "a product with a weight matrix": lambda v: v @ (np.eye(4) + 0.1),
    }
    chosen = [str(name) for name in rng.permutation(list(functions))[:5]]
    others = np.arange(4) != 1
    alone, mixing = {}, []
    for name in chosen:
        f = functions[name]
        change = np.abs(f(z) - f(moved))
        if change[others].max() < 1e-12:
            alone[name] = "an entry of the result depends on its own entry alone."
        else:
            mixing.append(Mistake(name.replace(" ", "-"), name,
                                  "Change one entry, and others of the result may change."))  # fmt: skip
    return Ask(
        f"Which of these act entry by entry on a row such as {vec(z)}?",
        key=alone,
        mistakes=mixing,
        why="Entry by entry means that the Jacobian is diagonal, so a gradient passes by a "
        "Hadamard product. Softmax, an activation as well, has a full one: its outputs share "
        "a sum of 1.",
    )  # fmt: skip


@matrix(level=2, covers=["S09.17", "C09.11", "E09.09"])
def memory_of_a_cell(rng: Rng) -> Ask:
    """What a gate lets through."""
    f, i = (rng.choice([0.1, 0.2, 0.5, 0.8, 0.9], 3) for _ in range(2))
    c, g = _whole(rng, 3), rng.choice([-0.8, -0.5, 0.4, 0.6, 0.9], 3)
    return Ask(
        f"An LSTM has the memory $c$ = {vec(c)}, the forget gate $f$ = {vec(f)}, the input gate "
        f"$i$ = {vec(i)} and the proposal $g$ = {vec(g)}. What is the new memory?",
        key=hadamard(f, c) + hadamard(i, g),
        mistakes=[
            Mistake("one-minus-f", hadamard(1 - f, c) + hadamard(i, g),
                    "The forget gate says what is kept: 1 keeps all."),
            Mistake("dot-products", np.full(3, dot(f, c) + dot(i, g)),
                    "You took dot products. A gate acts on its own entry alone."),
            Mistake("gates-swapped", hadamard(i, c) + hadamard(f, g),
                    "The gates are swapped: f goes with the memory, i with the proposal."),
        ],
        why="$c' = f \\odot c + i \\odot g$, two Hadamard products and a sum.",
        check=lambda: np.diag(f) @ c + np.diag(i) @ g,
    )  # fmt: skip


@matrix(level=1, covers=["S09.03"])
def along_a_vector(rng: Rng) -> Ask:
    """A projection."""
    a = _whole(rng, 3)
    b = rng.permutation(np.array([1.0, 2.0, 2.0]) * rng.choice([-1, 1], 3))
    while abs(dot(a, b)) < 1:
        a = _whole(rng, 3)
    return Ask(
        f"$a$ = {vec(a)}, $b$ = {vec(b)}. Which point on the line through $b$ is nearest to $a$?",
        key=project(a, b),
        mistakes=[
            Mistake("length-not-squared", dot(a, b) / 3 * b,
                    "Divide by $b \\cdot b = 9$, not by the length 3."),
            Mistake("on-a", project(b, a), "That is $b$ projected on $a$."),
            Mistake("hadamard", hadamard(a, b),
                    "That is the Hadamard product; its sum, the dot product, is what counts."),
        ],
        why=f"$a \\cdot b = {num(dot(a, b))}$, over $b \\cdot b = 9$, times $b$. What is left of "
        "$a$ is orthogonal to $b$.",
        check=lambda: np.outer(b, b) @ a / 9,
    )  # fmt: skip


@expression(level=2, covers=["S09.14", "C09.10"])
def chain_rule_of_one_unit(rng: Rng) -> Ask:
    """One unit, forward and back."""
    x, y = (int(v) for v in rng.choice(np.arange(2, 8), 2, replace=False))
    return Ask(
        f"One unit, two weights: $z = {x}u + {y}v$, $a = z^2$, and the loss has the slope $g$ "
        "by $a$. Write the slope of the loss by $u$ as a formula in $g$, $u$ and $v$.",
        key=Expr(f"2*g*({x}*u + {y}*v)*{x}", {"g": (0.5, 2.0), "u": (0.5, 2.0), "v": (0.5, 2.0)}),
        mistakes=[
            Mistake("activation-skipped", f"g*{x}",
                    "The slope of the activation, $2z$, is missing."),
            Mistake("input-skipped", f"2*g*({x}*u + {y}*v)",
                    f"That is the slope by z. The weight u moves z by its input, {x}."),
            Mistake("value-for-slope", f"g*({x}*u + {y}*v)^2*{x}",
                    "You took the value of the activation, $z^2$, where its slope $2z$ belongs."),
        ],
        why=f"$\\delta = g \\cdot 2z$, then times the input {x}. For a whole layer the same "
        "three: $X^\\top(\\partial L/\\partial A \\odot f'(Z))$.",
    )  # fmt: skip


@match(
    level=1, covers=["S09.10", "S09.18", "E09.01", "E09.04", "E09.09"], definition=True
)
def which_operation(rng: Rng) -> Ask:
    """Which operation is where."""
    all_pairs = {
        "all weighted sums of a batch": "product of matrices",
        "one weighted sum": "dot product",
        "a gradient through ReLU": "Hadamard product",
        "the gradient of a bias": "sum over rows",
        "hiding later words in attention": "adding minus infinity to scores",
    }
    chosen = [str(name) for name in rng.permutation(list(all_pairs))[:4]]
    right = {name: all_pairs[name] for name in chosen}
    hints = {
        "all weighted sums of a batch": "Many sums at once, for all rows and units: XW.",
        "one weighted sum": "One number from two vectors.",
        "a gradient through ReLU": "Each entry is passed or stopped by its own slope.",
        "the gradient of a bias": "All rows share it, so their wishes add up.",
        "hiding later words in attention": "A factor of 0 would leave a score of 0, which still "
        "gets weight.",
    }
    return Ask(
        "Which operation does which job?",
        key=right,
        mistakes=[
            Mistake(f"{all_pairs[one]}-for-{all_pairs[other]}".replace(" ", "-"),
                    (other, all_pairs[one]), hints[other])
            for one, other in itertools.pairwise(chosen)
        ],
        why="Products of matrices mix features, Hadamard products let pass or stop, sums collect "
        "over what was shared.",
    )  # fmt: skip


@order(level=2, covers=["S09.13", "S09.14", "S09.16"], definition=True)
def there_and_back(rng: Rng) -> Ask:
    """One layer, there and back."""
    del rng
    return Ask(
        "One layer in training, $Z = XW + b$, $A = f(Z)$. Put the work in order.",
        key=Steps(
            (
                "Compute $Z = XW + b$ and keep X and Z",
                "Compute $A = f(Z)$ and pass it on",
                "Receive $\\partial L/\\partial A$ from the layer behind",
                "Compute $\\delta = \\partial L/\\partial A \\odot f'(Z)$",
                "Compute $X^\\top \\delta$ for W, and the sum of $\\delta$ over rows for b",
                "Compute $\\delta W^\\top$ and hand it to the layer in front",
                "Change W and b",
            ),
            (
                (0, 1, "A needs Z."),
                (1, 2, "The loss is known only behind the last layer."),
                (2, 3, "Delta needs what comes back."),
                (3, 4, "The gradient by W needs delta."),
                (3, 5, "The gradient by X needs delta."),
                (4, 6, "The step needs the gradients."),
                (5, 6, "$\\delta W^\\top$ takes the W that was used on the way forth."),
            ),
        ),
        mistakes=[],
        why="Two products back for one there. Which of the two comes first is free; the step "
        "comes last, because $\\delta W^\\top$ needs the old W.",
    )


@recall(level=1, covers=["Q09.01", "C09.01", "C09.08"])
def why_products(rng: Rng) -> Ask:
    """Why products of matrices."""
    del rng
    return Ask(
        "“Why do neural networks use matrix multiplication?”",
        key=(
            "Each unit takes a weighted sum of all inputs: a dot product",
            Point("One product gives these sums for all units and all rows of a batch",
                  "Why not unit by unit?"),
            Point("The hardware is built for it: few instructions, numbers used again and again "
                  "while they are close", "What does a GPU gain by it?"),
            Point("Back it is products again: $X^\\top \\delta$ and $\\delta W^\\top$",
                  "And the backward pass?"),
            Point("Products alone would collapse to one; activations are needed between",
                  "Is a network just linear algebra?"),
        ),
        mistakes=[],
        why="Many candidates stop at “it is fast”. Say first what is computed.",
    )  # fmt: skip


@recall(level=1, covers=["Q09.02", "C09.02", "S09.16"])
def why_transposes(rng: Rng) -> Ask:
    """Why transposes, on the way back."""
    del rng
    return Ask(
        "“What does transposing do in the backward pass?”",
        key=(
            "$X^\\top \\delta$ for the weights: the transpose makes the batch the inner size, so "
            "that it is summed over",
            "$\\delta W^\\top$ for the inputs: each input collects from all units that it fed, by "
            "the same weights",
            Point("Shapes: (d, n)(n, k) is (d, k), that of W", "Can you check the shapes?"),
            Point("Shapes do not prove it: with equal sizes wrong products fit as well",
                  "Is it right because the shapes fit?"),
            Point("Compare with central differences", "How would you test it?"),
            Point("By an index: $\\partial L/\\partial W_{lj} = \\sum_i X_{il} \\delta_{ij}$",
                  "Where does it come from?"),
        ),
        mistakes=[],
        why="“It aligns dimensions” is half: say what is summed over, and why.",
    )  # fmt: skip


@recall(level=1, covers=["Q09.03", "C09.06", "S09.11", "S09.20"])
def why_not_invert(rng: Rng) -> Ask:
    """Why matrices are rarely inverted."""
    del rng
    return Ask(
        "“Why do we rarely compute an inverse?”",
        key=(
            "We want $A^{-1}b$, not $A^{-1}$: solve $Ax = b$",
            Point("Both are $O(n^3)$; the inverse takes about three times the operations",
                  "Is it about cost?"),
            Point("It loses digits where A is badly conditioned; a solution by elimination leaves "
                  "a small residual", "And about accuracy?"),
            Point("It may not exist: singular, or not square", "Does it always exist?"),
            Point("Least squares: QR, since normal equations square the condition number",
                  "How do you fit a regression then?"),
            Point("Networks have no system to invert: they are not linear, and trained in steps",
                  "And in deep learning?"),
        ),
        mistakes=[],
        why="“Too slow” is the common answer. Naming `solve` and the condition number is the "
        "better one.",
    )  # fmt: skip
