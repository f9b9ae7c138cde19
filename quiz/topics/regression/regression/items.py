"""Questions on regression: what it predicts, how it is judged, and what it takes for granted."""

from __future__ import annotations

import numpy as np

from engine.linear.assumptions import breusch_pagan, durbin_watson, reset_test
from engine.linear.goodness import r_squared, root_mean_squared_error
from engine.linear.inference import coefficients
from engine.linear.least_squares import LinearRegression
from engine.linear.ridge import Ridge
from engine.linear.simple import simple_regression
from engine.losses.regression import mae, mse
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    expression,
    match,
    number,
    order,
    recall,
    steps,
)
from quiz.items.kinds.expression import Expr
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator


@choices(level=1, covers=["C06.01"], definition=True)
def is_it_regression(rng: Rng) -> Ask:
    """Which tasks are regression."""
    numbers = (
        ("The minutes until a bus arrives", "a quantity, and 5 is near 6"),
        (
            "How many bicycles will be hired tomorrow",
            "only whole numbers occur, and yet being off by one is nearly right",
        ),
        (
            "The age of the person on a photo, in years",
            "being off by two is a small error",
        ),
    )
    others = (
        Mistake("digits", "Which digit was drawn, 0 to 9",
                "The digits are names here: to say 8 for a 9 is as wrong as to say 1."),
        Mistake("postcode", "The postcode that a letter is meant for",
                "A postcode is a name made of digits; half-way between two of them is nothing."),
        Mistake("yes-or-no", "Whether a customer leaves within a year",
                "Two answers and nothing between them: a class. That a model gives a "
                "probability does not change what the target is."),
        Mistake("groups", "Kinds of customers, none of them known before",
                "No row has a right answer: that is clustering."),
    )  # fmt: skip
    right = rng.choice(3, size=2, replace=False)
    wrong = rng.choice(4, size=3, replace=False)
    return Ask(
        "Which of these targets ask for regression?",
        key=dict(numbers[i] for i in right),
        mistakes=[others[i] for i in wrong],
        why="Ask whether a distance between two answers means something. If it does, the target "
        "is a quantity, and predicting it is regression.",
    )


@steps(level=1, covers=["S06.02", "S06.08", "E06.01"])
def plane_with_two_features(rng: Rng) -> Ask:
    """What a plane predicts."""
    b, area, age = (
        float(rng.integers(10, 60)),
        float(rng.choice([2, 3, 4])),
        -float(rng.choice([1, 2]) / 2),
    )
    X = np.array([[40.0, 10.0], [60.0, 30.0], [80.0, 0.0], [100.0, 20.0]])
    model = LinearRegression().fit(X, b + X @ [area, age])
    size, years = float(rng.integers(5, 12) * 10), float(rng.integers(1, 8) * 4)
    more, older = float(rng.integers(2, 6) * 2), float(rng.integers(2, 6) * 2)
    here = model.predict([[size, years]])[0]
    moved = model.predict([[size + more, years + older]])[0] - here
    return Ask(
        f"Least squares gives: price = {num(b)} + {num(area)} · area − {num(-age)} · age, in "
        f"thousands, square metres and years. One flat has {num(size)} square metres and is "
        f"{num(years)} years old. A second one has {num(more)} square metres more and is "
        f"{num(older)} years older.",
        key=(
            Part("prediction for the first", here, mistakes=[
                Mistake("no-intercept", here - b, "The intercept belongs to it."),
                Mistake("age-added", here - 2 * age * years,
                        "The weight of age is negative: each year takes off."),
            ]),
            Part("how much more for the second", moved, mistakes=[
                Mistake("area-alone", area * more, "It is older as well."),
                Mistake("intercept-again", moved + b,
                        "Both predictions have the intercept: it falls out of the difference."),
            ]),
            Part("how many years older a flat of the same price must be, if it has one square "
                 "metre more", -area / age, mistakes=[
                Mistake("turned-round", -age / area,
                        "So many square metres make up for a year. Years were asked for."),
                Mistake("as-much", area, "The square metre is worth that many thousand. A year "
                        f"takes off {num(-age)}, so it takes more of them."),
            ]),
        ),
        mistakes=[],
        why="Every step of a feature adds its weight, from wherever it starts: the model is a "
        "plane, flat in both directions, and flats of one price lie on a line in it.",
        check=lambda: (
            b + area * size + age * years,
            area * more + age * older,
            area / -age,
        ),
    )  # fmt: skip


@expression(level=1, covers=["S06.01", "S06.06"])
def error_at_one_place(rng: Rng) -> Ask:
    """The squared error to be expected at one place."""
    k = int(rng.integers(2, 12))
    domain = {"m": (1.0, 4.0), "s": (0.5, 2.0), "c": (5.0, 9.0)}
    return Ask(
        "At one place x the targets have mean m, and noise of standard deviation s around it. "
        f"A model says c there. An error costs {k} euros times its square. What does a prediction "
        "cost there, on average over new rows?",
        key=Expr(f"{k}*((c-m)^2+s^2)", domain),
        mistakes=[
            Mistake(
                "no-noise",
                Expr(f"{k}*(c-m)^2", domain),
                "That is how far it is from the mean. New targets are not the mean: they "
                "stray around it, and that is an error too.",
            ),
            Mistake(
                "noise-alone",
                Expr(f"{k}*s^2", domain),
                "So much is left if the model says m. This one says c.",
            ),
            Mistake(
                "deviation",
                Expr(f"{k}*((c-m)^2+s)", domain),
                "Squares are averaged: the noise counts with its variance.",
            ),
            Mistake(
                "squared-together",
                Expr(f"{k}*(c-m+s)^2", domain),
                "The noise is as often above as below, so its product with c - m averages to "
                "0. Squares add, sizes do not.",
            ),
        ],
        why="$E(y - c)^2 = E(y - m)^2 + (m - c)^2$: the cross term averages to 0. No choice of c "
        "touches the first part; the second is 0 for $c = m$. So squared error asks for the "
        "mean of y at each x.",
    )


@number(level=2, covers=["S06.01", "S06.13"])
def away_from_the_truth(rng: Rng) -> Ask:
    """How good a model could still get."""
    a, c, _ = [
        (3, 4, 5),
        (6, 8, 10),
        (5, 12, 13),
        (8, 15, 17),
        (9, 12, 15),
        (12, 16, 20),
    ][int(rng.integers(6))]
    noise, own = (float(v) for v in rng.permutation([a, c]))
    signs = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    total = root_mean_squared_error(signs @ [noise, own], np.zeros(4))
    without = root_mean_squared_error(own * signs[:, 1], np.zeros(4))
    return Ask(
        f"Repeated measurements under equal conditions stray with a standard deviation of "
        f"{num(noise)}. On many new rows a model has an RMSE of {num(total)}. How far is it, in "
        "root mean square, from the best model there could be with these features?",
        key=without,
        mistakes=[
            Mistake(
                "subtracted",
                total - noise,
                "Squares add, so subtract the squares and take the root.",
            ),
            Mistake(
                "all-of-it",
                total,
                "That would be its distance if there were no noise. The best model has an RMSE "
                f"of {num(noise)} itself.",
            ),
            Mistake(
                "not-rooted", total**2 - noise**2, "That is its square. Take the root."
            ),
        ],
        why=f"${num(total)}^2 = {num(noise)}^2 + {num(without)}^2$. The noise is a floor that no "
        "model goes below. Ask for it before you try to improve one.",
        check=lambda: (total**2 - noise**2) ** 0.5,
    )


@steps(level=1, covers=["S06.14", "S06.06", "C06.01"])
def one_number_for_all(rng: Rng) -> Ask:
    """The best number for one place."""
    low = float(rng.integers(12, 25))
    y = low + np.array([0.0, 1.0, 2.0, 4.0, float(rng.integers(4, 9) * 5 + 3)])
    more = float(rng.integers(2, 7) * 5)
    late = y.copy()
    late[-1] += more
    places = np.arange(low, y[-1] + 0.01, 0.2)
    squares, sizes = [], []
    for c in places:
        squares.append(mse(np.full(5, c), y)[0])
        sizes.append(mae(np.full(5, c), y)[0])
    best, middle = float(places[np.argmin(squares)]), float(places[np.argmin(sizes)])
    return Ask(
        f"Five deliveries from the same place took {vec(y)} minutes. A model that only knows "
        "the place must say one number.",
        key=(
            Part("the number with the least mean squared error", best, mistakes=[
                Mistake("median", middle,
                        "The one in the middle has the least absolute error. Squares weigh the "
                        "late one more."),
                Mistake("half-way", float(y[0] + y[-1]) / 2,
                        "Half-way between the ends the largest error is least, not the mean of "
                        "squares."),
            ]),
            Part("the number with the least mean absolute error", middle, mistakes=[
                Mistake("mean", best, "From there a step towards the four short ones brings "
                        "four errors down and one up."),
            ]),
            Part(f"by how much the first rises if the late one takes {num(more)} more",
                 more / 5, mistakes=[
                Mistake("all-of-it", more, "One of five counts for a fifth."),
                Mistake("not-at-all", 0.0, "That is the median. The mean follows every row."),
            ]),
            Part("and the second", float(np.median(late)) - middle, mistakes=[
                Mistake("follows", more / 5, "The middle one is the middle one, however late "
                        "the last one comes."),
            ]),
        ),
        mistakes=[],
        why="Squares: the mean. Sizes: the median. So the loss decides what is predicted, and a "
        "model trained on squares will say a number that hardly any delivery takes, if a few "
        "are very late.",
        check=lambda: (float(y.mean()), float(np.median(y)), float(late.mean() - y.mean()), 0.0),
    )  # fmt: skip


@steps(level=2, covers=["S06.13", "Q06.02"])
def always_too_high(rng: Rng) -> Ask:
    """Errors that have a mean."""
    bias, spread, _ = [
        (3, 4, 5),
        (4, 3, 5),
        (6, 8, 10),
        (8, 6, 10),
        (5, 12, 13),
        (12, 5, 13),
    ][int(rng.integers(6))]
    over = bool(rng.integers(2))
    e = (bias if over else -bias) + spread * np.array([1.0, 1.0, -1.0, -1.0])
    before = root_mean_squared_error(np.zeros(4), e)
    after = root_mean_squared_error(np.zeros(4), e - e.mean())
    return Ask(
        f"On many new rows the predictions are {'above' if over else 'below'} the targets by "
        f"{bias} on average, and the errors have a standard deviation of {spread}.",
        key=(
            Part("RMSE", before, mistakes=[
                Mistake("spread-alone", float(spread), "A constant error is an error too: RMSE "
                        "is measured from 0, not from the mean error."),
                Mistake("added", float(bias + spread), "Squares add, sizes do not."),
                Mistake("squared", before**2, "That is the mean squared error."),
            ]),
            Part(f"RMSE once {bias} has been {'subtracted from' if over else 'added to'} every "
                 "prediction", after, mistakes=[
                Mistake("subtracted-from-rmse", before - bias,
                        f"Subtract it from the errors: their mean becomes 0, and {spread} is "
                        "left."),
                Mistake("unchanged", before, "The mean of the errors is now 0."),
            ]),
        ),
        mistakes=[],
        why="MSE is the squared mean error plus the variance of the errors. So look at the mean "
        "error first: it is the cheapest part to mend, and says that the new rows differ from "
        "those of training, where least squares with an intercept leaves a mean of 0.",
        check=lambda: ((bias**2 + spread**2) ** 0.5, float(spread)),
    )  # fmt: skip


@number(level=2, covers=["S06.13", "Q06.02"])
def two_batches(rng: Rng) -> Ask:
    """RMSE over two batches."""
    small, large = int(rng.integers(1, 4)) * 100, int(rng.integers(5, 10)) * 100
    first, second = (float(v) for v in rng.choice(np.arange(2, 15), 2, replace=False))
    e = np.repeat([first, second], [small // 100, large // 100])
    zeros = np.zeros(len(e))
    n = small + large
    return Ask(
        f"On {small} rows a model has an RMSE of {num(first)}, on {large} others one of "
        f"{num(second)}. What is its RMSE on all of them?",
        key=root_mean_squared_error(zeros, e),
        mistakes=[
            Mistake(
                "plain-mean",
                (first + second) / 2,
                "The batches differ in size, and a mean of roots is not the root of a mean.",
            ),
            Mistake(
                "weighted-mean",
                (small * first + large * second) / n,
                "Right for MAE. Roots cannot be averaged: go back to the squares.",
            ),
            Mistake(
                "unweighted-squares",
                ((first**2 + second**2) / 2) ** 0.5,
                "Squares it must be, but each row counts once.",
            ),
            Mistake(
                "added",
                (first**2 + second**2) ** 0.5,
                "Squared errors are averaged over the rows, not added over batches.",
            ),
        ],
        why=f"$\\sqrt{{({small} \\cdot {num(first)}^2 + {large} \\cdot {num(second)}^2)/{n}}}$. "
        "Loops that average the RMSE of batches report too small a number, unless all batches "
        "are alike.",
        check=lambda: ((small * first**2 + large * second**2) / n) ** 0.5,
    )


@number(level=1, covers=["S06.15", "Q06.02"])
def r_squared_from_errors(rng: Rng) -> Ask:
    """R squared from an RMSE."""
    spread = float(rng.choice([5, 10, 20, 40, 50]))
    ratio = float(rng.choice([0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.2, 1.5]))
    error = spread * ratio
    y = spread * np.array([1.0, 1.0, -1.0, -1.0])
    e = error * np.array([1.0, -1.0, 1.0, -1.0])
    return Ask(
        f"The targets of the test rows have a standard deviation of {num(spread)}, divided by "
        f"n; a model's RMSE on them is {num(error)}. What is $R^2$?",
        key=r_squared(y, y - e),
        mistakes=[
            Mistake(
                "not-squared",
                1 - ratio,
                "RMSE and deviation are roots: compare their squares.",
            ),
            Mistake(
                "share-left",
                ratio**2,
                "That is the share of the squared error that is left. $R^2$ is 1 less it.",
            ),
            Mistake("ratio", ratio, "A ratio of roots, and of what is left."),
        ],
        why=f"$1 - {num(error)}^2/{num(spread)}^2$: the model's squared error beside that of "
        "always saying the mean. An RMSE alone says nothing until you know how far the targets "
        "stray.",
        check=lambda: 1 - ratio**2,
    )


@steps(level=2, covers=["H06.01", "Q06.01", "S06.02"])
def error_of_a_slope(rng: Rng) -> Ask:
    """The standard error of a slope."""
    # At right angles to x and to the ones: these are the residuals.
    pattern = rng.choice([[1.0, -1.0, 0.0, -1.0, 1.0], [-1.0, 2.0, 0.0, -2.0, 1.0],
                          [2.0, -1.0, -2.0, -1.0, 2.0]])  # fmt: skip
    pattern = pattern * float(rng.integers(1, 4))
    gap, w = float(rng.choice([1, 2, 3, 5])), float(rng.integers(1, 6))
    x = gap * np.array([-2.0, -1.0, 0.0, 1.0, 2.0]) + float(rng.integers(10, 30))
    found = coefficients(x[:, None], w * x + pattern)
    left, width = float(pattern @ pattern), 10 * gap**2
    return Ask(
        f"A line is fitted to five rows at x = {vec(x)}. Its slope is {num(w)}, and the squared "
        f"residuals add up to {num(left)}.",
        key=(
            Part("estimated standard deviation of the noise", found.sigma, mistakes=[
                Mistake("over-n", (left / 5) ** 0.5,
                        "Two of the five rows' worth of freedom went into intercept and slope: "
                        "divide by 3."),
                Mistake("over-n-less-one", (left / 4) ** 0.5,
                        "Not only a mean was fitted but a slope as well: divide by 3."),
                Mistake("variance", left / 3, "That is the variance. Take the root."),
            ]),
            Part("standard error of the slope", found.error[1],
                 lambda sigma: sigma / width**0.5, [
                Mistake("of-a-mean", found.sigma / 5**0.5,
                        "So it is for a mean. A slope gets its certainty from how far apart the x "
                        "lie: divide by the root of their squared deviations, added up."),
                Mistake("deviation-of-x", found.sigma / (width / 5) ** 0.5,
                        "The squared deviations of x are added, not averaged: more rows, more "
                        "certainty."),
            ]),
            Part("standard error with the x twice as far apart and residuals of the same size",
                 found.error[1] / 2, lambda _, error: error / 2, [
                Mistake("unchanged", found.error[1], "A longer lever: the same noise turns the "
                        "line less."),
                Mistake("quarter", found.error[1] / 4, "The squared deviations are four times as "
                        "large, and their root twice."),
            ]),
        ),
        mistakes=[],
        why=f"$\\sqrt{{{num(left)}/3}}$, divided by $\\sqrt{{{num(width)}}}$. Little noise, many rows and "
        "x far apart make a slope certain. It is honest only if the errors are independent and "
        "of constant variance.",
        check=lambda: (
            (left / 3) ** 0.5,
            (left / 3 / width) ** 0.5,
            (left / 3 / width) ** 0.5 / 2,
        ),
    )  # fmt: skip


@number(level=2, covers=["S06.10", "H06.02"])
def alike_neighbours(rng: Rng) -> Ask:
    """Durbin and Watson by hand."""
    while True:
        e = rng.integers(-4, 5, size=5).astype(float)
        e[-1] -= e.sum()
        if 0 < abs(e[-1]) < 6 and (e != 0).all() and len(set(e.tolist())) > 2:
            break
    squares = float(e @ e)
    steps_ = np.diff(e)
    return Ask(
        f"Residuals in order of time: {vec(e)}. What is the statistic of Durbin and Watson?",
        key=durbin_watson(e),
        mistakes=[
            Mistake(
                "upside-down",
                squares / float(steps_ @ steps_),
                "The squared differences of neighbours stand above.",
            ),
            Mistake(
                "differences-not-squared",
                float(np.abs(steps_).sum()) / float(np.abs(e).sum()),
                "Both sums are of squares.",
            ),
            Mistake(
                "products",
                float(e[1:] @ e[:-1]) / squares,
                "That is the correlation of neighbours, r. The statistic is about 2(1 - r).",
            ),
            Mistake(
                "first-counted",
                float(steps_ @ steps_ + e[0] ** 2) / squares,
                "The first residual has no neighbour before it: one difference fewer.",
            ),
        ],
        why=f"Differences {vec(steps_)}, squared and added: {num(float(steps_ @ steps_))}; squares "
        f"of the residuals: {num(squares)}. Near 2 neighbours are unrelated, near 0 alike, near "
        "4 they alternate. Five rows prove nothing, of course.",
        check=lambda: sum((e[t] - e[t - 1]) ** 2 for t in range(1, 5)) / squares,
    )


@steps(level=3, covers=["S06.11", "H06.02"])
def does_the_spread_change(rng: Rng) -> Ask:
    """Breusch and Pagan by hand."""
    a, b, c = (float(v) for v in rng.choice([1, 2, 3, 4, 5], 3, replace=False))
    X = np.array([[-1.0], [-1.0], [0.0], [0.0], [1.0], [1.0]])
    e = np.array([a, -a, b, -b, c, -c])
    squares = e**2
    slope = simple_regression(X[:, 0], squares)[0]
    share = r_squared(squares, LinearRegression().fit(X, squares).predict(X))
    statistic = breusch_pagan(e, X)[0]
    sizes = np.abs(e)
    share_of_sizes = r_squared(sizes, LinearRegression().fit(X, sizes).predict(X))
    return Ask(
        f"At x = -1 a fit leaves the residuals {num(a)} and {num(-a)}, at x = 0 {num(b)} and "
        f"{num(-b)}, at x = 1 {num(c)} and {num(-c)}. Does their spread depend on x? Regress "
        "the squared residuals on x.",
        key=(
            Part("slope of the squares", slope, mistakes=[
                Mistake("of-the-residuals", 0.0, "That is the slope of the residuals, which "
                        "least squares has made 0. Square them first."),
                Mistake("of-the-sizes", (c - a) / 2, "Squares, not sizes."),
                Mistake("over-one", c**2 - a**2, "From x = -1 to 1 there are two steps."),
            ]),
            Part("R² of this regression", share, mistakes=[
                Mistake("what-is-left", 1 - share, "That is the share it does not explain."),
                Mistake("of-the-sizes", share_of_sizes, "Squares, not sizes."),
            ]),
            Part("n R², which is about chi-squared with one degree of freedom if the spread is "
                 "constant", statistic, lambda _, r: 6 * r, [
                Mistake("three-places", 3 * share, "n counts rows: there are six."),
            ]),
        ),
        mistakes=[],
        why=f"The squares are {num(a**2)}, {num(b**2)} and {num(c**2)}, each twice. The limit at "
        "5 % is 3.84. The residuals themselves have no slope, whatever their spread does: that "
        "is why their squares are asked.",
        check=lambda: (
            (c**2 - a**2) / 2,
            (c**2 - a**2) ** 2 / 2 / _around(a**2, b**2, c**2),
            3 * (c**2 - a**2) ** 2 / _around(a**2, b**2, c**2),
        ),
    )  # fmt: skip


def _around(*values: float) -> float:
    """Squared differences from their mean, added up."""
    return float(((np.array(values) - np.mean(values)) ** 2).sum())


@number(level=3, covers=["S06.09"])
def is_there_a_bend(rng: Rng) -> Ask:
    """Ramsey's F from two sums of squares."""
    n = int(rng.integers(5, 9)) * 4
    x = np.linspace(-1, 1, n)
    bend = float(rng.choice([0.5, 1.0, 1.5, 2.0]))
    y = (2 * x + bend * x**2 + 0.4 * rng.normal(size=n)).round(2)
    line = LinearRegression().fit(x[:, None], y).predict(x[:, None])
    wider = np.column_stack([x, line**2, line**3])
    curve = LinearRegression().fit(wider, y).predict(wider)
    before, after = float(((y - line) ** 2).sum()), float(((y - curve) ** 2).sum())
    df = n - 4
    gained = before - after
    return Ask(
        f"A line through {n} rows leaves a sum of squared residuals of {num(before, 5)}. With the "
        "square and the cube of its predictions as two more features, "
        f"{num(after, 5)} is left. How large is F, which compares what was gained by each new "
        "coefficient with what is left for each free row?",
        key=reset_test(x[:, None], y)[0],
        mistakes=[
            Mistake(
                "gain-not-shared",
                gained / (after / df),
                "Two coefficients share the gain: divide it by 2.",
            ),
            Mistake(
                "coefficients-not-counted",
                gained / 2 / (after / n),
                f"Of {n} rows, four are used up: intercept, slope and the two new ones.",
            ),
            Mistake(
                "beside-the-old",
                gained / 2 / (before / (n - 2)),
                "The noise is judged by the wider fit. In the line's residuals a bend would "
                "count as noise.",
            ),
        ],
        why=f"$({num(gained)}/2) / ({num(after)}/{df})$. Around 1 the powers found no more than "
        "chance would; well above, a straight model misses something.",
        check=lambda: gained / 2 / (after / df),
    )


@steps(level=3, covers=["L06.01", "E06.02", "Q06.01"])
def nobody_recorded_it(rng: Rng) -> Ask:
    """A cause that nobody recorded."""
    x = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    # At right angles to x and to the ones.
    pattern = rng.choice(
        [
            [1.0, -2.0, 2.0, -2.0, 1.0],
            [2.0, -1.0, -2.0, -1.0, 2.0],
            [-1.0, 2.0, 0.0, -2.0, 1.0],
        ]
    )
    w, hidden = (
        float(v) for v in rng.choice([-3, -2, 1, 2, 3, 4, 5], 2, replace=False)
    )
    size = float(rng.integers(1, 4))
    y = w * x + size * pattern
    slope = simple_regression(x, y + hidden * x)[0]
    before, after = y - w * x, y + hidden * x - slope * x
    left, left_after = float(before @ before), float(after @ after)
    error = coefficients(x[:, None], y).error[1]
    error_after = coefficients(x[:, None], y + hidden * x).error[1]
    return Ask(
        f"At x = -2 to 2 the targets are {vec(y)}; least squares has the slope {num(w)} and a sum "
        f"of squared residuals of {num(left)}. Now another cause, which nobody has recorded, adds "
        f"{num(hidden)} · x to every target.",
        key=(
            Part("slope of least squares", slope, mistakes=[
                Mistake("unmoved", w, "Least squares knows only x, and gives x the credit for "
                        "whatever goes along with it."),
                Mistake("the-hidden-one", hidden, "It sees both together."),
            ]),
            Part("sum of squared residuals", left_after, mistakes=[
                Mistake("larger", left + hidden**2 * 10, "The slope takes in all of it, so that "
                        "no residual changes."),
            ]),
            Part("by which factor the stated standard error of the slope changes",
                 float(error_after / error), mistakes=[
                Mistake("grows", float(abs(w + hidden) / abs(w)), "It is made of the residuals "
                        "and of x, and neither has changed."),
                Mistake("none-at-all", 0.0, "It stays as it is: a factor of 1."),
            ]),
        ),
        mistakes=[],
        why="No residual, no test and no standard error can tell that the slope is no longer the "
        "effect of x. Curves, funnels and errors that carry over show in the residuals; this "
        "breach, the one that does bias the slope, does not. Predictions stay good as long as "
        "the hidden cause goes along with x.",
        check=lambda: (w + hidden, left, 1.0),
    )  # fmt: skip


@number(level=2, covers=["E06.04", "S06.04", "C06.03"])
def half_of_a_ridge(rng: Rng) -> Ask:
    """A column and its copy under ridge."""
    half = int(rng.integers(1, 4))
    alpha = int(rng.integers(2, 13))
    slope = int(rng.integers(4, 13))
    x = half * np.array([-1.0, 0.0, 1.0])
    squares = 2 * half**2
    twins = np.column_stack([x, x])
    return Ask(
        f"A feature has the values {vec(x)}, and a second column is its exact copy. The targets "
        f"are {vec(slope * x)}. Ridge minimises "
        f"$\\lVert y - Xw \\rVert^2 + {alpha} \\lVert w \\rVert^2$. Which weight does each column "
        "get?",
        key=Ridge(float(alpha)).fit(twins, slope * x).coef_[0],
        mistakes=[
            Mistake(
                "half-of-least-squares",
                slope / 2,
                "So it would be without shrinking. Ridge makes their sum smaller, too.",
            ),
            Mistake(
                "half-of-one-column",
                slope * squares / (squares + alpha) / 2,
                "You halved the weight of a single column. Two columns share the burden, and "
                "two halves are penalised less than one whole.",
            ),
            Mistake(
                "one-column",
                slope * squares / (squares + alpha),
                "That is the weight of the column alone. Here two share it.",
            ),
        ],
        why=f"By symmetry both are equal, w. $(2w)$ replaces the single weight, so "
        f"$2 \\cdot {squares}\\, w + {alpha} w = {slope * squares}$ and "
        f"$w = {slope * squares}/({2 * squares} + {alpha})$. Ridge shares between twins; lasso is "
        "indifferent between all ways to share, and in practice leaves one at 0.",
        check=lambda: slope * squares / (2 * squares + alpha),
    )


@choices(level=2, covers=["E06.02", "E06.03", "Q06.01"], proof="what_being_right_takes")
def needed_to_be_right(rng: Rng) -> Ask:
    """What a slope needs to be right on average."""
    needed = (
        (
            "The mean of y is linear in the features given",
            "or there is no true slope to find",
        ),
        (
            "The errors have mean 0 at every x",
            "or x gets the credit for a hidden cause",
        ),
        (
            "No feature is an exact combination of others",
            "or many weights fit equally well",
        ),
    )
    others = (
        Mistake("normal", "The errors are normal",
                "The mean of a sum does not care about shapes. Normal errors make t and F exact "
                "in small samples."),
        Mistake("constant-spread", "The errors have the same variance at every x",
                "A funnel makes least squares less precise than it could be and its stated "
                "errors wrong. It does not push the slope to one side."),
        Mistake("independent", "The errors are independent of each other",
                "If they carry over, the slope strays further than stated, to both sides "
                "alike."),
        Mistake("uncorrelated-features", "The features are uncorrelated",
                "Correlation makes single weights uncertain, not biased. Only exact dependence "
                "is excluded."),
        Mistake("normal-features", "The features are normal",
                "Nothing is assumed of their distribution; they may be 0 and 1."),
    )  # fmt: skip
    right = rng.choice(3, size=2, replace=False)
    wrong = rng.choice(5, size=3, replace=False)
    return Ask(
        "Which of these must hold for the weights of least squares to be right on average over "
        "samples?",
        key=dict(needed[i] for i in right),
        mistakes=[others[i] for i in wrong],
        why="Sort assumptions by what they buy. Right on average: a linear mean, errors of mean "
        "0 at every x, no exact dependence. Best among linear unbiased estimates, with honest "
        "standard errors: also constant variance and no correlation of errors. Exact tests in "
        "small samples: also normality.",
    )


@match(level=2, covers=["E06.02", "Q06.01", "S06.11", "S06.10"])
def what_a_breach_costs(rng: Rng) -> Ask:
    """What each breach costs."""
    del rng
    bow = "A bow: below 0 in the middle, above at both ends"
    funnel = "A funnel: wider to the right, centred on 0"
    runs = "Long runs above 0, then below, in order of time"
    tails = "A few residuals five times as large as the others, anywhere"
    biased = "Predictions are wrong in the same direction at the same places"
    ranges = (
        "Intervals for predictions are too wide at one end and too narrow at the other"
    )
    few = "There is less information than n suggests: stated errors are too small"
    strays = "Estimates are right on average, but a robust loss would be steadier"
    return Ask(
        "Residuals are plotted against the prediction, and in order of time. What does each "
        "pattern mean for you?",
        key={bow: biased, funnel: ranges, runs: few, tails: strays},
        mistakes=[
            Mistake(
                "funnel-biases",
                (funnel, biased),
                "They are centred on 0 everywhere, so the predictions are right on average.",
            ),
            Mistake(
                "runs-are-a-bow",
                (runs, biased),
                "A bow is a matter of the features and comes back in every sample. Runs in time "
                "come elsewhere next time.",
            ),
            Mistake(
                "tails-bias",
                (tails, biased),
                "They come anywhere, above as below. They make estimates stray.",
            ),
        ],
        why="Cures in the same order: another feature, such as a square; weights or a "
        "logarithm of the target, or robust standard errors; a model of time, or errors that "
        "allow for it; a robust loss.",
    )


@choice(level=3, covers=["E06.03", "S06.12"], proof="sharp_where_it_is_harmless")
def test_says_not_normal(rng: Rng) -> Ask:
    """A test says that errors are not normal."""
    n = int(rng.choice([5_000, 10_000, 20_000, 50_000]))
    p = str(rng.choice(["0.001", "0.0001", "10⁻⁶"]))
    return Ask(
        f"A regression on {n} rows with 4 features. A test of normality on the residuals gives "
        f"p = {p}; their histogram is bell-shaped with somewhat heavy tails, and other checks "
        "find nothing. What follows for the 95 % intervals of the weights?",
        key="Nearly nothing: with so many rows they are close to right",
        mistakes=[
            Mistake(
                "weights-biased",
                "The weights are biased, and so are the intervals",
                "Being right on average needs no normal errors, whatever n is.",
            ),
            Mistake(
                "not-to-be-used",
                "They must not be used, for normality is assumed",
                "It is assumed for exactness in small samples. A weight is a weighted sum of "
                "many errors, and such sums are nearly normal.",
            ),
            Mistake(
                "transform",
                "They hold once the target is transformed until p is large",
                f"With {n} rows p stays small for departures that nobody could see, and a "
                "transformed target is another question.",
            ),
        ],
        why="p measures the evidence, not the size of the departure. With few rows the test sees "
        "little and normality matters; with many it sees everything and normality hardly "
        "matters. Intervals for a single new target are another thing: they need the shape of "
        "the errors.",
    )


@choice(level=2, covers=["E06.04", "C06.04", "Q06.03"], proof="lasso_picks_one")
def which_one_lasso_kept(rng: Rng) -> Ask:
    """What a dropped feature says."""
    kept, dropped = (
        str(v)
        for v in rng.permutation(
            np.array(["floor area in square metres", "number of rooms"])
        )
    )
    r = num(float(rng.choice([0.95, 0.97, 0.98])))
    return Ask(
        f"Lasso on 80 houses keeps the {kept} and gives the {dropped} a weight of 0. The two "
        f"have a correlation of {r}. What may you conclude?",
        key="Beside the other one it was not worth its price in this sample; another sample may "
        "choose the other way",
        mistakes=[
            Mistake(
                "no-effect",
                f"The {dropped} has no effect on the price",
                "Its twin speaks for it. Drop the twin, and it comes back.",
            ),
            Mistake(
                "solved",
                "Lasso has solved the collinearity, so the weight that is left is reliable",
                "It has hidden it: which of the two is chosen is nearly a coin toss, and the one "
                "that stays carries the effect of both.",
            ),
            Mistake(
                "ridge-agrees",
                "Ridge would have set the same weight nearly to 0",
                "Ridge shares between twins: both would have about half.",
            ),
        ],
        why="Resample the rows and look how often each is chosen. If the group matters and not "
        "which member stands for it, elastic net or ridge says so more plainly.",
    )


@choice(level=1, covers=["C06.05", "S06.07"], proof="one_loss_two_ways")
def descent_is_above(rng: Rng) -> Ask:
    """Two fits, two losses."""
    best = float(rng.integers(20, 60) / 10)
    more = best * float(rng.choice([1.2, 1.4, 1.6]))
    iterations = int(rng.choice([50, 100, 200]))
    return Ask(
        f"On the same rows and features, without a penalty, `LinearRegression` reaches a mean "
        f"squared error of {num(best)}; gradient descent on the same loss has {num(more)} after "
        f"{iterations} steps, still falling slowly. Why?",
        key="Descent has not arrived yet",
        mistakes=[
            Mistake(
                "local-minimum",
                "Descent is caught in a local minimum",
                "A squared error that is linear in the weights has no other minimum than the "
                "lowest.",
            ),
            Mistake(
                "other-loss",
                "They minimise different things",
                "The loss is the same mean of squares; a factor n changes no minimum.",
            ),
            Mistake(
                "overfits",
                "`LinearRegression` overfits",
                "It may, but that is no reason for descent to be above: both aim at the least "
                "error on these rows.",
            ),
        ],
        why="One bowl, one lowest place. If descent creeps, standardise the features: a long "
        "narrow bowl is slow. It arrives at the same weights.",
    )


@match(level=1, covers=["C06.07", "S06.03", "S06.05", "S06.04", "C06.02", "C06.06"])
def which_kind_for_which(rng: Rng) -> Ask:
    """A kind of regression for each case."""
    line, powers, ridge, lasso = (
        "plain least squares",
        "powers as features",
        "ridge",
        "lasso",
    )
    many = int(rng.choice([200, 500, 800]))
    bent = str(
        rng.choice(
            [
                "Yield over fertiliser: it rises, levels off and falls; 300 rows",
                "Fuel per kilometre over speed, lowest in the middle; 300 rows",
            ]
        )
    )
    twins = "Forty sensors that all measure about the same, each noisily; 60 rows"
    few = f"{many} features of which a handful matter, and the report must name them; 300 rows"
    plain = "Three unrelated features, 5,000 rows, residuals without pattern"
    return Ask(
        "Which would you try first?",
        key={plain: line, bent: powers, twins: ridge, few: lasso},
        mistakes=[
            Mistake(
                "lasso-for-twins",
                (twins, lasso),
                "All of them say the same, so averaging them is best. Lasso would rely on a few, "
                "and on which is chance.",
            ),
            Mistake(
                "least-squares-to-select",
                (few, line),
                "With so many features beside 300 rows it follows the noise, and none of its "
                "weights is 0.",
            ),
            Mistake(
                "powers-for-all",
                (plain, powers),
                "No pattern is left to be explained; powers would add variance.",
            ),
        ],
        why="Curves need other features, not another penalty. Many features that share an effect: "
        "ridge. Few that matter among many: lasso. And with many rows beside few features "
        "there is little for a penalty to save.",
    )


@choices(level=1, covers=["S06.13", "S06.06"], definition=True)
def which_give_rmse(rng: Rng) -> Ask:
    """RMSE in code."""
    lines = (
        (
            "`root_mean_squared_error(y, p)`",
            "the function made for it, since scikit-learn 1.4",
        ),
        ("`mean_squared_error(y, p) ** 0.5`", "the root of the mean of squares"),
        ("`np.sqrt(((y - p) ** 2).mean())`", "the definition, for arrays of one shape"),
    )
    others = (
        Mistake("removed", "`mean_squared_error(y, p, squared=False)`",
                "`squared` was removed from scikit-learn: a TypeError by now."),
        Mistake("root-inside", "`np.sqrt((y - p) ** 2).mean()`",
                "The root of each square is the size of the error: that is MAE."),
        Mistake("sum", "`np.linalg.norm(y - p)`",
                "The root of the sum of squares. It grows with n; divide by the root of n."),
        Mistake("deviation", "`np.std(y - p)`",
                "Deviations are taken from the mean error; a constant error does not count."),
    )  # fmt: skip
    right = rng.choice(3, size=2, replace=False)
    wrong = rng.choice(4, size=3, replace=False)
    return Ask(
        "Targets `y` and predictions `p` are arrays of shape (n,). Which lines give the RMSE in "
        "scikit-learn 1.9?",
        key=dict(lines[i] for i in right),
        mistakes=[others[i] for i in wrong],
        why="Errors, squared, averaged, and then the root, in this order and with "
        "nothing taken off: the mean error is part of the error.",
    )


@order(level=1, covers=["Q06.02", "S06.08"], definition=True)
def from_rows_to_a_verdict(rng: Rng) -> Ask:
    """From rows to a verdict."""
    del rng
    return Ask(
        "You are to predict prices. Put the work in order.",
        key=Steps(
            (
                "Say what an error costs, and take the measure that follows",
                "Set test rows aside",
                "Score the mean of the training targets on validation rows",
                "Fit a plain linear model to the training rows",
                "Plot its residuals",
                "Try what the plot suggests, and compare on validation rows",
                "Score the chosen model on the test rows, once",
            ),
            (
                (0, 2, "A score needs a measure."),
                (1, 2, "Whatever has been looked at cannot test any more."),
                (1, 3, "Test rows must not take part in the fit."),
                (2, 5, "Without a yardstick no score is good or bad."),
                (3, 4, "There are no residuals before a fit."),
                (4, 5, "The residuals say what to try."),
                (5, 6, "The test rows judge what has been chosen."),
            ),
        ),
        mistakes=[],
        why="The mean is the yardstick that $R^2$ has built in; the residuals of a plain model "
        "say what a better one must know.",
    )


@recall(level=2, covers=["Q06.01", "E06.02", "E06.03"])
def assumptions_in_words(rng: Rng) -> Ask:
    """Assumptions, in words."""
    del rng
    return Ask(
        "“What does linear regression assume?”",
        key=(
            "The mean of the target is linear in the weights, for the features it is given",
            Point(
                "Errors have mean 0 at every x: no hidden cause that goes along with a feature",
                "When are the weights biased?",
            ),
            Point(
                "Errors independent of each other",
                "What if the rows come from one time series?",
            ),
            Point(
                "Constant variance",
                "What if expensive houses have larger errors?",
            ),
            Point(
                "No feature is an exact combination of others",
                "And what about the features themselves?",
            ),
            Point(
                "Normal errors, for exact intervals in small samples only",
                "Must the errors be normal?",
            ),
            Point(
                "Which is for what: the first two and full rank for being right on average, "
                "constant variance and independence for honest errors",
                "What breaks if each of them fails?",
            ),
            Point(
                "Check by plots of residuals, against prediction and in order",
                "How would you check?",
            ),
        ),
        mistakes=[],
        why="Most candidates recite four words. Say what each one buys, and that prediction needs "
        "the fewest. If you are asked about “BLUE”, it means best among linear unbiased "
        "estimates.",
    )


@recall(level=1, covers=["Q06.02", "S06.13", "S06.14", "S06.15"])
def evaluation_in_words(rng: Rng) -> Ask:
    """Judging a regression, in words."""
    del rng
    return Ask(
        "“How do you evaluate a regression model?”",
        key=(
            "On rows that it was not fitted to",
            Point(
                "RMSE: in units of the target, large errors count more",
                "Which number would you report, and in which units?",
            ),
            Point(
                "MAE: the typical size, steady under a few bad rows, and asks for the median",
                "What if a few rows are far off?",
            ),
            Point(
                "Beside a yardstick: the mean, last year's value, the noise of the measurement",
                "The RMSE is 12. Is that good?",
            ),
            Point(
                "R² compares with the mean: units fall out, and it may be negative on new rows",
                "What does an R² of 0, and of -1, mean?",
            ),
            Point(
                "Residuals: against predictions, by group, over time",
                "Two models have the same RMSE. Are they equally good?",
            ),
            Point(
                "Adjusted R² or cross-validation where models of different size are compared",
                "How would you compare it with a larger model?",
            ),
        ),
        mistakes=[],
        why="Four names are no answer. Which error hurts whom decides the measure; say that, then "
        "name the measure.",
    )


@recall(level=2, covers=["Q06.03", "C06.03", "C06.04", "C06.06", "E06.04"])
def penalties_in_words(rng: Rng) -> Ask:
    """Why ridge or lasso, in words."""
    del rng
    return Ask(
        "“Why would you use ridge or lasso instead of plain least squares?”",
        key=(
            "Many features beside few rows: less variance for a little bias",
            Point(
                "Ridge for correlated features: it steadies their weights and shares between "
                "them",
                "Which of them would you take for correlated features?",
            ),
            Point(
                "Lasso to drop features: weights of exactly 0",
                "And if you need a short list of features?",
            ),
            Point(
                "Lasso picks one of several twins, and which one is chance; elastic net keeps "
                "groups together",
                "Does lasso handle multicollinearity?",
            ),
            Point(
                "Scale the features first, choose the strength by cross-validation",
                "What do you have to do before, and how do you choose alpha?",
            ),
            Point(
                "With many rows and few features they gain next to nothing",
                "When would you not bother?",
            ),
        ),
        mistakes=[],
        why="“Both are for multicollinearity” is half right. Weights that are held steady are what "
        "ridge gives; lasso gives a shorter list, whose members may change with the sample.",
    )
