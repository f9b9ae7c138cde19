"""Mails with a subject, a sender and words, some of them spam."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import Integers

SENDERS = ("colleague", "friend", "shop", "unknown")


class Mails(NamedTuple):
    """n mails.

    Attributes:
        counts: how often each word of the vocabulary occurs, shape (n, v).
        sender: place in SENDERS, shape (n,).
        shouting: whether the subject is in capitals, shape (n,).
        spam: 1 for spam, shape (n,).

    >>> Mails(*(np.zeros((1, 1), int), *np.zeros((3, 1), int))).spam
    array([0])
    """

    counts: Integers
    sender: Integers
    shouting: Integers
    spam: Integers


def mails(n: int, words: int, rng: np.random.Generator) -> Mails:
    """Mails of 20 words each; four in ten are spam.

    Words follow a power law, `1 / rank`; for spam a tenth of the vocabulary, drawn
    at random, is four times as frequent. Unknown senders and capitals are more
    frequent in spam, but not reserved to it.

    Args:
        n: mails.
        words: in the vocabulary, at least 10.
        rng: of all of it.

    Raises:
        ValueError: fewer than 10 words.

    >>> mails(5, 50, np.random.default_rng(0)).counts.sum(axis=1)
    array([20, 20, 20, 20, 20])
    """
    if words < 10:
        raise ValueError(f"words must be at least 10, got {words}")
    plain = 1 / np.arange(1, words + 1)
    spammy = plain.copy()
    spammy[rng.permutation(words)[: words // 10]] *= 4
    spam = (rng.random(n) < 0.4).astype(np.int64)
    chances = np.array([plain / plain.sum(), spammy / spammy.sum()])
    counts = rng.multinomial(20, chances[spam])
    of_sender = np.array([[0.4, 0.3, 0.2, 0.1], [0.1, 0.1, 0.3, 0.5]])
    beyond = rng.random((n, 1)) > of_sender.cumsum(axis=1)[spam, :-1]
    shouting = (rng.random(n) < np.array([0.05, 0.3])[spam]).astype(np.int64)
    return Mails(counts, beyond.sum(axis=1), shouting, spam)
