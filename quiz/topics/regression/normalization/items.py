"""Questions on normalisation."""

from __future__ import annotations

import numpy as np

from engine.concepts.tables import table
from engine.linear.descent import descend_least_squares, scaling_effect
from engine.neighbors.cosine import norm
from engine.nn.normalisation import (
    batch_norm,
    group_norm,
    instance_norm,
    layer_norm,
    what_they_see,
)
from engine.preprocessing.scalers import MinMaxScaler, StandardScaler
from engine.statistics.descriptive import median, variance
from engine.statistics.quantiles import spread
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


@number(level=1, covers=["S17.01", "E17.05", "W17.01"])
def beyond_the_range(rng: Rng) -> Ask:
    """A new value after min-max scaling."""
    low, width = int(rng.integers(2, 20)), int(rng.choice([8, 10, 16, 20, 40]))
    inner = rng.integers(1, width, size=2) + low
    x = rng.permutation([low, low + width, *inner]).astype(float)
    new = float(low + width + int(rng.integers(3, 30)))
    scaler = MinMaxScaler().fit(x[:, None])
    return Ask(
        f"A min-max scaler to [0, 1] is fitted to the training values {vec(x)}. A test row has "
        f"{num(new)}. What does it become?",
        key=scaler.transform([[new]])[0, 0],
        mistakes=[
            Mistake(
                "clipped",
                1.0,
                "Nothing clips it: the training values are in [0, 1], new ones need not be.",
            ),
            Mistake(
                "by-the-largest",
                new / (low + width),
                "Take the smallest off first, and divide by the range.",
            ),
            Mistake(
                "not-moved",
                new / width,
                "You divided by the range, but did not take the smallest off.",
            ),
        ],
        why=f"$({num(new)} - {low})/{width}$. The scaler has learned from the training rows "
        "and is not fitted again: a value above 1 says that the row is unlike them.",
        check=lambda: (new - low) / width,
    )


@number(level=1, covers=["S17.02", "C17.03", "H17.03", "E17.05"])
def a_z_score(rng: Rng) -> Ask:
    """The z-score of a test row."""
    middle, step = float(rng.integers(10, 60)), float(rng.integers(2, 6))
    x = rng.permutation(middle + step * np.array([-2.0, -1.0, 1.0, 2.0]))
    new = middle + float(rng.choice([-3, -2, 3, 4, 5])) * step + 1.0
    scaler = StandardScaler().fit(x[:, None])
    deviation = variance(x, ddof=0) ** 0.5
    with_it = np.append(x, new)
    return Ask(
        f"scikit-learn's `StandardScaler` is fitted to the training values {vec(x)}. What does "
        f"it make of {num(new)} in a test row?",
        key=scaler.transform([[new]])[0, 0],
        mistakes=[
            Mistake(
                "n-minus-one",
                (new - middle) / variance(x) ** 0.5,
                "This scaler divides by n, not by n - 1, before it takes the root.",
            ),
            Mistake(
                "by-the-variance",
                (new - middle) / deviation**2,
                "Divide by the deviation, the root of the variance.",
            ),
            Mistake(
                "fitted-again",
                float((new - with_it.mean()) / with_it.std()),
                "You let the test row into the mean and the deviation. They are those of the "
                "training rows.",
            ),
            Mistake(
                "not-centred",
                new / deviation,
                "Take the mean off first.",
            ),
        ],
        why=f"Mean {num(middle)}, deviation $\\sqrt{{{num(deviation**2)}}}$, so "
        f"$({num(new)} - {num(middle)})/{num(deviation)}$. pandas and torch would divide by "
        "n - 1: for few rows it shows.",
        check=lambda: (new - middle) / (2.5**0.5 * step),
    )


@steps(level=2, covers=["C17.02", "E17.03", "S17.01"])
def what_an_outlier_leaves(rng: Rng) -> Ask:
    """An outlier under three scalings."""
    x = float(rng.integers(1, 20)) + np.cumsum(rng.integers(1, 7, size=5)).astype(float)
    x[4] = x[0] + float(rng.integers(60, 400))
    gap = float(x[1] - x[0])
    rows = x[:, None]
    shares = MinMaxScaler().fit(rows).transform(rows).ravel()
    scores = StandardScaler().fit(rows).transform(rows).ravel()
    iqr = spread(x)["iqr"]
    robust = (x - median(x)) / iqr
    whole = x[4] - x[0]
    deviation = float(x.std())
    return Ask(
        f"A feature has the values {vec(x)}. How far are the two smallest apart after",
        key=(
            Part("min-max scaling to [0, 1]", float(shares[1] - shares[0]), mistakes=[
                Mistake("without-the-outlier", gap / float(x[3] - x[0]),
                        "So it would be without the largest value. That one sets the range."),
                Mistake("unscaled", gap, "That is the distance before."),
            ]),
            Part("standardising, divisor n", float(scores[1] - scores[0]), mistakes=[
                Mistake("by-the-range", gap / whole,
                        "Divide by the standard deviation."),
                Mistake("without-the-outlier", gap / float(x[:4].std()),
                        "The deviation takes the outlier in, by its square."),
            ]),
            Part("taking the median off and dividing by the distance of the quartiles "
                 "(second and fourth value)", float(robust[1] - robust[0]), mistakes=[
                Mistake("by-the-deviation", gap / deviation,
                        "Divide by the distance of the quartiles."),
                Mistake("minus-the-median", gap / iqr - median(x),
                        "The median is taken off both: it does not change their distance."),
            ]),
        ),
        mistakes=[],
        why=f"{num(gap)} divided by the range {num(whole)}, by the deviation {num(deviation)}, or by "
        f"{num(iqr)}. Range and deviation both follow the outlier; quartiles do not.",
        check=lambda: (gap / whole, gap / deviation, gap / float(x[3] - x[1])),
    )  # fmt: skip


@number(level=2, covers=["C17.01", "S17.08"])
def steepness(rng: Rng) -> Ask:
    """How much steeper one way."""
    small = int(rng.choice([1, 2, 3]))
    large = small * int(rng.choice([4, 5, 10, 20, 30]))
    square = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    X = square * np.array([small, large])
    # In units of the smaller one, it is as flat as the intercept's column of ones.
    found = scaling_effect(X / small, [1.0, 2.0, 4.0, 3.0], limit=3)
    ratio = large / small
    return Ask(
        f"Two uncorrelated features, centred, have the deviations {small} and {large}. The "
        "mean squared error is a bowl over their two weights. How many times as steep does it "
        "curve along the one as along the other?",
        key=found["raw"]["condition"],
        mistakes=[
            Mistake(
                "not-squared",
                ratio,
                "The curvature is the mean of the squared feature, so the ratio is squared.",
            ),
            Mistake(
                "even",
                1.0,
                "That is what standardising would make of it.",
            ),
            Mistake(
                "fourth-power",
                ratio**4,
                "You squared once too often.",
            ),
        ],
        why=f"$({large}/{small})^2$. A rate has to suit the steep direction, and along the flat "
        "one descent then creeps: it needs about as many steps as this ratio. "
        "Standardised, the bowl is round.",
        check=lambda: ratio**2,
    )


@number(level=2, covers=["C17.09"])
def rate_for_larger_inputs(rng: Rng) -> Ask:
    """What larger inputs do to a learning rate."""
    factor = int(rng.choice([2, 3, 4, 5, 10]))
    rate = float(rng.choice([0.5, 0.8, 0.9]))
    x = np.array([-1.0, 1.0, -1.0, 1.0])[:, None]
    y = rng.integers(-9, 10, size=4).astype(float)
    y[1] = y[0] + 20
    first = descend_least_squares(x, y, lr=rate, steps=1).theta[1][1]
    key = rate / factor**2
    same = descend_least_squares(factor * x, y, lr=key, steps=1).theta[1][1]
    assert abs(same * factor - first) < 1e-9
    return Ask(
        "A centred feature has one weight and no bias, learned by gradient descent on the mean "
        f"squared error from 0 with a rate of {num(rate)}. Then the feature's numbers become "
        f"{factor} times as large. Which rate now gives the same predictions after every step?",
        key=key,
        mistakes=[
            Mistake(
                "once",
                rate / factor,
                "The gradient grows with the factor, and a step moves the prediction by the "
                "factor again: twice.",
            ),
            Mistake("unchanged", rate, "With that it takes steps far too long."),
            Mistake(
                "larger",
                rate * factor**2,
                "Larger inputs need a smaller rate.",
            ),
        ],
        why=f"The bowl is ${factor}^2 = {factor**2}$ times as steep, so the rate is divided by "
        "as much. With several features no single rate is right for all, unless they are "
        "scaled.",
        check=lambda: rate / factor / factor,
    )


@expression(level=1, covers=["S17.03", "E17.06"])
def as_a_formula(rng: Rng) -> Ask:
    """Batch normalisation as a formula."""
    add = int(rng.integers(1, 6))
    domain = {
        "x": (-3.0, 3.0), "m": (-1.0, 1.0), "v": (0.5, 4.0),
        "g": (0.5, 2.0), "b": (-2.0, 2.0),
    }  # fmt: skip
    return Ask(
        f"A batch has the mean m and the variance v in a channel; the scale is g, the shift "
        f"b, and ε is {add}/1000. What becomes of an entry x? Write it in x, m, v, g and b.",
        key=Expr(f"g*(x-m)/sqrt(v+{add}/1000)+b", domain),
        mistakes=[
            Mistake(
                "no-root",
                Expr(f"g*(x-m)/(v+{add}/1000)+b", domain),
                "Divide by the deviation: the root of the variance.",
            ),
            Mistake(
                "shifted-first",
                Expr(f"g*((x-m)/sqrt(v+{add}/1000)+b)", domain),
                "The shift comes last, and is not multiplied by the scale.",
            ),
            Mistake(
                "not-scaled",
                Expr(f"(x-m)/sqrt(v+{add}/1000)", domain),
                "That has mean 0 and variance 1. Scale and shift are learned, and come after.",
            ),
        ],
        why="Standardise, then scale and shift. ε keeps the root away from 0 and stands "
        "inside it. With g = √v and b = m the layer could undo itself.",
    )


@steps(level=2, covers=["S17.03", "E17.05"])
def what_is_remembered(rng: Rng) -> Ask:
    """Batch normalisation, learned and used."""
    middle, step = float(rng.integers(2, 12)), float(rng.integers(1, 4))
    x = middle + step * np.array([-3.0, -1.0, 1.0, 3.0])
    momentum = float(rng.choice([0.1, 0.2, 0.5]))
    one, zero = np.ones(1), np.zeros(1)
    memory = batch_norm(x[:, None], one, zero, (zero, one), momentum=momentum)[1]
    new = middle + float(rng.integers(2, 9))
    used = batch_norm([[new]], one, zero, memory, train=False, eps=1e-12)[0][0, 0]
    m, v = float(memory[0][0]), float(memory[1][0])
    of_batch, unbiased = float(x.var()), variance(x)
    return Ask(
        "A batch normalisation starts with a running mean of 0 and a running variance of 1; "
        f"its momentum is {num(momentum)} (the weight of the new), the running variance takes "
        f"that of the batch with divisor m - 1, and ε is negligible. It sees one batch, "
        f"{vec(x)}, in training.",
        key=(
            Part("running mean", m, mistakes=[
                Mistake("of-the-batch", middle, "It moves there by a share only."),
                Mistake("weights-exchanged", (1 - momentum) * middle,
                        "The momentum is the weight of the new batch, not of the old."),
            ]),
            Part("running variance", v, mistakes=[
                Mistake("divisor-m", (1 - momentum) + momentum * of_batch,
                        "The batch itself is divided by the variance with divisor m; what is "
                        "remembered has m - 1."),
                Mistake("of-the-batch", unbiased, "It moves there by a share only."),
                Mistake("old-lost", momentum * unbiased,
                        "The old variance of 1 keeps its share."),
            ]),
            Part(f"what it then makes of {num(new)} in use (scale 1, shift 0)", float(used),
                 lambda a, b: (new - a) / b**0.5, [
                Mistake("by-the-batch", (new - middle) / of_batch**0.5,
                        "That batch is gone. In use it takes what it remembered."),
                Mistake("alone", 0.0,
                        "In use a single row is not its own batch."),
            ]),
        ),
        mistakes=[],
        why=f"$\\mu = {num(momentum)} \\cdot {num(middle)}$, "
        f"$\\sigma^2 = {num(1 - momentum)} + {num(momentum)} \\cdot {num(unbiased)}$. After one "
        "batch the memory is still mostly its start, which is why a network scored too early "
        "looks broken.",
        check=lambda: (
            momentum * middle,
            1 - momentum + momentum * 20 * step**2 / 3,
            (new - momentum * middle)
            / (1 - momentum + momentum * 20 * step**2 / 3) ** 0.5,
        ),
    )  # fmt: skip


@number(level=2, covers=["C17.06", "S17.03"])
def a_batch_of_two(rng: Rng) -> Ask:
    """Batch normalisation of two rows."""
    low, apart = int(rng.integers(-20, 20)), int(rng.integers(3, 30))
    gamma, beta = float(rng.integers(2, 7)), float(rng.integers(-9, 10))
    values = np.array([[low], [low + apart]], dtype=float)
    one, zero = np.ones(1), np.zeros(1)
    y = batch_norm(
        values, gamma * one, beta * one, (zero, one), eps=1e-12
    )[0].ravel()  # fmt: skip
    return Ask(
        f"In training a batch holds two rows, with {low} and {low + apart} in some channel. "
        f"Batch normalisation has scale {num(gamma)}, shift {num(beta)} and a negligible ε. "
        "What becomes of the larger one?",
        key=float(y[1]),
        mistakes=[
            Mistake(
                "n-minus-one",
                gamma * 0.5**0.5 + beta,
                "The batch is divided by the deviation with divisor m, here half the distance "
                "of the two.",
            ),
            Mistake(
                "by-the-distance",
                gamma / 2 + beta,
                "The deviation of two numbers is half their distance.",
            ),
            Mistake("no-scale", 1.0, "Scale and shift come after."),
            Mistake("the-smaller", float(y[0]), "That is the smaller one."),
        ],
        why="Of two numbers one becomes -1 and the other 1, whatever they are: all that is left "
        "is which is larger. So small batches destroy what the layer is to carry, and group or "
        "layer normalisation takes over.",
        check=lambda: gamma + beta,
    )


@number(level=2, covers=["C17.05", "S17.03"])
def what_it_undoes(rng: Rng) -> Ask:
    """Weights and biases before batch normalisation."""
    z = rng.choice(np.arange(-9, 10), size=5, replace=False).astype(float)
    factor, bias = float(rng.integers(2, 8)), float(rng.integers(1, 10))
    one, zero = np.ones(1), np.zeros(1)
    before = batch_norm(z[:, None], one, zero, (zero, one), eps=1e-12)[0].ravel()
    after = batch_norm(
        factor * z[:, None] + bias, one, zero, (zero, one), eps=1e-12
    )[0].ravel()  # fmt: skip
    at = int(np.argmax(before))
    was = float(before[at].round(2))
    return Ask(
        "In training, batch normalisation follows a linear layer, and makes "
        f"{num(was)} of one row in one unit. Now all weights of the unit are "
        f"multiplied by {num(factor)}, and its bias rises by {num(bias)} (it was 0). What comes "
        "out for that row? ε is negligible.",
        key=was + float(after[at] - before[at]),
        mistakes=[
            Mistake(
                "scaled-and-moved",
                factor * was + bias,
                "That would come out without normalisation. Mean and deviation of the batch "
                "have moved along.",
            ),
            Mistake(
                "scaled",
                factor * was,
                "The deviation is multiplied too, and cancels it.",
            ),
            Mistake("moved", was + bias, "The mean rises too, and is taken off."),
        ],
        why="The same as before: mean and deviation grow along. So a bias before batch "
        "normalisation does nothing (its place is taken by the shift), and the size of the "
        "weights only sets how far a step turns them.",
        check=lambda: was,
    )


@matrix(level=2, covers=["S17.04", "S17.03", "C17.07"])
def rows_or_columns(rng: Rng) -> Ask:
    """Layer or batch normalisation, by hand."""
    x = rng.choice(np.arange(-9, 20), size=6, replace=False).reshape(2, 3).astype(float)
    one, zero = np.ones(3), np.zeros(3)
    by_batch = batch_norm(x, one, zero, (zero, one), eps=1e-12)[0]
    return Ask(
        f"A batch of two rows with three features is {vec(x)}. What does layer normalisation "
        "make of the first row? Scale 1, shift 0, ε negligible.",
        key=layer_norm(x, one, zero, eps=1e-12)[0],
        mistakes=[
            Mistake(
                "batch",
                by_batch[0],
                "That is batch normalisation: down each column.",
            ),
            Mistake(
                "n-minus-one",
                (x[0] - x[0].mean()) / x[0].std(ddof=1),
                "The divisor is the number of features, not one less.",
            ),
            Mistake(
                "unit-length",
                x[0] / float(norm(x[:1])[0]),
                "You gave the row length 1. Here its mean becomes 0 and its variance 1.",
            ),
            Mistake("centred", x[0] - x[0].mean(), "Divide by the deviation as well."),
        ],
        why=f"Mean {num(x[0].mean())} and deviation {num(x[0].std())} of the row alone. The "
        "other row does not matter; for batch normalisation nothing else would.",
        check=lambda: (
            (x[0] - x[0].mean()) / ((x[0] ** 2).mean() - x[0].mean() ** 2) ** 0.5
        ),
    )


@matrix(level=1, covers=["E17.07"])
def length_one(rng: Rng) -> Ask:
    """What Normalizer does."""
    row = np.array(
        [[2, 3, 6], [1, 4, 8], [2, 6, 9], [4, 4, 7], [3, 4, 12], [2, 10, 11]]
    )
    x = rng.permutation(row[rng.integers(len(row))]) * int(rng.integers(1, 4))
    x = (x * rng.choice([-1, 1], size=3)).astype(float)
    return Ask(
        f"What does scikit-learn's `Normalizer()` make of the row {vec(x)}?",
        key=x / norm(x[None, :])[0],
        mistakes=[
            Mistake(
                "z-score",
                (x - x.mean()) / x.std(),
                "That would standardise the row. `Normalizer` gives it length 1.",
            ),
            Mistake(
                "sum-of-sizes",
                x / np.abs(x).sum(),
                "So it is with `norm='l1'`. The default is the Euclidean length.",
            ),
            Mistake(
                "largest",
                x / np.abs(x).max(),
                "So it is with `norm='max'`. The default is the Euclidean length.",
            ),
            Mistake(
                "min-max",
                (x - x.min()) / np.ptp(x),
                "That is min-max scaling, and across a row at that.",
            ),
        ],
        why=f"It divides by the length, {num(float(norm(x[None, :])[0]))}. One word for two "
        "things: scalers work down the columns, `Normalizer` along the rows. Only directions "
        "are left, as for cosine similarity.",
        check=lambda: x / float(np.sqrt((x**2).sum())),
    )


@shape(level=1, covers=["S17.03", "C17.05"])
def shape_of_the_memory(rng: Rng) -> Ask:
    """The shape of what batch normalisation keeps."""
    n, c = int(rng.integers(4, 40)), int(rng.choice([3, 8, 16, 32]))
    side = int(rng.choice([7, 14, 28]))
    one = np.ones(c)
    memory = batch_norm(rng.normal(size=(2, c, 2, 2)), one, 0 * one, (0 * one, one))[1]
    return Ask(
        f"Batch normalisation after a convolution gets x of shape ({n}, {c}, {side}, {side}): "
        "rows, channels, height, width. Which shape has its running mean?",
        key=memory[0].shape,
        mistakes=[
            Mistake(
                "each-pixel",
                (c, side, side),
                "All pixels of a channel share one mean: the kernel is the same everywhere.",
            ),
            Mistake(
                "each-row",
                (n, c),
                "That is instance normalisation, which keeps nothing.",
            ),
            Mistake("rows", (n,), "Means of rows are layer normalisation's."),
        ],
        why=f"One mean and one variance a channel, over ${n} \\cdot {side} \\cdot {side}$ "
        f"numbers each, and as many scales and shifts: {4 * c} numbers in all.",
    )


@steps(level=2, covers=["S17.05", "S17.06", "E17.04", "H17.02"])
def how_many_means(rng: Rng) -> Ask:
    """How many means each of them takes."""
    n = int(rng.choice([5, 7, 9, 11]))
    groups = int(rng.choice([2, 4]))
    c = groups * int(rng.choice([3, 4, 6]))
    side = int(rng.choice([10, 20]))
    x = rng.normal(size=(n, c, 2, 2))
    one, zero = np.ones(c), np.zeros(c)
    kinds = {
        "batch": batch_norm(x, one, zero, (zero, one))[0],
        "layer": group_norm(x, 1, one, zero),
        "instance": instance_norm(x),
        "group": group_norm(x, groups, one, zero),
    }
    # Entries that share a mean and a deviation are one straight line of x.
    count = {}
    for kind, y in kinds.items():
        slope = np.diff(y.reshape(n, c, 4), axis=2)[..., 0]
        slope = slope / np.diff(x.reshape(n, c, 4), axis=2)[..., 0]
        count[kind] = len(np.unique(slope.round(9)))
    return Ask(
        f"Images come as ({n}, {c}, {side}, {side}): rows, channels, height, width. How many "
        "means are taken from one batch by",
        key=(
            Part("batch normalisation", count["batch"], mistakes=[
                Mistake("pixels", c * side * side, "Pixels of a channel share their mean."),
                Mistake("rows-too", n * c, "It pools over the batch."),
            ]),
            Part("layer normalisation over channels and pixels", count["layer"], mistakes=[
                Mistake("channels-too", n * c, "That is instance normalisation."),
                Mistake("one", 1, "Rows are not pooled: each has its own."),
            ]),
            Part("instance normalisation", count["instance"], mistakes=[
                Mistake("images", n, "Each image, and each channel of it."),
                Mistake("channels", c, "It does not pool over the batch."),
            ]),
            Part(f"group normalisation with {groups} groups", count["group"], mistakes=[
                Mistake("groups", groups, "So many in each image."),
                Mistake("by-size", n * (c // groups),
                        f"{groups} is the number of groups, not of channels in one."),
            ]),
        ),
        mistakes=[],
        why=f"{c} channels; {n} rows; {n} rows times {c} channels; {n} rows times {groups} "
        "groups. Group normalisation stands between layer (one group) and instance "
        "(as many groups as channels).",
        check=lambda: (c, n, n * c, n * groups),
    )  # fmt: skip


@match(level=3, covers=["L17.01", "S17.07", "C17.08", "C17.07"])
def who_notices(rng: Rng) -> Ask:
    """Who notices a brighter channel."""
    seen = what_they_see(rng)
    words = {
        (True, True): "Outputs of the other images, and of this channel's own image",
        (False, True): "Outputs of the image itself, of no other",
        (False, False): "Nothing at all",
    }
    # Both kinds that pool within an image see the channel and not the batch.
    assert seen["group"] == seen["layer"]
    inner = str(rng.choice(["layer", "group"]))
    name = {"layer": "layer normalisation over channels and pixels",
            "group": "group normalisation with two groups"}[inner]  # fmt: skip
    key = {
        "batch normalisation": words[seen["batch"]],
        name: words[seen[inner]],
        "instance normalisation": words[seen["instance"]],
    }
    return Ask(
        "In training, one channel of one image in a batch gets more contrast and more "
        "brightness: it is multiplied by 3, then 2 is added. ε is negligible. What changes "
        f"under batch normalisation, under {name}, and under instance normalisation?",
        key=key,
        mistakes=[
            Mistake(
                "batch-as-instance",
                ("batch normalisation", "Nothing at all"),
                "The mean of the channel over the batch rises, so every image's channel moves.",
            ),
            Mistake(
                "instance-sees-itself",
                ("instance normalisation", "Outputs of the image itself, of no other"),
                "Mean and deviation of this very channel grow along and cancel it.",
            ),
            Mistake(
                "batch-stays-inside",
                ("batch normalisation", "Outputs of the image itself, of no other"),
                "It pools over the batch: the other images share that mean.",
            ),
        ],
        why="Ask who shares a mean with the entry that was changed. Alone with its own channel "
        "a gain and an offset vanish, which is why style transfer uses instance "
        "normalisation: contrast is style. With other rows, rows depend on each other.",
    )


@match(level=1, covers=["S17.09", "S17.07", "C17.11"], definition=True)
def where_each_belongs(rng: Rng) -> Ask:
    """Where each of them is used."""
    rows = {row.name: row.cells for row in table("normalisation").rows}
    names = ["batch norm", "layer norm", "instance norm", "group norm"]
    if rng.random() < 0.5:
        names[2] = "min-max"
    key = {name: rows[name][0] for name in names}
    swaps = [
        ("batch-for-few-rows", "batch norm", rows["group norm"][0],
         "With few rows the statistics of a batch are noise; groups of channels do without "
         "it."),
        ("layer-needs-large-batches", "layer norm", rows["batch norm"][0],
         "Layer normalisation leaves the batch alone, so its size is no matter."),
        ("layer-for-images", "layer norm", rows["group norm"][0],
         "Close: both stay within a row. Sequences have features, images have channels."),
    ]  # fmt: skip
    return Ask(
        "Which of them is at home where? " + ", ".join(names).capitalize() + ".",
        key=key,
        mistakes=[
            Mistake(route, (left, right), hint) for route, left, right, hint in swaps
        ],
        why="Conventions, with reasons: who can pool over rows, does; sequences and small "
        "batches cannot.",
    )


@choices(level=1, covers=["C17.10", "E17.01", "C17.04"], proof="trees_do_not_care")
def who_needs_scaling(rng: Rng) -> Ask:
    """Which models need scaled features."""
    need = (
        (
            "k nearest neighbours",
            "the feature with the largest numbers decides who is near.",
        ),
        ("An SVM with an RBF kernel", "its kernel is made of distances."),
        ("Ridge regression", "the penalty acts in the units of the features."),
        ("A network trained by descent", "one rate has to suit all directions."),
        ("k-means", "it measures distances to centres."),
    )
    not_need = (
        Mistake(
            "tree",
            "A decision tree",
            "It asks whether a value is above a threshold, and thresholds move along.",
        ),
        Mistake(
            "forest",
            "A random forest",
            "Each of its trees asks for thresholds only.",
        ),
        Mistake(
            "boosting",
            "Gradient-boosted trees",
            "Trees again: the order of values is all that they see.",
        ),
        Mistake(
            "least-squares",
            "Least squares without a penalty, solved exactly",
            "A weight adapts to the unit, and predictions stay as they are.",
        ),
    )
    right = rng.choice(len(need), size=3, replace=False)
    wrong = rng.choice(len(not_need), size=2, replace=False)
    return Ask(
        "One feature is in metres, another in grams. For which of these models do the units "
        "change the predictions?",
        key=dict(need[i] for i in right),
        mistakes=[not_need[i] for i in wrong],
        why="Distances, penalties and steps of descent feel units. Thresholds do not, and "
        "exact least squares makes up for them.",
    )


@choice(level=1, covers=["E17.02"], proof="the_shape_stays")
def a_skewed_feature(rng: Rng) -> Ask:
    """z-scores of a skewed feature."""
    what = str(rng.choice(["Incomes", "House prices", "Waiting times", "File sizes"]))
    return Ask(
        f"{what} have a long tail to the right. What does their histogram look like after they "
        "were standardised?",
        key="The same shape, moved and stretched",
        mistakes=[
            Mistake(
                "normal",
                "A bell around 0",
                "A linear map cannot make a bell. A logarithm might come closer.",
            ),
            Mistake(
                "not-allowed",
                "It has no meaning: standardising needs normal data",
                "Mean and deviation exist without any bell.",
            ),
            Mistake(
                "within-three",
                "Everything lies between -3 and 3",
                "So it nearly is for a bell. A long tail goes far beyond.",
            ),
        ],
        why="Skewness before and after is the same to the last digit. Standardising makes units "
        "comparable, nothing else.",
    )


@choice(level=2, covers=["E17.05", "C17.06"], proof="it_remembers")
def answers_that_change(rng: Rng) -> Ask:
    """A network whose answers change."""
    size = int(rng.choice([16, 32, 64]))
    return Ask(
        f"A network with batch normalisation was trained on batches of {size} and did well. In "
        "service the answer to one and the same image changes with the others that "
        "happen to be in the request. What is the likely reason?",
        key="It still runs in training mode",
        mistakes=[
            Mistake(
                "small-batch",
                "Batches in service are smaller than in training",
                "In use the size does not matter: each row is normalised by what was remembered.",
            ),
            Mistake(
                "not-scaled",
                "The images in service are not scaled as in training",
                "That would make answers worse, but the same in any company.",
            ),
            Mistake(
                "momentum",
                "The momentum of the running mean is too small",
                "The memory might be poor then, but it is the same for every request.",
            ),
        ],
        why="Only the statistics of the batch tie rows together, and only training mode takes "
        "them. `model.eval()` in torch, `training=False` in Keras. A single image in torch's "
        "training mode may even raise an error.",
    )


@output(level=2, covers=["S17.04", "S17.05", "C17.08"])
def axes_in_numpy(rng: Rng) -> Ask:
    """Which axes numpy is to pool."""
    n, c = int(rng.integers(2, 5)), int(rng.integers(5, 9))
    h, w = (int(k) for k in rng.choice([10, 11, 12, 13], size=2, replace=False))
    kind = str(rng.choice(["batch", "layer", "instance"]))
    axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3)}
    code = (
        "import numpy as np\n"
        f"x = np.zeros(({n}, {c}, {h}, {w}))  # rows, channels, height, width\n"
        f"print(x.mean(axis={axes[kind]}, keepdims=True).shape)"
    )
    left = {"batch": (1, c, 1, 1), "layer": (n, 1, 1, 1), "instance": (n, c, 1, 1)}
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "kept-those-named",
                str(
                    tuple(
                        k if i in axes[kind] else 1 for i, k in enumerate((n, c, h, w))
                    )
                ),
                "The axes that are named are pooled, and become 1.",
            ),
            Mistake(
                "dropped",
                str(tuple(k for k in left[kind] if k > 1)),
                "`keepdims=True` keeps the pooled axes, as 1, so that x minus its mean works.",
            ),
        ],
        why=f"One mean for each place of what is not pooled: this is {kind} normalisation. "
        "With the axes kept, `x - mean` broadcasts as it should.",
    )


@order(level=2, covers=["S17.03", "H17.01"], definition=True)
def forth_in_steps(rng: Rng) -> Ask:
    """Batch normalisation in training, in order."""
    del rng
    return Ask(
        "Put a step of batch normalisation in training in order.",
        key=Steps(
            (
                "Mean of each channel over the batch",
                "Variance of each channel around that mean",
                "Take the mean off, divide by the root of variance plus ε",
                "Multiply by the scale",
                "Add the shift",
            ),
            (
                (0, 1, "The variance is measured around the mean."),
                (1, 2, "There is nothing to divide by yet."),
                (
                    2,
                    3,
                    "The scale is applied to what is standardised; before, it would cancel.",
                ),
                (3, 4, "The shift is not multiplied by the scale."),
            ),
        ),
        mistakes=[],
        why="The running statistics may be updated any time after the variance is known. Scale "
        "and shift are learned; mean and variance are measured, and the gradient goes "
        "through them too.",
    )


@recall(level=1, covers=["C17.01", "C17.09", "C17.10", "C17.11"])
def why_normalise(rng: Rng) -> Ask:
    """Why features are scaled, in words."""
    del rng
    return Ask(
        "“Why do you normalise features, and when do you not?”",
        key=(
            Point(
                "Descent: one rate suits all directions, so far fewer steps",
                "What does it do for gradient descent?",
            ),
            Point(
                "Distances and penalties feel units: neighbours, SVM, k-means, ridge",
                "Which models need it besides networks?",
            ),
            Point(
                "Not for trees and forests: thresholds move along",
                "And for a random forest?",
            ),
            Point(
                "z-scores by default, min-max where a range is needed; quartiles if there are "
                "outliers",
                "Which scaling do you take?",
            ),
            Point(
                "Fit the scaler to the training rows, apply it to all",
                "What could go wrong with the test rows?",
            ),
        ),
        mistakes=[],
        why="“Always scale” is safe and not quite true. What lifts the answer is to say which "
        "models feel units, and why.",
    )


@recall(level=2, covers=["C17.05", "C17.06", "E17.05", "S17.03"])
def training_and_use(rng: Rng) -> Ask:
    """Batch normalisation in training and in use, in words."""
    del rng
    return Ask(
        "“What does batch normalisation do in training, and what in use?”",
        key=(
            "Training: mean and variance of each channel over batch and places",
            "Then a learned scale and shift for each channel",
            Point(
                "Meanwhile running averages of both are kept",
                "Where do the numbers for use come from?",
            ),
            Point(
                "Use: those averages, so a row's output does not depend on the others",
                "What happens to a single row in use?",
            ),
            Point(
                "Small batches: noisy statistics, and averages that do not fit; one row a "
                "channel fails",
                "What if the batch is tiny?",
            ),
            Point(
                "Larger rates and less care with the start, because scale before it is undone",
                "Why does it help at all?",
            ),
        ),
        mistakes=[],
        why="“Internal covariate shift” was the first explanation, and is disputed. A smoother "
        "loss and scale that is undone are easier to defend.",
    )


@recall(level=2, covers=["C17.07", "S17.04", "S17.07", "E17.06"])
def batch_or_layer(rng: Rng) -> Ask:
    """Batch or layer normalisation, in words."""
    del rng
    return Ask(
        "“Batch or layer normalisation: what differs, and why do transformers use the second?”",
        key=(
            "Batch: each channel over the rows; layer: each row over its features",
            Point(
                "Layer: the same in training and use, no memory, any batch size",
                "What changes between training and use?",
            ),
            Point(
                "Sequences differ in length and padding, so statistics over a batch mix what "
                "does not belong together",
                "What is the trouble with sequences?",
            ),
            Point(
                "Decoding handles one token at a time",
                "And when text is generated?",
            ),
            Point(
                "Both have scale and shift: per channel, or per feature",
                "Which parameters do they have?",
            ),
            "Group between them, instance for style",
        ),
        mistakes=[],
        why="The question behind it: with whom does an entry share its mean? Everything else "
        "follows from that.",
    )
