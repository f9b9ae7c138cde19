"""Questions on rules that are written and rules that are learned."""

from __future__ import annotations

import numpy as np

from engine.decision.drift import ks_test, population_stability
from engine.decision.rules import should_learn
from engine.decision.tax import tax
from engine.decision.threshold import learn_threshold
from engine.linear.logistic import LogisticRegression
from engine.neighbors.knn import KNNRegressor
from engine.statistics.discrete import Binomial
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
from quiz.items.kinds.numbers import EXACT
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec
from quiz.topics.foundations.ml_vs_traditional.limits import periods_to_follow

Rng = np.random.Generator


@output(level=1, covers=["W03.01", "E03.01", "S03.01"])
def at_the_boundary(rng: Rng) -> Ask:
    """Who may register."""
    limit = int(rng.integers(14, 30))
    ages = [int(a) for a in rng.permutation([limit - 1, limit, limit + 1])]
    code = (
        f"for age in {ages}:\n"
        f"    if age > {limit}:\n"
        '        print(age, "welcome")\n'
        "    else:\n"
        '        print(age, "sorry")'
    )

    def said(allowed: list[bool]) -> str:
        words = {True: "welcome", False: "sorry"}
        return "\n".join(
            f"{a} {words[yes]}" for a, yes in zip(ages, allowed, strict=True)
        )

    return Ask(
        f"A form shall accept people of {limit} and above. What does this print?\n\n"
        f"```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "as-it-was-meant",
                said([a >= limit for a in ages]),
                f"That is what was meant. The code asks whether {limit} > {limit}, and that is "
                "False.",
            ),
            Mistake(
                "turned-round",
                said([a < limit for a in ages]),
                f"`age > {limit}` is true of those who are older.",
            ),
        ],
        why=f"A person of exactly {limit} is refused: `>` was written for `>=`. The machine "
        "does what the code says, each time. Such errors sit at boundaries, so tests ask for "
        "the limit itself and for both of its neighbours.",
    )


@steps(level=1, covers=["E03.01", "S03.02", "C03.01"])
def a_bug_becomes_a_label(rng: Rng) -> Ask:
    """What a model learns from a program."""
    people = int(rng.integers(40, 91))
    limit = int(rng.integers(12, 31))
    ages = np.arange(people)
    learned, wrong = learn_threshold(ages, ages > limit)
    meant = int(np.sum((ages > learned) != (ages >= limit)))
    return Ask(
        f"People of {limit} and above may register. The old program asks `age > {limit}`, which "
        "nobody has noticed. Now a model is trained on the program's answers about "
        f"{people} people, one of each age from 0 to {people - 1}. It looks for a threshold $t$ "
        "with the fewest disagreements, says yes above it, and puts it halfway between two "
        "ages.",
        key=(
            Part("threshold learned", learned, mistakes=[
                Mistake("learns-the-intention", limit - 0.5,
                        f"That would let those of {limit} in, as was meant. The answers that "
                        "the model has seen refuse them."),
                Mistake("the-number-in-the-code", float(limit),
                        "It sees ages and answers, not the code, and puts the threshold "
                        "halfway."),
            ]),
            Part("its disagreements with the program", wrong, mistakes=[
                Mistake("finds-the-bug", 1, "It imitates the program exactly."),
            ]),
            Part("its disagreements with what was meant", meant, mistakes=[
                Mistake("perfect-so-right", 0,
                        "It agrees with its labels, and these are wrong at one age."),
                Mistake("all-below", limit, f"Those below {limit} are refused rightly."),
            ]),
        ),
        mistakes=[],
        why="A model is as right as its labels. Its score of 100 % says that it agrees with "
        f"the program, and the person of {limit} is refused as before; only now there is no line "
        "of code left in which somebody could find the error.",
        check=lambda: (limit + 0.5, 0, 1),
    )  # fmt: skip


@number(level=2, covers=["H03.01", "S03.02", "S03.07"], tolerance=EXACT)
def wrong_answers_among_them(rng: Rng) -> Ask:
    """A limit, though answers contradict it."""
    contradicting = int(rng.integers(1, 4))
    while True:
        ages = np.sort(rng.choice(np.arange(12, 32), size=11, replace=False))
        place = int(rng.integers(4, 8))
        yes = np.arange(11) >= place
        yes[rng.choice(11, size=contradicting, replace=False)] ^= True
        t, wrong = learn_threshold(ages, yes)
        if wrong == contradicting and ages[place - 1] < t < ages[place]:
            break
    first = int(ages[yes].min())
    last = int(ages[~yes].max())
    words = ", ".join(
        f"{a} {'yes' if y else 'no'}" for a, y in zip(ages, yes, strict=True)
    )
    return Ask(
        f"Eleven people were let in or not, by age: {words}. Some of this was written down "
        "wrong. A model takes the threshold that disagrees with the fewest answers. With how "
        "many does it disagree?",
        key=wrong,
        mistakes=[
            Mistake(
                "learning-is-exact",
                0,
                "No threshold agrees with all eleven: there is a no above a yes.",
            ),
            Mistake(
                "below-the-first-yes",
                int(np.sum(yes != (ages >= first))),
                f"That is a threshold just below {first}, the first yes. One wrong yes moves it; "
                "try others.",
            ),
            Mistake(
                "above-the-last-no",
                int(np.sum(yes != (ages > last))),
                f"That is a threshold just above {last}, the last no. Try others.",
            ),
        ],
        why=f"Between {ages[place - 1]} and {ages[place]} it disagrees with {wrong}, and no "
        "threshold with fewer. A program that contradicts one example has a bug. A model may "
        "contradict some and have found the rule: the errors are in the answers.",
        check=lambda: min(int(np.sum(yes != (ages > c))) for c in np.arange(11, 33)),
    )


@number(level=1, covers=["S03.08", "C03.05"])
def tax_by_brackets(rng: Rng) -> Ask:
    """A tax, computed."""
    low = int(rng.integers(1, 4)) * 10
    high = low + int(rng.integers(1, 4)) * 10
    income = high + int(rng.integers(1, 7)) * 5
    small, large = (int(r) for r in np.sort(rng.choice([10, 20, 30, 40], 2, False)))
    rates = np.array([0, small, large]) / 100
    return Ask(
        f"An income tax takes nothing up to {low} thousand, {small} % from there to {high} "
        f"thousand, and {large} % above. How much is it, in thousands, for an income of "
        f"{income} thousand?",
        key=float(tax(income, [0, low, high], rates)),
        mistakes=[
            Mistake(
                "one-rate-for-all",
                income * rates[2],
                f"The {large} % are taken from the part above {high} alone. Otherwise a raise "
                "across the limit would leave less.",
            ),
            Mistake(
                "last-part-alone",
                (income - high) * rates[2],
                f"The part between {low} and {high} is taxed too.",
            ),
            Mistake(
                "nothing-is-free",
                high * rates[1] + (income - high) * rates[2],
                f"The first {low} thousand are free.",
            ),
        ],
        why=f"$({high} - {low}) \\cdot {num(rates[1])} + ({income} - {high}) \\cdot "
        f"{num(rates[2])}$. The law is the rule: somebody writes it down, tests the limits, and "
        "is done. No example is needed, and no error is tolerable.",
        check=lambda: (high - low) * rates[1] + (income - high) * rates[2],
    )


@number(level=2, covers=["C03.05", "S03.08"])
def tax_by_example(rng: Rng) -> Ask:
    """A tax, learned."""
    low = int(rng.integers(2, 5)) * 10
    rate = float(rng.choice([0.2, 0.25, 0.3, 0.4]))
    known = np.array([low - 15, low + 5, low + 40.0])
    asked = low + float(rng.choice([12, 14, 16, 18]))
    lows, rates = [0, low], [0, rate]
    model = KNNRegressor(k=1).fit(known[:, None], tax(known, lows, rates))
    said, truth = float(model.predict([[asked]])[0]), float(tax(asked, lows, rates))
    return Ask(
        f"Up to {low} thousand an income is free; {num(100 * rate)} % are taken from what lies "
        f"above. A model does not know this. It has seen the right tax of {num(known[0])}, "
        f"{num(known[1])} and {num(known[2])} thousand, and answers with the tax of the nearest "
        f"of these incomes. By how much, in thousands, is it off for {num(asked)} thousand?",
        key=abs(truth - said),
        mistakes=[
            Mistake(
                "right-examples-right-answers",
                0.0,
                "All its examples are right, but none of them is this income.",
            ),
            Mistake(
                "distance-of-incomes",
                asked - known[1],
                f"So far apart are the incomes. Their taxes differ by {num(100 * rate)} % of "
                "that.",
            ),
            Mistake(
                "its-answer",
                said,
                "That is what the model says. How far is it from the right tax?",
            ),
            Mistake(
                "nearest-turned",
                abs(float(tax(known[2], lows, rates)) - truth),
                f"{num(known[1])} is nearer than {num(known[2])}.",
            ),
        ],
        why=f"It says {num(said)} where {num(truth)} is right. More examples bring the error "
        "down and never to 0: between two of them the model guesses. Where exactness is due "
        "and the rule is known, learning has nothing to offer.",
        check=lambda: rate * (asked - known[1]),
    )


@steps(level=2, covers=["C03.03", "S03.06"])
def a_rule_for_every_case(rng: Rng) -> Ask:
    """Cases to write down, numbers to learn."""
    k = int(rng.integers(5, 13))
    rows = np.array([[0.0] * k, [1.0] * k])
    model = LogisticRegression().fit(rows, [0, 1])
    numbers = int(model.coef_.size) + 1
    return Ask(
        f"An image has {k} pixels, each black or white. A program shall have a line for each "
        "possible image; a logistic regression weighs the pixels and adds.",
        key=(
            Part("lines of the program", 2**k, mistakes=[
                Mistake("two-each", 2 * k, "Each pixel doubles the number: multiply."),
                Mistake("squared", k**2, f"Not pairs of pixels, but images: 2 · 2 · … {k} times."),
            ]),
            Part("numbers the regression learns", numbers, mistakes=[
                Mistake("no-intercept", k, "And the intercept."),
                Mistake("two-per-pixel", 2 * k + 1, "One weight a pixel, black or white."),
            ]),
            Part("lines with one more pixel", 2 ** (k + 1),
                 lambda lines, _: 2 * lines, [
                Mistake("one-more-line", 2**k + 1,
                        "Each image so far now comes in two: with the pixel black, and white."),
            ]),
        ),
        mistakes=[],
        why="Cases double with each pixel; weights grow by one. That is why nobody writes rules "
        "for images. The price: a sum of weights can say far less than a table, and what it "
        "says has to be learned from examples.",
        check=lambda: (1 << k, k + 1, 1 << (k + 1)),
    )  # fmt: skip


@match(level=1, covers=["C03.04", "S03.07", "C03.07"], definition=True)
def whose_error_is_it(rng: Rng) -> Ask:
    """What kind of error it is."""
    bug = str(rng.choice([
        "whoever is exactly 18 is refused, in every run",
        "each file with a space in its name is lost",
        "on 29 February, and on no other day, the report is empty",
    ]))  # fmt: skip
    drift = str(rng.choice([
        "right for a year, and since then a little less each month",
        "as good as ever on last year's rows, poor on this week's",
    ]))  # fmt: skip
    share = "3 of 100 mails are sorted wrong, and after another training 3 others"
    gap = "all of its own rows are right, and 7 of 10 new ones"
    return Ask(
        "What is it a sign of?",
        key={bug: "a bug", share: "a model's usual errors", drift: "drift",
             gap: "overfitting"},
        mistakes=[
            Mistake(
                "every-error-is-a-bug",
                (share, "a bug"),
                "Nothing in the code is wrong. Which mails it hits depends on the rows that were "
                "drawn, and correcting one of them by hand would help nobody.",
            ),
            Mistake(
                "time-is-overfitting",
                (drift, "overfitting"),
                "It was right on new rows for long. Then the rows became other ones.",
            ),
            Mistake(
                "every-model-errs",
                (gap, "a model's usual errors"),
                "Errors on new rows are usual, but not that many where its own rows have none: "
                "it has learned their accidents.",
            ),
        ],
        why="Ask two questions. Does it happen again with the same input, after another "
        "training too? And since when? A bug is repaired; usual errors are measured and lived "
        "with; overfitting shows on new rows; drift shows with time.",
    )  # fmt: skip


@choice(level=1, covers=["E03.03", "C03.04", "S03.04"], proof="where_the_chance_is")
def asked_twice(rng: Rng) -> Ask:
    """The same mail, a second time."""
    what, other = (
        ("mail", "spam"), ("photo", "a cat"), ("application", "a good risk"),
        ("recording", "the word yes"),
    )[rng.integers(4)]  # fmt: skip
    days = int(rng.integers(2, 9))
    return Ask(
        f"A network that was trained once calls a {what} {other}. After {days} days, in which "
        f"it was not trained, it is shown the very same {what}. What does it say?",
        key="The same, with the same probability",
        mistakes=[
            Mistake(
                "statistical-so-random",
                "Mostly the same; now and then something else, for models are statistical",
                "No lots are drawn to answer: fixed weights are a fixed function. Chance was at "
                "work when rows were drawn and weights were trained.",
            ),
            Mistake(
                "learns-in-use",
                "The same, and it is surer, since it has seen it before",
                "To be used is not to be trained. The weights have not changed.",
            ),
            Mistake(
                "drifts-by-itself",
                "It depends, for models become worse with time",
                "The world drifts, the model does not. This input is the old one.",
            ),
        ],
        why="“Programs are deterministic, models statistical” is true of training alone: "
        "another seed or sample gives another model. A language model that answers "
        "otherwise the second time draws its words by lot on purpose, from probabilities that "
        "are the same.",
    )


@number(level=2, covers=["L03.01", "S03.05", "E03.04", "C03.02"], tolerance=EXACT)
def periods_until_it_follows(rng: Rng) -> Ask:
    """Trained again, and still behind."""
    window = 2 * int(rng.integers(1, 9)) + 1
    delay = int(rng.integers(0, 5))
    known = (
        "The decisions of a month are known at its end."
        if delay == 0
        else f"The decisions of a month are known {delay} months after its end."
    )
    if delay == 1:
        known = "The decisions of a month are known a month after its end."
    key = periods_to_follow(18, 21, window, delay)
    return Ask(
        "A limit is raised from 18 to 21 at the beginning of a month. Each month one person of "
        f"each age asks. {known} At the beginning of each month a model is trained on the "
        f"latest {window} months that are known: it takes the threshold that disagrees with "
        "the fewest decisions. For how many months from the change on does it still "
        "apply the old limit?",
        key=key,
        mistakes=[
            Mistake(
                "retrained-so-right",
                delay + 1,
                "That is when it sees the first month of new decisions. There are more old ones "
                "in its window, and they outvote it.",
            ),
            Mistake(
                "window-must-be-new",
                window + delay,
                "It need not wait until all is new: it changes over as soon as new months "
                "outnumber old ones.",
            ),
            Mistake(
                "at-once",
                0,
                "At the change it has seen nothing but old decisions.",
            ),
            *([Mistake(
                "no-delay",
                (window + 1) // 2,
                "And the decisions come late.",
            )] if delay else []),
        ],
        why=f"Of {window} months {(window + 1) // 2} have to be new: those aged 18 to 20 were let "
        "in before and are refused now, and the majority counts. "
        + (f"They are known {delay} later. " if delay else "")
        + "“Adapts by training again” means: late, and as fast as fresh labels come.",
        check=lambda: (window + 1) // 2 + delay,
    )  # fmt: skip


@number(level=2, covers=["E03.04", "S03.05"])
def trained_on_its_own_answers(rng: Rng) -> Ask:
    """Labels that cost nothing."""
    old = int(rng.integers(15, 22))
    new = old + int(rng.integers(2, 6))
    rounds = int(rng.integers(3, 13))
    ages = np.arange(80)
    t, _ = learn_threshold(ages, ages >= old)
    for _ in range(rounds):
        t, _ = learn_threshold(ages, ages > t)
    return Ask(
        f"A model has learned from decisions to let people of {old} and above in: its threshold "
        f"is {num(old - 0.5)}. The limit is raised to {new}. To save work, labels are no longer "
        "asked for: each month it is trained again on its own answers about people of all "
        f"ages. Which threshold does it have after {rounds} months?",
        key=t,
        mistakes=[
            Mistake(
                "retraining-adapts",
                new - 0.5,
                "From what should it know? No label that it sees comes from the new limit.",
            ),
            Mistake(
                "a-step-each-month",
                min(old - 0.5 + 0.5 * rounds, new - 1.0),
                "It agrees with itself perfectly, so nothing draws it anywhere.",
            ),
        ],
        why="It confirms itself, with a score of 100 % each month. What adapts a model is "
        "labels from outside, and these are decided, written down and paid for by somebody.",
        check=lambda: old - 0.5,
    )


@choice(level=2, covers=["E03.04", "S03.12"], proof="change_of_rule_is_unseen")
def a_silent_monitor(rng: Rng) -> Ask:
    """The monitor is silent."""
    day = str(rng.choice(["in March", "in May", "last autumn", "after the summer"]))
    p = num(float(rng.choice([0.2, 0.4, 0.6])))
    return Ask(
        "A model decides by age who gets a card. Each week a test compares the ages of those who "
        f"ask with the ages of the training rows. The limit was raised {day}. Since then the "
        f"test has been silent as before, with p-values around {p}. What does that say about "
        "the model?",
        key="Nothing: the same people ask, and what has changed is which answer is right",
        mistakes=[
            Mistake(
                "silent-so-good",
                "It is still right, otherwise the test would have raised an alarm",
                "The test looks at ages, and these are as ever. It knows no right answer.",
            ),
            Mistake(
                "p-is-accuracy",
                f"It is right on about {p} of the people",
                "A p-value is about the ages of two samples. It is no share of right answers.",
            ),
            Mistake(
                "test-too-weak",
                "It may be wrong: with more people a week the test would see it",
                "However many ask, their ages are distributed as before. There is nothing to be "
                "seen in them.",
            ),
        ],
        why="Inputs can drift, and so can the rule that leads from inputs to answers. A monitor "
        "of inputs sees the former only. For the latter there is no way round fresh labels: "
        "have some decisions made by people, and compare.",
    )


@number(level=2, covers=["S03.12", "C03.07"])
def stability_in_two_bins(rng: Rng) -> Ask:
    """A stability index."""
    today = int(rng.integers(1, 4)) * 100
    low = int(today * rng.choice([0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9]))
    a = low / today
    actual = np.where(np.arange(today) < low, 10.0, 90.0)
    psi = population_stability(np.arange(100.0), actual, bins=2)
    return Ask(
        "Half of the training rows lie below a middle value, half above. Of today's "
        f"{today} rows {low} lie below it. What is the population stability index, "
        "$\\sum_i (a_i - e_i) \\ln(a_i / e_i)$, with these two bins?",
        key=psi,
        mistakes=[
            Mistake(
                "one-direction",
                float(a * np.log(a / 0.5) + (1 - a) * np.log((1 - a) / 0.5)),
                "That weighs each logarithm by today's share alone: a Kullback-Leibler "
                "divergence. Weigh by the difference of the shares.",
            ),
            Mistake(
                "first-bin-alone",
                float((a - 0.5) * np.log(a / 0.5)),
                "The upper bin counts too. Its difference and its logarithm are both negative, "
                "so it adds.",
            ),
            Mistake(
                "minus",
                float((a - 0.5) * np.log(a / 0.5) - (0.5 - a) * np.log((1 - a) / 0.5)),
                "Negative times negative is positive: both bins add.",
            ),
        ],
        why=f"$({num(a)} - 0.5) \\ln {num(a / 0.5)} + ({num(1 - a)} - 0.5) \\ln "
        f"{num((1 - a) / 0.5)}$: each bin adds, whichever way it moved. By custom more than "
        "0.25 counts as shifted, but ask for the number of rows: small samples "
        "exceed that without any shift.",
        check=lambda: float((a - 0.5) * np.log(a / (1 - a))),
    )


@number(level=2, covers=["S03.12", "H03.02"])
def largest_gap(rng: Rng) -> Ask:
    """The statistic of a drift test."""
    while True:
        values = rng.choice(np.arange(1, 40), size=9, replace=False).astype(float)
        a, b = np.sort(values[:4]), np.sort(values[4:])
        D, _ = ks_test(a, b)
        if 0.4 < D < 0.9:
            break
    return Ask(
        f"Values of the training were {vec(a)}, values of today are {vec(b)}. What is the "
        "statistic of Kolmogorov and Smirnov, the largest gap between the shares of both that "
        "lie at or below some value?",
        key=D,
        mistakes=[
            Mistake(
                "gap-of-means",
                abs(float(a.mean() - b.mean())),
                "That compares means. The statistic compares shares, so it lies between 0 and "
                "1, whatever the unit.",
            ),
            Mistake(
                "gap-of-counts",
                float(max(abs((a <= v).sum() - (b <= v).sum()) for v in values)),
                "Those are counts, and the samples differ in size. Divide each by its own.",
            ),
            Mistake(
                "at-the-middle",
                abs(
                    float(
                        (a <= np.median(values)).mean()
                        - (b <= np.median(values)).mean()
                    )
                ),
                "That is the gap at the median of all. Try the other values, too.",
            ),
        ],
        why="Walk through all nine values in order and keep both shares. A gap in where the "
        "middle lies, or in how wide the values spread, both show; the order within a sample "
        "does not.",
        check=lambda: max(
            abs(sum(x <= v for x in a) / 4 - sum(x <= v for x in b) / 5)
            for v in (*a, *b)
        ),
    )


@number(level=2, covers=["S03.11", "S03.12", "H03.02"])
def alarms_for_nothing(rng: Rng) -> Ask:
    """A monitor of many features."""
    d = int(rng.integers(2, 13)) * 5
    alpha = float(rng.choice([0.01, 0.02, 0.05]))
    return Ask(
        f"Each day a monitor tests {d} features, independent of each other, and raises an alarm "
        f"where any p-value is below {num(alpha)}. Nothing drifts. On which share of days is "
        "there an alarm all the same?",
        key=float(Binomial(d, alpha).survival(0)),
        mistakes=[
            Mistake(
                "one-feature",
                alpha,
                f"That holds for one feature. The monitor has {d} chances each day.",
            ),
            Mistake(
                "added",
                d * alpha,
                "Added up, days with two alarms count twice; with enough features that would be "
                "more than all days.",
            ),
            Mistake(
                "quiet-days",
                (1 - alpha) ** d,
                "That is the share of quiet days.",
            ),
        ],
        why=f"$1 - (1 - {num(alpha)})^{{{d}}}$. Whoever is alarmed for nothing soon looks away. "
        f"Tested at {num(alpha)} / {d} each, all features together give a false alarm on at "
        f"most {num(100 * alpha)} % of days.",
        check=lambda: 1 - (1 - alpha) ** d,
    )


@order(level=2, covers=["S03.11", "Q03.01", "C03.07", "E03.04"])
def after_an_alarm(rng: Rng) -> Ask:
    """What to do about drift."""
    del rng
    return Ask(
        "The monitor of a model in use raises an alarm. Put the work in order.",
        key=Steps(
            (
                "See whether a sensor, a unit or a column has merely broken",
                "Have people label some rows of today",
                "Measure the old model on these labels",
                "Train a new model on old and fresh rows",
                "Compare both models on fresh rows not trained on, and on old cases that matter",
                "Let the new one answer some of the traffic, then all of it",
                "Make today's rows the reference of the monitor",
            ),
            (
                (
                    0,
                    1,
                    "Labels for broken rows are money lost: look for the plain cause first.",
                ),
                (1, 2, "Without right answers nothing can be measured."),
                (2, 3, "If it is as good as before, nothing need be trained."),
                (3, 4, "There have to be two models to compare."),
                (4, 5, "A new model is no better for being new."),
                (5, 6, "What it was trained on is usual now; not before it is in use."),
            ),
        ),
        mistakes=[],
        why="“Monitor and retrain” is a loop with people in it. Two things are forgotten most: "
        "that inputs may drift and do no harm, which only labels tell, and that a model "
        "trained on fresh rows alone may forget what is rare in them.",
    )


TASKS = (
    ("read addresses on envelopes", (True, False, True)),
    ("compute the interest on an account; old statements abound", (True, True, False)),
    ("turn dates in a fixed format into days of the week", (True, True, True)),
    ("find faults of an engine that is built from next year on; a fault that is missed gets "
     "a second look anyway", (False, False, True)),
    ("choose the dose of a new drug; nothing is known of patients, a wrong dose may kill, and "
     "nobody checks", (False, False, False)),
    ("allot seats to parties by the electoral law; there were three elections", (False, True,
                                                                            False)),
    ("release brakes of a train by camera, with nothing behind it; there are years of film",
     (True, False, False)),
)  # fmt: skip
"""Enough data, rules known, errors tolerable."""


@choices(level=2, covers=["S03.13", "C03.05", "C03.06"], definition=True)
def what_speaks_against(rng: Rng) -> Ask:
    """What speaks against learning."""
    task, answers = TASKS[rng.integers(1, len(TASKS))]
    _, reasons = should_learn(*answers)
    said = {
        "there is not enough data": (
            "There is not enough data",
            "what has never been seen cannot be learned.",
            "There is plenty to learn from here.",
        ),
        "the rules are known": (
            "The rules are known",
            "then a program is right at once, and no model gets ahead of it.",
            "Can you write it down? Here nobody can.",
        ),
        "errors are not tolerable": (
            "Errors are not tolerable",
            "a model errs now and then, and here nothing catches it.",
            "An error now and then is caught here, or does little harm.",
        ),
    }
    return Ask(
        f"A program shall {task}. What speaks against learning it from examples?",
        key={said[r][0]: said[r][1] for r in reasons},
        mistakes=[
            *(
                Mistake(reason.split()[-1], text, hint)
                for reason, (text, _, hint) in said.items()
                if reason not in reasons
            ),
            Mistake(
                "always-statistical",
                "Models are too slow to be trained on a task of this kind",
                "How long the training takes is hardly ever the reason.",
            ),
            Mistake(
                "not-modern",
                "Nothing, for a model can always be trained again",
                "Training again does not make labels, and not exactness either.",
            ),
        ],
        why="Three questions: enough good examples of what is to come? Rules that nobody can "
        "write down? Errors that are tolerable, or caught? One no is enough.",
    )


@recall(level=1, covers=["Q03.01", "S03.11", "S03.03", "E03.02"])
def both_pipelines(rng: Rng) -> Ask:
    """The two pipelines, in words."""
    del rng
    return Ask(
        "“Walk me through both pipelines: a program's, and a learning system's.”",
        key=(
            "A program: write rules, test them, run them. It changes when somebody changes it",
            "Learning: collect and label, train, evaluate on rows held out, deploy",
            Point("Then a loop: monitor, gather fresh labels, train again",
                  "And after the release?"),
            Point("Rows are split before anything is learned from them",
                  "How do you know that the score is true?"),
            Point("Code, data and model are all versioned, and a new model has to beat the old",
                  "How do you release a model?"),
            Point("Labels: in supervised learning only. Others use rows alone, or rewards",
                  "Does it always take labels?"),
        ),
        mistakes=[],
        why="The chain is quickly said. What sets an answer apart is the loop, and who keeps it "
        "turning: labels cost people and time.",
    )  # fmt: skip


@recall(level=2, covers=["Q03.02", "C03.07", "C03.02", "E03.04"])
def new_challenges(rng: Rng) -> Ask:
    """What learning brings with it, in words."""
    del rng
    return Ask(
        "“What becomes harder once a rule is learned instead of written?”",
        key=(
            Point("Data and labels: enough, right, and like what is to come",
                  "Where do the labels come from?"),
            Point("Validation: a score on rows held out takes the place of a proof; over- and "
                  "underfitting", "How do you test a model?"),
            Point("Features: what the model is shown, built and kept alike in training and use",
                  "What does the model get to see?"),
            Point("Drift: of inputs, which a monitor sees, and of the rule, which only fresh "
                  "labels show", "What happens a year later?"),
            Point("Errors that no line of code explains, and that come with every release",
                  "A customer complains about one decision: what do you do?"),
            Point("It repeats what is wrong in its labels, bugs and prejudice alike",
                  "And if the old decisions were unfair?"),
        ),
        mistakes=[],
        why="Four words make a list; an example each makes an answer. Take one system that you "
        "know and follow it through all of them.",
    )  # fmt: skip


@recall(level=1, covers=["Q03.03", "S03.13", "C03.05", "C03.06"])
def how_to_decide(rng: Rng) -> Ask:
    """Whether to use it, in words."""
    del rng
    return Ask(
        "“A task lands on your desk. When would you use machine learning, and when not?”",
        key=(
            "Are there enough examples like those to come, with answers that can be trusted?",
            "Can nobody write the rules down, because they are too many or unknown?",
            Point("Are errors tolerable, or caught by somebody?",
                  "What does a wrong answer cost?"),
            Point("First a baseline: a simple rule. Does a model beat it by enough?",
                  "How would you begin?"),
            Point("What it costs to keep: labels, monitoring, training again",
                  "And after the first release?"),
            Point("Both: rules around a model, for what must never happen",
                  "Has it to be one or the other?"),
        ),
        mistakes=[],
        why="Three questions and a baseline. That you would also say no, and to what, is what "
        "they want to hear.",
    )  # fmt: skip
