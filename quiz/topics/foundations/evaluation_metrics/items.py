"""Questions on metrics: of labels, scores, numbers, clusters, ranked lists, forecasts."""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Array, Integers
from engine.metrics.averages import f1_average
from engine.metrics.chance import cohen_kappa, matthews
from engine.metrics.chooser import choose_metrics
from engine.metrics.clusters import davies_bouldin
from engine.metrics.counts import confusion, confusion_matrix
from engine.metrics.curves import average_precision, roc_auc, roc_curve, trapezoid
from engine.metrics.forecast import mase, smape
from engine.metrics.partitions import adjusted_rand
from engine.metrics.probabilities import log_loss
from engine.metrics.ranking import (
    dcg,
    hit_rate,
    mean_average_precision,
    ndcg,
    ranked_precision,
    recall_at_k,
)
from engine.metrics.rates import accuracy, f_beta, precision, specificity
from engine.metrics.rates import recall as recall_of
from engine.metrics.regression import regression_scores
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    expression,
    match,
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


def _labels(tp: int, fp: int, fn: int, tn: int) -> tuple[Integers, Integers]:
    """Labels and predictions with these counts."""
    y = np.repeat([1, 0, 1, 0], [tp, fp, fn, tn])
    return y, np.repeat([1, 1, 0, 0], [tp, fp, fn, tn])


def _in_words(tp: int, fp: int, fn: int, tn: int) -> str:
    return f"Of {tp + fn} positives a model flags {tp}, of {fp + tn} negatives it flags {fp}."


@number(level=1, covers=["S35.06", "C35.05", "S35.01"])
def let_pass(rng: Rng) -> Ask:
    """Specificity from a report."""
    tp, fn = int(rng.integers(30, 90)), int(rng.integers(5, 30))
    fp, tn = int(rng.integers(10, 60)), int(rng.integers(100, 400))
    y, told = _labels(tp, fp, fn, tn)
    return Ask(
        f"{_in_words(tp, fp, fn, tn)} What is its specificity?",
        key=specificity(y, told),
        mistakes=[
            Mistake("false-positive-rate", fp / (fp + tn),
                    "That is the share of negatives that were flagged; specificity is the "
                    "rest of them."),
            Mistake("recall", recall_of(y, told),
                    "That is recall, the same question asked of the positives."),
            Mistake("of-those-let-pass", precision(y, told, positive=0),
                    "You divided by all who were not flagged. Specificity divides by all "
                    "who are negative."),
        ],
        why=f"$TN/(TN + FP) = {tn}/{tn + fp}$. It is the recall of the negatives, and 1 minus "
        "the false positive rate.",
        check=lambda: recall_of(y, told, positive=0),
    )  # fmt: skip


@number(level=2, covers=["S35.05", "E35.04"])
def misses_count_more(rng: Rng) -> Ask:
    """A mean that takes the side of recall."""
    beta = int(rng.choice([2, 3]))
    tp, fp, fn = (int(v) for v in rng.choice(np.arange(2, 13), 3, replace=False) * 5)
    y, told = _labels(tp, fp, fn, 100)
    P, R = precision(y, told), recall_of(y, told)
    return Ask(
        f"A screening has {tp} true positives, {fp} false positives and {fn} false negatives. "
        f"What is its $F_{beta}$?",
        key=f_beta(y, told, beta=beta),
        mistakes=[
            Mistake("f1", f_beta(y, told),
                    "That is $F_1$, for which a miss and a false alarm are alike."),
            Mistake("not-squared", (1 + beta) * P * R / (beta * P + R),
                    "$\\beta$ enters squared."),
            Mistake("other-side", f_beta(y, told, beta=1 / beta),
                    "The weight is on the wrong side: $\\beta^2$ goes with the misses, so "
                    "above 1 it favours recall."),
        ],
        why=f"$\\frac{{(1 + \\beta^2) TP}}{{(1 + \\beta^2) TP + \\beta^2 FN + FP}}$ with "
        f"$\\beta = {beta}$: a miss weighs {beta**2} times a false alarm.",
        check=lambda: (1 + beta**2) * P * R / (beta**2 * P + R),
    )  # fmt: skip


@steps(level=2, covers=["S35.10", "C35.09"])
def beyond_chance(rng: Rng) -> Ask:
    """Agreement, and what chance would give."""
    both = int(rng.integers(5, 40))
    first, second = (int(v) for v in rng.integers(3, 15, size=2))
    neither = 100 - both - first - second
    y, told = _labels(both, second, first, neither)
    agreed = accuracy(y, told)
    a, b = both + first, both + second
    by_chance = (a * b + (100 - a) * (100 - b)) / 1e4
    return Ask(
        f"Two doctors look at 100 images. Both call {both} of them ill and {neither} healthy; "
        f"{first} are ill for the first doctor only, {second} for the second only. How far do "
        "they agree beyond chance?",
        key=(
            Part("share of equal verdicts", agreed, mistakes=[
                Mistake("ill-only", both / 100, "They agree on the healthy ones, too."),
            ]),
            Part("share expected of doctors who toss coins with their own frequencies",
                 by_chance, mistakes=[
                Mistake("a-half", 0.5,
                        "Only if one of them calls half of the images ill."),
                Mistake("both-ill", a * b / 1e4,
                        "That is chance agreement on ill; add that on healthy."),
            ]),
            Part("kappa", cohen_kappa(y, told),
                 lambda p, q: (p - q) / (1 - q), [
                Mistake("difference-only", agreed - by_chance,
                        "Divide by what was left to gain, $1 - p_e$."),
            ]),
        ),
        mistakes=[],
        why=f"$({num(agreed)} - {num(by_chance)})/(1 - {num(by_chance)})$. The more lopsided "
        "the verdicts, the more agreement chance gives, and the less kappa makes of it.",
    )  # fmt: skip


@number(level=2, covers=["S35.11", "C35.10"])
def correlation_of_labels(rng: Rng) -> Ask:
    """Matthews' correlation."""
    tp, fp, fn = (int(v) for v in rng.integers(2, 20, size=3))
    tn = int(rng.integers(20, 90))
    y, told = _labels(tp, fp, fn, tn)
    over = tp * tn - fp * fn
    under = float((tp + fp) * (tp + fn)) * (tn + fp) * (tn + fn)
    return Ask(
        f"{_in_words(tp, fp, fn, tn)} What is Matthews' correlation of labels and predictions?",
        key=matthews(y, told),
        mistakes=[
            Mistake("sum-not-difference", (tp * tn + fp * fn) / math.sqrt(under),
                    "The products are subtracted: wrong answers pull the other way."),
            Mistake("kappa", cohen_kappa(y, told),
                    "That is Cohen's kappa. Related, but another denominator."),
            Mistake("f1", f_beta(y, told),
                    "That is $F_1$, which does not see the true negatives."),
        ],
        why="$(TP \\cdot TN - FP \\cdot FN)/\\sqrt{(TP+FP)(TP+FN)(TN+FP)(TN+FN)}$ "
        f"$= {over}/{num(math.sqrt(under))}$: Pearson's correlation of the 0s and 1s.",
        check=lambda: np.corrcoef(y, told)[0, 1],
    )  # fmt: skip


def _scores(rng: Rng) -> tuple[Array, Array]:
    """Scores of three positives and four negatives, with a tie between the two."""
    scores = rng.choice(np.arange(1, 10), 6, replace=False) / 10
    up, down = np.sort(scores[:3])[::-1], scores[3:]
    return up, np.append(down, up[int(rng.integers(3))])


@number(level=1, covers=["S35.07", "C35.06"])
def count_the_pairs(rng: Rng) -> Ask:
    """The area under the ROC curve, by pairs."""
    up, down = _scores(rng)
    y = np.repeat([1, 0], [len(up), len(down)])
    scores = np.concatenate([up, down])
    over, tied = int((up[:, None] > down).sum()), int((up[:, None] == down).sum())
    pairs = len(up) * len(down)
    fpr, tpr, _ = roc_curve(y, scores)
    return Ask(
        f"Three positives have the scores {vec(up)}, four negatives {vec(down)}. What is the "
        "area under the ROC curve?",
        key=roc_auc(y, scores),
        mistakes=[
            Mistake("tie-lost", over / pairs,
                    "The pair with equal scores counts one half, not nothing."),
            Mistake("tie-won", (over + tied) / pairs,
                    "The pair with equal scores counts one half, not a whole."),
            Mistake("wrong-way-round", 1 - roc_auc(y, scores),
                    "You counted pairs in which the negative is above."),
            Mistake("accuracy-at-a-half", accuracy(y, (scores > 0.5).astype(int)),
                    "That is accuracy at one threshold. The area needs none: count pairs."),
        ],
        why=f"{over} of {pairs} pairs have the positive above, {tied} is tied: "
        f"$({over} + 0.5 \\cdot {tied})/{pairs}$. It is the chance that a positive beats a "
        "negative.",
        check=lambda: trapezoid(fpr, tpr),
    )  # fmt: skip


@expression(level=2, covers=["C35.07", "Q35.d2", "S35.03"])
def precision_of_rarity(rng: Rng) -> Ask:
    """Precision as a function of how rare positives are."""
    r, f = (
        float(rng.choice([0.7, 0.8, 0.9])),
        float(rng.choice([0.01, 0.02, 0.05, 0.1])),
    )
    rest = num(1 - r)
    positives, negatives = 10, 9_990
    y, told = _labels(round(positives * r), round(negatives * f),
                      positives - round(positives * r), negatives - round(negatives * f))  # fmt: skip
    at = precision(y, told)
    return Ask(
        f"A detector flags {num(100 * r)} % of the positives and {num(100 * f)} % of the "
        "negatives. A share $t$ of the rows is positive. Write its precision as a formula in "
        "$t$.",
        key=Expr(f"{num(r)}*t/({num(r)}*t + {num(f)}*(1 - t))", {"t": (0.01, 0.9)}),
        mistakes=[
            Mistake("classes-even", f"{num(r)}/({num(r)} + {num(f)})",
                    "That holds where there are as many negatives as positives. False alarms "
                    "come from the negatives, a share $1 - t$ of the rows."),
            Mistake("not-divided", f"{num(r)}*t",
                    "That is the share of rows that are flagged rightly. Divide by all that "
                    "are flagged."),
            Mistake("misses-below", f"{num(r)}*t/({num(r)}*t + {rest}*(1 - t))",
                    "You took the positives that were missed for the false alarms. Those are "
                    "negatives that were flagged."),
        ],
        why=f"Of all rows ${num(r)} t$ are flagged rightly and ${num(f)}(1 - t)$ wrongly. At "
        f"one positive in 1,000 it is about {num(at, 2)}. The ROC curve holds the two rates "
        "alone, so it cannot show this.",
    )  # fmt: skip


@choices(level=2, covers=["C35.07", "E35.03", "S35.08", "L35.01"])
def positives_get_rare(rng: Rng) -> Ask:
    """What notices that positives get rare."""
    times = int(rng.choice([10, 20, 50, 100]))
    scores = np.concatenate([rng.normal(1.5, 1.0, 50), rng.normal(0.0, 1.0, 50)])
    y = np.repeat([1, 0], 50)
    many = np.where(y == 1, 1, times)
    at = 1.0

    def measured(y: Integers, scores: Array) -> dict[str, float]:
        told = (scores > at).astype(int)
        return {
            "the area under the ROC curve": roc_auc(y, scores),
            "recall at a fixed threshold": recall_of(y, told),
            "the false positive rate at a fixed threshold": 1 - specificity(y, told),
            "the area under the precision-recall curve": average_precision(y, scores),
            "precision at a fixed threshold": precision(y, told),
            "F1 at a fixed threshold": f_beta(y, told),
        }

    before, after = (
        measured(y, scores),
        measured(np.repeat(y, many), np.repeat(scores, many)),
    )
    moved = {name for name in before if abs(before[name] - after[name]) > 1e-9}
    return Ask(
        f"The negatives become {times} times as many; scores of positives are distributed as "
        "before, and so are those of negatives. What changes?",
        key={name: f"from {num(before[name], 2)} to {num(after[name], 2)} in one sample."
             for name in before if name in moved},
        mistakes=[
            Mistake(name.replace(" ", "-"), name,
                    f"It stays at {num(after[name], 2)}: it is taken among positives, among "
                    "negatives, or over pairs of one of each, and sees no mixture.")
            for name in before if name not in moved
        ],
        why="Whatever divides by the number of flagged rows feels the mixture. Recall and the "
        "false positive rate divide within a class, and the ROC curve is made of these two.",
    )  # fmt: skip


@choice(level=2, covers=["C35.02", "C35.03", "S35.04"])
def cheapest_threshold(rng: Rng) -> Ask:
    """A threshold by what mistakes cost."""
    alarm, miss = rng.permutation([1, int(rng.choice([5, 10, 20]))]).tolist()
    y = np.repeat([1, 0], [100, 400])
    costs = [0, 0]
    # Not a draw in which two thresholds cost about the same.
    while sorted(costs)[1] < 1.1 * min(costs) + 5:
        scores = np.concatenate([rng.normal(1.5, 1.0, 100), rng.normal(0.0, 1.0, 400)])
        rows = []
        for t in (-0.5, 0.5, 1.5, 2.5):
            told = (scores > t).astype(int)
            _, fp, fn, _ = confusion(y, told)
            rows.append((t, fp, fn, f_beta(y, told), accuracy(y, told)))
        costs = [alarm * fp + miss * fn for _, fp, fn, _, _ in rows]
    best = int(np.argmin(costs))
    table = "\n".join(
        f"| {num(t)} | {fp} | {fn} | {num(f1, 3)} | {num(right, 3)} |"
        for t, fp, fn, f1, right in rows
    )
    names = [f"{num(t)}" for t, *_ in rows]
    highest = int(np.argmax([row[3] for row in rows]))
    right = int(np.argmax([row[4] for row in rows]))

    def hint(i: int) -> str:
        said = f"It costs {costs[i]}; the cheapest costs {costs[best]}."
        if i == highest:
            return f"It has the highest F1, which knows no prices. {said}"
        if i == right:
            return f"It is right most often, but mistakes are not equally dear. {said}"
        return said

    return Ask(
        f"A false alarm costs {alarm}, a miss costs {miss}. Which threshold is cheapest on "
        "these validation rows?\n\n| threshold | false alarms | misses | F1 | accuracy |\n"
        f"|---|---|---|---|---|\n{table}",
        key=names[best],
        mistakes=[Mistake(f"at-{i + 1}", names[i], hint(i))
                  for i in range(4) if i != best],
        why=f"${alarm} \\cdot FP + {miss} \\cdot FN$ is {', '.join(map(str, costs))}. Dear "
        "misses push the threshold down and buy recall, dear alarms push it up and buy "
        "precision. Where prices are known, no F is needed.",
    )  # fmt: skip


@number(level=1, covers=["S35.09", "C35.08"])
def price_of_confidence(rng: Rng) -> Ask:
    """The log loss of four rows."""
    y = rng.permutation([1, 1, 0, int(rng.integers(2))])
    p = rng.choice(
        [0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95], 4, replace=False
    )
    P = np.column_stack([1 - p, p])
    true = np.where(y == 1, p, 1 - p)
    worst = int(true.argmin())
    return Ask(
        f"Labels {vec(y)}; probabilities of label 1 {vec(p)}. What is the log loss, the mean "
        "in nats?",
        key=log_loss(y, P),
        mistakes=[
            Mistake("of-label-1", float(-np.log(p).mean()),
                    "Where the label is 0, take the logarithm of $1 - p$."),
            Mistake("bits", log_loss(y, P) / math.log(2),
                    "That is in bits. Nats take the natural logarithm."),
            Mistake("sum", 4 * log_loss(y, P), "That is the sum; take the mean."),
            Mistake("squared", float(((1 - true) ** 2).mean()),
                    "That is the Brier score, the mean squared error of probabilities."),
        ],
        why=f"The mean of $-\\ln$ of {vec(true)}. Row {worst + 1} alone costs "
        f"{num(-math.log(true[worst]), 3)}: log loss minds confidence that is wrong.",
        check=lambda: -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean(),
    )  # fmt: skip


def _three_classes(rng: Rng) -> tuple[Integers, Integers, Integers]:
    """A confusion matrix whose last class is rare, and labels that have it."""
    table = np.array([
        [int(rng.integers(40, 70)), int(rng.integers(12, 30)), 0],
        [int(rng.integers(0, 3)), int(rng.integers(20, 40)), 0],
        [int(rng.integers(4, 9)), int(rng.integers(1, 4)), int(rng.integers(1, 4))],
    ])  # fmt: skip
    actual, predicted = np.divmod(np.repeat(np.arange(9), table.ravel()), 3)
    return table, actual, predicted


@number(level=2, covers=["S35.12", "E35.08"])
def each_class_alike(rng: Rng) -> Ask:
    """Macro-F1 of three classes."""
    table, y, told = _three_classes(rng)
    tp, actual, said = np.diag(table), table.sum(axis=1), table.sum(axis=0)
    P, R = (tp / said).mean(), (tp / actual).mean()
    each = 2 * tp / (actual + said)
    lines = "\n".join(f"| **{'ABC'[i]}** | " + " | ".join(map(str, row)) + " |"
                      for i, row in enumerate(table))  # fmt: skip
    return Ask(
        "Rows are true classes, columns predicted ones. What is macro-F1?\n\n| | A | B | C |\n"
        f"|---|---|---|---|\n{lines}",
        key=f1_average(y, told),
        mistakes=[
            Mistake("micro", f1_average(y, told, "micro"),
                    "That is micro-F1, which is accuracy: the rare class hardly counts."),
            Mistake("weighted", f1_average(y, told, "weighted"),
                    "You weighed each class by its rows. Macro counts classes alike."),
            Mistake("of-the-means", 2 * P * R / (P + R),
                    "That is F1 of the mean precision and the mean recall. Take F1 of each "
                    "class, then the mean."),
        ],
        why=f"F1 of each class is $2\\,TP$ over its row sum plus its column sum: "
        f"{vec(each, 3)}. The mean is {num(f1_average(y, told), 3)}; class C, with "
        f"{int(actual[2])} of {int(table.sum())} rows, has a third of the say.",
        check=each.mean,
    )  # fmt: skip


@choice(level=1, covers=["E35.08", "S35.02"], proof="micro_is_accuracy")
def two_views_or_one(rng: Rng) -> Ask:
    """What micro-F1 adds to accuracy."""
    _, y, told = _three_classes(rng)
    found, _ = confusion_matrix(y, told)
    right, n = int(np.trace(found)), len(y)
    return Ask(
        f"Each of {n} rows has one of three labels, and a model gets {right} right: its "
        f"accuracy is {num(accuracy(y, told), 3)}. A colleague wants its micro-F1 in the "
        "report as well, “because classes are unequal”. What will it show?",
        key=f"{num(f1_average(y, told, 'micro'), 3)} again",
        mistakes=[
            Mistake("lower", "Less, since rare classes are missed more often",
                    "That is macro-F1. Micro adds up the counts of all classes first, and "
                    "there the common class decides, as in accuracy."),
            Mistake("cannot-tell", "That depends on the precision of each class",
                    "Added up over classes, each wrong row is one false positive, for the "
                    "class it was given, and one false negative, for its own. So micro "
                    "precision, recall and F1 are all the share of right rows."),
            Mistake("higher", "More, since F1 forgives false alarms",
                    "Each wrong row counts once as a false alarm and once as a miss."),
        ],
        why="Micro-F1 differs from accuracy only where rows may have several labels or none, or "
        "where a class is left out. Report macro-F1 beside accuracy.",
    )  # fmt: skip


@steps(level=1, covers=["S35.13", "S35.14", "S35.15", "C35.12"])
def three_sizes_of_error(rng: Rng) -> Ask:
    """MSE, RMSE and MAE of the same rows."""
    r = rng.choice([-4, -3, -2, -1, 1, 2, 3, 4], 4).astype(float)
    r[int(rng.integers(4))] *= 3
    y = rng.integers(20, 60, size=4).astype(float)
    scores = regression_scores(y, y - r)
    return Ask(
        f"Targets {vec(y)} in cm, predictions {vec(y - r)}.",
        key=(
            Part("MSE in cm²", scores["MSE"], mistakes=[
                Mistake("squared-mean", float(r.mean() ** 2),
                        "Square first, then average; otherwise errors cancel."),
                Mistake("sum", float((r**2).sum()), "That is the sum of squares."),
            ]),
            Part("RMSE in cm", scores["RMSE"], math.sqrt, [
                Mistake("root-of-sum", float(np.sqrt((r**2).sum())),
                        "The root is taken of the mean of squares, not of their sum."),
            ]),
            Part("MAE in cm", scores["MAE"], None, [
                Mistake("signs-kept", float(abs(r.mean())),
                        "Drop the signs before averaging; errors of both signs cancel."),
            ]),
        ),
        mistakes=[],
        why=f"Residuals {vec(r)}. RMSE is never below MAE, and the further above, the more "
        "unequal the residuals are.",
    )  # fmt: skip


@choice(level=1, covers=["C35.11", "C35.16", "S35.19"])
def one_row_decides(rng: Rng) -> Ask:
    """A model with one bad row."""
    small, steady, wild = 0, 1, 6
    while abs(5 * small + wild - 6 * steady) < 3:
        small, steady = int(rng.integers(1, 3)), int(rng.integers(4, 7))
        wild = int(rng.integers(20, 36))
    signs = rng.choice([-1.0, 1.0], size=(2, 6))
    a = signs[0] * np.array([small] * 5 + [wild])
    b = signs[1] * steady
    order_of = rng.permutation(6)
    a = a[order_of]
    zero = np.zeros(6)
    one, two = regression_scores(a, zero), regression_scores(b, zero)
    better = {name: "A" if one[name] < two[name] else "B" for name in ("RMSE", "MAE")}
    options = {
        ("A", "A"): "A by both",
        ("B", "B"): "B by both",
        ("A", "B"): "A by RMSE, B by MAE",
        ("B", "A"): "B by RMSE, A by MAE",
    }
    key = (better["RMSE"], better["MAE"])
    told = (f"RMSE is {num(one['RMSE'], 3)} for A and {num(two['RMSE'], 3)} for B, MAE "
            f"{num(one['MAE'], 3)} and {num(two['MAE'], 3)}.")  # fmt: skip
    return Ask(
        f"Residuals of model A: {vec(a)}. Of model B: {vec(b)}. Which model is better?",
        key=options[key],
        mistakes=[
            Mistake("-".join(pair).lower(), text,
                    f"{told} Squares magnify the one bad row of A; absolute values do not.")
            for pair, text in options.items() if pair != key
        ],
        why=f"{told} Huber's loss with $\\delta = 1$, {num(one['Huber'], 3)} and "
        f"{num(two['Huber'], 3)}, counts large residuals as MAE does. Ask whether one miss by "
        f"{wild} is worse than six by {steady}; the metric has to agree.",
    )  # fmt: skip


@number(level=2, covers=["S35.19", "C35.16"])
def squares_up_to_delta(rng: Rng) -> Ask:
    """Huber's loss of four residuals."""
    delta = float(rng.choice([1.0, 1.5, 2.0]))
    r = np.array([rng.choice([0.2, 0.4, 0.6, 0.8]), -rng.choice([0.3, 0.5, 0.9]),
                  rng.integers(3, 6), -rng.integers(6, 12)])  # fmt: skip
    zero = np.zeros(4)
    size = np.abs(r)
    each = np.where(size <= delta, r**2 / 2, delta * (size - delta / 2))
    return Ask(
        f"Residuals {vec(r)}. What is the mean of Huber's loss with $\\delta = {num(delta)}$?",
        key=regression_scores(r, zero, delta=delta)["Huber"],
        mistakes=[
            Mistake("squares-throughout", float((r**2).mean() / 2),
                    "Beyond $\\delta$ the loss is a straight line."),
            Mistake("no-offset", float(np.where(size <= delta, r**2 / 2, delta * size).mean()),
                    "The line must meet the parabola at $\\delta$: $\\delta(|r| - \\delta/2)$."),
            Mistake("no-half", float(np.where(size <= delta, r**2,
                                              delta * (size - delta / 2)).mean()),
                    "Inside it is half the square, so that the slopes meet as well."),
        ],
        why=f"Row by row: {vec(each)}.",
        check=each.mean,
    )  # fmt: skip


@number(level=1, covers=["S35.16", "C35.13", "E35.02", "Q35.d5"])
def mean_of_other_rows(rng: Rng) -> Ask:
    """R squared of a constant, on new rows."""
    y = 5.0 + 3 * rng.choice(9, 4, replace=False)
    constant = float(round(y.mean()) + rng.choice([-6, -5, -4, 4, 5, 6]))
    told = np.full(4, constant)
    spread = float(((y - y.mean()) ** 2).sum())
    off = float(((y - constant) ** 2).sum())
    return Ask(
        f"On training rows the mean target is {num(constant)}, and a model predicts it for "
        f"every row. The test targets are {vec(y)}. What is its $R^2$ on them?",
        key=regression_scores(y, told)["R2"],
        mistakes=[
            Mistake("mean-means-zero", 0.0,
                    "0 is for the mean of the rows that are scored. This is that of others."),
            Mistake("ratio", off / spread, "Subtract it from 1."),
            Mistake("upside-down", 1 - spread / off,
                    "The sum about the mean of the test targets goes below."),
        ],
        why=f"$1 - {num(off)}/{num(spread)}$, with squares about the prediction above and "
        f"about the test mean {num(y.mean())} below. Below 0 means: worse than that mean, "
        "which nobody knew beforehand.",
        check=lambda: -4 * (constant - y.mean()) ** 2 / spread,
    )  # fmt: skip


@choices(level=3, covers=["S35.17", "C35.14", "E35.07"], proof="noise_may_raise_it")
def worth_its_price(rng: Rng) -> Ask:
    """Which columns adjusted R squared welcomes."""
    sizes = [*rng.choice([0.2, 0.4, 0.6, 0.8], 2, replace=False),
             *rng.choice([1.2, 1.4, 1.6, 1.8], 2, replace=False)]  # fmt: skip
    t = np.array(sizes) * rng.choice([-1, 1], size=4)
    n = 10 * int(rng.integers(4, 20))
    names = [f"t = {num(v)}" for v in t]
    return Ask(
        f"A regression on {n} rows is tried with one more column, each of four in turn. In its "
        "fit the new column has the t statistic given here. All four are pure noise. Which of "
        "them raise *adjusted* $R^2$?",
        key={name: f"{num(abs(v))} is beyond 1: the fall of the squared error pays for the "
             "column." for name, v in zip(names, t, strict=True) if abs(v) > 1},
        mistakes=[
            Mistake("raises-plain-r2" if v > 0 else "raises-plain-r2-negative", name,
                    f"{num(abs(v))} is below 1. Plain $R^2$ rises, the adjusted one falls.")
            for name, v in zip(names, t, strict=True) if abs(v) < 1
        ],
        why="Adjusted $R^2$ compares estimates of the noise variance, and one more column "
        "lowers that exactly when $|t| > 1$, a bar that noise passes about one time in three. "
        "It is no test of usefulness.",
    )  # fmt: skip


@steps(level=2, covers=["S35.29", "E35.06"])
def same_error_two_prices(rng: Rng) -> Ask:
    """sMAPE of too high and too low."""
    y = 10.0 * int(rng.integers(5, 30))
    off = y * float(rng.choice([0.2, 0.3, 0.4, 0.5, 0.6]))
    high, low = smape([y], [y + off]), smape([y], [y - off])
    plain = off / y
    return Ask(
        f"The target is {num(y)}. One forecast says {num(y + off)}, another {num(y - off)}. "
        "Compute sMAPE as $2|y - \\hat y|/(|y| + |\\hat y|)$, as a fraction.",
        key=(
            Part("too high", high, None, [
                Mistake("mape", plain, "That is MAPE: it divides by the target alone."),
                Mistake("without-2", high / 2,
                        "The denominator is the mean of the two sizes; you took the sum."),
            ]),
            Part("too low", low, None, [
                Mistake("mape", plain, "That is MAPE: it divides by the target alone."),
                Mistake("symmetric", high,
                        "Symmetric it is in swapping target and forecast, not in the sign of "
                        "the error: the denominator shrinks with the forecast."),
            ]),
        ),
        mistakes=[],
        why=f"Both miss by {num(off)}, yet the low one pays {num(low / high, 3)} times as much.",
    )  # fmt: skip


@choice(level=3, covers=["E35.06", "S35.18", "C35.15", "Q35.d3"])
def best_constant_in_percent(rng: Rng) -> Ask:
    """The constant that MAPE likes best."""
    price = {"": 0.0, " ": 0.0}
    # Not a draw in which two constants cost about the same.
    while sorted(price.values())[1] < 1.05 * min(price.values()) + 0.01:
        y = np.sort(rng.choice([1, 2, 3, 4, 6, 8, 10, 14, 20], 5, replace=False))
        y = y * float(rng.integers(1, 6))
        candidates = {
            "smallest": float(y[0]),
            "second": float(y[1]),
            "median": float(np.median(y)),
            "mean": float(y.mean()),
        }
        price = {
            name: regression_scores(y, np.full(5, c))["MAPE"]
            for name, c in candidates.items()
        }
    best = min(price, key=lambda name: price[name])
    said = {
        "smallest": "the smallest target",
        "second": "the second smallest",
        "median": "the median",
        "mean": "the mean",
    }
    hints = {
        "smallest": "Low is cheap in per cent, but too many days are far above it.",
        "second": "A low forecast is right, but the smallest target, with the largest weight "
        "$1/y$, pulls further down.",
        "median": "The median is best for MAE, where each row counts alike. MAPE gives a row "
        "the weight $1/y$.",
        "mean": "The mean is best for MSE.",
    }
    return Ask(
        f"Demand on five days was {vec(y)}. You must forecast the same number for each day and "
        "are paid by MAPE. Which of these do you say?",
        key=f"{num(candidates[best])}, {said[best]}",
        mistakes=[
            Mistake(name, f"{num(c)}, {said[name]}",
                    f"{hints[name]} Its MAPE is {num(100 * price[name], 3)} %, that of "
                    f"{num(candidates[best])} {num(100 * price[best], 3)} %.")
            for name, c in candidates.items() if name != best
        ],
        why="Too low costs at most 100 %, too high has no limit, and small targets have large "
        "weights: MAPE rewards forecasts that are too low. The best constant of all is the "
        "median with weights $1/y$.",
    )  # fmt: skip


@number(level=2, covers=["S35.28", "C35.23"])
def against_the_naive(rng: Rng) -> Ask:
    """An error in units of the naive forecast's."""
    moves = rng.choice([-4, -3, -2, 2, 3, 4, 5], 5)
    while moves[1:].sum() == 0:
        moves = rng.choice([-4, -3, -2, 2, 3, 4, 5], 5)
    past = 30.0 + np.cumsum(moves)
    y = past[-1] + rng.choice([-6, -3, 4, 7], 3).astype(float)
    told = y + rng.choice([-3, -2, -1, 1, 2, 4], 3).astype(float)
    wrong = float(np.abs(y - told).mean())
    naive = float(np.abs(np.diff(past)).mean())
    test_naive = float(np.abs(y - past[-1]).mean())
    return Ask(
        f"A series so far: {vec(past)}. Then come {vec(y)}, forecast as {vec(told)}. What is "
        "MASE, with a season of 1?",
        key=mase(past, y, told),
        mistakes=[
            Mistake("mae", wrong, "That is MAE. Divide it by that of the naive forecast."),
            Mistake("scaled-on-the-test", wrong / test_naive,
                    "The scale comes from the past: mean size of its steps."),
            Mistake("deviation", wrong / float(past.std()),
                    "You divided by the deviation; MASE divides by the mean step."),
            Mistake("signed-steps", wrong / abs(float(np.diff(past).mean())),
                    "Take the size of each step before averaging; up and down cancel."),
        ],
        why=f"MAE {num(wrong)} over the mean step {num(naive)} of the past. Below 1 is better "
        "than saying “as yesterday” was there; the unit cancels, and targets of 0 do no harm.",
        check=lambda: wrong / naive,
    )  # fmt: skip


def _ranked(rng: Rng, n: int, hits: int) -> Integers:
    relevant = np.zeros(n, dtype=int)
    relevant[rng.choice(n, hits, replace=False)] = 1
    return relevant


@number(level=1, covers=["S35.24", "E35.01"])
def precision_at_hits(rng: Rng) -> Ask:
    """Average precision of one list."""
    relevant = _ranked(rng, 6, 3)
    total = 3 + int(rng.integers(1, 3))
    at = np.cumsum(relevant) / np.arange(1, 7)
    hits = at[relevant == 1]
    return Ask(
        f"A search shows six results, relevant where there is a 1: {vec(relevant)}. There are "
        f"{total} relevant documents in all. What is the average precision?",
        key=ranked_precision(relevant, total=total),
        mistakes=[
            Mistake("over-found", ranked_precision(relevant),
                    f"You divided by the hits. All {total} relevant documents count; those "
                    "not found have precision 0."),
            Mistake("every-rank", float(at.mean()),
                    "Precision is averaged at the ranks of relevant results only."),
            Mistake("precision-of-the-list", float(relevant.mean()),
                    "That is precision of the whole list, blind to the order."),
        ],
        why=f"Precision at the hits: {vec(hits, 3)}; their sum over {total}. This is one query; "
        "MAP is the mean of it over queries.",
        check=lambda: hits.sum() / total,
    )  # fmt: skip


@number(level=2, covers=["S35.24", "E35.01"])
def mean_over_queries(rng: Rng) -> Ask:
    """MAP of two queries."""
    many, few = _ranked(rng, 5, 3), _ranked(rng, 5, 1)
    one, other = ranked_precision(many), ranked_precision(few)
    return Ask(
        f"Two queries, five results each, a 1 where relevant: {vec(many)} and {vec(few)}. No "
        "other relevant documents exist. What is the mean average precision?",
        key=mean_average_precision([many, few]),
        mistakes=[
            Mistake("pooled", (3 * one + other) / 4,
                    "You averaged over all hits, so the query with more of them counts more. "
                    "Each query counts alike."),
            Mistake("joined", ranked_precision(np.concatenate([many, few])),
                    "You joined the lists. Ranks start anew with each query."),
            Mistake("precision-at-5", float((many.mean() + few.mean()) / 2),
                    "That is mean precision at 5, blind to the order."),
        ],
        why=f"Average precision is {num(one)} and {num(other)}; MAP is their mean.",
        check=lambda: (one + other) / 2,
    )  # fmt: skip


@steps(level=1, covers=["S35.26", "S35.27", "C35.22", "E35.05"])
def top_of_the_list(rng: Rng) -> Ask:
    """Hit rate, recall and precision at K."""
    k = int(rng.choice([3, 4]))
    relevant = np.concatenate([_ranked(rng, k, int(rng.integers(1, k))),
                               _ranked(rng, 7 - k, int(rng.integers(1, 8 - k)))])  # fmt: skip
    shown, total = int(relevant[:k].sum()), int(relevant.sum())
    return Ask(
        f"A user is shown seven items, a 1 where one is relevant: {vec(relevant)}. Nothing "
        f"else is relevant. Look at the first {k}.",
        key=(
            Part(f"hit rate at {k}, of this user", hit_rate([relevant], k), None, [
                Mistake("recall", recall_at_k(relevant, k),
                        "That is recall. A hit asks only whether there is any."),
                Mistake("precision", shown / k,
                        "That is precision. A hit asks only whether there is any."),
            ]),
            Part(f"recall at {k}", recall_at_k(relevant, k), None, [
                Mistake("hit", 1.0, "That is the hit. Recall divides by all relevant items."),
                Mistake("precision", shown / k,
                        f"You divided by {k}. Recall divides by the {total} relevant items."),
            ]),
            Part(f"precision at {k}", shown / k, None, [
                Mistake("recall", recall_at_k(relevant, k),
                        f"You divided by the relevant items. Precision divides by {k}."),
            ]),
        ),
        mistakes=[],
        why=f"{shown} relevant among {k}, of {total}. Hit rate and recall agree only where "
        "there is one relevant item; neither minds the order within the first ones.",
    )  # fmt: skip


@number(level=2, covers=["S35.25", "C35.21"])
def gain_with_discount(rng: Rng) -> Ask:
    """NDCG of the first three."""
    grades = rng.permutation([3, 2, 1, 0, 0])
    while (grades[:3] == [3, 2, 1]).all():
        grades = rng.permutation([3, 2, 1, 0, 0])
    gained, best = dcg(grades, k=3), dcg(-np.sort(-grades), k=3)
    shown = -np.sort(-grades[:3])
    by_rank = grades[:3] @ (1 / np.arange(1, 4)) / ([3, 2, 1] @ (1 / np.arange(1, 4)))
    return Ask(
        f"Five results have the relevances {vec(grades)}, in the order shown. What is NDCG at "
        "3, with linear gain and the discount $1/\\log_2(i + 1)$ at rank $i$?",
        key=ndcg(grades, k=3),
        mistakes=[
            Mistake("not-normalised", gained,
                    "That is DCG. Divide by that of the best order."),
            Mistake("ideal-of-the-shown", gained / dcg(shown) if dcg(shown) else 0.0,
                    "You sorted the first three only. The best order takes the three most "
                    "relevant of all five."),
            Mistake("one-over-rank", float(by_rank),
                    "You discounted by the rank itself. It is $\\log_2(i + 1)$: 1, 1.585, 2."),
            Mistake("exponential", ndcg(grades, k=3, gain="exponential"),
                    "That is the exponential gain, $2^{rel} - 1$. Say which one you mean."),
        ],
        why=f"DCG is {num(gained)}, that of 3, 2, 1 is {num(best)}. A list that lacks the best "
        "items cannot reach 1.",
        check=lambda: (grades[:3] / np.log2([2, 3, 4])).sum() / best,
    )  # fmt: skip


@number(level=3, covers=["S35.22", "C35.19", "S35.23"])
def pairs_together(rng: Rng) -> Ask:
    """The adjusted Rand index of six rows."""
    a = np.array([0, 0, 0, 1, 1, 1])
    b = rng.permutation(
        [0, 0, 1, 1, 2, 2] if rng.random() < 0.5 else [0, 0, 0, 0, 1, 1]
    )
    i, j = np.triu_indices(6, 1)
    in_a, in_b = a[i] == a[j], b[i] == b[j]
    both = int((in_a & in_b).sum())
    s_a, s_b = int(in_a.sum()), int(in_b.sum())
    expected = s_a * s_b / 15
    return Ask(
        f"True groups {vec(a)}, clusters {vec(b)}. What is the adjusted Rand index, "
        "$(S - E)/((S_a + S_b)/2 - E)$ with $E = S_a S_b/15$, for the pairs that are together "
        "in both, in the one, in the other?",
        key=adjusted_rand(a, b),
        mistakes=[
            Mistake("plain", float((in_a == in_b).mean()),
                    "That is the plain Rand index, the share of pairs on which both agree. "
                    "Random clusters score high in it."),
            Mistake("jaccard", both / int((in_a | in_b).sum()),
                    "That is Jaccard's index of pairs. Chance is not taken off."),
            Mistake("same-names", accuracy(a, b),
                    "You compared names. Clusters may be called anything; only who is "
                    "together counts."),
        ],
        why=f"Together in both {both} pairs, in the true groups {s_a}, in the clusters {s_b}; "
        f"chance would give {num(expected)}. So 0 is chance. It needs true groups.",
        check=lambda: (both - expected) / ((s_a + s_b) / 2 - expected),
    )  # fmt: skip


@choice(level=2, covers=["C35.20", "S35.23", "C35.19"], proof="information_by_chance")
def many_small_groups(rng: Rng) -> Ask:
    """A high score for nothing."""
    rows, groups = int(rng.choice([120, 150])), int(rng.choice([40, 50]))
    return Ask(
        f"{rows} rows of ten known kinds were dealt to {groups} groups by lot. Against the "
        "kinds, normalised mutual information (NMI) is about 0.4. What is the matter?",
        key="NMI is not corrected for chance: many small groups share information with anything",
        mistakes=[
            Mistake("real-structure", "The lot has found 40 % of the structure by luck",
                    "It finds as much with kinds that are dealt by lot themselves."),
            Mistake("bug", "Nothing but an error: NMI of independent groups is 0",
                    "It is 0 for endless rows. In samples mutual information is above 0, and "
                    "the more so the smaller the groups."),
            Mistake("rand-too", "Nothing that the adjusted Rand index would not show as well",
                    "It would show about 0: that is what adjusted means."),
        ],
        why="Use adjusted mutual information or the adjusted Rand index, above all to compare "
        "clusterings with different numbers of groups.",
    )  # fmt: skip


@number(level=2, covers=["S35.21", "C35.18"])
def spread_over_distance(rng: Rng) -> Ask:
    """Davies-Bouldin of two clusters."""
    left = float(rng.integers(0, 6)) + np.array([0.0, float(rng.integers(1, 4)) * 2])
    right = (
        left[1]
        + float(rng.integers(5, 12))
        + np.array([0.0, float(rng.integers(4, 8)) * 2])
    )
    X, labels = np.concatenate([left, right])[:, None], [0, 0, 1, 1]
    s, t = float(np.ptp(left) / 2), float(np.ptp(right) / 2)
    apart = float(right.mean() - left.mean())
    return Ask(
        f"Two clusters on a line: {vec(left)} and {vec(right)}. What is their Davies-Bouldin "
        "index?",
        key=davies_bouldin(X, labels),
        mistakes=[
            Mistake("upside-down", apart / (s + t),
                    "Spread over distance, so that lower is better."),
            Mistake("ranges", 2 * (s + t) / apart,
                    "A cluster's spread is the mean distance of its rows to its centre, half "
                    "the range here."),
            Mistake("gap", (s + t) / float(right[0] - left[1]),
                    "The distance is that of the centres, not the gap between the clusters."),
        ],
        why=f"$({num(s)} + {num(t)})/{num(apart)}$. With more clusters, each takes its worst "
        "partner, and the index is the mean of those.",
        check=lambda: (s + t) / apart,
    )  # fmt: skip


@choice(
    level=2, covers=["E35.09", "C35.17", "S35.20"], proof="round_clusters_preferred"
)
def moons_score_worse(rng: Rng) -> Ask:
    """Scores of the right clusters."""
    right, found = int(rng.integers(30, 35)), int(rng.integers(47, 51))
    return Ask(
        "Rows form two interleaved half moons. The moons themselves have a silhouette of "
        f"0.{right}; what k-means makes of the rows has 0.{found}. What follows?",
        key="The silhouette prefers round clusters; it does not say which grouping is right",
        mistakes=[
            Mistake("k-means-right", "k-means has found the better grouping",
                    "It has cut each moon in two. By the adjusted Rand index it agrees with "
                    "the moons to about 0.2."),
            Mistake("use-davies-bouldin", "Davies-Bouldin would have put the moons first",
                    "It favours round clusters as well: it compares distances to centres."),
            Mistake("nothing-there", "With values below 0.5 there are no clusters at all",
                    "There are two, with a gap between them. Distance to a whole cluster is "
                    "the wrong question for a bent one."),
        ],
        why="Both scores measure distances within and to the nearest other cluster. k-means "
        "minimises nearly that, so the two agree with each other, not with the truth.",
    )  # fmt: skip


@output(level=2, covers=["H35.01", "S35.03", "S35.04"])
def arguments_swapped(rng: Rng) -> Ask:
    """Precision with its arguments swapped."""
    y = rng.permutation([1, 1, 1, 1, 0, 0, 0, 0])
    hits, alarms = int(rng.integers(1, 4)), int(rng.integers(0, 2))
    told = np.zeros(8, dtype=int)
    told[rng.permutation(np.flatnonzero(y == 1))[:hits]] = 1
    told[rng.permutation(np.flatnonzero(y == 0))[:alarms]] = 1
    code = (
        "def precision(y, told):\n"
        "    hits = sum(a * b for a, b in zip(y, told))\n"
        "    return round(hits / sum(told), 2)\n\n"
        f"y = {y.tolist()}\n"
        f"told = {told.tolist()}\n"
        "print(precision(y, told), precision(told, y))"
    )
    P, R = round(precision(y, told), 2), round(recall_of(y, told), 2)
    return Ask(
        f"`y` are labels, `told` predictions. What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake("symmetric", f"{P} {P}",
                    "Swapped, it divides by the positives instead of the flagged."),
            Mistake("reversed", f"{R} {P}",
                    "The first call has the arguments in their right places: it divides by "
                    "the flagged."),
        ],
        why="With labels and predictions swapped, precision is recall. Nothing fails, which is "
        "why the order of arguments is worth a test.",
    )  # fmt: skip


@match(level=1, covers=["S35.31", "C35.24"])
def metric_for_a_task(rng: Rng) -> Ask:
    """A metric for a task."""
    words = {
        "imbalanced": "one payment in 2,000 is a fraud; say yes or no",
        "multi-class": "ten kinds of waste, some rare, all equally important",
        "outliers": "delivery times, a few of them recorded wrongly",
        "costly misses": "a first screening, where a missed case is worst",
        "recommendation": "a page of films, the best of them first",
        "forecast": "demand for 300 spare parts, many of them 0 on most days",
    }
    chosen = [str(name) for name in rng.permutation(list(words))[:4]]
    right = {words[name]: choose_metrics(name)[0][0] for name in chosen}
    wrong = {
        "imbalanced": "Here it answers another question; where one class is rare, a "
        "correlation of labels sees both kinds of mistakes.",
        "multi-class": "Classes that count alike want a mean over classes.",
        "outliers": "Wrong records should not decide: absolute errors.",
        "costly misses": "The worst mistake is the miss: recall, at a precision one can bear.",
        "recommendation": "The order of a list is asked for, with a discount by rank.",
        "forecast": "Targets of 0 and different scales: errors in units of the naive "
        "forecast's.",
    }
    return Ask(
        "Which metric fits which task?",
        key=right,
        mistakes=[
            Mistake(f"{chosen[i]}-as-{chosen[j]}".replace(" ", "-"),
                    (words[chosen[i]], right[words[chosen[j]]]), wrong[chosen[i]])
            for i, j in ((0, 1), (1, 2), (2, 3))
        ],
        why="First what is predicted: labels, an order, numbers. Then what a mistake costs, and "
        "what would spoil the metric: rare classes, outliers, zeros.",
    )  # fmt: skip


@order(level=1, covers=["Q35.d1", "C35.02"], definition=True)
def from_costs_to_a_report(rng: Rng) -> Ask:
    """From what mistakes cost to a report."""
    del rng
    return Ask(
        "A classifier that is to be used with a yes or no. Put the work in order.",
        key=Steps(
            (
                "Ask what each kind of mistake costs",
                "Choose the metric, and the baseline to beat",
                "Fit models that give scores",
                "Choose model and threshold on validation rows",
                "Report on test rows, with the confusion matrix",
            ),
            (
                (0, 1, "Costs decide which metric is right."),
                (1, 3, "A choice needs a metric, named before the results are seen."),
                (2, 3, "There must be scores to choose by."),
                (3, 4, "Test rows report what was chosen; they choose nothing."),
            ),
        ),
        mistakes=[],
        why="A metric that is named after the results is named for them.",
    )


@recall(level=1, covers=["Q35.d1", "C35.02", "C35.03", "E35.04"])
def precision_or_recall(rng: Rng) -> Ask:
    """Precision or recall."""
    del rng
    return Ask(
        "“Would you optimise precision or recall?”",
        key=(
            "It depends on which mistake is dear: a false alarm, or a miss",
            Point("Precision: of those flagged, how many are; a mail in the spam folder by "
                  "mistake is dear", "Give me a case for precision."),
            Point("Recall: of those that are, how many were flagged; a first screening",
                  "And one for recall?"),
            Point("The threshold trades one for the other; the model decides how good the "
                  "trade is", "Can I have both?"),
            Point("F1 takes no side; F-beta with beta above 1 leans to recall, or demand "
                  "recall at a given precision", "Then why not F1?"),
            Point("With prices known, minimise the expected cost", "And if I know the costs?"),
        ),
        mistakes=[],
        why="A story with costs beats a definition. Flagging everybody has recall 1, so neither "
        "number is worth anything alone.",
    )  # fmt: skip


@recall(level=2, covers=["Q35.d2", "C35.06", "C35.07", "E35.03", "S35.08"])
def one_in_a_thousand(rng: Rng) -> Ask:
    """ROC or precision-recall, where positives are rare."""
    share = int(rng.choice([1_000, 2_000, 5_000]))
    return Ask(
        f"“One case in {share} is positive. ROC AUC or PR AUC?”",
        key=(
            "PR AUC, or precision at the recall that is needed",
            Point("ROC AUC: the chance that a positive scores above a negative",
                  "What does ROC AUC mean?"),
            Point("It does not depend on how rare positives are, so it looks as good as ever",
                  "Why not ROC?"),
            Point(f"1 % false positives are ten false alarms in 1,000, for {num(1000 / share)} "
                  "positives", "Can you give numbers?"),
            Point("The baseline of PR is the share of positives, so areas compare only within "
                  "one mixture", "What does noise score?"),
            Point("ROC is of use where mixtures differ or are not known yet",
                  "So is ROC of no use?"),
        ),
        mistakes=[],
        why="“PR for imbalanced data” is the rule; the count of false alarms is the reason.",
    )  # fmt: skip


@recall(level=1, covers=["Q35.d3", "C35.15", "E35.06", "S35.28"])
def percent_errors(rng: Rng) -> Ask:
    """When MAPE is of no use."""
    del rng
    return Ask(
        "“When would you not use MAPE?”",
        key=(
            "Where targets are 0 or near 0: it has no value, or one row decides",
            Point("Where the zero is arbitrary, as for degrees Celsius", "What of temperatures?"),
            Point("Where too low and too high should cost alike: it rewards low forecasts",
                  "Is it fair to both sides?"),
            Point("Too low costs 100 % at most, too high has no limit", "Why is that?"),
            Point("sMAPE does not mend it: symmetric in swapping, not in the error",
                  "Then sMAPE?"),
            Point("MASE, or MAE and RMSE in units, or weighted percentages", "What instead?"),
        ),
        mistakes=[],
        why="Most candidates stop at zero. That it favours low forecasts costs more, because "
        "nothing fails.",
    )  # fmt: skip


@recall(level=1, covers=["Q35.d4", "E35.08", "S35.12"])
def macro_or_micro(rng: Rng) -> Ask:
    """Macro or micro."""
    del rng
    return Ask(
        "“Macro-F1 or micro-F1?”",
        key=(
            "Macro: F1 of each class, then the plain mean; a rare class counts like a common one",
            "Micro: counts of all classes added up first; each row counts alike",
            Point("With one label a row, micro-F1 is accuracy", "When does micro tell me more "
                  "than accuracy?"),
            Point("So accuracy and macro, side by side: a gap between them points at rare "
                  "classes", "What do you report?"),
            Point("Weighted: a mean by class size, near micro again", "And weighted?"),
            Point("Macro is noisy where a class has few rows", "What speaks against macro?"),
        ),
        mistakes=[],
        why="The question behind it: does every row count alike, or every class?",
    )  # fmt: skip


@recall(level=1, covers=["Q35.d5", "C35.13", "E35.02", "S35.16"])
def below_zero(rng: Rng) -> Ask:
    """How R squared can be negative."""
    del rng
    return Ask(
        "“Your R squared is negative. A bug?”",
        key=(
            "Not by itself: $1 - SS_{res}/SS_{tot}$ is below 0 where predictions are worse than "
            "the mean of the scored rows",
            Point("On its own training rows least squares with an intercept cannot fall below 0",
                  "Where is it impossible?"),
            Point("On new rows it can: overfitting, a shift, or few rows",
                  "What would cause it?"),
            Point("Without an intercept it can on training rows, too",
                  "And without an intercept?"),
            Point("A share of variance only in that first case; elsewhere skill over the mean",
                  "So what does 0.3 mean on test rows?"),
        ),
        mistakes=[],
        why="“R squared is between 0 and 1” is the trap: there is no square in it.",
    )  # fmt: skip


@recall(level=2, covers=["Q35.d6", "C35.24", "S35.31"])
def six_tasks(rng: Rng) -> Ask:
    """Metrics for six tasks."""
    del rng
    return Ask(
        "“Pick metrics for: rare positives; many classes; outliers; costly misses; "
        "recommendations; forecasts.”",
        key=(
            Point("Rare positives: PR AUC, F1, Matthews' correlation; ROC AUC with a warning",
                  "Which warning?"),
            Point("Many classes: macro-F1 beside accuracy", "Why not micro?"),
            Point("Outliers: MAE or Huber", "And if large errors are what hurts?"),
            Point("Costly misses: recall at a fixed precision, or F2", "Why not F1?"),
            Point("Recommendations: NDCG, MAP, recall at K", "Hit rate?"),
            Point("Forecasts: MASE and RMSE, from a rolling origin", "Why not MAPE?"),
        ),
        mistakes=[],
        why="A table is easily learned. What is heard is the reason for each row, and a baseline "
        "beside each number.",
    )  # fmt: skip
