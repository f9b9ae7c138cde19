"""`engine.optim` beside torch and scikit-learn, and by closed forms."""

from engine.parity.optim import loops, plans, rules

PAIRS = [*rules.PAIRS, *loops.PAIRS, *plans.PAIRS]
