"""`engine.attention` beside torch and definitions written out."""

from engine.parity.attention import adapters, experiments, layers, pieces

PAIRS = [*pieces.PAIRS, *layers.PAIRS, *adapters.PAIRS, *experiments.PAIRS]
