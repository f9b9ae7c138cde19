"""`engine.metrics` beside scikit-learn, torch, and definitions written out."""

from engine.parity.metrics import classes, numbers, structures

PAIRS = [*classes.PAIRS, *numbers.PAIRS, *structures.PAIRS]
