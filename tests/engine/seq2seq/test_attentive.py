"""A decoder that looks back."""

import numpy as np
import pytest

from engine.seq2seq.attentive import context, what_attention_adds


def test_the_weights_find_the_state_that_is_asked_for() -> None:
    states = 9 * np.eye(4)[None]
    mean, weights = context([[0.0, 0.0, 9.0, 0.0]], states)

    assert weights.argmax() == 2
    np.testing.assert_allclose(mean[0], states[0, 2], atol=1e-9)


def test_padding_gets_no_weight() -> None:
    _, weights = context([[1.0]], [[[5.0], [1.0], [99.0]]], [[True, True, False]])

    assert weights[0, 2] == 0
    assert weights.sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="every logit"):
        context([[1.0]], [[[1.0]]], [[False]])
    with pytest.raises(ValueError, match=r"got \(1, 2\), \(1, 1, 1\)"):
        context([[1.0, 2.0]], [[[1.0]]])


def test_reversing_is_learned_by_looking_back() -> None:
    found = what_attention_adds(np.random.default_rng(0), length=8, steps=160)
    looked = found.weights[:8].argmax(axis=1)

    assert found.with_attention > found.without + 0.1
    # The first target token is the last of the source, and so on.
    assert (looked == np.arange(7, -1, -1)).sum() >= 5
