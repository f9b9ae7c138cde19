"""`engine.generative` beside SciPy, torch and closed forms."""

from engine.parity.generative import measures, pieces

PAIRS = [*measures.PAIRS, *pieces.PAIRS]
