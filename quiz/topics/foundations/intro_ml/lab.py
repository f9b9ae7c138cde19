"""A rule that a person wrote, a rule that a tree learned, and rows that judge both."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.arrays import Array, Booleans
from engine.metrics.rates import accuracy
from engine.trees.cart import DecisionTreeClassifier
from quiz.figures import CLASSES, GUIDE, POINTED, PREDICTION, TRUTH, Figure, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab
from quiz.topics.foundations.intro_ml.contest import contest, guessed, hidden

MOST = 200
SIZES = (5, 10, 20, 40, 80, 200)
DRAWS = 6
SIDE = 25
AUTHORS = ("has to guess", "knows the rule")


@lab(
    "Who writes the rule?",
    covers=["L01.01", "H01.01"],
    ask="Start with 10 rows and no wrong answers. Let the tree catch up with the guess, then "
    "turn a fifth of the answers round and add useless features. What does that do to the "
    "rule that was written, what to the one that was learned, and who is ahead with 40 rows?",
    item="guess_or_tree",
)
def who_writes_the_rule(
    rows: Annotated[int, Slider(5, MOST, 5, "rows shown to the tree", play=True)] = 40,
    wrong: Annotated[int, Slider(0, 40, 10, "wrong answers among them, %")] = 0,
    useless: Annotated[int, Slider(0, 16, 4, "useless features")] = 0,
    author: Annotated[str, Pick(AUTHORS, "the person")] = AUTHORS[0],
) -> tuple[Figure, Figure]:
    """What the tree has learned from these rows; who is right more often on new ones."""
    return _learned(rows, wrong, useless), _race(rows, wrong, useless, author)


@lru_cache(32)
def _shown(wrong: int, useless: int) -> tuple[Array, Booleans, Array]:
    """Rows, shape (MOST, 2 + useless), their answers, and rows that judge."""
    rng = np.random.default_rng(11)
    # Both features that matter are the same rows whatever else is drawn.
    seen, turned = rng.random((MOST, 2)), rng.random(MOST) < wrong / 100
    judge, rest = rng.random((1_000, 2)), np.random.default_rng(12)
    X = np.column_stack([seen, rest.random((MOST, useless))])
    new = np.column_stack([judge, rest.random((1_000, useless))])
    return X, np.asarray(hidden(X) ^ turned), new


def _learned(rows: int, wrong: int, useless: int) -> Figure:
    X, answers, new = _shown(wrong, useless)
    X, answers = X[:rows], answers[:rows]
    model = DecisionTreeClassifier(max_depth=4).fit(X, answers)
    ticks = (np.arange(SIDE) + 0.5) / SIDE
    grid = np.full((SIDE**2, X.shape[1]), 0.5)
    grid[:, 0], grid[:, 1] = np.tile(ticks, SIDE), np.repeat(ticks, SIDE)
    said = np.asarray(model.predict(grid)).astype(int).reshape(SIDE, SIDE)
    figure = Figure()
    figure.add_heatmap(
        x=ticks.round(3).tolist(), y=ticks.round(3).tolist(), z=said.tolist(), zmin=0, zmax=1,
        colorscale=[[0, CLASSES[0]], [1, CLASSES[1]]], opacity=0.25, showscale=False,
        hovertemplate="the tree says %{z:d} at (%{x:.2f}, %{y:.2f})<extra></extra>",
    )  # fmt: skip
    for answer, name in ((False, "no"), (True, "yes")):
        of = X[answers == answer]
        figure.add_scatter(
            x=of[:, 0].round(3).tolist(), y=of[:, 1].round(3).tolist(), mode="markers",
            name=name, marker={"color": CLASSES[int(answer)], "size": 7},
            hovertemplate=f"told: {name}<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        x=[0, 1], y=[1, 0], mode="lines", name="the rule nobody tells",
        line={"color": TRUTH, "width": 3, "dash": "dash"}, hoverinfo="skip",
    )  # fmt: skip
    figure.update_xaxes(range=[0, 1])
    figure.update_yaxes(range=[0, 1])
    right = accuracy(hidden(new), np.asarray(model.predict(new)))
    title = (
        f"Learned from {rows} rows: {_first_question(model)}<br>"
        f"right on {num(100 * right, 3)} % of new rows"
    )
    return looks(
        figure, title, "feature 1", "feature 2",
        shows=f"Rows in a square, yes above its falling diagonal. The tree has learned from "
        f"{rows} of them with {wrong} % wrong answers and {useless} useless features; it "
        f"is right on {num(100 * right, 3)} % of 1,000 new rows. Its steps follow the "
        "diagonal the better, the more rows it has.",
    )  # fmt: skip


def _first_question(model: DecisionTreeClassifier) -> str:
    """What the root of the tree asks, in words."""
    feature = int(model.tree_.feature[0])
    if feature < 0:
        return "always the same"
    name = f"feature {feature + 1}" if feature < 2 else "a useless feature"
    return f"first asks for {name} > {num(model.tree_.threshold[0], 2)}"


@lru_cache(64)
def _mean_scores(wrong: int, useless: int) -> list[tuple[float, float]]:
    """Of the guess and of the tree, by SIZES, in per cent."""
    rng = np.random.default_rng(13)
    found = [contest(n, wrong / 100, useless, rng, DRAWS) for n in SIZES]
    return [(100 * written, 100 * model) for written, model in found]


def _race(rows: int, wrong: int, useless: int, author: str) -> Figure:
    found = _mean_scores(wrong, useless)
    _, _, new = _shown(wrong, useless)
    rule = guessed if author == AUTHORS[0] else hidden
    written = 100 * accuracy(hidden(new), rule(new))
    learned = [model for _, model in found]
    here = float(np.interp(np.log(rows), np.log(SIZES), learned))
    figure = Figure()
    figure.add_scatter(
        x=list(SIZES), y=[round(v, 2) for v in learned], mode="lines+markers",
        name="learned", line={"color": PREDICTION, "width": 3},
        hovertemplate="from %{x} rows: %{y:.0f} %<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[SIZES[0], SIZES[-1]], y=[round(written, 2)] * 2, mode="lines", name="written",
        line={"color": POINTED, "width": 3, "dash": "dash"},
        hovertemplate="written: %{y:.0f} %<extra></extra>",
    )  # fmt: skip
    figure.add_vline(x=rows, line={"color": GUIDE, "width": 2, "dash": "dot"})
    figure.update_xaxes(range=[0, MOST + 5])
    figure.update_yaxes(range=[40, 103])
    ahead = "the written rule" if written > here else "the tree"
    title = (
        f"Mean of {DRAWS} draws: {ahead} is ahead<br>written {written:.0f} %, "
        f"learned from {rows} rows {here:.0f} %"
    )
    return looks(
        figure, title, "rows shown to the tree", "right on new rows, %",
        shows=f"With {wrong} % wrong answers and {useless} useless features the tree is right "
        f"on {learned[0]:.0f} % of new rows from {SIZES[0]} rows and on "
        f"{learned[-1]:.0f} % from {SIZES[-1]}. The rule of the person, who {author}, "
        f"stays at {written:.0f} %.",
    )  # fmt: skip
