"""`engine.losses` beside torch and scikit-learn: the value and the gradient of each."""

from engine.parity.losses import classes, numbers

PAIRS = [*numbers.PAIRS, *classes.PAIRS]
