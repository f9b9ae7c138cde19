"""`engine.vision` beside torch, SciPy and published numbers."""

from engine.parity.vision import layers, networks, operations, transposed

PAIRS = [*operations.PAIRS, *transposed.PAIRS, *layers.PAIRS, *networks.PAIRS]
