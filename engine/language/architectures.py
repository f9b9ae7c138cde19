"""Three ways to build a transformer, told apart by what a token sees."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from engine.arrays import Booleans
from engine.language.transformer import TinyTransformer
from engine.system import system

Run = Callable[[torch.Tensor], torch.Tensor]


@system("S59.14")
def who_sees_whom(rng: np.random.Generator, n: int = 4) -> dict[str, Booleans]:
    """Change one token, and see whose output changes.

    Args:
        rng: of weights and tokens.
        n: tokens.

    Returns:
        Shape (n, n), True at (i, j) where output i depends on token j: for
        "decoder-only" (GPT: j up to i), "encoder-only" (BERT: all), and of an
        encoder-decoder (T5) "target to target" (j up to i) and "target to
        source" (all).
    """
    gpt = TinyTransformer(9, rng, causal=True)
    bert = TinyTransformer(9, rng, causal=False)
    with torch.random.fork_rng():
        torch.manual_seed(int(rng.integers(2**31)))
        both = nn.Transformer(16, 2, 1, 1, 32, 0.0, batch_first=True)
    blocked = torch.ones(n, n, dtype=torch.bool).triu(1)
    x = torch.from_numpy(rng.normal(size=(2, 1, n, 16))).float()

    def seen(run: Run, inputs: torch.Tensor) -> Booleans:
        found = np.zeros((n, n), dtype=bool)
        with torch.no_grad():
            plain = run(inputs)
            for j in range(n):
                changed = inputs.clone()
                changed[:, j] += 1
                moved = (run(changed) - plain).abs().amax(dim=2)[0]
                found[:, j] = (moved > 1e-6).numpy()
        return found

    ids = torch.from_numpy(rng.integers(0, 8, (1, n)))
    return {
        "decoder-only": seen(gpt, ids),
        "encoder-only": seen(bert, ids),
        "target to target": seen(lambda t: both(x[0], t, tgt_mask=blocked), x[1]),
        "target to source": seen(lambda s: both(s, x[1], tgt_mask=blocked), x[0]),
    }
