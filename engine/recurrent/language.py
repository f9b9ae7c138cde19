"""A language model of characters: the next one, given all before it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import Array, Booleans, Integers
from engine.losses.categorical import sparse_cross_entropy
from engine.nn.softmax import softmax
from engine.recurrent.cell import Cell
from engine.recurrent.lstm import LSTM
from engine.recurrent.network import (
    Network,
    one_hot_codes,
    start_network,
    train_network,
)
from engine.system import system


class LanguageModel(NamedTuple):
    """A network and the characters that its outputs stand for."""

    net: Network
    characters: str
    losses: Array
    """Mean cross-entropy in nats at each step of training."""


@system("S50.11", "S51.16")
def train_language_model(  # noqa: PLR0913
    text: str,
    rng: np.random.Generator,
    *,
    cell: Cell = LSTM,
    units: int = 24,
    length: int = 16,
    steps: int = 200,
) -> LanguageModel:
    """Cross-entropy of each next character, on random pieces of the text.

    A piece starts from the state 0, so that what is learned reaches back `length`
    characters at most: truncated backpropagation with nothing handed on.

    Args:
        text: of more than `length` characters.
        rng: of weights and pieces.
        cell: of the network.
        units: of its one layer.
        length: of a piece.
        steps: of Adam at 0.02, on 16 pieces each.

    Returns:
        The model.

    Raises:
        ValueError: the text is too short.

    Source:
        Mikolov et al., Recurrent neural network based language model (2010).

    >>> model = train_language_model("ab" * 20, np.random.default_rng(0), steps=40)
    >>> perplexity(model, "abababab") < 1.1
    True
    """
    if len(text) <= length:
        raise ValueError(f"more than {length} characters, got {len(text)}")
    characters = "".join(sorted(set(text)))
    codes, m = _codes(text, characters), len(characters)

    def pieces(r: np.random.Generator) -> tuple[Array, Integers, Booleans]:
        first = r.integers(0, len(codes) - length, (16, 1))
        piece = codes[first + np.arange(length + 1)]
        return (
            one_hot_codes(piece[:, :-1], m),
            piece[:, 1:],
            np.ones((16, length), bool),
        )

    net = start_network(cell, m, units, m, rng)
    net, losses = train_network(
        net, pieces, sparse_cross_entropy, rng, steps=steps, lr=0.02
    )
    return LanguageModel(net, characters, losses)


@system("S50.11")
def perplexity(model: LanguageModel, text: str) -> float:
    """`exp` of the mean cross-entropy of each character after the first.

    As many equally likely characters would be as hard to guess.

    Args:
        model: of its characters.
        text: at least two of them.

    Returns:
        Perplexity, at least 1.

    Raises:
        ValueError: the text is too short, or has a character that the model has
            never seen.

    >>> model = train_language_model("ab" * 20, np.random.default_rng(0), steps=1)
    >>> 1.5 < perplexity(model, "abababab") < 2.5
    True
    """
    codes = _codes(text, model.characters)
    if len(codes) < 2:
        raise ValueError(f"at least two characters, got {text!r}")
    X = one_hot_codes(codes[None, :-1], len(model.characters))
    return float(np.exp(sparse_cross_entropy(model.net.outputs(X)[0], codes[1:])[0]))


@system("S50.11", "S51.16")
def sample_text(
    model: LanguageModel,
    start: str,
    n: int,
    temperature: float,
    rng: np.random.Generator,
) -> str:
    """n more characters, each drawn from `softmax(logits / temperature)`.

    What is drawn is the next input, as a text is given in training.

    Args:
        model: of its characters.
        start: at least one character to go on from.
        n: characters to add.
        temperature: near 0 the likeliest is taken nearly always; 1 leaves the
            model's own probabilities; above, they become more even.
        rng: of the draws.

    Returns:
        Start and the rest.

    Raises:
        ValueError: no start, an unknown character, or a temperature not above 0.

    >>> rng = np.random.default_rng(0)
    >>> model = train_language_model("ab" * 20, rng, steps=40)
    >>> sample_text(model, "b", 5, 0.1, rng)
    'bababa'
    """
    if not start:
        raise ValueError("start needs a character to go on from")
    if not temperature > 0:
        raise ValueError(f"temperature must be above 0, got {temperature}")
    codes, m = list(_codes(start, model.characters)), len(model.characters)
    for _ in range(n):
        # Reading all again costs n^2 steps; keeping the state would cost n.
        logits = model.net.outputs(one_hot_codes([codes], m))[0, -1]
        codes.append(rng.choice(m, p=softmax(logits / temperature)))
    return "".join(model.characters[c] for c in codes)


def _codes(text: str, characters: str) -> Integers:
    strange = set(text) - set(characters)
    if strange:
        raise ValueError(f"unknown characters: {', '.join(sorted(strange))}")
    return np.array([characters.index(c) for c in text], dtype=np.int64)
