"""What a layer that reads a sequence costs: work, memory, steps, distances."""

from __future__ import annotations

from typing import NamedTuple

from engine.system import system


class SequenceCost(NamedTuple):
    """Of one layer and one sequence, without constants that all kinds share."""

    products: int
    """Multiplications."""
    steps: int
    """That must wait for one another."""
    path: int
    """Layers or steps between the two ends of the sequence."""


@system("S58.14")
def sequence_cost(kind: str, n: int, d: int, kernel: int = 3) -> SequenceCost:
    """Counts of one layer on n tokens of d features.

    "attention": `4 n d^2` for the projections and `2 n^2 d` for scores and means,
    all at once, and any two tokens meet. "rnn": `2 n d^2` one token after the
    other. "cnn": `k n d^2` at once, but a layer reaches k - 1 tokens further
    only, so `ceil((n - 1) / (k - 1))` layers are between the two ends.

    Training reads all tokens at once. To generate n tokens takes n steps with
    each of the three.

    Args:
        kind: "attention", "rnn" or "cnn".
        n: tokens, at least 1.
        d: features, at least 1.
        kernel: k, width of the convolution, at least 2.

    Returns:
        See `SequenceCost`.

    Raises:
        ValueError: another kind, or a number too small.

    Source:
        Vaswani et al., Attention Is All You Need (2017), table 1, which leaves
        constants and the projections out, and for a path of log_k n wants the
        convolutions dilated.

    >>> sequence_cost("attention", 10, 2)
    SequenceCost(products=560, steps=1, path=1)
    >>> sequence_cost("rnn", 10, 2)
    SequenceCost(products=80, steps=10, path=9)
    >>> sequence_cost("cnn", 10, 2)
    SequenceCost(products=120, steps=1, path=5)
    """
    if n < 1 or d < 1 or kernel < 2:
        raise ValueError(f"n, d >= 1 and kernel >= 2, got {n}, {d} and {kernel}")
    if kind == "attention":
        return SequenceCost(4 * n * d * d + 2 * n * n * d, 1, min(1, n - 1))
    if kind == "rnn":
        return SequenceCost(2 * n * d * d, n, n - 1)
    if kind == "cnn":
        return SequenceCost(kernel * n * d * d, 1, -(-(n - 1) // (kernel - 1)))
    raise ValueError(f"attention, rnn or cnn, got {kind!r}")


@system("S58.14")
def score_bytes(n: int, heads: int, bytes_each: int = 4) -> int:
    """Memory of the scores of one layer and sequence: `heads n^2` numbers.

    Args:
        n: tokens, queries and keys alike.
        heads: each has scores of its own.
        bytes_each: 4 for float32.

    Raises:
        ValueError: a number is below 1.

    >>> score_bytes(2048, 8) / 1e6  # megabytes
    134.217728
    """
    if min(n, heads, bytes_each) < 1:
        raise ValueError(f"at least 1 each, got {n}, {heads} and {bytes_each}")
    return heads * n * n * bytes_each
