"""Questions on: Regression."""

from __future__ import annotations

import numpy as np

from engine.statistics.descriptive import mean, median
from quiz.items.ask import Ask, Mistake
from quiz.items.item import number
from quiz.items.write import num, vec

Rng = np.random.Generator


@number(level=1, covers=[])
def first_question(rng: Rng) -> Ask:
    """FILL IN: the title."""
    x = rng.integers(1, 20, size=5).astype(float)  # what is shown gives the key
    return Ask(
        f"FILL IN: of {vec(x)}, what is the mean?",
        key=mean(x),
        mistakes=[
            Mistake("median", median(x), "FILL IN: what that is instead."),
            Mistake("n-minus-1", x.sum() / 4, "FILL IN: what was divided by."),
        ],
        why=f"FILL IN: $({num(x.sum())})/5$",
        check=lambda: float(np.mean(x)),
    )
