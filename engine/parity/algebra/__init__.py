"""`engine.algebra` beside NumPy, SciPy, SymPy and torch."""

from engine.parity.algebra import matrices, tensors

PAIRS = [*matrices.PAIRS, *tensors.PAIRS]
