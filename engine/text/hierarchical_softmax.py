"""Hierarchical softmax: a word is reached by a few yes-or-no questions."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix, as_vector
from engine.system import system


class Path(NamedTuple):
    """The way from the root of a binary tree to a word.

    Attributes:
        nodes: inner nodes passed, from the root, shape (length,).
        turns: +1 for left and -1 for right at each, shape (length,).

    >>> Path(np.array([0]), np.array([1])).turns
    array([1])
    """

    nodes: Integers
    turns: Integers


@system("S54.05")
def huffman_tree(counts: ArrayLike) -> list[Path]:
    """Join the two rarest, again and again: frequent words get short paths.

    Args:
        counts: of d words, d at least 2, shape (d,).

    Returns:
        The path of each word; the root is node 0, and there are d - 1 inner nodes.
        A balanced tree of 50,000 words is 16 deep; this one is no deeper on
        average over the text.

    Raises:
        ValueError: fewer than two words, or a negative count.

    Source:
        Huffman, A Method for the Construction of Minimum-Redundancy Codes (1952).

    >>> [path.turns.tolist() for path in huffman_tree([5, 1, 2])]
    [[-1], [1, 1], [1, -1]]
    """
    counts = as_vector(counts, "counts")
    d = len(counts)
    if d < 2 or counts.min() < 0:
        raise ValueError("at least two words, no count negative, are needed")
    heap = [(float(count), i) for i, count in enumerate(counts)]
    heapify(heap)
    parent: dict[int, tuple[int, int]] = {}
    for node in range(d, 2 * d - 1):
        (a, left), (b, right) = heappop(heap), heappop(heap)
        parent[left], parent[right] = (node, 1), (node, -1)
        heappush(heap, (a + b, node))
    paths = []
    for word in range(d):
        nodes, turns, here = [], [], word
        while here in parent:
            here, turn = parent[here]
            nodes.append(2 * d - 2 - here)  # the last node made is the root
            turns.append(turn)
        paths.append(Path(np.array(nodes[::-1]), np.array(turns[::-1])))
    return paths


@system("S54.05")
def tree_loss(h: ArrayLike, V: ArrayLike, path: Path) -> tuple[float, Array, Array]:
    """`-ln p(word | h)`, `p = prod_nodes s(turn v_node h)`, and its gradients.

    s is the sigmoid. As `s(x) + s(-x) = 1` at every node, the probabilities of
    all words sum to 1 without being added up: it is a distribution, of another
    model than the softmax over words.

    Args:
        h: the vector that predicts, shape (d,).
        V: vectors of the inner nodes, shape (nodes, d).
        path: of the word.

    Returns:
        The loss in nats, its gradients by h and by the rows of V on the path.

    Raises:
        ValueError: shapes do not fit.

    Source:
        Mikolov et al., Distributed Representations of Words and Phrases (2013),
        equation 3.

    >>> loss, _, _ = tree_loss([1.0], [[0.0], [0.0]], Path(np.array([0, 1]),
    ...                                                    np.array([1, -1])))
    >>> round(loss, 4)  # two even questions: 2 ln 2
    1.3863
    """
    h, V = as_vector(h, "h"), as_matrix(V, "V")
    if V.shape[1] != len(h) or path.nodes.max() >= len(V):
        raise ValueError(f"do not fit: {h.shape}, {V.shape}, a node {path.nodes.max()}")
    rows = V[path.nodes]
    z = path.turns * (rows @ h)
    by_score = -path.turns * np.exp(-np.logaddexp(0.0, z))
    loss = float(np.logaddexp(0.0, -z).sum())
    return loss, np.asarray(by_score @ rows), np.outer(by_score, h)


@system("S54.05")
def tree_probabilities(h: ArrayLike, V: ArrayLike, paths: list[Path]) -> Array:
    """Probabilities of all words, which sum to 1, shape (d,).

    Only to look at: training needs the nodes of one path a word.

    Raises:
        ValueError: as `tree_loss`.

    >>> tree_probabilities([1.0], [[0.0], [0.0]], huffman_tree([5, 1, 2]))
    array([0.5 , 0.25, 0.25])
    """
    return np.exp([-tree_loss(h, V, path)[0] for path in paths])
