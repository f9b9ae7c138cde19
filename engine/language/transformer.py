"""A small transformer in torch, with or without the mask."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from engine.system import system


@system("S57.07", "S60.01")
class TinyTransformer(nn.Module):
    """Ids to a vector and logits for each token; causal (GPT) or not (BERT).

    One class for both: the block is the same, a mask is the difference. With
    segments, tokens of a second sentence have another vector added.

    Args:
        v: tokens.
        rng: of the weights.
        causal: whether a token sees only what is to its left.
        C: entries of a vector.
        heads: of each layer.
        layers: how many.
        places: longest text.
        segments: 0 or how many.

    >>> model = TinyTransformer(5, np.random.default_rng(0), causal=True)
    >>> model(torch.tensor([[1, 2, 3]])).shape
    torch.Size([1, 3, 5])
    """

    def __init__(  # noqa: PLR0913
        self,
        v: int,
        rng: np.random.Generator,
        *,
        causal: bool,
        C: int = 16,
        heads: int = 2,
        layers: int = 2,
        places: int = 16,
        segments: int = 0,
    ) -> None:
        super().__init__()
        self.causal = causal
        with torch.random.fork_rng():
            torch.manual_seed(int(rng.integers(2**31)))
            self.tokens = nn.Embedding(v, C)
            self.positions = nn.Embedding(places, C)
            self.segments = nn.Embedding(segments, C) if segments else None
            self.layers = nn.ModuleList(
                nn.TransformerEncoderLayer(C, heads, 4 * C, 0.0, batch_first=True)
                for _ in range(layers)
            )
            self.head = nn.Linear(C, v)

    def encode(
        self, ids: torch.Tensor, segment: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Vectors in context, shape (B, T, C)."""
        T = ids.shape[1]
        x: torch.Tensor = self.tokens(ids) + self.positions(torch.arange(T))
        if self.segments is not None and segment is not None:
            x = x + self.segments(segment)
        blocked = torch.ones(T, T, dtype=torch.bool).triu(1) if self.causal else None
        for layer in self.layers:
            x = layer(x, src_mask=blocked)
        return x

    def forward(
        self, ids: torch.Tensor, segment: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Logits, shape (B, T, v)."""
        return self.head(self.encode(ids, segment))  # type: ignore[no-any-return]
