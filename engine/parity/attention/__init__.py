"""`engine.attention` beside torch and definitions written out."""

from engine.parity.attention import (
    adapters,
    experiments,
    layers,
    one_sequence,
    pieces,
)

PAIRS = [
    *pieces.PAIRS,
    *layers.PAIRS,
    *one_sequence.PAIRS,
    *adapters.PAIRS,
    *experiments.PAIRS,
]
