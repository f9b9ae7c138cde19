"""`engine.trees` beside scikit-learn, XGBoost, and definitions written out."""

from engine.parity.trees import boosting, forests, grown, second_order, splits

PAIRS = [
    *splits.PAIRS,
    *grown.PAIRS,
    *forests.PAIRS,
    *boosting.PAIRS,
    *second_order.PAIRS,
]
