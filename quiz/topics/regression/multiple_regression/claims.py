"""Statements about regression with several features, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.linear.assumptions import check_assumptions
from engine.linear.collinearity import correlation, variance_inflation
from engine.linear.descent import descend_least_squares
from engine.linear.dummies import dummies
from engine.linear.goodness import (
    adjusted_r_squared,
    r_squared,
    root_mean_squared_error,
)
from engine.linear.inference import coefficients
from engine.linear.least_squares import (
    LinearRegression,
    normal_equations,
    qr_least_squares,
)
from engine.linear.polynomial import polynomial_features
from engine.linear.simple import simple_regression
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator


def _pair(n: int, rho: float, rng: Rng) -> Array:
    """Two features of variance 1 whose correlation is rho exactly, shape (n, 2)."""
    z = rng.normal(size=(n, 2))
    z = np.linalg.qr(z - z.mean(axis=0))[0] * n**0.5
    return np.column_stack([z[:, 0], rho * z[:, 0] + (1 - rho**2) ** 0.5 * z[:, 1]])


def _r2(X: Array, y: Array) -> float:
    return r_squared(y, LinearRegression().fit(X, y).predict(X))


@claim(
    "The weights of least squares leave residuals that are orthogonal to every feature and "
    "sum to 0; whichever way the weights are moved, the error over all rows rises.",
    covers=["C15.01", "S15.01"],
)
def nothing_left_to_explain(rng: Rng) -> Evidence:
    X = rng.normal(size=(60, 4))
    y = X @ np.array([2.0, -1.0, 0.5, 0.0]) + 3 + rng.normal(size=60)
    A = np.column_stack([np.ones(60), X])
    model = LinearRegression().fit(X, y)
    e = y - model.predict(X)
    theta = np.array([model.intercept_, *model.coef_])
    rises = []
    for _ in range(100):
        moved = theta + 0.1 * rng.normal(size=5)
        rises.append(float(((y - A @ moved) ** 2).mean() - (e**2).mean()))
    shown = {
        "largest sum of residual times feature": float(np.abs(A.T @ e).max()),
        "smallest rise of 100": min(rises),
    }
    margins = [within(shown["largest sum of residual times feature"], 1e-8),
               above(min(rises), 1e-6)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A weight is the slope that is left when the other features have been taken out of "
    "feature and target alike.",
    covers=["S15.01"],
)
def what_is_left_of_both(rng: Rng) -> Evidence:
    X = rng.normal(size=(80, 3))
    X[:, 0] += X[:, 1] - X[:, 2]
    y = X @ np.array([1.0, 2.0, -1.0]) + rng.normal(size=80)
    others = X[:, 1:]
    x_left = X[:, 0] - LinearRegression().fit(others, X[:, 0]).predict(others)
    y_left = y - LinearRegression().fit(others, y).predict(others)
    weight = float(LinearRegression().fit(X, y).coef_[0])
    left, alone = simple_regression(x_left, y_left)[0], simple_regression(X[:, 0], y)[0]
    shown = {"weight": weight, "slope of what is left": left, "slope alone": alone}
    return Evidence(
        min(within(abs(weight - left), 1e-9), above(abs(alone - weight), 0.2)), shown
    )


@claim(
    "A feature whose slope alone is positive can have a negative weight beside another: the "
    "slope alone is w1 + w2 d, d being the slope of the second on the first.",
    covers=["S15.01", "Q15.01"],
)
def a_sign_that_turns(rng: Rng) -> Evidence:
    X = rng.normal(size=(200, 2))
    X[:, 1] += X[:, 0]
    y = X @ np.array([-1.0, 3.0]) + rng.normal(size=200)
    w = LinearRegression().fit(X, y).coef_
    alone = simple_regression(X[:, 0], y)[0]
    d = simple_regression(X[:, 0], X[:, 1])[0]
    shown = {"weight": float(w[0]), "slope alone": alone,
             "w1 + w2 d": float(w[0] + w[1] * d)}  # fmt: skip
    margins = [above(-float(w[0]), 0.3), above(alone, 0.8),
               within(abs(alone - shown["w1 + w2 d"]), 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Normal equations, QR and gradient descent end at the same weights. Correlated features "
    "make the descent long: at 0.95 it takes many times the steps.",
    covers=["S15.02"],
)
def three_routes(rng: Rng) -> Evidence:
    shown, steps, off = {}, {}, 0.0
    for rho in (0.0, 0.95):
        X = _pair(60, rho, rng)
        y = X @ np.array([1.0, 2.0]) + rng.normal(size=60)
        solved = normal_equations(X, y)
        path = descend_least_squares(X, y, lr=0.4, steps=3_000, tol=1e-9)
        off = max(off, float(np.abs(qr_least_squares(X, y) - solved).max()))
        off = max(off, float(np.abs(path.theta[-1] - solved).max()))
        steps[rho] = len(path.loss) - 1
        shown[f"correlation {rho}: steps"] = float(steps[rho])
    shown["weights differ by at most"] = off
    return Evidence(min(within(off, 1e-6), above(steps[0.95], 3 * steps[0.0])), shown)


@claim(
    "Features make normal equations dear, by the square: 30 features with the products of "
    "all pairs are 465, and forming the matrix takes 226 times the multiplications.",
    covers=["C15.02", "S15.07"],
)
def pairs_are_many(rng: Rng) -> Evidence:
    X = rng.normal(size=(40, 30))
    wide = polynomial_features(X, 2, interaction_only=True)
    work = {}
    for name, rows in (("30 features", X), ("with all pairs", wide)):
        A = np.column_stack([np.ones(40), rows])
        work[name] = float(A.shape[0] * (A.T @ A).size)
    ratio = work["with all pairs"] / work["30 features"]
    shown = {"columns": float(wide.shape[1]), "times the multiplications": ratio}
    return Evidence(
        min(within(abs(wide.shape[1] - 465), 0.5), within(abs(ratio - 226), 0.5)), shown
    )


@claim(
    "Adjusted R² counts the features: with 29 random columns beside the one that matters R² "
    "on 40 rows climbs towards 0.9, and adjusted R² stays where it was, on average.",
    covers=["C15.03", "S15.04", "H15.03"],
)
def charged_on_average(rng: Rng) -> Evidence:
    plain: dict[int, list[float]] = {1: [], 30: []}
    adjusted: dict[int, list[float]] = {1: [], 30: []}
    for _ in range(150):
        X = rng.normal(size=(40, 30))
        y = X[:, 0] + rng.normal(size=40)
        for p in (1, 30):
            y_hat = LinearRegression().fit(X[:, :p], y).predict(X[:, :p])
            plain[p].append(r_squared(y, y_hat))
            adjusted[p].append(adjusted_r_squared(y, y_hat, p))
    shown = {}
    for p in (1, 30):
        shown[f"R², {p} columns"] = float(np.mean(plain[p]))
        shown[f"adjusted, {p} columns"] = float(np.mean(adjusted[p]))
    drift = abs(shown["adjusted, 30 columns"] - shown["adjusted, 1 columns"])
    margins = [within(drift, 0.2), above(shown["R², 30 columns"], 0.75)]
    return Evidence(min(margins), shown)


@claim(
    "Adjusted R² can be overfitted too: columns of pure chance, picked for raising it, raise "
    "it far above what the model is worth on new rows, which falls.",
    covers=["E15.02", "C15.03"],
    verdict="corrected",
    often="Adjusted R² prevents overfitting.",
)
def picked_for_it(rng: Rng) -> Evidence:
    found: dict[int, list[float]] = {}
    fresh: dict[int, list[float]] = {}
    for _ in range(7):
        X, new = rng.normal(size=(40, 21)), rng.normal(size=(500, 21))
        y, truth = X[:, 0] + rng.normal(size=40), new[:, 0] + rng.normal(size=500)
        kept = [0]
        for picked in range(7):
            model = LinearRegression().fit(X[:, kept], y)
            told = adjusted_r_squared(y, model.predict(X[:, kept]), len(kept))
            found.setdefault(picked, []).append(told)
            worth = r_squared(truth, model.predict(new[:, kept]))
            fresh.setdefault(picked, []).append(worth)
            best, gain = 0, -np.inf
            for j in range(1, 21):
                if j not in kept and (value := _r2(X[:, [*kept, j]], y)) > gain:
                    best, gain = j, value
            kept.append(best)
    before, after = float(np.mean(found[0])), float(np.mean(found[6]))
    was, now = float(np.mean(fresh[0])), float(np.mean(fresh[6]))
    shown = {"adjusted R², the true feature": before, "with 6 picked columns": after,
             "new rows, the true feature": was,
             "new rows, with 6 picked columns": now}  # fmt: skip
    margins = [above(after - before, 0.05), above(was - now, 0.05)]
    return Evidence(min(margins), shown)


@claim(
    "One more column raises adjusted R² exactly when its |t| is above 1, so about every third "
    "column of pure chance does.",
    covers=["E15.02", "S15.04"],
)
def raised_where_t_is_above_one(rng: Rng) -> Evidence:
    agree, raised = 0, 0
    for _ in range(200):
        X = rng.normal(size=(40, 3))
        y = X[:, 0] + rng.normal(size=40)
        before = adjusted_r_squared(
            y, LinearRegression().fit(X[:, :2], y).predict(X[:, :2]), 2
        )
        after = adjusted_r_squared(y, LinearRegression().fit(X, y).predict(X), 3)
        t = float(coefficients(X, y).t[-1])
        raised += int(after > before)
        agree += int((after > before) == (abs(t) > 1))
    shown = {"of 200 random columns raise it": float(raised), "agree": float(agree)}
    margins = [within(200 - agree, 0.5), within(abs(raised / 200 - 0.32), 0.15)]
    return Evidence(min(margins), shown)


@claim(
    "RMSE has the units of the target: targets in cents instead of euros make it 100 times "
    "as large, and leave R² as it is.",
    covers=["C15.04", "S15.04"],
)
def units_of_the_error(rng: Rng) -> Evidence:
    X = rng.normal(size=(50, 3))
    y = X.sum(axis=1) + rng.normal(size=50)
    error, share = {}, {}
    for name, target in (("euros", y), ("cents", 100 * y)):
        y_hat = LinearRegression().fit(X, target).predict(X)
        error[name] = root_mean_squared_error(target, y_hat)
        share[name] = r_squared(target, y_hat)
    shown = {"RMSE in euros": error["euros"], "in cents": error["cents"],
             "R² differs by": abs(share["euros"] - share["cents"])}  # fmt: skip
    margins = [within(abs(error["cents"] / error["euros"] - 100), 1e-6),
               within(shown["R² differs by"], 1e-9), above(error["euros"], 0.3)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Collinearity multiplies the deviation of a weight by the root of its variance inflation, "
    "which is 1/(1 - r²) for two features: 5.3, 50.3 and 500.3 at 0.9, 0.99 and 0.999. "
    "Fitted values vary no more than without it.",
    covers=["C15.05", "S15.05", "Q15.01"],
)
def weights_wander(rng: Rng) -> Evidence:
    shown, margins = {}, []
    base, steady = 0.0, 0.0
    for rho in (0.0, 0.9, 0.99, 0.999):
        X = _pair(40, rho, rng)
        inflation = float(variance_inflation(X)[0])
        weights, fitted = [], []
        for _ in range(250):
            y = X.sum(axis=1) + rng.normal(size=40)
            model = LinearRegression().fit(X, y)
            weights.append(float(model.coef_[0]))
            fitted.append(model.predict(X))
        spread = float(np.std(weights))
        varies = float(np.std(fitted, axis=0).mean())
        base, steady = base or spread, steady or varies
        shown[f"{rho}: variance inflation"] = inflation
        shown[f"{rho}: deviation of a weight"] = spread
        shown[f"{rho}: of a fitted value"] = varies
        margins.append(within(abs(inflation * (1 - rho**2) - 1), 1e-6))
        margins.append(within(abs(spread / base / inflation**0.5 - 1), 0.3))
        margins.append(within(abs(varies / steady - 1), 0.25))
    return Evidence(min(margins), shown)


@claim(
    "A table of correlations shows pairs only. A third feature that is nearly the sum of two "
    "unrelated ones has no correlation above 0.8, and a variance inflation above 50.",
    covers=["S15.05", "Q15.01"],
    verdict="corrected",
    often="Multicollinearity shows in the correlation matrix.",
)
def hidden_from_pairs(rng: Rng) -> Evidence:
    X = rng.normal(size=(1_000, 2))
    X = np.column_stack([X, X.sum(axis=1) + 0.1 * rng.normal(size=1_000)])
    pairs = np.abs(correlation(X) - np.eye(3)).max()
    inflation = float(variance_inflation(X).min())
    shown = {"largest correlation": float(pairs), "smallest inflation": inflation}
    return Evidence(min(within(float(pairs), 0.8), above(inflation, 50)), shown)


@claim(
    "Collinearity spares predictions only where new rows are collinear as well. Off the line "
    "on which the rows lie, inside the range of each feature, they vary many times as much.",
    covers=["C15.05", "Q15.01", "L15.01"],
    verdict="corrected",
    often="Multicollinearity does not affect predictions.",
)
def off_the_line(rng: Rng) -> Evidence:
    X = _pair(40, 0.98, rng)
    rows = np.array([[1.0, 1.0], [1.0, -1.0]])
    told = []
    for _ in range(200):
        y = X.sum(axis=1) + rng.normal(size=40)
        told.append(LinearRegression().fit(X, y).predict(rows))
    on, off = (float(v) for v in np.std(told, axis=0))
    reach = float(np.minimum(X.max(axis=0), -X.min(axis=0)).min())
    shown = {"deviation of the prediction at (1, 1)": on, "at (1, -1)": off,
             "both features reach": reach}  # fmt: skip
    margins = [above(off, 4 * on), above(reach, 1.0)]
    return Evidence(min(margins), shown)


@claim(
    "A category is one column a level, not a number: codes in alphabetical order explain "
    "next to nothing of what one column a level explains almost wholly.",
    covers=["C15.06", "S15.06"],
)
def levels_are_no_numbers(rng: Rng) -> Evidence:
    code = rng.permutation(np.repeat(np.arange(3), 40))
    y = np.array([0.0, 10.0, 0.5])[code] + 0.5 * rng.normal(size=120)
    columns, _ = dummies(np.array(["blue", "green", "red"])[code])
    shown = {"R² with codes": _r2(code[:, None].astype(float), y),
             "with one column a level": _r2(columns, y)}  # fmt: skip
    margins = [within(shown["R² with codes"], 0.1),
               above(shown["with one column a level"], 0.9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "All levels beside an intercept are one column too many: three columns and the ones have "
    "rank 3, and the normal equations have no single solution. Without one level they have.",
    covers=["E15.04", "S15.06", "Q15.02"],
    verdict="corrected",
    often="Give every level a column of its own.",
)
def the_dummy_trap(rng: Rng) -> Evidence:
    labels = rng.permutation(np.repeat(["a", "b", "c"], 10))
    y = rng.normal(size=30)
    full, fewer = dummies(labels, drop_first=False)[0], dummies(labels)[0]
    rank = int(np.linalg.matrix_rank(np.column_stack([np.ones(30), full])))
    raised = 0.0
    try:
        normal_equations(full, y)
    except ValueError:
        raised = 1.0
    single = normal_equations(fewer, y)
    shown = {"columns with all levels": float(full.shape[1] + 1), "their rank": float(rank),
             "normal equations refuse": raised,
             "weights without one level": float(len(single))}  # fmt: skip
    margins = [within(abs(rank - 3), 0.5), within(abs(full.shape[1] - 3), 0.5),
               above(raised, 0.5), within(abs(len(single) - 3), 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Which level is dropped changes the weights and no prediction; each weight is the mean of "
    "its level less that of the dropped one, where nothing else is in the model.",
    covers=["S15.06", "Q15.02"],
)
def any_level_will_do(rng: Rng) -> Evidence:
    labels = rng.permutation(np.repeat(["a", "b", "c"], 12))
    y = np.where(labels == "b", 4.0, np.where(labels == "c", 7.0, 1.0))
    y = y + rng.normal(size=36)
    told, weight, off = [], [], 0.0
    for levels in (["a", "b", "c"], ["c", "a", "b"]):
        columns, _ = dummies(labels, levels=levels)
        model = LinearRegression().fit(columns, y)
        told.append(model.predict(columns))
        weight.append(float(model.coef_[0]))
        means = y[labels == levels[1]].mean() - y[labels == levels[0]].mean()
        off = max(off, abs(float(model.coef_[0] - means)))
    apart = float(np.abs(told[0] - told[1]).max())
    shown = {"first weight, a dropped": weight[0], "c dropped": weight[1],
             "predictions differ by": apart, "from differences of means": off}  # fmt: skip
    margins = [within(apart, 1e-8), within(off, 1e-8),
               above(abs(weight[0] - weight[1]), 1.0)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Targets that are a product of two features: a plane explains next to nothing. The "
    "product as one more feature explains all, and the model is still linear.",
    covers=["C15.07", "E15.05", "S15.07", "Q15.03"],
    verdict="corrected",
    often="Multiple regression cannot handle interactions.",
)
def a_product_is_a_feature(rng: Rng) -> Evidence:
    X = rng.normal(size=(400, 2))
    y = X[:, 0] * X[:, 1]
    plane, wider = _r2(X, y), _r2(polynomial_features(X, 2, interaction_only=True), y)
    shown = {"R² of the plane": plane, "with the product": wider}
    return Evidence(min(within(plane, 0.15), within(1 - wider, 1e-6)), shown)


@claim(
    "The assumptions are not those of one feature: alone, a feature has nothing to be "
    "collinear with. Each of five checks finds its own breach, dependent errors among them.",
    covers=["E15.03", "S15.03"],
    verdict="corrected",
    often="Multiple regression assumes the same as simple regression.",
)
def five_checks(rng: Rng) -> Evidence:
    X, e = rng.normal(size=(200, 2)), rng.normal(size=200)
    plane = X.sum(axis=1)
    twin = np.column_stack([X[:, 0], X[:, 0] + 0.1 * X[:, 1]])
    carried = np.cumsum(e) / 3
    sound = check_assumptions(X, plane + e)
    found = {
        "linearity": check_assumptions(X, 3 * plane + plane**2 + e),
        "independence": check_assumptions(X, plane + carried),
        "constant variance": check_assumptions(X, plane + np.exp(X[:, 0]) * e),
        "collinearity": check_assumptions(twin, plane + e),
        "normality": check_assumptions(X, plane + e**3),
    }
    one = check_assumptions(X[:, :1], X[:, 0] + e)["collinearity"]
    shown: dict[str, float] = {"collinearity of one feature": one}
    for name, values in found.items():
        shown[f"{name}: broken"] = values[name]
        shown[f"{name}: sound"] = sound[name]
    margins = [within(abs(one - 1), 1e-9), above(sound["independence"], 1.4),
               within(sound["collinearity"], 2), within(shown["linearity: broken"], 0.01),
               within(shown["independence: broken"], 1.0),
               within(shown["constant variance: broken"], 0.05),
               above(shown["collinearity: broken"], 20),
               within(shown["normality: broken"], 0.01)]  # fmt: skip
    return Evidence(min(margins), shown)
