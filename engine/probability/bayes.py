"""Bayes' theorem: from `P(data | cause)` to `P(cause | data)`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.system import system


@system("S13.07")
def total_probability(prior: ArrayLike, likelihood: ArrayLike) -> float:
    """`P(D) = sum_i P(D | A_i) P(A_i)`, over causes of which exactly one holds.

    Args:
        prior: P(A_i), shape (k,), summing to 1.
        likelihood: P(D | A_i), each in [0, 1], shape (k,).

    Raises:
        ValueError: not such vectors.

    Source:
        Ross, A First Course in Probability (2014), section 3.3.

    >>> round(total_probability([0.01, 0.99], [0.99, 0.05]), 4)
    0.0594
    """
    prior, likelihood = _belief(prior, likelihood)
    return float(np.sum(prior * likelihood))


@system("S13.06")
def update_belief(prior: ArrayLike, likelihood: ArrayLike) -> Array:
    """`P(A_i | D) = P(D | A_i) P(A_i) / P(D)`.

    A posterior is the next prior: independent data in turn or at once give the
    same.

    Args:
        prior: P(A_i), shape (k,), summing to 1.
        likelihood: P(D | A_i), each in [0, 1], shape (k,).

    Returns:
        Shape (k,), summing to 1.

    Raises:
        ValueError: not such vectors, or no cause allows the data.

    Source:
        Ross, A First Course in Probability (2014), section 3.3.

    >>> update_belief([0.5, 0.5], [0.2, 0.6])
    array([0.25, 0.75])
    """
    prior, likelihood = _belief(prior, likelihood)
    joint = prior * likelihood
    if joint.sum() == 0:
        raise ValueError("P(D) is 0: no cause of positive prior allows the data")
    return np.asarray(joint / joint.sum())


@system("S13.06")
def positive_test(
    prevalence: float, sensitivity: float, false_positive_rate: float
) -> float:
    """Probability of the disease after a positive test.

    Where the disease is rare, most positives come from the many healthy: 1 % ill,
    99 % of them found, 5 % false alarms, and one positive in six is ill.

    Args:
        prevalence: P(ill).
        sensitivity: P(positive | ill).
        false_positive_rate: P(positive | healthy), 1 - specificity.

    Raises:
        ValueError: a number is outside [0, 1], or no test is ever positive.

    >>> round(positive_test(0.01, 0.99, 0.05), 6)
    0.166667
    """
    prior = [prevalence, 1 - prevalence]
    return float(update_belief(prior, [sensitivity, false_positive_rate])[0])


def _belief(prior: ArrayLike, likelihood: ArrayLike) -> tuple[Array, Array]:
    prior, likelihood = as_vector(prior, "prior"), as_vector(likelihood, "likelihood")
    if (prior < 0).any() or abs(prior.sum() - 1) > 1e-9:
        raise ValueError(f"prior must be at least 0 and sum to 1, got {prior}")
    if prior.shape != likelihood.shape or ((likelihood < 0) | (likelihood > 1)).any():
        raise ValueError(
            f"likelihood must have {len(prior)} entries in [0, 1], got {likelihood}"
        )
    return prior, likelihood
