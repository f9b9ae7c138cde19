"""Bag of words: a document as counts of its words, in no order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from engine.arrays import Array, Integers, as_matrix
from engine.system import system

Documents = Sequence[Sequence[str]]
"""Tokens of each document; see `engine.text.tokens`."""

_MODES = ("count", "binary", "relative")


@system("S53.01", "S52.09")
def build_vocabulary(
    documents: Documents, order: str = "sorted", min_df: int = 1
) -> dict[str, int]:
    """A column for each different token.

    Args:
        documents: their tokens.
        order: "sorted", or "seen": in order of first appearance.
        min_df: leave out tokens that fewer documents have.

    Returns:
        Token -> column, from 0.

    Raises:
        ValueError: no such order, or no token is left.

    >>> build_vocabulary([["i", "love", "nlp"], ["i", "love", "ml"]], "seen")
    {'i': 0, 'love': 1, 'nlp': 2, 'ml': 3}
    """
    if order not in ("sorted", "seen"):
        raise ValueError(f"order is sorted or seen, got {order!r}")
    df: dict[str, int] = {}
    for document in documents:
        for token in dict.fromkeys(document):  # once each, in order
            df[token] = df.get(token, 0) + 1
    kept = [token for token, count in df.items() if count >= min_df]
    if not kept:
        raise ValueError(
            f"no token is in {min_df} or more of the {len(documents)} documents"
        )
    return {t: j for j, t in enumerate(sorted(kept) if order == "sorted" else kept)}


@system("S53.02", "S53.03", "S52.09")
def bag_of_words(
    documents: Documents, vocabulary: Mapping[str, int], mode: str = "count"
) -> Array:
    """`M_ij`: how often document i has token j. Order and grammar are lost.

    Tokens that the vocabulary lacks are passed over.

    Args:
        documents: tokens of each of the n.
        vocabulary: token -> column, d of them.
        mode: "count"; "binary", 1 for any count above 0; or "relative", counts
            divided by their sum in the document, 0 where that is 0.

    Returns:
        Shape (n, d).

    Raises:
        ValueError: no such mode.

    >>> vocabulary = {"dog": 0, "bites": 1, "man": 2}
    >>> bag_of_words([["dog", "bites", "man"], ["man", "bites", "dog"]], vocabulary)
    array([[1., 1., 1.],
           [1., 1., 1.]])
    """
    if mode not in _MODES:
        raise ValueError(f"mode is one of {', '.join(_MODES)}, got {mode!r}")
    rows, columns = _places(documents, vocabulary)
    n, d = len(documents), len(vocabulary)
    counts = np.bincount(rows * d + columns, minlength=n * d).reshape(n, d)
    if mode == "binary":
        return (counts > 0).astype(float)
    if mode == "relative":
        return np.asarray(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1))
    return counts.astype(float)


@system("S53.02")
def sparse_bag(documents: Documents, vocabulary: Mapping[str, int]) -> csr_array:
    """Counts as `bag_of_words`, of which only those above 0 are kept.

    Compressed rows: the columns and counts of row i stand at `indptr[i]` to
    `indptr[i + 1]`. Memory grows with the words of the documents, not with their
    number times the vocabulary.

    >>> sparse_bag([["b", "b"], []], {"a": 0, "b": 1}).toarray()
    array([[0., 2.],
           [0., 0.]])
    """
    places = _places(documents, vocabulary)
    shape = len(documents), len(vocabulary)
    counts = csr_array((np.ones(len(places[0])), places), shape=shape)
    counts.sum_duplicates()
    return counts


@system("S53.09")
def sparsity(M: ArrayLike) -> float:
    """Share of the entries of M, shape (n, d), that are 0.

    >>> sparsity([[1, 0, 0, 0], [0, 2, 0, 0]])
    0.75
    """
    return float(np.mean(as_matrix(M, "M") == 0))


@system("S53.09")
def vocabulary_growth(documents: Documents) -> Integers:
    """Different tokens in the first 1, 2, ... n documents, shape (n,).

    It keeps growing, ever slower: a power of the text's length between 0 and 1
    (Heaps' law). New documents bring columns that are 0 in nearly all others.

    >>> vocabulary_growth([["a", "b"], ["b", "a"], ["b", "c"]])
    array([2, 2, 3])
    """
    seen: set[str] = set()
    sizes = []
    for document in documents:
        seen.update(document)
        sizes.append(len(seen))
    return np.array(sizes, dtype=np.int64)


def _places(
    documents: Documents, vocabulary: Mapping[str, int]
) -> tuple[Integers, Integers]:
    """Row and column of every token that the vocabulary has."""
    columns = [[vocabulary[t] for t in doc if t in vocabulary] for doc in documents]
    lengths = [len(c) for c in columns]
    rows = np.repeat(np.arange(len(documents)), lengths)
    return rows, np.array([j for c in columns for j in c], dtype=np.int64)
