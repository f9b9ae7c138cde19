"""Questions on training, validation and test rows."""

from __future__ import annotations

import math

import numpy as np

from engine.metrics.rates import accuracy
from engine.preprocessing.scalers import StandardScaler
from engine.statistics.discrete import Bernoulli, Binomial
from engine.validation.splits import split_sizes, three_way_split, time_splits
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
from quiz.items.kinds.numbers import EXACT, Tolerance
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec
from quiz.topics.foundations.train_validate_test.luck import expected_best

Rng = np.random.Generator


def _aside(n: int, share: int) -> int:
    """Rows in a share of n, in per cent."""
    return split_sizes(n, (1 - 2 * share / 100, share / 100, share / 100))[2]


@number(level=2, covers=["S32.01", "S32.05"])
def second_call(rng: Rng) -> Ask:
    """Three parts by a function that makes two."""
    test, validate = (int(v) for v in rng.choice([5, 10, 15, 20, 25, 30], 2))
    n = 100 * int(rng.integers(5, 60))
    shares = ((100 - validate - test) / 100, validate / 100, test / 100)
    learn, choose, _ = split_sizes(n, shares)
    key = choose / (learn + choose)
    return Ask(
        f"You have {n} rows and want {100 - validate - test} % for training, {validate} % for "
        f"validation and {test} % for testing. `train_test_split` makes two parts only, so "
        f"you call it twice: first with `test_size={num(test / 100)}`, which sets the test "
        "rows aside. Which `test_size` must the second call have?",
        key=key,
        mistakes=[
            Mistake(
                "share-of-all",
                validate / 100,
                f"That is a share of all {n} rows. The second call sees only the "
                f"{learn + choose} that are left, and a share of fewer is too few.",
            ),
            Mistake(
                "both-shares",
                (validate + test) / 100,
                "That would be the first call, had you split off both parts together. The "
                "test rows are gone already.",
            ),
            Mistake(
                "by-training-rows",
                choose / learn,
                "You divided by the training rows. The second call divides what is left, "
                "training and validation rows together.",
            ),
        ],
        why=f"${choose}$ of the ${learn + choose}$ rows that are left: {num(key)}.",
        check=lambda: validate / (100 - test),
    )


@number(level=1, covers=["S32.01", "S32.05"], tolerance=EXACT)
def a_fifth_of_a_rest(rng: Rng) -> Ask:
    """How many rows are left to learn from."""
    n, test = 1_000 * int(rng.integers(2, 30)), int(rng.choice([10, 20, 30]))
    share = int(rng.choice([10, 20, 25]))
    rest = n - _aside(n, test)
    validate = _aside(rest, share)
    return Ask(
        f"{n} rows. First {test} % of them are set aside for testing. Then {share} % of the "
        "rest are set aside for validation. How many are left for training?",
        key=rest - validate,
        mistakes=[
            Mistake(
                "shares-added",
                n * (100 - test - share) // 100,
                f"You took both shares of all {n} rows. The second is one of the rest.",
            ),
            Mistake(
                "one-split",
                rest,
                "Those are training and validation rows together.",
            ),
            Mistake("validation", validate, "Those are the validation rows."),
        ],
        why=f"${n} - {n - rest} = {rest}$, and ${rest} - {validate} = {rest - validate}$.",
        check=lambda: n * (100 - test) * (100 - share) // 10_000,
    )


@choices(level=1, covers=["W32.01", "E32.04", "S32.05"])
def shares_of_a_whole(rng: Rng) -> Ask:
    """Shares that make a whole."""
    lists = [(a, b, c) for a in (70, 75, 80) for b in (10, 15) for c in (10, 15)]
    whole, broken = [], []
    for parts in lists:
        try:
            split_sizes(1_000, (parts[0] / 100, parts[1] / 100, parts[2] / 100))
        except ValueError:
            broken.append(parts)
        else:
            whole.append(parts)
    good = [whole[i] for i in rng.permutation(len(whole))[:2]]
    bad = [broken[i] for i in rng.permutation(len(broken))[:3]]

    def name(parts: tuple[int, int, int]) -> str:
        return " / ".join(map(str, parts))

    return Ask(
        "A textbook says: 70–80 % for training, 10–15 % for validation, 10–15 % for testing. "
        "Which of these, in per cent, use each row exactly once?",
        key={name(parts): "the three add up to 100." for parts in good},
        mistakes=[
            Mistake(
                "short" if sum(parts) < 100 else "over",
                name(parts),
                f"They add up to {sum(parts)}: "
                + (
                    f"{100 - sum(parts)} % of the rows would be used by nobody."
                    if sum(parts) < 100
                    else f"{sum(parts) - 100} % would be in two parts, which is a leak."
                ),
            )
            for parts in bad
        ],
        why="Between them the ranges allow anything from 90 to 110 %. Fix two shares; the "
        "third is what is left.",
    )


@number(level=1, covers=["C32.06", "S32.05"])
def error_of_an_accuracy(rng: Rng) -> Ask:
    """How far a test score can be trusted."""
    p = float(rng.choice([0.7, 0.75, 0.8, 0.85, 0.9, 0.95]))
    rows = 10 * int(rng.integers(10, 100))
    deviation = math.sqrt(Bernoulli(p).variance)
    return Ask(
        f"A model is right on {num(100 * p)} % of {rows} test rows. What is the standard "
        "error of this accuracy, as a number between 0 and 1?",
        key=math.sqrt(Binomial(rows, p).variance) / rows,
        mistakes=[
            Mistake(
                "one-row",
                deviation,
                "That is the deviation of a single row. The mean of "
                f"{rows} rows varies $\\sqrt{{{rows}}}$ times less.",
            ),
            Mistake(
                "no-root",
                p * (1 - p) / rows,
                "That is the variance. The standard error is its root.",
            ),
            Mistake(
                "divided-by-rows",
                deviation / rows,
                f"Deviations shrink with the root of the number of rows, not with {rows}.",
            ),
        ],
        why=f"$\\sqrt{{p(1-p)/m}} = \\sqrt{{{num(p)} \\cdot {num(1 - p)} / {rows}}}$. The "
        "number of test rows counts, not their share.",
        check=lambda: math.sqrt(p * (1 - p) / rows),
    )


@number(level=2, covers=["C32.06", "E32.04"], tolerance=EXACT)
def rows_for_precision(rng: Rng) -> Ask:
    """What half the error costs."""
    rows = 100 * int(rng.integers(2, 40))
    times = int(rng.choice([2, 3, 4, 5, 10]))
    p = 0.9
    now = math.sqrt(Binomial(rows, p).variance) / rows
    need = round(Bernoulli(p).variance / (now / times) ** 2)
    return Ask(
        f"On {rows} test rows an accuracy has a standard error of {num(100 * now, 2)} "
        f"percentage points. How many test rows make it {times} times smaller?",
        key=need,
        mistakes=[
            Mistake(
                "in-proportion",
                rows * times,
                f"With {times} times the rows the error falls only by "
                f"$\\sqrt{{{times}}}$.",
            ),
            Mistake(
                "by-the-root",
                round(rows * math.sqrt(times)),
                "The wrong way round: the error goes with one over the root of the rows, so "
                "the rows go with the square.",
            ),
            Mistake(
                "none-needed",
                rows,
                "The share may stay, but the number of rows must grow.",
            ),
        ],
        why=f"The error is $\\sqrt{{p(1-p)/m}}$: ${times}^2 = {times**2}$ times the rows. This "
        "is also why a million test rows are seldom worth having.",
        check=lambda: rows * times**2,
    )


@number(level=2, covers=["C32.03", "E32.02"])
def luckiest_of_many(rng: Rng) -> Ask:
    """A coin that looks like a model."""
    rows = int(rng.choice([20, 25, 30, 40]))
    models = int(rng.choice([20, 50, 100]))
    right = rows // 2 + int(rng.integers(4, 7))
    one = float(Binomial(rows, 0.5).survival(right - 1))
    return Ask(
        f"{models} models toss a coin for each of {rows} validation rows with two classes. By "
        f"chance a single one of them gets {right} or more right with probability "
        f"{num(one)}. With what probability does the best of them?",
        key=1 - (1 - round(one, 4)) ** models,
        mistakes=[
            Mistake(
                "a-single-one",
                one,
                "That is the chance of a model that was named beforehand. The best is named "
                "afterwards.",
            ),
            Mistake(
                "all-of-them",
                one**models,
                "That is the chance that all do. One is enough.",
            ),
            Mistake(
                "added",
                models * one,
                "Added, the chances count trials in which several succeed more than once, and "
                "may exceed 1.",
            ),
        ],
        why="It fails only if every one of them does: "
        f"$1 - (1 - {num(one)})^{{{models}}}$. On new rows it is right on a half.",
        check=lambda: -math.expm1(models * math.log1p(-round(one, 4))),
    )


@choice(level=2, covers=["L32.01", "E32.02", "C32.03"])
def what_peeking_buys(rng: Rng) -> Ask:
    """Which choice flatters most."""
    goal = int(rng.integers(2))
    while True:
        p, few = float(rng.choice([0.6, 0.7, 0.8])), int(rng.choice([5, 10, 20]))
        rows, more = int(rng.choice([60, 120])), int(rng.choice([10, 20, 50]))
        fewer = int(rng.choice([2, 3, 5, 6]))
        cases = {
            f"{few} models, {rows} validation rows": (few, rows),
            f"{few * more} models, {rows} validation rows": (few * more, rows),
            f"{few} models, {rows // fewer} validation rows": (few, rows // fewer),
            f"{few * more} models, {rows * 6} validation rows": (few * more, rows * 6),
        }
        gains = [expected_best(*case, p) - p for case in cases.values()]
        if gains[2 - goal] > 1.1 * gains[1 + goal]:
            break
    names = list(cases)
    best = 2 - goal
    hints = (
        "Neither many models nor few rows.",
        "Each score is closer to the truth, and that makes up for all the models.",
        "Each score strays further, but so few models make little of it.",
        "Many models, but so many rows that each score is close to the truth.",
    )
    return Ask(
        f"All models here are right on {num(100 * p)} % of new rows, independently of each "
        "other, and the one that is best on the validation rows is chosen. Where does its "
        "validation score exceed the truth most?",
        key=names[best],
        mistakes=[
            Mistake(
                f"case-{i + 1}",
                name,
                f"{hints[i]} To expect is {num(gains[i], 2)} above the truth; the right "
                f"answer has {num(gains[best], 2)}.",
            )
            for i, name in enumerate(names)
            if i != best
        ],
        why="A score strays from the truth by about $\\sqrt{p(1-p)/m}$, and the best of $N$ "
        "lies about $\\sqrt{2 \\ln N}$ times that above it, at most. So half the rows cost a "
        f"factor of 1.4, always; {more} times the models cost less, the more there are.",
    )


@choice(level=2, covers=["S32.04", "C32.04", "E32.03"])
def which_number_to_report(rng: Rng) -> Ask:
    """The number to report."""
    names, chosen, lucky, fitted = ["A", "B", "C", "D"], 0, 0, 0
    while len({chosen, lucky, fitted}) < 3:
        truth = rng.permutation(np.linspace(0.72, 0.8, 4))
        scores = np.round(truth + 0.02 * rng.normal(size=(2, 4)), 3)
        train = np.round(rng.uniform(0.9, 0.99, size=4), 3)
        chosen, lucky = int(scores[0].argmax()), int(scores[1].argmax())
        fitted = int(train.argmax())
    table = "\n".join(
        f"| {names[i]} | {num(train[i])} | {num(scores[0, i])} | {num(scores[1, i])} |"
        for i in range(4)
    )
    return Ask(
        "Four settings were tried. A colleague has, against all advice, scored every one on "
        "the test rows too:\n\n| setting | training | validation | test |\n|---|---|---|---|\n"
        f"{table}\n\nWhich accuracy may you report as that of your model?",
        key=f"{num(scores[1, chosen])}, of {names[chosen]}",
        mistakes=[
            Mistake(
                "best-of-the-test",
                f"{num(scores[1, lucky])}, of {names[lucky]}",
                "The best on the test rows: then they have chosen, and their best score is too good, like that "
                "of any rows that choose.",
            ),
            Mistake(
                "validation-score",
                f"{num(scores[0, chosen])}, of {names[chosen]}",
                f"The best on the validation rows was picked for being high. It chooses {names[chosen]}; what "
                f"{names[chosen]} is worth the test rows say.",
            ),
            Mistake(
                "training-score",
                f"{num(train[fitted])}, of {names[fitted]}",
                "That is a score on training rows: the model has seen those answers.",
            ),
        ],
        why=f"The validation column chooses {names[chosen]}, and its own row of the test "
        "column is the report, whatever the others have there.",
    )


@number(level=2, covers=["C32.05", "Q32.01"])
def rows_seen_before(rng: Rng) -> Ask:
    """Test rows that were training rows."""
    n, right = 1_000, int(rng.integers(55, 80)) * 10
    known = int(rng.choice([100, 150, 200, 250, 300, 400]))
    fresh = n - known
    hits = round(fresh * right / n)
    truth = hits / fresh
    y = np.ones(n, dtype=int)
    told = np.repeat([1, 0], [known + hits, fresh - hits])
    seen = accuracy(y, told)
    return Ask(
        f"A nearest neighbour (k = 1) is right on {num(100 * seen)} % of {n} test rows. Then "
        f"you find that {known} of them are copies of training rows, which it gets right "
        "because it has stored them. On what share of rows that it has not seen is it right?",
        key=accuracy(y[known:], told[known:]),
        mistakes=[
            Mistake(
                "as-reported",
                seen,
                "That counts the copies. They test its memory, not what it has learned.",
            ),
            Mistake(
                "copies-as-errors",
                hits / n,
                "The copies leave the denominator as well: they are neither right nor wrong.",
            ),
            Mistake(
                "scaled-down",
                seen * fresh / n,
                f"Errors were not spread evenly: all of them are among the {fresh} new rows.",
            ),
        ],
        why=f"Of {known + hits} right answers {known} were copies; ${hits}/{fresh} = "
        f"{num(truth)}$. Look for duplicates before you split.",
        check=lambda: (seen * n - known) / fresh,
    )


@steps(level=2, covers=["E32.05", "S32.02"])
def scaled_with_what(rng: Rng) -> Ask:
    """Which rows the scaler learns from."""
    train = np.array([2.0, 4.0, 6.0]) + float(rng.integers(0, 20))
    train = train[0] + (train - train[0]) * float(rng.integers(1, 5))
    test = train.mean() + float(rng.integers(3, 9)) * (train[1] - train[0])
    scaler = StandardScaler().fit(train[:, None])
    everything = np.append(train, test)
    scaled = float(scaler.transform([[test]])[0, 0])
    middle, width = float(train.mean()), float(train.std())
    leaky = StandardScaler().fit(everything[:, None])
    return Ask(
        f"A feature has the values {vec(train)} in the training rows and {num(test)} in the "
        "one test row. Standardise it as one should, dividing by the root of the mean squared "
        "deviation.",
        key=(
            Part("the mean to subtract", middle, mistakes=[
                Mistake("of-all-rows", float(everything.mean()),
                        "The test row is in that mean. It is not known yet when the model "
                        "is fitted."),
            ]),
            Part("the deviation to divide by", width, mistakes=[
                Mistake("of-all-rows", float(everything.std()),
                        "The test row is in that. Only training rows may be."),
                Mistake("n-minus-1", float(train.std(ddof=1)),
                        "You divided by n - 1; the mean squared deviation divides by n."),
            ]),
            Part("the test value, standardised", scaled,
                 lambda m, s: (test - m) / s if s else 0.0,
                 [Mistake("with-all-rows", float(leaky.transform([[test]])[0, 0]),
                          "That is scaled with a mean and a deviation that know the test "
                          "row. It looks much less unusual than it is."),
                  Mistake("by-itself", 0.0,
                          "You fitted a scaler to the test row: its own mean is "
                          "subtracted. Fit on training rows, apply to all.")]),
        ),
        mistakes=[],
        why=f"Mean and deviation are learned, like weights: from {vec(train)}. Then "
        f"$({num(test)} - {num(middle)})/{num(width)} = {num(scaled)}$.",
    )  # fmt: skip


@output(level=2, covers=["E32.05"])
def who_is_on_both_sides(rng: Rng) -> Ask:
    """Rows of one patient."""
    names = [str(v) for v in rng.permutation(["Ada", "Bo", "Cy", "Di"])]
    scans = [int(v) for v in rng.integers(2, 5, size=4)]
    rows = [
        name for name, times in zip(names, scans, strict=True) for _ in range(times)
    ]
    cut = sum(scans[:2]) + int(rng.integers(1, scans[2]))
    code = (
        f"patient = {rows}\n"
        f"train, test = set(patient[:{cut}]), set(patient[{cut}:])\n"
        "print(sorted(train & test), len(test))"
    )
    new = set(rows[cut:]) - set(rows[:cut])
    return Ask(
        f"A row is a scan of a patient. What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "rows-are-disjoint",
                f"[] {len(set(rows[cut:]))}",
                "No row is on both sides, but a patient is: one with scans before and after "
                "the cut.",
            ),
            Mistake(
                "counts-new-patients",
                f"['{rows[cut]}'] {len(new)}",
                f"`test` holds {rows[cut]} as well.",
            ),
        ],
        why=f"{rows[cut]} is in both. A model that recognises the patient scores too well, so "
        "split by patient.",
    )


@choice(level=2, covers=["E32.05", "S32.01"])
def rows_in_time(rng: Rng) -> Ask:
    """Which rows may learn, where rows have an order."""
    n, k = int(rng.integers(20, 40)), 3
    size, gap = int(rng.integers(2, 5)), int(rng.integers(2, 4))
    train, test = time_splits(n, k, size, gap)[0]
    first, last = int(test[0]) + 1, int(test[-1]) + 1
    return Ask(
        f"Sales of {n} days, numbered from 1. The target of a day looks {gap} days ahead. A "
        f"model is to be tested on days {first} to {last}. Which days may it learn from?",
        key=f"days 1 to {len(train)}",
        mistakes=[
            Mistake(
                "no-gap",
                f"days 1 to {first - 1}",
                f"The targets of the last {gap} of them are made of sales within the days "
                "that are tested.",
            ),
            Mistake(
                "all-others",
                f"all days but {first} to {last}",
                "Days after the test know how it went on. In use there are none.",
            ),
            Mistake(
                "at-random",
                f"{len(train)} days drawn at random from the others",
                "Neighbouring days are alike: the model would fill gaps instead of "
                "predicting.",
            ),
        ],
        why=f"In time, what comes later tests what came before, with a gap of {gap} days where "
        "a target looks ahead.",
    )


@number(level=3, covers=["E32.05", "S32.01"], tolerance=Tolerance(rtol=0.0, atol=0.01))
def a_rare_class_by_chance(rng: Rng) -> Ask:
    """A test set without the rare class."""
    share, rare = int(rng.choice([10, 15, 20])), int(rng.integers(4, 11))
    n = 100 * int(rng.integers(4, 10))
    y = np.repeat([1, 0], [rare, n - rare])
    sizes = split_sizes(n, (1 - 2 * share / 100, share / 100, share / 100))
    kept = three_way_split(
        n, rng, (1 - 2 * share / 100, share / 100, share / 100), y=y
    )[2]
    guard = int(y[kept].sum())
    test = sizes[2]
    none = math.comb(n - rare, test) / math.comb(n, test)
    near = float(Binomial(rare, share / 100).cdf(0))
    one = 1 - near
    return Ask(
        f"{rare} of {n} patients are ill. A test set of {share} % is drawn at random. What is "
        "the probability, to within 0.01, that it holds no ill patient at all?",
        key=none,
        mistakes=[
            Mistake(
                "at-least-one", one, "That is the chance that at least one is in it."
            ),
            Mistake(
                "expected-number",
                rare * share / 100,
                f"That is how many to expect: {num(rare * share / 100)}. The question is how "
                "often it is 0.",
            ),
            Mistake(
                "one-patient",
                1 - share / 100,
                f"So likely is one patient to be left out. All {rare} have to be.",
            ),
        ],
        why=f"Each is left out with probability {num(1 - share / 100)}: about "
        f"${num(1 - share / 100)}^{{{rare}}} = {num(near, 3)}$, exactly {num(none, 3)}. "
        f"Stratified, the test set here holds {guard}.",
        check=lambda: math.prod((n - test - i) / (n - i) for i in range(rare)),
    )


@match(
    level=1, covers=["S32.02", "S32.03", "S32.04", "C32.01", "C32.02"], definition=True
)
def who_decides_what(rng: Rng) -> Ask:
    """Which rows decide what."""
    tuned = str(
        rng.choice(
            [
                "the depth of the trees",
                "the learning rate",
                "the epoch to stop at",
                "the number of neighbours",
                "the strength of the penalty",
            ]
        )
    )
    fitted = str(
        rng.choice(
            [
                "the weights",
                "the mean that a scaler subtracts",
                "the questions that a tree asks",
                "the value that replaces a missing one",
                "the vocabulary of a bag of words",
            ]
        )
    )
    told = str(
        rng.choice(["the accuracy in the report", "the error that a customer is told"])
    )
    return Ask(
        f"Which rows decide: {fitted}; {tuned}; {told}?",
        key={fitted: "training rows", tuned: "validation rows", told: "test rows"},
        mistakes=[
            Mistake(
                "tuned-on-training",
                (tuned, "training rows"),
                "On training rows the most flexible setting always looks best.",
            ),
            Mistake(
                "tuned-on-test",
                (tuned, "test rows"),
                "Then no rows are left that took no part in a choice, and the best score "
                "of those that did was picked for being high.",
            ),
        ],
        why="Training rows fit, validation rows choose, test rows report. Whatever is computed "
        "from data before the model, such as means to fill in, is fitted too.",
    )


@order(level=1, covers=["S32.01", "S32.02", "S32.03", "S32.04"], definition=True)
def from_rows_to_a_report(rng: Rng) -> Ask:
    """From rows to a report."""
    del rng
    return Ask(
        "One honest project. Put the work in order.",
        key=Steps(
            (
                "Look for duplicates and groups",
                "Cut the rows into three parts",
                "Fit every candidate, preprocessing included, to the training rows",
                "Choose the candidate with the best validation score",
                "Refit the chosen one to training and validation rows",
                "Score it on the test rows, once",
            ),
            (
                (0, 1, "Copies and groups decide how to cut."),
                (1, 2, "Only training rows may be fitted to."),
                (2, 3, "What is chosen among has to be fitted first."),
                (3, 4, "Only the chosen one is refitted."),
                (4, 5, "After the test nothing may change, so the test comes last."),
            ),
        ),
        mistakes=[],
        why="The refit is optional. If you refit, do it before the test: what you report "
        "should be what you ship.",
    )


@choice(level=1, covers=["E32.03", "S32.04", "H32.02"], proof="test_rows_wear_out")
def a_second_look(rng: Rng) -> Ask:
    """After a second look at the test rows."""
    low = int(rng.integers(70, 80))
    rounds = int(rng.integers(10, 40))
    high = low + int(rng.integers(3, 7))
    return Ask(
        f"A model has {low} % on the test rows. The team is disappointed, changes settings and "
        f"tests again, {rounds} times, and keeps the best: {high} %. No model was ever fitted "
        "to the test rows. What is the matter?",
        key=f"The test rows have become validation rows, and {high} % is too good as a rule",
        mistakes=[
            Mistake(
                "never-fitted",
                "Nothing: no weight was fitted to them",
                "Weights were not, the choice was. The best of many scores is high partly by "
                "luck with these rows.",
            ),
            Mistake(
                "average-them",
                f"The mean of all {rounds + 1} scores should be reported",
                "That says what the candidates are worth on average, not the chosen one.",
            ),
            Mistake(
                "shuffle-again",
                "Nothing that shuffling all rows and splitting again would not mend",
                "Rows that have led to choices would then be test rows again. New rows are "
                "needed.",
            ),
        ],
        why="Being unbiased is no property of rows but of how they were used. Keep the choice, "
        "and get new rows to score it, or say how often you looked.",
    )


@choice(level=2, covers=["E32.01", "C32.02"], proof="splitting_detects")
def what_a_split_prevents(rng: Rng) -> Ask:
    """What a split prevents."""
    depth, own = int(rng.integers(20, 40)), int(rng.integers(98, 101))
    held = int(rng.integers(66, 76))
    return Ask(
        f"“We split the data so that our tree of depth {depth} does not overfit.” It has "
        f"{own} % on training rows and {held} % on validation rows. What has the split done?",
        key="It has shown the overfitting; only a change made because of it could lessen it",
        mistakes=[
            Mistake(
                "prevented",
                "It has kept the overfitting lower than it would be on all rows",
                "The tree was fitted to fewer rows. If that changes anything, it overfits "
                "more.",
            ),
            Mistake(
                "caused",
                "It has caused the gap: fitted to all rows there would be none",
                "The gap would be there, and nobody could see it.",
            ),
            Mistake(
                "nothing",
                "Nothing of use, as the tree is the same",
                "Without it you would believe the training score.",
            ),
        ],
        why="A thermometer does not cool. It tells you to prune, penalise or collect, and "
        "whether that has helped.",
    )


@match(level=2, covers=["E32.05", "Q32.03", "S32.06", "C32.07"], definition=True)
def how_to_split(rng: Rng) -> Ask:
    """How to cut which data."""
    people = str(rng.choice(["patients", "customers", "speakers", "machines"]))
    rare = int(rng.choice([1, 2, 3]))
    few = int(rng.integers(5, 12)) * 10
    groups = f"10 rows each of 500 {people}, to be used on new {people}"
    share = f"50,000 independent rows, {rare} % of them positive"
    future = "daily sales of four years, to predict the next week"
    small = f"{few} independent rows in all"
    return Ask(
        "Which split fits which data?\n\n"
        + "\n".join(f"- {text}" for text in (groups, share, future, small)),
        key={
            groups: "grouped",
            share: "stratified",
            future: "by time",
            small: "nested cross-validation",
        },
        mistakes=[
            Mistake(
                "groups-stratified",
                (groups, "stratified"),
                f"Rows of the same {people} would be on both sides, and recognising them "
                "would pass for learning.",
            ),
            Mistake(
                "time-stratified",
                (future, "stratified"),
                "Shuffled, the model learns from days after those it predicts.",
            ),
            Mistake(
                "small-stratified",
                (small, "stratified"),
                f"15 % of {few} rows are {round(0.15 * few)}: such a score says hardly "
                "anything. Let every row test once.",
            ),
        ],
        why="Ask what will be new when the model is used: new people, a new week, or just new "
        "rows. The split should be new in the same way.",
    )


@recall(level=1, covers=["Q32.01", "C32.05"])
def why_not_on_training_rows(rng: Rng) -> Ask:
    """Why not on training rows."""
    del rng
    return Ask(
        "“Why not test on the training data?”",
        key=(
            "The model was fitted to these answers, so the score is too high",
            Point("Memory and learning look alike there: 1-NN has 100 % on random labels",
                  "Can you give an extreme example?"),
            Point("It favours the most flexible model in every comparison",
                  "Could I at least compare models by it?"),
            Point("What counts is the error on new rows, and these are not new",
                  "What do we want to estimate?"),
            Point("It still has a use: a poor training score shows underfitting",
                  "So is a training score useless?"),
        ),
        mistakes=[],
        why="“It is biased” is half an answer. Say in which direction, and why.",
    )  # fmt: skip


@recall(level=1, covers=["Q32.02", "C32.03", "C32.04", "E32.02", "E32.03"])
def validation_or_test(rng: Rng) -> Ask:
    """Validation and test rows."""
    del rng
    return Ask(
        "“What is the difference between a validation and a test set?”",
        key=(
            "Validation rows choose: settings, features, when to stop",
            "Test rows report, once, after all choices",
            Point("No weight learns from validation rows, but the choice does, so the best "
                  "validation score is too good", "Why not report the validation score?"),
            Point("The more candidates and the fewer rows, the more so",
                  "When is that serious?"),
            Point("Test rows that lead to a change have become validation rows",
                  "The test score is poor. What now?"),
            Point("It is how rows are used that differs, not the rows",
                  "Could I swap the two?"),
        ),
        mistakes=[],
        why="A strong answer is about use. “One is used during training, one after” is "
        "true and says nothing about why.",
    )  # fmt: skip


@recall(level=2, covers=["Q32.03", "S32.06", "C32.07", "C32.06"])
def few_rows(rng: Rng) -> Ask:
    """Few rows."""
    n = int(rng.integers(6, 15)) * 10
    return Ask(
        f"“You have {n} rows. How do you split them?”",
        key=(
            "Not into three: a score on a dozen rows is mostly luck",
            Point("Standard error of an accuracy: the root of p(1 - p)/m",
                  "How much luck?"),
            Point("Cross-validation: every row tests once", "What instead?"),
            Point("Nested, if settings are chosen: the search is run inside each outer fold",
                  "And if you tune by these folds?"),
            Point("Repeat it over shuffles, or take the bootstrap, to see the spread",
                  "How sure are you of the mean?"),
            Point("Few candidates, simple models: each choice costs rows",
                  "What else changes?"),
        ),
        mistakes=[],
        why="Name the size of the error before the remedy; it shows why there is one.",
    )  # fmt: skip
