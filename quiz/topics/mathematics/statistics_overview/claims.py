"""Statements about centre, spread and the mean of many, and their evidence."""

from __future__ import annotations

from itertools import product

import numpy as np

from engine.linear.least_squares import LinearRegression
from engine.statistics.central_limit import means_of_samples
from engine.statistics.continuous import Cauchy, Exponential, Normal, Uniform
from engine.statistics.descriptive import (
    mean,
    median,
    mode,
    moment_shape,
    standard_deviation,
    variance,
)
from engine.statistics.discrete import Binomial, Poisson
from engine.statistics.quantiles import PLOTTING, outliers, quantile, spread
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator

EIGHT = [1.0, 2.0, 2.0, 3.0, 4.0, 7.0, 9.0, 100.0]


@claim(
    "One wild value carries the mean along and leaves the median: of 1, 2, 3, 4 and 100 the "
    "mean is 22, the median 3. Make 100 a million, and only the mean moves.",
    covers=["C10.01", "S10.01", "S10.02"],
)
def one_wild_value(rng: Rng) -> Evidence:
    x = rng.permutation([1.0, 2.0, 3.0, 4.0, 100.0])
    far = np.where(x == 100, 1e6, x)
    off = max(abs(mean(x) - 22), abs(median(x) - 3), abs(median(far) - 3))
    shown = {"mean": mean(x), "median": median(x), "mean with a million": mean(far),
             "median with a million": median(far)}  # fmt: skip
    return Evidence(min(within(off, 1e-12), above(mean(far), 1e5)), shown)


@claim(
    "The mean is the balance point: what lies above it and what lies below weigh the same. In "
    "a skewed sample most numbers are on one side: of lognormal ones (median 1, mean 1.65) "
    "about 69 % are below their mean.",
    covers=["E10.02", "C10.01"],
    verdict="corrected",
    often="The mean is the central value.",
)
def balance_is_no_middle(rng: Rng) -> Evidence:
    x = np.exp(Normal().sample(4_000, rng))
    centre = mean(x)
    balance = abs(float((x - centre).sum())) / len(x)
    below = float((x < centre).mean())
    shown = {"mean": centre, "median": median(x), "share below the mean": below,
             "sum of deviations, over n": balance}  # fmt: skip
    margins = [
        within(balance, 1e-9),
        within(below - 0.69, 0.04),
        within(centre - np.exp(0.5), 0.25),
        within(median(x) - 1, 0.12),
    ]
    return Evidence(min(margins), shown)


@claim(
    "The mean is the constant with the least squared error, the median the one with the least "
    "absolute error.",
    covers=["C10.01", "S10.01", "S10.02"],
)
def what_each_minimises(rng: Rng) -> Evidence:
    x = rng.exponential(size=31)
    tried = np.linspace(0, 4, 401)
    squared = ((x - tried[:, None]) ** 2).mean(axis=1)
    absolute = np.abs(x - tried[:, None]).mean(axis=1)
    best_squared = float(tried[squared.argmin()])
    best_absolute = float(tried[absolute.argmin()])
    shown = {"least squared error at": best_squared, "mean": mean(x),
             "least absolute error at": best_absolute, "median": median(x)}  # fmt: skip
    off = max(abs(best_squared - mean(x)), abs(best_absolute - median(x)))
    return Evidence(within(off, 0.0101), shown)


@claim(
    "There need not be one mode. Of 2, 2, 2, 5, 7, 7, 7 and 9 both 2 and 7 are, with the mean, "
    "5.125, and the median, 6, in between; and of measurements without ties every one is a mode. "
    "For words it is the only centre there is.",
    covers=["C10.02", "E10.04", "S10.03"],
    verdict="corrected",
    often="The mode is the most frequent value.",
)
def modes_are_many(rng: Rng) -> Evidence:
    tied = rng.permutation([2, 2, 2, 5, 7, 7, 7, 9])
    measured = rng.normal(size=20)
    words = mode(rng.permutation(["red", "blue", "red", "green"]))
    found, single = mode(tied), mode(measured)
    shown: dict[str, float | str]
    shown = {"modes of the tied": str(found), "their mean": mean(tied),
             "their median": median(tied), "modes of 20 measurements":
             float(len(single)), "mode of the words": str(words)}  # fmt: skip
    right = found == [2, 7] and words == ["red"] and len(single) == 20
    off = abs(mean(tied) - 5.125) + abs(median(tied) - 6)
    return Evidence(min(above(float(right), 0.5), within(off, 1e-9)), shown)


@claim(
    "Multiply all numbers by a and add b: the variance grows by a², the standard deviation by "
    "|a|, and b changes neither.",
    covers=["C10.03", "S10.04"],
)
def units_and_spread(rng: Rng) -> Evidence:
    x, a, b = rng.normal(size=30), -float(rng.uniform(2, 5)), float(rng.normal(0, 50))
    squared = variance(a * x + b) / variance(x)
    plain = standard_deviation(a * x + b) / standard_deviation(x)
    shown = {"a": a, "b": b, "variance, times": squared, "deviation, times": plain}
    off = max(abs(squared - a**2), abs(plain - abs(a)))
    return Evidence(min(within(off, 1e-9), above(plain, 1.5)), shown)


def _all_samples(values: list[float], n: int) -> list[tuple[float, ...]]:
    """Every sample of n, with replacement; all are equally likely."""
    return list(product(values, repeat=n))


@claim(
    "Around the mean of its own sample, a variance divided by n comes out too small, on "
    "average by the factor (n - 1)/n; divided by n - 1 it is right on average. NumPy divides "
    "by n unless told otherwise, pandas and statistics.variance by n - 1.",
    covers=["E10.01", "S10.04"],
    verdict="corrected",
    often="The variance is the mean squared distance from the sample mean, divided by n.",
)
def divided_by_n_is_too_small(rng: Rng) -> Evidence:
    values, n = rng.normal(0, 2, size=3).tolist(), 5
    true = variance(values, ddof=0)
    by_n, by_less = [], []
    for sample in _all_samples(values, n):
        by_n.append(variance(sample, ddof=0))
        by_less.append(variance(sample))
    low, right = mean(by_n) / true, mean(by_less) / true
    default = abs(float(np.var(values)) - variance(values, ddof=0))
    shown = {"true variance": true, "divided by n, times the true one": low,
             "divided by n - 1": right, "samples": float(len(by_n))}  # fmt: skip
    margins = [within(low - (n - 1) / n, 1e-9), within(right - 1, 1e-9),
               within(default, 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Unbiased is neither exact nor best: the root of the unbiased variance is still too small "
    "on average, and for normal numbers the variance divided by n is closer to the truth in "
    "mean square.",
    covers=["E10.01", "S10.04"],
    verdict="corrected",
    often="n - 1 makes the standard deviation unbiased, so it is the better estimate.",
)
def unbiased_is_not_best(rng: Rng) -> Evidence:
    root, by_n, by_less = [], [], []
    for sample in Normal(0.0, 2.0).sample((1_500, 5), rng):
        root.append(standard_deviation(sample))
        by_n.append((variance(sample, ddof=0) - 4) ** 2)
        by_less.append((variance(sample) - 4) ** 2)
    ratio = mean(by_n) / mean(by_less)
    shown = {"mean deviation, true 2": mean(root), "squared error, divided by n":
             mean(by_n), "divided by n - 1": mean(by_less)}  # fmt: skip
    # In theory 0.94 times 2, and a ratio of 0.72.
    return Evidence(
        min(within(mean(root) - 1.88, 0.07), within(ratio - 0.72, 0.2)), shown
    )


@claim(
    "The range rests on the two most extreme numbers. It grows with the sample, from about 3 "
    "deviations for 10 normal numbers to 6.5 for 1,000, where the interquartile range stays "
    "at 1.3, and one wild value moves it all the way.",
    covers=["E10.03", "S10.05"],
    verdict="corrected",
    often="Range and interquartile range both measure spread and outliers.",
)
def the_range_grows(rng: Rng) -> Evidence:
    small, large = [], []
    for _ in range(60):
        small.append(spread(rng.normal(size=10))["range"])
        large.append(spread(rng.normal(size=1_000))["range"])
    x = rng.normal(size=1_000)
    wild = np.append(x, 500.0)
    shown = {"range of 10": mean(small), "range of 1,000": mean(large),
             "interquartile range of 1,000": spread(x)["iqr"],
             "range with one wild value": spread(wild)["range"],
             "interquartile range with it": spread(wild)["iqr"]}  # fmt: skip
    margins = [
        within(mean(small) - 3.08, 0.5),
        within(mean(large) - 6.48, 0.5),
        within(spread(wild)["iqr"] - 1.35, 0.25),
        above(spread(wild)["range"], 400),
    ]
    return Evidence(min(margins), shown)


@claim(
    "Of 1, 2, 2, 3, 4, 7, 9 and 100 the quartiles are 2, 3.5 and 7.5 as NumPy takes them, the "
    "interquartile range is 5.5, and the fence at 15.75 flags 100 alone.",
    covers=["C10.04", "S10.05"],
)
def eight_numbers(rng: Rng) -> Evidence:
    x = rng.permutation(EIGHT)
    found, flagged = spread(x), outliers(x)
    fence = found["q3"] + 1.5 * found["iqr"]
    off = max(abs(found["q1"] - 2), abs(found["q2"] - 3.5), abs(found["q3"] - 7.5),
              abs(found["iqr"] - 5.5), abs(fence - 15.75))  # fmt: skip
    shown: dict[str, float | str]
    shown = {"first quartile": found["q1"], "third": found["q3"], "fence": fence,
             "flagged": str(flagged.tolist())}  # fmt: skip
    single = float(flagged.tolist() == [100.0])
    return Evidence(min(within(off, 1e-9), above(single, 0.5)), shown)


@claim(
    "A flag is a question and no verdict: with nothing wrong at all the fences flag 0.7 % of "
    "normal numbers, and 4.8 % of exponential ones.",
    covers=["C10.04", "E10.03"],
    verdict="corrected",
    often="What lies beyond 1.5 interquartile ranges is an outlier and is removed.",
)
def flags_of_nothing(rng: Rng) -> Evidence:
    n = 4_000
    normal = len(outliers(Normal().sample(n, rng))) / n
    skewed = len(outliers(Exponential().sample(n, rng))) / n
    shown = {"flagged of normal numbers": normal, "of exponential ones": skewed}
    return Evidence(
        min(within(normal - 0.007, 0.006), within(skewed - 0.048, 0.015)), shown
    )


@claim(
    "A quartile is a matter of convention: between the sorted numbers there are gaps, and six "
    "methods in use put the third quartile of the same eight numbers anywhere from 7 to 8.5.",
    covers=["E10.04", "S10.05"],
    verdict="corrected",
    often="The third quartile of a sample is a definite number.",
)
def quartiles_by_method(rng: Rng) -> Evidence:
    x = rng.permutation(EIGHT)
    found = {}
    for method in PLOTTING:
        found[method] = float(quantile(x, 0.75, method))
    low, high = min(found.values()), max(found.values())
    off = max(abs(low - 7), abs(high - 8.5), abs(found["linear"] - 7.5))
    return Evidence(within(off, 1e-9), found)


@claim(
    "Mean and variance of a sample come close to those of its distribution: np and np(1 - p) "
    "for the binomial, the rate twice for Poisson, the middle and (b - a)²/12 for the "
    "uniform, 1/rate and 1/rate² for the exponential.",
    covers=["S10.06", "S10.07"],
)
def five_sources(rng: Rng) -> Evidence:
    expected = [
        (Binomial(10, 0.3), 3.0, 2.1),
        (Poisson(4.0), 4.0, 4.0),
        (Normal(5.0, 2.0), 5.0, 4.0),
        (Uniform(2.0, 8.0), 5.0, 3.0),
        (Exponential(0.5), 2.0, 4.0),
    ]
    shown, margins = {}, []
    for source, centre, width in expected:
        x = source.sample(4_000, rng)
        name = type(source).__name__
        shown[f"{name}: mean"], shown[f"{name}: variance"] = mean(x), variance(x)
        margins += [within(mean(x) - centre, 0.2), within(variance(x) - width, 0.9)]
        margins += [within(source.mean - centre, 1e-9),
                    within(source.variance - width, 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "The mean of n independent numbers looks the more normal the larger n is, whatever they "
    "look like: for exponential ones its skewness is 2/√n and its deviation 1/√n.",
    covers=["C10.05", "S10.08", "H10.02"],
)
def means_become_normal(rng: Rng) -> Evidence:
    source, sizes = Exponential(), [1, 4, 25]
    found = means_of_samples(lambda size: source.sample(size, rng), sizes, 6_000)
    roots = np.sqrt(sizes)
    skew = np.abs(found["skewness"] * roots / 2 - 1).max()
    width = np.abs(found["deviation"] * roots - 1).max()
    shown = {
        f"skewness for n = {n}": float(s)
        for n, s in zip(sizes, found["skewness"], strict=True)
    }
    shown["deviation for n = 25"] = float(found["deviation"][-1])
    return Evidence(min(within(float(skew), 0.4), within(float(width), 0.06)), shown)


@claim(
    "Without a finite variance averaging may not help: the mean of 200 Cauchy numbers is spread "
    "as one of them is. Their median does settle.",
    covers=["S10.08", "C10.05", "H10.02"],
    verdict="corrected",
    often="With enough data the mean of anything is normal.",
)
def no_better_than_one(rng: Rng) -> Evidence:
    source = Cauchy()
    found = means_of_samples(lambda size: source.sample(size, rng), [1, 200], 1_500)
    medians = []
    for sample in source.sample((300, 201), rng):
        medians.append(median(sample))
    one, many = found["iqr"].tolist()
    settled = spread(medians)["iqr"]
    shown = {"middle half of one number": one, "of the mean of 200": many,
             "of the median of 201": settled}  # fmt: skip
    margins = [within(one - 2, 0.4), within(many - 2, 0.4), within(settled, 0.3)]
    return Evidence(min(margins), shown)


@claim(
    "What a linear model assumes normal is the error, not the data: with exponential features "
    "the targets are as skewed as they are, and the residuals are symmetric.",
    covers=["C10.05"],
    verdict="corrected",
    often="Linear regression needs normally distributed features.",
)
def errors_not_features(rng: Rng) -> Evidence:
    X = Exponential().sample((1_500, 1), rng)
    y = 3 * X[:, 0] + Normal(0.0, 0.5).sample(1_500, rng)
    model = LinearRegression().fit(X, y)
    targets = moment_shape(y)[0]
    left = moment_shape(y - model.predict(X))[0]
    shown = {"skewness of the targets": targets, "of the residuals": left,
             "slope": float(model.coef_[0])}  # fmt: skip
    margins = [above(targets, 1.0), within(left, 0.3),
               within(float(model.coef_[0]) - 3, 0.15)]  # fmt: skip
    return Evidence(min(margins), shown)
