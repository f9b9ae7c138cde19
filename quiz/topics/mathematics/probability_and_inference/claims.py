"""Statements on chance and on conclusions from samples, and their evidence."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np

from engine.linear.least_squares import LinearRegression
from engine.probability.bayes import positive_test, total_probability, update_belief
from engine.probability.events import (
    complement,
    conditional_probability,
    independent,
    intersection_probability,
    probability,
    union_probability,
)
from engine.probability.expectation import distribution_variance, expectation, marginal
from engine.statistics.bootstrap import bootstrap, bootstrap_interval
from engine.statistics.continuous import Normal
from engine.statistics.correlation import covariance, pearson, spearman
from engine.statistics.discrete import Binomial
from engine.statistics.information import entropy, kl_divergence, mutual_information
from engine.statistics.intervals import interval_coverage, mean_interval
from engine.statistics.p_value import z_test
from engine.statistics.permutation import permutation_exact
from engine.statistics.power import power_two_groups
from engine.statistics.sampling import simple_sample, stratified_sample
from engine.statistics.t_test import t_test_two
from engine.text.hierarchical_softmax import huffman_tree
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator

DICE = list(product(range(1, 7), repeat=2))


def _seven(roll: tuple[int, ...]) -> bool:
    return sum(roll) == 7


@claim(
    "Probabilities lie between 0 and 1. What happens in every outcome has 1, what happens in "
    "none has 0; of two dice, every sum from 2 to 12 lies between.",
    covers=["C13.01", "S13.01"],
)
def from_none_to_all(rng: Rng) -> Evidence:
    del rng
    sure = probability(lambda roll: sum(roll) > 1, DICE)
    never = probability(lambda roll: sum(roll) > 12, DICE)
    each = []
    for wanted in range(2, 13):
        pairs = [roll for roll in DICE if sum(roll) == wanted]
        each.append(float(probability(pairs.__contains__, DICE)))
    shown: dict[str, float | str] = {"sure": str(sure), "never": str(never), "least of a sum": min(each),
             "most of a sum": max(each)}  # fmt: skip
    right = sure == 1 and never == 0 and min(each) > 0 and max(each) < 1
    return Evidence(1.0 if right and abs(sum(each) - 1) < 1e-12 else -1.0, shown)


@claim(
    "Favourable over possible outcomes is a probability where outcomes are equally likely, and "
    "only there. The sum of two dice has eleven values, and 7 comes in a sixth of all throws.",
    covers=["E13.03", "S13.01"],
    verdict="corrected",
    often="A probability is the number of favourable outcomes over the number of possible ones.",
)
def equally_likely_only(rng: Rng) -> Evidence:
    naive = probability(lambda total: total == 7, range(2, 13))
    right = probability(_seven, DICE)
    throws = rng.integers(1, 7, size=(20_000, 2)).sum(axis=1)
    seen = float((throws == 7).mean())
    shown = {
        "one of eleven": float(naive),
        "by pairs": float(right),
        "in 20,000 throws": seen,
    }
    return Evidence(
        min(within(seen - float(right), 0.015), above(abs(seen - float(naive)), 0.05)),
        shown,
    )


@claim(
    "Counted out over all throws of two dice, the rules hold exactly: not A is 1 - P(A), A or B "
    "is P(A) + P(B) - P(A and B), A and B is P(A | B) P(B). Two red balls from three red and two "
    "blue, without putting back: 3/10.",
    covers=["C13.02", "S13.02", "S13.03", "S13.04", "S13.05", "E13.02"],
)
def rules_counted_out(rng: Rng) -> Evidence:
    low, high = sorted(int(v) for v in rng.integers(3, 11, size=2))

    def first(roll: tuple[int, ...]) -> bool:
        return roll[0] <= 3

    def between(roll: tuple[int, ...]) -> bool:
        return low <= sum(roll) <= high

    a, b = probability(first, DICE), probability(between, DICE)
    both = probability(lambda roll: first(roll) and between(roll), DICE)
    draws = [(i, j) for i, j in product(range(5), repeat=2) if i != j]
    reds = intersection_probability(lambda d: d[1] < 3, lambda d: d[0] < 3, draws)
    holds = [
        probability(complement(first), DICE) == 1 - a,
        union_probability(first, between, DICE) == a + b - both,
        intersection_probability(first, between, DICE) == both,
        conditional_probability(first, between, DICE) * b == both,
        reds == Fraction(3, 10),
    ]
    shown = {"P(A)": str(a), "P(B)": str(b), "P(A or B)": str(a + b - both),
             "two reds": str(reds)}  # fmt: skip
    return Evidence(1.0 if all(holds) else -1.0, shown)


@claim(
    "Events that exclude each other are as dependent as can be: if one happens, the other does "
    "not. Independent events with chances above 0 do happen together, with the product.",
    covers=["C13.02", "S13.04"],
    verdict="corrected",
    often="Independent events are events that exclude each other.",
)
def exclusive_is_not_independent(rng: Rng) -> Evidence:
    face, other = (int(v) for v in rng.choice(np.arange(1, 7), size=2, replace=False))
    same_die = independent(lambda r: r[0] == face, lambda r: r[0] == other, DICE)
    two_dice = independent(lambda r: r[0] == face, lambda r: r[1] == other, DICE)
    together = intersection_probability(
        lambda r: r[0] == face, lambda r: r[1] == other, DICE
    )
    shown = {"exclusive, independent": str(same_die), "two dice, independent": str(two_dice),
             "two dice, together": str(together)}  # fmt: skip
    right = not same_die and two_dice and together == Fraction(1, 36)
    return Evidence(1.0 if right else -1.0, shown)


@claim(
    "Of 1,000 people 10 are ill. A test finds 99 % of the ill and is wrong on 5 % of the healthy: "
    "of those it flags one in six is ill.",
    covers=["C13.03", "S13.06", "S13.07"],
)
def base_rates_count(rng: Rng) -> Evidence:
    n = 200_000
    ill = rng.random(n) < 0.01
    flagged = rng.random(n) < np.where(ill, 0.99, 0.05)
    seen = float(ill[flagged].mean())
    formula = positive_test(0.01, 0.99, 0.05)
    shown = {"formula": formula, "among the flagged": seen,
             "flagged": total_probability([0.01, 0.99], [0.99, 0.05])}  # fmt: skip
    margins = [within(seen - formula, 0.02), within(formula - 1 / 6, 1e-12),
               within(float(flagged.mean()) - shown["flagged"], 0.005)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Evidence may come at once or piece by piece: two positive tests, taken one after the other, "
    "leave the belief that both together leave, if they err independently.",
    covers=["C13.03", "S13.13"],
)
def one_by_one(rng: Rng) -> Evidence:
    prior = rng.dirichlet(np.ones(3))
    first, second = rng.uniform(0.05, 0.95, size=(2, 3))
    together = update_belief(prior, first * second)
    step = update_belief(update_belief(prior, first), second)
    gap = float(np.abs(together - step).max())
    exact = prior * first * second / (prior * first * second).sum()
    off = float(np.abs(together - exact).max())
    return Evidence(within(max(gap, off), 1e-12), {"largest difference": gap})


@claim(
    "Variance is the mean square less the square of the mean. For a die: 91/6 - 3.5² = 35/12, "
    "around a mean of 3.5 that no throw ever shows.",
    covers=["C13.04", "S13.08", "S13.09"],
)
def two_forms(rng: Rng) -> Evidence:
    del rng
    faces, p = np.arange(1.0, 7.0), np.full(6, 1 / 6)
    centre = expectation(faces, p)
    variance = distribution_variance(faces, p)
    other = expectation(faces**2, p) - centre**2
    shown = {"mean": centre, "variance": variance, "E[X²] - (E X)²": other}
    off = max(abs(variance - other), abs(variance - 35 / 12), abs(centre - 3.5))
    return Evidence(within(off, 1e-12), shown)


@claim(
    "A marginal is a sum of the joint table, over what is not asked: 0.1, 0.2, 0.3 and 0.4 have "
    "the rows 0.3 and 0.7 and the columns 0.4 and 0.6. The joint does not follow from them.",
    covers=["C13.05", "S13.10"],
)
def sums_of_the_table(rng: Rng) -> Evidence:
    joint = np.array([[0.1, 0.2], [0.3, 0.4]])
    move = float(rng.uniform(0.02, 0.09))
    other = joint + move * np.array([[1.0, -1.0], [-1.0, 1.0]])
    off = 0.0
    for table in (joint, other):
        off = max(off, float(np.abs(marginal(table, 0) - [0.3, 0.7]).max()))
        off = max(off, float(np.abs(marginal(table, 1) - [0.4, 0.6]).max()))
    shown: dict[str, float | str] = {
        "rows": "0.3, 0.7",
        "columns": "0.4, 0.6",
        "joint tables differ by": move,
    }
    return Evidence(within(off, 1e-12), shown)


@claim(
    "Entropy is the expected surprise: 1 bit for a fair coin, 2.585 for a die, 0.469 for a coin "
    "that falls on one side nine times in ten. Nothing has more than the uniform distribution.",
    covers=["C13.06", "S13.11"],
)
def expected_surprise(rng: Rng) -> Evidence:
    k = int(rng.integers(2, 9))
    most = entropy(np.full(k, 1 / k))
    others = []
    for p in rng.dirichlet(np.ones(k), size=50):
        others.append(entropy(p))
    off = max(
        abs(entropy([0.5, 0.5]) - 1), abs(entropy(np.full(6, 1 / 6)) - np.log2(6)),
        abs(entropy([0.9, 0.1]) - 0.468996), abs(most - np.log2(k)),
    )  # fmt: skip
    shown = {"values": k, "uniform": most, "most of 50 others": max(others)}
    return Evidence(min(within(off, 1e-5), above(most - max(others), 1e-9)), shown)


@claim(
    "KL divergence is no distance: it depends on the direction, and is infinite where p has "
    "what q rules out. From a fair coin to (0.9, 0.1) it is 0.511 nats, which are 0.737 bits; "
    "back it is 0.368.",
    covers=["C13.07", "S13.12", "E13.04", "E13.02"],
    verdict="corrected",
    often="KL divergence measures the difference of two distributions.",
)
def no_distance(rng: Rng) -> Evidence:
    there = kl_divergence([0.5, 0.5], [0.9, 0.1])
    back = kl_divergence([0.9, 0.1], [0.5, 0.5])
    bits = kl_divergence([0.5, 0.5], [0.9, 0.1], base=2.0)
    ruled_out = kl_divergence([0.5, 0.5], [1.0, 0.0])
    least = np.inf
    for p, q in rng.dirichlet(np.ones(4), size=(30, 2)):
        least = min(least, kl_divergence(p, q))
    shown = {
        "there": there,
        "back": back,
        "in bits": bits,
        "to what is ruled out": ruled_out,
    }
    off = max(abs(there - 0.5108), abs(back - 0.3681), abs(bits - 0.7370))
    return Evidence(
        min(
            within(off, 1e-4),
            above(float(least), 1e-9) if np.isinf(ruled_out) else -1.0,
        ),
        shown,
    )


@claim(
    "No code that is read without separators needs fewer bits a symbol than the entropy; "
    "Huffman's needs less than one bit more.",
    covers=["C13.14", "S13.11"],
)
def entropy_bounds_codes(rng: Rng) -> Evidence:
    counts = rng.integers(1, 60, size=int(rng.integers(4, 12)))
    p = counts / counts.sum()
    paths = huffman_tree(counts)
    length = 0.0
    for share, path in zip(p, paths, strict=True):
        length += float(share) * len(path.turns)
    bits = entropy(p)
    shown = {"symbols": len(p), "entropy": bits, "bits a symbol": length}
    return Evidence(min(length - bits + 1e-9, bits + 1 - length), shown)


@claim(
    "Mutual information sees a bend that correlation does not: with x from -1, 0, 1 and "
    "y = x² the correlation is 0, and x tells all of y, 0.918 bits.",
    covers=["C13.14", "E13.07", "S13.20"],
    verdict="corrected",
    often="Correlation measures the relationship between two variables.",
)
def correlation_sees_lines(rng: Rng) -> Evidence:
    x = np.repeat([-1.0, 0.0, 1.0], 40)
    x = x[rng.permutation(len(x))]
    joint = np.array([[0.0, 1 / 3], [1 / 3, 0.0], [0.0, 1 / 3]])
    told = mutual_information(joint)
    r, rank = pearson(x, x**2), spearman(x, np.exp(3 * x))
    shown = {
        "r of x and x²": r,
        "information": told,
        "rank correlation of exp(3x)": rank,
    }
    return Evidence(
        min(within(r, 1e-9), within(told - 0.9183, 1e-4), within(rank - 1, 1e-9)), shown
    )


@claim(
    "If nothing is going on, p is as often in any stretch of [0, 1] as the stretch is long: below "
    "0.05 in one test of twenty. That, and no more, is what alpha = 0.05 buys.",
    covers=["C13.08", "S13.14", "W13.01"],
)
def alpha_is_a_rate(rng: Rng) -> Evidence:
    p = []
    for sample in rng.normal(size=(2_000, 12)):
        p.append(z_test(sample, 0.0, 1.0)[1])
    found = np.array(p)
    below = float((found < 0.05).mean())
    half = float((found < 0.5).mean())
    shown = {"below 0.05": below, "below 0.5": half}
    return Evidence(min(within(below - 0.05, 0.025), within(half - 0.5, 0.06)), shown)


@claim(
    "The p-value counts what is at least as extreme, not the result alone. 8 heads in 10 throws "
    "of a fair coin: the point has 0.0439 and would reject at 0.05, p is 0.0547 on one side and "
    "0.1094 on both.",
    covers=["E13.01", "S13.14"],
    verdict="corrected",
    often="The p-value is the probability of the observed data if H0 is true.",
)
def at_least_as_extreme(rng: Rng) -> Evidence:
    fair = Binomial(10, 0.5)
    point = float(fair.density(8))
    tail = 0.0
    for k in range(8, 11):
        tail += float(fair.density(k))
    heads = rng.binomial(10, 0.5, size=40_000)
    seen = float((heads >= 8).mean())
    shown = {"exactly 8": point, "8 or more": tail, "as far on either side": 2 * tail,
             "8 or more, in 40,000 runs": seen}  # fmt: skip
    off = max(abs(point - 0.04394), abs(tail - 0.05469))
    return Evidence(min(within(off, 1e-4), within(seen - tail, 0.008)), shown)


@claim(
    "Shuffling labels tests without a formula: of all ways to split 8 numbers into two groups of "
    "4, p is the share in which the means are as far apart. It comes near Student's p.",
    covers=["S13.14", "S13.15"],
)
def shuffled_labels(rng: Rng) -> Evidence:
    del rng
    a, b = [5.1, 4.9, 5.6, 5.8], [4.1, 4.6, 4.4, 4.9]
    exact = permutation_exact(a, b)[1]
    t, _, p = t_test_two(a, b, equal_variances=True)
    shown = {"by shuffling": exact, "Student's t": t, "Student's p": p}
    ways = exact * 70
    margins = [within(abs(ways - round(ways)), 1e-9), within(exact - 4 / 70, 0.03),
               within(t - 3.1568, 1e-3), within(p - 0.01964, 1e-4)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A test that does not reject has not shown that nothing is there. With an effect of half a "
    "deviation and 20 in each group it stays silent in two of three runs.",
    covers=["E13.09", "S13.14"],
    verdict="corrected",
    often="A hypothesis test validates an assumption.",
)
def silence_proves_nothing(rng: Rng) -> Evidence:
    silent = 0
    runs = 300
    for a, b in rng.normal(size=(runs, 2, 20)):
        silent += int(t_test_two(a + 0.5, b, equal_variances=True)[2] > 0.05)
    power = power_two_groups(0.5, 20)
    shown = {"silent": silent / runs, "power": power}
    return Evidence(
        min(within(silent / runs - (1 - power), 0.12), within(power - 0.34, 0.02)),
        shown,
    )


@claim(
    "A 95 % interval of the mean holds the true mean in 95 of 100 samples: that is said of the "
    "procedure. Of one interval it is not: of samples of 5 whose deviation came out small, far "
    "fewer hold it.",
    covers=["C13.09", "S13.18", "E13.05"],
    verdict="corrected",
    often="The true mean lies in this interval with a probability of 95 %.",
)
def of_the_procedure(rng: Rng) -> Evidence:
    overall = interval_coverage(5, 1_500, rng)
    held, narrow = 0, 0
    for x in rng.normal(size=(1_500, 5)):
        if x.std(ddof=1) < 0.6:
            low, high = mean_interval(x)
            narrow += 1
            held += int(low <= 0 <= high)
    shown = {
        "all": overall,
        "with s below 0.6": held / narrow,
        "such samples": narrow / 1_500,
    }
    return Evidence(
        min(within(overall - 0.95, 0.025), above(0.93 - held / narrow, 0.01)), shown
    )


@claim(
    "Correlation has no units: measure x in centimetres in place of metres, and the covariance is "
    "100 times as large, the correlation the same.",
    covers=["C13.10", "S13.19", "S13.20"],
)
def no_units(rng: Rng) -> Evidence:
    x = rng.normal(size=60)
    y = 0.9 * x + 0.4 * rng.normal(size=60)
    before, after = covariance(np.column_stack([x, y]))[0, 1], covariance(
        np.column_stack([100 * x, y]))[0, 1]  # fmt: skip
    r, same = pearson(x, y), pearson(100 * x, y)
    shown = {"covariance": before, "in centimetres": after, "correlation": r}
    return Evidence(
        min(within(after / before - 100, 1e-6), within(r - same, 1e-9), 1.0 - abs(r)),
        shown,
    )


@claim(
    "A coefficient's size says nothing by itself: the same feature in other units, 100 times as "
    "large, has a hundredth of it, and every prediction stays.",
    covers=["C13.11", "E13.08", "S13.21"],
    verdict="corrected",
    often="The larger a coefficient, the more influence its feature has.",
)
def size_of_a_coefficient(rng: Rng) -> Evidence:
    x = rng.normal(size=(80, 1))
    y = 2 * x[:, 0] + 0.3 * rng.normal(size=80)
    plain, other = LinearRegression().fit(x, y), LinearRegression().fit(100 * x, y)
    moved = float(np.abs(plain.predict(x) - other.predict(100 * x)).max())
    ratio = float(plain.coef_[0] / other.coef_[0])
    shown = {
        "coefficient": float(plain.coef_[0]),
        "in other units": float(other.coef_[0]),
    }
    return Evidence(min(within(moved, 1e-9), within(ratio - 100, 1e-6)), shown)


@claim(
    "A stratified sample has each class in its share, every time. By chance alone the share of a "
    "class with one row in ten strays by 4 points in samples of 50.",
    covers=["C13.12", "S13.23", "S13.24"],
)
def in_their_shares(rng: Rng) -> Evidence:
    y = np.repeat([0, 1], [900, 100])
    plain, kept = [], []
    for _ in range(150):
        plain.append(float(y[simple_sample(1_000, 50, rng)].mean()))
        kept.append(float(y[stratified_sample(y, 50, rng)].mean()))
    by_chance, by_class = float(np.std(plain)), float(np.std(kept))
    shown = {"deviation of the share, by chance": by_chance, "stratified": by_class}
    return Evidence(
        min(within(by_chance - 0.041, 0.012), within(by_class, 1e-9)), shown
    )


@claim(
    "Resampling the sample tells how far a statistic strays: of 60 numbers the bootstrap's "
    "deviation of the mean is within 15 % of s/√n, and no formula was needed.",
    covers=["C13.13", "S13.25"],
)
def stability_without_a_formula(rng: Rng) -> Evidence:
    x = rng.exponential(size=60)
    strayed = float(bootstrap(x, np.mean, 600, rng).std())
    formula = float(x.std(ddof=1) / np.sqrt(60))
    return Evidence(
        within(strayed / formula - 1, 0.15), {"bootstrap": strayed, "formula": formula}
    )


@claim(
    "The bootstrap asks the sample about itself. If the sample leaves out the upper part of what it "
    "is to stand for, no number of resamples brings that back, and the interval is sure of a "
    "wrong place.",
    covers=["E13.06", "S13.25"],
    verdict="corrected",
    often="Bootstrapping makes a data set representative.",
)
def resampled_bias(rng: Rng) -> Evidence:
    everybody = Normal().sample(2_000, rng)
    reached = everybody[everybody < 0.5][:300]
    low, high = bootstrap_interval(reached, np.mean, 300, rng)
    truth = float(everybody.mean())
    shown = {"true mean": truth, "low": low, "high": high}
    return Evidence(min(above(truth - high, 0.05), within(high - low, 0.5)), shown)
