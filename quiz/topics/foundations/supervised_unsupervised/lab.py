"""Reveal labels one by one, and see what rows without labels are worth."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import plotly.graph_objects as go

from engine.clustering.kmeans import KMeans
from engine.datasets.points import Dataset, blobs, moons
from engine.linear.logistic import LogisticRegression
from quiz.figures import COLOURS, GUIDE, looks
from quiz.labs import Pick, Slider, lab
from quiz.topics.foundations.supervised_unsupervised.naming import name_clusters

BUDGETS = (2, 4, 6, 10, 20, 40, 100)
DRAWS = 12
CLOUDS, ACROSS, MOONS = "classes are clouds", "classes cut across clouds", "moons"
HIDDEN, LEARNED, NAMED, TRUE = (
    "known labels", "logistic regression", "named clusters", "the truth"
)  # fmt: skip


@lab(
    "Hide the labels",
    covers=["L05.01"],
    ask="Leave 2 labels and let the colours show each method in turn, where classes are "
    "clouds and where they cut across. With two labels, and reason to believe in clouds, "
    "what do you try first?",
    item="two_labels",
)
def hide_the_labels(
    data: Annotated[str, Pick((CLOUDS, ACROSS, MOONS), "data")] = CLOUDS,
    show: Annotated[str, Pick((HIDDEN, LEARNED, NAMED, TRUE), "colours show")] = HIDDEN,
    labels: Annotated[int, Slider(2, 100, 2, "labels revealed")] = 2,
    k: Annotated[int, Slider(2, 8, 1, "clusters k")] = 2,
    seed: Annotated[int, Slider(0, 9, 1, "seed of the revealed rows")] = 2,
) -> tuple[go.Figure, go.Figure]:
    """Rows as a method sees them, and how often it is right for other budgets."""
    X, y, _ = _rows(data)
    clusters = KMeans(k, n_init=5).fit(X, np.random.default_rng(0)).labels_
    known = _reveal(y, labels, np.random.default_rng(seed))
    guesses = {
        LEARNED: LogisticRegression().fit(X[known], y[known]).predict(X),
        NAMED: name_clusters(clusters, y, known),
        TRUE: y,
    }
    return _plane(X, y, known, guesses, show), _budgets(X, y, clusters, labels)


def _rows(data: str) -> Dataset:
    rng = np.random.default_rng(1)
    if data == MOONS:
        return moons(200, 0.1, rng)
    if data == CLOUDS:
        X, y, names = blobs(200, [[-3.0, 0.0], [3.0, 0.0]], 1.0, rng)
        return Dataset(X * [1.0, 2.4], y, names)
    X, corner, names = blobs(200, [[-3, -1], [-3, 1], [3, -1], [3, 1]], 0.6, rng)
    return Dataset(X, corner % 2, names)


def _reveal(y: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Rows whose labels are told: one of each class, and then any."""
    order = rng.permutation(len(y))
    first = [order[y[order] == c][0] for c in (0, 1)]
    return np.concatenate([first, order[~np.isin(order, first)]])[:count]


def _plane(
    X: np.ndarray,
    y: np.ndarray,
    known: np.ndarray,
    guesses: dict[str, np.ndarray],
    show: str,
) -> go.Figure:
    figure = go.Figure()
    seen = guesses.get(show)
    groups = (
        [(np.ones(len(X), dtype=bool), GUIDE, "hidden")]
        if seen is None
        else [(seen == c, COLOURS[c], f"class {c}") for c in (0, 1)]
    )
    for rows, colour, name in groups:
        figure.add_scatter(
            x=X[rows, 0].tolist(), y=X[rows, 1].tolist(), mode="markers", name=name,
            marker={"color": colour, "size": 6, "opacity": 0.6},
            hovertemplate=f"{name}<extra></extra>",
        )  # fmt: skip
    for c in (0, 1):
        rows = known[y[known] == c]
        figure.add_scatter(
            x=X[rows, 0].tolist(), y=X[rows, 1].tolist(), mode="markers",
            marker={"color": COLOURS[c], "size": 12, "symbol": ("circle", "diamond")[c],
                    "line": {"width": 2, "color": "white"}},
            name=f"label {c}", hovertemplate=f"label {c}<extra></extra>",
        )  # fmt: skip
    if seen is None:
        title = f"{len(known)} of {len(X)} labels known"
    else:
        title = f"{show.capitalize()}: {float((seen == y).mean()):.0%} of rows right"
    return looks(figure, title, "first feature", "second feature")


def _budgets(
    X: np.ndarray, y: np.ndarray, clusters: np.ndarray, labels: int
) -> go.Figure:
    """The mean accuracy of both ways over several choices of revealed rows."""
    learned, named = [], []
    for budget in BUDGETS:
        scores = []
        for seed in range(DRAWS):
            known = _reveal(y, budget, np.random.default_rng(seed))
            model = LogisticRegression().fit(X[known], y[known])
            guess = name_clusters(clusters, y, known)
            scores.append([(model.predict(X) == y).mean(), (guess == y).mean()])
        mean = np.mean(scores, axis=0)
        learned.append(float(mean[0]))
        named.append(float(mean[1]))
    figure = go.Figure()
    for name, line, dash in ((LEARNED, learned, "solid"), (NAMED, named, "dash")):
        figure.add_scatter(
            x=list(BUDGETS), y=line, mode="lines+markers", name=name,
            line={"color": COLOURS[int(name == NAMED)], "width": 3, "dash": dash},
            hovertemplate="%{x} labels: %{y:.0%}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=labels, line={"color": GUIDE, "dash": "dot"})
    figure.update_xaxes(type="log", tickvals=list(BUDGETS))
    figure.update_yaxes(range=[0.4, 1.02], tickformat=".0%")
    title = f"Rows right, mean of {DRAWS} choices of labels"
    return looks(figure, title, "labels revealed", "share of rows")
