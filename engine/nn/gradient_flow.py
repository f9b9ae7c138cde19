"""What depth does to gradients: measured, predicted, and cured."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.nn.activations import activation as by_name
from engine.nn.normalisation import batch_norm, batch_norm_backward
from engine.system import system


class Flow(NamedTuple):
    """One number a layer, from the first to the last, shape (depth,) each.

    Attributes:
        signals: root mean square of the activations.
        deltas: norm of the gradient by the pre-activations.
        weights: norm of the gradient by the weights.
    """

    signals: Array
    deltas: Array
    weights: Array


def square_weights(
    depth: int, width: int, gain: float, rng: np.random.Generator
) -> list[Array]:
    """Normal weights of deviation `gain / sqrt(width)`: too small, right, too large.

    Gain 1 is Xavier's scheme for equal widths, `sqrt(2)` is He's.

    Args:
        depth: layers.
        width: units of each.
        gain: deviation in units of `1 / sqrt(width)`.
        rng: of the weights.

    Returns:
        One (width, width) matrix a layer.

    >>> [W.shape for W in square_weights(2, 3, 1.0, np.random.default_rng(0))]
    [(3, 3), (3, 3)]
    """
    scale = gain / np.sqrt(width)
    return [scale * rng.normal(size=(width, width)) for _ in range(depth)]


@system("S49.01", "S39.10", "S49.08", "S49.10", "S36.14", "S31.18")
def gradient_flow(  # noqa: PLR0913
    weights: list[Array],
    X: ArrayLike,
    G: ArrayLike,
    *,
    activation: str = "relu",
    norm: bool = False,
    skip: bool = False,
) -> Flow:
    """Sizes of signals on the way forth and of gradients on the way back.

    A layer is `h + f(N(h W))`: with `norm` N is batch normalisation, else nothing;
    h is added only with `skip`. Each layer on the way back multiplies by W^T and f',
    so that without a skip the size changes by about the same factor each time,
    exponentially in depth. With a skip one path has the factor 1. The gradient by W is
    made of both signals and deltas: in a ReLU network where both shrink alike it is
    the same in all layers, and tiny in all.

    Args:
        weights: square matrices, (d, d).
        X: rows, shape (n, d).
        G: gradient of the loss by the last activations, shape (n, d).
        activation: a name of `engine.nn.activations.FUNCTIONS`.
        norm: normalise pre-activations over the rows, of which it takes two.
        skip: add the input of each layer to its output: a residual network.

    Returns:
        Signals, and gradients by pre-activations and by weights.

    Raises:
        ValueError: unknown activation, or X or G are no finite matrices.

    Source:
        Glorot and Bengio, Understanding the difficulty of training deep feedforward
        neural networks (2010), section 4.2.1. He et al., Deep Residual Learning
        (2016), equation 1.

    >>> flow = gradient_flow([np.eye(1) / 2] * 3, [[1.0]], [[1.0]])
    >>> flow.signals, flow.deltas
    (array([0.5  , 0.25 , 0.125]), array([0.25, 0.5 , 1.  ]))
    """
    f = by_name(activation)
    h, g = as_matrix(X), as_matrix(G, "G")
    ones = np.ones(h.shape[1])
    inputs, before, slopes, signals = [], [], [], []
    for W in weights:
        inputs.append(h)
        z = h @ W
        before.append(z)
        value, slope = f(
            batch_norm(z, ones, 0 * ones, (0 * ones, ones))[0] if norm else z
        )
        h = h + value if skip else value
        slopes.append(slope)
        signals.append(np.sqrt((h**2).mean()))
    deltas, gradients = [], []
    for W, h_in, z, slope in zip(
        weights[::-1], inputs[::-1], before[::-1], slopes[::-1], strict=True
    ):
        delta = g * slope
        if norm:
            delta = batch_norm_backward(delta, z, ones)[0]
        deltas.append(np.linalg.norm(delta))
        gradients.append(np.linalg.norm(h_in.T @ delta))
        g = delta @ W.T + (g if skip else 0)
    return Flow(np.array(signals), np.array(deltas[::-1]), np.array(gradients[::-1]))


@system("S49.14", "S49.05", "S36.14")
def predicted_ratio(depth: int, gain: float, activation: str = "relu") -> float:
    """First over last layer's delta of a wide plain network, before it is drawn.

    A wide layer's pre-activations are normal, of variance
    `q_(l+1) = gain^2 E[f(sqrt(q_l) u)^2]` with u standard normal; the squared norm
    of delta changes by `chi_l = gain^2 E[f'(sqrt(q_l) u)^2]` from layer l + 1 to l.
    Above 1 gradients explode, below 1 they vanish: the product over layers is
    geometric once q has settled. For ReLU chi is `gain^2 / 2`, hence He's sqrt(2).

    Args:
        depth: layers, at least 1.
        gain: deviation of the weights in units of `1 / sqrt(width)`.
        activation: a name of `engine.nn.activations.FUNCTIONS`.

    Returns:
        `sqrt(prod chi_l)` over layers 1 to depth - 1; inputs have variance 1.

    Raises:
        ValueError: no layers, or unknown activation.

    Source:
        Poole et al., Exponential expressivity in deep neural networks through
        transient chaos (2016). Schoenholz et al., Deep Information Propagation (2017).

    >>> predicted_ratio(21, 2.0).__round__(6)  # chi is 2
    1024.0
    """
    if depth < 1:
        raise ValueError(f"depth must be at least 1, got {depth}")
    f = by_name(activation)
    u = np.linspace(-9, 9, 4000)  # even, so that no point is at the kink
    density = np.exp(-(u**2) / 2)
    density /= density.sum()
    q, log_ratio = gain**2, 0.0
    for _ in range(depth - 1):
        value, slope = f(np.sqrt(q) * u)
        log_ratio += np.log(gain**2 * float(density @ slope**2))
        q = gain**2 * float(density @ value**2)
    return float(np.exp(log_ratio / 2))


@system("S37.15", "S49.03")
def remedies(rng: np.random.Generator, depth: int = 30) -> dict[str, float]:
    """First over last layer's gradient by pre-activations, with one cure at a time.

    Args:
        rng: of weights, rows and gradient.
        depth: layers, of 64 units.

    Returns:
        What is in the network -> the ratio; 1 is even, 1e-19 no learning at all.
        ReLU alone does not cure: with Xavier's weights half of each signal is
        lost a layer, and batch normalisation, which rescues the sigmoid, makes
        gradients of a plain ReLU network grow.
    """
    he, xavier, width = 2**0.5, 1.0, 64
    X, G = rng.normal(size=(2, 64, width))
    cases: dict[str, tuple[float, str, dict[str, bool]]] = {
        "sigmoid": (xavier, "sigmoid", {}),
        "tanh": (xavier, "tanh", {}),
        "ReLU": (xavier, "relu", {}),
        "ReLU, He": (he, "relu", {}),
        "leaky ReLU, He": (he, "leaky_relu", {}),
        "sigmoid, batch norm": (xavier, "sigmoid", {"norm": True}),
        "ReLU, He, batch norm": (he, "relu", {"norm": True}),
        "sigmoid, skip": (xavier, "sigmoid", {"skip": True}),
    }
    found = {}
    for name, (gain, f, extra) in cases.items():
        weights = square_weights(depth, width, gain, rng)
        norm, skip = extra.get("norm", False), extra.get("skip", False)
        flow = gradient_flow(weights, X, G, activation=f, norm=norm, skip=skip)
        sizes = flow.deltas
        found[name] = float(sizes[0] / sizes[-1])
    return found


@system("S49.11")
def diagnose_gradients(losses: ArrayLike, norms: ArrayLike) -> str:
    """What the log of a run says about its gradients.

    Args:
        losses: after each step, shape (T,).
        norms: of each layer's gradient at each step, shape (T, layers).

    Returns:
        "exploding" where something is not finite, or the largest norm has grown a
        thousandfold; else "vanishing" where the first layer's last norm is below
        1e-4 of the largest; else "plateau" where the loss has changed by less than
        0.1 % of itself over the second half; else "fine".

    Raises:
        ValueError: shapes do not fit.

    >>> diagnose_gradients([1.0, 0.9, 0.8], [[1e-9, 1.0], [1e-9, 0.9], [1e-9, 0.8]])
    'vanishing'
    """
    losses, norms = np.asarray(losses, dtype=float), np.asarray(norms, dtype=float)
    if losses.ndim != 1 or norms.ndim != 2 or not 0 < len(losses) == len(norms):
        raise ValueError(
            f"losses and norms must have shapes (T,) and (T, layers), "
            f"got {losses.shape} and {norms.shape}"
        )
    if not (np.isfinite(losses).all() and np.isfinite(norms).all()):
        return "exploding"
    largest = norms.max(axis=1)
    if largest[-1] > 1000 * largest[0]:
        return "exploding"
    if norms[-1, 0] < 1e-4 * largest[-1]:
        return "vanishing"
    half = losses[len(losses) // 2]
    return "plateau" if abs(losses[-1] - half) < 1e-3 * abs(half) else "fine"
