"""`engine.text` beside scikit-learn, torch, SciPy and definitions written as loops."""

from engine.parity.text import counts, pieces, tasks, vectors

PAIRS = [*counts.PAIRS, *pieces.PAIRS, *tasks.PAIRS, *vectors.PAIRS]
