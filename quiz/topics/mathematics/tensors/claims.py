"""Statements on: Tensors for Neural Networks; and their evidence."""

from __future__ import annotations

import numpy as np

from engine.statistics.descriptive import mean
from quiz.claims import Evidence, claim, within

Rng = np.random.Generator


@claim("FILL IN: deviations from the mean sum to 0.", covers=[])
def first_claim(rng: Rng) -> Evidence:
    x = rng.normal(size=50)
    total = float(np.abs((x - mean(x)).sum()))
    return Evidence(within(total, 1e-12), {"sum of the deviations": total})
