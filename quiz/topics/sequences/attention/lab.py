"""Eight tokens look at each other, and a softmax that saturates."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from engine.arrays import Booleans
from engine.attention.masks import causal_mask, padding_mask
from engine.attention.saturation import weight_statistics
from engine.attention.scaled_dot import attention
from quiz.figures import GIVEN, GRADIENT, GUIDE, POINTED, SEQUENTIAL, Figure, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

T = 8
LENGTHS = ("4", "16", "64", "256", "1024")
SCORES = ("divided by √dₖ", "plain")
MASKS = ("none", "causal", "the last two are padding")

PLACES = np.arange(1.0, T + 1)[:, None]
"""The value of each token is its place, so that an output is a mean place."""
_DRAWN = np.random.default_rng(130).normal(size=(2, T, int(LENGTHS[-1])))
"""Queries and keys; of a shorter vector the first entries are taken. In this draw token 4
loses its slope step by step; with eight keys, chance decides about each token."""


@lab(
    "Where a token looks",
    covers=["L56.01", "S56.09", "S56.11"],
    ask="Take plain scores and raise dₖ to 1024: one key has it all, and nothing comes "
    "back. Put the root back, and double the size of the entries. Through which softmax "
    "does the least gradient come?",
    item="saturated",
)
def where_a_token_looks(
    d_k: Annotated[str, Pick(LENGTHS, "entries of a query, dₖ")] = "64",
    scores: Annotated[str, Pick(SCORES, "scores")] = "divided by √dₖ",
    mask: Annotated[str, Pick(MASKS, "mask")] = "none",
    query: Annotated[int, Slider(1, T, 1, "the token that asks")] = 4,
    size: Annotated[
        float, Slider(0.25, 3.0, 0.25, "size of the entries", play=True)
    ] = 1.0,
) -> tuple[Figure, Figure]:
    """All weights as a heat map, and one query's: what it takes, what comes back."""
    d = int(d_k)
    Q, K = size * _DRAWN[:, :, :d]
    # Queries that are longer by the root undo it: plain dot products.
    asked = Q if scores == SCORES[0] else Q * np.sqrt(d)
    means, weights = attention(asked, K, PLACES, _allowed(mask))
    row = query - 1
    return _heat_map(weights, row), _one_query(weights[row], row, float(means[row, 0]))


def _allowed(mask: str) -> Booleans | None:
    if mask == MASKS[0]:
        return None
    return causal_mask(T) if mask == MASKS[1] else padding_mask([T - 2], T)[0]


def _heat_map(weights: np.ndarray, row: int) -> Figure:
    names = [str(place) for place in range(1, T + 1)]
    figure = Figure()
    figure.add_heatmap(
        z=weights.tolist(),
        x=names,
        y=names,
        text=[[f"{w:.2f}".removeprefix("0") if w else "" for w in r] for r in weights],
        texttemplate="%{text}",
        hovertemplate="token %{y} gives token %{x} %{z:.5f}<br>click for its row"
        "<extra></extra>",
        customdata=[[{"query": place}] * T for place in names],
        zmin=0,
        zmax=1,
        colorscale=SEQUENTIAL,
        showscale=False,
        xgap=1,
        ygap=1,
    )
    figure.add_shape(
        type="rect",
        x0=-0.5,
        x1=T - 0.5,
        y0=row - 0.5,
        y1=row + 0.5,
        line={"width": 3, "color": POINTED},
    )
    entropy = float(weight_statistics(weights).entropy.mean())
    even = float(weight_statistics(np.full((1, T), 1 / T)).entropy[0])
    # Names, not numbers: cells are then counted from 0, as the frame is.
    figure.update_xaxes(type="category", showgrid=False)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    title = (
        f"Weights, each row sums to 1<br>mean entropy {num(entropy, 3)} of at most "
        f"{num(even, 3)} nats"
    )
    most = ", ".join(f"{q}: {_most(w)}" for q, w in zip(names, weights, strict=True))
    return looks(
        figure,
        title,
        "is looked at (key)",
        "asks (query)",
        shows=f"Mean entropy {num(entropy, 3)} nats, where even weights have "
        f"{num(even, 3)}. Each token, the key it looks at most, its weight: {most}.",
    )


def _most(weights: np.ndarray) -> str:
    key = int(weights.argmax())
    return f"{key + 1} ({weights[key]:.2f})"


def _one_query(weights: np.ndarray, row: int, mean: float) -> Figure:
    found = weight_statistics(weights[None])
    places = list(range(1, T + 1))
    figure = Figure()
    figure.add_bar(
        x=places,
        y=weights.tolist(),
        name="weight p",
        marker={"color": GIVEN},
        hovertemplate="key %{x}: p = %{y:.5f}<extra></extra>",
    )
    figure.add_bar(
        x=places,
        y=(weights * (1 - weights)).tolist(),
        name="slope p(1 - p)",
        marker={"color": GRADIENT},
        hovertemplate="key %{x}: p(1 - p) = %{y:.5f}<extra></extra>",
    )
    figure.add_vline(x=mean, line={"dash": "dash", "color": GUIDE})
    figure.update_xaxes(dtick=1, range=[0.5, T + 0.5])
    figure.update_yaxes(range=[0, 1.02])
    figure.update_layout(barmode="group")
    slope = num(float(found.slope[0]), 3)
    return looks(
        figure,
        f"Token {row + 1}: mean place {num(mean, 3)} (dashed)<br>slopes add up to {slope}",
        "key; its value is its place",
        "p and p(1 - p)",
        shows=f"Token {row + 1} looks most at key {_most(weights)}; the places add up "
        f"to {num(mean, 3)}. The slopes p(1 - p) of all keys add up to {slope}, of at "
        f"most {num(1 - 1 / T, 3)}.",
    )
