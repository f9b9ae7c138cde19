"""A classifier with few labels that starts from vectors of words learned before."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.datasets.texts import PEOPLE, royal_sentences
from engine.linear.logistic import LogisticRegression
from engine.system import system
from engine.text.bag_of_words import bag_of_words
from engine.text.word2vec import train_word2vec


@system("S54.12")
def pretrained_start(rng: np.random.Generator, rows: int = 6) -> dict[str, float]:
    """Is a sentence about someone royal? Accuracy from a handful of labels.

    Vectors are learned from 600 sentences without labels. A logistic regression
    on the mean of a sentence's vectors then sees a few labels only; one beside it
    has random vectors of the same size, one counts of words. Sentences lack the
    person, so the words around must do.

    Args:
        rng: of sentences and vectors.
        rows: labelled sentences, at least 2; half of them royal.

    Returns:
        Shares of 300 new sentences that are right: "pretrained", "random",
        "counts".

    Raises:
        ValueError: fewer than 2 rows.
    """
    if rows < 2:
        raise ValueError(f"rows must be at least 2, got {rows}")
    model = train_word2vec(royal_sentences(600, rng), rng, window=2, epochs=5)
    royal = {PEOPLE["royal", "he"], PEOPLE["royal", "she"]}
    drawn = royal_sentences(300 + 30 * rows, rng)
    is_royal = np.array([bool(royal & set(s)) for s in drawn], dtype=int)
    words = [[s[1], s[3]] for s in drawn]
    few = np.concatenate(
        [300 + np.flatnonzero(is_royal[300:] == c)[: rows // 2] for c in (0, 1)]
    )
    counts = bag_of_words(words, model.vocabulary, "relative")
    # Of one scale, so that the penalty means the same to all three.
    starts: dict[str, Array] = {
        "pretrained": model.vectors / model.vectors.std(),
        "random": rng.normal(size=model.vectors.shape),
        "counts": np.eye(len(model.vocabulary)),
    }
    found = {}
    for name, E in starts.items():
        X = counts @ E
        guess = LogisticRegression().fit(X[few], is_royal[few]).predict(X[:300])
        found[name] = float(np.mean(guess == is_royal[:300]))
    return found
