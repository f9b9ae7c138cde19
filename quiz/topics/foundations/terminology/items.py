"""Questions on the terms of machine learning."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.autodiff.tape import Value
from engine.decision.fuzzy import triangular
from engine.neighbors.kernel_density import KernelDensity
from engine.nn.initialisers import build_layers
from engine.nn.mlp import forward
from engine.nn.probes import ablate
from engine.optim.batches import batches
from engine.optim.search import grid
from engine.statistics.continuous import Uniform
from engine.workflow.candidates import numbers_stored
from engine.workflow.preparation import vectorise
from engine.workflow.scores import split_rows
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    expression,
    match,
    matrix,
    number,
    order,
    recall,
    shape,
    steps,
)
from quiz.items.kinds.expression import Expr
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.numbers import EXACT
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator


@match(level=1, covers=["S07.05", "S07.06", "S07.14", "C07.02"], definition=True)
def four_kinds_of_numbers(rng: Rng) -> Ask:
    """Whose number is it?"""
    parameter = str(rng.choice(["a bias of layer 2", "the slope of a regression line",
                                "the threshold that a tree found"]))  # fmt: skip
    setting = str(
        rng.choice(["the batch size", "the number of layers", "the k of k-NN"])
    )
    feature = str(rng.choice(["the area of one house", "the brightness of one pixel"]))
    score = "the accuracy on validation rows"
    return Ask(
        "A project is full of numbers. Which is what?",
        key={
            parameter: "parameter",
            setting: "hyperparameter",
            feature: "feature",
            score: "what a search compares",
        },
        mistakes=[
            Mistake(
                "setting-is-learned",
                (setting, "parameter"),
                "No fit moves it. Somebody set it before, or a search that fits many times.",
            ),
            Mistake(
                "input-is-learned",
                (feature, "parameter"),
                "It comes with the row. The fit finds what to multiply it by.",
            ),
        ],
        why="Ask who chose the number. The fit: a parameter. You or a search, before the fit: a "
        "hyperparameter. The world: a feature. It makes no difference how important it is.",
    )


@expression(level=1, covers=["S07.05", "H07.01", "S07.09"])
def parameters_of_two_layers(rng: Rng) -> Ask:
    """The parameters of a network, as a formula."""
    k = int(rng.integers(3, 9))
    return Ask(
        f"Dense layers lead from d features to h hidden nodes and on to {k} outputs; each "
        "hidden node and each output has a bias. How many parameters is that, as a formula in d and h?",
        key=Expr(f"(d+1)*h+(h+1)*{k}", {"d": (1.0, 9.0), "h": (1.0, 9.0)}),
        mistakes=[
            Mistake("no-biases", f"d*h+h*{k}", "Those are the weights. A bias is learned too: "
                    "one for each node that computes."),
            Mistake("bias-per-layer", f"d*h+1+h*{k}+1", "A bias belongs to a node, not to a "
                    "layer."),
            Mistake("inputs-have-biases", f"d*h+h*{k}+d+h+{k}", "The inputs compute nothing and "
                    "have no bias."),
        ],
        why=f"A hidden node has d weights and a bias, an output h weights and a bias: "
        f"$(d + 1)h + {k}(h + 1)$. Rows, epochs and the learning rate do not occur in it: that "
        "the count does not depend on the data is what makes a model *parametric*.",
    )  # fmt: skip


@steps(level=2, tolerance=EXACT, covers=["S07.11", "S07.12", "C07.05", "E07.03"])
def what_is_kept_of_the_rows(rng: Rng) -> Ask:
    """What three models keep."""
    n = 10 * int(rng.integers(4, 13))
    X = rng.normal(size=(n, 2))
    kept = numbers_stored(X, X[:, 0] > 0, rng)
    more = numbers_stored(np.vstack([X, X]), np.tile(X[:, 0] > 0, 2), rng)
    return Ask(
        f"Three models are fitted to {n} rows with 2 features and a label: a linear regression "
        "with an intercept, a network with 32 hidden nodes and 2 outputs, and nearest "
        f"neighbours. Then they are fitted anew, to {2 * n} rows. How many numbers does each "
        "keep?",
        key=(
            Part("line", float(more["linear"]), mistakes=[
                Mistake("no-intercept", 2.0, "The intercept is learned as well."),
                Mistake("line-grows", 2.0 * kept["linear"],
                        "More rows place the line better. It is still one line."),
            ]),
            Part("network", float(more["mlp"]), mistakes=[
                Mistake("no-biases", 128.0, "Each of the 34 nodes that compute has a bias."),
                Mistake("network-grows", 2.0 * kept["mlp"],
                        "Its weights are counted before a single row is seen."),
            ]),
            Part("neighbours", float(more["neighbours"]), mistakes=[
                Mistake("features-alone", 4.0 * n, "They must know the label of each row, too."),
                Mistake("does-not-grow", float(kept["neighbours"]),
                        "The rows are the model: twice the rows, twice the numbers."),
            ]),
        ),
        mistakes=[],
        why="Two are parametric and one is not. Fixed is not small, though, nor stiff: the network "
        "has 162 parameters, for few rows more than the neighbours keep, and follows curves "
        "that no line can.",
        check=lambda: (3.0, 3.0 * 32 + 33 * 2, 2.0 * n * 3),
    )  # fmt: skip


@number(level=1, tolerance=EXACT, covers=["S07.06", "S07.04"])
def updates_in_training(rng: Rng) -> Ask:
    """How often the weights move."""
    size = int(rng.choice([16, 32, 50, 64]))
    whole, rest, epochs = (int(v) for v in rng.integers((5, 1, 3), (30, size, 12)))
    n = whole * size + rest
    count = 0
    for _ in range(epochs):
        for _ in batches(n, size, rng):
            count += 1
    return Ask(
        f"A network learns from {n} rows with batch size {size} for {epochs} epochs; the last, "
        "smaller batch of an epoch is used. How many times are the weights updated?",
        key=count,
        mistakes=[
            Mistake("drops-the-last", whole * epochs, f"{rest} rows are left in each epoch. They "
                    "make a batch of their own."),
            Mistake("update-per-epoch", epochs, "An epoch goes through all rows once. The weights "
                    "move after every batch."),
            Mistake("update-per-row", n * epochs, "That would be batch size 1. The rows of a batch "
                    "share an update."),
            Mistake("one-epoch", whole + 1, f"That is one epoch. There are {epochs}."),
        ],
        why=f"$\\lceil {n}/{size} \\rceil = {whole + 1}$ batches an epoch, times {epochs}. *Batch*: "
        "the rows of one update. *Epoch*: once through all rows. Both numbers are "
        "hyperparameters: twice the batch size halves the updates, with everything else alike.",
        check=lambda: -(-n // size) * epochs,
    )  # fmt: skip


@number(level=1, tolerance=EXACT, covers=["S07.06", "S07.07", "C07.02"])
def fits_of_a_grid(rng: Rng) -> Ask:
    """What a grid search costs."""
    rates, depths, sizes = (int(v) for v in rng.permutation([2, 3, 4, 5])[:3])
    folds = int(rng.choice([5, 10]))
    space = {"lr": range(rates), "layers": range(depths), "batch": range(sizes)}
    count = len(list(grid(space)))
    return Ask(
        f"You try {rates} learning rates, {depths} numbers of layers and {sizes} batch sizes: "
        f"every combination, each judged by {folds}-fold cross-validation. How many networks are "
        "fitted in this search?",
        key=count * folds,
        mistakes=[
            Mistake("adds", (rates + depths + sizes) * folds, "That changes one setting at a time. "
                    "Combinations multiply."),
            Mistake("no-folds", count, "Each combination is fitted once for each fold."),
            Mistake("adds-no-folds", rates + depths + sizes,
                    "Combinations multiply, and each is fitted once for each fold."),
        ],
        why=f"{rates} × {depths} × {sizes} = {count} settings, {folds} fits each. Every fit finds "
        "its parameters anew; the hyperparameters stay put inside it. Random draws try more "
        "values of each setting for the same money, which pays when only one of them matters.",
        check=lambda: rates * depths * sizes * folds,
    )  # fmt: skip


@matrix(level=2, covers=["S07.03", "C07.01"])
def cut_one_connection(rng: Rng) -> Ask:
    """The connection that matters."""
    w = rng.permutation([4.0, -2.0, 1.5]) * rng.choice([-1, 1])
    x = np.where(np.abs(w) == 4, 0.5, rng.choice([2.0, 3.0, 5.0], size=3))
    b = float(rng.integers(1, 4))
    layers = [(w[:, None], np.array([b]))]
    return Ask(
        f"A node computes $w \\cdot x + b$ with `w = {vec(w).strip('`')}` and b = {num(b)}. For "
        f"the row `x = {vec(x).strip('`')}`, by how much (absolute value) does its output change "
        "when the first, the second, the third connection alone is cut?",
        key=ablate(layers, x[None])[0][:, 0],
        mistakes=[
            Mistake("sizes-of-weights", np.abs(w), "What runs through a connection is weight times "
                    "input. A large weight on a small input carries little."),
            Mistake("signed", -w * x, "Those are the changes with their signs. The absolute values "
                    "were asked for."),
            Mistake("what-is-left", np.abs(w @ x + b - w * x), "That is what the output is after "
                    "the cut. Take the difference to the output before."),
        ],
        why="The change is $|w_i x_i|$. Here the connection with the largest weight is the one that "
        "carries least: weights compare as importances only if the inputs are on one scale.",
        check=lambda: np.array([abs(float(forward(_without(layers, i), x[None])[-1][0, 0])
                                    - float(w @ x + b)) for i in range(3)]),
    )  # fmt: skip


def _without(layers: list[tuple[Array, Array]], i: int) -> list[tuple[Array, Array]]:
    W, b = layers[0]
    cut = W.copy()
    cut[i] = 0
    return [(cut, b)]


@shape(level=1, covers=["S07.01", "S07.14"])
def weights_between_layers(rng: Rng) -> Ask:
    """The weights between features and nodes."""
    cities, hidden = int(rng.integers(3, 7)), int(rng.integers(8, 20))
    rows = 40
    records: list[dict[str, float | str]] = [
        {"area": 80.0, "rooms": 3.0, "city": f"c{i % cities}"} for i in range(rows)
    ]
    X, names = vectorise(records)
    W = build_layers([X.shape[1], hidden, 1], "he", rng)[0][0]
    return Ask(
        f"{rows} houses are described by area, rooms, and one of {cities} cities, which has a "
        f"column of its own for each. They feed a layer of {hidden} nodes, $H = XW + b$, with a "
        "row of X for each house. What is the shape of `W`?",
        key=W.shape,
        mistakes=[
            Mistake("turned", (hidden, len(names)), "In $XW$ the columns of X meet the rows of W: "
                    "features come first."),
            Mistake("rows-inside", (rows, hidden), "That is H. The weights are shared by all "
                    "houses and know nothing of their number."),
            Mistake("city-is-a-number", (3, hidden), "A city is a name. As one number, the third "
                    "would lie between its neighbours."),
        ],
        why=f"A house is a feature vector of 2 + {cities} numbers, and each of them is connected "
        f"with each of {hidden} nodes. The shape of W has no place for the number of rows.",
    )  # fmt: skip


@order(level=2, covers=["S07.02", "E07.01", "H07.03"], definition=True)
def from_result_to_inputs(rng: Rng) -> Ask:
    """Through a graph and back."""
    del rng
    return Ask(
        "For $u = xy$, $v = u + x$, $L = v^2$: put the steps of a program that computes L and its "
        "gradient by x in an order that works.",
        key=Steps(
            (
                "`u = x * y`",
                "`v = u + x`",
                "`L = v ** 2`",
                "`dv = 2 * v`, the gradient of L by v",
                "`du = dv`, the gradient by u",
                "`dx = dv + du * y`, the gradient by x",
            ),
            (
                (0, 1, "v needs u."),
                (1, 2, "L needs v."),
                (1, 3, "dv is computed from the value of v."),
                (3, 4, "What u is worth is known once dv is."),
                (
                    4,
                    5,
                    "x has two ways to L, and one leads through u. Both must have come back.",
                ),
            ),
        ),
        mistakes=[],
        why="Forward, operands before results; backward, results before operands. The graph is "
        "these nodes and edges, held in memory. Nobody has to draw it, and its order is not "
        "unique: L itself may even come after dv.",
    )


@number(level=3, covers=["S07.02", "H07.03"])
def two_ways_to_the_result(rng: Rng) -> Ask:
    """A value that is used twice."""
    a, b = (int(v) for v in rng.choice(np.arange(2, 9), size=2, replace=False))
    x, y = Value(float(a)), Value(float(b))
    out = x * y * x + x
    out.backward()
    return Ask(
        f"A graph computes $u = xy$, then $L = ux + x$. With x = {a} and y = {b}, what comes back "
        "to x as its gradient?",
        key=float(x.grad),
        mistakes=[
            Mistake("through-u-alone", float(a * b), "That has come through u. x feeds L "
                    "directly, too: as a factor and as a term."),
            Mistake("directly-alone", float(a * b + 1), "That is direct. x also feeds u, and u "
                    "feeds L."),
            Mistake("forgot-the-term", float(2 * a * b), "The term + x has slope 1, and adds to "
                    "the rest."),
            Mistake("the-value", float(a * a * b + a), "That is L. The gradient says how L changes "
                    "with x."),
        ],
        why=f"Three edges lead away from x, and what comes back is added: ${a * b}$ through u "
        f"($\\partial L/\\partial u \\cdot \\partial u/\\partial x = x \\cdot y$), ${a * b}$ as the "
        f"factor beside u, and 1 as the term. Written out, $L = x^2 y + x$ and its slope is "
        f"$2xy + 1 = {2 * a * b + 1}$.",
        check=lambda: 2 * a * b + 1,
    )  # fmt: skip


@steps(level=1, covers=["E07.02", "C07.03", "S07.08"])
def density_and_probability(rng: Rng) -> Ask:
    """A density above 1."""
    low = float(rng.integers(1, 9))
    width = float(rng.choice([0.1, 0.2, 0.25]))
    part = width * float(rng.choice([0.2, 0.4, 0.6]))
    variable = Uniform(low, low + width)
    height = float(variable.density(low + width / 2))
    share = float(variable.cdf(low + part) - variable.cdf(low))
    return Ask(
        f"A bolt's length is uniform between {num(low)} and {num(low + width)} cm. How high is its "
        f"density there, per cm? What is the probability of a length between {num(low)} and "
        f"{num(low + part)} cm?",
        key=(
            Part("density", height, mistakes=[
                Mistake("at-most-one", 1.0, "A probability is at most 1. A density has a unit, one "
                        "over cm, and no upper bound."),
                Mistake("width", width, "The area has to be 1: height times width."),
            ]),
            Part("probability", share, lambda f: f * part, [
                Mistake("density-again", height, "A probability is an area: height times the "
                        "width of the piece."),
                Mistake("length", part, "Multiply the width of the piece by the height."),
            ]),
        ),
        mistakes=[],
        why=f"$1/{num(width)} = {num(height)}$ per cm, and the area above the piece is "
        f"${num(height)} \\cdot {num(part)} = {num(share)}$. In millimetres the density is a "
        "tenth of that; the probability is the same.",
        check=lambda: (1 / width, part / width),
    )  # fmt: skip


@number(level=3, covers=["S07.08", "C07.04", "H07.02"])
def bumps_on_rows(rng: Rng) -> Ask:
    """A density from a handful of rows."""
    h = float(rng.choice([0.5, 2.0, 2.5]))
    at = 10.0
    near = int(rng.integers(2, 5))
    far = int(rng.integers(3, 7))
    inside = at + np.round(rng.uniform(-0.9 * h, 0.9 * h, near), 1)
    outside = at + rng.choice([-1, 1], far) * (h + rng.choice(np.arange(1, 9), far))
    rows = rng.permutation(np.concatenate([inside, outside]))
    model = KernelDensity(bandwidth=h, kernel="tophat").fit(rows[:, None])
    n = near + far
    return Ask(
        f"Rows: {vec(rows)}. On each row stands a box that reaches {num(h)} to the left and to the "
        "right and has area 1/n; the boxes are added up. What is the density that they make at "
        f"{num(at)}?",
        key=float(np.exp(model.score_samples([[at]])[0])),
        mistakes=[
            Mistake("share-of-rows", near / n, "That is the share of the rows near by. A density "
                    "is a share per unit: divide by the width of a box."),
            Mistake("half-the-width", near / (n * h), "A box is twice as wide as it reaches to one "
                    "side."),
            Mistake("not-shared", near / (2 * h), "Each box has area 1/n, so that all together "
                    "have 1."),
        ],
        why=f"{near} of {n} boxes cover {num(at)}, each $1/(n \\cdot 2h)$ high: "
        f"${near}/({n} \\cdot {num(2 * h)})$. That is a kernel density estimate with a box for a "
        "kernel; a smooth bump in place of the box makes a smooth density. The reach h is a "
        "hyperparameter, and the rows are the model: it is nonparametric.",
        check=lambda: near / (n * 2 * h),
    )  # fmt: skip


@steps(level=1, covers=["S07.13", "C07.07"])
def warm_and_moist(rng: Rng) -> Ask:
    """A fuzzy rule fires."""
    t, m = float(rng.integers(11, 19)), float(rng.integers(31, 39))
    if rng.random() < 0.5:
        t += 10
    warm = float(triangular(t, 10, 20, 30))
    moist = float(triangular(m, 20, 30, 40))
    return Ask(
        "“Warm” is a triangle: degree 0 up to 10 °C, 1 at 20 °C, 0 again from 30 °C. “Moist” soil "
        f"has 0 up to 20 %, 1 at 30 %, 0 again from 40 %, which is wet. Now it is {num(t)} °C and {num(m)} %. How "
        "warm is it, how moist, and how strongly does a rule for “warm and moist” fire, if *and* is the "
        "smaller degree?",
        key=(
            Part("warm", warm, mistakes=[
                Mistake("other-side", 1 - warm, "Membership is 1 at the peak and falls on both "
                        "sides."),
                Mistake("warm-or-not", 1.0, "Between foot and peak it is warm in part."),
            ]),
            Part("moist", moist, mistakes=[
                Mistake("other-side", 1 - moist, "Right of the peak it falls: it is 1 at 30 and 0 "
                        "at 40."),
            ]),
            Part("rule", min(warm, moist), min, [
                Mistake("product", warm * moist, "That is how independent probabilities combine. "
                        "These are degrees, and *and* takes the smaller."),
                Mistake("larger", max(warm, moist), "That is *or*."),
            ]),
        ),
        mistakes=[],
        why=f"{num(warm)} and {num(moist)}, hence {num(min(warm, moist))}. Nothing here is uncertain: "
        "temperature and moisture are known exactly. What is graded is how well the words fit "
        "them.",
        check=lambda: (
            1 - abs(t - 20) / 10, 1 - abs(m - 30) / 10,
            1 - max(abs(t - 20), abs(m - 30)) / 10,
        ),
    )  # fmt: skip


@choice(level=1, covers=["E07.04", "C07.07"], proof="degree_is_no_probability")
def tall_to_a_half(rng: Rng) -> Ask:
    """What a degree says."""
    name = str(rng.choice(["Ada", "Ben", "Chidi", "Dana"]))
    return Ask(
        f"{name} is measured: 1.75 m, to the millimetre. A fuzzy set says “tall to degree 0.5”. "
        "What does that mean?",
        key="1.75 m fits the word “tall” halfway; nothing is uncertain",
        mistakes=[
            Mistake(
                "chance",
                f"With probability 0.5 {name} is tall; a better measurement would tell",
                "The height is known. No measurement makes the word sharper.",
            ),
            Mistake(
                "percentile",
                "Half of all people are shorter",
                "The set was drawn by somebody, who need not have counted people.",
            ),
            Mistake(
                "rounding",
                f"The set cannot decide, so {name} counts as not tall",
                "That would be a limit. The degree itself goes into the rules.",
            ),
        ],
        why="Vagueness of a word and uncertainty about a fact are two things. Measure better, and "
        "a probability goes to 0 or 1; the degree stays.",
    )


@choice(level=2, covers=["C07.08", "E07.05", "S07.15"], proof="unrelated_task_harms")
def worse_than_from_scratch(rng: Rng) -> Ask:
    """A head start that was none."""
    rows = int(rng.choice([25, 30, 40]))
    return Ask(
        "A hidden layer was learned on a task that depends on features 1 and 2. It is frozen, and "
        f"a new head learns from {rows} labels whether $x_3 + x_4 > 0$. The same network from "
        "scratch learns from the same labels. What is to be expected?",
        key="From scratch is better: the frozen layer has little left of features 3 and 4",
        mistakes=[
            Mistake(
                "always-helps",
                "The reused layer is better: it has seen far more rows",
                "Rows of another question. They taught it which features to ignore, among them "
                "the two that matter now.",
            ),
            Mistake(
                "head-repairs",
                "No difference: the new head learns what is missing",
                "The head sees only what the layer lets through.",
            ),
            Mistake(
                "few-labels",
                "Both are at a coin's level: nobody learns from so few labels",
                "A straight limit can be learned from them tolerably well, by who sees features "
                "3 and 4.",
            ),
        ],
        why="Transfer helps where both tasks need the same features, and most where labels are few. "
        "Where they do not, it is *negative transfer*: in the evidence even a frozen layer that has "
        "learned nothing does better. So compare with a network from scratch, always.",
    )


@choices(level=1, covers=["L07.01", "S07.05", "C07.02"], proof="stored_numbers")
def more_bars(rng: Rng) -> Ask:
    """What changes the number of parameters."""
    more = int(rng.integers(4, 11))
    hidden, layers, features = (
        f"{more} hidden nodes in place of 3",
        "A second hidden layer",
        "A further feature",
    )
    why = {
        hidden: "each node brings a weight from every input, a bias, and weights to what follows.",
        layers: "it has weights and biases of its own.",
        features: "it is connected with every node of the first layer.",
    }
    return Ask(
        "A dense network is trained. Which of these changes give it another number of parameters?",
        key={text: why[text] for text in (hidden, layers, features)},
        mistakes=[
            Mistake("epochs", "Twice the epochs", "The same numbers move for longer."),
            Mistake("rate", "A tenth of the learning rate", "The same numbers move by less."),
            Mistake("rows", "Twice the rows",
                    "The same numbers are found from more evidence. It is a parametric model."),
        ],
        why="Some hyperparameters set the shape of the model, others how its fit proceeds. Only the "
        "first kind changes what there is to learn.",
    )  # fmt: skip


@number(level=1, tolerance=EXACT, covers=["S07.10", "S07.04"])
def rows_that_move_weights(rng: Rng) -> Ask:
    """Rows that move weights."""
    n = 20 * int(rng.integers(10, 60))
    validation, test = (
        (0.2, 0.15), (0.15, 0.1), (0.25, 0.2), (0.15, 0.2),
    )[rng.integers(4)]  # fmt: skip
    parts = [len(part) for part in split_rows(n, (validation, test), rng)]
    return Ask(
        f"Of {n} rows, {num(100 * validation)} % are set aside for validation and "
        f"{num(100 * test)} % for the test. A learning rate is chosen among five. From how many "
        "rows does a fit compute its gradients?",
        key=parts[0],
        mistakes=[
            Mistake("validation-trains", parts[0] + parts[1], "Validation rows choose among fits. "
                    "A gradient from them would make them training rows."),
            Mistake("all", n, "Then nothing would be left to judge by."),
            Mistake("fifth", parts[0] / 5, "Each of the five is fitted to all training rows."),
        ],
        why=f"{parts[0]} to fit parameters, {parts[1]} to choose hyperparameters, {parts[2]} to judge, "
        "once. Three sets, because three things are found: weights, settings, and what the result "
        "is worth.",
        check=lambda: n - round(validation * n) - round(test * n),
    )  # fmt: skip


@recall(level=1, covers=["C07.02", "S07.05", "S07.06"])
def parameter_or_hyperparameter(rng: Rng) -> Ask:
    """Parameter and hyperparameter, in words."""
    del rng
    return Ask(
        "“What is the difference between a parameter and a hyperparameter?”",
        key=(
            "The fit finds parameters; hyperparameters are set before and steer it",
            Point("Weights and biases; learning rate, batch size, number of layers",
                  "Can you give an example of each?"),
            Point("By hand or by a search: fit with each setting, compare on validation rows",
                  "How do you choose a hyperparameter?"),
            Point("On training rows the most flexible setting tends to win, by remembering",
                  "Why not choose it by the training loss?"),
        ),
        mistakes=[],
        why="One sentence is enough for the difference: who chooses the number. How the second kind "
        "is chosen is what the question is for.",
    )  # fmt: skip


@recall(level=2, covers=["C07.05", "E07.03", "S07.11", "S07.12"])
def parametric_or_not(rng: Rng) -> Ask:
    """Parametric and nonparametric, in words."""
    del rng
    return Ask(
        "“Parametric or nonparametric model: what is the difference, and when do you prefer which?”",
        key=(
            "Parametric: a fixed number of parameters. Nonparametric: what it keeps grows with "
            "the rows",
            Point("Linear regression or a network; nearest neighbours or a kernel density",
                  "Can you give an example of each?"),
            Point("Parametric predicts at a fixed cost; neighbours search the stored rows",
                  "What does a prediction cost?"),
            Point("A wrong form stays wrong with any number of rows; without a form it takes "
                  "more of them",
                  "What do you pay for the flexibility?"),
            Point("Parametric need not be stiff or quick: a large network is neither",
                  "And a network with a billion weights?"),
        ),
        mistakes=[],
        why="“Nonparametric” does not mean without parameters: the rows take their place. The "
        "follow-up is nearly always a network, which is parametric and very flexible.",
    )  # fmt: skip


@recall(level=2, covers=["C07.08", "E07.05", "S07.15"])
def when_transfer_hurts(rng: Rng) -> Ask:
    """Transfer, in words."""
    del rng
    return Ask(
        "“When would you use transfer learning, and when can it hurt?”",
        key=(
            "Few labels here, many on a related task: start from what was learned there",
            Point("Keep the layers, put a new head on; freeze them, or train on at a small rate",
                  "How is it done?"),
            Point("It hurts where the tasks need other features: negative transfer",
                  "Does it always help?"),
            Point("Compare with the same network from scratch, on validation rows",
                  "How do you find out?"),
            Point("With many labels of one's own the head start shrinks",
                  "And with a million labels?"),
        ),
        mistakes=[],
        why="Name the condition, a related task, and the check, a network from scratch. Who names "
        "only the success stories is asked for the other ones.",
    )  # fmt: skip
