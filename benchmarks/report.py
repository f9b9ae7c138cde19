"""One line of a table: ours beside a peer, measured in turn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def heading() -> None:
    """The first line of the table."""
    print(f"{'':38}{'p50':>9}{'p95':>9}{'peer p50':>11}{'p95':>9}{'ratio':>8}")


def report(
    name: str,
    rounds: int,
    ours: Callable[[], float],
    peer: Callable[[], float],
    before: Callable[[], object] = lambda: None,
) -> None:
    """Milliseconds of both, measured in turn after `before`, and the ratio of medians.

    Args:
        name: what is measured.
        rounds: how often, after one that is not counted.
        ours: measures once, in seconds.
        peer: the same of what it is compared with.
        before: what each round begins with, not measured.
    """
    times: tuple[list[float], list[float]] = ([], [])
    before(), ours(), peer()
    for _ in range(rounds):
        before()
        for function, taken in zip((ours, peer), times, strict=True):
            taken.append(1000 * function())
    (mine, most), (theirs, worst) = (np.percentile(t, (50, 95)) for t in times)
    print(
        f"{name:38}{mine:6.1f} ms{most:6.1f} ms{theirs:8.1f} ms{worst:6.1f} ms"
        f"{mine / theirs:8.2f}",
        flush=True,
    )
