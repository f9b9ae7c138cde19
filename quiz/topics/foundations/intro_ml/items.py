"""Questions on what machine learning is."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.datasets.houses import houses
from engine.datasets.mails import Mails
from engine.decision.threshold import learn_threshold
from engine.decision.value_iteration import policy_value, value_iteration
from engine.linear.least_squares import LinearRegression
from engine.losses.regression import mse
from engine.metrics.rates import accuracy
from engine.workflow.candidates import price_houses
from engine.workflow.change import follow_policy
from engine.workflow.preparation import prepare
from engine.workflow.scores import diagnose, score
from engine.workflow.spam import mail_features
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    match,
    number,
    order,
    output,
    recall,
    shape,
    steps,
)
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec
from quiz.topics.foundations.intro_ml.contest import contest

Rng = np.random.Generator


@number(level=1, covers=["C01.01", "C01.02", "S01.02"])
def your_first_rule(rng: Rng) -> Ask:
    """A rule from six examples."""
    good = np.sort(rng.choice(5, size=3, replace=False)).astype(float)
    spam = np.sort(good[-1] + 2 + rng.choice(6, size=3, replace=False))
    key, _ = learn_threshold([*good, *spam], [0, 0, 0, 1, 1, 1])
    listed = [", ".join(num(v) for v in values) for values in (good, spam)]
    return Ask(
        "A person has sorted six mails. The three good ones have "
        f"{listed[0]} links in them, the three spam mails {listed[1]}. A machine looks for "
        "a limit: mails with more links shall be spam. It takes the one halfway between "
        "the two counts that it has to part. Which limit does it find?",
        key=key,
        mistakes=[
            Mistake(
                "middle-of-the-groups",
                (good.mean() + spam.mean()) / 2,
                "That is halfway between the averages. The two counts to be parted are "
                "neighbours: the most links of a good mail and the fewest of a spam mail.",
            ),
            Mistake(
                "last-good",
                good[-1],
                "That limit sorts the six mails right as well, but it is as near to the "
                "good mails as can be. Halfway leaves room on both sides.",
            ),
            Mistake(
                "first-spam",
                spam[0],
                "“More than” that many links would let this very spam mail through.",
            ),
        ],
        why=f"Between {num(good[-1])} and {num(spam[0])}: *spam if there are more than "
        f"{num(key)} links*. Nobody wrote this rule. Examples with answers went in, and a "
        "rule came out, which can now sort mails that nobody has sorted: that is machine "
        "learning. All that follows has more features and less tidy examples.",
        check=lambda: (good[-1] + spam[0]) / 2,
    )


WRITTEN, TAUGHT, ALONE, PAID = (
    "rows and a rule that a person wrote",
    "rows and the right answer to each",
    "rows alone",
    "situations, actions and rewards",
)  # fmt: skip


@match(level=1, covers=["C01.02", "E01.01", "S01.01"], definition=True)
def what_goes_in(rng: Rng) -> Ask:
    """What goes in, what comes out."""
    del rng
    return Ask(
        "A machine is given one of these. What does it give back?",
        key={
            WRITTEN: "answers",
            TAUGHT: "a rule for such answers",
            ALONE: "a structure, such as groups",
            PAID: "a policy: what to do when",
        },
        mistakes=[
            Mistake(
                "program-learns",
                (WRITTEN, "a rule for such answers"),
                "It has the rule already. An ordinary program applies it and learns nothing.",
            ),
            Mistake(
                "rule-from-rows-alone",
                (ALONE, "a rule for such answers"),
                "Nobody said what the right answers are, so there is nothing to imitate.",
            ),
            Mistake(
                "rewards-are-answers",
                (PAID, "a rule for such answers"),
                "A reward says how good an action was, not which one was right.",
            ),
        ],
        why="From the top: programming, supervised, unsupervised and reinforcement "
        "learning. “Input and output give the rule” is true of the second alone.",
    )


@output(level=1, covers=["S01.01", "C01.02"])
def what_a_program_knows(rng: Rng) -> Ask:
    """A program reads two mails."""
    word, twisted = (
        ("prize", "pr1ze"), ("casino", "cas1no"), ("winner", "w1nner"),
        ("bitcoin", "b1tcoin"), ("lottery", "l0ttery"), ("miracle", "m1racle"),
    )[rng.integers(6)]  # fmt: skip
    greeting = str(rng.choice(["hello dear", "good morning", "my old friend"]))
    mails = [f"{greeting}, a {word}", f"{greeting}, a {twisted}"]
    plain_first = bool(rng.random() < 0.5)
    long = bool(rng.random() < 0.5)
    size = len(mails[0])
    limit = size - int(rng.integers(2, 6)) if long else size + int(rng.integers(2, 6))
    first, second = mails if plain_first else mails[::-1]
    code = (
        "def kind(mail):\n"
        f'    if "{word}" in mail:\n'
        '        return "spam"\n'
        f"    if len(mail) > {limit}:\n"
        '        return "letter"\n'
        '    return "note"\n'
        "\n"
        f'print(kind("{first}"), kind("{second}"))'
    )
    rest, other = ("letter", "note") if long else ("note", "letter")

    def said(answer: str) -> str:
        return f"spam {answer}" if plain_first else f"{answer} spam"

    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "reads-the-meaning",
                said("spam"),
                f"You recognise “{twisted}”. The program looks for the letters of "
                f"“{word}”, and they are not there.",
            ),
            Mistake(
                "last-rule-wins",
                f"{rest} {rest}",
                "The first rule that holds returns, and those after it are never asked.",
            ),
            Mistake(
                "miscounted",
                said(other),
                f"Each mail has {size} characters; the limit is {limit}.",
            ),
        ],
        why="A written rule does what it says and no more. Whoever writes rules against "
        "spam has to write a new one for each new spelling; a model is trained again on "
        "mails that people have marked.",
    )


@match(level=1, covers=["C01.11", "S01.10", "S01.18", "S01.19"])
def parts_of_a_run(rng: Rng) -> Ask:
    """The words, in one run."""
    sold, offered = houses(60, 12.0, rng), houses(60, 12.0, rng)
    weights, start, error = price_houses((sold.X, sold.y), (offered.X, offered.y))
    known = LinearRegression().fit(sold.X, sold.y).predict(sold.X)
    row = (f"{num(sold.X[0, 0], 3)} m², {num(sold.X[0, 1])} rooms, "
           f"{num(sold.X[0, 2], 2)} years old")  # fmt: skip
    price, metre = (
        f"sold for {num(sold.y[0], 3)}",
        f"{num(weights[0], 3)} a square metre",
    )
    loss = f"a mean squared error of {num(mse(known, sold.y)[0], 3)} on these 60"
    new = f"off by {num(error, 3)}, as a rule, on 60 others"
    return Ask(
        "From 60 houses that were sold a machine learns the price, in thousands, as "
        f"{num(start, 3)} + {num(weights[0], 3)} · area + {num(weights[1], 3)} · rooms "
        f"- {num(-weights[2], 3)} · age. What is what?",
        key={
            row: "features of a house",
            price: "its label",
            metre: "a parameter of the model",
            loss: "what training has made small",
            new: "how well it generalises",
        },
        mistakes=[
            Mistake(
                "price-is-a-feature",
                (price, "features of a house"),
                "The price is what shall be predicted. As a feature it would be missing for "
                "every house that is not sold yet.",
            ),
            Mistake(
                "learned-is-given",
                (metre, "its label"),
                "No house has that written on it: it was found in training, and holds for "
                "all houses.",
            ),
            Mistake(
                "loss-is-the-aim",
                (loss, "how well it generalises"),
                "These houses were learned from. How well a model generalises shows on "
                "others.",
            ),
        ],
        why="Features and labels are given, parameters are found. Training moves the "
        "parameters until the loss on known rows is small; the aim is a small error on "
        "others.",
    )


@number(level=1, covers=["S01.10", "S01.09", "C01.11"])
def price_of_a_house(rng: Rng) -> Ask:
    """What the model says of a new house."""
    start, metre, year = (int(rng.integers(*r)) for r in ((30, 90), (2, 6), (1, 3)))
    X = np.column_stack([rng.integers(40, 200, 8), rng.integers(0, 60, 8)])
    model = LinearRegression().fit(X, start + X @ [metre, -year])
    area, age = int(rng.integers(5, 19)) * 10, int(rng.integers(3, 40))
    return Ask(
        f"From houses that were sold a machine has learned: price = {start} + {metre} · area "
        f"- {year} · age, in thousands, with the area in square metres and the age in "
        f"years. A house has {area} m² and is {age} years old. What does the model say?",
        key=float(model.predict([[area, age]])[0]),
        mistakes=[
            Mistake(
                "without-the-start",
                metre * area - year * age,
                f"The model starts at {start}, before it looks at the house.",
            ),
            Mistake(
                "age-adds",
                start + metre * area + year * age,
                "The weight of the age is negative: a year takes away from the price.",
            ),
            Mistake(
                "area-alone",
                start + metre * area,
                "That is a house just built. This one has an age.",
            ),
        ],
        why=f"${start} + {metre} \\cdot {area} - {year} \\cdot {age}$. A trained model is a "
        "formula with numbers in it; using it takes no training data any more.",
        check=lambda: start + metre * area - year * age,
    )


@steps(level=1, covers=["S01.19", "C01.04"])
def better_of_two(rng: Rng) -> Ask:
    """Two weights, and the loss of each."""
    x = rng.choice(np.arange(1, 7), 3, replace=False).astype(float)
    low, high = (float(w) for w in np.sort(rng.choice([1, 2, 3, 4], 2, replace=False)))
    while True:
        y = float(rng.choice([low, high])) * x + rng.integers(-2, 3, 3)
        losses = [mse(w * x, y)[0] for w in (low, high)]
        if losses[0] != losses[1]:
            break
    kept = low if losses[0] < losses[1] else high

    def part(w: float, loss: float) -> Part:
        off = w * x - y
        return Part(f"loss with w = {num(w)}", loss, mistakes=[
            Mistake("sum", float((off**2).sum()), "That is the sum. Take the mean."),
            Mistake("not-squared", float(np.abs(off).mean()),
                    "Each error is squared before the mean is taken."),
            Mistake("square-of-the-mean", float(off.mean() ** 2),
                    "You averaged first, so that errors up and down cancelled."),
        ])  # fmt: skip

    return Ask(
        f"A model predicts $\\hat y = w x$. For rows x = {vec(x)} the labels are {vec(y)}. "
        f"The loss is the mean of $(\\hat y - y)^2$. Training has to choose between "
        f"w = {num(low)} and w = {num(high)}.",
        key=(
            part(low, losses[0]),
            part(high, losses[1]),
            Part("w that is kept", kept,
                 lambda a, b: low if a < b else high, [
                Mistake("larger-loss", high if kept == low else low,
                        "The loss says how wrong a model is: less is better."),
            ]),
        ),
        mistakes=[],
        why="The loss turns “how wrong?” into one number. Training is the search for "
        "parameters that make it small; with a million of them nobody can try all, so it "
        "follows the slope.",
        check=lambda: (
            float(((low * x - y) ** 2).mean()),
            float(((high * x - y) ** 2).mean()),
            kept,
        ),
    )  # fmt: skip


@number(level=2, covers=["C01.04", "S01.06"])
def one_step_down(rng: Rng) -> Ask:
    """One step of training."""
    x = rng.choice(np.arange(1, 6), 3, replace=False).astype(float)
    y = rng.integers(2, 20, size=3).astype(float)
    w, rate = float(rng.integers(1, 5)), float(rng.choice([0.01, 0.02, 0.05]))
    _, by_prediction = mse(w * x, y)
    slope = float(by_prediction @ x)
    return Ask(
        f"A model predicts $\\hat y = w x$, its loss is the mean of $(\\hat y - y)^2$. Rows "
        f"x = {vec(x)} have the labels {vec(y)}, and w is {num(w)}. Training makes one step "
        f"of gradient descent with learning rate {num(rate)}. What is w then?",
        key=w - rate * slope,
        mistakes=[
            Mistake(
                "uphill",
                w + rate * slope,
                "That goes up the slope: the loss would rise. Subtract.",
            ),
            Mistake(
                "whole-slope",
                w - slope,
                "The learning rate says how much of the slope is taken.",
            ),
            Mistake(
                "forgot-x",
                w - rate * float(by_prediction.sum()),
                "By the chain rule each error counts times its x: a row with a large x moves "
                "more when w does.",
            ),
            Mistake(
                "sum-for-mean",
                w - 3 * rate * slope,
                "The loss is a mean over the three rows, and so is its slope.",
            ),
        ],
        why=f"The slope of the loss is the mean of $2(wx - y)x$, here {num(slope)}; "
        f"${num(w)} - {num(rate)} \\cdot ({num(slope)})$. “Adjust the parameters to reduce "
        "the error” means this, many times over.",
        check=lambda: w - rate * 2 * float(((w * x - y) * x).mean()),
    )


@shape(level=1, covers=["S01.21", "W01.01", "S01.18"])
def table_of_mails(rng: Rng) -> Ask:
    """Mails as a table of numbers."""
    n, v = 10_000, int(rng.integers(40, 200))
    empty = np.zeros(n, dtype=np.int64)
    X = mail_features(Mails(np.zeros((n, v), dtype=np.int64), empty, empty, empty))
    return Ask(
        "For a spam filter there are 10,000 mails with the labels spam or not spam. The "
        f"features: how often each of {v} words occurs, the kind of sender (one of four, "
        "with a column of its own for each) and whether the subject is in capitals. What is "
        "the shape of the features `X`?",
        key=X.shape,
        mistakes=[
            Mistake(
                "label-inside",
                (n, v + 6),
                "The label is not a feature. A filter that reads it in training has nothing "
                "to read in a new mail.",
            ),
            Mistake(
                "one-column-for-senders",
                (n, v + 2),
                "Numbered 0 to 3 in one column, a shop would lie between a friend and a "
                "stranger. Each kind of sender has a column.",
            ),
            Mistake("turned", (v + 5, n), "Rows are examples, columns are features."),
            Mistake(
                "words-alone",
                (n, v),
                "Sender and subject are features as well.",
            ),
        ],
        why=f"A row for each mail, and {v} + 4 + 1 columns. The labels stand beside it, in "
        "`y` of shape (10000,).",
    )


@steps(level=1, covers=["S01.07", "W01.01"])
def scores_of_a_filter(rng: Rng) -> Ask:
    """A filter, and one that does nothing."""
    n = 2_000  # of 10,000, held out
    spam = int(rng.integers(20, 90)) * 10
    hits = int(spam * rng.integers(6, 10) / 10)
    alarms = int(rng.integers(2, 12)) * 5
    y = (np.arange(n) < spam).astype(np.int64)
    caught = ((np.arange(n) < hits) | (np.arange(n) >= n - alarms)).astype(np.int64)
    idle, found = score(y, np.zeros_like(y)), score(y, caught)
    return Ask(
        f"Of 10,000 mails, {n:,} were kept for testing; {spam} of these are spam. A filter "
        f"catches {hits} of them, and {alarms} good mails with them. Another “filter” calls "
        "nothing spam.",
        key=(
            Part("accuracy of the idle one", idle["accuracy"], mistakes=[
                Mistake("nothing-right", 0.0,
                        "It is right about every good mail, and most mails are good."),
                Mistake("share-of-spam", spam / n, "That is how often it is wrong."),
            ]),
            Part("accuracy of the filter", found["accuracy"], mistakes=[
                Mistake("only-hits", hits / n,
                        "Good mails that are let through are right answers too."),
                Mistake("no-alarms", (n - spam + hits) / n,
                        "The good mails that it caught are wrong answers."),
            ]),
            Part("precision: spam, of what it caught", found["precision"], mistakes=[
                Mistake("recall", found["recall"],
                        "That is the share of the spam that it found: recall."),
            ]),
            Part("recall: caught, of the spam", found["recall"], mistakes=[
                Mistake("precision", found["precision"],
                        "That is the share of its catch that is spam: precision."),
            ]),
        ),
        mistakes=[],
        why=f"Right answers are {hits} of the spam and {n - spam - alarms} good mails. An "
        "accuracy means little until you know what doing nothing has. Precision says how "
        "many good mails are lost, recall how much spam is not.",
        check=lambda: (
            (n - spam) / n,
            (n - spam - alarms + hits) / n,
            hits / (hits + alarms),
            hits / spam,
        ),
    )  # fmt: skip


@number(level=2, covers=["C01.05", "E01.04"])
def worth_of_a_leak(rng: Rng) -> Ask:
    """A memory is tested on what it knows."""
    k, share = int(rng.integers(2, 6)), int(rng.integers(2, 9)) / 10
    n = 20 * k
    copies = round(share * n)
    # Among the copies every label is known; among the others each class is as frequent.
    truth = np.append(np.zeros(copies, dtype=int), np.arange(n - copies) % k)
    key = accuracy(truth, np.zeros(n, dtype=int))
    return Ask(
        f"A “model” has stored its training rows. Asked about one of them it gives the stored "
        f"label, asked about any other row it guesses one of {k} classes, all equally "
        f"likely. By an oversight {num(share)} of the test rows are copies of training rows. "
        "Which accuracy does the test find, on average?",
        key=key,
        mistakes=[
            Mistake(
                "guesses-are-wrong",
                share,
                "Of the guesses some are right too, by luck.",
            ),
            Mistake(
                "true-worth",
                1 / k,
                "That is what it is worth on new rows, and what a clean test would have "
                "found.",
            ),
            Mistake(
                "all-known",
                1.0,
                "On its own rows. Not all test rows are.",
            ),
        ],
        why=f"${num(share)} \\cdot 1 + {num(1 - share)} \\cdot 1/{k}$. It has learned nothing, "
        "and the test says otherwise: split first, and look for duplicates.",
        check=lambda: share + (1 - share) / k,
    )


@steps(level=2, covers=["S01.04", "E01.04"])
def a_new_row_is_prepared(rng: Rng) -> Ask:
    """A gap and a scale."""
    known = rng.choice(np.arange(2, 30), 4, replace=False).astype(float)
    column = np.append(known, np.nan)
    new = float(rng.integers(30, 50))
    train, scaled = prepare(column[:, None], [[new]])
    filled, sd = float(known.mean()), float(np.append(known, known.mean()).std())
    everything = np.append(known, new)
    return Ask(
        f"A feature of the training rows is {vec(known)}, and missing in a fifth row. Gaps "
        "get the column's mean, then every value becomes $(x - \\text{mean})/\\text{sd}$, "
        "with mean and sd (divided by n) of the filled training column. After training a "
        f"new row comes with {num(new)}.",
        key=(
            Part("what the gap is filled with", filled, mistakes=[
                Mistake("zero", 0.0, "0 would be an unusual value here. It gets the mean."),
                Mistake("with-the-new-row", float(everything.mean()),
                        "The new row was not there when this was learned."),
                Mistake("divided-by-five", float(known.sum() / 5),
                        "Four values are known, so divide by four."),
            ]),
            Part("the fifth training row, scaled", float(train[4, 0]), mistakes=[
                Mistake("not-scaled", filled, "That is before scaling."),
            ]),
            Part("the new row, scaled", float(scaled[0, 0]),
                 lambda gap, _: float(
                     (new - np.append(known, gap).mean()) / np.append(known, gap).std()
                 ), [
                Mistake("its-own-mean", 0.0,
                        "One row has no scale of its own: on its own it would always be 0."),
                Mistake("not-divided", new - filled, "It is divided by the sd as well."),
                Mistake("without-the-gap", float((new - filled) / known.std()),
                        "The filled row counts: it makes the sd smaller."),
            ]),
        ),
        mistakes=[],
        why=f"Mean {num(filled)}, sd {num(sd)}. What preparing needs to know it learns from "
        "the training rows, and new rows are treated by the same numbers. Learned from all "
        "rows at once, a piece of the test would be in the training.",
        check=lambda: (float(np.nanmean(column)), 0.0, (new - filled) / sd),
    )  # fmt: skip


@order(level=1, covers=["S01.03", "C01.12", "E01.04"], definition=True)
def from_data_to_use(rng: Rng) -> Ask:
    """The work, in its order."""
    del rng
    return Ask(
        "A filter against spam shall be learned. Put the work in order.",
        key=Steps(
            (
                "Collect mails that people have marked",
                "Put some of them aside for testing",
                "Learn from the rest how to fill gaps and to scale",
                "Train some kinds of model",
                "Choose one by validation rows",
                "Score it on the test rows, once",
                "Put it to use and watch what comes in",
                "Train again when the mails have changed",
            ),
            (
                (0, 1, "There has to be something to put aside."),
                (1, 2, "Means and scales are learned too: not from rows that shall judge."),
                (2, 3, "Models are trained on prepared rows."),
                (3, 4, "Only trained models can be compared."),
                (4, 5, "If the test rows chose, they could not judge any more."),
                (5, 6, "Know what it is worth before anybody relies on it."),
                (6, 7, "That they have changed is seen by watching."),
            ),
        ),
        mistakes=[],
        why="Two steps are missing from most lists: splitting before anything is learned, "
        "and watching after the release. Without the first the score is too good, without "
        "the second nobody knows when it stopped being true.",
    )  # fmt: skip


@match(
    level=1, covers=["S01.09", "S01.12", "S01.16", "S01.17", "E01.04"], definition=True
)
def kinds_of_learning(rng: Rng) -> Ask:
    """Which kind of learning it is."""
    supervised = str(rng.choice([
        "photos with the names of what is on them",
        "houses with the prices they were sold for",
        "mails marked as spam or not",
    ]))  # fmt: skip
    alone = str(rng.choice([
        "news, to be sorted by subjects that nobody has named",
        "payments, to find those unlike all others",
        "customers, to be grouped by what they buy",
    ]))  # fmt: skip
    paid = str(rng.choice([
        "games against itself, won or lost",
        "a robot that is paid for standing up",
        "a car in a simulator, charged for each collision",
    ]))  # fmt: skip
    hidden = "text in which each word is hidden in turn and has to be guessed"
    return Ask(
        "Which kind of learning is it?",
        key={
            supervised: "supervised",
            alone: "unsupervised",
            paid: "reinforcement",
            hidden: "self-supervised",
        },
        mistakes=[
            Mistake(
                "no-person-no-target",
                (hidden, "unsupervised"),
                "Nobody wrote a label, but each hidden word is a right answer: there is a "
                "target for every guess.",
            ),
            Mistake(
                "a-result-is-a-label",
                (paid, "supervised"),
                "A reward says how it went. Which action would have been right, nobody says.",
            ),
            Mistake(
                "wants-an-answer",
                (alone, "supervised"),
                "Something is wanted of each row, but no right answer is known for any.",
            ),
        ],
        why="Ask what tells the machine how well it does: a right answer for each row, "
        "nothing but the rows, a reward for what was done, or a part of the row itself.",
    )


@choices(
    level=1,
    covers=["E01.01", "E01.02", "S01.13", "S01.14", "S01.15"],
    proof="learned_without_outputs",
)
def no_answers_needed(rng: Rng) -> Ask:
    """Learning without right answers."""
    alone = (
        ("Customers sorted into groups that buy alike", "clustering looks at rows alone."),
        ("Five subjects that explain the words of 5,000 news", "a topic model has only the "
         "words."),
        ("Payments that are unlike all others", "what is rare can be seen without being "
         "told."),
        ("Three numbers that stand for the 200 answers of a questionnaire", "they are "
         "chosen to keep what varies."),
    )  # fmt: skip
    told = (
        Mistake("prices", "The price that a house will fetch",
                "It is learned from prices that were paid: right answers."),
        Mistake("digits", "Which digit is on a photo",
                "Someone has to say of some photos which digit is on them."),
        Mistake("frauds", "The probability that a payment is fraud",
                "Unusual is not fraud. To learn fraud it takes payments known to be fraud."),
        Mistake("play", "How to play a game so as to win",
                "It needs no right moves, but somebody who says who won: rewards."),
    )  # fmt: skip
    right = rng.choice(len(alone), size=2, replace=False)
    wrong = rng.choice(len(told), size=3, replace=False)
    return Ask(
        "What can be learned from rows alone, without right answers or rewards?",
        key=dict(alone[i] for i in right),
        mistakes=[told[i] for i in wrong],
        why="“Input and output give the rule” leaves all of these out. Such a model "
        "predicts no target; it describes the rows, and can describe a new one.",
    )


@choice(level=2, covers=["C01.06", "S01.09", "S01.12"], proof="shuffled_labels")
def labels_are_shuffled(rng: Rng) -> Ask:
    """Somebody has shuffled the labels."""
    n, groups = int(rng.integers(3, 12)) * 100, int(rng.integers(2, 5))
    return Ask(
        f"In a table of {n} rows with {groups} classes, equally frequent and far apart, the "
        "column with the labels gets shuffled; nobody notices. A tree and k-means are "
        "fitted to the table, and then looked at on new rows. What does one find?",
        key="The tree guesses; the groups of k-means are what they would have been",
        mistakes=[
            Mistake(
                "both-ruined",
                "The tree guesses, and the groups of k-means make no sense either",
                "k-means is given the features only. Where the groups lie apart, it finds "
                "them whatever the labels say.",
            ),
            Mistake(
                "tree-recovers",
                "The tree is right: the shuffled labels cancel out",
                "It learns to imitate the labels that it sees. Now they have nothing to do "
                "with the features.",
            ),
            Mistake(
                "tree-notices",
                "The tree has a poor score on its own rows, so it is noticed at once",
                "Without a limit it learns all of them by heart, shuffled or not: its own "
                "rows come out perfect.",
            ),
        ],
        why="Labels are all that a supervised model has to go by. That is also a good test: "
        "a model that still scores well after its labels were shuffled has found a leak.",
    )


@steps(level=2, covers=["S01.16", "C01.07", "S01.17"])
def small_and_near(rng: Rng) -> Ask:
    """A small reward near, a large one far."""
    near, far = int(rng.integers(1, 3)), int(rng.integers(3, 6))
    gamma = float(rng.choice([0.5, 0.8, 0.9]))
    small, large = int(rng.integers(2, 8)), int(rng.integers(8, 21))
    P, R = _corridor(near, far, small, large)
    go = [np.tile(np.eye(2)[a], (len(R), 1)) for a in (0, 1)]
    left, right = (float(policy_value(P, R, p, gamma)[near]) for p in go)
    best = float(value_iteration(P, R, gamma)[0][near])
    return Ask(
        f"A robot stands in a corridor. {near} {_step(near)} to the left it is paid {small}, "
        f"{far} {_step(far)} to the right {large}; then it is over. A reward on the first "
        f"step counts in full, one that comes a step later {num(gamma)} times as much, and "
        "so on.",
        key=(
            Part("worth of going left", left, mistakes=[
                Mistake("one-discount-more", small * gamma**near,
                        "The first step is not discounted: its reward counts in full."),
            ]),
            Part("worth of going right", right, mistakes=[
                Mistake("not-discounted", large,
                        f"It comes on step {far}, so it is discounted {far - 1} times."),
                Mistake("one-discount-more", large * gamma**far,
                        "The first step is not discounted: its reward counts in full."),
                Mistake("divided-by-steps", large / far,
                        "Each step multiplies by the discount; nothing is divided."),
            ]),
            Part("worth of the best policy", best, max, [
                Mistake("both", left + right, "It can only go one way: then it is over."),
                Mistake("average", (left + right) / 2, "The best one does not toss a coin."),
            ]),
        ),
        mistakes=[],
        why=f"${small} \\cdot {num(gamma)}^{{{near - 1}}} = {num(left)}$ and "
        f"${large} \\cdot {num(gamma)}^{{{far - 1}}} = {num(right)}$. Nobody tells the robot "
        "which way is right; it tries both ways and learns what they are worth.",
        check=lambda: (
            small * gamma ** (near - 1),
            large * gamma ** (far - 1),
            max(small * gamma ** (near - 1), large * gamma ** (far - 1)),
        ),
    )  # fmt: skip


def _step(n: int) -> str:
    return "step" if n == 1 else "steps"


def _corridor(near: int, far: int, small: float, large: float) -> tuple[Array, Array]:
    """Cells in a row, both ends final; actions are left and right."""
    n = near + far + 1
    P, R = np.zeros((n, 2, n)), np.zeros((n, 2))
    for cell in range(1, n - 1):
        P[cell, 0, cell - 1] = P[cell, 1, cell + 1] = 1
    P[0, :, 0] = P[-1, :, -1] = 1
    R[1, 0], R[-2, 1] = small, large
    return P, R


@number(level=2, covers=["C01.12", "S01.08"])
def after_the_rule_has_changed(rng: Rng) -> Ask:
    """A frozen model, and a world that moves."""
    people = int(rng.integers(4, 9)) * 10
    old = int(rng.integers(14, 20))
    new = old + int(rng.integers(2, 9))
    found = follow_policy(np.arange(people), [old, new])
    return Ask(
        f"People of every age from 0 to {people - 1}, one each, ask for a card; those of "
        f"{old} and above get it. A model has learned this from decisions, without an error. "
        f"Then the limit is raised to {new}; the model is not trained again. Which "
        "share of its answers is right from then on?",
        key=float(found["frozen"][1]),
        mistakes=[
            Mistake(
                "trained-is-trained",
                1.0,
                "It was right about the world that it was shown. That world has changed.",
            ),
            Mistake(
                "share-of-wrong",
                (new - old) / people,
                "That is the share that it gets wrong.",
            ),
            Mistake(
                "of-those-it-lets-in",
                (people - new) / (people - old),
                "So many of those whom it lets in should be. It is right about those whom it "
                "turns away, too.",
            ),
        ],
        why=f"The {new - old} ages from {old} to {new - 1} are let in by mistake. Trained again "
        "on new decisions it has the new limit. No model notices by itself that it is out "
        "of date.",
        check=lambda: 1 - (new - old) / people,
    )


@choice(level=1, covers=["C01.08", "C01.10", "E01.03", "S01.20"])
def which_one_generalises(rng: Rng) -> Ask:
    """Scores on old rows and on new ones."""
    wanted = int(rng.integers(80, 89))
    over = (int(rng.integers(98, 101)), wanted - int(rng.integers(6, 14)))
    under_new = wanted - int(rng.integers(4, 12))
    under = (under_new + int(rng.integers(0, 3)), under_new)
    good_new = wanted + int(rng.integers(1, 5))
    good = (min(good_new + int(rng.integers(6, 12)), 100), good_new)
    names = dict(
        zip(rng.permutation(["A", "B", "C"]), (over, under, good), strict=True)
    )
    said = {name: diagnose(own / 100, new / 100, wanted / 100)
            for name, (own, new) in names.items()}  # fmt: skip
    (key,) = (name for name, verdict in said.items() if verdict == "generalises")
    hints = {
        over: "It overfits: its own rows are nearly perfect, new ones fall short of what is "
        "wanted.",
        under: "It underfits: the smallest gap, because it is poor everywhere.",
    }
    routes = {over: "best-on-its-own-rows", under: "smallest-gap"}
    table = "; ".join(f"{name}: {own} %, {new} %" for name, (own, new) in
                      sorted(names.items()))  # fmt: skip
    return Ask(
        "Three models and the share of answers that are right, first on the rows they have "
        f"learned from, then on new ones. {table}. {wanted} % is wanted in use. Which one "
        "do you take?",
        key=str(key),
        mistakes=[
            Mistake(routes[scores], str(name), hints[scores])
            for name, scores in names.items()
            if scores != good
        ] + [Mistake("none", "None: all of them are better on old rows than on new ones",
                     "Nearly every model is. What counts is the score on new rows.")],
        why="It is for new rows, so these decide. A model that is better still on its own "
        "rows has done nothing wrong.",
    )  # fmt: skip


@choices(level=2, covers=["C01.03", "S01.11"], proof="known_rules_and_fuzzy_ones")
def learn_or_write(rng: Rng) -> Ask:
    """Learn the rule, or write it."""
    learned = (
        ("Which animal is on a photo", "nobody can say in pixels what a cat is."),
        ("What was said in a recording", "every voice and room sounds different."),
        ("Whether a customer will leave next month", "the signs are many and weak, and past "
         "customers are known."),
        ("What a used car will fetch", "thousands of sales say it better than any rule."),
    )  # fmt: skip
    written = (
        Mistake("tax", "The tax on an income, by this year's law",
                "The law is the rule. A model would only come close to it."),
        Mistake("sort", "The names of a list in alphabetical order",
                "There is an exact and fast way. Nothing is left to be learned."),
        Mistake("bank", "Whether the check digits of an account number are right",
                "It is a formula, and one error in a thousand would be too many."),
        Mistake("first-day", "Whether machines of a new kind will break, before any has run",
                "It would be worth learning, but there is no example yet."),
    )  # fmt: skip
    right = rng.choice(len(learned), size=2, replace=False)
    wrong = rng.choice(len(written), size=2, replace=False)
    return Ask(
        "Which of these would you learn from examples, rather than write a rule?",
        key=dict(learned[i] for i in right),
        mistakes=[written[i] for i in wrong],
        why="Learn where people can do it and cannot say how, or where signs are many and "
        "weak, and there are examples. Where the rule is known, write it: it is right, and "
        "needs no data.",
    )


SETTINGS = {
    "guess": (
        (10, 0.1, 0), (10, 0.2, 4), (20, 0.2, 4), (20, 0.1, 16), (20, 0.3, 0),
        (40, 0.3, 4), (40, 0.2, 16), (80, 0.3, 16),
    ),
    "tree": (
        (40, 0.0, 0), (40, 0.0, 4), (80, 0.0, 16), (80, 0.1, 0), (160, 0.1, 4),
        (160, 0.0, 16), (160, 0.1, 0), (80, 0.0, 4),
    ),
}  # fmt: skip
"""Rows, noise and useless features with which the one or the other is well ahead."""


@choice(level=2, covers=["L01.01", "C01.03", "C01.01"])
def guess_or_tree(rng: Rng) -> Ask:
    """A person's guess against a tree."""
    goal = str(rng.choice(["guess", "tree"]))
    n, noise, useless = SETTINGS[goal][rng.integers(len(SETTINGS[goal]))]
    while True:
        written, model = contest(n, noise, useless, rng, draws=3)
        if (model > written) == (goal == "tree") and abs(model - written) > 0.04:
            break
    told = (f"Over three draws of the rows the tree was right on {num(100 * model, 2)} % of new "
            f"ones, the guess on {num(100 * written, 2)} %.")  # fmt: skip
    more = f" and {useless} useless ones" if useless else ""
    guess, tree = "The guess", "The tree"
    opposite = tree if goal == "guess" else guess
    return Ask(
        "The answer is yes where two features, each between 0 and 1, sum to more than 1. "
        "Nobody knows that. A person writes “yes where the first is above 0.5”. A tree of "
        f"depth 4 is shown {n} rows with both features{more}; {num(100 * noise)} % of the "
        "answers that it is shown are wrong. Which is right more often on new rows?",
        key=guess if goal == "guess" else tree,
        mistakes=[
            Mistake(
                "too-few-rows" if opposite == tree else "enough-rows", opposite, told
            ),
            Mistake(
                "noise-harms-both",
                "Neither: wrong answers harm both alike",
                "The guess has not looked at a single answer, so no wrong one harms it.",
            ),
            Mistake(
                "both-good",
                "Neither: both get close to 100 %",
                "The guess is right on three quarters, whatever happens: it leaves out the "
                "second feature.",
            ),
        ],
        why=f"{told} A rule that was written stays as good as its author's idea. A learned "
        "one gets better with rows; noise and useless features make it need more of them.",
    )


@recall(level=1, covers=["Q01.01", "C01.01", "C01.02"])
def what_is_machine_learning(rng: Rng) -> Ask:
    """Machine learning, in words."""
    del rng
    return Ask(
        "“What is machine learning?”",
        key=(
            "A machine finds the rule in examples; nobody writes it",
            Point(
                "A model with parameters, which training moves so that a loss gets small",
                "What happens when it learns?",
            ),
            Point(
                "The aim is new rows, so it is judged on rows that it has not learned from",
                "How do you know that it has learned anything?",
            ),
            Point(
                "With right answers, without any, or from rewards: the three kinds",
                "Does it always need labels?",
            ),
            Point(
                "Where the rule is known, or there are no examples, write a program",
                "When would you not use it?",
            ),
        ),
        mistakes=[],
        why="A good answer has three things: examples, a loss, and rows not seen before. An "
        "example of your own makes it yours: say what the rows and the labels are.",
    )


@recall(level=1, covers=["Q01.02", "C01.06", "S01.12"])
def supervised_or_not(rng: Rng) -> Ask:
    """Supervised and unsupervised, in words."""
    del rng
    return Ask(
        "“What is the difference between supervised and unsupervised learning?”",
        key=(
            "Supervised: each row comes with its right answer. Unsupervised: rows alone",
            Point(
                "One predicts the answer for new rows, the other looks for structure",
                "What is each of them for?",
            ),
            Point(
                "An example of each: prices or spam; groups, topics, odd rows",
                "Can you give an example of each?",
            ),
            Point(
                "Judged by errors on new rows; without answers there is no such error",
                "How do you tell that it works?",
            ),
            Point(
                "There is more: rewards, targets made from the rows, few labels with many "
                "rows",
                "Is that all there is?",
            ),
        ),
        mistakes=[],
        why="“With labels, without labels” is right and short. What it is for and how it is "
        "judged show that you have used both.",
    )


@recall(level=1, covers=["Q01.03", "C01.08", "E01.03"])
def what_is_overfitting(rng: Rng) -> Ask:
    """Overfitting, in words."""
    del rng
    return Ask(
        "“What is overfitting?”",
        key=(
            "The model has learned accidents of its training rows along with the pattern",
            Point(
                "Seen in new rows that come out clearly worse than its own",
                "How would you notice?",
            ),
            Point(
                "A perfect score on its own rows is no proof: new rows decide",
                "A model has 100 % on its training rows. Does it overfit?",
            ),
            Point(
                "Against it: more rows, a simpler model, a penalty, stopping early",
                "What do you do about it?",
            ),
            Point(
                "The opposite: underfitting, poor on its own rows already",
                "And if both scores are poor?",
            ),
        ),
        mistakes=[],
        why="“It memorises” is the picture, the gap is the evidence, the score on new rows "
        "is what decides.",
    )
