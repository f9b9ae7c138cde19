"""Questions on distributions: what they model, their parameters, and what goes wrong."""

from __future__ import annotations

import numpy as np

from engine.algebra.initialise import uniform_bound
from engine.linear.tweedie import TweedieRegression
from engine.statistics.binomial_test import binomial_test
from engine.statistics.conjugate import update_beta
from engine.statistics.continuous import Exponential, Normal, Uniform
from engine.statistics.discrete import Bernoulli, Binomial, Multinomial, Poisson
from engine.statistics.gamma_beta import Beta, Gamma
from engine.statistics.intervals import mean_interval
from engine.statistics.survival import survival_after
from engine.statistics.table import DISTRIBUTIONS
from quiz.items.ask import Ask, Mistake, Point
from quiz.items.item import (
    choice,
    choices,
    expression,
    match,
    number,
    output,
    recall,
    steps,
)
from quiz.items.kinds.expression import Expr
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator


@number(level=1, covers=["S11.01", "S11.02", "S11.03", "C11.02", "E11.02"])
def share_beyond(rng: Rng) -> Ask:
    """A share of a normal."""
    sigma = int(rng.choice([2, 3, 4, 5, 6]))
    mu = int(rng.integers(20, 60))
    z = float(rng.choice([0.5, 1.0, 1.5, 2.0]))
    limit = mu + z * sigma
    source = Normal(mu, sigma)
    return Ask(
        f"$X \\sim \\mathcal{{N}}({mu}, {sigma**2})$, written with the variance as in the formula. "
        f"Which share of X lies above {num(limit)}? (A standard normal is below 0.5, 1, 1.5 and 2 "
        "with probability 0.6915, 0.8413, 0.9332 and 0.9772.)",
        key=float(source.survival(limit)),
        mistakes=[
            Mistake("below", float(source.cdf(limit)), "That is the share below."),
            Mistake("both-sides", 2 * float(source.survival(limit)),
                    "You counted both tails. Asked is the upper one."),
            Mistake("variance-as-deviation", float(Normal(mu, sigma**2).survival(limit)),
                    f"{sigma**2} is the variance. The deviation is {sigma}."),
            Mistake("between", float(source.cdf(limit)) - 0.5,
                    "That is the share between the mean and the limit."),
        ],
        why=f"$z = ({num(limit)} - {mu})/{sigma} = {num(z)}$, and above that lies "
        f"$1 - {num(source.cdf(limit).item())}$. The second parameter in the formula is the "
        "variance; NumPy's and SciPy's is the deviation.",
        check=lambda: float(Normal().cdf(-z)),
    )  # fmt: skip


@steps(level=1, covers=["S11.15", "C11.09", "C11.11"])
def tall_and_narrow(rng: Rng) -> Ask:
    """A density and a probability."""
    width = float(rng.choice([0.1, 0.2, 0.25, 0.4]))
    a = float(rng.integers(1, 6))
    part = width * float(rng.choice([0.25, 0.4, 0.6]))
    source = Uniform(a, a + width)
    return Ask(
        f"X is uniform between {num(a)} and {num(a + width)}. What is",
        key=(
            Part("its density in between", float(source.density(a + width / 2)), mistakes=[
                Mistake("at-most-one", 1.0, "A density is no probability and may exceed 1. Its "
                        "area is 1."),
                Mistake("the-width", width, "It is one over the width."),
            ]),
            Part(f"the probability to lie between {num(a)} and {num(a + part)}",
                 float(source.cdf(a + part)), lambda f: f * part, [
                Mistake("length", part, "Multiply by the density: length times height."),
                Mistake("the-rest", 1 - float(source.cdf(a + part)), "That is the other part."),
            ]),
            Part(f"the probability to be exactly {num(a + part)}", 0.0, mistakes=[
                Mistake("density", float(source.density(a + part)),
                        "That is the density there. A single point has no width, so its "
                        "probability is 0."),
            ]),
        ),
        mistakes=[],
        why=f"Height {num(1 / width)}, since the area is 1; probabilities are areas. A likelihood "
        "made of densities may therefore be above 1, and its negative logarithm, the loss, "
        "below 0.",
        check=lambda: (1 / width, part / width, 0.0),
    )  # fmt: skip


@number(level=1, covers=["S11.08", "C11.05"])
def exactly_so_many(rng: Rng) -> Ask:
    """A binomial by hand."""
    n, k = int(rng.integers(4, 7)), int(rng.integers(2, 4))
    p = float(rng.choice([0.1, 0.2, 0.3, 0.4, 0.6]))
    source = Binomial(n, p)
    return Ask(
        f"A classifier is right on each row with probability {num(p)}, independently. What is "
        f"the probability that it is right on exactly {k} of {n} rows?",
        key=float(source.density(k)),
        mistakes=[
            Mistake("one-order", p**k * (1 - p) ** (n - k),
                    "That is the probability of one order of rights and wrongs. There are $\\binom{n}{k}$ "
                    "of them."),
            Mistake("rights-alone", p**k, "The others have to be wrong; and there are several "
                    "orders."),
            Mistake("at-most", float(source.cdf(k)), "That is at most so many."),
            Mistake("at-least", float(source.survival(k - 1)), "That is at least so many."),
        ],
        why=f"$\\binom{{{n}}}{{{k}}} \\cdot {num(p)}^{k} \\cdot {num(1 - p)}^{n - k}$, with "
        f"{num(source.density(k).item() / (p**k * (1 - p) ** (n - k)))} orders. Independence is "
        "needed: rows of one patient are right or wrong together.",
        check=lambda: float(Multinomial(n, np.array([p, 1 - p])).density([k, n - k])),
    )  # fmt: skip


@number(level=1, covers=["C11.06", "S11.08", "S11.10"])
def at_least_one(rng: Rng) -> Ask:
    """Many trials, each unlikely to fail."""
    n = int(rng.choice([200, 400, 500, 1_000]))
    expected = float(rng.choice([0.5, 0.8, 1.0, 2.0, 3.0]))
    p = expected / n
    return Ask(
        f"Each of {n} requests fails with probability {num(p)}, independently. What is the "
        "probability that at least one fails?",
        key=float(Binomial(n, p).survival(0)),
        mistakes=[
            Mistake("added", expected, "Probabilities add up only where no two can happen "
                    "together. That is the expected number of failures."),
            Mistake("none", float(Binomial(n, p).density(0)), "That is the probability that "
                    "none fails."),
            Mistake("exactly-one", float(Binomial(n, p).density(1)), "That is exactly one. Two "
                    "or more count as well."),
        ],
        why=f"$1 - (1 - {num(p)})^{{{n}}}$, nearly $1 - e^{{-{num(expected)}}} = "
        f"{num(1 - np.exp(-expected))}$: the number of failures is all but Poisson with rate "
        f"{num(expected)}. That needs many unlikely trials, and independence.",
        check=lambda: 1 - (1 - p) ** n,
    )  # fmt: skip


@number(level=1, covers=["S11.10", "C11.06"])
def another_window(rng: Rng) -> Ask:
    """A Poisson, in another window."""
    hour, k = int(rng.choice([4, 6, 8, 12])), int(rng.integers(1, 4))
    minutes = int(rng.choice([15, 20, 30]))
    rate = hour * minutes / 60
    source = Poisson(rate)
    return Ask(
        f"Calls come independently, {hour} an hour on average. What is the probability of "
        f"exactly {k} in {minutes} minutes?",
        key=float(source.density(k)),
        mistakes=[
            Mistake("rate-of-an-hour", float(Poisson(float(hour)).density(k)),
                    f"The rate is that of the window: {num(rate)} in {minutes} minutes."),
            Mistake("no-factorial", float(rate**k * np.exp(-rate)), "Divide by $k!$: the order "
                    "of the calls does not count."),
            Mistake("at-most", float(source.cdf(k)), "That is at most so many."),
            Mistake("share-of-an-hour", float(Poisson(float(hour)).density(k)) * minutes / 60,
                    "It is the rate that is proportional to time, not the probability."),
        ],
        why=f"$\\lambda = {num(rate)}$ in {minutes} minutes, and "
        f"$\\lambda^{k} e^{{-\\lambda}}/{k}!$. Where calls come in bursts, or more in the "
        "evening, this is wrong however well the average fits.",
        check=lambda: float(
            Gamma(k, rate).cdf(1.0) - Gamma(k + 1, rate).cdf(1.0)
        ),
    )  # fmt: skip


@steps(level=2, covers=["S11.12", "S11.14", "C11.07", "C11.08", "E11.04", "E11.07"])
def already_waited(rng: Rng) -> Ask:
    """Waiting for an event."""
    hour = int(rng.choice([2, 3, 4, 6]))
    each = 60 / hour
    waited, more = int(rng.integers(8, 30)), int(rng.choice([5, 10, 15]))
    source = Exponential(hour / 60)
    return Ask(
        f"Events come independently, {hour} an hour on average. You have waited {waited} minutes "
        "since the last one.",
        key=(
            Part("the mean gap between events, in minutes", source.mean, mistakes=[
                Mistake("the-rate", float(hour), "That is the rate. The gap is one over it."),
                Mistake("per-minute", hour / 60, "That is the rate in a minute."),
            ]),
            Part("how many minutes you have still to wait, on average", source.mean,
                 lambda gap: gap, [
                Mistake("what-is-left", abs(each - waited),
                        "The wait so far is not credited. Events that are independent do not "
                        "know when the last one was."),
                Mistake("half", each / 2, "So it would be with regular gaps, if you came at "
                        "random."),
            ]),
            Part(f"the probability of none in the next {more} minutes",
                 survival_after(source, waited, more), lambda gap, _: float(
                     np.exp(-more / max(gap, 1e-9))), [
                Mistake("one-will-come", float(source.cdf(more)), "That is the probability that "
                        "one comes."),
                Mistake("since-the-last", float(source.survival(waited + more)),
                        "That is the probability of so long a gap from the start. That it has "
                        f"lasted {waited} minutes is known."),
            ]),
        ),
        mistakes=[],
        why=f"$P(X > s + t \\mid X > s) = e^{{-\\lambda(s + t)}}/e^{{-\\lambda s}} = "
        f"e^{{-\\lambda t}}$ with $\\lambda t = {num(more * hour / 60)}$: s drops out. A library "
        f"that asks for a scale wants the mean, {num(each)}, and not the rate.",
        check=lambda: (each, each, float(Poisson(more * hour / 60).density(0))),
    )  # fmt: skip


@number(level=2, covers=["C11.08", "S11.14", "S11.15"])
def bus_on_schedule(rng: Rng) -> Ask:
    """A wait with a memory."""
    longest = int(rng.choice([12, 15, 20, 24]))
    waited = int(rng.integers(longest // 4, longest // 2 + 1))
    more = int(rng.integers(2, 6))
    source = Uniform(0.0, float(longest))
    return Ask(
        f"A bus comes every {longest} minutes, and you came at a random moment, so that your wait "
        f"is uniform between 0 and {longest} minutes. You have waited {waited}. What is the "
        f"probability that the bus comes within the next {more}?",
        key=1 - survival_after(source, waited, more),
        mistakes=[
            Mistake("no-memory", more / longest, "So it was at the start. A uniform wait has a "
                    "memory: what has passed is gone from the interval."),
            Mistake("since-the-start", (waited + more) / longest,
                    "That includes the minutes that have passed without a bus."),
            Mistake("exponential", 1 - float(np.exp(-2 * more / longest)),
                    "That is an exponential wait with the same mean. This bus keeps to a "
                    "schedule."),
            Mistake("not-yet", survival_after(source, waited, more), "That is the probability "
                    "that it does not."),
        ],
        why=f"{longest - waited} minutes are left, all alike: ${more}/{longest - waited}$. Only "
        "the exponential, among continuous waits, has no memory.",
        check=lambda: more / (longest - waited),
    )  # fmt: skip


@choice(level=2, covers=["C11.08", "S11.18", "L11.01"])
def longer_or_shorter(rng: Rng) -> Ask:
    """What a long wait tells."""
    stories = (
        ("The gaps are regular, about a minute each", 4.0),
        ("The events are independent, one a minute on average", 1.0),
        ("The events come in bursts, with long silences between; one a minute on average", 0.4),
    )  # fmt: skip
    story, shape = stories[int(rng.integers(3))]
    waited = int(rng.integers(2, 5))
    gaps = Gamma(shape, shape)
    # The chance of another half minute or more, after the wait and at first.
    late, first = survival_after(gaps, waited, 0.5), survival_after(gaps, 0.0, 0.5)
    longer, same, shorter = (
        "longer than it was at first",
        "as long as it was at first",
        "shorter than it was at first",
    )
    key = same if abs(late - first) < 1e-9 else longer if late > first else shorter
    hints = {
        longer: "A long wait makes the next longer only where it is a sign of silence, as it is "
        "between bursts.",
        same: "That is the exponential, of independent events. Here the gaps tell something.",
        shorter: "A wait is used up only where gaps have about one length.",
    }  # fmt: skip
    if key == same:
        hints[longer] = (
            "Independent events have no bursts, whatever a run of them looks like."
        )
        hints[shorter] = (
            "“It must come now” is the gambler's fallacy: these events keep no count."
        )
    elif key == shorter:
        hints[longer] = (
            "Regular gaps have no silences: a long wait is nearly all of the gap."
        )
    else:
        hints[shorter] = (
            "A wait is used up where gaps are regular. Here it says that you are in a silence."
        )
    return Ask(
        f"{story}. The last one was {waited} minutes ago. The wait that is still to come is "
        "now, on average,",
        key=key,
        mistakes=[
            Mistake(name.split()[0], name, hint)
            for name, hint in hints.items()
            if name != key
        ],
        why="For gamma gaps: with a shape above 1 the wait is used up, below 1 it is a sign of "
        "silence, and with shape 1, the exponential, it says nothing at all.",
    )


@number(level=2, covers=["E11.04", "S11.18", "C11.11"])
def handed_to_numpy(rng: Rng) -> Ask:
    """A rate where a scale is wanted."""
    alpha, beta = int(rng.integers(2, 7)), int(rng.integers(2, 6))
    given = Gamma(alpha, 1 / beta)
    return Ask(
        f"In a paper a duration is Gamma({alpha}, {beta}) with the rate {beta}. Somebody draws a "
        f"million numbers by `rng.gamma({alpha}, {beta})` of NumPy, whose second parameter is the "
        "scale. What is their mean, about?",
        key=given.mean,
        mistakes=[
            Mistake("as-meant", Gamma(alpha, beta).mean,
                    "That is the mean that was meant, α/β. NumPy takes the second parameter for "
                    "the scale, 1/β."),
            Mistake("shape-only", float(alpha), "That is the mean for a scale of 1."),
            Mistake("turned-round", beta / alpha, "The scale is multiplied by the shape, and a "
                    "rate divides it."),
            Mistake("variance", given.variance, "That is the variance, shape times scale "
                    "squared."),
        ],
        why=f"Shape times scale is ${alpha} \\cdot {beta}$, {beta**2} times what was meant. Write "
        f"`rng.gamma({alpha}, 1/{beta})`. For the exponential it is the same: NumPy and SciPy "
        "take the scale, which is the mean.",
        check=lambda: float(alpha * beta),
    )  # fmt: skip


@output(level=2, version=2, covers=["E11.02", "C11.11", "S11.01"])
def variance_it_prints(rng: Rng) -> Ask:
    """The second parameter of a normal."""
    mu, sigma = int(rng.integers(1, 9)), int(rng.integers(3, 10))
    code = (
        "from statistics import NormalDist\n"
        f"a = NormalDist({mu}, {sigma})\n"
        f"b = NormalDist(0, {sigma + 1})\n"
        "print(a.variance, round((a + b).variance, 6))"
    )
    one, other = Normal(mu, sigma), Normal(0, sigma + 1)
    return Ask(
        f"What does this print? (`+` adds independent normals.)\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake("taken-for-variance", f"{float(sigma)} {float(2 * sigma + 1)}",
                    "The second argument is the deviation, as in NumPy and SciPy. Only the "
                    "formula N(μ, σ²) names the variance."),
            Mistake("deviations-added", f"{float(sigma**2)} {float((2 * sigma + 1) ** 2)}",
                    "Variances of independent numbers add up; deviations do not."),
            Mistake("rooted", f"{float(sigma**2)} "
                    f"{round((one.variance + other.variance) ** 0.5, 6)}",
                    "That is the deviation of the sum. Asked is its variance."),
        ],
        why=f"${sigma}^2$, and ${sigma}^2 + {sigma + 1}^2$: variances add. The sum of independent "
        "normals is normal exactly, with no limit needed.",
    )  # fmt: skip


@steps(level=2, covers=["C11.04", "S11.07", "C11.10"])
def most_likely_p(rng: Rng) -> Ask:
    """Log loss of a constant."""
    n = int(rng.choice([5, 8, 10, 20]))
    k = int(rng.integers(1, n // 2))
    y = np.repeat([1.0, 0.0], [k, n - k])
    fitted = Bernoulli.mle(y)
    least = -fitted.log_likelihood(y) / n
    other = float(rng.choice([0.6, 0.7, 0.8, 0.9]))
    worse = -Bernoulli(other).log_likelihood(y) / n
    return Ask(
        f"{k} of {n} rows are positive. A model predicts the same probability for every row. "
        "What is (natural logarithms)",
        key=(
            Part("the most likely probability", fitted.p, mistakes=[
                Mistake("half", 0.5, "Half is the prior of somebody who has not looked. The "
                        "share of positives is most likely."),
                Mistake("of-negatives", 1 - fitted.p, "That is the share of negatives."),
                Mistake("odds", k / (n - k), "Those are the odds."),
            ]),
            Part("its log loss, per row", least, lambda p: float(
                     -k / n * np.log(max(p, 1e-9)) - (1 - k / n) * np.log(max(1 - p, 1e-9))), [
                Mistake("positives-alone", float(-k / n * np.log(k / n)),
                        "Negatives have a loss as well: $-\\ln(1 - p)$ each."),
                Mistake("summed", least * n, "That is the sum over rows."),
            ]),
            Part(f"the log loss of predicting {num(other)}", worse, mistakes=[
                Mistake("of-the-prediction",
                        float(-other * np.log(other) - (1 - other) * np.log(1 - other)),
                        "You weighted by the prediction. The rows are weighted as they are: "
                        f"{k} of {n} positive."),
            ]),
        ),
        mistakes=[],
        why="Log loss is the negative log-likelihood of a Bernoulli, so the share of positives "
        f"has the least, {num(least)}. It is the baseline that a classifier has to beat.",
        check=lambda: (
            k / n,
            -(k * np.log(k / n) + (n - k) * np.log(1 - k / n)) / n,
            -(k * np.log(other) + (n - k) * np.log(1 - other)) / n,
        ),
    )  # fmt: skip


@expression(level=2, covers=["S11.12", "S11.13", "H11.02"])
def rate_from_lives(rng: Rng) -> Ask:
    """A failure rate, with machines that still run."""
    failed, running = int(rng.integers(3, 9)), int(rng.integers(2, 9))
    return Ask(
        f"Lives are exponential. {failed} machines have failed, after s hours in sum; {running} "
        "still run, after c hours in sum. What is the most likely failure rate, as a formula in "
        "s and c?",
        key=Expr(f"{failed}/(s+c)", {"s": (1.0, 9.0), "c": (1.0, 9.0)}),
        mistakes=[
            Mistake("dropped", f"{failed}/s", "You left those out that still run. They are the "
                    "long-lived ones, so the rate comes out too high."),
            Mistake("all-failed", f"{failed + running}/(s+c)",
                    "You counted those that still run as failures."),
            Mistake("mean-life", f"(s+c)/{failed}", "That is the mean life. The rate is one over "
                    "it."),
        ],
        why="A failure at t contributes the density $\\lambda e^{-\\lambda t}$, a machine that "
        "still runs only $P(T > t) = e^{-\\lambda t}$. The log-likelihood is "
        f"${failed} \\ln \\lambda - \\lambda (s + c)$: failures over time watched.",
    )  # fmt: skip


@steps(level=2, covers=["S11.17", "E11.05", "C11.10"])
def belief_after_clicks(rng: Rng) -> Ask:
    """A beta before and after."""
    a, b = int(rng.integers(2, 5)), int(rng.integers(5, 10))
    clicks, none = int(rng.integers(2, 6)), int(rng.integers(8, 20))
    prior = Beta(a, b)
    after = update_beta(prior, clicks, none)
    share = clicks / (clicks + none)
    return Ask(
        f"Of the click rate of a new page you believe Beta({a}, {b}), whose density is "
        f"proportional to $p^{{{a - 1}}} (1 - p)^{{{b - 1}}}$. Then {clicks} visitors click and "
        f"{none} do not. What is",
        key=(
            Part("the mean before", prior.mean, mistakes=[
                Mistake("mode", prior.mode, "That is where the density is highest. The mean is "
                        "α/(α + β)."),
                Mistake("odds", a / b, "α over β are the odds; the mean is α/(α + β)."),
            ]),
            Part("the mean after", after.mean, mistakes=[
                Mistake("data-alone", share, "That is the share in the data. The prior counts "
                        f"like {a + b} visitors more."),
                Mistake("halfway", (prior.mean + share) / 2, "Prior and data are not weighted "
                        "alike, but by how much each has seen."),
                Mistake("mode", after.mode, "That is the mode, the MAP estimate."),
            ]),
            Part("the mode after (the MAP estimate)", after.mode, mistakes=[
                Mistake("mean", after.mean, "That is the mean. The mode takes 1 off α and off "
                        "β."),
                Mistake("most-likely", share, "That is the maximum likelihood estimate, the "
                        "mode for the uniform prior."),
            ]),
        ),
        mistakes=[],
        why=f"Counts are added: Beta({a + clicks}, {b + none}). The likelihood has the prior's "
        "form, so no integral is needed; the mean lies between that of the prior and the share "
        "in the data.",
        check=lambda: (
            a / (a + b), (a + clicks) / (a + b + clicks + none),
            (a + clicks - 1) / (a + b + clicks + none - 2),
        ),
    )  # fmt: skip


@number(level=2, covers=["S11.19", "S11.20", "E11.05", "E11.07"])
def bag_of_classes(rng: Rng) -> Ask:
    """A multinomial by hand."""
    p = np.array(
        [[0.2, 0.3, 0.5], [0.1, 0.3, 0.6], [0.2, 0.2, 0.6], [0.25, 0.25, 0.5]][
            int(rng.integers(4))
        ]
    )
    counts = rng.permutation(
        [[1, 2, 2], [1, 1, 2], [1, 1, 3], [2, 2, 1]][int(rng.integers(4))]
    )
    n = int(counts.sum())
    source = Multinomial(n, p)
    single = float(np.prod(p**counts))
    return Ask(
        f"Words are drawn independently from three topics with probabilities {vec(p)}. What is "
        f"the probability that of {n} words the topics have {counts[0]}, {counts[1]} and "
        f"{counts[2]}, in this order of topics?",
        key=float(source.density(counts)),
        mistakes=[
            Mistake("one-sequence", single, "That is one sequence of words. Counts do not say "
                    "which word was which: there are "
                    f"{num(source.density(counts).item() / single)} sequences."),
            Mistake("all-orders", single * float(np.prod(np.arange(1, n + 1))),
                    "Not all n! orders are different: divide by the factorial of each count."),
            Mistake("mean-probability", float((p * counts).sum() / n),
                    "That is the mean probability of a word."),
        ],
        why=f"$\\frac{{{n}!}}{{{counts[0]}! \\, {counts[1]}! \\, {counts[2]}!}}$ times "
        "$\\prod_j p_j^{k_j}$. Without the number of orders it is what multinomial naive Bayes "
        "compares, since that number is the same for each class.",
        check=lambda: float(
            Binomial(n, p[0]).density(counts[0])
            * Binomial(n - int(counts[0]), p[1] / (1 - p[0])).density(counts[1])
        ),
    )  # fmt: skip


@number(level=1, covers=["S11.16", "E11.06", "C11.09"])
def bound_of_weights(rng: Rng) -> Ask:
    """How wide initial weights are."""
    fan_in, fan_out = (
        int(v) for v in rng.choice([24, 54, 96, 150, 200, 384, 600], 2, False)
    )
    he = bool(rng.integers(2))
    kind = "he" if he else "glorot"
    variance = 2 / fan_in if he else 2 / (fan_in + fan_out)
    told = (
        "that He asks for before a ReLU, $2/\\text{fan in}$"
        if he
        else "that Glorot asks for, $2/(\\text{fan in} + \\text{fan out})$"
    )
    return Ask(
        f"A layer of {fan_in} inputs and {fan_out} units is to have initial weights uniform "
        f"between $-a$ and $a$, with the variance {told}. What is a?",
        key=uniform_bound(fan_in, fan_out, kind),
        mistakes=[
            Mistake("deviation", variance**0.5, "That is the standard deviation. Uniform weights "
                    "with this for a bound have only a third of the variance asked for."),
            Mistake("no-root", 3 * variance, "Take the root: the variance of the uniform is "
                    "$a^2/3$."),
            Mistake("other-rule", uniform_bound(fan_in, fan_out, "glorot" if he else "he"),
                    "That is the rule of " + ("Glorot, 2/(fan in + fan out)." if he
                                              else "He, 2/fan in.")),
            Mistake("twelve", (12 * variance) ** 0.5, "The variance is the squared width over "
                    "12, and the width is 2a."),
        ],
        why=f"$\\operatorname{{Var}} = (2a)^2/12 = a^2/3$, so $a = \\sqrt{{3 \\cdot "
        f"{num(variance)}}}$. A fixed bound makes deep networks die out or blow up; which one "
        "depends on the width of the layers.",
        check=lambda: float(np.sqrt(3 * variance)),
    )  # fmt: skip


@choice(
    level=2, covers=["E11.03", "C11.06", "S11.10"], proof="not_rarity_but_independence"
)
def mean_beside_variance(rng: Rng) -> Ask:
    """Whether counts are Poisson."""
    centre = float(rng.choice([0.4, 3.0, 40.0, 600.0]))
    times = float(rng.choice([0.2, 1.0, 6.0]))
    seen = centre * times * float(rng.uniform(0.97, 1.03))
    texts = {
        1.0: "Nothing speaks against a Poisson",
        6.0: "No Poisson: the rate changes, or events come in bursts",
        0.2: "No Poisson: events keep a distance from each other",
    }
    hints = {
        1.0: "A Poisson has a variance equal to its mean. This is far from it.",
        6.0: "So it would be with a variance well above the mean.",
        0.2: "So it would be with a variance well below the mean.",
    }
    rarity = (
        "So large a mean is no Poisson: the events are not rare"
        if centre > 10
        else "With so small a mean it is a Poisson: the events are rare"
    )
    return Ask(
        f"Over 2,000 hours the number of events in an hour has the mean {num(centre)} and the "
        f"variance {num(seen, 3)}. What does that say?",
        key=texts[times],
        mistakes=[
            *[Mistake(f"factor-{other:g}", text, hints[other])
              for other, text in texts.items() if other != times],
            Mistake("rarity", rarity,
                    "Rarity has nothing to do with it. Independent events at one rate are "
                    "Poisson, at 600 an hour as at 0.4."),
        ],
        why="Independent events at a constant rate give a variance equal to the mean. More is "
        "overdispersion, and standard errors of a Poisson regression are then too small; a "
        "negative binomial, a Poisson whose rate is itself gamma, has room for it.",
    )  # fmt: skip


@match(level=1, covers=["S11.21", "C11.10", "C11.11"])
def what_each_models(rng: Rng) -> Ask:
    """What each is used for."""
    names = [str(v) for v in rng.permutation(list(DISTRIBUTIONS))]
    chosen = names[:5]
    right = {DISTRIBUTIONS[name][2]: name for name in chosen}
    hints = {
        "normal": "Sums of many small parts, and what squared error assumes: normal.",
        "uniform": "All values between two ends alike: uniform.",
        "exponential": "A wait, with no memory: exponential.",
        "gamma": "Positive and continuous, the form that goes with Poisson counts: gamma.",
        "beta": "Lives between 0 and 1: beta.",
        "bernoulli": "One yes or no: Bernoulli.",
        "binomial": "A count with an upper limit: binomial.",
        "poisson": "A count without an upper limit: Poisson.",
        "categorical": "One draw among k classes: categorical.",
        "multinomial": "Counts for each of k classes: multinomial.",
    }
    uses = list(right)
    return Ask(
        "Which distribution is used for what?",
        key=right,
        mistakes=[
            Mistake(f"{right[one]}-for-{right[other]}", (other, right[one]),
                    hints[right[other]])
            for one, other in zip(uses, uses[1:] + uses[:1], strict=True)
        ],
        why="Ask what values there can be: yes or no, a count with or without a limit, a class, "
        "a share, a positive time, any number. That leaves one or two.",
    )  # fmt: skip


@choices(level=1, covers=["C11.11", "S11.21"])
def which_are_counted(rng: Rng) -> Ask:
    """Discrete or continuous."""
    names = [str(v) for v in rng.permutation(list(DISTRIBUTIONS))]
    kinds = {name: DISTRIBUTIONS[name][0] for name in names}
    counted = [name for name in names if kinds[name] == "discrete"][:3]
    measured = [name for name in names if kinds[name] == "continuous"][:3]
    values = {
        "bernoulli": "0 or 1.", "binomial": "0 to n.", "poisson": "0, 1, 2, without end.",
        "categorical": "one of k classes.", "multinomial": "counts of k classes.",
        "normal": "Any real number.", "uniform": "All numbers between two ends.",
        "exponential": "All positive numbers.", "gamma": "All positive numbers.",
        "beta": "All numbers from 0 to 1.",
    }  # fmt: skip
    return Ask(
        "Which of these have probabilities of single values, so that a likelihood made of them "
        "is never above 1?",
        key={name: values[name] for name in counted},
        mistakes=[
            Mistake(name, name, f"{values[name]} A single one has probability 0; it has a "
                    "density, which may exceed 1.")
            for name in measured
        ],
        why="Probabilities of values that can be counted sum to 1. A density integrates to 1, and "
        "may be as high as it likes where it is narrow.",
    )  # fmt: skip


@match(
    level=2,
    covers=["C11.10", "C11.04", "S11.07", "S11.11", "S11.19"],
    proof="losses_are_likelihoods",
)
def loss_of_each(rng: Rng) -> Ask:
    """Which loss is which likelihood."""
    pairs = {
        "squared error": "normal, of constant variance",
        "log loss": "Bernoulli",
        "cross-entropy of a softmax": "categorical",
        "mean less count times its logarithm": "Poisson",
    }
    hints = {
        "squared error": "$-\\ln$ of $e^{-(y - \\mu)^2/2\\sigma^2}$ is a square.",
        "log loss": "$-\\ln p^y (1-p)^{1-y}$ is $-y \\ln p - (1-y) \\ln(1-p)$.",
        "cross-entropy of a softmax": "$-\\ln$ of the probability of the true one of k classes.",
        "mean less count times its logarithm": "$-\\ln \\mu^k e^{-\\mu}/k!$ is $\\mu - k \\ln "
        "\\mu$, and a constant.",
    }
    losses = [str(v) for v in rng.permutation(list(pairs))]
    right = {loss: pairs[loss] for loss in losses}
    return Ask(
        "Each loss is, but for a factor and a constant, the negative log-likelihood of a "
        "distribution of the targets. Of which?",
        key=right,
        mistakes=[
            Mistake(f"{right[one]}-for-{other}".replace(" ", "-").replace(",", ""),
                    (other, right[one]), hints[other])
            for one, other in zip(losses, losses[1:] + losses[:1], strict=True)
        ],
        why="To choose a loss is to say how targets stray around the prediction. Squared error on "
        "counts or on yes and no says something that is not true of them.",
    )  # fmt: skip


@choices(level=2, covers=["E11.01", "C11.03"], proof="conditions_of_the_limit")
def when_means_are_normal(rng: Rng) -> Ask:
    """When a mean is about normal."""
    n = int(rng.choice([1_000, 5_000]))
    good = (
        ("independent exponential waits", "skewed each, but of finite variance: the skew of the "
         "mean is 2 over the root of n."),
        ("independent tosses of a coin", "only two values each, and yet the share of heads is all "
         "but normal."),
        ("independent Poisson counts of rate 5", "finite variance; so many of them are plenty."),
        ("independent uniform numbers", "finite variance, and symmetric: a dozen would do."),
    )  # fmt: skip
    bad = (
        Mistake("cauchy", "independent Cauchy numbers", "Their variance is not finite. The mean "
                "of any number of them is Cauchy again."),
        Mistake("shared", "exponential waits that share one exponential delay",
                "They are not independent: the shared delay is in every one, so it stays in the "
                "mean with all of its skew."),
        Mistake("copies", f"one exponential wait, copied {n} times",
                "The mean of copies is the number itself."),
        Mistake("dominated", "uniform numbers, of which one is in millions and exponential",
                "One part that dominates gives the mean its shape."),
    )  # fmt: skip
    right = [good[i] for i in rng.permutation(4)[:2]]
    wrong = [bad[i] for i in rng.permutation(4)[:3]]
    return Ask(
        f"The mean of {n} numbers is looked at, over many repetitions. For which numbers is it "
        "about normal?",
        key=dict(right),
        mistakes=wrong,
        why="Independent or nearly so, of finite variance, none dominating. What single numbers "
        "look like hardly matters; how they hang together does.",
    )


@number(level=2, covers=["S11.09", "S11.08"])
def better_than_a_coin(rng: Rng) -> Ask:
    """A p-value by the binomial."""
    n = int(rng.integers(8, 16))
    k = n - int(rng.integers(1, 4))
    source = Binomial(n, 0.5)
    return Ask(
        f"A classifier is right on {k} of {n} balanced rows. If it only tossed coins, how "
        "probable would a result as good as this one, or better, be?",
        key=binomial_test(k, n, 0.5, "greater"),
        mistakes=[
            Mistake("exactly", float(source.density(k)), "That is exactly so many. A better "
                    "result would impress as much."),
            Mistake("better-only", float(source.survival(k)), "That leaves out the result "
                    "itself: “or better” includes it."),
            Mistake("two-sided", binomial_test(k, n), "That counts results as bad as this is "
                    "good, too."),
            Mistake("share", k / n, "That is the accuracy."),
        ],
        why=f"$\\sum_{{i \\ge {k}}} \\binom{{{n}}}{{i}}/2^{{{n}}}$. It is what coins do, not the "
        "probability that the classifier is a coin.",
        check=lambda: float(source.density(np.arange(k, n + 1)).sum()),
    )  # fmt: skip


@steps(level=2, covers=["S11.04", "S11.03", "C11.10"])
def interval_of_a_mean(rng: Rng) -> Ask:
    """A confidence interval from few rows."""
    n, t = [(4, 3.182), (9, 2.306), (16, 2.131)][int(rng.integers(3))]
    s = float(rng.choice([2.0, 3.0, 6.0, 12.0]))
    centre = float(rng.integers(20, 60))
    # Numbers of just this mean and deviation.
    z = np.linspace(-1.0, 1.0, n)
    x = centre + s * z / z.std(ddof=1)
    low, high = mean_interval(x)
    return Ask(
        f"{n} independent rows, about normal, have the mean {num(centre)} and the standard "
        f"deviation {num(s)} (with n - 1). Student's 97.5 % quantile for {n - 1} degrees of "
        f"freedom is {num(t)}. What is",
        key=(
            Part("the standard error of the mean", s / n**0.5, mistakes=[
                Mistake("not-divided", s, "That is how far rows stray. The mean strays less, by "
                        "the root of n."),
                Mistake("by-n", s / n, "Divide by the root of n."),
            ]),
            Part("the upper end of the 95 % interval", high, lambda e: centre + t * e, [
                Mistake("normal-quantile", centre + 1.96 * s / n**0.5,
                        "1.96 is for a known deviation. s is a guess as well, from few rows."),
                Mistake("of-rows", centre + t * s, "That would be for rows; the mean has the "
                        "standard error."),
                Mistake("lower", low, "That is the lower end."),
            ]),
        ),
        mistakes=[],
        why=f"${num(centre)} + {num(t)} \\cdot {num(s)}/\\sqrt{{{n}}}$. The 95 % belong to the "
        "procedure: so many of such intervals hold the true mean. With 1.96 fewer do.",
        check=lambda: (float(x.std(ddof=1)) / n**0.5, centre + t * s / n**0.5),
    )  # fmt: skip


@steps(level=2, covers=["S11.11", "C11.10"])
def two_groups_of_counts(rng: Rng) -> Ask:
    """What a weight of a Poisson regression means."""
    low, times = int(rng.integers(2, 5)), int(rng.choice([2, 3, 4]))
    y = np.array([low - 1, low + 1, times * low - 2, times * low + 2], dtype=float)
    X = np.array([[0.0], [0.0], [1.0], [1.0]])
    model = TweedieRegression().fit(X, y)
    two, line = float(model.predict([[2.0]])[0]), low + 2 * (times - 1) * low
    return Ask(
        f"Rows with x = 0 have the counts {num(y[0])} and {num(y[1])}, rows with x = 1 the counts "
        f"{num(y[2])} and {num(y[3])}. A Poisson regression, $\\ln \\mu = b + wx$, is fitted "
        "without penalty. What is",
        key=(
            Part("the intercept b", model.intercept_, mistakes=[
                Mistake("no-logarithm", float(low), "That is the mean at x = 0. The intercept is "
                        "its logarithm."),
            ]),
            Part("the weight w", float(model.coef_[0]), mistakes=[
                Mistake("difference", float(times * low - low), "That is by how much the mean "
                        "grows. On the scale of logarithms the weight is that of the "
                        "ratio."),
                Mistake("ratio", float(times), "That is $e^w$."),
            ]),
            Part("the mean predicted at x = 2", two,
                 lambda b, w: float(np.exp(min(b + 2 * w, 50.0))), [
                Mistake("along-a-line", float(line), "A step in x multiplies the mean; it does "
                        "not add."),
                Mistake("logarithm", float(np.log(two)), "That is its logarithm."),
            ]),
        ),
        mistakes=[],
        why=f"With two groups the fit has their means, {low} and {times * low}: $b = \\ln {low}$, "
        f"$w = \\ln {times}$. Each unit of x multiplies the mean by {times}; no prediction is "
        "below 0.",
        check=lambda: (np.log(low), np.log(times), float(low * times**2)),
    )  # fmt: skip


@number(level=2, covers=["S11.05", "S11.06", "C11.10"])
def which_of_two_normals(rng: Rng) -> Ask:
    """From which normal a row came."""
    gap, share = int(rng.choice([2, 3, 4])), float(rng.choice([0.1, 0.2, 0.3]))
    x = float(rng.choice([0.25, 0.4, 0.6, 0.75])) * gap
    near, far = Normal(0.0, 1.0), Normal(float(gap), 1.0)
    own = share * float(far.density(x))
    rest = (1 - share) * float(near.density(x))
    return Ask(
        f"A mixture has two parts: {num(1 - share)} of the rows are $\\mathcal{{N}}(0, 1)$, "
        f"{num(share)} are $\\mathcal{{N}}({gap}, 1)$. What is the probability that a row "
        f"with x = {num(x)} came from the second?",
        key=own / (own + rest),
        mistakes=[
            Mistake("share-alone", share, "That is so before x is seen."),
            Mistake("densities-alone", float(far.density(x) / (far.density(x) + near.density(x))),
                    "You left out that one part has more rows."),
            Mistake("odds", own / rest, "Those are the odds. Divide by the sum of both."),
            Mistake("joint", own, "That is share times density. Divide by the sum over parts."),
        ],
        why=f"Share times density for each part, over their sum; the densities are "
        f"{num(float(far.density(x)))} and {num(float(near.density(x)))}. Gaussian naive Bayes "
        "does this with labels, and a Gaussian mixture without, where it is the E step.",
        check=lambda: 1 / (1 + (1 - share) / share * np.exp(gap**2 / 2 - gap * x)),
    )  # fmt: skip


@recall(level=1, covers=["C11.05", "C11.06", "E11.03", "S11.10"])
def binomial_or_poisson(rng: Rng) -> Ask:
    """Binomial or Poisson, in words."""
    del rng
    return Ask(
        "“When is a count binomial, when Poisson?”",
        key=(
            "Binomial: successes in a known number n of independent trials with one p; n is its "
            "upper limit",
            "Poisson: events in a stretch of time or space, independent, at a constant rate; no "
            "upper limit",
            Point("The Poisson is the limit for many trials and small p, with λ = np",
                  "How do the two hang together?"),
            Point("Mean and variance: np and np(1 - p); λ and λ", "What about their variances?"),
            Point("Rarity is not needed: 500 an hour can be Poisson",
                  "Is a Poisson only for rare events?"),
            Point("Overdispersion: variance above the mean, by bursts or a changing rate; then "
                  "negative binomial", "How do you see that it does not fit?"),
        ),
        mistakes=[],
        why="“Poisson is for rare events” is the usual answer, and it is the approximation that is "
        "meant. What the Poisson itself needs is independence and a constant rate.",
    )  # fmt: skip


@recall(level=2, covers=["C11.08", "S11.14", "C11.07"])
def what_has_no_memory(rng: Rng) -> Ask:
    """No memory, in words."""
    del rng
    return Ask(
        "“What does it mean that the exponential distribution has no memory?”",
        key=(
            "Having waited s, the wait still to come is distributed as at the start: "
            "$P(X > s + t \\mid X > s) = P(X > t)$",
            Point("It follows from $e^{-\\lambda(s+t)} = e^{-\\lambda s} e^{-\\lambda t}$",
                  "Can you show it?"),
            Point("The exponential alone among continuous ones; the geometric among counts",
                  "Is there another one?"),
            Point("It is the wait between independent events at a constant rate, a Poisson "
                  "process", "Where do such waits come from?"),
            Point("A constant hazard: wrong for what wears out or what has early failures",
                  "Would you model the life of a hard disk by it?"),
            Point("Then Weibull or gamma, or Kaplan and Meier without a form",
                  "What would you take instead?"),
        ),
        mistakes=[],
        why="The trap is the opposite, the gambler's “it must come soon”. And the other trap is to "
        "use it for lives that age.",
    )  # fmt: skip


@recall(level=2, covers=["C11.10", "C11.11", "S11.21"])
def distribution_of_a_target(rng: Rng) -> Ask:
    """A distribution for a target, in words."""
    del rng
    return Ask(
        "“How do you choose a distribution for a target, and what does a model do with it?”",
        key=(
            "By the values it can have: yes or no, a class, a count, a positive amount, a share, "
            "any number",
            Point("A model predicts its parameter: p by a sigmoid, the p's by a softmax, a rate by "
                  "an exponential", "What does the network put out, then?"),
            Point("Its negative log-likelihood is the loss: squared error, log loss, "
                  "cross-entropy, Poisson loss", "And the loss?"),
            Point("It is about the target given the features, not about its histogram",
                  "The histogram of the target is skewed. Is the normal out?"),
            Point("Check: residuals, variance beside mean, calibration",
                  "How do you see that you chose wrong?"),
            Point("A wrong one may still give good means, but wrong intervals",
                  "What breaks if you are wrong?"),
        ),
        mistakes=[],
        why="Candidates list distributions. Say what the choice does: it fixes the last layer "
        "and the loss.",
    )  # fmt: skip
