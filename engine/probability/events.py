"""Classical probability: count the favourable outcomes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from fractions import Fraction
from typing import Any

from engine.system import system

Event = Callable[[Any], bool]
"""Says of an outcome whether the event has happened."""


@system("S13.01")
def probability(event: Event, space: Collection[Hashable]) -> Fraction:
    """`favourable / possible` outcomes, exactly.

    Right where all outcomes are equally likely, and only there: the sums of two
    dice are not, the pairs of faces are.

    Args:
        event: true of the favourable outcomes.
        space: all outcomes, each once.

    Raises:
        ValueError: space is empty, or an outcome occurs twice.

    Source:
        Ross, A First Course in Probability (2014), section 2.5.

    >>> dice = [(a, b) for a in range(1, 7) for b in range(1, 7)]
    >>> probability(lambda roll: sum(roll) == 7, dice)
    Fraction(1, 6)
    """
    if not space:
        raise ValueError("space must hold at least one outcome")
    if len(set(space)) < len(space):
        raise ValueError("space holds an outcome twice")
    return Fraction(sum(bool(event(outcome)) for outcome in space), len(space))


@system("S13.02")
def complement(event: Event) -> Event:
    """The event that `event` has not happened: `P(not A) = 1 - P(A)`.

    >>> probability(complement(lambda face: face == 6), range(1, 7))
    Fraction(5, 6)
    """
    return lambda outcome: not event(outcome)


@system("S13.03")
def union_probability(a: Event, b: Event, space: Collection[Hashable]) -> Fraction:
    """`P(A or B) = P(A) + P(B) - P(A and B)`, by the addition rule.

    What belongs to both was counted twice. Exclusive events have nothing in
    common, and there the probabilities just add up.

    Args:
        a, b, space: as for `probability`.

    Raises:
        ValueError: as `probability`.

    Source:
        Ross, A First Course in Probability (2014), proposition 4.3.

    >>> union_probability(lambda f: f % 2 == 0, lambda f: f > 3, range(1, 7))
    Fraction(2, 3)
    """
    both = probability(lambda outcome: a(outcome) and b(outcome), space)
    return probability(a, space) + probability(b, space) - both


@system("S13.05")
def conditional_probability(
    a: Event, b: Event, space: Collection[Hashable]
) -> Fraction:
    """`P(A | B) = P(A and B) / P(B)`: A among the outcomes where B holds.

    Args:
        a, b, space: as for `probability`.

    Raises:
        ValueError: B never happens, or as `probability`.

    Source:
        Ross, A First Course in Probability (2014), section 3.2.

    >>> conditional_probability(lambda f: f == 6, lambda f: f % 2 == 0, range(1, 7))
    Fraction(1, 3)
    """
    given = probability(b, space)
    if given == 0:
        raise ValueError("the condition never happens; nothing follows from it")
    return probability(lambda outcome: a(outcome) and b(outcome), space) / given


@system("S13.04")
def intersection_probability(
    a: Event, b: Event, space: Collection[Hashable]
) -> Fraction:
    """`P(A and B) = P(A | B) P(B)`, by the multiplication rule.

    For independent events `P(A | B) = P(A)`, and the probabilities multiply.

    Args:
        a, b, space: as for `probability`.

    Raises:
        ValueError: as `probability`.

    Source:
        Ross, A First Course in Probability (2014), section 3.2.

    >>> draws = [(i, j) for i in range(5) for j in range(5) if i != j]  # 0-2 are red
    >>> intersection_probability(lambda d: d[0] < 3, lambda d: d[1] < 3, draws)
    Fraction(3, 10)
    """
    given = probability(b, space)
    return conditional_probability(a, b, space) * given if given else Fraction(0)


@system("S13.04")
def independent(a: Event, b: Event, space: Collection[Hashable]) -> bool:
    """Whether `P(A and B) = P(A) P(B)`: knowing one says nothing of the other.

    Exclusive events of positive probability never are: one rules out the other.

    Args:
        a, b, space: as for `probability`.

    Raises:
        ValueError: as `probability`.

    >>> dice = [(i, j) for i in range(1, 7) for j in range(1, 7)]
    >>> independent(lambda r: r[0] == 6, lambda r: r[0] + r[1] == 7, dice)
    True
    """
    product = probability(a, space) * probability(b, space)
    return intersection_probability(a, b, space) == product
