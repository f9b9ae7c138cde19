"""The chain rule for functions of one number, by hand-written derivatives."""

from __future__ import annotations

from collections.abc import Callable

from engine.system import system

Scalar = Callable[[float], float]


@system("S36.01")
def compose_derivative(
    stages: list[tuple[Scalar, Scalar]], x: float
) -> tuple[float, float]:
    """Value and derivative of a composition: `(f o g)'(x) = f'(g(x)) g'(x)`.

    Each derivative is taken where its own input is, not at x: the one mistake
    that the rule invites.

    Args:
        stages: each function with its derivative; the first is applied first.
            None at all is the identity, with derivative 1.
        x: the point.

    Returns:
        The last stage's value, and the product of all the derivatives.

    Source:
        Spivak, Calculus (2008), chapter 10, theorem 9.

    >>> inner = (lambda x: 3 * x**2 + 1, lambda x: 6 * x)
    >>> outer = (lambda u: u**2, lambda u: 2 * u)
    >>> compose_derivative([inner, outer], 2.0)  # 13^2 and 2 * 13 * 12
    (169.0, 312.0)
    """
    product = 1.0
    for f, derivative in stages:
        product *= derivative(x)
        x = f(x)
    return x, product
