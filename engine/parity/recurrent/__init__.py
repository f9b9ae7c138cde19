"""`engine.recurrent` beside torch, SciPy and closed forms."""

from engine.parity.recurrent import cells

PAIRS = [*cells.PAIRS]
