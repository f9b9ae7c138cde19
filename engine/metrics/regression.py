"""How far predictions of numbers are off, by seven measures."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.linear.goodness import (
    adjusted_r_squared,
    r_squared,
    root_mean_squared_error,
)
from engine.losses.regression import huber, mae, mape, mse
from engine.system import system


@system("S35.13", "S35.14", "S35.15", "S35.16", "S35.17", "S35.18", "S35.19")
def regression_scores(
    y: ArrayLike, y_hat: ArrayLike, p: int = 0, delta: float = 1.0
) -> dict[str, float]:
    """Seven scores of one set of predictions, with residuals `r = y - y_hat`.

    - MSE, `mean r^2`: in squared units; one residual of 100 among a thousand
      adds 10 to it.
    - RMSE, `sqrt(mean r^2)`: in the units of y, never below MAE; 1.25 times
      MAE where residuals are normal.
    - MAE, `mean |r|`: in the units of y; an outlier counts in proportion.
    - R2, `1 - sum r^2 / sum (y - mean y)^2`: 0 for predicting the mean, and
      without a lower bound.
    - adjusted R2, `1 - (1 - R2)(n - 1) / (n - p - 1)`: rises with one more
      feature exactly when the t statistic of that feature is beyond 1.
    - MAPE, `mean |r| / |y|`, a fraction: undefined where a target is 0, and
      least for forecasts that are too low.
    - Huber, mean of `r^2 / 2` up to delta, then `delta (|r| - delta / 2)`.

    Args:
        y: targets, shape (n,).
        y_hat: predictions, shape (n,).
        p: features of the model, without the intercept.
        delta: where squares end for Huber, in units of y.

    Returns:
        Name -> score. MAPE is NaN where a target is 0, adjusted R2 where n is
        at most p + 1.

    Raises:
        ValueError: lengths differ, a value is not finite, p is negative, or
            delta is not positive.

    >>> for name, score in regression_scores([1, 2, 3], [1, 2, 6], p=1).items():
    ...     print(name, round(score, 3))
    MSE 3.0
    RMSE 1.732
    MAE 1.0
    R2 -3.5
    adjusted R2 -8.0
    MAPE 0.333
    Huber 0.833
    """
    if p < 0:
        raise ValueError(f"p must be at least 0, got {p}")
    y = np.asarray(y, dtype=float)
    return {
        "MSE": float(mse(y_hat, y)[0]),
        "RMSE": root_mean_squared_error(y, y_hat),
        "MAE": float(mae(y_hat, y)[0]),
        "R2": r_squared(y, y_hat),
        "adjusted R2": adjusted_r_squared(y, y_hat, p) if p < len(y) - 1 else np.nan,
        "MAPE": float(mape(y_hat, y)[0]) if (y != 0).all() else np.nan,
        "Huber": float(huber(y_hat, y, delta)[0]),
    }
