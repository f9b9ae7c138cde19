"""`engine.autodiff` beside torch, SciPy, SymPy and closed forms."""

from engine.parity.autodiff import graphs, modes

PAIRS = [*modes.PAIRS, *graphs.PAIRS]
