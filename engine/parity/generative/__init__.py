"""`engine.generative` beside SciPy, torch and closed forms."""

from engine.parity.generative import measures, pieces, training

PAIRS = [*measures.PAIRS, *pieces.PAIRS, *training.PAIRS]
