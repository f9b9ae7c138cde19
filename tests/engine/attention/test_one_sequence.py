"""One sequence: what is hidden has no effect, heads are columns, a cache is exact."""

import numpy as np
import pytest

from engine.attention.masks import causal_mask
from engine.attention.multi_head import Projections, multi_head
from engine.attention.one_sequence import KVCache, causal_softmax, self_attention
from engine.attention.scaled_dot import attention

RNG = np.random.default_rng
SQUARE = np.ones((3, 3))


def test_a_forbidden_score_has_no_effect_whatever_its_size() -> None:
    scores = RNG(0).normal(size=(3, 5))
    louder = np.where(causal_mask(3, 5), scores, 1e300)

    np.testing.assert_array_equal(causal_softmax(scores), causal_softmax(louder))
    np.testing.assert_allclose(causal_softmax(scores).sum(axis=1), 1.0)
    assert causal_softmax(scores)[0, 3:].tolist() == [0.0, 0.0]


def test_it_is_the_batched_layer_without_batch_and_biases() -> None:
    rng = RNG(0)
    matrices, X = rng.normal(size=(4, 6, 6)), rng.normal(size=(5, 6))
    p = Projections(*((W, np.zeros(6)) for W in matrices))

    np.testing.assert_allclose(
        self_attention(X, tuple(matrices), heads=3),
        multi_head(X[None], X[None], p, 3)[0][0],
    )


def test_the_root_is_of_a_head_and_not_of_all_columns() -> None:
    rng = RNG(0)
    W_q, W_k, W_v = rng.normal(size=(3, 4, 8))
    X = rng.normal(size=(5, 4))
    first = attention(X @ W_q[:, :4], X @ W_k[:, :4], X @ W_v[:, :4])[0]

    both = self_attention(X, (W_q, W_k, W_v, np.eye(8)), heads=2)

    np.testing.assert_allclose(both[:, :4], first)


def test_a_cache_gives_what_the_mask_gives_and_keeps_keys_and_values() -> None:
    rng = RNG(0)
    W_q, W_k, W_v, X = *rng.normal(size=(3, 4, 4)), rng.normal(size=(6, 4))
    whole = attention(X @ W_q, X @ W_k, X @ W_v, causal_mask(6))[0]
    cache = KVCache(W_q, W_k, W_v)

    np.testing.assert_allclose([cache.step(x) for x in X], whole)
    np.testing.assert_allclose(cache.keys, X @ W_k)
    np.testing.assert_allclose(cache.values, X @ W_v)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: causal_softmax([1.0]), r"\(m, n\), got \(1,\)"),
        (lambda: causal_softmax(np.ones((3, 2))), "m = 3 and n = 2"),
        (lambda: self_attention(SQUARE, (SQUARE,) * 4, heads=2), "2 heads"),
        (lambda: self_attention(SQUARE, (SQUARE,) * 4, heads=0), "0 heads"),
    ],
)
def test_what_does_not_fit_is_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
