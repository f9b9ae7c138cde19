"""Encoder and decoder: a GRU reads a sequence, another writes one from its state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.initialisers import initialise
from engine.recurrent.cell import Weights
from engine.recurrent.gru import GRU
from engine.recurrent.rnn import readout
from engine.recurrent.start import recurrent_weights
from engine.recurrent.unroll import Run, back_through_time, unroll
from engine.seq2seq.masked import masked_cross_entropy
from engine.system import system

PAD, START, END = 0, 1, 2
"""Tokens that every vocabulary has."""


class Translator(NamedTuple):
    """Everything that is learned."""

    E: Array
    """Embeddings of source tokens, shape (m_in, d)."""
    encoder: Weights
    F: Array
    """Embeddings of target tokens, shape (m_out, d)."""
    decoder: Weights
    V: Array
    """From a state to logits, shape (k, m_out)."""
    b: Array
    """Shape (m_out,)."""

    @property
    def arrays(self) -> list[Array]:
        """One after the other."""
        return [self.E, *self.encoder, self.F, *self.decoder, self.V, self.b]

    def holding(self, arrays: Sequence[Array]) -> Translator:
        """The same network with other numbers."""
        return Translator(arrays[0], Weights(*arrays[1:6]), arrays[6],
                          Weights(*arrays[7:12]), *arrays[12:])  # fmt: skip


def start_translator(
    m_in: int, m_out: int, d: int, k: int, rng: np.random.Generator
) -> Translator:
    """A translator before any training.

    Args:
        m_in: source tokens.
        m_out: target tokens.
        d: width of the embeddings.
        k: units of encoder and decoder.
        rng: of the weights.

    Returns:
        The network.

    >>> start_translator(5, 6, 3, 4, np.random.default_rng(0)).V.shape
    (4, 6)
    """
    return Translator(
        rng.normal(size=(m_in, d)),
        recurrent_weights(GRU, d, k, rng),
        rng.normal(size=(m_out, d)),
        recurrent_weights(GRU, d, k, rng),
        initialise("xavier", k, m_out, rng),
        np.zeros(m_out),
    )


@system("S55.01", "S55.10")
def encode(net: Translator, X: ArrayLike) -> Run:
    """Read the source; `last[0]`, the state after its last token, is the context.

    The context has k numbers however long the source is. `H`, the states after
    each token, is what attention would look at.

    Args:
        net: the network.
        X: tokens, shape (B, S), padded at the end with 0, which is not read.

    Returns:
        The run of the encoder: H, shape (B, S, k); last, one array of shape (B, k).

    Raises:
        ValueError: X has another shape, or a token is out of range.

    Source:
        Sutskever, Vinyals, Le, Sequence to Sequence Learning with Neural Networks
        (2014), section 2.

    >>> net = start_translator(50, 60, 16, 16, np.random.default_rng(0))
    >>> run = encode(net, [[4, 5, 6]])
    >>> run.H.shape, run.last[0].shape
    ((1, 3, 16), (1, 16))
    """
    X = _tokens(X, len(net.E), "X")
    return unroll(GRU, net.E[X], net.encoder, mask=X != PAD)


@system("S55.02", "S55.10")
def decode_step(net: Translator, tokens: ArrayLike, h: Array) -> tuple[Array, Array]:
    """One more target token: logits of what comes after the tokens given.

    The first token is START and the first h the context; then each token is the
    one that was written before. Logits are not probabilities: softmax is left to
    the loss, or to whoever draws.

    Args:
        net: the network.
        tokens: the token before, shape (B,).
        h: the decoder's state, shape (B, k).

    Returns:
        Logits, shape (B, m_out), and the next state, shape (B, k).

    Raises:
        ValueError: shapes do not fit, or a token is out of range.

    >>> net = start_translator(50, 60, 16, 16, np.random.default_rng(0))
    >>> logits, h = decode_step(net, [START, START, START], np.zeros((3, 16)))
    >>> logits.shape, h.shape
    ((3, 60), (3, 16))
    """
    column = _tokens(np.asarray(tokens)[..., None], len(net.F), "tokens")
    run = unroll(GRU, net.F[column], net.decoder, start=(h,))
    return readout(run.last[0], net.V, net.b), run.last[0]


@system("S55.05")
def translation_loss(
    net: Translator, X: ArrayLike, Y: ArrayLike, fed: ArrayLike
) -> tuple[float, Translator]:
    """Mean cross-entropy of the target's tokens, and its gradient by everything.

    One graph from the source to the loss: the decoder's gradient by its first
    state is the encoder's gradient by its last, and that is all that the encoder
    learns from.

    Args:
        net: the network.
        X: source tokens, shape (B, S), padded with 0.
        Y: what is to be written, END included, shape (B, T), padded with 0.
        fed: what the decoder reads at each step, shape (B, T): START and then
            either the tokens of Y or what it wrote itself. No gradient passes
            through the choice of a token.

    Returns:
        Mean loss a token in nats, and a Translator that holds the gradients.

    Raises:
        ValueError: shapes do not fit, or a token is out of range.

    Source:
        Cho et al., Learning Phrase Representations using RNN Encoder-Decoder
        (2014), equation 4.

    >>> net = start_translator(5, 6, 3, 4, np.random.default_rng(0))
    >>> flat = net._replace(V=0 * net.V)  # all six tokens are as likely
    >>> loss, _ = translation_loss(flat, [[3, 4]], [[5, END]], [[START, 5]])
    >>> bool(np.isclose(loss, np.log(6)))
    True
    """
    source, inputs = encode(net, X), _tokens(fed, len(net.F), "fed")
    target = unroll(GRU, net.F[inputs], net.decoder, start=source.last)
    loss, dz = masked_cross_entropy(readout(target.H, net.V, net.b), Y, PAD)
    back = back_through_time(target, dz @ net.V.T)
    first = back_through_time(source, np.zeros_like(source.H), back.start)
    rows, by_rows = _rows(target.H), _rows(dz)
    return loss, Translator(
        _by_table(np.asarray(X), first.X, len(net.E)),
        first.weights,
        _by_table(inputs, back.X, len(net.F)),
        back.weights,
        rows.T @ by_rows,
        by_rows.sum(axis=0),
    )


def _rows(a: Array) -> Array:
    return a.reshape(-1, a.shape[-1])


def _by_table(tokens: Array, dX: Array, m: int) -> Array:
    """The gradient of a table of embeddings: rows of dX summed by token."""
    return np.asarray(np.eye(m)[tokens.ravel()].T @ _rows(dX))


def _tokens(X: ArrayLike, m: int, name: str) -> Array:
    tokens = np.asarray(X)
    if tokens.ndim != 2 or tokens.size == 0:
        raise ValueError(f"{name} must hold tokens in rows, got {tokens.shape}")
    if tokens.dtype.kind not in "iu" or tokens.min() < 0 or tokens.max() >= m:
        raise ValueError(f"{name} must hold integers from 0 to {m - 1}")
    return tokens
