"""Questions on arrays in place of loops: what they save, cost, and get wrong in silence."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.algebra.broadcasting import broadcast_shapes, broadcast_to
from engine.algebra.shapes import memory_bytes
from engine.algebra.vectorised import benchmark
from engine.arrays import Array
from engine.neighbors.distances import pairwise, squared_distances
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    expression,
    match,
    matrix,
    number,
    output,
    recall,
    shape,
)
from quiz.items.kinds.expression import Expr
from quiz.items.kinds.numbers import EXACT
from quiz.items.kinds.output import printed
from quiz.items.write import num, vec

Rng = np.random.Generator


def _modelled(
    costs: Mapping[str, tuple[float, float]], sizes: range
) -> dict[str, Array]:
    """Times by a clock that moves on by a price for each call and one for each number."""
    now = [0.0]

    def function(call: float, each: float) -> Callable[[int], None]:
        def run(n: int) -> None:
            now[0] += call + each * n

        return run

    functions = {name: function(*cost) for name, cost in costs.items()}
    return benchmark(functions, lambda n: (n,), sizes, 1, lambda: now[0])


@number(level=1, covers=["E27.02", "L27.01", "S27.05", "C27.01"], tolerance=EXACT)
def break_even(rng: Rng) -> Ask:
    """From which size on arrays win."""
    tie = int(rng.integers(8, 41))
    each, turn = int(rng.choice([1, 2, 3, 5])), int(rng.choice([20, 30, 40, 60, 80]))
    call = tie * (turn - each)
    seconds = _modelled({"loop": (0, turn), "array": (call, each)}, range(1, 120))
    return Ask(
        f"A loop in Python takes {turn} ns for each number. An operation on an array takes {call} "
        f"ns for the call and {each} ns for each number. For how many numbers, at least, is the "
        "array faster?",
        key=1 + int(np.argmax(seconds["array"] < seconds["loop"])),
        mistakes=[
            Mistake("tie", tie, "There the two take the same time. Faster is one more."),
            Mistake("call-alone", math.ceil(call / turn),
                    "That pays for the call alone; each number costs the array something, too."),
            Mistake("ratio", round(turn / each),
                    "That is the speed-up for very many numbers, not where it begins."),
        ],
        why=f"Each number saves ${turn} - {each} = {turn - each}$ ns, and {call} ns have to be "
        f"earned: more than ${call}/{turn - each} = {tie}$ numbers. For less, leave the loop.",
        check=lambda: call // (turn - each) + 1,
    )  # fmt: skip


@expression(level=2, covers=["E27.02", "C27.01"])
def speed_up(rng: Rng) -> Ask:
    """The speed-up as a formula."""
    turn = int(rng.choice([30, 40, 50, 60, 80]))
    call = int(rng.choice([400, 500, 800, 1_000, 1_200]))
    return Ask(
        f"A loop takes {turn} ns for each number, an array operation {call} ns for the call and "
        "$s$ ns for each number. How many times as fast is the array for $n$ numbers? Write a "
        "formula in $n$ and $s$.",
        key=Expr(f"{turn}*n/({call} + s*n)", {"n": (1.0, 1000.0), "s": (0.5, 5.0)}),
        mistakes=[
            Mistake("limit", f"{turn}/s",
                    "That is what it tends to for large $n$. The call costs the same for few "
                    "numbers as for many."),
            Mistake("upside-down", f"({call} + s*n)/({turn}*n)",
                    "That is the share of the time that is left; the speed-up is its reciprocal."),
            Mistake("call-for-each", f"{turn}/({call} + s)",
                    "The call is paid once, not for each number."),
        ],
        why=f"Time of the loop over time of the array, ${turn}n/({call} + sn)$. It is below 1 for "
        f"few numbers and tends to ${turn}/s$; a speed-up without a size says nothing.",
    )  # fmt: skip


@number(level=2, covers=["C27.01", "S27.05"])
def whole_step(rng: Rng) -> Ask:
    """What is left of a speed-up."""
    part = int(rng.choice([50, 60, 70, 80, 90]))
    times = int(rng.choice([10, 20, 40, 50, 100]))
    costs = {"before": (100.0, 0.0), "after": (100 - part + part / times, 0.0)}
    seconds = _modelled(costs, range(1, 2))
    return Ask(
        f"In a training step {part} % of the time goes into one loop. As an array operation it is "
        f"{times} times as fast. How many times as fast is the whole step?",
        key=float(seconds["before"][0] / seconds["after"][0]),
        mistakes=[
            Mistake("loop-alone", times, "So much faster is the loop. The rest of the step takes "
                    "as long as before."),
            Mistake("share-of-it", part * times / 100,
                    "Shares of time add up, speed-ups do not: how long does the new step take?"),
            Mistake("limit", 100 / (100 - part),
                    "That would be it if the loop took no time at all."),
        ],
        why=f"Of 100 ms, {100 - part} stay and {part} become {num(part / times)}. However fast the "
        f"loop gets, it never is more than {num(100 / (100 - part))} times (Amdahl's law). "
        "Measure first where the time goes.",
        check=lambda: 1 / (1 - part / 100 + part / 100 / times),
    )  # fmt: skip


@number(level=1, covers=["C27.03", "S27.05"], tolerance=EXACT)
def instructions(rng: Rng) -> Ask:
    """Several numbers in one instruction."""
    bits = int(rng.choice([128, 256, 512]))
    kind, other = rng.permutation(["float32", "float64"])
    n = 64 * int(rng.integers(10, 60))
    lanes = bits // (8 * memory_bytes((), str(kind)))
    others = bits // (8 * memory_bytes((), str(other)))
    return Ask(
        f"A processor adds registers of {bits} bits in one instruction (SIMD). How many such "
        f"instructions does it need, at least, for two arrays of {n} numbers in {kind}?",
        key=n // lanes,
        mistakes=[
            Mistake("one-by-one", n, f"A register holds {lanes} of them, and all are added at "
                    "once."),
            Mistake("other-type", n // others, f"That is for {other}. How many bits has one "
                    f"number in {kind}?"),
            Mistake("bytes-for-bits", max(n * memory_bytes((), str(kind)) // bits, 1),
                    f"{memory_bytes((), str(kind))} is its size in bytes; the register was given "
                    "in bits."),
        ],
        why=f"A number in {kind} takes {8 * memory_bytes((), str(kind))} bits, so {lanes} fit. The "
        "interpreter's loop never gets there: it adds one pair of Python objects after the other.",
        check=lambda: n * int(str(kind)[5:]) // bits,
    )  # fmt: skip


def _sizes(rng: Rng) -> tuple[int, int, int]:
    """Rows, other rows, features: all different."""
    m, n = (int(v) for v in rng.choice([200, 300, 400, 500, 800], 2, replace=False))
    return m, n, int(rng.choice([10, 20, 32, 50, 64]))


@shape(level=1, covers=["Q27.02", "H27.01"])
def all_differences(rng: Rng) -> Ask:
    """Every row against every row."""
    m, n, d = _sizes(rng)
    return Ask(
        f"`X` has shape ({m}, {d}), `Z` has ({n}, {d}). What is the shape of `X[:, None] - Z`?",
        key=broadcast_shapes((m, 1, d), (n, d)),
        mistakes=[
            Mistake("none-ignored", (m, d), "So it would be for as many rows in Z as in X. `None` "
                    "puts a new axis of size 1 in, and that is stretched."),
            Mistake("summed", (m, n), "That is the shape of distances; nothing was summed over "
                    "features yet."),
            Mistake("turned", (n, m, d), "`X[:, None]` has shape (m, 1, d): the rows of X are on "
                    "the first axis."),
        ],
        why=f"({m}, 1, {d}) meets ({n}, {d}); aligned from the right that gives ({m}, {n}, {d}). "
        "Entry (i, j) holds the difference of row i and row j.",
        check=lambda: np.broadcast_shapes((m, 1, d), (n, d)),
    )  # fmt: skip


@number(level=2, covers=["E27.03", "H27.01"])
def size_of_a_temporary(rng: Rng) -> Ask:
    """What no loop costs in memory."""
    m, n, d = _sizes(rng)
    scale = int(rng.choice([5, 10]))
    m, n = m * scale, n * scale
    return Ask(
        f"X has {m} rows, Z has {n}, both with {d} features in float64. How large, in MB "
        "($10^6$ bytes), is the largest array that `((X[:, None] - Z) ** 2).sum(axis=-1)` makes "
        "on its way?",
        key=memory_bytes((m, n, d), "float64") / 1e6,
        mistakes=[
            Mistake("result-alone", memory_bytes((m, n), "float64") / 1e6,
                    "That is the result. Before it is summed, every pair has d numbers."),
            Mistake("float32", memory_bytes((m, n, d), "float32") / 1e6,
                    "A number in float64 takes 8 bytes."),
            Mistake("operands-alone", memory_bytes((m + n, d), "float64") / 1e6,
                    "That is what goes in. The difference of all pairs is an array of its own."),
        ],
        why=f"${m} \\cdot {n} \\cdot {d}$ numbers of 8 bytes, {d} times the result. By "
        "$|x|^2 + |z|^2 - 2 x \\cdot z$ nothing is larger than the result; or take rows in chunks.",
        check=lambda: 8 * m * n * d / 1e6,
    )  # fmt: skip


@matrix(level=2, covers=["H27.01", "S27.03", "Q27.02"])
def distances_by_one_product(rng: Rng) -> Ask:
    """Distances by one product."""
    X, Z = (rng.integers(-3, 4, size=(k, 2)).astype(float) for k in (2, 3))
    x, z = (X**2).sum(axis=1)[:, None], (Z**2).sum(axis=1)
    return Ask(
        f"$X$ = {vec(X)}, $Z$ = {vec(Z)}, a row for each point. What is "
        "`(X ** 2).sum(axis=1)[:, None] + (Z ** 2).sum(axis=1) - 2 * X @ Z.T`?",
        key=squared_distances(X, Z),
        mistakes=[
            Mistake("roots", pairwise(X, Z), "Those are distances. No root is taken here."),
            Mistake("two-forgotten", x + z - X @ Z.T, "The product is taken twice: "
                    "$|x - z|^2 = |x|^2 - 2 x \\cdot z + |z|^2$."),
            Mistake("product-left-out", x + z, "The product is missing. It is 0 for right "
                    "angles alone."),
        ],
        why="Entry (i, j) is $|x_i|^2 + |z_j|^2 - 2 x_i \\cdot z_j = |x_i - z_j|^2$. A column of "
        "shape (2, 1) and a row of shape (3,) meet as (2, 3).",
        check=lambda: ((X[:, None] - Z) ** 2).sum(axis=-1),
    )  # fmt: skip


@matrix(level=2, covers=["H27.02", "C27.06", "Q27.03"])
def a_sum_without_keepdims(rng: Rng) -> Ask:
    """A wrong result in silence."""
    E = rng.choice([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], size=(3, 3))
    E[1] += float(rng.integers(2, 6))
    rows = E.sum(axis=1)
    return Ask(
        "Somebody wants every row to sum to 1, and writes `P = E / E.sum(axis=1)`. "
        f"$E$ = {vec(E)}. What is the first row of `P`, in truth?",
        key=(E / broadcast_to(rows, (3, 3)))[0],
        mistakes=[
            Mistake("as-was-meant", E[0] / rows[0],
                    "So it was meant. But the sums have shape (3,), and broadcasting aligns "
                    "that from the right: with the columns."),
            Mistake("sums-of-columns", E[0] / E.sum(axis=0),
                    "`axis=1` is summed away, so these are sums of rows."),
            Mistake("whole-sum", E[0] / E.sum(), "`axis=1` leaves three sums."),
        ],
        why=f"The sums of the rows are {vec(rows)}, and entry j of each row is divided by sum j. "
        "With 4 columns there would be an error; a square matrix gets by. `keepdims=True` gives "
        "(3, 1), which is what was meant.",
        check=lambda: [E[0, j] / rows[j] for j in range(3)],
    )  # fmt: skip


LOOPS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "gradient": (
        "out = np.zeros((d, k))\nfor x, g in zip(X, G):\n    out += np.outer(x, g)",
        "X.T @ G",
        {
            "np.outer(X.sum(axis=0), G.sum(axis=0))":
                "A sum of products is not the product of sums.",
            "G.T @ X": "That is its transpose.",
            "X.T * G.T": "Entry by entry nothing is summed over rows; the shapes do not even meet.",
        },
    ),
    "row weights": (
        "out = np.zeros((n, d))\nfor i in range(n):\n    out[i] = w[i] * X[i]",
        "w[:, None] * X",
        {
            "w * X": "Aligned from the right, w meets the columns: an error, or, where X is "
            "square, a wrong result.",
            "w @ X": "That sums over the rows.",
            "np.outer(w, X)": "`outer` flattens X and makes every product.",
        },
    ),
    "right class": (
        "out = np.zeros(n)\nfor i in range(n):\n    out[i] = P[i, y[i]]",
        "P[np.arange(n), y]",
        {
            "P[:, y]": "That takes all of these columns for each row: (n, n).",
            "P[y]": "That takes rows, by the labels.",
            "P.max(axis=1)": "That is the largest entry of a row, whatever its label.",
        },
    ),
    "counts": (
        "out = np.zeros(k)\nfor label in y:\n    out[label] += 1",
        "np.bincount(y, minlength=k)",
        {
            "np.bincount(np.unique(y), minlength=k)": "`unique` keeps each label once.",
            "np.isin(np.arange(k), y) * 1": "That says whether a label occurs, not how often. "
            "`out[y] += 1` does the same: each place is written once.",
            "np.cumsum(np.bincount(y, minlength=k))": "That counts labels up to each.",
        },
    ),
    "condition": (
        "out = np.zeros(n)\nfor i in range(n):\n    out[i] = v[i] if v[i] > 0 else 0.1 * v[i]",
        "np.where(v > 0, v, 0.1 * v)",
        {
            "v[v > 0]": "That leaves out the others, and is shorter.",
            "np.maximum(v, 0)": "That sets the others to 0.",
            "np.minimum(v, 0.1 * v)": "Of the two it takes the smaller: it should be the larger.",
        },
    ),
    "gaps": (
        "out = np.zeros(n - 1)\nfor i in range(n - 1):\n    out[i] = v[i + 1] - v[i]",
        "v[1:] - v[:-1]",
        {
            "v[:-1] - v[1:]": "That has the other sign.",
            "v - np.roll(v, 1)": "Rolled round, the last number meets the first: n gaps, not n - 1.",
            "np.cumsum(v)[1:]": "That adds up. `np.diff` would be the name.",
        },
    ),
}  # fmt: skip


@choice(level=2, covers=["S27.04", "Q27.02", "C27.02"])
def which_line(rng: Rng) -> Ask:
    """One line for a loop."""
    name = str(rng.choice(list(LOOPS)))
    loop, right, wrong = LOOPS[name]
    n, d, k = (int(v) for v in rng.choice(np.arange(4, 9), 3, replace=False))
    y, v, P = rng.integers(k, size=n), rng.normal(size=n), rng.random((n, k))
    # No accidents: a label that recurs, another one's score on top, and both signs.
    y[:2], v[:2], P[0, 0] = 0, (-1, 1), -1
    X, G, w = rng.normal(size=(n, d)), rng.normal(size=(n, k)), rng.normal(size=n)
    data = {
        "np": np,
        "n": n,
        "d": d,
        "k": k,
        "X": X,
        "G": G,
        "P": P,
        "w": w,
        "v": v,
        "y": y,
    }
    expected: dict[str, Any] = dict(data)
    exec(loop, expected)  # noqa: S102 - ours
    lines = [right, *wrong]
    (same,) = (line for line in lines if _gives(line, data, expected["out"]))
    return Ask(
        f"X has shape ({n}, {d}), G and P have ({n}, {k}), w and v ({n},); y holds {n} labels from "
        f"0 to {k - 1}, and n is {n}. Which expression gives what this loop leaves in `out`?\n\n"
        f"```python\n{loop}\n```",
        key=f"`{same}`",
        mistakes=[
            Mistake(f"{name}-{i + 1}".replace(" ", "-"), f"`{line}`", wrong[line])
            for i, line in enumerate(wrong)
        ],
        why=f"`{same}` was compared with the loop, number by number. Write the loop first, keep it "
        "as the test, and let the array prove itself against it.",
    )


def _gives(line: str, data: Mapping[str, object], expected: Array) -> bool:
    """Whether an expression has the loop's result on this data."""
    try:
        found = np.asarray(eval(line, dict(data)))  # noqa: S307 - ours
    except (ValueError, IndexError):
        return False
    return found.shape == expected.shape and bool(np.allclose(found, expected))


@choices(level=2, covers=["C27.05", "S27.01"])
def any_order(rng: Rng) -> Ask:
    """Turns in any order."""
    c = float(rng.choice([0.3, 0.4, 0.6, 0.7]))
    bodies = {
        f"y[i] = {c:g} * x[i] + 1": "a turn needs its own number alone.",
        "y[i] = x[i] - x[i - 1]": "a turn reads a neighbour, but of x, which does not change.",
        "y[i] = x[n - 1 - i]": "from wherever it reads, x does not change.",
        "y[i] = max(x[i], 0)": "a turn needs its own number alone.",
        f"y[i] = {c:g} * y[i - 1] + x[i]": "It reads what the turn before has written, as an RNN "
        "or an average that forgets does.",
        "x[i] = x[i] + x[i - 1]": "It reads what the turn before has changed: a running sum. "
        "`cumsum` does that, in order.",
        f"y[i] = tanh({c:g} * y[i - 1]) + x[i]": "The state of the turn before is needed, and it "
        "is bent: no closed form.",
        "y[i] = y[i - 1] if x[i] < 0 else x[i]": "Where x is negative it copies what the turn "
        "before has written.",
    }  # fmt: skip
    x = np.abs(rng.normal(size=12)) * np.array([1, -1] * 6)
    few = int(rng.integers(1, 4))
    chosen = [*rng.permutation(4)[:few], *(4 + rng.permutation(4)[: 5 - few])]
    free, bound = {}, []
    for place in chosen:
        body, said = list(bodies.items())[place]
        if np.allclose(_turns(body, x, range(12)), _turns(body, x, range(11, -1, -1))):
            free[f"`{body}`"] = said
        else:
            bound.append(Mistake(f"loop-{place + 1}", f"`{body}`", said))
    return Ask(
        "Loops with `for i in range(1, n)`, over arrays x and y. In which of them may the turns be "
        "done in any order, and so all at once?",
        key=free,
        mistakes=bound,
        why="Each was run forwards and backwards, and the results compared. What needs the turn "
        "before needs another way: a scan such as `cumsum`, compiled code, or many sequences side "
        "by side.",
    )


def _turns(body: str, x: Array, order: range) -> Array:
    """x and y after a loop whose turns are done in this order."""
    names = {"x": x.copy(), "y": x[::-1].copy(), "n": len(x), "tanh": math.tanh}
    for i in order:
        if i:
            exec(body, names | {"i": i})  # noqa: S102 - ours
    return np.concatenate([names["x"], names["y"]])


@output(level=1, covers=["W27.01", "S27.01", "S27.02"])
def lists_and_arrays(rng: Rng) -> Ask:
    """Plus, of lists and of arrays."""
    a, b = (rng.integers(1, 10, size=3).tolist() for _ in range(2))
    code = (
        "import numpy as np\n\n"
        f"a, b = {a}, {b}\n"
        "print(a + b, (np.array(a) + np.array(b)).tolist(), (2 * np.array(a)).tolist(), 2 * a)"
    )
    sums, twice = [x + y for x, y in zip(a, b, strict=True)], [2 * x for x in a]
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake("lists-as-arrays", f"{sums} {sums} {twice} {twice}",
                    "For lists `+` means one after the other, and `2 *` means twice in a row."),
            Mistake("arrays-as-lists", f"{a + b} {a + b} {2 * a} {2 * a}",
                    "Arrays calculate, entry by entry."),
            Mistake("times-as-array", f"{a + b} {sums} {twice} {twice}",
                    "`2 * a` of a list repeats it, as `+` does."),
        ],
        why="The same sign has two meanings. A forgotten `np.array` is no error here: it is a "
        "result of another length.",
    )  # fmt: skip


@output(level=2, covers=["E27.03", "Q27.03"])
def calls_of_a_function(rng: Rng) -> Ask:
    """How often a function is called."""
    n, times = int(rng.integers(5, 60)), int(rng.integers(2, 7))
    code = (
        "import numpy as np\n\n"
        "calls = 0\n\n"
        "def f(v):\n"
        "    global calls\n"
        "    calls += 1\n"
        f"    return {times} * v\n\n"
        f"x = np.ones({n})\n"
        "f(x)\n"
        "print(calls)\n"
        "np.vectorize(f, otypes=[float])(x)\n"
        "print(calls)"
    )
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake("name-believed", "1\n2",
                    "`np.vectorize` calls f for each number; it is a loop in disguise."),
            Mistake("always-for-each", f"{n}\n{2 * n}",
                    "`f(x)` hands over the whole array, once; the product inside is NumPy's."),
            Mistake("counted-anew", f"1\n{n}", "`calls` goes on counting: the first call is in it."),
        ],
        why=f"Once with the array, then {n} times with a number. `np.vectorize` saves typing, not "
        "time; so do `map`, a comprehension and `DataFrame.apply` over rows.",
    )  # fmt: skip


@choice(level=2, covers=["C27.06"], proof="sums_in_another_order")
def last_digits(rng: Rng) -> Ask:
    """Two sums that differ."""
    n = int(rng.choice([10_000, 100_000, 200_000, 500_000, 1_000_000]))
    return Ask(
        f"`x` holds {n} positive floats. A loop with `total += x[i]` and `x.sum()` agree in the "
        "first 11 digits and differ in the last ones. Why?",
        key="The numbers are added in another order, and every addition rounds",
        mistakes=[
            Mistake("lower-precision", "NumPy calculates with fewer digits than Python",
                    "Both use float64. It is NumPy's total that is nearer to the exact one here."),
            Mistake("bug", "One of the two has a bug: addition does not depend on the order",
                    "That of real numbers does not; that of floats does, for each sum is rounded."),
            Mistake("parallel", "NumPy splits the sum over threads, so it differs from run to run",
                    "It gives the same every time. It adds blocks and then their sums, on one "
                    "thread."),
        ],
        why="NumPy adds in blocks, and then pairs of blocks, which rounds less than one long "
        "chain. (So does Python's own `sum` of floats since 3.12, by another trick.) Compare with "
        "a tolerance, not with `==`. Where each number takes part in one addition, as in `a + b`, "
        "the results are equal.",
    )  # fmt: skip


@match(level=2, covers=["E27.03", "C27.05", "Q27.03"], definition=True)
def what_to_do(rng: Rng) -> Ask:
    """When one operation is not the answer."""
    remedies = {
        "the temporary array does not fit into memory": (
            "chunks of rows",
            "A loop over large pieces costs little, and each piece fits."),
        "each step needs the state of the step before": (
            "compiled code, for a loop that stays",
            "No array operation has all steps at once; Numba, C or `jax.lax.scan` run the loop."),
        "the sentences of a batch differ in length": (
            "padding and a mask",
            "An array has one length for all; a mask keeps the filling out of the result."),
        "there are five numbers": (
            "the loop as it is",
            "The call costs more than it saves."),
        "one label may occur several times in `counts[y] += 1`": (
            "`np.add.at` or `np.bincount`",
            "The index writes each place once, however often it occurs."),
    }  # fmt: skip
    chosen = [str(name) for name in rng.permutation(list(remedies))[:4]]
    return Ask(
        "What helps where a single array operation does not?",
        key={name: remedies[name][0] for name in chosen},
        mistakes=[
            Mistake(
                f"other-for-{i + 1}",
                (name, remedies[chosen[i - 1]][0]),
                remedies[name][1],
            )
            for i, name in enumerate(chosen)
        ],
        why="Loops are not forbidden. What costs is a turn of the interpreter for every number; a "
        "turn for every thousand rows does not show.",
    )


@recall(level=1, covers=["Q27.01", "C27.01", "C27.03", "C27.04", "S27.06"])
def why_it_matters(rng: Rng) -> Ask:
    """Why vectorization matters."""
    del rng
    return Ask(
        "“Why is vectorization important in machine learning?”",
        key=(
            "The loop moves from the interpreter into compiled code: types are looked up once, not "
            "for each number",
            Point("The numbers lie side by side, so that the processor adds several with one "
                  "instruction and finds the next in its cache", "What does the hardware gain?"),
            Point("Products of matrices go to a tuned library, and may use several cores or a GPU",
                  "And for a product of matrices?"),
            Point("A batch through a layer is one product; by row it would be a call for each",
                  "Where does that matter in a network?"),
            Point("How much depends on the size: nothing for five numbers, a factor of 10 to 100 "
                  "for many, more for products", "How much faster is it?"),
            Point("It costs memory for temporary arrays", "Is there a price?"),
        ),
        mistakes=[],
        why="“It is faster” is where everybody starts. Say where the time went before, and for "
        "which sizes.",
    )  # fmt: skip


@recall(level=1, covers=["Q27.02", "S27.03"])
def name_examples(rng: Rng) -> Ask:
    """Examples, with shapes."""
    del rng
    return Ask(
        "“Give me examples of vectorized operations, with their shapes.”",
        key=(
            "Entry by entry: `a + b`, `np.exp(Z)`, `np.where(Z > 0, Z, 0)`; the shape stays",
            "Sums along an axis: `Z.sum(axis=0)`, (n, k) to (k,)",
            "Products: a dot product, (n,)(n,) to a number; a layer, `X @ W`, (n, d)(d, k) to "
            "(n, k)",
            Point("Broadcasting: `Z + b`, (n, k) with (k,); `X[:, None] - Z`, (m, 1, d) with (n, d)",
                  "What if the shapes differ?"),
            Point("Indices and masks: `P[np.arange(n), y]`, the right class of each row",
                  "How do you pick one entry from each row?"),
            Point("Distances of all pairs by $|x|^2 + |z|^2 - 2 x \\cdot z$, one product",
                  "Can you do k-nearest neighbours without a loop?"),
        ),
        mistakes=[],
        why="Shapes show that you have done it. An example from your own work is worth three of "
        "these.",
    )  # fmt: skip


@recall(level=2, covers=["Q27.03", "C27.05", "C27.02", "E27.03"])
def against_loops(rng: Rng) -> Ask:
    """What is wrong with loops."""
    del rng
    return Ask(
        "“What is the downside of loops, and when do you keep one?”",
        key=(
            "Each turn is interpreted: fetch two objects, look up what `+` means, make a third",
            "More code, and indices that can be wrong; one line says what is meant",
            Point("`np.vectorize`, `map` and comprehensions are loops as well",
                  "Does `np.vectorize` help?"),
            Point("Keep it where a turn needs the one before, such as steps of training or of an "
                  "RNN", "When can you not do without?"),
            Point("Keep it over chunks, where the temporary would not fit into memory",
                  "Is the array always better?"),
            Point("Keep the simple loop as a test of the fast version",
                  "How do you know that your array code is right?"),
            Point("Or compile it: Numba, Cython, `torch.compile`, JAX",
                  "And if the loop must stay and is slow?"),
        ),
        mistakes=[],
        why="“Never write a loop” is the wrong lesson: nobody minds the one over epochs.",
    )  # fmt: skip
