r"""Group normalisation, and its two ends

Normalise each image by itself, over groups of its channels. With one group that is layer
normalisation over channels and places, with as many groups as channels it is instance
normalisation.

- `x`: an array of shape `(n, C, ...)`: rows, channels, and places, of which there may be any
  number of axes, or none.
- `groups`: how many groups; it divides C. The first `C / groups` channels are the first group,
  and so on.
- `gamma`, `beta`: scale and shift of each channel, shape `(C,)`.
- Within each row, every group gets mean 0 and variance 1 over its channels and all places:
  take the mean off and divide by $\sqrt{\text{variance} + 10^{-5}}$, the variance with the
  number of entries as divisor. Then multiply by `gamma` and add `beta`, each by channel.
- Return the result, of the shape of `x`. Do not change the arguments.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> x = np.array([[1.0, 3.0, 5.0, 5.0]])
    >>> group_norm(x, 2, np.ones(4), np.zeros(4)).round(3)
    array([[-1.,  1.,  0.,  0.]])
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.nn.normalisation import group_norm
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=group_norm,
    level=2,
    minutes=15,
    compare=close(rtol=1e-6, atol=1e-8),
    constraints=[no_import("torch")],
    covers=["H17.02", "S17.04", "S17.05", "S17.06"],
)

ROWS = np.array([[1.0, 3.0, 5.0, 6.0, -2.0, 0.5], [0.0, 4.0, 1.0, 1.5, 7.0, 2.0]])
IMAGES = np.round(np.sin(np.arange(96.0)) * 5, 2).reshape(2, 4, 3, 4)

EXAMPLES = [
    (np.array([[1.0, 3.0, 5.0, 5.0]]), 2, np.ones(4), np.zeros(4)),
    (ROWS, 3, np.ones(6), np.zeros(6)),
    (IMAGES[:, :, 0, :2], 2, np.array([1.0, 2.0, 1.0, 0.5]), np.array([0.0, 0.0, 1.0, -1.0])),
]  # fmt: skip

EDGES = {
    "one group": (IMAGES, 1, np.ones(4), np.zeros(4)),
    "a group for each channel": (IMAGES, 4, np.ones(4), np.zeros(4)),
    "one row": (IMAGES[:1], 2, np.ones(4), np.zeros(4)),
    "no places": (ROWS, 2, np.arange(1.0, 7.0), np.arange(6.0)),
    "scale and shift by channel": (
        IMAGES, 2, np.array([1.0, -2.0, 3.0, 0.5]), np.array([0.0, 10.0, -5.0, 2.0])),
    "rows far apart": (
        IMAGES + np.array([0.0, 500.0])[:, None, None, None], 2, np.ones(4), np.zeros(4)),
    "channels far apart": (
        IMAGES + np.array([0.0, 9.0, -9.0, 40.0])[:, None, None], 2, np.ones(4), np.zeros(4)),
    "hardly any spread": (1e-3 * ROWS, 3, np.ones(6), np.zeros(6)),
    "all alike": (np.full((2, 4, 3), 7.0), 2, np.ones(4), np.full(4, 3.0)),
    "one entry a group": (ROWS, 6, np.ones(6), np.arange(6.0)),
    "three axes of places": (IMAGES.reshape(2, 4, 3, 2, 2), 2, np.ones(4), np.zeros(4)),
}  # fmt: skip

EQUIVALENT = {
    "-> pass": "every case has arguments of the right kind",
    "x.ndim < 2": "every case has rows and channels",
    "x.size == 0": "no case is empty",
    "np.shape(": "every case has a scale and a shift for each channel",
    "groups < 1": "every case has groups that divide the channels",
    "-1 -> -2": "NumPy reads any negative size as the rest",
    "x.reshape(n, groups, C // groups, *x.shape[2:]) -> x.reshape(groups, n,": (
        "a group of a row stays together, whichever is named first"
    ),
    "C % groups": "every case has groups that divide the channels",
}


def draw(rng: np.random.Generator) -> tuple[Array, int, Array, Array]:
    """Small images, rows and channels of unlike brightness."""
    groups = int(rng.integers(1, 4))
    c, n = groups * int(rng.integers(1, 4)), int(rng.integers(1, 4))
    places = tuple(int(k) for k in rng.integers(2, 4, size=int(rng.integers(1, 3))))
    x = rng.normal(size=(n, c, *places)) * rng.uniform(0.5, 4)
    x = x + rng.normal(size=(n, c, *[1] * len(places))) * 3
    return x.round(2), groups, rng.normal(size=c).round(2), rng.normal(size=c).round(2)


def _by(x: Array, axes: tuple[int, ...], eps: float = 1e-5, ddof: int = 0) -> Array:
    mean = x.mean(axis=axes, keepdims=True)
    spread = np.sqrt(x.var(axis=axes, keepdims=True, ddof=ddof) + eps)
    return np.asarray((x - mean) / spread)


def _split(x: Array, groups: int) -> Array:
    return x.reshape(len(x), groups, -1)


def _column(v: Array, x: Array) -> Array:
    return v.reshape(1, -1, *[1] * (x.ndim - 2))


def _affine(x_hat: Array, gamma: Array, beta: Array) -> Array:
    return _column(gamma, x_hat) * x_hat + _column(beta, x_hat)


@wrong(
    "You pool over the rows too, as batch normalisation does. Each row is to be normalised "
    "by itself."
)
def over_the_batch(x: Array, groups: int, gamma: Array, beta: Array) -> Array:
    """A batch norm of groups."""
    return _affine(_by(_split(x, groups), (0, 2)).reshape(x.shape), gamma, beta)


@wrong("You take one group, whatever is asked: that is layer normalisation.")
def always_one_group(x: Array, groups: int, gamma: Array, beta: Array) -> Array:
    """Over all channels."""
    del groups
    return _affine(_by(_split(x, 1), (2,)).reshape(x.shape), gamma, beta)


@wrong("You normalise each channel alone: that is instance normalisation.")
def each_channel(x: Array, groups: int, gamma: Array, beta: Array) -> Array:
    """As many groups as channels."""
    del groups
    return _affine(_by(_split(x, x.shape[1]), (2,)).reshape(x.shape), gamma, beta)


@wrong(
    "You take `groups` for the number of channels in a group. It is the number of groups."
)
def groups_as_size(x: Array, groups: int, gamma: Array, beta: Array) -> Array:
    """Groups of so many channels, where they fit."""
    c = x.shape[1]
    return _affine(_by(_split(x, c // groups), (2,)).reshape(x.shape), gamma, beta)


@wrong(
    "Your groups skip from channel to channel. A group is made of neighbours: the first "
    "C / groups channels, then the next."
)
def interleaved(x: Array, groups: int, gamma: Array, beta: Array) -> Array:
    """Channel i goes to group i mod groups."""
    y = np.empty_like(x)
    for k in range(groups):
        part = x[:, k::groups]
        y[:, k::groups] = _by(part, tuple(range(1, x.ndim)))
    return _affine(y, gamma, beta)


@wrong(
    "You add ε to the deviation. It belongs under the root, to the variance; where there is "
    "hardly any spread that decides."
)
def eps_outside(x: Array, groups: int, gamma: Array, beta: Array) -> Array:
    """sqrt(variance) + eps."""
    split = _split(x, groups)
    centred = split - split.mean(axis=2, keepdims=True)
    x_hat = centred / (split.std(axis=2, keepdims=True) + 1e-5)
    return _affine(x_hat.reshape(x.shape), gamma, beta)


@wrong("You forgot scale and shift, which come last, by channel.")
def without_scale(x: Array, groups: int, gamma: Array, beta: Array) -> Array:
    """Standardised only."""
    del gamma, beta
    return _by(_split(x, groups), (2,)).reshape(x.shape)


@wrong("The shift is not to be multiplied by the scale: multiply first, then add.")
def shifted_first(x: Array, groups: int, gamma: Array, beta: Array) -> Array:
    """gamma (x_hat + beta)."""
    x_hat = _by(_split(x, groups), (2,)).reshape(x.shape)
    return _column(gamma, x) * (x_hat + _column(beta, x))


@wrong(
    "You divide the variance by one less than the number of entries. Here it is the number "
    "itself."
)
def one_less(x: Array, groups: int, gamma: Array, beta: Array) -> Array:
    """ddof 1, where there is more than one entry."""
    split = _split(x, groups)
    ddof = min(1, split.shape[2] - 1)
    return _affine(_by(split, (2,), ddof=ddof).reshape(x.shape), gamma, beta)


@accept
def by_reshaping(x: Array, groups: int, gamma: Array, beta: Array) -> Array:
    """A group's entries side by side."""
    return _affine(_by(_split(x, groups), (2,)).reshape(x.shape), gamma, beta)


@accept(naive=True)
def group_by_group(x: Array, groups: int, gamma: Array, beta: Array) -> Array:
    """Loops over rows, groups and channels."""
    y = np.empty(x.shape)
    size = x.shape[1] // groups
    for i in range(len(x)):
        for k in range(groups):
            part = x[i, k * size : (k + 1) * size]
            deviation = (((part - part.mean()) ** 2).mean() + 1e-5) ** 0.5
            for c in range(k * size, (k + 1) * size):
                y[i, c] = gamma[c] * (x[i, c] - part.mean()) / deviation + beta[c]
    return y
