"""`engine.text` beside scikit-learn, torch, SciPy and definitions written as loops."""

from engine.parity.text import counts, maps, pieces, scores, tasks, vectors

PAIRS = [
    *counts.PAIRS,
    *pieces.PAIRS,
    *tasks.PAIRS,
    *scores.PAIRS,
    *vectors.PAIRS,
    *maps.PAIRS,
]
