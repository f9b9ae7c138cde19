"""The training loop, as torch writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch

from engine.system import system

Batch = tuple[torch.Tensor, torch.Tensor]


@system("S26.06")
def train_torch(
    model: torch.nn.Module,
    loader: Iterable[Batch],
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimiser: torch.optim.Optimizer,
    epochs: int = 1,
) -> list[float]:
    """Zero the gradients, forward, loss, backward, step; for each batch.

    `backward` adds to what is in `.grad`, so without `zero_grad` the second
    batch would step along the sum of both gradients.

    Args:
        model: changed in place.
        loader: gives batches of inputs and targets anew each epoch.
        loss: of outputs and targets, a scalar.
        optimiser: over the parameters of the model.
        epochs: how often the loader is gone through.

    Returns:
        The loss of each batch before its step.

    >>> model = torch.nn.Linear(1, 1, bias=False, dtype=torch.float64)
    >>> _ = torch.nn.init.constant_(model.weight, 0.0)
    >>> one = torch.ones(1, 1, dtype=torch.float64)
    >>> optimiser = torch.optim.SGD(model.parameters(), lr=0.25)
    >>> train_torch(model, [(one, one)], torch.nn.functional.mse_loss, optimiser, 3)
    [1.0, 0.25, 0.0625]
    """
    losses = []
    for _ in range(epochs):
        for inputs, targets in loader:
            optimiser.zero_grad()
            value = loss(model(inputs), targets)
            value.backward()
            optimiser.step()
            losses.append(value.item())
    return losses
