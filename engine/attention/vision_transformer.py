"""A vision transformer: patches of an image are its tokens."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import nn

from engine.arrays import Array, as_labels
from engine.attention.patches import patchify
from engine.optim.batches import batches
from engine.system import system


class VisionTransformer(nn.Module):
    """Rows of patches, a place for each, an encoder, a mean, a linear classifier.

    Args:
        patches: of an image.
        size: entries of a patch.
        classes: k.
        width: of a token, even.
    """

    def __init__(self, patches: int, size: int, classes: int, width: int = 32) -> None:
        super().__init__()
        self.enter = nn.Linear(size, width)
        self.places = nn.Parameter(0.02 * torch.randn(patches, width))
        layer = nn.TransformerEncoderLayer(
            width, 4, 2 * width, dropout=0.0, batch_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.head = nn.Linear(width, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits, shape (n, k), from patches, shape (n, patches, size)."""
        tokens = self.encoder(self.enter(x) + self.places)
        logits: torch.Tensor = self.head(tokens.mean(dim=1))
        return logits


@system("S58.12")
def train_vision_transformer(  # noqa: PLR0913
    images: ArrayLike,
    y: ArrayLike,
    new: ArrayLike,
    rng: np.random.Generator,
    *,
    side: int = 2,
    epochs: int = 40,
) -> Array:
    """Learn to classify images by their patches; logits for new ones.

    Nothing tells it that neighbouring patches belong together, as a convolution
    knows: places are learned like everything else. So it wants more data, and with
    enough of them it is as good or better.

    Args:
        images: shape (n, height, width), both multiples of `side`.
        y: labels 0 to k - 1, shape (n,).
        new: images to classify, shape (m, height, width).
        rng: of weights and batches.
        side: of a patch.
        epochs: how often each image is seen.

    Returns:
        Logits, shape (m, k).

    Raises:
        ValueError: shapes do not fit.

    Source:
        Dosovitskiy et al., An Image is Worth 16x16 Words (2021), section 3.1, with a
        mean in place of the class token.
    """
    x, queries = (_rows(v, side) for v in (images, new))
    labels = torch.from_numpy(as_labels(y, len(x)).astype(np.int64))
    with torch.random.fork_rng():
        torch.manual_seed(int(rng.integers(2**31)))
        net = VisionTransformer(x.shape[1], x.shape[2], int(labels.max()) + 1)
    optimiser = torch.optim.Adam(net.parameters(), lr=0.003)
    for _ in range(epochs):
        for rows in batches(len(x), 32, rng):
            optimiser.zero_grad()
            nn.functional.cross_entropy(net(x[rows]), labels[rows]).backward()
            optimiser.step()
    with torch.no_grad():
        return np.asarray(net(queries).numpy(), dtype=float)


def _rows(images: ArrayLike, side: int) -> torch.Tensor:
    pixels = np.asarray(images, dtype=float)
    return torch.from_numpy(patchify(pixels[..., None], side).astype(np.float32))
