"""Statements on the terms of machine learning, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.autodiff.tape import Value
from engine.datasets.points import moons
from engine.decision.fuzzy import mamdani, triangular
from engine.linear.logistic import LogisticRegression
from engine.metrics.rates import accuracy
from engine.neighbors.kernel_density import KernelDensity
from engine.neighbors.knn import KNNClassifier
from engine.nn.initialisers import build_layers
from engine.nn.mlp import MLPClassifier, count_parameters, cross_entropy, fit_layers
from engine.nn.probes import ablate, probe_layers
from engine.optim.adam import Adam
from engine.optim.momentum import SGD
from engine.optim.search import grid
from engine.statistics.continuous import Normal
from engine.workflow.candidates import numbers_stored
from engine.workflow.scores import split_rows
from quiz.claims import Evidence, above, claim, within
from quiz.topics.foundations.terminology.transfer import (
    FEATURES,
    NODES,
    first_task,
    reuse,
)

Rng = np.random.Generator


@claim(
    "A weight says how much of one node reaches the next, and it is learned: cutting the "
    "connections of a useful feature changes the outputs far more than cutting those of a "
    "useless one after training; before it, chance decides.",
    covers=["C07.01", "S07.01", "S07.03", "S07.04"],
)
def weights_are_learned(rng: Rng) -> Evidence:
    X = rng.normal(size=(200, 2))
    y = (X[:, 0] > 0).astype(int)
    start = build_layers([2, 2], "he", rng)
    fitted, losses = fit_layers(
        start, X, np.eye(2)[y], cross_entropy, SGD(lr=0.5), rng, epochs=60, size=50
    )
    before, after = ablate(start, X)[0].sum(axis=1), ablate(fitted, X)[0].sum(axis=1)
    shown = {
        "change by cutting, useful over useless, before": float(before[0] / before[1]),
        "the same after training": float(after[0] / after[1]),
        "loss after the first epoch": float(losses[0]),
        "loss after the last": float(losses[-1]),
    }
    margins = [above(after[0] / after[1], 3.0), above(losses[0] - losses[-1], 0.02)]
    return Evidence(min(margins), shown)


@claim(
    "A fit moves parameters and leaves hyperparameters as they were set. Which learning rate "
    "is good shows only from outside: fit with each, and compare on rows not fitted.",
    covers=["C07.02", "S07.06", "S07.07", "S07.10"],
)
def fit_leaves_the_learning_rate(rng: Rng) -> Evidence:
    X, y, _ = moons(200, 0.2, rng)
    train, validation, _ = split_rows(200, (0.3, 0.2), rng)
    shown: dict[str, float | str] = {}
    right, kept, moved = [], [], []
    for settings in grid({"lr": [1e-5, 0.05]}):
        model = MLPClassifier(hidden=(8,), epochs=20, **settings)
        model.fit(X[train], y[train], rng)
        kept.append(float(abs(model.lr - settings["lr"])))
        moved.append(float(model.losses_[0] - model.losses_[-1]))
        right.append(accuracy(y[validation], model.predict(X[validation])))
        shown[f"rate {settings['lr']:g}: loss fell by"] = moved[-1]
        shown[f"rate {settings['lr']:g}: validation rows right"] = right[-1]
    shown["change of the rates by the fits"] = max(kept)
    margins = [within(max(kept), 1e-12), above(moved[1], 0.1), above(right[1], 0.7),
               above(right[1] - right[0], 0.05)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A density integrates to 1, and so does one estimated by bumps on rows, whatever the "
    "bandwidth.",
    covers=["C07.03", "S07.08"],
)
def density_integrates_to_one(rng: Rng) -> Evidence:
    rows = rng.normal(size=(20, 1))
    x = np.linspace(-12, 12, 4_801)
    shown, errors = {}, []
    for h in (0.1, 0.5, 2.0):
        model = KernelDensity(bandwidth=h).fit(rows)
        total = float(np.trapezoid(np.exp(model.score_samples(x[:, None])), x))
        shown[f"integral, bandwidth {h:g}"] = total
        errors.append(abs(total - 1))
    return Evidence(within(max(errors), 1e-3), shown)


@claim(
    "A density estimator learns a distribution: with more rows, and a bandwidth that shrinks "
    "with them, its divergence from the truth falls.",
    covers=["C07.04", "S07.08"],
)
def closer_with_more_rows(rng: Rng) -> Evidence:
    x = np.linspace(-6, 6, 121)
    truth = Normal(0.0, 1.0)
    log_p = truth.log_density(x)
    shown, found = {}, []
    for n in (20, 1_000):
        divergence = 0.0
        for _ in range(3):
            model = KernelDensity(bandwidth=1.06 * n**-0.2)
            model.fit(rng.normal(size=(n, 1)))
            log_q = model.score_samples(x[:, None])
            divergence += float(np.trapezoid(np.exp(log_p) * (log_p - log_q), x)) / 3
        shown[f"divergence, {n} rows"] = divergence
        found.append(divergence)
    return Evidence(min(above(found[0], 2 * found[1]), above(found[1], 1e-6)), shown)


@claim(
    "A parametric model keeps as many numbers however many rows it has seen; nearest "
    "neighbours keep the rows, and compare each new row with all of them.",
    covers=["C07.05", "S07.05", "S07.11", "S07.12"],
)
def stored_numbers(rng: Rng) -> Evidence:
    shown, kept = {}, []
    for n in (50, 500):
        X, y, _ = moons(n, 0.2, rng)
        kept.append(numbers_stored(X, y, rng))
        for name, count in kept[-1].items():
            shown[f"{name}, {n} rows"] = count
    few, many = kept
    same = abs(few["linear"] - many["linear"]) + abs(few["mlp"] - many["mlp"])
    growth = many["neighbours"] / few["neighbours"]
    counted = abs(many["mlp"] - count_parameters(build_layers([2, 32, 2], "he", rng)))
    margins = [0.5 - same, 0.5 - counted, 0.5 - abs(few["linear"] - 3),
               within(abs(growth - 10), 0.1)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Deep networks build features upon features: on rings around a centre a line tells more "
    "from the first hidden layer than from the input, and more again from the second.",
    covers=["C07.06", "S07.09"],
)
def features_upon_features(rng: Rng) -> Evidence:
    X, new = rng.uniform(-3, 3, (300, 2)), rng.uniform(-3, 3, (300, 2))
    model = MLPClassifier(hidden=(16, 16), lr=0.02, epochs=60)
    model.fit(X, np.sin(2 * np.hypot(X[:, 0], X[:, 1])) > 0, rng)
    truth = np.sin(2 * np.hypot(new[:, 0], new[:, 1])) > 0
    right = probe_layers(model.layers_, new, truth)
    shown = {"a line on the input": float(right[0]),
             "on the first hidden layer": float(right[1]),
             "on the second": float(right[2])}  # fmt: skip
    margins = [above(right[1] - right[0], 0.02), above(right[2] - right[1], 0.02)]
    return Evidence(min(margins), shown)


@claim(
    "Fuzzy rules answer by degrees: a membership lies between 0 and 1, and where a limit would "
    "jump, the output of overlapping rules glides.",
    covers=["C07.07", "S07.13"],
)
def fuzzy_output_glides(rng: Rng) -> Evidence:
    cold, warm = (-1.0, 0.0, 20.0), (0.0, 20.0, 41.0)
    heat, idle = (60.0, 80.0, 100.0), (0.0, 20.0, 40.0)
    rules = [({"t": cold}, heat), ({"t": warm}, idle)]
    universe = np.linspace(0, 100, 201)
    start = float(rng.uniform(1, 3))
    outputs = []
    for t in start + np.arange(0, 16, 0.5):
        outputs.append(mamdani(rules, {"t": float(t)}, universe))
    degrees = triangular(rng.uniform(-20, 60, 500), *warm)
    fall = outputs[0] - outputs[-1]
    jump = float(np.abs(np.diff(outputs)).max())
    shown: dict[str, float | str] = {"output, cold": outputs[0], "output, warm": outputs[-1],
             "largest change within half a degree": jump,
             "least and greatest membership": f"{degrees.min():.2f}, {degrees.max():.2f}"}  # fmt: skip
    inside = 1.0 if degrees.min() >= 0 and degrees.max() <= 1 else -1.0
    margins = [
        inside,
        above(float(degrees.max()), 0.5),
        above(fall, 15.0),
        within(jump, 6.0),
    ]
    return Evidence(min(margins), shown)


@claim(
    "What was learned on one task helps on a related one with few labels: a frozen layer "
    "beats the same network from scratch.",
    covers=["C07.08", "S07.15"],
)
def related_task_helps(rng: Rng) -> Evidence:
    X, T = first_task(1_000, rng)
    start = build_layers([FEATURES, NODES, 2], "he", rng)
    learned, _ = fit_layers(
        start, X, T, cross_entropy, Adam(0.03), rng, epochs=20, size=50
    )
    reused, scratch = reuse(learned, True, rng)
    shown = {"30 labels, layer reused": reused, "30 labels, from scratch": scratch}
    return Evidence(above(reused - scratch, 0.02), shown)


@claim(
    "Transfer may harm: a layer that was made for a task with other features has thrown away "
    "what the new one needs. From scratch the same network is better, and so is even a frozen "
    "layer that has learned nothing.",
    covers=["E07.05", "S07.15"],
    verdict="corrected",
    often="Transfer learning improves performance.",
)
def unrelated_task_harms(rng: Rng) -> Evidence:
    X, T = first_task(1_000, rng)
    start = build_layers([FEATURES, NODES, 2], "he", rng)
    learned, _ = fit_layers(
        start, X, T, cross_entropy, Adam(0.03), rng, epochs=20, size=50
    )
    luck = int(rng.integers(2**32))
    reused, scratch = reuse(learned, False, np.random.default_rng(luck))
    blank, _ = reuse(start, False, np.random.default_rng(luck))
    shown = {"30 labels, layer reused": reused, "30 labels, from scratch": scratch,
             "30 labels, a frozen layer that has learned nothing": blank}  # fmt: skip
    return Evidence(
        min(above(scratch - reused, 0.05), above(blank - reused, 0.01)), shown
    )


@claim(
    "A graph is nodes and edges; no picture is needed. From the operands of each result alone "
    "come an order to compute in and every gradient.",
    covers=["E07.01", "S07.02"],
    verdict="corrected",
    often="A graph is a visual representation of a network.",
)
def graph_without_a_picture(rng: Rng) -> Evidence:
    a, b = (float(v) for v in rng.uniform(0.5, 2, 2))
    x, y = Value(a), Value(b)
    out = (x * y + x) * y
    order = list(out.history())
    places = {id(value): i for i, value in enumerate(order)}
    edges, backwards = 0, 0
    for value in order:
        for parent, _ in value.parents:
            edges += 1
            backwards += places[id(parent)] >= places[id(value)]
    out.backward()
    error = abs(float(x.grad) - (b * b + b)) + abs(float(y.grad) - (2 * a * b + a))
    shown = {"nodes": len(order), "edges": edges, "edges against the order": backwards,
             "error of the gradients": error}  # fmt: skip
    margins = [0.5 - backwards, 0.5 - abs(edges - 6), within(error, 1e-9)]
    return Evidence(min(margins), shown)


@claim(
    "A density is not a probability: that of a normal variable with deviation 0.1 reaches 3.99, "
    "and probability is the area under it.",
    covers=["E07.02", "C07.03"],
    verdict="corrected",
    often="The density gives how likely a value is, so it is at most 1.",
)
def density_above_one(rng: Rng) -> Evidence:
    variable = Normal(float(rng.normal()), 0.1)
    middle = float(variable.mean)
    peak = float(variable.density(middle))
    area = float(variable.cdf(middle + 0.1) - variable.cdf(middle - 0.1))
    drawn = rng.normal(middle, 0.1, size=20_000)
    share = float(np.mean(np.abs(drawn - middle) < 0.1))
    shown = {"density at the peak": peak, "area within one deviation": area,
             "share of 20,000 draws there": share}  # fmt: skip
    margins = [within(abs(peak - 3.989), 0.001), within(abs(area - share), 0.02)]
    return Evidence(min(margins), shown)


@claim(
    "Parametric says that the number of parameters is fixed, not that the model is stiff or "
    "quick: with 162 parameters a network follows two moons as the neighbours do, where a "
    "line with 3 cannot.",
    covers=["E07.03", "C07.05"],
    verdict="corrected",
    often="Parametric models are fast and of limited flexibility.",
)
def parametric_and_flexible(rng: Rng) -> Evidence:
    X, y, _ = moons(200, 0.15, rng)
    new, truth, _ = moons(400, 0.15, rng)
    network = MLPClassifier(lr=0.02, epochs=50).fit(X, y, rng)
    line = LogisticRegression().fit(X, y)
    shown = {
        "parameters of the network": count_parameters(network.layers_),
        "new rows right, line": accuracy(truth, np.asarray(line.predict(new))),
        "new rows right, network": accuracy(truth, network.predict(new)),
        "new rows right, neighbours": accuracy(
            truth, KNNClassifier(5).fit(X, y).predict(new)
        ),
    }
    count, stiff, flexible, near = shown.values()
    margins = [0.5 - abs(count - 162), above(flexible - stiff, 0.03), above(near - stiff, 0.03),
               within(abs(flexible - near), 0.06)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A degree of membership is not a probability: measure a person better, and the doubt "
    "whether they are above 1.80 m goes; that they are tall to about a half stays.",
    covers=["E07.04", "S07.13"],
    verdict="corrected",
    often="Fuzzy logic handles uncertainty: a degree is how likely the statement is.",
)
def degree_is_no_probability(rng: Rng) -> Evidence:
    height = float(rng.uniform(1.74, 1.77))
    shown, doubts, degrees = {}, [], []
    for name, sd in (("by eye", 0.05), ("with a rule", 0.005)):
        belief = Normal(height, sd)
        above_limit = float(belief.survival(1.8))
        doubts.append(min(above_limit, 1 - above_limit))
        degrees.append(
            float(triangular(belief.sample(1_000, rng), 1.6, 1.9, 2.2).mean())
        )
        shown[f"measured {name}: chance of being above 1.80 m"] = above_limit
        shown[f"measured {name}: degree of being tall"] = degrees[-1]
    margins = [above(doubts[0], 0.05), within(doubts[1], 0.001),
               within(abs(degrees[1] - 0.5), 0.15),
               within(abs(degrees[1] - degrees[0]), 0.05)]  # fmt: skip
    return Evidence(min(margins), shown)
