"""`engine.tracking` beside dictionaries, hashlib and what went in."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import sklearn.linear_model

from engine.linear.logistic import LogisticRegression
from engine.parity import Parity
from engine.tracking.artifacts import ArtifactStore
from engine.tracking.hooks import log_fit
from engine.tracking.models import LinearModel, load_model, save_model
from engine.tracking.projects import run_project, sweep
from engine.tracking.registry import Registry, transition
from engine.tracking.serving import answer, runs_page, serve_model
from engine.tracking.store import RunRecord, Tracker

Rng = np.random.Generator
_STAGES = ("development", "staging", "production", "retired")


def _file() -> Path:
    return Path(tempfile.mkdtemp()) / "runs.db"


def _runs(rng: Rng) -> tuple[list[Any]]:
    """For each run: a parameter, and values of a metric at steps out of order."""
    steps = [rng.permutation(5)[: rng.integers(1, 4)] for _ in range(4)]
    return ([(int(rng.integers(3)), [(int(t), float(rng.integers(4))) for t in s])
             for s in steps],)  # fmt: skip


def _tracked(runs: list[Any]) -> tuple[Any, ...]:
    tracker = Tracker(_file())
    for lr, steps in runs:
        with tracker.run("run") as run:
            tracker.log_param(run, "lr", lr)
            for step, value in steps:
                tracker.log_metric(run, "m", value, step)
    return (
        tracker.best_run("m").id, tracker.best_run("m", "min").id,
        np.array([r.id for r in tracker.search({"lr": 1})]),
        *(np.array(tracker.history(i + 1, "m")) for i in range(len(runs))),
    )  # fmt: skip


def _remembered(runs: list[Any]) -> tuple[Any, ...]:
    last = [sorted(steps)[-1][1] for _, steps in runs]
    return (
        int(np.argmax(last)) + 1, int(np.argmin(last)) + 1,
        np.array([i + 1 for i, (lr, _) in enumerate(runs) if lr == 1]),
        *(np.array(sorted(steps)) for _, steps in runs),
    )  # fmt: skip


def _put(content: bytes) -> tuple[str, Any]:
    store = ArtifactStore(_file().parent)
    digest = store.put(content)
    return digest, np.frombuffer(store.get(digest), np.uint8)


def _labelled(rng: Rng) -> tuple[Any, Any, float]:
    y = rng.permutation(np.repeat([0, 1], 9))
    return rng.normal(size=(18, 2)), y, float(rng.uniform(0.5, 2))


def _model(rng: Rng) -> tuple[LinearModel, Any]:
    d = int(rng.integers(1, 5))
    names = tuple(f"x{i}" for i in rng.permutation(d))
    model = LinearModel(rng.normal(size=d), float(rng.normal()), names)
    return model, rng.normal(size=(3, d))


def _predicted(model: LinearModel, X: Any) -> Any:
    return model.intercept + np.einsum("nd,d->n", X, model.coef)


def _body(model: LinearModel, X: Any) -> bytes:
    rows = [dict(sorted(zip(model.features, row, strict=True))) for row in X.tolist()]
    return json.dumps({"records": rows}).encode()


def _answered(model: LinearModel, X: Any) -> Any:
    return np.array(answer(model, _body(model, X))[1]["predictions"])


def _served(model: LinearModel, X: Any) -> Any:
    with (
        serve_model(model) as address,
        urllib.request.urlopen(f"{address}/predict", _body(model, X)) as reply,  # noqa: S310
    ):
        return np.array(json.load(reply)["predictions"])


def _moved(stage: str, to: str) -> str:
    try:
        return transition(stage, to)
    except ValueError:
        return "refused"


def _allowed(stage: str, to: str) -> str:
    forward = _STAGES.index(to) - _STAGES.index(stage)
    back = forward == -1 and to != "production"
    retires = to == "retired" and stage != "retired"
    return to if forward == 1 or back or retires else "refused"


def _aliased(artifacts: list[str], versions: Any) -> str:
    registry = Registry()
    for artifact in artifacts:
        registry.register("m", artifact)
    for version in versions:
        registry.promote("m", int(version), "champion")
    return registry.resolve("m", "champion")


def _entry(lr: float, rng: Rng) -> dict[str, float]:
    return {"loss": lr + float(rng.random())}


def _swept(rates: list[float], seed: int) -> Any:
    runs = sweep(Tracker(_file()), "s", _entry, {"lr": rates}, seed)
    return np.array([run.metrics["loss"] for run in runs])


def _cells(records: list[RunRecord]) -> Any:
    return np.array(re.findall("<td>(.*?)</td>", runs_page(records)))


def _logged(X: Any, y: Any, alpha: float) -> tuple[Any, ...]:
    """What is in the file of two runs: of the engine's model, of scikit-learn's."""
    tracker = Tracker(_file())
    with tracker.run("ours") as ours, tracker.run("theirs") as theirs:
        log_fit(tracker, ours, LogisticRegression(alpha), X, y)
        log_fit(tracker, theirs, sklearn.linear_model.Ridge(alpha), X, y)
    kept = tracker.read(theirs)
    losses = [value for _, value in tracker.history(ours, "loss")]
    return float(kept.params["alpha"]), kept.metrics["training_score"], np.array(losses)


def _fitted(X: Any, y: Any, alpha: float) -> tuple[Any, ...]:
    losses = LogisticRegression(alpha).fit(X, y).losses_
    theirs = sklearn.linear_model.Ridge(alpha).fit(X, y)
    return alpha, theirs.score(X, y), np.array(losses)


PAIRS = [
    Parity(Tracker, _remembered, "closed form", _runs, ours=_tracked, trials=4),
    Parity(log_fit, _fitted, "scikit-learn", _labelled, ours=_logged, trials=3),
    Parity(RunRecord, lambda a: a, "closed form", lambda rng: (int(rng.integers(9)),),
           ours=lambda a: RunRecord(a, "", "finished", {}, {}).id),
    Parity(ArtifactStore, lambda c: (hashlib.sha256(c).hexdigest(),
           np.frombuffer(c, np.uint8)), "hashlib",
           lambda rng: (rng.bytes(int(rng.integers(0, 50))),), ours=_put),
    Parity(LinearModel, _predicted, "NumPy", _model, ours=lambda m, X: m.predict(X)),
    Parity(save_model, lambda m, _: (m.coef, m.intercept, m.features), "closed form",
           _model, ours=lambda m, _: tuple(load_model(save_model(m))),
           convention="what comes back is what went in"),
    Parity(load_model, _predicted, "NumPy", _model,
           ours=lambda m, X: load_model(save_model(m)).predict(X)),
    Parity(transition, _allowed, "closed form",
           lambda rng: tuple(map(str, rng.choice(_STAGES, 2))), ours=_moved, trials=60),
    Parity(Registry, lambda artifacts, v: artifacts[v[-1] - 1], "closed form",
           lambda rng: (list("abcd"), rng.integers(1, 5, 3)), ours=_aliased),
    Parity(run_project, lambda lr, seed: lr + np.random.default_rng(seed).random(),
           "NumPy", lambda rng: (float(rng.random()), int(rng.integers(99))), trials=3,
           ours=lambda lr, seed: run_project(
               Tracker(_file()), "p", _entry, {"lr": lr}, seed).metrics["loss"]),
    Parity(sweep, lambda rates, seed: rates + np.random.default_rng(seed).random(),
           "NumPy", lambda rng: (rng.random(3), int(rng.integers(99))), ours=_swept,
           trials=3),
    Parity(answer, _predicted, "NumPy", _model, ours=_answered),
    Parity(serve_model, _predicted, "NumPy", _model, ours=_served, trials=3),
    Parity(runs_page, lambda rs: np.array([c for r in rs for c in (
           str(r.id), r.name, r.status, r.params["lr"], f"{r.metrics['m']:g}")]),
           "closed form", lambda rng: ([RunRecord(i, "n", "failed", {"lr": str(i / 8)},
           {"m": float(rng.random())}) for i in range(3)],), ours=_cells),
]  # fmt: skip
