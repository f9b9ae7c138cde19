"""A program and a model on the same rows: who writes the rule?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, as_matrix
from engine.system import system
from engine.trees.bootstrap import bootstrap_rows
from engine.trees.cart import DecisionTreeClassifier


@system("S01.02", "S03.03")
def recover_rule(  # noqa: PLR0913
    hidden: Callable[[Array], Booleans],
    written: Callable[[Array], Booleans],
    train: ArrayLike,
    new: ArrayLike,
    *,
    noise: float,
    rng: np.random.Generator,
) -> dict[str, float]:
    """Show a tree only rows and answers of a hidden rule; ask it about new rows.

    Beside it stands a rule that a person wrote without seeing any answers: it is as
    good as that person's guess, whatever the noise and the number of rows.

    Args:
        hidden: rows, shape (n, d), to the true answers, shape (n,).
        written: the person's rule, of the same form.
        train: rows whose answers are shown, shape (n, d).
        new: rows to judge by, whose answers are those of the rule itself.
        noise: share of the shown answers that are turned round.
        rng: of the noise.

    Returns:
        "written" and "model": share of new rows answered right.
    """
    train, new = as_matrix(train, "train"), as_matrix(new, "new")
    answers = hidden(train) ^ (rng.random(len(train)) < noise)
    model = DecisionTreeClassifier(max_depth=4).fit(train, answers)
    truth = hidden(new)
    return {
        "written": float(np.mean(written(new) == truth)),
        "model": float(np.mean(model.predict(new) == truth)),
    }


@system("S03.04", "S03.07")
def disagreement(
    rule: Callable[[Array], Booleans],
    train: tuple[ArrayLike, ArrayLike],
    new: ArrayLike,
    rng: np.random.Generator,
    models: int = 10,
) -> dict[str, float]:
    """Two kinds of error: one that is always the same, one that is drawn anew.

    A program with a bug gives the same wrong answer in every run. Models trained
    on bootstrap samples of the same rows disagree about some; each of them, once
    trained, is as deterministic as the program.

    Args:
        rule: the program, rows to answers.
        train: rows and answers.
        new: rows asked about, shape (m, d).
        rng: of the samples.
        models: how many are trained, at least 2.

    Returns:
        Share of new rows on which not all runs agree: of the "program", of one
        "model" asked twice, and of models "retrained".
    """
    X, y = as_matrix(train[0]), np.asarray(train[1])
    new = as_matrix(new, "new")
    drawn = [bootstrap_rows(len(X), rng) for _ in range(models)]
    trees = [DecisionTreeClassifier().fit(X[rows], y[rows]) for rows in drawn]
    runs = {
        "program": [rule(new) for _ in range(models)],
        "model": [trees[0].predict(new) for _ in range(models)],
        "retrained": [tree.predict(new) for tree in trees],
    }
    return {k: float(np.mean((np.array(v) != v[0]).any(axis=0)))
            for k, v in runs.items()}  # fmt: skip
