"""Expression graphs, symbolic derivatives, and two uses of dual numbers."""

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.autodiff.black_scholes import call_price, greeks
from engine.autodiff.dual import Dual
from engine.autodiff.expression import Expression, evaluate, steps, trace
from engine.autodiff.oscillator import amplitude, damping_sensitivity
from engine.autodiff.symbolic import differentiate, simplify
from engine.autodiff.tape import gradient

UNARY = [np.sin, np.cos, np.tanh, np.exp, lambda t: -t, lambda t: t**2, lambda t: t * t]
BINARY = [np.add, np.subtract, np.multiply, lambda a, b: a / (b * b + 1)]


def composition(seed: int):
    """A random function of two numbers, five operations deep."""
    rng = np.random.default_rng(seed)
    unary, binary = rng.integers(len(UNARY), size=5), rng.integers(len(BINARY), size=5)

    def f(x, y):
        for i, j in zip(unary, binary, strict=True):
            x, y = UNARY[i](x) / 2, BINARY[j](x, y)
        return x + y

    return f


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.floats(-2, 2), st.floats(-2, 2))
def test_three_modes_give_one_derivative(seed: int, x: float, y: float) -> None:
    f = composition(seed)
    graph = trace(f, "x", "y")
    symbolic = [evaluate(differentiate(graph, name), x=x, y=y) for name in "xy"]
    forward = [f(Dual(x, 1.0), Dual(y)).tangent, f(Dual(x), Dual(y, 1.0)).tangent]

    np.testing.assert_allclose(symbolic, gradient(f)(x, y), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(symbolic, forward, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(evaluate(graph, x=x, y=y), f(x, y))


def test_the_question_of_the_interview() -> None:
    """d sin(5 x^3) / dx = 15 x^2 cos(5 x^3)."""
    x = sympy.Symbol("x")
    found = sympy.sympify(str(differentiate(trace(lambda t: np.sin(5 * t**3), "x"),
                                            "x")))  # fmt: skip

    assert sympy.simplify(found - 15 * x**2 * sympy.cos(5 * x**3)) == 0


x = Expression("x")


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (x + 0, "x"), (0 + x, "x"), (x - 0, "x"), (0 - x, "(0 - x)"),
        (x * 1, "x"), (1 * x, "x"), (x * 0, "0"), (0 * x, "0"),
        (x / 1, "x"), (0 / x, "0"), (1 / x, "(1 / x)"),
        (x**1, "x"), (x**0, "1"), (1 + x, "(1 + x)"), (2 * x, "(2 * x)"),
        (x * 2 + (Expression(1.0) + 2), "((x * 2) + 3)"), (-x, "negative(x)"),
        (np.exp(Expression(0.0)) * x, "x"), (x - 1, "(x - 1)"), (x**2, "(x ** 2)"),
    ],
)  # fmt: skip
def test_simplify(long: Expression, short: str) -> None:
    assert str(simplify(long)) == short


def test_nested_products_swell_as_formulas_but_not_as_graphs() -> None:
    product = x
    for _ in range(6):
        product = product * (product + 1)
    derivative = differentiate(product, "x")

    assert len(str(derivative)) > 10 * len(list(derivative.nodes()))
    assert len(list(product.nodes())) == 1 + 3 * 6
    # Of each stage p (p + 1): what it was, and one p' (p + 1) + p p'.
    assert len(list(derivative.nodes())) <= 1 + 3 * 6 + 3 * 6
    assert simplify(product) is product
    np.testing.assert_allclose(
        evaluate(derivative, x=0.1), gradient(_nest)(0.1)[0], rtol=1e-12
    )


def _nest(t):
    for _ in range(6):
        t = t * (t + 1)
    return t


def test_other_variables_are_constants() -> None:
    graph = trace(lambda a, b: a * b, "a", "b")

    assert str(differentiate(graph, "a")) == "b"
    assert str(differentiate(graph, "c")) == "0"
    assert str(differentiate(trace(lambda a: 3.0, "a"), "a")) == "0"
    assert str(differentiate(Expression(-2.0) ** trace(lambda a: 2, "a"), "a")) == "0"


def test_steps_are_in_order_and_not_repeated() -> None:
    graph = trace(lambda a, b: np.sin(a * b) + a * 2, "a", "b")

    assert steps(graph) == [
        "v0 = a",
        "v1 = b",
        "v2 = multiply(v0, v1)",
        "v3 = sin(v2)",
        "v4 = 2",
        "v5 = multiply(v0, v4)",
        "v6 = add(v3, v5)",
    ]
    assert repr(graph) == "Expression((sin((a * b)) + (a * 2)))"


def test_bad_graphs_are_named() -> None:
    with pytest.raises(ValueError, match="y has no value; given: \\['x'\\]"):
        evaluate(x + Expression("y"), x=1.0)
    with pytest.raises(ValueError, match="must differ"):
        trace(lambda a, b: a, "a", "a")
    with pytest.raises(ValueError, match="floor has no rule"):
        differentiate(np.floor(x), "x")
    with pytest.raises(TypeError, match="reduce"):
        np.add.reduce(x)


def test_greeks_of_the_course() -> None:
    found = greeks(100.0, 95.0, 0.03, 0.25, 0.5)

    np.testing.assert_allclose(
        [call_price(100.0, 95.0, 0.03, 0.25, 0.5), found["delta"], found["vega"]],
        [10.4969, 0.678461, 25.3376],
        rtol=5e-6,
    )


def test_black_scholes_satisfies_its_equation() -> None:
    """theta + r S delta + sigma^2 S^2 gamma / 2 = r C."""
    S, K, r, sigma, T = 110.0, 95.0, 0.04, 0.3, 1.5
    found = greeks(S, K, r, sigma, T)
    left = (
        found["theta"] + r * S * found["delta"] + sigma**2 * S**2 * found["gamma"] / 2
    )

    np.testing.assert_allclose(left, r * call_price(S, K, r, sigma, T), rtol=1e-12)


@pytest.mark.parametrize("i", [0, 1, 3, 4])
def test_an_option_needs_positive_inputs(i: int) -> None:
    inputs = [100.0, 95.0, 0.03, 0.25, 0.5]
    inputs[i] = 0.0
    with pytest.raises(ValueError, match="must be positive, got 0"):
        greeks(*inputs)


def test_the_integrator_is_of_fourth_order() -> None:
    exact = np.exp(-0.5) / np.sqrt(1 - 0.0625)
    errors = [abs(amplitude(0.5, 1.0, 2.0, n) - exact) for n in (5, 10)]

    assert 12 < errors[0] / errors[1] < 20


def test_more_damping_less_amplitude() -> None:
    value, slope = damping_sensitivity(0.5, 1.0, 2.0, 50)
    h = 1e-6
    up, down = amplitude(0.5 + h, 1.0, 2.0, 50), amplitude(0.5 - h, 1.0, 2.0, 50)

    assert slope < 0
    np.testing.assert_allclose(slope, (up - down) / (2 * h), rtol=1e-8)
    assert value == amplitude(0.5, 1.0, 2.0, 50)


def test_only_what_swings_has_an_amplitude() -> None:
    for damping, stiffness in ((2.0, 1.0), (-0.1, 1.0)):
        with pytest.raises(ValueError, match="damping must be in"):
            amplitude(damping, stiffness, 1.0, 10)
    with pytest.raises(ValueError, match="got 0"):
        amplitude(0.1, 1.0, 1.0, 0)
