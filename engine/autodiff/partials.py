"""The local derivatives that every mode of differentiation multiplies together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import erf

PARTIALS: dict[np.ufunc, tuple[Callable[..., Any], ...]] = {
    np.negative: (lambda *_: -1.0,),
    np.absolute: (lambda x, _: np.sign(x),),
    np.sign: (lambda *_: 0.0,),
    np.square: (lambda x, _: 2 * x,),
    np.sqrt: (lambda _, y: 0.5 / y,),
    np.exp: (lambda _, y: y,),
    np.expm1: (lambda _, y: y + 1,),
    np.log: (lambda x, _: 1 / x,),
    np.log1p: (lambda x, _: 1 / (1 + x),),
    np.sin: (lambda x, _: np.cos(x),),
    np.cos: (lambda x, _: -np.sin(x),),
    np.tan: (lambda _, y: 1 + y * y,),
    np.arctan: (lambda x, _: 1 / (1 + x * x),),
    np.sinh: (lambda x, _: np.cosh(x),),
    np.cosh: (lambda x, _: np.sinh(x),),
    np.tanh: (lambda _, y: 1 - y * y,),
    erf: (lambda x, _: (2 / np.sqrt(np.pi)) * np.exp(-(x * x)),),
    np.add: (lambda *_: 1.0, lambda *_: 1.0),
    np.subtract: (lambda *_: 1.0, lambda *_: -1.0),
    np.multiply: (lambda _a, b, _: b, lambda a, _b, _: a),
    np.divide: (lambda _a, b, _: 1 / b, lambda _a, b, y: -y / b),
    np.power: (
        lambda a, b, _: b * a ** (b - 1),
        lambda a, _b, y: y * np.log(a),
    ),
    # Where a = b both take half, which is torch's choice among the subgradients.
    np.maximum: (
        lambda a, b, _: np.heaviside(a - b, 0.5),
        lambda a, b, _: np.heaviside(b - a, 0.5),
    ),
    np.minimum: (
        lambda a, b, _: np.heaviside(b - a, 0.5),
        lambda a, b, _: np.heaviside(a - b, 0.5),
    ),
    np.heaviside: (lambda *_: 0.0, lambda *_: 0.0),
}
"""Elementwise function -> its partial derivative by each operand.

Each is called with the operands and then the result, `(x, y)` or `(a, b, y)`.
Written with operators and NumPy's functions only, it works on arrays, on dual
numbers (`dual`) and on expressions (`expression`) alike.
"""

COMPARISONS = {
    np.greater,
    np.greater_equal,
    np.less,
    np.less_equal,
    np.equal,
    np.not_equal,
}
"""Answer true or false, so the values alone decide; nothing to differentiate."""

LINEAR = {
    np.broadcast_to,
    np.concatenate,
    np.mean,
    np.reshape,
    np.stack,
    np.sum,
    np.transpose,
}
"""Move or add numbers and no more: a linear map is its own derivative."""
