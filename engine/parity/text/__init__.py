"""`engine.text` beside libraries of texts, scikit-learn, torch and loops."""

from engine.parity.text import (
    counts,
    gensim_models,
    maps,
    pieces,
    scores,
    subwords,
    tasks,
    vectors,
)

PAIRS = [
    *counts.PAIRS,
    *pieces.PAIRS,
    *subwords.PAIRS,
    *tasks.PAIRS,
    *scores.PAIRS,
    *vectors.PAIRS,
    *gensim_models.PAIRS,
    *maps.PAIRS,
]
