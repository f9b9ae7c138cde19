"""The central limit theorem, watched."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.arrays import Array
from engine.statistics.descriptive import moment_shape
from engine.statistics.quantiles import spread
from engine.system import system


@system("S10.08")
def means_of_samples(
    draw: Callable[[tuple[int, int]], Array], sizes: list[int], n_means: int
) -> dict[str, Array]:
    """Shape of the distribution of the mean, for growing samples.

    With independent numbers of finite variance sigma^2, the standardised mean
    tends to a normal: its skewness falls as `1 / sqrt(n)` and its deviation is
    `sigma / sqrt(n)`. Without a finite variance nothing of this holds: the mean of
    Cauchy numbers is spread as one of them, however many there are.

    Args:
        draw: gives an array of independent numbers, of the shape it is asked for.
        sizes: of the samples.
        n_means: how many means for each size, at least 2.

    Returns:
        `mean`, `deviation`, `skewness`, `kurtosis` (excess) and `iqr` of the
        means, each of shape (number of sizes,).

    Raises:
        ValueError: n_means is below 2.

    Source:
        Wasserman, All of Statistics (2004), theorem 5.8.

    >>> rng = np.random.default_rng(0)
    >>> found = means_of_samples(rng.standard_exponential, [4, 100], 4000)
    >>> found["deviation"].round(1)  # 1 / sqrt(n)
    array([0.5, 0.1])
    """
    if n_means < 2:
        raise ValueError(f"n_means must be at least 2, got {n_means}")
    rows = []
    for n in sizes:
        means = draw((n_means, n)).mean(axis=1)
        skewness, kurtosis = moment_shape(means)
        row = (means.mean(), means.std(ddof=1), skewness, kurtosis)
        rows.append([*row, spread(means)["iqr"]])
    names = ("mean", "deviation", "skewness", "kurtosis", "iqr")
    return dict(zip(names, np.array(rows).T, strict=True))
