"""Reveal labels one by one, and see what rows without labels are worth."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.clustering.kmeans import KMeans
from engine.datasets.points import Dataset, blobs, moons
from engine.linear.logistic import LogisticRegression
from quiz.figures import CLASSES, GUIDE, PAPER, PREDICTION, TEST, Figure, looks, span
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
    k: Annotated[int, Slider(2, 8, 1, "clusters k")] = 2,
    seed: Annotated[int, Slider(0, 9, 1, "seed of the revealed rows")] = 2,
    labels: Annotated[int, Slider(2, 60, 2, "labels revealed", play=True)] = 2,
) -> tuple[Figure, Figure]:
    """Rows as a method sees them, and how often it is right for other budgets."""
    X, y, _ = _rows(data)
    known = _reveal(y, labels, np.random.default_rng(seed))
    guess = None
    if show == LEARNED:
        guess = LogisticRegression().fit(X[known], y[known]).predict(X)
    elif show == NAMED:
        guess = name_clusters(_clusters(data, k), y, known)
    elif show == TRUE:
        guess = y
    return _plane(X, y, known, guess, show), _budgets(data, k, labels)


@lru_cache(4)
def _rows(data: str) -> Dataset:
    rng = np.random.default_rng(1)
    if data == MOONS:
        return moons(200, 0.1, rng)
    if data == CLOUDS:
        X, y, names = blobs(200, [[-3.0, 0.0], [3.0, 0.0]], 1.0, rng)
        return Dataset(X * [1.0, 2.4], y, names)
    X, corner, names = blobs(200, [[-3, -1], [-3, 1], [3, -1], [3, 1]], 0.6, rng)
    return Dataset(X, corner % 2, names)


@lru_cache(32)
def _clusters(data: str, k: int) -> np.ndarray:
    return KMeans(k, n_init=5).fit(_rows(data).X, np.random.default_rng(0)).labels_


def _reveal(y: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Rows whose labels are told: one of each class, and then any."""
    order = rng.permutation(len(y))
    first = [order[y[order] == c][0] for c in (0, 1)]
    return np.concatenate([first, order[~np.isin(order, first)]])[:count]


def _plane(
    X: np.ndarray,
    y: np.ndarray,
    known: np.ndarray,
    guess: np.ndarray | None,
    show: str,
) -> Figure:
    figure = Figure()
    colours = [GUIDE] * len(X) if guess is None else [CLASSES[c] for c in guess]
    figure.add_scatter(
        x=X[:, 0].round(3).tolist(), y=X[:, 1].round(3).tolist(), mode="markers",
        marker={"color": colours, "size": 6, "opacity": 0.6}, showlegend=False,
        hovertemplate="(%{x:.2f}, %{y:.2f})<extra></extra>",
    )  # fmt: skip
    for c in (0, 1):
        rows = known[y[known] == c]
        figure.add_scatter(
            x=X[rows, 0].round(3).tolist(), y=X[rows, 1].round(3).tolist(),
            mode="markers", name=f"label {c}",
            marker={"color": CLASSES[c], "size": 12, "symbol": ("circle", "diamond")[c],
                    "line": {"width": 2, "color": PAPER}},
            hovertemplate=f"label {c}<extra></extra>",
        )  # fmt: skip
    figure.update_xaxes(range=span(X[:, 0]))
    figure.update_yaxes(range=span(X[:, 1]), showgrid=False)
    first = int((y[known] == 0).sum())
    told = f"{len(known)} of {len(X)} labels known"
    shows = f"{told}: {first} of class 0 and {len(known) - first} of class 1."
    if guess is None:
        title = f"{told}<br>{first} of class 0, {len(known) - first} of class 1"
    else:
        right = float((guess == y).mean())
        title = f"{told}<br>{show}: {right:.0%} of rows right"
        shows += f" Coloured by {show}, {right:.0%} of the rows have their own class."
    return looks(figure, title, "first feature", "second feature", shows=shows)


@lru_cache(32)
def _means(data: str, k: int) -> np.ndarray:
    """The mean accuracy of both ways over several choices of rows, a row a budget."""
    X, y, _ = _rows(data)
    clusters = _clusters(data, k)
    scores = np.zeros((len(BUDGETS), DRAWS, 2))
    for i, budget in enumerate(BUDGETS):
        for seed in range(DRAWS):
            known = _reveal(y, budget, np.random.default_rng(seed))
            model = LogisticRegression().fit(X[known], y[known])
            guess = name_clusters(clusters, y, known)
            scores[i, seed] = (model.predict(X) == y).mean(), (guess == y).mean()
    means: np.ndarray = scores.mean(axis=1)
    return means


def _budgets(data: str, k: int, labels: int) -> Figure:
    learned, named = _means(data, k).round(4).T.tolist()
    figure = Figure()
    for name, line, colour, dash in (
        (LEARNED, learned, PREDICTION, "solid"),
        (NAMED, named, TEST, "dash"),
    ):
        figure.add_scatter(
            x=list(BUDGETS), y=line, mode="lines+markers", name=name,
            line={"color": colour, "width": 3, "dash": dash},
            hovertemplate="%{x} labels: %{y:.0%}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=labels, line={"color": GUIDE, "dash": "dot"})
    figure.update_xaxes(
        type="log",
        tickvals=list(BUDGETS),
        range=span(np.log10([BUDGETS[0], BUDGETS[-1]])),
    )
    figure.update_yaxes(range=[0.4, 1.02], tickformat=".0%")
    told = "; ".join(
        f"with {budget} labels {a:.0%} and {b:.0%}"
        for budget, a, b in zip(BUDGETS, learned, named, strict=True)
    )
    return looks(
        figure,
        f"Rows right by the number of labels<br>mean of {DRAWS} choices of labels",
        "labels revealed (log scale)",
        "share of rows right",
        shows=f"Rows right by {LEARNED} and by {NAMED}: {told}. The dotted line stands "
        f"at {labels} labels.",
    )
