"""A number as one of a few bins."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_vector


def bin_edges(x: ArrayLike, bins: int = 5, by: str = "width") -> Array:
    """Where to cut: into bins of equal width, or of equally many rows.

    Bins of equal width follow the scale, and an outlier leaves most of them
    empty; quantiles follow the rows.

    Args:
        x: training values, shape (n,).
        bins: at least 1.
        by: "width", or "rows" for quantiles, interpolated between rows.

    Returns:
        Edges, rising, shape (bins + 1,); fewer where quantiles coincide, and a
        single one for a constant.

    Raises:
        ValueError: bins is below 1, or `by` is neither word.

    >>> bin_edges([0.0, 1.0, 2.0, 10.0], bins=2)
    array([ 0.,  5., 10.])
    >>> bin_edges([0.0, 1.0, 2.0, 10.0], bins=2, by="rows")
    array([ 0. ,  1.5, 10. ])
    """
    x = as_vector(x, "x")
    if bins < 1:
        raise ValueError(f"bins must be at least 1, got {bins}")
    if by not in ("width", "rows"):
        raise ValueError(f"by is 'width' or 'rows', got {by!r}")
    if by == "width":
        return np.unique(np.linspace(x.min(), x.max(), bins + 1))
    return np.unique(np.quantile(x, np.linspace(0, 1, bins + 1)))


def bin_index(x: ArrayLike, edges: ArrayLike) -> Integers:
    """Number of the bin `[edge_i, edge_{i+1})` of each value, from 0.

    Args:
        x: shape (n,).
        edges: rising, shape (bins + 1,).

    Returns:
        Indices, shape (n,). The last bin has its right edge too; values beyond
        the edges go to the first and the last bin.

    Raises:
        ValueError: edges do not rise.

    >>> bin_index([-1.0, 0.0, 5.0, 10.0, 11.0], [0.0, 5.0, 10.0])
    array([0, 0, 1, 1, 1])
    """
    x, edges = as_vector(x, "x"), as_vector(edges, "edges")
    if (np.diff(edges) <= 0).any():
        raise ValueError(f"edges must rise, got {edges.tolist()}")
    return np.searchsorted(edges[1:-1], x, side="right")
