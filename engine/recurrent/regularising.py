"""Recurrent networks on too little data, and what is done about it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.arrays import Array
from engine.losses.categorical import sparse_cross_entropy
from engine.nn.dropout import dropout
from engine.optim.adam import Adam
from engine.optim.early_stopping import early_stop
from engine.recurrent.lstm import LSTM
from engine.recurrent.network import loss_and_gradient, pack, start_network, unpack
from engine.recurrent.sequences import planted_sequences
from engine.system import system


class Recipe(NamedTuple):
    """Each measure off by default."""

    units: int = 24
    """A smaller layer has less to overfit with."""
    inputs: float = 0.0
    """Probability that an input is dropped, anew at each step."""
    state: float = 0.0
    """Probability that a unit of h is dropped, with one mask a sequence: a mask a
    step would wipe out any memory in the long run, `(1 - p)^T` of it being left."""
    l2: float = 0.0
    """Adds `l2 |theta|^2 / 2` to the loss."""
    patience: int | None = None
    """Early stopping: epochs without a better held-out loss that are borne."""


class Outcome(NamedTuple):
    """Mean cross-entropy in nats after each epoch, and where the best was."""

    train: Array
    held_out: Array
    best: int
    """The epoch whose weights are kept: the best where it stops early, else the
    last."""

    @property
    def gap(self) -> float:
        """Held-out loss minus training loss, at the epoch that is kept."""
        return float(self.held_out[self.best] - self.train[self.best])


@system("S51.11")
def regularise(recipe: Recipe, rng: np.random.Generator, epochs: int = 60) -> Outcome:
    """Train an LSTM on 40 sequences of which every fifth has a wrong label.

    The labels that are wrong can only be learned by heart, so whoever fits them
    pays on the 400 sequences held out. Dropout is for training alone.

    Args:
        recipe: what to do against it.
        rng: of data, weights and masks.
        epochs: at most, each a step of Adam at 0.02 on all 40.

    Returns:
        Losses without dropout.

    Raises:
        ValueError: a probability is not in [0, 1), or patience below 1.

    Source:
        Gal and Ghahramani, A Theoretically Grounded Application of Dropout in
        Recurrent Neural Networks (2016), section 4, for one mask a sequence.

    >>> plain = regularise(Recipe(), np.random.default_rng(0))
    >>> stopped = regularise(Recipe(patience=8), np.random.default_rng(0))
    >>> stopped.gap < 0.5 < plain.gap
    True
    """
    task, new = (planted_sequences("order", n, rng) for n in (40, 400))
    wrong = task.Y.copy()
    wrong[::5] = 1 - wrong[::5]
    d = task.X.shape[2]
    net = start_network(LSTM, d, recipe.units, 2, rng)
    theta, rule = pack(net.arrays), Adam(lr=0.02, l2=recipe.l2)
    state: dict[str, Any] = {}
    curves: dict[str, list[float]] = {"train": [], "held out": []}
    best, until = 0, None
    for _ in range(epochs):
        masks = (
            dropout(np.ones(task.X.shape), recipe.inputs, rng)[1],
            dropout(np.ones((40, recipe.units)), recipe.state, rng)[1],
        )
        gradient = loss_and_gradient(
            net, task.X, wrong, task.asked, sparse_cross_entropy, masks
        )[1]
        theta, state = rule(theta, pack(gradient.arrays), state)
        net = net.holding(unpack(theta, net.arrays))
        for name, data, labels in (("train", task, wrong), ("held out", new, new.Y)):
            logits: Any = net.outputs(data.X)[data.asked]
            loss = sparse_cross_entropy(logits, labels[data.asked])[0]
            curves[name].append(float(loss))
        if recipe.patience is not None:
            best, until = early_stop(curves["held out"], recipe.patience)
            if until is not None:
                break
    last = len(curves["train"]) - 1
    return Outcome(
        np.array(curves["train"]),
        np.array(curves["held out"]),
        last if recipe.patience is None else best,
    )
