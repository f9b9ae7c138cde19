"""Statements on rules that are written and rules that are learned, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Booleans, Integers
from engine.clustering.kmeans import KMeans
from engine.datasets.digits import digits
from engine.datasets.mails import Mails, mails
from engine.datasets.points import blobs, xor
from engine.decision.drift import ks_test, population_stability
from engine.decision.mcts import mcts
from engine.decision.rules import may_register, should_learn
from engine.decision.tax import tax
from engine.decision.threshold import learn_threshold
from engine.decision.tic_tac_toe import EMPTY
from engine.linear.logistic import LogisticRegression
from engine.metrics.partitions import adjusted_rand
from engine.metrics.rates import accuracy
from engine.nn.mlp import MLPClassifier
from engine.trees.cart import DecisionTreeClassifier, DecisionTreeRegressor
from engine.workflow.candidates import score_candidates
from engine.workflow.change import follow_policy, monitor
from engine.workflow.images import classify_images
from engine.workflow.learned_rule import disagreement
from engine.workflow.spam import filter_spam
from quiz.claims import Evidence, above, claim, within
from quiz.topics.foundations.ml_vs_traditional.limits import (
    decisions,
    thresholds_in_use,
)

Rng = np.random.Generator
LOWS, RATES = [0.0, 10.0, 20.0, 40.0], [0.0, 0.1, 0.2, 0.4]
"""A tax on incomes in thousands."""


@claim(
    "A rule that somebody wrote can be found again in its answers: a tree with one question "
    "learns the limit of a form, though nobody tells it what is asked for.",
    covers=["C03.01", "S03.01", "S03.02", "S03.03"],
)
def limit_found_in_answers(rng: Rng) -> Evidence:
    limit = int(rng.integers(16, 22))
    ages = rng.permutation(60).astype(float)
    said = np.array([may_register(age, limit) for age in ages])
    tree = DecisionTreeClassifier(max_depth=1).fit(ages[:, None], said)
    found, wrong = learn_threshold(ages, said)
    asked = float(tree.tree_.threshold[0])
    shown = {"limit written": limit, "threshold of the tree": asked,
             "threshold with the fewest errors": found, "its errors": wrong}  # fmt: skip
    off = abs(asked - (limit - 0.5)) + abs(found - (limit - 0.5)) + wrong
    return Evidence(within(off, 1e-9), shown)


@claim(
    "When the limit is raised, the program and the model are equally wrong, until somebody "
    "changes the one or trains the other on new decisions.",
    covers=["C03.02", "S03.05", "L03.01"],
)
def both_stand_still(rng: Rng) -> Evidence:
    ages = rng.permutation(60).astype(float)
    found = follow_policy(ages, [18, 18, 21])
    shown = {f"right after the change, {name}": float(found[name][-1])
             for name in ("written", "frozen", "retrained")}  # fmt: skip
    shown["threshold before"], shown["threshold after"] = found["threshold"][1:]
    off = abs(shown["threshold before"] - 17.5) + abs(shown["threshold after"] - 20.5)
    written, frozen, again = (float(v) for v in list(shown.values())[:3])
    same = abs(written - 0.95) + abs(frozen - 0.95) + abs(again - 1)
    return Evidence(min(within(off, 1e-9), within(same, 1e-9)), shown)


@claim(
    "On images a rule about one pixel is hardly better than guessing, where a model of all "
    "pixels reads most digits; but it takes examples, and a few dozen are not enough.",
    covers=["C03.03", "S03.06"],
)
def many_dimensions_take_many_rows(rng: Rng) -> Evidence:
    new = digits(300, 0.3, rng)
    few = classify_images(digits(30, 0.3, rng), new)
    many = classify_images(digits(400, 0.3, rng), new)
    shown = {"best rule on one pixel": many["one pixel"],
             "all pixels, 30 images": few["pixels"],
             "all pixels, 400 images": many["pixels"]}  # fmt: skip
    one, poor, good = shown.values()
    margins = [within(one, 0.3), above(good, 0.6), above(good - poor, 0.1)]
    return Evidence(min(margins), shown)


@claim(
    "A bug repeats: each run of the program errs on the same rows. Models trained on other "
    "samples of the same rows disagree about some; each by itself answers alike each time.",
    covers=["C03.04", "S03.04", "S03.07"],
)
def errors_of_two_kinds(rng: Rng) -> Evidence:
    X, new = rng.random((150, 2)), rng.random((600, 2))
    y = _above(X) ^ (rng.random(150) < 0.15)
    found = disagreement(lambda rows: np.asarray(rows[:, 0] > 0.5), (X, y), new, rng)
    bug = accuracy(_above(new), new[:, 0] > 0.5)
    shown = {"rows on which runs of the program differ": found["program"],
             "the program is right on": bug,
             "rows on which runs of one model differ": found["model"],
             "rows on which retrained models differ": found["retrained"]}  # fmt: skip
    margins = [within(found["program"] + found["model"], 1e-9),
               above(found["retrained"], 0.1)]  # fmt: skip
    return Evidence(min(margins), shown)


def _above(X: Array) -> Booleans:
    return np.asarray(X[:, 0] + X[:, 1] > 1)


@claim(
    "What is known exactly is computed: written code has every tax right; a tree that "
    "has seen 400 has hardly any right to the cent, and with 20 it is far off.",
    covers=["C03.05", "S03.08"],
)
def tax_is_not_learned(rng: Rng) -> Evidence:
    new = rng.uniform(0, 100, 300).round(2)
    truth = tax(new, LOWS, RATES)
    parts = np.zeros(300)
    for low, rise in zip(LOWS, np.diff(RATES, prepend=0.0), strict=True):
        parts += rise * np.maximum(new - low, 0)
    shown = {"largest error of the code": float(np.abs(parts - truth).max())}
    for n in (20, 400):
        seen = rng.uniform(0, 100, n).round(2)
        tree = DecisionTreeRegressor().fit(seen[:, None], tax(seen, LOWS, RATES))
        off = np.abs(tree.predict(new[:, None]) - truth)
        shown[f"mean error, {n} examples"] = float(off.mean())
        shown[f"right to the cent, {n} examples"] = float((off < 0.000_005).mean())
    exact, few, _, many, cent = shown.values()
    margins = [within(exact, 1e-9), above(few, 5 * many), above(many, 0.002),
               within(cent, 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Earning more never leaves less: a higher rate is taken from what lies above its limit "
    "alone.",
    covers=["S03.08"],
)
def a_raise_is_a_raise(rng: Rng) -> Evidence:
    income = np.sort(np.append(rng.uniform(0, 100, 400), LOWS[1:]))
    kept = income - tax(income, LOWS, RATES)
    limit = float(rng.choice(LOWS[1:]))
    jump = float(np.diff(tax([limit, limit + 0.01], LOWS, RATES))[0])
    shown = {"least gain from earning more": float((np.diff(kept) / np.diff(income)).min()),
             "tax of 0.01 more, across a limit": jump}  # fmt: skip
    least = shown["least gain from earning more"]
    return Evidence(min(within(abs(least - 0.6), 1e-6), within(jump, 0.01)), shown)


@claim(
    "Where neither feature says anything by itself, as in the exclusive or, a rule that weighs "
    "and adds is little better than a coin; a network and a support vector machine are right.",
    covers=["C03.06", "S03.09"],
)
def relations_that_bend(rng: Rng) -> Evidence:
    train, new = xor(200, 0.15, rng), xor(300, 0.15, rng)
    found = score_candidates((train.X, train.y), (new.X, new.y), rng)
    shown = {f"new rows right, {name}": right for name, right in found.items()}
    margins = [above(found["svm"], 0.8), above(found["mlp"], 0.8),
               within(found["logistic"], 0.8)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A spam filter learns its words from marked mails; trained on mails whose marks mean "
    "nothing, it knows none.",
    covers=["S03.10", "C03.07"],
)
def marks_make_the_filter(rng: Rng) -> Evidence:
    sent = mails(700, 60, rng)
    train, new = (Mails(*(part[s] for part in sent))
                  for s in (slice(400), slice(400, None)))  # fmt: skip
    careless = train._replace(spam=rng.permutation(train.spam))
    good, bad = filter_spam(train, new, rng), filter_spam(careless, new, rng)
    shown = {"trained on marked mails": good["bayes"],
             "on shuffled marks": bad["bayes"],
             "calling nothing spam": good["nothing is spam"]}  # fmt: skip
    right, lost, idle = shown.values()
    return Evidence(min(above(right - idle, 0.1), within(lost - idle, 0.15)), shown)


@claim(
    "Features are work: a line is a coin on rows inside and outside a circle, and right once "
    "somebody gives it the distance from the middle.",
    covers=["C03.07"],
)
def a_feature_that_somebody_built(rng: Rng) -> Evidence:
    X, new = rng.normal(size=(400, 2)), rng.normal(size=(600, 2))
    y, truth = _inside(X), _inside(new)
    plain = LogisticRegression().fit(X, y)
    built = LogisticRegression(alpha=0.01).fit((X**2).sum(axis=1, keepdims=True), y)
    shown = {"the two coordinates": accuracy(truth, plain.predict(new)),
             "the squared distance": accuracy(
                 truth, built.predict((new**2).sum(axis=1, keepdims=True)))}  # fmt: skip
    raw, made = shown.values()
    return Evidence(min(within(raw, 0.75), above(made, 0.85)), shown)


def _inside(X: Array) -> Integers:
    """1 in the circle that half of the rows lie in."""
    return np.asarray((X**2).sum(axis=1) < 2 * np.log(2)).astype(np.int64)


@claim(
    "Nothing is needed to run a program, but a model has to be validated: with a fifth of the "
    "labels wrong, what a full tree scores on its own rows says nothing about new ones.",
    covers=["C03.07"],
)
def own_rows_flatter(rng: Rng) -> Evidence:
    X, new = rng.random((300, 2)), rng.random((1_000, 2))
    y, truth = _above(X) ^ (rng.random(300) < 0.2), _above(new)
    tree = DecisionTreeClassifier().fit(X, y)
    own, other = accuracy(y, tree.predict(X)), accuracy(truth, tree.predict(new))
    shown = {"own rows right": own, "new rows right": other}
    return Evidence(min(within(1 - own, 1e-9), above(own - other, 0.1)), shown)


@claim(
    "A monitor compares the inputs of today with those of the training: it is silent in most "
    "periods while they are alike, and loud when they shift.",
    covers=["C03.07", "S03.11", "S03.12", "H03.02"],
)
def inputs_are_watched(rng: Rng) -> Evidence:
    reference = rng.normal(size=(1_000, 3))
    periods = []
    for period in range(30):
        moved = 0.5 if period >= 20 else 0.0
        periods.append(rng.normal(size=(200, 3)) + np.array([moved, 0.0, 0.0]))
    alarms = monitor(reference, periods, alpha=0.01)
    idle, heard = int(alarms[:20].sum()), int(alarms[20:].sum())
    shown = {"alarms in 20 periods alike": idle, "alarms in 10 that shifted": heard}
    return Evidence(min(within(idle, 4), above(heard, 8)), shown)


@claim(
    "A task is one for learning only with enough data, rules that nobody can write, and errors "
    "that can be lived with: one combination of eight.",
    covers=["S03.13"],
)
def one_of_eight(rng: Rng) -> Evidence:
    learned, against = [], 0
    for place in rng.permutation(8):
        answers = [bool(place & 1), bool(place & 2), bool(place & 4)]
        decision, reasons = should_learn(*answers)
        against += len(reasons)
        if decision:
            learned.append(answers)
    shown: dict[str, float | str] = {
        "combinations in which to learn": len(learned),
        "reasons against, over all eight": against,
    }
    as_said = learned == [[True, False, True]] and against == 12
    return Evidence(1.0 if as_said else -1.0, shown)


@claim(
    "“Above 18” and “18 and above” differ for one age of 60, and a model that learns from a "
    "program's answers learns its bug: the threshold is 18.5 instead of 17.5.",
    covers=["E03.01", "W03.01"],
    verdict="corrected",
    often="If age > 18, allow registration.",
)
def bugs_are_learned(rng: Rng) -> Evidence:
    ages = rng.permutation(60).astype(float)
    meant = np.array([may_register(age) for age in ages])
    printed = ages > 18
    right, bug = learn_threshold(ages, meant)[0], learn_threshold(ages, printed)[0]
    refused = ages[meant & ~printed]
    shown = {"people refused by mistake": len(refused), "their age": float(refused[0]),
             "learned from what was meant": right, "learned from the bug": bug}  # fmt: skip
    off = abs(right - 17.5) + abs(bug - 18.5) + abs(len(refused) - 1)
    return Evidence(within(off, 1e-9), shown)


@claim(
    "Labels go into supervised learning alone: k-means is given rows without any, and finds "
    "the groups.",
    covers=["E03.02"],
    verdict="corrected",
    often="The input of machine learning is features and labels.",
)
def groups_without_labels(rng: Rng) -> Evidence:
    X, y, _ = blobs(150, [[0.0, 0.0], [6.0, 0.0], [0.0, 6.0]], 1.0, rng)
    groups = KMeans(k=3, n_init=4).fit(X, rng).labels_
    agree = adjusted_rand(y, groups)
    return Evidence(above(agree, 0.75), {"groups found, adjusted Rand": agree})


@claim(
    "Training is the statistical part. A trained model answers a row alike each time, as a "
    "program does, and a program that draws lots does not.",
    covers=["E03.03", "S03.04"],
    verdict="corrected",
    often="Programs are deterministic, machine learning is statistical.",
)
def where_the_chance_is(rng: Rng) -> Evidence:
    X, y, _ = xor(150, 0.35, rng)
    new = xor(500, 0.35, rng).X
    seed = int(rng.integers(1_000))
    said = []
    for start in (seed, seed, seed + 1):
        net = MLPClassifier(epochs=15).fit(X, y, np.random.default_rng(start))
        said.append(np.asarray(net.predict(new)))
        again = np.mean(np.asarray(net.predict(new)) != said[-1])
    first_moves = {mcts(EMPTY, 5, rng)[0] for _ in range(20)}
    shown = {"one network, asked twice: differs on": float(again),
             "trained twice by one seed: differ on": float(np.mean(said[0] != said[1])),
             "by another seed: differ on": float(np.mean(said[0] != said[2])),
             "first moves of one program in 20 games": len(first_moves)}  # fmt: skip
    asked, same, other, drawn = shown.values()
    margins = [within(asked + same, 1e-9), above(other, 0.005), drawn - 1.5]
    return Evidence(min(margins), shown)


@claim(
    "A model that is trained again on its own answers learns nothing: it needs decisions that "
    "somebody has made, and follows a change only once these outnumber the old ones.",
    covers=["E03.04", "S03.05", "L03.01"],
    verdict="corrected",
    often="Machine learning adapts by itself.",
)
def fresh_labels_are_needed(rng: Rng) -> Evidence:
    limits = np.array([18] * 12 + [21] * 12)
    ages, allowed = decisions(24, 400, limits, 0.0, rng)
    start, _ = learn_threshold(ages[:12].ravel(), allowed[:12].ravel())
    own = start
    for period in range(12, 24):
        own, _ = learn_threshold(ages[period], ages[period] > own)
    in_use = thresholds_in_use(ages, allowed, window=9, delay=0)[11:]
    old = int((in_use < 20).sum())
    shown = {"threshold before": start, "after 12 trainings on its own answers": own,
             "by decisions of the last 9 periods": float(in_use[-1]),
             "periods with the old limit until then": old}  # fmt: skip
    margins = [within(abs(own - start), 0.6), within(abs(in_use[-1] - 20.5), 0.6),
               old - 2.5, 7.5 - old]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A monitor of inputs does not see that the rule has changed: those who ask are as old as "
    "ever, and only their decisions tell.",
    covers=["E03.04", "S03.12"],
    verdict="corrected",
    often="Drift is noticed by watching the data that come in.",
)
def change_of_rule_is_unseen(rng: Rng) -> Evidence:
    limits = np.array([18] * 10 + [25] * 10)
    ages, allowed = decisions(20, 200, limits, 0.0, rng)
    t, _ = learn_threshold(ages[:10].ravel(), allowed[:10].ravel())
    alarms = monitor(ages[:10].reshape(-1, 1), list(ages[10:, :, None]), alpha=0.01)
    right = np.mean((ages > t) == allowed, axis=1)
    shown = {"alarms in 10 periods after the change": int(alarms.sum()),
             "right before": float(right[:10].mean()),
             "right after": float(right[10:].mean())}  # fmt: skip
    heard, before, after = shown.values()
    margins = [within(heard, 3), within(1 - before, 1e-9), within(after, 0.8)]
    return Evidence(min(margins), shown)


@claim(
    "A stability index above 0.25 need not mean a shift: two samples of 40 rows of the same "
    "kind have more than that, in ten bins, and two of 4,000 hardly anything.",
    covers=["S03.12"],
    verdict="corrected",
    often="PSI above 0.25 means that the population has shifted.",
)
def small_samples_look_shifted(rng: Rng) -> Evidence:
    shown = {}
    for n in (40, 4_000):
        found = []
        for _ in range(30):
            found.append(population_stability(rng.normal(size=n), rng.normal(size=n)))
        shown[f"mean index of two samples of {n:,}"] = float(np.mean(found))
    few, many = shown.values()
    return Evidence(min(above(few, 0.25), within(many, 0.02)), shown)


@claim(
    "The test of Kolmogorov and Smirnov keeps its promise: at 5 % it gives a false alarm in "
    "about one look of twenty, so who looks each day is alarmed each month.",
    covers=["S03.12", "H03.02"],
)
def false_alarms_as_promised(rng: Rng) -> Evidence:
    alarms = 0
    for _ in range(400):
        _, p = ks_test(rng.normal(size=150), rng.normal(size=150))
        alarms += p < 0.05
    _, moved = ks_test(rng.normal(size=150), rng.normal(1.0, 1.0, 150))
    shown = {
        "share of false alarms": alarms / 400,
        "p where the mean moved by 1": moved,
    }
    margins = [within(abs(alarms / 400 - 0.045), 0.04), within(moved, 1e-4)]
    return Evidence(min(margins), shown)
