"""Statements on what machine learning is, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Integers
from engine.clustering.kmeans import KMeans
from engine.datasets.digits import digits
from engine.datasets.houses import houses
from engine.datasets.mails import Mails, mails
from engine.datasets.points import blobs, moons
from engine.decision.q_learning import q_learning
from engine.decision.rules import classify_by_rules
from engine.decision.value_iteration import policy_value
from engine.decision.worlds import grid_world
from engine.decomposition.topics import LatentDirichletAllocation
from engine.linear.logistic import LogisticRegression
from engine.metrics.partitions import adjusted_rand
from engine.metrics.rates import accuracy
from engine.neighbors.knn import knn_predict
from engine.nn.initialisers import build_layers
from engine.nn.mlp import cross_entropy, fit_layers
from engine.optim.momentum import SGD
from engine.trees.cart import DecisionTreeClassifier
from engine.trees.isolation_forest import IsolationForest
from engine.workflow.candidates import price_houses, score_candidates
from engine.workflow.change import serve
from engine.workflow.images import classify_images
from engine.workflow.learned_rule import recover_rule
from engine.workflow.scores import diagnose
from engine.workflow.spam import filter_spam
from engine.workflow.steps import run_steps
from quiz.claims import Evidence, above, claim, within
from quiz.topics.foundations.intro_ml.contest import guessed, hidden

Rng = np.random.Generator


@claim(
    "From rows and answers alone a model finds a rule that answers new rows right.",
    covers=["C01.01", "S01.02"],
)
def rule_found_in_answers(rng: Rng) -> Evidence:
    train, new = rng.random((800, 2)), rng.random((2_000, 2))
    found = recover_rule(hidden, guessed, train, new, noise=0.0, rng=rng)
    shown = {
        "new rows right, learned": found["model"],
        "new rows right, a rule written without looking": found["written"],
    }
    margins = [
        within(1 - found["model"], 0.15),
        above(found["model"], found["written"]),
    ]
    return Evidence(min(margins), shown)


@claim(
    "A program turns rows and a rule into answers; learning turns rows and answers into "
    "a rule.",
    covers=["C01.02", "S01.01", "S01.02"],
)
def both_directions(rng: Rng) -> Evidence:
    rows, new = rng.uniform(0, 10, (300, 2)), rng.uniform(0, 10, (1_000, 2))
    rules = [(lambda row: bool(row[0] > 7), 1), (lambda row: bool(row[1] < 3), 1)]
    answers = np.array(classify_by_rules(rows.tolist(), rules, default=0))
    model = DecisionTreeClassifier().fit(rows, answers)
    wanted = np.array(classify_by_rules(new.tolist(), rules, default=0))
    agree = accuracy(wanted, np.asarray(model.predict(new)))
    cuts = np.sort(model.tree_.threshold[model.tree_.feature >= 0])
    off = np.abs(cuts[[0, -1]] - [3, 7]).max()
    shown: dict[str, float | str] = {"new rows on which both agree": agree,
             "limits written": "3 and 7",
             "limits learned": " and ".join(f"{cut:.2f}" for cut in cuts)}  # fmt: skip
    return Evidence(min(within(1 - agree, 0.05), within(off, 0.5)), shown)


@claim(
    "Where the rule is known, writing it is never wrong and a learned one is, however "
    "little; where nobody can write it, as for images, a learned one is far better.",
    covers=["C01.03", "S01.11"],
)
def known_rules_and_fuzzy_ones(rng: Rng) -> Evidence:
    train, new = rng.random((400, 2)), rng.random((2_000, 2))
    known = recover_rule(hidden, hidden, train, new, noise=0.0, rng=rng)
    images = classify_images(digits(400, 0.3, rng), digits(200, 0.3, rng))
    shown = {
        "known rule, written": known["written"],
        "known rule, learned": known["model"],
        "digits, best rule on one pixel": images["one pixel"],
        "digits, learned from all pixels": images["pixels"],
    }
    margins = [within(1 - known["written"], 1e-9), above(1 - known["model"], 0.005),
               above(images["pixels"], 2 * images["one pixel"])]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Training changes parameters so that the loss falls; with one layer and small steps "
    "every single step lowers it.",
    covers=["C01.04", "S01.06"],
)
def training_lowers_the_loss(rng: Rng) -> Evidence:
    X, y, _ = blobs(200, [[0.0, 0.0], [2.0, 1.0]], 1.0, rng)
    start = build_layers([2, 2], "he", rng)
    layers, losses = fit_layers(
        start, X, np.eye(2)[y], cross_entropy, SGD(lr=0.1), rng, epochs=60, size=200
    )
    moved = float(np.abs(layers[0][0] - start[0][0]).max())
    shown = {
        "loss after the first step": float(losses[0]),
        "loss after the last": float(losses[-1]),
        "least fall of a step": float(-np.diff(losses).max()),
        "largest change of a weight": moved,
    }
    steady = above(float(-np.diff(losses).max()), 1e-6)
    return Evidence(min(steady, above(moved, 0.05), within(losses[-1], 0.6)), shown)


@claim(
    "A model that only remembers is perfect on its own rows and a coin on new ones, so "
    "only new rows tell.",
    covers=["C01.05", "S01.07"],
)
def memory_is_no_knowledge(rng: Rng) -> Evidence:
    X, new = rng.normal(size=(300, 3)), rng.normal(size=(1_000, 3))
    y, truth = rng.integers(2, size=300), rng.integers(2, size=1_000)
    own = accuracy(y, knn_predict(X, y, X, 1))
    other = accuracy(truth, knn_predict(X, y, new, 1))
    shown = {"own rows right": own, "new rows right": other}
    return Evidence(min(within(1 - own, 1e-9), within(abs(other - 0.5), 0.1)), shown)


@claim(
    "Supervised learning needs the labels and unsupervised learning does not look at them: "
    "shuffled labels ruin a classifier, and k-means never had any.",
    covers=["C01.06", "S01.09", "S01.12", "S01.13"],
)
def shuffled_labels(rng: Rng) -> Evidence:
    centers = [[0.0, 0.0], [4.0, 4.0]]
    X, y, _ = blobs(300, centers, 1.0, rng)
    new, truth, _ = blobs(500, centers, 1.0, rng)
    nonsense = rng.permutation(y)
    taught = DecisionTreeClassifier().fit(X, y)
    misled = DecisionTreeClassifier().fit(X, nonsense)
    groups = KMeans(k=2, n_init=3).fit(X, rng).labels_
    shown = {
        "new rows right, true labels": accuracy(truth, np.asarray(taught.predict(new))),
        "new rows right, shuffled labels": accuracy(
            truth, np.asarray(misled.predict(new))
        ),
        "k-means and the true groups, adjusted Rand": adjusted_rand(y, groups),
    }
    right, chance, same = shown.values()
    margins = [
        within(1 - right, 0.1),
        within(abs(chance - 0.5), 0.25),
        within(1 - same, 0.2),
    ]
    return Evidence(min(margins), shown)


@claim(
    "Reinforcement learning follows rewards: with practice an agent earns more, and with "
    "all rewards negated it learns to do the opposite.",
    covers=["C01.07", "S01.16", "S01.17", "H01.03"],
)
def driven_by_rewards(rng: Rng) -> Evidence:
    P, R = grid_world()
    Q, returns = q_learning(P, R, rng, episodes=200, length=20, epsilon=0.2)
    wicked, _ = q_learning(P, -R, rng, episodes=200, length=20, epsilon=0.2)
    shown = {
        "mean reward of the first 10 episodes": float(returns[:10].mean()),
        "mean reward of the last 100": float(returns[-100:].mean()),
    }
    for name, learned in (("learned", Q), ("learned from negated rewards", wicked)):
        policy = np.eye(4)[learned.argmax(axis=1)]
        shown[f"worth of the policy {name}"] = float(policy_value(P, R, policy)[0])
    early, late, good, bad = shown.values()
    return Evidence(min(above(late - early, 0.1), above(good, 0.3), -10 * bad), shown)


@claim(
    "An underfitted model misses the trend on all rows; an overfitted one is good only on "
    "its own.",
    covers=["C01.08", "S01.20"],
)
def too_little_and_too_much(rng: Rng) -> Evidence:
    scores = np.zeros((3, 2))
    for _ in range(4):
        (X, y), (new, truth) = _dented(500, rng), _dented(1_000, rng)
        for row, limit in enumerate((1, 5, None)):
            model = DecisionTreeClassifier(max_depth=limit).fit(X, y)
            own = accuracy(y, np.asarray(model.predict(X)))
            other = accuracy(truth, np.asarray(model.predict(new)))
            scores[row] += np.array([own, other]) / 4
    wanted, said, shown = 0.775, [], {}
    for name, (own, other) in zip(
        ("one question", "depth 5", "no limit"), scores, strict=True
    ):
        said.append(diagnose(own, other, wanted))
        shown[f"{name}: own rows"] = float(own)
        shown[f"{name}: new rows"] = float(other)
    (_, stump), (_, best), (own, grown) = scores
    as_named = 1.0 if said == ["underfits", "generalises", "overfits"] else -1.0
    margins = [as_named, above(best - stump, 0.02), above(best - grown, 0.02),
               within(1 - own, 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


def _dented(n: int, rng: Rng) -> tuple[Array, Integers]:
    """Two moons; 15 % of the labels are turned round."""
    X, y, _ = moons(n, 0.05, rng)
    return X, np.asarray(np.where(rng.random(n) < 0.15, 1 - y, y))


@claim(
    "A spam filter is supervised learning, and several models do: naive Bayes, logistic "
    "regression and a network are all far ahead of calling nothing spam.",
    covers=["C01.09", "S01.21", "W01.01"],
)
def spam_filters(rng: Rng) -> Evidence:
    sent = mails(1_400, 60, rng)
    train = Mails(*(part[:1_000] for part in sent))
    new = Mails(*(part[1_000:] for part in sent))
    found = filter_spam(train, new, rng)
    idle = found.pop("nothing is spam")
    shown = {f"new mails right, {name}": right for name, right in found.items()}
    margins = [above(right - idle, 0.1) for right in found.values()]
    return Evidence(min(margins), {**shown, "nothing is spam": idle})


@claim(
    "Generalising is the hard part: as a tree grows, its own rows come out ever better, "
    "and what that says about new rows becomes ever less true.",
    covers=["C01.10", "S01.20"],
)
def gap_grows_with_the_model(rng: Rng) -> Evidence:
    (X, y), (new, truth) = _dented(500, rng), _dented(2_000, rng)
    shown, gaps, owns = {}, [], []
    for name, limit in (("1", 1), ("5", 5), ("10", 10)):
        model = DecisionTreeClassifier(max_depth=limit).fit(X, y)
        owns.append(accuracy(y, np.asarray(model.predict(X))))
        gaps.append(owns[-1] - accuracy(truth, np.asarray(model.predict(new))))
        shown[f"depth {name}: own rows"] = owns[-1]
        shown[f"depth {name}: gap to new rows"] = gaps[-1]
    margins = [above(owns[1] - owns[0], 0.01), above(owns[2] - owns[1], 0.01),
               above(gaps[2] - gaps[0], 0.05), above(gaps[2], 0.05)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "The work goes on after deployment: where the world drifts, a model that is trained "
    "again keeps its accuracy and a frozen one loses it.",
    covers=["C01.12", "S01.08"],
)
def retraining_keeps_up(rng: Rng) -> Evidence:
    batches = []
    for period in range(13):
        X = rng.normal(size=(200, 2))
        turned = np.pi * period / 24
        side = X @ np.array([np.cos(turned), np.sin(turned)])
        batches.append((X, (side > 0).astype(np.int64)))
    found = serve(batches, every=1)
    shown = {}
    for name, right in found.items():
        shown[f"{name}: first period"] = float(right[0])
        shown[f"{name}: mean of the last three"] = float(right[-3:].mean())
    kept = shown["retrained: mean of the last three"]
    lost = shown["frozen: mean of the last three"]
    return Evidence(min(within(1 - kept, 0.12), above(kept - lost, 0.15)), shown)


@claim(
    "Prices of houses are learned from examples: least squares finds what a square metre, a "
    "room and a year are worth, up to what nothing explains.",
    covers=["S01.10", "S01.09"],
)
def prices_are_learned(rng: Rng) -> Evidence:
    sold, offered = houses(400, 15.0, rng), houses(400, 15.0, rng)
    weights, _, error = price_houses((sold.X, sold.y), (offered.X, offered.y))
    shown = {f"a unit of {name}": float(w)
             for name, w in zip(sold.names, weights, strict=True)}  # fmt: skip
    shown["root mean squared error on new houses"] = error
    off = np.abs(weights / np.array([2.0, 15.0, -0.8]) - 1).max()
    return Evidence(min(within(off, 0.3), within(abs(error - 15), 3.0)), shown)


@claim(
    "A straight line cannot follow two half moons; a tree, a support vector machine and a "
    "network can, so the kind of model is worth choosing.",
    covers=["S01.05"],
)
def kinds_of_model(rng: Rng) -> Evidence:
    train, new = moons(300, 0.15, rng), moons(400, 0.15, rng)
    found = score_candidates((train.X, train.y), (new.X, new.y), rng)
    shown = {f"new rows right, {name}": right for name, right in found.items()}
    line = found.pop("logistic")
    return Evidence(min(above(right - line, 0.02) for right in found.values()), shown)


@claim(
    "“Input and output give the rule” describes supervised learning; topics of texts and "
    "odd rows are found with no output at all.",
    covers=["E01.01", "S01.14", "S01.15"],
    verdict="corrected",
    often="Machine learning is: input + output → rules.",
)
def learned_without_outputs(rng: Rng) -> Evidence:
    chances = np.array([[0.3] * 3 + [0.1 / 3] * 3, [0.1 / 3] * 3 + [0.3] * 3])
    about = rng.integers(2, size=80)
    counts = rng.multinomial(30, chances[about])
    topics = LatentDirichletAllocation(k=2).fit(counts, rng).transform(counts)
    agree = accuracy(about, topics.argmax(axis=1))
    far = [[9.0, 0.0], [-9.0, 0.0], [0.0, 9.0], [0.0, -9.0], [9.0, 9.0]]
    X = np.vstack([rng.normal(size=(200, 2)), far])
    scores = IsolationForest(n_trees=50).fit(X, rng).score_samples(X)
    odd = set(np.argsort(scores)[-5:].tolist())
    found = len(odd & set(range(200, 205)))
    shown = {"texts in the topic that was planted": max(agree, 1 - agree),
             "of five odd rows, among the five oddest": found}  # fmt: skip
    return Evidence(min(above(max(agree, 1 - agree), 0.8), found - 4.5), shown)


@claim(
    "A model need not predict a target: an isolation forest was shown none, and what it "
    "learned is which rows are unusual.",
    covers=["E01.02"],
    verdict="corrected",
    often="A model is a function that makes predictions.",
)
def model_without_a_target(rng: Rng) -> Evidence:
    forest = IsolationForest(n_trees=50).fit(rng.normal(size=(256, 2)), rng)
    places = np.array([[0.0, 0.0], [2.0, 2.0], [6.0, 6.0]])
    scores = forest.score_samples(places)
    shown = {f"score {away} from the middle": float(score) for away, score in
             zip(("0", "2.8", "8.5"), scores, strict=True)}  # fmt: skip
    return Evidence(float(np.diff(scores).min()) / 0.03 - 1, shown)


@claim(
    "A perfect fit to its own rows need not hurt: on two moons a single neighbour has every "
    "training row right and beats the line, which has not, on new ones.",
    covers=["E01.03"],
    verdict="corrected",
    often="Overfitting is learning the training data too well.",
)
def perfect_fit_is_no_fault(rng: Rng) -> Evidence:
    (X, y, _), (new, truth, _) = moons(300, 0.1, rng), moons(500, 0.1, rng)
    line = LogisticRegression().fit(X, y)
    shown = {
        "one neighbour: own rows": accuracy(y, knn_predict(X, y, X, 1)),
        "one neighbour: new rows": accuracy(truth, knn_predict(X, y, new, 1)),
        "line: own rows": accuracy(y, line.predict(X)),
        "line: new rows": accuracy(truth, line.predict(new)),
    }
    own, other, _, straight = shown.values()
    return Evidence(min(within(1 - own, 1e-9), above(other - straight, 0.05)), shown)


@claim(
    "Between collecting and deploying rows are split, and after it a monitor looks for "
    "rows unlike those of the training: silent while nothing changes, loud when it does.",
    covers=["E01.04", "S01.03", "S01.04"],
    verdict="corrected",
    often="The workflow: collect, preprocess, choose, train, evaluate, deploy and retrain.",
)
def split_and_watch(rng: Rng) -> Evidence:
    X, y, _ = moons(300, 0.15, rng)
    periods = []
    for period in range(13):
        rows, _, _ = moons(200, 0.15, rng)
        periods.append(rows if period < 10 else rows + np.array([0.8, 0.0]))
    gappy = np.where(rng.random(X.shape) < 0.03, np.nan, X)
    report = run_steps(gappy, y, [*periods], rng)
    idle, heard = int(report.alarms[:10].sum()), int(report.alarms[10:].sum())
    shown: dict[str, float | str] = {
        "rows to train, validate and test": ", ".join(map(str, report.sizes)),
        "gaps filled": report.filled,
        "chosen": report.chosen,
        "new rows right": report.test,
        "alarms in ten periods of the same kind": idle,
        "alarms in three periods that have shifted": heard,
    }
    margins = [within(idle, 3), heard - 2.5, above(report.test, 0.7),
               within(abs(sum(report.sizes) - 300), 1)]  # fmt: skip
    return Evidence(min(margins), shown)
