"""`engine.recurrent` beside torch, SciPy, scikit-learn and closed forms."""

from engine.parity.recurrent import cells, layers, networks

PAIRS = [*cells.PAIRS, *layers.PAIRS, *networks.PAIRS]
