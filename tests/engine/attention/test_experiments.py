"""Saturation, patches, caches, costs, symmetries, and a transformer that trains."""

import numpy as np
import pytest
import scipy

from engine.attention.cache import cached_attention, empty_cache
from engine.attention.cost import score_bytes, sequence_cost
from engine.attention.encoder import random_projections
from engine.attention.multi_head import multi_head
from engine.attention.patches import patchify, unpatchify
from engine.attention.saturation import saturation, weight_statistics
from engine.attention.symmetry import permutation_errors
from engine.attention.torch_transformer import task, train_transformer

RNG = np.random.default_rng


@pytest.mark.parametrize("d", [4, 64, 1024])
def test_products_of_long_vectors_saturate_the_softmax(d: int) -> None:
    found = saturation(d, RNG(0))

    assert found.variance == pytest.approx(d, rel=0.1)
    assert found.entropy[1] == pytest.approx(np.log(64) - 0.5, abs=0.1)
    assert found.slope[1] == pytest.approx(1 - np.e / 64, abs=0.02)
    rng = RNG(0)
    Q, K = rng.normal(size=(100, 1, d)), rng.normal(size=(100, 64, d))
    p = scipy.special.softmax(Q @ K.swapaxes(1, 2) / d**0.5, axis=-1)
    assert found.entropy[1] == pytest.approx(scipy.stats.entropy(p, axis=-1).mean())
    assert found.slope[1] == pytest.approx(1 - (p**2).sum() / 100)
    if d == 1024:
        assert found.entropy[0] < 0.25
        assert found.slope[0] < 0.12


def test_weights_of_one_key_and_of_all() -> None:
    found = weight_statistics([[0.25] * 4, [0.0, 0.0, 1.0, 0.0]])

    np.testing.assert_allclose(found.entropy, [np.log(4), 0.0])
    np.testing.assert_array_equal(found.strongest, [0, 2])
    np.testing.assert_array_equal(found.top, [0.25, 1.0])
    np.testing.assert_allclose(found.slope, [0.75, 0.0])


def test_several_new_tokens_at_once_fill_the_same_cache() -> None:
    rng = RNG(0)
    p, x = random_projections(4, rng), rng.normal(size=(2, 5, 4))
    first, cache = cached_attention(x[:, :2], p, empty_cache(2, 4, 2))
    last, cache = cached_attention(x[:, 2:], p, cache)
    whole = multi_head(x, x, p, 2, np.tri(5, dtype=bool))[0]

    np.testing.assert_allclose(np.concatenate([first, last], axis=1), whole)
    assert cache.keys.shape == cache.values.shape == (2, 2, 5, 2)


def test_attention_is_equivariant_its_mean_is_invariant() -> None:
    """Not "permutation-invariant"; and a causal mask breaks both."""
    rng = RNG(0)
    p, x = random_projections(4, rng), rng.normal(size=(5, 4))

    def attend(v: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
        return multi_head(v[None], v[None], p, 2, mask)[0][0]

    equivariant, invariant = permutation_errors(attend, x, rng)
    assert equivariant < 1e-12
    assert invariant > 1e-3
    assert permutation_errors(lambda v: attend(v).mean(axis=0), x, rng)[1] < 1e-12
    masked = permutation_errors(lambda v: attend(v, np.tri(5, dtype=bool)), x, rng)
    assert min(masked) > 1e-3


@pytest.mark.parametrize("seed", range(6))
def test_the_order_is_never_the_one_there_was(seed: int) -> None:
    assert permutation_errors(lambda v: v, [[0.0], [1.0]], RNG(seed)) == (0.0, 1.0)


def test_costs() -> None:
    """Megabytes of the scores of 8 heads, and where attention becomes dearer."""
    megabytes = [score_bytes(n, 8) / 1e6 for n in (128, 512, 2048)]
    np.testing.assert_allclose(megabytes, [0.524, 8.389, 134.218], rtol=1e-3)
    assert [sequence_cost("attention", n, 64).path for n in (1, 2, 99)] == [0, 1, 1]
    assert sequence_cost("cnn", 1, 1).path == 0


def test_rows_trade_places_as_drawn_unless_none_does() -> None:
    x = np.arange(4.0)[:, None]
    for seed in range(60):
        seen: list[np.ndarray] = []
        permutation_errors(lambda v, seen=seen: seen.append(v) or v, x, RNG(seed))
        drawn = RNG(seed).permutation(4)
        stays = (drawn == np.arange(4)).all()
        np.testing.assert_array_equal(
            seen[1], x[drawn[::-1]] if stays else x[drawn], f"seed {seed}"
        )


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("copy", [1, 2, 3, 4, 5]), ("reverse", [5, 4, 3, 2, 1]),
     ("translate", [4, 5, 2, 3, 1])],
)  # fmt: skip
def test_tasks(kind: str, wanted: list[int]) -> None:
    np.testing.assert_array_equal(task(kind, [[1, 2, 3, 4, 5]], 5), [wanted])


def test_a_transformer_learns_to_reverse() -> None:
    run = train_transformer("reverse", RNG(0), length=3, symbols=4, steps=80)

    assert run.exact > 0.9
    assert run.losses[-1] < 0.2 < run.losses[0]
    np.testing.assert_array_equal(run.answer([[1, 2, 3]]), [[3, 2, 1]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: weight_statistics([0.5, 0.4]), "sum to 1"),
        (lambda: weight_statistics([1.5, -0.5]), "at least 0"),
        (lambda: patchify(np.ones((2, 2)), 1), r"got \(2, 2\)"),
        (lambda: patchify(np.ones((1, 4, 3, 1)), 2), "patches of 2 do not fill 4 by 3"),
        (lambda: patchify(np.ones((1, 3, 4, 1)), 2), "3 by 4"),
        (lambda: patchify(np.ones((1, 3, 4, 1)), 0), "patches of 0"),
        (lambda: unpatchify(np.ones((1, 3, 4)), 4, 4, 2), r"\(n, 4, 4 c\)"),
        (lambda: unpatchify(np.ones((3, 4)), 4, 4, 2), r"got \(3, 4\)"),
        (lambda: permutation_errors(np.sin, [[1.0]], RNG(0)), "got 1"),
        (lambda: sequence_cost("mlp", 1, 1), "got 'mlp'"),
        (lambda: sequence_cost("cnn", 1, 1, 1), "got 1, 1 and 1"),
        (lambda: sequence_cost("rnn", 0, 1), "got 0"),
        (lambda: sequence_cost("rnn", 1, 0), "got 1, 0"),
        (lambda: score_bytes(0, 1), "got 0, 1"),
        (lambda: empty_cache(1, 4, 3), "3 heads"),
        (lambda: empty_cache(1, 4, 0), "0 heads"),
        (lambda: cached_attention(np.ones((1, 1, 3)), random_projections(4, RNG(0)),
                                  empty_cache(1, 4, 2)), r"\(1, m, 4\), got"),
        (lambda: cached_attention(np.ones((2, 1, 4)), random_projections(4, RNG(0)),
                                  empty_cache(1, 4, 2)), r"got \(2, 1, 4\)"),
        (lambda: task("sort", [[1]], 3), "got 'sort'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
