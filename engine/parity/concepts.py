"""`engine.concepts`: levels are counted again; words have no counterpart."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Array
from engine.concepts.kinds_of_ai import LEVELS, Kind, ability_level, classify_system
from engine.concepts.tables import Row, Table, table
from engine.parity import Parity

Rng = np.random.Generator


def _scores(rng: Rng) -> tuple[Array, float]:
    edges = np.array([least for least, _ in LEVELS])
    n = int(rng.integers(1, 12))
    scores = np.where(rng.random(n) < 0.5, rng.choice(edges, n), rng.uniform(0, 100, n))
    return scores, float(rng.choice([0.1, 0.5, 0.9, 1.0]))


def _counted(scores: Array, share: float) -> tuple[int, int]:
    """The last level that one task reaches, and the last that enough tasks reach."""
    reached = [int((scores >= least).sum()) for least, _ in LEVELS]
    some = max(i for i, count in enumerate(reached) if count)
    most = max(i for i, count in enumerate(reached) if count >= share * len(scores))
    return some, most


def _names(scores: Array, share: float) -> Any:
    names = [name for _, name in LEVELS]
    return tuple(names.index(level) for level in ability_level(scores, share))


PAIRS = [
    Parity(ability_level, _counted, "closed form", _scores, ours=_names, trials=50),
    *(
        Parity(words, None, "none", _scores, convention="words")
        for words in (classify_system, Kind, Row, Table, table)
    ),
]
