"""Put two matrices together: do they meet, and is their product the gradient?"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.algebra.dense import layer_backward, layer_forward
from engine.algebra.products import matmul, transpose
from engine.arrays import Array
from quiz.figures import DIVERGING, GRADIENT, GUIDE, PREDICTION, Figure, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

MOST = 5
FACTORS = ("X", "Xᵀ", "W", "Wᵀ", "δ", "δᵀ")


@lab(
    "The shape tracer",
    covers=["L09.01"],
    ask="With 3 rows, 3 inputs and 3 units: which products of X and δ have the shape of W, and "
    "which one lies on the diagonal? Then change the sizes one by one. Which is the gradient "
    "by W?",
    item="which_product",
)
def shape_tracer(
    rows: Annotated[int, Slider(1, MOST, 1, "rows of the batch", play=True)] = 3,
    inputs: Annotated[int, Slider(1, MOST, 1, "inputs")] = 3,
    units: Annotated[int, Slider(1, MOST, 1, "units")] = 3,
    left: Annotated[str, Pick(FACTORS, "left factor")] = "δᵀ",
    right: Annotated[str, Pick(FACTORS, "right factor")] = "X",
    by: Annotated[str, Pick(("W", "X"), "compare with the gradient by")] = "W",
) -> tuple[Figure, Figure]:
    """The two factors as they meet, and their product beside differences of the loss."""
    one, other = (_factor(rows, inputs, units, name) for name in (left, right))
    product = _product(rows, inputs, units, (left, right))
    slopes = _differences(rows, inputs, units, by)
    return (
        _meeting(one, other, product, f"{left} {right}", (left, right)),
        _comparison(
            product,
            slopes,
            f"{left} {right}",
            by,
            _reach(inputs, units, (left, right), by),
        ),
    )


@lru_cache(256)
def _layer(rows: int, inputs: int, units: int) -> dict[str, Array]:
    """One layer with tanh, and delta for a loss whose gradient by A is given."""
    rng = np.random.default_rng(9)
    X, W, dA = (rng.uniform(-1.5, 1.5, size=(MOST, MOST)).round(1) for _ in range(3))
    X, W, dA = X[:rows, :inputs], W[:inputs, :units], dA[:rows, :units]
    b = np.zeros(units)
    Z, _ = layer_forward(X, W, b, "tanh")
    # With the identity as weights the gradient by the input is delta itself.
    delta, _, _ = layer_backward(dA, Z, np.eye(units), Z, "tanh")
    return {"X": X, "W": W, "dA": dA, "δ": delta}


def _factor(rows: int, inputs: int, units: int, name: str) -> Array:
    matrix = _layer(rows, inputs, units)[name[0]]
    return transpose(matrix) if name.endswith("ᵀ") else matrix


def _product(
    rows: int, inputs: int, units: int, names: tuple[str, str]
) -> Array | None:
    """The product of two factors, or None where they do not meet."""
    one, other = (_factor(rows, inputs, units, name) for name in names)
    return matmul(one, other) if one.shape[1] == len(other) else None


@lru_cache(64)
def _reach(inputs: int, units: int, names: tuple[str, str], by: str) -> float:
    """An end for both axes that holds all entries, whatever the rows."""
    largest = 1.0
    for rows in range(1, MOST + 1):
        slopes = _differences(rows, inputs, units, by)
        product = _product(rows, inputs, units, names)
        largest = max(largest, float(np.abs(slopes).max()))
        if product is not None and product.shape == slopes.shape:
            largest = max(largest, float(np.abs(product).max()))
    return round(1.15 * largest, 1)


@lru_cache(256)
def _differences(rows: int, inputs: int, units: int, by: str) -> Array:
    """Central differences of the loss by each entry of W or X."""
    layer = _layer(rows, inputs, units)
    b, eps = np.zeros(units), 1e-6
    slopes = np.zeros_like(layer[by])
    for at in np.ndindex(slopes.shape):
        sides = []
        for step in (eps, -eps):
            moved = layer[by].copy()
            moved[at] += step
            parts = {"X": layer["X"], "W": layer["W"]} | {by: moved}
            _, A = layer_forward(parts["X"], parts["W"], b, "tanh")
            sides.append(float((layer["dA"] * A).sum()))
        slopes[at] = (sides[0] - sides[1]) / (2 * eps)
    return slopes


def _block(figure: Figure, values: Array | None, x: float, y: float, name: str) -> None:
    """Cells whose upper left corner is at (x, y), each of size 1."""
    shown = [[None]] if values is None else values.round(3).tolist()
    figure.add_heatmap(
        z=shown, x0=x + 0.5, dx=1, y0=y - 0.5, dy=-1, zmin=-2.5, zmax=2.5,
        colorscale=DIVERGING, showscale=False, xgap=2, ygap=2, name=name,
        text=[["" if v is None else num(round(v, 1)) for v in line] for line in shown],
        texttemplate="%{text}", hovertemplate=f"{name}: %{{z:.3f}}<extra></extra>",
    )  # fmt: skip


def _meeting(
    one: Array, other: Array, product: Array | None, name: str, names: tuple[str, str]
) -> Figure:
    """The right factor above, the left one beside: each row meets each column."""
    figure = Figure()
    wide, high = one.shape[1], len(other)
    _block(figure, one, -wide - 0.5, 0.0, names[0])
    _block(figure, other, 0.0, high + 0.5, names[1])
    _block(figure, product, 0.0, 0.0, name)
    labels = [f"{names[0]} {one.shape}", f"{names[1]} {other.shape}"]
    figure.add_scatter(
        x=[-wide / 2 - 0.5, other.shape[1] / 2], y=[0.35, high + 0.85], mode="text",
        text=labels, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    figure.update_xaxes(range=[-MOST - 1.2, MOST + 0.6], showticklabels=False)
    figure.update_yaxes(
        range=[-MOST - 0.3, MOST + 1.5], showticklabels=False, showgrid=False
    )
    if product is None:
        title = f"{one.shape} and {other.shape} do not meet:<br>{wide} is not {high}"
        shows = (
            f"{names[0]} has {wide} columns and {names[1]} has {high} rows: no product."
        )
    else:
        title = f"{one.shape} {other.shape}<br>give {product.shape}"
        shows = (
            f"{names[0]} of shape {one.shape} and {names[1]} of shape {other.shape} give a "
            f"product of shape {product.shape}; its first entry is {num(product[0, 0], 3)}."
        )
    return looks(figure, title, "columns", "rows", shows=shows)


def _comparison(
    product: Array | None, slopes: Array, name: str, by: str, reach: float
) -> Figure:
    """Entries of the product against the slopes of the loss."""
    figure = Figure()
    figure.add_scatter(
        x=[-reach, reach], y=[-reach, reach], mode="lines", name="equal", hoverinfo="skip",
        line={"color": GUIDE, "width": 2, "dash": "dash"},
    )  # fmt: skip
    fits = product is not None and product.shape == slopes.shape
    found = product if product is not None and fits else np.zeros((0, 0))
    off = float(np.abs(found - slopes).max()) if fits else float("inf")
    figure.add_scatter(
        x=slopes.ravel().round(4).tolist() if fits else [],
        y=found.ravel().round(4).tolist(), mode="markers", name="entries",
        marker={"color": PREDICTION if off < 1e-6 else GRADIENT, "size": 10},
        hovertemplate="loss: %{x:.3f}, product: %{y:.3f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[-reach, reach])
    figure.update_yaxes(range=[-reach, reach])
    if not fits:
        title = f"{name} has not the shape<br>of {by}, {slopes.shape}"
        shows = f"The gradient by {by} has shape {slopes.shape}; {name} has not."
    elif off < 1e-6:
        title = f"{name} is the gradient by {by}:<br>all {slopes.size} entries agree"
        shows = (
            f"All {slopes.size} entries of {name} agree with the slopes of the loss."
        )
    else:
        title = f"{name} has the shape of {by}<br>and is off by up to {num(off, 2)}"
        shows = (
            f"{name} has the shape of {by}, {slopes.shape}, but entries are off from the "
            f"slopes of the loss by up to {num(off, 2)}."
        )
    return looks(
        figure,
        title,
        "slope of the loss, by differences",
        "entry of the product",
        shows=shows,
    )
