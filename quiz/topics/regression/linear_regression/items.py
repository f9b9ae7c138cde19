"""Questions on linear regression."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.autodiff.differences import central_difference
from engine.linear.assumptions import breusch_pagan, durbin_watson, reset_test
from engine.linear.collinearity import variance_inflation
from engine.linear.goodness import adjusted_r_squared, r_squared
from engine.linear.least_squares import LinearRegression, normal_equations
from engine.linear.simple import simple_regression
from engine.losses.regression import mae, mse
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


def _with_ones(X: Array) -> Array:
    return np.column_stack([np.ones(len(X)), X])


@steps(level=1, covers=["S14.01", "S14.09"])
def line_by_hand(rng: Rng) -> Ask:
    """A line through four points."""
    x = float(rng.integers(1, 5)) + np.array([0.0, 1.0, 2.0, 5.0])
    y = rng.integers(1, 30, size=4).astype(float)
    w, b = simple_regression(x, y)
    new = float(x[-1] + rng.integers(1, 4))
    turned = simple_regression(y, x)[0]
    return Ask(
        f"Fit $y = wx + b$ by least squares to $x$ = {vec(x)}, $y$ = {vec(y)}.",
        key=(
            Part("slope w", w, mistakes=[
                Mistake("through-the-origin", float(x @ y / (x @ x)),
                        "That line is forced through the origin. Subtract the means "
                        "first: the model has a bias."),
                Mistake("ends-only", float((y[-1] - y[0]) / (x[-1] - x[0])),
                        "You joined the first point to the last. Every point counts."),
                Mistake("x-on-y", turned,
                        "You divided by the spread of y: that is the regression of x on y."),
            ]),
            Part("bias b", b, lambda slope: y.mean() - slope * x.mean(), [
                Mistake("sign", float(y.mean() + w * x.mean()),
                        "The line passes through the point of means: "
                        "$b = \\bar y - w \\bar x$."),
                Mistake("first-target", float(y[0]),
                        "That is the first target; b is the line's value at x = 0."),
            ]),
            Part(f"prediction at x = {num(new)}", w * new + b,
                 lambda slope, bias: slope * new + bias, [
                Mistake("without-bias", w * new, "The bias is missing."),
            ]),
        ),
        mistakes=[],
        why=f"$w = \\sum (x-\\bar x)(y-\\bar y) / \\sum (x-\\bar x)^2 = {num(w)}$, and the "
        f"line goes through the means: $b = {num(y.mean())} - {num(w)} \\cdot "
        f"{num(x.mean())} = {num(b)}$.",
        check=lambda: (
            *(float(v) for v in np.polyfit(x, y, 1)),
            float(np.polyval(np.polyfit(x, y, 1), new)),
        ),
    )  # fmt: skip


@number(level=1, covers=["S14.03", "S14.02", "C14.01"])
def error_of_a_plane(rng: Rng) -> Ask:
    """The mean squared error of given weights."""
    X = rng.integers(-3, 5, size=(3, 2)).astype(float)
    w, b = rng.choice([-2.0, -1.0, 2.0, 3.0], size=2), float(rng.integers(1, 6))
    y_hat = X @ w + b
    y = y_hat + rng.choice([-4.0, -3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 5.0], size=3)
    key = mse(y_hat, y)[0]
    rows = "; ".join(
        f"{vec(row)} with target {num(t)}" for row, t in zip(X, y, strict=True)
    )
    return Ask(
        f"A model has weights {vec(w)} and bias {num(b)}. Its rows are {rows}. What is the "
        "mean squared error?",
        key=key,
        mistakes=[
            Mistake("not-divided", 3 * key, "That is the sum. The mean divides it by 3."),
            Mistake("absolute", mae(y_hat, y)[0],
                    "Those are absolute errors. They are squared before the mean."),
            Mistake("forgot-the-bias", mse(X @ w, y)[0], "The predictions lack the bias."),
            Mistake("root", key**0.5, "That is its root, the RMSE, in the units of y."),
        ],
        why=f"The predictions are {vec(y_hat)}, the residuals {vec(y - y_hat)}.",
        check=lambda: float(np.mean((y - y_hat) ** 2)),
    )  # fmt: skip


@matrix(level=2, covers=["S14.05", "S14.06"])
def gradient_of_the_error(rng: Rng) -> Ask:
    """The gradient of the mean squared error."""
    X = rng.integers(-2, 4, size=(4, 2)).astype(float)
    theta = rng.integers(-1, 3, size=3).astype(float)
    y = rng.integers(-5, 9, size=4).astype(float)
    A = _with_ones(X)
    key = A.T @ mse(A @ theta, y)[1]
    rows = ", ".join(vec(row) for row in X)
    return Ask(
        f"Rows {rows} have the targets {vec(y)}. The bias is {num(theta[0])}, the weights are "
        f"{vec(theta[1:])}. Write the gradient of the mean squared error, the bias first.",
        key=key,
        mistakes=[
            Mistake("not-averaged", 4 * key, "The mean divides by n = 4."),
            Mistake("lost-the-2", key / 2, "The square gives a factor 2."),
            Mistake("turned-round", -key,
                    "That is the direction of a step. The gradient has prediction less "
                    "target."),
        ],
        why="$\\frac{2}{n} A^\\top (A\\theta - y)$ with a column of ones in A; prediction "
        f"less target is {vec(A @ theta - y)}. Each entry is one partial derivative.",
        check=lambda: central_difference(lambda t: mse(A @ t, y)[0], theta),
    )  # fmt: skip


@number(level=1, covers=["S14.05"])
def one_step_down(rng: Rng) -> Ask:
    """One step of gradient descent."""
    x = rng.choice(np.arange(1, 6), size=3, replace=False).astype(float)
    y = rng.integers(1, 12, size=3).astype(float)
    w, rate = float(rng.integers(0, 4)), float(rng.choice([0.01, 0.02, 0.05]))
    slope = float(x @ mse(w * x, y)[1])
    return Ask(
        f"The model is $\\hat y = wx$, with $w = {num(w)}$. Its loss is the mean squared error "
        f"on $x$ = {vec(x)}, $y$ = {vec(y)}. What is $w$ after one step of gradient descent "
        f"with learning rate {num(rate)}?",
        key=w - rate * slope,
        mistakes=[
            Mistake("uphill", w + rate * slope,
                    "You went up the gradient: it is subtracted."),
            Mistake("not-averaged", w - 3 * rate * slope,
                    "The loss is a mean: divide the gradient by 3."),
            Mistake("lost-the-2", w - rate * slope / 2,
                    "The derivative of a square brings a factor 2."),
            Mistake("the-step", -rate * slope, "That is the step alone; add it to w."),
        ],
        why=f"The gradient is $\\frac{{2}}{{3}} \\sum x (wx - y) = {num(slope)}$.",
        check=lambda: w - rate * float(
            central_difference(lambda t: mse(t[0] * x, y)[0], [w])[0]
        ),
    )  # fmt: skip


@number(level=3, covers=["L14.01", "H14.02", "S14.05"])
def largest_rate(rng: Rng) -> Ask:
    """The largest learning rate."""
    half = np.sort(rng.choice(np.arange(2, 10), size=2, replace=False)).astype(float)
    x = np.array([-half[1], -half[0], half[0], half[1]])
    A = _with_ones(x[:, None])
    L = float(np.linalg.eigvalsh(2 / 4 * A.T @ A)[-1])
    return Ask(
        f"Gradient descent fits $wx + b$ to rows with $x$ = {vec(x)} and lowers the mean "
        "squared error. Below which learning rate does it converge, whatever the targets?",
        key=2 / L,
        mistakes=[
            Mistake("one-over-L", 1 / L,
                    "1/L is safe, and often the default; descent bears up to twice that."),
            Mistake("sum-of-squares", 2 / (4 * L),
                    "You took the sum over the rows. The loss is a mean: divide by n."),
            Mistake("by-the-bias", 1.0,
                    "That is the limit for the bias alone. The steeper direction, that of "
                    "w, sets the rate for both."),
            Mistake("lost-the-2", 2 / (L / 2),
                    "The second derivative of a square has a factor 2."),
        ],
        why=f"x has mean 0, so the second derivatives are 2 for b and $2 \\cdot "
        f"\\overline{{x^2}} = {num(L)}$ for w, and nothing mixes them. A step multiplies the "
        f"distance in w by $1 - {num(L)}\\,\\alpha$, which must lie between -1 and 1: "
        f"$\\alpha < 2/{num(L)}$.",
        check=lambda: 1 / float((x**2).mean()),
    )  # fmt: skip


@number(level=2, covers=["Q14.03", "L14.01"])
def pull_of_a_row(rng: Rng) -> Ask:
    """How far one row turns the line."""
    n = int(rng.choice([5, 7, 9]))
    x = np.arange(float(n)) + float(rng.integers(0, 6))
    y = 2 * x + rng.integers(-3, 4, size=n)
    i = int(rng.choice([0, 1, n - 2, n - 1]))
    delta = float(rng.integers(3, 13)) * float(rng.choice([-1, 1]))
    moved = y.copy()
    moved[i] += delta
    key = simple_regression(x, moved)[0] - simple_regression(x, y)[0]
    spread = float(((x - x.mean()) ** 2).sum())
    return Ask(
        f"A line is fitted by least squares to rows with $x$ = {vec(x)}. The target of the row "
        f"at $x = {num(x[i])}$ is changed by {num(delta)}. By how much does the slope change?",
        key=key,
        mistakes=[
            Mistake("not-centred", float(x[i]) * delta / spread,
                    "What counts is how far x is from the mean of x, not from 0."),
            Mistake("equal-shares", delta / n,
                    "Rows do not share alike in the slope: a row far out turns it more. "
                    "That is by how much the mean of y changes."),
            Mistake("spread-of-one", delta / float(x[i] - x.mean()),
                    "The line need not follow the row all the way; the others hold it: "
                    "divide by the sum of squares of all."),
        ],
        why=f"$w = \\sum (x-\\bar x)\\,y / \\sum (x-\\bar x)^2$ is linear in y. It changes by "
        f"$({num(x[i])} - {num(x.mean())}) \\cdot {num(delta)} / {num(spread)}$. A row in the "
        "middle changes the bias alone.",
        check=lambda: float((x[i] - x.mean()) * delta / spread),
    )  # fmt: skip


@number(level=1, covers=["S14.08", "C14.06", "W14.01", "E14.05"])
def r_squared_of_predictions(rng: Rng) -> Ask:
    """R squared, perhaps below 0."""
    y = rng.choice(np.arange(1, 15), size=4, replace=False).astype(float)
    y_hat = y + rng.integers(-6, 7, size=4)
    key = r_squared(y, y_hat)
    left, total = float(((y - y_hat) ** 2).sum()), float(((y - y.mean()) ** 2).sum())
    around = float(((y_hat - y.mean()) ** 2).sum())
    mistakes = [
        Mistake("not-from-1", left / total,
                "That is the share that is left; $R^2$ is 1 less that."),
        Mistake("explained-over-total", around / total,
                "Explained over total is the same only for least squares on its own "
                "rows. Here $1 - SS_{res}/SS_{tot}$ is needed."),
        Mistake("total-not-centred", 1 - left / float((y**2).sum()),
                "The total is taken about the mean of y, not about 0."),
    ]  # fmt: skip
    if key < 0:
        mistakes.append(
            Mistake("cut-at-0", 0.0,
                    "$R^2$ has no floor: below 0 the model is worse than the mean.")
        )  # fmt: skip
    return Ask(
        f"New rows have the targets {vec(y)}; a model predicted {vec(y_hat)}. What is $R^2$?",
        key=key,
        mistakes=mistakes,
        why=f"$1 - {num(left)}/{num(total)}$. Perfect predictions have 1, the mean of y "
        "has 0, and anything worse than the mean is negative.",
        check=lambda: 1 - float(np.mean((y - y_hat) ** 2) / np.var(y)),
    )  # fmt: skip


@number(level=2, covers=["H14.03", "E14.05"])
def price_of_a_feature(rng: Rng) -> Ask:
    """The adjusted R squared."""
    n, p = int(rng.integers(6, 13)) * 2, int(rng.integers(3, 8))
    r2 = float(rng.integers(60, 95)) / 100
    y = np.tile([-1.0, 1.0], n // 2)
    # Drawn in towards the mean, 0, until R2 is as told.
    key = adjusted_r_squared(y, (1 - (1 - r2) ** 0.5) * y, p)
    left = (1 - r2) * (n - 1) / (n - p - 1)
    return Ask(
        f"Least squares with {p} features and a bias has $R^2 = {num(r2)}$ on its {n} rows. "
        "What is the adjusted $R^2$?",
        key=key,
        mistakes=[
            Mistake("turned-round", 1 - (1 - r2) * (n - p - 1) / (n - 1),
                    "Features must cost, not pay: the residual share is divided by "
                    "n - p - 1 and multiplied by n - 1."),
            Mistake("not-from-1", left, "That is the share that is left; take it from 1."),
            Mistake("scaled-the-fit", r2 * (n - p - 1) / (n - 1),
                    "The factor belongs to what is left, $1 - R^2$, not to $R^2$."),
        ],
        why=f"$1 - (1 - {num(r2)}) \\cdot {n - 1}/{n - p - 1}$: variances with their degrees "
        "of freedom instead of sums. It may be negative, and it has not seen a new row.",
        check=lambda: 1 - left,
    )  # fmt: skip


@shape(level=1, covers=["S14.04", "E14.02"])
def shape_of_the_system(rng: Rng) -> Ask:
    """The matrix of the normal equations."""
    n, d = int(rng.integers(50, 900)), int(rng.integers(3, 20))
    A = _with_ones(np.zeros((n, d)))
    return Ask(
        f"A table has {n} rows and {d} features. The model has a bias. Which shape has the "
        "matrix $A^\\top A$ of the normal equations?",
        key=(A.T @ A).shape,
        mistakes=[
            Mistake("without-ones", (d, d),
                    "Without a column of ones no bias is fitted, and the plane passes "
                    "through the origin."),
            Mistake("rows", (n, n), "That is $A A^\\top$: rows by rows."),
            Mistake("the-table", (n, d + 1), "That is A itself."),
        ],
        why=f"A has {d} columns and one of ones. However many rows there are, the system "
        f"stays as small as that.",
    )  # fmt: skip


@number(level=2, covers=["E14.07", "Q14.02", "C14.04"])
def dear_columns(rng: Rng) -> Ask:
    """What more rows and columns cost."""
    rows, columns = (int(v) for v in rng.choice([2, 3, 4, 5], size=2, replace=False))
    work = {}
    for m, c in ((1, 1), (rows, columns)):
        A = np.zeros((40 * m, 3 * c))
        work[m, c] = A.shape[0] * A.shape[1] ** 2
    return Ask(
        f"A table gets {rows} times as many rows and {columns} times as many columns; it "
        "keeps far more rows than columns. By which factor grows the work of forming "
        "$X^\\top X$, done as plain sums of products?",
        key=float(work[rows, columns] / work[1, 1]),
        mistakes=[
            Mistake("linear-in-both", float(rows * columns),
                    "Each pair of columns has its product: columns count twice."),
            Mistake("rows-squared", float(rows**2 * columns),
                    "Each entry is a sum over the rows: they count once. The columns "
                    "pair up."),
            Mistake("cubic", float(rows * columns**3),
                    "The cube belongs to solving the system, and has no rows in it."),
        ],
        why=f"$d^2$ entries, each a sum over n rows: $nd^2$, so ${rows} \\cdot {columns}^2$. "
        "Solving adds $d^3/3$, whatever n is. “Too large” is a matter of columns.",
    )  # fmt: skip


@number(level=3, covers=["C14.04", "E14.03", "H14.01"])
def shortest_of_many(rng: Rng) -> Ask:
    """Weights of dependent columns."""
    factor, slope = int(rng.integers(2, 5)), int(rng.integers(1, 7)) * 10
    x = np.array([0.0, 1.0, 2.0, 4.0])
    X = np.column_stack([x, factor * x])
    y = slope * x + float(rng.integers(1, 9))
    w = LinearRegression().fit(X, y).coef_
    return Ask(
        f"A table holds a length x and, by mistake, {factor}x as well. The targets are exactly "
        f"{slope}x plus a constant. Which weight does scikit-learn's `LinearRegression` give "
        "to x?",
        key=float(w[0]),
        mistakes=[
            Mistake("the-first-takes-all", float(slope),
                    "That fits as well, but it is not the shortest pair of weights."),
            Mistake("equal-weights", slope / (1 + factor),
                    "Equal weights fit, but a larger column should carry more: that "
                    "makes the pair shorter."),
            Mistake("half", slope / 2,
                    "Halves are right for two equal columns. Here one is larger."),
            Mistake("the-other", float(w[1]), f"That is the weight of {factor}x."),
        ],
        why=f"All pairs with $w_1 + {factor} w_2 = {slope}$ fit alike. Least squares by "
        f"singular values takes the shortest, which is along $(1, {factor})$: "
        f"$w_1 = {slope}/(1 + {factor}^2)$. Descent from 0 ends there too.",
        check=lambda: float((np.linalg.pinv(X - X.mean(axis=0)) @ (y - y.mean()))[0]),
    )  # fmt: skip


@expression(level=2, covers=["S14.04", "C14.02"])
def two_rows_one_weight(rng: Rng) -> Ask:
    """The best weight as a formula."""
    a, b = (int(v) for v in rng.choice(np.arange(1, 8), size=2, replace=False))
    return Ask(
        f"A model $\\hat y = wx$ without bias has two rows, $x = {a}$ with target $u$ and "
        f"$x = {b}$ with target $v$. Write the $w$ with the least squared error as a formula "
        "in $u$ and $v$.",
        key=Expr(f"({a}*u + {b}*v)/{a * a + b * b}", {"u": (1.0, 5.0), "v": (1.0, 5.0)}),
        mistakes=[
            Mistake("mean-of-ratios", f"(u/{a} + v/{b})/2",
                    "Each row would choose its own ratio; their mean counts small x too "
                    "much."),
            Mistake("ratio-of-sums", f"(u + v)/{a + b}",
                    "That makes the residuals sum to 0. Least squares weighs each by "
                    "its x."),
            Mistake("product-not-divided", f"{a}*u + {b}*v",
                    "That is $x^\\top y$; divide by $x^\\top x$."),
        ],
        why="$w = (x^\\top x)^{-1} x^\\top y$, the normal equation of one column.",
    )  # fmt: skip


@output(level=3, covers=["S14.03", "S14.09"])
def a_column_and_a_row(rng: Rng) -> Ask:
    """An error of perfect predictions."""
    start, gap = int(rng.integers(1, 9)), int(rng.integers(1, 5)) * 3
    y = [start, start + gap, start + 2 * gap]
    code = (
        "import numpy as np\n"
        f"y = np.array({[[v] for v in y]})  # a column\n"
        f"y_hat = np.array({y})  # as predict() gives it\n"
        "error = (y - y_hat) ** 2\n"
        "print(error.shape, round(error.mean()))"
    )
    spread = 2 * float(np.var(y))
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake("as-meant", "(3,) 0",
                    "So it was meant. A column less a row is a table: each target less "
                    "each prediction."),
            Mistake("as-a-column", "(3, 1) 0",
                    "The row is not turned into a column: both are stretched to (3, 3)."),
            Mistake("once-the-variance", f"(3, 3) {round(spread / 2)}",
                    "The shape is right. The mean is over all nine pairs, which is twice "
                    "the variance."),
        ],
        why="Broadcasting stretches (3, 1) and (3,) to (3, 3): no error is raised, and the "
        f"mean is $2\\,\\mathrm{{Var}}(y) = {num(spread)}$ for perfect predictions.",
    )  # fmt: skip


@number(level=2, covers=["C14.08", "S14.10", "Q14.01"])
def a_line_for_a_yes(rng: Rng) -> Ask:
    """A line fitted to yes and no."""
    half, new = int(rng.integers(2, 5)), int(rng.integers(2, 5))
    x = np.arange(2.0 * half)
    y = (x >= half).astype(float)
    at = float(2 * half + new)
    w, b = simple_regression(x, y)
    return Ask(
        f"Least squares fits a line to $x$ = {vec(x)} with $y$ = {vec(y)}, no and yes. What "
        f"does the line predict at $x = {num(at)}$?",
        key=w * at + b,
        mistakes=[
            Mistake("cut-at-1", 1.0,
                    "Nothing cuts a line off. That it leaves [0, 1] is why it is no "
                    "probability; a sigmoid would keep it there."),
            Mistake("through-the-origin", float(x @ y / (x @ x)) * at,
                    "That line is forced through the origin."),
            Mistake("joined-the-ends", at / x[-1],
                    "You joined the first point to the last; the line is flatter or "
                    "steeper, as all points will have it."),
        ],
        why=f"$w = {num(w)}$, $b = {num(b)}$: a value above 1, which is no probability. "
        "Logistic regression puts the same weighted sum through a sigmoid.",
        check=lambda: float(np.polyval(np.polyfit(x, y, 1), at)),
    )  # fmt: skip


@match(level=1, covers=["E14.01", "E14.06", "S14.02"], definition=True)
def names_of_regressions(rng: Rng) -> Ask:
    """Names of regressions."""
    d, k = int(rng.integers(3, 9)), int(rng.integers(2, 6))
    several, targets = f"{d} features, one number", f"{d} features, {k} numbers at once"
    classes = f"{d} features, one of {k + 1} classes"
    binary = f"{d} features, yes or no"
    return Ask(
        "Which name has a linear model with these features and targets?",
        key={
            several: "multiple regression",
            targets: "multivariate regression",
            binary: "logistic regression",
            classes: "softmax regression",
        },
        mistakes=[
            Mistake("several-features-multivariate", (several, "multivariate regression"),
                    "Several features make it multiple. Multivariate speaks of several "
                    "targets."),
            Mistake("classes-multivariate", (classes, "multivariate regression"),
                    "A class is no number: each class gets a weighted sum, and softmax "
                    "makes them probabilities."),
        ],
        why="Softmax regression is also called multinomial logistic regression; with two "
        "classes it is the logistic one.",
    )  # fmt: skip


@match(level=2, covers=["S14.07", "E14.04"], proof="residuals_tell")
def what_is_broken(rng: Rng) -> Ask:
    """Which assumption is broken."""
    x = np.linspace(0, 2, 120)
    X, e = x[:, None], rng.normal(size=120)
    curved = reset_test(X, 3 * x**3 + e)[1]
    left = (0.2 + 2 * x) * e
    left = left - LinearRegression().fit(X, left).predict(X)
    widening = breusch_pagan(left, X)[1]
    neighbours = durbin_watson(np.cumsum(e) - np.cumsum(e).mean())
    twin = np.column_stack([x, x + 0.05 * rng.normal(size=120)])
    inflation = float(variance_inflation(twin).max())
    signs = {
        f"Ramsey's test on powers of the prediction: p = {curved:.1g}": "linearity",
        f"Breusch and Pagan's test on squared residuals: p = {widening:.1g}":
            "constant variance",
        f"Durbin and Watson's statistic: {num(neighbours, 2)}": "independence",
        f"Largest variance inflation: {num(inflation, 3)}": "little collinearity",
    }  # fmt: skip
    curve, _, order_, _ = signs
    return Ask(
        "Four fits were checked. Against which assumption does each finding speak?",
        key=signs,
        mistakes=[
            Mistake("curve-as-spread", (curve, "constant variance"),
                    "Powers of the prediction find a bend in the mean, not in the spread."),
            Mistake("order-as-collinearity", (order_, "little collinearity"),
                    "It compares neighbouring residuals: 2 where they are independent."),
        ],
        why="Collinearity is a matter of the features alone, and short of exact dependence it "
        "breaks nothing; it makes single weights uncertain.",
    )  # fmt: skip


@choices(level=2, covers=["E14.05"], proof="more_features_more_r_squared")
def one_more_feature(rng: Rng) -> Ask:
    """What one more feature can do."""
    n = int(rng.integers(30, 90))
    y, X = rng.normal(size=n), rng.normal(size=(n, 3))
    fewer = r_squared(y, LinearRegression().fit(X[:, :2], y).predict(X[:, :2]))
    more = r_squared(y, LinearRegression().fit(X, y).predict(X))
    assert more >= fewer
    return Ask(
        f"A column of random numbers joins the features of a least-squares fit to {n} rows. "
        "What can happen?",
        key={
            "$R^2$ on the training rows rises": "chance always fits a little",
            "$R^2$ on new rows falls": "the weight of a random column adds variance",
            "Adjusted $R^2$ falls": "it charges for the column more than chance mostly gains",
            "Other weights change": "on finite rows the column is never quite unrelated",
        },
        mistakes=[
            Mistake("training-falls", "$R^2$ on the training rows falls",
                    "Weight 0 for the new column would give the old fit; the best fit is at "
                    "least as good."),
            Mistake("training-negative", "$R^2$ on the training rows is below 0",
                    "With a bias the mean is among the candidates, so it is at least 0 "
                    "there."),
            Mistake("no-effect", "Its weight is exactly 0, for it says nothing",
                    "Least squares finds some chance relation; only a penalty such as "
                    "Lasso's gives exact zeros."),
        ],
        why="The larger model holds the smaller one. That is why training $R^2$ cannot choose "
        "features.",
    )  # fmt: skip


@choice(level=2, covers=["C14.05", "E14.03", "Q14.02"], proof="singular_is_solved")
def a_copied_column(rng: Rng) -> Ask:
    """A column that occurs twice."""
    d = int(rng.integers(3, 9))
    X = rng.normal(size=(20, d))
    X = np.column_stack([X, X[:, 0]])
    y = X.sum(axis=1)
    assert np.linalg.matrix_rank(_with_ones(X)) == d + 1
    unique = normal_equations(X[:, :d], y)
    assert unique.shape == (d + 1,)
    return Ask(
        f"One of {d} features was copied by accident, so $X^\\top X$ is singular. What holds?",
        key="The predictions are unique, the weights are not; `lstsq` gives the shortest",
        mistakes=[
            Mistake("only-descent", "There is no closed form; only gradient descent works",
                    "The inverse is missing, a closed form is not: the pseudoinverse. "
                    "Descent from 0 ends at the same weights."),
            Mistake("nothing-works", "Neither works; the copy has to be dropped first",
                    "Dropping it is good practice, but both give a best fit as it is."),
            Mistake("predictions-differ", "Each solution predicts something else for the "
                    "training rows",
                    "All solutions have the same fitted values: the projection of y is "
                    "unique."),
        ],
        why="Weight moves freely between column and copy while their sum is kept. The "
        "pseudoinverse, `lstsq`, scikit-learn and descent from 0 all share it equally.",
    )  # fmt: skip


@order(level=2, covers=["S14.04", "C14.03"], definition=True)
def to_the_normal_equations(rng: Rng) -> Ask:
    """The way to the normal equations."""
    del rng
    return Ask(
        "Derive the closed form. Put the steps in order.",
        key=Steps(
            (
                "Put a column of ones before the features: $A$",
                "Write the loss $\\frac{1}{n} \\|A\\theta - y\\|^2$",
                "Take its gradient $\\frac{2}{n} A^\\top (A\\theta - y)$",
                "Set it to 0: $A^\\top A\\,\\theta = A^\\top y$",
                "Solve that system for $\\theta$",
            ),
            (
                (0, 1, "The loss uses A."),
                (1, 2, "The gradient is the loss's."),
                (2, 3, "What is set to 0 is the gradient."),
                (3, 4, "First there must be a system."),
            ),
        ),
        mistakes=[],
        why="Solving is meant: the inverse is never formed, and a QR or singular value "
        "decomposition keeps more digits than $A^\\top A$.",
    )


@recall(level=1, covers=["Q14.01", "C14.08", "E14.06"])
def linear_or_logistic(rng: Rng) -> Ask:
    """Linear or logistic, in words."""
    del rng
    return Ask(
        "“Linear or logistic regression: what is the difference?”",
        key=(
            "Target: a number in the one, a class in the other",
            Point("Both have a weighted sum and a bias; logistic puts it through a sigmoid",
                  "What do the two have in common?"),
            Point("Loss: squared error against log loss, that is normal against Bernoulli "
                  "likelihood", "Why not squared error for both?"),
            Point("A weight adds to the prediction; in logistic it adds to the log-odds",
                  "What does a weight of 0.7 mean?"),
            Point("Closed form for the one; iterations for the other",
                  "How is each fitted?"),
            Point("Not only two classes: softmax regression", "And with three classes?"),
        ),
        mistakes=[],
        why="The strong answer starts with what is the same. A line on 0 and 1 leaves "
        "[0, 1], and rows that are right beyond doubt turn it.",
    )  # fmt: skip


@recall(level=2, covers=["Q14.02", "C14.05", "E14.07", "E14.03"])
def why_descend(rng: Rng) -> Ask:
    """Why gradient descent, in words."""
    del rng
    return Ask(
        "“There is a closed form. Why would anybody use gradient descent?”",
        key=(
            Point("Columns: forming and solving costs $nd^2 + d^3/3$, a step only about $2nd$",
                  "What exactly grows?"),
            Point("Rows alone are no reason: $A^\\top A$ can be summed in batches",
                  "Is it because of many rows?"),
            Point("Streaming: stochastic steps need one batch, and go on with new rows",
                  "What if rows keep coming in?"),
            Point("Other losses and models have no closed form: logistic, Lasso, networks",
                  "And beyond squared error?"),
            Point("A singular matrix is no reason: `lstsq` gives what descent from 0 finds",
                  "What if $X^\\top X$ is singular?"),
            Point("Its price: a learning rate, scaling, and many steps where columns are "
                  "nearly dependent", "What speaks against descent?"),
        ),
        mistakes=[],
        why="“The data are too large” is half an answer. Say in which direction.",
    )  # fmt: skip


@recall(level=2, covers=["Q14.03", "C14.07", "E14.04"])
def where_lines_fail(rng: Rng) -> Ask:
    """Limits of linear regression, in words."""
    del rng
    return Ask(
        "“What are the limits of linear regression?”",
        key=(
            Point("It is straight in its features; powers, logs and products of them are "
                  "the cure", "What if the relation bends?"),
            Point("Squared error: one far row can turn the line; use a robust loss, look "
                  "at leverage", "What does an outlier do?"),
            Point("Collinear columns: weights uncertain, predictions hardly; drop, join or "
                  "penalise", "What if two features say the same?"),
            Point("Outside its rows it goes straight on", "May you extrapolate?"),
            Point("Dependent errors or uneven spread: the fit is unbiased, its standard "
                  "errors are wrong", "What if errors are not independent?"),
            Point("A weight is no cause", "Does raising that feature raise the target?"),
        ),
        mistakes=[],
        why="For each limit a way to see it and a cure. Normality matters only for tests "
        "and intervals from few rows.",
    )  # fmt: skip
