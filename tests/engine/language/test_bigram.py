"""Counted pairs."""

import numpy as np
import pytest

from engine.arrays import NotFitted
from engine.language.bigram import Bigrams

TEXTS = [["the", "cat", "sat"], ["the", "dog", "sat"]]


def test_a_model_that_knows_nothing_chooses_among_all_words() -> None:
    assert Bigrams(alpha=1e9).learn(TEXTS).perplexity(TEXTS) == pytest.approx(4)


def test_what_was_seen_is_likelier_and_what_was_not_impossible() -> None:
    counted = Bigrams(alpha=0.0).learn(TEXTS)

    assert counted.perplexity(TEXTS) == pytest.approx(2 ** (1 / 3))
    assert counted.perplexity([["sat", "the"]]) == np.inf
    assert Bigrams().learn(TEXTS).perplexity([["sat", "the"]]) < np.inf


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="got -1"):
        Bigrams(alpha=-1.0).learn(TEXTS)
    with pytest.raises(ValueError, match="have no word"):
        Bigrams().learn([[]])
    with pytest.raises(NotFitted):
        Bigrams().perplexity(TEXTS)
    model = Bigrams().learn(TEXTS)
    with pytest.raises(ValueError, match="'bird' is not a known word"):
        model.perplexity([["bird"]])
    with pytest.raises(ValueError, match="have no word"):
        model.perplexity([[]])
