"""Low-rank adapters beside torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engine.arrays import Array
from engine.attention.lora import (
    LowRank,
    lora,
    lora_backward,
    merge_low_rank,
    start_low_rank,
)
from engine.parity import Parity
from engine.parity.attention.pieces import pull_back

Rng = np.random.Generator


def _layer(rng: Rng) -> tuple[Any, ...]:
    """x, W, b, A, B and alpha."""
    inputs, outputs, r = (int(v) for v in rng.integers(1, 6, 3))
    shapes = (2, 3, inputs), (inputs, outputs), (outputs,), (inputs, r), (r, outputs)
    return *(rng.normal(size=shape) for shape in shapes), float(rng.uniform(0.5, 20))


def _graded(rng: Rng) -> tuple[Any, ...]:
    x, W, *rest = _layer(rng)
    return rng.normal(size=(2, 3, W.shape[1])), x, W, *rest


def _torch_lora(  # noqa: PLR0913, PLR0917
    x: Any, W: Any, b: Any, A: Any, B: Any, alpha: float
) -> Any:
    """The paper's columns: W, A and B stand the other way round."""
    x, W, b, A, B = (torch.as_tensor(v) for v in (x, W, b, A, B))
    change = alpha / A.shape[1] * (B.T @ A.T)
    return torch.nn.functional.linear(x, W.T + change, b)


def _torch_back(g: Array, x: Array, *rest: Any) -> Any:
    W, b, A, B, alpha = rest
    back = pull_back(lambda x, A, B: _torch_lora(x, W, b, A, B, alpha))
    return back(g, x, A, B)


def _our_back(g: Array, x: Array, *rest: Any) -> Any:
    W, b, A, B, alpha = rest
    by_x, by_p = lora_backward(g, x, (W, b), LowRank(A, B), alpha)
    return (by_x, *by_p)


def _our_merged(x: Array, *rest: Any) -> Array:
    W, b, A, B, alpha = rest
    V, c = merge_low_rank((W, b), LowRank(A, B), alpha)
    return np.asarray(x @ V + c)


def _moments(rng: Rng) -> tuple[float, float]:
    p = start_low_rank(400, 30, 20, rng)
    return float(p.A.std()), float(np.abs(p.B).max())


CLOSE: dict[str, Any] = {"rtol": 1e-10, "atol": 1e-11}

PAIRS = [
    Parity(
        lora,
        lambda *a: _torch_lora(*a).numpy(),
        "torch",
        _layer,
        ours=lambda x, W, b, A, B, alpha: lora(x, (W, b), LowRank(A, B), alpha),
        convention="Rows here, columns in the paper: our A and B are its transposed.",
        **CLOSE,
    ),
    Parity(lora_backward, _torch_back, "torch", _graded, ours=_our_back, **CLOSE),
    Parity(
        merge_low_rank,
        lambda *a: _torch_lora(*a).numpy(),
        "torch",
        _layer,
        ours=_our_merged,
        convention="The merged layer's output.",
        **CLOSE,
    ),
    Parity(
        start_low_rank,
        lambda _: (1 / 20, 0.0),
        "closed form",
        lambda rng: (rng,),
        ours=_moments,
        atol=2e-3,
        convention="Chance: the deviation of 8,000 entries of A, and B of zeros.",
    ),
    Parity(
        LowRank, None, "", _layer, convention="A record: what holds it is compared."
    ),
]
