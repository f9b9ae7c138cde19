"""Questions on overfitting and underfitting."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.linear.influence import leverage
from engine.linear.least_squares import LinearRegression
from engine.linear.polynomial import PolynomialRegression, polynomial_features
from engine.linear.ridge import Ridge
from engine.metrics.rates import accuracy
from engine.optim.early_stopping import early_stop
from engine.statistics.descriptive import mean, variance
from engine.trees.cart import DecisionTreeClassifier
from engine.validation.bias_variance import bias_variance
from engine.validation.curves import overfitting_gap
from engine.validation.experiments import polynomial_degrees
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    match,
    number,
    order,
    output,
    recall,
    steps,
)
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator


def _sine(x: Array) -> Array:
    return np.asarray(np.sin(2 * np.pi * x))


UNDER, OVER, GOOD, TEST = (
    "It underfits: not even its own rows come out well",
    "It overfits: its own rows come out well, new ones clearly worse",
    "Neither: it does well on both",
    "That cannot be said before the test rows are scored",
)  # fmt: skip


@choice(level=1, covers=["C04.01", "S04.07", "Q04.02"])
def what_two_scores_say(rng: Rng) -> Ask:
    """What two scores say."""
    wanted = int(rng.integers(85, 93)) / 100
    low, high, near = rng.integers(12, 25), rng.integers(2, 7), rng.integers(1, 5)
    train = round(wanted + float(rng.choice([-low, high, high])) / 100, 2)
    apart = near if rng.random() < 0.5 or train < wanted else rng.integers(12, 25)
    validation = round(train - apart / 100, 2)
    gap, verdict = overfitting_gap(train, validation, wanted)
    key = {"underfit": UNDER, "overfit": OVER, "fits": GOOD}[verdict]
    told = {
        UNDER: f"It has {num(train)} on its own rows, and {num(wanted)} is wanted: it can "
        "fit them well enough.",
        OVER: f"New rows are only {num(gap)} worse."
        + (" Look at the training score first: it is poor." if train < wanted else ""),
        GOOD: f"On new rows it has {num(validation)} where {num(wanted)} is wanted.",
        TEST: "Training and validation rows suffice. Test rows are for the end, once.",
    }
    return Ask(
        f"A classifier is right on a share of {num(train)} of its training rows and "
        f"{num(validation)} of the validation rows. You need {num(wanted)}, and put a gap "
        "of up to 0.05 down to chance. What do you say?",
        key=key,
        mistakes=[
            Mistake(route, text, told[text])
            for route, text in (
                ("underfits", UNDER), ("overfits", OVER), ("fits", GOOD),
                ("wait-for-the-test", TEST),
            )
            if text != key
        ],
        why="Two questions, in this order: is the training score good enough, and is the "
        "validation score close to it? Only the second is about overfitting.",
    )  # fmt: skip


@steps(level=2, covers=["S04.03", "E04.03", "H04.01"])
def parts_of_an_error(rng: Rng) -> Ask:
    """Bias, variance and noise at one place."""
    told = rng.choice(np.arange(2, 20), size=4, replace=False).astype(float)
    truth = float(rng.integers(2, 20)) + 0.5
    sigma = float(rng.integers(2, 7))
    centre, spread = mean(told), variance(told, ddof=0)
    bias = centre - truth
    return Ask(
        f"A model is fitted to four training sets, which shall stand for all. At one "
        f"place it predicts {vec(told)}; the true value there is {num(truth)}, and targets "
        f"scatter about it with standard deviation {num(sigma)}.",
        key=(
            Part("squared bias", bias**2, mistakes=[
                Mistake("not-squared", abs(bias), "That is the bias. It is to be squared."),
                Mistake("each-squared", float(((told - truth) ** 2).mean()),
                        "You squared before you averaged, which counts the variance too. "
                        "The bias belongs to the mean prediction."),
            ]),
            Part("variance", spread, mistakes=[
                Mistake("sample", variance(told),
                        "The four stand for all, so divide by 4, not by 3."),
                Mistake("deviation", spread**0.5, "That is the standard deviation."),
            ]),
            Part("expected squared error on a new target", bias**2 + spread + sigma**2,
                 lambda b, v: b + v + sigma**2, [
                Mistake("without-noise", bias**2 + spread,
                        "That is the error against the truth. A new target has noise of "
                        "its own."),
                Mistake("noise-not-squared", bias**2 + spread + sigma,
                        "Variances add up, not deviations."),
            ]),
        ),
        mistakes=[],
        why=f"The mean prediction is {num(centre)}, so the squared bias is "
        f"{num(bias**2)}; the predictions vary by {num(spread)}, the noise by "
        f"{num(sigma**2)}. No model removes the last part.",
        check=lambda: (
            bias**2,
            float((told**2).mean() - told.mean() ** 2),
            float(((told - truth) ** 2).mean() + sigma**2),
        ),
    )  # fmt: skip


@number(level=2, covers=["C04.02", "S04.03"])
def price_of_flexibility(rng: Rng) -> Ask:
    """The variance of a fitted polynomial."""
    n, degree = int(rng.integers(4, 12)) * 5, int(rng.integers(1, 7))
    sigma = float(rng.choice([0.5, 1.5, 2.0, 3.0]))
    x = np.linspace(0, 1, n)[:, None]
    key = sigma**2 * float(leverage(polynomial_features(x, degree)).mean())
    return Ask(
        f"A polynomial of degree {degree} is fitted by least squares to {n} rows, whose "
        f"noise has standard deviation {num(sigma)}. Averaged over these rows, what is the "
        "variance of its predictions from training set to training set?",
        key=key,
        mistakes=[
            Mistake(
                "forgot-the-intercept",
                sigma**2 * degree / n,
                f"Degree {degree} has {degree + 1} coefficients: the intercept counts.",
            ),
            Mistake(
                "deviation",
                sigma * (degree + 1) / n,
                "You used the deviation of the noise. Variances are made of squares.",
            ),
            Mistake(
                "as-a-mean",
                sigma**2 / n,
                "That is the variance of a mean, the model with one coefficient. Each "
                "further one costs as much again.",
            ),
        ],
        why=f"$\\sigma^2 p/n$ with $p = {degree + 1}$ coefficients: "
        f"${num(sigma**2)} \\cdot {degree + 1}/{n}$. Each coefficient follows the noise "
        "in one more direction, and each row pins them down a little more.",
        check=lambda: sigma**2 * (degree + 1) / n,
    )


@number(level=3, covers=["C04.01", "C04.02", "Q04.02"])
def gap_to_expect(rng: Rng) -> Ask:
    """The gap that an honest model has."""
    n, degree = int(rng.integers(4, 10)) * 5, int(rng.integers(1, 6))
    sigma = float(rng.choice([1.0, 1.5, 2.0, 3.0]))
    powers = polynomial_features(np.linspace(-1, 1, n)[:, None], degree)
    # Row i of told: how the fit answers to noise in target i alone.
    told = np.array(
        [LinearRegression().fit(powers, e).predict(powers) for e in np.eye(n)]
    )
    old = float(((np.eye(n) - told) ** 2).sum()) / n
    new = 1 + float((told**2).sum()) / n
    return Ask(
        f"The truth is a polynomial of degree {degree}, and one of this degree is fitted "
        f"to {n} rows by least squares; the noise has variance {num(sigma**2)}. At the "
        "same places new targets are measured. By how much is the mean squared error on "
        "them expected to exceed that on the training targets?",
        key=sigma**2 * (new - old),
        mistakes=[
            Mistake(
                "one-side",
                sigma**2 * (new - 1),
                "New targets are missed by that much more than the noise. But training "
                "targets are missed by as much less: the fit has bent towards them.",
            ),
            Mistake(
                "no-gap",
                0.0,
                "The model is the right one, and still it has followed some of the noise "
                "in its own rows.",
            ),
            Mistake(
                "forgot-the-intercept",
                2 * sigma**2 * degree / n,
                f"Degree {degree} has {degree + 1} coefficients.",
            ),
        ],
        why=f"Training error is expected at $\\sigma^2(1 - p/n)$, error on new targets at "
        f"$\\sigma^2(1 + p/n)$: the gap is $2\\sigma^2 p/n$ with $p = {degree + 1}$. So a "
        "gap alone is no sign that anything is wrong.",
        check=lambda: 2 * sigma**2 * (degree + 1) / n,
    )


@choice(level=1, covers=["S04.04", "C04.04", "Q04.02"])
def which_degree(rng: Rng) -> Ask:
    """The degree to take."""
    degrees = (1, 2, 3, 5, 8, 12)
    while True:
        n = int(rng.integers(20, 40))
        found = polynomial_degrees(rng, degrees, n=n)
        rows = {d: (round(a, 3), round(b, 3)) for d, (a, b) in found.items()}
        first, second = sorted(b for _, b in rows.values())[:2]
        if first < 0.98 * second:
            break
    key = min(degrees, key=lambda d: rows[d][1])
    closest = min(degrees, key=lambda d: abs(rows[d][1] - rows[d][0]))
    hints = {d: ("another", f"On new rows its error is {num(rows[d][1])}, that of degree "
                 f"{key} is {num(rows[key][1])}.") for d in degrees}  # fmt: skip
    hints[closest] = (
        "smallest-gap",
        "Its two errors are closest, but a small gap can be one between two poor errors.",
    )
    hints[12] = (
        "lowest-training",
        "Error on training rows falls with every degree, so it cannot choose one.",
    )
    listed = "; ".join(f"{d}: {a}, {b}" for d, (a, b) in rows.items())
    return Ask(
        f"Polynomials are fitted to {n} rows. Their mean squared errors by degree, on the "
        f"training rows and on validation rows: {listed}. Which degree do you take?",
        key=str(key),
        mistakes=[
            Mistake(
                f"{route}-{d}" if route == "another" else route,
                str(d),
                hint,
            )
            for d, (route, hint) in hints.items()
            if d != key
        ],
        why="The one with the least error on rows that it has not learned from. Its own "
        "two errors may well lie apart.",
    )


@number(level=2, covers=["C04.03", "S04.02"])
def learned_by_heart(rng: Rng) -> Ask:
    """What memorised labels are worth."""
    wrong, off = (int(q) for q in rng.choice([3, 4, 5, 6, 7, 8], 2, replace=False))
    n = 20
    x, y = np.arange(n, dtype=float)[:, None], np.ones(n, dtype=int)
    y[:wrong] = 0
    tree = DecisionTreeClassifier().fit(x, y)
    # Each leaf is asked by 20 new rows, whose labels are wrong in the given share.
    asked, labels = np.repeat(x, n, axis=0), np.tile(np.arange(n) >= off, n).astype(int)
    key = accuracy(labels, tree.predict(asked))
    q, r = wrong / n, off / n
    return Ask(
        f"Of two classes, a share of {num(q)} of the training labels is wrong, by chance. A "
        "tree without a limit learns them all. Each new row falls into the leaf of a "
        f"training row with the same true class; of the labels of new rows {num(r)} are "
        "wrong. What share of new rows agrees with the tree?",
        key=key,
        mistakes=[
            Mistake(
                "as-in-training",
                1.0,
                "That is its accuracy on the rows whose labels it has learned.",
            ),
            Mistake(
                "the-best-there-is",
                1 - r,
                "A model that knew the truth would reach that. This one has errors of its "
                "own.",
            ),
            Mistake(
                "against-the-truth",
                1 - q,
                "So often is the tree right about the true class. The new labels are not "
                "all true.",
            ),
            Mistake(
                "both-right",
                (1 - q) * (1 - r),
                "Two wrong labels of two classes agree as well.",
            ),
        ],
        why=f"Both labels are right, or both wrong: ${num(1 - q)} \\cdot {num(1 - r)} + "
        f"{num(q)} \\cdot {num(r)} = {num(key)}$. Not the depth does the harm, but what the "
        "last questions ask about: single rows.",
        check=lambda: (1 - q) * (1 - r) + q * r,
    )


@steps(level=2, covers=["S04.06", "C04.06", "H04.02"])
def stop_early(rng: Rng) -> Ask:
    """When training stops, and with which weights."""
    patience, best = int(rng.integers(2, 4)), int(rng.integers(2, 5))
    falls = np.cumsum(rng.integers(3, 9, size=best + 1))[::-1] + 20
    above = falls[-1] + rng.integers(1, 6, size=patience)
    above[rng.integers(patience)] = falls[-1]  # an equal loss is no improvement
    later = falls[-1] - rng.integers(2, 8, size=3)
    losses = np.concatenate([falls, above, later]) / 100
    kept, stop = early_stop(losses, patience)
    assert stop is not None
    last, lowest = len(losses) - 1, int(losses.argmin())
    return Ask(
        f"Validation losses from epoch 0 on would be {vec(losses)}. Training stops "
        f"after {patience} epochs in a row without a new lowest loss, and goes back to "
        "the weights of the best epoch.",
        key=(
            Part("the last epoch that is trained", float(stop), mistakes=[
                Mistake("one-too-many", float(stop + 1),
                        f"The {patience}th epoch without improvement is the last."),
                Mistake("at-the-first-rise", float(kept + 1),
                        f"One bad epoch is borne: the patience is {patience}."),
                Mistake("to-the-end", float(last),
                        "It never gets there: the patience has run out before."),
            ]),
            Part("the epoch whose weights are kept", float(kept), mistakes=[
                Mistake("the-last", float(stop), "It goes back to the best epoch."),
                Mistake("saw-the-future", float(lowest),
                        "That is the lowest of all, after training has ended. What comes "
                        "later, nobody has seen."),
            ]),
            Part("its loss", float(losses[kept]),
                 lambda _stop, epoch: float(losses[int(np.clip(epoch, 0, last))]), [
                Mistake("at-the-stop", float(losses[stop]),
                        "That is the loss at the last epoch."),
            ]),
        ),
        mistakes=[],
        why=f"Epoch {kept} is the best so far, and the next {patience} do not get below it; "
        "an equal loss is no improvement. More patience would have found the lower losses "
        "later: early stopping bets that there are none.",
    )  # fmt: skip


@number(level=2, covers=["E04.01", "S04.06"])
def penalty_without_measure(rng: Rng) -> Ask:
    """What a boundless penalty leaves."""
    x = np.sort(rng.choice(np.arange(-4, 5), 5, replace=False)).astype(float)
    y = rng.choice(np.arange(1, 30), 5, replace=False).astype(float)
    row = int(rng.integers(5))
    crushed = Ridge(1e12).fit(polynomial_features(x[:, None], 3), y)
    free = PolynomialRegression(3).fit(x[:, None], y)
    at = x[row : row + 1, None]
    return Ask(
        f"Rows x = {vec(x)} have the targets {vec(y)}. A polynomial of degree 3 is fitted "
        "by ridge regression, which penalises the weights and not the intercept, with a "
        f"penalty that grows beyond all bounds. What does it predict at x = {num(x[row])}?",
        key=float(crushed.predict(polynomial_features(at, 3))[0]),
        mistakes=[
            Mistake(
                "zero",
                0.0,
                "The weights go to 0. The intercept is free, and does the best it can.",
            ),
            Mistake(
                "without-penalty",
                float(free.predict(at)[0]),
                "That is the polynomial without a penalty.",
            ),
            Mistake(
                "its-target",
                float(y[row]),
                "That is the row's own target, which a model that overfits would give.",
            ),
        ],
        why=f"Nothing but the intercept is left, and squares are least at the mean of the "
        f"targets, {num(y.mean())}, for every x. A rich model that is held so tightly "
        "underfits: what counts is what it may do, not what it is made of.",
        check=lambda: float(y.mean()),
    )


@choice(level=3, covers=["L04.01", "C04.02", "C04.07"])
def line_or_cubic(rng: Rng) -> Ask:
    """Which degree pays."""
    degrees = (1, 3, 5)
    goal = int(rng.choice(degrees))
    while True:
        n = int(rng.integers(8, 41))
        sigma = float(rng.choice([0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 1.5, 2.0]))
        x = np.linspace(0, 1, n)
        bias2, spread = {}, {}
        for d in degrees:
            # Without noise only the bias is left.
            model = PolynomialRegression(d)
            bias2[d] = bias_variance(model, _sine, x, 0.0, rng, reps=2)["bias2"]
            lever = leverage(polynomial_features(x[:, None], d))
            spread[d] = sigma**2 * float(lever.mean())
        total = {d: bias2[d] + spread[d] for d in degrees}
        first, second = sorted(total.values())[:2]
        if min(total, key=total.__getitem__) == goal and first < 0.9 * second:
            break
    hint = {d: f"It has {num(bias2[d], 2)} + {num(spread[d], 2)}, which is more than "
            f"{num(bias2[goal], 2)} + {num(spread[goal], 2)}." for d in degrees}  # fmt: skip
    least, most = (
        " It has the least bias, but too few rows for its coefficients.",
        " It is the simplest, but its bias does not go away with more rows.",
    )
    return Ask(
        f"A sine is measured at {n} places evenly spread over one period, with noise of "
        f"standard deviation {num(sigma)}, and fitted by least squares. Over these places a "
        f"line has a squared bias of {num(bias2[1], 2)}, a cubic {num(bias2[3], 2)}, degree "
        f"5 {num(bias2[5], 2)}. Which of them predicts new targets there best?",
        key=f"degree {goal}",
        mistakes=[
            Mistake(
                f"degree-{d}",
                f"degree {d}",
                hint[d] + (least if d == 5 else most if d == 1 else ""),
            )
            for d in degrees
            if d != goal
        ],
        why="Add to each squared bias the variance $\\sigma^2 p/n$ with $p$ coefficients: "
        + ", ".join(f"{num(total[d], 3)} for degree {d}" for d in degrees)
        + ". The noise of the new targets is the same for all. Few rows and much noise "
        "favour the simple model even where it is wrong.",
    )


@match(level=1, covers=["C04.02", "S04.03", "E04.03"])
def what_lowers_what(rng: Rng) -> Ask:
    """What lowers which part."""
    n, times = int(rng.integers(15, 25)), int(rng.integers(5, 11))
    bend = int(rng.choice([3, 4, 5]))

    def parts(degree: int, rows: int, sigma: float) -> Array:
        found = bias_variance(
            PolynomialRegression(degree), _sine, np.linspace(0, 1, rows), sigma, rng,
            reps=6,
        )  # fmt: skip
        return np.array([found["bias2"], found["variance"], found["noise"]])

    changes = {
        f"{times} times as many rows": parts(8, n, 0.5) - parts(8, times * n, 0.5),
        f"degree {bend} instead of 1": parts(1, n, 0.5) - parts(bend, n, 0.5),
        "a measuring device with half the error": parts(8, n, 0.5) - parts(8, n, 0.25),
    }
    names = ("squared bias", "variance", "noise")
    key = {change: names[int(fall.argmax())] for change, fall in changes.items()}
    rows, _, device = changes
    return Ask(
        "Polynomials are fitted by least squares to noisy values of a sine. Which part of "
        "the expected squared error does each change lower most? "
        + "; ".join(changes).capitalize()
        + ".",
        key=key,
        mistakes=[
            Mistake(
                "rows-against-noise",
                (rows, "noise"),
                "The noise is in every new target, however many rows were learned from.",
            ),
            Mistake(
                "rows-against-bias",
                (rows, "squared bias"),
                "Its bias is small already, and rows would not help: what a model cannot say, it "
                "cannot say from more rows either.",
            ),
            Mistake(
                "device-against-bias",
                (device, "squared bias"),
                "The bias of least squares does not depend on the noise.",
            ),
        ],
        why="Rows average the noise out of the fit, bending takes away what a line cannot "
        "say, and only better targets make the rest smaller (and the variance with it).",
    )


MET, GAP, DONE, WORSE = (
    "They would hardly help: both errors have met, at a poor level",
    "They would help: the gap between the two is still large",
    "They would hardly help: there is little left but noise",
    "They would harm: with more rows the training error rises",
)  # fmt: skip


def _verdict(train: float, new: float) -> str:
    if new < 1.2 * 0.09:
        return DONE
    return GAP if new - train > 0.4 * new else MET


@choice(level=2, covers=["Q04.02", "C04.06", "S04.04"])
def would_more_rows_help(rng: Rng) -> Ask:
    """Whether to pay for more rows."""
    goal = str(rng.choice([MET, GAP, DONE]))
    degree = {MET: 1, GAP: 9, DONE: 5}[goal]
    sizes = (15, 20, 30) if goal == GAP else (40, 120, 360)
    while True:
        curve = {n: polynomial_degrees(rng, (degree,), n=n)[degree] for n in sizes}
        train, new = zip(*curve.values(), strict=True)
        falls = train[0] < train[2] and new[0] > new[1] > new[2]
        if _verdict(train[2], new[2]) == goal and falls and new[0] < 20:
            break
    rows = "; ".join(f"{n}: {a:.3f}, {b:.3f}" for n, (a, b) in curve.items())
    hints = {
        MET: f"They have not met at a poor level: from {sizes[2]} rows they are "
        f"{train[2]:.3f} and {new[2]:.3f}, with noise of 0.09.",
        GAP: f"From {sizes[2]} rows the errors are {train[2]:.3f} and {new[2]:.3f}: hardly "
        "a gap that could close.",
        DONE: f"From {sizes[2]} rows {new[2]:.3f} is left on new ones; the noise accounts "
        "for 0.09.",
        WORSE: "A training error that rises is a good sign: more rows are harder to follow "
        "in their noise. What counts is the error on new rows, and it falls.",
    }
    return Ask(
        f"A model's mean squared errors by the number of rows that it learned from, on "
        f"these rows and on new ones: {rows}. The noise in the targets has variance 0.09. "
        "What would many more rows do?",
        key=goal,
        mistakes=[
            Mistake(route, text, hints[text])
            for route, text in (
                ("have-met", MET), ("gap", GAP), ("only-noise", DONE), ("harm", WORSE),
            )
            if text != goal
        ],
        why="Read the right end of the curves: how far apart they are says what rows can "
        "still do, how far above the noise they meet says what another model could do.",
    )  # fmt: skip


@output(level=1, covers=["S04.01", "C04.01"])
def through_every_row(rng: Rng) -> Ask:
    """A curve through every row."""
    start, slope = int(rng.integers(1, 6)), int(rng.integers(1, 4))
    bumps = rng.choice([-1, 0, 1, 2], size=4)
    y = start + slope * np.arange(4) + bumps
    code = (
        "import numpy as np\n"
        f"x, y = np.arange(4), np.array({y.tolist()})\n"
        "w = np.polyfit(x, y, 3)\n"
        "error = np.abs(np.polyval(w, x) - y).max()\n"
        "print(bool(error < 1e-6), round(np.polyval(w, 4)))"
    )
    ahead = int(4 * y[3] - 6 * y[2] + 4 * y[1] - y[0])
    straight = LinearRegression().fit(np.arange(4)[:, None], y)
    line = round(float(straight.predict([[4]])[0]))
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "some-error-is-left",
                f"False {ahead}",
                "Degree 3 has four coefficients, as many as there are rows: the curve goes "
                "through all of them, whatever they are.",
            ),
            Mistake(
                "as-a-line",
                f"True {line}",
                "That is where a straight line would go on. The cubic has followed every "
                "bump and goes on bending.",
            ),
        ],
        why="Four rows, four coefficients: the training error is 0 and says nothing. The "
        f"third differences of a cubic are constant, so the next value is "
        f"$4 \\cdot {y[3]} - 6 \\cdot {y[2]} + 4 \\cdot {y[1]} - {y[0]} = {ahead}$.",
    )


@order(level=2, covers=["Q04.02", "S04.07", "C04.06"], definition=True)
def where_to_look_first(rng: Rng) -> Ask:
    """What to look at first."""
    del rng
    return Ask(
        "A model is not good enough. Put the work in order.",
        key=Steps(
            (
                "Split off validation and test rows",
                "Compare the training score with the score that is wanted",
                "Help the model until it does well on its own rows",
                "Compare the validation score with the training score",
                "Regularise, or get rows, until new rows come out well",
                "Score the test rows, once",
            ),
            (
                (0, 1, "Rows that were trained on can no longer be held out."),
                (1, 2, "First see whether it underfits at all."),
                (2, 3, "While the training score is poor, the gap says little."),
                (3, 4, "First see whether there is a gap."),
                (4, 5, "Whatever is changed after the test score was seen, was chosen "
                       "by it."),
            ),
        ),
        mistakes=[],
        why="Underfitting first: a remedy against overfitting makes a model that underfits "
        "worse. In practice it is a loop over the middle four.",
    )  # fmt: skip


@choices(level=2, covers=["Q04.03", "S04.06", "C04.06"], proof="what_cures_overfitting")
def against_overfitting(rng: Rng) -> Ask:
    """What helps against overfitting."""
    train, validation = int(rng.integers(97, 100)), int(rng.integers(70, 80))
    cures = (
        (
            "Weight decay",
            "small weights make a smooth function, which single rows bend less.",
        ),
        (
            "Dropout",
            "no unit can rely on the others, so rows are hard to learn by heart.",
        ),
        ("Ten times as many labelled rows", "there are too many to learn by heart."),
        (
            "Stop where the validation loss is lowest",
            "errors in labels are learned last.",
        ),
        ("A tenth of the hidden units", "there is no room left for single rows."),
    )
    harms = (
        Mistake(
            "train-longer",
            "Train for ten times as many epochs",
            "It already fits its own rows. More epochs serve the rows that are wrong.",
        ),
        Mistake(
            "grow",
            "Add two layers",
            "It has room enough: its own rows come out nearly all right.",
        ),
        Mistake(
            "rows-back",
            "Train on the validation rows as well, and score those",
            "The score would rise and mean nothing: these rows would be known.",
        ),
        Mistake(
            "lower-learning-rate-at-the-end",
            "Go on at a lower learning rate until the training loss is 0",
            "The training loss is not what is wrong.",
        ),
    )
    right = rng.choice(len(cures), size=3, replace=False)
    wrong = rng.choice(len(harms), size=2, replace=False)
    return Ask(
        f"A network has an accuracy of {train} % on its training rows and {validation} % on "
        "validation rows; some labels are wrong. Which changes are worth trying?",
        key=dict(cures[i] for i in right),
        mistakes=[harms[i] for i in wrong],
        why="Whatever keeps single rows from being learned by heart: less freedom, or more "
        "rows. Each can be overdone, so the validation score decides how much of it.",
    )


@choices(level=2, covers=["S04.05", "C04.05", "E04.01"], proof="rich_models_underfit")
def against_underfitting(rng: Rng) -> Ask:
    """What helps against underfitting."""
    train = int(rng.integers(66, 74))
    validation, wanted = train - int(rng.integers(0, 3)), int(rng.integers(85, 95))
    cures = (
        ("A weaker penalty on the weights", "a model held too tightly cannot follow."),
        ("A model that can bend more", "a line on a curve stays wrong."),
        (
            "Train longer",
            "if the training loss still falls, it has not learned enough yet.",
        ),
        ("Features that the target depends on", "they may make the task an easy one."),
    )
    harms = (
        Mistake(
            "more-rows",
            "Ten times as many rows of the same kind",
            "The two scores have met already. More rows steady a fit; they do not teach a "
            "model what it cannot say.",
        ),
        Mistake(
            "dropout",
            "Dropout",
            "It makes training rows harder to fit, which is the last thing needed here.",
        ),
        Mistake(
            "stop-earlier",
            "Stop training earlier",
            "There is no gap that stopping could prevent.",
        ),
        Mistake(
            "prune",
            "A simpler model, because the validation score is low",
            "Low, but no lower than the training score: it is too simple already.",
        ),
    )
    right = rng.choice(len(cures), size=3, replace=False)
    wrong = rng.choice(len(harms), size=2, replace=False)
    return Ask(
        f"A model has an accuracy of {train} % on its training rows and {validation} % on "
        f"validation rows. People reach {wanted} %. Which changes are worth trying?",
        key=dict(cures[i] for i in right),
        mistakes=[harms[i] for i in wrong],
        why="It underfits: too simple, too tightly held, too briefly trained, or blind to "
        "what matters. Remedies against overfitting would make it worse.",
    )


@choice(level=3, covers=["E04.02"], proof="past_interpolation")
def worst_number_of_features(rng: Rng) -> Ask:
    """Where the error peaks."""
    n = int(rng.integers(4, 21)) * 10
    few, many = n // 5, 40 * n
    return Ask(
        f"Least squares on {n} rows with noise, the inputs sent through a layer of random "
        "weights to p features. Where p leaves a choice, the shortest weights are taken; "
        "there is no other penalty. For which p is the error on new rows the largest?",
        key=f"p = {n - 1}, just enough to fit every row",
        mistakes=[
            Mistake(
                "the-most-features",
                f"p = {many}, by far the most",
                "So the U-shaped curve would go on. But where many weights fit all rows, the "
                "shortest of them make a smooth function, and the error falls again.",
            ),
            Mistake(
                "the-fewest-features",
                f"p = {few}, too few to follow",
                "It underfits somewhat. At the peak the error is many times as large.",
            ),
            Mistake(
                "all-alike",
                "About the same for all: the noise decides",
                "The noise is in all of them, but what the fit makes of it differs by orders "
                "of magnitude.",
            ),
        ],
        why="With as many coefficients as rows there is one way to fit them all, noise "
        "included, and it takes huge weights. With more there are many ways, and the "
        "shortest is tame: *double descent*. Any penalty flattens the peak.",
    )


@choice(level=2, covers=["E04.04", "Q04.02", "S04.07"], proof="larger_gap_better_model")
def whom_to_ship(rng: Rng) -> Ask:
    """A gap, and a better score."""
    found = int(rng.integers(78, 86))
    other = found + int(rng.integers(3, 7))
    kept = found + int(rng.integers(2, 5))
    return Ask(
        f"On {int(rng.integers(5, 20))} thousand validation rows a forest is right on "
        f"{other} %, on its training rows on 100 %. A shallow tree is right on {found} % and "
        f"{kept} %. Nothing else speaks for either. Which do you take?",
        key="The forest",
        mistakes=[
            Mistake(
                "smaller-gap",
                f"The tree: its gap is {kept - found} points, not {100 - other}",
                f"New rows are what it is for, and on these it is {other - found} points "
                "worse. Nobody is served by a small gap.",
            ),
            Mistake(
                "neither",
                "Neither: a training accuracy of 100 % means overfitting",
                "Most forests fit their own rows perfectly. What their trees have learned "
                "by heart is averaged out on new ones.",
            ),
            Mistake(
                "in-between",
                "A forest that is held back until its gap is as small as the tree's",
                "Hold it back as far as its validation score rises, not until the gap is "
                "gone.",
            ),
        ],
        why="The score on new rows decides. The gap says where there may be something to "
        "gain, not which model is better.",
    )


@recall(level=1, covers=["Q04.01", "E04.01"])
def what_is_underfitting(rng: Rng) -> Ask:
    """Underfitting, in words."""
    del rng
    return Ask(
        "“What is underfitting?”",
        key=(
            "The model misses the pattern: poor on training rows as on new ones",
            Point("High bias: wrong in the same way for every training set", "In terms of "
                  "bias and variance?"),
            Point(
                "Not only too simple: too strong a penalty, too little training or missing "
                "features do it too",
                "Can a large network underfit?",
            ),
            Point(
                "Seen in the training score, measured against people or a baseline",
                "How do you tell it from a task that is just noisy?",
            ),
            Point(
                "Remedy: more flexible, longer, better features, a weaker penalty; not more "
                "rows",
                "Would you collect more data?",
            ),
        ),
        mistakes=[],
        why="“Too simple” is half of the answer. A poor training score has several causes, "
        "and noise that nobody can remove is one of them.",
    )  # fmt: skip


@recall(level=1, covers=["Q04.02", "S04.07", "E04.04"])
def how_to_detect_overfitting(rng: Rng) -> Ask:
    """Finding out about overfitting."""
    del rng
    return Ask(
        "“How do you detect overfitting?”",
        key=(
            "Compare the score on training rows with that on rows held out",
            Point(
                "Validation rows or cross-validation for it; the test rows once, at the end",
                "On which rows do you look?",
            ),
            Point(
                "Curves: over epochs the validation loss turns up, over complexity it is a U",
                "What does it look like during training?",
            ),
            Point(
                "Learning curve: does the gap close with more rows?",
                "How do you know whether more data would help?",
            ),
            Point(
                "A gap is no proof: some is normal, and the better model may have the larger",
                "A forest has 100 % in training. Is that bad?",
            ),
            Point(
                "Rule out a leak, or a validation set that is unlike the training set",
                "What else could make a gap?",
            ),
        ),
        mistakes=[],
        why="“Training high, validation low” begins the answer. What lifts it is what you "
        "would plot, and what else it could be.",
    )


@recall(level=2, covers=["Q04.03", "C04.06", "C04.07"])
def how_to_fix_overfitting(rng: Rng) -> Ask:
    """Remedies, and their order."""
    del rng
    return Ask(
        "“Your model overfits. What do you do?”",
        key=(
            "Check first that it is overfitting: no leak, the same kind of rows in both",
            Point(
                "More rows, or augmented ones: the only remedy without bias",
                "Which would you like best, if money were no matter?",
            ),
            "Regularisation: a penalty, weight decay, dropout",
            "Early stopping on validation loss",
            Point(
                "A simpler model or fewer features, but not too simple",
                "Why not start there?",
            ),
            Point(
                "Average several models: bagging lowers variance",
                "Any way that keeps the model as it is?",
            ),
            Point(
                "Choose the strength by validation, and report on untouched test rows",
                "How much of it?",
            ),
        ),
        mistakes=[],
        why="A list of names is what everybody has. Say what each trades, variance for bias "
        "or money for rows, and how you would choose its strength.",
    )
