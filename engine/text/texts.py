"""Labels of texts, by a linear model on the counts of their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array
from engine.linear.logistic import LogisticRegression
from engine.system import system
from engine.text.bag_of_words import bag_of_words, build_vocabulary
from engine.text.tokens import tokenise


@system("S53.05", "S52.15")
def logistic_texts(
    texts: Sequence[str], labels: ArrayLike, new: Sequence[str], alpha: float = 1.0
) -> tuple[NDArray[Any], dict[str, float]]:
    """Two kinds of text told apart by a weight for each word, learned together.

    Naive Bayes (`engine.bayes.texts.classify_texts`) sets each weight by its own
    word alone; here words that always come together share one. Praise or blame,
    spam or not: only the labels differ.

    Args:
        texts: to learn from, n of them.
        labels: theirs, of two kinds, shape (n,).
        new: to be labelled, m of them.
        alpha: strength of the penalty, `1 / C` of scikit-learn, at least 0.

    Returns:
        A label for each new text, shape (m,), and the weight of each word: what
        one more of it adds to the log-odds of the second label.

    Raises:
        ValueError: no text has a word, nothing is new, or as
            `LogisticRegression.fit`.

    >>> texts = ["a joy to watch", "a dull film", "pure joy", "dull and long"]
    >>> labels, weights = logistic_texts(texts, [1, 0, 1, 0], ["what joy"])
    >>> labels, weights["joy"] > 0 > weights["dull"]
    (array([1]), True)
    """
    words = [tokenise(text) for text in texts]
    vocabulary = build_vocabulary(words)
    model = LogisticRegression(alpha).fit(bag_of_words(words, vocabulary), labels)
    counts: Array = bag_of_words([tokenise(text) for text in new], vocabulary)
    weights = dict(zip(vocabulary, model.coef_.tolist(), strict=True))
    return model.predict(counts), weights
