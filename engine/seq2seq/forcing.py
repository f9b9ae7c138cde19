"""Teacher forcing: what a decoder is fed while it learns, and what that costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers
from engine.optim.adam import Adam
from engine.optim.clipping import clip_by_norm
from engine.recurrent.network import pack, unpack
from engine.seq2seq.model import (
    PAD,
    START,
    Translator,
    decode_step,
    encode,
    start_translator,
    translation_loss,
)
from engine.seq2seq.tasks import make_task
from engine.system import system


@system("S55.03")
def forcing_ratio(t: int, kind: str, k: float) -> float:
    """Probability of feeding the true token at step t of training.

    - "always": 1;
    - "linear": `max(0, 1 - t / k)`;
    - "exponential": `k^t`, k below 1;
    - "sigmoid": `k / (k + exp(t / k))`, k at least 1.

    Args:
        t: steps of training so far.
        kind: one of the four.
        k: how slowly it falls.

    Returns:
        The ratio, in [0, 1].

    Raises:
        ValueError: another kind, t is negative, or k does not suit it.

    Source:
        Bengio et al., Scheduled Sampling for Sequence Prediction with Recurrent
        Neural Networks (2015), section 2.4.

    >>> forcing_ratio(25, "linear", 100), forcing_ratio(2, "exponential", 0.5)
    (0.75, 0.25)
    """
    if t < 0:
        raise ValueError(f"t is at least 0, got {t}")
    ranges = {
        "always": (-np.inf, np.inf),
        "linear": (np.finfo(float).tiny, np.inf),
        "exponential": (0.0, 1.0),
        "sigmoid": (1.0, np.inf),
    }
    if kind not in ranges:
        raise ValueError(f"one of {', '.join(ranges)}, got {kind!r}")
    low, high = ranges[kind]
    if not low <= k <= high:
        raise ValueError(f"k does not suit {kind}, got {k}")
    if kind == "linear":
        return max(0.0, 1 - t / k)
    if kind == "exponential":
        return float(k**t)
    if kind == "sigmoid":
        # The same after dividing by exp(t / k), which would overflow in the end.
        return float(k * np.exp(-t / k) / (k * np.exp(-t / k) + 1))
    return 1.0


@system("S55.03")
def decoder_inputs(
    net: Translator, X: ArrayLike, Y: ArrayLike, ratio: float, rng: np.random.Generator
) -> Integers:
    """START, then at each step the true token before, or the decoder's own.

    With a ratio of 1 all is known beforehand, and nothing has to be decoded; with
    0 the decoder reads what it will read in use.

    Args:
        net: the network.
        X: source tokens, shape (B, S).
        Y: target tokens, shape (B, T).
        ratio: probability of the true token, for each sequence and step.
        rng: of the choices.

    Returns:
        What is fed, shape (B, T).

    Raises:
        ValueError: ratio is not in [0, 1], or as `encode`.

    Source:
        Williams and Zipser, A Learning Algorithm for Continually Running Fully
        Recurrent Neural Networks (1989), for teacher forcing. Bengio et al. (2015),
        section 2.4, for the choice at each token.

    >>> net = start_translator(5, 6, 3, 4, np.random.default_rng(0))
    >>> decoder_inputs(net, [[3, 4]], [[5, 4, 2]], 1.0, np.random.default_rng(0))
    array([[1, 5, 4]])
    """
    Y = np.asarray(Y)
    if not 0 <= ratio <= 1:
        raise ValueError(f"ratio must be in [0, 1], got {ratio}")
    fed = np.column_stack([np.full(len(Y), START), Y[:, :-1]])
    if ratio == 1:
        return fed
    h = encode(net, X).last[0]
    for t in range(Y.shape[1] - 1):
        logits, h = decode_step(net, fed[:, t], h)
        own = rng.random(len(Y)) >= ratio
        fed[own, t + 1] = logits.argmax(axis=1)[own]
    return fed


class Course(NamedTuple):
    """A trained translator, and the loss on the way."""

    net: Translator
    losses: Array


@system("S55.03", "S55.11", "S52.18")
def train_translator(  # noqa: PLR0913
    task: str,
    rng: np.random.Generator,
    *,
    length: int = 6,
    units: int = 32,
    steps: int = 500,
    ratio: Callable[[int], float] = lambda t: 1.0,  # noqa: ARG005
) -> Course:
    """Adam at 0.01 on batches of 32 new pairs, gradients clipped at norm 1.

    Args:
        task: of `make_task`.
        rng: of weights and pairs.
        length: of `make_task`.
        units: of encoder and decoder.
        steps: of training.
        ratio: probability of the true token at each step of training, such as
            `lambda t: forcing_ratio(t, "linear", 400)`.

    Returns:
        The network, and the loss at each step.

    Raises:
        ValueError: as `make_task`.

    >>> course = train_translator("dialogue", np.random.default_rng(0), steps=80)
    >>> pairs = make_task("dialogue", 200, np.random.default_rng(1))
    >>> exact_share(course.net, pairs.X, pairs.Y) > 0.9
    True
    """
    first = make_task(task, 1, rng, length)
    net = start_translator(first.m_in, first.m_out, 16, units, rng)
    theta, rule = pack(net.arrays), Adam(lr=0.01)
    state: dict[str, Any] = {}
    losses = []
    for t in range(steps):
        X, Y, _, _ = make_task(task, 32, rng, length)
        fed = decoder_inputs(net, X, Y, ratio(t), rng)
        loss, gradient = translation_loss(net, X, Y, fed)
        g = clip_by_norm([pack(gradient.arrays)], 1.0)[0][0]
        theta, state = rule(theta, g, state)
        net = net.holding(unpack(theta, net.arrays))
        losses.append(loss)
    return Course(net, np.array(losses))


@system("S55.11")
def exact_share(net: Translator, X: ArrayLike, Y: ArrayLike) -> float:
    """Share of targets written without a mistake, END included, greedily.

    Args:
        net: the network.
        X: source tokens, shape (B, S).
        Y: target tokens, shape (B, T).

    Returns:
        Between 0 and 1.

    Raises:
        ValueError: as `encode`.

    >>> net = start_translator(5, 6, 3, 4, np.random.default_rng(0))
    >>> exact_share(net._replace(b=50 * np.eye(6)[2]), [[3, 4]], [[2]])
    1.0
    """
    Y = np.asarray(Y)
    right = (_written(net, X, Y, 0.0) == Y) | (Y == PAD)
    return float(right.all(axis=1).mean())


@system("S55.12")
def free_run_gap(net: Translator, X: ArrayLike, Y: ArrayLike) -> dict[str, float]:
    """Exposure bias: accuracy on the true prefix, and on the decoder's own.

    A decoder that has only ever read true tokens does not know what to do after a
    mistake of its own: one leads to the next.

    Args:
        net: the network.
        X: source tokens, shape (B, S).
        Y: target tokens, shape (B, T).

    Returns:
        Share of right tokens "forced" and "free", padding left out, and the "gap"
        between the two.

    Raises:
        ValueError: as `encode`.

    Source:
        Ranzato et al., Sequence Level Training with Recurrent Neural Networks
        (2016).

    >>> net = start_translator(5, 6, 3, 4, np.random.default_rng(0))
    >>> free_run_gap(net._replace(b=50 * np.eye(6)[5]), [[3, 4]], [[5, 2]])
    {'forced': 0.5, 'free': 0.5, 'gap': 0.0}
    """
    Y = np.asarray(Y)
    forced, free = (
        float((_written(net, X, Y, ratio) == Y)[Y != PAD].mean())
        for ratio in (1.0, 0.0)
    )
    return {"forced": forced, "free": free, "gap": forced - free}


def _written(net: Translator, X: ArrayLike, Y: Integers, ratio: float) -> Integers:
    """The likeliest token at each step, shape (B, T)."""
    fed = decoder_inputs(net, X, Y, ratio, np.random.default_rng(0))
    h, tokens = encode(net, X).last[0], []
    for t in range(Y.shape[1]):
        logits, h = decode_step(net, fed[:, t], h)
        tokens.append(logits.argmax(axis=1))
    return np.stack(tokens, axis=1)
