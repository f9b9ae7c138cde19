"""`engine.vision` beside torch, SciPy and published numbers."""

from engine.parity.vision import layers, networks, operations

PAIRS = [*operations.PAIRS, *layers.PAIRS, *networks.PAIRS]
