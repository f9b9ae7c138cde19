"""Networks of language models beside torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn

from engine.arrays import Array
from engine.language.architectures import who_sees_whom
from engine.language.causal_lm import leakage, pretrain_then_tune
from engine.language.characters import char_cnn
from engine.language.decoder import (
    decoder_block,
    gpt_logits,
    masked_multi_head,
)
from engine.language.elmo import BiLM, two_senses
from engine.language.elmo_mix import elmo_mix, elmo_mix_gradients
from engine.language.masked_lm import few_labels, fill_blanks, next_sentence
from engine.language.sizes import (
    bert_parameters,
    block_parameters,
    cache_bytes,
    gpt_parameters,
)
from engine.language.transformer import TinyTransformer
from engine.parity import Parity

_functional = nn.functional


def _arrays(module: nn.Module) -> dict[str, Array]:
    return {name: value.numpy() for name, value in module.state_dict().items()}


def _layer(rng: np.random.Generator) -> tuple[Any, Array, int]:
    heads = int(rng.integers(1, 4))
    C, T = 2 * heads, int(rng.integers(1, 7))
    layer = nn.TransformerEncoderLayer(C, heads, 8, 0.0, batch_first=True).double()
    with torch.no_grad():
        for p in layer.parameters():
            p.copy_(torch.from_numpy(rng.normal(size=p.shape)))
    return layer, rng.normal(size=(2, T, C)), heads


def _blocked(T: int) -> torch.Tensor:
    return nn.Transformer.generate_square_subsequent_mask(T, dtype=torch.float64)


def _their_heads(layer: Any, X: Array, _: int) -> Array:
    x = torch.from_numpy(X)
    with torch.no_grad():
        found, _w = layer.self_attn(x, x, x, attn_mask=_blocked(X.shape[1]))
    return np.asarray(found)


def _my_heads(layer: Any, X: Array, heads: int) -> Array:
    return masked_multi_head(X, _arrays(layer.self_attn), heads)[0]


def _their_block(layer: Any, X: Array, _: int) -> Array:
    with torch.no_grad():
        found = layer.train()(torch.from_numpy(X), src_mask=_blocked(X.shape[1]))
    return np.asarray(found)


def _gpt(rng: np.random.Generator) -> tuple[TinyTransformer, Any]:
    model = TinyTransformer(7, rng, causal=True, C=4, layers=2, places=8).double()
    return model, rng.integers(0, 7, (2, rng.integers(1, 9)))


def _their_gpt(model: TinyTransformer, ids: Any) -> Array:
    with torch.no_grad():
        return np.asarray(model.train()(torch.from_numpy(ids)))


def _my_gpt(model: TinyTransformer, ids: Any) -> Array:
    """Token by token, with the cache."""
    rows, past = [], None
    for t in range(ids.shape[1]):
        logits, past = gpt_logits(ids[:, t : t + 1], _arrays(model), 2, past)
        rows.append(logits)
    return np.concatenate(rows, axis=1)


def _count(*modules: nn.Module) -> int:
    return sum(p.numel() for module in modules for p in module.parameters())


def _sizes(rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(int(n) for n in (*rng.integers(2, 9, 2) * 2, *rng.integers(1, 9, 3)))


def _blocks(C: int, layers: int, ff: int) -> list[nn.Module]:
    return [
        nn.TransformerEncoderLayer(C, 2, ff, batch_first=True) for _ in range(layers)
    ]


def _their_bert(v: int, C: int, layers: int, ff: int, places: int) -> int:
    tables = [nn.Embedding(n, C) for n in (v, places, 2)]
    return _count(*tables, nn.LayerNorm(C), *_blocks(C, layers, ff), nn.Linear(C, C))


def _their_size(v: int, C: int, layers: int, ff: int, places: int) -> int:
    tables = [nn.Embedding(n, C) for n in (v, places)]
    return _count(*tables, *_blocks(C, layers, ff), nn.LayerNorm(C))


def _mixed(rng: np.random.Generator) -> tuple[Array, Array, float, Array]:
    L, C = rng.integers(1, 5), rng.integers(1, 4)
    H, s = rng.normal(size=(L, 2, C)), rng.normal(size=L)
    return H, s, float(rng.normal()), rng.normal(size=(2, C))


def _their_mix(H: Array, s: Array, gamma: float, g: Array) -> Any:
    h, w, c = (
        torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in (H, s, gamma)
    )
    mix = c * sum(p * layer for p, layer in zip(torch.softmax(w, 0), h, strict=True))
    mix.backward(torch.from_numpy(g))
    return mix.detach(), (h.grad, w.grad, c.grad)


def _words(rng: np.random.Generator) -> tuple[list[str], Array, Array, Array]:
    words = ["".join(rng.choice(list("abz"), rng.integers(1, 5))) for _ in range(3)]
    return (
        words,
        rng.normal(size=(4, 2)),
        rng.normal(size=(3, 3, 2)),
        rng.normal(size=3),
    )


def _their_characters(words: list[str], table: Array, W: Array, b: Array) -> Array:
    letters = nn.Embedding.from_pretrained(
        torch.from_numpy(np.vstack([table, np.zeros((1, 2))]))
    )
    longest = max(len(w) for w in words) + 2
    codes = {"a": 0, "b": 1, "<": 2, ">": 3}
    ids = [[codes.get(c, 4) for c in f"<{w}>".ljust(longest, "?")] for w in words]
    x = letters(torch.tensor(ids)).transpose(1, 2)
    scores = _functional.conv1d(
        x, torch.from_numpy(W).transpose(1, 2), torch.from_numpy(b)
    )
    return np.asarray(torch.relu(scores).amax(dim=2))


def _states(rng: np.random.Generator) -> tuple[BiLM, Any]:
    return BiLM(5, rng, C=3).double(), torch.from_numpy(rng.integers(0, 5, (2, 4)))


def _cells(model: BiLM, ids: Any) -> Any:
    """Each direction as a loop over cells that share the LSTM's weights."""
    losses = []
    for lstm, order in ((model.right, ids), (model.left, ids.flip(1))):
        cell = nn.LSTMCell(3, 3).double()
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        cell.load_state_dict({n: getattr(lstm, f"{n}_l0") for n in names})
        state, total = None, 0.0
        with torch.no_grad():
            for t in range(order.shape[1] - 1):
                state = cell(model.tokens(order[:, t]), state)
                logits = model.head(state[0])
                total += _functional.cross_entropy(logits, order[:, t + 1]).item()
        losses.append(total / (order.shape[1] - 1))
    return tuple(losses)


def _experiment(of: Callable[..., Any], *first: Any) -> Parity:
    return Parity(
        of,
        None,
        "",
        lambda rng: (*first, rng),
        convention="An experiment on networks that torch trains; tests check it.",
    )


PAIRS = [
    Parity(
        masked_multi_head,
        _their_heads,
        "torch",
        _layer,
        ours=_my_heads,
        rtol=1e-9,
        atol=1e-11,
    ),
    Parity(
        decoder_block,
        _their_block,
        "torch",
        _layer,
        rtol=1e-9,
        atol=1e-11,
        ours=lambda layer, X, h: decoder_block(X, _arrays(layer), h)[0],
        convention="torch's encoder layer with a mask: post-norm, ReLU.",
    ),
    Parity(
        gpt_logits,
        _their_gpt,
        "torch",
        _gpt,
        ours=_my_gpt,
        rtol=1e-9,
        atol=1e-11,
        convention="Ours goes token by token with the cache, torch all at once.",
    ),
    Parity(
        TinyTransformer,
        lambda model, ids: gpt_logits(ids, _arrays(model), 2)[0],
        "closed form",
        _gpt,
        ours=_their_gpt,
        rtol=1e-9,
        atol=1e-11,
        convention="Beside the forward pass in NumPy.",
    ),
    Parity(
        block_parameters,
        lambda C, ff: _count(*_blocks(C, 1, ff)),
        "torch",
        lambda rng: (2 * int(rng.integers(1, 9)), int(rng.integers(1, 9))),
    ),
    Parity(bert_parameters, _their_bert, "torch", _sizes),
    Parity(gpt_parameters, _their_size, "torch", _sizes),
    Parity(
        cache_bytes,
        lambda T, C, layers: (
            2 * layers * np.zeros((2, T, C), dtype=np.float16).nbytes // 2
        ),
        "NumPy",
        lambda rng: tuple(int(n) for n in rng.integers(1, 9, 3)),
    ),
    Parity(
        elmo_mix,
        lambda *a: _their_mix(*a)[0],
        "torch",
        _mixed,
        ours=lambda H, s, gamma, _: elmo_mix(H, s, gamma),
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        elmo_mix_gradients,
        lambda *a: _their_mix(*a)[1],
        "torch",
        _mixed,
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        char_cnn,
        _their_characters,
        "torch",
        _words,
        ours=lambda words, *a: char_cnn(words, {"a": 0, "b": 1, "<": 2, ">": 3}, *a),
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        BiLM,
        _cells,
        "torch",
        _states,
        ours=lambda model, ids: tuple(loss.item() for loss in model.losses(ids)),
        rtol=1e-9,
        convention="Beside a loop over LSTM cells in each direction.",
    ),
    _experiment(who_sees_whom),
    _experiment(leakage),
    _experiment(pretrain_then_tune),
    _experiment(fill_blanks),
    _experiment(next_sentence),
    _experiment(few_labels, "token"),
    _experiment(two_senses),
]
