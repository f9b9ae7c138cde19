"""Words and what is around them: the examples that word vectors are learned from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from engine.arrays import Array
from engine.system import system


@system("S54.01")
def skipgram_pairs(
    tokens: Sequence[str], window: int, rng: np.random.Generator | None = None
) -> list[tuple[str, str]]:
    """(centre, context): each word with each of those at most `window` away.

    With rng the width is drawn for each centre, evenly from 1 to window: a word
    at distance j is kept with probability `(window - j + 1) / window`, so that
    near ones count more.

    Args:
        tokens: of one sentence.
        window: words to each side, at least 1.
        rng: None for a fixed width.

    Returns:
        The pairs, by centre, contexts from left to right.

    Raises:
        ValueError: window is below 1.

    Source:
        Mikolov et al., Efficient Estimation of Word Representations in Vector
        Space (2013), section 3.2.

    >>> skipgram_pairs(["a", "b", "c"], 1)
    [('a', 'b'), ('b', 'a'), ('b', 'c'), ('c', 'b')]
    """
    return [
        (tokens[i], word)
        for i, around in _around(tokens, window, rng)
        for word in around
    ]


@system("S54.02")
def cbow_examples(
    tokens: Sequence[str], window: int, rng: np.random.Generator | None = None
) -> list[tuple[tuple[str, ...], str]]:
    """(context, centre): the words around, whose vectors' mean predicts the middle.

    Args:
        tokens: of one sentence.
        window: words to each side, at least 1.
        rng: as `skipgram_pairs`.

    Returns:
        An example for each word that has others around it.

    Raises:
        ValueError: window is below 1.

    >>> cbow_examples(["a", "b", "c"], 1)
    [(('b',), 'a'), (('a', 'c'), 'b'), (('b',), 'c')]
    """
    return [(around, tokens[i]) for i, around in _around(tokens, window, rng) if around]


@system("S54.09")
def cooccurrence(
    sentences: Sequence[Sequence[str]],
    vocabulary: Mapping[str, int],
    window: int,
    decay: bool = True,
) -> Array:
    """`X_ij`: how often j is at most `window` words from i; symmetric.

    Words that the vocabulary lacks keep their places but are not counted.

    Args:
        sentences: tokens of each.
        vocabulary: word -> row, d of them.
        window: words to each side, at least 1.
        decay: whether a pair at distance j counts 1 / j, as in GloVe, or 1.

    Returns:
        Shape (d, d).

    Raises:
        ValueError: window is below 1.

    >>> cooccurrence([["a", "b", "a"]], {"a": 0, "b": 1}, 2)
    array([[1., 2.],
           [2., 0.]])
    """
    X = np.zeros((len(vocabulary), len(vocabulary)))
    for sentence in sentences:
        ids = [vocabulary.get(word) for word in sentence]
        for i, _ in _around(sentence, window, None):
            for j in range(max(0, i - window), i):
                a, b = ids[i], ids[j]
                if a is not None and b is not None:
                    weight = 1 / (i - j) if decay else 1.0
                    X[a, b] += weight
                    X[b, a] += weight
    return X


def _around(
    tokens: Sequence[str], window: int, rng: np.random.Generator | None
) -> Iterator[tuple[int, tuple[str, ...]]]:
    if not window >= 1:
        raise ValueError(f"window must be at least 1, got {window}")
    for i in range(len(tokens)):
        width = window if rng is None else int(rng.integers(1, window + 1))
        yield i, (*tokens[max(0, i - width) : i], *tokens[i + 1 : i + 1 + width])
