"""What recurrent layers cost: weights, and steps that wait for one another."""

from __future__ import annotations

from engine.system import system

BLOCKS = {"rnn": 1, "gru": 3, "lstm": 4, "coupled": 3, "peephole": 4}
"""Gates and proposals, each with weights for x and for h."""


@system("S50.14", "S51.08", "S51.13")
def recurrent_parameters(  # noqa: PLR0913 - what a layer is made of
    kind: str,
    d: int,
    k: int,
    *,
    layers: int = 1,
    ways: int = 1,
    library: str = "torch",
) -> int:
    """`blocks (d k + k k + biases k)` for each way of each layer.

    torch has two biases in every block. Keras has one, except in its GRU, whose
    recurrent bias is inside the reset. Layers above the first have `ways k`
    inputs. Length does not appear: all steps share the weights.

    Args:
        kind: "rnn", "gru", "lstm", "coupled" (i = 1 - f), or "peephole", with 3 k
            weights more.
        d: inputs.
        k: units.
        layers: one above the other.
        ways: 2 for bidirectional layers, whose states are concatenated.
        library: "torch" or "keras".

    Returns:
        The number of weights and biases.

    Raises:
        ValueError: another kind or library, or a count below 1.

    >>> [recurrent_parameters(kind, 10, 20) for kind in ("rnn", "gru", "lstm")]
    [640, 1920, 2560]
    """
    if kind not in BLOCKS:
        raise ValueError(f"one of {', '.join(BLOCKS)}, got {kind!r}")
    if library not in ("torch", "keras"):
        raise ValueError(f"one of torch, keras, got {library!r}")
    if min(d, k, layers) < 1 or ways not in (1, 2):
        raise ValueError(
            f"d, k and layers are at least 1 and ways 1 or 2, "
            f"got {d}, {k}, {layers} and {ways}"
        )
    biases = 2 if library == "torch" or kind == "gru" else 1
    extra = 3 * k if kind == "peephole" else 0
    inputs = [d] + [ways * k] * (layers - 1)
    return sum(ways * (BLOCKS[kind] * k * (n + k + biases) + extra) for n in inputs)


@system("S50.17")
def sequential_steps(model: str, T: int, layers: int = 1) -> int:
    """Length of the longest chain of states that wait for one another.

    With any number of processors a network takes at least so many steps. In a
    recurrent layer each state waits for that before it and that below it; all the
    states of a convolution or of self-attention wait only for those below. The
    price is elsewhere: attention compares T^2 pairs, and a convolution sees only
    as far as its kernel and its depth reach. All three read a given sequence;
    one who writes a text token by token waits T times with any of them.

    Args:
        model: "rnn" (any cell), "convolution" or "attention".
        T: length, at least 1.
        layers: at least 1.

    Returns:
        `T + layers - 1` for "rnn", else `layers`.

    Raises:
        ValueError: another model, or a number below 1.

    Source:
        Vaswani et al., Attention Is All You Need (2017), table 1.

    >>> [sequential_steps(m, 100) for m in ("rnn", "convolution", "attention")]
    [100, 1, 1]
    """
    if model not in ("rnn", "convolution", "attention"):
        raise ValueError(f"one of rnn, convolution, attention, got {model!r}")
    if min(T, layers) < 1:
        raise ValueError(f"T and layers are at least 1, got {T} and {layers}")
    return T + layers - 1 if model == "rnn" else layers
