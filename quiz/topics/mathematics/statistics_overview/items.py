"""Questions on centre, spread, quartiles and the mean of many."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from engine.arrays import Array
from engine.statistics.continuous import Normal
from engine.statistics.descriptive import (
    mean,
    median,
    mode,
    standard_deviation,
    variance,
)
from engine.statistics.gamma_beta import Gamma
from engine.statistics.quantiles import outliers, quantile, spread
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
from quiz.items.kinds.numbers import EXACT
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator


@steps(level=1, covers=["C10.01", "S10.01", "S10.02", "E10.02"])
def after_a_glitch(rng: Rng) -> Ask:
    """One wild value, two centres."""
    x = np.sort(rng.choice(np.arange(2, 20), size=5, replace=False)).astype(float)
    wild = float(rng.choice([200, 500, 1_000]))
    bad = x.copy()
    bad[4] = wild
    order_shown = rng.permutation(5)
    shown, before = bad[order_shown], x[order_shown]
    unsorted = float(shown[2])
    return Ask(
        f"Five sensors read {vec(before)}. Then the highest of them breaks, and the readings are "
        f"{vec(shown)}. By how much does each centre move?",
        key=(
            Part("the mean moves by", mean(bad) - mean(x), mistakes=[
                Mistake("all-of-it", wild - float(x[4]),
                        "So much one reading moves. The mean spreads it over all five."),
                Mistake("new-mean", mean(bad), "That is the new mean; asked is how far it "
                        "has moved."),
                Mistake("replaced-by-more", wild / 5,
                        "The broken sensor had counted with its old reading before."),
            ]),
            Part("the median moves by", median(bad) - median(x), mistakes=[
                Mistake("as-the-mean", mean(bad) - mean(x),
                        "The median asks who is in the middle. How far the outer ones are "
                        "away, it does not ask."),
                *([Mistake("unsorted", abs(unsorted - median(x)),
                           "You took the middle of the list as it stands. Sort first.")]
                  if unsorted != median(x) and unsorted < 100 else []),
            ]),
        ),
        mistakes=[],
        why=f"The mean moves by a fifth of {num(wild)} - {num(x[4])}, and would follow any reading "
        "as far as it goes. In the middle stands the same sensor as before.",
        check=lambda: ((wild - float(x[4])) / 5, 0.0),
    )  # fmt: skip


@number(level=1, covers=["E10.02", "S10.01"])
def the_last_weight(rng: Rng) -> Ask:
    """What balances the rest."""
    x = rng.choice(np.arange(1, 12), size=4, replace=False).astype(float)
    centre = float(rng.integers(8, 15))
    off = float((x - centre).sum())
    last = centre - off
    return Ask(
        f"Five numbers have the mean {num(centre)}. Four of them are {vec(x)}. What is the "
        "fifth?",
        key=last,
        mistakes=[
            Mistake("the-mean", centre, "So it would be only if the other four had this mean "
                    "already. They do not."),
            Mistake("one-deviation", 2 * centre - mean(x),
                    "One number has to balance four: all of their deviations, not the mean of "
                    "them."),
            Mistake("sum-of-deviations", -off,
                    "So far it lies above the mean. Add the mean."),
        ],
        why=f"The four are off by {num(off)} in sum, so the fifth must be off by {num(-off)}. "
        "Deviations from the mean sum to 0: it is a balance point, and one far number may "
        "balance four. A middle it need not be.",
        check=lambda: 5 * centre - float(x.sum()),
    )  # fmt: skip


@number(level=1, covers=["S10.02"])
def median_of_six(rng: Rng) -> Ask:
    """A median by hand."""
    x = rng.permutation(rng.choice(np.arange(1, 40), size=6, replace=False)).astype(
        float
    )
    ordered = np.sort(x)
    return Ask(
        f"What is the median of {vec(x)}?",
        key=median(x),
        mistakes=[
            Mistake("unsorted", float(x[2] + x[3]) / 2, "Sort before you look for the middle."),
            Mistake("lower", float(ordered[2]), "Six numbers have two in the middle; you took "
                    "the lower one."),
            Mistake("upper", float(ordered[3]), "Six numbers have two in the middle; you took "
                    "the upper one."),
            Mistake("mean", mean(x), "That is the mean."),
        ],
        why=f"Sorted: {vec(ordered)}. The middle two are {num(ordered[2])} and "
        f"{num(ordered[3])}, and the median is their mean.",
        check=lambda: float(quantile(x, 0.5)),
    )  # fmt: skip


@output(level=1, covers=["C10.02", "S10.03", "E10.04"])
def every_mode(rng: Rng) -> Ask:
    """Which values are most frequent."""
    a, b, c = (int(v) for v in rng.choice(np.arange(1, 9), size=3, replace=False))
    x = [a, b, a, c, b]
    x = [x[i] for i in rng.permutation(5)]
    code = (
        "import statistics\n"
        f"x = {x}\n"
        "print(statistics.mode(x))\n"
        "print(sorted(statistics.multimode(x)))"
    )
    both = mode(x)
    first = next(v for v in x if v in both)
    other = next(v for v in both if v != first)
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake("one-only", f"{first}\n[{first}]",
                    f"{other} occurs as often as {first}. `multimode` gives all of them."),
            Mistake("other-first", f"{other}\n{both}",
                    "Of a tie, `mode` gives the value that comes first in the list."),
            Mistake("count", f"2\n{both}" if first != 2 else f"3\n{both}",
                    "A mode is a value, not how often it occurs."),
        ],
        why=f"{both[0]} and {both[1]} occur twice: there are two modes. `statistics.mode` has to "
        "give one, and takes what it met first, so that the order of the rows decides. "
        "`scipy.stats.mode` takes the smallest. If you report a mode, look for others.",
    )  # fmt: skip


@steps(level=1, covers=["S10.04", "C10.03"])
def variance_by_hand(rng: Rng) -> Ask:
    """Mean, squares, variance, deviation."""
    deviations = rng.permutation([-3.0, -1.0, 0.0, 4.0]) * float(rng.integers(1, 4))
    x = deviations + float(rng.integers(12, 25))
    n, total = len(x), float((deviations**2).sum())
    return Ask(
        f"Four rows were drawn from many, and have the values {vec(x)}. Estimate, for the many,",
        key=(
            Part("the mean", mean(x), mistakes=[
                Mistake("median", median(x), "That is the median."),
            ]),
            Part("the variance, unbiased", variance(x), mistakes=[
                Mistake("by-n", variance(x, ddof=0),
                        "The deviations are from the mean of these four, which lies closer to "
                        "them than the true one. Divide by n - 1."),
                Mistake("not-divided", total, "Squares are summed; now divide."),
                Mistake("absolute", float(np.abs(deviations).sum()) / (n - 1),
                        "You took absolute deviations. The variance has squares."),
            ]),
            Part("the standard deviation", standard_deviation(x), lambda _, v: max(v, 0.0) ** 0.5, [
                Mistake("half", variance(x) / 2, "Take the root, not half."),
                Mistake("by-n", standard_deviation(x, ddof=0), "Divide by n - 1 before the "
                        "root."),
            ]),
        ),
        mistakes=[],
        why=f"The squared deviations sum to {num(total)}; over 3 that is {num(total / 3)}. The "
        "variance is in squared units. Its root is in the units of the rows again.",
        check=lambda: (float(np.mean(x)), float(np.cov(x)), float(np.std(x, ddof=1))),
    )  # fmt: skip


@output(level=2, covers=["E10.01", "S10.04"])
def two_libraries(rng: Rng) -> Ask:
    """Two variances of the same numbers."""
    # Squares that n and n - 1 divide without rest.
    shape, total = [((-2, -1, 1, 2), 10), ((-3, 1, 1, 1), 12), ((-3, -3, 3, 3), 36),
                    ((-1, -1, -1, 3), 12)][int(rng.integers(4))]  # fmt: skip
    by = 6 if total == 10 else int(rng.integers(1, 4))
    centre = int(rng.integers(20, 40))
    x = [centre + by * int(v) for v in rng.permutation(shape)]
    code = (
        "import numpy as np\nimport statistics\n"
        f"x = {x}\n"
        "print(np.var(x), statistics.variance(x))"
    )
    low, high = variance(x, ddof=0), variance(x)
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake("both-by-n", f"{low} {low}",
                    "`statistics.variance` is meant for samples: it divides by n - 1."),
            Mistake("both-by-less", f"{high} {high}",
                    "NumPy divides by n unless you say `ddof=1`."),
            Mistake("the-other-way", f"{high} {low}",
                    "The other way round: NumPy takes the numbers for all there are."),
        ],
        why=f"The squares sum to {num(total * by**2)}. NumPy divides by 4, for `ddof` is 0 there; "
        "`statistics.variance` and pandas divide by 3. Say which one you mean, or numbers from "
        "two tools will differ for no reason that anybody finds.",
    )  # fmt: skip


@number(level=2, covers=["E10.01"])
def on_average_too_small(rng: Rng) -> Ask:
    """How much too small a variance comes out."""
    n = int(rng.integers(2, 6))
    high = 2 * int(rng.integers(2, 7))
    true = high**2 / 4
    samples = list(product([0.0, float(high)], repeat=n))
    return Ask(
        f"A machine gives 0 or {high}, each with probability ½, so its variance is "
        f"{num(true)}. You draw {n} independent numbers and call `np.var`; then again, many "
        "times. What is the mean of the results?",
        key=mean([variance(s, ddof=0) for s in samples]),
        mistakes=[
            Mistake("unbiased", true, "`np.var` divides by n, and measures from the mean of the "
                    "sample, which is closer to its numbers than the true mean is."),
            Mistake("too-large", true * n / (n - 1), "It is too small by this factor, not too "
                    "large: the mean of the sample lies in the midst of its own numbers."),
            Mistake("of-the-mean", true / n, "That is the variance of the mean of "
                    f"{n} numbers."),
        ][: 2 if n == 2 else 3],
        why=f"The factor is $(n-1)/n = {n - 1}/{n}$, from all {2**n} samples that can come. "
        f"What is missing is $\\sigma^2/n$, the variance of the sample's own mean around the "
        "true one.",
        check=lambda: true * (n - 1) / n,
    )  # fmt: skip


@expression(level=1, covers=["C10.03", "S10.04"])
def other_units(rng: Rng) -> Ask:
    """A variance in other units."""
    a, b = -int(rng.integers(2, 9)), int(rng.integers(3, 30))
    return Ask(
        f"A feature x has the standard deviation s. What is the **variance** of ${a}x + {b}$, "
        "as a formula in s?",
        key=Expr(f"{a * a}*s^2", {"s": (0.5, 4.0)}),
        mistakes=[
            Mistake("not-squared", f"{-a}*s^2", "The factor is squared with the deviations: "
                    "$a^2$."),
            Mistake("sign-kept", f"{a}*s^2", "A variance is never negative. The factor is "
                    "squared."),
            Mistake("shifted", f"{a * a}*s^2+{b}", "A constant moves all numbers alike, and "
                    "their mean with them. The spread stays."),
            Mistake("deviation", f"{-a}*s", "That is the standard deviation."),
        ],
        why=f"Each deviation from the mean is multiplied by {a}, its square by {a * a}; {b} "
        f"drops out. The standard deviation is {-a} s: the size of the factor, without sign.",
    )  # fmt: skip


@steps(level=2, covers=["C10.04", "S10.05", "E10.04"])
def fences(rng: Rng) -> Ask:
    """Quartiles and the upper fence."""
    x = np.sort(rng.choice(np.arange(2, 30), size=8, replace=False)).astype(float)
    x[7] += float(rng.integers(20, 60))
    found = spread(x)
    outer = spread(x, "weibull")
    return Ask(
        f"Eight sorted numbers: {vec(x)}. Take quartiles as NumPy does by default: it counts from "
        "0, looks at place $7q$, and interpolates between the neighbours. What are",
        key=(
            Part("the first quartile", found["q1"], mistakes=[
                Mistake("by-halves", float(x[1] + x[2]) / 2,
                        "That is the median of the lower half, another convention. Place "
                        "$7 \\cdot 0.25 = 1.75$ is three quarters of the way to the next."),
                Mistake("n-plus-one", outer["q1"], "You looked at place $(n + 1)q$, another "
                        "convention. Here it is $7q$, counted from 0."),
            ]),
            Part("the third quartile", found["q3"], mistakes=[
                Mistake("by-halves", float(x[5] + x[6]) / 2,
                        "That is the median of the upper half. Place 5.25 is a quarter of the "
                        "way from the sixth to the seventh number."),
                Mistake("n-plus-one", outer["q3"], "You looked at place $(n + 1)q$, another "
                        "convention. Here it is $7q$, counted from 0."),
            ]),
            Part("the upper fence of Tukey's rule", found["q3"] + 1.5 * found["iqr"],
                 lambda q1, q3: q3 + 1.5 * (q3 - q1), [
                Mistake("from-the-median", found["q2"] + 1.5 * found["iqr"],
                        "The fence stands beyond the third quartile, not the median."),
                Mistake("one-range", found["q3"] + found["iqr"], "The rule has 1.5 times the "
                        "interquartile range."),
                Mistake("the-range", found["q3"] + 1.5 * found["range"],
                        "1.5 times the range would flag nothing, ever: take the interquartile "
                        "range."),
            ]),
        ),
        mistakes=[],
        why=f"{num(found['q1'])}, {num(found['q3'])}, and 1.5 times {num(found['iqr'])} beyond "
        f"the latter. Beyond the fence lies {_named(outliers(x))}. A flag says “look”, not "
        "“delete”.",
        check=lambda: (
            *np.percentile(x, [25, 75]),
            2.5 * np.percentile(x, 75) - 1.5 * np.percentile(x, 25),
        ),
    )  # fmt: skip


def _named(x: Array) -> str:
    return " and ".join(num(v) for v in x) or "nothing"


@number(level=2, covers=["E10.04", "S10.05"])
def by_another_method(rng: Rng) -> Ask:
    """The same quantile, from another tool."""
    x = np.sort(rng.choice(np.arange(1, 60), size=7, replace=False)).astype(float)
    x[6] += float(rng.integers(4, 20))
    q = float(rng.choice([0.1, 0.2, 0.8, 0.9]))
    place = 8 * q
    key = float(quantile(x, q, "weibull"))
    if place < 1 or place > 7:
        told = "its place is beyond the outermost number, so it is that number"
    else:
        told = f"{num(place - int(place))} of the way to the next"
    return Ask(
        f"`np.quantile` of {vec(x)} at {num(q)} gives {num(float(quantile(x, q)))}. Another tool looks, "
        f"counting from 1, at place $(n + 1)q$ of the sorted numbers, interpolates, and stops at "
        "the ends. What does it give?",
        key=key,
        mistakes=[
            Mistake("as-numpy", float(quantile(x, q)), "NumPy looks at place $1 + (n - 1)q$; "
                    "this tool at $(n + 1)q$."),
            Mistake("no-interpolation", float(quantile(x, q, "inverted_cdf")),
                    "That is a number of the sample itself. This tool interpolates."),
            Mistake("counted-from-0",
                    float(np.interp(place, np.arange(7), x)),
                    "The tool counts from 1, so its first place is the smallest number."),
        ],
        why=f"Place $8 \\cdot {num(q)} = {num(place)}$: {told}. Both are quantiles. A sample has "
        "gaps, and each method fills them in its own way; with many rows the difference goes.",
        check=lambda: float(np.quantile(x, q, method="weibull")),
    )  # fmt: skip


Measure = Callable[[Array], float]


@choices(level=2, covers=["E10.03", "C10.03", "C10.04", "S10.05"])
def which_can_be_carried_off(rng: Rng) -> Ask:
    """What one wrong row can do."""
    n = int(rng.integers(8, 14))
    x = rng.integers(10, 60, size=n).astype(float)
    at = int(rng.integers(n))
    measures: dict[str, tuple[Measure, str]] = {
        "mean": (mean, "each row has a share of 1/n in it, the wrong one too."),
        "standard deviation": (standard_deviation,
                               "deviations are squared, so a far row counts most."),
        "range": (lambda v: spread(v)["range"],
                  "a row that is far enough is one of its two ends."),
        "median": (median, "the wrong row is one of many on its side; how far out it is does "
                   "not count."),
        "interquartile range": (lambda v: spread(v)["iqr"],
                                "a quarter of the rows may be wrong before a quartile goes "
                                "with them."),
        "median distance from the median": (
            lambda v: median(np.abs(v - median(v))),
            "it is a median, and half of the distances are right."),
    }  # fmt: skip
    # Two that give way and two that hold, so that neither all nor none are right.
    names = list(measures)
    chosen = [names[i] for i in rng.permutation(3)[:2]]
    chosen += [names[3 + i] for i in rng.permutation(3)[:2]]
    bad = x.copy()
    bad[at] = 1e9
    lost: dict[str, str] = {}
    kept: list[Mistake] = []
    for name in chosen:
        measure, reason = measures[name]
        if abs(measure(bad) - measure(x)) > 1e6:
            lost[name] = reason
        else:
            kept.append(Mistake(name.replace(" ", "-"), name,
                                reason[0].upper() + reason[1:]))  # fmt: skip
    return Ask(
        f"One of {n} rows is wrong: it may say anything at all. Which of these can it carry as "
        "far off as it likes?",
        key=lost,
        mistakes=kept,
        why="What adds up or looks at the ends is lost by a single row; what asks only for order "
        "holds. The range is the least robust measure of spread there is, though it often "
        "stands in one line with the interquartile range.",
    )  # fmt: skip


@number(level=2, covers=["C10.01", "S10.02"], tolerance=EXACT)
def how_many_wrong_rows(rng: Rng) -> Ask:
    """When the median gives way."""
    n = int(rng.integers(5, 30))
    x = np.arange(1.0, n + 1)
    needed = 0
    for k in range(1, n + 1):
        if median(np.concatenate([np.full(k, 1e9), x[k:]])) > 1e6:
            needed = k
            break
    return Ask(
        f"Of {n} measurements, how many must be wrong at least, each in whatever way, before the "
        "median can be carried as far off as one likes? (Of an even count it is the mean of the "
        "middle two.)",
        key=needed,
        mistakes=[
            Mistake("one", 1, "One is enough for the mean. In the middle the right ones still "
                    "decide."),
            Mistake("one-less", needed - 1,
                    "With so many wrong, all on one side, what is in the middle is still right."),
            Mistake("one-more", needed + 1, "One fewer does it: then a wrong one is in the "
                    "middle."),
            Mistake("a-quarter", -(-n // 4), "About a quarter is enough for a quartile. The "
                    "median takes half."),
            Mistake("all", n, "Half of them are enough, if they all lie on one side."),
        ],
        why=f"Let the wrong ones all be huge: once {needed} of {n} are, the middle is theirs. "
        "The median breaks at one half, the quartiles at one quarter, the mean at a single row.",
        check=lambda: (n + 1) // 2,
    )  # fmt: skip


@number(level=1, covers=["S10.08", "C10.05"], tolerance=EXACT)
def rows_for_less_noise(rng: Rng) -> Ask:
    """How many rows buy a steadier mean."""
    n, by = 10 * int(rng.integers(2, 9)), int(rng.integers(2, 6))
    now = float(rng.choice([2.0, 3.0, 6.0, 12.0]))
    sigma = now * np.sqrt(n)
    return Ask(
        f"The mean of {n} independent rows has a standard deviation of {num(now)}. How many rows "
        f"does it take in all to bring it to {num(now / by)}?",
        key=round((sigma / (now / by)) ** 2),
        mistakes=[
            Mistake("in-proportion", n * by, "The deviation falls with the root of n, so this "
                    "buys only a factor of a root."),
            Mistake("additional", n * by**2 - n, "So many more. Asked is how many in all."),
            Mistake("rows-squared", n**2, "The factor is squared, not the number of rows."),
        ],
        why=f"$\\sigma/\\sqrt{{n}}$: to make it {by} times smaller takes ${by}^2 = {by**2}$ times "
        "the rows. No normal distribution is needed for that, only independence and a finite "
        "variance.",
        check=lambda: n * by**2,
    )  # fmt: skip


@steps(level=3, covers=["S10.07", "S10.08", "C10.05", "H10.02"])
def queue_of_many(rng: Rng) -> Ask:
    """A sum of waits, by the central limit theorem."""
    n, each = int(rng.choice([16, 25, 36, 49])), float(rng.choice([2.0, 3.0, 4.0, 5.0]))
    z = float(rng.choice([1.0, 1.5, 2.0]))
    limit = n * each + z * each * np.sqrt(n)
    normal = Normal(n * each, each * float(np.sqrt(n)))
    exact = float(Gamma(n, 1 / each).survival(limit))
    return Ask(
        f"{n} independent jobs follow each other. Each takes a time with an exponential "
        f"distribution, whose mean and standard deviation are both {num(each)} minutes. By the "
        "central limit theorem, for the time of all jobs together:",
        key=(
            Part("its standard deviation", normal.variance**0.5, mistakes=[
                Mistake("n-times", n * each, "Variances add up, not deviations: some jobs are "
                        "short when others are long."),
                Mistake("of-the-mean", each / np.sqrt(n), "That is for the mean of the jobs. "
                        "Asked is their sum."),
                Mistake("variance", n * each**2, "That is the variance. Take the root."),
            ]),
            Part(f"how many of those {num(limit)} minutes are above the mean", z,
                 lambda s: (limit - n * each) / s, [
                Mistake("single-job", z * np.sqrt(n), "You divided by the deviation of one "
                        "job."),
                Mistake("not-centred", limit / normal.sigma, "Take the mean off first."),
            ]),
            Part(f"the probability that they take more than {num(limit)} minutes",
                 float(normal.survival(limit)), lambda _, k: float(Normal().survival(k)), [
                Mistake("wrong-side", float(normal.cdf(limit)), "That is the probability to be "
                        "done by then."),
                Mistake("both-sides", 2 * float(normal.survival(limit)),
                        "That counts being as much too early as well."),
            ]),
        ),
        mistakes=[],
        why=f"$\\sqrt{{{n}}} \\cdot {num(each)}$, and beyond {num(z)} deviations lies "
        f"{num(float(normal.survival(limit)), 3)}. For exponential times the true probability is known: "
        f"{num(exact, 3)}. A sum of {n} is still a little skewed, and in the tail one sees "
        "that first.",
        check=lambda: (
            each * n**0.5, z, float(Normal().survival(z)),
        ),
    )  # fmt: skip


@choice(level=2, covers=["S10.08", "L10.01"], proof="no_better_than_one")
def source_without_a_mean(rng: Rng) -> Ask:
    """Where averaging does not help."""
    others = [
        ("exponential waits", "Skewed, but with a finite variance: the mean of 100 is 10 times "
         "steadier."),
        ("clicks, 0 or 1", "Its mean takes a while to look normal, but 100 of them are 10 times "
         "steadier than one."),
        ("uniform numbers", "Of finite variance, so that the mean settles, and quickly looks "
         "normal."),
        ("Poisson counts", "Mean and variance are both the rate: finite. The mean of 100 is 10 "
         "times steadier."),
        ("numbers in two far clusters", "Between two clusters the mean is no typical number, "
         "but it settles as any other does."),
    ]  # fmt: skip
    picked = [others[i] for i in rng.permutation(len(others))[:3]]
    n = int(rng.choice([100, 400, 1_000]))
    return Ask(
        f"You average {n} independent numbers. For which source is the average spread as widely "
        "as a single number?",
        key="Cauchy numbers",
        mistakes=[
            Mistake(name.replace(" ", "-").replace(",", ""), name, hint)
            for name, hint in picked
        ],
        why="Cauchy tails are so heavy that there is no variance and no mean. Among more "
        "numbers there is a larger extreme one, and it undoes what the others have averaged. "
        "Their median settles. For a finite variance the mean always does, at "
        "$\\sigma/\\sqrt{n}$.",
    )  # fmt: skip


@choice(level=1, covers=["C10.01", "E10.02"], definition=True)
def which_centre(rng: Rng) -> Ask:
    """Which centre to report."""
    cases = (
        ("Few patients cost very much. A hospital will treat 1,000 more, and plans its budget. "
         "Which figure of past costs does it multiply by 1,000?", "mean",
         {"median": "A thousand times the median leaves out just those few who make up much of "
          "the bill. For a total the mean is right, however skewed the costs are.",
          "mode": "The most frequent cost says nothing about the sum."},
         "A total is n times the mean, always. Skew is no reason against the mean where the "
         "question is about a sum."),
        ("Incomes have a long tail to the right. What should stand for a typical person?",
         "median",
         {"mean": "A few very high incomes carry it above what most people earn.",
          "mode": "Exact incomes hardly repeat: every one may be a mode."},
         "As many people earn more as earn less than the median, whatever the few at the top "
         "earn."),
        ("A column holds names of cities and has gaps. Which centre can fill them?", "mode",
         {"mean": "Names cannot be added.", "median": "Names have no order that means "
          "anything."},
         "For labels only counting is left: the most frequent one, where it is one."),
        ("Response times of a service, to the microsecond: 99 % take about 50 ms, 1 % a minute. "
         "What tells a user how long a typical request takes?", "median",
         {"mean": "It is above 600 ms, which hardly any request takes.",
          "mode": "Measured times hardly repeat."},
         "Here the mean lies where no request is. Add a high quantile for the slow ones: the "
         "median does not see them."),
    )  # fmt: skip
    scene, key, hints, why = cases[int(rng.integers(len(cases)))]
    return Ask(
        scene,
        key=key,
        mistakes=[Mistake(f"took-the-{name}", name, hint) for name, hint in hints.items()],
        why=why,
    )  # fmt: skip


@match(level=1, covers=["S10.06", "S10.07"], definition=True)
def which_source(rng: Rng) -> Ask:
    """Which distribution has which story."""
    stories = {
        "of 200 mails, how many are opened, each with the same chance": "binomial",
        "calls in an hour, coming independently at a constant rate": "Poisson",
        "minutes until the next call, calls coming independently at a constant rate": "exponential",
        "a measuring error made of many small ones": "normal",
        "where a spun wheel stops, in degrees": "uniform",
    }
    hints = {
        "binomial": "A fixed number of trials, each a yes or a no, makes a binomial.",
        "Poisson": "Events counted in a stretch of time, with no upper limit, make a Poisson.",
        "exponential": "A wait between such events is continuous, and exponential.",
        "normal": "A sum of many small independent parts tends to a normal.",
        "uniform": "All places alike, within ends: uniform.",
    }
    chosen = [str(s) for s in rng.permutation(list(stories))[:4]]
    right = {story: stories[story] for story in chosen}
    return Ask(
        "Which distribution has which story?",
        key=right,
        mistakes=[
            Mistake(
                f"{right[one]}-for-{right[other]}",
                (other, right[one]),
                hints[right[other]],
            )
            for one, other in zip(chosen, chosen[1:] + chosen[:1], strict=True)
        ],
        why="Ask first whether it is counted or measured, then where it ends: counts up to n "
        "are binomial, without end Poisson; waits exponential; sums of many normal.",
    )


@order(level=2, covers=["C10.04", "E10.03"], definition=True)
def meeting_a_column(rng: Rng) -> Ask:
    """A column that one has never seen."""
    del rng
    return Ask(
        "A numeric column, new to you, is to become a feature. Put the work in order.",
        key=Steps(
            (
                "Set the test rows aside",
                "Look at counts, gaps and a histogram of the training rows",
                "Compute quartiles, and flag what lies beyond the fences",
                "Find out whether the flagged values are errors or rare cases",
                "Mend or mark the errors, keep the rare cases",
                "Fit the scaler to the training rows, and apply it to all",
            ),
            (
                (0, 1, "What is looked at has a say in what is done, so test rows stay away."),
                (1, 2, "A column in two clusters or with -999 for gaps makes quartiles that "
                       "say nothing."),
                (2, 3, "There is nothing flagged yet to ask about."),
                (3, 4, "Without knowing why a value is odd, one deletes the best rows."),
                (4, 5, "Errors that are still in would set the scale."),
            ),
        ),
        mistakes=[],
        why="The measure comes before the verdict: a fence flags 0.7 % of perfectly normal "
        "rows. And everything that is estimated is estimated from training rows.",
    )  # fmt: skip


@recall(level=1, covers=["C10.01", "E10.02", "S10.01", "S10.02"])
def mean_or_median(rng: Rng) -> Ask:
    """Mean or median, in words."""
    del rng
    return Ask(
        "“When do you prefer the median to the mean?”",
        key=(
            "Skewed numbers or outliers, if a typical value is wanted: one row can carry the "
            "mean off, and half of the rows are needed to carry the median off",
            Point("The mean where totals count, however skewed: n times the mean is the sum",
                  "Is there skewed data for which you still want the mean?"),
            Point("The mean minimises squared error, the median absolute error: so do models "
                  "trained with these losses", "What does the choice have to do with losses?"),
            Point("For normal numbers the mean is the steadier estimate",
                  "What does the median cost you?"),
            Point("Ask why a value is far out before you choose around it",
                  "Is an outlier an error?"),
        ),
        mistakes=[],
        why="“With outliers, the median” is a start. What decides is the question that the "
        "number has to answer.",
    )  # fmt: skip


@recall(level=2, covers=["E10.01", "S10.04"])
def why_less_one(rng: Rng) -> Ask:
    """Why n - 1, in words."""
    del rng
    return Ask(
        "“Why is the sample variance divided by n - 1?”",
        key=(
            "Deviations are from the sample's own mean, which lies closer to its numbers than "
            "the true mean, so the squares come out too small",
            Point("On average by the factor (n - 1)/n; what is missing is σ²/n",
                  "By how much?"),
            Point("Degrees of freedom: the deviations sum to 0, so n - 1 of them are free",
                  "What are degrees of freedom here?"),
            Point("If the true mean is known, or the rows are all there are, divide by n",
                  "When is n right?"),
            Point("Its root is still biased, and n has the smaller squared error for normal "
                  "numbers: unbiased is not best", "Is it the better estimate, then?"),
            Point("NumPy's default is n, that of pandas n - 1",
                  "What does np.std give you?"),
        ),
        mistakes=[],
        why="“Because it is unbiased” names the result. The reason is the first point: the mean "
        "was fitted to the same numbers.",
    )  # fmt: skip


@recall(level=2, covers=["C10.05", "S10.08", "H10.02"])
def why_normal(rng: Rng) -> Ask:
    """The central limit theorem, in words."""
    del rng
    return Ask(
        "“What does the central limit theorem say, and when does it fail?”",
        key=(
            "Means or sums of many independent numbers, standardised, tend to a normal "
            "distribution, whatever the numbers look like",
            Point("Conditions: independence or nearly so, finite variance, no single one that "
                  "dominates", "What has to hold for it?"),
            Point("It is about the mean, not the rows: a skewed column stays skewed, however "
                  "many rows there are", "Does my data become normal with more rows?"),
            Point("How many are needed depends on the skew: 30 is no law",
                  "Are 30 rows enough?"),
            Point("Fails for Cauchy numbers, and slow for heavy tails and rare events",
                  "Name a case where it fails."),
            Point("Use: intervals and tests for means, noise of mini-batch gradients, errors "
                  "made of many small ones", "Where do you meet it in machine learning?"),
        ),
        mistakes=[],
        why="The trap is “with enough data everything is normal”. Means are.",
    )  # fmt: skip
