"""`engine.nn` beside torch and SciPy."""

from engine.parity.nn import layers, mlp, softmax

PAIRS = [*softmax.PAIRS, *layers.PAIRS, *mlp.PAIRS]
