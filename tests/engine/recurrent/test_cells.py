"""Cells, one step and many, and gradients back through time."""

from typing import Any

import numpy as np
import pytest

from engine.autodiff.differences import central_difference
from engine.parity.recurrent.torch_cells import draw_weights
from engine.recurrent.cell import Cell, Weights
from engine.recurrent.gru import GRU, gru_step
from engine.recurrent.lstm import COUPLED, LSTM, coupled_cell, lstm_cell
from engine.recurrent.rnn import RELU, TANH, readout, rnn_step
from engine.recurrent.unroll import back_through_time, unroll

CELLS = {"tanh": TANH, "relu": RELU, "gru": GRU, "lstm": LSTM, "coupled": COUPLED}


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_gradients_by_central_differences(cell: Cell) -> None:
    """With a mask, a dropout mask on h, and a gradient by the last state."""
    rng = np.random.default_rng(1)
    B, T, d, k = 2, 4, 3, 2
    X = rng.normal(size=(B, T, d))
    weights = draw_weights(cell, d, k, rng)
    start = tuple(rng.normal(size=(B, k)) for _ in range(cell.arrays))
    mask = np.array([[True] * 4, [True, True, False, True]])
    keep = np.array([[2.0, 0.0], [1.0, 0.5]])
    dH = rng.normal(size=(B, T, k))
    dlast = tuple(rng.normal(size=(B, k)) for _ in range(cell.arrays))

    def loss(X: Any, weights: Weights, start: Any) -> float:
        run = unroll(cell, X, weights, start=start, mask=mask, keep=keep)
        ends = sum((s * g).sum() for s, g in zip(run.last, dlast, strict=True))
        return float((run.H * dH).sum() + ends)

    run = unroll(cell, X, weights, start=start, mask=mask, keep=keep)
    found = back_through_time(run, dH, dlast)

    def numeric(of: Any, a: np.ndarray) -> np.ndarray:
        flat = central_difference(lambda v: of(v.reshape(a.shape)), a.ravel())
        return np.reshape(flat, a.shape)

    close = {"rtol": 1e-6, "atol": 1e-8}
    by_X = numeric(lambda v: loss(v, weights, start), X)
    np.testing.assert_allclose(found.X, by_X, **close)
    assert (found.X[1, 2] == 0).all()
    for name in ("W", "U", "b", "c", "p"):
        if getattr(weights, name).size:
            by = numeric(lambda v, n=name: loss(X, weights._replace(**{n: v}), start),
                         getattr(weights, name))  # fmt: skip
            np.testing.assert_allclose(getattr(found.weights, name), by, **close)
    for i, s in enumerate(start):
        by = numeric(
            lambda v, i=i: loss(X, weights, (*start[:i], v, *start[i + 1 :])), s
        )
        np.testing.assert_allclose(found.start[i], by, **close)


def test_arguments_stay_as_they_are() -> None:
    rng = np.random.default_rng(2)
    weights = draw_weights(LSTM, 2, 3, rng)
    X, dH = rng.normal(size=(2, 4, 2)), rng.normal(size=(2, 4, 3))
    start = (np.zeros((2, 3)), np.zeros((2, 3)))
    for array in (X, dH, *weights, *start):
        array.flags.writeable = False

    run = unroll(LSTM, X, weights, start=start)
    np.testing.assert_array_equal(
        back_through_time(run, dH).weights.U, back_through_time(run, dH).weights.U
    )


def test_what_is_masked_does_not_matter() -> None:
    """A padded batch gives each sequence what it gets alone."""
    rng = np.random.default_rng(3)
    weights = draw_weights(GRU, 2, 3, rng)
    X = rng.normal(size=(2, 5, 2))
    mask = np.arange(5) < [[3], [5]]
    padded = np.where(mask[..., None], X, 1e9)

    run = unroll(GRU, padded, weights, mask=mask)
    alone = unroll(GRU, X[:1, :3], weights)
    np.testing.assert_allclose(run.last[0][:1], alone.last[0], rtol=1e-12)


def test_the_number_of_weights_does_not_know_the_length() -> None:
    weights = draw_weights(TANH, 1, 2, np.random.default_rng(4))
    assert unroll(TANH, np.ones((1, 7, 1)), weights).H.shape == (1, 7, 2)
    assert unroll(TANH, np.ones((1, 1, 1)), weights).H.shape == (1, 1, 2)


def test_a_cut_loses_only_what_passes_windows() -> None:
    """A loss at the end of four steps, in windows of two: inputs 0 and 1 get 0."""
    weights = draw_weights(TANH, 1, 2, np.random.default_rng(5))
    run = unroll(TANH, np.ones((1, 4, 1)), weights)
    dH = np.zeros((1, 4, 2))
    dH[0, 3] = 1.0
    whole, cut = back_through_time(run, dH), back_through_time(run, dH, cut=2)

    np.testing.assert_array_equal(cut.X[0, 2:], whole.X[0, 2:])
    assert (cut.X[0, :2] == 0).all()
    assert (whole.X[0, :2] != 0).all()
    long = back_through_time(run, dH, cut=4)
    np.testing.assert_array_equal(long.weights.U, whole.weights.U)
    assert (long.start[0] == whole.start[0]).all()


def test_shapes_of_ten_inputs_and_twenty_units() -> None:
    """A batch of 5, length 3: states (5, 3, 20); h and c; 2560 weights."""
    rng = np.random.default_rng(6)
    weights = draw_weights(LSTM, 10, 20, rng)
    run = unroll(LSTM, rng.normal(size=(5, 3, 10)), weights)

    assert run.H.shape == (5, 3, 20)
    assert [s.shape for s in run.last] == [(5, 20), (5, 20)]
    np.testing.assert_array_equal(run.H[:, -1], run.last[0])
    assert sum(w.size for w in weights) == 2560


def test_gates_keep_write_and_show() -> None:
    """Bias alone: forget nothing, write nothing, show everything."""
    b = np.array([-50.0, 50.0, 0.0, 50.0])
    h, c = lstm_cell([[3.0]], [[1.0]], [[0.7]], np.zeros((1, 4)), np.zeros((1, 4)), b)

    np.testing.assert_allclose([c[0, 0], h[0, 0]], [0.7, np.tanh(0.7)])


def test_the_update_gate_of_a_gru_keeps() -> None:
    W, U = np.zeros((1, 3)), np.ones((1, 3))
    b = np.array([0.0, 50.0, 3.0])

    np.testing.assert_allclose(gru_step([[1.0]], [[0.3]], W, U, b, 0 * b), [[0.3]])


def test_the_memory_of_coupled_gates_stays_in_bounds() -> None:
    weights = draw_weights(COUPLED, 1, 4, np.random.default_rng(7))
    X = 50 * np.random.default_rng(8).normal(size=(3, 30, 1))
    assert abs(unroll(COUPLED, X, weights).last[1]).max() <= 1
    with pytest.raises(ValueError, match=r"c must have shape \(1, 1\)"):
        coupled_cell([[1.0]], [[1.0]], [[1.0, 1.0]], np.ones((1, 3)), np.ones((1, 3)),
                     np.ones(3))  # fmt: skip


ONE = Weights(np.ones((1, 1)), np.ones((1, 1)), np.ones(1), np.ones(1))
RUN = unroll(TANH, np.ones((1, 2, 1)), ONE)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lstm_cell([[1.0]], [[1.0]], [[1.0]], [[1.0]], [[1.0]], [1.0]),
         r"W must have shape \(1, 4\), got \(1, 1\)"),
        (lambda: rnn_step([1.0], [[1.0]], [[1.0]], [[1.0]], [1.0]),
         r"x must have shape \(B, d\), got \(1,\)"),
        (lambda: rnn_step([[1.0]], [[1.0], [2.0]], [[1.0]], [[1.0]], [1.0]),
         r"h must have shape \(1, 1\), got \(2, 1\)"),
        (lambda: rnn_step([[1.0]], [[1.0]], [[1.0]], [[1.0]], [1.0], "gelu"), "'gelu'"),
        (lambda: readout([[1.0]], [[1.0], [2.0]], [1.0]), r"H \(1, 1\), V \(2, 1\)"),
        (lambda: readout([[1.0]], [[1.0]], [1.0, 2.0]), r"b \(2,\)"),
        (lambda: readout([1.0], [1.0], 1.0), r"V \(1,\)"),
        (lambda: unroll(TANH, [[1.0]], ONE), r"got \(1, 1\)"),
        (lambda: unroll(TANH, np.ones((1, 0, 1)), ONE), r"got \(1, 0, 1\)"),
        (lambda: unroll(TANH, np.ones((1, 2, 3)), ONE), r"W must .* \(3, 1\)"),
        (lambda: unroll(TANH, np.ones((1, 2, 1)), ONE, mask=[[True]]),
         r"mask must have shape \(1, 2\), got \(1, 1\)"),
        (lambda: unroll(TANH, np.ones((1, 2, 1)), ONE, start=(np.ones((2, 1)),)),
         r"start must be 1 of shape \(1, 1\), got \(2, 1\)"),
        (lambda: back_through_time(RUN, np.ones((1, 1, 1))), r"dH must .* \(1, 2, 1\)"),
        (lambda: back_through_time(RUN, np.ones((1, 2, 1)), cut=0), "at least 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
