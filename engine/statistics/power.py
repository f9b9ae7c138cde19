"""Power: how likely a test finds an effect that is there."""

from __future__ import annotations

import numpy as np

from engine.statistics.continuous import Normal
from engine.system import system


@system("S13.14")
def power_two_groups(effect: float, n: int, alpha: float = 0.05) -> float:
    """Probability of rejecting "one mean" when the means differ by `effect`.

    Two-sided z-test, n numbers in each group, known deviation:
    `Phi(-z + d) + Phi(-z - d)` with `d = |effect| sqrt(n / 2)` and z the
    `1 - alpha / 2` quantile. Without an effect it is alpha, the error of the first
    kind; 1 - power is that of the second kind.

    Args:
        effect: difference of the means, in standard deviations (Cohen's d).
        n: numbers in each group, at least 1.
        alpha: level of the test, between 0 and 1.

    Raises:
        ValueError: n or alpha is out of range.

    Source:
        Cohen, Statistical Power Analysis for the Behavioral Sciences (1988),
        chapter 2; there for the t-test, which needs one or two numbers more.

    >>> round(power_two_groups(0.5, 63), 3), round(power_two_groups(0.0, 63), 3)
    (0.801, 0.05)
    """
    if n < 1 or not 0 < alpha < 1:
        raise ValueError(f"n must be at least 1, alpha in (0, 1); got {n}, {alpha}")
    z = Normal().quantile(1 - alpha / 2)
    shift = effect * np.sqrt(n / 2)
    return float(Normal().cdf(-z + shift) + Normal().cdf(-z - shift))


@system("S13.14")
def size_two_groups(effect: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """Smallest n in each group with at least this power.

    About `2 ((z_(1 - alpha / 2) + z_power) / effect)^2`: half the effect asks for
    four times the numbers.

    Args:
        effect: as for `power_two_groups`, not 0.
        power: between alpha and 1.
        alpha: level of the test, between 0 and 1.

    Raises:
        ValueError: effect is 0, or power is not between alpha and 1.

    >>> size_two_groups(0.5), size_two_groups(0.25)
    (63, 252)
    """
    if effect == 0 or not 0 < alpha < power < 1:
        raise ValueError(
            f"effect must not be 0, and 0 < alpha < power < 1; got {effect}, {alpha}, "
            f"{power}"
        )
    z = Normal().quantile([1 - alpha / 2, power]).sum()
    n = int(np.ceil(2 * (z / effect) ** 2))
    # The formula leaves out the far tail, so it may ask for too many.
    while n > 1 and power_two_groups(effect, n - 1, alpha) >= power:
        n -= 1
    return n
