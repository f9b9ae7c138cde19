r"""Dropout

Silence units at random while a network learns, and leave it alone afterwards.

- `x`: activations, of any shape.
- `p`: the probability of a unit to be dropped, from 0 to below 1.
- `rng`: a generator. Draw from it **once**, `rng.random(x.shape)`; a unit is kept where its
  number is at least `p`.
- `train`: whether the network is learning; True if nothing is said.
- Return `(y, mask)`, both of the shape of `x`. While learning, the mask is 0 for units that
  are dropped and $1/(1-p)$ for those that are kept, and `y` is `x` times the mask. The
  gradient by `x` will be the gradient by `y` times the same mask.
- In use, `y` is `x` and the mask is 1 everywhere; nothing is drawn.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> y, mask = dropout(np.ones(4), 0.5, np.random.default_rng(0))
    >>> y, mask
    (array([2., 0., 0., 0.]), array([2., 0., 0., 0.]))
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.nn.dropout import dropout
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts

challenge = Challenge(
    reference=dropout,
    level=1,
    minutes=10,
    compare=parts(y=close(), mask=close()),
    covers=["H18.03", "S18.09"],
)

Rng = np.random.Generator
Found = tuple[Array, Array]

H = np.array([[1.0, -2.0, 0.5], [4.0, 0.0, -1.5]])

EXAMPLES = [
    (np.ones(4), 0.5, np.random.default_rng(0)),
    (H, 0.25, np.random.default_rng(1), True),
    (H, 0.25, np.random.default_rng(1), False),
]

EDGES = {
    "nothing is dropped": (H, 0.0, np.random.default_rng(2), True),
    "nearly all are dropped": (np.ones(30), 0.9, np.random.default_rng(3), True),
    "units that are 0": (np.zeros((2, 4)), 0.5, np.random.default_rng(4), True),
    "images": (np.arange(1.0, 25.0).reshape(2, 3, 2, 2), 0.5, np.random.default_rng(5), True),
    "a single unit": (np.array([3.0]), 0.3, np.random.default_rng(6), True),
    "in use": (H, 0.7, np.random.default_rng(7), False),
    "in use, nothing to drop": (H, 0.0, np.random.default_rng(8), False),
    "train not given": (-np.arange(1.0, 9.0), 0.6, np.random.default_rng(9)),
}  # fmt: skip

EQUIVALENT = {
    "0 <= p < 1": "every case has p from 0 to below 1",
    "0 <= p": "every case has p from 0 to below 1",
    "channels": "no case drops whole channels",
    "x.shape[:2]": "no case drops whole channels",
    "x.ndim": "no case drops whole channels",
    "2 -> ": "no case drops whole channels",
    "1 -> ": "no case drops whole channels",
    ">= p": "no number is exactly p, but for p = 0, where all are kept",
    ".copy() ->": "that the argument is handed out is told, not judged",
    "-> pass": "every case has arguments of the right kind",
}


def draw(rng: Rng) -> tuple[Array, float, Rng, bool]:
    """A small layer; one in four is in use."""
    shape = tuple(int(k) for k in rng.integers(2, 6, size=int(rng.integers(1, 4))))
    p = float(rng.choice([0.1, 0.2, 0.4, 0.5, 0.75]))
    own = np.random.default_rng(int(rng.integers(1_000)))
    return rng.normal(size=shape).round(2), p, own, bool(rng.random() < 0.75)


@wrong(
    "You leave the survivors as they are. Then the sum of a layer is smaller while it learns "
    "than in use; divide them by 1 - p."
)
def not_enlarged(x: Array, p: float, rng: Rng, train: bool = True) -> Found:
    """A mask of 0 and 1."""
    if not train:
        return x, np.ones_like(x)
    mask = (rng.random(x.shape) >= p).astype(float)
    return x * mask, mask


@wrong(
    "You shrink by 1 - p in use, as the first paper did. Here the survivors are enlarged "
    "instead, so that nothing is left to do in use."
)
def shrunk_in_use(x: Array, p: float, rng: Rng, train: bool = True) -> Found:
    """Scales in use."""
    if not train:
        return x * (1 - p), np.full_like(x, 1 - p)
    mask = (rng.random(x.shape) >= p).astype(float)
    return x * mask, mask


@wrong("You take p for the probability to be kept. It is that to be dropped.")
def p_is_kept(x: Array, p: float, rng: Rng, train: bool = True) -> Found:
    """Keeps where the number is below p."""
    if not train:
        return x, np.ones_like(x)
    mask = (rng.random(x.shape) < p) / max(p, 1e-12)
    return x * mask, mask


@wrong("You drop units in use as well. A trained network should give one answer.")
def always_on(x: Array, p: float, rng: Rng, train: bool = True) -> Found:
    """Ignores train."""
    del train
    mask = (rng.random(x.shape) >= p) / (1 - p)
    return x * mask, mask


@wrong("You draw one mask for all rows. Each row is to lose units of its own.")
def one_mask_for_all(x: Array, p: float, rng: Rng, train: bool = True) -> Found:
    """A mask of the shape of the last axis."""
    if not train:
        return x, np.ones_like(x)
    mask = np.broadcast_to((rng.random(x.shape[-1]) >= p) / (1 - p), x.shape)
    return x * mask, mask


@wrong(
    "You enlarge by the share that happened to be kept. It is 1 - p that makes the average "
    "over masks right, and a mask that drops all would divide by 0."
)
def by_the_share_kept(x: Array, p: float, rng: Rng, train: bool = True) -> Found:
    """Divides by the mean of the mask."""
    if not train:
        return x, np.ones_like(x)
    kept = rng.random(x.shape) >= p
    mask = kept / max(kept.mean(), 1e-12)
    return x * mask, mask


@wrong(
    "Your mask says which units were dropped. It has to be what x was multiplied by, for the "
    "gradient is multiplied by it too."
)
def mask_of_dropped(x: Array, p: float, rng: Rng, train: bool = True) -> Found:
    """1 where dropped."""
    if not train:
        return x, np.zeros_like(x)
    kept = rng.random(x.shape) >= p
    return x * kept / (1 - p), (~kept).astype(float)


@accept
def with_where(x: Array, p: float, rng: Rng, train: bool = True) -> Found:
    """Two values chosen by a condition."""
    if not train:
        return x.copy(), np.ones(x.shape)
    mask = np.where(rng.random(x.shape) < p, 0.0, 1 / (1 - p))
    return mask * x, mask


@accept(naive=True)
def unit_by_unit(x: Array, p: float, rng: Rng, train: bool = True) -> Found:
    """A loop over all units."""
    y, mask = np.array(x, dtype=float), np.ones(x.shape)
    if train:
        numbers = rng.random(x.shape)
        for place in np.ndindex(x.shape):
            mask[place] = 0.0 if numbers[place] < p else 1 / (1 - p)
            y[place] = x[place] * mask[place]
    return y, mask
