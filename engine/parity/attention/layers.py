"""Heads, blocks, encoder and decoder layers beside torch.nn."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as tf

from engine.arrays import Array
from engine.attention.blocks import (
    FeedForward,
    add_norm,
    add_norm_backward,
    feed_forward,
    feed_forward_backward,
)
from engine.attention.decoder import (
    DecoderLayer,
    decoder_layer,
    decoder_layer_backward,
    random_decoder,
)
from engine.attention.encoder import (
    EncoderLayer,
    encoder,
    encoder_layer,
    encoder_layer_backward,
    parameters,
    random_encoder,
    random_feed_forward,
    random_projections,
    unit_norm,
)
from engine.attention.multi_head import (
    Projections,
    linear_backward,
    multi_head,
    multi_head_backward,
)
from engine.parity import Parity
from engine.parity.attention.pieces import pull_back

Rng = np.random.Generator


def shaken(nest: Any, rng: Rng) -> Any:
    """The same nest of arrays with noise on each, so that no bias is 0."""
    if isinstance(nest, np.ndarray):
        return nest + 0.3 * rng.normal(size=nest.shape)
    parts = [shaken(part, rng) for part in nest]
    return type(nest)(*parts) if hasattr(nest, "_fields") else type(nest)(parts)


def flat(nest: Any) -> tuple[Array, ...]:
    """The arrays of a nest, in order."""
    if isinstance(nest, np.ndarray):
        return (nest,)
    return tuple(array for part in nest for array in flat(part))


def _sizes(rng: Rng) -> tuple[int, int, int, int, int]:
    """B, m, n, d and heads."""
    B, m, n, heads = (int(v) for v in rng.integers(1, 5, 4))
    return B, m, n, heads * int(rng.integers(1, 4)), heads


def _mask(B: int, m: int, n: int, rng: Rng) -> Any:
    mask = rng.random((B, m, n)) < 0.6
    mask[..., 0] = True
    return mask


def _heads(rng: Rng) -> tuple[Any, ...]:
    B, m, n, d, heads = _sizes(rng)
    p = shaken(random_projections(d, rng), rng)
    x, memory = rng.normal(size=(B, m, d)), rng.normal(size=(B, n, d))
    return x, memory, p, heads, _mask(B, m, n, rng)


def _load_attention(module: Any, p: Projections) -> None:
    weights = [W.T for W, _ in (p.query, p.key, p.value)]
    biases = [b for _, b in (p.query, p.key, p.value)]
    with torch.no_grad():
        module.in_proj_weight.copy_(torch.from_numpy(np.concatenate(weights)))
        module.in_proj_bias.copy_(torch.from_numpy(np.concatenate(biases)))
        _load(module.out_proj, p.out)


def _load(module: Any, pair: Any) -> None:
    """A dense layer or a norm."""
    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(pair[0].T))
        module.bias.copy_(torch.from_numpy(pair[1]))


def _gradient_of_attention(module: Any) -> tuple[Array, ...]:
    W, b = module.in_proj_weight.grad.numpy(), module.in_proj_bias.grad.numpy()
    inner = [part for w, v in zip(np.split(W, 3), np.split(b, 3), strict=True)
             for part in (w.T, v)]  # fmt: skip
    return (*inner, *_gradient(module.out_proj))


def _gradient(module: Any) -> tuple[Array, Array]:
    return module.weight.grad.numpy().T, module.bias.grad.numpy()


def _module(p: Projections, heads: int) -> nn.MultiheadAttention:
    module = nn.MultiheadAttention(
        len(p.out[1]), heads, batch_first=True, dtype=torch.float64
    )
    _load_attention(module, p)
    return module


def _torch_heads(
    x: Array, memory: Array, p: Projections, heads: int, mask: Any
) -> tuple[Array, Array]:
    blocked = torch.from_numpy(~np.repeat(mask, heads, axis=0))
    q, k = torch.from_numpy(x), torch.from_numpy(memory)
    with torch.no_grad():
        out, weights = _module(p, heads)(
            q, k, k, attn_mask=blocked, average_attn_weights=False
        )
    return out.numpy(), weights.numpy()


def _torch_heads_back(  # noqa: PLR0913, PLR0917
    g: Array, x: Array, memory: Array, p: Projections, heads: int, mask: Any
) -> tuple[Array, ...]:
    module = _module(p, heads)
    blocked = torch.from_numpy(~np.repeat(mask, heads, axis=0))
    q, k = (torch.from_numpy(a).requires_grad_() for a in (x, memory))
    module(q, k, k, attn_mask=blocked)[0].backward(torch.from_numpy(g))
    return (np.asarray(q.grad), np.asarray(k.grad), *_gradient_of_attention(module))


def _our_heads_back(*arguments: Any) -> tuple[Array, ...]:
    by_x, by_memory, p = multi_head_backward(*arguments)
    return (by_x, by_memory, *flat(p))


def _encoding(rng: Rng) -> tuple[Any, ...]:
    B, m, _, d, heads = _sizes(rng)
    p = shaken(random_encoder(1, d, 2 * d + 1, rng)[0], rng)
    x = rng.normal(size=(B, m, d))
    return x, p, heads, _mask(1, m, m, rng)[0], bool(rng.random() < 0.5)


def _torch_encoder_layer(p: EncoderLayer, heads: int, first: bool) -> Any:
    module = nn.TransformerEncoderLayer(
        len(p.network.down[1]), heads, len(p.network.up[1]), 0.0, batch_first=True,
        norm_first=first, dtype=torch.float64,
    )  # fmt: skip
    _load_attention(module.self_attn, p.attention)
    _load(module.linear1, p.network.up)
    _load(module.linear2, p.network.down)
    _load(module.norm1, p.norms[0])
    _load(module.norm2, p.norms[1])
    return module


def _torch_encoder(
    x: Array, p: EncoderLayer, heads: int, mask: Any, first: bool
) -> Array:
    module = _torch_encoder_layer(p, heads, first)
    with torch.no_grad():
        out = module(torch.from_numpy(x), src_mask=torch.from_numpy(~mask))
    return np.asarray(out.numpy())


def _torch_encoder_back(  # noqa: PLR0913, PLR0917
    g: Array, x: Array, p: EncoderLayer, heads: int, mask: Any, first: bool
) -> tuple[Array, ...]:
    module = _torch_encoder_layer(p, heads, first)
    t = torch.from_numpy(x).requires_grad_()
    module(t, src_mask=torch.from_numpy(~mask)).backward(torch.from_numpy(g))
    dense = (module.linear1, module.linear2, module.norm1, module.norm2)
    learned = (array for layer in dense for array in _gradient(layer))
    return (np.asarray(t.grad), *_gradient_of_attention(module.self_attn), *learned)


def _our_encoder_back(*arguments: Any) -> tuple[Array, ...]:
    by_x, p = encoder_layer_backward(*arguments)
    return (by_x, *flat(p))


def _stack(rng: Rng) -> tuple[Any, ...]:
    x, _, heads, mask, first = _encoding(rng)
    layers = shaken(random_encoder(3, x.shape[-1], 4, rng), rng)
    return x, layers, heads, mask, first


def _torch_stack(x: Array, layers: Any, heads: int, mask: Any, first: bool) -> Array:
    for p in layers:
        x = _torch_encoder(x, p, heads, mask, first)
    return x


def _decoding(rng: Rng) -> tuple[Any, ...]:
    B, m, n, d, heads = _sizes(rng)
    p = shaken(random_decoder(1, d, 2 * d + 1, rng)[0], rng)
    x, memory = rng.normal(size=(B, m, d)), rng.normal(size=(B, n, d))
    return x, memory, p, heads, _mask(1, m, n, rng)[0], bool(rng.random() < 0.5)


def _decoder_module(p: DecoderLayer, heads: int, first: bool) -> Any:
    module = nn.TransformerDecoderLayer(
        len(p.network.down[1]), heads, len(p.network.up[1]), 0.0, batch_first=True,
        norm_first=first, dtype=torch.float64,
    )  # fmt: skip
    _load_attention(module.self_attn, p.own)
    _load_attention(module.multihead_attn, p.cross)
    _load(module.linear1, p.network.up)
    _load(module.linear2, p.network.down)
    norms = (module.norm1, module.norm2, module.norm3)
    for norm, pair in zip(norms, p.norms, strict=True):
        _load(norm, pair)
    return module


def _decode(module: Any, x: torch.Tensor, memory: torch.Tensor, mask: Any) -> Any:
    future = torch.triu(torch.ones(x.shape[1], x.shape[1], dtype=torch.bool), 1)
    return module(x, memory, tgt_mask=future, memory_mask=torch.from_numpy(~mask))


def _torch_decoder(  # noqa: PLR0913, PLR0917
    x: Array, memory: Array, p: DecoderLayer, heads: int, mask: Any, first: bool
) -> Array:
    module = _decoder_module(p, heads, first)
    with torch.no_grad():
        out = _decode(module, torch.from_numpy(x), torch.from_numpy(memory), mask)
    return np.asarray(out.numpy())


def _torch_decoder_back(  # noqa: PLR0913, PLR0917
    g: Array, x: Array, memory: Array, p: DecoderLayer, heads: int, mask: Any,
    first: bool,
) -> tuple[Array, ...]:  # fmt: skip
    module = _decoder_module(p, heads, first)
    t, m = (torch.from_numpy(a).requires_grad_() for a in (x, memory))
    _decode(module, t, m, mask).backward(torch.from_numpy(g))
    dense = (module.linear1, module.linear2, module.norm1, module.norm2, module.norm3)
    learned = (array for layer in dense for array in _gradient(layer))
    return (np.asarray(t.grad), np.asarray(m.grad),
            *_gradient_of_attention(module.self_attn),
            *_gradient_of_attention(module.multihead_attn), *learned)  # fmt: skip


def _our_decoder_back(*arguments: Any) -> tuple[Array, ...]:
    by_x, by_memory, p = decoder_layer_backward(*arguments)
    return (by_x, by_memory, *flat(p))


def _network(rng: Rng) -> tuple[Any, ...]:
    d, f = (int(v) for v in rng.integers(1, 6, 2))
    return rng.normal(size=(2, 3, d)), shaken(random_feed_forward(d, f, rng), rng)


def _torch_network(x: Any, W: Any, b: Any, V: Any, c: Any) -> Any:
    return torch.relu(x @ W + b) @ V + c


def _shortcut(rng: Rng) -> tuple[Any, ...]:
    """x, the weights of a linear sub-layer, a norm and where it stands."""
    d = int(rng.integers(2, 6))
    x, W = rng.normal(size=(2, 3, d)), rng.normal(size=(d, d))
    return x, W, *shaken(unit_norm(d), rng), bool(rng.random() < 0.5)


def _torch_shortcut(first: bool, x: Any, W: Any, gamma: Any, beta: Any) -> Any:
    shape = (x.shape[-1],)
    if first:
        return x + tf.layer_norm(x, shape, gamma, beta) @ W
    return tf.layer_norm(x + x @ W, shape, gamma, beta)


def _our_shortcut_back(  # noqa: PLR0913, PLR0917
    g: Array, x: Array, W: Array, gamma: Array, beta: Array, first: bool
) -> tuple[Array, ...]:
    by_x, by_W, by_norm = add_norm_backward(
        g, x, lambda u: u @ W,
        lambda g, u: (g @ W.T, np.einsum("bti,btj->ij", u, g)), (gamma, beta), first,
    )  # fmt: skip
    return (by_x, by_W, *by_norm)


def _torch_shortcut_back(g: Array, *rest: Any) -> tuple[Array, ...]:
    *arrays, first = rest
    return pull_back(partial(_torch_shortcut, first))(g, *arrays)


def _torch_shortcut_there(*arguments: Any) -> Array:
    *arrays, first = arguments
    tensors = map(torch.from_numpy, arrays)
    return np.asarray(_torch_shortcut(first, *tensors).numpy())


def _graded(draw: Any) -> Any:
    """Draws with a gradient, shaped like the first argument, before the rest."""

    def both(rng: Rng) -> tuple[Any, ...]:
        x, *rest = draw(rng)
        return rng.normal(size=x.shape), x, *rest

    return both


def _linear(rng: Rng) -> tuple[Array, ...]:
    return tuple(rng.normal(size=s) for s in ((2, 3, 4), (2, 3, 5), (5, 4), 4))


def _our_linear_back(g: Array, x: Array, W: Array, _: Array) -> tuple[Array, ...]:
    return flat(linear_backward(g, x, W))


def _our_network_back(g: Array, x: Array, p: FeedForward) -> tuple[Array, ...]:
    return flat(feed_forward_backward(g, x, p))


def _torch_norm(d: int) -> tuple[Array, Array]:
    norm = nn.LayerNorm(d)
    return norm.weight.detach().numpy(), norm.bias.detach().numpy()


RECORD = "a record: what holds it is compared"
CLOSE: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-10}

PAIRS = [
    Parity(multi_head, _torch_heads, "torch", _heads, **CLOSE,
           convention="True means look here; in MultiheadAttention it means the "
                      "opposite. torch keeps weights transposed, Q, K and V in one."),
    Parity(multi_head_backward, _torch_heads_back, "torch",
           _graded(_heads), ours=_our_heads_back, **CLOSE),
    Parity(linear_backward, pull_back(lambda x, W, b: x @ W + b), "torch", _linear,
           ours=_our_linear_back, **CLOSE),
    Parity(feed_forward, lambda x, p: _torch_network(
               *map(torch.from_numpy, (x, *flat(p)))).numpy(),
           "torch", _network, **CLOSE),
    Parity(feed_forward_backward,
           lambda g, x, p: pull_back(_torch_network)(g, x, *flat(p)), "torch",
           _graded(_network), ours=_our_network_back, **CLOSE),
    Parity(add_norm, _torch_shortcut_there, "torch", _shortcut,
           ours=lambda x, W, gamma, beta, first: add_norm(
               x, lambda u: u @ W, (gamma, beta), first),
           **CLOSE),
    Parity(add_norm_backward, _torch_shortcut_back, "torch",
           _graded(_shortcut),
           ours=_our_shortcut_back, **CLOSE),
    Parity(encoder_layer, _torch_encoder, "torch", _encoding, **CLOSE,
           convention="without dropout; torch's default is 0.1"),
    Parity(encoder_layer_backward, _torch_encoder_back, "torch",
           _graded(_encoding), ours=_our_encoder_back, **CLOSE),
    Parity(encoder, _torch_stack, "torch", _stack, **CLOSE,
           convention="no norm after the last layer, as torch without `norm`"),
    Parity(decoder_layer, _torch_decoder, "torch", _decoding, **CLOSE,
           convention="the causal mask is always there; torch wants it as tgt_mask"),
    Parity(decoder_layer_backward, _torch_decoder_back, "torch",
           _graded(_decoding), ours=_our_decoder_back, **CLOSE),
    Parity(parameters, lambda d, f: sum(
               q.numel() for q in nn.TransformerEncoderLayer(d, 1, f).parameters()),
           "torch", lambda rng: tuple(int(v) for v in rng.integers(1, 9, 2)),
           ours=lambda d, f: parameters(
               random_encoder(1, d, f, np.random.default_rng(0))[0])),
    Parity(random_decoder, lambda k, d, f: k * sum(
               q.numel() for q in nn.TransformerDecoderLayer(d, 1, f).parameters()),
           "torch", lambda rng: tuple(int(v) for v in rng.integers(1, 9, 3)),
           ours=lambda k, d, f: parameters(
               random_decoder(k, d, f, np.random.default_rng(0))),
           convention="chance: how many weights are compared"),
    Parity(random_encoder, lambda k, d, f: k * (4 * d * d + 2 * d * f + 9 * d + f),
           "closed form", lambda rng: tuple(int(v) for v in rng.integers(1, 9, 3)),
           ours=lambda k, d, f: parameters(
               random_encoder(k, d, f, np.random.default_rng(0))),
           convention="chance: how many weights are compared"),
    Parity(random_projections, lambda _: np.sqrt(3 / 64), "closed form",
           lambda rng: (rng,), atol=0.003,
           ours=lambda rng: max(W.max() for W, _ in random_projections(64, rng)),
           convention="the largest of 4096 weights is just below Glorot's bound"),
    Parity(random_feed_forward, lambda _: np.sqrt(6 / 160), "closed form",
           lambda rng: (rng,), atol=0.003,
           ours=lambda rng: max(W.max() for W, _ in random_feed_forward(64, 96, rng)),
           convention="the largest of 6144 weights is just below Glorot's bound"),
    Parity(unit_norm, _torch_norm, "torch", lambda rng: (int(rng.integers(1, 9)),)),
    *(Parity(record, None, "none", _heads, convention=RECORD)
      for record in (Projections, FeedForward, EncoderLayer, DecoderLayer)),
]  # fmt: skip
