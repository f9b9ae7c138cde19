"""Statements about overfitting and underfitting, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.datasets.digits import digits
from engine.linear.influence import leverage
from engine.linear.least_squares import LinearRegression
from engine.linear.polynomial import PolynomialRegression, polynomial_features
from engine.linear.ridge import Ridge
from engine.metrics.rates import accuracy
from engine.trees.cart import DecisionTreeClassifier
from engine.trees.forest import RandomForestClassifier
from engine.trees.gradient_boosting import GradientBoostingRegressor
from engine.validation.bias_variance import bias_variance
from engine.validation.experiments import (
    cure_underfitting,
    memorising_tree,
    polynomial_degrees,
)
from engine.validation.remedies import cure_overfitting
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator


def _sine(x: Array) -> Array:
    return np.asarray(np.sin(2 * np.pi * x))


def _noisy_sine(n: int, rng: Rng) -> tuple[Array, Array]:
    """Places on [0, 1], shape (n, 1), and targets with noise of deviation 0.3."""
    x = rng.random(n)
    return x[:, None], _sine(x) + 0.3 * rng.normal(size=n)


@claim(
    "A model that underfits is poor on its own rows too; one that overfits is excellent "
    "there and poor on new ones.",
    covers=["C04.01"],
)
def poor_everywhere_or_only_on_new_rows(rng: Rng) -> Evidence:
    found = polynomial_degrees(rng, n=20)
    shown = {f"degree {d}: training": a for d, (a, _) in found.items()}
    shown |= {f"degree {d}: new rows": b for d, (_, b) in found.items()}
    margins = [above(found[1][0], 1.2 * found[3][0]), above(found[3][0], found[12][0]),
               above(found[12][1], 1.1 * found[3][1])]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Bias falls and variance rises as a polynomial may bend more.",
    covers=["C04.02"],
)
def bias_for_variance(rng: Rng) -> Evidence:
    x = np.linspace(0, 1, 25)
    line = bias_variance(PolynomialRegression(1), _sine, x, 0.3, rng, reps=100)
    eager = bias_variance(PolynomialRegression(9), _sine, x, 0.3, rng, reps=100)
    shown = {
        "squared bias, degree 1": line["bias2"],
        "variance, degree 1": line["variance"],
        "squared bias, degree 9": eager["bias2"],
        "variance, degree 9": eager["variance"],
    }
    margins = [above(line["bias2"], 10 * eager["bias2"]),
               above(eager["variance"], 2 * line["variance"])]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "At the places it was fitted to, least squares with p coefficients and n rows has "
    "variance p/n times the noise's, so new targets are missed by 2p/n times the noise's "
    "variance more than old ones.",
    covers=["C04.02", "S04.03"],
)
def price_of_a_coefficient(rng: Rng) -> Evidence:
    n, degree, sigma = 30, 5, 0.3
    x = np.linspace(0, 1, n)
    spread = bias_variance(PolynomialRegression(degree), _sine, x, sigma, rng)
    p = float(leverage(polynomial_features(x[:, None], degree)).sum())
    gaps = []
    for _ in range(300):
        old, new = _sine(x) + sigma * rng.normal(size=(2, n))
        told = PolynomialRegression(degree).fit(x[:, None], old).predict(x[:, None])
        gaps.append(float(((new - told) ** 2).mean() - ((old - told) ** 2).mean()))
    price = sigma**2 * p / n
    shown = {
        "coefficients": p,
        "variance measured": spread["variance"],
        "variance expected": price,
        "gap measured": float(np.mean(gaps)),
        "gap expected": 2 * price,
    }
    margins = [within(abs(p - degree - 1), 1e-6),
               within(abs(spread["variance"] / price - 1), 0.2),
               within(abs(float(np.mean(gaps)) / price / 2 - 1), 0.4)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Expected squared error is squared bias plus variance plus noise, and no model "
    "removes the noise.",
    covers=["E04.03", "S04.03"],
    verdict="corrected",
    often="The error is made of bias and variance.",
)
def noise_is_a_part(rng: Rng) -> Evidence:
    x = np.linspace(0, 1, 25)
    parts = bias_variance(PolynomialRegression(3), _sine, x, 0.3, rng, reps=400)
    off = abs(parts["mse"] - parts["total"])
    without = abs(parts["mse"] - parts["bias2"] - parts["variance"])
    shown = parts | {"off without the noise": without}
    return Evidence(min(within(off, 0.01), above(without, 0.05)), shown)


@claim(
    "Which model is best depends on rows and noise: from 10 very noisy rows a line "
    "predicts a sine better than a cubic does, from clean ones far worse.",
    covers=["C04.02", "L04.01"],
)
def noise_favours_the_simple(rng: Rng) -> Evidence:
    x = np.linspace(0, 1, 10)
    shown, total = {}, {}
    for sigma in (0.1, 2.0):
        for name, degree in (("line", 1), ("cubic", 3)):
            model = PolynomialRegression(degree)
            parts = bias_variance(model, _sine, x, sigma, rng)
            total[name, sigma] = parts["bias2"] + parts["variance"]
            shown[f"{name}, noise {sigma}: squared bias + variance"] = total[
                name, sigma
            ]
    margins = [above(total["cubic", 2.0], total["line", 2.0]),
               above(total["line", 0.1], 5 * total["cubic", 0.1])]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A tree without a limit learns wrong labels by heart: it is perfect on its own rows, "
    "and a shallow one is better on new ones.",
    covers=["C04.03", "S04.02"],
)
def deep_trees_memorise(rng: Rng) -> Evidence:
    found = memorising_tree(rng, (4, None))
    shown = {
        "unlimited: training": found[None][0],
        "unlimited: new rows": found[None][1],
        "depth 4: training": found[4][0],
        "depth 4: new rows": found[4][1],
    }
    margins = [within(1 - found[None][0], 1e-9), above(found[4][1], found[None][1])]
    return Evidence(min(margins), shown)


@claim(
    "Error on the training rows falls as the model grows; error on new rows is high at "
    "both ends.",
    covers=["C04.04", "S04.04"],
)
def high_at_both_ends(rng: Rng) -> Evidence:
    found = polynomial_degrees(rng, (1, 3, 7, 12))
    shown = {f"degree {d}: training": a for d, (a, _) in found.items()}
    shown |= {f"degree {d}: new rows": b for d, (_, b) in found.items()}
    falls = [above(found[1][0], found[3][0]), above(found[3][0], found[7][0]),
             above(found[7][0], found[12][0])]  # fmt: skip
    ends = [above(found[1][1], found[3][1]), above(found[12][1], found[3][1])]
    return Evidence(min(falls + ends), shown)


@claim(
    "More complexity, more training and more features each cure underfitting.",
    covers=["C04.05", "S04.05"],
)
def what_cures_underfitting(rng: Rng) -> Evidence:
    found = cure_underfitting(rng)
    shown, margins = {}, []
    for cure, (before, after) in found.items():
        shown[f"{cure}: error before"] = before
        shown[f"{cure}: error after"] = after
        margins.append(above(before, 1.5 * after))
    return Evidence(min(margins), shown)


@claim(
    "More rows close the gap of a model that overfits; one that underfits stays poor, "
    "however many there are.",
    covers=["C04.06", "Q04.02"],
)
def what_rows_can_do(rng: Rng) -> Evidence:
    few = polynomial_degrees(rng, (1, 9), n=25)
    many = polynomial_degrees(rng, (1, 9), n=600)
    shown = {}
    for degree in (1, 9):
        shown[f"degree {degree}: gap from 25 rows"] = few[degree][1] - few[degree][0]
        shown[f"degree {degree}: gap from 600"] = many[degree][1] - many[degree][0]
        shown[f"degree {degree}: new rows, from 600"] = many[degree][1]
    margins = [above(shown["degree 9: gap from 25 rows"], 0.01),
               within(abs(shown["degree 9: gap from 600"]), 0.025),
               within(many[9][1], 0.12), above(many[1][1], 0.2)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Regularisation, dropout, a simpler model, more data and early stopping each help "
    "a network that has learned wrong labels by heart.",
    covers=["C04.06", "S04.06"],
    slow=True,
)
def what_cures_overfitting(rng: Rng) -> Evidence:
    runs = []
    for _ in range(2):
        runs.append(cure_overfitting(rng, epochs=150))
    score = {}
    for recipe in runs[0]:
        score[recipe] = float(np.mean([run[recipe][1] for run in runs]))
    shown = {"plain: training": float(np.mean([run["plain"][0] for run in runs]))}
    shown |= {f"{recipe}: new rows": new for recipe, new in score.items()}
    plain = score.pop("plain")
    return Evidence(min(above(new, plain) for new in score.values()), shown)


@claim(
    "Simplifying can go too far: a tree of one question is worse on new rows than one "
    "without a limit, which has learned every wrong label by heart.",
    covers=["C04.07"],
)
def too_simple_is_no_cure(rng: Rng) -> Evidence:
    found = memorising_tree(rng, (1, None), flipped=0.05)
    shown = {
        "one question: training": found[1][0],
        "one question: new rows": found[1][1],
        "without a limit: training": found[None][0],
        "without a limit: new rows": found[None][1],
    }
    margins = [within(1 - found[None][0], 1e-9), above(found[None][1], found[1][1])]
    return Evidence(min(margins), shown)


@claim(
    "A rich model underfits as well, if it is held too tightly or trained too little: its "
    "training error is the first to say so.",
    covers=["E04.01"],
    verdict="corrected",
    often="Underfitting means that the model is too simple.",
)
def rich_models_underfit(rng: Rng) -> Evidence:
    (x, y), (new, truth) = _noisy_sine(200, rng), _noisy_sine(1000, rng)
    powers = polynomial_features(2 * x - 1, 12)
    beyond = polynomial_features(2 * new - 1, 12)
    shown, margins = {}, []
    for alpha in (0.01, 10_000.0):
        model = Ridge(alpha).fit(powers, y)
        shown[f"degree 12, alpha {alpha:g}: training"] = float(
            ((y - model.predict(powers)) ** 2).mean()
        )
        shown[f"degree 12, alpha {alpha:g}: new rows"] = float(
            ((truth - model.predict(beyond)) ** 2).mean()
        )
    for rounds in (1, 30):
        booster = GradientBoostingRegressor(rounds, max_depth=3).fit(x, y, rng)
        shown[f"boosting, {rounds} rounds: training"] = float(
            ((y - booster.predict(x)) ** 2).mean()
        )
    tight, loose = (shown[f"degree 12, alpha {a}: training"] for a in ("10000", "0.01"))
    short, long = (shown[f"boosting, {r} rounds: training"] for r in (1, 30))
    margins = [above(tight, 3 * loose), above(short, 3 * long),
               above(shown["degree 12, alpha 10000: new rows"], 0.25)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Where a model can just fit every row, error on new rows peaks; with far more features "
    "it can fall again, below what few features gave.",
    covers=["E04.02"],
    verdict="corrected",
    often="Beyond the best complexity, error on new rows only rises.",
)
def past_interpolation(rng: Rng) -> Evidence:
    n, d, draws = 50, 10, 5
    shown = dict.fromkeys(
        (
            f"{p:,} features: {on}"
            for p in (10, 49, 2_000)
            for on in ("training", "new")
        ),
        0.0,
    )
    for _ in range(draws):
        weights = rng.normal(size=d) / np.sqrt(d)
        X, new = rng.normal(size=(n, d)), rng.normal(size=(400, d))
        y = X @ weights + 0.3 * rng.normal(size=n)
        truth = new @ weights + 0.3 * rng.normal(size=400)
        for p in (10, 49, 2_000):
            # A layer with random weights, of which only the output is trained.
            W = rng.normal(size=(d, p)) / np.sqrt(p)
            model = LinearRegression().fit(np.maximum(X @ W, 0), y)
            for on, rows, target in (("training", X, y), ("new", new, truth)):
                off = target - model.predict(np.maximum(rows @ W, 0))
                shown[f"{p:,} features: {on}"] += float((off**2).mean()) / draws
    few, peak, many = (shown[f"{p} features: new"] for p in ("10", "49", "2,000"))
    margins = [above(peak, 2 * few), above(few, many),
               within(shown["2,000 features: training"], 1e-6)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Of two models the one with the larger gap can be the better one: a forest that is "
    "perfect on its own rows beats a shallow tree on new ones.",
    covers=["E04.04"],
    verdict="corrected",
    often="Training score high, validation score lower: the model is overfitted and worse.",
)
def larger_gap_better_model(rng: Rng) -> Evidence:
    X, y, _ = digits(1_000, 0.3, rng)
    wrong = rng.random(1_000) < 0.2
    y = np.where(wrong, rng.integers(10, size=1_000), y)
    train, new = slice(300), slice(300, 1_000)
    forest = RandomForestClassifier(20, max_features="sqrt").fit(
        X[train], y[train], rng
    )
    tree = DecisionTreeClassifier(max_depth=4).fit(X[train], y[train])
    score = {}
    for name, model in (("forest", forest), ("tree of depth 4", tree)):
        score[name] = [
            accuracy(y[rows], np.asarray(model.predict(X[rows])))
            for rows in (train, new)
        ]
    shown = {f"{name}: training": a for name, (a, _) in score.items()}
    shown |= {f"{name}: new rows": b for name, (_, b) in score.items()}
    (own, other), (kept, found) = score["forest"], score["tree of depth 4"]
    return Evidence(min(above(own - other, kept - found), above(other, found)), shown)
