"""LSTM variants, layers, starting weights, horizons and counts."""

from typing import Any

import numpy as np
import pytest

from engine.parity.recurrent.torch_cells import draw_weights
from engine.recurrent.cell import Weights
from engine.recurrent.counts import recurrent_parameters, sequential_steps
from engine.recurrent.gru import GRU
from engine.recurrent.horizon import (
    cell_gain,
    gradient_decay,
    input_influence,
    trace_gates,
)
from engine.recurrent.layers import bidirectional, bidirectional_back, stacked
from engine.recurrent.lstm import COUPLED, LSTM
from engine.recurrent.lstm_variants import LAYER_NORM, PEEPHOLE, peephole_cell
from engine.recurrent.rnn import TANH
from engine.recurrent.start import chrono_bias, orthogonal, recurrent_weights
from engine.recurrent.unroll import unroll


def rng() -> np.random.Generator:
    return np.random.default_rng(11)


def test_counts_of_ten_inputs_and_twenty_units() -> None:
    def count(kind: str, library: str = "torch", **more: int) -> int:
        return recurrent_parameters(kind, 10, 20, library=library, **more)

    assert [count(k) for k in ("rnn", "gru", "lstm")] == [640, 1920, 2560]
    assert [count(k, "keras") for k in ("rnn", "gru", "lstm")] == [620, 1920, 2480]
    assert count("lstm", ways=2) == 5120
    assert count("lstm", layers=2) == 5920
    assert count("coupled", "keras") == 1860
    assert count("peephole", "keras", ways=2) == 2 * (2480 + 60)


def test_counts_are_those_of_the_weights() -> None:
    cells = {"rnn": TANH, "gru": GRU, "lstm": LSTM, "coupled": COUPLED,
             "peephole": PEEPHOLE}  # fmt: skip
    for kind, cell in cells.items():
        weights = recurrent_weights(cell, 3, 2, rng())
        assert sum(w.size for w in weights) == recurrent_parameters(kind, 3, 2)


def test_an_output_gate_sees_the_memory_that_it_shows() -> None:
    none = np.zeros((1, 4))
    b = np.array([50.0, -50.0, 50.0, 0.0])  # replace the memory by 1
    w = Weights(none, none, b, none[0], np.array([0.0, 0.0, -50.0]))
    h, c = peephole_cell([[0.0]], [[0.0]], [[-1.0]], w)

    np.testing.assert_allclose([c[0, 0], h[0, 0]], [1.0, 0.0], atol=1e-12)


def test_without_peepholes_it_is_an_lstm() -> None:
    w = draw_weights(LSTM, 2, 3, rng())
    X = rng().normal(size=(2, 5, 2))
    np.testing.assert_allclose(
        unroll(PEEPHOLE, X, w._replace(p=np.zeros(9))).H, unroll(LSTM, X, w).H
    )


def test_layer_norm_does_not_mind_the_size_of_inputs() -> None:
    """Inputs a thousand times as large leave gates where they were."""
    w = recurrent_weights(LAYER_NORM, 2, 3, rng())
    X = 10 * rng().normal(size=(2, 5, 2))
    np.testing.assert_allclose(
        unroll(LAYER_NORM, 1000 * X, w).H, unroll(LAYER_NORM, X, w).H, atol=1e-4
    )


def test_both_ends_and_merges() -> None:
    ways = (draw_weights(GRU, 2, 3, rng()), draw_weights(GRU, 2, 3, rng()))
    X = rng().normal(size=(2, 4, 2))
    both, runs = bidirectional(GRU, X, ways)
    total, _ = bidirectional(GRU, X, ways, merge="sum")

    np.testing.assert_allclose(total, both[..., :3] + both[..., 3:])
    np.testing.assert_array_equal(both[:, -1, :3], runs[0].last[0])
    np.testing.assert_array_equal(both[:, 0, 3:], runs[1].last[0])
    twice = np.ones((2, 4, 6))
    np.testing.assert_allclose(
        bidirectional_back(runs, np.ones((2, 4, 3)))[0],
        bidirectional_back(runs, twice)[0],
    )


def test_a_mask_hides_padding_from_either_end() -> None:
    ways = (draw_weights(GRU, 2, 3, rng()), draw_weights(GRU, 2, 3, rng()))
    X = rng().normal(size=(1, 4, 2))
    mask = [[True, True, True, False]]

    padded, runs = bidirectional(GRU, X, ways, mask=mask)
    alone, _ = bidirectional(GRU, X[:, :3], ways)
    np.testing.assert_allclose(padded[:, :3], alone)
    assert (bidirectional_back(runs, np.ones((1, 4, 6)))[0][:, 3] == 0).all()
    layers = [draw_weights(GRU, 2, 2, rng())] * 2
    np.testing.assert_allclose(
        stacked(GRU, X, layers, mask)[1].last[0],
        stacked(GRU, X[:, :3], layers)[1].last[0],
    )
    gap = [[True, False, True, True]]
    np.testing.assert_allclose(
        stacked(GRU, X, layers, gap)[1].last[0],
        stacked(GRU, X[:, [0, 2, 3]], layers)[1].last[0],
    )


def test_what_comes_later_changes_only_one_direction() -> None:
    ways = (draw_weights(TANH, 1, 2, rng()), draw_weights(TANH, 1, 2, rng()))
    X = np.zeros((1, 3, 1))
    later = X.copy()
    later[0, 2] = 1.0
    before, after = bidirectional(TANH, X, ways)[0], bidirectional(TANH, later, ways)[0]

    np.testing.assert_array_equal(before[0, 0, :2], after[0, 0, :2])
    assert (before[0, 0, 2:] != after[0, 0, 2:]).all()


def test_starting_weights() -> None:
    w = recurrent_weights(LSTM, 50, 40, rng(), forget=2.0)
    bound = np.sqrt(6 / 90)

    assert abs(w.W).max() <= bound
    assert w.W.std() == pytest.approx(bound / np.sqrt(3), rel=0.05)
    np.testing.assert_array_equal(w.b.reshape(4, 40)[:, 0], [0, 2, 0, 0])
    assert not w.c.any()
    assert recurrent_weights(COUPLED, 1, 1, rng()).b.tolist() == [1, 0, 0]
    assert not recurrent_weights(GRU, 1, 2, rng()).b.any()
    he = recurrent_weights(TANH, 50, 40, rng(), "he").W
    assert abs(he).max() == pytest.approx(np.sqrt(6 / 50), rel=0.02)
    norm = recurrent_weights(LAYER_NORM, 2, 1, rng())
    assert norm.p.tolist() == [1] * 8 + [0, 1, 0, 0] + [1, 0]
    assert not norm.b.any()


def test_orthogonal_matrices_have_no_preferred_sign() -> None:
    """Without the signs of R the diagonal of Q is mostly negative."""
    generator = rng()
    first = [orthogonal(2, generator)[0, 0] for _ in range(400)]
    assert abs(np.mean(np.sign(first))) < 0.15


def test_chrono_biases_span_the_lags() -> None:
    b = chrono_bias(101, 2000, rng()).reshape(4, 2000)
    lags = np.exp(b[1])

    np.testing.assert_array_equal(b[0], -b[1])
    assert not b[2:].any()
    assert lags.min() >= 1
    assert 99 < lags.max() <= 100
    assert lags.mean() == pytest.approx(50.5, rel=0.05)


def test_gates_set_by_hand() -> None:
    """Write at first, then keep: the memory is the first proposal."""
    W = np.array([[100.0, -100.0, 0.5, 0.0]])
    b = np.array([-50.0, 50.0, 0.0, 50.0])
    trace = trace_gates(np.array([[[1.0], [0.0], [0.0]]]),
                        Weights(W, np.zeros((1, 4)), b, 0 * b), [[9.0]])  # fmt: skip

    np.testing.assert_allclose(trace.i.ravel(), [1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(trace.f.ravel(), [0, 1, 1], atol=1e-12)
    np.testing.assert_allclose(trace.c.ravel(), [np.tanh(0.5)] * 3)
    np.testing.assert_allclose(trace.h, trace.o * np.tanh(trace.c))
    assert cell_gain(trace.f[0])[0] < 1e-12
    np.testing.assert_allclose(cell_gain(trace.f[0, 1:]), 1.0)


def test_a_plain_cell_forgets_or_explodes_by_its_gain() -> None:
    """Small states, 100 steps: a recurrent gain of 0.8, 1 and 1.2."""
    Q = orthogonal(8, rng())
    X = 1e-12 * rng().normal(size=(1, 100, 3))
    w = draw_weights(TANH, 3, 8, rng())._replace(b=np.zeros(8), c=np.zeros(8))
    for gain in (0.8, 1.0, 1.2):
        norms = input_influence(TANH, X, w._replace(U=gain * Q))[0]
        np.testing.assert_allclose(norms[0] / norms[-1], gain**99, rtol=1e-3)
        np.testing.assert_allclose(gradient_decay(gain * Q, 99)[-1], gain**99)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bidirectional(TANH, [[[1.0]]], None, merge="mean"), "'mean'"),
        (lambda: stacked(TANH, [[[1.0]]], []), "got none"),
        (lambda: chrono_bias(1, 1, rng()), "got 1"),
        (lambda: cell_gain([0.5]), r"got \(1,\)"),
        (lambda: cell_gain([[1.5]]), "1.5 to 1.5"),
        (lambda: cell_gain([[-0.5]]), "-0.5 to -0.5"),
        (lambda: gradient_decay([[1.0, 2.0]], 1), r"got \(1, 2\)"),
        (lambda: gradient_decay([1.0], 1), r"got \(1,\)"),
        (lambda: gradient_decay([[1.0]], -1), "got -1"),
        (lambda: recurrent_parameters("mlp", 1, 1), "'mlp'"),
        (lambda: recurrent_parameters("rnn", 1, 1, library="jax"), "'jax'"),
        (lambda: recurrent_parameters("rnn", 1, 1, ways=3), "and 3"),
        (lambda: recurrent_parameters("rnn", 0, 1), "got 0, 1"),
        (lambda: recurrent_parameters("rnn", 1, 1, layers=0), "1, 0 and 1"),
        (lambda: sequential_steps("tree", 1), "'tree'"),
        (lambda: sequential_steps("rnn", 0), "got 0 and 1"),
        (lambda: sequential_steps("rnn", 1, 0), "got 1 and 0"),
    ],
)
def test_what_does_not_fit_is_named(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
