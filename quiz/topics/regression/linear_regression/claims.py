"""Statements about linear regression, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.autodiff.differences import central_difference
from engine.linear.assumptions import breusch_pagan, jarque_bera, reset_test
from engine.linear.collinearity import variance_inflation
from engine.linear.descent import descend_least_squares
from engine.linear.goodness import r_squared
from engine.linear.least_squares import LinearRegression, normal_equations
from engine.linear.logistic import LogisticRegression, line_beside_logistic
from engine.linear.polynomial import PolynomialRegression
from engine.linear.simple import simple_regression
from engine.linear.simulate import simulate
from engine.linear.softmax import SoftmaxRegression
from engine.losses.regression import mse
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator

WEIGHTS = np.array([2.0, -1.0, 0.5])
BIAS = 3.0


def _truth(X: Array) -> Array:
    return np.asarray(X @ WEIGHTS + BIAS)


def _rows(n: int, rng: Rng, sigma: float = 0.3) -> tuple[Array, Array]:
    """Rows of three features, shape (n, 3), and targets with noise."""
    X = rng.normal(size=(n, 3))
    return X, simulate(_truth, X, sigma, rng)


def _loss(theta: Array, X: Array, y: Array) -> float:
    return float(mse(X @ theta[1:] + theta[0], y)[0])


@claim(
    "A prediction is a weighted sum of the features plus a bias; from enough rows least "
    "squares finds the weights that made the data.",
    covers=["C14.01", "S14.02", "S14.09"],
)
def weights_are_recovered(rng: Rng) -> Evidence:
    X, y = _rows(2_000, rng)
    model = LinearRegression().fit(X, y)
    off = float(np.abs(model.coef_ - WEIGHTS).max())
    sums = X @ model.coef_ + model.intercept_
    shown = {
        "weights are off by": off,
        "bias": model.intercept_,
        "predictions less weighted sums": float(np.abs(model.predict(X) - sums).max()),
    }
    margins = [within(off, 0.05), within(abs(model.intercept_ - BIAS), 0.05),
               within(shown["predictions less weighted sums"], 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Least squares minimises the mean squared error: whichever way its weights are moved, "
    "the error on the training rows rises.",
    covers=["C14.02", "S14.03"],
)
def every_move_costs(rng: Rng) -> Evidence:
    X, y = _rows(60, rng, 1.0)
    model = LinearRegression().fit(X, y)
    theta = np.array([model.intercept_, *model.coef_])
    least, rises = _loss(theta, X, y), []
    for _ in range(200):
        rises.append(_loss(theta + 0.1 * rng.normal(size=4), X, y) - least)
    shown = {"error at the minimum": least, "smallest rise of 200": min(rises)}
    return Evidence(above(min(rises), 1e-6), shown)


@claim(
    "Normal equations and gradient descent end at the same weights: one in a single solve, "
    "the other in the limit.",
    covers=["C14.03", "S14.04", "S14.05"],
)
def one_solve_or_many_steps(rng: Rng) -> Evidence:
    X, y = _rows(100, rng)
    solved = normal_equations(X, y)
    path = descend_least_squares(X, y, steps=2_000, tol=1e-12)
    off = float(np.abs(path.theta[-1] - solved).max())
    early = float(np.abs(path.theta[3] - solved).max())
    shown = {
        "steps": float(len(path.loss) - 1),
        "apart after 3 steps": early,
        "apart in the end": off,
    }
    return Evidence(min(within(off, 1e-9), above(early, 1e-4)), shown)


@claim(
    "The gradient of the mean squared error holds its partial derivatives, one for each "
    "weight: $\\frac{2}{n} A^\\top (A\\theta - y)$.",
    covers=["S14.06", "S14.05"],
)
def gradient_by_differences(rng: Rng) -> Evidence:
    X, y = _rows(30, rng)
    theta = rng.normal(size=4)
    A = np.column_stack([np.ones(30), X])
    formula = 2 / 30 * A.T @ (A @ theta - y)
    measured = central_difference(lambda point: _loss(point, X, y), theta)
    off = float(np.abs(formula - measured).max())
    shown = {"largest partial derivative": float(np.abs(formula).max()), "off": off}
    return Evidence(within(off, 1e-6), shown)


@claim(
    "Gradient descent converges just below a learning rate of 2/L and diverges just above "
    "it, L being the largest eigenvalue of $\\frac{2}{n} A^\\top A$.",
    covers=["S14.05", "H14.02"],
)
def the_limit_of_the_rate(rng: Rng) -> Evidence:
    X, y = _rows(50, rng)
    A = np.column_stack([np.ones(50), X])
    limit = 2 / float(np.linalg.eigvalsh(2 / 50 * A.T @ A)[-1])
    below = descend_least_squares(X, y, 0.95 * limit, 300).loss
    beyond = descend_least_squares(X, y, 1.05 * limit, 300).loss
    shown = {
        "2/L": limit,
        "start": float(below[0]),
        "5 % below, after 300 steps": float(below[-1]),
        "5 % above, after 300 steps": float(beyond[-1]),
    }
    margins = [within(float(below[-1]), 0.2), above(float(beyond[-1]), 1e6)]
    return Evidence(min(margins), shown)


@claim(
    "Dependent columns leave many best solutions. The inverse does not exist, yet "
    "singular values give the shortest of them, and gradient descent from 0 finds the same.",
    covers=["C14.04", "C14.05", "E14.03", "H14.01"],
    verdict="corrected",
    often="If $X^\\top X$ is singular, there is no closed form: only gradient descent works.",
)
def singular_is_solved(rng: Rng) -> Evidence:
    X, y = _rows(80, rng)
    X = np.column_stack([X, X[:, 0]])
    raised = 0.0
    try:
        normal_equations(X, y)
    except ValueError:
        raised = 1.0
    model = LinearRegression().fit(X, y)
    path = descend_least_squares(X, y, steps=5_000, tol=1e-12)
    apart = float(np.abs(path.theta[-1][1:] - model.coef_).max())
    shared = float(abs(model.coef_[0] - model.coef_[3]))
    shown = {
        "normal equations raise": raised,
        "descent less singular values": apart,
        "weight of the column": float(model.coef_[0]),
        "of its copy": float(model.coef_[3]),
    }
    margins = [within(apart, 1e-8), within(shared, 1e-8), above(raised, 0.5),
               within(abs(float(model.coef_[0] + model.coef_[3]) - 2), 0.3)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "The closed form is dear in columns, not in rows: forming and solving take about "
    "$nd^2 + d^3/3$ multiplications, a step of descent $2nd$. Both grow alike with n; "
    "descent wins where it needs fewer steps than about d/2.",
    covers=["E14.07", "C14.05"],
    verdict="corrected",
    often="The normal equation is for small data, gradient descent for many rows.",
)
def columns_decide(rng: Rng) -> Evidence:
    shown, ratio = {}, {}
    for n, d in ((500, 5), (4_000, 5), (1_500, 150)):
        X = rng.normal(size=(n, d))
        y = X.sum(axis=1) + rng.normal(size=n)
        steps = len(descend_least_squares(X, y, steps=5_000, tol=1e-6).loss) - 1
        ratio[n, d] = (2 * n * d * steps) / (n * d**2 + d**3 / 3)
        shown[f"{n:,} rows, {d} columns: steps"] = float(steps)
        shown[f"{n:,} rows, {d} columns: descent over closed form"] = ratio[n, d]
    margins = [above(ratio[500, 5], 1), above(ratio[4_000, 5], 1),
               above(1 / ratio[1_500, 150], 1)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "$R^2$ is 1 for perfect predictions, 0 for the mean, and has no lower bound.",
    covers=["C14.06", "W14.01", "E14.05", "S14.08"],
    verdict="corrected",
    often="$R^2$ lies between 0 and 1.",
)
def r_squared_has_no_floor(rng: Rng) -> Evidence:
    y = np.array([1.0, 2.0, 3.0])
    known = {
        "perfect": r_squared(y, y),
        "the mean": r_squared(y, np.full(3, 2.0)),
        "turned round": r_squared(y, y[::-1]),
    }
    x = rng.normal(size=(20, 15))
    noise, other = rng.normal(size=(2, 20))
    model = LinearRegression().fit(x, noise)
    fresh = r_squared(other, model.predict(rng.normal(size=(20, 15))))
    shown = known | {"15 random features, own rows": r_squared(noise, model.predict(x)),
                     "new rows": fresh}  # fmt: skip
    margins = [within(abs(known["perfect"] - 1), 1e-9), within(abs(known["the mean"]), 1e-9),
               within(abs(known["turned round"] + 3), 1e-9), above(-fresh, 0.1)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "On the training rows $R^2$ never falls when a feature is added, even one that is "
    "pure chance; on new rows it does.",
    covers=["E14.05"],
    verdict="corrected",
    often="A higher $R^2$ means a better model.",
)
def more_features_more_r_squared(rng: Rng) -> Evidence:
    X, new = rng.normal(size=(40, 31)), rng.normal(size=(2_000, 31))
    y, truth = X[:, 0] + rng.normal(size=40), new[:, 0] + rng.normal(size=2_000)
    own, fresh = [], []
    for d in range(1, 32):
        model = LinearRegression().fit(X[:, :d], y)
        own.append(r_squared(y, model.predict(X[:, :d])))
        fresh.append(r_squared(truth, model.predict(new[:, :d])))
    shown = {
        "1 feature: training": own[0],
        "1 feature: new rows": fresh[0],
        "with 30 random ones: training": own[-1],
        "with 30 random ones: new rows": fresh[-1],
        "largest fall in training": float(-np.diff(own).min()),
    }
    falls = within(max(0.0, shown["largest fall in training"]), 1e-9)
    margins = [falls, above(own[-1], own[0]), above(fresh[0] - fresh[-1], 0.1)]
    return Evidence(min(margins), shown)


@claim(
    "It is linear in its weights: a sine it misses as a line, and follows with powers of x "
    "as further features.",
    covers=["C14.07"],
)
def curves_need_features(rng: Rng) -> Evidence:
    x = rng.uniform(0, 2 * np.pi, size=200)
    y = np.sin(x) + 0.1 * rng.normal(size=200)
    share = {}
    for degree in (1, 3, 5):
        model = PolynomialRegression(degree).fit(x[:, None], y)
        share[degree] = r_squared(y, model.predict(x[:, None]))
    shown = {f"powers up to {degree}: R²": value for degree, value in share.items()}
    return Evidence(min(within(share[1], 0.8), above(share[5], 0.9)), shown)


@claim(
    "For a yes or no the line leaves [0, 1], and rows that are right beyond doubt turn it "
    "until it errs; logistic regression does neither.",
    covers=["C14.08", "S14.10", "Q14.01"],
)
def a_line_is_no_probability(rng: Rng) -> Evidence:
    x = np.concatenate([rng.uniform(0, 1, 40), rng.uniform(2, 3, 40)])
    y = np.repeat([0, 1], 40)
    far = np.concatenate([x, rng.uniform(60, 80, 20)])
    labels = np.concatenate([y, np.ones(20, dtype=int)])
    line, p = line_beside_logistic(far[:, None], labels, far[:, None])
    right = float(((line > 0.5) == labels).mean())
    curve = float(((p > 0.5) == labels).mean())
    shown = {
        "largest value of the line": float(line.max()),
        "largest probability": float(p.max()),
        "line: share right": right,
        "logistic: share right": curve,
    }
    margins = [above(shown["largest value of the line"], 1), within(max(0.0, p.max() - 1), 1e-9),
               above(curve, right + 0.04)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A weight of logistic regression is a change of log-odds: $e^w$ multiplies the odds.",
    covers=["Q14.01", "S14.10"],
)
def weights_are_log_odds(rng: Rng) -> Evidence:
    x = np.repeat([0, 1], 400)
    y = (rng.random(800) < np.where(x == 1, 0.7, 0.3)).astype(int)
    model = LogisticRegression(alpha=0.0).fit(x[:, None], y)
    odds = []
    for value in (0, 1):
        share = float(y[x == value].mean())
        odds.append(share / (1 - share))
    factor = float(np.exp(model.coef_[0]))
    shown = {"odds at 0": odds[0], "odds at 1": odds[1], "exp of the weight": factor}
    return Evidence(within(abs(factor - odds[1] / odds[0]), 1e-4 * factor), shown)


@claim(
    "Logistic regression has a form for several classes: softmax of one weighted sum each.",
    covers=["E14.06"],
    verdict="corrected",
    often="Logistic regression is for two classes.",
)
def more_than_two_classes(rng: Rng) -> Evidence:
    centres = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])
    y = np.arange(150) % 3
    X = centres[y] + rng.normal(size=(150, 2))
    model = SoftmaxRegression().fit(X, y)
    right = float((model.predict(X) == y).mean())
    sums = model.predict_proba(X).sum(axis=1)
    off = float(np.abs(sums - 1).max())
    shown = {"share right": right, "probabilities sum to 1 within": off}
    return Evidence(min(above(right, 0.9), within(off, 1e-9)), shown)


@claim(
    "Several features make a regression multiple, and their weights depend on each other. "
    "Multivariate means several targets, which least squares fits one by one.",
    covers=["E14.01"],
    verdict="corrected",
    often="Regression with several features is called multivariate.",
)
def multiple_is_not_multivariate(rng: Rng) -> Evidence:
    X = rng.normal(size=(100, 2))
    X[:, 1] += X[:, 0]
    Y = X @ np.array([[1.0, 2.0], [1.0, -1.0]]) + 0.1 * rng.normal(size=(100, 2))
    A = np.column_stack([np.ones(100), X])
    at_once = np.linalg.lstsq(A, Y, rcond=None)[0][1:]
    off = 0.0
    for j in range(2):
        alone = LinearRegression().fit(X, Y[:, j]).coef_
        off = max(off, float(np.abs(alone - at_once[:, j]).max()))
    together = float(at_once[0, 0])
    single = simple_regression(X[:, 0], Y[:, 0])[0]
    shown = {
        "targets one by one: weights differ by": off,
        "weight of a feature beside the other": together,
        "its slope alone": single,
    }
    return Evidence(min(within(off, 1e-9), above(abs(single - together), 0.3)), shown)


@claim(
    "Without a column of ones the normal equations force the plane through the origin.",
    covers=["E14.02"],
    verdict="corrected",
    often="$w = (X^\\top X)^{-1} X^\\top y$ fits $Xw + b$.",
)
def ones_for_the_bias(rng: Rng) -> Evidence:
    X, y = _rows(200, rng)
    bare = np.linalg.solve(X.T @ X, X.T @ y)
    without = mse(X @ bare, y)[0]
    with_ones = _loss(normal_equations(X, y), X, y)
    shown = {"error without ones": without, "with ones": with_ones}
    return Evidence(min(above(without, 30 * with_ones), within(with_ones, 0.2)), shown)


@claim(
    "Strong collinearity makes weights uncertain and leaves predictions alone; only exact "
    "dependence leaves no single solution.",
    covers=["E14.04", "S14.07"],
    verdict="corrected",
    often="Linear regression does not work with correlated features.",
)
def collinear_yet_predictive(rng: Rng) -> Evidence:
    shown, deviation, error = {}, {}, {}
    for name, rho in (("correlation 0", 0.0), ("correlation 0.99", 0.99)):
        weights, misses, inflation = [], [], 0.0
        for _ in range(100):
            z = rng.normal(size=(60, 2))
            X = np.column_stack(
                [z[:, 0], rho * z[:, 0] + (1 - rho**2) ** 0.5 * z[:, 1]]
            )
            mean = X.sum(axis=1)
            model = LinearRegression().fit(X[:30], mean[:30] + rng.normal(size=30))
            weights.append(float(model.coef_[0]))
            misses.append(mse(model.predict(X[30:]), mean[30:])[0])
            inflation = float(variance_inflation(X[:30]).max())
        deviation[rho], error[rho] = float(np.std(weights)), float(np.mean(misses))
        shown[f"{name}: deviation of a weight"] = deviation[rho]
        shown[f"{name}: error against the truth"] = error[rho]
        shown[f"{name}: variance inflation"] = inflation
    margins = [above(deviation[0.99], 3 * deviation[0.0]), within(error[0.99], 2 * error[0.0]),
               above(shown["correlation 0.99: variance inflation"], 10)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Independence of the errors is an assumption too: where they follow each other, the "
    "slope varies far more than with as many independent rows.",
    covers=["E14.04"],
    verdict="corrected",
    often="The assumptions are linearity, constant variance, normality and no collinearity.",
)
def neighbours_that_agree(rng: Rng) -> Evidence:
    x = np.linspace(-1, 1, 60)
    found = {}
    for carried in (0.0, 0.9):
        slopes = []
        for _ in range(150):
            e = rng.normal(size=60)
            for t in range(1, 60):
                e[t] = carried * e[t - 1] + (1 - carried**2) ** 0.5 * e[t]
            slopes.append(simple_regression(x, x + e)[0])
        found[carried] = float(np.std(slopes))
    shown = {
        "deviation of the slope, independent": found[0.0],
        "errors that carry over 0.9": found[0.9],
        "what the usual formula says": float(1 / np.sqrt(x @ x)),
    }
    return Evidence(above(found[0.9], 2 * found[0.0]), shown)


@claim(
    "Residuals tell: each test is silent on sound data, and small in p where its own "
    "assumption is broken.",
    covers=["S14.07"],
)
def residuals_tell(rng: Rng) -> Evidence:
    p: dict[str, list[float]] = {}
    for _ in range(9):
        x = rng.uniform(0, 2, size=200)
        X, e = x[:, None], rng.normal(size=200)
        sets = {"sound": 2 * x + e, "curved": 2 * x**3 + e,
                "widening": 2 * x + (0.2 + 2 * x) * e, "long tails": 2 * x + e**3}  # fmt: skip
        for name, y in sets.items():
            left = y - LinearRegression().fit(X, y).predict(X)
            found = {"curve": reset_test(X, y)[1], "spread": breusch_pagan(left, X)[1],
                     "normality": jarque_bera(left)[1]}  # fmt: skip
            for test, value in found.items():
                p.setdefault(f"{name}: {test}", []).append(value)
    shown = {}
    for key, values in p.items():
        shown[f"{key}, median p"] = float(np.median(values))
    margins = []
    for test, name in (("curve", "curved"), ("spread", "widening"),
                       ("normality", "long tails")):  # fmt: skip
        margins.append(within(shown[f"{name}: {test}, median p"], 0.01))
        margins.append(above(shown[f"sound: {test}, median p"], 0.05))
    return Evidence(min(margins), shown)


@claim(
    "One row can turn the line: the slope moves by $(x_i - \\bar x)\\,\\delta / \\sum (x - "
    "\\bar x)^2$ when a target moves by $\\delta$, not at all for a row in the middle.",
    covers=["Q14.03", "L14.01"],
)
def far_rows_are_levers(rng: Rng) -> Evidence:
    x = np.arange(11.0)
    y = 2 * x + rng.normal(size=11)
    before, moved = simple_regression(x, y)[0], {}
    for i in (5, 10):
        other = y.copy()
        other[i] += 22.0
        moved[i] = simple_regression(x, other)[0] - before
    expected = 22 * (10 - x.mean()) / float(((x - x.mean()) ** 2).sum())
    shown = {"slope": before, "moved by the row in the middle": moved[5],
             "by the last row": moved[10], "expected": expected}  # fmt: skip
    margins = [within(abs(moved[5]), 1e-9), within(abs(moved[10] - expected), 1e-9),
               above(abs(moved[10]), 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Outside the rows it was fitted to, a line goes on straight, right or wrong: a good "
    "$R^2$ is no licence to extrapolate.",
    covers=["Q14.03"],
)
def straight_on(rng: Rng) -> Evidence:
    x, beyond = rng.uniform(0, 1, size=100), rng.uniform(2, 3, size=100)
    y = x**2 + 0.02 * rng.normal(size=100)
    model = LinearRegression().fit(x[:, None], y)
    inside = r_squared(y, model.predict(x[:, None]))
    outside = r_squared(beyond**2, model.predict(beyond[:, None]))
    shown = {"R² inside": inside, "R² outside": outside}
    return Evidence(min(above(inside, 0.85), above(-outside, 1)), shown)
