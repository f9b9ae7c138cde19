"""Several inputs, several outputs, and what they do to each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.multitask.branches import (
    Network,
    backward_branches,
    forward_branches,
    merge,
)
from engine.multitask.cross_stitch import cross_stitch, cross_stitch_backward, sluice
from engine.multitask.embedding import embed, embed_backward, mean_of_tokens
from engine.multitask.fusion import fuse, late_fusion
from engine.multitask.gating import gated
from engine.multitask.heads import (
    joint_loss,
    scale_weights,
    uncertainty_weighted,
    weighted_loss,
)
from engine.multitask.modalities import TwoInputs, train_modalities
from engine.multitask.negative_transfer import negative_transfer
from engine.multitask.sensors import fuse_sensors
from engine.nn.initialisers import build_layers
from engine.nn.mlp import MLPClassifier

seeds = st.integers(0, 1000)


def network(how: str = "concatenate") -> tuple[Network, list[np.ndarray]]:
    rng = np.random.default_rng(0)
    branches = [build_layers([3, 4, 2], "he", rng), build_layers([1, 2], "he", rng)]
    width = 4 if how == "concatenate" else 2
    heads = [
        build_layers([width, 3], "he", rng),
        build_layers([width, 5, 1], "he", rng),
    ]
    return Network(branches, heads, how), [
        rng.normal(size=(6, 3)),
        rng.normal(size=(6, 1)),
    ]


@pytest.mark.parametrize("how", ["concatenate", "add"])
def test_the_shared_part_gets_the_sum_of_what_heads_send(how: str) -> None:
    net, inputs = network(how)
    held = forward_branches(net, inputs, "tanh")
    g = [np.ones((6, 3)), np.full((6, 1), 2.0)]
    both = backward_branches(net, held, g, "tanh")
    one = backward_branches(net, held, [g[0], 0 * g[1]], "tanh")
    other = backward_branches(net, held, [0 * g[0], g[1]], "tanh")

    for k in range(2):
        np.testing.assert_allclose(
            both.branches[k][0][0], one.branches[k][0][0] + other.branches[k][0][0]
        )
    assert (one.heads[1][0][0] == 0).all()
    assert held.merged.shape == (6, 4 if how == "concatenate" else 2)


@pytest.mark.parametrize("how", ["concatenate", "add"])
def test_gradients_by_a_branch_are_numeric(how: str) -> None:
    net, inputs = network(how)
    labels, targets = [0, 1, 2, 0, 1, 2], np.arange(6.0)[:, None]
    W, b = net.branches[0][0]

    def loss(flat: np.ndarray) -> float:
        branch = [(flat.reshape(W.shape), b), net.branches[0][1]]
        held = forward_branches(
            net._replace(branches=[branch, net.branches[1]]), inputs, "tanh"
        )
        return joint_loss(held.heads[0].a[-1], held.heads[1].a[-1], labels, targets)[0]

    held = forward_branches(net, inputs, "tanh")
    outputs = [head.a[-1] for head in held.heads]
    _, g = joint_loss(*outputs, labels, targets)
    found = backward_branches(net, held, g, "tanh").branches[0][0][0]

    np.testing.assert_allclose(
        found.ravel(), central_difference(loss, W.ravel()), atol=1e-6
    )


def test_what_cannot_be_merged_is_named() -> None:
    net, inputs = network()
    with pytest.raises(ValueError, match="same, got"):
        merge([[[1.0]], [[1.0, 2.0]]], "add")
    with pytest.raises(ValueError, match="rows must be"):
        merge([[[1.0]], [[1.0], [2.0]]])
    with pytest.raises(ValueError, match="got 'stack'"):
        merge([[[1.0]]], "stack")
    with pytest.raises(ValueError, match="1 inputs for 2 branches"):
        forward_branches(net, inputs[:1])
    with pytest.raises(ValueError, match="1 gradients for 2 heads"):
        backward_branches(net, forward_branches(net, inputs), [np.ones((6, 3))])


def test_tokens_are_rows_of_the_table() -> None:
    rng = np.random.default_rng(0)
    table, tokens = rng.normal(size=(5, 3)), np.array([[0, 4, 4], [2, 2, 0]])
    g = rng.normal(size=(2, 3, 3))

    np.testing.assert_array_equal(embed(table, tokens), np.eye(5)[tokens] @ table)
    numeric = central_difference(
        lambda t: float((g * embed(t.reshape(5, 3), tokens)).sum()), table.ravel()
    )
    np.testing.assert_allclose(embed_backward(g, tokens, 5).ravel(), numeric, atol=1e-8)
    shuffled = mean_of_tokens(embed(table, tokens[:, ::-1]))
    np.testing.assert_allclose(mean_of_tokens(embed(table, tokens)), shuffled)


def test_unusable_tokens_are_named() -> None:
    for wrong in ([2], [-1], [0.5]):
        with pytest.raises(ValueError, match="from 0 to 1"):
            embed([[1.0], [2.0]], wrong)
    with pytest.raises(ValueError, match=r"\(1, 1\), tokens \(2,\)"):
        embed_backward([[1.0]], [0, 1], 2)
    for shape in ((2, 2), (1, 0, 2)):
        with pytest.raises(ValueError, match="T at least 1"):
            mean_of_tokens(np.ones(shape))


@given(seeds)
def test_a_weighted_sum_has_the_weighted_gradient(seed: int) -> None:
    rng = np.random.default_rng(seed)
    losses, gradients = rng.uniform(size=2), rng.normal(size=(2, 3))

    assert weighted_loss(losses, gradients, [1.0, 0.5])[0] == pytest.approx(
        losses[0] + losses[1] / 2
    )
    np.testing.assert_allclose(
        weighted_loss(losses, gradients, [1.0, 0.5])[1], gradients[0] + gradients[1] / 2
    )
    with pytest.raises(ValueError, match=r"got -1\.0"):
        weighted_loss(losses, gradients, [1.0, -1.0])
    with pytest.raises(ValueError, match="gradients has 1"):
        weighted_loss(losses, gradients[:1], [1.0, 1.0])


@given(seeds)
def test_uncertainty_is_stationary_at_the_logarithm_of_the_loss(seed: int) -> None:
    losses = np.random.default_rng(seed).uniform(0.1, 5, 3)
    value, (weights, slope) = uncertainty_weighted(losses, np.log(losses))
    numeric = central_difference(
        lambda s: uncertainty_weighted(losses, s)[0], np.zeros(3)
    )

    assert value == pytest.approx((1 + np.log(losses)).sum())
    np.testing.assert_allclose(slope, 0, atol=1e-12)
    np.testing.assert_allclose(weights, 1 / losses)
    np.testing.assert_allclose(
        uncertainty_weighted(losses, np.zeros(3))[1][1], numeric, atol=1e-7
    )
    with pytest.raises(ValueError, match=r"got -1\.0"):
        uncertainty_weighted([-1.0], [0.0])


def test_scales_take_units_away() -> None:
    T = np.random.default_rng(0).normal(size=(50, 2))

    np.testing.assert_allclose(
        scale_weights(T * [1, 100]) * [1, 1e4], scale_weights(T), rtol=1e-12
    )
    with pytest.raises(ValueError, match="constant"):
        scale_weights([[1.0], [1.0]])
    with pytest.raises(ValueError, match=r"got \(2,\)"):
        scale_weights([1.0, 2.0])


def test_the_identity_keeps_tasks_apart_and_equal_entries_share() -> None:
    a, b = np.random.default_rng(0).normal(size=(2, 3, 2))

    np.testing.assert_array_equal(cross_stitch(a, b, np.eye(2)), [a, b])
    shared = cross_stitch(a, b, np.full((2, 2), 0.5))
    np.testing.assert_array_equal(shared[0], shared[1])
    A = np.array([[0.9, 0.1], [0.2, 0.7]])
    numeric = central_difference(
        lambda t: float(np.sum(cross_stitch(a, b, t.reshape(2, 2)))), A.ravel()
    )
    ones = np.ones_like(a)
    np.testing.assert_allclose(
        cross_stitch_backward(ones, ones, a, b, A)[2].ravel(), numeric, atol=1e-7
    )
    with pytest.raises(ValueError, match=r"\(3, 2\), \(2,\)"):
        cross_stitch(a, b[0], A)
    with pytest.raises(ValueError, match=r"shape \(2,\), inputs \(3, 2\)"):
        cross_stitch_backward(ones[0], ones[0], a, b, A)


def test_a_sluice_of_whole_tasks_is_a_cross_stitch() -> None:
    x = np.random.default_rng(0).normal(size=(2, 2, 3, 4))
    A = np.array([[0.9, 0.1], [0.3, 0.7]])
    mixed, read = sluice(x, [np.kron(A, np.eye(2))] * 2, [[0.0, 1.0], [1.0, 0.0]])

    np.testing.assert_allclose(mixed[1], cross_stitch(x[1, 0], x[1, 1], A))
    np.testing.assert_allclose(read[0], mixed[1, 0])
    np.testing.assert_allclose(read[1], mixed[0, 1])
    for shape in ((2, 2, 3, 3), (2, 3, 3, 4), (2, 3, 4)):
        with pytest.raises(ValueError, match="h even"):
            sluice(np.ones(shape), np.ones((2, 4, 4)), np.ones((2, 2)))
    with pytest.raises(ValueError, match="alpha and beta"):
        sluice(x, np.ones((2, 4, 4)), np.ones((2, 1)))
    with pytest.raises(ValueError, match="alpha and beta"):
        sluice(x, np.ones((1, 4, 4)), np.ones((2, 2)))


def test_a_closed_gate_keeps_a_task_from_a_feature() -> None:
    h, g = np.array([[1.0, 2.0]]), np.ones((2, 1, 2))
    shared, by_h, _ = gated(h, [[50.0, -50.0], [0.0, 0.0]], g)

    np.testing.assert_allclose(shared[0], [[1.0, 0.0]], atol=1e-12)
    np.testing.assert_allclose(by_h, [[1.5, 0.5]])
    with pytest.raises(ValueError, match=r"\(k, n, h\)"):
        gated(h, [[0.0, 0.0]], g)
    with pytest.raises(ValueError, match=r"\(k, n, h\)"):
        gated(h, [[0.0]] * 2, g)


def test_late_fusion_copes_with_a_missing_source() -> None:
    p, q = np.array([[0.9, 0.1]]), np.array([[0.3, 0.7]])

    np.testing.assert_array_equal(late_fusion([p, None]), p)
    np.testing.assert_allclose(late_fusion([p, q]), [[0.6, 0.4]])
    for sources, weights, message in (
        ([None], None, "no source"), ([p], [0.0], "no source"),
        ([p], [-1.0], "got -1"), ([p, q], [1.0], "1 weights for 2"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=message):
            late_fusion(sources, weights)


def test_an_interaction_of_sources_needs_an_early_join() -> None:
    """Exclusive or across two sources: each alone says nothing."""
    rng = np.random.default_rng(0)
    bits = rng.integers(2, size=(400, 2))
    X = bits + 0.1 * rng.normal(size=(400, 2))
    y = bits[:, 0] ^ bits[:, 1]
    sources = [X[:200, :1], X[:200, 1:]]
    new = [X[200:, :1], X[200:, 1:]]

    def learn(A: np.ndarray, b: np.ndarray):
        model = MLPClassifier(hidden=(8,), lr=0.05, epochs=40)
        return model.fit(A, b, np.random.default_rng(1)).predict_proba

    right = {
        how: np.mean(fuse(how, sources, y[:200], new, learn).argmax(axis=1) == y[200:])
        for how in ("early", "late", "hybrid")
    }

    assert right["early"] > 0.98
    assert right["late"] < 0.65
    assert right["hybrid"] > 0.9
    with pytest.raises(ValueError, match="got 'middle'"):
        fuse("middle", sources, y[:200], new, learn)
    with pytest.raises(ValueError, match="1 new sources where there were 2"):
        fuse("early", sources, y[:200], new[:1], learn)


@pytest.mark.parametrize("angle", [0.0, 60.0, 90.0])
def test_what_a_shared_unit_loses_is_decided_by_the_angle(angle: float) -> None:
    found = negative_transfer(angle, np.random.default_rng(0))

    assert found["separate"].max() < 1e-2
    assert found["shared"].sum() == pytest.approx(
        1 - np.cos(np.deg2rad(angle)), abs=1e-2
    )


def test_large_units_take_the_unit_unless_losses_are_balanced() -> None:
    large = negative_transfer(60.0, np.random.default_rng(0), scale=100.0)["shared"]
    fair = negative_transfer(60.0, np.random.default_rng(0), 100.0, balance=True)[
        "shared"
    ]

    assert large == pytest.approx([0.75, 0.0], abs=2e-3)
    assert fair == pytest.approx([0.25, 0.25], abs=1e-2)


def test_the_printed_network_spends_its_parameters_on_one_layer() -> None:
    sizes = {n: p.numel() for n, p in TwoInputs(device="meta").named_parameters()}

    assert sum(sizes.values()) == 202_197_899
    assert sizes["dense.weight"] / sum(sizes.values()) > 0.998
    assert sizes["conv.weight"] + sizes["conv.bias"] == 896


def test_three_sources_know_more_than_one() -> None:
    found = train_modalities(np.random.default_rng(0))

    assert found["all"] > max(found[name] for name in ("image", "text", "table")) + 0.02
    assert min(found.values()) > 0.3
    assert found["number"] < 0.8  # 1 is the variance of the truth


def test_two_sensors_are_better_than_the_best() -> None:
    z, v = fuse_sensors([10.0, 13.0], [1.0, 2.0])

    assert (z, v) == pytest.approx((11.0, 2 / 3))
    rng = np.random.default_rng(0)
    errors = [fuse_sensors(rng.normal(0, [1, 2**0.5]), [1, 2])[0] for _ in range(4000)]
    assert np.var(errors) == pytest.approx(2 / 3, rel=0.1)
    with pytest.raises(ValueError, match=r"got 0\.0"):
        fuse_sensors([1.0], [0.0])
    with pytest.raises(ValueError, match="variances has 1"):
        fuse_sensors([1.0, 2.0], [1.0])
