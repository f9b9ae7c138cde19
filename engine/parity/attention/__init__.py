"""`engine.attention` beside torch and definitions written out."""

from engine.parity.attention import experiments, layers, one_sequence, pieces

PAIRS = [*pieces.PAIRS, *layers.PAIRS, *one_sequence.PAIRS, *experiments.PAIRS]
