"""A hidden Markov model: tags that follow each other, each writing a word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix, as_vector
from engine.system import system


@system("S52.17")
def viterbi(
    observed: ArrayLike, A: ArrayLike, B: ArrayLike, pi: ArrayLike
) -> tuple[Integers, float]:
    """The most probable states behind what is observed, of all k^T paths.

    The best path to state j at time t goes through the best path to some state i
    before: `v_t(j) = max_i v_{t-1}(i) A_ij B_j(o_t)`, with `v_1(j) = pi_j B_j(o_1)`.
    T k^2 steps in all. Logarithms are added, as products of many probabilities
    would be 0.

    Args:
        observed: codes of symbols, 0 to d - 1, shape (T,).
        A: `A_ij`, probability of state j after state i, shape (k, k).
        B: `B_jo`, probability that state j writes symbol o, shape (k, d).
        pi: probabilities of the first state, shape (k,).

    Returns:
        The states, shape (T,), and the natural logarithm of the probability of
        states and symbols together; -inf where no path can write them. Of equal
        paths the one that has the lower state last, then last but one, ...

    Raises:
        ValueError: nothing observed, shapes do not fit, rows that do not sum to
            1, or an unknown symbol.

    Source:
        Rabiner, A Tutorial on Hidden Markov Models (1989), section III.B.

    >>> A, B = [[0.7, 0.3], [0.4, 0.6]], [[0.1, 0.4, 0.5], [0.6, 0.3, 0.1]]
    >>> states, log_p = viterbi([0, 1, 2], A, B, [0.6, 0.4])
    >>> states, round(float(np.exp(log_p)), 5)  # 0.4 0.6 * 0.4 0.4 * 0.7 0.5
    (array([1, 0, 0]), 0.01344)
    """
    A, B, pi = as_matrix(A, "A"), as_matrix(B, "B"), as_vector(pi, "pi")
    k, d = B.shape
    if A.shape != (k, k) or pi.shape != (k,):
        raise ValueError(f"A, B, pi do not fit: {A.shape}, {B.shape}, {pi.shape}")
    for name, rows in (("A", A), ("B", B), ("pi", pi)):
        if rows.min() < 0 or not np.allclose(rows.sum(axis=-1), 1):
            raise ValueError(f"rows of {name} must be probabilities that sum to 1")
    symbols = as_vector(observed, "observed").astype(np.int64)
    if symbols.min() < 0 or symbols.max() >= d:
        raise ValueError(f"symbols are 0 to {d - 1}, got {symbols.tolist()}")
    with np.errstate(divide="ignore"):
        log_A, log_B, best = np.log(A), np.log(B), np.log(pi)
    best = best + log_B[:, symbols[0]]
    came_from = np.zeros((len(symbols), k), dtype=np.int64)
    for t in range(1, len(symbols)):
        reached = best[:, None] + log_A  # (from, to)
        came_from[t] = reached.argmax(axis=0)
        best = reached.max(axis=0) + log_B[:, symbols[t]]
    states = np.zeros(len(symbols), dtype=np.int64)
    states[-1] = best.argmax()
    for t in range(len(symbols) - 1, 0, -1):
        states[t - 1] = came_from[t, states[t]]
    return states, float(best.max())


@system("S52.17", "S52.16")
def hmm_tag(
    tagged: Sequence[Sequence[tuple[str, str]]],
    new: Sequence[Sequence[str]],
    alpha: float = 0.1,
) -> list[list[str]]:
    """Tags of words, by a model counted from sentences whose tags are known.

    A, B and pi are shares of the counts, after alpha was added to each count; B
    has one more symbol for words never seen, which only the tags around decide.
    The tags may be parts of speech, or BIO marks of names.

    Args:
        tagged: sentences of (word, tag) to learn from.
        new: sentences to tag.
        alpha: smoothing, positive.

    Returns:
        Tags of each new sentence; none for one without words.

    Raises:
        ValueError: no words to learn from, or alpha is not positive.

    >>> tagged = [[("the", "D"), ("dog", "N"), ("runs", "V")], [("she", "N")]]
    >>> hmm_tag(tagged, [["the", "blork", "runs"]])
    [['D', 'N', 'V']]
    """
    if not alpha > 0:
        raise ValueError(f"alpha must be positive, got {alpha}")
    tags = sorted({tag for sentence in tagged for _, tag in sentence})
    words = sorted({word for sentence in tagged for word, _ in sentence})
    if not tags:
        raise ValueError("tagged must hold words")
    tag_code = {tag: i for i, tag in enumerate(tags)}
    word_code = {word: i for i, word in enumerate(words)}
    pi = np.full(len(tags), alpha)
    A = np.full((len(tags), len(tags)), alpha)
    B = np.full((len(tags), len(words) + 1), alpha)
    for sentence in tagged:
        states = [tag_code[tag] for _, tag in sentence]
        pi[states[:1]] += 1
        for before, after in pairwise(states):
            A[before, after] += 1
        for (word, _), state in zip(sentence, states, strict=True):
            B[state, word_code[word]] += 1
    pi, A, B = (_shares(counts) for counts in (pi, A, B))
    found = []
    for sentence_ in new:
        codes = [word_code.get(word, len(words)) for word in sentence_]
        states = viterbi(codes, A, B, pi)[0].tolist() if codes else []
        found.append([tags[state] for state in states])
    return found


def _shares(counts: Array) -> Array:
    return np.asarray(counts / counts.sum(axis=-1, keepdims=True))
