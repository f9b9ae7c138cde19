"""A small network learns a curve: which numbers move, and which are only set."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.arrays import Array
from engine.losses.regression import mse
from engine.nn.initialisers import build_layers
from engine.nn.mlp import Layers, count_parameters, fit_layers, forward
from engine.optim.momentum import SGD
from quiz.figures import CYCLE, GUIDE, PREDICTION, TRAIN, Figure, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

STEPS, STEP = 20, 25
RATES = ("0.001", "0.1", "0.5")
NODES, ROWS = ("1", "3", "8"), ("8", "64")
CALM, SEEN, LOST = 6.0, 3.0, 1_000.0


@lab(
    "What moves when a network learns",
    covers=["L07.01", "S07.04", "S07.05", "S07.06", "C07.02"],
    ask="Play the epochs: the bars move and the rate does not. Then take other rates, other rows, "
    "other numbers of nodes. Which controls change how high the bars are, and which how many "
    "there are?",
    item="more_bars",
)
def what_moves(
    epoch: Annotated[int, Slider(0, STEPS * STEP, STEP, "epochs", play=True)] = 200,
    lr: Annotated[str, Pick(RATES, "learning rate")] = "0.1",
    nodes: Annotated[str, Pick(NODES, "hidden nodes")] = "3",
    rows: Annotated[str, Pick(ROWS, "rows")] = "64",
) -> tuple[Figure, Figure]:
    """The curve that the network has learned; its parameters before and now."""
    path, losses = _path(float(lr), int(nodes), int(rows))
    at = epoch // STEP
    return (
        _curve(path[at], losses[at], epoch, int(rows)),
        _bars(path[0], path[at], epoch, lr),
    )


def _rows(n: int) -> tuple[Array, Array]:
    X = np.linspace(-2, 2, n)[:, None]
    return X, np.sin(2 * X) + 0.15 * np.random.default_rng(4).normal(size=(n, 1))


@lru_cache(32)
def _path(lr: float, nodes: int, rows: int) -> tuple[list[Layers], list[float]]:
    """The network and its loss at every STEP-th epoch, from the start."""
    rng = np.random.default_rng(3)
    X, T = _rows(rows)
    layers = build_layers([1, nodes, 1], "he", rng)
    path, losses = [layers], [float(mse(forward(layers, X, "tanh")[-1], T)[0])]
    for _ in range(STEPS):
        if losses[-1] > LOST:  # diverged: further steps would only overflow
            path.append(layers)
            losses.append(losses[-1])
            continue
        layers, after = fit_layers(
            layers, X, T, mse, SGD(lr=lr), rng, activation="tanh", epochs=STEP, size=rows
        )  # fmt: skip
        path.append(layers)
        losses.append(float(after[-1]))
    return path, losses


def _curve(layers: Layers, loss: float, epoch: int, rows: int) -> Figure:
    X, T = _rows(rows)
    x = np.linspace(-2, 2, 81)
    y = forward(layers, x[:, None], "tanh")[-1][:, 0]
    figure = Figure()
    figure.add_scatter(
        x=X[:, 0].round(3).tolist(), y=T[:, 0].round(3).tolist(), mode="markers", name="rows",
        marker={"color": TRAIN, "size": 7},
        hovertemplate="feature %{x:.2f}, target %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=x.round(3).tolist(), y=np.clip(y, -SEEN, SEEN).round(3).tolist(), mode="lines",
        name="network", line={"color": PREDICTION, "width": 3},
        hovertemplate="at %{x:.2f} it says %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[-2.1, 2.1])
    figure.update_yaxes(range=[-SEEN - 0.1, SEEN + 0.1])
    error = f"above {num(LOST)}" if loss > LOST else num(loss, 2)
    title = f"After {epoch} epochs on {rows} rows<br>mean squared error {error}"
    return looks(
        figure, title, "feature", "target",
        shows=f"Rows along a wave, and the curve of a small network after {epoch} epochs. Its "
        f"mean squared error on the {rows} rows is {error}.",
    )  # fmt: skip


def _named(layers: Layers) -> tuple[list[str], Array]:
    """Names of all parameters, layer by layer, and their values."""
    (W, b), (V, c) = layers
    k = W.shape[1]
    names = [f"w{i + 1}" for i in range(k)] + [f"b{i + 1}" for i in range(k)]
    names += [f"v{i + 1}" for i in range(k)] + ["c"]
    return names, np.concatenate([W.ravel(), b, V.ravel(), c])


def _bars(start: Layers, now: Layers, epoch: int, lr: str) -> Figure:
    names, before = _named(start)
    after = _named(now)[1]
    figure = Figure()
    for values, name, colour in (
        (before, "at the start", GUIDE),
        (after, "now", CYCLE[0]),
    ):
        figure.add_bar(
            x=names, y=np.clip(values, -CALM, CALM).round(3).tolist(), name=name,
            marker={"color": colour}, hovertemplate="%{x}: %{y:.2f}<extra></extra>",
        )  # fmt: skip
    figure.update_yaxes(range=[-CALM, CALM])
    moved = float(np.abs(after - before).max())
    count = count_parameters(now)
    by = "beyond the axis" if moved > 2 * CALM else f"by up to {num(moved, 2)}"
    title = f"{count} parameters, moved {by}<br>learning rate: still {lr}"
    return looks(
        figure, title, "parameter", "value",
        shows=f"A bar for each of {count} parameters at the start and after {epoch} epochs; the "
        f"parameters have moved {by}. The learning rate is {lr} as before.",
    )  # fmt: skip
