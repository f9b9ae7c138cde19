"""Sorting texts by their words: spam, sentiment, subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array
from engine.bayes.counts import MultinomialNB
from engine.system import system

_WORD = re.compile(r"\w\w+")


@system("S12.06")
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
    words = sorted({word for text in texts for word in _WORD.findall(text.lower())})
    if not words or not new:
        raise ValueError("texts must hold words of two letters, and new a text")
    model = MultinomialNB(alpha).fit(_counts(texts, words), labels)
    counts = _counts(new, words)
    return model.predict(counts), model.predict_proba(counts)


def _counts(texts: Sequence[str], words: list[str]) -> Array:
    place = {word: j for j, word in enumerate(words)}
    counts = np.zeros((len(texts), len(words)))
    for row, text in zip(counts, texts, strict=True):
        for word in _WORD.findall(text.lower()):
            if word in place:
                row[place[word]] += 1
    return counts
