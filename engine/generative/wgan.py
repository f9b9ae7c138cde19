"""Two ways to keep a critic from being too steep: clip its weights, or fine it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch

from engine.system import system

Critic = Callable[[torch.Tensor], torch.Tensor]
"""Samples, shape (n, ...), to scores, shape (n,) or (n, 1), each by itself."""


@system("S47.12")
def clip_weights(parameters: Iterable[torch.Tensor], bound: float) -> None:
    """Put every parameter back into [-bound, bound], in place, after each step.

    If all weights are bounded, so is the slope of the network, by some constant K
    that nobody computes; it then estimates K times the earth mover's distance. The
    price: most weights end at a bound, and the critic is simpler than it might be.

    Args:
        parameters: of the critic.
        bound: above 0.

    Raises:
        ValueError: bound is not positive.

    Source:
        Arjovsky, Chintala, Bottou, Wasserstein GAN (2017), algorithm 1.

    >>> w = torch.tensor([3.0, -0.5])
    >>> clip_weights([w], 1.0)
    >>> w
    tensor([ 1.0000, -0.5000])
    """
    if not bound > 0:
        raise ValueError(f"bound must be above 0, got {bound}")
    with torch.no_grad():
        for parameter in parameters:
            parameter.clamp_(-bound, bound)


@system("S47.13")
def gradient_penalty(
    critic: Critic, x: torch.Tensor, fake: torch.Tensor, eps: torch.Tensor
) -> torch.Tensor:
    """`mean (|grad f(m)| - 1)^2` at the points `m = eps x + (1 - eps) fake`.

    The best critic has slope 1 along the lines on which mass is moved. The gradient
    is by the input, and the penalty's own gradient, by the weights, goes through
    it: hence `create_graph`. Scores must not depend on the rest of the batch, so
    there is no batch norm in such a critic.

    Args:
        critic: f.
        x: real samples, shape (n, ...).
        fake: generated ones, of the same shape.
        eps: where between them, from 0 to 1, shape (n,); uniform at random.

    Returns:
        The penalty, without its weight (10 in the paper), as a tensor.

    Raises:
        ValueError: shapes do not fit.

    Source:
        Gulrajani et al., Improved Training of Wasserstein GANs (2017), equation 3.

    >>> x, fake, eps = torch.zeros(2, 2), torch.ones(2, 2), torch.rand(2)
    >>> gradient_penalty(lambda v: v @ torch.tensor([3.0, 4.0]), x, fake, eps).item()
    16.0
    """
    if x.shape != fake.shape or eps.shape != x.shape[:1]:
        raise ValueError(
            "x and fake must have one shape and eps one entry a row, got "
            f"{tuple(x.shape)}, {tuple(fake.shape)} and {tuple(eps.shape)}"
        )
    share = eps.reshape(-1, *[1] * (x.ndim - 1))
    between = (share * x + (1 - share) * fake).detach().requires_grad_()
    (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    penalty: torch.Tensor = ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()
    return penalty
