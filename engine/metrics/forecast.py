"""Forecasts: errors that can be compared between series, and a rolling origin."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector, check_length
from engine.system import system


@system("S35.28")
def mase(past: ArrayLike, y: ArrayLike, y_hat: ArrayLike, m: int = 1) -> float:
    """Mean absolute scaled error: MAE over the in-sample MAE of the naive forecast.

    `mean |y - y_hat| / mean_t |past_t - past_{t-m}|`. The naive forecast repeats
    the value of m steps before, and scores 1 on the past itself. Without unit,
    and defined where targets are 0.

    Args:
        past: the series that the forecast was made from, shape (T,), T > m.
        y: what came next, shape (n,).
        y_hat: forecasts, shape (n,).
        m: length of the season; 1 for the last value.

    Returns:
        The error; below 1 is better than the naive forecast was.

    Raises:
        ValueError: lengths differ, m is not 1 to T - 1, or the past repeats
            itself exactly, so that there is no scale.

    Source:
        Hyndman and Koehler, Another look at measures of forecast accuracy
        (2006), section 3.

    >>> mase([1.0, 3.0, 5.0, 7.0], [9.0, 11.0], [8.0, 8.0])  # MAE 2, naive 2
    1.0
    """
    past, y, y_hat = (
        as_vector(past, "past"),
        as_vector(y, "y"),
        as_vector(y_hat, "y_hat"),
    )
    check_length(y_hat, len(y), "y_hat")
    if not 1 <= m < len(past):
        raise ValueError(f"m must be 1 to T - 1 = {len(past) - 1}, got {m}")
    scale = np.abs(past[m:] - past[:-m]).mean()
    if scale == 0:
        raise ValueError(f"past equals itself {m} steps before; there is no scale")
    return float(np.abs(y - y_hat).mean() / scale)


@system("S35.29")
def smape(y: ArrayLike, y_hat: ArrayLike) -> float:
    """`mean 2 |y - y_hat| / (|y| + |y_hat|)`, a fraction from 0 to 2, or 0 to 200 %.

    Other variants drop the 2, or the absolute values below. Symmetric in
    swapping y and y_hat, but not in the error: of 100, the forecast 110 costs
    0.095 and 90 costs 0.105.

    Args:
        y: targets, shape (n,).
        y_hat: forecasts, shape (n,).

    Returns:
        The error; a row where both are 0 counts as 0.

    Raises:
        ValueError: lengths differ, or a value is not finite.

    Source:
        Hyndman and Koehler, Another look at measures of forecast accuracy
        (2006), section 2.2, on its faults.

    >>> smape([100.0, 0.0], [300.0, 0.0])  # (2 * 200 / 400 + 0) / 2
    0.5
    """
    y, y_hat = as_vector(y, "y"), as_vector(y_hat, "y_hat")
    check_length(y_hat, len(y), "y_hat")
    size = np.abs(y) + np.abs(y_hat)
    return float((2 * np.abs(y - y_hat) / np.where(size > 0, size, 1.0)).mean())


@system("S35.30")
def rolling_origin(
    y: ArrayLike, forecast: Callable[[Array, int], ArrayLike], start: int, horizon: int
) -> dict[str, Array]:
    """Forecast, move on by one step, forecast again; errors for each step ahead.

    From each origin t = start, start + 1, ... the forecast sees y before t and
    answers for the next `horizon` steps. Unlike shuffled folds, nothing after
    t is ever known.

    Args:
        y: the series, shape (T,).
        forecast: past values and horizon -> as many forecasts.
        start: length of the shortest past, at least 1.
        horizon: steps ahead, at least 1, such that start + horizon <= T.

    Returns:
        "RMSE", "MAE" and "MAPE", each of shape (horizon,): the error 1, 2, ...
        steps ahead, over all origins. MAPE is NaN where a target is 0.

    Raises:
        ValueError: start or horizon does not fit, or the forecast has another
            length.

    Source:
        Tashman, Out-of-sample tests of forecasting accuracy (2000).

    >>> last = lambda past, horizon: [past[-1]] * horizon
    >>> rolling_origin([1.0, 2.0, 3.0, 4.0], last, start=1, horizon=2)["MAE"]
    array([1., 2.])
    """
    y = as_vector(y, "y")
    if start < 1 or horizon < 1 or start + horizon > len(y):
        raise ValueError(
            "start and horizon are at least 1 and add up to the length of y,"
            f" {len(y)}, at most, got {start} and {horizon}"
        )
    origins = range(start, len(y) - horizon + 1)
    future = np.array([y[t : t + horizon] for t in origins])
    told = [as_vector(forecast(y[:t].copy(), horizon), "forecast") for t in origins]
    for t in told:
        check_length(t, horizon, "forecast")
    r = future - np.array(told)
    share = np.abs(r / np.where(future == 0, np.nan, future))
    return {
        "RMSE": np.sqrt((r**2).mean(axis=0)),
        "MAE": np.abs(r).mean(axis=0),
        "MAPE": share.mean(axis=0),
    }
