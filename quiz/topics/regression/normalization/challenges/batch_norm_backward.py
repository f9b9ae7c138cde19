r"""The way back through batch normalisation

In training, batch normalisation gives each channel mean 0 and variance 1 over the batch and
all places, then scale and shift:

$$
\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}}, \qquad
y = \gamma \hat x + \beta, \qquad \varepsilon = 10^{-5} .
$$

The gradient of a loss by `y` is given. Send it back. Mean and variance are made of `x`, so the
gradient goes through them as well.

- `g`: the gradient by `y`, shape `(n, C, ...)`.
- `x`: the input, the same shape. The variance has the number of entries of a channel as
  divisor.
- `gamma`: scale of each channel, shape `(C,)`.
- Return `(dx, dgamma, dbeta)`: the gradients by `x`, shape of `x`, and by the scale and the
  shift, shape `(C,)` each. Do not change the arguments.

Numbers are compared with a relative tolerance of $10^{-6}$, and an absolute one of $10^{-8}$.

    >>> g, x = np.array([[1.0], [0.0], [0.0]]), np.array([[0.0], [1.0], [2.0]])
    >>> dx, dgamma, dbeta = batch_norm_backward(g, x, np.array([2.0]))
    >>> dx.ravel().round(3), dgamma.round(3), dbeta
    (array([ 0.408, -0.816,  0.408]), array([-1.225]), array([1.]))
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.nn.normalisation import batch_norm_backward
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=batch_norm_backward,
    level=3,
    minutes=25,
    compare=parts(
        dx=close(rtol=1e-6, atol=1e-8),
        dgamma=close(rtol=1e-6, atol=1e-8),
        dbeta=close(rtol=1e-6, atol=1e-8),
    ),
    constraints=[no_import("torch")],
    covers=["H17.01", "S17.03"],
)

Back = tuple[Array, Array, Array]

X = np.array([[0.0, 5.0], [1.0, 3.0], [4.0, 4.0], [2.0, -1.0]])
G = np.array([[1.0, -1.0], [0.5, 2.0], [-0.25, 0.0], [2.0, 1.0]])
IMAGES = np.round(np.sin(np.arange(48.0)) * 3, 2).reshape(2, 3, 2, 4)
SLOPES = np.round(np.cos(np.arange(48.0) * 2), 2).reshape(2, 3, 2, 4)

EXAMPLES = [
    (np.array([[1.0], [0.0], [0.0]]), np.array([[0.0], [1.0], [2.0]]), np.array([2.0])),
    (G, X, np.array([1.0, 0.5])),
]

EDGES = {
    "one row of images": (SLOPES[:1], IMAGES[:1], np.array([1.0, 2.0, 3.0])),
    "images": (SLOPES, IMAGES, np.array([1.0, -2.0, 0.5])),
    "a scale of 0": (G, X, np.array([0.0, 1.0])),
    "a gradient that is the same for all": (np.ones((4, 2)), X, np.array([1.0, 3.0])),
    "a gradient along the output": (X - X.mean(axis=0), X, np.array([1.0, 3.0])),
    "hardly any spread": (G, 0.003 * X, np.array([1.0, 1.0])),
    "all alike": (G, np.full((4, 2), 3.0), np.array([1.0, 2.0])),
    "far from the origin": (G, X + 300.0, np.array([2.0, 1.0])),
    "channels in other units": (G, X * [0.1, 50.0], np.array([1.0, 1.0])),
    "one axis of places": (
        SLOPES[:, :, 0],
        IMAGES[:, :, 0],
        np.array([1.0, 2.0, -1.0]),
    ),
}

EQUIVALENT = {
    "-> pass": "every case has arguments of the right kind",
    "x.ndim < 2": "every case has rows and channels",
    "x.size == 0": "no case is empty",
    "np.shape(": "every case has a scale for each channel",
    "-1 -> -2": "NumPy reads any negative size as the rest",
    "g.shape": "every case has a gradient of the shape of x",
}


def draw(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """A few rows, with places or without."""
    places = tuple(int(k) for k in rng.integers(2, 4, size=int(rng.integers(0, 3))))
    n, c = int(rng.integers(3, 7)), int(rng.integers(1, 4))
    shape = (n, c, *places)
    x = rng.normal(size=shape).round(2) * 2 + rng.integers(-4, 5)
    return rng.normal(size=shape).round(2), x, rng.normal(size=c).round(2)


def _axes(x: Array) -> tuple[int, ...]:
    return (0, *range(2, x.ndim))


def _column(v: Array, x: Array) -> Array:
    return v.reshape(1, -1, *[1] * (x.ndim - 2))


def _forth(x: Array) -> tuple[Array, Array]:
    axes = _axes(x)
    deviation = np.sqrt(x.var(axis=axes, keepdims=True) + 1e-5)
    return (x - x.mean(axis=axes, keepdims=True)) / deviation, deviation


def _sums(g: Array, x_hat: Array) -> tuple[Array, Array]:
    axes = _axes(g)
    return (g * x_hat).sum(axis=axes), g.sum(axis=axes)


@wrong(
    "You take mean and variance for constants. They are made of x, so two more terms come "
    "off the gradient."
)
def constants(g: Array, x: Array, gamma: Array) -> Back:
    """gamma g / deviation."""
    x_hat, deviation = _forth(x)
    return _column(gamma, x) * g / deviation, *_sums(g, x_hat)


@wrong("The gradient goes through the variance too: take off its part along x̂.")
def mean_only(g: Array, x: Array, gamma: Array) -> Back:
    """Without the term of the variance."""
    x_hat, deviation = _forth(x)
    h = _column(gamma, x) * g
    dx = (h - h.mean(axis=_axes(x), keepdims=True)) / deviation
    return dx, *_sums(g, x_hat)


@wrong("The gradient goes through the mean too: take off the mean of the gradient.")
def variance_only(g: Array, x: Array, gamma: Array) -> Back:
    """Without the term of the mean."""
    x_hat, deviation = _forth(x)
    h = _column(gamma, x) * g
    along = (h * x_hat).mean(axis=_axes(x), keepdims=True)
    return (h - x_hat * along) / deviation, *_sums(g, x_hat)


@wrong("By dx the scale is missing: y is gamma times x̂.")
def no_scale(g: Array, x: Array, gamma: Array) -> Back:
    """gamma left out."""
    return reference(g, x, np.ones_like(gamma))


@wrong("The gradient by the scale takes x̂, which is standardised, not x.")
def by_the_input(g: Array, x: Array, gamma: Array) -> Back:
    """dgamma of g x."""
    dx, _, dbeta = reference(g, x, gamma)
    return dx, (g * x).sum(axis=_axes(x)), dbeta


@wrong(
    "Your gradients by scale and shift are means. Every entry adds its part: sum them."
)
def means_for_sums(g: Array, x: Array, gamma: Array) -> Back:
    """Means."""
    dx, dgamma, dbeta = reference(g, x, gamma)
    m = x.size / x.shape[1]
    return dx, dgamma / m, dbeta / m


@wrong("You divide by the variance. The deviation, its root, is enough.")
def by_the_variance(g: Array, x: Array, gamma: Array) -> Back:
    """One root forgotten."""
    dx, dgamma, dbeta = reference(g, x, gamma)
    return dx / _forth(x)[1], dgamma, dbeta


@wrong(
    "You pool over the rows only. A channel shares mean and variance over all its places "
    "too."
)
def rows_only(g: Array, x: Array, gamma: Array) -> Back:
    """A mean for each place."""
    deviation = np.sqrt(x.var(axis=0, keepdims=True) + 1e-5)
    x_hat = (x - x.mean(axis=0, keepdims=True)) / deviation
    h = _column(gamma, x) * g
    along = (h * x_hat).mean(axis=0, keepdims=True)
    dx = (h - h.mean(axis=0, keepdims=True) - x_hat * along) / deviation
    return dx, *_sums(g, x_hat)


@accept
def reference(g: Array, x: Array, gamma: Array) -> Back:
    """The closed form."""
    x_hat, deviation = _forth(x)
    h, axes = _column(gamma, x) * g, _axes(x)
    along = (h * x_hat).mean(axis=axes, keepdims=True)
    dx = (h - h.mean(axis=axes, keepdims=True) - x_hat * along) / deviation
    return dx, *_sums(g, x_hat)


@accept
def step_by_step(g: Array, x: Array, gamma: Array) -> Back:
    """Each step of the forward pass, taken back."""
    axes, m = _axes(x), x.size // x.shape[1]
    centred = x - x.mean(axis=axes, keepdims=True)
    inverse = 1 / np.sqrt((centred**2).mean(axis=axes, keepdims=True) + 1e-5)
    h = _column(gamma, x) * g
    by_inverse = (h * centred).sum(axis=axes, keepdims=True)
    by_centred = h * inverse - by_inverse * inverse**3 * centred / m
    dx = by_centred - by_centred.mean(axis=axes, keepdims=True)
    return dx, *_sums(g, centred * inverse)


@accept(naive=True)
def by_the_matrix(g: Array, x: Array, gamma: Array) -> Back:
    """The whole Jacobian of each channel."""
    dx = np.empty(x.shape)
    dgamma, dbeta = np.empty(len(gamma)), np.empty(len(gamma))
    for c in range(len(gamma)):
        v, slope = x[:, c].ravel(), g[:, c].ravel()
        m = len(v)
        s = (v.var() + 1e-5) ** 0.5
        hat = (v - v.mean()) / s
        J = (np.eye(m) - 1 / m - np.outer(hat, hat) / m) / s
        dx[:, c] = (gamma[c] * J.T @ slope).reshape(x[:, c].shape)
        dgamma[c], dbeta[c] = slope @ hat, slope.sum()
    return dx, dgamma, dbeta
