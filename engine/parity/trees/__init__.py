"""`engine.trees` beside scikit-learn, XGBoost, and definitions written out."""

from engine.parity.trees import boosting, forests, single

PAIRS = [*single.PAIRS, *forests.PAIRS, *boosting.PAIRS]
