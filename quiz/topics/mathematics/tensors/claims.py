"""Statements about tensors, and their evidence."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.algebra.broadcasting import broadcast_shapes, broadcast_to, unbroadcast
from engine.algebra.dense import train_step
from engine.algebra.layouts import to_nchw, to_nhwc
from engine.algebra.products import matmul, transpose
from engine.algebra.shapes import dense_shape, describe, memory_bytes
from engine.algebra.tensor import Tensor
from engine.algebra.vectorised import add_arrays, add_loop, benchmark
from engine.arrays import Array
from engine.autodiff.differences import central_difference
from engine.autodiff.tape import Value, gradient
from engine.nn.activations import relu
from engine.statistics.correlation import covariance
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator


def _far(a: Array, b: Array) -> float:
    """The largest difference of two arrays, infinite where their shapes differ."""
    return float(np.abs(a - b).max()) if a.shape == b.shape else float("inf")


@claim(
    "[1, 2, 3] has shape (3,), [[1, 2], [3, 4]] has (2, 2). A photo of 256 × 256 pixels with three "
    "colours has three axes, (256, 256, 3), and a batch of 32 with 224 × 224 has four.",
    covers=["C48.01", "W48.03", "S48.02"],
)
def shapes_by_rank(rng: Rng) -> Evidence:
    del rng
    examples: dict[tuple[int, ...], object] = {
        (3,): [1, 2, 3],
        (2, 2): [[1, 2], [3, 4]],
        (256, 256, 3): np.zeros((256, 256, 3), np.uint8),
        (224, 224, 3): np.zeros((224, 224, 3), np.uint8),
        (32, 224, 224, 3): broadcast_to(0.0, (32, 224, 224, 3)),
    }
    wrong = 0
    for shape, data in examples.items():
        wrong += describe(data) != (len(shape), shape)
    return Evidence(within(wrong, 0.5), {"shapes that differ": float(wrong)})


@claim(
    "A scalar has the empty shape (), no axis at all. Shape (0,) is a vector without numbers, and "
    "(1,) one with a single number.",
    covers=["E48.01", "W48.04"],
    verdict="corrected",
    often="The shape of a scalar is 0.",
)
def shape_of_a_scalar(rng: Rng) -> Evidence:
    x = float(rng.normal())
    shapes = describe(x)[1], describe([])[1], describe([x])[1]
    sizes = Tensor.of(x).size, Tensor.of([]).size, Tensor.of([x]).size
    shown: dict[str, float | str] = {"a number": str(shapes[0]), "an empty list": str(shapes[1]),
             "a list of one": str(shapes[2]), "numbers in them": str(sizes)}  # fmt: skip
    right = shapes == ((), (0,), (1,)) and sizes == (1, 0, 1)
    return Evidence(above(float(right), 0.5), shown)


@claim(
    "A tensor is a flat buffer and a way to walk it. Transposed, it has other strides and the same "
    "buffer; it is not contiguous, `view` refuses, and `reshape` copies.",
    covers=["E48.02", "S48.01", "S48.08"],
    verdict="corrected",
    often="Tensors are stored in contiguous blocks of memory.",
)
def views_need_not_be_contiguous(rng: Rng) -> Evidence:
    numbers = rng.normal(size=(3, 5))
    t = Tensor.of(numbers)
    turned = t.transpose()
    refused = 0.0
    try:
        turned.view(15)
    except ValueError:
        refused = 1.0
    copied = turned.reshape(15)
    off = max(_far(turned.to_numpy(), numbers.T), _far(copied.to_numpy(), numbers.T.reshape(15)))  # fmt: skip
    shown: dict[str, float | str] = {"strides": str(t.strides), "transposed": str(turned.strides),
             "same buffer": float(turned.buffer is t.buffer),
             "contiguous": float(turned.is_contiguous()), "view refuses": refused,
             "reshape has another buffer": float(copied.buffer is not t.buffer),
             "off by": off}  # fmt: skip
    right = (
        turned.buffer is t.buffer
        and not turned.is_contiguous()
        and copied.buffer is not t.buffer
        and turned.strides == tuple(s // 8 for s in numbers.T.strides)
    )
    return Evidence(min(above(float(right), 0.5), above(refused, 0.5), within(off, 1e-12)), shown)  # fmt: skip


@claim(
    "What is written into a slice is written into the original: both have one buffer, and the "
    "slice another offset and other strides.",
    covers=["S48.01", "S48.08"],
)
def slices_share(rng: Rng) -> Evidence:
    t = Tensor.of(rng.normal(size=(4, 6)))
    u = t[1:, 1::2]
    u.buffer[u.position(0, 1)] = 99.0
    shown: dict[str, float | str] = {"offset": float(u.offset), "strides": str(u.strides), "t[1, 3] is now": float(t[1, 3])}  # fmt: skip
    right = (u.offset, u.strides) == (7, (6, 2))
    return Evidence(
        min(within(abs(t[1, 3] - 99), 1e-9), above(float(right), 0.5)), shown
    )


@claim(
    "A layer for a batch is a product of matrices, X W + b: (64, 128) times (128, 256) gives "
    "(64, 256). `W * x`, entry by entry, does not even fit. Kept as (256, 128), as PyTorch does, "
    "the same weights give the same by X Wᵀ.",
    covers=["E48.03", "C48.05", "W48.01", "S48.03"],
    verdict="corrected",
    often="Linear transformation: dot products, W * x + b.",
)
def a_layer_is_a_product(rng: Rng) -> Evidence:
    shape = dense_shape((64, 128), (128, 256))
    refused = 0.0
    try:
        broadcast_shapes((128, 256), (64, 128))
    except ValueError:
        refused = 1.0
    X, W = rng.normal(size=(5, 4)), rng.normal(size=(4, 3))
    stored = transpose(W)
    off = _far(matmul(X, W), matmul(X, transpose(stored)))
    shown: dict[str, float | str] = {"shape": str(shape), "entry by entry is refused": refused,
             "stored as": str(stored.shape), "results differ by": off}  # fmt: skip
    right = shape == (64, 256) and stored.shape == (3, 4)
    return Evidence(min(above(float(right), 0.5), above(refused, 0.5), within(off, 1e-12)), shown)  # fmt: skip


@claim(
    "[3, 4] + [1] is [4, 5] for arrays, where the 1 is stretched. Lists are joined: [3, 4, 1].",
    covers=["C48.07", "W48.02", "E48.04"],
    verdict="corrected",
    often="[3, 4] + [1] → [4, 5].",
)
def plus_stretches(rng: Rng) -> Evidence:
    del rng
    a, b = [3, 4], [1]
    stretched = broadcast_to(b, (2,))
    total = np.array(a) + stretched
    shown: dict[str, float | str] = {"arrays": str(total.tolist()), "lists": str(a + b)}
    off = _far(total, np.array([4, 5]))
    return Evidence(min(within(off, 1e-12), above(len(a + b), 2.5)), shown)


@claim(
    "The tensor of mathematics is more than an array: turn the axes by R, and its components must "
    "follow a law. The covariance matrix does, it becomes R C Rᵀ. An array after ReLU does not: "
    "ReLU of what was turned is not what was turned of ReLU.",
    covers=["E48.04"],
    verdict="corrected",
    often="A tensor is a multi-dimensional array.",
)
def a_law_under_rotation(rng: Rng) -> Evidence:
    angle = float(rng.uniform(0.5, 1.0))
    R = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    X = rng.normal(size=(50, 2)) * [3.0, 1.0]
    turned = matmul(X, transpose(R))
    follows = _far(covariance(turned), matmul(matmul(R, covariance(X)), transpose(R)))
    breaks = _far(relu(turned)[0], matmul(relu(X)[0], transpose(R)))
    shown = {"covariance off the law by": follows, "ReLU off it by": breaks}
    return Evidence(min(within(follows, 1e-9), above(breaks, 0.5)), shown)


@claim(
    "Shapes are aligned from the right; along each axis sizes are equal or one is 1. A stretched "
    "axis has stride 0 and takes no memory: a thousand rows are one.",
    covers=["S48.05"],
)
def aligned_from_the_right(rng: Rng) -> Evidence:
    wrong = 0
    for _ in range(40):
        one, other = (tuple(rng.integers(1, 4, size=rng.integers(4)).tolist()) for _ in range(2))  # fmt: skip
        found: tuple[int, ...] | None
        expected: tuple[int, ...] | None
        try:
            found = broadcast_shapes(one, other)
        except ValueError:
            found = None
        try:
            expected = np.broadcast_shapes(one, other)
        except ValueError:
            expected = None
        wrong += found != expected
    row = rng.normal(size=5)
    wide = broadcast_to(row, (1_000, 5))
    off = _far(wide, np.tile(row, (1_000, 1)))
    shown: dict[str, float | str] = {"of 40 pairs, other than NumPy": float(wrong), "strides in bytes": str(wide.strides),
             "off by": off}  # fmt: skip
    margins = [within(wrong, 0.5), within(off, 1e-300), within(wide.strides[0], 0.5)]
    return Evidence(min(margins), shown)


@claim(
    "Predictions of shape (n, 1) less targets of shape (n,) have shape (n, n), without an error. The "
    "mean of their squares has its minimum where every prediction is the mean target.",
    covers=["S48.05", "S48.10"],
)
def a_loss_in_silence(rng: Rng) -> Evidence:
    y = rng.normal(size=6)
    shape = broadcast_shapes((6, 1), (6,))
    by_error = gradient(lambda p: np.mean((p - y) ** 2))
    at_targets = float(np.abs(by_error(y[:, None])[0]).max())
    at_mean = float(np.abs(by_error(np.full((6, 1), y.mean()))[0]).max())
    shown: dict[str, float | str] = {"shape": str(shape), "slope where all predictions are right": at_targets,
             "slope where all are the mean": at_mean}  # fmt: skip
    margins = [above(float(shape == (6, 6)), 0.5), within(at_mean, 1e-12), above(at_targets, 0.01)]  # fmt: skip
    return Evidence(min(margins), shown)


def _differences(weights: Array, s: Array) -> Array:
    """Slopes of the sum of weights times s, by each entry of s, by differences."""

    def total(v: Array) -> float:
        return float((weights * v.reshape(s.shape)).sum())

    return central_difference(total, s.ravel()).reshape(s.shape)


@claim(
    "What was stretched gets the sum of what comes back: a gain of shape (4,) over the rows, a column "
    "of shape (3, 1) over the columns. Central differences agree.",
    covers=["S48.06"],
)
def a_stretch_comes_back_as_a_sum(rng: Rng) -> Evidence:
    back = rng.normal(size=(3, 4))
    off = 0.0
    for shape in ((4,), (3, 1), (1, 1), ()):
        numeric = _differences(back, np.asarray(rng.normal(size=shape)))
        off = max(off, _far(unbroadcast(back, shape), numeric))
    over_rows = _far(unbroadcast(back, (4,)), back.sum(axis=0))
    over_columns = _far(unbroadcast(back, (3, 1)), back.sum(axis=1)[:, None])
    shown = {"off from differences by": off, "gain off from the sum over rows by": over_rows,
             "column off from the sum over columns by": over_columns}  # fmt: skip
    return Evidence(min(within(off, 1e-6), within(max(over_rows, over_columns), 1e-12)), shown)  # fmt: skip


@claim(
    "A training step is five operations on tensors: linear, activation, loss, gradients, update. Each "
    "gradient has the shape of its parameter, agrees with a tape's, and a small step lowers the "
    "loss.",
    covers=["S48.07", "C48.02", "C48.03"],
)
def five_stages(rng: Rng) -> Evidence:
    X, Y = rng.normal(size=(8, 3)), rng.uniform(-0.9, 0.9, size=(8, 2))
    W, b = rng.normal(size=(3, 2)), rng.normal(size=2)
    step = train_step(X, Y, W, b, 0.3)
    after = train_step(X, Y, step["W"], step["b"], 0.3)
    loss = gradient(lambda V, c: np.mean((np.tanh(X @ V + c) - Y) ** 2))
    dW, db = loss(W, b)
    off = max(_far(step["dW"], dW), _far(step["db"], db))
    moved = max(_far(step["W"], W - 0.3 * dW), _far(step["b"], b - 0.3 * db))
    before, then = float(step["loss"]), float(after["loss"])
    shown = {"loss": before, "after one step": then, "gradients off by": off}
    margins = [above(before, then), within(off, 1e-12), within(moved, 1e-12)]
    return Evidence(min(margins), shown)


@claim(
    "Channels first or last is a matter of axes, not of memory. 32 images of shape (224, 224, 3), "
    "transposed to (32, 3, 224, 224), have the strides (150528, 1, 672, 3): channels first by shape, "
    "last in memory, as PyTorch's channels_last format has it.",
    covers=["C48.06", "S48.04"],
    verdict="corrected",
    often="PyTorch is channels first, TensorFlow channels last.",
)
def axes_are_not_memory(rng: Rng) -> Evidence:
    images = rng.normal(size=(2, 4, 5, 3))
    first = to_nchw(images)
    back = _far(to_nhwc(first), images)
    shared = np.shares_memory(first, images)
    large = np.zeros((1, 224, 224, 3), np.uint8)
    turned = Tensor.of(large).transpose(0, 3, 1, 2)
    shown: dict[str, float | str] = {"shape": str(turned.shape), "strides": str(turned.strides),
             "there and back, off by": back, "same memory": float(shared)}  # fmt: skip
    right = (
        turned.strides == (150528, 1, 672, 3)
        and to_nchw(large).strides == turned.strides
        and shared
    )
    return Evidence(min(above(float(right), 0.5), within(back, 1e-300)), shown)


@claim(
    "`reshape` moves no axis. A photo of shape (H, W, 3) reshaped to (3, H, W) has its colours mixed: "
    "every plane of a picture in three flat colours then holds all three.",
    covers=["S48.04", "S48.08"],
)
def reshape_mixes_colours(rng: Rng) -> Evidence:
    height, width = (int(v) for v in rng.integers(4, 9, size=2))
    photo = np.asarray(broadcast_to([10.0, 20.0, 30.0], (height, width, 3)))
    planes, cut = to_nchw(photo), Tensor.of(photo).reshape(3, height, width).to_numpy()
    clean = max(len(np.unique(plane)) for plane in planes)
    mixed = min(len(np.unique(plane)) for plane in cut)
    shown = {"values in a plane, axis moved": float(clean), "values in a plane, reshaped": float(mixed)}  # fmt: skip
    return Evidence(min(within(clean, 1.5), above(mixed, 2.5)), shown)


@claim(
    "32 images of 224 × 224 pixels in three colours take 19.27 MB in float32, and half in float16.",
    covers=["C48.09", "S48.11"],
)
def a_batch_of_images(rng: Rng) -> Evidence:
    del rng
    full = memory_bytes((32, 224, 224, 3), np.float32) / 1e6
    half = memory_bytes((32, 224, 224, 3), np.float16) / 1e6
    counted = 32 * np.zeros((224, 224, 3), np.float32).nbytes / 1e6
    shown = {"float32, MB": round(full, 2), "float16, MB": round(half, 2)}
    off = abs(full - counted) + abs(full - 19.27) + abs(2 * half - full)
    return Evidence(within(off, 0.01), shown)


@claim(
    "NumPy's arrays keep no record of what was done with them. A tape around them does, and gives the "
    "gradients of all arguments in one pass; central differences agree.",
    covers=["C48.08", "S48.10"],
)
def a_tape_around_arrays(rng: Rng) -> Evidence:
    w, x = rng.normal(size=4), rng.normal(size=4)
    by_w, by_x = gradient(lambda u, v: np.sum(np.tanh(u * v)))(w, x)
    off = max(
        _far(by_w, central_difference(lambda u: np.tanh(u * x).sum(), w)),
        _far(by_x, central_difference(lambda v: np.tanh(w * v).sum(), x)),
    )
    recorded = len((Value(w) * x).parents)
    plain = hasattr(w * x, "parents") or hasattr(w * x, "grad")
    shown = {"gradients off by": off, "operands recorded by the tape": float(recorded),
             "by NumPy": float(plain)}  # fmt: skip
    return Evidence(min(within(off, 1e-7), above(recorded, 0.5), within(float(plain), 0.5)), shown)  # fmt: skip


@claim(
    "One operation on a whole tensor is more than ten times as fast as a loop over its 20,000 numbers, "
    "on one core, without a GPU. The order in memory counts as well: their sum takes more than 1.5 "
    "times as long where the numbers lie 16 places apart.",
    covers=["C48.04", "S48.09", "S48.08"],
)
def whole_tensors_side_by_side(rng: Rng) -> Evidence:
    n = 20_000
    apart = rng.random(16 * n)[::16]
    x, y = apart.copy(), np.ones(n)
    listed = x.tolist(), y.tolist()
    ways: dict[str, Callable[[int], object]] = {
        "loop": lambda _: add_loop(*listed),
        "whole": lambda _: x + y,
        "near": lambda _: x.sum(),
        "apart": lambda _: apart.sum(),
    }
    seconds = benchmark(ways, lambda k: (k,), [n], 6)
    times = float(seconds["loop"][0] / seconds["whole"][0])
    slower = float(seconds["apart"][0] / seconds["near"][0])
    off = _far(np.array(add_loop(*listed)), add_arrays(x, y))
    shown = {"whole more than 10 times as fast": float(times > 10),
             "apart more than 1.5 times as slow": float(slower > 1.5), "off by": off}  # fmt: skip
    return Evidence(min(above(times, 10), above(slower, 1.5), within(off, 1e-300)), shown)  # fmt: skip
