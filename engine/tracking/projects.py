"""Runs that can be repeated, and sweeps over their parameters."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.optim.search import grid
from engine.system import system
from engine.tracking.store import RunRecord, Tracker

Entry = Callable[..., Mapping[str, float]]
"""Called with the parameters and `rng`; gives metrics."""


@system("S65.07")
def run_project(
    tracker: Tracker, name: str, entry: Entry, params: Mapping[str, Any], seed: int
) -> RunRecord:
    """One run of a program, with all that is needed to run it again.

    Parameters, seed and the versions of Python and NumPy are logged. The
    same of all these gives the same metrics, to the last bit.

    Args:
        tracker: where it is logged.
        name: of the run.
        entry: the program.
        params: its parameters.
        seed: of the Generator that it is given.

    Returns:
        The run, read back.

    Raises:
        Exception: what the program raises; the run has failed then.
    """
    with tracker.run(name) as run:
        environment = {"python": platform.python_version(), "numpy": np.__version__}
        for key, value in {**params, "seed": seed, **environment}.items():
            tracker.log_param(run, key, value)
        metrics = entry(**params, rng=np.random.default_rng(seed))
        for key, number in metrics.items():
            tracker.log_metric(run, key, number)
    return tracker.read(run)


@system("S65.10")
def sweep(
    tracker: Tracker, name: str, entry: Entry, space: Mapping[str, Sequence[Any]],
    seed: int,
) -> list[RunRecord]:  # fmt: skip
    """A run for every combination of parameters, all from one seed.

    Args:
        tracker: where they are logged.
        name: of every run.
        entry: the program.
        space: parameter -> values, such as learning rates and batch sizes.
        seed: of each run.

    Returns:
        The runs, in the order of `grid`.
    """
    return [run_project(tracker, name, entry, p, seed) for p in grid(space)]
