"""Questions on polynomial regression."""

from __future__ import annotations

from math import comb

import numpy as np

from engine.arrays import Array
from engine.linear.goodness import r_squared
from engine.linear.least_squares import LinearRegression
from engine.linear.polynomial import (
    PolynomialRegression,
    choose_degree,
    polynomial_features,
)
from engine.losses.regression import mse
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    expression,
    match,
    matrix,
    number,
    output,
    recall,
    shape,
    steps,
)
from quiz.items.kinds.expression import Expr
from quiz.items.kinds.numbers import EXACT
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator

FIVE = np.arange(-2.0, 3.0)


def _whole(value: float) -> str:
    """A number of which only the size matters, without an exponent."""
    return f"{value:,.0f}" if abs(value) >= 10 else num(value, 2)


def _quadratic(x: Array, b: float, w1: float, w2: float) -> Array:
    return np.asarray(b + w1 * x + w2 * x**2)


@matrix(level=1, covers=["S16.02", "C16.03", "H16.01"])
def two_features_expanded(rng: Rng) -> Ask:
    """A row, expanded."""
    a, b = rng.choice([-4.0, -3.0, 2.0, 3.0, 4.0, 5.0, 6.0], size=2, replace=False)
    return Ask(
        f"A row has the features $a = {num(a)}$ and $b = {num(b)}$. Expand it to degree 2, "
        "without a constant: the terms of degree 1 first, and in each degree those with "
        "more of a first.",
        key=polynomial_features([[a, b]], 2)[0],
        mistakes=[
            Mistake(
                "doubled",
                [a, b, 2 * a, a * b, 2 * b],
                "You doubled where the feature meets itself: $a \\cdot a$ is $a^2$.",
            ),
            Mistake(
                "added",
                [a, b, a * a, a + b, b * b],
                "A sum of a and b is no new column: a linear model can add by itself. The "
                "product is what it lacks.",
            ),
            Mistake(
                "as-a-square",
                [a, b, a * a, 2 * a * b, b * b],
                "That is how $(a + b)^2$ multiplies out. The columns are bare; factors are "
                "for the weights to find.",
            ),
            Mistake(
                "product-last",
                [a, b, a * a, b * b, a * b],
                "$ab$ has more of a than $b^2$ has, so it comes before.",
            ),
        ],
        why="Degree 1: $a, b$. Degree 2: $a^2, ab, b^2$. To a linear regression these are "
        "five features like any others; it never learns where they come from.",
        check=lambda: np.array([a, b, a**2, a * b, b**2]),
    )


@shape(level=2, covers=["S16.02", "H16.01"])
def how_wide_it_gets(rng: Rng) -> Ask:
    """How many columns."""
    n, d = int(rng.integers(50, 400)), int(rng.integers(3, 9))
    degree = int(rng.integers(2, 4))
    ordered = sum(d**k for k in range(1, degree + 1))
    return Ask(
        f"A table has {n} rows and {d} features. Which shape does it have when it is "
        f"expanded to all products of up to {degree} features, powers among them and no "
        "column of ones?",
        key=polynomial_features(np.zeros((n, d)), degree).shape,
        mistakes=[
            Mistake("powers-only", (n, d * degree),
                    "You have the powers of each feature. Products of different features "
                    "are most of the columns."),
            Mistake("ordered-products", (n, ordered),
                    "You counted $ab$ and $ba$ apart."),
            Mistake("with-ones", (n, comb(d + degree, degree)),
                    "That counts the constant, which was left out."),
        ],
        why=f"$\\binom{{d + D}}{{D}} - 1$ with $d = {d}$, $D = {degree}$: "
        f"{comb(d + degree, degree)} terms, less the constant. It grows like "
        "$d^D / D!$: 100 features have 176,850 terms up to degree 3.",
        check=lambda: (n, comb(d + degree, degree) - 1),
    )  # fmt: skip


@matrix(level=1, covers=["C16.01", "W16.02", "S16.03"])
def what_a_line_leaves(rng: Rng) -> Ask:
    """What a line leaves of a parabola."""
    a = float(rng.choice([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0]))
    x = FIVE * float(rng.integers(1, 3)) + float(rng.integers(-3, 9))
    y = a * x**2
    line = LinearRegression().fit(x[:, None], y)
    key = y - line.predict(x[:, None])
    chord = y - (y[0] + (y[-1] - y[0]) * (x - x[0]) / (x[-1] - x[0]))
    return Ask(
        f"Rows $x$ = {vec(x)} have the targets {vec(y, 6)}, which lie on "
        f"$y = {num(a)} x^2$. A straight line is fitted by least squares. Write its five "
        "residuals, target less prediction.",
        key=key.round(9),
        mistakes=[
            Mistake("turned-round", -key, "A residual is the target less the prediction."),
            Mistake("chord", chord,
                    "You joined the ends. Least squares shares the misses: the residuals "
                    "have the sum 0."),
            Mistake("tangent", chord - chord[2],
                    "That line touches in the middle and misses all others on one side. "
                    "The residuals of a fit with an intercept have the sum 0."),
        ],
        why=f"The line has slope {num(line.coef_[0])} and bias {num(line.intercept_)}, and "
        "leaves a bow: one sign at the ends, the other in the middle. Where on the parabola "
        "the rows lie does not matter: the bow is the same.",
        check=lambda: y - np.polyval(np.polyfit(x, y, 1), x),
    )  # fmt: skip


@steps(level=2, covers=["S16.01", "S16.03"])
def parabola_by_hand(rng: Rng) -> Ask:
    """A parabola through five rows."""
    y = rng.integers(-4, 5, size=5) + 2.0 * FIVE**2 * float(rng.choice([-1, 1]))
    y += float(rng.integers(3, 9))
    model = PolynomialRegression(2).fit(FIVE[:, None], y)
    w1, w2 = (float(w) for w in model.coef_)
    return Ask(
        f"Fit $\\hat y = b + w_1 x + w_2 x^2$ by least squares to $x$ = {vec(FIVE)}, "
        f"$y$ = {vec(y)}. On these places the columns $x$ and $x^2 - 2$ have mean 0 and "
        "are at right angles, so each weight can be found alone.",
        key=(
            Part("w₁", w1, mistakes=[
                Mistake("joined-the-ends", float(y[4] - y[0]) / 4,
                        "You joined the ends. All rows count: $\\sum xy / \\sum x^2$."),
                Mistake("mean-of-products", float((FIVE * y).mean()),
                        "Divide $\\sum xy$ by $\\sum x^2 = 10$, not by the number of rows."),
            ]),
            Part("w₂", w2, mistakes=[
                Mistake("not-centred", float(FIVE**2 @ y) / 34,
                        "$x^2$ is not at right angles to the constant: it has the mean 2. "
                        "Take $x^2 - 2$."),
                Mistake("by-fourth-powers", float((FIVE**2 - 2) @ y) / 34,
                        "Divide by the squares of the centred column, 4, 1, 4, 1, 4: 14."),
            ]),
            Part("b", model.intercept_, lambda _, square: y.mean() - 2 * square, [
                Mistake("mean-of-y", float(y.mean()),
                        "That is b of the centred columns. $w_2 x^2$ has the mean $2 w_2$, "
                        "which is to be taken off."),
                Mistake("middle-target", float(y[2]),
                        "That is the middle target; b is the curve's value there."),
            ]),
        ),
        mistakes=[],
        why=f"$w_1 = {num(float(FIVE @ y))}/10$, $w_2 = {num(float((FIVE**2 - 2) @ y))}/14$, "
        f"$b = {num(y.mean())} - 2 w_2$. $w_1$ is the slope of the line as well: columns at "
        "right angles do not change each other's weights. Raw powers on other places do.",
        check=lambda: tuple(float(w) for w in np.polyfit(FIVE, y, 2)[[1, 0, 2]]),
    )  # fmt: skip


@number(level=2, covers=["C16.02", "S16.01"])
def two_sets_of_targets(rng: Rng) -> Ask:
    """Targets added up."""
    bumps = np.array([[-1.0, 2.0, 0.0, -2.0, 1.0], [1.0, -4.0, 6.0, -4.0, 1.0]])
    weights = rng.choice([-3, -2, -1, 1, 2, 3, 4], size=(2, 3)).astype(float)
    # The bumps are at right angles to 1, x and x^2: no parabola sees them.
    one, two = (
        _quadratic(FIVE, *w) + float(rng.choice([-1, 1])) * bump
        for w, bump in zip(weights, bumps, strict=True)
    )
    at = float(rng.integers(3, 7))
    p, q = (
        float(PolynomialRegression(2).fit(FIVE[:, None], y).predict([[at]])[0])
        for y in (one, two)
    )
    a, b = (float(v) for v in rng.choice([2.0, 3.0, 4.0, 5.0], size=2, replace=False))
    both = PolynomialRegression(2).fit(FIVE[:, None], a * one + b * two)
    return Ask(
        "Two quantities were measured at the same places. A parabola fitted to the first, "
        f"$u$, predicts {num(p)} at $x = {num(at)}$; one fitted to the second, $v$, "
        f"predicts {num(q)}. What does a parabola predict there that is fitted to "
        f"${num(a)}u + {num(b)}v$?",
        key=float(both.predict([[at]])[0].round(9)),
        mistakes=[
            Mistake("just-added", p + q, "The factors of the targets are lost."),
            Mistake("averaged", (a * p + b * q) / (a + b),
                    "The targets were added up with these factors, not averaged."),
            Mistake("squared-factors", a * a * p + b * b * q,
                    "That the curve is a parabola does not square the targets: in y the "
                    "fit is linear."),
        ],
        why="The weights are $(A^\\top A)^{-1} A^\\top y$: whatever the columns of A are, "
        f"they are linear in y. So ${num(a)} \\cdot {num(p)} + {num(b)} \\cdot {num(q)}$. "
        "This is what “linear” means; the curve in x may bend as it likes.",
        check=lambda: a * p + b * q,
    )  # fmt: skip


@matrix(level=2, covers=["E16.02", "W16.01", "S16.04"])
def weights_as_printed(rng: Rng) -> Ask:
    """Weights beside a column of ones."""
    b, w1, w2 = rng.choice(np.arange(1, 10), size=3, replace=False).astype(float) * 2
    x = np.arange(1.0, 6.0)
    y = _quadratic(x, b, w1, w2)
    spare = polynomial_features(x[:, None], 2, bias=True)
    model = LinearRegression().fit(spare, y)
    shortest = np.linalg.pinv(np.column_stack([np.ones(5), spare])) @ y
    return Ask(
        f"Rows $x$ = {vec(x)} lie exactly on $y = {num(b)} + {num(w1)}x + {num(w2)}x^2$. "
        "Somebody runs scikit-learn:\n\n```python\n"
        "features = PolynomialFeatures(degree=2).fit_transform(x.reshape(-1, 1))\n"
        "model = LinearRegression().fit(features, y)\n"
        "print(model.coef_)\n```\n\nWhat are the weights, but for rounding?",
        key=model.coef_.round(9),
        mistakes=[
            Mistake("constant-in-the-ones", [b, w1, w2],
                    "`LinearRegression` has an intercept of its own: the constant is in "
                    "`intercept_`."),
            Mistake("shared", shortest[1:],
                    "The intercept is no weight among the others: columns are centred "
                    "first, and a centred column of ones is 0."),
            Mistake("highest-first", [w2, w1, 0.0],
                    "So `np.polyfit` would order them. The columns here are 1, x, x²."),
        ],
        why=f"The spare column of ones gets 0, and `intercept_` is {num(b)}. Nothing "
        "breaks, but a reader takes `coef_[0]` for the constant. Use "
        "`include_bias=False`.",
        check=lambda: np.array([0.0, w1, w2]),
    )  # fmt: skip


@output(level=1, covers=["S16.01", "E16.03"])
def order_of_the_weights(rng: Rng) -> Ask:
    """The order of the weights."""
    b, w1, w2 = (int(v) for v in rng.choice(np.arange(2, 10), size=3, replace=False))
    code = (
        "import numpy as np\n"
        "x = np.arange(6)\n"
        f"y = {b} + {w1} * x + {w2} * x**2\n"
        "w = np.polyfit(x, y, 2)\n"
        "print(w.round().astype(int).tolist())"
    )
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake("lowest-first", str([b, w1, w2]),
                    "`np.polyfit` puts the highest power first. "
                    "`np.polynomial.Polynomial` has the lowest first."),
            Mistake("without-the-constant", str([w2, w1]),
                    "The constant is fitted as well: degree 2 has three weights."),
            Mistake("without-the-constant", str([w1, w2]),
                    "The constant is fitted as well, and the highest power comes first."),
        ],
        why="The degree is the highest power, here 2, so there are 3 weights. Their order "
        "is a matter of the library: look it up before you read them off.",
    )  # fmt: skip


@matrix(level=2, covers=["E16.04", "S16.01"])
def back_to_raw_x(rng: Rng) -> Ask:
    """The same curve with x as it was."""
    m, s = float(rng.choice([10.0, 20.0, 30.0])), float(rng.choice([2.0, 5.0]))
    a0, a1, a2 = rng.choice([-3.0, -2.0, 1.0, 2.0, 3.0, 4.0], size=3, replace=False)
    a1, a2 = a1 * s, a2 * s**2
    x = m + s * FIVE
    model = PolynomialRegression(2).fit(x[:, None], _quadratic(FIVE, a0, a1, a2))
    key = np.array([model.intercept_, *model.coef_]).round(7)
    return Ask(
        f"With $z = (x - {num(m)})/{num(s)}$ a fit is $\\hat y = {num(a0)} "
        f"{'+' if a1 > 0 else '-'} {num(abs(a1))} z {'+' if a2 > 0 else '-'} "
        f"{num(abs(a2))} z^2$. Write the same curve in raw x: intercept, weight of x, "
        "weight of x².",
        key=key,
        mistakes=[
            Mistake("only-scaled", [a0, a1 / s, a2 / s**2],
                    "You divided by the powers of the scale. The shift turns each power "
                    "into all lower ones as well."),
            Mistake("only-shifted", [a0 - a1 * m + a2 * m**2, a1 - 2 * a2 * m, a2],
                    "You left out the scale."),
            Mistake("no-cross-term",
                    [a0 - a1 * m / s + a2 * m**2 / s**2, a1 / s, a2 / s**2],
                    "$(x - m)^2$ has the term $-2mx$, which belongs to the weight of x."),
        ],
        why="Multiply out. Only the highest weight stays, but for the scale. The others "
        f"grow with the shift: {vec(key[:2], 6)} instead of {vec([a0, a1])}, nearly "
        "cancelling each other within the rows. That is why large weights of raw powers "
        "mean nothing, and why x is moved before it is raised to powers.",
        check=lambda: np.array([
            a0 - a1 * m / s + a2 * m**2 / s**2,
            a1 / s - 2 * a2 * m / s**2,
            a2 / s**2,
        ]),
    )  # fmt: skip


@expression(level=2, covers=["S16.01", "C16.02"])
def one_step_further(rng: Rng) -> Ask:
    """What one step of x changes."""
    u, v = (int(k) for k in rng.choice(np.arange(2, 9), size=2, replace=False))
    h = int(rng.integers(2, 5))
    return Ask(
        f"A fit is $\\hat y = 7 + {u}x + {v}x^2$. By how much does the prediction change "
        f"when $x$ rises by {h}? Write it as a formula in $x$.",
        key=Expr(f"{u * h} + {v}*(2*{h}*x + {h * h})", {"x": (-3.0, 3.0)}),
        mistakes=[
            Mistake("weight-of-x", f"{u * h} + 0*x",
                    "In a line the weight of x would say it. Here $x^2$ rises along."),
            Mistake("derivative", f"{h}*({u} + 2*{v}*x)",
                    "That is the slope at x times the step. On the way the slope changes: "
                    f"$(x + {h})^2 - x^2 = {2 * h}x + {h * h}$."),
            Mistake("both-weights", f"{h}*({u} + {v}) + 0*x",
                    "The weights do not simply add up: the effect depends on where x is."),
        ],
        why=f"${u}(x + {h}) + {v}(x + {h})^2$ less the same at x: ${u * h} + "
        f"{v}({2 * h}x + {h * h})$. No single weight is the effect of x.",
    )  # fmt: skip


@number(level=1, covers=["S16.01"])
def best_dose(rng: Rng) -> Ask:
    """Where a fitted parabola peaks."""
    top = float(rng.integers(4, 20)) / 2
    w2, b = -float(rng.integers(1, 4)), float(rng.integers(10, 60))
    x = np.arange(6.0)
    model = PolynomialRegression(2).fit(x[:, None], _quadratic(x, b, -2 * w2 * top, w2))
    w1, square = (float(w) for w in model.coef_.round(9))
    return Ask(
        f"Rows with doses x from 0 to 5 gave the yield $\\hat y = {num(b)} + {num(w1)}x - "
        f"{num(-square)}x^2$. Which dose does the curve call the best?",
        key=-w1 / (2 * square),
        mistakes=[
            Mistake("without-the-2", -w1 / square,
                    "There the curve is back at its height for x = 0. The derivative of "
                    "$x^2$ is $2x$."),
            Mistake("the-yield", float(model.predict([[top]])[0]),
                    "That is the yield there. The dose was asked."),
            Mistake("twice", -2 * w1 / square,
                    "Set the derivative $w_1 + 2 w_2 x$ to 0 and divide by $2 w_2$."),
        ],
        why="$w_1 + 2 w_2 x = 0$. Every parabola has such a place. Believe it only if rows lie "
        "on both sides"
        + (", as they do here." if top < 5 else
           "; here none lies beyond 5, and this dose is an extrapolation."),
        check=lambda: top,
    )  # fmt: skip


@number(level=2, covers=["C16.04", "S16.02"], tolerance=EXACT)
def few_places(rng: Rng) -> Ask:
    """The highest degree that the places allow."""
    places = np.sort(
        rng.choice(np.arange(0, 10), size=int(rng.integers(3, 7)), replace=False)
    )
    often = int(rng.integers(2, 7))
    n = often * len(places)
    x = np.repeat(places.astype(float) / 10, often)[:, None]
    powers = polynomial_features(x, 9, bias=True)
    ranks = [
        int(np.linalg.matrix_rank(powers[:, : k + 1], tol=1e-10)) for k in range(1, 9)
    ]
    key = max(k for k in range(1, 9) if ranks[k - 1] == k + 1)
    return Ask(
        f"Each of the doses {vec(10.0 * places)} was given to {often} patients, {n} in "
        "all. What is the highest degree at which least squares still has a single "
        "solution?",
        key=float(key),
        mistakes=[
            Mistake("all-rows", float(n - 1),
                    "Patients with one dose have one x. Further targets there say more "
                    "about the noise, not about the curve."),
            Mistake("one-too-many", float(key + 1),
                    f"Degree {key + 1} has {key + 2} weights, and {key + 1} places fix only "
                    f"{key + 1} of them: count the intercept."),
            Mistake("all-rows-and-one", float(n), "Count places, not rows, and the intercept."),
        ],
        why=f"{key + 1} different places fix {key + 1} weights, the intercept among them: "
        f"degree {key}. Above it many curves agree at the doses and differ between them.",
        check=lambda: float(len(set(places.tolist())) - 1),
    )  # fmt: skip


@number(level=3, covers=["C16.05", "L16.01"])
def pull_beyond(rng: Rng) -> Ask:
    """What one row does beyond the rows."""
    degree = int(rng.integers(2, 6))
    x = np.arange(degree + 1.0)
    at = float(degree + rng.integers(1, 4))
    y = rng.integers(0, 9, size=len(x)).astype(float)
    delta = float(rng.choice([-3.0, -2.0, 0.5, 2.0, 3.0]))
    moved = y.copy()
    moved[-1] += delta
    before, after = (
        PolynomialRegression(degree).fit(x[:, None], t).predict([[at]])[0]
        for t in (y, moved)
    )
    last = np.eye(len(x))[-1]
    line = float(LinearRegression().fit(x[:, None], last).predict([[at]])[0])
    return Ask(
        f"A polynomial of degree {degree} goes through the rows at $x$ = {vec(x)}. The target "
        f"of the last one changes by {num(delta)}. By how much does the prediction at "
        f"$x = {num(at)}$ change?",
        key=float((after - before).round(9)),
        mistakes=[
            Mistake("moves-along", delta,
                    "So it is at the row itself. Beyond, the polynomial that is 1 there and 0 "
                    "at the other rows grows fast."),
            Mistake("in-proportion", delta * at / degree,
                    "So a line through the origin would swing. Here it is a product of "
                    f"{degree} factors that all grow."),
            Mistake("as-a-line", delta * line,
                    "That is what the least-squares line would do."),
        ],
        why="The change is a polynomial that is 0 at all rows but the last: "
        f"$\\prod_i (x - x_i)/({degree} - x_i)$ over the others, which at {num(at)} is "
        f"{comb(int(at), degree)}, times {num(delta)}. A small error at the end of the rows "
        "is a large one beyond them.",
        check=lambda: delta * comb(int(at), degree),
    )  # fmt: skip


@number(level=3, covers=["C16.05"])
def agree_inside_differ_beyond(rng: Rng) -> Ask:
    """Two fits that agree on the rows."""
    degree, at = int(rng.integers(2, 6)), float(rng.choice([1.5, 2.0, 3.0]))
    most = float(rng.choice([0.01, 0.05, 0.1, 0.2]))
    tips = np.cos(np.pi * np.arange(degree + 1) / degree)
    signs = most * (-1.0) ** np.arange(degree + 1)
    worst = PolynomialRegression(degree).fit(tips[:, None], signs)
    return Ask(
        f"Two polynomials of degree {degree} differ by at most {num(most)} on all of "
        f"$[-1, 1]$. How far apart may they be at $x = {num(at)}$? The worst difference is "
        f"{num(most)} times the Chebyshev polynomial $T_{degree}$, where $T_0 = 1$, "
        "$T_1 = x$ and $T_{k+1} = 2x\\,T_k - T_{k-1}$.",
        key=abs(float(worst.predict([[at]])[0])),
        mistakes=[
            Mistake("stays-small", most,
                    "Nothing holds them together beyond the interval."),
            Mistake("as-a-line", most * at, "So lines would part. Higher degrees part faster."),
            Mistake("bare-power", most * at**degree,
                    f"$x^{degree}$ also stays within 1 there, but $T_{degree}$ grows up to "
                    f"{2 ** (degree - 1)} times as fast."),
            Mistake("leading-term", most * 2 ** (degree - 1) * at**degree,
                    "That is the leading term alone; the lower ones take something off."),
        ],
        why=f"$T_{degree}({num(at)}) = {num(abs(float(worst.predict([[at]])[0])) / most)}$. "
        "Rows cannot tell such fits apart, however many there are on the interval. Each "
        "further degree multiplies the doubt by about "
        f"{num(at + (at**2 - 1) ** 0.5, 2)} here.",
        check=lambda: most * float(
            np.polynomial.chebyshev.chebval(at, [0.0] * degree + [1.0])
        ),
    )  # fmt: skip


@match(level=2, covers=["C16.01", "C16.04", "C16.05", "E16.04"], proof="runs_away")
def what_went_wrong(rng: Rng) -> Ask:
    """Four findings, four causes."""
    x = np.linspace(0, 1, 16)[:, None]
    y = np.sin(2 * np.pi * x[:, 0]) + 0.2 * rng.normal(size=16)
    line = PolynomialRegression(1).fit(x, x[:, 0] ** 2 + 0.02 * rng.normal(size=16))
    left = x[:, 0] ** 2 - line.predict(x)
    signs = " ".join(
        "+" if left[i : i + 2].mean() > 0 else "-" for i in (0, 4, 7, 10, 14)
    )
    high = PolynomialRegression(12).fit(x, y)
    training = float(mse(high.predict(x), y)[0])
    new = choose_degree(x[:, 0], y, [12], rng)[1][0]
    years = np.arange(2000.0, 2025.0)[:, None]
    condition = round(
        float(np.log10(np.linalg.cond(polynomial_features(years, 4, bias=True))))
    )
    far = float(PolynomialRegression(5).fit(x, y).predict([[2.0]])[0])
    bow = f"Mean residuals from small x to large: {signs}"
    gap = (
        f"Mean squared error {num(training, 1)} on training rows, {_whole(new)} on "
        "left-out ones"
    )
    weights = f"The columns have a condition number of about $10^{{{condition}}}$"
    absurd = f"Rows lie between x = 0 and 1, targets between ±2; for x = 2 it says {_whole(far)}"
    return Ask(
        "Four polynomial fits, four findings. What is the cause of each?",
        key={
            bow: "the degree is too low",
            gap: "the degree is too high",
            weights: "raw powers of x far from 0",
            absurd: "extrapolation",
        },
        mistakes=[
            Mistake("bow-as-overfit", (bow, "the degree is too high"),
                    "Order in the residuals is something the curve has not followed yet."),
            Mistake("absurd-as-underfit", (absurd, "the degree is too low"),
                    "Beyond the rows a lower degree runs away as well, only later."),
            Mistake("condition-as-overfit", (weights, "the degree is too high"),
                    "Moving x to [-1, 1] mends it at the same degree."),
        ],
        why="Four remedies: a higher degree, a lower one or a penalty, x centred and scaled, "
        "and no prediction where there were no rows.",
    )  # fmt: skip


@choice(level=2, covers=["W16.02", "C16.01"], proof="high_r_squared_wrong_shape")
def a_fine_r_squared(rng: Rng) -> Ask:
    """A line with a fine R squared."""
    x = np.arange(1.0, 6.0) + float(rng.integers(0, 6))
    line = LinearRegression().fit(x[:, None], x**2)
    share = r_squared(x**2, line.predict(x[:, None]))
    return Ask(
        f"A line has $R^2 = {num(share)}$. Its residuals, from small x to large, are "
        f"{vec((x**2 - line.predict(x[:, None])).round(6))}. What do you conclude?",
        key="The shape is wrong: the residuals follow an order, and R² does not look at that",
        mistakes=[
            Mistake("r-squared-decides", "With such an R² the line describes the data",
                    "Nearly all of the variance is the rise. Any rising curve has a line with "
                    "a high R²."),
            Mistake("sum-zero", "The residuals have the sum 0, so nothing is left to fit",
                    "They always have, if there is an intercept. It says nothing about the "
                    "shape."),
            Mistake("outliers", "The first and the last row are outliers; leave them out",
                    "They are the ends of a bow. Without them the next ones would look the "
                    "same."),
        ],
        why="Plot residuals against x or the prediction. Noise has no order; a bow asks for "
        "$x^2$, or for a logarithm.",
    )  # fmt: skip


@choices(level=1, covers=["C16.02", "S16.03"], definition=True)
def which_are_linear(rng: Rng) -> Ask:
    """Which models are linear."""
    linear = (
        ("$w_0 + w_1 x + w_2 x^7$", "the columns are 1, x and $x^7$"),
        ("$w_0 + w_1 \\log x$", "the column is $\\log x$; no weight is inside"),
        ("$w_0 + w_1 ab + w_2 a^2$", "products are columns too"),
        ("$w_0 + w_1 \\sin x + w_2 \\cos x$", "the frequency is fixed"),
    )
    other = (
        Mistake("power-is-a-weight", "$w_0 + x^{w_1}$",
                "Here a weight is the exponent: no table of columns can be made beforehand."),
        Mistake("frequency-is-a-weight", "$w_0 \\sin(w_1 x)$",
                "With $w_1$ inside the sine, doubling it does not double the prediction."),
        Mistake("growth-rate", "$w_0 + w_1 e^{w_2 x}$",
                "$w_2$ is inside the exponential. Fixed, it would be linear."),
        Mistake("product-of-weights", "$w_0 + w_0 w_1 x$",
                "Two weights are multiplied. (With a new name for the product it is linear.)"),
    )  # fmt: skip
    right = rng.choice(len(linear), size=2, replace=False)
    wrong = rng.choice(len(other), size=2, replace=False)
    return Ask(
        "Which of these can be fitted by linear regression as they stand, the $w$ being "
        "the weights, after columns have been made from the features?",
        key=dict(linear[i] for i in right),
        mistakes=[other[i] for i in wrong],
        why="“Linear” speaks of the weights: the prediction is a sum of weights times "
        "columns that do not depend on weights.",
    )


@choices(level=2, covers=["E16.04", "C16.02"], proof="powers_nearly_dependent")
def x_is_moved_first(rng: Rng) -> Ask:
    """What moving x changes."""
    degree = int(rng.integers(5, 11))
    low = int(rng.integers(2, 30)) * 10
    return Ask(
        f"For x between {low} and {low + 40} a polynomial of degree {degree} is to be "
        f"fitted. You first take $z = (x - {low + 20})/20$. What does that change, but for "
        "rounding?",
        key={
            "The condition number of the columns": "powers of z are far less alike",
            "The weights": "it is another table of columns; the curve is the same",
            "The predictions of ridge": "the weights that it charges for are others",
        },
        mistakes=[
            Mistake("predictions", "The predictions of least squares",
                    "Both tables span the same polynomials, so the best one is the same."),
            Mistake("r-squared", "$R^2$ on the training rows",
                    "The fitted values stay, so R² does."),
            Mistake("beyond", "How far the curve runs away beyond the rows",
                    "It is the same curve there too."),
        ],
        why="The set of curves is the same, the coordinates differ. What looks at the "
        "coordinates notices: rounding, penalties, gradient descent, and people.",
    )  # fmt: skip


@recall(level=1, covers=["C16.02", "C16.03", "S16.03"])
def why_is_it_linear(rng: Rng) -> Ask:
    """Why it is called linear, in words."""
    del rng
    return Ask(
        "“Polynomial regression draws curves. Why does everybody call it a linear model?”",
        key=(
            "The prediction is a sum of weights times columns: linear in the weights",
            Point("The columns are powers of x, made before fitting",
                  "What does the algorithm get to see?"),
            Point("So the same solver, one minimum, the same standard errors",
                  "What do you gain by that?"),
            Point("Not linear in x: the effect of x depends on where x is",
                  "Is it linear in x?"),
            Point("Any fixed functions would do: logs, sines, splines",
                  "Does it have to be powers?"),
            Point("A weight inside a function breaks it, as in $e^{wx}$",
                  "Which model would not be linear?"),
        ),
        mistakes=[],
        why="Say “linear in the weights” in the first sentence. A network differs in one "
        "point: it learns its columns.",
    )  # fmt: skip


@recall(level=2, covers=["C16.04", "E16.04", "H16.02"])
def how_to_choose_the_degree(rng: Rng) -> Ask:
    """Choosing the degree, in words."""
    del rng
    return Ask(
        "“How do you choose the degree?”",
        key=(
            "Cross-validation over a few small degrees",
            Point("Not by training error or R²: both always favour the largest",
                  "Why not take the one that fits best?"),
            Point("First look at the rows and at the residuals of the line",
                  "What do you do before that?"),
            Point("Of degrees that are about equal, the smallest",
                  "And if several are about as good?"),
            Point("Keep the lower powers; without them the fit depends on where x has its 0",
                  "May one keep $x^3$ and drop $x$?"),
            Point("Or a fixed, generous basis with a penalty, or splines",
                  "Is there a way without choosing?"),
        ),
        mistakes=[],
        why="Above 3 or 4 ask what else could bend: splines bend where rows are, and one far "
        "row does not swing all of the curve.",
    )  # fmt: skip


@recall(level=3, covers=["C16.05", "E16.04", "S16.05"])
def before_it_is_used(rng: Rng) -> Ask:
    """What can go wrong, in words."""
    del rng
    return Ask(
        "“A colleague fits degree 8 to data by year, 2005 to 2024, and forecasts 2030. What "
        "do you say?”",
        key=(
            "Extrapolation: beyond the rows the highest power decides, not the data",
            Point("Two fits that agree on the rows can be far apart in 2030",
                  "But the fit is excellent. Why not trust it?"),
            Point("Powers of 2005 to 2024 are all but dependent: centre and scale first",
                  "What about the numbers themselves?"),
            Point("20 rows for 9 weights: cross-validate, by time, and expect a low degree",
                  "Is 8 a good degree?"),
            Point("Plot the curve on a fine grid, also between the rows and at the ends",
                  "How would you look at it?"),
            Point("Rather a line or a model of time series, with an interval",
                  "What would you use?"),
        ),
        mistakes=[],
        why="Centring mends the arithmetic, not the forecast: the curve is the same one.",
    )  # fmt: skip
