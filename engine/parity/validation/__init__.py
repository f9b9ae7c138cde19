"""`engine.validation` beside scikit-learn."""

from engine.parity.validation import experiments, splits

PAIRS = [*splits.PAIRS, *experiments.PAIRS]
