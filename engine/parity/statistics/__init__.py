"""`engine.statistics` beside SciPy, NumPy, statsmodels and closed forms."""

from engine.parity.statistics import beliefs, distributions, inference, samples

PAIRS = [*samples.PAIRS, *distributions.PAIRS, *inference.PAIRS, *beliefs.PAIRS]
