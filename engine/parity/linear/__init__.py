"""`engine.linear` beside scikit-learn, SciPy, NumPy and closed forms."""

from engine.parity.linear import classes, diagnostics, penalised, squares

PAIRS = [*squares.PAIRS, *diagnostics.PAIRS, *penalised.PAIRS, *classes.PAIRS]
