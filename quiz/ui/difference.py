"""What was returned beside what was expected: cells, curves, or a map."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from quiz.figures import DIVERGING, PREDICTION, TRUTH, Figure, looks, span
from quiz.items import write
from quiz.ui import stage

CELLS = 8
"""Rows and columns of numbers that are shown as a table."""

Array = NDArray[np.float64]


def show(case: dict[str, Any]) -> None:
    """Draw it for a visible case that failed."""
    got, expected = _numbers(case["got"]), _numbers(case["expected"])
    if (
        got is not None
        and expected is not None
        and got.shape == expected.shape
        and (drawn := figure(got, expected))
    ):
        stage.figure(drawn, "difference")
        return
    for column, title, value, mine, other in zip(
        st.columns(2),
        ("yours", "expected"),
        (case["got"], case["expected"]),
        (got, expected),
        (expected, None),
        strict=True,
    ):
        column.caption(title)
        if mine is None or max(np.atleast_2d(mine).shape) > CELLS:
            column.code(_value(value), language=None)
        else:
            column.html(_table(mine, other))


def figure(got: Array, expected: Array) -> Figure | None:
    """Both as curves where there are many numbers, the difference where there are many
    rows or columns; None where a table has room for all of it."""
    if max(np.atleast_2d(got).shape) <= CELLS:
        return None
    if not (np.isfinite(got).all() and np.isfinite(expected).all()):
        return None
    return _curves(got, expected) if got.ndim == 1 else _map(got, expected)


def _curves(got: Array, expected: Array) -> Figure:
    drawn = Figure()
    for values, name, colour, dash in (
        (expected, "expected", TRUTH, "dot"),
        (got, "yours", PREDICTION, "solid"),
    ):
        drawn.add_scatter(
            x=list(range(len(values))),
            y=values.tolist(),
            mode="lines",
            name=name,
            line={"color": colour, "dash": dash},
        )
    drawn.update_xaxes(range=[-0.5, len(got) - 0.5])
    drawn.update_yaxes(range=span(got.tolist(), expected.tolist()))
    worst = int(np.abs(got - expected).argmax())
    told = (
        f"They are furthest apart at [{worst}]: yours {write.num(got[worst], 3)}, "
        f"expected {write.num(expected[worst], 3)}."
    )
    return looks(drawn, "Yours beside what was expected", "index", "value", shows=told)


def _map(got: Array, expected: Array) -> Figure:
    apart = got - expected
    most = float(np.abs(apart).max()) or 1.0
    drawn = Figure()
    drawn.add_heatmap(
        z=apart.tolist(),
        zmin=-most,
        zmax=most,
        colorscale=DIVERGING,
        colorbar={"thickness": 10, "outlinewidth": 0},
        hovertemplate="[%{y}, %{x}]: %{z:.3g} from what was expected<extra></extra>",
    )
    rows, columns = apart.shape
    drawn.update_xaxes(range=[-0.5, columns - 0.5])
    drawn.update_yaxes(range=[rows - 0.5, -0.5])
    i, j = np.unravel_index(np.abs(apart).argmax(), apart.shape)
    told = (
        f"The largest difference, at [{i}, {j}]: yours {write.num(got[i, j], 3)}, "
        f"expected {write.num(expected[i, j], 3)}."
    )
    title = "Yours minus what was expected"
    return looks(drawn, title, "column", "row", shows=told)


def _numbers(value: object) -> Array | None:
    """Numbers in one or two axes."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None
    return array if array.ndim <= 2 and array.size > 0 else None


def _table(values: Array, other: Array | None) -> str:
    """Cells; those that differ from the other table's are marked."""
    grid = np.atleast_2d(values)
    wrong = np.zeros(grid.shape, dtype=bool)
    if other is not None and other.shape == values.shape:
        wrong = ~np.isclose(grid, other, rtol=1e-3, atol=5e-4, equal_nan=True)
    rows = [
        "".join(
            f"<td{' class=wrong' if bad else ''}>{write.num(cell, 3)}</td>"
            for cell, bad in zip(row, marks, strict=True)
        )
        for row, marks in zip(grid, wrong, strict=True)
    ]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<div class=cells><table>{body}</table></div>"


def _value(value: object) -> str:
    """A value, rounded for reading."""
    try:
        return write.array(np.asarray(value, dtype=float))
    except (TypeError, ValueError):
        return str(value)
