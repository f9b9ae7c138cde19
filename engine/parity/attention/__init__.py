"""`engine.attention` beside torch and definitions written out."""

from engine.parity.attention import experiments, layers, pieces

PAIRS = [*pieces.PAIRS, *layers.PAIRS, *experiments.PAIRS]
