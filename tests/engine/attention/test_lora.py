"""Adapters of low rank."""

import numpy as np
import pytest

from engine.attention.encoder import parameters
from engine.attention.lora import (
    LowRank,
    lora,
    lora_backward,
    merge_low_rank,
    start_low_rank,
)
from engine.autodiff.differences import central_difference

RNG = np.random.default_rng


def layer(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.normal(size=(4, 3)), rng.normal(size=3)


def test_at_first_nothing_changes_and_only_b_has_a_gradient() -> None:
    rng = RNG(0)
    frozen, p, x = layer(rng), start_low_rank(4, 3, 2, rng), rng.normal(size=(5, 4))

    np.testing.assert_array_equal(lora(x, frozen, p), x @ frozen[0] + frozen[1])
    _, by_p = lora_backward(np.ones((5, 3)), x, frozen, p)
    assert (by_p.A == 0).all()
    assert (by_p.B != 0).all()
    _, nowhere = lora_backward(np.ones((5, 3)), x, frozen, LowRank(0 * p.A, p.B))
    assert (nowhere.A == 0).all() & (nowhere.B == 0).all()


def test_gradients_are_differences() -> None:
    rng = RNG(0)
    frozen, x, g = layer(rng), rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
    p = LowRank(rng.normal(size=(4, 2)), rng.normal(size=(2, 3)))
    by_x, by_p = lora_backward(g, x, frozen, p, 3.0)

    def loss(x: np.ndarray, A: np.ndarray, B: np.ndarray) -> float:
        y = lora(
            x.reshape(5, 4), frozen, LowRank(A.reshape(4, 2), B.reshape(2, 3)), 3.0
        )
        return float((g * y).sum())

    parts = [x, *p]
    for i, found in enumerate((by_x, *by_p)):
        numeric = central_difference(
            lambda v, i=i: loss(*parts[:i], v, *parts[i + 1 :]), parts[i].ravel()
        )
        np.testing.assert_allclose(found.ravel(), numeric, atol=1e-6)


def test_a_merged_layer_answers_the_same_and_comes_apart_again() -> None:
    rng = RNG(0)
    frozen, x = layer(rng), rng.normal(size=(2, 5, 4))
    p = LowRank(rng.normal(size=(4, 2)), rng.normal(size=(2, 3)))
    merged = merge_low_rank(frozen, p)

    np.testing.assert_allclose(x @ merged[0] + merged[1], lora(x, frozen, p))
    assert np.linalg.matrix_rank(merged[0] - frozen[0]) == 2
    back = merge_low_rank(merged, LowRank(p.A, -p.B))
    np.testing.assert_allclose(back[0], frozen[0])
    doubled = lora(x, frozen, p, 32.0) - x @ frozen[0] - frozen[1]
    np.testing.assert_allclose(
        doubled, 2 * (lora(x, frozen, p) - x @ frozen[0] - frozen[1])
    )


def test_few_numbers_learn_a_task_of_low_rank() -> None:
    """The layer of another task differs by rank 1: gradient descent finds it."""
    rng = RNG(0)
    frozen, x = layer(rng), rng.normal(size=(200, 4))
    wanted = x @ (frozen[0] + np.outer([1.0, -1, 2, 0], [1.0, 0, -1])) + frozen[1]
    p = start_low_rank(4, 3, 1, rng)
    for _ in range(300):
        g = (lora(x, frozen, p, 1.0) - wanted) / len(x)
        _, by_p = lora_backward(g, x, frozen, p, 1.0)
        p = LowRank(*(v - 0.1 * d for v, d in zip(p, by_p, strict=True)))

    np.testing.assert_allclose(lora(x, frozen, p, 1.0), wanted, atol=1e-3)
    assert parameters(p) == 1 * (4 + 3) < parameters(frozen)


@pytest.mark.parametrize("r", [0, 4])
def test_a_rank_is_less_than_full(r: int) -> None:
    with pytest.raises(ValueError, match=f"r must be 1 to 3, got {r}"):
        start_low_rank(4, 3, r, RNG(0))


@pytest.mark.parametrize(
    "shapes", [((3, 2), (2, 3)), ((4, 2), (1, 3)), ((4, 2), (2, 4))]
)
def test_what_does_not_fit_is_named(shapes) -> None:
    p = LowRank(*(np.ones(shape) for shape in shapes))
    for call in (lambda: lora(np.ones(4), layer(RNG(0)), p),
                 lambda: lora_backward(np.ones(3), np.ones(4), layer(RNG(0)), p),
                 lambda: merge_low_rank(layer(RNG(0)), p)):  # fmt: skip
        with pytest.raises(ValueError, match=r"must be \(4, r\) and \(r, 3\)"):
            call()
