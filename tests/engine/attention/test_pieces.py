"""Attention, scores, masks and positions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.attention.masks import causal_mask, padding_mask
from engine.attention.positions import sinusoidal_positions
from engine.attention.scaled_dot import attention, attention_backward
from engine.attention.scores import (
    additive_score,
    additive_score_backward,
    dot_score,
)
from engine.autodiff.differences import central_difference


def test_attention_worked_by_hand() -> None:
    """Two keys, d_k = 2: scores sqrt(2) and 0."""
    means, weights = attention([[2.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]], [[10.0], [20.0]])
    p = 1 / (1 + np.exp(-np.sqrt(2)))

    np.testing.assert_allclose(weights, [[p, 1 - p]])
    np.testing.assert_allclose(means, [[10 * p + 20 * (1 - p)]])


def test_attention_is_a_mean_of_the_values_in_sight() -> None:
    rng = np.random.default_rng(0)
    Q, K, V = rng.normal(size=(3, 2, 4, 5))
    causal = causal_mask(4)
    means, weights = attention(Q, K, V, causal)

    np.testing.assert_allclose(weights.sum(axis=-1), 1.0)
    assert (weights[:, ~causal] == 0).all()
    np.testing.assert_allclose(means[:, 0], V[:, 0])
    moved = V.copy()
    moved[:, 3] += 100
    np.testing.assert_array_equal(
        attention(Q, K, moved, causal)[0][:, :3], means[:, :3]
    )


def test_the_root_keeps_scores_of_one_size() -> None:
    rng = np.random.default_rng(1)
    Q, K = rng.normal(size=(2, 400, 256))
    weights = attention(Q, K, np.eye(400))[1]
    scores = np.log(weights) - np.log(weights).mean(axis=1, keepdims=True)

    assert scores.std() == pytest.approx(1.0, abs=0.05)


@given(st.integers(0, 10_000))
def test_gradients_of_attention_are_differences(seed: int) -> None:
    rng = np.random.default_rng(seed)
    g, Q, K, V = (rng.normal(size=s) for s in ((3, 2), (3, 4), (3, 4), (3, 2)))
    mask = causal_mask(3)
    found = attention_backward(g, Q, K, V, mask)

    for i, array in enumerate((Q, K, V)):

        def loss(v: np.ndarray, i: int = i, shape=array.shape) -> float:
            inputs = [Q, K, V]
            inputs[i] = v.reshape(shape)
            return float((g * attention(*inputs, mask)[0]).sum())

        numeric = central_difference(loss, array.ravel()).reshape(array.shape)
        np.testing.assert_allclose(found[i], numeric, atol=1e-6)


@given(st.integers(0, 10_000))
def test_additive_scores_are_bounded_and_differentiable(seed: int) -> None:
    rng = np.random.default_rng(seed)
    Q, K, W, U, v = (
        3 * rng.normal(size=s) for s in ((2, 3), (4, 2), (3, 5), (2, 5), 5)
    )
    g = rng.normal(size=(2, 4))

    assert (np.abs(additive_score(Q, K, W, U, v)) <= np.abs(v).sum()).all()
    numeric = central_difference(
        lambda q: (g * additive_score(q.reshape(2, 3), K, W, U, v)).sum(), Q.ravel()
    )
    found = additive_score_backward(g, Q, K, W, U, v)[0]
    np.testing.assert_allclose(found.ravel(), numeric, atol=1e-5)


def test_scores_keep_leading_axes() -> None:
    rng = np.random.default_rng(0)
    Q, K = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 4))
    W, U, v = rng.normal(size=(4, 6)), rng.normal(size=(4, 6)), rng.normal(size=6)

    np.testing.assert_allclose(
        additive_score(Q, K, W, U, v)[1], additive_score(Q[1], K[1], W, U, v)
    )
    np.testing.assert_allclose(dot_score(Q, K), dot_score(Q, K, np.eye(4)))


def test_a_padded_batch_answers_like_each_sequence() -> None:
    rng = np.random.default_rng(0)
    Q, K, V = rng.normal(size=(3, 2, 4, 3))
    both = causal_mask(4) & padding_mask([2, 4], 4)
    means = attention(Q, K, V, both)[0]

    np.testing.assert_allclose(
        means[0, :2], attention(Q[0, :2], K[0, :2], V[0, :2], causal_mask(2))[0]
    )


def test_positions_of_the_paper() -> None:
    """d = 512; reading i as the entry, not the pair, would give 0.80196."""
    positions = sinusoidal_positions(60, 512)

    np.testing.assert_array_equal(positions[0], np.tile([0.0, 1.0], 256))
    np.testing.assert_allclose(
        positions[1, :4], [0.8415, 0.5403, 0.8219, 0.5697], atol=5e-5
    )
    np.testing.assert_allclose((positions**2).sum(axis=1), 256)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 19))
def test_only_the_distance_of_two_positions_counts(s: int, t: int, by: int) -> None:
    p = sinusoidal_positions(60, 16)

    np.testing.assert_allclose(p[s] @ p[t], p[s + by] @ p[t + by], atol=1e-10)


def test_a_shift_is_a_rotation() -> None:
    """By 5 places, each pair turns by 5 w, wherever it stood."""
    pairs = sinusoidal_positions(20, 8).reshape(20, 4, 2) @ [1j, 1.0]  # cos + i sin
    turn = np.exp(5j * 10000.0 ** (-np.arange(4) / 4))

    np.testing.assert_allclose(pairs[5:], pairs[:15] * turn, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: attention([1.0], [1.0], [1.0]), r"got \(1,\) and \(1,\)"),
        (lambda: attention([[1.0]], [[1.0, 2.0]], [[1.0]]), "share d_k"),
        (lambda: attention([[1.0]], [[1.0]], [[1.0], [2.0]]), "a value for each key"),
        (lambda: attention([[1.0]], [[1.0]], [[1.0]], [[False]]), "every logit"),
        (lambda: attention_backward([[1.0, 2.0]], [[1.0]], [[1.0]], [[1.0]]),
         r"g must have shape \(1, 1\), got \(1, 2\)"),
        (lambda: dot_score([[1.0]], [[1.0, 2.0]]), "share d_k"),
        (lambda: dot_score([[1.0]], [[1.0, 2.0]], [[1.0]]), r"W must .* \(1, 2\)"),
        (lambda: additive_score([[1.0]], [[1.0]], [[1.0]], [[1.0]], [1.0, 2.0]),
         r"W must have shape \(1, 2\)"),
        (lambda: additive_score_backward([1.0], [[1.0]], [[1.0]], [[1.0]], [[1.0]],
                                         [1.0]), r"g must have shape \(1, 1\)"),
        (lambda: causal_mask(3, 2), "m = 3 and n = 2"),
        (lambda: causal_mask(0), "m = 0"),
        (lambda: padding_mask([0, 2], 2), "from 1 to 2"),
        (lambda: padding_mask([3], 2), "from 1 to 2"),
        (lambda: padding_mask(1, 2), "from 1 to 2"),
        (lambda: sinusoidal_positions(3, 5), "got 3 and 5"),
        (lambda: sinusoidal_positions(0, 4), "got 0 and 4"),
        (lambda: sinusoidal_positions(1, 0), "got 1 and 0"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
