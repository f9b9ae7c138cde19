"""Statements about polynomial regression, and their evidence."""

from __future__ import annotations

from math import comb

import numpy as np

from engine.arrays import Array
from engine.linear.assumptions import reset_test
from engine.linear.goodness import r_squared
from engine.linear.least_squares import LinearRegression
from engine.linear.polynomial import (
    PolynomialRegression,
    choose_degree,
    fitted_curve,
    polynomial_features,
)
from engine.linear.ridge import Ridge
from engine.losses.regression import mse
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator

FIVE = np.arange(1.0, 6.0)


def _bent(n: int, rng: Rng, sigma: float = 0.2) -> tuple[Array, Array]:
    """Places on [-1, 1], shape (n, 1), and noisy targets on a cubic."""
    x = rng.uniform(-1, 1, n)
    return x[:, None], 4 * x**3 - 3 * x + sigma * rng.normal(size=n)


@claim(
    "The least-squares line through x = 1 to 5 with y = x² is 6x - 7, and its residuals "
    "bow: +, -, -, -, +. On noisy rows of a parabola the bow is still there.",
    covers=["C16.01", "W16.02", "S16.03"],
)
def line_leaves_a_bow(rng: Rng) -> Evidence:
    line = LinearRegression().fit(FIVE[:, None], FIVE**2)
    left = FIVE**2 - line.predict(FIVE[:, None])
    off = float(np.abs(left - np.array([2.0, -1.0, -2.0, -1.0, 2.0])).max())
    x = np.linspace(-1, 1, 60)
    y = x**2 + 0.1 * rng.normal(size=60)
    noisy = y - LinearRegression().fit(x[:, None], y).predict(x[:, None])
    ends = float(np.concatenate([noisy[:10], noisy[-10:]]).mean())
    middle = float(noisy[20:40].mean())
    shown = {
        "slope": float(line.coef_[0]),
        "bias": line.intercept_,
        "mean residual at the ends, with noise": ends,
        "mean residual in the middle": middle,
    }
    margins = [within(off, 1e-9), within(abs(line.coef_[0] - 6), 1e-9),
               within(abs(line.intercept_ + 7), 1e-9), above(ends, 0.1),
               above(-middle, 0.1)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A high R² does not say that the shape is right: on rows of a parabola from 1 to 5 "
    "a line has more than 0.93, and a test of its shape rejects it.",
    covers=["W16.02", "C16.01"],
    verdict="corrected",
    often="R² is 0.96, so the line describes the data.",
)
def high_r_squared_wrong_shape(rng: Rng) -> Evidence:
    x = np.linspace(1, 5, 40)
    y = x**2 + 0.3 * rng.normal(size=40)
    line = LinearRegression().fit(x[:, None], y)
    share = r_squared(y, line.predict(x[:, None]))
    p = reset_test(x[:, None], y)[1]
    exact = LinearRegression().fit(FIVE[:, None], FIVE**2).predict(FIVE[:, None])
    five = r_squared(FIVE**2, exact)
    shown = {"R² of the line": share, "p of Ramsey's test": p, "R², x = 1 to 5": five}
    margins = [above(share, 0.93), within(p, 1e-6), within(abs(five - 0.96257), 1e-5)]
    return Evidence(min(margins), shown)


@claim(
    "The model is linear in its weights: fitted to a weighted sum of targets, it has the "
    "weighted sum of the weights. In x it is not: twice the x is not twice the prediction.",
    covers=["C16.02", "S16.01"],
)
def linear_in_the_weights(rng: Rng) -> Evidence:
    X, y = _bent(30, rng)
    other = rng.normal(size=30)
    first, second = (
        PolynomialRegression(4).fit(X, y),
        PolynomialRegression(4).fit(X, other),
    )
    both = PolynomialRegression(4).fit(X, 2 * y - 3 * other)
    off = float(np.abs(both.coef_ - 2 * first.coef_ + 3 * second.coef_).max())
    at = np.array([[0.5], [1.0]])
    half, whole = first.predict(at) - first.intercept_
    shown = {"weights are off by": off, "at 0.5, without b": float(half),
             "at 1, without b": float(whole)}  # fmt: skip
    margins = [within(off, 1e-8), above(abs(float(whole - 2 * half)), 0.5)]
    return Evidence(min(margins), shown)


@claim(
    "The expansion of one feature is its powers, and linear regression on these columns "
    "is the polynomial fit.",
    covers=["C16.03", "S16.02", "S16.03"],
)
def columns_are_powers(rng: Rng) -> Evidence:
    X, y = _bent(40, rng)
    powers = polynomial_features(X, 5)
    off = 0.0
    for k in range(5):
        off = max(off, float(np.abs(powers[:, k] - X[:, 0] ** (k + 1)).max()))
    line = LinearRegression().fit(powers, y).predict(powers)
    curve = PolynomialRegression(5).fit(X, y).predict(X)
    apart = float(np.abs(line - curve).max())
    by_numpy = np.polyval(np.polyfit(X[:, 0], y, 5), X[:, 0])
    shown = {"columns are off by": off, "fits are apart by": apart,
             "apart from np.polyfit": float(np.abs(curve - by_numpy).max())}  # fmt: skip
    margins = [within(off, 1e-12), within(apart, 1e-9),
               within(shown["apart from np.polyfit"], 1e-8)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "d features have C(d + D, D) terms of degree D or less, the constant among them: 10 "
    "features have 286 up to degree 3.",
    covers=["S16.02", "H16.01"],
)
def terms_explode(rng: Rng) -> Evidence:
    shown, off = {}, 0
    for d, degree in ((1, 7), (2, 2), (4, 3), (10, 3)):
        found = polynomial_features(rng.normal(size=(2, d)), degree, bias=True).shape[1]
        shown[f"{d} features, degree {degree}"] = float(found)
        off += abs(found - comb(d + degree, degree))
    return Evidence(within(off, 0.5), shown)


@claim(
    "Training error falls with the degree, whatever the targets: degree 4 goes through "
    "five rows of pure noise.",
    covers=["C16.04", "S16.01"],
)
def flexible_enough_for_noise(rng: Rng) -> Evidence:
    y = rng.normal(size=5)
    errors = []
    for degree in range(1, 5):
        model = PolynomialRegression(degree).fit(FIVE[:, None], y)
        errors.append(float(mse(model.predict(FIVE[:, None]), y)[0]))
    shown = {f"training error, degree {k + 1}": e for k, e in enumerate(errors)}
    rise = float(np.diff(errors).max())
    margins = [within(errors[-1], 1e-16), within(max(rise, 0.0), 1e-12),
               above(errors[0], 1e-3)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Just beyond its rows a high degree is worthless: fitted on [0, 1], degree 12 misses a "
    "sine at 1.5 at least 100 times as far as a cubic does, on the median of 15 samples.",
    covers=["C16.05"],
)
def runs_away(rng: Rng) -> Evidence:
    inside: dict[int, list[float]] = {3: [], 12: []}
    beyond: dict[int, list[float]] = {3: [], 12: []}
    middle = np.linspace(0.2, 0.8, 31)[:, None]
    for _ in range(15):
        x = np.linspace(0, 1, 30)
        y = np.sin(2 * np.pi * x) + 0.2 * rng.normal(size=30)
        for degree in (3, 12):
            model = PolynomialRegression(degree).fit(x[:, None], y)
            off = model.predict(middle) - np.sin(2 * np.pi * middle[:, 0])
            inside[degree].append(float(np.abs(off).max()))
            # The sine is 0 at 1.5.
            beyond[degree].append(abs(float(model.predict([[1.5]])[0])))
    shown = {}
    for degree in (3, 12):
        shown[f"degree {degree}: off inside"] = float(np.median(inside[degree]))
        shown[f"degree {degree}: off at 1.5"] = float(np.median(beyond[degree]))
    margins = [above(shown["degree 12: off at 1.5"], 100 * shown["degree 3: off at 1.5"]),
               within(shown["degree 12: off inside"], 1.0)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Polynomials of degree D that stay within ±1 on [-1, 1] may reach the Chebyshev "
    "polynomial beyond, and no more: 26 at x = 2 for degree 3, 97 for degree 4.",
    covers=["C16.05"],
)
def how_far_it_may_run(rng: Rng) -> Evidence:
    shown, margins = {}, []
    for degree, most in ((3, 26.0), (4, 97.0)):
        tips = np.cos(np.pi * np.arange(degree + 1) / degree)
        worst = PolynomialRegression(degree).fit(
            tips[:, None], (-1.0) ** np.arange(degree + 1)
        )
        reached = float(worst.predict([[2.0]])[0])
        largest = 0.0
        for _ in range(50):
            values = rng.uniform(-1, 1, degree + 1)
            model = PolynomialRegression(degree).fit(tips[:, None], values)
            largest = max(largest, abs(float(model.predict([[2.0]])[0])))
        shown[f"degree {degree}: reached at 2"] = reached
        shown[f"degree {degree}: largest of 50 others"] = largest
        margins += [within(abs(reached - most), 1e-6), within(largest, most)]
    return Evidence(min(margins), shown)


@claim(
    "A curve through every row may swing between the rows: of degree 10, through 11 even "
    "rows of 1/(1 + 25x²), it is off by more than 1.5 near the ends. Draw it on a fine grid.",
    covers=["S16.05", "C16.04"],
)
def swings_between_the_rows(rng: Rng) -> Evidence:
    shift = float(rng.uniform(-2, 2))
    x = np.linspace(-1, 1, 11)
    y = shift + 1 / (1 + 25 * x**2)
    at, coarse = fitted_curve(x, y, 10, points=11)
    grid, curve = fitted_curve(x, y, 10, points=401)
    on_rows = float(np.abs(coarse - shift - 1 / (1 + 25 * at**2)).max())
    between = float(np.abs(curve - shift - 1 / (1 + 25 * grid**2)).max())
    shown = {"largest error at the rows": on_rows, "between them": between}
    return Evidence(min(within(on_rows, 1e-8), above(between, 1.5)), shown)


@claim(
    "PolynomialFeatures begins with a column of ones, and LinearRegression has an intercept "
    "of its own. The spare column gets weight 0 and changes no prediction.",
    covers=["E16.02", "W16.01", "S16.04"],
    verdict="corrected",
    often="The expansion of x to degree 2 has the columns 1, x, x²; fit them with an intercept.",
)
def spare_column_of_ones(rng: Rng) -> Evidence:
    b, w1, w2 = rng.uniform(1, 3, 3)
    y = b + w1 * FIVE + w2 * FIVE**2
    spare = polynomial_features(FIVE[:, None], 2, bias=True)
    model = LinearRegression().fit(spare, y)
    lean = PolynomialRegression(2).fit(FIVE[:, None], y)
    apart = float(np.abs(model.predict(spare) - lean.predict(FIVE[:, None])).max())
    squares = PolynomialRegression(2).fit(FIVE[:, None], FIVE**2)
    six = float(squares.predict([[6.0]])[0])
    shown = {"weight of the ones": float(model.coef_[0]), "b": float(b),
             "intercept": model.intercept_, "predictions apart by": apart,
             "y = x², predicted at 6": six}  # fmt: skip
    margins = [within(abs(float(model.coef_[0])), 1e-9), within(apart, 1e-9),
               within(abs(model.intercept_ - b), 1e-8), within(abs(six - 36), 1e-8),
               above(float(spare.shape[1]), 2.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Rows without noise cannot show what a degree costs: on an exact parabola degrees 2 to "
    "5 predict new rows alike. With noise degree 9 is at least 1.5 times as far off.",
    covers=["E16.04", "S16.04"],
    verdict="corrected",
    often="Five rows of x² show how polynomial regression works, overfitting included.",
)
def noise_shows_the_price(rng: Rng) -> Evidence:
    new = np.linspace(-0.95, 0.95, 60)[:, None]
    x = np.linspace(-1, 1, 15)[:, None]
    exact, ratio = 0.0, []
    for degree in (2, 3, 5):
        model = PolynomialRegression(degree).fit(x, x[:, 0] ** 2)
        exact = max(exact, float(np.abs(model.predict(new) - new[:, 0] ** 2).max()))
    for _ in range(20):
        y = x[:, 0] ** 2 + 0.3 * rng.normal(size=15)
        low = PolynomialRegression(2).fit(x, y).predict(new)
        high = PolynomialRegression(9).fit(x, y).predict(new)
        truth = new[:, 0] ** 2
        ratio.append(float(mse(high, truth)[0] / mse(low, truth)[0]))
    shown = {"without noise, off by at most": exact,
             "with noise, error of degree 9 over degree 2": float(np.median(ratio))}  # fmt: skip
    return Evidence(
        min(within(exact, 1e-9), above(float(np.median(ratio)), 1.5)), shown
    )


@claim(
    "Left-out rows find the degree where training rows cannot: of 8 samples of a noisy "
    "cubic, cross-validation over degrees 1 to 6 picks 3 or 4 in at least half and less "
    "in none; the least training error always picks 6.",
    covers=["E16.04", "H16.02", "C16.04"],
)
def folds_find_the_degree(rng: Rng) -> Evidence:
    near, lower, largest = 0, 0, 0
    for _ in range(8):
        X, y = _bent(40, rng)
        found = choose_degree(X[:, 0], y, (1, 2, 3, 4, 5, 6), rng)[0]
        near += found in (3, 4)
        lower += found < 3
        training = []
        for degree in range(1, 7):
            model = PolynomialRegression(degree).fit(X, y)
            training.append(float(mse(model.predict(X), y)[0]))
        largest += int(np.argmin(training)) == 5
    shown = {
        "folds pick 3 or 4, of 8": float(near),
        "folds pick less": float(lower),
        "training error picks 6": float(largest),
    }
    margins = [above(float(near), 3.5), within(float(lower), 0.5),
               above(float(largest), 7.0)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Raw powers are nearly dependent: for x from 1 to 5 and degree 10 the columns have a "
    "condition number above 1e11. With x moved to [-1, 1] it is about 3e3. Least squares "
    "has the same curve, ridge has another.",
    covers=["E16.04", "S16.02"],
)
def powers_nearly_dependent(rng: Rng) -> Evidence:
    x = np.linspace(1, 5, 50)
    y = np.sin(x) + 0.1 * rng.normal(size=50)
    z = (x - 3) / 2
    shown, curves, held = {}, [], []
    for name, place in (("x", x), ("x moved", z)):
        powers = polynomial_features(place[:, None], 10, bias=True)
        shown[f"condition, {name}"] = float(np.linalg.cond(powers))
        curves.append(
            PolynomialRegression(10).fit(place[:, None], y).predict(place[:, None])
        )
        held.append(Ridge(10.0).fit(powers, y).predict(powers))
    shown["least squares apart by"] = float(np.abs(curves[0] - curves[1]).max())
    shown["ridge apart by"] = float(np.abs(held[0] - held[1]).max())
    margins = [above(shown["condition, x"], 1e11), within(shown["condition, x moved"], 5e3),
               within(shown["least squares apart by"], 1e-3),
               above(shown["ridge apart by"], 0.05)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "The weight of x is its slope at 0, not the effect of x. Move the origin, and it "
    "changes, while the prediction and the leading weight stay.",
    covers=["S16.01", "C16.02"],
    verdict="corrected",
    often="The weight of x says by how much y changes when x rises by 1.",
)
def weight_of_x_is_a_slope_at_0(rng: Rng) -> Evidence:
    x = np.linspace(1, 5, 40)
    y = 20 + 8 * x - x**2 + 0.3 * rng.normal(size=40)
    raw = PolynomialRegression(2).fit(x[:, None], y)
    moved = PolynomialRegression(2).fit((x - 5)[:, None], y)
    apart = float(
        np.abs(raw.predict(x[:, None]) - moved.predict((x - 5)[:, None])).max()
    )
    lead = abs(float(raw.coef_[1] - moved.coef_[1]))
    shown = {"weight of x": float(raw.coef_[0]), "weight of x - 5": float(moved.coef_[0]),
             "predictions apart by": apart, "weights of the square apart by": lead}  # fmt: skip
    margins = [above(float(raw.coef_[0]), 5.0), above(-float(moved.coef_[0]), 0.5),
               within(apart, 1e-8), within(lead, 1e-8)]  # fmt: skip
    return Evidence(min(margins), shown)
