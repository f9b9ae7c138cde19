"""Tensors, layouts, dense layers, initial weights, loops and arrays."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays, basic_indices

from engine.algebra.dense import (
    ACTIVATIONS,
    dense,
    layer_backward,
    layer_forward,
    shape_trace,
    train_step,
)
from engine.algebra.initialise import init_identity, init_uniform, uniform_bound
from engine.algebra.layouts import to_nchw, to_nhwc
from engine.algebra.shapes import dense_shape, describe, memory_bytes
from engine.algebra.tensor import Tensor
from engine.algebra.vectorised import (
    add_arrays,
    add_loop,
    benchmark,
    passes_by_batch,
    passes_by_row,
    product_seconds,
)
from engine.autodiff.differences import central_difference

some_array = arrays(int, st.lists(st.integers(0, 3), max_size=4).map(tuple),
                    elements=st.integers(-9, 9))  # fmt: skip


@settings(deadline=None)
@given(st.data())
def test_indexing_is_numpys(data) -> None:
    array = data.draw(some_array)
    index = data.draw(basic_indices(array.shape, allow_ellipsis=False))
    ours, theirs = Tensor.of(array)[index], array[index]
    ours = ours.to_numpy() if isinstance(ours, Tensor) else ours

    np.testing.assert_array_equal(ours, theirs)


@settings(deadline=None)
@given(some_array, st.randoms(use_true_random=False))
def test_views_share_and_copies_do_not(array: np.ndarray, random) -> None:
    axes = list(range(array.ndim))
    random.shuffle(axes)
    t, flipped = Tensor.of(array), array.transpose(axes)
    turned = t.transpose(*axes) if axes else t

    np.testing.assert_array_equal(turned.to_numpy(), flipped)
    assert turned.buffer is t.buffer
    assert turned.is_contiguous() == flipped.flags.c_contiguous
    np.testing.assert_array_equal(
        turned.reshape(array.size).to_numpy(), flipped.reshape(-1)
    )
    assert (turned.contiguous() is turned) == turned.is_contiguous()


def test_a_transposed_tensor_is_not_contiguous() -> None:
    t = Tensor.of(np.arange(6.0).reshape(2, 3))

    assert t.transpose().shape == (3, 2)
    with pytest.raises(ValueError, match=r"strides \(1, 3\); use reshape"):
        t.transpose().view(6)
    assert t.view(3, 2).buffer is t.buffer
    assert t[:, 1:].offset == 1
    assert t[1].strides == (1,)
    assert t[1].view(3, 1)[2, 0] == 5.0
    assert t[-1, -2] == 4.0
    assert t.position(1, 2) == 5
    assert (t.ndim, t.size, t.dtype) == (2, 6, np.dtype(float))
    assert Tensor.of(3.0).size == 1


def test_an_image_in_both_layouts() -> None:
    """channels_last: the shape of NCHW, the strides of NHWC."""
    images = Tensor.of(np.zeros((2, 224, 224, 3), dtype=np.int8))

    assert images.transpose(0, 3, 1, 2).strides == (150528, 1, 672, 3)
    array = np.random.default_rng(0).normal(size=(2, 4, 5, 3))
    assert to_nchw(array).shape == (2, 3, 4, 5)
    np.testing.assert_array_equal(to_nhwc(to_nchw(array)), array)
    assert to_nchw(array).base is not None
    assert to_nhwc(np.zeros((3, 4, 5))).shape == (4, 5, 3)


def test_worked_shapes() -> None:
    assert describe(5.0) == (0, ())
    assert describe([]) == (1, (0,))
    assert describe(((1, 2), (3, 4))) == (2, (2, 2))
    assert describe(np.zeros((256, 256, 3))) == (3, (256, 256, 3))
    assert dense_shape((64, 128), (128, 256)) == (64, 256)
    assert dense_shape((128,), (128, 256)) == (256,)
    assert memory_bytes((32, 224, 224, 3)) == 19_267_584
    assert memory_bytes((), np.float64) == 8
    assert shape_trace(64, 100, 50) == {
        "X": (64, 100), "W": (100, 50), "b": (50,), "Z": (64, 50), "A": (64, 50),
        "dX": (64, 100), "dW": (100, 50), "db": (50,),
    }  # fmt: skip


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_gradients_of_a_layer_are_numeric_derivatives(activation: str) -> None:
    rng = np.random.default_rng(3)
    X, W, b = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
    g = rng.normal(size=(4, 2))
    Z, _ = layer_forward(X, W, b, activation)
    gradients = layer_backward(g, X, W, Z, activation)
    for i, (part, found) in enumerate(zip((X, W, b), gradients, strict=True)):

        def loss(flat: np.ndarray, i: int = i) -> float:
            inputs = [X, W, b]
            inputs[i] = flat.reshape(inputs[i].shape)
            return float((layer_forward(*inputs, activation)[1] * g).sum())

        numeric = central_difference(loss, part.ravel()).reshape(part.shape)
        np.testing.assert_allclose(found, numeric, atol=1e-8)


def test_relu_at_zero_lets_nothing_back() -> None:
    dX, dW, db = layer_backward([[1.0]], [[2.0]], [[3.0]], [[0.0]])

    assert (dX[0, 0], dW[0, 0], db[0]) == (0.0, 0.0, 0.0)


def test_linear_layers_collapse_into_one() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(5, 4))
    weights = [rng.normal(size=(4, 4)) for _ in range(3)]
    A = X
    for W in weights:
        _, A = layer_forward(A, W, np.zeros(4), "identity")

    np.testing.assert_allclose(A, X @ np.linalg.multi_dot(weights), rtol=1e-10)


def test_steps_reduce_the_loss_and_change_no_argument() -> None:
    rng = np.random.default_rng(1)
    X, W, b = rng.normal(size=(20, 3)), rng.normal(size=(3, 1)), np.zeros(1)
    Y, before = np.tanh(X @ [[1.0], [-1.0], [0.5]]), W.copy()
    first = found = train_step(X, Y, W, b, 0.5)
    for _ in range(100):
        found = train_step(X, Y, found["W"], found["b"], 0.5)

    assert found["loss"] < first["loss"] / 100
    np.testing.assert_array_equal(W, before)
    np.testing.assert_array_equal(train_step(X, Y, W, b, 0)["W"], W)


def test_initial_weights() -> None:
    W = init_uniform(300, 200, np.random.default_rng(0), "he")
    bound = uniform_bound(300, 200, "he")

    assert W.shape == (300, 200)
    np.testing.assert_allclose(np.abs(W).max(), bound, rtol=1e-3)
    np.testing.assert_allclose(W.var(), 2 / 300, rtol=0.02)
    X = np.random.default_rng(1).random((4, 6))
    for _ in range(50):
        _, X = layer_forward(X, init_identity(6, 6), np.zeros(6))
    np.testing.assert_array_equal(X, np.random.default_rng(1).random((4, 6)))


def test_python_lists_are_joined_arrays_are_added() -> None:
    assert add_loop([1, 2, 3], [4, 5, 6]) == [5, 7, 9]
    np.testing.assert_array_equal(add_arrays([3, 4], [1, 1]), [4, 5])


def test_batch_and_rows_agree() -> None:
    rng = np.random.default_rng(0)
    layer = (rng.normal(size=(7, 3)), rng.normal(size=(3, 2)), rng.normal(size=2),
             rng.normal(size=(7, 2)))  # fmt: skip
    for one, other in zip(passes_by_row(*layer), passes_by_batch(*layer), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-14)


def test_arrays_win_where_there_is_much_to_do() -> None:
    seconds, difference = product_seconds([4, 60], np.random.default_rng(0))
    speedup = seconds["loop"] / seconds["array"]

    assert speedup[1] > 20
    assert speedup[1] > speedup[0]
    assert 0 < difference < 1e-12


def test_the_shortest_run_counts() -> None:
    ticks = iter([0.0, 5.0, 5.0, 7.0, 7.0, 10.0])
    found = benchmark({"f": abs}, lambda n: (n,), [1], 3, lambda: next(ticks))

    assert found["f"].tolist() == [2.0]
    calls: list[int] = []
    benchmark({"f": calls.append}, lambda n: (n,), [1, 2])
    assert calls == [1] * 5 + [2] * 5


@pytest.mark.parametrize(
    ("way", "error", "message"),
    [
        (lambda: Tensor.of([[1], [1, 2]]), ValueError, "inhomogeneous"),
        (lambda: Tensor.of([1, 2])[2], IndexError, "2 is outside an axis of size 2"),
        (lambda: Tensor.of([1, 2])[-3], IndexError, "-3 is outside"),
        (lambda: Tensor.of([1, 2])[0, 0], IndexError, "1 numbers are needed"),
        (lambda: Tensor.of([1, 2]).position(), IndexError, r"got \(\)"),
        (lambda: Tensor.of([1, 2]).transpose(1), ValueError, "0 to 0"),
        (lambda: Tensor.of([1, 2]).view(3), ValueError, "2 entries"),
        (lambda: describe([[1, 2], [3]]), ValueError, r"entry 1 has shape \(1,\)"),
        (lambda: describe([[1], 2]), ValueError, r"entry 1 has shape \(\)"),
        (lambda: dense_shape((4,), (3, 2)), ValueError, r"\(4,\) cannot"),
        (lambda: dense_shape((), (3, 2)), ValueError, r"\(\) cannot"),
        (lambda: memory_bytes((2, -1)), ValueError, "at least 0"),
        (lambda: to_nchw([1.0]), ValueError, r"got shape \(1,\)"),
        (lambda: to_nhwc(np.zeros((1,) * 5)), ValueError, "got shape"),
        (lambda: dense([[1.0]], [[1.0], [2.0]], [1.0]), ValueError, "1 columns"),
        (lambda: dense([[1.0]], [[1.0]], [1.0, 2.0]), ValueError, "b has 2 entries"),
        (lambda: layer_forward([[1.0]], [[1.0]], [0.0], "cube"), ValueError, "cube"),
        (lambda: layer_backward([[1.0]], [[1.0]], [[1.0]], [[1.0, 2.0]]),
         ValueError, r"shape \(1, 1\), got \(1, 1\) and \(1, 2\)"),
        (lambda: train_step([[1.0]], [[1.0, 2.0]], [[1.0]], [0.0], 1), ValueError,
         r"Y must have shape \(1, 1\)"),
        (lambda: train_step([[1.0]], [[1.0]], [[1.0]], [0.0], -1), ValueError, "-1"),
        (lambda: uniform_bound(0, 1), ValueError, "0 and 1"),
        (lambda: uniform_bound(1, 1, "normal"), ValueError, "normal"),
        (lambda: init_identity(1, 0), ValueError, "1 and 0"),
        (lambda: add_loop([1], [1, 2]), ValueError, "b has 2"),
        (lambda: add_arrays([1], [1, 2]), ValueError, r"\(1,\) and \(2,\)"),
        (lambda: benchmark({}, lambda n: (n,), [1], 0), ValueError, "got 0"),
    ],
)  # fmt: skip
def test_bad_input_is_named(way, error, message: str) -> None:
    with pytest.raises(error, match=message):
        way()
