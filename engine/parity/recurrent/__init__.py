"""`engine.recurrent` beside torch, SciPy and closed forms."""

from engine.parity.recurrent import cells, layers

PAIRS = [*cells.PAIRS, *layers.PAIRS]
