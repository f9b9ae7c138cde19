"""A word's vector from its characters: no word is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.system import system
from engine.text.text_cnn import text_cnn


@system("S57.05")
def char_cnn(
    words: Sequence[str],
    alphabet: Mapping[str, int],
    table: ArrayLike,
    W: ArrayLike,
    b: ArrayLike,
) -> Array:
    """Vectors of characters, filters over them, the strongest answer of each.

    This is ELMo's input: its words are no entries of a table. `<` and `>` mark
    the ends of a word; unknown characters and padding have the vector 0.

    Args:
        words: n of them.
        alphabet: character -> row of the table.
        table: vectors of characters, shape (a, C).
        W: filters, shape (k, w, C).
        b: biases, shape (k,).

    Returns:
        Shape (n, k).

    Raises:
        ValueError: no words, or shapes do not fit.

    Source:
        Kim et al., Character-Aware Neural Language Models (2016), section 2.2,
        with ReLU for tanh.

    >>> char_cnn(["ab", "b"], {"a": 0, "b": 1}, [[1.0], [5.0]], [[[1.0]]], [0.0])
    array([[5.],
           [5.]])
    """
    if not words:
        raise ValueError("words must hold one")
    rows = np.vstack([as_matrix(table, "table"), np.zeros(np.shape(table)[1])])
    unknown = len(rows) - 1
    marked = [f"<{word}>" for word in words]
    longest = max(*map(len, marked), np.shape(W)[1])
    ids = np.full((len(words), longest), unknown)
    for i, word in enumerate(marked):
        ids[i, : len(word)] = [alphabet.get(letter, unknown) for letter in word]
    return text_cnn(rows[ids], W, b)
