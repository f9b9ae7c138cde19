"""A small convolutional network, trained on images; and trained further."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import nn

from engine.arrays import Array, Integers, as_labels
from engine.optim.batches import batches
from engine.optim.early_stopping import early_stop
from engine.system import system
from engine.vision.layers import Act, Conv, Dense, Flatten, Layer, Pool
from engine.vision.torch_network import as_torch

SMALL: tuple[Layer, ...] = (
    Conv(8, 3, padding=1), Act(), Pool(2, 2), Conv(16, 3, padding=1), Act(), Pool(2, 2),
    Flatten(),
)  # fmt: skip
"""A trunk for images of 8 by 8: 16 maps of 2 by 2, in one row."""


class Trained(NamedTuple):
    """A network after training, and how it went."""

    trunk: nn.Module
    head: nn.Module
    losses: Array
    """Mean cross-entropy on the training rows in each epoch."""
    held_out: Array
    """Accuracy on the rows held out after each epoch."""

    def logits(self, images: ArrayLike) -> Array:
        """Scores of the classes, shape (n, k), for images (n, height, width)."""
        with torch.no_grad():
            logits = self.head(self.trunk(_tensor(np.asarray(images))))
        return np.asarray(logits.numpy(), dtype=float)


@system("S45.22")
def split_tail(n: int, share: float) -> tuple[Integers, Integers]:
    """The last rows held out, as they come: what `validation_split` does in Keras.

    Nothing is shuffled first: rows sorted by class leave a class out of training.

    Args:
        n: rows.
        share: held out, above 0 and below 1.

    Returns:
        Training rows and held-out rows, each at least one.

    Raises:
        ValueError: one of the two would be empty.

    >>> split_tail(10, 0.25)
    (array([0, 1, 2, 3, 4, 5, 6]), array([7, 8, 9]))
    """
    kept = int(n * (1 - share))
    if not 0 < kept < n:
        raise ValueError(f"a share of {share} of {n} rows leaves one side empty")
    return np.arange(kept), np.arange(kept, n)


@system("S45.17", "S45.18", "S45.22", "S45.25")
def train_cnn(  # noqa: PLR0913
    images: ArrayLike,
    y: ArrayLike,
    rng: np.random.Generator,
    *,
    trunk: Sequence[Layer] = SMALL,
    epochs: int = 20,
    decay: float = 0.0,
    patience: int | None = None,
) -> Trained:
    """Cross-entropy by Adam, in batches of 32, the last tenth held out.

    `decay` adds `decay w` to the gradient of every weight: the penalty
    `decay |w|^2 / 2`, which keeps kernels small and smooth. With `patience`,
    training ends when the held-out accuracy has not risen for so many epochs.

    Args:
        images: shape (n, height, width).
        y: labels 0 to k - 1, shape (n,).
        rng: of weights and batches.
        trunk: layers before the head; they must end in one axis.
        epochs: how often each training row is seen.
        decay: at least 0.
        patience: epochs, or None.

    Returns:
        See `Trained`.

    Raises:
        ValueError: shapes do not fit.
    """
    images = np.asarray(images, dtype=float)
    y = as_labels(y, len(images))
    with torch.random.fork_rng():
        torch.manual_seed(int(rng.integers(2**31)))
        body = as_torch(trunk, (1, *images.shape[1:]))
        features = body(_tensor(images[:1])).shape[1]
        head = as_torch([Dense(int(y.max()) + 1)], (features,))
    return _fit(body, head, (images, y), rng, epochs, decay, patience)


@system("S45.19")
def transfer(
    learned: Trained, images: ArrayLike, y: ArrayLike, rng: np.random.Generator,
    epochs: int = 20,
) -> Trained:  # fmt: skip
    """A new head on an old trunk, which stays as it is: transfer learning.

    The trunk's maps are features that were learned where there was much data; the
    head, a linear classifier, needs little. To fine-tune is to let the trunk move
    as well, with a smaller rate.

    Args:
        learned: from `train_cnn`, whose trunk is used; nothing of it changes.
        images: of the new task, shape (n, height, width).
        y: its labels 0 to k - 1, shape (n,).
        rng: of the head and of the batches.
        epochs: how often each training row is seen.

    Returns:
        See `Trained`; its trunk is that of `learned`.

    Raises:
        ValueError: shapes do not fit.
    """
    images = np.asarray(images, dtype=float)
    y = as_labels(y, len(images))
    features = learned.trunk(_tensor(images[:1])).shape[1]
    with torch.random.fork_rng():
        torch.manual_seed(int(rng.integers(2**31)))
        head = as_torch([Dense(int(y.max()) + 1)], (features,))
    frozen = learned.trunk.requires_grad_(requires_grad=False)
    return _fit(frozen, head, (images, y), rng, epochs, 0.0, None)


def _fit(  # noqa: PLR0913, PLR0917
    trunk: nn.Module,
    head: nn.Module,
    data: tuple[Array, Array],
    rng: np.random.Generator,
    epochs: int,
    decay: float,
    patience: int | None,
) -> Trained:
    x, y = _tensor(data[0]), torch.from_numpy(np.asarray(data[1], dtype=np.int64))
    train, held = (torch.from_numpy(rows) for rows in split_tail(len(x), 0.1))
    model = nn.Sequential(trunk, head)
    moving = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.Adam(moving, lr=0.005, weight_decay=decay)
    losses: list[float] = []
    scores: list[float] = []
    for _ in range(epochs):
        total = 0.0
        for rows in batches(len(train), 32, rng):
            optimiser.zero_grad()
            loss = nn.functional.cross_entropy(model(x[train[rows]]), y[train[rows]])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(rows)
        losses.append(total / len(train))
        with torch.no_grad():
            right = model(x[held]).argmax(dim=1) == y[held]
        scores.append(float(right.float().mean()))
        if patience and early_stop([-s for s in scores], patience)[1] is not None:
            break
    return Trained(trunk, head, np.array(losses), np.array(scores))


def _tensor(images: Array) -> torch.Tensor:
    return torch.from_numpy(np.asarray(images, dtype=np.float32))[:, None]
