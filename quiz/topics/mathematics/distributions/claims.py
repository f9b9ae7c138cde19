"""Statements about distributions and what they model, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.algebra.initialise import init_uniform
from engine.arrays import Array
from engine.bayes.gaussian import GaussianNB
from engine.clustering.gaussian_mixture import GaussianMixture
from engine.linear.least_squares import LinearRegression
from engine.linear.tweedie import TweedieRegression
from engine.losses.binary import bce
from engine.losses.categorical import categorical_cross_entropy
from engine.losses.counts import poisson_nll
from engine.losses.regression import mse
from engine.nn.activations import relu
from engine.statistics.binomial_test import binomial_test
from engine.statistics.central_limit import means_of_samples
from engine.statistics.chi_square import goodness_of_fit
from engine.statistics.conjugate import update_beta
from engine.statistics.continuous import Cauchy, Exponential, Normal, Uniform
from engine.statistics.descriptive import mean, variance, z_scores
from engine.statistics.discrete import (
    Bernoulli,
    Binomial,
    Multinomial,
    Poisson,
    sample_categorical,
)
from engine.statistics.distribution import Distribution
from engine.statistics.gamma_beta import Beta, Gamma
from engine.statistics.intervals import coverage, mean_interval
from engine.statistics.rank_tests import ks_one
from engine.statistics.survival import (
    censored_exponential,
    kaplan_meier,
    survival_after,
)
from engine.statistics.table import card
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator


@claim(
    "The normal density is symmetric around mu, where mean, median and mode agree.",
    covers=["C11.01", "S11.01"],
)
def one_centre(rng: Rng) -> Evidence:
    mu, sigma = float(rng.normal(0, 5)), float(rng.uniform(0.5, 3))
    source = Normal(mu, sigma)
    away = rng.uniform(0, 4 * sigma, size=20)
    right, left = source.density(mu + away), source.density(mu - away)
    grid = np.linspace(mu - sigma, mu + sigma, 201)
    peak = float(grid[source.density(grid).argmax()])
    middle = float(source.quantile(0.5))
    shown = {"mu": mu, "mean": source.mean, "median": middle, "highest at": peak,
             "sides differ by": float(np.abs(right - left).max())}  # fmt: skip
    off = max(abs(source.mean - mu), abs(middle - mu), abs(peak - mu))
    symmetry = float(np.abs(right - left).max())
    peaked = float(source.density(mu) / source.density(mu + sigma))
    return Evidence(
        min(within(off, 1e-9), within(symmetry, 1e-12), above(peaked, 1.5)), shown
    )


@claim(
    "Of a normal, 68.27 % lie within one standard deviation of the mean, 95.45 % within two and "
    "99.73 % within three. For exactly 95 % it takes 1.96.",
    covers=["C11.02", "S11.02", "S11.03", "W11.01"],
)
def within_one_two_three(rng: Rng) -> Evidence:
    shares = []
    for k in (1, 2, 3):
        shares.append(100 * coverage(k))
    off = float(np.abs(np.array(shares) - [68.27, 95.45, 99.73]).max())
    exact = 100 * coverage(1.95996)
    z = z_scores(Normal(7.0, 3.0).sample(4_000, rng))
    seen = 100 * float((np.abs(z) <= 1).mean())
    shown = {"within 1": shares[0], "within 2": shares[1], "within 3": shares[2],
             "within 1.96": exact, "seen within 1, of 4,000": seen}  # fmt: skip
    margins = [within(off, 0.006), within(exact - 95, 0.001), within(seen - 68.27, 3)]
    return Evidence(min(margins), shown)


@claim(
    "The rule of 68 and 95 % is one of the normal. Within one deviation lie 58 % of a uniform "
    "and 86 % of an exponential, within two all of the uniform and 95 % of the exponential.",
    covers=["C11.02", "S11.02"],
    verdict="corrected",
    often="68 % of the data lie within one standard deviation, and 95 % within two.",
)
def the_rule_is_of_the_normal(rng: Rng) -> Evidence:
    a, rate = float(rng.normal(0, 9)), float(rng.uniform(0.1, 9))
    shown, off = {}, 0.0
    expected = [(Uniform(a, a + 3), 0.577, 1.0), (Exponential(rate), 0.865, 0.950)]
    for source, one, two in expected:
        for k, share in ((1, one), (2, two)):
            reach = k * source.variance**0.5
            inside = source.cdf(source.mean + reach) - source.cdf(source.mean - reach)
            shown[f"{type(source).__name__} within {k}"] = float(inside)
            off = max(off, abs(float(inside) - share))
    return Evidence(within(off, 0.001), shown)


@claim(
    "Sums tend to a normal under conditions: independent parts of finite variance, and looked "
    "at on their own scale. Means of 100 exponential numbers are all but symmetric; let the "
    "numbers share a part, or come from a Cauchy, and averaging leaves the shape as it was.",
    covers=["C11.03", "E11.01"],
    verdict="corrected",
    often="A sum of many random variables tends to a normal.",
)
def conditions_of_the_limit(rng: Rng) -> Evidence:
    waits, heavy = Exponential(), Cauchy()

    def alone(size: tuple[int, int]) -> Array:
        return waits.sample(size, rng)

    def together(size: tuple[int, int]) -> Array:
        return 0.1 * waits.sample(size, rng) + waits.sample((size[0], 1), rng)

    independent = means_of_samples(alone, [100], 1_500)
    shared = means_of_samples(together, [100], 1_500)
    cauchy = means_of_samples(lambda size: heavy.sample(size, rng), [100], 1_500)
    shown = {"skewness, independent": float(independent["skewness"][0]),
             "skewness, a shared part": float(shared["skewness"][0]),
             "deviation, independent": float(independent["deviation"][0]),
             "deviation, a shared part": float(shared["deviation"][0]),
             "middle half of Cauchy means, 2 for one number": float(cauchy["iqr"][0])}  # fmt: skip
    margins = [within(shown["skewness, independent"], 0.5),
               above(shown["skewness, a shared part"], 1.2),
               within(float(cauchy["iqr"][0]) - 2, 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "The most likely p of yes-or-no data is the share of yes, and the negative log-likelihood "
    "of a Bernoulli is log loss.",
    covers=["C11.04", "S11.07"],
)
def bernoulli_is_log_loss(rng: Rng) -> Evidence:
    y = (rng.random(60) < 0.3).astype(float)
    fitted = Bernoulli.mle(y)
    here = -fitted.log_likelihood(y)
    beside = min(
        -Bernoulli(fitted.p + 0.02).log_likelihood(y),
        -Bernoulli(fitted.p - 0.02).log_likelihood(y),
    )
    loss = bce(np.full(60, fitted.p), y, "sum")[0]
    shown = {"share of yes": float(y.mean()), "most likely p": fitted.p,
             "negative log-likelihood": here, "log loss, summed": loss,
             "at a p 0.02 away": beside}  # fmt: skip
    off = max(abs(fitted.p - float(y.mean())), abs(here - loss))
    return Evidence(min(within(off, 1e-9), above(beside - here, 1e-3)), shown)


@claim(
    "The binomial is the distribution of the sum of n independent Bernoulli trials with one p. "
    "Let p differ from day to day, and counts vary more than np(1 - p).",
    covers=["C11.05", "S11.08"],
)
def sum_of_trials(rng: Rng) -> Evidence:
    n, p = 10, 0.3
    built = np.ones(1)
    for _ in range(n):
        built = np.convolve(built, Bernoulli(p).density([0, 1]))
    off = float(np.abs(built - Binomial(n, p).density(np.arange(n + 1))).max())
    trials = Bernoulli(p).sample((2_000, n), rng)
    counts = np.bincount(trials.sum(axis=1).astype(int), minlength=8)[:8]
    pmf = Binomial(n, p).density(np.arange(8))
    test = goodness_of_fit(counts, pmf / pmf.sum())[2]
    days = Beta(3.0, 7.0).sample(2_000, rng)
    mixed = (rng.random((2_000, n)) < days[:, None]).sum(axis=1)
    shown = {"probabilities differ by": off, "p-value of the counts": test,
             "variance, one p": Binomial(n, p).variance,
             "variance, p from day to day": variance(mixed)}  # fmt: skip
    margins = [within(off, 1e-12), above(test, 1e-4), above(variance(mixed), 3.0)]
    return Evidence(min(margins), shown)


@claim(
    "With many trials and few successes the binomial becomes a Poisson: Binomial(n, 3/n) is off "
    "from Poisson(3) by 0.086, 0.0076 and 0.00075 in total variation for n = 10, 100 and 1,000.",
    covers=["C11.06", "S11.10"],
)
def many_rare_trials(rng: Rng) -> Evidence:
    del rng
    k, shown = np.arange(40), {}
    limit = Poisson(3.0).density(k)
    for n in (10, 100, 1_000):
        gap = np.abs(Binomial(n, 3 / n).density(k) - limit).sum() / 2
        shown[f"n = {n}"] = float(gap)
    off = np.abs(np.array(list(shown.values())) / [0.0864, 0.0076, 0.00075] - 1).max()
    return Evidence(within(float(off), 0.02), shown)


@claim(
    "What a Poisson needs is independent events at one rate, not rarity: then the variance of "
    "the counts is their mean, at 500 an hour as at 0.5. Where the rate changes from hour to "
    "hour the variance is larger, however rare the events are.",
    covers=["E11.03", "C11.06"],
    verdict="corrected",
    often="The Poisson distribution is for rare events.",
)
def not_rarity_but_independence(rng: Rng) -> Evidence:
    shown = {}
    for rate in (0.5, 500.0):
        x = Poisson(rate).sample(2_000, rng)
        shown[f"variance over mean, rate {rate:g}"] = variance(x) / mean(x)
    rates = Gamma(1.0, 2.0).sample(4_000, rng)  # of mean 0.5
    mixed = rng.poisson(rates)
    shown["rate 0.5 on average, but changing"] = variance(mixed) / mean(mixed)
    few, many, changing = shown.values()
    margins = [within(few - 1, 0.2), within(many - 1, 0.2), above(changing, 1.2)]
    return Evidence(min(margins), shown)


@claim(
    "Exponential gaps make Poisson counts: with gaps of rate 3 the number of events in a unit "
    "of time has mean and variance 3, and the probabilities of a Poisson.",
    covers=["C11.07", "S11.10", "S11.12"],
)
def gaps_and_counts(rng: Rng) -> Evidence:
    times = np.cumsum(Exponential(3.0).sample(7_000, rng))
    units = int(times[-1])
    counts = np.bincount(times[times < units].astype(int), minlength=units)
    seen = np.bincount(counts, minlength=8)[:8]
    pmf = Poisson(3.0).density(np.arange(8))
    test = goodness_of_fit(seen, pmf / pmf.sum())[2]
    shown = {"mean count": mean(counts), "variance": variance(counts),
             "p-value beside Poisson(3)": test}  # fmt: skip
    margins = [within(mean(counts) - 3, 0.2), within(variance(counts) - 3, 0.4),
               above(test, 1e-4)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "An exponential wait has no memory: the chance to wait t longer is the same after any wait. "
    "A uniform one has: with a bus between 0 and 1, P(X > 0.8 | X > 0.5) is 0.4, P(X > 0.3) "
    "0.7.",
    covers=["C11.08", "S11.14", "E11.07"],
)
def no_memory(rng: Rng) -> Evidence:
    rate = float(rng.uniform(0.5, 4))
    off = 0.0
    for s, t in rng.uniform(0, 2, size=(8, 2)):
        later = survival_after(Exponential(rate), float(s), float(t))
        off = max(off, abs(later - float(Exponential(rate).survival(t))))
    late, early = (
        survival_after(Uniform(), 0.5, 0.3),
        survival_after(Uniform(), 0.0, 0.3),
    )
    shown = {"exponential: differs by": off, "uniform, after 0.5": late,
             "uniform, at once": early}  # fmt: skip
    return Evidence(
        min(within(off, 1e-12), within(abs(late - 0.4) + abs(early - 0.7), 1e-9)), shown
    )


@claim(
    "What waiting tells depends on the gaps. With gamma gaps of mean 1: after a wait of 2, "
    "bursts (shape 0.4) make the next event less likely than at first, regular gaps (shape 4) "
    "more likely, and only for shape 1, the exponential, the wait says nothing.",
    covers=["C11.08", "S11.18", "L11.01"],
    verdict="corrected",
    often="The longer you have waited, the sooner it must come.",
)
def what_waiting_tells(rng: Rng) -> Evidence:
    t = float(rng.uniform(0.5, 1.5))
    change = {}
    for name, shape in (("bursts", 0.4), ("independent", 1.0), ("regular", 4.0)):
        gaps = Gamma(shape, shape)
        change[name] = survival_after(gaps, 2.0, t) - survival_after(gaps, 0.0, t)
    margins = [above(change["bursts"], 0.05), within(change["independent"], 1e-9),
               above(-change["regular"], 0.05)]  # fmt: skip
    return Evidence(min(margins), change)


@claim(
    "Under a uniform, stretches of one length are equally likely; and a uniform number, put "
    "into the inverse cdf of any distribution, becomes a draw from it.",
    covers=["C11.09", "S11.15", "H11.03"],
)
def uniform_makes_the_others(rng: Rng) -> Evidence:
    source, width = Uniform(2.0, 5.0), 0.4
    starts = rng.uniform(2, 4.5, size=20)
    shares = source.cdf(starts + width) - source.cdf(starts)
    off = float(np.abs(shares - width / 3).max())
    shown = {"shares of stretches differ by": off}
    least = 1.0
    u = Uniform().sample(800, rng)
    for target in (Exponential(2.0), Gamma(3.0, 2.0), Beta(2.0, 5.0), Normal(1.0, 3.0)):
        p = ks_one(target.quantile(u), target)[1]
        shown[f"p-value, {type(target).__name__}"] = p
        least = min(least, p)
    return Evidence(min(within(off, 1e-12), above(least, 1e-4)), shown)


@claim(
    "N(0, 4) has the standard deviation 2: the formula names the variance. Libraries take the "
    "deviation, so `rng.normal(0, 4)` has a variance of 16.",
    covers=["E11.02", "S11.01", "C11.11"],
    verdict="corrected",
    often="A normal distribution has the parameters mu and sigma², which libraries take.",
)
def variance_or_deviation(rng: Rng) -> Evidence:
    drawn = variance(rng.normal(0, 4, size=4_000))
    ours, meant = Normal(0.0, 4.0).variance, Normal(0.0, 2.0).variance
    shown = {"variance of rng.normal(0, 4)": drawn, "of Normal(0, sigma=4)": ours,
             "of Normal(0, sigma=2)": meant}  # fmt: skip
    off = abs(ours - 16) + abs(meant - 4)
    return Evidence(min(within(drawn - 16, 2), within(off, 1e-9)), shown)


@claim(
    "Gamma's beta is a rate here and a scale elsewhere: Gamma(3, 2) has the mean 1.5 by the "
    "rate and 6 by the scale. NumPy and SciPy take scales, 1/rate, of the exponential as well.",
    covers=["E11.04", "S11.18", "S11.12", "C11.11"],
    verdict="corrected",
    often="The gamma distribution has the parameters alpha and beta.",
)
def rate_or_scale(rng: Rng) -> Evidence:
    ours, theirs = Gamma(3.0, 2.0).mean, mean(rng.gamma(3.0, 2.0, size=4_000))
    right = mean(rng.gamma(3.0, 1 / 2.0, size=4_000))
    wait = mean(rng.exponential(2.0, size=4_000))
    shown = {"Gamma(3, rate 2)": ours, "rng.gamma(3, 2)": theirs,
             "rng.gamma(3, 1/2)": right, "rng.exponential(2)": wait,
             "Exponential(rate 2)": Exponential(2.0).mean}  # fmt: skip
    margins = [within(ours - 1.5, 1e-9), within(theirs - 6, 0.4),
               within(right - 1.5, 0.1), within(wait - 2, 0.2),
               within(Exponential(2.0).mean - 0.5, 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A gamma with whole alpha is the wait for alpha events: the sum of three exponential gaps "
    "of rate 2 is Gamma(3, 2).",
    covers=["S11.18", "E11.05", "C11.07"],
)
def wait_for_three(rng: Rng) -> Evidence:
    sums = Exponential(2.0).sample((800, 3), rng).sum(axis=1)
    p = ks_one(sums, Gamma(3.0, 2.0))[1]
    other = ks_one(sums, Gamma(3.0, 1.0))[1]
    shown = {"mean": mean(sums), "variance": variance(sums),
             "p-value beside Gamma(3, 2)": p, "beside Gamma(3, 1)": other}  # fmt: skip
    margins = [above(p, 1e-4), within(other, 1e-6), within(mean(sums) - 1.5, 0.15)]
    return Evidence(min(margins), shown)


@claim(
    "Beta is what is believed of a probability. From Beta(1, 1), 7 successes and 3 failures "
    "make Beta(8, 4): mean 2/3, mode 0.7, the likelihood times the prior over its sum.",
    covers=["S11.17", "E11.05", "C11.10"],
)
def belief_about_a_share(rng: Rng) -> Evidence:
    del rng
    posterior = update_beta(Beta(1.0, 1.0), 7, 3)
    p = np.linspace(0.0005, 0.9995, 1_000)
    product = p**7 * (1 - p) ** 3
    by_grid = product / product.sum() * 1_000
    off = float(np.abs(by_grid - posterior.density(p)).max())
    shown = {
        "mean": posterior.mean,
        "mode": posterior.mode,
        "off from the grid by": off,
    }
    exact = abs(posterior.mean - 2 / 3) + abs(posterior.mode - 0.7)
    return Evidence(min(within(off, 1e-3), within(exact, 1e-9)), shown)


@claim(
    "A multinomial counts n categorical draws. With p = (0.2, 0.3, 0.5) the counts (1, 2, 2) of "
    "5 have the probability 0.135; one class alone is binomial; and more of one leaves less for "
    "the others: their covariance is -n times both probabilities.",
    covers=["S11.19", "S11.20", "E11.05", "E11.07"],
)
def counts_of_classes(rng: Rng) -> Evidence:
    p = np.array([0.2, 0.3, 0.5])
    five = Multinomial(5, p)
    chance = float(five.density([1, 2, 2]))
    marginal = 0.0
    for k in range(6):
        for other in range(6 - k):
            marginal += k * float(five.density([k, other, 5 - k - other]))
    drawn = sample_categorical(p, 5_000, rng).reshape(1_000, 5)
    counts = np.stack([(drawn == c).sum(axis=1) for c in range(3)], axis=1)
    together = float(np.cov(counts.T)[0, 2])
    shown = {"P(1, 2, 2)": chance, "mean of the first": marginal,
             "binomial mean": Binomial(5, 0.2).mean,
             "covariance of first and last, seen": together,
             "expected": float(five.variance[0, 2])}  # fmt: skip
    margins = [within(chance - 0.135, 1e-9), within(marginal - 1.0, 1e-9),
               within(Binomial(5, 0.2).mean - 1.0, 1e-9),
               within(float(five.variance[0, 2]) + 0.5, 1e-9),
               within(together + 0.5, 0.2)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Uniform initial weights need bounds that shrink with the layer: after ten ReLU layers of "
    "100 units, He's ±√(6/fan_in) leaves signals of the size they had; ±0.05 leaves them a "
    "ten-millionth, and ±1 makes them a million times as large.",
    covers=["E11.06", "S11.16", "C11.10"],
    verdict="corrected",
    often="Initial weights are drawn uniformly, from -1 to 1 say.",
)
def bounds_by_fan_in(rng: Rng) -> Evidence:
    X = rng.normal(size=(20, 100))
    size = {}
    for name, bound in (("He", 0.0), ("0.05", 0.05), ("1", 1.0)):
        h = X
        for _ in range(10):
            W = init_uniform(100, 100, rng, "he")
            if bound:
                W = rng.uniform(-bound, bound, size=(100, 100))
            h = relu(h @ W)[0]
        size[f"root mean square, ±{name}"] = float(np.sqrt((h**2).mean()))
    kept, lost, blown = size.values()
    margins = [within(np.log10(kept), 0.7), within(np.log10(lost) + 6.9, 0.7),
               within(np.log10(blown) - 6.1, 0.7)]  # fmt: skip
    return Evidence(min(margins), size)


@claim(
    "Losses are likelihoods: but for a factor and a constant, the negative log-likelihood of a "
    "normal is squared error, that of a Poisson the Poisson loss, of a Bernoulli log loss, of a "
    "categorical cross-entropy.",
    covers=["C11.10", "C11.04", "S11.07", "S11.19"],
)
def losses_are_likelihoods(rng: Rng) -> Evidence:
    n = 40
    y, one, other = rng.normal(size=(3, n))
    off = {"normal, mse": (
        -Normal(0.0, 1.0).log_likelihood(y - one)
        + Normal(0.0, 1.0).log_likelihood(y - other)
        - n / 2 * (mse(one, y)[0] - mse(other, y)[0])
    )}  # fmt: skip
    k = rng.poisson(3.0, size=n).astype(float)
    off["Poisson"] = (
        -Poisson(2.0).log_likelihood(k)
        + Poisson(4.0).log_likelihood(k)
        - poisson_nll(np.full(n, 2.0), k, "sum")[0]
        + poisson_nll(np.full(n, 4.0), k, "sum")[0]
    )
    yes = (rng.random(n) < 0.4).astype(float)
    off["Bernoulli, log loss"] = (
        -Bernoulli(0.3).log_likelihood(yes) - bce(np.full(n, 0.3), yes, "sum")[0]
    )
    p = np.array([0.2, 0.3, 0.5])
    label = np.eye(3)[int(rng.integers(3))]
    off["categorical, cross-entropy"] = (
        -float(Multinomial(1, p).log_density(label))
        - categorical_cross_entropy(p[None], label[None])[0]
    )
    worst = max(abs(v) for v in off.values())
    return Evidence(within(worst, 1e-9), off)


@claim(
    "Poisson regression models the logarithm of the mean, so that no prediction is below 0 and "
    "its weights come back from counts; a straight line through the same counts predicts "
    "negative ones.",
    covers=["S11.11", "C11.10"],
)
def counts_by_regression(rng: Rng) -> Evidence:
    x = rng.uniform(-2, 2, size=400)
    y = rng.poisson(np.exp(0.5 + 1.2 * x)).astype(float)
    model = TweedieRegression().fit(x[:, None], y)
    line = LinearRegression().fit(x[:, None], y)
    ends = np.array([[-2.0], [2.0]])
    shown = {"weight, true 1.2": float(model.coef_[0]),
             "intercept, true 0.5": model.intercept_,
             "predicted at -2": float(model.predict(ends)[0]),
             "by a line": float(line.predict(ends)[0])}  # fmt: skip
    margins = [within(shown["weight, true 1.2"] - 1.2, 0.2),
               within(shown["intercept, true 0.5"] - 0.5, 0.3),
               above(-shown["by a line"], 0.3)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A machine that has not failed yet tells something too. Failures over all time watched give "
    "the failure rate; without the machines that were not awaited it comes out more than twice "
    "as high.",
    covers=["S11.13", "C11.10", "H11.02"],
)
def not_failed_yet(rng: Rng) -> Evidence:
    lives = Exponential(0.1).sample(600, rng)
    times, failed = np.minimum(lives, 6.0), lives <= 6.0
    rate = censored_exponential(times, failed).rate
    dropped = censored_exponential(times[failed], failed[failed]).rate
    moments, left = kaplan_meier(times, failed)
    half = float(left[np.searchsorted(moments, 5.0) - 1])
    shown = {"rate, true 0.1": rate, "without the survivors": dropped,
             "share left at 5, exp(-0.5) = 0.607": half}  # fmt: skip
    margins = [within(rate - 0.1, 0.02), above(dropped, 2 * rate),
               within(half - np.exp(-0.5), 0.08)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Give each class normals of its own, and Bayes' rule classifies; leave the classes out, and "
    "a mixture finds them again. The likelihood rises in each of its rounds.",
    covers=["S11.05", "S11.06", "C11.10"],
)
def normals_as_models(rng: Rng) -> Evidence:
    y = np.repeat([0, 1], 80)
    X = rng.normal(size=(160, 2)) + 4.0 * y[:, None]
    right = float((GaussianNB().fit(X, y).predict(X) == y).mean())
    mixture = GaussianMixture(k=2).fit(X, rng)
    found = np.sort(mixture.means_[:, 0])
    rises = np.diff(mixture.history_)
    shown: dict[str, float | str]
    shown = {"right, by naive Bayes": right, "means found, 0 and 4": str(found.round(1)),
             "least rise": float(rises.min(initial=0.0))}  # fmt: skip
    margins = [above(right, 0.95), within(float(np.abs(found - [0, 4]).max()), 0.6),
               within(float(rises.min(initial=0.0)), 1e-4)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "From 5 rows, mean ± 1.96 s/√n holds the true mean in 88 % of the samples, not 95 %: s is a "
    "guess as well. Student's quantile, 2.78 here, keeps the level.",
    covers=["S11.04", "C11.10"],
    verdict="corrected",
    often="The 95 % confidence interval of a mean is ± 1.96 standard errors.",
)
def interval_of_few(rng: Rng) -> Evidence:
    by_t = by_z = 0
    for x in rng.normal(size=(500, 5)):
        low, high = mean_interval(x)
        by_t += low <= 0 <= high
        low, high = mean_interval(x, sigma=float(x.std(ddof=1)))
        by_z += low <= 0 <= high
    shown = {"held, by Student": by_t / 500, "held, by 1.96": by_z / 500}
    margins = [within(by_t / 500 - 0.95, 0.035), within(by_z / 500 - 0.878, 0.05)]
    return Evidence(min(margins), shown)


@claim(
    "The probability of what was seen is no p-value. For 8 heads of 10 it is 0.044; a fair coin "
    "gives 8 or more with probability 0.055, and something as unlikely on either side with "
    "0.109.",
    covers=["S11.09", "S11.08"],
    verdict="corrected",
    often="The p-value is the probability of the result if the coin is fair.",
)
def as_extreme_or_more(rng: Rng) -> Evidence:
    del rng
    single = float(Binomial(10, 0.5).density(8))
    shown = {"probability of 8": single, "8 or more": binomial_test(8, 10, 0.5, "greater"),
             "two-sided": binomial_test(8, 10)}  # fmt: skip
    off = np.abs(np.array(list(shown.values())) - [0.0439, 0.0547, 0.1094]).max()
    return Evidence(within(float(off), 1e-4), shown)


@claim(
    "Each of the ten comes back from its own sample: 1,000 draws have the mean that the formula "
    "says, and the most likely parameters are the true ones within a quarter.",
    covers=["S11.21", "C11.11", "H11.01", "H11.02"],
)
def ten_cards(rng: Rng) -> Evidence:
    p = np.array([0.2, 0.3, 0.5])
    ten: list[Distribution | Multinomial]
    ten = [Normal(1.0, 2.0), Uniform(-1.0, 3.0), Exponential(2.0), Gamma(3.0, 2.0),
           Beta(2.0, 5.0), Bernoulli(0.3), Binomial(10, 0.3), Poisson(4.0),
           Multinomial(1, p), Multinomial(5, p)]  # fmt: skip
    far = wrong = 0.0
    for source in ten:
        found = card(source, rng)
        error = np.sqrt(np.diag(np.atleast_2d(source.variance)) / 1_000)
        off = np.abs(found["sample_mean"] - np.asarray(source.mean)) / error
        far = max(far, float(off.max()))
        for name, true in found["parameters"].items():
            fitted = np.asarray(vars(found["fitted"])[name])
            gap = np.abs(fitted - true) / np.maximum(np.abs(true), 1)
            wrong = max(wrong, float(gap.max()))
    shown = {"means off by, in standard errors, at most": far,
             "parameters off by, as a share, at most": wrong}  # fmt: skip
    return Evidence(min(within(far, 4.5), within(wrong, 0.25)), shown)
