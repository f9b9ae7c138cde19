"""The smallest language model: what follows what, counted."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import check_fitted
from engine.system import system

START = "<s>"


@system("S31.26")
@dataclass(eq=False)
class Bigrams:
    """`P(b | a) = (count(a b) + alpha) / (count(a) + alpha V)`.

    A sentence begins after a start token. With alpha above 0 nothing is impossible
    among the V known words; with 0 it is the most likely table, and a single unseen
    pair makes a text impossible.

    Args:
        alpha: added to each count, at least 0.

    Attributes:
        words_: known words, sorted.
        counts_: of pairs; row V is the start; shape (V + 1, V).

    Source:
        Jurafsky and Martin, Speech and Language Processing (3rd ed. draft), chapter 3.

    >>> model = Bigrams(alpha=0.0).learn([["a", "b"], ["a", "a"]])
    >>> model.perplexity([["a", "b"]])  # P = 1 and 1/2, two words: sqrt(2)
    1.414213562373095
    """

    alpha: float = 1.0

    def learn(self, texts: Sequence[Sequence[str]]) -> Bigrams:
        """Count the pairs of some texts, each a sequence of words.

        Raises:
            ValueError: no word at all, or alpha is negative.
        """
        if not self.alpha >= 0:
            raise ValueError(f"alpha must be at least 0, got {self.alpha}")
        self.words_ = sorted({word for text in texts for word in text})
        if not self.words_:
            raise ValueError("the texts have no word")
        at = {word: i for i, word in enumerate(self.words_)}
        self.counts_ = np.zeros((len(at) + 1, len(at)))
        for text in texts:
            ids = [len(at), *(at[word] for word in text)]
            for a, b in itertools.pairwise(ids):
                self.counts_[a, b] += 1
        return self

    def perplexity(self, texts: Sequence[Sequence[str]]) -> float:
        """`exp` of the mean of `-ln P` over all words: a choice among so many.

        Raises:
            NotFitted: before `learn`.
            ValueError: a word is not known, or there is none.
        """
        check_fitted(self, "counts_")
        at = {word: i for i, word in enumerate(self.words_)}
        V, total, n = len(at), 0.0, 0
        for text in texts:
            unknown = [word for word in text if word not in at]
            if unknown:
                raise ValueError(f"{unknown[0]!r} is not a known word")
            ids = [V, *(at[word] for word in text)]
            for a, b in itertools.pairwise(ids):
                row = self.counts_[a]
                chance = (row[b] + self.alpha) / max(row.sum() + self.alpha * V, 1e-300)
                total -= float(np.log(chance)) if chance > 0 else -np.inf
                n += 1
        if n == 0:
            raise ValueError("the texts have no word")
        return float(np.exp(total / n))
