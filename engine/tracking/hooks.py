"""A model of any library, logged as it is fitted."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from numbers import Real
from typing import Any

from engine.system import system
from engine.tracking.store import Tracker


@system("S65.11")
def log_fit(tracker: Tracker, run: int, model: Any, *data: Any, **more: Any) -> Any:
    """Fit a model, and log its parameters, its loss by step, and its score.

    What "autologging" is: a function around `fit` that knows how a library names
    things. Parameters come from `get_params`, which scikit-learn, XGBoost and
    LightGBM share, or from the fields of a dataclass; losses from whichever of
    `losses_`, `history_`, `loss_curve_` and `train_score_` the model keeps; the
    score from its own `score`, if it has one, on the rows it was fitted to.

    Args:
        tracker: where to log.
        run: a run of it.
        model: anything with `fit`.
        data: what `fit` is given.
        more: what `fit` is given by name.

    Returns:
        The fitted model.

    Raises:
        ValueError: there is no such run, or a parameter was logged with another
            value.

    >>> import tempfile, pathlib
    >>> from engine.linear.ridge import Ridge
    >>> tracker = Tracker(pathlib.Path(tempfile.mkdtemp()) / "runs.db")
    >>> with tracker.run("ridge") as run:
    ...     model = log_fit(tracker, run, Ridge(alpha=0.5), [[0.0], [1.0]], [1.0, 3.0])
    >>> tracker.read(run).params
    {'alpha': '0.5'}
    """
    for name, value in _parameters(model).items():
        tracker.log_param(run, name, value)
    model.fit(*data, **more)
    for step, loss in enumerate(_losses(model)):
        tracker.log_metric(run, "loss", float(loss), step)
    if hasattr(model, "score"):
        tracker.log_metric(run, "training_score", float(model.score(*data)))
    return model


def _parameters(model: Any) -> dict[str, object]:
    if hasattr(model, "get_params"):
        return dict(model.get_params(deep=False))
    if is_dataclass(model):
        return {field.name: getattr(model, field.name) for field in fields(model)}
    return {}


def _losses(model: Any) -> list[float]:
    for name in ("losses_", "history_", "loss_curve_", "train_score_"):
        values = getattr(model, name, None)
        if values is not None and all(isinstance(v, Real) for v in values):
            return list(values)
    return []
