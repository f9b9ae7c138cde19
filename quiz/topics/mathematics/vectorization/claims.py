"""Statements about arrays in place of loops, and their evidence."""

from __future__ import annotations

import ast
import inspect
import math
import tracemalloc
from collections.abc import Callable

import numpy as np
from scipy.linalg import blas

from engine.algebra.products import matmul
from engine.algebra.shapes import memory_bytes
from engine.algebra.vectorised import (
    add_arrays,
    add_loop,
    benchmark,
    passes_by_batch,
    passes_by_row,
    product_seconds,
)
from engine.arrays import Array
from engine.neighbors.distances import pairwise, squared_distances
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator


def _far(a: Array, b: Array) -> float:
    """The largest difference of two arrays, infinite where their shapes differ."""
    return float(np.abs(a - b).max()) if a.shape == b.shape else float("inf")


@claim(
    "[1, 2, 3] + [4, 5, 6] is [5, 7, 9] for arrays. For lists it is [1, 2, 3, 4, 5, 6], and no "
    "error; sums of pairs take a loop.",
    covers=["W27.01", "S27.01", "S27.02"],
    verdict="corrected",
    often="[1, 2, 3] + [4, 5, 6] = [5, 7, 9].",
)
def plus_of_lists(rng: Rng) -> Evidence:
    del rng
    a, b = [1, 2, 3], [4, 5, 6]
    by_loop, by_array = np.array(add_loop(a, b)), add_arrays(a, b)
    off = max(_far(by_loop, np.array([5, 7, 9])), _far(by_array, np.array([5, 7, 9])))
    shown: dict[str, float | str] = {
        "loop and array off by, at most": off,
        "plus of lists": str(a + b),
    }
    return Evidence(min(within(off, 1e-12), above(len(a + b), 5.5)), shown)


@claim(
    "Sums of pairs are equal to the last digit by loop and by array. Products of matrices agree "
    "to rounding.",
    covers=["C27.06", "S27.03"],
)
def same_results(rng: Rng) -> Evidence:
    a, b = rng.normal(size=500), rng.normal(size=500)
    A, B = rng.normal(size=(20, 15)), rng.normal(size=(15, 10))
    sums = _far(np.array(add_loop(a.tolist(), b.tolist())), add_arrays(a, b))
    products = _far(matmul(A, B), A @ B)
    shown = {"sums differ by": sums, "products differ by": products}
    return Evidence(min(within(sums, 1e-300), within(products, 1e-12)), shown)


@claim(
    "A total by array may differ from a loop's in its last digits: the numbers are added in "
    "another order, and each addition rounds. Of 20,000 equal numbers, the array's total is at "
    "least five times nearer to the exact one.",
    covers=["C27.06"],
)
def sums_in_another_order(rng: Rng) -> Evidence:
    n = 20_000
    a, b = rng.random(2).tolist()
    total = 0.0
    for number in add_loop([a] * n, [b] * n):
        total += number
    x = add_arrays([a] * n, [b] * n)
    exact = math.fsum(x)
    by_loop, by_array = abs(total - exact), abs(float(x.sum()) - exact)
    shown = {"loop off by": by_loop, "array off by": by_array, "of": exact}
    rounding = float(np.spacing(exact))
    margins = [
        above(by_loop, 5 * max(by_array, rounding)),
        within(by_loop / exact, 1e-11),
    ]
    return Evidence(min(margins), shown)


@claim(
    "How much faster an array is depends on its size. Adding 3 numbers, there is little to gain; "
    "adding 20,000, it is more than ten times as fast as a loop.",
    covers=["E27.02", "C27.01", "S27.05"],
    verdict="corrected",
    often="Vectorized code runs many times faster.",
)
def gain_by_size(rng: Rng) -> Evidence:
    drawn = {n: rng.normal(size=(2, n)) for n in (3, 20_000)}
    # Each way gets what suits it: the loop lists, the operation arrays.
    lists = {n: pair.tolist() for n, pair in drawn.items()}
    functions: dict[str, Callable[[int], object]] = {
        "loop": lambda n: add_loop(*lists[n]),
        "array": lambda n: np.add(*drawn[n]),
    }
    seconds = benchmark(functions, lambda n: (n,), list(drawn), repeats=7)
    few, many = seconds["loop"] / seconds["array"]
    off = _far(np.array(add_loop(*lists[3])), np.add(*drawn[3]))
    shown = {"3 numbers: less than 8 times as fast": float(few < 8),
             "20,000 numbers: more than 10 times": float(many > 10)}  # fmt: skip
    return Evidence(min(within(few, 8), above(many, 10), within(off, 1e-300)), shown)


@claim(
    "Products gain most, for n³ turns become one call: two matrices of 32 rows and columns are "
    "multiplied more than 100 times as fast as by three loops in Python.",
    covers=["C27.01", "S27.03"],
)
def products_gain_most(rng: Rng) -> Evidence:
    seconds, off = product_seconds([32], rng)
    times = float(seconds["loop"][0] / seconds["array"][0])
    shown = {"more than 100 times as fast": float(times > 100), "differ by": off}
    return Evidence(min(above(times, 100), within(off, 1e-12)), shown)


class _Counted(float):
    """A number that counts how often it is added to another."""

    additions = 0

    def __add__(self, other: float) -> float:
        _Counted.additions += 1
        return float(self) + float(other)


@claim(
    "In a loop the interpreter looks up and carries out one addition for each pair. For an array "
    "it carries out none: the loop runs in compiled code.",
    covers=["C27.03"],
)
def additions_of_the_interpreter(rng: Rng) -> Evidence:
    x, y = rng.normal(size=(2, 50))
    counted = [_Counted(v) for v in x]
    turns = []
    for add in (add_loop, add_arrays):
        _Counted.additions = 0
        off = _far(np.asarray(add(counted, y.tolist())), x + y)
        turns.append(_Counted.additions)
    shown = {"loop": float(turns[0]), "array": float(turns[1]), "array off by": off}
    margins = [within(abs(turns[0] - 50), 0.5), within(turns[1], 0.5), within(off, 1e-300)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "The processor takes several numbers at a time, so smaller ones go faster: 60,000 additions in "
    "float32 take less than 0.9 of the time in float64, and half of the memory.",
    covers=["C27.03", "S27.05"],
)
def narrow_numbers(rng: Rng) -> Evidence:
    n = 60_000
    wide = rng.normal(size=(2, n))
    narrow, out = wide.astype(np.float32), np.empty(n)
    slim = np.empty(n, np.float32)
    functions: dict[str, Callable[..., object]] = {
        "float64": lambda _: np.add(wide[0], wide[1], out=out),
        "float32": lambda _: np.add(narrow[0], narrow[1], out=slim),
    }
    seconds = benchmark(functions, lambda n: (n,), [n], repeats=25)
    share = float(seconds["float32"][0] / seconds["float64"][0])
    half = memory_bytes((n,), np.float32) / wide[0].nbytes
    shown = {"less than 0.9 of the time": float(share < 0.9), "share of memory": half}
    return Evidence(min(within(share, 0.9), within(abs(half - 0.5), 1e-9)), shown)


@claim(
    "np.vectorize is a loop: it calls the function once for every number. Given the array itself, "
    "the same function is called once.",
    covers=["E27.03"],
    verdict="corrected",
    often="np.vectorize makes a function vectorized.",
)
def vectorize_is_a_loop(rng: Rng) -> Evidence:
    x, y = rng.normal(size=(2, 40))
    calls = 0

    def plus(u: Array, v: Array) -> Array:
        nonlocal calls
        calls += 1
        return u + v

    by_number = np.vectorize(plus, otypes=[float])(x, y)
    each, calls = calls, 0
    at_once = plus(x, y)
    right = add_arrays(x, y)
    shown = {"calls by np.vectorize": float(each), "calls with the array": float(calls)}
    margins = [within(abs(each - 40), 0.5), within(abs(calls - 1), 0.5),
               within(max(_far(by_number, right), _far(at_once, right)), 1e-300)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Doing without a loop can cost memory. For the distances of 100 rows to 80 rows with 30 "
    "features, broadcasting makes an array of 100 · 80 · 30 numbers, 30 times the result; one "
    "product of matrices makes none so large.",
    covers=["E27.03"],
    verdict="corrected",
    often="Vectorized code is better in every way.",
)
def temporaries(rng: Rng) -> Evidence:
    X, Z = rng.normal(size=(100, 30)), rng.normal(size=(80, 30))
    predicted = memory_bytes((100, 80, 30), np.float64)
    peaks, found = [], []
    for way in (lambda: ((X[:, None] - Z) ** 2).sum(axis=-1), lambda: squared_distances(X, Z)):  # fmt: skip
        tracemalloc.start()
        found.append(way())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    shown = {"broadcasting, MB": round(peaks[0] / 1e6, 1), "one product, MB": round(peaks[1] / 1e6, 1),
             "predicted, MB": predicted / 1e6, "results differ by": _far(*found)}  # fmt: skip
    margins = [above(peaks[0], predicted), within(peaks[0], 1.3 * predicted),
               above(predicted, 5 * peaks[1]), within(_far(*found), 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Squared distances as |x|² + |z|² - 2 x · z lose their digits far from the origin: with rows "
    "near 10⁹ they are off by more than the largest of them. Moved to the origin first, they are "
    "right.",
    covers=["H27.01", "C27.06"],
)
def far_from_the_origin(rng: Rng) -> Evidence:
    X, Z = rng.normal(size=(2, 6, 3)) + 1e9
    right = pairwise(X, Z) ** 2
    product = (X**2).sum(axis=1)[:, None] + (Z**2).sum(axis=1) - 2 * X @ Z.T
    off, moved = _far(product, right), _far(squared_distances(X, Z), right)
    shown = {"largest squared distance": float(right.max()), "off by": off, "moved first": moved}  # fmt: skip
    return Evidence(min(above(off, float(right.max())), within(moved, 1e-9)), shown)


def _statements(function: Callable[..., object]) -> int:
    """Statements in the body of a function, its docstring left out."""
    tree = ast.parse(inspect.getsource(function))
    every = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    return len(every) - 2


@claim(
    "Array code is shorter. A dense layer forward and back is 8 statements by row, and one for "
    "the batch.",
    covers=["C27.02"],
)
def fewer_statements(rng: Rng) -> Evidence:
    X, W, G = rng.normal(size=(6, 4)), rng.normal(size=(4, 3)), rng.normal(size=(6, 3))
    one_by_one, at_once = passes_by_row(X, W, G[0], G), passes_by_batch(X, W, G[0], G)
    off = 0.0
    for a, b in zip(one_by_one, at_once, strict=True):
        off = max(off, _far(a, b))
    long, short = _statements(passes_by_row), _statements(passes_by_batch)
    shown = {"by row": float(long), "by batch": float(short), "differ by": off}
    wrong = abs(long - 8) + abs(short - 1)
    return Evidence(min(within(wrong, 0.5), within(off, 1e-12)), shown)


@claim(
    "Networks live on it. 200 rows through a layer, forward and back, as one batch: the same "
    "numbers more than five times as fast as row by row, though each row is a product already.",
    covers=["C27.04", "C27.05", "S27.04"],
)
def batch_at_once(rng: Rng) -> Evidence:
    X, W, b = rng.normal(size=(200, 8)), rng.normal(size=(8, 4)), rng.normal(size=4)
    G = rng.normal(size=(200, 4))
    functions: dict[str, Callable[..., object]] = {
        "row": passes_by_row,
        "batch": passes_by_batch,
    }
    seconds = benchmark(functions, lambda _: (X, W, b, G), [200], repeats=4)
    times = float(seconds["row"][0] / seconds["batch"][0])
    off = 0.0
    one_by_one, at_once = passes_by_row(X, W, b, G), passes_by_batch(X, W, b, G)
    for a, c in zip(one_by_one, at_once, strict=True):
        off = max(off, _far(a, c))
    shown = {"more than 5 times as fast": float(times > 5), "differ by": off}
    return Evidence(min(above(times, 5), within(off, 1e-11)), shown)


@claim(
    "NumPy's entry-by-entry loops are C and C++. Products of matrices go to a BLAS, whose "
    "routines are called as Fortran's are, and give their result column by column in memory.",
    covers=["E27.04"],
    verdict="corrected",
    often="The implementations are in C and C++.",
)
def called_as_fortran(rng: Rng) -> Evidence:
    A, B = rng.normal(size=(6, 5)), rng.normal(size=(5, 4))
    C = blas.dgemm(1.0, A, B)
    off = _far(C, matmul(A, B))
    shown: dict[str, float | str] = {"dgemm off from three loops by": off, "its type": type(blas.dgemm).__name__,
             "columns side by side": float(C.flags.f_contiguous)}  # fmt: skip
    as_fortran = type(blas.dgemm).__name__ == "fortran" and C.flags.f_contiguous
    return Evidence(min(within(off, 1e-12), above(float(as_fortran), 0.5)), shown)


@claim(
    "A loop that appends needs a list to append to: without c = [] before it, Python stops at "
    "the first turn with a NameError.",
    covers=["E27.01"],
    verdict="corrected",
    often="for x, y in zip(a, b): c.append(x + y)",
)
def a_list_to_append_to(rng: Rng) -> Evidence:
    a, b = (rng.integers(1, 10, size=4).tolist() for _ in range(2))
    loop = "for x, y in zip(a, b): c.append(x + y)"
    names = {"a": a, "b": b}
    stopped = ""
    try:
        exec(loop, dict(names))  # noqa: S102 - ours
    except NameError as error:
        stopped = str(error)
    made: list[int] = []
    exec(loop, names | {"c": made})  # noqa: S102 - ours
    right = made == add_loop(a, b)
    shown: dict[str, float | str] = {
        "without": stopped,
        "with it, the right sums": float(right),
    }
    return Evidence(min(above(float("'c'" in stopped), 0.5), above(float(right), 0.5)), shown)  # fmt: skip
