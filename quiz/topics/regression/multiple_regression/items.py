"""Questions on regression with several features."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.linear.collinearity import variance_inflation
from engine.linear.dummies import dummies
from engine.linear.goodness import (
    adjusted_r_squared,
    r_squared,
    root_mean_squared_error,
)
from engine.linear.inference import coefficients
from engine.linear.least_squares import LinearRegression, normal_equations
from engine.linear.polynomial import polynomial_features
from engine.linear.simple import simple_regression
from engine.linear.tails import t_tails
from engine.statistics.null_distributions import StudentT
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    expression,
    match,
    number,
    output,
    recall,
    shape,
    steps,
)
from quiz.items.kinds.expression import Expr
from quiz.items.kinds.numbers import Tolerance
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator

CORNERS = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
"""Two features that are uncorrelated, of mean 0 and variance 1."""


def _pair(rho: float) -> Array:
    """Two features of mean 0 and variance 1 with correlation rho, shape (8, 2)."""
    z = np.concatenate([CORNERS, CORNERS])
    return np.column_stack([z[:, 0], rho * z[:, 0] + (1 - rho**2) ** 0.5 * z[:, 1]])


@steps(level=1, covers=["S15.01", "S15.02", "C15.01"])
def plane_by_hand(rng: Rng) -> Ask:
    """A plane through four corners."""
    y = rng.integers(0, 25, size=4).astype(float)
    b, w1, w2 = normal_equations(CORNERS, y)
    rows = ", ".join(vec(row) for row in CORNERS)
    return Ask(
        f"Fit $\\hat y = b + w^\\top x$ with $w = (w_1, w_2)$ by least squares to the rows {rows} with the "
        f"targets {vec(y)}.",
        key=(
            Part("b", b, mistakes=[
                Mistake("sum", float(y.sum()), "That is the sum. Both features have mean 0, "
                        "so b is the mean of the targets."),
                Mistake("first-target", float(y[0]),
                        "That is a target at (-1, -1); b is the plane's height at (0, 0)."),
            ]),
            Part("w₁", w1, mistakes=[
                Mistake("not-divided", 4 * w1,
                        "That is $\\sum x_1 y$. Divide it by $\\sum x_1^2 = 4$."),
                Mistake("from-end-to-end", 2 * w1,
                        "That is how much higher the mean is at 1 than at -1. The feature "
                        "rises by 2 on the way."),
            ]),
            Part("w₂", w2, mistakes=[
                Mistake("not-divided", 4 * w2,
                        "That is $\\sum x_2 y$. Divide it by $\\sum x_2^2 = 4$."),
                Mistake("from-end-to-end", 2 * w2,
                        "From -1 to 1 the feature rises by 2."),
            ]),
        ),
        mistakes=[],
        why="The columns, and the column of ones, are orthogonal: $A^\\top A = 4I$, and each "
        "coefficient is its column times y, over 4. Correlated columns share, and each needs "
        "all the others.",
        check=lambda: tuple(
            float(v) for v in (y.mean(), *(CORNERS.T @ y / 4))
        ),
    )  # fmt: skip


@number(level=2, covers=["S15.01", "Q15.01"])
def slope_alone(rng: Rng) -> Ask:
    """A slope without the other feature."""
    x1 = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    d = float(rng.choice([-2.0, -1.5, -0.5, 0.5, 1.5, 2.0, 3.0]))
    x2 = d * x1 + np.array([1.0, -1.0, 0.0, -1.0, 1.0])
    w = rng.choice([-4.0, -3.0, -2.0, 2.0, 3.0, 5.0], size=2)
    y = w[0] * x1 + w[1] * x2
    return Ask(
        f"Least squares on two features gives $w_1 = {num(w[0])}$ and $w_2 = {num(w[1])}$. On "
        f"the same rows the regression of $x_2$ on $x_1$ has slope {num(d)}. Which slope has "
        "the regression of y on $x_1$ alone?",
        key=simple_regression(x1, y)[0],
        mistakes=[
            Mistake(
                "the-weight",
                w[0],
                "That is the weight beside $x_2$: its effect at equal $x_2$. Alone, $x_1$ "
                "speaks for what comes with it as well.",
            ),
            Mistake(
                "weights-added",
                w[0] + w[1],
                f"When $x_1$ rises by 1, $x_2$ rises by {num(d)}, not by 1.",
            ),
            Mistake(
                "slopes-added",
                w[0] + d,
                f"{num(d)} is in units of $x_2$. Its effect on y is {num(w[1])} times that.",
            ),
            Mistake(
                "by-way-of-the-other",
                w[1] * d,
                "That is what comes by way of $x_2$. The direct part is missing.",
            ),
        ],
        why=f"$w_1 + w_2 \\cdot {num(d)}$. Leave out a feature that counts and is correlated, "
        "and its effect moves into the weights of the others: omitted-variable bias. It can "
        "turn a sign.",
        check=lambda: w[0] + w[1] * d,
    )


@steps(level=2, covers=["S15.05", "C15.05", "Q15.01"])
def price_of_a_twin(rng: Rng) -> Ask:
    """What a correlation costs."""
    r = float(rng.choice([0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98]))
    inflation = float(variance_inflation(_pair(r))[0])
    return Ask(
        f"Two features have correlation {num(r)}. Compare with two that are uncorrelated, all "
        "else being equal.",
        key=(
            Part("variance inflation of each", inflation, mistakes=[
                Mistake("not-squared", 1 / (1 - r),
                        "What the other feature explains is a share of variance: $r^2$."),
                Mistake("turned-round", 1 - r**2,
                        "That is the share of the feature that is its own. Inflation is one "
                        "over it."),
            ]),
            Part("how many times as wide is the confidence interval of a weight", inflation**0.5,
                 lambda v: v**0.5 if v > 0 else 0.0, [
                Mistake("variance", inflation,
                        "So many times as large is the variance. An interval goes with the "
                        "deviation."),
            ]),
            Part("how many times as many rows make up for it", inflation, lambda _, f: f**2, [
                Mistake("root-of-rows", inflation**0.5,
                        "Intervals shrink with the root of n, so rows go with the square."),
            ]),
        ),
        mistakes=[],
        why=f"$1/(1 - {num(r)}^2) = {num(inflation)}$. Collinearity acts on a weight like a "
        "lack of rows. It does not bias it.",
        check=lambda: (1 / (1 - r**2), (1 - r**2) ** -0.5, 1 / (1 - r**2)),
    )  # fmt: skip


@number(level=3, covers=["S15.05", "H15.01"])
def hidden_in_the_pairs(rng: Rng) -> Ask:
    """Inflation that no pair shows."""
    s = float(rng.choice([0.2, 0.25, 0.4, 0.5]))
    a, c = (int(v) for v in rng.integers(1, 4, size=2))
    z = np.column_stack([np.tile(CORNERS, (2, 1)), np.repeat([-1.0, 1.0], 4)])
    X = np.column_stack([z[:, :2], z @ np.array([a, c, s])])
    total = a * a + c * c
    pair = max(a, c) ** 2 / (total + s**2)
    text = f"{a if a > 1 else ''}x_1 + {c if c > 1 else ''}x_2"
    return Ask(
        f"$x_1$ and $x_2$ are uncorrelated, with variance 1. $x_3$ is ${text}$ and some noise "
        f"of standard deviation {num(s)}, uncorrelated with both. What is the variance "
        "inflation of $x_3$?",
        key=float(variance_inflation(X)[2]),
        mistakes=[
            Mistake(
                "from-a-pair",
                1 / (1 - pair),
                "That is from the largest correlation of a pair. Inflation asks what all other "
                "features explain together.",
            ),
            Mistake(
                "deviation",
                1 + total / s,
                f"{num(s)} is a deviation. Square it: shares are of variance.",
            ),
            Mistake(
                "coefficients-not-squared",
                1 + (a + c) / s**2,
                "A feature enters the variance with the square of its coefficient.",
            ),
            Mistake(
                "own-share",
                s**2 / (total + s**2),
                "That is $1 - R^2$, the share that is its own. Inflation is one over it.",
            ),
        ],
        why=f"The variance of $x_3$ is ${total} + {num(s**2)}$, of which {num(s**2)} is its "
        f"own: $({total} + {num(s**2)})/{num(s**2)}$. The largest correlation is "
        f"{num(pair**0.5, 2)}: a table of pairs does not show it.",
        check=lambda: (total + s**2) / s**2,
    )


@number(level=2, covers=["L15.01", "C15.05"])
def long_and_narrow(rng: Rng) -> Ask:
    """The shape of the cloud of weights."""
    rho = float(rng.choice([0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98]))
    X = _pair(rho)
    both = np.column_stack([X.sum(axis=1), X[:, 0] - X[:, 1]])
    error = coefficients(both, rng.normal(size=8)).error
    return Ask(
        f"Two features with mean 0 and variance 1 have correlation {num(rho)}. Least squares "
        "is fitted to many samples of targets, and $(w_1, w_2)$ is drawn as a point each time. "
        "The cloud is longest along $(1, -1)$ and shortest along $(1, 1)$. How many times as "
        "long is it as it is wide, in standard deviations?",
        key=float(error[2] / error[1]),
        mistakes=[
            Mistake(
                "variances",
                (1 + rho) / (1 - rho),
                "That is the ratio of variances. Deviations are their roots.",
            ),
            Mistake(
                "root-of-inflation",
                (1 - rho**2) ** -0.5,
                "That is how far a single weight strays beyond its share. The sum is held more "
                "firmly than without correlation, the difference less.",
            ),
            Mistake(
                "inflation",
                1 / (1 - rho**2),
                "That is the variance inflation of one weight.",
            ),
        ],
        why=f"The features' sum has variance $2(1 + {num(rho)})$, their difference "
        f"$2(1 - {num(rho)})$. A direction's weight strays with one over the root of its "
        f"variance: $\\sqrt{{{num(1 + rho)}/{num(1 - rho)}}}$. What the rows hardly vary in, "
        "they hardly tell.",
        check=lambda: ((1 + rho) / (1 - rho)) ** 0.5,
    )


@choice(level=3, covers=["L15.01", "C15.05", "Q15.01"])
def least_certain_row(rng: Rng) -> Ask:
    """Where a prediction is least certain."""
    rho = float(rng.choice([-1.0, 1.0])) * float(rng.choice([0.9, 0.95, 0.98]))
    X, y = _pair(rho), rng.normal(size=8)
    side, far = float(np.sign(rho)), float(rng.choice([1.5, 2.0]))
    near = float(rng.choice([1.0, 1.2]))
    rows = {
        "on-the-line-far": np.array([far, side * far]),
        "centre": np.array([0.0, 0.0]),
        "off-the-line": np.array([near, -side * near]),
        "on-the-line-near": np.array([-near, -side * near]),
    }
    # Measured from a row, the intercept is the prediction there.
    error = {name: float(coefficients(X - x, y).error[0]) for name, x in rows.items()}
    best = max(error, key=lambda name: error[name])
    hints = {
        "on-the-line-far": "It is far out, but in the direction in which the rows vary most: "
        "there the weights' errors cancel.",
        "centre": "There the plane is held best: it goes through the means.",
        "on-the-line-near": "Rows like this one abound; the errors of the two weights cancel.",
        "off-the-line": "It is off the line of the rows.",
    }
    return Ask(
        f"Two features with mean 0 and variance 1 have correlation {num(rho)}; least squares "
        "was fitted to them. For which new row is the prediction of the mean least certain?",
        key=vec(rows[best]),
        mistakes=[
            Mistake(name, vec(rows[name]), f"{hints[name]} Its standard error is "
                    f"{num(error[best] / error[name], 2)} times smaller than the largest.")
            for name in rows
            if name != best
        ],
        why="Each of its values is common; the pair is not. “Collinearity does not hurt "
        "predictions” holds for rows that are collinear in the same way.",
    )  # fmt: skip


@choices(level=2, covers=["C15.05", "Q15.01"], proof="weights_wander")
def what_collinearity_does(rng: Rng) -> Ask:
    """What collinearity does, and what not."""
    r = float(rng.choice([0.98, 0.99, 0.995]))
    inflation = float(variance_inflation(_pair(r))[0])
    return Ask(
        f"Two features have correlation {num(r)}, a variance inflation of {num(inflation, 2)}. "
        "The model is right, the noise independent. What is true of least squares?",
        key={
            "Single weights vary much from sample to sample": "that is what is inflated",
            "Both weights may look insignificant while the F test is clear": "each could be "
            "spared beside the other, not both",
            "Fitted values vary no more than without correlation": "their errors cancel",
        },
        mistakes=[
            Mistake(
                "biased",
                "The weights are biased",
                "They are right on average. They stray further.",
            ),
            Mistake(
                "no-solution",
                "There is no single solution",
                "Only exact dependence, a correlation of 1 or -1, leaves none.",
            ),
            Mistake(
                "more-rows-do-not-help",
                "More rows do not help",
                "They help as always: the variance of a weight falls with 1/n.",
            ),
        ],
        why="It is a lack of information about the difference of two features, not a fault of "
        "the fit.",
    )


@shape(level=1, covers=["S15.06", "Q15.02", "E15.04", "H15.02"])
def columns_with_categories(rng: Rng) -> Ask:
    """The table with categories."""
    n, d = int(rng.integers(60, 900)), int(rng.integers(2, 9))
    k, m = (int(v) for v in rng.choice(np.arange(3, 13), size=2, replace=False))
    first = dummies(np.arange(n) % k)[0]
    second = dummies(np.arange(n) % m)[0]
    A = np.column_stack([np.ones(n), np.zeros((n, d)), first, second])
    return Ask(
        f"A table has {n} rows, {d} numeric features, a category with {k} levels and another "
        f"with {m}. For least squares by normal equations, with intercept, which shape has A, "
        "the column of ones included?",
        key=A.shape,
        mistakes=[
            Mistake(
                "all-levels",
                (n, 1 + d + k + m),
                "The columns of each category add up to the ones: two columns too many, and "
                "$A^\\top A$ is singular.",
            ),
            Mistake(
                "one-dropped-in-all",
                (n, d + k + m),
                "Each category adds up to the ones by itself, so each must lose a level.",
            ),
            Mistake(
                "codes",
                (n, 1 + d + 2),
                "A column of codes makes the third level three times the first.",
            ),
            Mistake(
                "without-ones", (n, d + k + m - 2), "The column of ones is missing."
            ),
        ],
        why=f"$1 + {d} + ({k} - 1) + ({m} - 1)$.",
    )


@steps(level=1, covers=["S15.06", "Q15.02"])
def weights_of_levels(rng: Rng) -> Ask:
    """What the weight of a level says."""
    names = ["flat", "house", "studio"]
    means = 10.0 * rng.choice(np.arange(10, 60), size=3, replace=False)
    gap = 10.0 * rng.integers(1, 5, size=3)
    y = np.ravel(np.column_stack([means - gap, means + gap]))
    model = LinearRegression().fit(dummies(np.repeat(names, 2))[0], y)
    other = ["studio", "flat", "house"]
    again = LinearRegression().fit(dummies(np.repeat(names, 2), levels=other)[0], y)
    told = "; ".join(
        f"{name}: {num(y[2 * i])} and {num(y[2 * i + 1])}"
        for i, name in enumerate(names)
    )
    b, house, studio = model.intercept_, float(model.coef_[0]), float(model.coef_[1])
    return Ask(
        f"Prices, in thousands: {told}. Least squares with an intercept gets a column of 0 and "
        "1 for house and one for studio.",
        key=(
            Part("intercept", b, mistakes=[
                Mistake("mean-of-all", float(y.mean()),
                        "The mean of all is the intercept where columns have mean 0. Here it is "
                        "the prediction where both columns are 0: for a flat."),
            ]),
            Part("weight of house", house, mistakes=[
                Mistake("its-mean", float(means[1]),
                        "That is the prediction for a house: intercept and weight together."),
                Mistake("less-the-mean-of-all", float(means[1] - y.mean()),
                        "The difference is to the level that was left out."),
            ]),
            Part("weight of studio", studio, mistakes=[
                Mistake("its-mean", float(means[2]),
                        "That is the prediction for a studio: intercept and weight together."),
            ]),
            Part("weight of house, if studio is left out instead of flat",
                 float(again.coef_[1]), lambda _, h, s: h - s, [
                Mistake("unchanged", house,
                        "The weights speak of the level that is left out. That is another now."),
            ]),
        ),
        mistakes=[],
        why="The predictions are the means of the levels either way. A weight is a difference "
        "to the base, so “insignificant” means: like the base.",
        check=lambda: (float(means[0]), float(means[1] - means[0]),
                       float(means[2] - means[0]), float(means[1] - means[2])),
    )  # fmt: skip


@number(level=2, covers=["C15.06", "S15.06"])
def codes_for_levels(rng: Rng) -> Ask:
    """Levels coded as numbers."""
    means = 10.0 * rng.choice(np.arange(1, 30), size=3, replace=False)
    code = np.repeat([0.0, 1.0, 2.0], 2)
    model = LinearRegression().fit(code[:, None], np.repeat(means, 2))
    i = int(rng.choice([0, 2]))
    rise = float(means[2] - means[0])
    return Ask(
        f"Levels A, B and C, each in a third of the rows, have mean targets {vec(means)}. "
        "Someone codes them as 0, 1 and 2 in a single feature. What does least squares predict "
        f"for {'ABC'[i]}?",
        key=float(model.predict([[float(i)]])[0]),
        mistakes=[
            Mistake(
                "mean-of-the-level",
                float(means[i]),
                "One column a level would predict that. A line cannot bend.",
            ),
            Mistake(
                "mean-of-all",
                float(means.mean()),
                "That is the prediction at code 1, for B.",
            ),
            Mistake(
                "slope-not-halved",
                float(means.mean() + (i - 1) * rise),
                "From A to C the code rises by 2, so the slope is half their difference.",
            ),
        ],
        why="The slope is half the difference of C and A, and at code 1 the line has the mean "
        f"of all, {num(means.mean())}. Codes claim an order and equal gaps that nobody has "
        "seen.",
        check=lambda: float(means.mean() + (i - 1) * rise / 2),
    )


@output(level=2, covers=["E15.04", "S15.06"])
def rank_of_all_levels(rng: Rng) -> Ask:
    """Ones beside all levels."""
    letters = "abcdefg"[: int(rng.integers(3, 7))]
    text = "".join(rng.permutation(list(letters * 2)))
    k = len(letters)
    code = (
        "import numpy as np\n"
        f'x = np.array(list("{text}"))\n'
        "D = (x[:, None] == np.unique(x)).astype(float)\n"
        "A = np.column_stack([np.ones(len(x)), D])\n"
        "print(A.shape[1], np.linalg.matrix_rank(A))"
    )
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "full-rank",
                f"{k + 1} {k + 1}",
                "The columns of D add up to the column of ones, so one of them is told by the "
                "others.",
            ),
            Mistake(
                "two-too-many",
                f"{k + 1} {k - 1}",
                "There is a single dependence, so only one is lost.",
            ),
            Mistake(
                "ones-forgotten",
                f"{k} {k}",
                "The column of ones counts among the columns of A.",
            ),
        ],
        why=f"{k} levels and the ones: {k + 1} columns, one dependence. Drop a level or the "
        "ones. Ridge does without dropping: its penalty settles which solution.",
    )


@expression(level=1, covers=["S15.07", "E15.05"])
def slope_with_a_product(rng: Rng) -> Ask:
    """A slope that depends on another feature."""
    w = rng.choice(np.arange(2, 10), size=3, replace=False)
    b, first, second = int(rng.integers(1, 20)), int(w[0]), int(w[1])
    c = int(w[2]) * int(rng.choice([-1, 1]))
    return Ask(
        f"A model is $\\hat y = {b} + {first}x + {second}u {'+' if c > 0 else '-'} "
        f"{abs(c)}xu$. By how much does $\\hat y$ change when $x$ rises by 1? Write a formula "
        "in $u$.",
        key=Expr(f"{first}{c:+d}*u", {"u": (1.0, 5.0)}),
        mistakes=[
            Mistake(
                "the-weight-alone",
                f"{first}",
                "That holds where u is 0. The product changes with x as well.",
            ),
            Mistake(
                "product-at-one",
                f"{first + c}",
                "That holds where u is 1.",
            ),
            Mistake(
                "second-too",
                f"{first}+{second}*u{c:+d}*u",
                "u stays as it is, so its own term does not change.",
            ),
        ],
        why=f"$xu$ rises by u. So the weight {first} of x alone means little: it is the effect "
        "at $u = 0$, which may not occur. Centre the features before multiplying them, and it "
        "is the effect at the mean.",
    )


@shape(level=1, covers=["S15.07", "C15.02"])
def columns_with_products(rng: Rng) -> Ask:
    """How many products."""
    n, d = int(rng.integers(60, 900)), int(rng.integers(4, 13))
    X = polynomial_features(np.zeros((n, d)), 2, interaction_only=True)
    pairs = d * (d - 1) // 2
    return Ask(
        f"A table has {n} rows and {d} features. The product of each pair of different "
        "features is added, no squares and no ones. Which shape has the table then?",
        key=X.shape,
        mistakes=[
            Mistake("ordered", (n, d + 2 * pairs), "ab and ba are the same column."),
            Mistake("squares", (n, 2 * d + pairs), "Squares were not asked for."),
            Mistake("products-alone", (n, pairs), "The features themselves stay."),
        ],
        why=f"${d} + {d} \\cdot {d - 1}/2$. The products grow with the square of d, and the "
        "work of the normal equations with the fourth power.",
        check=lambda: (n, d + pairs),
    )


@number(level=2, covers=["C15.07", "Q15.03", "E15.05"])
def plane_on_a_product(rng: Rng) -> Ask:
    """What a plane leaves of a product."""
    a, c = (int(v) for v in rng.choice(np.arange(1, 8), size=2, replace=False))
    y = a * CORNERS[:, 0] + c * CORNERS.prod(axis=1)
    left, other = a if a > 1 else "", c if c > 1 else ""
    return Ask(
        "Rows lie evenly on $(\\pm 1, \\pm 1)$, and the targets are exactly "
        f"${left}x_1 + {other}x_1 x_2$. Which $R^2$ has least squares on $x_1$, $x_2$ and an "
        "intercept?",
        key=r_squared(y, LinearRegression().fit(CORNERS, y).predict(CORNERS)),
        mistakes=[
            Mistake(
                "exact",
                1.0,
                "The product is no weighted sum of $x_1$ and $x_2$; it must be a feature.",
            ),
            Mistake(
                "not-squared",
                a / (a + c),
                "$R^2$ is a share of variance: coefficients enter squared.",
            ),
            Mistake(
                "what-is-left",
                c * c / (a * a + c * c),
                "That is the share which the plane misses.",
            ),
            Mistake(
                "nothing",
                0.0,
                "$x_1$ counts by itself as well.",
            ),
        ],
        why="On these rows the product is uncorrelated with both features, so the plane gets "
        f"${a}^2$ of ${a}^2 + {c}^2$. With $x_1 x_2$ as a third feature $R^2$ is 1. No "
        "correlation with y would have told you.",
        check=lambda: a * a / (a * a + c * c),
    )


@steps(level=1, covers=["C15.04", "S15.04"])
def other_units(rng: Rng) -> Ask:
    """Errors in other units."""
    y = rng.integers(5, 30, size=4).astype(float) + np.array([0.0, 6.0, 12.0, 20.0])
    a = float(rng.integers(2, 9)) / 2
    y_hat = y + a * np.array([1.0, -1.0, -1.0, 1.0])
    warm, told = 1.8 * y + 32, 1.8 * y_hat + 32
    share = r_squared(y, y_hat)
    error = root_mean_squared_error(warm, told)
    return Ask(
        f"A model predicts temperatures with an RMSE of {num(a)} °C and an $R^2$ of "
        f"{num(share)}. Targets and predictions are turned into °F, which is 1.8 times °C, "
        "plus 32.",
        key=(
            Part("RMSE in °F", error, mistakes=[
                Mistake("with-32", 1.8 * a + 32,
                        "32 is added to targets and predictions alike, and is gone from "
                        "their difference."),
                Mistake("unchanged", a, "RMSE has the units of the target."),
            ]),
            Part("mean squared error in °F²", error**2, lambda e: e**2, [
                Mistake("factor-once", 1.8 * a * a,
                        "The units are squared, so the factor is as well."),
            ]),
            Part("R²", r_squared(warm, told), mistakes=[
                Mistake("scaled", 1.8 * share,
                        "A share has no units: factor and offset drop out of it."),
            ]),
        ),
        mistakes=[],
        why="So an RMSE is good or bad only beside the spread of the target. $R^2$ is that "
        "comparison.",
        check=lambda: (1.8 * a, 3.24 * a * a, share),
    )  # fmt: skip


@number(level=2, covers=["C15.03", "S15.04", "H15.03"], tolerance=Tolerance(0, 0.002))
def what_it_must_add(rng: Rng) -> Ask:
    """What more features must add."""
    n, p = int(rng.integers(20, 40)), int(rng.integers(2, 6))
    k, r2 = int(rng.integers(3, 8)), float(rng.integers(50, 81)) / 100
    y = np.tile([-1.0, 1.0], n)[:n]
    y = y - y.mean()
    # Drawn in towards the mean, 0, until R2 is as told.
    told = adjusted_r_squared(y, (1 - (1 - r2) ** 0.5) * y, p)
    key = 1 - (1 - told) * (n - p - k - 1) / (n - 1)
    return Ask(
        f"Least squares with {p} features and an intercept has $R^2 = {num(r2)}$ on its {n} "
        f"rows. Then {k} features are added. How large must $R^2$ become for the adjusted $R^2$ "
        "to stay the same?",
        key=key,
        mistakes=[
            Mistake(
                "as-before",
                r2,
                "At the same $R^2$ the adjusted one falls: more features have been charged for.",
            ),
            Mistake(
                "adjusted",
                told,
                "That is the adjusted $R^2$ itself.",
            ),
            Mistake(
                "turned-round",
                1 - (1 - r2) * (n - p - 1) / (n - p - k - 1),
                "You let the share that is left grow. Degrees of freedom were used up, so it "
                "must shrink.",
            ),
            Mistake(
                "share-of-the-rows",
                r2 + k / n,
                "A feature need not explain 1/n of everything, only of what is left.",
            ),
        ],
        why=f"$(1 - R^2)/(n - p - 1)$ must stay: $1 - {num(1 - r2)} \\cdot "
        f"{n - p - k - 1}/{n - p - 1}$. Each feature has to take its part of what is left, as "
        "much as chance gives on average.",
        check=lambda: 1 - (1 - r2) * (n - p - k - 1) / (n - p - 1),
    )


@number(level=3, covers=["E15.02", "C15.03"], tolerance=Tolerance(0.05, 0))
def chance_raises_it(rng: Rng) -> Ask:
    """Chance and the adjusted R squared."""
    n, p = int(rng.integers(5, 40)) * 10, int(rng.integers(2, 9))
    m = int(rng.choice([25, 50, 100, 150, 200, 300, 500]))
    share = float(t_tails(1.0, n - p - 2))
    return Ask(
        f"A model has {p} features and {n} rows with normal noise. {m} columns of random "
        "numbers are tried, each added by itself. Adjusted $R^2$ rises exactly when the new "
        "weight has a t value above 1 or below -1. How many of them raise it, on average? To "
        "within 5 %.",
        key=m * share,
        mistakes=[
            Mistake(
                "like-r-squared",
                m,
                "$R^2$ always rises. The adjusted one charges.",
            ),
            Mistake(
                "five-per-cent",
                0.05 * m,
                "That is for t values beyond about 2. The bar here is 1.",
            ),
            Mistake(
                "one-side",
                m * share / 2,
                "The sign does not matter: both tails count.",
            ),
            Mistake(
                "within",
                m * (1 - share),
                "So many have t between -1 and 1, and lower adjusted $R^2$.",
            ),
        ],
        why="Beyond one standard deviation on either side lie 32 %. Keep those columns, and "
        "adjusted $R^2$ has been overfitted.",
        check=lambda: m * 2 * float(StudentT(n - p - 2.0).cdf(-1.0)),
    )


@choice(level=1, covers=["E15.03", "S15.03"], proof="five_checks")
def only_with_several(rng: Rng) -> Ask:
    """An assumption that one feature cannot break."""
    inflation = float(variance_inflation(rng.normal(size=(20, 1)))[0])
    return Ask(
        "“The assumptions of multiple regression are those of simple regression.” Which of "
        f"them says nothing about a single feature, whose inflation is always {num(inflation)}?",
        key="No collinearity",
        mistakes=[
            Mistake("linearity", "Linearity", "A single feature can bend as well."),
            Mistake(
                "independence",
                "Independent errors",
                "Errors can follow each other however many features there are.",
            ),
            Mistake(
                "spread",
                "Errors of constant spread",
                "A funnel opens beside a single feature just as well.",
            ),
            Mistake(
                "normality",
                "Normal errors",
                "The shape of the errors has nothing to do with the number of features.",
            ),
        ],
        why="Collinearity is a matter of several features. It is a condition on the table "
        "rather than on the errors, and only exact dependence breaks the fit.",
    )


@match(level=2, covers=["Q15.03", "S15.03"], definition=True)
def which_cure(rng: Rng) -> Ask:
    """What to do about it."""
    n = int(rng.integers(3, 30)) * 10
    funnel = f"The residuals of {n} rows open like a funnel"
    bend = "The residuals bend, below 0 in the middle"
    twins = "Two features inflate each other by 80, and you must say what each does"
    days = "The residual of a day is like that of the day before"
    return Ask(
        "A plane was fitted. Which step answers which finding?",
        key={
            funnel: "Robust standard errors, or a log of the target",
            bend: "A square or a product as a further feature",
            twins: "Rows in which they differ, or one feature made of both",
            days: "Lagged features, errors by blocks",
        },
        mistakes=[
            Mistake(
                "a-square-for-the-funnel",
                (funnel, "A square or a product as a further feature"),
                "A funnel is in the spread, a bend in the mean. A square mends the mean alone.",
            ),
            Mistake(
                "log-for-dependence",
                (days, "Robust standard errors, or a log of the target"),
                "The usual robust errors assume independent rows still.",
            ),
        ],
        why="Ridge would steady the twins' weights, and predictions with them, but it answers "
        "“what does each do” by a preference, not by rows.",
    )


@shape(level=1, covers=["E15.01", "S15.01"])
def several_targets(rng: Rng) -> Ask:
    """Weights for several targets."""
    d, k = (int(v) for v in rng.choice(np.arange(2, 15), size=2, replace=False))
    n = int(rng.integers(40, 400))
    X = rng.normal(size=(n, d))
    Y = rng.normal(size=(n, k))
    W = np.column_stack([LinearRegression().fit(X, Y[:, j]).coef_ for j in range(k)])
    return Ask(
        f"A multivariate regression $\\hat Y = XW + b$ has {n} rows, {d} features and {k} "
        "targets a row. Which shape has W?",
        key=W.shape,
        mistakes=[
            Mistake(
                "multiple",
                (d,),
                f"That is a multiple regression: {d} features, one target.",
            ),
            Mistake(
                "transposed",
                (k, d),
                "X is multiplied from the left: its columns meet the rows of W. scikit-learn "
                "does keep `coef_` that way round, and transposes it.",
            ),
            Mistake("a-row-each", (n, k), "That is the shape of the predictions."),
        ],
        why=f"A column of weights for each target, and least squares fits the columns "
        f"independently: {k} multiple regressions beside each other.",
    )


@recall(level=1, covers=["Q15.01", "C15.05", "S15.05"])
def collinearity_in_words(rng: Rng) -> Ask:
    """Multicollinearity, in words."""
    del rng
    return Ask(
        "“What is multicollinearity, and why is it a problem?”",
        key=(
            Point("A feature is nearly a weighted sum of the others, not only of one",
                  "Must two features be correlated for that?"),
            Point("Weights stay right on average, but their variance is inflated: large, "
                  "unstable, of odd signs", "What happens to the weights?"),
            Point("Found by $\\mathrm{VIF}_j = 1/(1 - R_j^2)$; above 5 or 10 is a convention. A "
                  "correlation table shows pairs only", "How would you find it?"),
            Point("Predictions hardly suffer, where new rows are collinear as well",
                  "Does it matter if you only predict?"),
            Point("Cures: drop or join features, ridge, PCA, other rows. Often none is needed",
                  "What would you do about it?"),
            Point("Exact dependence is another matter: no single solution",
                  "And if one is exactly twice the other?"),
        ),
        mistakes=[],
        why="Say first what the model is for. To predict, check the rows; to explain, "
        "collinearity says that these rows cannot tell the features apart.",
    )  # fmt: skip


@recall(level=1, covers=["Q15.02", "C15.06", "S15.06", "E15.04"])
def categories_in_words(rng: Rng) -> Ask:
    """Categories, in words."""
    del rng
    return Ask(
        "“How do you use categorical variables in a regression?”",
        key=(
            Point("One column of 0 and 1 for each level; codes would claim order and equal gaps",
                  "Why not simply number them?"),
            Point("With an intercept drop one level, or the columns are dependent",
                  "Do you need all columns?"),
            Point("A weight is then the difference to the dropped level, the others held",
                  "What does such a weight mean?"),
            Point("Which level is dropped changes weights, not predictions; under a penalty it "
                  "does change them", "Does it matter which one you drop?"),
            Point("Learn the levels on training rows and decide what an unseen one becomes",
                  "And a level that is new in production?"),
            Point("Many levels: group rare ones, or encode by targets within folds",
                  "What with ten thousand postcodes?"),
        ),
        mistakes=[],
        why="Ordered levels are the exception: codes may do if the steps are about equal. "
        "Differing slopes for levels take products of the columns.",
    )  # fmt: skip


@recall(level=2, covers=["Q15.03", "C15.07", "E15.05", "E15.02"])
def wrong_model_in_words(rng: Rng) -> Ask:
    """When a plane is wrong, in words."""
    del rng
    return Ask(
        "“When would multiple linear regression be inappropriate?”",
        key=(
            Point("The mean is no weighted sum, nor made one by logs, powers and products",
                  "What if two features act only together?"),
            Point("Rows depend on each other: time, groups, space. The errors of weights are "
                  "then wrong", "What if rows come from the same patients?"),
            Point("Spread that changes: the fit is unbiased, the usual intervals are not",
                  "What if dear houses vary more?"),
            Point("Features about as many as rows: it fits noise, whatever adjusted $R^2$ says",
                  "And with 200 features and 150 rows?"),
            Point("Rows outside the cloud of training rows, in combination too",
                  "May you predict for any values within range?"),
            Point("Targets that are classes or counts: logistic or Poisson regression",
                  "And if the target is a yes or a no?"),
        ),
        mistakes=[],
        why="Interactions are no reason by themselves: a product is a feature. Too many "
        "possible products are one, and trees find them unasked.",
    )  # fmt: skip
