"""Commands on study: simulate, fit."""

from __future__ import annotations

import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import numpy as np

from db.store import Store, StoreError
from quiz.cli.parser import RIGHT, WRONG
from quiz.settings import database_url
from quiz.study.learner import Learner
from quiz.study.simulate import Evening, Outcome
from quiz.study.simulate import simulate as walk


def simulate(options: Namespace) -> int:
    """Walk a simulated learner through the real code, and print what came of it."""
    rng = np.random.default_rng(options.seed)
    print(f"A learner of seed {options.seed}, {options.minutes} minutes a day.\n")
    print(
        f"{'day':12}{'answers':>9}{'right':>7}{'reviews':>9}{'new':>5}{'expected':>10}"
    )
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'viva.db')}"
        stores: list[Store] = []

        def opened(clock: Callable[[], datetime]) -> Store:
            stores.append(Store.open(url, clock))
            return stores[0]

        steps = walk(opened, options.days, options.minutes, rng, options.fades)
        try:
            for step in steps:
                _say(step)
        finally:
            for store in stores:
                store.close()
    return RIGHT


def fit(options: Namespace) -> int:
    """Fit memory to the learner's own reviews."""
    del options
    with closing(Store.open(database_url())) as store:
        try:
            found = Learner(store).fit()
        except (StoreError, ValueError) as reason:
            print(f"quiz: {reason}", file=sys.stderr)
            return WRONG
    kept = "kept" if found.better else "no better than the defaults, which stay"
    print(
        f"On cards not fitted to, log loss {found.before:.4f} before and "
        f"{found.after:.4f} after: {kept}."
    )
    return RIGHT


def _say(step: Evening | Outcome) -> None:
    if isinstance(step, Evening):
        print(
            f"{step.day!s:12}{step.done:9}{step.right:7}{step.reviews:9}{step.new:5}"
            f"{step.expected:10.0%}"
        )
        return
    scores = ", ".join(f"{score:.0%}" for score in step.scores)
    print(
        f"\nInterview day: expected {step.expected:.0%} "
        f"({step.low:.0%} to {step.high:.0%}), true chance {step.true:.0%}, "
        f"three interviews: {scores}"
    )
    if found := step.predictions:
        auc = "" if found.auc is None else f", AUC {found.auc:.2f}"
        pairs = [f"{b.predicted:.2f}/{b.observed:.2f}" for b in found.curve]
        print(
            f"{found.count} answers, predicted before each: log loss "
            f"{found.log_loss:.3f} (the mean: {found.base:.3f}){auc}; "
            f"predicted/observed {' '.join(pairs)}"
        )
