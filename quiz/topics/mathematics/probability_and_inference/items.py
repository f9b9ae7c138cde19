"""Questions on chance, on belief, and on conclusions from samples."""

from __future__ import annotations

from itertools import product
from math import comb, log2

import numpy as np

from engine.probability.bayes import positive_test, total_probability, update_belief
from engine.probability.events import (
    conditional_probability,
    intersection_probability,
    union_probability,
)
from engine.probability.expectation import (
    conditional,
    distribution_variance,
    expectation,
    marginal,
)
from engine.statistics.anova import anova
from engine.statistics.chi_square import independence
from engine.statistics.conjugate import update_beta
from engine.statistics.correlation import covariance, pearson, spearman
from engine.statistics.discrete import Binomial
from engine.statistics.gamma_beta import Beta
from engine.statistics.information import entropy, kl_divergence
from engine.statistics.intervals import mean_interval
from engine.statistics.permutation import permutation_exact
from engine.statistics.t_test import t_test_paired
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
    steps,
)
from quiz.items.kinds.expression import Expr
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator


@steps(level=1, covers=["S13.01", "S13.04", "S13.05", "E13.02", "C13.02"])
def two_from_a_box(rng: Rng) -> Ask:
    """Two draws, without putting back."""
    bad, good = int(rng.integers(3, 6)), int(rng.integers(4, 9))
    n = bad + good
    draws = [(i, j) for i, j in product(range(n), repeat=2) if i != j]
    both = float(
        intersection_probability(lambda d: d[1] < bad, lambda d: d[0] < bad, draws)
    )
    after = float(
        conditional_probability(lambda d: d[1] < bad, lambda d: d[0] < bad, draws)
    )
    one = float(union_probability(lambda d: d[0] < bad, lambda d: d[1] < bad, draws))
    return Ask(
        f"A batch has {n} parts, {bad} of them faulty. Two are taken, the first is not put back.",
        key=(
            Part("the chance that the second is faulty, if the first was", after, mistakes=[
                Mistake("put-back", bad / n, "So it would be with the first put back."),
                Mistake("same-total", (bad - 1) / n, "One part fewer is left, not only one faulty "
                        "part fewer."),
            ]),
            Part("the chance that both are faulty", both, lambda a: bad / n * a, [
                Mistake("independent", (bad / n) ** 2, "That multiplies as if the first draw "
                        "changed nothing."),
                Mistake("conditional", after, "That is given that the first was faulty. How likely "
                        "is that?"),
            ]),
            Part("the chance that at least one is faulty", one, lambda _, both: 2 * bad / n - both,
                 [
                Mistake("added", 2 * bad / n, "Both together were counted twice."),
                Mistake("exactly-one", one - both, "That leaves out that both are faulty."),
            ]),
        ),
        mistakes=[],
        why=f"${bad - 1}/{n - 1}$; then ${bad}/{n} \\cdot {bad - 1}/{n - 1}$; then the sum of both "
        "chances less what was counted twice. Seen from before, the second part is as likely "
        "faulty as the first.",
        check=lambda: (
            (bad - 1) / (n - 1), comb(bad, 2) / comb(n, 2), 1 - comb(good, 2) / comb(n, 2)),
    )  # fmt: skip


@choice(
    level=1, covers=["C13.02", "S13.03", "S13.04"], proof="exclusive_is_not_independent"
)
def exclusive_or_independent(rng: Rng) -> Ask:
    """Exclusive or independent."""
    a, b = (int(v) for v in rng.choice(np.arange(2, 7), size=2, replace=False) * 10)
    return Ask(
        f"In one minute a server crashes with a chance of {a / 100} %, and is restarted by hand "
        f"with a chance of {b / 100} %. The two exclude each other. Are they independent?",
        key="No: if one happens, the other cannot",
        mistakes=[
            Mistake("exclusive-is-independent", "Yes: they have nothing to do with each other",
                    "They have: each rules the other out. Independent events would now and then "
                    "come together."),
            Mistake("not-decidable", "That cannot be told without the chance of both",
                    "It is told: they exclude each other, so that chance is 0, and it is not the "
                    "product of the two."),
            Mistake("only-when-certain", "Only if their chances add up to 1",
                    "Whether they add up to 1 says whether one of them must happen."),
        ],
        why="Independent means $P(A \\cap B) = P(A)\\,P(B)$. Here the left side is 0 and the right "
        "side is not.",
    )  # fmt: skip


@number(level=2, covers=["C13.03", "S13.06", "L13.01", "E13.02"])
def after_the_alarm(rng: Rng) -> Ask:
    """After the alarm."""
    rate = float(rng.choice([0.002, 0.005, 0.01, 0.02]))
    found = float(rng.choice([0.8, 0.9, 0.95, 0.99]))
    false = float(rng.choice([0.02, 0.03, 0.05, 0.1]))
    key = positive_test(rate, found, false)
    flagged = total_probability([rate, 1 - rate], [found, false])
    return Ask(
        f"One payment in {round(1 / rate)} is fraud. A model raises an alarm for {num(100 * found)} % "
        f"of the frauds and for {num(100 * false)} % of the honest payments. It raises an alarm. How "
        "likely is this fraud?",
        key=key,
        mistakes=[
            Mistake("recall", found, "That is how many frauds are found: P(alarm | fraud). Asked "
                    "is P(fraud | alarm)."),
            Mistake("no-denominator", rate * found, "That is fraud and alarm together. Divide by all "
                    "alarms, of which most come from honest payments."),
            Mistake("even-odds", found / (found + false), "That takes fraud to be as frequent as "
                    "honesty. The base rate is missing."),
            Mistake("all-alarms", flagged, "That is the chance of an alarm."),
        ],
        why=f"Of 100,000 payments {num(1e5 * rate)} are fraud, {num(1e5 * rate * found)} of which raise "
        f"an alarm; so do {num(1e5 * (1 - rate) * false)} honest ones. The first of their sum is "
        f"{num(key)}. Rare causes stay unlikely after one good sign.",
        check=lambda: float(update_belief([rate, 1 - rate], [found, false])[0]),
    )  # fmt: skip


@steps(level=2, covers=["S13.07", "S13.06", "C13.02"])
def which_line_made_it(rng: Rng) -> Ask:
    """Which of three lines."""
    shares = rng.permutation([0.5, 0.3, 0.2])
    faults = rng.choice([0.01, 0.02, 0.03, 0.05, 0.08], size=3, replace=False)
    whole = total_probability(shares, faults)
    back = update_belief(shares, faults)
    return Ask(
        f"Three lines make {num(100 * shares[0])}, {num(100 * shares[1])} and {num(100 * shares[2])} % of "
        f"all parts; {num(100 * faults[0])}, {num(100 * faults[1])} and {num(100 * faults[2])} % of theirs are "
        "faulty.",
        key=(
            Part("the share of faulty parts", whole, mistakes=[
                Mistake("plain-mean", float(faults.mean()), "The lines do not make equally many: "
                        "weigh by their shares."),
                Mistake("sum", float(faults.sum()), "Rates of parts of the whole are averaged by "
                        "weight, never added."),
            ]),
            Part("of the faulty ones, the share from the first line", float(back[0]),
                 lambda total: float(shares[0] * faults[0] / total) if total else 0.0, [
                Mistake("its-share", float(shares[0]), "That is its share of all parts."),
                Mistake("its-rate", float(faults[0]), "That is how many of its parts are faulty, "
                        "not how many of the faulty are its."),
                Mistake("rates-alone", float(faults[0] / faults.sum()), "That takes the lines to "
                        "make equally many."),
            ]),
        ),
        mistakes=[],
        why=f"Total probability: the rates weighed by the shares. Then Bayes: ${num(shares[0])} \\cdot "
        f"{num(faults[0])}$ over that total.",
        check=lambda: (float(shares @ faults), float(shares[0] * faults[0] / (shares @ faults))),
    )  # fmt: skip


@steps(level=1, covers=["S13.08", "S13.09", "C13.04", "E13.02"])
def mean_and_spread(rng: Rng) -> Ask:
    """A lottery ticket."""
    prize = float(rng.choice([10, 20, 50]))
    small = float(rng.choice([2, 3, 4]))
    p = float(rng.choice([0.05, 0.1]))
    q = float(rng.choice([0.2, 0.3]))
    values, chances = np.array([prize, small, 0.0]), np.array([p, q, 1 - p - q])
    centre, spread = (
        expectation(values, chances),
        distribution_variance(values, chances),
    )
    square = expectation(values**2, chances)
    return Ask(
        f"A ticket wins {num(prize)} with a chance of {num(p)}, {num(small)} with {num(q)}, else nothing. X is "
        "what it wins.",
        key=(
            Part("the expected value", centre, mistakes=[
                Mistake("plain-mean", float(values.mean()), "The three results are not equally "
                        "likely: weigh by their chances."),
                Mistake("winners", (p * prize + q * small) / (p + q), "That is the mean of tickets "
                        "that win something."),
            ]),
            Part("the variance", spread, lambda mean: square - mean**2, [
                Mistake("square-alone", square, "That is the mean square. The square of the mean "
                        "is still to be taken off."),
                Mistake("linear", square - centre, "The mean has to be squared before it is taken "
                        "off."),
            ]),
            Part("the standard deviation", spread**0.5, lambda _, v: max(v, 0.0) ** 0.5, [
                Mistake("variance-again", spread, "That is the variance, in squared units. The "
                        "deviation is its root."),
            ]),
        ),
        mistakes=[],
        why="$E[X] = \\sum_i x_i p_i$, $\\operatorname{Var} X = E[X^2] - (E[X])^2$, and the deviation is "
        "the root. Printed courses often lose that root sign.",
        check=lambda: (
            float(values @ chances), float((values - values @ chances) ** 2 @ chances),
            float(((values - values @ chances) ** 2 @ chances) ** 0.5)),
    )  # fmt: skip


@steps(level=2, covers=["S13.10", "C13.05", "S13.05"])
def from_the_joint_table(rng: Rng) -> Ask:
    """From a joint table."""
    counts = rng.permutation([1, 2, 3, 4, 4, 6]).reshape(2, 3)
    joint = counts / counts.sum()
    rows = marginal(joint, 0)
    given = conditional(joint, 0, 0)
    return Ask(
        "Device and result of 20 visits, as probabilities: mobile "
        f"{vec(joint[0])}, desktop {vec(joint[1])}, each for bought, looked, left.",
        key=(
            Part("P(mobile)", float(rows[0]), mistakes=[
                Mistake("of-three", float(joint[0].mean()), "A marginal is the sum of its row, not "
                        "the mean."),
                Mistake("first-entry", float(joint[0, 0]), "That is mobile and bought."),
            ]),
            Part("P(bought | mobile)", float(given[0]),
                 lambda share: float(joint[0, 0] / share) if share else 0.0, [
                Mistake("joint", float(joint[0, 0]), "That is P(mobile and bought). Divide by "
                        "P(mobile)."),
                Mistake("other-way", float(conditional(joint, 1, 0)[0]), "That is P(mobile | "
                        "bought): you divided by the column."),
            ]),
        ),
        mistakes=[],
        why=f"Sum the row: {num(rows[0])}. Then its first entry over that sum.",
        check=lambda: (float(joint[0].sum()), float(joint[0, 0] / joint[0].sum())),
    )  # fmt: skip


@matrix(level=2, covers=["S13.13", "S13.06", "C13.03"])
def belief_in_three_coins(rng: Rng) -> Ask:
    """A belief, updated twice."""
    heads = np.array([0.2, 0.5, 0.8])
    prior = rng.permutation([0.5, 0.3, 0.2])
    tosses = str(rng.choice(["heads, heads", "heads, tails", "tails, tails"]))
    n = tosses.count("heads")
    likelihood = heads**n * (1 - heads) ** (2 - n)
    once = heads if tosses.startswith("heads") else 1 - heads
    return Ask(
        f"A coin is one of three, which fall on heads with 0.2, 0.5 and 0.8; you believe {vec(prior)} of "
        f"them. It is tossed twice: {tosses}. What do you believe now?",
        key=update_belief(prior, likelihood),
        mistakes=[
            Mistake("no-prior", likelihood / likelihood.sum(), "Those are the likelihoods, scaled to "
                    "1. Your belief from before is left out."),
            Mistake("once", update_belief(prior, once), "You used the first toss alone."),
            Mistake("not-scaled", prior * likelihood, "Prior times likelihood: divide by their sum, so "
                    "that beliefs add up to 1."),
        ],
        why=f"The likelihoods are {vec(likelihood)}; times the prior, over the sum. Toss by toss gives "
        "the same.",
        check=lambda: update_belief(update_belief(prior, once),
                                    heads if tosses.endswith("heads") else 1 - heads),
    )  # fmt: skip


@number(level=2, covers=["S13.13"])
def rate_after_a_launch(rng: Rng) -> Ask:
    """A rate, from a belief and a few trials."""
    a, b = int(rng.integers(2, 6)), int(rng.integers(6, 15))
    n = int(rng.integers(8, 21))
    k = int(rng.integers(n // 2, n - 1))
    after = update_beta(Beta(a, b), k, n - k)
    return Ask(
        f"What you believe of a conversion rate is Beta({a}, {b}). Of {n} visitors {k} convert. What is "
        "the mean of your belief now?",
        key=after.mean,
        mistakes=[
            Mistake("data-alone", k / n, "That is the share in the data. The prior counts like "
                    f"{a + b} visitors more."),
            Mistake("prior-alone", a / (a + b), "That is what you believed before."),
            Mistake("trials-as-failures", (a + k) / (a + b + n + k), f"The second parameter grows by "
                    f"the failures, {n - k}, not by all trials."),
            Mistake("halfway", (k / n + a / (a + b)) / 2, "Prior and data do not weigh the same: each "
                    "by its number of visitors."),
        ],
        why=f"Beta({a} + {k}, {b} + {n - k}) has the mean {a + k}/{a + b + n}: between what was "
        "believed and what was seen.",
        check=lambda: (a + k) / (a + b + n),
    )  # fmt: skip


@number(level=1, covers=["S13.11", "C13.06", "C13.14"])
def bits_of_a_source(rng: Rng) -> Ask:
    """Bits of a source."""
    p = np.array([[0.5, 0.25, 0.125, 0.125], [0.7, 0.1, 0.1, 0.1], [0.4, 0.3, 0.2, 0.1],
                  [0.25, 0.25, 0.4, 0.1], [0.6, 0.2, 0.1, 0.1]][int(rng.integers(5))])  # fmt: skip
    p = rng.permutation(p)
    return Ask(
        f"A log has four kinds of message, with the shares {vec(p)}. What is their entropy, in bits?",
        key=entropy(p),
        mistakes=[
            Mistake("uniform", 2.0, "Four values have 2 bits if they are equally likely. These are "
                    "not."),
            Mistake("nats", entropy(p, base=float(np.e)), "That is with the natural logarithm: "
                    "nats. In bits the logarithm is of base 2."),
            Mistake("rarest", log2(1 / float(p.min())), "That is the surprise of the rarest. Entropy is "
                    "the mean surprise."),
            Mistake("gini", float(1 - p @ p), "That is Gini's impurity, with squares."),
        ],
        why="$-\\sum_i p_i \\log_2 p_i$: each message's surprise $\\log_2 1/p_i$, weighed by how often it "
        "comes. No code can do with fewer bits a message.",
        check=lambda: float(sum(v * log2(1 / v) for v in p)),
    )  # fmt: skip


@steps(level=2, covers=["S13.12", "E13.04", "C13.07"])
def divergence_both_ways(rng: Rng) -> Ask:
    """KL, there and back."""
    a, b = (
        float(v)
        for v in rng.choice([0.2, 0.3, 0.5, 0.6, 0.8, 0.9], size=2, replace=False)
    )
    p, q = np.array([a, 1 - a]), np.array([b, 1 - b])
    there, back = kl_divergence(p, q), kl_divergence(q, p)
    return Ask(
        f"p = {vec(p)} and q = {vec(q)}. Use the natural logarithm.",
        key=(
            Part("KL(p ‖ q)", there, mistakes=[
                Mistake("other-way", back, "That is KL(q ‖ p): the weights are those of the first "
                        "argument."),
                Mistake("bits", kl_divergence(p, q, base=2.0), "That is in bits."),
                Mistake("first-term", float(a * np.log(a / b)), "That is the first of two terms."),
            ]),
            Part("KL(q ‖ p)", back, mistakes=[
                Mistake("minus", -there, "Neither is ever below 0, so it is not the negative."),
            ]),
        ),
        mistakes=[],
        why="$\\sum_i p_i \\ln (p_i/q_i)$: what it costs to believe q where p holds. The weights are p's, "
        "so the two directions differ, and it is no distance.",
        check=lambda: (float((p * np.log(p / q)).sum()), float((q * np.log(q / p)).sum())),
    )  # fmt: skip


@steps(level=2, covers=["E13.01", "C13.08", "S13.14", "L13.01", "W13.01"])
def better_than_guessing(rng: Rng) -> Ask:
    """A p-value by counting."""
    n = int(rng.integers(8, 16))
    k = n - int(rng.integers(1, 4))
    fair = Binomial(n, 0.5)
    tail = sum(float(fair.density(j)) for j in range(k, n + 1))
    return Ask(
        f"Of {n} pairs of answers, judges prefer the new model's in {k}. H0: they only toss a coin.",
        key=(
            Part("the probability of exactly this under H0", float(fair.density(k)), mistakes=[
                Mistake("one-order", 0.5**n, "That is one certain order of results. "
                        f"There are {comb(n, k)} with {k} of {n}."),
            ]),
            Part("p on one side", tail, mistakes=[
                Mistake("the-point", float(fair.density(k)), "p counts all results at least as "
                        "extreme, not this one alone."),
                Mistake("more-only", tail - float(fair.density(k)), "What was observed counts too: at "
                        "least as extreme."),
            ]),
            Part("p on both sides", 2 * tail, lambda _, one: min(2 * one, 1.0), [
                Mistake("one-side", tail, "A result as far off in the other direction counts as "
                        "well."),
            ]),
        ),
        mistakes=[],
        why=f"$P(X = {k}) = {comb(n, k)}/2^{{{n}}}$; p adds what is further out; both sides are twice "
        "that, for H0 is symmetric. The limit of 0.05 is a convention, to be chosen before.",
        check=lambda: (
            comb(n, k) / 2**n, sum(comb(n, j) for j in range(k, n + 1)) / 2**n,
            2 * sum(comb(n, j) for j in range(k, n + 1)) / 2**n),
    )  # fmt: skip


@number(level=2, covers=["S13.14", "H13.02"])
def shuffled_groups(rng: Rng) -> Ask:
    """p by shuffling."""
    values = rng.choice(np.arange(1, 40), size=6, replace=False).astype(float)
    values.sort()
    chosen = [[3, 4, 5], [2, 4, 5], [1, 4, 5], [2, 3, 5]][int(rng.integers(4))]
    high, low = values[chosen], np.delete(values, chosen)
    p = permutation_exact(high, low)[1]
    ways = round(p * 20)
    return Ask(
        f"Group A has {vec(rng.permutation(high))}, group B {vec(rng.permutation(low))}. All 20 ways to deal "
        "these six numbers into two groups of three are tried. What is p, two-sided, of the difference "
        "of the means?",
        key=p,
        mistakes=[
            Mistake("one-side", p / 2, "The same split with the groups exchanged differs as much, in the "
                    "other direction."),
            Mistake("never-itself", max(p - 0.05, 0.0) if ways > 2 else 0.0, "The split that was "
                    "observed is one of the twenty, and counts."),
            Mistake("of-orders", ways / 720, "Not orders: groups. There are $\\binom{6}{3} = 20$."),
        ],
        why=f"{ways} of the 20 splits have means at least as far apart, the observed one and its mirror "
        "among them. No formula and no normal distribution was needed; fewer than 2 of 20 is not "
        "possible, so six numbers cannot reach 0.05 on both sides.",
    )  # fmt: skip


@steps(level=2, covers=["S13.15", "S13.18", "C13.09"])
def same_folds_twice(rng: Rng) -> Ask:
    """Two models on the same folds."""
    d = rng.choice([1.0, 2.0, 3.0, 4.0, 5.0, -1.0], size=4, replace=False)
    base = rng.integers(70, 80, size=4).astype(float)
    t, _, _ = t_test_paired(base + d, base)
    low, high = mean_interval(d)
    error = float(d.std(ddof=1) / 2)
    return Ask(
        f"On the same four folds, model A scores {vec(base + d)} and model B {vec(base)}. (For 3 degrees "
        "of freedom the central 95 % of t reach to 3.182.)",
        key=(
            Part("the standard error of the mean difference", error, mistakes=[
                Mistake("deviation", float(d.std(ddof=1)), "That is how single differences stray. Their "
                        "mean strays by it over √4."),
                Mistake("by-n", float(d.std() / 2), "The mean of the differences was computed from them: "
                        "divide the squares by n - 1."),
            ]),
            Part("t", t, lambda e: float(d.mean() / e) if e else 0.0, [
                Mistake("not-scaled", float(d.mean()), "That is the mean difference, in points. Divide "
                        "by its standard error."),
            ]),
            Part("the upper end of the 95 % interval", high,
                 lambda e, _: float(d.mean() + 3.182446 * e), [
                Mistake("normal", float(d.mean() + 1.96 * error), "1.96 is the normal's. With four "
                        "differences the deviation is uncertain too: 3.182."),
                Mistake("lower", low, "That is the lower end."),
            ]),
        ),
        mistakes=[],
        why="The folds are the same, so look at the differences: their mean over its standard error "
        "$s/\\sqrt{n}$. What makes a fold hard for both drops out. (Folds share training rows, so "
        "even this is a little too sure.)",
    )  # fmt: skip


@number(level=2, covers=["S13.16", "S13.14"])
def click_tables(rng: Rng) -> Ask:
    """A table of clicks."""
    n = int(rng.choice([50, 100]))
    a, b = (
        int(v) for v in rng.choice(np.arange(n // 5, n // 2), size=2, replace=False)
    )
    table = np.array([[a, n - a], [b, n - b]])
    statistic, _, _ = independence(table)
    due = (a + b) / 2
    return Ask(
        f"Version A was clicked by {a} of {n} visitors, version B by {b} of {n}. What is Pearson's "
        "$X^2$, without a correction?",
        key=statistic,
        mistakes=[
            Mistake("clicks-only", 2 * (a - due) ** 2 / due, "You left out those who did not click: "
                    "the table has four cells."),
            Mistake("by-observed", float(((table - table.mean(axis=0)) ** 2 / table).sum()),
                    "You divided by what was observed. Each square is over what is due if rows and "
                    "columns are independent."),
            Mistake("one-row", statistic / 2, "That is the sum over one row. Both count."),
        ],
        why=f"Independent, each version would have {num(due)} clicks and {num(n - due)} others. The "
        "squares of observed less due, each over due, summed over four cells.",
        check=lambda: float(((table - table.mean(axis=0)) ** 2 / table.mean(axis=0)).sum()),
    )  # fmt: skip


@number(level=3, covers=["S13.17"])
def three_settings(rng: Rng) -> Ask:
    """Three settings, one F."""
    base = np.array([0.0, 1.0, 2.0])
    starts = rng.choice(np.arange(1, 10), size=3, replace=False).astype(float)
    groups = [base + start for start in starts]
    f, _, _ = anova(*groups)
    means = starts + 1
    between = float(3 * ((means - means.mean()) ** 2).sum())
    return Ask(
        f"Three settings were tried three times each: {vec(groups[0])}, {vec(groups[1])}, "
        f"{vec(groups[2])}. What is F of the analysis of variance?",
        key=f,
        mistakes=[
            Mistake("sums", between / 6, "Those are the sums of squares. Divide each by its degrees of "
                    "freedom: 2 between, 6 within."),
            Mistake("upside-down", 1 / f, "Between over within: F is large where the means differ."),
            Mistake("all-degrees", f * 8 / 6, "You divided the squares within by 8. Each "
                    "group has a mean of its own, which costs a degree of freedom: 9 - 3."),
        ],
        why=f"Between: ${num(between)}/2$. Within: each group has squares of 2 around its mean, 6 in "
        "all, over 6. F is their ratio; around 1 if all have one mean.",
        check=lambda: between / 2,
    )  # fmt: skip


@steps(level=2, covers=["S13.19", "S13.20", "C13.10", "E13.07"])
def together_and_in_ranks(rng: Rng) -> Ask:
    """Covariance, r, and ranks."""
    x = np.array([1.0, 2.0, 3.0, 4.0])
    rises = rng.integers([0, 1, 2, 15], [9, 4, 6, 40]).astype(float)
    y = rises.cumsum()
    both = covariance(np.column_stack([x, y]))
    r = pearson(x, y)
    return Ask(
        f"x = {vec(x)} and y = {vec(y)}. Variances and covariance have n - 1 here.",
        key=(
            Part("the covariance", float(both[0, 1]), mistakes=[
                Mistake("by-n", float(both[0, 1]) * 3 / 4, "Divide by n - 1, as said."),
            ]),
            Part("Pearson's r", r, lambda c: float(c / np.sqrt(both[0, 0] * both[1, 1])), [
                Mistake("variances", float(both[0, 1] / (both[0, 0] * both[1, 1])), "Divide by both "
                        "deviations, not by the variances."),
                Mistake("slope", float(both[0, 1] / both[0, 0]), "That is the slope of y on x."),
            ]),
            Part("Spearman's rank correlation", spearman(x, y), mistakes=[
                Mistake("as-pearson", r, "Ranks only know the order, and that is the same in both."),
            ]),
        ),
        mistakes=[],
        why="r is the covariance over both deviations, so units drop out. It is below 1 since the "
        "points bend; the order is the same, so the ranks' is 1.",
        check=lambda: (
            float(np.cov(x, y)[0, 1]), float(np.corrcoef(x, y)[0, 1]), 1.0),
    )  # fmt: skip


@expression(level=2, covers=["S13.09", "S13.23", "C13.12"])
def error_of_a_share(rng: Rng) -> Ask:
    """How far a share strays."""
    n = 10 * int(rng.integers(3, 90))
    return Ask(
        f"A class has the share p among very many rows. {n} are drawn at random. With which standard "
        "deviation does its share in the sample stray? Give a formula in p.",
        key=Expr(f"sqrt(p*(1-p)/{n})", {"p": (0.05, 0.95)}),
        mistakes=[
            Mistake("variance", f"p*(1-p)/{n}", "That is the variance of the share. The deviation is its "
                    "root."),
            Mistake("one-row", "sqrt(p*(1-p))", "That is the deviation of a single row, 0 or 1."),
            Mistake("of-the-count", f"sqrt({n}*p*(1-p))", "That is the deviation of the count. The share "
                    f"is the count over {n}."),
        ],
        why="One row is 0 or 1, with the variance p(1 - p); the mean of n such rows has that over n. A "
        "stratified sample fixes the share, and this deviation is 0.",
    )  # fmt: skip


@choices(level=2, covers=["E13.05", "C13.09", "S13.18"], proof="of_the_procedure")
def what_an_interval_says(rng: Rng) -> Ask:
    """What a 95 % interval says."""
    low = round(float(rng.uniform(2, 4)), 1)
    high = round(low + float(rng.uniform(1, 2)), 1)
    return Ask(
        f"A 95 % confidence interval of a mean, from 12 rows, is [{low}, {high}]. What follows?",
        key={
            "Intervals made in this way hold the true mean in 95 of 100 samples":
                "That is what is promised, of the way they are made.",
            f"A test of “the mean is {round(high + 1, 1)}” rejects at 0.05":
                "The interval holds all values that a test at 0.05 would not reject.",
        },
        mistakes=[
            Mistake("probability-of-this-one", "The true mean lies in it with a probability of 95 %",
                    "The true mean is a number, and this interval has it or has not. 95 % are said "
                    "of the procedure; for beliefs take a prior and Bayes."),
            Mistake("of-the-rows", "95 % of the rows lie in it", "That would be an interval of the "
                    "rows. This one is of their mean, and narrower."),
            Mistake("of-new-means", "95 % of new sample means lie in it", "New means stray around the "
                    "true one, not around this one: fewer lie in it."),
        ],
        why="Before the data are there, 95 % is a probability. Afterwards it is a track record.",
    )  # fmt: skip


@choice(level=2, covers=["E13.06", "C13.13", "S13.25"], proof="resampled_bias")
def more_by_resampling(rng: Rng) -> Ask:
    """What resampling can mend."""
    n = int(rng.choice([200, 500, 800]))
    return Ask(
        f"A survey by app reached {n} customers, hardly any of them above 60. What does the bootstrap "
        "do for it?",
        key="It shows how far results would stray from sample to sample of such customers",
        mistakes=[
            Mistake("representative", "It makes the sample representative of all customers",
                    "It draws from the rows that are there. Whoever was not reached is in no "
                    "resample."),
            Mistake("more-rows", "It adds rows, so that standard errors shrink",
                    "Resamples are copies of the same rows; they hold no more than these."),
            Mistake("removes-bias", "It removes the bias, if there are enough resamples",
                    "More resamples show the same sample more exactly, its bias included."),
        ],
        why="It puts the sample in the place of the population. What the sample is wrong about, the "
        "bootstrap is wrong about, and sure of it.",
    )  # fmt: skip


@choice(level=2, covers=["E13.09", "C13.08", "S13.14"], proof="silence_proves_nothing")
def nothing_found(rng: Rng) -> Ask:
    """A test that found nothing."""
    n = int(rng.choice([15, 20, 25]))
    p = round(float(rng.uniform(0.2, 0.5)), 2)
    return Ask(
        f"{n} users saw the old page, {n} the new one. The test says p = {p}. What may you say?",
        key="No effect was shown; one of a size that would matter may well be there",
        mistakes=[
            Mistake("validated", "The test has validated that both pages are equally good",
                    "Not to reject is no proof. With so few users even a medium effect is missed in "
                    "most runs."),
            Mistake("probability-of-h0", f"They are equally good with a probability of {p}",
                    "p is computed as if they were equally good. It cannot be how likely that is."),
            Mistake("chance-of-repeat", f"A repetition would find an effect with a probability of {p}",
                    "That would be the power, and it depends on the effect."),
        ],
        why="Ask for the power, or show the interval of the difference: it says which effects are "
        "still possible. Plan the size before.",
    )  # fmt: skip


@choice(level=2, covers=["E13.08", "C13.11", "S13.21"], proof="size_of_a_coefficient")
def largest_coefficient(rng: Rng) -> Ask:
    """The largest coefficient."""
    big, small = int(rng.integers(20, 60)), round(float(rng.uniform(0.01, 0.09)), 2)
    return Ask(
        f"A linear model of house prices has {big} for rooms and {small} for the area in square "
        "centimetres. Which of them influences the price more?",
        key="That cannot be told from these two numbers",
        mistakes=[
            Mistake("rooms", f"Rooms: {big} is far larger than {small}", "The units decide that. In "
                    f"square metres the area's coefficient would be {num(small * 10_000)}."),
            Mistake("area", "The area: its values are larger", "Larger values go with smaller "
                    "coefficients; that by itself decides nothing either."),
            Mistake("equal", "Both alike, since both are in the model", "Being in the model says "
                    "nothing of the size."),
        ],
        why="Standardise the features first, and beware even then: where features are correlated, one "
        "takes the credit of the other.",
    )  # fmt: skip


@output(level=1, covers=["S13.03", "S13.02", "E13.02"])
def counted_by_python(rng: Rng) -> Ask:
    """Counting outcomes."""
    limit = int(rng.integers(7, 12))
    face = int(rng.integers(1, 7))
    code = (
        "from itertools import product\n"
        "rolls = list(product(range(1, 7), repeat=2))\n"
        f"a = [r for r in rolls if {face} in r]\n"
        f"b = [r for r in rolls if sum(r) >= {limit}]\n"
        "both = [r for r in a if r in b]\n"
        "print(len(a), len(b), len(a) + len(b) - len(both))"
    )
    rolls = list(product(range(1, 7), repeat=2))
    a = [r for r in rolls if face in r]
    b = [r for r in rolls if sum(r) >= limit]
    both = len([r for r in a if r in b])
    more = len([r for r in rolls if sum(r) > limit])
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake("twelve", f"12 {len(b)} {12 + len(b) - both}", f"({face}, {face}) is one roll, and was "
                    "counted twice: 6 + 6 - 1."),
            Mistake("six", f"6 {len(b)} {6 + len(b) - both}", "Either die may show it."),
            Mistake("above", f"11 {more} {11 + more - len([r for r in a if sum(r) > limit])}",
                    f"At least {limit} includes {limit}."),
        ],
        why="Over 36, the last number is P(A or B): what both have was counted twice, and is taken off "
        "once. Lost minus signs make that rule unreadable in print.",
    )  # fmt: skip


@match(level=1, covers=["S13.26", "E13.10", "S13.22"], definition=True)
def which_tool_for_what(rng: Rng) -> Ask:
    """Which concept for which question."""
    pairs = {
        "Is the share of clicks the same in three versions?": "chi-square test",
        "Have five groups one mean?": "analysis of variance",
        "How surely is this mean known?": "confidence interval",
        "How far would this median stray in other samples?": "bootstrap",
        "How much does a sign change what I believe?": "Bayes' theorem",
        "How many bits does a message need?": "entropy",
        "Do x and y rise and fall on a line?": "correlation",
    }
    asked = [str(v) for v in rng.permutation(list(pairs))][:5]
    right = {question: pairs[question] for question in asked}
    return Ask(
        "Which of them answers which question?",
        key=right,
        mistakes=[
            Mistake(f"{right[other]}-for-{right[one]}".replace(" ", "-").replace("'", ""),
                    (one, right[other]),
                    f"“{one}” is a question for: {right[one]}.")
            for one, other in zip(asked, asked[1:] + asked[:1], strict=True)
        ],
        why="Counts in a table: chi-square. Means of groups: analysis of variance. A number and its "
        "uncertainty: an interval, by formula or by bootstrap. Belief: Bayes. Surprise: entropy. A "
        "line: correlation.",
    )  # fmt: skip


@order(level=2, covers=["E13.09", "S13.14", "C13.08", "W13.01"], definition=True)
def steps_of_a_test(rng: Rng) -> Ask:
    """An honest test, in order."""
    del rng
    return Ask(
        "An experiment is to decide between two versions. Put the work in order.",
        key=Steps(
            (
                "Say what would count as an effect, and set alpha",
                "Choose how many users give enough power for that effect",
                "Collect the data, all of them",
                "Compute the statistic and p",
                "Compare p with alpha, and report effect and interval",
            ),
            (
                (0, 1, "The size depends on the effect and on alpha."),
                (1, 2, "Whoever stops when p is small finds effects that are not there."),
                (2, 3, "A look in between is a test of its own."),
                (3, 4, "p comes first; alpha was fixed before it was known."),
            ),
        ),
        mistakes=[],
        why="0.05 and 95 % are conventions. What matters is that they are chosen before the data are "
        "seen.",
    )  # fmt: skip


@recall(level=2, covers=["C13.08", "E13.01", "E13.09", "S13.14"])
def p_value_in_words(rng: Rng) -> Ask:
    """The p-value, in words."""
    del rng
    return Ask(
        "“What is a p-value?”",
        key=(
            "The probability, if H0 holds, of a result at least as extreme as the observed one",
            Point("Not the probability that H0 is true, and not that of the data alone",
                  "So with p = 0.03 H0 has a chance of 3 %?"),
            Point("If H0 holds p is uniform, so p < 0.05 comes in one test of twenty",
                  "You test 100 features and 6 are significant. Well?"),
            Point("A large p proves nothing: power depends on effect and size",
                  "p = 0.4. May I say that there is no effect?"),
            Point("Report the effect with its interval; small p with large n may be an effect too "
                  "small to matter", "Is a small p a large effect?"),
        ),
        mistakes=[],
        why="“The probability of the data under H0” is the usual slip. Exactly 8 heads in 10 throws has "
        "0.044, 8 or more has 0.055: only the second is a p-value.",
    )  # fmt: skip


@recall(level=2, covers=["C13.03", "S13.06", "S13.07"])
def base_rates_in_words(rng: Rng) -> Ask:
    """Bayes with base rates, in words."""
    del rng
    return Ask(
        "“A test is right on 99 % of the ill and 95 % of the healthy. You test positive. Are you "
        "ill?”",
        key=(
            "That depends on the base rate: how many are ill at all",
            Point("Count people: of 1,000 with 10 ill, about 10 and 50 are flagged: one in six",
                  "Say one in a hundred is ill."),
            Point("$P(\\text{ill} \\mid +) = P(+ \\mid \\text{ill})\\,P(\\text{ill})/P(+)$, with $P(+)$ by "
                  "total probability",
                  "Which formula is that?"),
            Point("A second, independent test multiplies the odds again; one that errs in the same way "
                  "does not", "And after a second positive test?"),
            Point("For models: precision falls with the base rate, recall does not",
                  "What has that to do with a classifier?"),
        ),
        mistakes=[],
        why="People answer 95 or 99 %, which is P(positive | ill) or P(negative | healthy). Asked is the "
        "other direction.",
    )  # fmt: skip


@recall(level=2, covers=["C13.09", "E13.05", "S13.18", "C13.13"])
def interval_in_words(rng: Rng) -> Ask:
    """Confidence intervals, in words."""
    del rng
    return Ask(
        "“Explain a 95 % confidence interval.”",
        key=(
            "It comes from a procedure that holds the true value in 95 of 100 samples",
            Point("The value is fixed, the interval is random; of one interval no probability is said",
                  "So the mean lies in [2, 3] with 95 %?"),
            Point("Mean plus or minus t times s over root n; t, since s is estimated",
                  "How do you compute it for a mean of 10 rows?"),
            Point("Four times the rows halve it", "How do you get one half as wide?"),
            Point("Bootstrap where there is no formula; too narrow for few rows, blind to bias",
                  "And for a median, or an AUC?"),
        ),
        mistakes=[],
        why="What people say is “with 95 % probability the mean is in it”. That is a credible interval, "
        "and takes a prior.",
    )  # fmt: skip
