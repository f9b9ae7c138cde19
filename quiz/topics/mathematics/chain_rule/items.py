"""Questions on the chain rule: by hand, by machine, forwards, backwards and by differences."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Array
from engine.autodiff.black_scholes import call_price, greeks
from engine.autodiff.chain import compose_derivative
from engine.autodiff.differences import (
    central_difference,
    forward_difference,
    step_sweep,
)
from engine.autodiff.dual import Dual, jvp
from engine.autodiff.jacobian import chain_jacobian
from engine.autodiff.memory import chain_vjp
from engine.autodiff.tape import Value
from engine.nn.activations import sigmoid
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    expression,
    match,
    matrix,
    number,
    order,
    output,
    recall,
    shape,
    steps,
)
from quiz.items.kinds.expression import Expr
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator


@steps(level=1, covers=["W36.01", "W36.02", "S36.01", "S36.12", "C36.01"])
def two_links(rng: Rng) -> Ask:
    """A power of a parabola."""
    a, b, n = int(rng.integers(2, 6)), int(rng.integers(1, 8)), int(rng.integers(2, 4))
    x = float(rng.choice([-3, -2, -1, 1, 2, 3]))
    inner = (lambda v: a * v**2 + b, lambda v: 2 * a * v)
    outer = (lambda u: u**n, lambda u: n * u ** (n - 1))
    value, slope = compose_derivative([inner, outer], x)
    u, du = compose_derivative([inner], x)
    by_inner = outer[1](u)

    def recorded() -> tuple[float, float, float, float]:
        leaf = Value(x)
        middle = a * leaf**2 + b
        y = middle**n
        y.backward()
        found = (middle.data, middle.grad, y.data, leaf.grad)
        first, by_middle, last, by_leaf = map(float, found)
        return first, by_middle, last, by_leaf

    return Ask(
        f"$y = u^{n}$ with $u = {a}x^2 + {b}$, at $x = {num(x)}$.",
        key=(
            Part("u", u, mistakes=[
                Mistake("squared-too-late", (a * x) ** 2 + b, f"The square belongs to x alone: "
                        f"${a} \\cdot {num(x * x)}$."),
            ]),
            Part("dy/du", by_inner, lambda u: n * u ** (n - 1), [
                Mistake("at-x", n * x ** (n - 1), "The outer function never sees x. Its slope is "
                        "taken at its own input, u."),
                Mistake("value", value, "That is y itself."),
            ]),
            Part("y", value, lambda u, _: u**n),
            Part("dy/dx", slope, lambda _, d, __: d * du, [
                Mistake("no-inner-slope", by_inner, "That is dy/du. Multiply by du/dx: when x "
                        f"moves by a little, u moves {num(du)} times as far."),
                Mistake("both-at-x", n * x ** (n - 1) * du,
                        "The outer slope belongs at u, not at x."),
                Mistake("outer-of-inner-slope", n * du ** (n - 1),
                        "You put the slope of u into the outer function's slope. They are "
                        "multiplied."),
            ]),
        ),
        mistakes=[],
        why=f"$dy/dx = {n}u^{{{n - 1}}} \\cdot {2 * a}x = {num(by_inner)} \\cdot {num(du)}$. Each "
        "factor is taken where its own input is. Autograd does just this, number by number.",
        check=recorded,
    )  # fmt: skip


@expression(level=1, covers=["Q36.01", "W36.03", "H36.04", "C36.06"])
def sine_of_a_power(rng: Rng) -> Ask:
    """The derivative of a sine of a power."""
    a, n = int(rng.integers(2, 8)), int(rng.integers(2, 5))
    f, back = ("sin", "cos") if rng.random() < 0.7 else ("exp", "exp")
    domain = {"x": (0.2, 0.9)}
    inside, slope = f"{a}*x^{n}", f"{a * n}*x^{n - 1}"
    mistakes = [
        Mistake(
            "no-inner-slope",
            Expr(f"{back}({inside})", domain),
            "That is the outer slope alone. Multiply by the slope of what stands inside.",
        ),
        Mistake(
            "outer-at-the-slope",
            Expr(f"{back}({slope})", domain),
            "The slope of the inside does not go into the function. The function keeps its "
            "inside, and the slope stands beside it.",
        ),
    ]
    if f == "sin":
        mistakes += [
            Mistake(
                "sign",
                Expr(f"-{slope}*cos({inside})", domain),
                "The sine's slope is the cosine, without a minus. It is the cosine's that has "
                "one.",
            ),
            Mistake(
                "outer-not-differentiated",
                Expr(f"{slope}*sin({inside})", domain),
                "The outer function has a slope of its own: the cosine.",
            ),
        ]
    else:
        mistakes.append(
            Mistake(
                "as-a-power",
                Expr(f"{inside}*exp({inside}-1)", domain),
                "That is the rule for a power of x. In exp the variable stands above, and it is "
                "its own slope.",
            )
        )
    return Ask(
        f"“Differentiate $y = \\{f}({a}x^{n})$.”",
        key=Expr(f"{slope}*{back}({inside})", domain),
        mistakes=mistakes,
        why=f"With $u = {a}x^{n}$: $dy/du = \\{back}(u)$ and $du/dx = {a * n}x^{{{n - 1}}}$. Say the "
        "two parts aloud before you write the product.",
    )


@expression(level=2, covers=["C36.01", "E36.02", "Q36.02"])
def slope_by_its_output(rng: Rng) -> Ask:
    """The slope of a sigmoid, from what it gives."""
    k = int(rng.integers(2, 9))
    tanh = bool(rng.random() < 0.4)
    domain = {"s": (0.1, 0.9)}
    right, other = ("1-s^2", "s*(1-s)") if tanh else ("s*(1-s)", "1-s^2")
    name = f"\\tanh({k}x)" if tanh else f"1/(1 + e^{{-{k}x}})"
    return Ask(
        f"$s = {name}$. Write $ds/dx$ in terms of s alone.",
        key=Expr(f"{k}*({right})", domain),
        mistakes=[
            Mistake(
                "no-inner-slope",
                Expr(right, domain),
                f"That is the slope by ${k}x$. When x moves by a little, ${k}x$ moves {k} times "
                "as far.",
            ),
            Mistake(
                "other-function",
                Expr(f"{k}*({other})", domain),
                "That one belongs to the sigmoid, whose values lie between 0 and 1."
                if tanh
                else "That one belongs to tanh, whose values lie between -1 and 1.",
            ),
            Mistake(
                "factor-squared",
                Expr(f"{k * k}*({right})", domain),
                f"The {k} comes in once, as the slope of the inside.",
            ),
        ],
        why=f"The outer slope is ${right.replace('*', ' ')}$, the inner one {k}. So the way back "
        "needs no more than the output, which is what networks keep. For the sigmoid it is at "
        "most a quarter, for tanh at most 1.",
    )


@steps(level=2, covers=["C36.14", "S36.05", "S36.03"])
def both_paths(rng: Rng) -> Ask:
    """A variable that is used twice."""
    x, y = (
        float(rng.choice([-3, -2, 2, 3, 4])),
        float(rng.choice([-4, -3, -1, 1, 2, 5])),
    )
    leaf, other = Value(x), Value(y)
    u, v = leaf * leaf, leaf + other
    f = u * v
    f.backward()
    through_u, through_v = 2 * x * (x + y), x * x
    return Ask(
        f"$u = x^2$, $v = x + y$, $f = uv$, at $x = {num(x)}$ and $y = {num(y)}$. Walk back from "
        "f.",
        key=(
            Part("adjoint of u, ∂f/∂u", float(u.grad), mistakes=[
                Mistake("itself", x * x, "The slope of a product by one factor is the other "
                        "factor."),
            ]),
            Part("adjoint of v, ∂f/∂v", float(v.grad), mistakes=[
                Mistake("itself", x + y, "The slope of a product by one factor is the other "
                        "factor."),
            ]),
            Part("∂f/∂x", float(leaf.grad), lambda a, b: 2 * x * a + b, [
                Mistake("through-u-alone", through_u, "x also goes in through v. Add that path."),
                Mistake("through-v-alone", through_v, "x also goes in through u. Add that path."),
                Mistake("multiplied", through_u * through_v,
                        "Along a path slopes are multiplied; paths are added."),
            ]),
            Part("∂f/∂y", float(other.grad), lambda _, b, __: b, [
                Mistake("both-paths", float(leaf.grad), "y goes in through v alone."),
            ]),
        ),
        mistakes=[],
        why=f"$\\partial f/\\partial x = {num(x + y)} \\cdot 2 \\cdot {num(x)} + {num(x * x)} "
        f"\\cdot 1$. That is why code for the way back says `+=`: what is used twice gets the sum "
        "of both. Nothing in x is passed on before both have come in.",
        check=lambda: (x + y, x * x, 3 * x * x + 2 * x * y, x * x),
    )  # fmt: skip


@matrix(level=2, covers=["S36.02", "C36.01", "E36.04"])
def product_of_jacobians(rng: Rng) -> Ask:
    """The Jacobian of a composition."""
    J_g, J_f, J_at_x = (
        rng.choice([-2.0, -1.0, 1.0, 2.0, 3.0], size=(2, 2)) for _ in range(3)
    )
    x = rng.choice([1.0, 2.0, 3.0], size=2)
    stages = [
        (lambda v: v + 10.0, lambda _: J_g),
        (lambda v: v, lambda v: J_f if v[0] > 9 else J_at_x),
    ]
    return Ask(
        "g and f each take two numbers to two numbers. At x, g has the Jacobian "
        f"$J_g(x)$ = {vec(J_g)}. The Jacobian of f at x is {vec(J_at_x)}, and at $g(x)$ it is "
        f"{vec(J_f)}. What is the Jacobian of $f(g(x))$ at x?",
        key=chain_jacobian(stages, x),
        mistakes=[
            Mistake(
                "at-x", J_at_x @ J_g, "f gets g(x), not x. Take its Jacobian there."
            ),
            Mistake(
                "turned-round",
                J_g @ J_f,
                "A small step dx first goes through g: $J_f (J_g\\,dx)$. The outer one stands "
                "left.",
            ),
            Mistake(
                "entry-by-entry",
                J_f * J_g,
                "That holds where each output depends on its own input alone. Here all depend on "
                "all: a product of matrices adds over the numbers between.",
            ),
            Mistake("added", J_f + J_g, "Along a path slopes are multiplied."),
        ],
        why="$J_f(g(x))\\, J_g(x)$. Entry (i, j) adds over the numbers k between: slope of $f_i$ "
        "by $g_k$ times slope of $g_k$ by $x_j$. For numbers the order does not matter, for "
        "matrices it does.",
        check=lambda: J_f @ J_g,
    )


@shape(level=1, covers=["S36.02"])
def shape_of_a_jacobian(rng: Rng) -> Ask:
    """The shape of a Jacobian."""
    a, b, c = (int(v) for v in rng.choice(np.arange(2, 30), size=3, replace=False))
    point = np.ones(a)
    J = chain_jacobian(
        [
            (lambda _: np.ones(b), lambda _: np.ones((b, a))),
            (lambda _: np.ones(c), lambda _: np.ones((c, b))),
        ],
        point,
    )
    return Ask(
        f"g maps {a} numbers to {b}, and f maps {b} numbers to {c}. Which shape has the Jacobian "
        "of $f(g(x))$, one row for each output?",
        key=J.shape,
        mistakes=[
            Mistake("turned", (a, c), "Rows for outputs, columns for inputs."),
            Mistake("inner-left", (c, b), "That is the Jacobian of f. x is asked for."),
            Mistake("of-g", (b, a), "That is the Jacobian of g."),
        ],
        why=f"$({c}, {b})({b}, {a})$: the numbers between meet and go. A loss has one output, so its "
        "Jacobian is one row, the gradient.",
    )


@steps(level=2, covers=["C36.05", "C36.13", "C36.07", "Q36.03"])
def how_many_passes(rng: Rng) -> Ask:
    """Passes for a whole Jacobian."""
    n, m = int(rng.integers(20, 600)), int(rng.integers(2, 15))
    if rng.random() < 0.4:
        n, m = m, n
    fewer = min(n, m)
    return Ask(
        f"A program takes {n} numbers to {m}. Its whole Jacobian is wanted.",
        key=(
            Part("passes of forward mode", n, mistakes=[
                Mistake("outputs", m, "A pass carries one direction of the inputs, and gives one "
                        "column: one pass for each input."),
                Mistake("entries", n * m, "One pass has a whole column."),
            ]),
            Part("walks back in reverse mode", m, mistakes=[
                Mistake("inputs", n, "A walk starts from one output and gives its row: one for "
                        "each output."),
                Mistake("one", 1, "One walk has the gradient of one output."),
            ]),
            Part("runs for central differences", 2 * n, mistakes=[
                Mistake("one-sided", n + 1, "That is one-sided: a run at x and one for each input."),
                Mistake("outputs", 2 * m, "One moves inputs; each run shows all outputs."),
            ]),
            Part("the least number of passes or walks, the run that is recorded not counted",
                 fewer, lambda a, b, _: min(a, b)),
        ),
        mistakes=[],
        why="Forward: one for each input. Reverse: one for each output. A loss is a single output "
        "of millions of inputs, so training goes backwards, one walk a step.",
    )  # fmt: skip


@steps(level=2, covers=["S36.04", "C36.08", "H36.02"])
def dual_by_hand(rng: Rng) -> Ask:
    """A quotient with dual numbers."""
    x, c = float(rng.integers(1, 6)), float(rng.integers(1, 6))
    square = Dual(x, 1.0) ** 2
    quotient = square / (Dual(x, 1.0) + c)
    d = x + c
    return Ask(
        f"Compute $x^2/(x + {num(c)})$ with the dual number $x = {num(x)} + \\varepsilon$, where "
        "$\\varepsilon^2 = 0$.",
        key=(
            Part("what stands beside ε in x²", float(square.tangent), mistakes=[
                Mistake("squared-too", 1.0, "Multiply out: the ε comes from both cross terms, and "
                        "what has ε² is 0."),
                Mistake("one-cross-term", x, "There are two cross terms."),
            ]),
            Part("the value of the quotient", float(quotient.value)),
            Part("what stands beside ε in the quotient", float(quotient.tangent),
                 lambda t, v: (t - v) / d, [
                Mistake("divided-apart", float(square.tangent) / 1.0,
                        "ε parts are not divided by each other. Slope of a/b: "
                        "$(\\dot a - (a/b)\\, \\dot b)/b$."),
                Mistake("denominator-constant", float(square.tangent) / d,
                        f"x + {num(c)} moves with x as well."),
                Mistake("added", (float(square.tangent) + float(quotient.value)) / d,
                        "A larger denominator makes it smaller: subtract."),
            ]),
        ),
        mistakes=[],
        why=f"$({num(x)} + \\varepsilon)^2 = {num(x * x)} + {num(2 * x)}\\varepsilon$. Every "
        "operation carries value and slope along, so the derivative comes out of the arithmetic, "
        "without a step and without a formula for the whole.",
        check=lambda: (2 * x, x * x / d, (x * x + 2 * x * c) / d**2),
    )  # fmt: skip


@steps(level=1, covers=["S36.09", "Q36.04", "C36.02", "H36.01"])
def one_unit_backwards(rng: Rng) -> Ask:
    """A unit and its loss, backwards."""
    x, w = float(rng.choice([-3, -2, 2, 3, 4])), float(rng.choice([-2, -1, 1, 2, 3]))
    b, t = float(rng.integers(-3, 4)), float(rng.integers(-5, 8))
    W, B = Value(w), Value(b)
    y = W * x + B
    loss = (y - t) ** 2
    loss.backward()
    g = float(y.grad)
    return Ask(
        f"A unit computes $\\hat y = wx + b$ with $w = {num(w)}$, $x = {num(x)}$, "
        f"$b = {num(b)}$; the loss is $(\\hat y - t)^2$ with $t = {num(t)}$.",
        key=(
            Part("ŷ", float(y.data)),
            Part("∂L/∂ŷ", g, lambda v: 2 * (v - t), [
                Mistake("not-doubled", g / 2, "The square brings a 2."),
                Mistake("turned-round", -g, "Prediction less target: where it is too high, the "
                        "loss rises with it."),
                Mistake("the-loss", float(loss.data), "That is the loss itself."),
            ]),
            Part("∂L/∂w", float(W.grad), lambda _, s: s * x, [
                Mistake("times-w", g * w, "The slope of wx by w is x."),
                Mistake("local-alone", x, "That is the local slope. Multiply by what comes from "
                        "the loss."),
            ]),
            Part("∂L/∂b", float(B.grad), lambda _, s, __: s, [
                Mistake("zero", 0.0, "b is a constant to x, not to the loss: if b rises by 1, so "
                        "does ŷ."),
                Mistake("one", 1.0, "That is the local slope. Multiply by what comes from the "
                        "loss."),
            ]),
        ),
        mistakes=[],
        why=f"What comes from above, {num(g)}, times the local slope: {num(x)} for w, 1 for b. "
        "All of backpropagation is this step, again and again.",
        check=lambda: (
            w * x + b,
            2 * (w * x + b - t),
            2 * (w * x + b - t) * x,
            2 * (w * x + b - t),
        ),
    )  # fmt: skip


def _multiplications(shapes: list[tuple[int, int]], from_left: bool) -> int:
    """Of a chain of matrices, one product after the other from one end."""
    chain = shapes if from_left else [(b, a) for a, b in reversed(shapes)]
    rows, inner = chain[0]
    total = 0
    for _, columns in chain[1:]:
        total += rows * inner * columns
        inner = columns
    return total


@steps(level=3, covers=["C36.05", "Q36.03", "S36.02"])
def from_which_end(rng: Rng) -> Ask:
    """Three Jacobians, multiplied from either end."""
    a, b, c = (int(v) for v in rng.integers(5, 20, size=3))
    shapes = [(1, c), (c, b), (b, a)]
    back, forth = _multiplications(shapes, True), _multiplications(shapes, False)
    return Ask(
        f"A loss is computed in three stages, $\\mathbb{{R}}^{{{a}}} \\to \\mathbb{{R}}^{{{b}}} \\to "
        f"\\mathbb{{R}}^{{{c}}} \\to \\mathbb{{R}}$, so its gradient is $J_3 J_2 J_1$ with shapes "
        f"(1, {c}), ({c}, {b}) and ({b}, {a}). How many multiplications of numbers does it take?",
        key=(
            Part("from the left, as reverse mode does", back, mistakes=[
                Mistake("matrices-first", forth, "That is $J_2 J_1$ first, a product of two "
                        "matrices."),
                Mistake("summed-sizes", c + c * b + b * a, "$J_3$ is given: two products are "
                        "taken, not three."),
            ]),
            Part("from the right, as forward mode does for all inputs", forth, mistakes=[
                Mistake("as-from-the-left", back, "$J_2 J_1$ is a matrix times a matrix: "
                        f"{c} · {b} · {a} multiplications."),
                Mistake("last-forgotten", c * b * a, f"And $J_3$ times the result: {c} · {a}."),
            ]),
        ),
        mistakes=[],
        why=f"From the left there is always a row: ${c} \\cdot {b} + {b} \\cdot {a}$. From the right "
        f"matrices meet: ${c} \\cdot {b} \\cdot {a} + {c} \\cdot {a}$. The chain rule does not say "
        "in which order to multiply. Choosing the order is the whole difference of the modes.",
        check=lambda: (c * b + b * a, c * b * a + c * a),
    )  # fmt: skip


@choice(level=2, covers=["L36.01", "C36.07", "S36.07", "H36.03"])
def which_step(rng: Rng) -> Ask:
    """The step of a difference."""
    central = bool(rng.random() < 0.5)
    k = int(rng.integers(2, 7))
    x = float(rng.choice([0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2]))
    powers = [-1, -3, -6, -9, -12] if central else [-2, -5, -8, -11, -14]

    def f(v: Array) -> Array:
        return np.asarray(np.sin(k * v))

    errors = step_sweep(f, k * float(np.cos(k * x)), x, 10.0 ** np.array(powers))
    found = errors[1 if central else 0]
    best = int(found.argmin())
    names = [f"$h = 10^{{{p}}}$" for p in powers]
    rule = "(f(x + h) - f(x - h))/2h" if central else "(f(x + h) - f(x))/h"

    def said(i: int) -> str:
        times = f"$10^{{{round(np.log10(found[i] / found[best]))}}}$"
        if i < best:
            return (
                f"Too long: the curve bends within the step. Its error is about {times} times that of "
                "the best."
            )
        return (
            "Too short: the two values agree in nearly all of their 16 digits, and the difference "
            f"keeps only the rest. Its error is about {times} times that of the best."
        )

    return Ask(
        f"The slope of $\\sin({k}x)$ at $x = {num(x)}$ is found by ${rule}$ in double "
        "precision. Which step has the least error?",
        key=names[best],
        mistakes=[
            Mistake(f"step-{-p}", name, said(i))
            for i, (p, name) in enumerate(zip(powers, names, strict=True))
            if i != best
        ],
        why="Two errors work against each other: bending, which falls as "
        f"{'$h^2$' if central else '$h$'}, and rounding, which grows as $10^{{-16}}/h$. They balance "
        f"near the {'cube' if central else 'square'} root of $10^{{-16}}$. “As small as possible” is "
        "the worst advice.",
    )


@steps(level=1, covers=["S36.07", "C36.07"])
def two_differences(rng: Rng) -> Ask:
    """Both differences of a cube."""
    x, h = float(rng.integers(1, 7)), float(rng.choice([0.5, 1.0, 1.5, 2.0]))

    def cube(v: Array) -> Array:
        return np.asarray(v**3)

    step = h / max(1.0, x)
    one = float(forward_difference(cube, [x], step)[0, 0])
    two = float(central_difference(cube, [x], step)[0, 0])
    exact = float(jvp(lambda v: v**3, x, 1.0)[1])
    return Ask(
        f"$f(x) = x^3$ at $x = {num(x)}$, with the step $h = {num(h)}$.",
        key=(
            Part("(f(x + h) - f(x)) / h", one, mistakes=[
                Mistake("the-slope", exact, "That is the exact slope; the difference has an "
                        "error."),
                Mistake("not-divided", one * h, "Divide by h."),
            ]),
            Part("(f(x + h) - f(x - h)) / 2h", two, mistakes=[
                Mistake("over-h", 2 * two, "From x - h to x + h the step is 2h."),
                Mistake("the-slope", exact, "That is the exact slope. This difference is nearer, "
                        "and has an error, too."),
            ]),
            Part("the exact slope", exact, mistakes=[
                Mistake("value", x**3, "That is the value."),
            ]),
        ),
        mistakes=[],
        why=f"$3x^2 + 3xh + h^2$, $3x^2 + h^2$ and $3x^2$: the one-sided error falls as h, the "
        f"central one as $h^2$. Here they are {num(one - exact)} and {num(two - exact)}.",
        check=lambda: (3 * x * x + 3 * x * h + h * h, 3 * x * x + h * h, 3 * x * x),
    )  # fmt: skip


@number(level=1, covers=["H36.03", "C36.04", "S36.07"])
def a_gradient_is_checked(rng: Rng) -> Ask:
    """A gradient is checked."""
    h = 0.001
    a, x = float(rng.integers(2, 9)), float(rng.integers(1, 6))
    factor = float(rng.choice([2.0, 0.5, -1.0, 3.0, -2.0, 4.0]))

    def f(v: Array) -> Array:
        return np.asarray(a * v**2)

    numeric = float(central_difference(f, [x], h / max(1.0, x))[0, 0])
    up, down = float(f(np.array(x + h))), float(f(np.array(x - h)))
    code = factor * 2 * a * x
    return Ask(
        f"At a weight your code returns the gradient {num(code)}. The loss is {num(up, 9)} with the "
        f"weight {num(h)} larger, and {num(down, 9)} with it {num(h)} smaller. Your code's gradient "
        "is how many times the right one?",
        key=code / numeric,
        mistakes=[
            Mistake(
                "over-h",
                code / (2 * numeric),
                f"The two weights are {num(2 * h)} apart, not {num(h)}.",
            ),
            Mistake(
                "turned-round",
                numeric / code,
                "That is the right gradient over your code's. Asked is yours over the right one.",
            ),
            Mistake(
                "sign-dropped", abs(code / numeric), "The sign is the news: it is wrong."
            )
            if factor < 0
            else Mistake(
                "sign", -code / numeric, "Larger less smaller: the slope is positive here."
            ),
        ],
        why=f"$({num(up, 9)} - {num(down, 9)})/{num(2 * h)} = {num(numeric)}$. Factors such as 2, "
        "½, -1 or the number of rows are the usual errors, and training hides them: the loss "
        "still falls for a factor, if slowly.",
        check=lambda: factor,
    )  # fmt: skip


@number(level=2, covers=["E36.02", "C36.10", "S36.14", "Q36.02"])
def slope_through_sigmoids(rng: Rng) -> Ask:
    """What is left after many sigmoids."""
    n = int(rng.integers(3, 8))
    w = float(rng.choice([0.5, 1.0, 2.0, 3.0, 5.0, 6.0]))

    def value(h: float) -> float:
        return float(sigmoid(w * (h - 0.5))[0])

    def slope(h: float) -> float:
        return w * float(sigmoid(w * (h - 0.5))[1])

    key = compose_derivative([(value, slope)] * n, 0.5)[1]
    return Ask(
        f"{n} stages in a row compute $h \\leftarrow \\sigma({num(w)}h + b)$, with $\\sigma$ the "
        "sigmoid, and in each of them the sum inside happens to be 0. What is the slope of the "
        "last h by the first?",
        key=key,
        mistakes=[
            Mistake(
                "weights-forgotten",
                0.25**n,
                f"Each stage also multiplies by its weight, {num(w)}.",
            )
            if w != 1
            else Mistake("half", 0.5**n, "At 0 the sigmoid is ½. Its slope is ¼."),
            Mistake(
                "value-for-slope",
                (w / 2) ** n,
                "At 0 the sigmoid is ½. Its slope is $½ \\cdot (1 - ½) = ¼$.",
            )
            if w != 1
            else Mistake("one", 1.0, "1 is the slope of tanh at 0, not of the sigmoid."),
            Mistake("added", n * w / 4, "Along a path slopes are multiplied, not added."),
        ],
        why=f"$({num(w)} \\cdot ¼)^{{{n}}}$. A quarter is the most a sigmoid can have; elsewhere it is "
        "less. So only weights beyond 4 can keep a gradient alive, and with those the sums leave "
        "0, where the slope is largest. tanh has 1 there.",
        check=lambda: (w / 4) ** n,
    )  # fmt: skip


@number(level=2, covers=["C36.11", "S36.11"])
def two_causes_at_once(rng: Rng) -> Ask:
    """A price that moves for two reasons."""
    S, K = float(rng.choice([95, 98, 100, 102, 105, 110])), 100.0
    T, sigma = float(rng.choice([0.5, 0.75, 1.0])), float(rng.choice([0.2, 0.25, 0.3]))
    found = greeks(S, K, 0.02, sigma, T)
    delta, vega = round(found["delta"], 3), round(found["vega"], 1)
    share = float(rng.choice([1, 2, 3, 4, 5]))
    points = float(rng.choice([1, 2, 3, 4]))
    key = delta * share + vega * points / 100

    def price(x: Any) -> Any:
        return call_price(x[0], K, 0.02, x[1], T)

    return Ask(
        f"An option's price C depends on the price S of a share and on its volatility σ: "
        f"$\\partial C/\\partial S = {num(delta)}$ and $\\partial C/\\partial \\sigma = {num(vega)}$. "
        f"Both move: S by {num(share)} a day, σ by {num(points / 100)} a day. How fast does C move, a "
        "day?",
        key=key,
        mistakes=[
            Mistake(
                "by-the-share-alone",
                delta * share,
                "C also moves through the volatility. Add that path.",
            ),
            Mistake(
                "slopes-added",
                delta + vega,
                "Each slope is multiplied by how fast its own input moves.",
            ),
            Mistake(
                "in-per-cent",
                delta * share + vega * points,
                f"σ moves by {num(points / 100)}, not by {num(points)}.",
            ),
        ],
        why=f"${num(delta)} \\cdot {num(share)} + {num(vega)} \\cdot {num(points / 100)}$: along a path "
        "slopes are multiplied, and paths are added. Traders call the two slopes delta and vega; "
        "a program finds them by differentiating its price, as it would a loss.",
        check=lambda: float(
            jvp(price, [S, sigma], [share, points / 100])[1]
        ),
    )  # fmt: skip


@steps(level=3, covers=["C36.09", "S36.13"])
def numbers_to_remember(rng: Rng) -> Ask:
    """What the way back must remember."""
    k, w = int(rng.integers(3, 8)), int(rng.integers(1, 6)) * 100
    stages = [np.sin] * k**2
    # Stages of one number are enough: all that is kept grows with the width.
    full = w * chain_vjp(stages, [0.3], [1.0])[1]
    checkpointed = w * chain_vjp(stages, [0.3], [1.0], segment=k)[1]
    return Ask(
        f"{k**2} stages in a row, each from {w} numbers to {w} numbers. Reverse mode keeps the "
        "first input and the result of every stage. With checkpoints it keeps only the inputs of "
        f"every {k} stages, runs one such segment again when the walk back reaches it, and "
        "records that segment with its input and results. Its input is one of those already kept, "
        "and is counted once.",
        key=(
            Part("numbers kept without checkpoints", full, mistakes=[
                Mistake("results-only", w * k**2, "The first input is kept as well."),
                Mistake("both-of-each", w * 2 * k**2, "The result of one stage is the input of the "
                        "next: it is kept once."),
            ]),
            Part("at most with checkpoints", checkpointed, mistakes=[
                Mistake("segment-alone", w * (k + 1), "The inputs of the segments before are still "
                        "waiting."),
                Mistake("checkpoints-alone", w * k, "The segment that is being walked is recorded "
                        "as well."),
                Mistake("input-twice", w * (2 * k + 1), "The segment's own checkpoint is its "
                        "input: count it once."),
            ]),
            Part("at most with checkpoints, for four times as many stages in segments twice as "
                 "long", 2 * checkpointed, lambda _, v: 2 * v, [
                Mistake("four-times", 4 * checkpointed, "Segments are twice as long, and twice as "
                        "many."),
            ]),
        ),
        mistakes=[],
        why=f"A record of {k + 1} states, and {k - 1} checkpoints that wait: about $2\\sqrt{{L}}$ in "
        "place of L, for one more run forth. The gradient is the same to the last bit.",
        check=lambda: (w * (k**2 + 1), w * 2 * k, w * 4 * k),
    )  # fmt: skip


@output(level=2, covers=["C36.14", "H36.01"])
def equals_or_plus_equals(rng: Rng) -> Ask:
    """A way back, line by line."""
    x = int(rng.choice([2, 3, 4, 5]))
    c = int(rng.integers(2, 7))
    slip = bool(rng.random() < 0.5)
    sign = "=" if slip else "+="
    code = (
        f"x = {x}\n"
        "u = x * x\n"
        f"y = u + {c} * x\n"
        "du, dx = 0, 0\n"
        "dy = 1\n"
        "du += dy\n"
        f"dx += {c} * dy\n"
        f"dx {sign} 2 * x * du\n"
        "print(dx)"
    )
    right, left = c + 2 * x, 2 * x
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "read-over",
                str(right),
                "So it should be. But the last assignment says `=`: it throws away what had come "
                "by the other path.",
            )
            if slip
            else Mistake(
                "last-alone",
                str(left),
                "`+=` keeps what has come by the other path, through "
                f"{c} times x.",
            ),
            Mistake(
                "other-path", str(c), "Something comes back through u as well: 2x times du."
            ),
        ],
        why=f"The slope of $x^2 + {c}x$ at {x} is {right}, the sum over both paths. With `=` the paths "
        "overwrite each other, and as long as nothing is used twice nobody notices.",
    )  # fmt: skip


@match(level=1, covers=["C36.06", "C36.07", "C36.05", "C36.08", "Q36.03"])
def four_ways(rng: Rng) -> Ask:
    """Four ways to a derivative."""
    del rng
    return Ask(
        "What is said of which?",
        key={
            "Forward mode": "Exact; one pass for each input, and nothing to remember",
            "Reverse mode": "Exact; one walk for each output, and every result is remembered",
            "Symbolic": "A formula, which may be far longer than the function",
            "Differences": "An approximation, with a step to choose",
        },
        mistakes=[
            Mistake(
                "modes-exchanged",
                (
                    "Forward mode",
                    "Exact; one walk for each output, and every result is remembered",
                ),
                "Forward mode carries the slope along with the value, so results can be "
                "forgotten; each pass follows one input.",
            ),
            Mistake(
                "modes-are-approximate",
                ("Reverse mode", "An approximation, with a step to choose"),
                "It multiplies exact local slopes; there is no step.",
            ),
            Mistake(
                "modes-are-symbolic",
                (
                    "Reverse mode",
                    "A formula, which may be far longer than the function",
                ),
                "It works with numbers at one point, and never writes a formula.",
            ),
        ],
        why="Automatic differentiation, in either mode, is neither symbolic nor numeric: the rule is "
        "applied to numbers, operation by operation, and is exact to rounding.",
    )


@order(level=2, covers=["S36.05", "S36.03", "Q36.04"])
def the_way_back(rng: Rng) -> Ask:
    """The way back, in order."""
    k = int(rng.integers(2, 9))
    return Ask(
        f"$u = {k}x^2$, $s = \\sin u$, $f = s \\cdot u$. Reverse mode finds $df/dx$. Put its steps in "
        "order.",
        key=Steps(
            (
                "Compute u from x",
                "Compute s from u",
                "Compute f from s and u",
                "Set the adjoint of f to 1",
                "Give s the adjoint u, and u a first share of s",
                "Add to u its second share, cos u times the adjoint of s",
                f"Give x the adjoint of u times {2 * k}x",
            ),
            (
                (0, 1, "s needs u."),
                (1, 2, "f needs s."),
                (
                    2,
                    3,
                    "The walk back starts when the run is over: it needs its results.",
                ),
                (3, 4, "Adjoints start at the result."),
                (4, 5, "The adjoint of s must be known before it is passed on."),
                (
                    5,
                    6,
                    "u is used twice. Both shares must have come in before anything is passed on "
                    "to x.",
                ),
            ),
        ),
        mistakes=[],
        why="Forth in order of computing, back in the opposite order: so every value has all its "
        "shares before it passes anything on.",
    )


@choice(level=2, covers=["E36.01", "C36.03"], proof="a_record_first")
def graph_or_rule(rng: Rng) -> Ask:
    """When the chain rule is applied."""
    w = int(rng.integers(2, 9))
    return Ask(
        f"In PyTorch, with an x that wants a gradient, `y = f(x * {w})` has been run, with an `if` inside f; `y.backward()` has "
        "not been called. What is there?",
        key="A record of the operations that were run, and no gradient yet",
        mistakes=[
            Mistake(
                "gradient-there",
                "A graph with the gradient of y by x already in it",
                "So it would be in forward mode. Here gradients come with the walk back.",
            ),
            Mistake(
                "formula",
                "A formula of the derivative, with both branches in it",
                "Nothing symbolic is made. Of the branches only the one that was taken is "
                "recorded.",
            ),
            Mistake(
                "nothing",
                "Nothing: the graph is built when `backward` is called",
                "By then it would be too late: the walk needs the results of the run.",
            ),
        ],
        why="Running records; `backward` applies the chain rule to the record, last operation first. "
        "With the next input another branch may be taken, and another record made.",
    )


@choice(level=2, covers=["C36.04", "S36.08"], proof="a_wrong_sign_still_falls")
def the_loss_falls(rng: Rng) -> Ask:
    """The loss falls."""
    before = float(rng.integers(20, 60) / 10)
    after = round(before * float(rng.choice([0.3, 0.4, 0.5])), 2)
    layers = int(rng.integers(3, 7))
    return Ask(
        f"Someone has written the gradients of a network with {layers} layers by hand. In 100 steps "
        f"the loss goes from {num(before)} to {num(after)}. What does this show?",
        key="Little: with one layer's gradient wrong the others can still bring the loss down",
        mistakes=[
            Mistake(
                "all-right",
                "All gradients are right, for a wrong one would make the loss rise",
                "A step is a sum over all weights. If most of it goes down, the loss falls.",
            ),
            Mistake(
                "up-to-a-factor",
                "All gradients are right but for a common factor",
                "One layer may even have the wrong sign.",
            ),
            Mistake(
                "adam-needed",
                "Nothing, unless Adam was used: it corrects wrong gradients",
                "Adam changes lengths. A wrong sign stays wrong.",
            ),
        ],
        why="Compare with central differences, parameter by parameter, before you train. Whoever "
        "looks at the loss alone finds such errors after months, if at all.",
    )


@choices(level=2, covers=["C36.14", "C36.03"], proof="handle_with_care")
def what_lets_nothing_through(rng: Rng) -> Ask:
    """Where gradients end."""
    cut = (
        ("`h = x.detach() * 2`", "the numbers are the same, their past is gone"),
        ("`h = float(x) * 2`", "a plain number has no past"),
        ("`h = (x > 0) * 2.0`", "a step is flat wherever it has a slope at all"),
    )
    through = (
        Mistake("twice", "`h = x * x * 2`",
                "What is used twice gets the sum of both shares."),
        Mistake("loop", "`for _ in range(3): h = h * x`, from `h = 1`",
                "Each turn of the loop is recorded like any other operation."),
        Mistake("branch", "`h = x * 2 if x > 0 else x`",
                "The branch that is taken is recorded, and lets its gradient through."),
        Mistake("shape", "`h = x.reshape(1, 1) * 2`",
                "Moving numbers is recorded; gradients are moved back."),
    )  # fmt: skip
    right = rng.choice(3, size=2, replace=False)
    wrong = rng.choice(4, size=3, replace=False)
    return Ask(
        "x is a tensor that holds one number and wants a gradient. After which lines does no "
        "gradient of h reach x?",
        key=dict(cut[i] for i in right),
        mistakes=[through[i] for i in wrong],
        why="A gradient goes where the record goes. The dangerous losses are silent: no error, a "
        "gradient of 0 or None, and a layer that never learns.",
    )


@recall(level=2, covers=["Q36.02", "C36.10", "E36.02", "E36.03", "S36.14"])
def why_they_vanish(rng: Rng) -> Ask:
    """Vanishing gradients, in words."""
    del rng
    return Ask(
        "“Why do deep networks suffer from vanishing gradients?”",
        key=(
            "The gradient of an early layer is a product with a factor for each layer after it",
            Point(
                "Factors below 1 on average: the product shrinks exponentially with depth",
                "How fast does it shrink?",
            ),
            Point(
                "A factor is the activation's slope times the weights, not the slope alone",
                "What is one factor made of?",
            ),
            Point(
                "Sigmoid: at most a quarter. tanh: 1 at 0, less elsewhere. ReLU: 1 or 0",
                "Which activations are worst, in numbers?",
            ),
            Point(
                "Factors above 1: it explodes instead",
                "And if the weights are large?",
            ),
            Point(
                "It is a property of the exact gradient, not a matter of rounding",
                "Would more digits help?",
            ),
            Point(
                "Cures: initialisation that makes factors about 1, ReLU, normalisation, skip "
                "connections, gates",
                "What do you do about it?",
            ),
        ),
        mistakes=[],
        why="“Derivatives below 1” is the beginning. Say what a factor is made of, and that only the "
        "early layers starve.",
    )


@recall(level=2, covers=["Q36.03", "C36.05", "C36.09", "C36.13"])
def two_modes(rng: Rng) -> Ask:
    """Forward and reverse mode, in words."""
    del rng
    return Ask(
        "“Explain forward and reverse mode automatic differentiation.”",
        key=(
            "Both multiply local slopes by the chain rule and are exact to rounding; they differ in "
            "the order",
            Point(
                "Forward: the slope is carried along with each value, Jacobian times vector",
                "What does forward mode compute in one pass?",
            ),
            Point(
                "Reverse: run, record, then walk back from the output, vector times Jacobian",
                "And reverse mode?",
            ),
            Point(
                "Cost of a whole Jacobian: one pass for each input, or one walk for each output",
                "What do they cost for n inputs and m outputs?",
            ),
            Point(
                "A loss is one output of millions of parameters, so training goes backwards",
                "Which one trains networks, and why?",
            ),
            Point(
                "Reverse mode must remember results; checkpoints trade memory for computing",
                "What is the price of reverse mode?",
            ),
            Point(
                "Neither is symbolic nor finite differences",
                "Is that the same as what SymPy does?",
            ),
        ),
        mistakes=[],
        why="The point that convinces: the product of Jacobians is the same, and multiplied from the "
        "loss's end it is always a row times a matrix.",
    )


@recall(level=1, covers=["Q36.04", "C36.02", "C36.12", "S36.09"])
def makes_backpropagation(rng: Rng) -> Ask:
    """From the chain rule to backpropagation, in words."""
    del rng
    return Ask(
        "“How does the chain rule make backpropagation possible?”",
        key=(
            "A network is a composition, and its loss a function of every weight through all later "
            "layers",
            Point(
                "At each operation: what comes from above times the local slope",
                "What happens at one layer?",
            ),
            Point(
                "For weights: the gradient by the layer's output times the layer's input",
                "And what does a weight get?",
            ),
            Point(
                "The gradient by the layer's input is passed on to the layer below",
                "How does it go on to the layer below?",
            ),
            Point(
                "What comes from above is computed once and shared by all weights below: one walk for "
                "all",
                "Why is it not one calculation for each weight?",
            ),
            Point(
                "A value used in several places gets the sum of what comes back",
                "What if a value is used twice?",
            ),
        ),
        mistakes=[],
        why="The chain rule says what to multiply. Backpropagation adds in which order, and that "
        "nothing is computed twice.",
    )
