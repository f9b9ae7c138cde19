"""What k-means is used for: segments, colours, outliers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix, as_rows
from engine.clustering.kmeans import KMeans
from engine.neighbors.distances import pairwise
from engine.system import system


@system("S20.11")
def segment_customers(
    spend: ArrayLike, k: int, rng: np.random.Generator
) -> tuple[Integers, Array]:
    """Customers in k groups by what they spend, from the lowest total to the highest.

    Each column is brought to mean 0 and standard deviation 1 first, or the
    column of the largest sums would decide alone.

    Args:
        spend: one customer a row, one kind of spending a column, shape (n, d).
        k: number of groups, 1 to n.
        rng: draws the starts of k-means.

    Returns:
        Group of each customer, shape (n,), and the mean spending of each group,
        shape (k, d), in the unit of `spend`.

    Raises:
        ValueError: as `KMeans.fit`.

    >>> segment_customers([[90.0], [10.0], [12.0], [50.0]], 3, np.random.default_rng(0))
    (array([2, 0, 0, 1]), array([[11.],
           [50.],
           [90.]]))
    """
    spend = as_matrix(spend, "spend")
    deviation = spend.std(axis=0)
    scaled = (spend - spend.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)
    labels = KMeans(k, n_init=10).fit(scaled, rng).labels_
    members = (labels == np.arange(k)[:, None]).astype(float)
    means = (members @ spend) / np.maximum(members.sum(axis=1), 1.0)[:, None]
    order = means.sum(axis=1).argsort(kind="stable")
    return order.argsort()[labels], means[order]


@system("S20.12")
def quantise_colours(
    image: ArrayLike, k: int, rng: np.random.Generator
) -> tuple[Array, Integers]:
    """Redraw an image with k colours: each pixel gets the centre of its cluster.

    The clusters are also a segmentation of the image by colour. Pixels are
    clustered by colour alone; where they are plays no part.

    Args:
        image: height, width and channels, shape (h, w, c).
        k: number of colours, 1 to h w.
        rng: draws the starts of k-means.

    Returns:
        The image in k colours, shape (h, w, c), and the cluster of each pixel,
        shape (h, w).

    Raises:
        ValueError: image has another shape, or as `KMeans.fit`.

    >>> image = [[[0.0], [10.0]], [[2.0], [12.0]]]
    >>> quantise_colours(image, 2, np.random.default_rng(0))[0][..., 0]
    array([[ 1., 11.],
           [ 1., 11.]])
    """
    image = np.asarray(image, dtype=float)
    if image.ndim != 3:
        raise ValueError(f"image must have shape (h, w, c), got {image.shape}")
    pixels = image.reshape(-1, image.shape[2])
    model = KMeans(k, n_init=3).fit(pixels, rng)
    colours = model.centers_[model.labels_]
    return colours.reshape(image.shape), model.labels_.reshape(image.shape[:2])


@system("S20.13", "S01.15")
def centroid_outlier_score(X: ArrayLike, centers: ArrayLike) -> Array:
    """How far out each row is: distance to its centre by the cluster's usual distance.

    The usual distance is the median over the rows of that centre, so that a
    wide cluster does not look like one of outliers. Above about 3 is suspicious.

    Args:
        X: rows, shape (n, d).
        centers: of k clusters, from k-means say, shape (k, d).

    Returns:
        Scores, 0 or more, shape (n,); 0 for all in a cluster whose median is 0
        and who are on the centre, infinite for those who are not.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    >>> centroid_outlier_score([[0.0], [1.0], [-1.0], [9.0]], [[0.0]])
    array([0., 1., 1., 9.])
    """
    X = as_matrix(X)
    D = pairwise(X, as_rows(centers, X.shape[1]))
    labels, nearest = D.argmin(axis=1), D.min(axis=1)
    scores = np.empty(len(X))
    for cluster in np.unique(labels):
        own = labels == cluster
        usual = np.median(nearest[own])
        out = np.where(nearest[own] > 0, np.inf, 0.0)
        scores[own] = nearest[own] / usual if usual > 0 else out
    return scores
