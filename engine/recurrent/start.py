"""The weights that a recurrent network starts with."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.nn.initialisers import initialise
from engine.recurrent.cell import Cell, Weights
from engine.system import system


def orthogonal(k: int, rng: np.random.Generator) -> Array:
    """A square matrix with `U^T U = I`, any of them equally likely.

    It turns a state and keeps its length, so that a product of many neither
    vanishes nor explodes.

    Args:
        k: rows and columns.
        rng: of the matrix.

    Returns:
        U, shape (k, k).

    Source:
        Mezzadri, How to generate random matrices from the classical compact groups
        (2007). Saxe, McClelland, Ganguli, Exact solutions to the
        nonlinear dynamics of learning in deep linear neural networks (2014).

    >>> U = orthogonal(3, np.random.default_rng(0))
    >>> bool(np.allclose(U.T @ U, np.eye(3)))
    True
    """
    Q, R = np.linalg.qr(rng.normal(size=(k, k)))
    # The signs that QR happens to choose would make some matrices likelier.
    return np.asarray(Q * np.sign(np.diag(R)))


@system("S51.10")
def recurrent_weights(  # noqa: PLR0913, PLR0917 - a cell, its size, its start
    cell: Cell,
    d: int,
    k: int,
    rng: np.random.Generator,
    scheme: str = "xavier",
    forget: float = 1.0,
) -> Weights:
    """Glorot's or He's weights for inputs, orthogonal ones for the state.

    Biases are 0, but for the forget gate of an LSTM: a gate of
    sigmoid(0) halves the memory at each step, one of sigmoid(1) keeps 0.73 of it.
    These are the defaults of Keras; torch draws everything from an even
    distribution within `1 / sqrt(k)`, forget bias included.

    Args:
        cell: whose weights; peepholes and shifts start at 0, gains of layer
            normalisation at 1.
        d: inputs.
        k: units.
        rng: of the weights.
        scheme: "xavier", "he", or another of `initialise`, even, one block at a time.
        forget: bias of the forget gate; for long lags take `chrono_bias`.

    Returns:
        The weights.

    Raises:
        ValueError: another scheme, or no inputs or units.

    Source:
        Jozefowicz, Zaremba, Sutskever, An Empirical Exploration of Recurrent
        Network Architectures (2015), on the forget bias.

    >>> from engine.recurrent.lstm import LSTM
    >>> recurrent_weights(LSTM, 3, 2, np.random.default_rng(0)).b
    array([0., 0., 1., 1., 0., 0., 0., 0.])
    """
    blocks = range(cell.blocks)
    W = np.hstack([initialise(scheme, d, k, rng, uniform=True) for _ in blocks])
    U = np.hstack([orthogonal(k, rng) for _ in blocks])
    b, c = np.zeros((2, cell.blocks * k))
    if cell.arrays == 2:
        first = k * (cell.blocks - 3)
        b[first : first + k] = forget
    p = np.zeros(cell.extra * k)
    if cell.extra == 14:
        # Layer normalisation: two gains of 4 k, their shift, a gain and a shift.
        # It takes any shift of b away again, so forgetting starts in its own.
        p[: 8 * k] = p[12 * k : 13 * k] = 1.0
        p[9 * k : 10 * k], b[:] = forget, 0.0
    return Weights(W, U, b, c, p)


@system("S51.10")
def chrono_bias(T: int, k: int, rng: np.random.Generator) -> Array:
    """Biases of an LSTM that remembers up to T steps: `b_f = ln u`, `b_i = -b_f`.

    u is even in [1, T - 1]. A gate of sigmoid(b) lets a share `1 - sigmoid(b)` go a
    step, so that it remembers for about `1 / (1 - sigmoid(b)) = 1 + u` steps: the
    units share the range among them.

    Args:
        T: the longest lag, at least 2.
        k: units.
        rng: of u.

    Returns:
        Biases, shape (4 k,), blocks i, f, g, o, the last two 0.

    Raises:
        ValueError: T is below 2.

    Source:
        Tallec and Ollivier, Can recurrent neural networks warp time? (2018),
        equation 16.

    >>> chrono_bias(2, 1, np.random.default_rng(0))  # u = 1
    array([-0.,  0.,  0.,  0.])
    """
    if T < 2:
        raise ValueError(f"T must be at least 2, got {T}")
    forget = np.log(rng.uniform(1, T - 1, k))
    return np.concatenate([-forget, forget, np.zeros(2 * k)])
