r"""Quantiles, by the method asked for

Between the sorted numbers of a sample there are gaps, and tools fill them in different ways.
Sort the numbers to $x_1 \le \dots \le x_n$. Each method has two numbers $(a, b)$ and looks at
the place

$$
h = q \, (n + 1 - a - b) + a ,
$$

counted from 1 and kept between 1 and $n$. The quantile lies between the two numbers around
place $h$, as far along as the fraction of $h$ says.

| method | a | b |
|---|---|---|
| `"linear"`, if nothing is said | 1 | 1 |
| `"weibull"` | 0 | 0 |
| `"hazen"` | 1/2 | 1/2 |
| `"median_unbiased"` | 1/3 | 1/3 |
| `"normal_unbiased"` | 3/8 | 3/8 |
| `"interpolated_inverted_cdf"` | 0 | 1 |

One more, `"inverted_cdf"`, takes the smallest $x_i$ with $i/n \ge q$, and $x_1$ for $q = 0$. It
does not interpolate. Beware of rounding: `0.07 * 100` is not 7.

- `x`: finite numbers in any order, shape `(n,)`, $n \ge 1$. Leave it as it is.
- `q`: shares in $[0, 1]$, a number or an array of any shape.
- Return the quantiles, of the shape of `q`.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> quantile([4.0, 1.0, 2.0], 0.25), quantile([4.0, 1.0, 2.0], 0.25, "weibull")
    (array(1.5), array(1.))
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.statistics.quantiles import quantile
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_call

challenge = Challenge(
    reference=quantile,
    level=2,
    minutes=20,
    compare=close(rtol=1e-6, atol=1e-9),
    constraints=[no_call("np.quantile"), no_call("np.percentile")],
    covers=["H10.01", "S10.05", "C10.04", "E10.04"],
)

ENDS = {
    "linear": (1.0, 1.0),
    "weibull": (0.0, 0.0),
    "hazen": (0.5, 0.5),
    "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8),
    "interpolated_inverted_cdf": (0.0, 1.0),
}
METHODS = (*ENDS, "inverted_cdf")

EIGHT = [7.0, 2.0, 100.0, 3.0, 1.0, 9.0, 2.0, 4.0]
QUARTILES = [0.25, 0.5, 0.75]

EXAMPLES = [
    ([4.0, 1.0, 2.0], 0.25),
    ([4.0, 1.0, 2.0], 0.25, "weibull"),
    (EIGHT, QUARTILES, "hazen"),
    (EIGHT, QUARTILES, "inverted_cdf"),
]

EDGES = {
    "a single number": ([3.0], [0.0, 0.3, 1.0]),
    "a single number, weibull": ([3.0], [0.0, 0.3, 1.0], "weibull"),
    "a single number, inverted": ([3.0], [0.0, 0.3, 1.0], "inverted_cdf"),
    "the ends": (EIGHT, [0.0, 1.0]),
    "beyond the ends, weibull": (EIGHT, [0.0, 0.05, 0.95, 1.0], "weibull"),
    "beyond the ends, hazen": (EIGHT, [0.0, 0.05, 0.95, 1.0], "hazen"),
    "the ends, inverted": (EIGHT, [0.0, 1.0], "inverted_cdf"),
    "rounding": (np.arange(100.0), [0.07, 0.14, 0.28, 0.29, 0.55, 0.56, 0.57, 0.58],
                 "inverted_cdf"),
    "just above a step": ([1.0, 2.0, 3.0, 4.0], [0.25, 0.2501, 0.5, 0.5001],
                          "inverted_cdf"),
    "quartiles, weibull": (EIGHT, QUARTILES, "weibull"),
    "median_unbiased": (EIGHT, [0.1, 0.3, 0.8], "median_unbiased"),
    "normal_unbiased": (EIGHT, [0.1, 0.3, 0.8], "normal_unbiased"),
    "a and b differ": (EIGHT, [0.1, 0.3, 0.8], "interpolated_inverted_cdf"),
    "two numbers": ([5.0, -5.0], [0.1, 0.5, 0.9]),
    "all alike": ([2.0, 2.0, 2.0, 2.0], QUARTILES, "hazen"),
    "one share": (EIGHT, 0.9, "weibull"),
    "shares in a matrix": (EIGHT, [[0.1, 0.9], [0.5, 0.4]]),
    "whole numbers": ([1, 2, 4, 9], [0.3, 0.7]),
}  # fmt: skip

EQUIVALENT = {
    "-> pass": "every case has arguments of the right kind",
    "True -> False": "every case is finite",
    "(q >= 0)": "every share is between 0 and 1",
    "(q <= 1)": "every share is between 0 and 1",
    ".all()": "every share is between 0 and 1",
    "method not in PLOTTING": "every case has a known method",
    "9 ->": "one digit more or less changes no case",
    "np.clip(1,": "a clip from below treats both of its first arguments alike",
    "n - 1 -> n": "at the last place both neighbours are the last number",
    ": 1 -> 0": "a place is 1 at least before it is cut to a whole number",
    ": 1 -> 2": "at the last place both neighbours are the last number",
}


def draw(rng: np.random.Generator) -> tuple[Array, Array, str]:
    """One to twelve numbers and a few shares, by any of the methods."""
    x = rng.normal(size=int(rng.integers(1, 13))).round(1)
    q = rng.integers(0, 21, size=int(rng.integers(1, 5))) / 20
    return x, q, str(rng.choice(METHODS))


def _placed(x: Any, q: Any, ends: tuple[float, float]) -> Array:
    """Interpolated at place h, kept within the sample."""
    ordered, q = np.sort(np.asarray(x, dtype=float)), np.asarray(q, dtype=float)
    a, b = ends
    h = q * (len(ordered) + 1 - a - b) + a
    return np.asarray(np.interp(h, np.arange(1, len(ordered) + 1), ordered))


def _stepped(x: Any, q: Any) -> Array:
    """The smallest number whose rank is enough."""
    ordered, q = np.sort(np.asarray(x, dtype=float)), np.asarray(q, dtype=float)
    rank = np.ceil(np.round(len(ordered) * q, 9)).astype(int)
    return np.asarray(ordered[np.maximum(rank, 1) - 1])


@wrong("You interpolate in the order given. Sort the numbers first.")
def unsorted(x: Any, q: Any, method: str = "linear") -> Array:
    """No sort."""
    x = np.asarray(x, dtype=float)
    if method == "inverted_cdf":
        return _stepped(x, q)
    a, b = ENDS[method]
    h = np.asarray(q, dtype=float) * (len(x) + 1 - a - b) + a
    return np.asarray(np.interp(h, np.arange(1, len(x) + 1), x))


@wrong("You take place q(n - 1) + 1 for every method. The methods differ in a and b.")
def always_linear(x: Any, q: Any, method: str = "linear") -> Array:
    """One method for all but the steps."""
    return _stepped(x, q) if method == "inverted_cdf" else _placed(x, q, ENDS["linear"])


@wrong("You count places from 0. The formula for h counts from 1.")
def counted_from_zero(x: Any, q: Any, method: str = "linear") -> Array:
    """One place too far up."""
    if method == "inverted_cdf":
        return _stepped(x, q)
    ordered, q = np.sort(np.asarray(x, dtype=float)), np.asarray(q, dtype=float)
    a, b = ENDS[method]
    h = q * (len(ordered) + 1 - a - b) + a
    return np.asarray(np.interp(h, np.arange(len(ordered)), ordered))


@wrong("You take the nearest number. Between two numbers the quantile lies between.")
def nearest(x: Any, q: Any, method: str = "linear") -> Array:
    """Rounded to a place."""
    if method == "inverted_cdf":
        return _stepped(x, q)
    ordered, q = np.sort(np.asarray(x, dtype=float)), np.asarray(q, dtype=float)
    a, b = ENDS[method]
    h = np.clip(q * (len(ordered) + 1 - a - b) + a, 1, len(ordered))
    return np.asarray(ordered[np.rint(h).astype(int) - 1])


@wrong(
    "You go on beyond the outermost numbers along the last line. Places are kept between 1 "
    "and n, so nothing is smaller than the smallest."
)
def extrapolated(x: Any, q: Any, method: str = "linear") -> Array:
    """No clipping of h."""
    if method == "inverted_cdf" or len(x) < 2:
        return _stepped(x, q)
    ordered, q = np.sort(np.asarray(x, dtype=float)), np.asarray(q, dtype=float)
    a, b = ENDS[method]
    h = q * (len(ordered) + 1 - a - b) + a
    below = np.clip(np.floor(h).astype(int), 1, len(ordered) - 1)
    left, right = ordered[below - 1], ordered[below]
    return np.asarray(left + (h - below) * (right - left))


@wrong(
    "You round n q up as the machine has it: 0.07 * 100 is a little more than 7 there, and you "
    "get the eighth number. Round off the machine's error first."
)
def rounding_error(x: Any, q: Any, method: str = "linear") -> Array:
    """ceil of n q."""
    if method != "inverted_cdf":
        return _placed(x, q, ENDS[method])
    ordered, q = np.sort(np.asarray(x, dtype=float)), np.asarray(q, dtype=float)
    rank = np.maximum(np.ceil(len(ordered) * q).astype(int), 1)
    return np.asarray(ordered[rank - 1])


@wrong(
    "Your place for inverted_cdf is rounded down. It is the smallest i whose share i/n is at "
    "least q."
)
def rank_rounded_down(x: Any, q: Any, method: str = "linear") -> Array:
    """floor of n q."""
    if method != "inverted_cdf":
        return _placed(x, q, ENDS[method])
    ordered, q = np.sort(np.asarray(x, dtype=float)), np.asarray(q, dtype=float)
    rank = np.floor(np.round(len(ordered) * q, 9)).astype(int)
    return np.asarray(ordered[np.maximum(rank, 1) - 1])


@wrong("For q = 0 your rank is 0, and index -1 is the largest number. Take the first.")
def zero_is_the_last(x: Any, q: Any, method: str = "linear") -> Array:
    """rank - 1 is -1."""
    if method != "inverted_cdf":
        return _placed(x, q, ENDS[method])
    ordered, q = np.sort(np.asarray(x, dtype=float)), np.asarray(q, dtype=float)
    return np.asarray(ordered[np.ceil(np.round(len(ordered) * q, 9)).astype(int) - 1])


@wrong("You flatten the shares. The result has the shape of q.")
def flattened(x: Any, q: Any, method: str = "linear") -> Array:
    """Always one axis."""
    q = np.ravel(np.asarray(q, dtype=float))
    return _stepped(x, q) if method == "inverted_cdf" else _placed(x, q, ENDS[method])


@accept
def by_interp(x: Any, q: Any, method: str = "linear") -> Array:
    """NumPy's interpolation, which stops at the ends."""
    return _stepped(x, q) if method == "inverted_cdf" else _placed(x, q, ENDS[method])


@accept
def by_searching(x: Any, q: Any, method: str = "linear") -> Array:
    """Ranks by a search among the shares i / n."""
    if method != "inverted_cdf":
        return _placed(x, q, ENDS[method])
    ordered, q = np.sort(np.asarray(x, dtype=float)), np.asarray(q, dtype=float)
    shares = np.arange(1, len(ordered) + 1) / len(ordered)
    at = np.searchsorted(shares, q - 1e-12)
    return np.asarray(ordered[np.minimum(at, len(ordered) - 1)])


@accept(naive=True)
def share_by_share(x: Any, q: Any, method: str = "linear") -> Array:
    """A loop over the shares."""
    ordered = sorted(float(v) for v in x)
    n, shares = len(ordered), np.asarray(q, dtype=float)
    found = np.empty(shares.shape)
    for place in np.ndindex(shares.shape):
        share = float(shares[place])
        if method == "inverted_cdf":
            rank = max(math.ceil(round(n * share, 9)), 1)
            found[place] = ordered[rank - 1]
            continue
        a, b = ENDS[method]
        h = min(max(share * (n + 1 - a - b) + a, 1), n)
        below = min(math.floor(h), max(n - 1, 1))
        left, right = ordered[below - 1], ordered[min(below, n - 1)]
        found[place] = left + (h - below) * (right - left)
    return found
