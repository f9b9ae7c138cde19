"""`engine.nn` beside torch and SciPy."""

from engine.parity.nn import cells, layers, mlp, softmax

PAIRS = [*softmax.PAIRS, *layers.PAIRS, *cells.PAIRS, *mlp.PAIRS]
