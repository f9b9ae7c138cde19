"""Statements about normalisation, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.linear.descent import descend_least_squares, scaling_effect
from engine.linear.logistic import train_logistic
from engine.losses.categorical import sparse_cross_entropy
from engine.metrics.rates import accuracy
from engine.neighbors.cosine import norm
from engine.neighbors.knn import KNNClassifier
from engine.nn.gradient_flow import gradient_flow, square_weights
from engine.nn.normalisation import (
    batch_norm,
    batch_norm_backward,
    group_norm,
    instance_norm,
    layer_norm,
    what_they_see,
)
from engine.optim.momentum import SGD
from engine.preprocessing.scalers import MinMaxScaler, StandardScaler
from engine.statistics.descriptive import median, moment_shape
from engine.statistics.quantiles import spread
from engine.svm.svc import SVC
from engine.trees.cart import DecisionTreeClassifier
from engine.trees.forest import RandomForestClassifier
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator


def _two_units(n: int, rng: Rng) -> tuple[Array, Array]:
    """Two features of which the first tells the class, and is in units of 1/300."""
    X = rng.normal(size=(n, 2))
    y = (X[:, 0] + 0.3 * X[:, 1] > 0).astype(int)
    return X * np.array([1.0, 300.0]), y


@claim(
    "Scaling speeds up gradient descent: with features of scales 1 and 10 it needs "
    "dozens of times the steps that it needs with standardised ones.",
    covers=["C17.01", "S17.08"],
)
def steps_saved(rng: Rng) -> Evidence:
    X = rng.normal(size=(100, 2))
    y = X @ [2.0, -1.0] + 0.1 * rng.normal(size=100)
    found = scaling_effect(X * np.array([1.0, 10.0]), y, tol=1e-4, limit=20_000)
    shown: dict[str, float] = {}
    for kind in ("raw", "standardised"):
        shown[f"{kind}: steep over flat"] = found[kind]["condition"]
        shown[f"{kind}: steps"] = found[kind]["steps"]
    ratio, slow, even, fast = shown.values()
    return Evidence(
        min(above(ratio, 60), above(slow, 24 * fast), within(even, 3)), shown
    )


@claim(
    "Min-max scaling sends training values to [0, 1], and z-scores have mean 0 and "
    "deviation 1, the deviation with divisor n.",
    covers=["C17.02", "C17.03", "W17.01", "S17.01", "S17.02"],
)
def where_values_go(rng: Rng) -> Evidence:
    X = rng.normal(50, 20, size=(30, 3)) ** 2
    shares = MinMaxScaler().fit(X).transform(X)
    scores = StandardScaler().fit(X).transform(X)
    ends = max(
        float(np.abs(shares.min(axis=0)).max()),
        float(np.abs(shares.max(axis=0) - 1).max()),
    )
    middle = float(np.abs(scores.mean(axis=0)).max())
    width = float(np.abs(scores.std(axis=0) - 1).max())
    shown = {
        "ends off 0 and 1 by": ends,
        "means off 0 by": middle,
        "deviations off 1 by": width,
    }
    return Evidence(
        min(within(ends, 1e-12), within(middle, 1e-12), within(width, 1e-12)), shown
    )


@claim(
    "One outlier squeezes all other values together, in min-max scaling and in z-scores "
    "alike; median and quartiles hardly notice it.",
    covers=["C17.02", "E17.03"],
    verdict="corrected",
    often="Min-max scaling is sensitive to outliers; z-scores are not.",
)
def outliers_squeeze(rng: Rng) -> Evidence:
    x = rng.uniform(1, 5, size=40)
    far = np.append(x, 1_000.0)
    kept: dict[str, float] = {}
    for name, scaler in (("min-max", MinMaxScaler()), ("z-score", StandardScaler())):
        before = np.ptp(scaler.fit(x[:, None]).transform(x[:, None]))
        after = np.ptp(scaler.fit(far[:, None]).transform(x[:, None]))
        kept[f"{name}: room left to the 40 others"] = float(after / before)
    kept["median and quartiles: room left"] = spread(x)["iqr"] / spread(far)["iqr"]
    ends, scores, robust = kept.values()
    moved = abs(median(far) - median(x))
    margins = [within(ends, 0.02), within(scores, 0.02), above(robust, 0.7),
               within(moved, 0.5)]  # fmt: skip
    return Evidence(min(margins), kept)


@claim(
    "z-scores need no normal distribution and make none: a skewed feature stays exactly as "
    "skewed as it was.",
    covers=["E17.02"],
    verdict="corrected",
    often="z-scores are for normally distributed data.",
)
def the_shape_stays(rng: Rng) -> Evidence:
    x = rng.exponential(size=500)
    scores = StandardScaler().fit(x[:, None]).transform(x[:, None]).ravel()
    before, after = moment_shape(x)[0], moment_shape(scores)[0]
    shown = {"skewness before": before, "skewness after": after}
    return Evidence(min(within(abs(after - before), 1e-9), above(after, 0.8)), shown)


@claim(
    "Nearest neighbours, support vector machines and models trained by descent do far "
    "better on standardised features where units differ.",
    covers=["C17.04", "C17.11"],
)
def who_gains(rng: Rng) -> Evidence:
    (X, y), (new, truth) = _two_units(150, rng), _two_units(300, rng)
    scaler = StandardScaler().fit(X)
    shown: dict[str, float] = {}
    for units, rows, asked in (
        ("raw", X, new), ("standardised", scaler.transform(X), scaler.transform(new)),
    ):  # fmt: skip
        for name, model in (("5 neighbours", KNNClassifier(5)), ("SVM", SVC())):
            told = model.fit(rows, y).predict(asked)
            shown[f"{name}, {units}"] = accuracy(truth, told)
        theta = train_logistic(rows, y, SGD(0.1), rng, size=150, epochs=40).theta
        told = (asked @ theta[:-1] + theta[-1] > 0).astype(int)
        shown[f"logistic regression by descent, {units}"] = accuracy(truth, told)
    values = list(shown.values())
    margins = []
    for raw, scaled in zip(values[:3], values[3:], strict=True):
        margins.append(above(scaled, raw + 0.05))
    return Evidence(min(*margins, above(min(values[3:]), 0.85)), shown)


@claim(
    "Trees and forests need no scaling: in other units they predict the same for every row, "
    "and even after a logarithm a tree cuts its rows in the same way.",
    covers=["C17.10", "E17.01"],
    verdict="corrected",
    often="Always normalise your data before training.",
)
def trees_do_not_care(rng: Rng) -> Evidence:
    X, new = rng.lognormal(size=(2, 120, 3))
    y = ((X[:, 0] > 1) ^ (X[:, 1] > 2)).astype(int)
    scaler = StandardScaler().fit(X)
    scaled, asked = scaler.transform(X), scaler.transform(new)
    tree, forest = DecisionTreeClassifier(), RandomForestClassifier(8)
    one, two = np.random.default_rng(1), np.random.default_rng(1)
    by_forest = forest.fit(X, y, one).predict(new)
    shown = {
        "tree, standardised: other predictions": float(
            (tree.fit(X, y).predict(new) != tree.fit(scaled, y).predict(asked)).sum()
        ),
        "forest, standardised": float(
            (by_forest != forest.fit(scaled, y, two).predict(asked)).sum()
        ),
    }
    short, noisy = DecisionTreeClassifier(max_depth=2), y ^ (rng.random(120) < 0.2)
    kept = short.fit(X, noisy).predict(X)
    by_logs = short.fit(np.log(X), noisy).predict(np.log(X))
    shown["tree, logarithms: on its rows"] = float((kept != by_logs).sum())
    neighbours = KNNClassifier(3)
    before = neighbours.fit(X, y).predict(new)
    after = neighbours.fit(np.log(X), y).predict(np.log(new))
    moved = float((before != after).sum())
    margins = [within(max(shown.values()), 0.5), above(moved, 0.5)]
    return Evidence(min(margins), shown | {"3 neighbours, logarithms": moved})


@claim(
    "Unscaled inputs make large gradients, and a rate that suits scaled ones then makes "
    "descent blow up: gradients grow with the scale, the largest stable rate falls with its "
    "square.",
    covers=["C17.09"],
)
def large_inputs(rng: Rng) -> Evidence:
    X = rng.normal(size=(60, 3))
    y = X @ [1.0, -2.0, 0.5] + 0.1 * rng.normal(size=60)
    shown: dict[str, float] = {}
    for scale in (1.0, 10.0, 100.0):
        path = descend_least_squares(scale * X, y, lr=0.1, steps=40)
        step = float(np.linalg.norm(path.theta[1] - path.theta[0])) / 0.1
        shown[f"inputs times {scale:g}: first gradient"] = step
        last = float(path.loss[-1]) if np.isfinite(path.loss[-1]) else 1e300
        shown[f"inputs times {scale:g}: loss after 40 steps"] = last
    small, good, larger, worse, largest, worst = shown.values()
    margins = [above(larger, 8 * small), above(largest, 80 * small),
               within(good, 0.1), above(worse, 1e6), above(worst, 1e6)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Batch normalisation works on each channel over the batch. Signals then neither fade "
    "nor grow with depth, and the scale of the weights before it makes no difference.",
    covers=["C17.05", "S17.03"],
)
def signals_stay(rng: Rng) -> Evidence:
    X, G = rng.normal(size=(2, 64, 32))
    shown: dict[str, float] = {}
    for gain in (0.5, 3.0):
        weights = square_weights(12, 32, gain, rng)
        for name, on in (("plain", False), ("with batch norm", True)):
            signals = gradient_flow(weights, X, G, norm=on).signals
            ratio = float(signals[-1] / signals[0])
            shown[f"gain {gain:g}, {name}: last layer over first"] = ratio
    one, zero = np.ones(32), np.zeros(32)
    z = X @ square_weights(1, 32, 1.0, rng)[0]
    once = batch_norm(z, one, zero, (zero, one))[0]
    again = batch_norm(50 * z + 7, one, zero, (zero, one))[0]
    moved = float(np.abs(once - again).max())
    fades, steady, grows, steady_too = shown.values()
    margins = [within(fades, 1e-3), above(grows, 100), within(abs(steady - 1), 0.3),
               within(abs(steady_too - 1), 0.3), within(moved, 1e-3)]  # fmt: skip
    return Evidence(
        min(margins), shown | {"weights times 50, biases plus 7: moved by": moved}
    )


@claim(
    "At a rate of 5 a network of five hidden layers learns with batch normalisation; without "
    "it the loss stays where it was, or above.",
    covers=["C17.05"],
)
def larger_rates(rng: Rng) -> Evidence:
    X = rng.normal(size=(128, 8))
    y = (X[:, 0] + X[:, 1] > 0).astype(int)
    start = square_weights(4, 16, 1.4, rng)
    first, last = rng.normal(size=(8, 16)) / 8**0.5, rng.normal(size=(16, 2)) / 4
    one, zero = np.ones(16), np.zeros(16)
    loss: dict[str, float] = {}
    for name in ("plain", "with batch norm"):
        layers = [first.copy(), *(W.copy() for W in start), last.copy()]
        for _ in range(30):
            held, before = [X], []
            for W in layers[:-1]:
                z = held[-1] @ W
                before.append(z)
                if name != "plain":
                    z = batch_norm(z, one, zero, (zero, one))[0]
                held.append(np.maximum(z, 0))
            value, g = sparse_cross_entropy(held[-1] @ layers[-1], y)
            if value > 100:
                break
            gradients = [held[-1].T @ g]
            for i in range(len(layers) - 2, -1, -1):
                g = (g @ layers[i + 1].T) * (held[i + 1] > 0)
                if name != "plain":
                    g = batch_norm_backward(g, before[i], one)[0]
                gradients.append(held[i].T @ g)
            for i, gradient in enumerate(gradients[::-1]):
                layers[i] = layers[i] - 5.0 * gradient
        loss[f"{name}: loss after 30 steps"] = float(value)
    plain, normed = loss.values()
    return Evidence(min(above(plain, 2 * normed), above(plain, 0.5)), loss)


@claim(
    "In a batch of two, batch normalisation gives a row another output with each partner; "
    "in a batch of 128 hardly. Group normalisation gives it the same in both.",
    covers=["C17.06", "S17.06"],
)
def small_batches_are_noisy(rng: Rng) -> Evidence:
    mine = rng.normal(size=(1, 8))
    one, zero = np.ones(8), np.zeros(8)
    shown: dict[str, float] = {}
    for size in (2, 128):
        batches, groups = [], []
        for _ in range(60):
            x = np.vstack([mine, rng.normal(size=(size - 1, 8))])
            batches.append(batch_norm(x, one, zero, (zero, one))[0][0])
            groups.append(group_norm(x, 2, one, zero)[0])
        shown[f"batch norm, batch of {size}: deviation of an output"] = float(
            np.std(batches, axis=0).mean()
        )
        shown[f"group norm, batch of {size}: deviation"] = float(
            np.std(groups, axis=0).mean()
        )
    noisy, still, calm, still_too = shown.values()
    margins = [above(noisy, 4 * calm), within(still, 1e-9), within(still_too, 1e-9)]
    return Evidence(min(margins), shown)


@claim(
    "Layer normalisation works within a row, so the other rows of a batch do not matter, "
    "and a batch of one is as good as any.",
    covers=["C17.07", "S17.04"],
)
def rows_alone(rng: Rng) -> Evidence:
    x, one, zero = rng.normal(3, 2, size=(6, 10)), np.ones(10), np.zeros(10)
    whole = layer_norm(x, one, zero)
    alone = layer_norm(x[:1], one, zero)
    other = np.vstack([x[:1], 9 * x[1:] + 4])
    apart = float(np.abs(alone[0] - whole[0]).max())
    apart = max(apart, float(np.abs(layer_norm(other, one, zero)[0] - whole[0]).max()))
    by_batch = batch_norm(other, one, zero, (zero, one))[0][0]
    moved = float(np.abs(by_batch - batch_norm(x, one, zero, (zero, one))[0][0]).max())
    shown = {
        "layer norm: moved by other rows": apart,
        "batch norm: moved by other rows": moved,
        "mean of a row": float(np.abs(whole.mean(axis=1)).max()),
    }
    margins = [within(apart, 1e-12), above(moved, 0.1),
               within(shown["mean of a row"], 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Instance normalisation works on each channel of each image: contrast and brightness of "
    "a channel leave no trace. Over a whole image it would be layer normalisation, which "
    "keeps the differences between channels.",
    covers=["C17.08", "E17.04", "S17.05", "S17.07"],
    verdict="corrected",
    often="Instance normalisation normalises each image.",
)
def per_image_and_channel(rng: Rng) -> Evidence:
    seen = what_they_see(rng)
    x = rng.normal(size=(2, 3, 4, 4)) + np.array([0.0, 5.0, -5.0])[:, None, None]
    one, zero = np.ones(3), np.zeros(3)
    whole = group_norm(x, 1, one, zero).mean(axis=(2, 3))
    each = instance_norm(x).mean(axis=(2, 3))
    shown = {
        "instance norm: largest mean of a channel": float(np.abs(each).max()),
        "over the whole image: largest mean of a channel": float(np.abs(whole).max()),
    }
    notices = float(seen["instance"][0] or seen["instance"][1])
    keeps = float(seen["layer"][1] and seen["group"][1] and seen["batch"][1])
    margins = [within(shown["instance norm: largest mean of a channel"], 1e-9),
               above(float(np.abs(whole).max()), 0.5), within(notices, 0.5),
               above(keeps, 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "In use batch normalisation takes what it remembered: after one batch 1, 2, 3, 4 and a "
    "momentum of 0.1 a mean of 0.25 and a variance of 1.0667. A row then comes out the same "
    "in any company, and in training a batch of one is refused.",
    covers=["E17.05", "S17.03"],
    verdict="corrected",
    often="Batch normalisation uses the statistics of the batch.",
)
def it_remembers(rng: Rng) -> Evidence:
    one, zero = np.ones(1), np.zeros(1)
    memory = batch_norm([[1.0], [2.0], [3.0], [4.0]], one, zero, (zero, one))[1]
    x = rng.normal(size=(8, 1))
    together = batch_norm(x, one, zero, memory, train=False)[0][0, 0]
    alone = batch_norm(x[:1], one, zero, memory, train=False)[0][0, 0]
    company = batch_norm(x, one, zero, memory)[0][0, 0]
    try:
        batch_norm(x[:1], one, zero, memory)
    except ValueError:
        refused = 1.0
    else:
        refused = 0.0
    shown = {
        "remembered mean": float(memory[0][0]),
        "remembered variance": float(memory[1][0]),
        "in use, in company": float(together),
        "in use, alone": float(alone),
        "in training, in company": float(company),
    }
    margins = [within(abs(memory[0][0] - 0.25), 1e-9),
               within(abs(memory[1][0] - 1.0667), 1e-4),
               within(abs(together - alone), 1e-12),
               above(abs(company - alone), 0.001), above(refused, 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A scaler learns from the training rows and is applied to all others: new rows may fall "
    "outside [0, 1], and test rows scaled by themselves lose what sets them apart. A "
    "constant column goes to 0, not to NaN.",
    covers=["E17.05", "S17.01", "S17.02", "H17.03"],
)
def fitted_to_training_rows(rng: Rng) -> Evidence:
    X = np.column_stack([rng.normal(size=50), np.full(50, 0.1)])
    new = X + np.array([3.0, 0.0])
    scaler = StandardScaler().fit(X)
    kept = float(scaler.transform(new)[:, 0].mean())
    lost = float(StandardScaler().fit(new).transform(new)[:, 0].mean())
    most = float(MinMaxScaler().fit(X).transform(new)[:, 0].max())
    constant = float(np.abs(scaler.transform(X)[:, 1]).max())
    shown = {
        "shift of 3 seen by the training scaler": kept,
        "by a scaler of the new rows": lost,
        "largest new value, min-max": most,
        "a constant column": constant,
    }
    margins = [above(kept, 2), within(abs(lost), 1e-9), above(most, 1.1),
               within(constant, 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Layer and group normalisation have a scale and a shift as batch normalisation has: "
    "what comes out has the mean beta and the deviation |gamma|.",
    covers=["E17.06"],
    verdict="corrected",
    often="Gamma and beta belong to batch normalisation.",
)
def scale_and_shift(rng: Rng) -> Evidence:
    x = rng.normal(5, 3, size=(4, 6, 20))
    gamma, beta = np.full(6, 2.0), np.full(6, -3.0)
    by_group = group_norm(x, 1, gamma, beta)
    by_layer = layer_norm(x, np.full(20, 2.0), np.full(20, -3.0))
    by_batch = batch_norm(x, gamma, beta, (0 * gamma, gamma))[0]
    off = 0.0
    for y, axes in ((by_group, (1, 2)), (by_layer, (2,)), (by_batch, (0, 2))):
        off = max(off, float(np.abs(y.mean(axis=axes) + 3).max()))
        off = max(off, float(np.abs(y.std(axis=axes) - 2).max()))
    return Evidence(within(off, 1e-3), {"means and deviations are off by": off})


@claim(
    "“Normalise” also means to give each row the length 1: [3, 4] becomes [0.6, 0.8]. That "
    "works across features, where scalers work down a column.",
    covers=["E17.07"],
    verdict="corrected",
    often="Normalising is scaling each feature.",
)
def rows_of_length_one(rng: Rng) -> Evidence:
    X = np.vstack([[3.0, 4.0], rng.uniform(1, 9, size=(20, 2))])
    unit = X / norm(X)[:, None]
    grown = X * rng.uniform(0.5, 5, size=(21, 1))
    same = float(np.abs(grown / norm(grown)[:, None] - unit).max())
    moved = float(
        np.abs(
            StandardScaler().fit(grown).transform(grown)
            - StandardScaler().fit(X).transform(X)
        ).max()
    )
    off = float(np.abs(unit[0] - [0.6, 0.8]).max())
    shown = {
        "rows of other lengths, unit rows moved by": same,
        "rows of other lengths, z-scores moved by": moved,
    }
    return Evidence(
        min(within(off, 1e-9), within(same, 1e-9), above(moved, 0.3)), shown
    )
