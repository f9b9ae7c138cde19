"""`engine.seq2seq` beside torch and every sequence tried."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import torch
from torch.nn import functional as tf

from engine.arrays import Array
from engine.parity import Parity
from engine.parity.recurrent.torch_cells import gradient, layer, nothing, tensor
from engine.seq2seq.attentive import (
    Looking,
    LSTMTranslator,
    context,
    what_attention_adds,
)
from engine.seq2seq.compare import Compared, compare_networks
from engine.seq2seq.decoding import Hypothesis, beam_search, greedy, length_penalty
from engine.seq2seq.forcing import (
    Course,
    decoder_inputs,
    exact_share,
    forcing_ratio,
    free_run_gap,
    train_translator,
)
from engine.seq2seq.masked import masked_cross_entropy
from engine.seq2seq.model import (
    PAD,
    START,
    Translator,
    decode_step,
    encode,
    start_translator,
    translation_loss,
)
from engine.seq2seq.tasks import Pairs, make_task

Rng = np.random.Generator
M = 5
"""Tokens on either side."""


def _padded(B: int, T: int, rng: Rng) -> Any:
    """Tokens 1 to 4, padded with 0 after the end of each row."""
    tokens = rng.integers(1, M, (B, T))
    return np.where(np.arange(T) < rng.integers(1, T + 1, (B, 1)), tokens, PAD)


def _batch(rng: Rng) -> tuple[Any, ...]:
    B, S, T, d, k = (int(v) for v in rng.integers(1, 6, 5))
    net = start_translator(M, M, d, k, rng)
    return net, _padded(B, S, rng), _padded(B, T, rng), rng.integers(0, M, (B, T))


class _Torch:
    """The same network in torch."""

    def __init__(self, net: Translator) -> None:
        self.E, self.F, self.V, self.b = map(tensor, (net.E, net.F, net.V, net.b))
        self.encoder = layer(torch.nn.GRU, [net.encoder])
        self.decoder = layer(torch.nn.GRU, [net.decoder])

    def context(self, X: Any) -> Any:
        packed = torch.nn.utils.rnn.pack_padded_sequence(
            self.E[X], torch.from_numpy((X != PAD).sum(axis=1)), True, False
        )
        return self.encoder(packed)[1]

    def logits(self, h: Any, fed: Any) -> Any:
        H, h = self.decoder(self.F[fed], h)
        return H @ self.V + self.b, h

    def gradients(self) -> Any:
        names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
        return (
            *(gradient(p) for p in (self.E, self.F, self.V, self.b)),
            *(gradient(getattr(cell, name)).T
              for cell in (self.encoder, self.decoder) for name in names),
        )  # fmt: skip

    def written(self, X: Any, T: int, fed: Any = None) -> Any:
        """Greedy tokens, on what is fed or else on its own."""
        with torch.no_grad():
            h, tokens = self.context(X), torch.full((len(X),), START)
            said = []
            for t in range(T):
                tokens = tokens if fed is None else torch.from_numpy(fed[:, t])
                z, h = self.logits(h, tokens[:, None])
                tokens = z[:, 0].argmax(dim=1)
                said.append(tokens.numpy())
        return np.stack(said, axis=1)


def _loss(net: Translator, X: Any, Y: Any, fed: Any) -> Any:
    loss, g = translation_loss(net, X, Y, fed)
    return loss, (g.E, g.F, g.V, g.b, *g.encoder[:4], *g.decoder[:4])


def _torch_loss(net: Translator, X: Any, Y: Any, fed: Any) -> Any:
    model = _Torch(net)
    z, _ = model.logits(model.context(X), fed)
    loss = tf.cross_entropy(z.transpose(1, 2), torch.from_numpy(Y), ignore_index=PAD)
    loss.backward()
    return loss.item(), model.gradients()


def _torch_step(net: Translator, X: Any, _: Any, fed: Any) -> Any:
    model = _Torch(net)
    z, h = model.logits(model.context(X), fed[:, :1])
    return z[:, 0].detach().numpy(), h[0].detach().numpy()


def _torch_gap(net: Translator, X: Any, Y: Any, _: Any) -> Any:
    model, real = _Torch(net), Y != PAD
    fed = np.column_stack([np.full(len(Y), START), Y[:, :-1]])
    shares = [float((model.written(X, Y.shape[1], f) == Y)[real].mean())
              for f in (fed, None)]  # fmt: skip
    return {"forced": shares[0], "free": shares[1], "gap": shares[0] - shares[1]}


def _torch_match(net: Translator, X: Any, Y: Any, _: Any) -> float:
    said = _Torch(net).written(X, Y.shape[1])
    right = [all(a == b for a, b in zip(s, y, strict=True) if b != PAD)
             for s, y in zip(said, Y, strict=True)]  # fmt: skip
    return float(np.mean(right))


def _own(net: Translator, X: Any, Y: Any, _: Any) -> Any:
    said = _Torch(net).written(X, Y.shape[1])
    return np.column_stack([np.full(len(Y), START), said[:, :-1]])


def _masked(rng: Rng) -> tuple[Any, ...]:
    B, T = (int(v) for v in rng.integers(1, 6, 2))
    return rng.normal(size=(B, T, M), scale=3), _padded(B, T, rng)


def _torch_masked(z: Array, y: Any) -> Any:
    logits = tensor(z)
    loss = tf.cross_entropy(
        logits.transpose(1, 2), torch.from_numpy(y), ignore_index=PAD
    )
    loss.backward()
    return loss.item(), gradient(logits)


def _table(rng: Rng) -> tuple[Any, ...]:
    """A random model of three tokens, of which 0 ends, up to four tokens."""
    length = int(rng.integers(1, 5))
    table = {
        tokens: np.log(rng.dirichlet(np.ones(3)))
        for n in range(length)
        for tokens in product((1, 2), repeat=n)
    }
    return table, length, float(rng.choice([0.0, 0.7, 1.5]))


def _all(table: Any, length: int, alpha: float) -> Any:
    """Scores of all sequences there are, best first."""
    found = []
    for n in range(1, length + 1):
        for body in product((1, 2), repeat=n - 1):
            for last in (0, 1, 2) if n == length else (0,):
                tokens = (*body, last)
                log_p = sum(table[tokens[:t]][tokens[t]] for t in range(n))
                found.append((log_p / ((5 + n) / 6) ** alpha, tokens))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    return [s for s, _ in found], found[0][1]


def _beam(table: Any, length: int, alpha: float) -> Any:
    found = beam_search(table.__getitem__, 0, length, 3**length, alpha)
    return [h.score for h in found], found[0].tokens


def _greedy(table: Any, length: int, _: float) -> Any:
    tokens: tuple[int, ...] = ()
    while len(tokens) < length and tokens[-1:] != (0,):
        tokens = (*tokens, int(np.argmax(table[tokens])))
    return tokens


_CLOSE: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-11}


def _states(rng: Any) -> tuple[Array, Array, Array]:
    B, S, k = (int(v) for v in rng.integers(1, 5, 3))
    mask = rng.random((B, S)) < 0.6
    mask[:, 0] = True
    return rng.normal(size=(B, k)), rng.normal(size=(B, S, k)), mask


def _torch_context(query: Array, states: Array, mask: Array) -> Array:
    """One query of attention; the root that torch divides by is taken back."""
    q, s, m = (torch.from_numpy(a) for a in (query[:, None], states, mask[:, None]))
    found = tf.scaled_dot_product_attention(q, s, s, attn_mask=m, scale=1.0)
    return np.asarray(found[:, 0].numpy())


PAIRS = [
    Parity(context, _torch_context, "torch", _states, rtol=1e-10, atol=1e-12,
           ours=lambda *a: context(*a)[0]),
    Parity(masked_cross_entropy, _torch_masked, "torch", _masked, **_CLOSE,
           convention="ignore_index is the padding; a mean over all other tokens."),
    Parity(encode, lambda net, X, *_: _Torch(net).context(X)[0].detach().numpy(),
           "torch", _batch, ours=lambda net, X, *_: encode(net, X).last[0], **_CLOSE),
    Parity(decode_step, _torch_step, "torch", _batch, **_CLOSE,
           ours=lambda net, X, _, fed: decode_step(
               net, fed[:, 0], encode(net, X).last[0])),
    Parity(translation_loss, _torch_loss, "torch", _batch, ours=_loss, trials=20,
           **_CLOSE),
    Parity(decoder_inputs, _own, "torch", _batch,
           ours=lambda net, X, Y, _: decoder_inputs(
               net, X, Y, 0.0, np.random.default_rng(0)),
           convention="With a ratio of 0; others are in the tests."),
    Parity(free_run_gap, _torch_gap, "torch", _batch, trials=20,
           ours=lambda net, X, Y, _: free_run_gap(net, X, Y)),
    Parity(exact_share, _torch_match, "torch", _batch, trials=20,
           ours=lambda net, X, Y, _: exact_share(net, X, Y)),
    Parity(beam_search, _all, "brute force", _table, ours=_beam, rtol=1e-10,
           trials=20, convention="As wide as there are sequences, where it is exact: "
           "every score, and the best sequence."),
    Parity(greedy, _greedy, "brute force", _table, trials=20,
           ours=lambda table, length, _: greedy(
               table.__getitem__, 0, length).tokens),
    Parity(length_penalty, lambda n, a: np.exp(a * (np.log(5 + n) - np.log(6))),
           "closed form", lambda rng: (int(rng.integers(1, 30)), rng.random()),
           rtol=1e-12),
    Parity(forcing_ratio, lambda t, k: 1 / (1 + np.exp(t / k) / k), "closed form",
           lambda rng: (int(rng.integers(0, 90)), 1 + 9 * rng.random()), rtol=1e-12,
           ours=lambda t, k: forcing_ratio(t, "sigmoid", k),
           convention="The sigmoid kind; the others are in the tests."),
    *(Parity(of, None, "", nothing,
             convention="Drawn at random; tests hold what is drawn to its rules.")
      for of in (start_translator, make_task, train_translator)),
    *(Parity(of, None, "", nothing, convention="Trained by torch; tests measure it.")
      for of in (LSTMTranslator, what_attention_adds)),
    Parity(compare_networks, None, "", nothing,
           convention="An experiment with torch's own layers."),
    *(Parity(record, None, "", nothing,
             convention="A record of arrays; what fills it is compared.")
      for record in (Looking, Compared, Translator, Hypothesis, Course, Pairs)),
]  # fmt: skip
