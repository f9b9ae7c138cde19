"""Six steps from raw rows to a model in use."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Booleans, as_labels, as_matrix
from engine.system import system
from engine.workflow.candidates import fit_candidates
from engine.workflow.change import monitor
from engine.workflow.preparation import prepare
from engine.workflow.scores import split_rows


class Report(NamedTuple):
    """What each step left behind.

    Attributes:
        sizes: rows to train, validate and test on.
        filled: gaps that were filled in all rows.
        validation: accuracy of each candidate on validation rows.
        chosen: the best of them, the simplest where several are.
        test: its accuracy on test rows, which nothing else has seen.
        alarms: whether each later period looks unlike the training rows.
    """

    sizes: tuple[int, int, int]
    filled: int
    validation: dict[str, float]
    chosen: str
    test: float
    alarms: Booleans


@system("S01.03", "S03.11")
def run_steps(
    X: ArrayLike, y: ArrayLike, periods: list[ArrayLike], rng: np.random.Generator
) -> Report:
    """Collect, prepare, choose, train, evaluate, watch.

    The rows are split before anything is learned from them; means and scales come
    from the training rows; validation rows choose and test rows judge, once.

    Args:
        X: raw rows, shape (n, d); NaN is a gap.
        y: two labels, shape (n,).
        periods: rows that arrive later, without gaps or labels.
        rng: of the split and the network.

    Returns:
        A report of all steps. An alarm asks for new labels and a new start.

    Raises:
        ValueError: shapes do not fit, or a part of the rows would be empty.
    """
    X = as_matrix(X, finite=False)
    y = as_labels(y, len(X))
    train, validation, test = split_rows(len(X), (0.2, 0.2), rng)
    A, B = prepare(X[train], X[validation])
    models = fit_candidates((A, y[train]), rng)
    scores = {
        name: float(np.mean(model.predict(B) == y[validation]))
        for name, model in models.items()
    }
    chosen = max(scores, key=scores.__getitem__)
    _, C = prepare(X[train], X[test])
    tested = float(np.mean(models[chosen].predict(C) == y[test]))
    known = X[train][~np.isnan(X[train]).any(axis=1)]
    return Report(
        (len(train), len(validation), len(test)),
        int(np.isnan(X).sum()),
        scores,
        chosen,
        tested,
        monitor(known, periods, alpha=0.01),
    )
