"""Encoder and decoder, teacher forcing, beams, tasks."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine.autodiff.differences import central_difference
from engine.recurrent.network import pack, unpack
from engine.seq2seq.compare import compare_networks
from engine.seq2seq.decoding import beam_search, greedy, length_penalty
from engine.seq2seq.forcing import (
    decoder_inputs,
    exact_share,
    forcing_ratio,
    free_run_gap,
    train_translator,
)
from engine.seq2seq.masked import masked_cross_entropy
from engine.seq2seq.model import (
    decode_step,
    encode,
    start_translator,
    translation_loss,
)
from engine.seq2seq.tasks import make_task


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_first_choice_can_be_the_wrong_one() -> None:
    """0.6 * 0.35 = 0.21 where 0.4 * 0.9 = 0.36."""
    table = {
        (): np.log([0.6, 0.4]),
        (0,): np.log([0.35, 0.65 / 2, 0.65 / 2]),
        (1,): np.log([0.9, 0.1]),
    }
    first = greedy(table.__getitem__, 9, 2)
    both = beam_search(table.__getitem__, 9, 2, 2)

    assert first.tokens == (0, 0)
    assert both[0].tokens == (1, 0)
    np.testing.assert_allclose(np.exp([first.log_p, both[0].log_p]), [0.21, 0.36])


def random_model(seed: int) -> Any:
    """Any prefix has next-token probabilities, the same each time."""

    def step(tokens: tuple[int, ...]) -> np.ndarray:
        generator = np.random.default_rng([seed, *tokens, len(tokens)])
        return np.log(generator.dirichlet(np.ones(3)))

    return step


def test_wider_beams_find_the_best_more_often() -> None:
    found = {w: [beam_search(random_model(s), 0, 4, w)[0].log_p for s in range(60)]
             for w in (1, 2, 81)}  # fmt: skip
    share = {w: np.isclose(found[w], found[81]).mean() for w in found}

    assert share[1] < share[2] < 1.0
    assert share[1] > 0.3


def test_penalties_change_the_ranking_not_the_probability() -> None:
    """A short sequence is likelier, a long one better a token."""
    table = {
        (): np.log([0.5, 0.5]),
        (1,): np.log([0.1, 0.9]),
        (1, 1): np.log([0.9, 0.1]),
    }
    plain = beam_search(table.__getitem__, 0, 3, 2)
    fair = beam_search(table.__getitem__, 0, 3, 2, alpha=1.0)
    power = beam_search(table.__getitem__, 0, 3, 2, alpha=1.0, kind="power")

    assert [h.tokens for h in plain] == [(0,), (1, 1, 0)]
    assert [h.tokens for h in fair] == [(1, 1, 0), (0,)]
    np.testing.assert_allclose(fair[0].log_p, plain[1].log_p)
    np.testing.assert_allclose(fair[0].score, plain[1].log_p / (8 / 6))
    np.testing.assert_allclose(power[0].score, plain[1].log_p / 3)
    assert plain[0].score == plain[0].log_p


def test_ties_go_to_smaller_tokens_and_impossible_ones_nowhere() -> None:
    def even(tokens: tuple[int, ...]) -> np.ndarray:
        return np.array([-np.inf, np.log(0.5), np.log(0.5)])

    assert [h.tokens for h in beam_search(even, 9, 2, 3)] == [(1, 1), (1, 2), (2, 1)]
    assert greedy(even, 1, 5).tokens == (1,)


def test_padding_weighs_nothing() -> None:
    z = rng().normal(size=(2, 3, 4))
    y = np.array([[1, 2, 0], [3, 0, 0]])
    loss, gradient = masked_cross_entropy(z, y)
    p = np.exp(z) / np.exp(z).sum(axis=2, keepdims=True)

    np.testing.assert_allclose(
        loss, -np.log([p[0, 0, 1], p[0, 1, 2], p[1, 0, 3]]).mean()
    )
    assert (gradient[y == 0] == 0).all()
    assert masked_cross_entropy(z, y, pad=3)[0] != loss


def test_the_gradient_reaches_the_encoder() -> None:
    net = start_translator(5, 6, 2, 3, rng())
    X, Y, fed = [[3, 4, 0], [4, 3, 3]], [[5, 2, 0], [4, 5, 2]], [[1, 5, 0], [1, 4, 5]]
    found = pack(translation_loss(net, X, Y, fed)[1].arrays)

    def loss(theta: np.ndarray) -> float:
        return translation_loss(net.holding(unpack(theta, net.arrays)), X, Y, fed)[0]

    numeric = central_difference(loss, pack(net.arrays)).ravel()
    np.testing.assert_allclose(found, numeric, rtol=1e-5, atol=1e-8)
    assert (found[: net.E.size].reshape(net.E.shape)[3:] != 0).all()


def test_decoding_step_by_step_is_decoding_at_once() -> None:
    net = start_translator(5, 6, 3, 4, rng())
    X, Y = np.array([[3, 4]]), np.array([[5, 4, 2]])
    fed = decoder_inputs(net, X, Y, 1.0, rng())
    h, total = encode(net, X).last[0], 0.0
    for t in range(3):
        z, h = decode_step(net, fed[:, t], h)
        total -= (z[0] - np.log(np.exp(z[0]).sum()))[Y[0, t]]

    np.testing.assert_allclose(translation_loss(net, X, Y, fed)[0], total / 3)


def test_a_ratio_in_between_mixes() -> None:
    net = start_translator(5, 40, 3, 4, rng())
    X, Y = np.full((400, 1), 3), np.full((400, 3), 39)
    net = net._replace(b=50 * np.eye(40)[7])
    fed = decoder_inputs(net, X, Y, 0.75, rng())

    assert (fed[:, 0] == 1).all()
    assert set(fed[:, 1:].ravel()) == {7, 39}
    assert (fed[:, 1:] == 39).mean() == pytest.approx(0.75, abs=0.05)


def test_schedules_fall() -> None:
    for kind, k in (("linear", 50.0), ("exponential", 0.9), ("sigmoid", 9.0)):
        ratios = [forcing_ratio(t, kind, k) for t in range(300)]
        assert all(a >= b for a, b in pairwise(ratios))
        assert 0.85 < ratios[0] <= 1
        assert 0 <= ratios[-1] < 1e-3
    assert forcing_ratio(99, "always", 0.0) == 1.0
    assert forcing_ratio(60, "linear", 50.0) == 0.0
    assert forcing_ratio(10**6, "sigmoid", 1.0) == 0.0


def test_translation_has_other_lengths_than_its_source() -> None:
    pairs = make_task("translation", 300, rng())
    for x, y in zip(pairs.X.tolist(), pairs.Y.tolist(), strict=True):
        digits = "".join(str(d - 3) for d in x if d)
        words, n = [w for w in y if w not in (0, 2)], int(digits)
        value = words[0] - 3 if words[0] < 23 else 10 * (words[0] - 21)
        assert value + sum(w - 3 for w in words[1:]) == n
        assert len(words) == (2 if n > 20 and n % 10 else 1)


def test_the_other_tasks_keep_their_rules() -> None:
    for name in ("summary", "speech", "questions", "dialogue", "reverse"):
        pairs = make_task(name, 200, rng())
        assert pairs.X.max() < pairs.m_in
        assert pairs.Y.max() < pairs.m_out
        for x, y in zip(pairs.X.tolist(), pairs.Y.tolist(), strict=True):
            source, target = [t for t in x if t], y[: y.index(2)]
            assert set(y[y.index(2) + 1 :]) <= {0}
            if name == "summary":
                assert target == [t for t in source if t > 6]
            elif name == "speech":
                runs = [a for a, b in pairwise([*source, -1]) if a != b]
                assert target == runs
                assert len(source) <= 18
            elif name == "questions":
                assert target == [dict(zip(source[:4:2], source[1:4:2], strict=True))
                                  [source[4]]]  # fmt: skip
            elif name == "dialogue":
                act = min(source)
                assert len(target) == act - 2
                assert sum(t < 6 for t in source) == 1
            else:
                assert target == source[::-1]
    assert set(make_task("dialogue", 200, rng()).Y[:, 0]) == {3, 4, 6}


def test_short_sequences_are_reversed_and_long_ones_are_not() -> None:
    """The same network, the same training: one vector holds three, not ten."""
    shares = []
    for length in (3, 10):
        net = train_translator("reverse", rng(), length=length, steps=300).net
        pairs = make_task("reverse", 300, rng(1), length)
        shares.append(exact_share(net, pairs.X, pairs.Y))

    assert shares[0] > 0.8
    assert shares[1] < 0.1


def test_a_decoder_on_its_own_is_worse_than_on_true_prefixes() -> None:
    course = train_translator("reverse", rng(), length=6, steps=250)
    pairs = make_task("reverse", 300, rng(1), 6)
    gap = free_run_gap(course.net, pairs.X, pairs.Y)

    assert gap["gap"] > 0.02
    assert gap["forced"] - gap["free"] == gap["gap"]
    assert course.losses[-1] < course.losses[0] / 2
    fed = train_translator("reverse", rng(), length=2, steps=2, ratio=lambda t: 0.0)
    assert fed.losses[0] > 0


def test_two_networks_of_one_size() -> None:
    found = compare_networks((3, 4), rng(), steps=60)
    gru, transformer = found["gru"], found["transformer"]

    assert gru.parameters == pytest.approx(transformer.parameters, rel=0.01)
    assert (gru.reading, gru.writing) == (9, 9)
    assert (transformer.reading, transformer.writing) == (2, 6)
    assert set(gru.token_accuracy) == {3, 4}
    assert min(gru.token_accuracy.values()) > 0.2
    assert min(transformer.token_accuracy.values()) > 0.2


NET = start_translator(4, 4, 2, 2, rng())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: masked_cross_entropy([[0.0]], [[1]]), r"z \(1, 1\)"),
        (lambda: masked_cross_entropy([[[0.0, 0.0]]], [[0]]), "padding 0"),
        (lambda: beam_search(random_model(0), 0, 2, 0), "got 0 and 2"),
        (lambda: greedy(random_model(0), 0, 0), "got 1 and 0"),
        (lambda: length_penalty(0, 1.0), "got 0"),
        (lambda: length_penalty(1, 1.0, "log"), "'log'"),
        (lambda: forcing_ratio(-1, "always", 1.0), "got -1"),
        (lambda: forcing_ratio(1, "never", 1.0), "'never'"),
        (lambda: forcing_ratio(1, "sigmoid", 0.5), "sigmoid, got 0.5"),
        (lambda: forcing_ratio(1, "exponential", 1.5), "got 1.5"),
        (lambda: forcing_ratio(1, "linear", 0.0), "got 0.0"),
        (lambda: decoder_inputs(NET, [[3]], [[3]], 1.5, rng()), "got 1.5"),
        (lambda: encode(NET, [3]), r"X must hold tokens in rows, got \(1,\)"),
        (lambda: encode(NET, [[4]]), "X must hold integers from 0 to 3"),
        (lambda: encode(NET, [[-1]]), "from 0 to 3"),
        (lambda: encode(NET, [[1.0]]), "integers"),
        (lambda: decode_step(NET, [4], np.zeros((1, 2))), "tokens must"),
        (lambda: make_task("poetry", 1, rng()), "'poetry'"),
        (lambda: make_task("reverse", 0, rng()), "got 0 and 6"),
        (lambda: make_task("reverse", 1, rng(), 0), "got 1 and 0"),
        (lambda: compare_networks((), rng()), "got none"),
    ],
)
def test_what_does_not_fit_is_named(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
