"""Rules, clipping and decay: worked numbers and what tells them apart."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.optim.adam import Adam, Adamax, AdamW, NAdam, moments
from engine.optim.adaptive import Adadelta, Adagrad, RMSProp
from engine.optim.clipping import (
    clip_by_norm,
    clip_by_value,
    clip_per_variable,
    clipped,
    guarded,
    watch,
)
from engine.optim.decay import (
    compare,
    decay_groups,
    path_gap,
    printed_steps,
    shrunk_by_noise,
)
from engine.optim.descent import limits_of_descent
from engine.optim.fine_tuning import fine_tune
from engine.optim.loop import largest_stable_rate, optimise, rate_sweep
from engine.optim.momentum import SGD, AveragedMomentum
from engine.optim.race import RULES, steps_to, traits
from engine.optim.recurrent import train_clipped
from engine.optim.surfaces import SURFACES, bowl, double_well, quartic, rosenbrock

ALL = [
    SGD(0.01, 0.9, nesterov=True), AveragedMomentum(0.1), Adagrad(), RMSProp(),
    Adadelta(), Adam(), AdamW(), Adamax(), NAdam(),
]  # fmt: skip


def square(x: np.ndarray) -> tuple[float, np.ndarray]:
    return float(x @ x), 2 * x


@pytest.mark.parametrize("rule", ALL, ids=lambda r: type(r).__name__)
def test_a_rule_changes_neither_its_arguments_nor_its_memory(rule: object) -> None:
    theta, g = np.array([1.0, 2.0]), np.array([3.0, -4.0])
    after, memory = rule(theta, g, {})  # type: ignore[operator]
    frozen = {k: np.copy(v) for k, v in memory.items()}
    rule(after, g, memory)  # type: ignore[operator]

    np.testing.assert_array_equal(theta, [1.0, 2.0])
    np.testing.assert_array_equal(g, [3.0, -4.0])
    assert all(np.array_equal(frozen[k], memory[k]) for k in frozen)


def test_learning_rates_on_a_square() -> None:
    """x^2 from 1 after 20 steps: 0.8^20, at once, 0.8^20 again, a cycle, 1.2^20."""
    ends = [
        float(optimise(square, [1.0], SGD(lr), 20).theta[-1, 0])
        for lr in (0.1, 0.5, 0.9, 1.0, 1.1)
    ]

    np.testing.assert_allclose(ends, [0.0115, 0.0, 0.0115, 1.0, 38.34], atol=0.005)


def test_the_first_step_of_adam_is_the_rate() -> None:
    for scale in (1e-4, 1.0, 1e4):
        step = Adam(0.1)(np.zeros(2), np.array([scale, -scale]), {})[0]
        np.testing.assert_allclose(step, [-0.1, 0.1], rtol=2e-4)


def test_moments_of_a_constant_gradient_are_right_from_the_start() -> None:
    found = moments(np.full((5, 2), 3.0))

    np.testing.assert_allclose(found["m_hat"], 3.0)
    np.testing.assert_allclose(found["v_hat"], 9.0)
    np.testing.assert_allclose(found["m"][0], 0.3)
    np.testing.assert_allclose(found["v"][0], 0.009)


def test_adagrad_slows_down_less_for_rare_gradients() -> None:
    rule, state, theta = Adagrad(lr=0.1), {}, np.zeros(2)
    for t in range(1000):
        theta, state = rule(theta, np.array([1.0, float(t % 100 == 0)]), state)

    np.testing.assert_allclose(0.1 / np.sqrt(state["s"]), [0.0032, 0.0316], atol=5e-5)


def test_momentum_leaves_the_worse_well() -> None:
    """From 1.8 at rate 0.02: slow momentum settles near, fast rolls over."""
    ends = [
        float(optimise(double_well, [1.8], SGD(0.02, m), 3000).theta[-1, 0])
        for m in (0.8, 0.9)
    ]

    np.testing.assert_allclose(ends, [0.9456, -1.0467], atol=5e-5)


def test_momentum_forms_differ_unless_the_rate_is_converted() -> None:
    same = path_gap(
        SGD(0.1, 0.9), AveragedMomentum(1.0, 0.9), rosenbrock_bowl, [1.0, 1.0]
    )
    other = path_gap(
        SGD(0.05, 0.9), AveragedMomentum(0.05, 0.9), rosenbrock_bowl, [1.0, 1.0]
    )

    assert same < 1e-12
    assert other > 0.5


def rosenbrock_bowl(x: np.ndarray) -> tuple[float, np.ndarray]:
    return bowl(x, (1.0, 10.0))


def test_l2_is_decay_for_sgd_alone() -> None:
    def flat(x: np.ndarray) -> tuple[float, np.ndarray]:
        return rosenbrock(x)

    start = [0.5, 0.5]

    assert path_gap(SGD(1e-3, l2=0.1), SGD(1e-3, decay=0.1), flat, start) < 1e-14
    assert path_gap(Adam(0.01, l2=0.1), AdamW(0.01, decay=0.1), flat, start) > 0.01


def test_noise_hides_the_penalty_of_adam() -> None:
    rng = np.random.default_rng(0)
    scales = np.repeat([10.0, 0.01], 20)
    apart = shrunk_by_noise(AdamW(0.001, decay=0.1), scales, rng, 4000)
    inside = shrunk_by_noise(Adam(0.001, l2=0.1), scales, rng, 4000)

    np.testing.assert_allclose(apart[:20].mean(), 0.6703, atol=0.03)
    np.testing.assert_allclose(apart[20:].mean(), 0.6703, atol=0.03)
    assert inside[:20].mean() > 0.9
    assert abs(inside[20:].mean()) < 0.05


def test_printed_formulas_agree_where_adam_does_not() -> None:
    first, second = printed_steps([1.0, -2.0], [3.0, 0.0], 0.1, 0.5)

    np.testing.assert_allclose(first, second)
    np.testing.assert_allclose(first, [0.65, -1.9])


def test_compare_shows_a_spread() -> None:
    found = compare(
        {"slow": SGD(1e-6), "SGD": SGD(0.1)}, np.random.default_rng(0), seeds=3
    )

    np.testing.assert_allclose(found["slow"][0], np.log(2), atol=1e-3)
    assert found["SGD"][0] < 0.68
    assert found["SGD"][1] > found["slow"][1] > 0
    single = compare({"SGD": SGD(0.1)}, np.random.default_rng(0), seeds=1)
    assert single["SGD"][1] == 0.0
    # Noise of variance 1 beside 3: nothing predicts these labels well.
    default = compare({"SGD": SGD(0.1)}, np.random.default_rng(0))
    five = compare({"SGD": SGD(0.1)}, np.random.default_rng(0), seeds=5)
    assert default == five
    assert default["SGD"][0] > 0.4


def test_only_matrices_decay() -> None:
    shapes = {"w": (2, 3), "b": (3,), "gain": (), "kernel": (1, 1, 3, 3)}

    assert decay_groups({k: np.zeros(s) for k, s in shapes.items()}) == (
        ["w", "kernel"],
        ["b", "gain"],
    )


def test_traits_of_the_nine_rules() -> None:
    found = {name: tuple(traits(rule).values()) for name, rule in RULES.items()}

    assert found == {
        "gradient descent": (False, False, False),
        "SGD": (False, False, False),
        "momentum": (False, True, False),
        "RMSProp": (True, False, False),
        "Adam": (True, True, False),
        "AdamW": (True, True, True),
        "Adagrad": (True, False, False),
        "Adadelta": (True, False, False),
        "NAdam": (True, True, False),
    }


def test_a_race_has_no_winner_for_all() -> None:
    rules = {"SGD": SGD(0.09), "Adam": Adam(0.1), "Adadelta": Adadelta()}
    found = steps_to(bowl, [1.0, 1.0], rules, 1e-3, limit=300)

    assert found["Adadelta"] is None
    assert found["SGD"] is not None
    assert found["Adam"] is not None
    assert steps_to(bowl, [0.0, 0.0], rules, 0.0)["SGD"] == 0
    one = {"SGD": SGD(0.5)}
    assert steps_to(lambda x: (float(x @ x) / 2, x), [1.0], one, 0.125, 1) == {"SGD": 1}


def test_limits_of_descent() -> None:
    found = limits_of_descent()

    np.testing.assert_allclose(found["loss after 20 steps"], 0.8**40)
    np.testing.assert_allclose(found["below 2 / L"], 0.98**200)
    np.testing.assert_allclose(found["above 2 / L"], 1.02**200)
    np.testing.assert_allclose(found["on the ridge"], 0.8**100)
    np.testing.assert_allclose(found["beside the ridge"], 1e-6 * 1.2**100)
    assert found["steps, round bowl"] == 1
    # 0.99^(2 t) / 2 is at most 1e-6 for the first time.
    assert found["steps, ravine"] == np.ceil(np.log(2e-6) / 2 / np.log(0.99))
    np.testing.assert_allclose(found["minimum from the right"], 0.9456, atol=5e-5)
    np.testing.assert_allclose(found["minimum from the left"], -1.0467, atol=5e-5)


def test_a_small_rate_stays_in_the_worse_minimum() -> None:
    ends = [
        float(optimise(quartic, [2.0], SGD(lr), 500).theta[-1, 0])
        for lr in (0.01, 0.05, 0.1)
    ]

    np.testing.assert_allclose(ends, [1.131, 1.131, -1.301], atol=1e-3)


def test_surfaces_are_where_they_say() -> None:
    for name, place in {
        "bowl": [0.0, 0.0], "saddle": [0.0, 0.0], "Rosenbrock": [1.0, 1.0],
        "plateau": [0.0], "double well": [-1.0467], "quartic": [1.1309],
    }.items():  # fmt: skip
        np.testing.assert_allclose(SURFACES[name](np.array(place))[1], 0, atol=1e-3)
    assert SURFACES["cliff"](np.array([1.0]))[1][0] > 100 * abs(
        SURFACES["cliff"](np.array([0.8]))[1][0]
    )


def test_the_loop_stops_where_it_should() -> None:
    assert optimise(square, [0.0], SGD(), 10).loss.shape == (1,)
    assert optimise(square, [0.0], SGD(), 10).converged
    short = optimise(square, [1.0], SGD(0.25), 100, tol=0.5)
    assert short.converged
    assert len(short.loss) == 3
    assert not optimise(square, [1.0], SGD(0.1), 3).converged
    assert not optimise(square, [0.0, 1.0], SGD(0.1), 3).converged
    assert len(optimise(square, [0.0, 1.0], SGD(0.1), 3).loss) == 4
    wild = optimise(lambda x: (float(x[0] ** 4), 4 * x**3), [10.0], SGD(1.0), 100)
    assert len(wild.loss) < 10
    assert not wild.converged
    assert not np.isfinite(wild.loss[-1])


def test_sweep_and_bound() -> None:
    losses = rate_sweep(square, [1.0], [0.1, 0.99, 1.01, 1e200], 300)

    assert losses[0] < losses[1] < 1 < losses[2]
    assert losses[3] == np.inf
    assert largest_stable_rate(2 * np.eye(3)) == 1.0
    # A quarter of the bound divides the distance by two.
    np.testing.assert_allclose(rate_sweep(square, [1.0], [0.25], 1), 0.25)
    slow = rate_sweep(lambda x: (float(x @ x) / 2, x), [1.0], [0.01], 200)
    np.testing.assert_allclose(np.sqrt(2 * slow), 0.134, atol=5e-4)


def test_worked_clipping() -> None:
    g, small = [np.array([3.0, 4.0]), np.array([0.3, 0.4])], np.array([0.03, 0.04])
    by_norm, norm = clip_by_norm(g, 1.0)

    np.testing.assert_allclose(norm, 5.0249, atol=5e-5)
    np.testing.assert_allclose(by_norm[0], [0.597, 0.796], atol=5e-4)
    np.testing.assert_allclose(by_norm[1], [0.0597, 0.0796], atol=5e-5)
    np.testing.assert_array_equal(clip_per_variable(g, 1.0)[1], g[1])
    np.testing.assert_array_equal(clip_by_norm([small], 1.0)[0][0], small)
    np.testing.assert_array_equal(clip_by_norm([np.zeros(2)], 1.0)[0][0], 0.0)
    v = np.array([3.0, 0.5])
    cosine = clip_by_value(v, 1.0) @ v / np.linalg.norm(clip_by_value(v, 1.0))
    assert cosine / np.linalg.norm(v) < 0.99


@given(st.integers(0, 1000), st.floats(1e-3, 1e3))
@settings(max_examples=20, deadline=None)
def test_clipping_by_norm_keeps_the_direction(seed: int, limit: float) -> None:
    g = np.random.default_rng(seed).normal(size=4) * 10
    (out,), norm = clip_by_norm([g], limit)

    np.testing.assert_allclose(out / np.linalg.norm(out), g / norm)
    assert np.linalg.norm(out) <= limit * (1 + 1e-12) or np.array_equal(out, g)


def test_clipping_saves_a_run_from_the_cliff() -> None:
    cliff = SURFACES["cliff"]
    plain = optimise(cliff, [1.0], SGD(1.0), 1)
    saved = optimise(cliff, [1.0], clipped(SGD(1.0), 0.5), 1)

    assert plain.theta[-1, 0] < -10
    np.testing.assert_allclose(saved.theta[-1], 0.5)


@pytest.mark.parametrize(
    ("kind", "explodes"),
    [("rnn", True), ("deep", True), ("large rate", True), ("gru", False),
     ("lstm", False), ("transformer", False)],
)  # fmt: skip
def test_what_explodes_and_what_clipping_does(kind: str, explodes: bool) -> None:
    plain = train_clipped(kind, None, np.random.default_rng(0))
    clipped_run = train_clipped(kind, 0.1, np.random.default_rng(0))

    assert clipped_run["finite"]
    assert clipped_run["norms"][0] == plain["norms"][0]
    assert len(clipped_run["losses"]) == 10
    grows = not plain["finite"] or plain["losses"][-1] > 1e6 * plain["losses"][0]
    assert grows is explodes


def test_what_was_learned_before_helps() -> None:
    found = fine_tune(np.random.default_rng(1))

    assert found["first task"] > 0.8
    assert found["SGD, fine-tuned"] > found["SGD, from scratch"] + 0.1
    assert found["Adam, fine-tuned"] > 0.8
    assert len(found) == 5


def test_a_guard_skips_and_counts() -> None:
    rule = guarded(SGD(0.1, 0.5))
    theta, state = rule(np.array([1.0]), np.array([1.0]), {})
    held, state = rule(theta, np.array([np.inf]), state)
    mixed, _ = rule(np.zeros(2), np.array([1.0, np.nan]), {})
    after, state = rule(held, np.array([0.0]), state)

    assert held == theta == 0.9
    assert not mixed.any()
    np.testing.assert_allclose(after, 0.85)
    assert state["skipped"] == 1


def test_watch_names_what_is_bad() -> None:
    found = watch({"w": [[3.0], [4.0]], "b": [12.0], "c": [np.inf]})

    assert found["bad"] == ["c"]
    assert found["norms"] == {"w": 5.0, "b": 12.0, "c": np.inf}
    assert watch({"w": [3.0, 4.0], "b": [12.0]})["norm"] == 13.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: optimise(square, [np.nan], SGD(), 1), r"theta\[0\] is nan"),
        (lambda: optimise(square, [1.0], SGD(), -1), "got -1"),
        (lambda: largest_stable_rate([[-1.0]]), "got -1"),
        (lambda: clip_by_value([1.0], 0.0), "got 0"),
        (lambda: clip_by_norm([[1.0]], -1.0), "got -1"),
        (lambda: clip_per_variable([[9.0]], 0.0), "got 0"),
        (lambda: clipped(SGD(), 0.0), "got 0"),
        (lambda: train_clipped("cnn", 1.0, np.random.default_rng(0)), "'cnn'"),
    ],
)
def test_what_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
