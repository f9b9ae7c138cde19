"""Forecasts of a series: a recurrent network beside the baselines."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, as_vector
from engine.losses.regression import mse
from engine.recurrent.cell import Cell
from engine.recurrent.lstm import LSTM
from engine.recurrent.network import start_network, train_network
from engine.system import system


class Forecast(NamedTuple):
    """What three forecasters say of the steps that follow a series."""

    network: Array
    naive: Array
    autoregressive: Array


@system("S50.12", "S51.16")
def forecast(  # noqa: PLR0913
    series: ArrayLike,
    steps: int,
    rng: np.random.Generator,
    *,
    cell: Cell = LSTM,
    window: int = 12,
    training: int = 300,
) -> Forecast:
    """The next values, each fed back in to get the one after it.

    The network reads a window of standardised values and says the change after
    each; the autoregression (`autoregress`) is linear in the same window; the naive
    forecast repeats the last value. A network that does not beat the other two has
    learned nothing that is worth its price.

    Args:
        series: values at even steps, shape (T,), T above `window` + 1.
        steps: to forecast.
        rng: of weights and windows.
        cell: of the network, 16 units.
        window: values to go by.
        training: steps of Adam.

    Returns:
        Forecasts, shape (steps,) each.

    Raises:
        ValueError: the series is too short, constant or not finite.

    >>> series = np.sin(np.arange(80) / 3)
    >>> found = forecast(series, 6, np.random.default_rng(0), training=100)
    >>> right = np.sin(np.arange(80, 86) / 3)
    >>> bool(abs(found.network - right).max() < abs(found.naive - right).max() / 2)
    True
    """
    series = as_vector(series, "series")
    weights = autoregress(series, window)
    scale = series.std()
    if scale == 0:
        raise ValueError("the series is constant; there is nothing to learn")
    mean = series.mean()
    z = (series - mean) / scale

    def windows(r: np.random.Generator) -> tuple[Array, Array, Booleans]:
        first = r.integers(0, len(z) - window, (32, 1))
        piece = z[first + np.arange(window + 1), None]
        return piece[:, :-1], np.diff(piece, axis=1), np.ones((32, window), bool)

    net = start_network(cell, 1, 16, 1, rng)
    net, _ = train_network(net, windows, mse, rng, steps=training)
    said, linear = list(z[-window:]), list(series[-window:])
    for _ in range(steps):
        seen = np.array(said[-window:])[None, :, None]
        said.append(said[-1] + float(net.outputs(seen)[0, -1, 0]))
        linear.append(float(weights[0] + weights[1:] @ linear[-window:]))
    return Forecast(
        mean + scale * np.array(said[window:]),
        np.full(steps, series[-1]),
        np.array(linear[window:]),
    )


@system("S50.12")
def autoregress(series: ArrayLike, p: int) -> Array:
    """Least squares of `x_t` on 1 and the p values before it, oldest first.

    Args:
        series: shape (T,), T above p + 1.
        p: values to go by, at least 1.

    Returns:
        Intercept and weights, shape (p + 1,); the shortest of all solutions where
        there are several.

    Raises:
        ValueError: the series is too short, or p below 1.

    >>> autoregress([1.0, 2.0, 4.0, 8.0, 16.0], 1).round(6) + 0.0  # doubles
    array([0., 2.])
    """
    series = as_vector(series, "series")
    if p < 1 or len(series) <= p + 1:
        raise ValueError(
            f"a window is at least 1 and a series longer than that by 2, "
            f"got {p} and {len(series)}"
        )
    past = np.lib.stride_tricks.sliding_window_view(series, p)[:-1]
    A = np.column_stack([np.ones(len(past)), past])
    return np.asarray(np.linalg.lstsq(A, series[p:])[0])
