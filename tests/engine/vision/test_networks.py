"""Layers as data, the architectures, and what small networks learn."""

import numpy as np
import pytest
import torch

from engine.datasets.digits import digits
from engine.linear.softmax import SoftmaxRegression
from engine.vision.architectures import (
    alexnet,
    depthwise_separable,
    efficientnet_b0,
    lenet5,
    resnet,
    simple_cnn,
    vgg,
)
from engine.vision.depth import train_deep
from engine.vision.images import occlusion
from engine.vision.layers import (
    Act,
    Conv,
    Dense,
    Flatten,
    GlobalPool,
    Pool,
    Residual,
    Squeeze,
    count,
    summary,
)
from engine.vision.torch_network import as_torch
from engine.vision.training import split_tail, train_cnn, transfer


def test_shapes_of_the_tutorial_network() -> None:
    rows = summary(simple_cnn(), (3, 64, 64))
    sides = [row.shape[1] for row in rows if row.name in {"Conv", "Pool"}]
    learned = [row.parameters for row in rows if row.parameters]

    assert sides == [62, 31, 29, 14, 12]
    assert learned == [896, 18_496, 128, 73_856, 2_359_424, 1_290]


def test_shared_weights_are_few() -> None:
    """448 instead of 44,251,200 for 32 by 32 by 3 to 30 by 30 by 16."""
    dense = count([Flatten(), Dense(30 * 30 * 16)], (3, 32, 32))[0]

    assert count([Conv(16, 3)], (3, 32, 32))[0] == 448
    assert dense == 44_251_200 + 30 * 30 * 16 - 14_400


def test_three_small_kernels_see_what_a_large_one_sees() -> None:
    small, large = [Conv(8, 3, bias=False)] * 3, [Conv(8, 7, bias=False)]

    assert (
        summary(small, (8, 9, 9))[-1].field == summary(large, (8, 9, 9))[-1].field == 7
    )
    assert count(small, (8, 9, 9))[0] == 27 * 64
    assert count(large, (8, 9, 9))[0] == 49 * 64


def test_depthwise_saves_what_the_formula_says() -> None:
    convolutions = [layer for layer in depthwise_separable(32, 64) if layer[:1] and
                    isinstance(layer, Conv)]  # fmt: skip
    weights, products = count(convolutions, (32, 8, 8))
    whole = count([Conv(64, 3, padding=1, bias=False)], (32, 8, 8))

    assert (weights, whole[0]) == (2_336, 18_432)
    assert products / whole[1] == pytest.approx(1 / 64 + 1 / 9)


@pytest.mark.parametrize(
    ("network", "shape"),
    [
        (lenet5(7), (1, 32, 32)),
        (alexnet(7), (3, 67, 67)),
        (alexnet(7, towers=1), (3, 63, 63)),
        (vgg(16, 7), (3, 32, 32)),
        (resnet(18, 7), (3, 32, 32)),
        (resnet(50, 7), (3, 32, 32)),
        (efficientnet_b0(7), (3, 32, 32)),
    ],
)
def test_architectures_run_on_small_images(network: tuple, shape: tuple) -> None:  # type: ignore[type-arg]
    torch.manual_seed(0)
    model = as_torch(network, shape).eval()
    with torch.no_grad():
        y = model(torch.rand(2, *shape))

    assert y.shape == (2, 7)
    assert torch.isfinite(y).all()


def test_a_resnet_of_50_layers_has_50() -> None:
    for depth in (18, 34, 50, 101, 152):
        layers = [r.name for r in summary(resnet(depth), (3, 224, 224))]
        projections = 4 if depth >= 50 else 3
        assert layers.count("Conv") + layers.count("Dense") - projections == depth


def test_what_does_not_fit() -> None:
    cases = [
        ([Dense(3)], "flatten first"),
        ([Flatten(), Conv(3, 1)], "windows need"),
        ([Conv(3, 9)], "9 does not fit into 8"),
        ([Conv(4, 1, groups=3)], "2 to 4 channels do not fit 3 groups"),
        ([Conv(3, 1, groups=2)], "2 to 3 channels do not fit 2 groups"),
        (
            [Residual((Conv(3, 1),))],
            r"ends in \(3, 8, 8\), its shortcut in \(2, 8, 8\)",
        ),
    ]
    for layers, message in cases:
        with pytest.raises(ValueError, match=message):
            summary(layers, (2, 8, 8))
    for build in (lambda: vgg(11), lambda: resnet(20), lambda: alexnet(towers=3)):
        with pytest.raises(ValueError, match="must be"):
            build()


def test_pooling_over_all_and_dense_layers_see_everything() -> None:
    rows = summary(
        [Conv(2, 3, 2), Squeeze(1), Act(), GlobalPool(), Dense(2)], (1, 9, 9)
    )

    assert [row.field for row in rows] == [3, 3, 3, 9, 9]
    assert [row.parameters for row in rows] == [20, 2 * 2 + 2 + 1, 0, 0, 6]
    assert summary([Pool(3, 2), Conv(1, 2)], (1, 9, 9))[-1].field == 5


def test_a_convolutional_network_beats_pixels_where_things_move() -> None:
    rng = np.random.default_rng(0)
    X, y, _ = digits(400, 0.3, rng)
    new, truth, _ = digits(400, 0.3, rng)
    model = train_cnn(X.reshape(-1, 8, 8), y, rng, epochs=20)
    right = (model.logits(new.reshape(-1, 8, 8)).argmax(axis=1) == truth).mean()
    pixels = (SoftmaxRegression().fit(X, y).predict(new) == truth).mean()

    assert model.losses[-1] < model.losses[0] / 4
    assert right > pixels + 0.05

    # It looks at ink, not at the paper around it.
    image = digits(10, 0.0, rng).X[8].reshape(8, 8)
    falls = occlusion(lambda x: model.logits(x)[:, 8], image, 2)
    inked = np.lib.stride_tricks.sliding_window_view(image, (2, 2)).any(axis=(2, 3))
    assert falls[inked].mean() > falls[~inked].mean() + 0.5


def test_a_new_head_on_an_old_trunk() -> None:
    rng = np.random.default_rng(1)
    X, y, _ = digits(300, 0.2, rng)
    images = X.reshape(-1, 8, 8)
    learned = train_cnn(images, y, rng, epochs=15)
    before = [p.clone() for p in learned.trunk.parameters()]
    # Even or odd, from 60 of the images.
    model = transfer(learned, images[:60], y[:60] % 2, rng, epochs=40)
    right = (model.logits(images[60:]).argmax(axis=1) == y[60:] % 2).mean()

    assert right > 0.8
    for old, new in zip(before, model.trunk.parameters(), strict=True):
        assert torch.equal(old, new)


def test_decay_and_patience() -> None:
    X, y, _ = digits(60, 0.2, np.random.default_rng(0))
    images = X.reshape(-1, 8, 8)

    def size(decay: float) -> float:
        model = train_cnn(images, y, np.random.default_rng(0), epochs=10, decay=decay)
        return sum(float((p.detach() ** 2).sum()) for p in model.trunk.parameters())

    assert size(0.1) < 0.5 * size(0.0)
    stopped = train_cnn(images, y, np.random.default_rng(0), epochs=60, patience=2)
    # The last two epochs were no better than the best before them.
    assert len(stopped.held_out) < 60
    assert stopped.held_out[-2:].max() <= stopped.held_out[:-2].max()


def test_the_tail_is_held_out_as_it_is() -> None:
    train, held = split_tail(20, 0.1)

    assert (train == np.arange(18)).all()
    assert (held == [18, 19]).all()
    for n, share in ((1, 0.5), (10, 0.0), (10, 1.0)):
        with pytest.raises(ValueError, match="leaves one side empty"):
            split_tail(n, share)


def test_depth_without_shortcuts_does_not_learn() -> None:
    """The variance of sin(3 x) on the grid is 0.515: what a constant leaves."""

    def last(depth: int, kind: str) -> float:
        run = train_deep(depth, kind, np.random.default_rng(0), steps=120)
        return float(run.losses[-1])

    assert last(4, "plain") < 0.1
    assert last(40, "plain") > 0.5
    assert last(40, "residual") < 0.01
    deep = train_deep(40, "plain", np.random.default_rng(0), steps=1)
    past = train_deep(40, "residual", np.random.default_rng(0), steps=1)
    assert deep.first_gradient < 1e-12
    assert past.first_gradient > 1e-2


def test_a_block_that_starts_at_zero_is_the_identity() -> None:
    for zero in (True, False):
        rng = np.random.default_rng(0)
        run = train_deep(6, "residual", rng, steps=1, zero=zero)
        assert run.start_is_identity == zero
    for depth, kind in ((3, "residual"), (4, "dense")):
        with pytest.raises(ValueError, match="even depth"):
            train_deep(depth, kind, np.random.default_rng(0))
