"""Numbers and arrays as text, for prompts, explanations and keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def num(x: float, digits: int = 4) -> str:
    """A number with `digits` significant digits, never `-0` and never in 17 digits.

    >>> num(0.2350001), num(-0.0), num(50000.0, 6)
    ('0.235', '0', '50000')
    """
    text = f"{float(x):.{digits}g}"
    return "0" if float(text) == 0 else text


def array(x: ArrayLike, digits: int = 4) -> str:
    """A vector or matrix in NumPy's way of writing it, on one line.

    >>> array([[1.0, -0.5], [0.0, 2.25]])
    '[[1, -0.5], [0, 2.25]]'
    """
    values = np.asarray(x, dtype=float)
    if values.ndim == 0:
        return num(float(values), digits)
    return "[" + ", ".join(array(row, digits) for row in values) + "]"


def vec(x: ArrayLike, digits: int = 4) -> str:
    """A vector or matrix for a prompt, in the type of code."""
    return f"`{array(x, digits)}`"
