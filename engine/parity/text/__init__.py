"""`engine.text` beside scikit-learn, torch, SciPy and definitions written as loops."""

from engine.parity.text import counts, pieces, tasks

PAIRS = [*counts.PAIRS, *pieces.PAIRS, *tasks.PAIRS]
