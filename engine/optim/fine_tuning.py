"""A network that has learned one task starts another."""

from __future__ import annotations

import numpy as np
import torch

from engine.arrays import Array, Integers
from engine.optim.batches import batches
from engine.system import system

SIZE = 8


@system("S25.10", "S07.15")
def fine_tune(rng: np.random.Generator, rows: int = 24) -> dict[str, float]:
    """Accuracy on a small task, with and without a convolution learned before.

    First a small convolutional network learns to tell four strokes apart, from
    1,000 noisy images. Then its head is replaced, and it learns to tell a plus
    from a cross, which are made of those strokes, from a handful of images: by
    Adam, and by SGD with momentum; and by both from weights that have seen
    nothing.

    Args:
        rng: of images, weights and batches.
        rows: images of the second task to learn from.

    Returns:
        Shares of 1,000 new images that are told right: "first task", and, of the
        second, "Adam, fine-tuned", "Adam, from scratch", "SGD, fine-tuned" and
        "SGD, from scratch". One run says little about a rule: average several.
    """
    learned = _Network(4, rng)
    _train(learned, *_images(1000, _STROKES, rng), "Adam", rng, epochs=8)
    few, new = _images(rows, _PAIRS, rng), _images(1000, _PAIRS, rng)
    found = {"first task": _accuracy(learned, *_images(1000, _STROKES, rng))}
    for rule in ("Adam", "SGD"):
        for start in ("fine-tuned", "from scratch"):
            model = _Network(2, rng)
            if start == "fine-tuned":
                model.filters.load_state_dict(learned.filters.state_dict())
            _train(model, *few, rule, rng, epochs=40)
            found[f"{rule}, {start}"] = _accuracy(model, *new)
    return found


class _Network(torch.nn.Module):
    """Images, shape (B, 1, 8, 8), to logits, shape (B, k)."""

    def __init__(self, k: int, rng: np.random.Generator) -> None:
        super().__init__()
        self.filters = torch.nn.Conv2d(1, 12, 5)
        self.head = torch.nn.Linear(12, k)
        with torch.no_grad():
            for p in self.parameters():
                fan_in = p[0].numel() if p.ndim > 1 else 1
                size = (2 / fan_in) ** 0.5 if p.ndim > 1 else 0.0
                p.copy_(torch.from_numpy(size * rng.normal(size=p.shape)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = torch.relu(self.filters(x))
        # The strongest answer of each filter, wherever it was.
        return self.head(h.amax(dim=(2, 3)))  # type: ignore[no-any-return]


_STROKES = [[0], [1], [2], [3]]
_PAIRS = [[0, 1], [2, 3]]


def _images(
    n: int, classes: list[list[int]], rng: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Noisy images of strokes 5 long at random places, and their classes."""
    labels: Integers = rng.integers(len(classes), size=n)
    strokes = np.zeros((4, 5, 5))
    strokes[0, 2, :] = strokes[1, :, 2] = 1
    strokes[2], strokes[3] = np.eye(5), np.eye(5)[::-1]
    images: Array = 0.5 * rng.normal(size=(n, 1, SIZE, SIZE))
    for image, label in zip(images, labels, strict=True):
        down, across = rng.integers(SIZE - 4, size=2)
        shape = strokes[classes[label]].max(axis=0)
        image[0, down : down + 5, across : across + 5] += shape
    return torch.from_numpy(images).float(), torch.from_numpy(labels)


def _train(  # noqa: PLR0913, PLR0917
    model: torch.nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    rule: str,
    rng: np.random.Generator,
    epochs: int,
) -> None:
    if rule == "Adam":
        optimiser: torch.optim.Optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    else:
        optimiser = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
    for _ in range(epochs):
        for rows in batches(len(images), 16, rng):
            optimiser.zero_grad()
            logits = model(images[rows])
            torch.nn.functional.cross_entropy(logits, labels[rows]).backward()
            optimiser.step()


def _accuracy(
    model: torch.nn.Module, images: torch.Tensor, labels: torch.Tensor
) -> float:
    with torch.no_grad():
        return float((model(images).argmax(dim=1) == labels).float().mean())
