"""`engine.preprocessing` beside scikit-learn, pandas, and definitions written out."""

from engine.parity.preprocessing import categories, holes, scalers

PAIRS = [*scalers.PAIRS, *categories.PAIRS, *holes.PAIRS]
