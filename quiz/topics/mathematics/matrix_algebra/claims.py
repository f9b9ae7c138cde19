"""Statements about matrices in networks, and their evidence."""

from __future__ import annotations

import time

import numpy as np

from engine.algebra.broadcasting import broadcast_shapes, unbroadcast
from engine.algebra.conditioning import hilbert
from engine.algebra.dense import dense, layer_backward, layer_forward, shape_trace
from engine.algebra.elimination import inverse, solve
from engine.algebra.initialise import init_identity
from engine.algebra.products import (
    dot,
    hadamard,
    identity_matrix,
    matmul,
    project,
    transpose,
)
from engine.algebra.qr import least_squares, solve_normal_equations
from engine.algebra.row_reduction import row_reduce
from engine.algebra.shapes import describe
from engine.algebra.svd import condition_number, matrix_rank
from engine.arrays import Array
from engine.attention.scaled_dot import attention
from engine.nn.activations import relu, sigmoid, tanh
from engine.nn.softmax import softmax, softmax_jacobian
from engine.recurrent.lstm import lstm_cell
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator

A, B = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]])


def _far(a: Array, b: Array) -> float:
    """The largest difference of two arrays, infinite where their shapes differ."""
    return float(np.abs(a - b).max()) if a.shape == b.shape else float("inf")


@claim(
    "Each entry of a product is a dot product, of a row of the first matrix with a column of "
    "the second. The product is all of them: a row times a column is one number, a column "
    "times a row a whole matrix.",
    covers=["C09.01", "E09.01", "S09.02", "S09.03"],
    verdict="corrected",
    often="Matrix multiplication is the dot product.",
)
def entries_are_dot_products(rng: Rng) -> Evidence:
    X, W = rng.normal(size=(4, 3)), rng.normal(size=(3, 5))
    Z = matmul(X, W)
    off = 0.0
    for i in range(4):
        for j in range(5):
            off = max(off, abs(Z[i, j] - dot(X[i], W[:, j])))
    u, v = rng.normal(size=4), rng.normal(size=4)
    inner, outer = matmul(u[None], v[:, None]), matmul(u[:, None], v[None])
    off = max(off, abs(float(inner[0, 0]) - dot(u, v)))
    shown = {"entries off by, at most": off, "entries of row times column": float(inner.size),
             "entries of column times row": float(outer.size)}  # fmt: skip
    sizes = abs(inner.size - 1) + abs(outer.size - 16)
    return Evidence(min(within(off, 1e-12), within(sizes, 0.5)), shown)


@claim(
    "With A = [[1, 2], [3, 4]] and B = [[5, 6], [7, 8]]: AB = [[19, 22], [43, 50]], BA = [[23, "
    "34], [31, 46]], the transpose of A is [[1, 3], [2, 4]], and the Hadamard product is [[5, "
    "12], [21, 32]], in either order.",
    covers=["W09.01", "W09.02", "W09.03", "S09.10", "E09.11"],
)
def by_hand(rng: Rng) -> Evidence:
    del rng
    off = max(
        _far(matmul(A, B), np.array([[19.0, 22.0], [43.0, 50.0]])),
        _far(matmul(B, A), np.array([[23.0, 34.0], [31.0, 46.0]])),
        _far(transpose(A), np.array([[1.0, 3.0], [2.0, 4.0]])),
        _far(hadamard(A, B), np.array([[5.0, 12.0], [21.0, 32.0]])),
        _far(hadamard(B, A), hadamard(A, B)),
    )
    apart = _far(matmul(A, B), matmul(B, A))
    shown = {"off by, at most": off, "AB and BA differ by up to": apart}
    return Evidence(min(within(off, 1e-12), above(apart, 1.0)), shown)


@claim(
    "Transposing a product turns its order round: the transpose of XW is that of W times that "
    "of X. In the old order the shapes do not even meet.",
    covers=["C09.02", "S09.06"],
)
def order_turns_round(rng: Rng) -> Evidence:
    X, W = rng.normal(size=(4, 3)), rng.normal(size=(3, 5))
    turned = transpose(matmul(X, W))
    off = _far(turned, matmul(transpose(W), transpose(X)))
    refused = 0.0
    try:
        matmul(transpose(X), transpose(W))
    except ValueError:
        refused = 1.0
    shown = {"off by": off, "the old order is refused": refused}
    return Evidence(min(within(off, 1e-12), above(refused, 0.5)), shown)


@claim(
    "A vector of shape (n,) is neither row nor column. It has one axis, so in NumPy its "
    "transpose is itself; as a row it has shape (1, n), as a column (n, 1).",
    covers=["E09.02", "S09.01"],
    verdict="corrected",
    often="A vector of shape (n,) is a row vector.",
)
def one_axis(rng: Rng) -> Evidence:
    n = int(rng.integers(3, 9))
    x = rng.normal(size=n)
    axes, shape = describe(x)
    row, column = describe(x[None]), describe(transpose(x[None]))
    refused = 0.0
    try:
        transpose(x)
    except ValueError:
        refused = 1.0
    right = (axes, shape) == (1, (n,)) and row == (2, (1, n)) and column == (2, (n, 1))
    shown = {"axes of the vector": float(axes), "axes of the row": float(row[0]),
             "NumPy's transpose differs by": _far(x.T, x),
             "our transpose refuses": refused}  # fmt: skip
    margins = [
        above(float(right), 0.5),
        above(refused, 0.5),
        within(_far(x.T, x), 1e-12),
    ]
    return Evidence(min(margins), shown)


@claim(
    "A matrix of shape (m, n) has two identities: the one of size m on its left, the one of "
    "size n on its right. One for both sides there is for square matrices only.",
    covers=["C09.03", "E09.06", "S09.07"],
    verdict="corrected",
    often="AI = IA = A for every matrix A.",
)
def two_identities(rng: Rng) -> Evidence:
    M = rng.normal(size=(3, 5))
    left, right = matmul(identity_matrix(3), M), matmul(M, identity_matrix(5))
    refused = 0.0
    try:
        matmul(identity_matrix(5), M)
    except ValueError:
        refused = 1.0
    off = max(_far(left, M), _far(right, M))
    shown = {"off by": off, "the larger on the left is refused": refused}
    return Evidence(min(within(off, 1e-12), above(refused, 0.5)), shown)


@claim(
    "ReLU, sigmoid and tanh act entry by entry: change one entry of Z, and one entry of f(Z) "
    "changes. Softmax is an activation too, and all of the row changes: at [1, 2, 3] its "
    "Jacobian has -0.022, -0.060 and -0.163 off the diagonal.",
    covers=["C09.04", "E09.05", "S09.08", "S09.09"],
    verdict="corrected",
    often="Activations are applied element by element.",
)
def softmax_mixes(rng: Rng) -> Evidence:
    Z = rng.uniform(0.5, 1.5, size=(3, 4))
    changed = Z.copy()
    changed[1, 2] += 1.0
    single = 0
    for f in (relu, sigmoid, tanh):
        single = max(single, int((f(Z)[0] != f(changed)[0]).sum()))
    mixed = int((softmax(Z) != softmax(changed)).sum())
    J = softmax_jacobian([1.0, 2.0, 3.0])
    off = abs(J[0, 1] + 0.022) + abs(J[0, 2] + 0.060) + abs(J[1, 2] + 0.163)
    shown = {"entries that change, elementwise": float(single),
             "entries that change, softmax": float(mixed),
             "Jacobian, entries 1 and 2": J[0, 1]}  # fmt: skip
    margins = [
        within(abs(single - 1), 0.5),
        within(abs(mixed - 4), 0.5),
        within(off, 2e-3),
    ]
    return Evidence(min(margins), shown)


@claim(
    "A network is not linear algebra alone. ReLU clears about half of symmetric numbers and "
    "keeps the shape, and ReLU of a sum is not the sum of ReLUs; of a product with W it is.",
    covers=["C09.05", "E09.08", "S09.08"],
    verdict="corrected",
    often="All operations of a network are linear algebra.",
)
def relu_is_not_linear(rng: Rng) -> Evidence:
    X, Y, W = (
        rng.normal(size=(40, 50)),
        rng.normal(size=(40, 50)),
        rng.normal(size=(50, 3)),
    )
    kept = relu(X)[0]
    linear = _far(matmul(X + Y, W), matmul(X, W) + matmul(Y, W))
    bent = _far(relu(X + Y)[0], relu(X)[0] + relu(Y)[0])
    shown = {"share cleared": float((kept == 0).mean()), "product: sum off by": linear,
             "ReLU: sum off by": bent}  # fmt: skip
    margins = [within(abs(float((kept == 0).mean()) - 0.5), 0.08), within(linear, 1e-9),
               above(bent, 0.5), above(float(kept.shape == X.shape), 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Solving beats inverting: for the Hilbert matrix of size 10 the solution leaves a residual "
    "of the size of rounding, and A times (inverse of A times b) misses b by more than a "
    "million times as much.",
    covers=["C09.06", "S09.11"],
)
def inverse_loses_digits(rng: Rng) -> Evidence:
    H = hilbert(10)
    b = H @ rng.normal(size=10)
    by_solve = float(np.abs(H @ solve(H, b) - b).max())
    by_inverse = float(np.abs(H @ (inverse(H) @ b) - b).max())
    tame = rng.normal(size=(5, 5)) + 5 * np.eye(5)
    fine = _far(inverse(tame) @ tame, np.eye(5))
    shown = {"residual by solving": by_solve, "by the inverse": by_inverse,
             "a tame matrix: inverse times A off by": fine}  # fmt: skip
    margins = [
        within(by_solve, 1e-12),
        above(by_inverse, 1e6 * by_solve),
        within(fine, 1e-9),
    ]
    return Evidence(min(margins), shown)


@claim(
    "Without activations a stack of layers is one layer: its weights are the product of "
    "theirs. With a ReLU between them it is not.",
    covers=["C09.07", "S09.13"],
)
def layers_collapse(rng: Rng) -> Evidence:
    X = rng.normal(size=(20, 4))
    weights, biases = [], []
    for d, k in ((4, 6), (6, 5), (5, 3)):
        weights.append(rng.normal(size=(d, k)))
        biases.append(rng.normal(size=k))
    straight, bent = X, X
    W, b = np.eye(4), np.zeros(4)
    for V, c in zip(weights, biases, strict=True):
        straight = layer_forward(straight, V, c, "identity")[1]
        bent = layer_forward(bent, V, c, "relu")[1]
        W, b = W @ V, b @ V + c
    one = dense(X, W, b)
    shown = {"three linear layers against one": _far(straight, one),
             "with ReLU": _far(bent, one)}  # fmt: skip
    return Evidence(
        min(within(_far(straight, one), 1e-9), above(_far(bent, one), 0.5)), shown
    )


@claim(
    "A batch in one product gives the rows that a loop gives, more than fifty times as fast as "
    "the definition in Python, at 40 rows, 40 inputs and 40 outputs.",
    covers=["C09.08", "S09.04"],
)
def one_product_for_all(rng: Rng) -> Evidence:
    X, W, b = rng.normal(size=(40, 40)), rng.normal(size=(40, 40)), rng.normal(size=40)
    start = time.perf_counter()
    by_loop = matmul(X, W) + b
    slow = time.perf_counter() - start
    fast = float("inf")
    for _ in range(20):
        start = time.perf_counter()
        _ = X @ W
        fast = min(fast, time.perf_counter() - start)
    batch = dense(X, W, b)
    off = _far(batch, by_loop)
    for i in range(40):
        off = max(off, _far(dense(X[i : i + 1], W, b), batch[i : i + 1]))
    shown = {"off by": off, "more than 50 times as fast": float(slow > 50 * fast)}
    return Evidence(min(within(off, 1e-9), above(slow / fast, 50)), shown)


@claim(
    "The bias is added to each row. With shape (k,) or (1, k) it makes the same sum, and its "
    "gradient has that same shape; as a column (k, 1) it does not fit, or fits by accident and "
    "adds to rows what was meant for columns.",
    covers=["C09.09", "E09.10", "S09.05"],
    verdict="corrected",
    often="Whether a bias has shape (k,) or (1, k) does not matter.",
)
def bias_of_each_shape(rng: Rng) -> Evidence:
    X, W, b = rng.normal(size=(6, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    g = rng.normal(size=(6, 3))
    added = _far(dense(X, W, b) - matmul(X, W), np.tile(b, (6, 1)))
    flat, row = unbroadcast(g, (3,)), unbroadcast(g, (1, 3))
    refused = 0.0
    try:
        broadcast_shapes((6, 3), (3, 1))
    except ValueError:
        refused = 1.0
    accident = broadcast_shapes((3, 3), (3, 1)) == (3, 3)
    shown = {"what is added to each row, off by": added, "axes of the gradient of (k,)": float(flat.ndim),
             "axes of that of (1, k)": float(row.ndim), "a column is refused": refused,
             "a column fits where n = k": float(accident)}  # fmt: skip
    margins = [within(added, 1e-12), above(refused, 0.5), above(float(accident), 0.5),
               within(abs(flat.ndim - 1) + abs(row.ndim - 2), 0.5),
               within(_far(flat, row[0]), 1e-12)]  # fmt: skip
    return Evidence(min(margins), shown)


def _slopes(
    X: Array, W: Array, b: Array, dA: Array, activation: str
) -> tuple[Array, Array]:
    """Central differences of the sum of dA * A, by each entry of W and of b."""
    eps, found = 1e-6, []
    for v in (W, b):
        slope = np.zeros_like(v)
        for at in np.ndindex(v.shape):
            sides = []
            for step in (eps, -eps):
                moved = v.copy()
                moved[at] += step
                parts = (X, moved, b) if v is W else (X, W, moved)
                sides.append(float((dA * layer_forward(*parts, activation)[1]).sum()))
            slope[at] = (sides[0] - sides[1]) / (2 * eps)
        found.append(slope)
    return found[0], found[1]


@claim(
    "The gradient by W is the transpose of X times (dL/dA, multiplied entry by entry with "
    "f'(Z)). Central differences agree. A product of dL/dA, f'(Z) and X from left to right "
    "has shapes that do not meet.",
    covers=["C09.10", "E09.03", "S09.14"],
    verdict="corrected",
    often="dL/dW is the product of three factors from left to right, as for numbers.",
)
def chain_rule_in_matrices(rng: Rng) -> Evidence:
    X, W, b = rng.normal(size=(6, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    dA = rng.normal(size=(6, 3))
    Z, _ = layer_forward(X, W, b, "tanh")
    _, dW, db = layer_backward(dA, X, W, Z, "tanh")
    by_rule = matmul(transpose(X), hadamard(dA, tanh(Z)[1]))
    slope_W, slope_b = _slopes(X, W, b, dA, "tanh")
    refused = 0.0
    try:
        matmul(matmul(dA, tanh(Z)[1]), X)
    except ValueError:
        refused = 1.0
    shown = {"rule against engine": _far(by_rule, dW), "against differences": _far(slope_W, dW),
             "bias against differences": _far(slope_b, db), "left to right is refused": refused}  # fmt: skip
    margins = [within(_far(by_rule, dW), 1e-12), within(_far(slope_W, dW), 1e-6),
               within(_far(slope_b, db), 1e-6), above(refused, 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "The gradient by the bias is the sum of delta over the batch, a row of ones times delta. "
    "It is a sum, not a mean: with every row there twice it is twice as large, unless the loss "
    "divides by the rows.",
    covers=["E09.04", "S09.14"],
    verdict="corrected",
    often="Each step of backpropagation is a matrix product or a Hadamard product.",
)
def bias_gradient_is_a_sum(rng: Rng) -> Evidence:
    X, W = rng.normal(size=(5, 4)), rng.normal(size=(4, 3))
    b, dA = rng.normal(size=3), rng.normal(size=(5, 3))
    Z, _ = layer_forward(X, W, b, "tanh")
    _, _, db = layer_backward(dA, X, W, Z, "tanh")
    delta = hadamard(dA, tanh(Z)[1])
    twice = np.vstack([X, X]), np.vstack([Z, Z]), np.vstack([dA, dA])
    _, _, doubled = layer_backward(twice[2], twice[0], W, twice[1], "tanh")
    mean = _far(db, delta.mean(axis=0))
    shown = {"against the sum": _far(db, delta.sum(axis=0)), "against the mean": mean,
             "rows twice, against twice": _far(doubled, 2 * db)}  # fmt: skip
    margins = [within(_far(db, delta.sum(axis=0)), 1e-12), above(mean, 1e-3),
               within(_far(doubled, 2 * db), 1e-12),
               within(_far(db[None], matmul(np.ones((1, 5)), delta)), 1e-12)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "64 rows of 100 features through a layer of 50 units: Z and A have shape (64, 50), the "
    "gradients (100, 50), (50,) and (64, 100), each like what it belongs to. The layer has "
    "5,050 parameters.",
    covers=["W09.04", "S09.15", "S09.16"],
)
def shapes_of_a_layer(rng: Rng) -> Evidence:
    del rng
    found = shape_trace(64, 100, 50)
    expected = {
        "X": (64, 100), "W": (100, 50), "b": (50,), "Z": (64, 50), "A": (64, 50),
        "dX": (64, 100), "dW": (100, 50), "db": (50,),
    }  # fmt: skip
    wrong = sum(found[name] != shape for name, shape in expected.items())
    parameters = int(np.prod(found["W"]) + np.prod(found["b"]))
    shown = {"shapes that differ": float(wrong), "parameters": float(parameters)}
    return Evidence(
        min(within(wrong, 0.5), within(abs(parameters - 5_050), 0.5)), shown
    )


@claim(
    "Gates multiply entry by entry, as in an LSTM: what is kept of the memory is f * c. In "
    "attention there is no such product. Scores times a mask of 0 and 1 still give weight to "
    "what is hidden; -inf is added instead.",
    covers=["C09.11", "E09.09", "S09.17", "S09.18"],
    verdict="corrected",
    often="Hadamard products are used in LSTMs and in attention.",
)
def gates_and_masks(rng: Rng) -> Evidence:
    x, h, c = rng.normal(size=(2, 3)), rng.normal(size=(2, 4)), rng.normal(size=(2, 4))
    W, U, b = rng.normal(size=(3, 16)), rng.normal(size=(4, 16)), rng.normal(size=16)
    told = lstm_cell(x, h, c, W, U, b)
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
    memory = hadamard(sigmoid(f)[0], c) + hadamard(sigmoid(i)[0], tanh(g)[0])
    shown_by = hadamard(sigmoid(o)[0], tanh(memory)[0])
    Q, K, V = rng.normal(size=(3, 4)), rng.normal(size=(5, 4)), rng.normal(size=(5, 2))
    seen = np.array([True, True, True, False, False])
    means, weights = attention(Q, K, V, np.tile(seen, (3, 1)))
    scores = Q @ K.T / 2
    added = softmax(scores + np.where(seen, 0.0, -np.inf))
    times = softmax(scores * seen)
    cell = max(_far(told[0], shown_by), _far(told[1], memory))
    shown = {"LSTM by Hadamard products, off by": cell,
             "attention by products and softmax, off by": _far(means, added @ V),
             "hidden weight, mask added": float(weights[:, ~seen].max()),
             "hidden weight, mask multiplied": float(times[:, ~seen].max())}  # fmt: skip
    margins = [within(cell, 1e-12), within(_far(means, added @ V), 1e-12),
               within(float(weights[:, ~seen].max()), 1e-12),
               above(float(times[:, ~seen].max()), 0.01)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Rank is the number of independent rows, which is that of independent columns: 2 for [[1, "
    "2], [3, 4]], 1 for [[1, 2], [2, 4]]. A product has at most the rank of each factor, so a "
    "narrow layer bounds what passes.",
    covers=["E09.07", "S09.12"],
    verdict="corrected",
    often="Rank says whether a matrix is full-featured.",
)
def rank_counts_rows(rng: Rng) -> Evidence:
    wide, narrow = rng.normal(size=(8, 3)), rng.normal(size=(3, 7))
    P = wide @ narrow
    both = (len(row_reduce(P)[1]), matrix_rank(P), matrix_rank(P.T))
    shown = {"[[1, 2], [3, 4]]": float(matrix_rank(A)),
             "[[1, 2], [2, 4]]": float(matrix_rank([[1.0, 2.0], [2.0, 4.0]])),
             "(8, 3) times (3, 7), by pivots": float(both[0]),
             "by singular values": float(both[1]), "of the transpose": float(both[2])}  # fmt: skip
    wrong = abs(shown["[[1, 2], [3, 4]]"] - 2) + abs(shown["[[1, 2], [2, 4]]"] - 1)
    for found in both:
        wrong += abs(found - 3)
    return Evidence(within(wrong, 0.5), shown)


@claim(
    "Layers that start as the identity pass on what they get, however many there are; with "
    "ReLU they do where it is not negative. Fifty layers of small random weights pass on "
    "nothing.",
    covers=["S09.19"],
)
def identity_keeps(rng: Rng) -> Evidence:
    X = rng.uniform(0.1, 1.0, size=(5, 8))
    kept, lost = X, X
    for _ in range(50):
        kept = layer_forward(kept, init_identity(8, 8), np.zeros(8), "relu")[1]
        lost = layer_forward(
            lost, 0.1 * rng.normal(size=(8, 8)), np.zeros(8), "identity"
        )[1]
    shown = {
        "identity: off by": _far(kept, X),
        "small weights: largest entry": float(np.abs(lost).max()),
    }
    margins = [within(_far(kept, X), 1e-12), within(float(np.abs(lost).max()), 1e-6)]
    return Evidence(min(margins), shown)


@claim(
    "Normal equations solve least squares without an explicit inverse, and square the condition "
    "number: half of the digits are at stake that QR keeps.",
    covers=["S09.20", "C09.06"],
)
def condition_is_squared(rng: Rng) -> Evidence:
    M = rng.normal(size=(20, 3))
    M[:, 2] = M[:, 0] + 1e-3 * M[:, 2]
    b = rng.normal(size=20)
    plain, squared = condition_number(M), condition_number(M.T @ M)
    apart = _far(solve_normal_equations(M, b), least_squares(M, b))
    size = float(np.abs(least_squares(M, b)).max())
    shown = {"condition of A": plain, "of the normal equations": squared,
             "solutions differ by, relative": apart / size}  # fmt: skip
    margins = [within(abs(squared / plain**2 - 1), 0.01), within(apart / size, 1e-6)]
    return Evidence(min(margins), shown)


@claim(
    "The dot product measures how far one vector goes along another: what is left after the "
    "projection is orthogonal to it, with dot product 0.",
    covers=["S09.03"],
)
def what_is_left(rng: Rng) -> Evidence:
    a, b = rng.normal(size=5), rng.normal(size=5)
    along = project(a, b)
    left = dot(a - along, b)
    length = float(np.linalg.norm(along))
    expected = abs(dot(a, b)) / float(np.linalg.norm(b))
    shown = {"dot product of the rest": left, "length along b": length}
    return Evidence(
        min(within(abs(left), 1e-9), within(abs(length - expected), 1e-9)), shown
    )
