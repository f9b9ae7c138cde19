"""Sorting texts by their words: spam, sentiment, subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array
from engine.bayes.counts import MultinomialNB
from engine.system import system
from engine.text.bag_of_words import bag_of_words, build_vocabulary
from engine.text.tokens import tokenise

_WORD = r"\w\w+"


@system("S12.06", "S53.04", "S52.15")
def classify_texts(
    texts: Sequence[str], labels: ArrayLike, new: Sequence[str], alpha: float = 1.0
) -> tuple[NDArray[Any], Array]:
    """Labels of new texts by `MultinomialNB` on counts of words.

    Words are lower-case and have two letters or more; words that no text to learn
    from has are passed over. The same few lines sort spam from letters, praise
    from complaint, and news by subject: only the labels differ.

    Args:
        texts: to learn from, n of them.
        labels: theirs, shape (n,).
        new: to be labelled, m of them.
        alpha: smoothing, positive.

    Returns:
        A label for each new text, shape (m,), and the probability of each class,
        sorted, shape (m, k).

    Raises:
        ValueError: no text to learn from has a word, nothing is new, or as
            `MultinomialNB.fit`.

    >>> texts, labels = ["win cash now", "cash prize", "lunch at noon"], [1, 1, 0]
    >>> classify_texts(texts, labels, ["cash for lunch", "win a prize"])[0]
    array([1, 1])
    """
    words = [tokenise(text, _WORD) for text in texts]
    if not (any(words) and new):
        raise ValueError("texts must hold words of two letters, and new a text")
    vocabulary = build_vocabulary(words)
    model = MultinomialNB(alpha).fit(bag_of_words(words, vocabulary), labels)
    counts = bag_of_words([tokenise(text, _WORD) for text in new], vocabulary)
    return model.predict(counts), model.predict_proba(counts)
