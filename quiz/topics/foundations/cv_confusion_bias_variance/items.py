"""Questions on cross-validation, the confusion matrix, bias and variance."""

from __future__ import annotations

import numpy as np

from engine.arrays import Integers
from engine.metrics.counts import confusion_matrix
from engine.metrics.rates import accuracy, always_negative, f_beta, precision
from engine.metrics.rates import recall as recall_of
from engine.optim.search import grid
from engine.validation.bias_variance import trade_off
from engine.validation.splits import fold_schedule, k_fold
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    match,
    matrix,
    number,
    order,
    output,
    recall,
    steps,
)
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.numbers import EXACT
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num

Rng = np.random.Generator


def _labels(tp: int, fn: int, fp: int, tn: int) -> tuple[Integers, Integers]:
    """Labels and predictions with these counts."""
    y = np.repeat([1, 1, 0, 0], [tp, fn, fp, tn])
    return y, np.repeat([1, 0, 1, 0], [tp, fn, fp, tn])


def _counts(rng: Rng) -> tuple[int, int, int, int]:
    """TP, FN, FP, TN, all different."""
    tp, fn, fp = (int(c) for c in rng.choice(np.arange(2, 15), 3, replace=False) * 5)
    return tp, fn, fp, int(rng.integers(16, 30)) * 5


@number(level=1, covers=["S08.01", "C08.01", "E08.04"], tolerance=EXACT)
def rows_of_a_fold(rng: Rng) -> Ask:
    """How many rows train."""
    k = int(rng.choice([3, 4, 5, 8, 10]))
    n = k * int(rng.integers(5, 20)) + int(rng.integers(1, k))
    splits = k_fold(n, k)
    train, test = (len(part) for part in splits[0])
    return Ask(
        f"{n} rows are cut into {k} folds; where they cannot be equal, the first ones have a "
        "row more. On how many rows is the first model trained, the one that is tested on "
        "the first fold?",
        key=train,
        mistakes=[
            Mistake("the-fold", test, "Those are the rows that it is tested on."),
            Mistake(
                "the-small-fold",
                train + 1,
                f"{n} is no multiple of {k}: the first fold has {test} rows, one more than "
                "the last.",
            ),
            Mistake("all", n, "One fold is always left out."),
        ],
        why=f"${n} = {k} \\cdot {n // k} + {n % k}$: the first {n % k} folds have {test} "
        f"rows, and ${n} - {test} = {train}$ are left.",
        check=lambda: n - (n // k + 1),
    )


@choice(level=1, covers=["S08.02", "W08.01", "C08.01"])
def who_tests_when(rng: Rng) -> Ask:
    """Who tests when."""
    k = int(rng.choice([4, 5, 6, 10]))
    turn = int(rng.integers(k))
    table = fold_schedule(k)
    tests = [j + 1 for j in range(k) if table[turn, j] == "test"]
    row = int(rng.integers(k)) + 1
    times = int((table[:, row - 1] == "train").sum())
    return Ask(
        f"{k}-fold cross-validation, round {turn + 1}. Which fold tests, and over all rounds "
        f"how often does fold {row} train?",
        key=f"Fold {tests[0]} tests; fold {row} trains {times} times",
        mistakes=[
            Mistake(
                "trains-always",
                f"Fold {tests[0]} tests; fold {row} trains {k} times",
                "Once it is left out, to test.",
            ),
            Mistake(
                "trains-once",
                f"Fold {tests[0]} tests; fold {row} trains once",
                "It is the other way round: it tests once.",
            ),
            Mistake(
                "all-others-test",
                f"All folds but {tests[0]} test; fold {row} trains once",
                "One fold tests the model that the others have trained.",
            ),
        ],
        why="Each fold tests in one round and trains in all others.",
    )


@number(level=2, covers=["S08.03", "C08.04"], tolerance=EXACT)
def cost_of_a_search(rng: Rng) -> Ask:
    """What a search costs."""
    a, b, k = (int(rng.integers(*span)) for span in ((3, 7), (2, 6), (3, 11)))
    space = {"depth": list(range(a)), "rows": list(range(b))}
    tried = len(list(grid(space)))
    fits = tried * len(k_fold(50, k)) + 1
    return Ask(
        f"A grid search tries {a} depths and {b} sizes of a leaf in all combinations, each "
        f"by {k}-fold cross-validation, and then fits the best to all rows. How many models "
        "are fitted?",
        key=fits,
        mistakes=[
            Mistake(
                "without-the-last", fits - 1, "At the end the best is fitted to all."
            ),
            Mistake("without-folds", tried + 1, f"Each setting is fitted {k} times."),
            Mistake(
                "added",
                (a + b) * k + 1,
                "All combinations: the numbers of values are multiplied.",
            ),
        ],
        why=f"${a} \\cdot {b} \\cdot {k} + 1$.",
        check=lambda: a * b * k + 1,
    )


@steps(level=1, covers=["C08.05", "S08.05", "S08.06", "S08.07", "S08.08"])
def four_rates(rng: Rng) -> Ask:
    """Four rates from four counts."""
    tp, fn, fp, tn = _counts(rng)
    y, told = _labels(tp, fn, fp, tn)
    p, r, f1 = precision(y, told), recall_of(y, told), f_beta(y, told)
    return Ask(
        f"A test of {tp + fn + fp + tn} people: {tp} true positives, {fn} false negatives, "
        f"{fp} false positives, {tn} true negatives.",
        key=(
            Part("accuracy", accuracy(y, told), mistakes=[
                Mistake("only-positives", tp / (tp + fn + fp + tn),
                        "True negatives are right as well."),
            ]),
            Part("precision", p, mistakes=[
                Mistake("recall", r, "You divided by all who are positive. Precision asks "
                        "of those who were flagged."),
            ]),
            Part("recall", r, mistakes=[
                Mistake("precision", p, "You divided by all who were flagged. Recall asks "
                        "of those who are positive."),
                Mistake("specificity", tn / (tn + fp), "That is recall of the negatives."),
            ]),
            Part("F1", f1, lambda _a, b, c: 2 * b * c / (b + c) if b + c else 0.0, [
                Mistake("arithmetic", (p + r) / 2, "F1 is the harmonic mean."),
                Mistake("product", p * r, "2PR/(P + R), not PR."),
            ]),
        ),
        mistakes=[],
        why=f"${tp + tn}/{tp + fn + fp + tn}$, ${tp}/{tp + fp}$, ${tp}/{tp + fn}$, and "
        f"$2 \\cdot {tp}/(2 \\cdot {tp} + {fp} + {fn}) = {num(f1)}$.",
        check=lambda: (
            (tp + tn) / (tp + fn + fp + tn),
            tp / (tp + fp),
            tp / (tp + fn),
            2 * tp / (2 * tp + fp + fn),
        ),
    )  # fmt: skip


@number(level=2, covers=["E08.05", "S08.04", "S08.07"])
def read_the_matrix(rng: Rng) -> Ask:
    """Recall, read from what a library prints."""
    tp, fn, fp, tn = _counts(rng)
    y, told = _labels(tp, fn, fp, tn)
    (a, b), (c, d) = confusion_matrix(y, told)[0].tolist()
    return Ask(
        f"`confusion_matrix(y, y_hat)` of scikit-learn prints\n\n```text\n[[{a} {b}]\n [{c} "
        f"{d}]]\n```\n\nfor labels 0 and 1. What is the recall of class 1?",
        key=recall_of(y, told),
        mistakes=[
            Mistake(
                "positives-first",
                a / (a + b),
                "Labels are sorted, so the first row is class 0. That is the recall of the "
                "negatives.",
            ),
            Mistake(
                "column",
                d / (b + d),
                "You read down the column of predictions: that is precision. Rows are the "
                "true classes.",
            ),
            Mistake("turned", a / (a + c), "Both: class 0, and down the column."),
        ],
        why=f"Rows are true classes, sorted. The second row holds the {c + d} positives, of "
        f"which {d} were found. Textbooks often write the positives first; look before you "
        "divide.",
        check=lambda: tp / (tp + fn),
    )


@matrix(level=1, covers=["S08.04", "S08.12"])
def count_confusions(rng: Rng) -> Ask:
    """A confusion matrix by hand."""
    y = np.concatenate([np.arange(3), rng.integers(3, size=7)])
    told = np.where(rng.random(10) < 0.5, y, rng.integers(3, size=10))
    shuffled = rng.permutation(10)
    y, told = y[shuffled], told[shuffled]
    counts = confusion_matrix(y, told, labels=[0, 1, 2])[0].astype(float)
    return Ask(
        f"True classes `{y.tolist()}`, predictions `{told.tolist()}`. What is the confusion "
        "matrix, with a row for each true class 0, 1, 2?",
        key=counts,
        mistakes=[
            Mistake(
                "turned", counts.T, "Rows are the true classes, columns the answers."
            ),
            Mistake(
                "shares",
                counts / counts.sum(axis=1, keepdims=True),
                "Those are shares of each row. The matrix holds counts.",
            ),
        ],
        why="Row i, column j counts how often i was taken for j; what is right is on the "
        "diagonal.",
        check=lambda: np.array(
            [
                [float(((y == i) & (told == j)).sum()) for j in range(3)]
                for i in range(3)
            ]
        ),
    )


@number(level=1, covers=["S08.08", "C08.05"])
def f1_of_two(rng: Rng) -> Ask:
    """F1 from precision and recall."""
    tp = int(rng.integers(4, 20)) * 3
    fn, fp = (
        int(c) for c in rng.choice([1, 2, 5, 9, 20], 2, replace=False) * tp // 4 + 1
    )
    y, told = _labels(tp, fn, fp, 10)
    p, r = round(precision(y, told), 2), round(recall_of(y, told), 2)
    return Ask(
        f"Precision is {num(p)}, recall {num(r)}. What is F1?",
        key=2 * p * r / (p + r),
        mistakes=[
            Mistake("arithmetic", (p + r) / 2, "That is the arithmetic mean. The harmonic "
                    "one lies nearer to the smaller of the two."),
            Mistake("geometric", (p * r) ** 0.5, "That is the geometric mean."),
            Mistake("smaller", min(p, r), "Near it, but both count."),
        ],
        why="$2PR/(P + R)$: the harmonic mean cannot be high while one of the two is low.",
        check=lambda: 2 / (1 / p + 1 / r),
    )  # fmt: skip


@number(level=2, covers=["C08.06", "S08.09", "S08.08"])
def flag_everything(rng: Rng) -> Ask:
    """The F1 of suspecting everybody."""
    n, frauds = int(rng.integers(2, 9)) * 100, int(rng.integers(10, 60))
    y = np.repeat([1, 0], [frauds, n - frauds])
    silent = always_negative(frauds, n - frauds)
    share = frauds / n
    return Ask(
        f"Of {n} payments {frauds} are frauds. A detector that never reports one has an "
        f"accuracy of {num(silent['accuracy'])} and an F1 of {num(silent['F1'])}. What is the "
        "F1 of one that reports every payment?",
        key=f_beta(y, np.ones(n, dtype=int)),
        mistakes=[
            Mistake(
                "precision",
                share,
                "That is its precision, and its accuracy.",
            ),
            Mistake("recall", 1.0, "That is its recall. Precision counts as well."),
            Mistake(
                "arithmetic",
                (1 + share) / 2,
                "That is the arithmetic mean of precision and recall. By the harmonic mean "
                "a perfect recall does not make up for poor precision.",
            ),
        ],
        why=f"$2TP/(2TP + FP + FN) = 2 \\cdot {frauds}/(2 \\cdot {frauds} + {n - frauds})$. "
        "It is above the F1 of silence, though nobody would use either: a score needs such "
        "baselines beside it.",
        check=lambda: 2 * share / (1 + share),
    )


@choices(level=2, covers=["L08.01", "C08.05", "C08.06"], proof="a_higher_threshold")
def raise_the_threshold(rng: Rng) -> Ask:
    """What a higher threshold does."""
    low, high = (int(v) for v in rng.choice([[30, 60], [40, 70], [50, 80], [20, 50]]))
    return Ask(
        f"A classifier flags a row if its score is above {low} %. The threshold is raised to "
        f"{high} %. What is certain?",
        key={
            "Recall does not rise": "no further positive is flagged, and the number of "
            "positives stays.",
            "The false positive rate does not rise": "no further negative is flagged.",
        },
        mistakes=[
            Mistake(
                "precision-rises",
                "Precision rises",
                "Mostly, not surely: if those that are no longer flagged were mostly "
                "positive, it falls.",
            ),
            Mistake(
                "f1-falls",
                "F1 falls",
                "It may go either way: fewer found, fewer false alarms.",
            ),
            Mistake(
                "accuracy-rises",
                "Accuracy rises",
                "It depends on how many positives there are among those between.",
            ),
        ],
        why="Fewer rows are flagged: both counts of flagged rows can only fall. A ratio of the "
        "two, which is what precision is, may do anything.",
    )


@choice(level=2, covers=["E08.06", "S08.06"], proof="what_f1_does_not_see")
def nothing_flagged(rng: Rng) -> Ask:
    """Precision of silence."""
    n, sick = int(rng.integers(3, 20)) * 50, int(rng.integers(5, 40))
    return Ask(
        f"Of {n} patients {sick} are ill, and a test flags nobody. What is its precision?",
        key="It has none: 0 of 0 were right, and libraries fill in a number by convention",
        mistakes=[
            Mistake(
                "zero",
                "0, because it found nothing",
                "Recall is 0. Precision asks of those flagged, and there are none; 0 is the "
                "convention of some libraries.",
            ),
            Mistake(
                "one",
                "1, because it made no false alarm",
                "That is another convention. It would reward silence.",
            ),
            Mistake(
                "accuracy",
                f"{num((n - sick) / n)}, the share that it got right",
                "That is its accuracy.",
            ),
        ],
        why="A denominator of 0. scikit-learn says 0 with a warning, and lets you choose by "
        "`zero_division`. F1 as $2TP/(2TP + FP + FN)$ is 0 here without any convention.",
    )


@match(level=2, covers=["C08.07", "C08.08", "S08.10", "S08.11", "E08.02"])
def three_models(rng: Rng) -> Ask:
    """Three models of a sine."""
    sigma = float(rng.choice([0.2, 0.3, 0.4]))
    n = int(rng.integers(20, 31))
    key: dict[str, str] = {}
    while len(key) < 3:
        found = trade_off(rng, n=n, sigma=sigma, reps=4)
        bias = max(found, key=lambda name: found[name]["bias2"])
        spread = max(found, key=lambda name: found[name]["variance"])
        best = min(found, key=lambda name: found[name]["total"])
        key = {bias: "most bias", spread: "most variance", best: "least error"}
    return Ask(
        f"A line, a tree without a limit and a cubic are fitted to {n} rows of a sine, with "
        f"noise of standard deviation {num(sigma)}. What does each have?",
        key={name: key[name] for name in ("line", "deep tree", "cubic")},
        mistakes=[
            Mistake(
                "line-varies",
                ("line", "most variance"),
                "Two coefficients move little with the noise. What it lacks is the bend.",
            ),
            Mistake(
                "tree-is-best",
                ("deep tree", "least error"),
                "It follows every row, noise and all.",
            ),
        ],
        why="It is the match of model and data that decides: were the truth a line, the line "
        "would have no bias.",
    )


@choice(level=1, covers=["E08.01", "C08.03"], proof="measuring_changes_nothing")
def after_the_folds(rng: Rng) -> Ask:
    """What folds do to a model."""
    k, own = int(rng.choice([5, 10])), int(rng.integers(97, 101))
    held = int(rng.integers(70, 80))
    return Ask(
        f"A tree is right on {own} % of its own rows. {k}-fold cross-validation gives {held} %. "
        "The tree is now fitted to all rows with the same settings. What has changed?",
        key="Nothing but what you know: the same tree, and an idea of how good it is",
        mistakes=[
            Mistake(
                "less-overfitted",
                "It overfits less, having been cross-validated",
                "The models of the folds are thrown away. The fit to all rows never hears of "
                "them.",
            ),
            Mistake(
                "average",
                f"It is the average of {k} trees",
                "Scores are averaged, not trees. Averaged trees would be bagging.",
            ),
            Mistake(
                "new-score",
                f"Its accuracy on new rows is {own} % now, with all rows",
                f"{held} % is the estimate, a little too low at most: it had fewer rows.",
            ),
        ],
        why="Cross-validation measures. It helps only through a choice that you make by it: "
        "other settings, another model.",
    )


@choice(level=2, covers=["E08.07"], proof="selection_leaks")
def too_good(rng: Rng) -> Ask:
    """A score that is too good."""
    rows, genes = int(rng.integers(4, 12)) * 10, int(rng.integers(2, 10)) * 1000
    kept = int(rng.choice([10, 20]))
    return Ask(
        f"{rows} patients, {genes} genes. The {kept} genes that go best with the illness are "
        "selected, and a classifier on them is cross-validated: 90 %. On new patients it has "
        "52 %. What went wrong?",
        key="The selection saw the labels of the rows that each fold tests",
        mistakes=[
            Mistake(
                "too-few-folds",
                "Too few folds",
                "More of them would give the same: every fold was in the selection.",
            ),
            Mistake(
                "classifier-overfits",
                f"The classifier overfits its {kept} genes",
                "Folds would have shown that. What they could not show is what was learned "
                "before they were cut.",
            ),
            Mistake(
                "luck",
                "Bad luck with the new patients",
                "From 90 to 52 % is not luck. In the evidence pure noise scores about as "
                "well, if features are selected on all rows.",
            ),
        ],
        why="Among thousands of columns some go with any labels by chance. Whatever learns "
        "from labels belongs inside the folds.",
    )


@order(level=2, covers=["E08.07", "S08.03"], definition=True)
def inside_a_fold(rng: Rng) -> Ask:
    """What happens inside a fold."""
    del rng
    return Ask(
        "One round of an honest cross-validation. Put the work in order.",
        key=Steps(
            (
                "Leave a fold out",
                "Fit scaling and selection to the other rows",
                "Fit the model to the other rows, scaled and selected",
                "Apply scaling and selection, as fitted, to the fold",
                "Predict the fold, and score",
            ),
            (
                (0, 1, "What is fitted before the fold is out has seen it."),
                (1, 2, "The model gets scaled rows."),
                (1, 3, "Only what is fitted can be applied."),
                (2, 4, "Predictions need a model."),
                (3, 4, "The model reads scaled rows."),
            ),
        ),
        mistakes=[],
        why="A pipeline does all of it, which is why it is what one cross-validates.",
    )


@output(level=1, covers=["E08.04", "S08.01"])
def sizes_of_folds(rng: Rng) -> Ask:
    """Folds that do not come out even."""
    k = int(rng.choice([3, 4, 5]))
    n = k * int(rng.integers(2, 7)) + int(rng.integers(1, k))
    code = (
        "import numpy as np\n"
        f"folds = np.array_split(np.arange({n}), {k})\n"
        "print([len(fold) for fold in folds], folds[1][0])"
    )
    sizes = [len(test) for _, test in k_fold(n, k)]
    cut = [n // k] * k
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "equal",
                f"{cut} {cut[0]}",
                f"Those are {k * (n // k)} rows. Where do the others go?",
            ),
            Mistake(
                "rest-at-the-end",
                f"{[*cut[1:], cut[0] + n % k]} {cut[0]}",
                "The rest is dealt one row each to the first folds, not piled on the last.",
            ),
        ],
        why=f"{n} rows in {k} folds: {sizes}. Sizes differ by one at most.",
    )


@recall(level=1, covers=["C08.02", "C08.03", "C08.04", "E08.01"])
def why_cross_validate(rng: Rng) -> Ask:
    """Why folds."""
    del rng
    return Ask(
        "“Why cross-validation?”",
        key=(
            "Each row tests once, so all rows are used to learn and all to test",
            Point("The mean varies less than the score of one split", "Why not one split?"),
            Point("It shows overfitting, and lets one compare models and settings",
                  "What do you use it for?"),
            Point("It changes no fit: it measures", "Does it reduce overfitting?"),
            Point("Everything that is learned belongs inside the folds",
                  "Where does the scaler go?"),
            Point("The best score of a search is too good; nested folds or a test set",
                  "Can I report the best score?"),
            Point("Groups stay together, time goes forward, classes are stratified",
                  "And if rows belong to patients?"),
        ),
        mistakes=[],
        why="Most candidates stop after the first two. What follows is what goes wrong in "
        "practice.",
    )  # fmt: skip


@recall(level=2, covers=["C08.06", "S08.09", "E08.06"])
def when_accuracy_misleads(rng: Rng) -> Ask:
    """When accuracy misleads."""
    del rng
    return Ask(
        "“When is accuracy misleading, and what do you look at instead?”",
        key=(
            "Where classes are unequal: 99 % by never answering the rare one",
            Point("Or where mistakes cost unequal sums", "Is imbalance the only case?"),
            Point("The confusion matrix first: which mistakes are made?", "Then what?"),
            Point("Precision if false alarms are dear, recall if misses are",
                  "Precision or recall, for a screening test?"),
            Point("They trade against each other by the threshold",
                  "Can you raise both at once?"),
            Point("F1 weighs both alike and ignores true negatives",
                  "And if a miss costs ten times as much?"),
        ),
        mistakes=[],
        why="Tie the metric to what mistakes cost. Naming F1 at once is the answer of a list.",
    )  # fmt: skip
