"""Statements about the chain rule, and their evidence."""

from __future__ import annotations

from collections.abc import Callable
from math import erf, exp, log, pi, sqrt
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.autodiff.black_scholes import call_price, greeks
from engine.autodiff.chain import Scalar, compose_derivative
from engine.autodiff.differences import (
    central_difference,
    forward_difference,
    gradient_error,
    step_sweep,
)
from engine.autodiff.dual import jvp
from engine.autodiff.expression import evaluate, steps, trace
from engine.autodiff.jacobian import chain_jacobian, jacobian_forward, jacobian_reverse
from engine.autodiff.memory import chain_jvp, chain_vjp
from engine.autodiff.oscillator import damping_sensitivity
from engine.autodiff.symbolic import differentiate
from engine.autodiff.tape import Value, vjp
from engine.losses.regression import mse
from engine.nn.activations import sigmoid, tanh
from engine.nn.gradient_flow import gradient_flow, square_weights
from engine.nn.initialisers import build_layers
from engine.nn.mlp import backward, forward
from engine.nn.training_step import tape_gradients
from engine.optim.adam import Adam
from engine.optim.momentum import SGD
from engine.training.on_tape import train_on_tape
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator

LINKS: list[tuple[Scalar, Scalar]] = [
    (np.sin, np.cos),
    (np.exp, np.exp),
    (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    (lambda x: x**2 - x, lambda x: 2 * x - 1),
    (lambda x: 1 / (1 + x**2), lambda x: -2 * x / (1 + x**2) ** 2),
]


def _wave(x: Any) -> Any:
    return np.sin(5 * x**3)


def _slope_of_wave(x: float) -> float:
    return 15 * x**2 * float(np.cos(5 * x**3))


@claim(
    "The derivative of a composition is the product of the derivatives, each taken where its "
    "own input is. Taken all at x, the product is wrong.",
    covers=["C36.01", "S36.01"],
)
def each_at_its_own_place(rng: Rng) -> Evidence:
    off, careless = 0.0, []
    for _ in range(10):
        stages = [LINKS[i] for i in rng.integers(len(LINKS), size=3)]
        x = float(rng.uniform(-1, 1))

        def composed(v: Array, stages: Any = stages) -> Array:
            for f, _ in stages:
                v = f(v)
            return v

        slope = compose_derivative(stages, x)[1]
        numeric = float(central_difference(composed, [x])[0, 0])
        off = max(off, abs(slope - numeric) / max(1.0, abs(numeric)))
        at_x = float(np.prod([derivative(x) for _, derivative in stages]))
        careless.append(abs(at_x - numeric) / max(0.1, abs(numeric)))
    shown = {
        "off from differences by at most": off,
        "all taken at x: off by, in the median": float(np.median(careless)),
    }
    return Evidence(
        min(within(off, 1e-6), above(float(np.median(careless)), 0.1)), shown
    )


@claim(
    "(3x² + 1)² at 2 is 169, with derivative 312; the derivative of sin(5x³) is 15x² cos(5x³).",
    covers=["W36.01", "W36.02", "W36.03", "S36.12", "Q36.01"],
)
def printed_numbers(rng: Rng) -> Evidence:
    x = Value(2.0)
    y = (3 * x**2 + 1) ** 2
    y.backward()
    at = float(rng.uniform(0.2, 1.5))
    slope = float(vjp(_wave, at, 1.0)[1])
    shown = {
        "y": float(y.data),
        "dy/dx": float(x.grad),
        "slope of the sine": slope,
        "15x² cos(5x³)": _slope_of_wave(at),
    }
    margins = [within(abs(float(y.data) - 169), 1e-9), within(abs(float(x.grad) - 312), 1e-9),
               within(abs(slope - _slope_of_wave(at)), 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


def _two_maps(rng: Rng) -> list[tuple[Callable[[Any], Any], Callable[[Array], Array]]]:
    """From 3 numbers to 4, and from 4 to 2, each with its Jacobian."""
    A, B = rng.normal(size=(4, 3)), rng.normal(size=(2, 4))
    return [
        (lambda x: np.tanh(A @ x), lambda x: (1 - np.tanh(A @ x) ** 2)[:, None] * A),
        (lambda h: np.exp(B @ h), lambda h: np.exp(B @ h)[:, None] * B),
    ]


@claim(
    "For vectors the derivatives are Jacobians, multiplied in the order of the functions: the "
    "outer one stands left. Forward mode gives the product by columns, reverse mode by rows.",
    covers=["S36.02", "C36.01", "C36.05"],
)
def jacobians_multiply(rng: Rng) -> Evidence:
    stages, x = _two_maps(rng), rng.normal(size=3)

    def both(v: Any) -> Any:
        return stages[1][0](stages[0][0](v))

    product = chain_jacobian(stages, x)
    by_columns, by_rows = jacobian_forward(both, x), jacobian_reverse(both, x)
    numeric = central_difference(both, x)
    shown = {
        "product off from differences": float(np.abs(product - numeric).max()),
        "columns off from the product": float(np.abs(by_columns - product).max()),
        "rows off from the product": float(np.abs(by_rows - product).max()),
    }
    far, columns, rows = shown.values()
    return Evidence(
        min(within(far, 1e-6), within(columns, 1e-10), within(rows, 1e-10)), shown
    )


@claim(
    "A gradient of n inputs takes n passes of forward mode, 2n runs of central differences, "
    "and one run of reverse mode with one walk back, whatever n is.",
    covers=["C36.05", "C36.13", "S36.05", "S36.04", "Q36.03"],
)
def passes_are_counted(rng: Rng) -> Evidence:
    runs = {"forward mode": 0, "differences": 0, "reverse mode": 0}
    n = 30
    w = rng.normal(size=n)

    def counted(name: str) -> Callable[[Any], Any]:
        def f(x: Any) -> Any:
            runs[name] += 1
            return np.sum(np.tanh(w * x) ** 2)

        return f

    x = rng.normal(size=n)
    forward_ = jacobian_forward(counted("forward mode"), x)
    numeric = central_difference(counted("differences"), x)
    reverse = jacobian_reverse(counted("reverse mode"), x)
    off = float(max(np.abs(forward_ - reverse).max(), np.abs(numeric - reverse).max()))
    margins = [within(off, 1e-7), within(abs(runs["forward mode"] - n), 0.5),
               within(abs(runs["differences"] - 2 * n), 0.5),
               within(abs(runs["reverse mode"] - 1), 0.5)]  # fmt: skip
    shown: dict[str, float] = {f"runs, {name}": float(k) for name, k in runs.items()}
    return Evidence(min(margins), shown | {"gradients are apart by": off})


@claim(
    "For one input and many outputs it is the other way round: forward mode has all derivatives "
    "in one pass, reverse mode needs a walk back for each output.",
    covers=["C36.05", "S36.04", "Q36.03"],
)
def few_inputs(rng: Rng) -> Evidence:
    rates = rng.uniform(0.5, 2.0, size=25)

    def decays(t: Any) -> Any:
        return np.exp(-rates * t)

    _, all_at_once = jvp(decays, 0.7, 1.0)
    walks, rows = 0, np.zeros(25)
    for i in range(25):
        rows[i] = vjp(decays, 0.7, np.eye(25)[i])[1]
        walks += 1
    off = float(np.abs(all_at_once - rows).max())
    far = float(np.abs(all_at_once + rates * np.exp(-0.7 * rates)).max())
    shown = {"passes forward": 1.0, "walks back": float(walks), "apart by": off}
    return Evidence(
        min(within(off, 1e-12), within(far, 1e-12), above(walks, 10)), shown
    )


@claim(
    "Backpropagation is the chain rule, layer by layer from the loss: gradients worked out by "
    "hand in matrices are those that the tape finds.",
    covers=["C36.02", "S36.09", "Q36.04"],
)
def by_hand_and_by_tape(rng: Rng) -> Evidence:
    layers = build_layers([3, 5, 4, 2], "xavier", rng)
    X, T = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    held = forward(layers, X, "tanh")
    _, by_output = mse(held[-1], T)
    by_hand = backward(layers, held, by_output, "tanh")
    _, recorded = tape_gradients(layers, X, T)
    apart, size = 0.0, 0.0
    for (W, b), (V, c) in zip(by_hand, recorded, strict=True):
        apart = max(apart, float(np.abs(W - V).max()), float(np.abs(b - c).max()))
        size = max(size, float(np.abs(W).max()))
    return Evidence(
        min(within(apart, 1e-12), above(size, 1e-3)),
        {"largest gradient": size, "apart by": apart},
    )


@claim(
    "The graph is a record of what was run, branches taken and all. It holds no derivatives; "
    "the chain rule enters when the record is walked backwards.",
    covers=["E36.01", "C36.03", "S36.03"],
    verdict="corrected",
    often="Frameworks build the graph by the chain rule.",
)
def a_record_first(rng: Rng) -> Evidence:
    def branching(v: Any) -> Any:
        return np.sin(v) * v if v > 0 else v * 2

    size = float(rng.uniform(0.5, 1.5))
    x = Value(size)
    y = branching(x)
    before = float(x.grad)
    right, left = len(list(y.history())), len(list(branching(Value(-size)).history()))
    y.backward()
    expected = float(np.cos(size) * size + np.sin(size))
    listed = steps(trace(lambda v: np.sin(v) * v, "x"))
    shown: dict[str, float | str] = {
        "gradient after the run": before,
        "after the walk back": float(x.grad),
        "entries for a positive x": float(right),
        "for a negative x": float(left),
        "the record": "; ".join(listed),
    }
    margins = [within(abs(before), 1e-12), within(abs(float(x.grad) - expected), 1e-12),
               above(right, left), within(abs(len(listed) - right), 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "An optimiser believes whatever gradient it is given. With one sign wrong in the first "
    "layer the loss falls for a while all the same, and ends at least twice as high, for SGD and "
    "for Adam.",
    covers=["C36.04", "S36.08"],
)
def a_wrong_sign_still_falls(rng: Rng) -> Evidence:
    X = rng.uniform(-2, 2, size=(20, 1))
    T = np.sin(2 * X)
    layers = build_layers([1, 8, 1], "xavier", rng)
    right_sgd = train_on_tape(layers, X, T, SGD(0.05, momentum=0.9), steps=60)
    wrong_sgd = train_on_tape(
        layers, X, T, SGD(0.05, momentum=0.9), steps=60, flip=True
    )
    right_adam = train_on_tape(layers, X, T, Adam(0.05), steps=60)
    wrong_adam = train_on_tape(layers, X, T, Adam(0.05), steps=60, flip=True)
    shown = {
        "loss at the start": float(right_sgd[0]),
        "SGD": float(right_sgd[-1]),
        "SGD, wrong sign": float(wrong_sgd[-1]),
        "Adam": float(right_adam[-1]),
        "Adam, wrong sign": float(wrong_adam[-1]),
    }
    margins = [above(float(wrong_sgd[-1]), 2 * float(right_sgd[-1])),
               above(float(wrong_adam[-1]), 2 * float(right_adam[-1])),
               above(float(right_sgd[0]), float(wrong_sgd.min())),
               above(float(right_sgd[0]), float(wrong_adam.min()))]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Comparing with central differences finds a wrong sign or a missing term at once: right "
    "gradients are off by less than 1e-7, wrong ones by more than 1e-2.",
    covers=["C36.04", "C36.07", "H36.03", "S36.07"],
)
def a_check_finds_it(rng: Rng) -> Evidence:
    A = rng.normal(size=(4, 4))

    def f(x: Array) -> Array:
        return np.asarray(np.exp(x @ A @ x / 4) + (x**2).sum())

    x = rng.uniform(0.2, 1.0, size=4)
    outer = np.exp(x @ A @ x / 4) / 4
    right = gradient_error(f, x, outer * (A + A.T) @ x + 2 * x)
    one_path = gradient_error(f, x, outer * A @ x + 2 * x)
    wrong_sign = gradient_error(f, x, -outer * (A + A.T) @ x + 2 * x)
    shown = {"right": right, "one of two paths": one_path, "a wrong sign": wrong_sign}
    margins = [within(right, 1e-7), above(one_path, 1e-2), above(wrong_sign, 1e-2)]
    return Evidence(min(margins), shown)


@claim(
    "Applied to formulas the rule gives formulas, and written out they swell: for a product of "
    "eight factors the derivative is more than four times as long as the function.",
    covers=["C36.06", "S36.06", "H36.04"],
)
def formulas_swell(rng: Rng) -> Evidence:
    def nested(x: Any) -> Any:
        y = x
        for k in range(1, 9):
            y = y * np.sin(x + k)
        return y

    function = trace(nested, "x")
    derivative = differentiate(function, "x")
    at = float(rng.uniform(0.2, 1.0))
    exact = evaluate(derivative, x=at)
    carried = float(jvp(nested, at, 1.0)[1])
    longer = len(str(derivative)) / len(str(function))
    shown = {
        "signs of the function": float(len(str(function))),
        "signs of its derivative": float(len(str(derivative))),
        "value of the formula": float(exact),
        "by dual numbers": carried,
    }
    return Evidence(
        min(above(longer, 4), within(abs(float(exact) - carried), 1e-9)), shown
    )


@claim(
    "Differences have a best step. For sin(5x³) near 1 the forward one has its least error with "
    "steps of about 1e-9, the central one with about 1e-6 and a fiftieth of that error or less; "
    "smaller steps make both worse.",
    covers=["C36.07", "S36.07", "L36.01"],
)
def differences_have_a_best_step(rng: Rng) -> Evidence:
    x = float(rng.uniform(0.98, 1.02))
    sizes = np.logspace(-13, -1, 37)
    first, central = step_sweep(_wave, _slope_of_wave(x), x, sizes)
    # Single steps are lucky at times; take the median of neighbours.
    smooth = [np.median([e[:-2], e[1:-1], e[2:]], axis=0) for e in (first, central)]
    best_first, best_central = (float(sizes[1:-1][e.argmin()]) for e in smooth)
    least_first, least_central = (float(e.min()) for e in smooth)
    shown = {
        "best step, forward": best_first,
        "its error": least_first,
        "best step, central": best_central,
        "its error there": least_central,
        "central error at 1e-13": float(central[0]),
    }
    margins = [within(abs(log(best_first) - log(1e-9)), log(30)),
               within(abs(log(best_central) - log(1e-6)), log(30)),
               above(least_first, 50 * least_central),
               above(float(central[0]), 1_000 * least_central)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Automatic differentiation has no step and no such error: forward and reverse mode agree "
    "with the formula to 13 digits where differences have 11 at best.",
    covers=["C36.08", "S36.04", "S36.05"],
)
def exact_to_rounding(rng: Rng) -> Evidence:
    by_mode: dict[str, float] = {
        "forward mode": 0.0,
        "reverse mode": 0.0,
        "differences": 0.0,
    }
    for x in rng.uniform(0.3, 0.6, size=5):
        exact = _slope_of_wave(float(x))
        found = (
            float(jvp(_wave, x, 1.0)[1]),
            float(vjp(_wave, x, 1.0)[1]),
            float(central_difference(_wave, [x])[0, 0]),
        )
        for name, slope in zip(by_mode, found, strict=True):
            by_mode[name] = max(by_mode[name], abs(slope / exact - 1))
    forward_, reverse, numeric = by_mode.values()
    margins = [within(forward_, 1e-13), within(reverse, 1e-13), above(numeric, 1e-11)]
    return Evidence(
        min(margins), {f"relative error, {name}": e for name, e in by_mode.items()}
    )


@claim(
    "Reverse mode remembers every intermediate result, forward mode none. With checkpoints "
    "every √L stages it remembers about 2√L, runs the stages once more, and finds the same "
    "gradient to the last bit.",
    covers=["C36.09", "S36.13"],
)
def what_is_remembered(rng: Rng) -> Evidence:
    stages = [np.sin, np.tanh] * 32
    x = rng.normal(size=5)
    _, short = chain_jvp(stages[:16], x, np.ones(5))
    _, held = chain_jvp(stages, x, np.ones(5))
    full, tape = chain_vjp(stages, x, np.ones(5))
    again, checkpointed = chain_vjp(stages, x, np.ones(5), segment=8)
    apart = float(np.abs(full - again).max())
    shown = {
        "forward, 16 stages": float(short),
        "forward, 64 stages": float(held),
        "reverse, 64 stages": float(tape),
        "with checkpoints": float(checkpointed),
        "gradients are apart by": apart,
    }
    margins = [within(abs(held - short), 0.5), above(tape, 3 * checkpointed),
               above(checkpointed, held), within(apart, 1e-300)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "The slope of a sigmoid is at most a quarter, so ten of them in a row have at most a "
    "quarter to the tenth, 9.5e-7. The slope of tanh is 1 at 0: ten of them there lose nothing.",
    covers=["E36.02", "C36.10", "S36.14", "Q36.02"],
    verdict="corrected",
    often="Gradients vanish because the sigmoid's derivative is below 1.",
)
def a_quarter_at_most(rng: Rng) -> Evidence:
    def of(f: Callable[[Any], Any]) -> tuple[Scalar, Scalar]:
        return (lambda z: float(f(z)[0]), lambda z: float(f(z)[1]))

    most = 0.0
    for x in np.append(rng.normal(size=20), 0.0):
        most = max(most, compose_derivative([of(sigmoid)] * 10, float(x))[1])
    flat = compose_derivative([of(tanh)] * 10, 0.0)[1]
    steep = float(sigmoid(np.zeros(1))[1][0])
    shown = {"slope of a sigmoid at 0": steep, "most of ten sigmoids": most,
             "a quarter to the tenth": 0.25**10, "ten of tanh at 0": flat}  # fmt: skip
    margins = [within(abs(steep - 0.25), 1e-12), above(0.25**10, most),
               within(abs(flat - 1), 1e-12)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Through depth gradients go like a product: with weights a little too small the first of "
    "30 layers gets less than a thousandth of the last one's, a little too large more than a "
    "thousand times as much.",
    covers=["C36.10", "S36.14", "Q36.02"],
)
def products_through_depth(rng: Rng) -> Evidence:
    X, G = rng.normal(size=(8, 40)), rng.normal(size=(8, 40))
    ratio = []
    for gain in (0.9, 2.2):
        weights = square_weights(30, 40, gain, rng)
        deltas = gradient_flow(weights, X, G, activation="relu").deltas
        ratio.append(float(deltas[0] / deltas[-1]))
    shown = {"small weights: first over last": ratio[0], "large weights": ratio[1]}
    return Evidence(min(within(ratio[0], 1e-3), above(ratio[1], 1e3)), shown)


@claim(
    "A vanishing gradient is right, not rounded: through 40 stages it is below 1e-12 and still "
    "has 12 right digits.",
    covers=["E36.03", "C36.10"],
    verdict="corrected",
    often="Vanishing and exploding gradients are numerical instability.",
)
def tiny_and_right(rng: Rng) -> Evidence:
    w = rng.uniform(0.3, 0.5, size=40)

    def deep(x: Any) -> Any:
        for v in w:
            x = np.tanh(v * x)
        return x

    # In closed form: each stage's slope by its output, multiplied as logarithms.
    h, logarithm = 0.3, 0.0
    for v in w:
        h = float(np.tanh(v * h))
        logarithm += log(v) + log(1 - h * h)
    carried, walked = float(jvp(deep, 0.3, 1.0)[1]), float(vjp(deep, 0.3, 1.0)[1])
    off = max(abs(carried / exp(logarithm) - 1), abs(walked / exp(logarithm) - 1))
    shown = {"gradient": carried, "relative error": off}
    return Evidence(min(within(carried, 1e-12), within(off, 1e-12)), shown)


@claim(
    "A thousand nested functions are no harder than ten: both modes give the product of a "
    "thousand slopes, without recursion.",
    covers=["C36.12", "S36.05", "S36.04"],
)
def a_thousand_deep(rng: Rng) -> Evidence:
    x = float(rng.uniform(0.5, 1.5))

    def deep(v: Any) -> Any:
        for _ in range(1_000):
            v = np.sin(v)
        return v

    product, v = 1.0, x
    for _ in range(1_000):
        product *= float(np.cos(v))
        v = float(np.sin(v))
    carried, walked = float(jvp(deep, x, 1.0)[1]), float(vjp(deep, x, 1.0)[1])
    off = max(abs(carried / product - 1), abs(walked / product - 1))
    shown = {"product of 1,000 slopes": product, "relative error": off}
    return Evidence(min(within(off, 1e-10), above(product, 1e-12)), shown)


@claim(
    "A simulation is a composition too: dual numbers through every step of an integrator give "
    "the amplitude's slope by the damping as the closed form does.",
    covers=["C36.11", "S36.10"],
)
def through_a_simulation(rng: Rng) -> Evidence:
    c, k, t = float(rng.uniform(0.1, 0.6)), float(rng.uniform(0.8, 2.0)), 3.0
    value, slope = damping_sensitivity(c, k, t, n_steps=80)
    root = sqrt(k - c * c / 4)
    closed = exp(-c * t / 2) * sqrt(k) / root
    by_damping = closed * (-t / 2 + c / (4 * root**2))
    shown = {"amplitude": value, "slope": slope, "closed form": by_damping}
    return Evidence(
        min(within(abs(value - closed), 1e-6), within(abs(slope - by_damping), 1e-6)),
        shown,
    )


@claim(
    "Differentiating the price of an option gives its Greeks: for S = 100, K = 95, r = 0.03, "
    "sigma = 0.25 and half a year the call costs 10.4969, with delta 0.678461 and vega 25.3376.",
    covers=["C36.11", "S36.11"],
)
def greeks_of_a_call(rng: Rng) -> Evidence:
    found = greeks(100.0, 95.0, 0.03, 0.25, 0.5)
    price = float(call_price(100.0, 95.0, 0.03, 0.25, 0.5))
    S, T, sigma = float(rng.uniform(80, 120)), 0.7, 0.3
    other = greeks(S, 100.0, 0.02, sigma, T)
    d1 = (log(S / 100) + (0.02 + sigma**2 / 2) * T) / (sigma * sqrt(T))
    delta = (1 + erf(d1 / sqrt(2))) / 2
    vega = S * sqrt(T) * exp(-d1 * d1 / 2) / sqrt(2 * pi)
    off = max(abs(other["delta"] - delta), abs(other["vega"] - vega))
    shown = {"price": price, "delta": found["delta"], "vega": found["vega"],
             "another call, off from the closed form by": off}  # fmt: skip
    margins = [within(abs(price - 10.4969), 5e-5), within(abs(found["delta"] - 0.678461), 1e-6),
               within(abs(found["vega"] - 25.3376), 5e-5), within(off, 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A graph needs care. What is used twice gets the sum of both paths; what is detached lets "
    "nothing through; and recorded numbers cannot be edited, for the walk back needs them.",
    covers=["C36.14", "S36.05"],
)
def handle_with_care(rng: Rng) -> Evidence:
    size = float(rng.uniform(0.5, 2.0))
    x = Value(size)
    (x * np.exp(x)).backward()
    both = float(x.grad)
    (x * np.exp(x).detach()).backward()
    one = float(x.grad)
    y = x * x
    try:
        y.data[...] = 0.0
        edited = 1.0
    except ValueError:
        edited = 0.0
    shown = {
        "x exp(x): both paths": both,
        "with exp(x) detached": one,
        "an edit went through": edited,
    }
    margins = [within(abs(both - (1 + size) * exp(size)), 1e-9),
               within(abs(one - exp(size)), 1e-9), within(edited, 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Half the calls, a thousand times the error: forward differences are off by their step "
    "times half the second derivative.",
    covers=["C36.07", "S36.07"],
)
def first_order_error(rng: Rng) -> Evidence:
    x, h = float(rng.uniform(0.5, 1.0)), 1e-4
    slope = float(forward_difference(np.exp, [x], h)[0, 0])
    expected = h / 2 * exp(x)
    error = slope - exp(x)
    central = abs(float(central_difference(np.exp, [x], h)[0, 0]) - exp(x))
    shown = {"error": error, "half the step times f''": expected, "central": central}
    return Evidence(
        min(within(abs(error / expected - 1), 1e-2), above(error, 1_000 * central)),
        shown,
    )
