"""Batches, training, schedules, stopping and search."""

from collections.abc import Callable
from itertools import islice

import numpy as np
import pytest
import torch

from engine.losses.regression import mse
from engine.optim.batches import batches
from engine.optim.bayesian import bayesian_search, expected_improvement, gp_posterior
from engine.optim.early_stopping import early_stop
from engine.optim.gradient_check import slopes
from engine.optim.momentum import SGD
from engine.optim.plateau import reduce_on_plateau
from engine.optim.schedule_race import escape_rate, noisy_bowl, race
from engine.optim.schedules import (
    advise,
    cosine,
    exponential,
    inverse_time,
    scheduled,
    step_decay,
    warm_restarts,
    warm_up,
)
from engine.optim.search import grid, random_search, successive_halving
from engine.optim.stochastic import has_settled, sgd_steps
from engine.optim.surfaces import rosenbrock
from engine.optim.torch_loop import train_torch
from engine.optim.training import train, train_line

RNG = np.random.default_rng(0)
X = RNG.normal(size=(64, 3))
Y = X @ [1.0, -2.0, 0.5] + 0.1 * RNG.normal(size=64)


def loss(theta: np.ndarray, X: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    value, g = mse(X @ theta, y)
    return value, X.T @ g


def test_each_row_once_an_epoch() -> None:
    found = list(batches(10, 4, np.random.default_rng(1)))

    assert [len(b) for b in found] == [4, 4, 2]
    assert sorted(np.concatenate(found).tolist()) == list(range(10))
    assert [len(b) for b in batches(3, 99, np.random.default_rng(1))] == [3]


def test_updates_of_50000_rows() -> None:
    rng = np.random.default_rng(0)
    counts = [len(list(batches(50_000, B, rng))) for B in (16, 32, 128, 256, 512)]

    assert counts == [3125, 1563, 391, 196, 98]


def test_batch_gradients_are_right_on_average_with_a_variance_of_1_over_size() -> None:
    theta = np.zeros(3)
    full = loss(theta, X, Y)[1]
    singles = np.array([loss(theta, X[[i]], Y[[i]])[1] for i in range(64)])
    rng = np.random.default_rng(0)
    fours = np.array(
        [
            loss(theta, X[rows], Y[rows])[1]
            for _ in range(200)
            for rows in batches(64, 4, rng)
        ]
    )

    np.testing.assert_allclose(singles.mean(axis=0), full, atol=1e-13)
    np.testing.assert_allclose(fours.mean(axis=0), full, atol=1e-12)
    # Without replacement: times (n - B) / (n - 1).
    ratio = singles.var(axis=0).sum() / fours.var(axis=0).sum()
    np.testing.assert_allclose(ratio, 4 * 63 / 60, rtol=0.1)


def test_sizes_from_one_row_to_all() -> None:
    best = np.linalg.lstsq(X, Y, rcond=None)[0]
    for size, updates in ((1, 64 * 30), (16, 4 * 30), (64, 30), (999, 30)):
        found = train(
            loss, np.zeros(3), (X, Y), SGD(0.02), np.random.default_rng(0),
            size=size, epochs=30,
        )  # fmt: skip
        assert found.updates == updates
        assert found.losses.shape == (30,)
        assert found.validation.size == 0
    np.testing.assert_allclose(
        train(loss, np.zeros(3), (X, Y), SGD(0.2), np.random.default_rng(0),
              size=64, epochs=200).theta, best, atol=1e-8)  # fmt: skip


def test_the_usual_batch_has_32_rows_for_10_epochs() -> None:
    found = train(loss, np.zeros(3), (X, Y), SGD(), np.random.default_rng(0))

    assert found.updates == 20


def test_patience_gives_back_the_best_epoch() -> None:
    """A rate above the bound: every epoch is worse than the first."""
    found = train(
        loss, np.zeros(3), (X, Y), SGD(2.0), np.random.default_rng(0),
        size=64, epochs=50, validation=(X, Y), patience=3,
    )  # fmt: skip

    assert len(found.losses) == 4
    np.testing.assert_allclose(loss(found.theta, X, Y)[0], found.validation[0])
    np.testing.assert_allclose(found.losses, found.validation)


def test_the_line_of_the_course() -> None:
    x = np.linspace(-1, 1, 50)
    path = train_line(x, 2 * x + 1)

    np.testing.assert_allclose(path.theta[-1], [2.0, 1.0], atol=0.15)
    assert path.loss[-1] < 0.01 < path.loss[0]
    assert len(path.theta) == 101


def test_single_steps_follow_the_row_that_was_picked() -> None:
    steps = list(islice(sgd_steps(loss, np.zeros(3), (X, Y), 0.05,
                                  np.random.default_rng(0)), 300))  # fmt: skip
    value, g = loss(np.zeros(3), X[[steps[0].row]], Y[[steps[0].row]])

    assert steps[0].loss == value
    np.testing.assert_allclose(steps[0].gradient, g)
    np.testing.assert_allclose(steps[0].theta, -0.05 * g)
    np.testing.assert_allclose(steps[-1].theta, [1.0, -2.0, 0.5], atol=0.1)
    assert len({s.row for s in steps}) > 55


@pytest.mark.parametrize(
    ("losses", "settled"),
    [
        ([1.0] * 3, False),
        ([1.0] * 4, True),
        ([2.0, 2.0, 1.0, 1.0], False),
        ([1.0, 1.0, 2.0, 2.0], True),
        ([1.0, 1.0, 0.9, 0.9], True),
        ([1.0, 1.0, 0.8, 0.8], False),
        ([9.0, 1.0, 1.0, 1.0, 1.0], True),
    ],
)
def test_settled(losses: list[float], settled: bool) -> None:
    assert has_settled(losses, window=2, tol=0.101) is settled


def test_settled_by_default_after_twenty() -> None:
    assert not has_settled([1.0] * 19)
    assert has_settled([1.0] * 20)
    assert not has_settled(list(1 - 0.001 * np.arange(20)))


def test_torch_needs_zeroed_gradients() -> None:
    """Without zero_grad the second backward adds to the first."""
    w = torch.ones(1, requires_grad=True)
    for _ in range(2):
        (3 * w).sum().backward()

    assert w.grad is not None
    assert w.grad.item() == 6.0
    model = torch.nn.Linear(1, 1)
    data = [(torch.ones(4, 1), torch.ones(4, 1))] * 2
    found = train_torch(
        model, data, torch.nn.functional.mse_loss,
        torch.optim.SGD(model.parameters(), lr=0.1), epochs=5,
    )  # fmt: skip
    assert len(found) == 10
    assert found[-1] < found[0]
    once = train_torch(model, data, lambda out, target: (out - 3 * target).mean(),
                       torch.optim.SGD(model.parameters(), lr=0.0))  # fmt: skip
    np.testing.assert_allclose(
        once, [model(torch.ones(1, 1)).item() - 3] * 2, rtol=1e-5
    )


def test_worked_cosine_and_plateau() -> None:
    np.testing.assert_allclose(
        cosine(np.arange(11), 10, 0.1, 1e-6),
        [0.1, 0.0976, 0.0905, 0.0794, 0.0655, 0.05, 0.0345, 0.0206, 0.00955, 0.00245,
         1e-6],
        atol=5e-5,
    )  # fmt: skip
    rates = np.unique(reduce_on_plateau(np.ones(100)))[::-1]

    assert len(rates) == 11
    np.testing.assert_allclose(rates[9:], [1.953e-6, 1e-6], rtol=1e-3)
    np.testing.assert_allclose(cosine([15, 20], 10), [0.05, 0.1])


@pytest.mark.parametrize("library", ["torch", "keras"])
def test_the_wrong_mode_cuts_a_run_that_improves(library: str) -> None:
    accuracy = np.linspace(0.5, 0.9, 20)

    assert reduce_on_plateau(accuracy, mode="max", library=library)[-1] == 1e-3  # type: ignore[arg-type]
    assert reduce_on_plateau(accuracy, mode="min", library=library)[-1] < 1e-3  # type: ignore[arg-type]


def test_an_improvement_of_less_than_the_threshold_is_none() -> None:
    slow = 10.0 - 2e-4 * np.arange(10)

    # A share of 1e-4 of 10 is more than four steps, 1e-4 itself is less.
    assert reduce_on_plateau(slow, library="torch")[-1] == 5e-4
    assert reduce_on_plateau(slow, library="keras")[-1] == 1e-3
    assert reduce_on_plateau([1.0, 1.0], patience=0)[-1] == 5e-4
    assert reduce_on_plateau([1.0, 1.0], patience=0, library="keras")[-1] == 5e-4


def test_restarts() -> None:
    t = np.arange(14)

    np.testing.assert_array_equal(t[warm_restarts(t, 2, 2, 0.3) == 0.3], [0, 2, 6])
    np.testing.assert_array_equal(t[warm_restarts(t, 5) == 0.1], [0, 5, 10])


def test_defaults_start_at_a_tenth() -> None:
    starts = [
        cosine(0, 5), warm_restarts(0, 5), exponential(0, 1.0), step_decay(0, 5),
        warm_up(9, 10), inverse_time(0, 1.0),
    ]  # fmt: skip

    np.testing.assert_allclose(starts, 0.1)
    np.testing.assert_allclose(cosine(5, 5), 0.0, atol=1e-17)
    np.testing.assert_allclose(step_decay(5, 5), 0.01)
    np.testing.assert_allclose(warm_up([0, 4, 50], 10), [0.01, 0.05, 0.1])


def test_a_scheduled_rule_counts_its_steps() -> None:
    rule = scheduled(SGD(), lambda t: t + 1.0)
    theta, state = np.array([0.0]), {}
    for _ in range(3):
        theta, state = rule(theta, np.array([1.0]), state)

    assert theta == -6.0


def test_advice() -> None:
    names = [advise(s) for s in ("stalls", "smooth", "cyclic", "fast start")]

    assert names == ["plateau", "cosine", "warm_restarts", "exponential"]
    assert advise("unstable start") == "warm_up"


def test_the_noise_floor_is_proportional_to_the_rate() -> None:
    floors = [noisy_bowl(np.full(4000, lr))[-1] for lr in (0.02, 0.01, 0.005)]

    np.testing.assert_allclose(floors, [lr / (2 - lr) for lr in (0.02, 0.01, 0.005)])
    falling = noisy_bowl(inverse_time(np.arange(4000), 0.05, 0.1))[-1]
    assert falling < floors[-1]
    assert noisy_bowl([0.5], start=3.0)[0] == 9.0


def test_schedules_that_fall_win_the_race() -> None:
    found = race()

    assert max(found, key=lambda name: found[name]) == "constant"
    np.testing.assert_allclose(found["constant"], 0.5 / 1.5 / 2, rtol=1e-9)
    assert sorted(found) == ["constant", "cosine", "exponential", "step",
                             "warm restarts"]  # fmt: skip
    assert all(found[name] < 0.02 for name in found if name != "constant")
    assert race(steps=1)["cosine"] == race(steps=1)["step"]
    t = np.arange(200)
    for name, rates in {
        "warm restarts": warm_restarts(t, 100, 1, 0.5),
        "exponential": exponential(t, np.log(1000) / 200, 0.5),
        "step": step_decay(t, 66, 0.1, 0.5),
    }.items():
        np.testing.assert_allclose(found[name], noisy_bowl(rates, 10.0)[-1] / 2)


def test_noise_and_restarts_leave_the_worse_minimum() -> None:
    rng = np.random.default_rng(0)
    # A seed for each run: the same noise for all would give 0 or 1.
    quiet, loud = (
        escape_rate(lambda t: 0.05, rng, runs=200, sigma=s) for s in (0.5, 4.0)
    )
    falling = escape_rate(lambda t: exponential(t, 0.05, 0.1), rng, runs=200)
    restarts = escape_rate(lambda t: warm_restarts(t, 50, 1, 0.1), rng, runs=200)

    assert quiet < 0.02
    assert 0.3 < loud < 0.98
    assert restarts > falling


@pytest.mark.parametrize(
    ("history", "patience", "delta", "answer"),
    [
        ([3.0, 2.0, 1.0], 1, 0.0, (2, None)),
        ([1.0, 1.0, 1.0], 2, 0.0, (0, 2)),
        ([1.0, 2.0, 0.5, 2.0], 2, 0.0, (2, None)),
        ([1.0, 0.9, 0.8, 0.7], 2, 0.15, (2, None)),
        ([1.0, 0.9, 0.95], 2, 0.5, (0, 2)),
        ([1.0], 1, 0.0, (0, None)),
    ],
)
def test_early_stopping(
    history: list[float], patience: int, delta: float, answer: tuple[int, int | None]
) -> None:
    assert early_stop(history, patience, delta) == answer


def test_patience_is_five_by_default() -> None:
    assert early_stop([1.0] * 6) == (0, 5)


def test_the_gradient_is_the_steepest_direction() -> None:
    angles = np.linspace(0, 2 * np.pi, 721)
    found = slopes(rosenbrock, [0.5, -0.3], angles)
    g = rosenbrock([0.5, -0.3])[1]

    np.testing.assert_allclose(
        angles[found.argmax()], np.arctan2(g[1], g[0]) % (2 * np.pi), atol=0.01
    )
    np.testing.assert_allclose(found.max(), np.linalg.norm(g), rtol=1e-4)


def test_grid_and_random() -> None:
    assert len(list(grid({"a": [1, 2, 3], "b": "xy"}))) == 6
    draws = random_search(
        {"lr": lambda rng: 10 ** rng.uniform(-4, -1), "b": [16, 32]}, 50,
        np.random.default_rng(0),
    )  # fmt: skip
    assert len({d["lr"] for d in draws}) == 50
    assert {d["b"] for d in draws} == {16, 32}
    assert all(1e-4 <= d["lr"] <= 0.1 for d in draws)


def test_halving_spends_about_the_same_each_round() -> None:
    seen: list[int] = []

    def evaluate(settings: dict[str, int], budget: int) -> float:
        seen.append(budget)
        return float(settings["i"])

    rounds = successive_halving(evaluate, [{"i": i} for i in range(9)], budget=2)

    assert seen == [2] * 9 + [6] * 3 + [18]
    assert [s["i"] for s, _ in rounds[1]] == [0, 1, 2]
    assert len(successive_halving(evaluate, [{"i": 1}, {"i": 0}], factor=2)) == 2


def test_a_process_interpolates_and_forgets() -> None:
    mean, sd = gp_posterior([[0.0], [0.5]], [1.0, -1.0], [[0.0], [0.5], [50.0]])

    np.testing.assert_allclose(mean, [1.0, -1.0, 0.0], atol=1e-4)
    np.testing.assert_allclose(sd, [0.0, 0.0, 1.0], atol=2e-3)
    assert expected_improvement([1.0], [0.0], 0.5) == 0.0


def test_bayesian_search_beats_random_points() -> None:
    def valley(x: np.ndarray) -> float:
        return float(((x - [3.0, -1.0]) ** 2).sum())

    box = [[0.0, 10.0], [-5.0, 5.0]]
    points, values = bayesian_search(valley, box, np.random.default_rng(0), 25)
    random = np.random.default_rng(1).uniform([0, -5], [10, 5], (25, 2))

    assert values.min() < 0.2 * min(valley(x) for x in random)
    assert points.shape == (25, 2)
    assert (points >= [0, -5]).all()
    assert (points <= [10, 5]).all()
    flat, ones = bayesian_search(lambda x: 1.0, box, np.random.default_rng(0))
    assert ones.shape == (20,)
    # What f is matters from the fifth point on.
    assert (flat[:4] == points[:4]).all()
    assert not (flat[4] == points[4]).any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: next(batches(0, 1, RNG)), "got 0 and 1"),
        (lambda: next(batches(1, 0, RNG)), "got 1 and 0"),
        (lambda: train(loss, [0.0], ([[1.0]], [1.0]), SGD(), RNG, patience=1), "needs"),
        (lambda: warm_restarts(0, 0), "got 0 and 1"),
        (lambda: advise("sunny"), "'sunny'"),
        (lambda: reduce_on_plateau([1.0], factor=1.0), "got 1"),
        (lambda: reduce_on_plateau([1.0], patience=-1), "got -1"),
        (lambda: reduce_on_plateau([1.0], mode="low"), "'low'"),  # type: ignore[arg-type]
        (lambda: early_stop([1.0], 0), "got 0"),
        (lambda: early_stop([1.0], 1, -1.0), "-1.0"),
        (lambda: has_settled([1.0], 0), "got 0"),
        (lambda: successive_halving(lambda s, b: 0.0, []), "candidate"),
        (lambda: gp_posterior([[0.0]], [0.0], [[0.0]], length=0.0), "got 0"),
        (lambda: gp_posterior([[0.0]], [0.0], [[0.0, 1.0]]), "2 features"),
        (lambda: bayesian_search(lambda x: 0.0, [[1.0, 0.0]], RNG), "bounds"),
    ],
)
def test_what_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
