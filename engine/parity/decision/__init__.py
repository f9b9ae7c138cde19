"""`engine.decision` beside SciPy, scikit-learn, sympy, and plain enumeration."""

from engine.parity.decision import goals, systems

PAIRS = [*systems.PAIRS, *goals.PAIRS]
