"""What BERT is given: pairs of sentences, blanks to fill, sentences that follow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Integers
from engine.system import system

PAD, CLS, SEP, MASK = range(4)
"""Ids of the special tokens; those of words begin behind."""

SPECIAL = 4

IGNORED = -100
"""The target of a token that nothing is asked about."""


@system("S57.12")
def pack_pair(
    a: Sequence[int], b: Sequence[int], n: int
) -> tuple[list[int], list[int], list[int]]:
    """`[CLS] a [SEP] b [SEP]` and padding to n tokens; without b `[CLS] a [SEP]`.

    If it is too long, the longer of the two loses its last token (of equal ones
    b), until it fits.

    Args:
        a: ids of the first sentence.
        b: ids of the second, or none.
        n: length, at least 3, or 2 without b.

    Returns:
        Ids; segments, 1 for b and its [SEP]; and 1 for tokens, 0 for padding.

    Raises:
        ValueError: n leaves no room for the special tokens.

    Source:
        Devlin et al., BERT (2019), section 3 and figure 2.

    >>> pack_pair([7, 8, 9], [5], 6)
    ([1, 7, 8, 2, 5, 2], [0, 0, 0, 0, 1, 1], [1, 1, 1, 1, 1, 1])
    """
    a, b, is_pair = list(a), list(b), len(b) > 0
    room = n - (3 if is_pair else 2)
    if room < 0:
        raise ValueError(f"n = {n} leaves no room for the special tokens")
    while len(a) + len(b) > room:
        (a if len(a) > len(b) else b).pop()
    first = [CLS, *a, SEP]
    second = [*b, SEP] if is_pair else []
    used = len(first) + len(second)
    ids = [*first, *second, *[PAD] * (n - used)]
    segments = [*[0] * len(first), *[1] * len(second), *[0] * (n - used)]
    return ids, segments, [*[1] * used, *[0] * (n - used)]


@system("S57.08", "S52.11")
def mlm_mask(
    ids: ArrayLike, v: int, rng: np.random.Generator, share: float = 0.15
) -> tuple[Integers, Integers]:
    """Hide a share of the words: 80 % as [MASK], 10 % as another, 10 % not at all.

    [MASK] never occurs when the model is used, so it must also learn to judge
    words that are there. Special tokens are never chosen. Drawn anew for each
    epoch, as here, the masks are RoBERTa's dynamic ones; BERT's were drawn once.

    Args:
        ids: tokens, any shape.
        v: tokens in the vocabulary, the special ones counted.
        rng: of all choices.
        share: of the words, each chosen by itself.

    Returns:
        The ids to show, and the targets: the true id where a word was chosen,
        IGNORED elsewhere.

    Raises:
        ValueError: share is not in [0, 1].

    Source:
        Devlin et al. (2019), section 3.1; Liu et al., RoBERTa (2019), section 4.1.

    >>> shown, targets = mlm_mask([[1, 5, 6, 2]], 9, np.random.default_rng(0), 1.0)
    >>> targets
    array([[-100,    5,    6, -100]])
    """
    ids = np.asarray(ids, dtype=np.int64)
    if not 0 <= share <= 1:
        raise ValueError(f"share must be in [0, 1], got {share}")
    chosen = (rng.random(ids.shape) < share) & (ids >= SPECIAL)
    how = rng.random(ids.shape)
    other = rng.integers(SPECIAL, v, ids.shape)
    shown = np.where(chosen & (how < 0.8), MASK, ids)
    shown = np.where(chosen & (how >= 0.8) & (how < 0.9), other, shown)
    return shown, np.where(chosen, ids, IGNORED)


@system("S57.10")
def nsp_pairs(
    documents: Sequence[Sequence[Sequence[int]]], rng: np.random.Generator
) -> list[tuple[Sequence[int], Sequence[int], int]]:
    """Each sentence with its next (1), or as often with one of another text (0).

    Args:
        documents: sentences of each, in order; at least two documents.
        rng: of all choices; which of the two it is has chance 1/2.

    Returns:
        (first, second, whether it follows), for every sentence but the last of
        each document.

    Raises:
        ValueError: fewer than two documents, or one without sentences.

    Source:
        Devlin et al. (2019), section 3.1.

    >>> documents = [[[5], [6]], [[7]]]
    >>> nsp_pairs(documents, np.random.default_rng(0))
    [([5], [7], 0)]
    """
    if len(documents) < 2 or not all(documents):
        raise ValueError("two documents or more, each with a sentence, are needed")
    pairs = []
    for i, document in enumerate(documents):
        for a, b in pairwise(document):
            if rng.random() < 0.5:
                pairs.append((a, b, 1))
                continue
            # One of the others, all equally likely.
            other = documents[
                (i + int(rng.integers(1, len(documents)))) % len(documents)
            ]
            pairs.append((a, other[int(rng.integers(len(other)))], 0))
    return pairs
