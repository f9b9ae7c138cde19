"""From the distribution of the next token to a text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.language.sequences import Step, next_probabilities
from engine.nn.softmax import softmax
from engine.seq2seq.decoding import beam_search
from engine.system import system

NO_END = -1
"""No token of a vocabulary."""


@system("S59.08")
def sharpen(
    logits: ArrayLike,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float = 1.0,
) -> Array:
    """Probabilities after temperature, then top-k, then top-p.

    Temperature divides the logits: below 1 the likely becomes likelier, at 0 the
    first of the most likely has all. Top-k keeps the k most likely. Top-p keeps
    the smallest set of the most likely whose probabilities, of those left, sum
    to top_p or more: few where the model is sure, many where it is not.

    Args:
        logits: shape (v,).
        temperature: at least 0.
        top_k: at least 1; None keeps all.
        top_p: above 0, at most 1.

    Returns:
        Probabilities that sum to 1, shape (v,). Of equal ones the first are kept.

    Raises:
        ValueError: a parameter is out of range.

    Source:
        Holtzman et al., The Curious Case of Neural Text Degeneration (2020),
        section 3.1, for top-p.

    >>> sharpen(np.log([0.5, 0.3, 0.2]), top_k=2)
    array([0.625, 0.375, 0.   ])
    >>> sharpen(np.log([0.5, 0.3, 0.2]), top_p=0.4)
    array([1., 0., 0.])
    """
    z = as_vector(logits, "logits", finite=False)
    if not (temperature >= 0 and 0 < top_p <= 1 and (top_k is None or top_k >= 1)):
        raise ValueError(
            "temperature >= 0, top_k >= 1 and top_p in (0, 1] are needed, got "
            f"{temperature}, {top_k} and {top_p}"
        )
    if temperature == 0:
        return np.asarray(np.eye(len(z))[z.argmax()])
    p = softmax(z / temperature)
    order = np.argsort(-p, kind="stable")
    if top_k is not None:
        p[order[top_k:]] = 0.0
        p /= p.sum()
    # A token stays while those before it have not reached top_p.
    before = np.cumsum(p[order]) - p[order]
    p[order[before >= top_p]] = 0.0
    return np.asarray(p / p.sum())


@system("S59.08", "S59.13")
def generate(  # noqa: PLR0913
    step: Step,
    prompt: Sequence[int],
    n: int,
    rng: np.random.Generator,
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float = 1.0,
    window: int | None = None,
) -> list[int]:
    """The prompt and n tokens more, each drawn given those before it.

    Args:
        step: the model.
        prompt: tokens to begin with.
        n: tokens to add.
        rng: of the draws.
        temperature: 0 is greedy.
        top_k: as `sharpen`.
        top_p: as `sharpen`.
        window: the model sees the last so many tokens only; what is further back
            is forgotten.

    Returns:
        Tokens, `len(prompt) + n` of them.

    Raises:
        ValueError: as `sharpen`, or window is below 1.

    >>> step = lambda seen: np.eye(3)[(seen[-1] + 1) % 3]
    >>> generate(step, [0], 4, np.random.default_rng(0), temperature=0.0)
    [0, 1, 2, 0, 1]
    """
    if window is not None and window < 1:
        raise ValueError(f"window must be at least 1, got {window}")
    ids = list(prompt)
    for _ in range(n):
        seen = ids if window is None else ids[-window:]
        p = sharpen(step(list(seen)), temperature, top_k, top_p)
        ids.append(int(rng.choice(len(p), p=p)))
    return ids


@system("S59.08")
def continue_by_beams(
    step: Step, prompt: Sequence[int], n: int, beams: int
) -> list[tuple[list[int], float]]:
    """The most probable continuations that `beam_search` finds; no token ends one.

    With one beam it is greedy, which can miss: a first token that is less likely
    may lead to a text that is more so. With v^(n - 1) beams nothing is missed.

    Args:
        step: the model.
        prompt: tokens to begin with.
        n: tokens to add.
        beams: kept at each step, at least 1.

    Returns:
        Texts and the natural logarithms of their probabilities given the prompt,
        the best first; no normalisation by length, as all are of one length.

    Raises:
        ValueError: n is negative, or beams below 1.

    >>> step = lambda seen: np.log([0.6, 0.4]) if not seen else [0.0, -9.0 * seen[0]]
    >>> [text for text, _ in continue_by_beams(step, [], 2, 2)]  # 0.4 beats 0.6 / 2
    [[1, 0], [0, 0]]
    """
    if n == 0:
        return [(list(prompt), 0.0)]

    def logs(tokens: tuple[int, ...]) -> Array:
        return _logs(next_probabilities(step, [*prompt, *tokens]))

    found = beam_search(logs, NO_END, n, beams)
    return [([*prompt, *h.tokens], h.log_p) for h in found]


def _logs(p: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(p))
