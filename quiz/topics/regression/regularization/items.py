"""Questions on regularisation."""

from __future__ import annotations

from itertools import product

import numpy as np

from engine.arrays import Array
from engine.linear.lasso import ElasticNet, Lasso, support, sweep_coordinates
from engine.linear.path import elastic_net_path, ridge_path
from engine.linear.ridge import Ridge
from engine.linear.strength import choose_strength
from engine.losses.penalty import penalised
from engine.nn.dropout import dropout
from engine.optim.adam import Adam, AdamW
from engine.optim.momentum import SGD
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
    steps,
)
from quiz.items.kinds.expression import Expr
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator

BOTH = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
"""Two columns of mean 0 and variance 1 at right angles."""


@number(level=1, covers=["W18.01", "S18.11", "S18.02"])
def without_arguments(rng: Rng) -> Ask:
    """What Ridge does by default."""
    half = int(rng.integers(1, 4))
    middle, slope = int(rng.integers(3, 9)), int(rng.integers(2, 9))
    x = np.array([-half, 0, half]) + middle
    y = np.array([-slope, 0, slope]) * half + int(rng.integers(5, 20))
    rows = x[:, None].astype(float)
    squares = 2 * half**2
    return Ask(
        f"Rows x = {vec(x)} have the targets {vec(y)}, which lie on a line of slope {slope}. "
        "What slope does scikit-learn's `Ridge()`, without arguments, give?",
        key=Ridge().fit(rows, y).coef_[0],
        mistakes=[
            Mistake(
                "least-squares",
                float(slope),
                "So `LinearRegression` would. Ridge penalises by default: alpha is 1.",
            ),
            Mistake(
                "not-centred",
                float(x @ y / (x @ x + 1)),
                "You left the intercept out. It is free, so centre x and y first.",
            ),
            Mistake(
                "as-a-mean",
                slope * squares / (squares + 3),
                "You penalised a mean of squares. scikit-learn's ridge adds alpha to the sum.",
            ),
            Mistake(
                "lasso",
                slope - 1 / squares,
                "You took a constant off, as L1 does. Ridge enlarges the denominator.",
            ),
        ],
        why=f"Centred, $\\sum x^2 = {squares}$ and $\\sum xy = {slope * squares}$, so the "
        f"slope is ${slope * squares}/({squares} + 1)$: alpha is 1 unless you say otherwise, "
        "whatever your data. That is no choice that anybody has made.",
        check=lambda: slope * squares / (squares + 1),
    )


@expression(level=2, covers=["S18.01", "S18.02"])
def one_row_through_the_origin(rng: Rng) -> Ask:
    """The ridge weight as a formula."""
    c = int(rng.integers(2, 10))
    domain = {"x": (0.5, 3.0), "y": (0.5, 3.0), "a": (0.2, 3.0)}
    return Ask(
        f"One row, no intercept: which $w$ minimises $(y - wx)^2 + {c} a w^2$? Write it in "
        "x, y and a.",
        key=Expr(f"x*y/(x^2+{c}*a)", domain),
        mistakes=[
            Mistake(
                "halved",
                Expr(f"2*x*y/(2*x^2+{c}*a)", domain),
                "Both squares bring a 2 when differentiated: it cancels.",
            ),
            Mistake(
                "no-square",
                Expr(f"y/(x+{c}*a)", domain),
                "Multiply out the derivative: $-2x(y - wx)$ has $x^2$ beside $w$.",
            ),
            Mistake(
                "subtracted",
                Expr(f"(x*y-{c}*a/2)/x^2", domain),
                "That is what an absolute weight in the penalty would give, where it is "
                "above 0.",
            ),
            Mistake(
                "on-top",
                Expr(f"(x*y+{c}*a)/x^2", domain),
                "The penalty has to make the weight smaller: it belongs below.",
            ),
        ],
        why=f"$-2x(y - wx) + {2 * c} a w = 0$ gives $w (x^2 + {c}a) = xy$. The penalty is a "
        "constant in the denominator: it keeps it away from 0, and never makes the weight 0.",
    )


@steps(level=1, covers=["S18.01", "S18.04"])
def penalty_by_hand(rng: Rng) -> Ask:
    """A penalised loss and its slope."""
    w = rng.choice([-4, -3, -2, 2, 3, 4], size=3, replace=False).astype(float)
    w[1] = -abs(w[1])
    l1, l2 = float(rng.choice([0.1, 0.2, 0.4])), float(rng.choice([0.3, 0.5, 0.6]))
    base, pull = float(rng.integers(3, 15)), float(rng.choice([-5, -3, 3, 5]))

    def loss(theta: Array) -> tuple[float, Array]:
        del theta
        return base, np.array([0.0, pull, 0.0])

    total, gradient = penalised(loss, l1, l2)(w)
    sizes, squares = float(np.abs(w).sum()), float(w @ w)
    return Ask(
        f"Weights {vec(w)} have a loss of {num(base)}, whose derivative by $w_2$ is "
        f"{num(pull)}. The penalty is ${num(l1)} \\sum |w_j| + {num(l2)} \\sum w_j^2$.",
        key=(
            Part("the L1 part of the penalty", l1 * sizes, mistakes=[
                Mistake("with-signs", l1 * float(w.sum()), "Take the sizes, without signs."),
                Mistake("l2-norm", l1 * squares**0.5,
                        "That is the length of the vector. L1 adds up absolute values."),
            ]),
            Part("penalised loss", total, lambda first: base + first + l2 * squares, [
                Mistake("root", base + l1 * sizes + l2 * squares**0.5,
                        "The L2 penalty has the squared length, without the root."),
                Mistake("penalty-alone", total - base, "The loss itself belongs to it."),
            ]),
            Part("derivative of the penalised loss by w₂", gradient[1], mistakes=[
                Mistake("not-doubled", pull + l1 * np.sign(w[1]) + l2 * w[1],
                        "The derivative of $w^2$ is $2w$; the penalty has no ½ here."),
                Mistake("l1-by-size", pull + l1 * w[1] + 2 * l2 * w[1],
                        "The slope of $|w|$ is the sign of w, however large w is."),
                Mistake("l1-positive", pull + l1 + 2 * l2 * w[1],
                        "This weight is negative, and there $|w|$ falls."),
            ]),
        ),
        mistakes=[],
        why=f"$\\sum |w_j| = {num(sizes)}$, $\\sum w_j^2 = {num(squares)}$. L1 pulls with "
        "the same force at any size, so it can bring a weight all the way to 0; the pull of "
        "L2 fades as the weight does.",
        check=lambda: (
            l1 * sizes,
            base + l1 * sizes + l2 * squares,
            pull - l1 + 2 * l2 * w[1],
        ),
    )  # fmt: skip


@matrix(level=2, covers=["C18.03", "S18.03", "E18.01", "S18.07", "H18.01"])
def soft_threshold(rng: Rng) -> Ask:
    """Lasso where features are uncorrelated."""
    t = float(rng.integers(3, 9)) / 4
    large = t + rng.integers(2, 12, size=2) / 4
    free = np.array([large[0], -large[1], t - 0.25, -t / 2])[rng.permutation(4)]
    return Ask(
        "Four uncorrelated features have mean 0 and variance 1, and least squares gives "
        f"them the weights {vec(free)}. Lasso minimises "
        "$\\frac{1}{2n}\\lVert y - Xw \\rVert^2 + \\alpha \\lVert w \\rVert_1$ with "
        f"$\\alpha = {num(t)}$. Which weights does it give?",
        key=sweep_coordinates(np.eye(4), free, t, 0.0)[0],
        mistakes=[
            Mistake(
                "hard",
                np.where(np.abs(free) > t, free, 0.0),
                "Those that survive pay too: each is moved towards 0 by the same amount.",
            ),
            Mistake(
                "ridge",
                free / (1 + t),
                "So ridge would scale them all, and none would be 0.",
            ),
            Mistake(
                "past-zero",
                free - t * np.sign(free),
                "What would pass 0 stays at 0: on the other side the penalty pulls back.",
            ),
            Mistake(
                "signs",
                np.maximum(free - t, 0.0),
                "A large negative weight is kept as well, moved up towards 0.",
            ),
        ],
        why=f"Each weight loses {num(t)} in size, and is 0 where it had less: the soft "
        "threshold. So lasso selects, and it also makes the weights that it keeps too small.",
        check=lambda: np.sign(free) * np.maximum(np.abs(free) - t, 0.0),
    )


@number(level=2, covers=["E18.01", "S18.06", "C18.02"])
def share_kept(rng: Rng) -> Ask:
    """What ridge leaves of a weak direction."""
    strong, weak = int(rng.integers(8, 16)), int(rng.integers(2, 6))
    alpha = int(rng.integers(4, 40))
    s = np.array([strong, weak], dtype=float)
    # Two centred columns at right angles, of these lengths.
    X = BOTH / 2 * s
    kept = ridge_path(X, X.sum(axis=1), [float(alpha)])[0][0]
    even = 1 / (1 + alpha)
    return Ask(
        f"The centred X has the singular values {strong} and {weak}. Ridge minimises "
        f"$\\lVert y - Xw \\rVert^2 + {alpha} \\lVert w \\rVert^2$. Which share of the least-"
        "squares fit does it keep along the weaker direction?",
        key=kept[1],
        mistakes=[
            Mistake("strong", kept[0], "That is the share along the stronger direction."),
            Mistake(
                "not-squared",
                weak / (weak + alpha),
                "$X^\\top X$ has the squares of the singular values, and alpha is added to "
                "those.",
            ),
            Mistake(
                "evenly",
                even,
                "So it would be where both singular values are 1. Ridge does not shrink "
                "evenly.",
            ),
            Mistake("lost", 1 - kept[1], "That is the share that is taken away."),
        ],
        why=f"$s^2/(s^2 + \\alpha) = {weak**2}/({weak**2} + {alpha})$; along the stronger "
        f"direction {num(kept[0])} is kept. Ridge distrusts the directions in which the rows "
        "vary little, because there the noise decides.",
        check=lambda: weak**2 / (weak**2 + alpha),
    )  # fmt: skip


@number(level=2, covers=["C18.07", "S18.06"])
def effective_parameters(rng: Rng) -> Ask:
    """How many parameters are left."""
    a, b, c = (int(q) for q in np.sort(rng.choice(np.arange(1, 10), 3, replace=False)))
    alpha = int(rng.integers(3, 30))
    s = np.array([c, b, a], dtype=float)
    signs = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / 2
    key = ridge_path(signs * s, np.arange(4.0), [float(alpha)])[1][0]
    return Ask(
        f"Three features, centred, give singular values {c}, {b} and {a}. How many effective "
        f"parameters has a ridge regression with $\\alpha = {alpha}$, the intercept aside?",
        key=key,
        mistakes=[
            Mistake(
                "none-is-zero",
                3.0,
                "No weight is 0, but none is free either: each direction counts for the share "
                "of it that is kept.",
            ),
            Mistake(
                "not-squared",
                float((s / (s + alpha)).sum()),
                "The shares are $s^2/(s^2 + \\alpha)$, with squares.",
            ),
            Mistake(
                "pooled",
                float((s**2).sum() / ((s**2).sum() + alpha)) * 3,
                "The share differs by direction: compute three, then add.",
            ),
        ],
        why="$\\sum_j s_j^2/(s_j^2 + \\alpha)$: the trace of the matrix that turns targets "
        "into fitted values. It is 3 without penalty and falls to 0, though the model has "
        "three weights all the while.",
        check=lambda: sum(v**2 / (v**2 + alpha) for v in (a, b, c)),
    )


@number(level=2, covers=["S18.06", "C18.03", "E18.06"])
def where_the_path_begins(rng: Rng) -> Ask:
    """The strength that silences all weights."""
    X = BOTH * rng.choice([1, 2, 3], size=2)
    y = rng.choice(np.arange(-12, 13), size=4, replace=False).astype(float)
    y[0] -= y.sum()  # centred
    inner = X.T @ y
    alphas, _ = elastic_net_path(X, y, points=2)
    return Ask(
        "From which $\\alpha$ on are all weights of a lasso 0? It minimises "
        "$\\frac{1}{2n}\\lVert y - Xw - b \\rVert^2 + \\alpha \\lVert w \\rVert_1$; the rows "
        f"are {vec(X)}, the targets {vec(y)}, and all have mean 0.",
        key=float(alphas[0]),
        mistakes=[
            Mistake(
                "sum",
                float(np.abs(inner).max()),
                "The loss is a mean over 4 rows: divide.",
            ),
            Mistake(
                "smaller",
                float(np.abs(inner).min()) / 4,
                "From there on one weight is 0. The other column still pulls harder.",
            ),
            Mistake(
                "doubled",
                float(np.abs(inner).max()) / 2,
                "The ½ before the loss cancels the 2 of its derivative.",
            ),
            Mistake(
                "never",
                float(np.abs(inner).sum()) / 4,
                "Weights leave 0 one by one: the column that pulls hardest decides alone.",
            ),
        ],
        why=f"At $w = 0$ the loss pulls weight j with $|x_j \\cdot y|/n$, here "
        f"{vec(np.abs(inner) / 4)}, and L1 holds it with $\\alpha$. Every path begins here, "
        "so a grid of strengths is laid downwards from it.",
        check=lambda: float(np.abs(inner).max()) / 4,
    )


@steps(level=3, covers=["E18.02", "S18.03", "S18.04", "S18.11", "H18.02"])
def which_alpha(rng: Rng) -> Ask:
    """From your lambda to scikit-learn's alpha."""
    n = int(rng.integers(3, 30)) * 10
    lam = float(rng.choice([0.02, 0.04, 0.06, 0.1, 0.3]))
    l2 = float(rng.choice([0.01, 0.03, 0.05]))
    x = np.tile([-1.0, 1.0], n // 2)

    def recovered() -> tuple[float, float, float]:
        # One feature of variance 1 and weight 3: read alpha off the weights.
        by_squares = 3 / (1 + lam)
        mixed = ElasticNet(lam / 2 + l2, lam / 2 / (lam / 2 + l2)).fit(
            x[:, None], 3 * x
        )
        assert abs(mixed.coef_[0] - (3 - lam / 2) / (1 + l2)) < 1e-9
        thrown = Lasso(lam / 2).fit(x[:, None], 3 * x).coef_[0]
        return n * 3 / by_squares - n, float(3 - thrown), lam / 2 + l2

    return Ask(
        f"In a paper the loss is the mean squared error over {n} rows, plus a penalty. "
        "scikit-learn minimises $\\lVert y - Xw \\rVert^2 + \\alpha \\lVert w \\rVert^2$ "
        "(Ridge), $\\frac{1}{2n}\\lVert y - Xw \\rVert^2 + \\alpha \\lVert w \\rVert_1$ "
        "(Lasso), and for ElasticNet the loss of Lasso plus "
        "$\\alpha \\left( r \\lVert w \\rVert_1 + \\tfrac{1 - r}{2} \\lVert w \\rVert^2 "
        "\\right)$. Which alpha gives the same weights?",
        key=(
            Part(f"Ridge, for a penalty of {num(lam)} Σw²", n * lam, mistakes=[
                Mistake("same", lam, "Your loss is a mean, that of Ridge a sum: multiply all "
                        "by n, the penalty too."),
                Mistake("divided", lam / n, "To turn a mean into a sum, multiply by n."),
            ]),
            Part(f"Lasso, for a penalty of {num(lam)} Σ|w|", lam / 2, mistakes=[
                Mistake("same", lam, "The loss of Lasso is half of yours, so half of the "
                        "penalty goes with it."),
                Mistake("by-n", n * lam, "Ridge has a sum. Lasso has a mean, halved."),
                Mistake("doubled", 2 * lam, "The loss was halved: halve the penalty."),
            ]),
            Part(f"ElasticNet, for {num(lam)} Σ|w| + {num(l2)} Σw²", lam / 2 + l2, mistakes=[
                Mistake("added", lam + l2, "Halve your loss first: the penalty becomes "
                        f"{num(lam / 2)} Σ|w| + {num(l2 / 2)} Σw²."),
                Mistake("halved-both", (lam + l2) / 2,
                        "ElasticNet has a ½ before the squares already, so $\\alpha (1 - r)$ "
                        f"is {num(l2)}."),
            ]),
        ),
        mistakes=[],
        why="Multiply your loss until it is theirs, and the penalty with it. A strength means "
        "nothing without its loss: a sum, a mean or half a mean.",
        check=recovered,
    )  # fmt: skip


@number(level=3, covers=["E18.07", "S18.02"])
def another_unit(rng: Rng) -> Ask:
    """What a unit does to a penalty."""
    factor, alpha = int(rng.choice([2, 3, 5, 10, 20])), int(rng.integers(2, 20))
    x = rng.choice(np.arange(-9, 10), size=6, replace=False).astype(float)
    y = 2 * x + rng.integers(-3, 4, size=6)

    def needed() -> float:
        # In the new unit, the strength whose weight gives the old predictions.
        old = Ridge(float(alpha)).fit(x[:, None], y).coef_[0]
        new = factor * (x - x.mean())
        return float(new @ y / (old / factor) - new @ new)

    key = factor**2 * alpha
    same = Ridge(float(key)).fit(factor * x[:, None], y).predict(factor * x[:, None])
    was = Ridge(float(alpha)).fit(x[:, None], y).predict(x[:, None])
    assert np.allclose(same, was)
    return Ask(
        f"Ridge with $\\alpha = {alpha}$ is fitted to a single feature, unscaled. Then the "
        f"feature is given in another unit, so that its numbers are {factor} times as large. "
        "Which $\\alpha$ now gives the same predictions?",
        key=key,
        mistakes=[
            Mistake(
                "unchanged",
                alpha,
                "So it is for least squares. The weight shrinks with the new unit and is "
                "hardly penalised any more.",
            ),
            Mistake(
                "not-squared",
                factor * alpha,
                "The weight is divided by the factor, and the penalty squares the weight.",
            ),
            Mistake(
                "wrong-way",
                alpha / factor**2,
                "Larger numbers need a smaller weight, which costs less: the penalty has to "
                "be made stronger.",
            ),
        ],
        why=f"The weight is ${factor}$ times as small, its square ${factor**2}$ times. With "
        "several features each unit sets a strength of its own: standardise them, or the "
        "units decide which is held.",
        check=needed,
    )


@number(level=2, covers=["E18.07", "S18.01"])
def penalised_intercept(rng: Rng) -> Ask:
    """An intercept that is not free."""
    n, alpha = int(rng.integers(4, 8)), int(rng.integers(2, 12))
    y = rng.integers(20, 60, size=n).astype(float)
    mean = float(y.mean())
    key = sweep_coordinates(np.eye(1), np.array([mean]), 0.0, alpha / n)[0][0]
    return Ask(
        f"Targets {vec(y)}, no features yet. Somebody adds a column of ones and minimises "
        f"$\\sum (y_i - b)^2 + {alpha} b^2$. What does the model predict?",
        key=key,
        mistakes=[
            Mistake(
                "free",
                mean,
                "That is the mean, which a free intercept would find. This one is penalised.",
            ),
            Mistake(
                "as-a-mean",
                mean / (1 + alpha),
                f"The squares are added over {n} rows, so alpha stands beside {n}, not 1.",
            ),
            Mistake(
                "subtracted",
                mean - alpha / n,
                "You took a constant off. A squared penalty scales.",
            ),
        ],
        why=f"${num(y.sum())}/({n} + {alpha})$, drawn from the mean, {num(mean)}, towards 0, "
        "where no target lies. Where targets lie is no complexity, so leave the intercept free, or "
        "centre the targets.",
        check=lambda: float(y.sum()) / (n + alpha),
    )


@choice(level=1, covers=["C18.06", "S18.05"])
def which_strength(rng: Rng) -> Ask:
    """The strength to take."""
    alphas = np.array([0.01, 1.0, 10.0, 100.0, 1000.0])
    while True:
        X, new = rng.normal(size=(40, 20)), rng.normal(size=(40, 20))
        w = np.where(np.arange(20) < 4, 1.0, 0.0)
        y, target = X @ w + rng.normal(size=40), new @ w + rng.normal(size=40)
        best, errors = choose_strength(Ridge, X, y, alphas, rng)
        own, test = np.zeros(5), np.zeros(5)
        for i, alpha in enumerate(alphas):
            model = Ridge(float(alpha)).fit(X, y)
            own[i] = ((y - model.predict(X)) ** 2).mean()
            test[i] = ((target - model.predict(new)) ** 2).mean()
        first, second = np.sort(errors)[:2]
        lucky = float(alphas[test.argmin()])
        if second > 1.03 * first and 0.01 < best < 1000:
            break
    table = "; ".join(
        f"{num(a)}: {o:.2f}, {e:.2f}, {t:.2f}"
        for a, o, e, t in zip(alphas, own, errors, test, strict=True)
    )
    hint = {
        0.01: "Its error in training is the least because it is hardly held at all. The "
        "weakest penalty always wins there.",
        lucky: "The test rows would have chosen, and then they could not test it any more.",
        1000.0: "The strongest penalty leaves little but the mean, and its errors say so.",
    }
    return Ask(
        "Ridge, by strength: mean squared error on the training rows, in 5-fold cross-"
        f"validation, and on the test rows. {table}. Which strength do you report?",
        key=num(best),
        mistakes=[
            Mistake(
                f"took-{num(a)}",
                num(a),
                hint.get(float(a), "Cross-validation found another one better."),
            )
            for a in alphas
            if a != best
        ],
        why="Cross-validation chooses. Training error falls with every weaker penalty, and "
        "test rows judge the choice once it is made.",
    )


TURNS, GROWS, FALLS = (
    "It goes to 0, changes its sign, and returns to 0",
    "It grows at first, then goes to 0",
    "It goes to 0 all the way, without changing its sign",
)  # fmt: skip


@choice(level=3, covers=["L18.01", "S18.06", "C18.04"])
def what_a_weight_does(rng: Rng) -> Ask:
    """A weight while the penalty grows."""
    goal = str(rng.choice([TURNS, GROWS, FALLS]))
    while True:
        rho = float(rng.choice([0.5, 0.6, 0.7, 0.8, 0.9]))
        mean, half = rng.integers(2, 9) / 2, rng.integers(1, 13) / 2
        free = np.array([mean + half, mean - half])
        if goal == FALLS:
            free = np.array([mean - half, mean + half])
        # Two columns of mean 0 and variance 1 with this correlation.
        X = BOTH @ np.array([[1.0, rho], [0.0, (1 - rho**2) ** 0.5]])
        second = ridge_path(X, X @ free, 4 * np.geomspace(1e-3, 1e3, 60))[0][:, 1]
        signs = np.sign(second)
        sizes = np.abs(second)
        shape = FALLS
        if signs.min() < 0 < signs.max():
            shape = TURNS
        elif sizes.max() > 1.1 * sizes[0]:
            shape = GROWS
        elif sizes.max() > sizes[0]:
            continue
        if shape == goal and (goal == TURNS or free.min() > 0.4):
            break
    told = {
        TURNS: "It keeps its sign here: "
        + (
            "both weights are positive, and features that say nearly the same are drawn "
            "towards equal weights, which are positive too."
        ),
        GROWS: "It does not grow here: "
        + (
            "it starts below 0, and on the way to equal weights it has to pass 0."
            if goal == TURNS
            else "it is the larger of the two, and is drawn down to the "
            "other one as well as to 0."
        ),
        FALLS: "So it would be if the features were uncorrelated. Here the first thing that "
        "ridge gives up is the difference between the two weights.",
    }
    return Ask(
        f"Two standardised features have a correlation of {num(rho)}. Least squares gives "
        f"them the weights {vec(free)}. What does the second weight do while a ridge penalty "
        "grows from 0 beyond all bounds?",
        key=goal,
        mistakes=[
            Mistake(route, text, told[text])
            for route, text in (("turns", TURNS), ("grows", GROWS), ("falls", FALLS))
            if text != goal
        ],
        why=f"Sum and difference of the weights shrink apart: the sum has variance "
        f"${num(1 + rho)}$ behind it and shrinks slowly, the difference ${num(1 - rho)}$ and "
        "goes first. So the weights draw near each other, then near 0. Only the length of the "
        "whole vector must fall.",
    )  # fmt: skip


@match(level=2, covers=["C18.05", "E18.05", "C18.04"])
def how_twins_are_split(rng: Rng) -> Ask:
    """How a feature and its copy share."""
    total = 2 * int(rng.integers(2, 7))
    half = total // 2
    splits = ((float(total), 0.0), (float(half), float(half)))
    far = (total + 100.0, -100.0)

    def flat(w: Array) -> tuple[float, Array]:
        return 0.0, np.zeros_like(w)

    def cost(split: tuple[float, float], l1: float, l2: float) -> float:
        return penalised(flat, l1, l2)(np.array(split))[0]

    names = {
        (True, True, True): "Every split, even one with a weight below 0",
        (True, True, False): "Every split without a weight below 0",
        (False, True, False): "Half each, and nothing else",
    }
    key = {}
    for name, l1, l2 in (
        ("no penalty", 0.0, 0.0), ("L1 alone", 1.0, 0.0), ("L1 and L2", 1.0, 1.0),
    ):  # fmt: skip
        costs = np.array([cost(split, l1, l2) for split in (*splits, far)])
        least = costs < costs.min() + 1e-9
        key[name] = names[bool(least[0]), bool(least[1]), bool(least[2])]
    return Ask(
        f"A feature and its exact copy must have weights that add up to {total}, for then "
        "the predictions are right. Between such splits only the penalty decides. Which "
        "splits are best with no penalty, with L1 alone, and with L1 and L2 together?",
        key=key,
        mistakes=[
            Mistake(
                "l1-and-l2-exchanged",
                ("L1 alone", "Half each, and nothing else"),
                f"{total} and 0 costs L1 as much as {half} and {half}: only the sum of sizes "
                f"counts. It is L2 that prefers halves: ${half}^2 + {half}^2$ is half of "
                f"${total}^2$.",
            ),
            Mistake(
                "l1-takes-any",
                ("L1 alone", "Every split, even one with a weight below 0"),
                "A weight below 0 has to be made up for by the other, and both sizes are paid.",
            ),
            Mistake(
                "shortest",
                ("no penalty", "Half each, and nothing else"),
                "Some solvers return that one, but the loss is the same for all.",
            ),
        ],
        why="So lasso's choice between twins is an accident of the rows or of the solver, "
        "and elastic net shares while it still selects between groups. Do not read a 0 of "
        "lasso as “does not matter”.",
    )


@choice(level=2, covers=["C18.02", "C18.03", "S18.07"])
def whose_weights(rng: Rng) -> Ask:
    """Whose weights these are."""
    goal = str(rng.choice(["lasso", "ridge", "least squares"]))
    while True:
        X = rng.normal(size=(40, 4))
        y = X @ np.array([3.0, -2.0, 0.5, 0.3]) + rng.normal(size=40)
        found = {
            "lasso": Lasso(0.8).fit(X, y).coef_,
            "ridge": Ridge(40.0).fit(X, y).coef_,
            "least squares": Ridge(0.0).fit(X, y).coef_,
        }
        rounded = found["ridge"].round(2)
        if len(support(found["lasso"])) == 2 and np.abs(rounded).min() > 0.04:
            break
    rows = "; ".join(
        f"{letter} = {vec(found[name].round(2))}"
        for letter, name in zip(
            "ABC", sorted(found, key=lambda _: rng.random()), strict=True
        )
    )
    letters = {name: part[0] for name, part in (
        (name, next(p for p in rows.split("; ") if vec(found[name].round(2)) in p))
        for name in found
    )}  # fmt: skip
    hints = {
        "lasso": "It has weights that are exactly 0, which L1 alone gives.",
        "ridge": "Its weights are all smaller than those of the longest vector, and none "
        "is 0: L2.",
        "least squares": "It is the longest of the three. Nothing has held it.",
    }
    return Ask(
        f"Least squares, ridge and lasso were fitted to the same rows: {rows}. Which is "
        f"{goal}?",
        key=letters[goal],
        mistakes=[
            Mistake(f"took-{name.replace(' ', '-')}", letters[name], hints[name])
            for name in found
            if name != goal
        ],
        why="Zeros: L1. All weights there, but smaller: L2. The longest of all: no penalty.",
    )


@choices(level=1, covers=["E18.04", "C18.08"], proof="no_term_at_all")
def which_add_a_term(rng: Rng) -> Ask:
    """What adds a term to the loss."""
    terms = (
        ("Ridge", "it adds a multiple of the squared weights."),
        ("Lasso", "it adds a multiple of the absolute weights."),
        ("Elastic net", "it adds both."),
    )
    others = (
        Mistake(
            "dropout",
            "Dropout",
            "The loss stays as it is; what changes is the network that it is computed with.",
        ),
        Mistake(
            "early-stopping",
            "Early stopping",
            "The loss is the same; one does not go to its end.",
        ),
        Mistake(
            "augmentation",
            "Augmented rows",
            "More rows enter the same loss.",
        ),
        Mistake(
            "bagging",
            "Averaging models of resampled rows",
            "Each model has the usual loss; the average is steadier.",
        ),
    )
    right = rng.choice(len(terms), size=2, replace=False)
    wrong = rng.choice(len(others), size=3, replace=False)
    return Ask(
        "All of these are used against overfitting. Which of them add a term to the loss?",
        key=dict(terms[i] for i in right),
        mistakes=[others[i] for i in wrong],
        why="Regularisation is whatever trades fit on the training rows for error on new "
        "ones. A penalty is one way of several.",
    )


@output(level=1, covers=["S18.09", "H18.03"])
def dropout_prints(rng: Rng) -> Ask:
    """What dropout does to a layer."""
    h = rng.choice(np.arange(1, 10), size=4, replace=False) * 2
    u = rng.permutation([0.1, 0.35, 0.65, 0.9])
    p = float(rng.choice([0.5, 0.75]))
    code = (
        "import numpy as np\n"
        f"h, u, p = np.array({h.tolist()}), np.array({u.tolist()}), {p}\n"
        "kept = u >= p\n"
        "print((h * kept / (1 - p)).tolist())"
    )
    kept = u >= p
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "not-enlarged",
                str((h * kept * 1.0).tolist()),
                "What survives is divided by $1 - p$, so that the average over masks stays.",
            ),
            Mistake(
                "the-other-way",
                str((h * ~kept / (1 - p)).tolist()),
                "A unit is kept where u is at least p: p is the chance to be dropped.",
            ),
            Mistake(
                "divided-by-p",
                str((h * kept / p).tolist()),
                "By $1 - p$, the chance to be kept.",
            ) if p != 0.5 else Mistake(
                "shrunk",
                str((h * kept * (1 - p)).tolist()),
                "Survivors are enlarged, not shrunk: they stand in for the dropped ones.",
            ),
        ],
        why="Dropout as libraries do it: zeros, and survivors enlarged by $1/(1 - p)$ while "
        "training. In use nothing is dropped and nothing scaled.",
    )  # fmt: skip


@steps(level=3, covers=["S18.09", "C18.08"])
def noise_of_dropout(rng: Rng) -> Ask:
    """What dropout does to a sum."""
    x = rng.integers(1, 8, size=3).astype(float)
    w = rng.choice([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0], size=3, replace=False)
    p = float(rng.choice([0.2, 0.25, 0.5]))
    parts = w * x
    q = float(parts @ parts)

    def over_masks() -> tuple[float, float]:
        mean = square = 0.0
        for mask in product([0.0, 1 / (1 - p)], repeat=3):
            chance = float(np.prod([1 - p if m else p for m in mask]))
            total = float(np.array(mask) @ parts)
            mean, square = mean + chance * total, square + chance * total**2
        return mean, square - mean**2

    # The engine's mask has this variance for an input of 1.
    mask = dropout(np.ones(200), p, np.random.default_rng(0))[1]
    kept = float(mask.max())
    return Ask(
        f"A unit adds up the inputs {vec(x)} with the weights {vec(w)}. While it learns, "
        f"each input is dropped with probability {num(p)}, and survivors are divided by "
        f"{num(1 - p)}. Over the masks,",
        key=(
            Part("the mean of the sum", float(parts.sum()), mistakes=[
                Mistake("shrunk", (1 - p) * float(parts.sum()),
                        "Survivors are enlarged by just as much as is lost."),
                Mistake("enlarged", float(parts.sum()) * kept,
                        "That is the sum if nothing is dropped. Some are."),
            ]),
            Part("its variance", (kept - 1) * q, mistakes=[
                Mistake("a-coin", p * (1 - p) * q,
                        "So it is for a mask of 0 and 1. Survivors are enlarged, which "
                        "enlarges the variance by the square."),
                Mistake("not-squared", (kept - 1) * float(np.abs(parts).sum()),
                        "Each input adds the variance of its mask times $(w_j x_j)^2$."),
                Mistake("sum-squared", (kept - 1) * float(parts.sum()) ** 2,
                        "Inputs are dropped one by one: square each $w_j x_j$, then add."),
            ]),
        ),
        mistakes=[],
        why=f"$\\frac{{p}}{{1-p}} \\sum_j (w_j x_j)^2$ with "
        f"$\\sum_j (w_j x_j)^2 = {num(q)}$. For squared error this variance is added to the "
        "loss on average: dropout acts as a penalty on squared weights, each in the size of "
        "its input.",
        check=over_masks,
    )  # fmt: skip


@steps(level=2, covers=["E18.03", "S18.08"])
def one_step_of_decay(rng: Rng) -> Ask:
    """Decay and penalty, one step."""
    theta = float(rng.integers(4, 20))
    g = float(rng.choice([-3, -2, 2, 3, 4]))
    lr, decay = 0.1, float(rng.choice([0.2, 0.4, 0.5]))
    at, slope = np.array([theta]), np.array([g])
    plain = SGD(lr, l2=decay)(at, slope, {})[0][0]
    inside = Adam(lr, l2=decay)(at, slope, {})[0][0]
    outside = AdamW(lr, decay=decay)(at, slope, {})[0][0]
    pull = g + decay * theta
    return Ask(
        f"A weight is {num(theta)}, the gradient of the loss {num(g)}, the learning rate "
        f"{num(lr)}. Either {num(decay)} times the weight is added to the gradient (an L2 "
        f"penalty), or the weight is first multiplied by $1 - {num(lr)} \\cdot {num(decay)}$ "
        "(weight decay). After the first step of",
        key=(
            Part("plain descent with the penalty", plain, mistakes=[
                Mistake("no-penalty", theta - lr * g, "You left the penalty out."),
                Mistake("not-scaled", theta - lr * g - decay * theta,
                        "The learning rate multiplies the whole gradient."),
            ]),
            Part("Adam with the penalty", inside, mistakes=[
                Mistake("as-descent", plain, "Adam divides by the root of the mean square: "
                        "the first step is as long as the learning rate."),
                Mistake("decayed", outside, "That is AdamW. Here the penalty is part of the "
                        "gradient, and is divided like it."),
            ]),
            Part("AdamW with the decay", outside, mistakes=[
                Mistake("penalty-lost", theta - lr * np.sign(g),
                        "The decay acts apart from the gradient, and is not divided."),
                Mistake("as-descent", plain, "The step of AdamW is of length one learning "
                        "rate, besides the decay."),
            ]),
        ),
        mistakes=[],
        why=f"Plain: ${num(theta)} - {num(lr)} \\cdot {num(pull)}$. Adam's first step is the "
        "learning rate times the sign, whatever the penalty says; AdamW shrinks the weight "
        "by its share as well. Only for plain descent are penalty and decay the same.",
        check=lambda: (
            (1 - lr * decay) * theta - lr * g,
            theta - lr * float(np.sign(pull)),
            (1 - lr * decay) * theta - lr * float(np.sign(g)),
        ),
    )  # fmt: skip


@order(level=2, covers=["S18.05", "E18.07", "C18.06"], definition=True)
def honest_choice(rng: Rng) -> Ask:
    """Choosing a strength without a leak."""
    del rng
    return Ask(
        "A ridge regression is to be tuned and judged honestly. Put the work in order.",
        key=Steps(
            (
                "Set test rows aside",
                "Deal the other rows into folds",
                "Fit a scaler to the rows outside the fold",
                "Fit each strength to the scaled rows outside the fold",
                "Measure each strength on the fold, average, and take the best",
                "Fit scaler and model with that strength to all rows but the test rows",
                "Score the test rows, once",
            ),
            (
                (0, 1, "Rows that took part in a fold have helped to choose."),
                (1, 2, "Scaling all rows first would let a fold see its own mean."),
                (2, 3, "The penalty acts in the units of the features: scale first."),
                (3, 4, "There is nothing to measure yet."),
                (4, 5, "First choose, then use all rows for the model you keep."),
                (5, 6, "The test rows judge the final model, and nothing after them may "
                       "change it."),
            ),
        ),
        mistakes=[],
        why="The scaler belongs inside the fold, like everything that is fitted; a pipeline "
        "does that by itself.",
    )  # fmt: skip


@recall(level=1, covers=["Q18.01", "C18.01", "C18.07"])
def why_it_helps(rng: Rng) -> Ask:
    """Why it helps, in words."""
    del rng
    return Ask(
        "“Why does regularisation help against overfitting?”",
        key=(
            "It makes large weights costly, so that only what many rows support is worth it",
            Point(
                "It trades a little bias for less variance, and gains where variance rules",
                "What does it cost? Put it in terms of bias and variance.",
            ),
            Point(
                "Small weights: predictions change little when inputs or single rows do",
                "Why should small weights be simpler?",
            ),
            Point(
                "Fewer effective parameters, though as many weights",
                "Does the model still have as many parameters?",
            ),
            Point(
                "Too much of it underfits; cross-validation chooses the strength",
                "So why not a very strong penalty?",
            ),
            Point(
                "Training error rises; that is no sign of failure",
                "What happens to the training error?",
            ),
        ),
        mistakes=[],
        why="“It constrains the weights” is where the answer begins. Say what it buys, what "
        "it costs, and how you choose how much.",
    )


@recall(level=2, covers=["Q18.02", "C18.02", "C18.03", "E18.05"])
def l1_or_l2(rng: Rng) -> Ask:
    """L1 and L2, in words."""
    del rng
    return Ask(
        "“How do L1 and L2 regularisation differ?”",
        key=(
            "L1 adds absolute weights and makes some exactly 0; L2 adds squares and makes "
            "all smaller",
            Point(
                "Why: L1 pulls with constant force down to 0, the pull of L2 fades; or the "
                "corners of the diamond",
                "Why does L1 give zeros and L2 not?",
            ),
            Point(
                "Correlated features: L2 shares the weight, L1 takes one, and which one is "
                "chance",
                "What happens with two features that are nearly the same?",
            ),
            Point(
                "Elastic net: selects, and shares within a group",
                "Can you have both?",
            ),
            Point(
                "Priors: L2 is a Gaussian on the weights, L1 a Laplace",
                "And in terms of a prior?",
            ),
            Point(
                "L2 has a closed form; L1 needs coordinate descent or the like",
                "How is each of them fitted?",
            ),
            Point(
                "Scale features first, leave the intercept free",
                "What do you do to the features first?",
            ),
        ),
        mistakes=[],
        why="Beware of “L2 shrinks evenly”: it shrinks weak directions most. It is L1 that "
        "takes the same amount from each, where features are uncorrelated.",
    )


@recall(level=2, covers=["Q18.03", "C18.08", "E18.03", "E18.04", "S18.10"])
def in_networks(rng: Rng) -> Ask:
    """Regularising a network, in words."""
    del rng
    return Ask(
        "“How do you regularise a neural network?”",
        key=(
            "Weight decay",
            Point(
                "An L2 penalty and decay differ for Adam: use AdamW; biases and norm "
                "parameters are left out as a rule",
                "Is weight decay the same as an L2 penalty?",
            ),
            Point(
                "Dropout: units are silenced at random in training, survivors enlarged, "
                "nothing dropped in use",
                "What does dropout do when the network is used?",
            ),
            Point(
                "Early stopping on validation loss: short training keeps weights near their "
                "start",
                "Any way that changes neither loss nor network?",
            ),
            "Data: augmentation, more rows, label smoothing",
            Point(
                "Tune by validation, and not all at once at full strength",
                "Would you use all of them?",
            ),
        ),
        mistakes=[],
        why="A strong answer adds that none of the last ones is a penalty term, and says which "
        "it would reach for first: data, then decay, then the rest.",
    )
