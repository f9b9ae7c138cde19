"""Statements about regression, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.linear.assumptions import (
    breusch_pagan,
    durbin_watson,
    jarque_bera,
    reset_test,
)
from engine.linear.descent import descend_least_squares
from engine.linear.goodness import r_squared, root_mean_squared_error
from engine.linear.inference import coefficients
from engine.linear.lasso import Lasso, support
from engine.linear.least_squares import LinearRegression
from engine.linear.polynomial import PolynomialRegression
from engine.linear.ridge import Ridge
from engine.linear.shapiro import shapiro_wilk
from engine.linear.simple import simple_regression
from engine.linear.simulate import simulate
from engine.linear.weighted import weighted_least_squares
from engine.losses.regression import mae, mse
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator
Model = LinearRegression | PolynomialRegression | Ridge | Lasso


def _wave(X: Array) -> Array:
    return np.asarray(np.sin(2 * X[:, 0]))


def _line(X: Array) -> Array:
    return np.asarray(1 + 2 * X[:, 0])


def _carried_over(n: int, share: float, rng: Rng, samples: int = 1) -> Array:
    """Errors of variance 1, each keeping a share of the one before, shape (n, samples)."""
    e = rng.normal(size=(n, samples))
    for t in range(1, n):
        e[t] = share * e[t - 1] + (1 - share**2) ** 0.5 * e[t]
    return e


@claim(
    "Targets are a function of the features and noise. The function itself errs by the "
    "variance of the noise on new rows, and every other prediction by more.",
    covers=["S06.01", "C06.01"],
)
def no_model_is_below_the_noise(rng: Rng) -> Evidence:
    new = rng.uniform(-2, 2, size=(4_000, 1))
    y = simulate(_wave, new, 0.5, rng)
    X = rng.uniform(-2, 2, size=(60, 1))
    model = PolynomialRegression(5).fit(X, simulate(_wave, X, 0.5, rng))
    floor = mse(_wave(new), y)[0]
    fitted = mse(model.predict(new), y)[0]
    mean = mse(np.full(4_000, y.mean()), y)[0]
    shown = {
        "the function that made them": floor,
        "a fitted curve": fitted,
        "the mean": mean,
    }
    margins = [
        within(abs(floor - 0.25), 0.04),
        above(fitted, floor),
        above(mean, fitted),
    ]
    return Evidence(min(margins), shown)


@claim(
    "Where the same features come with several targets, squared error is least at their "
    "mean and absolute error at their median.",
    covers=["S06.06", "S06.14"],
)
def mean_or_median(rng: Rng) -> Evidence:
    y = rng.exponential(size=41)
    moved = np.linspace(-1, 1, 21)  # its middle is 0
    squares, sizes = [], []
    for d in moved:
        squares.append(mse(np.full(41, y.mean() + d), y)[0])
        sizes.append(mae(np.full(41, np.median(y) + d), y)[0])
    best_square = float(moved[np.argmin(squares)])
    best_size = float(moved[np.argmin(sizes)])
    shown = {
        "mean": float(y.mean()),
        "best for squares, from the mean": best_square,
        "median": float(np.median(y)),
        "best for sizes, from the median": best_size,
    }
    return Evidence(min(within(best_square, 0.01), within(best_size, 0.01)), shown)


@claim(
    "RMSE is at least as large as MAE, and equal only where all errors have one size. Its "
    "square is the squared mean of the errors plus their variance.",
    covers=["S06.13", "S06.14", "Q06.02"],
)
def what_rmse_is_made_of(rng: Rng) -> Evidence:
    y, e = rng.normal(size=50), 0.7 + rng.normal(size=50)
    root, size = root_mean_squared_error(y, y - e), mae(y - e, y)[0]
    signs = rng.choice([-2.0, 2.0], size=50)
    same = root_mean_squared_error(y, y - signs) - mae(y - signs, y)[0]
    off = root**2 - float(e.mean()) ** 2 - float(e.var())
    shown = {"RMSE": root, "MAE": size, "gap where all errors are 2": same}
    margins = [above(root, size), within(abs(same), 1e-9), within(abs(off), 1e-9)]
    return Evidence(min(margins), shown)


@claim(
    "R² compares squared errors with those of the mean: it is 0 for the mean itself, does "
    "not change with the units of the target, and on new rows may be below 0.",
    covers=["S06.15", "Q06.02"],
)
def beside_the_mean(rng: Rng) -> Evidence:
    y = rng.normal(size=40) + 5
    y_hat = y + 0.5 * rng.normal(size=40)
    share = r_squared(y, y_hat)
    in_cents = r_squared(100 * y, 100 * y_hat)
    of_mean = r_squared(y, np.full(40, y.mean()))
    shifted = r_squared(y, y_hat + 4)
    shown = {
        "R²": share,
        "in other units": in_cents,
        "of the mean": of_mean,
        "with every prediction 4 too high": shifted,
    }
    margins = [above(share, 0.3), within(abs(in_cents - share), 1e-9),
               within(abs(of_mean), 1e-9), above(-shifted, 1.0)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A line through curved rows leaves a bow in its residuals; with the square as a second "
    "feature the bow is gone, and new rows are met far better.",
    covers=["C06.02", "S06.03", "S06.09"],
)
def a_square_takes_the_bow(rng: Rng) -> Evidence:
    def truth(X: Array) -> Array:
        return np.asarray(X[:, 0] ** 2)

    X, new = rng.uniform(-2, 2, size=(60, 1)), rng.uniform(-2, 2, size=(500, 1))
    y, target = simulate(truth, X, 0.4, rng), simulate(truth, new, 0.4, rng)
    bend = reset_test(X, y)[1]
    still = reset_test(np.column_stack([X, X**2]), y)[1]
    line = mse(LinearRegression().fit(X, y).predict(new), target)[0]
    curve = mse(PolynomialRegression(2).fit(X, y).predict(new), target)[0]
    shown = {
        "p of a bend, line": bend,
        "p of a bend, with the square": still,
        "error on new rows, line": line,
        "error on new rows, with the square": curve,
    }
    margins = [within(bend, 1e-6), above(still, 1e-4), above(line, 3 * curve)]
    return Evidence(min(margins), shown)


@claim(
    "With two features of correlation 0.999, ridge makes a weight vary less than a fifth as "
    "much from sample to sample as least squares does.",
    covers=["C06.03", "S06.04", "S06.02", "Q06.03"],
)
def ridge_steadies(rng: Rng) -> Evidence:
    free, held = [], []
    for _ in range(100):
        first = rng.normal(size=100)
        other = 0.999 * first + (1 - 0.999**2) ** 0.5 * rng.normal(size=100)
        X = np.column_stack([first, other])
        y = X.sum(axis=1) + rng.normal(size=100)
        free.append(LinearRegression().fit(X, y).coef_[0])
        held.append(Ridge(1.0).fit(X, y).coef_[0])
    shown = {
        "deviation of a weight, least squares": float(np.std(free)),
        "deviation of a weight, ridge": float(np.std(held)),
    }
    return Evidence(above(float(np.std(free)), 5 * float(np.std(held))), shown)


@claim(
    "Of 50 features, 40 of them noise, lasso drops more and more as its strength grows; "
    "ridge drops none at any.",
    covers=["C06.04", "S06.05", "Q06.03"],
)
def lasso_drops(rng: Rng) -> Evidence:
    X = rng.normal(size=(150, 50))
    y = X[:, :10].sum(axis=1) + 2 * rng.normal(size=150)
    dropped = []
    for alpha in (0.01, 0.1, 0.5):
        dropped.append(50 - len(support(Lasso(alpha).fit(X, y).coef_)))
    kept = len(support(Ridge(1_000.0).fit(X, y).coef_))
    shown = {
        f"dropped at alpha {a}": float(d)
        for a, d in zip((0.01, 0.1, 0.5), dropped, strict=True)
    }
    shown["kept by a strong ridge"] = float(kept)
    margins = [above(dropped[1], dropped[0] + 4), above(dropped[2], dropped[1] + 4),
               above(dropped[2], 25), above(kept, 49)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Least squares and gradient descent minimise one loss, which has one lowest place: both "
    "end at the same weights, and descent that was stopped early lies above.",
    covers=["C06.05", "S06.07", "S06.06", "S06.08"],
)
def one_loss_two_ways(rng: Rng) -> Evidence:
    X = rng.normal(size=(200, 3))
    y = X @ [1.0, -2.0, 0.5] + 3 + rng.normal(size=200)
    model = LinearRegression().fit(X, y)
    path = descend_least_squares(X, y, steps=400)
    apart = float(np.abs(path.theta[-1][1:] - model.coef_).max())
    best = mse(model.predict(X), y)[0]
    early = float(path.loss[1])
    shown = {
        "weights are apart by": apart,
        "loss of least squares": best,
        "after 1 step": early,
        "after 400 steps": float(path.loss[-1]),
    }
    margins = [within(apart, 1e-8), above(early, 1.01 * best),
               within(abs(float(path.loss[-1]) - best), 1e-8)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "With nearly as many features as rows least squares does worse than the mean on new "
    "rows, and ridge and lasso of moderate strength do far better.",
    covers=["C06.06", "S06.04", "S06.05", "Q06.03"],
)
def penalties_hold_it(rng: Rng) -> Evidence:
    X, new = rng.normal(size=(54, 50)), rng.normal(size=(1_000, 50))
    y = X[:, :5].sum(axis=1) + 2 * rng.normal(size=54)
    target = new[:, :5].sum(axis=1) + 2 * rng.normal(size=1_000)
    scores: dict[str, float] = {}
    for name, model in (
        ("least squares", LinearRegression()), ("ridge", Ridge(60.0)), ("lasso", Lasso(0.4)),
    ):  # fmt: skip
        scores[name] = r_squared(target, model.fit(X, y).predict(new))
    free, ridge, lasso = scores.values()
    margins = [above(-free, 0.1), above(ridge - free, 0.5), above(lasso - free, 0.5)]
    return Evidence(
        min(margins), {f"R² on new rows, {name}": v for name, v in scores.items()}
    )


@claim(
    "Each kind wins where its own assumption holds: powers on a curve, ridge on many weak "
    "and correlated features, lasso where few of many count; on a line powers gain nothing.",
    covers=["C06.07"],
)
def each_in_its_place(rng: Rng) -> Evidence:
    shared = rng.normal(size=(540, 1))
    alike = shared + 0.5 * rng.normal(size=(540, 30))
    many, one = rng.normal(size=(540, 30)), rng.uniform(-2, 2, size=(540, 1))
    cases = (
        ("line", one, 2 * one[:, 0]), ("curve", one, one[:, 0] ** 2),
        ("alike", alike, 0.2 * alike.sum(axis=1)),
        ("few", many, 2 * many[:, 0] - 2 * many[:, 1]),
    )  # fmt: skip
    error: dict[tuple[str, str], float] = {}
    for case, X, mean in cases:
        y = mean + rng.normal(size=540)
        models: list[tuple[str, Model]] = [
            ("plain", LinearRegression()),
            ("ridge", Ridge(20.0)),
            ("lasso", Lasso(0.2)),
        ]
        if X is one:
            models = [
                ("plain", LinearRegression()),
                ("powers", PolynomialRegression(3)),
            ]
        for name, model in models:
            new = model.fit(X[:40], y[:40]).predict(X[40:])
            error[case, name] = mse(new, mean[40:])[0]
    margins = [
        above(error["line", "powers"], error["line", "plain"]),
        above(error["curve", "plain"], 2 * error["curve", "powers"]),
        above(error["alike", "plain"], error["alike", "ridge"]),
        above(error["alike", "lasso"], error["alike", "ridge"]),
        above(error["few", "plain"], error["few", "lasso"]),
        above(error["few", "ridge"], error["few", "lasso"]),
    ]
    return Evidence(
        min(margins),
        {f"{case}: {name} is off by": e for (case, name), e in error.items()},
    )


@claim(
    "With d features the model is a hyperplane, flat in every direction: along any straight "
    "way through the features predictions change evenly. One feature makes it a line.",
    covers=["E06.01", "S06.02"],
    verdict="corrected",
    often="Linear regression is a straight line, with n features in its formula.",
)
def a_hyperplane(rng: Rng) -> Evidence:
    X = rng.normal(size=(40, 3))
    model = LinearRegression().fit(X, X @ [2.0, -1.0, 0.5] + rng.normal(size=40))
    start, way = rng.normal(size=3), rng.normal(size=3)
    path = start + np.arange(5.0)[:, None] * way
    bends = float(np.abs(np.diff(model.predict(path), 2)).max())
    points = np.column_stack([X, model.predict(X)])
    widths = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    shown = {
        "bend along a straight way": bends,
        "third width of its points": float(widths[2]),
        "fourth": float(widths[3]),
    }
    margins = [within(bends, 1e-9), above(float(widths[2]), 1.0),
               within(float(widths[3]), 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


def _errors(kind: str, rng: Rng) -> Array:
    """Errors of that kind for 60 rows from x = -1 to 1, shape (60, 150)."""
    x = np.linspace(-1, 1, 60)[:, None]
    if kind == "carried over":
        return _carried_over(60, 0.7, rng, 150)
    if kind == "skewed":
        return np.asarray(rng.exponential(size=(60, 150)) - 1)
    e = rng.normal(size=(60, 150))
    return np.asarray(e * (1 + x) if kind == "funnel" else e + 0.6 * x)


@claim(
    "A slope is right on average if the mean is linear, no column depends on others, and "
    "the errors have mean 0 at every x. Funnels, errors that carry over and skew do not "
    "bias it. A hidden cause that grows with x does.",
    covers=["E06.02", "Q06.01"],
    verdict="corrected",
    often="Linearity, independence, constant variance and normal errors, or the estimates "
    "are biased.",
)
def what_being_right_takes(rng: Rng) -> Evidence:
    x, bias = np.linspace(-1, 1, 60), dict[str, float]()
    for kind in ("funnel", "carried over", "skewed", "hidden cause"):
        slopes = []
        for e in _errors(kind, rng).T:
            slopes.append(simple_regression(x, 1 + 2 * x + e)[0])
        bias[kind] = float(np.mean(slopes)) - 2
    *harmless, hidden = bias.values()
    margins = [within(max(abs(b) for b in harmless), 0.12),
               within(abs(hidden - 0.6), 0.12)]  # fmt: skip
    return Evidence(
        min(margins), {f"mean slope is off, {kind}": b for kind, b in bias.items()}
    )


@claim(
    "Constant variance and independence buy precision and honest standard errors. In a "
    "funnel, weights of one over the variance make the slope stray less than plain least "
    "squares; where errors carry over, it strays at least 1.5 times as far as is stated.",
    covers=["E06.02", "Q06.01", "S06.11"],
)
def what_honest_errors_take(rng: Rng) -> Evidence:
    x = np.linspace(-1, 1, 60)
    spread = 0.1 + (1 + x)
    carried = _carried_over(60, 0.7, rng, 100)
    plain, weighted, strayed, stated = [], [], [], []
    for i in range(100):
        y = 1 + 2 * x + spread * rng.normal(size=60)
        plain.append(simple_regression(x, y)[0])
        weighted.append(weighted_least_squares(x[:, None], y, spread**-2)[0][0])
        found = coefficients(x[:, None], 1 + 2 * x + carried[:, i])
        strayed.append(found.estimate[1])
        stated.append(found.error[1])
    shown = {
        "funnel, plain: slope strays by": float(np.std(plain)),
        "funnel, weighted: by": float(np.std(weighted)),
        "carried over: slope strays by": float(np.std(strayed)),
        "carried over: stated": float(np.mean(stated)),
    }
    margins = [above(shown["funnel, plain: slope strays by"],
                     1.2 * shown["funnel, weighted: by"]),
               above(shown["carried over: slope strays by"],
                     1.5 * shown["carried over: stated"])]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Normal errors are not required. With errors from an exponential distribution and 40 "
    "rows the slope is right on average, and 95 % intervals hold the truth about as often as "
    "they say.",
    covers=["E06.03", "Q06.01"],
    verdict="corrected",
    often="Linear regression requires normally distributed errors.",
)
def skewed_errors_do_little(rng: Rng) -> Evidence:
    X, slopes, held = rng.uniform(0, 2, size=(40, 1)), [], 0
    for _ in range(250):
        y = _line(X) + rng.exponential(size=40) - 1
        found = coefficients(X, y)
        slopes.append(found.estimate[1])
        held += found.low[1] <= 2 <= found.high[1]
    shown = {"mean slope": float(np.mean(slopes)), "intervals that hold, %": held / 2.5}
    return Evidence(
        min(
            within(abs(float(np.mean(slopes)) - 2), 0.06),
            within(abs(held / 2.5 - 95), 5),
        ),
        shown,
    )


@claim(
    "A test of normality is sharpest where the answer matters least. Of samples with heavy-"
    "tailed errors it rejects few with 12 rows and all with 2,000, where intervals for the "
    "slope are right anyway.",
    covers=["E06.03", "S06.12", "Q06.01"],
    verdict="corrected",
    often="Test the residuals for normality, and do not use the model if p is small.",
)
def sharp_where_it_is_harmless(rng: Rng) -> Evidence:
    few, many, held = 0, 0, 0
    for _ in range(60):
        few += shapiro_wilk(rng.standard_t(5, size=12))[1] < 0.05
    for _ in range(40):
        X = rng.uniform(size=(2_000, 1))
        y = _line(X) + rng.standard_t(5, size=2_000)
        found = coefficients(X, y)
        many += jarque_bera(y - LinearRegression().fit(X, y).predict(X))[1] < 0.05
        held += found.low[1] <= 2 <= found.high[1]
    shown = {
        "rejected with 12 rows, of 60": float(few),
        "rejected with 2,000, of 40": float(many),
        "intervals that hold there, of 40": float(held),
    }
    margins = [within(few, 24), above(many, 37), above(held, 32)]
    return Evidence(min(margins), shown)


@claim(
    "On sound data each test says “broken” about as often as its level allows, 5 %, and the "
    "Durbin-Watson statistic lies around 2.",
    covers=["S06.09", "S06.10", "S06.11", "S06.12", "H06.02"],
)
def false_alarms(rng: Rng) -> Evidence:
    X, alarms, watched = rng.uniform(-1, 1, size=(60, 1)), np.zeros(3), []
    for _ in range(80):
        y = simulate(_line, X, 1.0, rng)
        e = y - LinearRegression().fit(X, y).predict(X)
        alarms[0] += reset_test(X, y)[1] < 0.05
        alarms[1] += breusch_pagan(e, X)[1] < 0.05
        alarms[2] += shapiro_wilk(e)[1] < 0.05
        watched.append(durbin_watson(e))
    names = ("Ramsey", "Breusch-Pagan", "Shapiro-Wilk")
    shown = {
        f"{name}, alarms of 80": float(a) for name, a in zip(names, alarms, strict=True)
    }
    shown["Durbin-Watson, mean"] = float(np.mean(watched))
    margins = [within(float(alarms.max()), 12), above(float(alarms.min()), 0.5),
               within(abs(float(np.mean(watched)) - 2), 0.2)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "The Durbin-Watson statistic is about 2(1 - r), r being the correlation of neighbouring "
    "residuals. It depends on the order of the rows: shuffled, errors that carry over look "
    "independent.",
    covers=["S06.10", "H06.02"],
)
def order_matters(rng: Rng) -> Evidence:
    e = _carried_over(400, 0.8, rng)[:, 0]
    e = e - e.mean()
    found = durbin_watson(e)
    shuffled = durbin_watson(rng.permutation(e))
    r = float(e[1:] @ e[:-1] / (e @ e))
    shown = {"in order": found, "2(1 - r)": 2 * (1 - r), "shuffled": shuffled}
    margins = [within(abs(found - 2 * (1 - r)), 0.05), within(found, 1.0),
               above(shuffled, 1.6), within(shuffled, 2.4)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A hidden cause that grows with x leaves no trace in the residuals: they are the same "
    "with it and without, while the slope has taken it in.",
    covers=["L06.01", "E06.02", "Q06.01"],
)
def no_trace(rng: Rng) -> Evidence:
    X = rng.uniform(-1, 1, size=(50, 1))
    y = simulate(_line, X, 0.5, rng)
    before, after = LinearRegression().fit(X, y), LinearRegression()
    after.fit(X, y + 1.5 * X[:, 0])
    left = y - before.predict(X)
    left_after = y + 1.5 * X[:, 0] - after.predict(X)
    moved = float(np.abs(left_after - left).max())
    shown = {
        "slope without it": float(before.coef_[0]),
        "with it": float(after.coef_[0]),
        "residuals moved by at most": moved,
    }
    gained = float(after.coef_[0] - before.coef_[0])
    return Evidence(min(within(moved, 1e-9), within(abs(gained - 1.5), 1e-9)), shown)


@claim(
    "Of a column and its copy, ridge gives each half. Lasso may give one all of it and the "
    "other 0, and of near copies which one it keeps changes with the sample.",
    covers=["E06.04", "C06.04"],
    verdict="corrected",
    often="Ridge and lasso handle multicollinearity.",
)
def lasso_picks_one(rng: Rng) -> Evidence:
    x = rng.normal(size=100)
    y = 45 * x + rng.normal(size=100)
    twins = np.column_stack([x, x])
    shared = Ridge(1.0).fit(twins, y).coef_
    picked = Lasso(1.0).fit(twins, y).coef_
    first, alone = 0, 0
    for _ in range(60):
        both = rng.normal(size=(50, 1)) + 0.02 * rng.normal(size=(50, 2))
        w = Lasso(0.1).fit(both, both.sum(axis=1) + rng.normal(size=50)).coef_
        alone += len(support(w)) == 1
        first += abs(w[0]) > abs(w[1])
    shown = {
        "ridge, column": float(shared[0]),
        "ridge, copy": float(shared[1]),
        "lasso, column": float(picked[0]),
        "lasso, copy": float(picked[1]),
        "near copies: one dropped, of 60": float(alone),
        "the first one is the larger": float(first),
    }
    margins = [within(abs(float(shared[0] - shared[1])), 1e-6),
               within(float(np.abs(picked).min()), 1e-9), above(float(picked.sum()), 40),
               above(alone, 30), above(first, 12), within(first, 48)]  # fmt: skip
    return Evidence(min(margins), shown)
