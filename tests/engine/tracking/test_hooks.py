"""Logging around `fit`."""

from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.neural_network import MLPRegressor

from engine.tracking.hooks import log_fit
from engine.tracking.store import Tracker

X, Y = np.linspace(0, 1, 20)[:, None], np.linspace(0, 2, 20)


def test_losses_of_each_step_and_the_score(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path / "runs.db")
    with tracker.run("net") as run:
        model = log_fit(
            tracker,
            run,
            MLPRegressor(hidden_layer_sizes=3, random_state=0, tol=0.1),
            X,
            Y,
        )

    assert [v for _, v in tracker.history(run, "loss")] == model.loss_curve_
    assert tracker.read(run).metrics["training_score"] == model.score(X, Y)
    assert tracker.read(run).params["hidden_layer_sizes"] == "3"


def test_a_model_of_ones_own(tmp_path: Path) -> None:
    """Something that trains by torch and keeps its losses needs `fit`, no more."""

    class Line(torch.nn.Linear):
        def fit(self, X: torch.Tensor, y: torch.Tensor, *, steps: int) -> None:
            optimiser, self.history_ = torch.optim.SGD(self.parameters(), 0.1), []
            for _ in range(steps):
                loss = ((self(X)[:, 0] - y) ** 2).mean()
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
                self.history_.append(loss.item())

    tracker = Tracker(tmp_path / "runs.db")
    with tracker.run("line") as run:
        data = torch.tensor(X, dtype=torch.float32), torch.tensor(Y)
        model = log_fit(tracker, run, Line(1, 1), *data, steps=5)

    assert [v for _, v in tracker.history(run, "loss")] == model.history_
    assert tracker.read(run).params == {}
    assert "training_score" not in tracker.read(run).metrics


def test_no_such_run(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="run"):
        log_fit(Tracker(tmp_path / "runs.db"), 7, MLPRegressor(), X, Y)
