"""`engine.nn` beside torch and SciPy."""

from engine.parity.nn import layers, softmax

PAIRS = [*softmax.PAIRS, *layers.PAIRS]
