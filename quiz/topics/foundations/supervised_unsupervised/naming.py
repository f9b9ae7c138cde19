"""Clusters that get the names of classes from a few labels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Integers


def name_clusters(clusters: Integers, y: NDArray[Any], known: Integers) -> Integers:
    """Guess the class of every row from its cluster and the labels of a few rows.

    A cluster is called what most of its known rows are; of equal votes the class 0. A
    cluster without known rows is called what most of all known rows are.

    Args:
        clusters: cluster of each row, shape (n,).
        y: class of each row, 0 or 1, shape (n,); only those of known rows are read.
        known: rows whose class is known, shape (m,).

    Returns:
        Classes, shape (n,).

    >>> name_clusters(np.array([5, 5, 7, 7]), np.array([1, 0, 0, 0]), np.array([0, 3]))
    array([1, 1, 0, 0])
    """
    guesses = np.full(len(clusters), int(y[known].mean() > 0.5))
    for cluster in np.unique(clusters[known]):
        votes = y[known[clusters[known] == cluster]]
        guesses[clusters == cluster] = int(votes.mean() > 0.5)
    return guesses
