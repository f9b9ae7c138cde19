r"""The price of a wrong belief

Write the Kullback-Leibler divergence

$$
\mathrm{KL}(p \,\|\, q) = \sum_i p_i \log_b \frac{p_i}{q_i} .
$$

- `p`, `q`: probabilities, shape `(k,)` each, `k >= 1`; each sums to 1.
- `base`: the base $b$ of the logarithm, above 1; `np.e` if nothing is said.
- Where $p_i = 0$ the term is 0, whatever $q_i$ is.
- Where $q_i = 0 < p_i$ the divergence is `np.inf`: q rules out what p allows.
- Return a number. Nothing may warn.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> round(kl_divergence(np.array([0.5, 0.5]), np.array([0.9, 0.1])), 4)
    0.5108
"""

from __future__ import annotations

import warnings
from math import inf, log

import numpy as np
from scipy.special import rel_entr
from scipy.stats import entropy

from engine.arrays import Array
from engine.statistics.information import kl_divergence
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=kl_divergence,
    level=1,
    minutes=10,
    compare=close(rtol=1e-6, atol=1e-9),
    constraints=[no_import("torch")],
    covers=["H13.03", "S13.12", "E13.04"],
)

Case = tuple[Array, Array] | tuple[Array, Array, float]

P = np.array([0.1, 0.2, 0.3, 0.4])
Q = np.array([0.3, 0.1, 0.2, 0.4])

EXAMPLES = [
    (np.array([0.5, 0.5]), np.array([0.9, 0.1])),
    (P, Q),
    (P, Q, 2.0),
]

EDGES = {
    "equal": (P, P),
    "one outcome": (np.array([1.0]), np.array([1.0])),
    "certain": (np.array([1.0, 0.0]), np.array([0.25, 0.75]), 2.0),
    "p has zeros": (np.array([0.0, 0.5, 0.5]), np.array([0.2, 0.2, 0.6])),
    "both have the same zero": (np.array([0.0, 0.3, 0.7]), np.array([0.0, 0.6, 0.4])),
    "q rules out what p allows": (np.array([0.5, 0.5]), np.array([1.0, 0.0])),
    "ruled out, in bits": (np.array([0.2, 0.8]), np.array([0.0, 1.0]), 2.0),
    "base 10": (P, Q, 10.0),
    "base below e": (P, Q, 1.5),
    "tiny shares": (np.array([1e-12, 1 - 1e-12]), np.array([1e-9, 1 - 1e-9])),
}

EQUIVALENT = {
    "True -> False": "every case is finite",
    "-> pass": "every case has probabilities",
    "return array -> return -array": "the terms are ratios and products of both",
}


def draw(rng: np.random.Generator) -> Case:
    """Two distributions over two to seven values, at times with a zero in p."""
    k = int(rng.integers(2, 8))
    p, q = rng.dirichlet(np.ones(k), size=2)
    if rng.random() < 0.3:
        p[0] = 0.0
        p /= p.sum()
    return p, q, float(rng.choice([2.0, np.e, 10.0]))


def _sum(terms: Array, base: float) -> float:
    return float(np.sum(terms) / np.log(base))


@wrong(
    "You weigh by q. The first argument is what holds: its probabilities are the weights."
)
def weighed_by_q(p: Array, q: Array, base: float = np.e) -> float:
    """KL(q || p)."""
    return _sum(rel_entr(q, p), base)


@wrong(
    "The sign is turned: $\\log p/q$, not $\\log q/p$. A divergence is never below 0."
)
def turned(p: Array, q: Array, base: float = np.e) -> float:
    """Minus the divergence."""
    return -_sum(rel_entr(p, q), base)


@wrong("You take the logarithm of base 2 whichever is asked for.")
def always_bits(p: Array, q: Array, base: float = np.e) -> float:
    """Bits."""
    del base
    return _sum(rel_entr(p, q), 2.0)


@wrong("The base is left out: it is the natural logarithm over that of the base.")
def always_nats(p: Array, q: Array, base: float = np.e) -> float:
    """Nats."""
    del base
    return _sum(rel_entr(p, q), float(np.e))


@wrong("A little is added to both, so that no logarithm is infinite. Where q rules out what p "
       "allows the divergence is infinite, and that is worth knowing.")  # fmt: skip
def a_little_added(p: Array, q: Array, base: float = np.e) -> float:
    """Smoothed by 1e-10."""
    return _sum(p * np.log((p + 1e-10) / (q + 1e-10)), base)


@wrong("You left out the places where q is 0, also those where p is not: there the divergence is "
       "infinite.")  # fmt: skip
def zeros_of_q_left_out(p: Array, q: Array, base: float = np.e) -> float:
    """Over q > 0 only."""
    kept = q > 0
    return _sum(rel_entr(p[kept], q[kept]), base)


@wrong("A term with $p_i = 0$ is 0 times minus infinity in your formula, which is not a number. By "
       "definition it is 0.")  # fmt: skip
def nan_at_zeros(p: Array, q: Array, base: float = np.e) -> float:
    """The formula as it stands."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return _sum(p * np.log(p / q), base)


@wrong(
    "That is the mean of both directions, which is symmetric. The divergence is not."
)
def both_directions(p: Array, q: Array, base: float = np.e) -> float:
    """Jeffreys' divergence, halved."""
    return (_sum(rel_entr(p, q), base) + _sum(rel_entr(q, p), base)) / 2


@accept
def by_scipy(p: Array, q: Array, base: float = np.e) -> float:
    """SciPy's relative entropy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(entropy(p, q, base=base))


@accept
def term_by_term(p: Array, q: Array, base: float = np.e) -> float:
    """A loop."""
    total = 0.0
    for a, b in zip(p.tolist(), q.tolist(), strict=True):
        if a > 0 and b == 0:
            return inf
        if a > 0:
            total += a * log(a / b, base)
    return total
