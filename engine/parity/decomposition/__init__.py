"""`engine.decomposition` beside NumPy, scikit-learn and torch."""

from engine.parity.decomposition import components, factors

PAIRS = [*components.PAIRS, *factors.PAIRS]
