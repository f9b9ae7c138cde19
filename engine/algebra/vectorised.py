"""Loops beside whole-array operations: the same results, another speed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.algebra.products import matmul
from engine.arrays import Array
from engine.system import system


@system("S27.01")
def add_loop(a: Sequence[float], b: Sequence[float]) -> list[float]:
    """Sums of pairs, one at a time, in Python.

    Each turn fetches two objects, looks up what `+` means for them and makes a
    third. `a + b` of two lists is something else: one list after the other.

    Raises:
        ValueError: the lengths differ.

    >>> add_loop([1, 2, 3], [4, 5, 6])
    [5, 7, 9]
    """
    if len(a) != len(b):
        raise ValueError(f"a has {len(a)} entries, b has {len(b)}")
    sums = []
    for x, y in zip(a, b, strict=True):
        sums.append(x + y)
    return sums


@system("S27.02")
def add_arrays(a: ArrayLike, b: ArrayLike) -> Array:
    """The same sums in one operation on arrays, which runs in compiled code.

    The types are looked up once, the numbers lie side by side, and the processor
    adds several at a time. Below about ten numbers the call costs more than the
    loop.

    Raises:
        ValueError: the shapes differ.

    >>> add_arrays([1, 2, 3], [4, 5, 6])
    array([5., 7., 9.])
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:
        raise ValueError(f"a and b must have one shape, got {a.shape} and {b.shape}")
    return np.asarray(a + b)


@system("S27.04")
def passes_by_row(X: Any, W: Any, b: Any, dZ: Any) -> tuple[Any, Any, Any, Any]:
    """A dense layer forward and backward, one row of the batch at a time.

    Forward `z = x W + b`; backward `dx = dz W^T`, and the gradients of W and b add
    up over the rows: `dW = sum_i x_i dz_i^T`, `db = sum_i dz_i`.

    Args:
        X: inputs, shape (n, d).
        W: weights, shape (d, k).
        b: biases, shape (k,).
        dZ: gradient of a loss by Z, shape (n, k).

    Returns:
        Z, dX, dW, db, of shapes (n, k), (n, d), (d, k), (k,).

    >>> passes_by_row(*map(np.array, ([[2.0]], [[3.0]], [1.0], [[1.0]])))
    (array([[7.]]), array([[3.]]), array([[2.]]), array([1.]))
    """
    Z, dX = np.empty_like(dZ), np.empty_like(X)
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for i, x in enumerate(X):
        Z[i] = x @ W + b
        dX[i] = W @ dZ[i]
        dW += np.outer(x, dZ[i])
        db += dZ[i]
    return Z, dX, dW, db


@system("S27.04", "S27.06")
def passes_by_batch(X: Any, W: Any, b: Any, dZ: Any) -> tuple[Any, Any, Any, Any]:
    """The same passes, all rows at once: three products of matrices and a sum.

    Written with operators that NumPy, torch and JAX share, it runs as it is on
    the arrays of any of them.

    Args:
        X, W, b, dZ: as for `passes_by_row`, arrays of one library.

    Returns:
        Z, dX, dW, db, arrays of that library.

    >>> passes_by_batch(*map(np.array, ([[2.0]], [[3.0]], [1.0], [[1.0]])))
    (array([[7.]]), array([[3.]]), array([[2.]]), array([1.]))
    """
    return X @ W + b, dZ @ W.T, X.T @ dZ, dZ.sum(0)


@system("S27.05", "S48.09")
def benchmark(
    functions: dict[str, Callable[..., Any]],
    arguments: Callable[[int], tuple[Any, ...]],
    sizes: Sequence[int],
    repeats: int = 5,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Array]:
    """Seconds that each function takes, by size of its input.

    The shortest of several runs: whatever else the machine does can only add.
    Compare ratios between functions; seconds are of this machine alone.

    Args:
        functions: name -> function.
        arguments: makes the arguments for a size, the same for every function.
        sizes: of the input.
        repeats: runs of each function and size, at least 1.
        clock: gives the time in seconds.

    Returns:
        Name -> seconds, shape (number of sizes,).

    Raises:
        ValueError: repeats is below 1.

    >>> found = benchmark({"loop": add_loop, "array": add_arrays},
    ...                   lambda n: (np.ones(n), np.ones(n)), [10, 20_000])
    >>> bool(found["loop"][1] > found["array"][1])
    True
    """
    if repeats < 1:
        raise ValueError(f"repeats must be at least 1, got {repeats}")
    seconds = {name: np.full(len(sizes), np.inf) for name in functions}
    for i, size in enumerate(sizes):
        given = arguments(size)
        # In turns, so that a slow moment of the machine meets all of them.
        for _ in range(repeats):
            for name, function in functions.items():
                start = clock()
                function(*given)
                seconds[name][i] = min(seconds[name][i], clock() - start)
    return seconds


@system("S27.03")
def product_seconds(
    sizes: Sequence[int], rng: np.random.Generator
) -> tuple[dict[str, Array], float]:
    """Time of the triple loop against `@` for square matrices, and their difference.

    Args:
        sizes: rows of the matrices, in any order.
        rng: draws the matrices.

    Returns:
        Seconds as by `benchmark`, under `loop` and `array`; and the largest
        difference between the two products of the last size.

    >>> seconds, difference = product_seconds([8], np.random.default_rng(0))
    >>> bool(seconds["loop"][0] > seconds["array"][0]), difference < 1e-14
    (True, True)
    """
    drawn = {n: (rng.normal(size=(n, n)), rng.normal(size=(n, n))) for n in sizes}
    both: dict[str, Callable[..., Any]] = {"loop": matmul, "array": np.matmul}
    seconds = benchmark(both, lambda n: drawn[n], sizes, repeats=2)
    A, B = drawn[sizes[-1]]
    return seconds, float(np.abs(matmul(A, B) - A @ B).max())
