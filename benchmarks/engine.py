"""The engine beside the libraries: `python -m benchmarks.engine [NAME]`.

Processor time of one thread, medians of runs taken in turn on the same data. Below 1
the engine is faster. Exponents say how a time grows from one size to the next: 1 is
proportional.
"""

from __future__ import annotations

import math
import sys
import time
import warnings
from collections.abc import Callable
from statistics import median

import numpy as np

from benchmarks.engine_pairs import PAIRS, Pair

SIZES = (200, 2_000, 20_000)
ROUNDS, SECONDS = 7, 6.0
"""Runs of each, fewer where they take long."""


def main(wanted: str = "") -> None:
    """Print a line for each pair and size."""
    warnings.simplefilter("ignore")
    print(f"{'':34}{'n':>7}{'engine':>12}{'library':>12}{'ratio':>8}{'aim':>7}", end="")
    print("   exponents")
    for pair in PAIRS:
        if wanted.lower() in pair.name.lower():
            _measure(pair)


def _measure(pair: Pair) -> None:
    before: tuple[int, float, float] | None = None
    for n in SIZES:
        if n > pair.largest:
            continue
        mine, theirs = timed(pair.draw(n, np.random.default_rng(0)))
        aim = f"{pair.aim:.2f}" if pair.aim and n <= 2_000 else ""
        line = f"{pair.name:34}{n:7}{1000 * mine:9.2f} ms{1000 * theirs:9.2f} ms"
        line += f"{mine / theirs:8.2f}{aim:>7}"
        if before:
            small, mine_before, theirs_before = before
            grown = math.log(n / small)
            line += f"   {math.log(mine / mine_before) / grown:.1f}"
            line += f" and {math.log(theirs / theirs_before) / grown:.1f}"
        print(line, flush=True)
        before = n, mine, theirs


def timed(
    both: tuple[Callable[[], object], Callable[[], object]],
) -> tuple[float, ...]:
    taken: tuple[list[float], list[float]] = ([], [])
    for function in both:
        function()
    begun = time.perf_counter()
    while len(taken[0]) < 3 or (
        len(taken[0]) < ROUNDS and time.perf_counter() - begun < SECONDS
    ):
        for function, times in zip(both, taken, strict=True):
            start = time.process_time()
            function()
            times.append(time.process_time() - start)
    return tuple(max(median(times), 1e-6) for times in taken)


if __name__ == "__main__":
    main(*sys.argv[1:])
