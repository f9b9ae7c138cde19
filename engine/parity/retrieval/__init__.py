"""`engine.retrieval` beside faiss, gensim, torch, scikit-learn and loops."""

from engine.parity.retrieval import indexes, texts

PAIRS = [*texts.PAIRS, *indexes.PAIRS]
