"""Numbers and matrices from what a learner typed. A response is data: no eval."""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

from quiz.items import formula
from quiz.items.ask import Invalid

Array = NDArray[np.float64]

MAX_MATRIX_LENGTH = 4000


def number(text: str) -> float:
    """Read a number: decimal, fraction, 1e-3, percent, pi, e, arithmetic, sqrt(2).

    Raises:
        Invalid: anything else, or a result that is not a finite number.

    >>> number("1/4"), number("23.5 %"), number("-2^2")
    (0.25, 0.235, -4.0)
    """
    if not text.strip():
        raise Invalid("Type a number, such as 0.25, 1/4 or 2.5e-1.")
    if "," in text or "_" in text:
        raise Invalid(
            f"{_quote(text)} has a separator. Write a decimal point, "
            "and nothing between thousands."
        )
    source = text.strip().removesuffix("%")
    percent = text.strip().endswith("%")
    try:
        value = float(formula.read(source).at({}))
    except Invalid as reason:
        raise Invalid(
            f"{reason} Expected a number such as 0.25, 1/4, 2.5e-1 or 25 %."
        ) from None
    if math.isnan(value):
        raise Invalid(f"{_quote(text)} is no real number.")
    if math.isinf(value):
        zero = "divides by zero" if "/" in source else "is too large to be read"
        raise Invalid(f"{_quote(text)} {zero}.")
    return value / 100.0 if percent else value


def matrix(text: str) -> Array:
    """Read a vector or matrix: `[1, 2]`, `1 2; 3 4`, `[[1, 2], [3, 4]]`, rows as lines.

    One row gives a vector, shape (d,); brackets around rows, or several rows,
    give a matrix, shape (n, d).

    Raises:
        Invalid: an entry is not a number, or the rows differ in length.

    >>> matrix("1/2 -1; 0, 3")
    array([[ 0.5, -1. ],
           [ 0. ,  3. ]])
    """
    source = text.strip()
    if not source:
        raise Invalid("Type the entries, such as [0.2, -0.2] or 1 2; 3 4.")
    if len(source) > MAX_MATRIX_LENGTH:
        raise Invalid(f"That is {len(source)} characters; a matrix here needs fewer.")
    source = re.sub(r"^(?:np\.)?array\((.*)\)$", r"\1", source, flags=re.DOTALL)
    nested = bool(re.match(r"\[\s*\[", source))
    rows = (
        re.split(r"\]\s*,?\s*\[|;|\n", source) if nested else re.split(r";|\n", source)
    )
    read = [_row(row) for row in rows if row.strip(" []\t,")]
    if not read:
        raise Invalid(f"{_quote(text)} holds no entries.")
    lengths = sorted({len(row) for row in read})
    if len(lengths) > 1:
        raise Invalid(f"The rows differ in length: {lengths[0]} and {lengths[-1]}.")
    values = np.array(read)
    return values if nested or len(read) > 1 else values[0]


def _row(text: str) -> list[float]:
    inner = text.strip().strip("[]").strip().strip(",")
    entries = inner.split(",") if "," in inner else inner.split()
    return [number(entry) for entry in entries]


def _quote(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
